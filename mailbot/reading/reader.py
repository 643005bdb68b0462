"""Reads what a mail says: its kind, the offers in it with their fields, and answers to what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mailbot.model import Ask, Case, Field, Kind, Mail, Offer, Part, Reading, Value
from mailbot.reading.answers import read_answers
from mailbot.reading.automatic import tell_kind_by_structure
from mailbot.reading.contact import (
    Told,
    find_mail_addresses,
    find_people,
    find_phones,
    phones_beside,
    sender_address,
    weigh_contact,
)
from mailbot.reading.evidence import Candidate, Weighing, weigh
from mailbot.reading.flags import find_flags
from mailbot.reading.kinds import Signs, tell_kind
from mailbot.reading.labels import find_labelled
from mailbot.reading.offers import Split, split_offers
from mailbot.reading.questions import answers_to_quoted
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.subject import case_numbers, subject_matches
from mailbot.reading.tasks import find_descriptions, find_remains
from mailbot.reading.times import find_hours_told, find_starts_told, weigh_hours, weigh_start
from mailbot.reading.voices import Role, Voice, hear
from mailbot.reading.workplace import find_workplaces, weigh_workplace
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import LabelField
from mailbot.rulebook.patterns import Folded

_CONTACT = (Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CONTACT_EMAIL)


@dataclass(frozen=True, slots=True)
class OfferRead:
    """One offer with how each of its fields was decided (for `parse --why`)."""

    offer: Offer
    weighings: tuple[Weighing, ...]


def read(
    mail: Mail,
    rules: Rulebook,
    *,
    asks: tuple[Ask, ...] = (),
    cases: tuple[Case, ...] = (),
    today: dt.date,
    municipal: tuple[str, ...] = (),
) -> Reading:
    """What a mail says. `today` is the local day from which relative dates count.

    `asks` are the questions of the letter that the mail answers, `cases` the cases of its thread: with them the
    newest text is read as an answer too. `municipal` are the domains of the municipality.
    """
    return Reader(mail, rules, today, municipal).read(asks, cases)


class Reader:
    """One mail being read, with what its steps have in common."""

    def __init__(self, mail: Mail, rules: Rulebook, today: dt.date, municipal: tuple[str, ...] = ()) -> None:
        self.mail = mail
        self.rules = rules
        self.today = today
        self.municipal = municipal
        self.voices = hear(mail, rules)

    def read(self, asks: tuple[Ask, ...], cases: tuple[Case, ...]) -> Reading:
        """The whole reading."""
        subject_match = subject_matches(self.mail.subject, self.rules.subjects)
        reading = Reading(
            Kind.OTHER, "", subject_match, numbers=case_numbers(self.mail.subject, self.rules.subjects),
            flags=find_flags([v for v in self.voices if v.role is not Role.HISTORY], self.rules),
        )  # fmt: skip
        told = tell_kind_by_structure(self.mail, self.rules)
        if told:
            return replace(reading, kind=told[0], why=told[1])
        if cases or asks:
            return self._in_thread(reading, asks, cases)
        offers = self.offers()
        kind = tell_kind(self.mail, self.voices, self._signs(offers, subject_match), self.rules)
        shown = tuple(o.offer for o in offers) if kind.kind is Kind.REGISTRATION else ()
        return replace(reading, kind=kind.kind, why=kind.rule, offers=shown)

    def _in_thread(self, reading: Reading, asks: tuple[Ask, ...], cases: tuple[Case, ...]) -> Reading:
        return read_answers(self, reading, asks, cases)

    def _signs(self, offers: Sequence[OfferRead], subject_match: bool) -> Signs:
        labelled = {
            f
            for v in self.voices
            if v.role is not Role.HISTORY
            for o in find_labelled(v.sheet, v.said)
            if not o.empty
            for f in o.fields[:1]
        }
        return Signs(
            labelled=len(labelled - {LabelField.PHONE, LabelField.EMAIL, LabelField.TITLE}),
            described=any(o.offer.job_description for o in offers),
            wanted=any(g in _WANTED for o in offers for w in o.weighings for c in w.candidates[:1] for g in c.grounds),
            hours=any(self._stated(o.offer.weekly_hours) for o in offers),
            start=any(self._stated(o.offer.start) for o in offers),
            place=any(o.offer.institution for o in offers),
            subject_match=subject_match,
        )

    def _stated(self, value: Value | None) -> bool:
        """A value that is told, not one that a question holds ("må det være 3 timer om ugen?")."""
        if value is None:
            return False
        at = value.evidence
        for voice in self.voices:
            for line in voice.said if voice.sheet.part.name == at.part else ():
                for span in voice.sheet.sentences(line) if line.start <= at.start < line.end else ():
                    if span.start <= at.start < span.end:
                        return not voice.sheet.words(span.start, span.end).endswith("?")
        return True

    # --- offers ---

    def offers(self) -> tuple[OfferRead, ...]:
        """All jobs that the mail offers, each with its fields."""
        main = self._main_voice()
        if main is None:
            return (self._one((), ()),)
        tells = (lambda x: self._timed(main, x), lambda x: self.described(main, x))
        split = split_offers(main.sheet, main.said, tells, several=self._speaks_of_several())
        others = [v for v in self.voices if v is not main]
        return tuple(self._offer(main, split, nth, others) for nth in range(len(split.own)))

    def _speaks_of_several(self) -> bool:
        """The subject tells that there is more than one job."""
        return self.rules.offers.count.search(Folded(self.mail.subject)) is not None

    def _main_voice(self) -> Voice | None:
        """The voice that tells of the job: the first that describes it, else the writer's."""
        for voice in self.voices:
            if voice.role is not Role.HISTORY and self.described(voice, voice.said):
                return voice
        for voice in self.voices:  # a reminder above the sender's own older offer
            if voice.role is Role.HISTORY and self.described(voice, voice.said):
                return voice
        for voice in self.voices:
            if any(o.fields and not o.empty for o in find_labelled(voice.sheet, voice.said)):
                return voice
        return self.voices[0] if self.voices else None

    def _offer(self, main: Voice, split: Split, nth: int, others: list[Voice]) -> OfferRead:
        answered = answers_to_quoted(main) if len(split.own) == 1 and main.role is Role.WRITER else ()
        own = Told(main, (*answered, *split.labelled[nth]), split.own[nth])
        shared = Told(main, find_labelled(main.sheet, split.shared), split.shared)
        single = len(split.own) == 1
        remarks = [self._told(v) for v in others if v.role is Role.WRITER]
        rest = [self._told(v) for v in others if v.role is not Role.WRITER]
        return self._one((own,), (*remarks, *((shared,) if not single else ()), *rest))

    def _told(self, voice: Voice) -> Told:
        return Told(voice, find_labelled(voice.sheet, voice.said), voice.said)

    def _one(self, own: tuple[Told, ...], also: tuple[Told, ...]) -> OfferRead:
        everything = (*own, *also)
        empty = _said_to_be_unknown(own)
        weighings = [weigh_workplace(find_workplaces(everything, self.mail, self.rules, self.municipal))]
        weighings += self._contact(own, also)
        weighings.append(self._description(own, also))
        subject = self._subject_told()
        hours = [] if Field.WEEKLY_HOURS in empty else _levels(own, also, find_hours_told) or find_hours_told(subject)
        weighings.append(weigh_hours(hours))
        starts = [] if Field.START in empty else _levels(own, also, lambda t: find_starts_told(t, self.today))
        starts = starts or ([] if Field.START in empty else find_starts_told(subject, self.today))
        weighings.append(weigh_start(starts))
        values: dict[str, Value | None] = {w.field.value: self._sure(w.chosen) for w in weighings}
        return OfferRead(Offer(**values), tuple(weighings))

    def _sure(self, value: Value | None) -> Value | None:
        """A value that was read from a part of a text only is to be looked at."""
        if value is None or not any(v.sheet.cut for v in self.voices):
            return value
        return replace(value, uncertain=True)

    def _subject_told(self) -> tuple[Told, ...]:
        """The subject as a voice of its own: hours and start stand there where the text tells none."""
        part = self.mail.part("subject")
        if part is None:
            return ()
        sheet = Sheet(part, self.rules)
        return (Told(Voice(Role.WRITER, sheet, self.mail.sender, sheet.lines, ()), (), sheet.lines),)

    def _description(self, own: tuple[Told, ...], also: tuple[Told, ...]) -> Weighing:
        """The job's own words; of one of several jobs whatever it is said to be, never another job's."""
        several = any(t.voice is o.voice for t in also for o in own)
        levels = [self._descriptions((t,)) for t in own]
        if several:
            levels += [find_remains(t.sheet, t.lines, _told_otherwise(t)) for t in own]
        levels += [self._descriptions((t,)) for t in also]
        return _first(Field.JOB_DESCRIPTION, levels)

    def _contact(self, own: tuple[Told, ...], also: tuple[Told, ...]) -> list[Weighing]:
        everything = (*own, *also)
        told = [t for t in everything if t.voice.role is not Role.HISTORY]
        told += [t for t in everything if t.voice.role is Role.HISTORY]
        people = find_people(told, self.rules)
        name = weigh_contact(people)
        contact = str(name.chosen.value) if name.chosen else None
        phones = find_phones(told, contact, people)
        if contact and not phones and told:
            whole = told[0].voice
            phones = phones_beside(Told(whole, (), whole.said), contact)
        phone = weigh(Field.CONTACT_PHONE, phones, margin=0)
        addresses = find_mail_addresses(told, contact, people)
        addresses += self._writers_address(told, name)
        return [name, phone, weigh(Field.CONTACT_EMAIL, addresses, margin=0)]

    def _writers_address(self, told: Sequence[Told], name: Weighing) -> list[Candidate]:
        """The address that serves for the contact: the forwarded writer's, unless a remark names another contact."""
        main = told[0].voice if told else None
        remarked = bool(name.candidates) and "contact.remark" in name.candidates[0].grounds
        if main and main.role is Role.FORWARDED and main.who and main.who.address and not remarked:
            return [sender_address(main, main.who.address)]
        sender = self.mail.sender
        if sender is None or not sender.address:
            return []
        writer = next((v for v in self.voices if v.role is Role.WRITER), None)
        body = self.mail.part("body") or Part("body", "", ())
        own = writer or Voice(Role.WRITER, Sheet(body, self.rules), sender, (), ())
        return [sender_address(own, sender.address)]

    def _descriptions(self, told: Sequence[Told]) -> list[Candidate]:
        found: list[Candidate] = []
        for one in told:
            found += find_descriptions(one.sheet, one.lines, one.labelled, _told_otherwise(one))
        return found

    def described(self, voice: Voice, lines: Sequence[Line]) -> bool:
        """Whether these lines tell what there is to do."""
        told = Told(voice, find_labelled(voice.sheet, lines), tuple(lines))
        return bool(self._descriptions((told,)))

    def _timed(self, voice: Voice, lines: Sequence[Line]) -> bool:
        told = Told(voice, find_labelled(voice.sheet, lines), tuple(lines))
        return bool(find_hours_told((told,)) or find_starts_told((told,), self.today))


