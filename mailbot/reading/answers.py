"""Reads a mail of a known thread: answers to our questions, corrections, withdrawals, or another job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.model import Answer, Ask, Case, Field, Kind, Reading, Value
from mailbot.reading.asked import FIELD_LABELS, Paired, pair
from mailbot.reading.contact import Told, find_mail_addresses, find_phones, people_said, signer_of, weigh_contact
from mailbot.reading.evidence import Candidate, Source, Weighing, cite, weigh
from mailbot.reading.kinds import has_question, says_withdrawal
from mailbot.reading.labels import Labelled, find_labelled
from mailbot.reading.sheet import Line, Span
from mailbot.reading.tasks import find_descriptions
from mailbot.reading.times import find_hours_told, find_starts_told, weigh_hours, weigh_start
from mailbot.reading.voices import Role, Voice
from mailbot.reading.which import cases_meant
from mailbot.reading.workplace import find_workplaces_said, weigh_workplace
from mailbot.rulebook.labels import LabelField

if TYPE_CHECKING:
    from mailbot.reading.reader import Reader

_CONTACT = (Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CONTACT_EMAIL)
_TIMES = (Field.WEEKLY_HOURS, Field.START)
_SHORT = 12  # words; a longer text is no bare name


def read_answers(reader: Reader, reading: Reading, asks: tuple[Ask, ...], cases: tuple[Case, ...]) -> Reading:
    """The reading of a mail in a known thread: only the newest text counts."""
    voice = next((v for v in reader.voices if v.role is Role.WRITER), None)
    if voice is None:
        return replace(reading, why="thread.nothing")
    withdrawal = says_withdrawal(voice, reader.rules)
    if withdrawal:
        return replace(reading, kind=Kind.WITHDRAWAL, why=withdrawal)
    other = _other_job(reader, voice)
    if other:
        offers = tuple(o.offer for o in reader.offers())
        return replace(reading, kind=Kind.REGISTRATION, why=other, offers=offers, other_job=True)
    answers = tuple(_Answers(reader, voice, asks, cases).all())
    if answers:
        return replace(reading, kind=Kind.REGISTRATION, why="thread.answers", answers=answers)
    if has_question(voice, reader.rules):
        return replace(reading, kind=Kind.QUESTION, why="thread.asks")
    return replace(reading, why="thread.nothing")


def _other_job(reader: Reader, voice: Voice) -> str:
    """The rule that tells another job than the thread's; '' where none does."""
    rules, sheet = reader.rules, voice.sheet
    described = reader.described(voice, voice.said)
    for name, pattern in rules.answers.other_job.items():
        if described and any(pattern.search(sheet.folded, x.start, x.end) for x in voice.said):
            return f"other_job.{name}"
    return ""


