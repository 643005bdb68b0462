"""Word documents (docx): what was filled in, with tables as `label | value` lines.

The document's XML is read itself, because forms are made of content controls, which python-docx passes over.
"""

from __future__ import annotations

from lxml import etree

from mailbot.reading.attachments.bounds import TEXT_CHARS
from mailbot.reading.attachments.grid import Grid
from mailbot.reading.attachments.zipped import open_zip, read_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOT_SHOWN = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}sdtPr", f"{_W}tblPr", f"{_MC}Fallback"}
)
_ON = (None, "1", "true", "on")


def read_word(data: bytes) -> str:
    """The text of the document's body. Raises Unread."""
    with open_zip(data) as archive:
        root = read_xml(archive, "word/document.xml")
    return _Walk().text(root)


class _Walk:
    """Walks the body in order; an element's end closes what its start opened."""

    def __init__(self) -> None:
        self.grid = Grid()

    def text(self, root: etree._Element) -> str:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element.tag)
            elif element.tag in _NOT_SHOWN or self._hidden(element):
                walk.skip_subtree()
            else:
                self._start(element)
            if self.grid.length > TEXT_CHARS:
                break
        return self.grid.whole()

    def _hidden(self, element: etree._Element) -> bool:
        """Struck out or hidden words, and the hint of a control that nobody filled in."""
        if element.tag == f"{_W}r":
            properties = element.find(f"{_W}rPr")
            return properties is not None and any(
                (found := properties.find(f"{_W}{name}")) is not None and found.get(f"{_W}val") in _ON
                for name in ("strike", "dstrike", "vanish")
            )
        return element.tag == f"{_W}sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == f"{_W}t":
            self.grid.write(element.text or "")
        elif tag == f"{_W}tab":
            self.grid.write("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            self.grid.new_line()
        elif tag == f"{_W}numPr":
            self.grid.write("- ")
        elif tag == f"{_W}tbl":
            self.grid.open_table()
        elif tag == f"{_W}tr":
            self.grid.open_row()
        elif tag == f"{_W}tc":
            self.grid.open_cell()

    def _end(self, tag: str) -> None:
        if tag == f"{_W}p":
            self.grid.new_line()
        elif tag == f"{_W}tc":
            self.grid.close_cell()
        elif tag == f"{_W}tbl":
            self.grid.close_table()
