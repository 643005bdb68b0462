"""The text of attachments that people fill in; each reader is one file, within bounds."""

from mailbot.reading.attachments.reading import AttachmentText, read_attachments, winmail_of

__all__ = ["AttachmentText", "read_attachments", "winmail_of"]
