"""Reads whom to contact: a person, their phone and their mail address, told apart from who merely writes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailbot.model import Field
from mailbot.reading.evidence import Candidate, Source, Weighing, cite, heaviest, weigh
from mailbot.reading.labels import Labelled
from mailbot.reading.people import Name, find_addresses, find_names, find_numbers, names_in, same_person
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.voices import Role, Voice, cite_writer
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import LabelField, spelling, word_spelling
from mailbot.rulebook.schema import PatternTable

_BEFORE = 200  # characters in front of a name in which words for a contact are sought
_CONTACT_LABELS = (LabelField.CONTACT,)
_SMALL = re.compile(r"[^\W\d_]+")
_NUMBER_NEAR = 110  # characters between a name and its phone number


@dataclass(frozen=True, slots=True)
class Told:
    """A voice with its labelled values: what the readers of fields look at."""

    voice: Voice
    labelled: tuple[Labelled, ...]
    lines: tuple[Line, ...]  # of one offer, shared ones included

    @property
    def sheet(self) -> Sheet:
        """The sheet of the voice."""
        return self.voice.sheet


@dataclass(frozen=True, slots=True)
class _Person:
    """Who could be the contact: the name, and where in the mail it stood."""

    candidate: Candidate
    told: Told | None
    near: Span | None  # where a number or address would be theirs


# --- the person ---


def find_people(told: Sequence[Told], rules: Rulebook) -> list[_Person]:
    """All who could be the contact, with what speaks for each. The first voice is the one that offers the job."""
    found: list[_Person] = []
    for nth, one in enumerate(told):
        own = [*_labelled(one), *_in_sentences(one), *_signing(one)]
        if one.voice.who and (nth == 0 or (one.voice.role is Role.WRITER and told[0].voice.role is Role.ATTACHMENT)):
            own += _sender(one.voice, rules)
        own = _by_what_is_said(own, one)
        if nth and one.voice.role is Role.WRITER and one.voice is not told[0].voice:
            own = _as_remark(own, told[0].voice.role)
        found += own
    found = heaviest(found, lambda p: p.candidate.weight, rules.bounds.candidates)
    return [replace(p, candidate=_in_full(p.candidate, found)) for p in found]


def people_said(told: Told) -> list[_Person]:
    """Who is named as the contact, the writer's own signature left out."""
    return [*_labelled(told), *_in_sentences(told)]


def signer_of(told: Told, rules: Rulebook) -> list[_Person]:
    """Who signs a text, else who sent it."""
    return list(_signing(told)) or list(_sender(told.voice, rules))


def _as_remark(people: list[_Person], main: Role) -> list[_Person]:
    """What the sender of a forwarded offer says of the contact wins; who only passes it on is none."""
    out = []
    for one in people:
        candidate = one.candidate
        signs = candidate.source in (Source.SIGNATURE, Source.SENDER)
        if not signs:
            candidate = candidate.with_ground("contact.remark", int(Source.REMARK) - int(Source.LEAD_IN))
        elif any(g.endswith("it_is_me") for g in candidate.grounds):
            candidate = candidate.with_ground("contact.remark", int(Source.REMARK) - int(Source.SIGNATURE))
        elif main is Role.FORWARDED:
            continue
        out.append(replace(one, candidate=candidate))
    return out


def _labelled(told: Told) -> Iterator[_Person]:
    for one in told.labelled:
        if not any(f in _CONTACT_LABELS for f in one.fields) or one.empty:
            continue
        names = [
            n
            for n in find_names(told.sheet, one.value.start, one.value.end)
            if n.sure or one.fields[0] in _CONTACT_LABELS
        ]
        if names:
            yield _person(told, names[0], Source.LABEL, one.rule, 20 if names[0].sure else 0, one.value)


def _in_sentences(told: Told) -> Iterator[_Person]:
    for line in told.lines:
        for span in told.sheet.sentences(line):
            yield from _in_sentence(told, span, line)


def _in_sentence(told: Told, span: Span, line: Line) -> Iterator[_Person]:
    rules, text = told.sheet.rules.people, told.sheet.folded
    names = find_names(told.sheet, span.start, span.end)
    if not names:
        return
    for name in names:
        other = bool(rules.not_contact.held(text, *_clause(told.sheet, span, name)))
        rule = _before(told.sheet, span, name) or _behind(told.sheet, span, name)
        if rule and (name.sure or rule == "contact.named" or _is_voice(told, name)):
            weight = (10 if name.sure else 0) + (12 if rule == "contact.own_name" else 0) - (45 if other else 0)
            yield _person(told, name, Source.LEAD_IN, rule, weight, Span(span.start, line.end))
        elif name.sure and not other and _has_number(told.sheet, name, names, line.end):
            yield _person(told, name, Source.FREE, "contact.beside_number", 12, Span(span.start, line.end))


