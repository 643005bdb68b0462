"""HTML as the text that a person sees: blocks, lists and tables laid out, what is hidden or struck out left away.

Signs of mail programs for quotations, headers of old mails and signatures are kept as single marks in the text
(`Mark`), which no mail's own text can hold, and which `layers` takes out again.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from mailbot.reading.charset import is_tidy, tidy
from mailbot.reading.style import StyleSheet, is_hidden, read_style_sheet, shows_nothing, struck_out

TABLE_DEPTH = 20
ELEMENTS = 50_000  # of one page; what follows is left out
DEPTH = 2_000  # libxml2 gives up at 2,048
LABEL_CHARS = 80  # of a first cell beside which a cell of several lines is a value


class Mark(enum.StrEnum):
    """What a mail program's HTML says about the text that follows."""

    QUOTE = "\ue000"
    END_QUOTE = "\ue001"
    OLD = "\ue002"  # headers of the old mail, and then all of it
    SIGNATURE = "\ue003"
    END_SIGNATURE = "\ue004"
    INTRODUCTION = "\ue005"  # "so-and-so wrote:"
    END_INTRODUCTION = "\ue006"
    FORWARDED = "\ue007"  # a mail that hung on this one begins (set by `mail`, not by HTML)


MARKS = re.compile("[\ue000-\ue007]")

_CLOSING = {
    Mark.QUOTE: Mark.END_QUOTE,
    Mark.SIGNATURE: Mark.END_SIGNATURE,
    Mark.INTRODUCTION: Mark.END_INTRODUCTION,
}

_LINE_TAGS = """address article aside body center dd div dl dt fieldset figcaption figure footer form header hr html
legend main nav section summary details caption thead tbody tfoot option"""
_PARAGRAPH_TAGS = "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol"
_UNSEEN_TAGS = """head style script title template noscript object embed iframe svg math audio video select textarea
s strike del"""
_LINES = frozenset(_LINE_TAGS.split())
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_NOTHING = frozenset(_UNSEEN_TAGS.split())
_BLANKS = re.compile("[ \t\n\r\f]+")
_TIGHT = re.compile(r"msonormal|msoplaintext|msolistparagraph|msonospacing")
_TIGHT_STYLE = re.compile(r"margin:0|margin-top:0[^;]*;.*margin-bottom:0|margin-bottom:0[^;]*;.*margin-top:0")
_BORDER = re.compile(r"border-left:(?!none|0)[^;]*(?:solid|#|rgb)")
_OLD_BORDER = re.compile(r"border-top:(?:1(?:\.0)?pt)?solid(?:#e1e1e1|#b5c4df|rgb\(225,225,225\))")
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(slots=True)
class _Frame:
    """An open element: what has to happen when it ends, and what its text inherits."""

    at_end: list[Callable[[], None]] = field(default_factory=list)
    preformatted: bool = False
    invisible: bool = False


@dataclass(slots=True)
class _Out:
    """Text as it is laid out, line by line."""

    pieces: list[str] = field(default_factory=list)
    newlines: int = 0  # owed before the next text
    trailing: int = 0  # line ends that the text so far ends with
    blank: bool = False  # a collapsed blank is owed
    empty: bool = True

    def need(self, newlines: int) -> None:
        """The next text stands below so many line ends."""
        self.blank = False
        self.newlines = max(self.newlines, newlines - self.trailing)

    def text(self, text: str) -> None:
        if self.newlines and not self.empty:
            self.pieces.append("\n" * self.newlines)
        elif self.blank and not self.trailing and not self.empty:
            self.pieces.append(" ")
        self.pieces.append(text)
        self.newlines, self.blank, self.empty = 0, False, False
        self.trailing = len(text) - len(text.rstrip("\n"))

    def line_end(self) -> None:
        """A `<br>`."""
        if self.empty:
            return
        owed, self.newlines = self.newlines, 0
        self.pieces.append("\n" * (owed + 1))
        self.trailing += owed + 1
        self.blank = False

    def whole(self) -> str:
        lines = "".join(self.pieces).replace("\xa0", " ").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")


@dataclass(slots=True)
class _Table:
    outer: _Out
    rows: list[list[str]] = field(default_factory=list)


