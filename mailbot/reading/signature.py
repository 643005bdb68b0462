"""Where a writer's text ends: closings and signatures, postscripts below them, phones' footers, gateways' notices."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.model import Address, Layer
from mailbot.reading.lines import Line, Lines
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import fold
from mailbot.rulebook.structure import SignatureRules

BANNER_LINES = 3  # a banner begins within so many lines of the top
BANNER_LENGTH = 5  # and is no longer
SIGNATURE_LINES = 25
REACH = 80  # a signature begins within so many lines of the end, notices included
SHORT = 100  # characters; a signature's lines are not longer
FOOTER_LINES = 6  # a phone's footer stands within so many lines of the end
WEAK_LINES = 12
PROSE_WORDS = 7


def tell_signature(lines: Lines, first: int, last: int, rules: Rulebook, names: tuple[str, ...]) -> None:
    """Gives the lines of one writer's text, [first, last), their layers: signature and notices, or what they are."""
    teller = _Teller(lines, rules.signatures, names)
    own = teller.after_banners(first, last)
    begin = teller.signature_start(own, last)
    if begin is not None:
        teller.tell_signature(begin, last)
    teller.tell_footers(own, last, last if begin is None else begin)


class _Teller:
    def __init__(self, lines: Lines, rules: SignatureRules, names: tuple[str, ...]) -> None:
        self.all = lines
        self.lines = lines.lines
        self.rules = rules
        self.names = tuple(fold(name) for name in names if len(name) > 1)

    def words(self, at: int) -> str:
        return self.all.words(self.lines[at]).strip()

    def filled(self, first: int, last: int) -> list[int]:
        return [n for n in range(first, last) if not self.lines[n].blank]

    def after_banners(self, first: int, last: int) -> int:
        """Marks a gateway's banners at the top; the first line behind them."""
        at = first
        for n in self.filled(first, last)[: BANNER_LINES + 1]:
            line = self.lines[n]
            if n < at or line.tag or not self.rules.banners.match(self.all.folded, line.body, line.end):
                continue
            end = n + 1
            while end < last and not self.lines[end].blank:
                end += 1
            if end - n > BANNER_LENGTH:
                end = n + 1
            self._give(n, end, Layer.NOTICE)
            at = end
        return at

    def _give(self, first: int, last: int, layer: Layer) -> None:
        for line in self.lines[first:last]:
            line.layer = layer

    # --- where the signature begins ---

    def signature_start(self, first: int, last: int) -> int | None:
        filled = self.filled(first, last)
        nearest = max(0, len(filled) - REACH)
        for place, n in enumerate(filled[nearest:], nearest):
            left = filled[place + 1 :]
            if self._begins(n, place, left) and self._can_be_signature(left):
                return n
        return None

    def _begins(self, n: int, place: int, left: list[int]) -> bool:
        line, words = self.lines[n], self.words(n)
        if line.signature or (words == "--" and left):
            return True
        folded = self.all.folded
        start = line.body + len(self.all.words(line)) - len(self.all.words(line).lstrip())
        start += len(words) - len(words.lstrip("*_/-–— "))
        closing = self.rules.closing_line.match(folded, start, line.end)
        if closing:
            return len(words.split()) <= 12 and len(words) <= SHORT
        if self.rules.weak_line.match(folded, start, line.end):
            return len(left) <= WEAK_LINES and place > 0 and all(len(self.words(m)) <= 70 for m in left[:3])
        return place > 0 and self._is_name(n) and not self.words(self._before(n)).endswith((":", ",", ";"))

    def _before(self, n: int) -> int:
        return next((m for m in range(n - 1, -1, -1) if not self.lines[m].blank), n)

    def _is_name(self, n: int) -> bool:
        """The sender's own name alone on a line, perhaps with a role behind it."""
        words = fold(self.words(n)).strip(" /.,-*_~")
        if not words or len(words) > 60:
            return False
        return any(words == name or (words.startswith(f"{name},") and len(words.split()) <= 8) for name in self.names)

    def _can_be_signature(self, left: list[int]) -> bool:
        """What follows is short, but for notices and postscripts."""
        counted = 0
        for paragraph in self._paragraphs(left):
            if self._is_notice(paragraph) or self._is_postscript(paragraph[0]):
                continue
            if counted and self._is_prose(paragraph):
                continue
            counted += len(paragraph)
            if any(len(self.words(n)) > SHORT for n in paragraph[:2]) and self._is_prose(paragraph):
                return False
        return counted <= SIGNATURE_LINES

    def _paragraphs(self, numbers: list[int]) -> Iterator[list[int]]:
        held: list[int] = []
        for n in numbers:
            if held and (n != held[-1] + 1 or self._is_rule(n)):
                yield held
                held = []
            held.append(n)
        if held:
            yield held

    def _is_rule(self, n: int) -> bool:
        words = self.words(n)
        return len(words) >= 5 and not words.strip("_-=*~ ")

    # --- what is in it ---

    def tell_signature(self, begin: int, last: int) -> None:
        own = self.lines[begin].layer
        for at, paragraph in enumerate(self._paragraphs(self.filled(begin, last))):
            if self._is_notice(paragraph) and (at or len(paragraph) == 1):
                layer = Layer.NOTICE
            elif at and not self._marked(paragraph) and self._is_prose(paragraph):
                layer = own
            else:
                self._tell_lines(paragraph, own)
                continue
            self._give(paragraph[0], paragraph[-1] + 1, layer)

    def _tell_lines(self, paragraph: list[int], own: Layer) -> None:
        layer = Layer.SIGNATURE
        for n in paragraph:
            if self._is_postscript(n):
                layer = own
            self.lines[n].layer = layer

    def _marked(self, paragraph: list[int]) -> bool:
        return self.lines[paragraph[0]].signature

    def _is_postscript(self, n: int) -> bool:
        line = self.lines[n]
        start = line.end - len(self.all.text[line.body : line.end].lstrip())
        return self.rules.postscript_line.match(self.all.folded, start, line.end) is not None

    def _is_notice(self, paragraph: list[int]) -> bool:
        start, end = self.lines[paragraph[0]].body, self.lines[paragraph[-1]].end
        if self.rules.notices.search(self.all.folded, start, end):
            return True
        return len(paragraph) <= 2 and all(self._is_footer(n) for n in paragraph)

    def _is_footer(self, n: int) -> bool:
        line, words = self.lines[n], self.all.words(self.lines[n])
        start = line.body + len(words) - len(words.lstrip(" *_-–"))
        return (
            self.rules.mobile.fullmatch(self.all.folded, start, line.end - len(words) + len(words.rstrip())) is not None
        )

    def _is_prose(self, paragraph: list[int]) -> bool:
        """Sentences to the reader, not a name with an address."""
        words = " ".join(self.words(n) for n in paragraph).split()
        if len(words) < PROSE_WORDS:
            return False
        small = sum(1 for word in words if word[:1].islower())
        start, end = self.lines[paragraph[0]].body, self.lines[paragraph[-1]].end
        return small * 10 >= len(words) * 6 and self.rules.talk.search(self.all.folded, start, end) is not None

    # --- below everything ---

    def tell_footers(self, first: int, last: int, signature: int) -> None:
        """Phones' footers near the end, and notices in the lower half where no signature tells where it begins."""
        filled = self.filled(first, last)
        for n in filled[-FOOTER_LINES:]:
            if self._is_footer(n):
                self.lines[n].layer = Layer.NOTICE
        lower = [n for n in filled[len(filled) // 2 :] if n < signature]
        for paragraph in self._paragraphs(lower):
            whole = paragraph[0] == first or self.lines[paragraph[0] - 1].blank
            if whole and len(filled) > len(paragraph) and self._is_notice(paragraph):
                self._give(paragraph[0], paragraph[-1] + 1, Layer.NOTICE)


def split_lines(lines: Lines, rules: SignatureRules) -> None:
    """Cuts lines where a closing follows a sentence, and behind a gateway's tag, so that each piece has its layer."""
    places = {found.start("closing") for found in rules.closing_inside.finditer(lines.folded)}
    tags = {found.start(): found.end() for found in rules.tags.finditer(lines.folded)}
    if not places and not tags:
        return
    cut: list[Line] = []
    for line in lines.lines:
        behind = tags.get(line.body)
        inside = sorted(p for p in (places | ({behind} if behind else set())) if line.body < p < line.end)
        cut += _pieces(line, inside, tag=behind)
    lines.lines[:] = cut


def _pieces(line: Line, places: list[int], *, tag: int | None) -> list[Line]:
    pieces: list[Line] = []
    edges = [line.start, *places, line.end]
    for at, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
        body = line.body if at == 0 else start
        piece = Line(start, body, end, line.depth, line.blank)
        piece.introduction, piece.signature = line.introduction, line.signature
        piece.old, piece.forwarded = line.old and at == 0, line.forwarded and at == 0
        piece.tag = at == 0 and tag is not None and end == tag
        pieces.append(piece)
    return pieces


def signing_names(sender: Address | None) -> tuple[str, ...]:
    """How the sender may sign: the whole name, the first name, first and last."""
    if sender is None or not sender.name or "@" in sender.name:
        return ()
    words = sender.name.replace(",", " ").split()
    last_first = sender.name.partition(",")
    whole = " ".join(words) if not last_first[1] else f"{last_first[2].strip()} {last_first[0].strip()}"
    given = whole.split()
    return tuple(dict.fromkeys((whole, given[0], f"{given[0]} {given[-1]}", " ".join(given[:2]))))