def _has_number(sheet: Sheet, name: Name, names: Sequence[Name], end: int) -> bool:
    """A phone number follows the name before another name does."""
    stop = min((n.start for n in names if n.start > name.start), default=end)
    return bool(find_numbers(sheet, name.end, min(stop, end, name.end + _NUMBER_NEAR)))


def _is_voice(told: Told, name: Name) -> bool:
    return told.voice.who is not None and same_person(name.text, told.voice.who.name)


def _clause(sheet: Sheet, span: Span, name: Name) -> tuple[int, int]:
    """The stretch between commas in which a name stands."""
    before = max(sheet.text.rfind(sign, span.start, name.start) for sign in ",;:(")
    behind = [at for sign in ",;(" if (at := sheet.text.find(sign, name.end, span.end)) >= 0]
    return max(before + 1, span.start), min(behind, default=span.end)


def _before(sheet: Sheet, span: Span, name: Name) -> str:
    """The rule whose words stand directly in front of a name (a title may stand between)."""
    rules, text = sheet.rules.people, sheet.folded
    start = max(span.start, name.start - _BEFORE)
    for rule in rules.contact.before.found(text, start, name.start + 1):
        for found in rules.contact.before[rule].finditer(text, start, name.start + 1):
            between = spelling(text, found.end(), name.start).split() if found.end() <= name.start else None
            if between is not None and len(between) <= 3 and _only_titles(between, sheet):
                return f"contact.{rule}"
    return ""


def _only_titles(words: list[str], sheet: Sheet) -> bool:
    """Nothing but what somebody is called at work stands between the words and the name."""
    known = sheet.rules.people.known
    return all(known.is_role(w) or w not in known.no_titles for w in words)


def _behind(sheet: Sheet, span: Span, name: Name) -> str:
    begun = sheet.rules.people.contact.behind.begun(sheet.folded, name.end, span.end)
    return f"contact.{begun[0]}" if begun else ""


def _signing(told: Told) -> Iterator[_Person]:
    sheet, signed = told.sheet, told.voice.signed
    if not signed:
        return
    whole = Span(signed[0].start, signed[-1].end)
    best: Name | None = None
    for line in signed[:8]:
        for name in find_names(sheet, line.body, line.end):
            fits = told.voice.who is not None and same_person(name.text, told.voice.who.name)
            if not (name.sure or fits or _title_follows(sheet, name)):
                continue
            fuller = best is not None and same_person(best.text, name.text) and len(name.text) > len(best.text)
            if best is None or fuller or (fits and not _is_voice(told, best)):
                best = name
    if best is None:
        best = _signed_small(told, signed[:3])
    if best:
        yield _person(told, best, Source.SIGNATURE, "contact.signature", 15 if " " in best.text else 8, whole)


def _signed_small(told: Told, lines: Sequence[Line]) -> Name | None:
    """ "mvh renee": a first name in small letters behind the closing or alone."""
    sheet = told.sheet
    for line in lines:
        closing = sheet.rules.labels.closing.match(sheet.folded, line.body, line.end)
        begin = closing.end() if closing else line.body
        words = _SMALL.finditer(sheet.text, begin, min(line.end, begin + 24))
        for word in itertools.islice(words, 2):  # a small word may stand between the closing and the name
            if sheet.rules.people.known.is_first_name(spelling(sheet.folded, word.start(), word.end())):
                return Name(word[0], word.start(), word.end(), sure=True)
    return None


def _title_follows(sheet: Sheet, name: Name) -> bool:
    known = sheet.rules.people.known
    behind = spelling(sheet.folded, name.end, min(len(sheet.text), name.end + 40)).split()[:3]
    return any(known.is_role(w) for w in behind)


def _sender(voice: Voice, rules: Rulebook) -> Iterator[_Person]:
    shown = voice.who.name if voice.who else ""
    names = names_in(shown, rules)
    for name in names:
        if name.sure or len(names) == 1:
            evidence = cite_writer(voice, name.text, "contact.sender")
            weight = int(Source.SENDER) + (8 if name.sure else 0)
            candidate = Candidate(Field.CONTACT_NAME, name.text, evidence, Source.SENDER, weight, ("contact.sender",))
            yield _Person(candidate, None, None)
            return


def _person(told: Told, name: Name, source: Source, rule: str, weight: int, near: Span | None) -> _Person:  # noqa: PLR0913
    evidence = cite(told.sheet, name.start, name.end, rule)
    text = " ".join(name.text.split())
    return _Person(Candidate(Field.CONTACT_NAME, text, evidence, source, int(source) + weight, (rule,)), told, near)


