"""Reads what there is to do: the sentences and items of a mail that are about the tasks, whole and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from mailbot.model import Field
from mailbot.reading.evidence import Candidate, Source, cite
from mailbot.reading.labels import Labelled
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.rulebook.labels import LabelField, spelling

_WORD = re.compile(r"[a-z]+")
_COUNT = re.compile(r"\b\d{1,3}\b")
_ENOUGH_VERBS = 2
_SHORT_LINE = 90  # characters of an item without a mark
_ENDLESS = 250  # characters: a sentence so long without an end is several
_CONDITIONS = {"how", "place", "kraeves"}  # rules of where and how the work is done
_DETAILS = {"there_is_to", "sort_of"}  # rules that lead in a further task


@dataclass(frozen=True, slots=True)
class _Judged:
    """One sentence or item: what in it speaks for and against being about the tasks."""

    span: Span
    line: int  # where its line begins
    paragraph: int
    item: bool
    strong: int  # distinct verbs and nouns of work
    weak: int
    leads: tuple[str, ...]
    lead_at: int
    setting: tuple[str, ...]
    against: tuple[str, ...]
    colon: bool  # it ends in a colon
    opens_there: bool  # it begins "Der er", "Der står"

    @property
    def leads_elsewhere(self) -> bool:
        """It begins another matter than how the work is done."""
        return "need_help" in self.leads or "one_who" in self.leads

    @property
    def core(self) -> bool:
        """It is about the tasks by itself."""
        if "asks" in self.against:
            return False
        if self.strong >= _ENOUGH_VERBS:
            return not (self.against and not self.leads and self.strong < _ENOUGH_VERBS + len(self.against))
        if not self.leads or self.against:
            return False
        return self.strong >= 1 or self.weak >= _ENOUGH_VERBS or (self.weak > 0 and len(self.leads) > 1)


def find_descriptions(
    sheet: Sheet, lines: Sequence[Line], labelled: Sequence[Labelled], taken: Sequence[Span]
) -> list[Candidate]:
    """The description of one job: by its label where it has one, else by its sentences.

    `taken` are stretches that tell something else (a labelled contact, a signature).
    """
    found = []
    for one in labelled:
        if one.fields[:1] == (LabelField.TASKS,):
            spans = _label_spans(sheet, lines, one)
            if spans:
                exact = 0 if one.rule == "label.either" else 5
                found.append(_candidate(sheet, spans, Source.LABEL, one.rule).with_ground("tasks.label", exact))
    judged = [j for j in _judge_all(sheet, lines) if not _overlaps(j.span, taken)]
    spans = _chosen(sheet, judged)
    if spans:
        free = _candidate(sheet, spans, Source.FREE, "tasks.sentences")
        for lead in sorted({lead for j in judged if j.core for lead in j.leads}):
            free = free.with_ground(f"tasks.{lead}", 0)
        found.append(free)
    return found


def find_remains(sheet: Sheet, lines: Sequence[Line], taken: Sequence[Span]) -> list[Candidate]:
    """All that one of several jobs is told to be, where nothing in it reads as work: "køkkenet, 3 timer"."""
    judged = [j for j in _judge_all(sheet, lines) if not _overlaps(j.span, taken) and not j.against]
    spans = [j.span for j in judged if len(sheet.words(j.span.start, j.span.end).split()) >= 3]
    return [_candidate(sheet, spans, Source.FREE, "tasks.remains")] if spans else []


def _candidate(sheet: Sheet, spans: list[Span], source: Source, rule: str) -> Candidate:
    text = "\n".join(sheet.words(s.start, s.end) for s in spans)
    evidence = cite(sheet, spans[0].start, spans[-1].end, rule)
    return Candidate(Field.JOB_DESCRIPTION, text, evidence, source, int(source), (rule,))


def tells_tasks(sheet: Sheet, line: Line, at: int) -> bool:
    """Whether the sentence around a place is about the tasks by itself."""
    span = next((s for s in sheet.sentences(line) if s.start <= at < s.end), None)
    return span is not None and _judged(sheet, span, line).core


def _overlaps(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.start < t.end and t.start < span.end for t in taken)


# --- judging ---


def _judge_all(sheet: Sheet, lines: Sequence[Line]) -> list[_Judged]:
    found = []
    for line in lines:
        for span in sheet.sentences(line):
            found.append(_judged(sheet, span, line))
    return found


def _judged(sheet: Sheet, span: Span, line: Line) -> _Judged:
    key = ("judged", span, line.start, line.end, line.paragraph, line.mark)
    return sheet.once(key, partial(_judge, sheet, span, line))


def _judge(sheet: Sheet, span: Span, line: Line) -> _Judged:
    rules, text = sheet.rules.tasks, sheet.folded
    leads, lead_at, there = [], span.end, False
    for name in rules.lead_ins.found(text, span.start, span.end):
        found = rules.lead_ins[name].search(text, span.start, span.end)
        if found:
            leads.append(name)
            lead_at = min(lead_at, found.start())
            there |= name == "there_is_to" and found.start() == span.start
    strong, weak = _work_words(sheet, span, present=bool(leads))
    setting = rules.setting.found(text, span.start, span.end)
    against = rules.elsewhere.held(text, span.start, span.end)
    if not ({"need_help", "one_who", "job_is"} & set(leads)) and _of_former_times(sheet, line):
        against += ("former",)
    if not strong and not weak:
        against += rules.aside.found(text, span.start, span.end)
    if not leads and _is_question(sheet, span):
        against += ("asks",)
    item = bool(line.mark) or _reads_as_item(sheet, line)
    return _Judged(
        span, line.start, line.paragraph, item, strong, weak, tuple(leads), lead_at, setting, against,
        sheet.text[span.start : span.end].rstrip().endswith(":"), there,
    )  # fmt: skip


def _reads_as_item(sheet: Sheet, line: Line) -> bool:
    """A table's row, or a short line without an end that begins with a verb."""
    text = sheet.text[line.body : line.end].strip()
    if " | " in text:
        return True
    if len(text) >= _SHORT_LINE or text[-1:] in ".!?:":
        return False
    first = spelling(sheet.folded, line.body, line.end).split(" ", 1)[0]
    known = sheet.rules.tasks.known
    return first in known.strong or first in known.weak or (first.endswith("e") and known.may_be_verb(first))