def _told_otherwise(told: Told) -> list[Span]:
    """The labelled values that tell something else than the tasks."""
    return [v.value for v in told.labelled if v.fields[:1] != (LabelField.TASKS,) and v.rule != "label.unknown"]


def _first(field: Field, levels: Sequence[list[Candidate]]) -> Weighing:
    """The heaviest candidate of the first voice that has one."""
    everything = [c for level in levels for c in level]
    for level in levels:
        if level:
            chosen = weigh(field, level, margin=0)
            return replace(chosen, candidates=tuple(everything))
    return Weighing(field, None)


_WANTED = {"tasks.need_help", "tasks.one_who", "tasks.job_is"}  # rules that say that somebody is wanted
_Find = Callable[[Sequence[Told]], list[Candidate]]


def _levels(own: Sequence[Told], also: Sequence[Told], find: _Find) -> list[Candidate]:
    """A remark above a forwarded offer wins; then what one job's own lines tell, then what is said beside them."""
    passed_on = any(t.voice.role in (Role.FORWARDED, Role.HISTORY) for t in own)
    apart = all(t.voice is not o.voice for t in also for o in own if t.voice.role is Role.WRITER)
    remarks = [t for t in also if t.voice.role is Role.WRITER and (passed_on or (apart and _puts_right(t)))]
    return find(remarks) or find(own) or find(also)


def _puts_right(told: Told) -> bool:
    """What stands above an attachment puts right what it says."""
    if not told.lines or told.voice.sheet.part.name == "subject":
        return False
    pattern = told.sheet.rules.remarks.correction
    return any(pattern.search(told.sheet.folded, x.start, x.end) for x in told.lines)


def _said_to_be_unknown(told: Sequence[Told]) -> set[Field]:
    """Fields whose label stands there without a value."""
    names = {LabelField.HOURS: Field.WEEKLY_HOURS, LabelField.START: Field.START}
    found: set[Field] = set()
    for one in told:
        for value in one.labelled:
            field = names.get(value.fields[0]) if value.fields else None
            words = one.sheet.words(value.value.start, value.value.end)
            if field and words and one.sheet.rules.labels.is_empty_value(words):
                found.add(field)
    return found
