"""What an attachment may cost."""

from __future__ import annotations

COUNT = 20  # attachments read of one mail
DATA_BYTES = 10_000_000  # of one attachment, as it was before it was sent
MEMBERS = 2_000  # files in one zipped document
UNPACKED_BYTES = 60_000_000  # of one zipped document, photographs included
XML_BYTES = 8_000_000  # of one file in it that is read
RATIO = 200  # unpacked to packed, of a file larger than
SMALL_BYTES = 300_000
CELLS = 20_000  # of one sheet
SHEETS = 5
PAGES = 20  # of one PDF
TNEF_OBJECTS = 2_000
TEXT_CHARS = 100_000  # of one attachment's text


class Unread(Exception):
    """An attachment that is not read; `code` is one of rules/reasons.toml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