def _by_what_is_said(people: list[_Person], told: Told) -> list[_Person]:
    """The writer says that they are, or are not, the contact."""
    mine, not_me = _says(told, "myself"), _says(told, "not_myself")
    out = []
    for one in people:
        candidate = one.candidate
        if candidate.source in (Source.SIGNATURE, Source.SENDER):
            if mine:
                candidate = candidate.with_ground(f"contact.{mine}", 25)
            elif not_me:
                candidate = candidate.with_ground(f"contact.{not_me}", -15)
        out.append(replace(one, candidate=candidate))
    return out


def _says(told: Told, table: str) -> str:
    rules: PatternTable = getattr(told.sheet.rules.people, table)
    lines = (*told.lines, *(x for x in told.voice.signed if x.end - x.start > 60))
    there = {rule for line in lines for rule in rules.found(told.sheet.folded, line.start, line.end)}
    return next((f"{table}.{rule}" for rule in rules if rule in there), "")


def _in_full(candidate: Candidate, found: list[_Person]) -> Candidate:
    """A first name alone becomes the full name where the mail tells it."""
    assert isinstance(candidate.value, str)  # noqa: S101
    longest = candidate
    for other in (one.candidate for one in found):
        fuller = len(str(other.value)) > len(str(longest.value)) and same_person(candidate.value, str(other.value))
        longest = other if fuller else longest
    if longest is candidate:
        return candidate
    return replace(
        candidate, value=longest.value, evidence=longest.evidence, grounds=(*candidate.grounds, "contact.in_full")
    )


def weigh_contact(people: Sequence[_Person]) -> Weighing:
    """Who the contact is."""
    return weigh(
        Field.CONTACT_NAME,
        [p.candidate for p in people],
        enough=int(Source.SENDER),
        same=lambda a, b: isinstance(a, str) and isinstance(b, str) and same_person(a, b),
        margin=6,
    )


# --- their phone and address ---


def find_phones(told: Sequence[Told], contact: str | None, people: Sequence[_Person]) -> list[Candidate]:
    """The phone numbers of a mail; those that belong to the contact weigh more, those of others nothing."""
    found: list[Candidate] = []
    for one in told:
        for line, signed in _all_lines(one):
            for number in find_numbers(one.sheet, line.start, line.end):
                owner = _owner(one, line, number.start, number.end)
                weight, rule = _belonging(one, contact, owner, Span(number.start, number.end), people, signed=signed)
                labelled = _phone_label(one, number.start)
                if weight is None:
                    continue
                weight += _said_in_brackets(one, number.end, line.end)
                evidence = cite(one.sheet, number.start, number.end, rule)
                source = Source.SIGNATURE if signed else Source.FREE
                weight += number.weight + 5 * labelled
                found.append(Candidate(Field.CONTACT_PHONE, number.digits, evidence, source, weight, (rule,)))
    return found or list(_phones_of_the_house(told))


def phones_beside(told: Told, contact: str) -> list[Candidate]:
    """The numbers that stand beside the contact's name anywhere in a voice's words (in another offer's too)."""
    found = find_phones((told,), contact, ())
    return [c for c in found if c.grounds[0] == "phone.beside_name"]


def _phones_of_the_house(told: Sequence[Told]) -> Iterator[Candidate]:
    """Where no number is the contact's: one in a signature that names nobody."""
    for one in told[:1]:
        for line in one.voice.signed:
            for number in find_numbers(one.sheet, line.start, line.end):
                if not _owner(one, line, number.start, number.end) and not any(True for _ in _signing(one)):
                    evidence = cite(one.sheet, number.start, number.end, "phone.of_house")
                    weight = 10 + number.weight
                    yield Candidate(
                        Field.CONTACT_PHONE, number.digits, evidence, Source.SIGNATURE, weight, ("phone.of_house",)
                    )


def find_mail_addresses(told: Sequence[Told], contact: str | None, people: Sequence[_Person]) -> list[Candidate]:
    """The mail addresses of a mail, weighed the same way; the From address where none is the contact's."""
    found: list[Candidate] = []
    for one in told:
        for line, signed in _all_lines(one):
            for written in find_addresses(one.sheet, line.start, line.end):
                owner = _owner(one, line, written.start, written.end) or _by_address(written.address, contact)
                weight, rule = _belonging(one, contact, owner, Span(written.start, written.end), people, signed=signed)
                if weight is None:
                    continue
                rule = rule.replace("phone.", "mail.")
                evidence = cite(one.sheet, written.start, written.end, rule)
                source = Source.SIGNATURE if signed else Source.FREE
                found.append(Candidate(Field.CONTACT_EMAIL, written.address, evidence, source, weight, (rule,)))
    return found