def _is_question(sheet: Sheet, span: Span) -> bool:
    return sheet.text[span.start : span.end].rstrip(" )\"'").endswith("?")


def _of_former_times(sheet: Sheet, line: Line) -> bool:
    """The line tells of somebody who was there before."""
    return sheet.rules.tasks.former.search(sheet.folded, line.start, line.end) is not None


def _work_words(sheet: Sheet, span: Span, *, present: bool) -> tuple[int, int]:
    known = sheet.rules.tasks.known
    words = set(_WORD.findall(spelling(sheet.folded, span.start, span.end)))
    strong = {w for w in words if w in known.strong or known.is_work_noun(w) or (present and w in known.present)}
    strong |= _chained(sheet, span)
    return len(strong), sum(1 for w in words if w in known.weak and w not in strong)


def _chained(sheet: Sheet, span: Span) -> set[str]:
    """Words that no list knows, but that stand where verbs of work stand: one infinitive after another, or passives
    behind "skal" ("knuse dåser, trevle net op og skalles løg")."""
    tasks = sheet.rules.tasks
    known = tasks.known
    found: list[str] = []
    for pattern in tasks.chain.values():
        for one in pattern.finditer(sheet.folded, span.start, span.end):
            word = spelling(sheet.folded, one.start("verb"), one.end("verb"))
            if known.may_be_verb(word):
                found.append(word)
    return {w for w in found if w not in known.weak} if len(set(found)) >= _ENOUGH_VERBS else set()


# --- choosing ---


def _chosen(sheet: Sheet, judged: list[_Judged]) -> list[Span]:
    """The sentences about the tasks, and those between and behind them that belong to them."""
    core = {nth for nth, one in enumerate(judged) if one.core} | _items_led_in(judged)
    if not core:
        return []
    chosen = set(core)
    for nth in sorted(core):
        chosen |= _behind(judged, nth, core)
        chosen |= _before(sheet, judged, nth)
        chosen |= _led_in(judged, nth)
    first = min(chosen)
    return [_trimmed(sheet, judged[nth], leading=nth == first) for nth in sorted(chosen)]


