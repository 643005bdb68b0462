"""Excel sheets (xlsx): rows as `label | value` lines, dates as 1.3.2027."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from mailbot.reading.attachments.bounds import CELLS, SHEETS, TEXT_CHARS
from mailbot.reading.attachments.zipped import open_zip, read_member, refuse_doctype
from mailbot.reading.html_text import lay_out

COLUMNS = 50


def read_sheet(data: bytes) -> str:
    """The text of the first sheets. Raises Unread."""
    with open_zip(data) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                refuse_doctype(read_member(archive, name))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    texts: list[str] = []
    left = CELLS
    for sheet in book.worksheets[:SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_col=COLUMNS, max_row=CELLS, values_only=True):
            left -= len(row)
            rows.append([_shown(value) for value in row])
            if left <= 0:
                break
        texts.append(lay_out(_without_empty_columns(rows)))
        if left <= 0 or sum(map(len, texts)) > TEXT_CHARS:
            break
    book.close()
    return "\n\n".join(text for text in texts if text)


def _shown(value: object) -> str:
    """A cell as a Danish sheet shows it."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, dt.datetime):
        clock = f" {value:%H.%M}" if value.hour or value.minute else ""
        return f"{value.day}.{value.month}.{value.year}{clock}"
    if isinstance(value, dt.date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, dt.time):
        return f"{value:%H.%M}"
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", ",") if abs(value) < 1e6 else f"{value:.0f}"
    return " ".join(str(value).split())


def _without_empty_columns(rows: list[list[str]]) -> list[list[str]]:
    width = max((len(row) for row in rows), default=0)
    filled = [c for c in range(width) if any(c < len(row) and row[c] for row in rows)]
    return [[row[c] if c < len(row) else "" for c in filled] for row in rows if any(row)]
