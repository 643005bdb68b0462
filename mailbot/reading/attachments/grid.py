"""Text with tables in it, as office documents nest them, laid out like the tables of a mail."""

from __future__ import annotations

from mailbot.reading.html_text import lay_out

DEPTH = 20


class Grid:
    """Takes text and the ends of lines, cells and tables in order, and gives the whole text."""

    def __init__(self) -> None:
        self.length = 0
        self._texts: list[list[str]] = [[]]  # the innermost cell last
        self._tables: list[list[list[str]]] = []
        self._too_deep = 0

    def write(self, text: str) -> None:
        """Text in the flow."""
        self._texts[-1].append(text)
        self.length += len(text)

    def new_line(self) -> None:
        """The end of a line or paragraph."""
        self._texts[-1].append("\n")
        self.length += 1

    def open_table(self) -> None:
        """A table begins, perhaps in a cell of another."""
        if len(self._tables) >= DEPTH:
            self._too_deep += 1
        else:
            self._tables.append([])

    def open_row(self) -> None:
        """A row begins."""
        if self._tables and not self._too_deep:
            self._tables[-1].append([])

    def open_cell(self) -> None:
        """A cell begins."""
        if self._tables and not self._too_deep:
            self._texts.append([])

    def close_cell(self) -> None:
        """It ends."""
        if self._tables and not self._too_deep and len(self._texts) > 1:
            rows = self._tables[-1]
            if not rows:
                rows.append([])
            rows[-1].append("".join(self._texts.pop()).strip())

    def close_table(self) -> None:
        """The table ends, and stands where it began."""
        if self._too_deep:
            self._too_deep -= 1
        elif self._tables:
            self._texts[-1].append(f"{lay_out(self._tables.pop())}\n")

    def whole(self) -> str:
        """All of it; what is still open is closed."""
        while self._tables:
            if len(self._texts) > len(self._tables):
                self.close_cell()
            self.close_table()
        return "".join("".join(piece) for piece in self._texts)
