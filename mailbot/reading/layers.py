"""Whose words stand where in a text: the newest, what it quotes or forwards, signatures and notices.

Marks of the mail program's HTML count more than patterns; a line of headers counts only where prose could not look
like it; below an introduction whose quotation bears `>` the unquoted lines are answers, and stay newest.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.model import Address, Layer, Segment
from mailbot.reading.headers import read_addresses
from mailbot.reading.lines import Line, Lines
from mailbot.reading.signature import signing_names, split_lines, tell_signature
from mailbot.reading.subject import forwards, replies
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import Folded, Match

BLOCK_LINES = 12
INTRODUCTION_CHARS = 400
FORWARDS = 12  # of a mail inside each other
WRAPPED_AT = 66  # characters of a quoted line that may have been broken
_HEADER_DATES = ("date", "subject")


@dataclass(frozen=True, slots=True)
class Layered:
    """The segments of a text in order, and who wrote what is forwarded or quoted in it."""

    segments: tuple[Segment, ...]
    forwarded_from: Address | None = None
    quoted_from: Address | None = None


@dataclass(frozen=True, slots=True)
class _Old:
    """Where old text begins: lines [first, body) are its headers."""

    first: int
    body: int
    forward: bool = False
    writer: Address | None = None
    subject: str = ""
    marked: bool = False  # the quotation bears quote marks


def tell_layers(lines: Lines, rules: Rulebook, *, subject: str = "", sender: Address | None = None) -> Layered:
    """Tells the layers of a body. The sender may sign with the name alone."""
    names = signing_names(sender)
    split_lines(lines, rules.signatures)
    teller = _Teller(lines, rules)
    edges = [0, *(n for n, line in enumerate(lines.lines) if line.forwarded), len(lines.lines)]
    for first, last in zip(edges, edges[1:], strict=False):
        inside = lines.lines[first].forwarded if first < last else False
        teller.tell(first, last, Layer.FORWARDED if inside else Layer.NEWEST, "" if inside else subject)
    _join_wrapped(lines.lines)
    given = signing_names(teller.forwarded_from)
    for first, last, layer in _stretches(lines.lines):
        if layer in (Layer.NEWEST, Layer.FORWARDED):
            tell_signature(lines, first, last, rules, names if layer is Layer.NEWEST else given)
    for line in lines.lines:
        if line.tag:
            line.layer = Layer.NOTICE
    return Layered(_segments(lines), teller.forwarded_from, teller.quoted_from)


class _Teller:
    def __init__(self, lines: Lines, rules: Rulebook) -> None:
        self.all = lines
        self.lines = lines.lines
        self.rules = rules
        self.nested = 0  # forwarded mails in forwarded mails
        self.forwarded_from: Address | None = None
        self.quoted_from: Address | None = None
        self.labels = {m.start(): m for m in rules.quotes.labels.line.finditer(lines.folded)}
        self.separators = {m.start() for m in rules.quotes.separator_line.finditer(lines.folded)}
        self.forwards = {m.start() for m in rules.quotes.forward_line.finditer(lines.folded)}
        self.verbs = _lines_of(self.lines, [m.start() for m in rules.quotes.verb_anywhere.finditer(lines.folded)])

    def tell(self, first: int, last: int, layer: Layer, subject: str) -> None:
        """Gives the lines [first, last) their layers; what is no older text is of `layer`."""
        self.nested += 1
        depth = next((one.depth for one in self.lines[first:last] if not one.blank), 0) if first else 0
        at = first
        while at < last:
            line = self.lines[at]
            old = None if line.depth != depth and not self._marked_introduction(at) else self._old_at(at, last)
            if old is None:
                line.layer = layer if line.depth <= depth else Layer.QUOTED
                at += 1
                continue
            at = self._tell_old(old, first, last, layer, subject)

    def _tell_old(self, old: _Old, first: int, last: int, layer: Layer, subject: str) -> int:  # noqa: PLR0913
        forward = old.forward or (not old.marked and self._is_forward(old, first, layer, subject))
        for line in self.lines[old.first : old.body]:
            line.layer = Layer.QUOTED
        if forward and self.nested < FORWARDS:
            if old.writer:
                self.forwarded_from = old.writer
            self.tell(old.body, last, Layer.FORWARDED, old.subject)
            return last
        if layer is Layer.NEWEST and self.quoted_from is None:
            self.quoted_from = old.writer
        if old.marked:
            return old.body
        for line in self.lines[old.body : last]:
            line.layer = Layer.QUOTED
        return last

    def _is_forward(self, old: _Old, first: int, layer: Layer, subject: str) -> bool:
        """Headers of an old mail without a word that says what they are."""
        if forwards(subject, self.rules.subjects):
            return True
        if replies(subject, self.rules.subjects):
            return False
        own = [one for one in self.lines[first : old.first] if not one.blank and one.layer is layer]
        words = sum(len(self.all.words(one).split()) for one in own)
        if words > self.rules.quotes.remark_words:
            return False
        if words <= 2:
            return True
        start, end = own[0].body, own[-1].end
        return self.rules.quotes.remark.search(self.all.folded, start, end) is not None

    # --- where old text begins ---

    def _old_at(self, at: int, last: int) -> _Old | None:
        line = self.lines[at]
        if line.blank:
            return None
        if self._near(line, self.forwards):
            return self._forward_block(at, last)
        if self._near(line, self.separators):
            return self._below(at, at + 1, last)
        if line.old:
            return self._below(at, at, last) if self._header_kinds(at, last)[0] else None
        if self._is_rule(line):
            following = self._next(at + 1, last)
            if following is not None and self._is_block(following, last):
                return self._below(at, following, last)
            return None
        if line.introduction or (at in self.verbs):
            return self._introduction(at, last)
        if self._label_at(line) and self._is_block(at, last):
            return self._below(at, at, last)
        if at + 2 < last and self._starts_introduction(at):
            return self._introduction(at, last)
        return None

    def _near(self, line: Line, places: set[int]) -> bool:
        return line.start in places

    def _is_rule(self, line: Line) -> bool:
        words = self.all.words(line).strip()
        return len(words) >= 10 and not words.strip("_-=—─")

    def _forward_block(self, at: int, last: int) -> _Old:
        following = self._next(at + 1, last)
        if following is None:
            return _Old(at, last, forward=True)
        _, writer, subject, end = self._read_block(following, last)
        return _Old(at, max(end, at + 1), True, _address(writer), subject)

    def _below(self, first: int, block: int, last: int) -> _Old:
        """A separator or rule with the header block below it."""
        following = self._next(block, last)
        if following is None:
            return _Old(first, last)
        _, writer, subject, end = self._read_block(following, last)
        return _Old(first, max(end, block), False, _address(writer), subject)

    def _next(self, at: int, last: int) -> int | None:
        return next((n for n in range(at, min(last, at + 4)) if not self.lines[n].blank), None)

    def _label_at(self, line: Line) -> Match | None:
        return self.labels.get(line.start)

    def _is_block(self, at: int, last: int) -> bool:
        """From, and two more of date, to and subject, one of them date or subject."""
        kinds = self._header_kinds(at, last)[1]
        return "from" in kinds and len(kinds - {"other"}) >= 3 and not kinds.isdisjoint(_HEADER_DATES)

    def _header_kinds(self, at: int, last: int) -> tuple[bool, set[str]]:
        """Whether a block is likely where a mark says that one begins, and its kinds of labels."""
        kinds, _, _, _ = self._read_block(at, last)
        return len(kinds - {"other"}) >= 2, kinds

    def _read_block(self, at: int, last: int) -> tuple[set[str], str, str, int]:
        """The header lines from `at`: their kinds, who wrote, the subject, the line behind them."""
        kinds: set[str] = set()
        writer, subject, end, skipped = "", "", at, 0
        for n in range(at, min(last, at + BLOCK_LINES)):
            line = self.lines[n]
            found = self._label_at(line)
            if found:
                kind = _kind_of(found)
                if kind in kinds and kind != "other":
                    break
                kinds.add(kind)
                if kind == "from":
                    writer = found["value"]
                elif kind == "subject":
                    subject = found["value"].strip(" *_")
                end, skipped = n + 1, 0
            elif line.blank and not kinds:
                continue
            elif line.blank or skipped:
                skipped += 1
                if skipped > 1 or not line.blank:
                    break
            elif not self._continues(n, last):
                break
        return kinds, writer, subject, end

    def _continues(self, n: int, last: int) -> bool:
        """A wrapped header line: another label follows."""
        return any(
            self._label_at(self.lines[m]) is not None for m in range(n + 1, min(last, n + 3)) if not self.lines[m].blank
        )

    # --- "so-and-so wrote:" ---

    def _marked_introduction(self, at: int) -> bool:
        """iPhones put the introduction itself behind the quote sign."""
        return at in self.verbs and (
            at == 0 or self.lines[at - 1].blank or self.lines[at - 1].depth < self.lines[at].depth
        )

    def _starts_introduction(self, at: int) -> bool:
        line = self.lines[at]
        ahead = any(n in self.verbs for n in (at + 1, at + 2))
        return ahead and self.rules.quotes.opening.match(self.all.folded, line.start, line.end) is not None

    def _introduction(self, at: int, last: int) -> _Old | None:
        line = self.lines[at]
        if line.introduction:
            end = at
            while end < last and (self.lines[end].introduction or self.lines[end].blank):
                end += 1
            inner = next((n for n in range(at, end) if self.lines[n].start in self.forwards), None)
            if inner is not None:
                return self._forward_block(inner, last)
            return self._behind_introduction(at, end, last)
        for end in range(at + 1, min(last, at + 3) + 1):
            if self.lines[end - 1].blank:
                return None
            if self._is_introduction(at, end, last):
                return self._behind_introduction(at, end, last)
        return None

    def _is_introduction(self, first: int, end: int, last: int) -> bool:
        words = " ".join(self.all.words(one).strip() for one in self.lines[first:end])
        if len(words) > INTRODUCTION_CHARS or not words.endswith(":"):
            return False
        quotes, folded = self.rules.quotes, Folded(words)
        if not quotes.verb_anywhere.search(folded) or quotes.verb_of_ours.search(folded):
            return False
        if quotes.evidence.search(folded):
            return True
        following = self._next(end, last)
        return following is not None and self.lines[following].depth > self.lines[first].depth and len(words) < 80

    def _behind_introduction(self, first: int, end: int, last: int) -> _Old:
        words = " ".join(self.all.words(one).strip() for one in self.lines[first:end])
        following = next((n for n in range(end, last) if not self.lines[n].blank), None)
        own = self.lines[first].depth
        marked = following is None or self.lines[following].depth > min(own, self.lines[max(first - 1, 0)].depth)
        return _Old(first, end, False, _introduced(words, self.rules), "", marked)


def _kind_of(found: Match) -> str:
    return next(kind for kind in ("from", "date", "to", "subject", "other") if found.start(kind) >= 0)


def _address(words: str) -> Address | None:
    """Who stands behind `Fra:`; without an address where only the name is told."""
    clean = words.replace("[mailto:", "<").replace("mailto:", "").replace("]", ">").strip(" *_")
    found = read_addresses((("from", clean),))["from"]
    if found:
        return found[0]
    name = clean.partition("<")[0].strip(" \"'<>")
    return Address("", name[:200]) if name else None


def _introduced(words: str, rules: Rulebook) -> Address | None:
    """Who wrote, by the introduction: the words behind the verb, or before it."""
    folded = Folded(words)
    verb = rules.quotes.verb_anywhere.search(folded)
    if not verb:
        return None
    behind = words[verb.end() :].strip(' :"')
    if behind:
        return _address(behind)
    before = words[: verb.start()]
    return _address(before[max(before.rfind(","), before.rfind(".")) + 1 :]) if "@" in before else None


def _lines_of(lines: list[Line], places: list[int]) -> set[int]:
    """The numbers of the lines in which these places are."""
    found: set[int] = set()
    at = 0
    for place in places:
        while at < len(lines) and lines[at].end < place:
            at += 1
        found.add(at)
    return found


def _join_wrapped(lines: list[Line]) -> None:
    """The rest of a quoted line that a mail program broke without a quote sign belongs to the quotation."""
    for before, line, behind in zip(lines, lines[1:], lines[2:], strict=False):
        if line.blank or line.depth or not before.depth or not behind.depth:
            continue
        if before.end - before.start >= WRAPPED_AT and line.end - line.start <= 40:
            line.layer = Layer.QUOTED


def _stretches(lines: list[Line]) -> list[tuple[int, int, Layer]]:
    """Runs of lines of one layer; blank lines go with what stands before them."""
    runs: list[tuple[int, int, Layer]] = []
    first = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or (lines[at].layer is not lines[first].layer and not lines[at].blank):
            runs.append((first, at, lines[first].layer))
            first = at
    return runs


def _segments(lines: Lines) -> tuple[Segment, ...]:
    """Neighbouring lines of one layer as one segment, from its first word to its last."""
    found: list[Segment] = []
    for line in lines.lines:
        if line.blank:
            continue
        start = line.start + len(lines.text[line.start : line.end]) - len(lines.text[line.start : line.end].lstrip())
        end = line.start + len(lines.text[line.start : line.end].rstrip())
        if found and found[-1].layer is line.layer:
            found[-1] = Segment(line.layer, found[-1].start, end)
        else:
            found.append(Segment(line.layer, start, end))
    return tuple(found)