class _Answers:
    """What a mail says of the fields of its thread's cases."""

    def __init__(self, reader: Reader, voice: Voice, asks: tuple[Ask, ...], cases: tuple[Case, ...]) -> None:
        self.reader, self.voice, self.asks, self.cases = reader, voice, asks, cases
        self.paired, self.left = pair(voice, asks)

    def all(self) -> Iterator[Answer]:
        """Paired answers first, then what the rest says."""
        told: set[tuple[str | None, Field]] = set()
        for answer in (*self._of_pairs(), *self._of_rest()):
            if (answer.case, answer.field) not in told:
                told.add((answer.case, answer.field))
                yield answer

    # --- numbered and quoted ---

    def _of_pairs(self) -> Iterator[Answer]:
        for one in self.paired:
            for value in self._of_pair(one):
                yield Answer(value[0], value[1], one.ask.case)

    def _of_pair(self, one: Paired) -> Iterator[tuple[Field, Value]]:
        label = self.reader.rules.labels.label_at(self.voice.sheet.folded, one.span.start, one.span.end)
        span = Span(label.behind, one.span.end) if label and label.fields else one.span
        one = replace(one, span=_stripped(self.voice, span))
        if one.span.end > one.span.start:
            yield from self._read(Told(self.voice, (one.as_labelled(),), ()), one.ask.field)

    # --- the rest ---

    def _of_rest(self) -> Iterator[Answer]:
        lines = tuple(x for x in self.left if not self._is_frame(x))
        if not lines:
            return
        told = Told(self.voice, find_labelled(self.voice.sheet, lines), lines)
        open_asks = [a for a in self.asks if a not in {p.ask for p in self.paired}]
        wanted = {a.field for a in open_asks}
        found: list[tuple[Field, Value]] = []
        for field in FIELD_LABELS:
            found += self._said(told, field, asked=field in wanted)
        if open_asks and not found:
            found += self._bare(told, open_asks)
        found += self._in_pieces(told, [f for f in _TIMES if f in wanted - {f for f, _ in found}], found)
        for name, value in found:
            for number in self._cases_of(name, value, open_asks):
                yield Answer(name, value, number)

    def _is_frame(self, line: Line) -> bool:
        words = self.voice.sheet.text[line.start : line.end].split()
        framed = self.reader.rules.answers.frame.holds(self.voice.sheet.folded, line.start, line.end)
        return framed and len(words) <= 8 and not any(c.isdigit() for c in "".join(words))

    def _said(self, told: Told, field: Field, *, asked: bool) -> list[tuple[Field, Value]]:
        """What the text says of a field by itself; less sure signs count only where the field was asked for."""
        labelled = any(FIELD_LABELS[field] in v.fields[:1] and not v.empty for v in told.labelled)
        if field is Field.JOB_DESCRIPTION:
            return self._description(told, asked=asked, labelled=labelled)
        if field is Field.INSTITUTION and not (asked or labelled):
            return []
        found = list(self._read(told, field))
        if field is Field.CONTACT_NAME and not (asked or labelled):
            return found if self._names_contact(told) else []
        if not asked and not labelled:
            return [(f, v) for f, v in found if not v.uncertain]
        return found

    def _names_contact(self, told: Told) -> bool:
        pattern = self.reader.rules.answers.new_contact
        return any(pattern.search(told.sheet.folded, x.start, x.end) for x in told.lines)

    def _description(self, told: Told, *, asked: bool, labelled: bool) -> list[tuple[Field, Value]]:
        if not (asked or labelled):
            return []
        taken = [v.value for v in told.labelled if v.fields[:1] != (LabelField.TASKS,)]
        found = weigh(Field.JOB_DESCRIPTION, find_descriptions(told.sheet, told.lines, told.labelled, taken), margin=0)
        return [(Field.JOB_DESCRIPTION, found.chosen)] if found.chosen else []

    def _bare(self, told: Told, asks: Sequence[Ask]) -> Iterator[tuple[Field, Value]]:
        """A short answer means what was asked: `4`, `Rise Plejecenter`, `det er mig`."""
        fields = [f for f in dict.fromkeys(a.field for a in asks) if f in FIELD_LABELS]
        for line in told.lines[:4]:
            span = _stripped(self.voice, Span(line.body, line.end))
            for field in fields:
                found = self._bare_field(field, span, asks)
                yield from found
                if found:
                    break

    def _bare_field(self, field: Field, span: Span, asks: Sequence[Ask]) -> list[tuple[Field, Value]]:
        if span.end <= span.start or not self._fits(field, span, asks):
            return []
        made = Labelled((FIELD_LABELS[field],), Span(span.start, span.start), span, "answer.short", 0, 0)
        return list(self._read(Told(self.voice, (made,), ()), field))

    def _in_pieces(
        self, told: Told, fields: Sequence[Field], known: Sequence[tuple[Field, Value]]
    ) -> Iterator[tuple[Field, Value]]:
        """Hours and start in what stands between commas, beside another answer: "5 timer om ugen, hurtigst muligt"."""
        taken = [v.evidence for _, v in known]
        for line in told.lines[:4] if fields and known else ():
            for span in _pieces(self.voice, line):
                if any(
                    e.part == self.voice.sheet.part.name and e.start < span.end and span.start < e.end for e in taken
                ):
                    continue
                for field in fields:
                    made = Labelled((FIELD_LABELS[field],), Span(span.start, span.start), span, "answer.short", 0, 0)
                    yield from self._read(Told(self.voice, (made,), ()), field)

    def _fits(self, field: Field, span: Span, asks: Sequence[Ask]) -> bool:
        """Whether bare words can answer the question for a field."""
        words = self.voice.sheet.words(span.start, span.end).split()
        if field is Field.INSTITUTION:
            return len(words) <= _SHORT
        if field is Field.JOB_DESCRIPTION:
            return len({a.field for a in asks}) == 1 and len(words) >= 2
        return True

    def _cases_of(self, field: Field, value: Value, asks: Sequence[Ask]) -> tuple[str | None, ...]:
        """The cases that a value is for: those that the text means, else the only one that it can be."""
        asked = tuple(dict.fromkeys(a.case for a in asks if a.field is field))
        meant = cases_meant(self.voice, value, self.cases)
        if meant:
            return meant
        if len(asked) == 1:
            return asked
        if asked and self.reader.rules.answers.for_all.search(
            self.voice.sheet.folded, self.voice.said[0].start, self.voice.said[-1].end
        ):
            return asked
        return (self.cases[0].number,) if len(self.cases) == 1 else (None,)

    # --- one field ---

    def _read(self, told: Told, field: Field) -> Iterator[tuple[Field, Value]]:
        if field is Field.CONTACT_NAME:
            yield from self._contact(told)
            return
        found = self._weighed(told, field)
        if found.chosen:
            yield field, found.chosen

    def _weighed(self, told: Told, field: Field) -> Weighing:
        if field is Field.WEEKLY_HOURS:
            return weigh_hours(find_hours_told((told,)))
        if field is Field.START:
            return weigh_start(find_starts_told((told,), self.reader.today))
        if field is Field.INSTITUTION:
            return weigh_workplace(find_workplaces_said(told, self.reader.rules))
        candidates = [_whole(told, v) for v in told.labelled if v.fields[:1] == (LabelField.TASKS,) and not v.empty]
        return weigh(field, [c for c in candidates if c is not None], margin=0)

    def _contact(self, told: Told) -> Iterator[tuple[Field, Value]]:
        people = people_said(told)
        lines = told.lines or tuple(x for x in self.voice.said if _meets(x, told.labelled))
        around = replace(told, lines=lines)
        if not people and self._says_me(around):
            people = signer_of(around, self.reader.rules)
        name = weigh_contact(people)
        if not name.chosen:
            return
        yield Field.CONTACT_NAME, name.chosen
        contact = str(name.chosen.value)
        phone = weigh(Field.CONTACT_PHONE, find_phones((around,), contact, people), margin=0)
        mail = weigh(Field.CONTACT_EMAIL, find_mail_addresses((around,), contact, people), margin=0)
        for field, found in ((Field.CONTACT_PHONE, phone), (Field.CONTACT_EMAIL, mail)):
            if found.chosen:
                yield field, found.chosen

    def _says_me(self, told: Told) -> bool:
        rules = self.reader.rules.people
        patterns = (*rules.myself.values(), rules.me)
        return any(p.search(told.sheet.folded, x.start, x.end) for p in patterns for x in told.lines)


def _meets(line: Line, labelled: Sequence[Labelled]) -> bool:
    return any(v.value.start < line.end and line.start < v.value.end for v in labelled)


def _whole(told: Told, value: Labelled) -> Candidate | None:
    """All words behind a question for the tasks."""
    words = told.sheet.words(value.value.start, value.value.end)
    if told.sheet.rules.labels.is_empty_value(words) or not any(c.isalpha() for c in words):
        return None
    evidence = cite(told.sheet, value.value.start, value.value.end, value.rule)
    return Candidate(Field.JOB_DESCRIPTION, words, evidence, Source.LABEL, int(Source.LABEL), (value.rule,))


def _pieces(voice: Voice, line: Line) -> Iterator[Span]:
    at = line.body
    for stop in [n for n in range(line.body, line.end) if voice.sheet.text[n] in ",;"] + [line.end]:
        span = _stripped(voice, Span(at, stop))
        if span.end > span.start:
            yield span
        at = stop + 1


def _stripped(voice: Voice, span: Span) -> Span:
    text = voice.sheet.text[span.start : span.end]
    left = len(text) - len(text.lstrip(" \t-–:>*"))
    return Span(span.start + left, span.start + len(text.rstrip()))