class _Layout:
    """Walks the elements in order and lays their text out."""

    def __init__(self, sheet: StyleSheet) -> None:
        self.out = _Out()
        self.frames = [_Frame()]
        self.tables: list[_Table] = []
        self.lists: list[int | None] = []  # the next number, None for bullets
        self.sheet = sheet

    def start(self, element: etree._Element) -> bool:
        """Opens an element; False where nothing in it is seen."""
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        style = (element.get("style") or "").replace(" ", "").lower()
        frame = _Frame([], self.frames[-1].preformatted, self.frames[-1].invisible)
        self.frames.append(frame)
        if tag in _NOTHING or struck_out(style) or is_hidden(element, style, self.sheet):
            return False
        if style:
            frame.invisible = shows_nothing(style, inherited=frame.invisible)
            frame.preformatted |= "white-space:pre" in style
        self._mark(element, tag, style, frame)
        if tag:
            self._block(element, tag, style, frame)
        if "mso-list:ignore" in style:
            self._word_bullet(element)
            return False
        self.write(element.text)
        return True

    def end(self, element: etree._Element) -> None:
        """Closes it, and writes what stands behind it."""
        for step in reversed(self.frames.pop().at_end):
            step()
        self.write(element.tail)

    def write(self, text: str | None) -> None:
        """Text in the flow: blanks collapse unless preformatted."""
        if not text or self.frames[-1].invisible:
            return
        if not is_tidy(text):
            text = _tidy_keeping_blanks(text)
        if self.frames[-1].preformatted:
            self._write_lines(text)
            return
        shown = _BLANKS.sub(" ", text)
        if shown.startswith(" "):
            self.out.blank = True
            shown = shown[1:]
        if shown:
            more = shown.endswith(" ")
            self.out.text(shown[:-1] if more else shown)
            self.out.blank = more

    def _write_lines(self, text: str) -> None:
        for at, line in enumerate(text.split("\n")):
            if at:
                self.out.line_end()
            if line:
                self.out.text(line)

    def _block(self, element: etree._Element, tag: str, style: str, frame: _Frame) -> None:
        if tag == "br":
            self.out.line_end()
        elif tag == "table":
            self._table(frame)
        elif tag == "tr":
            self._row(frame)
        elif tag in ("td", "th"):
            self._cell(frame)
        elif tag == "li":
            self._item(frame)
        elif tag in _PARAGRAPHS:
            self._paragraph(element, tag, style, frame)
        elif tag in _LINES or "display:block" in style:
            self._around(1, frame)

    def _around(self, newlines: int, frame: _Frame) -> None:
        self.out.need(newlines)
        frame.at_end.append(lambda: self.out.need(newlines))

    def _paragraph(self, element: etree._Element, tag: str, style: str, frame: _Frame) -> None:
        if tag in ("ul", "ol"):
            begin = element.get("start") or "1"
            self.lists.append((int(begin) if begin.isdecimal() and len(begin) < 6 else 1) if tag == "ol" else None)
            frame.at_end.append(lambda: self._end_list())
            self._around(1 if len(self.lists) > 1 else 2, frame)
            return
        frame.preformatted |= tag == "pre"
        tight = tag == "p" and (
            self.sheet.tight or _TIGHT.search((element.get("class") or "").lower()) or _TIGHT_STYLE.search(style)
        )
        self._around(1 if tight else 2, frame)

    def _end_list(self) -> None:
        self.lists.pop()

    def _item(self, frame: _Frame) -> None:
        self._around(1, frame)
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.out.text("- " if number is None else f"{number}. ")
        self.out.trailing = 2  # a block at the beginning of an item begins no line of its own

    def _word_bullet(self, element: etree._Element) -> None:
        """Word writes a list item's bullet or number as text (`mso-list:Ignore`)."""
        shown = "".join(element.itertext()).replace("\xa0", " ").strip()
        self.out.text(f"{shown} " if shown[:1].isalnum() and len(shown) > 1 and len(shown) < 8 else "- ")

    def _table(self, frame: _Frame) -> None:
        self._around(1, frame)
        if len(self.tables) >= TABLE_DEPTH:
            return
        table = _Table(self.out)
        self.tables.append(table)
        self.out = _Out()
        frame.at_end.append(lambda: self._end_table(table))

    def _end_table(self, table: _Table) -> None:
        loose = self.out.whole()
        self.tables.pop()
        self.out = table.outer
        shown = "\n".join(one for one in (loose, lay_out(table.rows)) if one)
        if shown:
            self.out.text(shown)

    def _row(self, frame: _Frame) -> None:
        if self.tables and len(self.tables) < TABLE_DEPTH:
            self.tables[-1].rows.append([])
        else:
            self._around(1, frame)

    def _cell(self, frame: _Frame) -> None:
        if not self.tables or len(self.tables) >= TABLE_DEPTH:
            self._around(1, frame)
            return
        outer, self.out = self.out, _Out()
        rows = self.tables[-1].rows

        def close() -> None:
            if not rows:
                rows.append([])
            rows[-1].append(self.out.whole())
            self.out = outer

        frame.at_end.append(close)

    def _mark(self, element: etree._Element, tag: str, style: str, frame: _Frame) -> None:
        mark = _mark_of(tag, (element.get("class") or "").lower(), (element.get("id") or "").lower(), element, style)
        if mark is None:
            return
        self.out.need(1)
        self.out.text(mark)
        self.out.trailing = 1
        closing = _CLOSING.get(mark)
        if closing:

            def close() -> None:
                self.out.need(1)
                self.out.text(closing)
                self.out.trailing = 1

            frame.at_end.append(close)


