"""PDF files with text in them, and the fields of forms; scanned pages hold none."""

from __future__ import annotations

import io
import logging

import pypdf
from pypdf.errors import FileNotDecryptedError, PyPdfError

from mailbot.reading.attachments.bounds import PAGES, TEXT_CHARS, Unread

FIELDS = 200


def read_pdf(data: bytes) -> str:
    """The text of the first pages, then a form's fields as `name: value`. Raises Unread."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells every defect of every file
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unread("attachment.locked")
        texts = []
        for page in reader.pages[:PAGES]:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > TEXT_CHARS:
                break
        return "\n".join([*texts, *_fields(reader)])
    except FileNotDecryptedError:
        raise Unread("attachment.locked") from None
    except PyPdfError:
        raise Unread("attachment.broken") from None


def _fields(reader: pypdf.PdfReader) -> list[str]:
    found = reader.get_fields() or {}
    lines = []
    for name, entry in list(found.items())[:FIELDS]:
        value = entry.get("/V")
        if isinstance(value, str) and value.strip() and not value.startswith("/"):
            lines.append(f"{entry.get('/TU') or name}: {value.strip()}")
    return lines