def _items_led_in(judged: list[_Judged]) -> set[int]:
    """Items of a list whose leading line speaks of tasks, or of which most hold verbs of work."""
    found: set[int] = set()
    at = 0
    while at < len(judged):
        stop = at
        while stop < len(judged) and judged[stop].item:
            stop += 1
        if stop - at >= 2:
            led = at > 0 and judged[at - 1].colon and bool(judged[at - 1].leads)
            working = [n for n in range(at, stop) if judged[n].strong + judged[n].weak]
            if led or len(working) * 2 > stop - at:
                found |= {n for n in range(at, stop) if not judged[n].against or judged[n].strong}
        at = max(stop, at + 1)
    return found


def _behind(judged: list[_Judged], nth: int, core: set[int]) -> set[int]:
    """What follows a sentence: in its paragraph what belongs to it, up to the next one about the tasks; below it only
    how and where the work is done."""
    found: set[int] = set()
    for at in range(nth + 1, len(judged)):
        one = judged[at]
        if at in core:
            break
        if one.against:
            if one.paragraph != judged[nth].paragraph:
                break
            continue
        if not _belongs(judged, nth, at, core):
            break
        found.add(at)
    return found


def _belongs(judged: list[_Judged], nth: int, at: int, core: set[int]) -> bool:
    one = judged[at]
    if one.paragraph != judged[nth].paragraph:
        return bool(_CONDITIONS & set(one.setting)) and not one.leads_elsewhere
    between = any(n in core and judged[n].paragraph == one.paragraph for n in range(at + 1, len(judged)))
    return between or bool(one.setting) or bool(one.strong) or bool(_DETAILS & set(one.leads))


def _before(sheet: Sheet, judged: list[_Judged], nth: int) -> set[int]:
    """A sentence that leads up to the next ("Vi har et magasin. Der står …", "Vi søger en til depotet. Det …")."""
    if nth == 0 or judged[nth - 1].paragraph != judged[nth].paragraph or judged[nth - 1].against:
        return set()
    leading = {"one_who", "need_help"} & set(judged[nth - 1].leads)
    plain = not _COUNT.search(sheet.text[judged[nth - 1].span.start : judged[nth - 1].span.end])
    return {nth - 1} if leading or (judged[nth].opens_there and plain) else set()


def _led_in(judged: list[_Judged], nth: int) -> set[int]:
    """What stands between a line that ends in a colon and the tasks below it."""
    if nth < 2 or judged[nth - 1].against or judged[nth - 1].colon:
        return set()
    return {nth - 1} if judged[nth - 2].colon and judged[nth - 1].line != judged[nth - 2].line else set()


def _trimmed(sheet: Sheet, one: _Judged, *, leading: bool) -> Span:
    """Without the greeting and thanks that a long sentence begins with."""
    if _is_endless(sheet, one):
        return _of_endless(sheet, one)
    if not leading or "greeting" not in one.against or not one.leads:
        return one.span
    cut = max(sheet.text.rfind(sign, one.span.start, one.lead_at) for sign in (",", ":", "–", ";", ".", "!"))
    return Span(cut + 1, one.span.end) if cut > one.span.start else one.span


def _is_endless(sheet: Sheet, one: _Judged) -> bool:
    if one.span.end - one.span.start <= _ENDLESS or one.lead_at >= one.span.end:
        return False
    text = sheet.text[one.span.start : one.span.end]
    return text.count(",") + text.count(". ") + text.count(";") <= 2


def _of_endless(sheet: Sheet, one: _Judged) -> Span:
    """What is dictated without a stop: from the words that lead the tasks in to those that begin another matter."""
    rules = sheet.rules.tasks.elsewhere
    found = (rules[name].search(sheet.folded, one.lead_at, one.span.end) for name in ("contact", "greeting", "opening"))
    return Span(one.lead_at, min((f.start() for f in found if f), default=one.span.end))


def _label_spans(sheet: Sheet, lines: Sequence[Line], labelled: Labelled) -> list[Span]:
    value = sheet.words(labelled.value.start, labelled.value.end)
    if not value or sheet.rules.labels.is_empty_value(value):
        return []
    spans: list[Span] = []
    for line in lines:
        for span in sheet.sentences(line):
            start, end = max(span.start, labelled.value.start), min(span.end, labelled.value.end)
            if start < end:
                judged = _judge(sheet, Span(start, end), line)
                if judged.strong or judged.weak or not judged.against or not spans:
                    spans.append(Span(start, end))
    return spans