def _mark_of(tag: str, names: str, id_: str, element: etree._Element, style: str) -> Mark | None:
    if tag == "blockquote":
        cited = element.get("type") == "cite" or element.get("cite") or "quote" in names or _BORDER.search(style)
        return Mark.QUOTE if cited else None
    if id_ or names:
        if "divrplyfwdmsg" in id_ or "olk_src_body_section" in id_ or "mail-editor-reference-message" in id_:
            return Mark.OLD
        if "appendonsend" in id_:
            return Mark.OLD
        if "yahoo_quoted" in names:
            return Mark.QUOTE
        if "gmail_signature" in names or "moz-signature" in names or "mobile-signature" in id_:
            return Mark.SIGNATURE
        if "moz-cite-prefix" in names or "gmail_attr" in names:
            return Mark.INTRODUCTION
    return Mark.OLD if style and _OLD_BORDER.search(style) else None


def _tidy_keeping_blanks(text: str) -> str:
    """Tidied; a no-break blank stays one, for it does not collapse."""
    return "\xa0".join(tidy(piece) for piece in text.split("\xa0"))


def lay_out(rows: list[list[str]]) -> str:
    """A table's rows: `label | value`, `a | b | c`; cells that only make a layout stand below each other."""
    wide = sum(1 for row in rows if len(row) >= 2) >= 2
    lines = (_row_line([cell.strip() for cell in row], table=wide) for row in rows)
    return "\n".join(line for line in lines if line)


def _row_line(row: list[str], *, table: bool) -> str:
    filled = [cell for cell in row if MARKS.sub("", cell)]
    if len(filled) <= 1:
        label_only = table and len(row) == 2 and row[0] and not row[1] and "\n" not in row[0]
        return f"{row[0]} |" if label_only and len(row[0]) <= LABEL_CHARS else "".join(row)
    if table and len(filled) > 2 and "\n" not in row[0] and len(row[0]) <= LABEL_CHARS:
        row = [cell.replace("\n- ", "; ").replace("\n", "; ").removeprefix("- ") for cell in row]
        filled = [cell for cell in row if MARKS.sub("", cell)]
    if not any("\n" in cell for cell in filled):
        cells = row if table and len(row) > 2 else filled
        return " | ".join(cells).rstrip(" |")
    if len(filled) == 2 and "\n" not in filled[0] and len(filled[0]) <= LABEL_CHARS:
        return " | ".join(filled)
    return "\n".join(filled)


def page_text(html: str) -> str:
    """The text of a page with the mail programs' marks in it. Never raises."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        return _without_tags(html)
    layout = _Layout(read_style_sheet(root))
    depth, left = 0, ELEMENTS
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            depth += 1
            left -= 1
            if not layout.start(element):
                walk.skip_subtree()
        else:
            depth -= 1
            layout.end(element)
        if depth > DEPTH:
            return _without_tags(html)
        if left < 0:
            break
    return layout.out.whole()


def _without_tags(html: str) -> str:
    """A page that is no page: its words without its tags."""
    return tidy(_TAG.sub("\n", html)).strip()
