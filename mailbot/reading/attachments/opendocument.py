"""OpenDocument texts and sheets (odt, ods): what was filled in, with tables as `label | value` lines."""

from __future__ import annotations

from lxml import etree

from mailbot.reading.attachments.bounds import CELLS, TEXT_CHARS
from mailbot.reading.attachments.grid import Grid
from mailbot.reading.attachments.zipped import open_zip, read_xml

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_NOT_SHOWN = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}note-citation",
        f"{_OFFICE}annotation",
        f"{_OFFICE}automatic-styles",
        f"{_OFFICE}font-face-decls",
        f"{_OFFICE}scripts",
    }
)
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")


def read_opendocument(data: bytes) -> str:
    """The text of the document's body. Raises Unread."""
    with open_zip(data) as archive:
        root = read_xml(archive, "content.xml")
    return _Walk().text(root)


class _Walk:
    def __init__(self) -> None:
        self.grid = Grid()
        self.inside = 0  # paragraphs that are open: only their text is shown
        self.cells = 0

    def text(self, root: etree._Element) -> str:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif element.tag in _NOT_SHOWN:
                walk.skip_subtree()
            else:
                self._start(element)
            if self.grid.length > TEXT_CHARS or self.cells > CELLS:
                break
        return self.grid.whole()

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _PARAGRAPHS:
            self.inside += 1
        elif tag == f"{_TEXT}list-item":
            self.grid.write("- ")
        elif tag == f"{_TABLE}table":
            self.grid.open_table()
        elif tag == f"{_TABLE}table-row":
            self.grid.open_row()
        elif tag == f"{_TABLE}table-cell":
            self.cells += 1
            self.grid.open_cell()
        elif tag == f"{_TEXT}line-break":
            self.grid.new_line()
        elif tag == f"{_TEXT}tab":
            self.grid.write("\t")
        elif tag == f"{_TEXT}s":
            self.grid.write(" ")
        if self.inside and element.text:
            self.grid.write(" ".join(element.text.split("\n")))

    def _end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _PARAGRAPHS:
            self.inside -= 1
            self.grid.new_line()
        elif tag == f"{_TABLE}table-cell":
            self.grid.close_cell()
        elif tag == f"{_TABLE}table":
            self.grid.close_table()
        if self.inside and element.tail:
            self.grid.write(" ".join(element.tail.split("\n")))
