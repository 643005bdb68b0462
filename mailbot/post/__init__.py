"""Speaks to mail servers and makes the letters: IMAP, SMTP, templates, keyed Message-IDs."""