def sender_address(voice: Voice, address: str) -> Candidate:
    """The From address, which serves where no address of the contact is told."""
    evidence = cite_writer(voice, address, "mail.sender")
    return Candidate(Field.CONTACT_EMAIL, address, evidence, Source.SENDER, 12, ("mail.sender",))


def _all_lines(told: Told) -> Iterator[tuple[Line, bool]]:
    for line in told.lines:
        yield line, False
    for line in told.voice.signed:
        yield line, True


def _owner(told: Told, line: Line, start: int, end: int) -> str:
    """The person whose name stands nearest in front of (else directly behind) a number in its line."""
    span = next((s for s in told.sheet.sentences(line) if s.start <= start < s.end), Span(line.start, line.end))
    names = [n for n in find_names(told.sheet, line.start, line.end) if n.sure or _is_voice(told, n)]
    before = [n for n in names if n.end <= start]
    mine = list(told.sheet.rules.people.me.finditer(told.sheet.folded, span.start, start))
    if mine and (not before or mine[-1].start() > before[-1].end):
        return _self(told)
    if before:
        return before[-1].text
    behind = [n for n in names if n.start >= end and n.start - end <= 12]
    if not behind or find_numbers(told.sheet, behind[0].end, min(line.end, behind[0].end + 20)):
        return ""  # "30 62 71 88 (Hans: 30 62 71 89)": the next name has a number of its own
    return behind[0].text


def _self(told: Told) -> str:
    """How the voice calls itself."""
    signing = next((p for p in _signing(told)), None)
    if signing:
        return str(signing.candidate.value)
    return told.voice.who.name if told.voice.who else ""


def _belonging(  # noqa: PLR0913
    told: Told, contact: str | None, owner: str, at: Span, people: Sequence[_Person], *, signed: bool
) -> tuple[int | None, str]:
    """How much a number or address weighs as the contact's; None where it is somebody else's."""
    if contact is None:
        return (20 if not owner else 10), "phone.no_contact"
    if owner and same_person(owner, contact):
        return 60, "phone.beside_name"
    for one in people:
        near = one.near
        told_so = one.told is told and one.candidate.source in (Source.LABEL, Source.LEAD_IN, Source.FREE)
        if told_so and near and near.start <= at.start < near.end and _is(one, contact):
            return 45, "phone.contact_line"
    if owner:
        return None, "phone.of_another"
    if _is_about(told, contact, at):
        return 40, "phone.of_whom_it_speaks"
    signer = next((p for p in people if p.told is told and p.candidate.source is Source.SIGNATURE), None)
    sender = told.voice.who and same_person(contact, told.voice.who.name)
    if (signer and _is(signer, contact)) or (signer is None and (sender or told.voice.role is Role.ATTACHMENT)):
        return (30 if signed else 32), "phone.of_signer"
    if signer is None and not sender and not signed:
        return 25, "phone.free"
    return None, "phone.of_another"


def _is(person: _Person, contact: str) -> bool:
    return isinstance(person.candidate.value, str) and same_person(person.candidate.value, contact)


def _is_about(told: Told, contact: str, at: Span) -> bool:
    """The sentence before names the contact, and this one goes on about them."""
    for line in told.lines:
        if not line.start <= at.start < line.end:
            continue
        spans = told.sheet.sentences(line)
        nth = next((n for n, s in enumerate(spans) if s.start <= at.start < s.end), 0)
        if nth:
            names = find_names(told.sheet, spans[nth - 1].start, spans[nth - 1].end)
            return any(same_person(n.text, contact) for n in names)
    return False


def _said_in_brackets(told: Told, at: int, end: int) -> int:
    """ "62 55 75 40 (udlevering)", "24 55 75 44 (mig)": whose number it is stands behind it."""
    close = told.sheet.text.find(")", at, min(end, at + 40))
    begin = told.sheet.text.find("(", at, at + 3)
    if begin < 0 or close < 0:
        return 0
    rules = told.sheet.rules.people
    if rules.me.search(told.sheet.folded, begin, close):
        return 8
    return -6 if rules.main_number_before.holds(told.sheet.folded, begin + 1, close) else 0


def _phone_label(told: Told, at: int) -> bool:
    return any(one.fields[:1] == (LabelField.PHONE,) and one.value.start <= at < one.value.end for one in told.labelled)


def _by_address(address: str, contact: str | None) -> str:
    """The contact, where an address is made of the name."""
    if not contact:
        return ""
    words = word_spelling(contact).split()
    local = address.partition("@")[0]
    hit = words[0] in local or (len(words) > 1 and len(words[-1]) > 3 and words[-1] in local)
    return contact if hit else ""
