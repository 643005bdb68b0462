"""Reads which workplace offers a job: not its town hall, its writer's own firm, a place named in passing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailbot.model import Address, Field, Mail
from mailbot.reading.contact import Told
from mailbot.reading.evidence import Candidate, Source, Weighing, cite, heaviest, weigh
from mailbot.reading.labels import Labelled
from mailbot.reading.people import find_names, names_in
from mailbot.reading.places import PlaceName, find_places, fits_domain, is_parent, is_ward, places_in, same_place
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.reading.voices import Role, Voice, cite_writer
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import LabelField, spelling, word_spelling

_LOOK_BACK = 60
_DEFINITE = 8  # letters of a word with its article that can be a name by itself ("Depotet", "Bogbussen")
_BESIDE = ("place.head_of", "place.person_from")  # what tells a workplace beside a contact's name
_WEIGHT = {
    "place.behalf": 12,
    "place.head_of": 12,
    "place.we_at": 8,
    "place.here_at": 4,
    "place.job_at": 4,
    "place.called": 14,
    "place.run_by": 6,
    "place.could_use": 8,
    "place.offers": 10,
    "place.acts": 4,
    "place.inverted": 10,
    "place.by": 12,
    "place.we_are": 10,
    "place.our_place": 4,
    "place.person_from": 10,
}


def find_workplaces(
    told: Sequence[Told], mail: Mail, rules: Rulebook, municipal: Sequence[str] = ()
) -> list[Candidate]:
    """All that could be the workplace, with what speaks for each."""
    found: list[Candidate] = []
    for one in told:
        found += _labelled(one)
        found += _in_sentences(one)
        found += _at_the_head(one)
        found += _in_signature(one)
    who = told[0].voice.who if told else None
    if who:
        found += _sender(told[0].voice, rules)
    if told and told[0].voice.role is Role.ATTACHMENT:
        who = mail.sender
    subject = mail.part("subject")
    if subject:
        found += _in_subject(Sheet(subject, rules))
    found = heaviest(found, lambda c: c.weight, rules.bounds.candidates)
    found = [c for c in found if not _is_other(c, rules)]
    return _agreeing(_own_trade(_domain(found, who, rules, municipal), told, rules))


def find_workplaces_said(told: Told, rules: Rulebook) -> list[Candidate]:
    """What a voice's own words name: an answer to the question for the workplace."""
    return [c for c in (*_labelled(told), *_in_sentences(told)) if not _is_other(c, rules)]


def weigh_workplace(candidates: Sequence[Candidate]) -> Weighing:
    """Which workplace it is."""
    return weigh(
        Field.INSTITUTION,
        candidates,
        enough=40,
        same=lambda a, b: isinstance(a, str) and isinstance(b, str) and same_place(a, b),
        margin=6,
    )


def _is_other(candidate: Candidate, rules: Rulebook) -> bool:
    name = str(candidate.value)
    return is_parent(name, rules) and candidate.source is not Source.LABEL


# --- labelled ---


def _labelled(told: Told) -> Iterator[Candidate]:
    for one in told.labelled:
        if LabelField.INSTITUTION not in one.fields or one.empty:
            continue
        candidate = _of_label(told.sheet, one)
        if candidate:
            yield candidate


def _of_label(sheet: Sheet, one: Labelled) -> Candidate | None:
    """The name in a labelled value: up to the address, the contact, a comma."""
    start, end = one.value.start, one.value.end
    line_end = sheet.text.find("\n", start, end)
    end = line_end if line_end > start and one.value.end > line_end else end
    if sheet.rules.labels.is_empty_value(sheet.words(start, end)):
        return None
    street = sheet.rules.places.street.search(sheet.folded, start, end)
    stop = street.start() if street else end
    places = find_places(sheet, start, stop)
    names = [n for n in names_in(sheet.text[start:stop], sheet.rules) if n.sure]
    short = places and not places[0].kind and places[0].whole < stop and len(sheet.words(start, stop).split()) <= 4
    if places and places[0].start - start <= 12 and not places[0].person and not short:
        return _candidate(sheet, places[0], Source.LABEL, one.rule, 20)
    titled = bool(names) and all(
        sheet.rules.people.known.is_role(w) for w in spelling(sheet.folded, start, start + names[0].start).split()
    )
    if names and (names[0].start <= 2 or titled) and one.fields[0] is not LabelField.INSTITUTION:
        return None
    cut = min(
        (
            at
            for sign in (",", "(", " - ", " – ", ";", " v/", " ved ", "|", "/ ")
            if (at := sheet.text.find(sign, start, stop)) > start
        ),
        default=stop,
    )
    text = sheet.words(start, cut).strip(" .,;:-")
    if not text or len(text) > 80 or not any(c.isalpha() for c in text) or _only_person(text, sheet.rules):
        return None
    return Candidate(
        Field.INSTITUTION, text, cite(sheet, start, cut, one.rule), Source.LABEL, int(Source.LABEL), (one.rule,)
    )


def _only_person(text: str, rules: Rulebook) -> bool:
    names = names_in(text, rules)
    return bool(names) and names[0].sure and names[0].end - names[0].start >= len(text) - 2


# --- in sentences ---


def _in_sentences(told: Told) -> Iterator[Candidate]:
    taken = [one.value for one in told.labelled if one.fields[:1] in ((LabelField.TASKS,), ())]
    contact = [one.value for one in told.labelled if one.fields[:1] == (LabelField.CONTACT,)]
    for line in told.lines:
        for span in told.sheet.sentences(line):
            for place in find_places(told.sheet, span.start, span.end):
                if any(t.start <= place.start < t.end for t in taken):
                    continue
                beside = any(t.start <= place.start < t.end for t in contact)
                if beside and place.text[:1].islower():
                    continue  # "formand i drivhuset Ann Holm"
                yield from (c for c in _in_sentence(told, span, place, line) if not beside or c.grounds[0] in _BESIDE)
    yield from _called(told)


def _fits(place: PlaceName, who: Address | None, rules: Rulebook) -> bool:
    return who is not None and fits_domain(place.text, who.domain, rules)


def _in_sentence(told: Told, span: Span, place: PlaceName, line: Line) -> Iterator[Candidate]:
    sheet, who = told.sheet, told.voice.who
    if place.person or is_ward(place, sheet.rules):
        return
    rules, text = sheet.rules.places, sheet.folded
    back = max(line.start, place.start - _LOOK_BACK)
    before = [f"place.{n}" for n in rules.before.held(text, back, place.start)]
    behind = [f"place.{n}" for n in rules.behind.begun(text, place.whole, span.end)]
    if not _is_subject(sheet, span, place):
        behind = [b for b in behind if b not in ("place.offers", "place.acts")]
    elif behind == ["place.acts"] and not place.kind and not (" " in place.text and _fits(place, who, sheet.rules)):
        behind = []
    grounds = before + behind + (["place.person_from"] if _person_from(sheet, span, place) else [])
    clause = max(span.start, *(sheet.text.rfind(sign, span.start, place.start) for sign in ",;:–"))
    other = bool(rules.other_matter.found(text, clause, place.start))
    if not grounds and not place.kind and not _fits(place, who, sheet.rules):
        return
    source = Source.LEAD_IN if grounds else Source.FREE
    weight = max((_WEIGHT.get(g, 4) for g in grounds), default=-8)
    weight += (10 if place.kind else 0) - (25 if other else 0) - _plainness(sheet, span, place, grounds)
    if not place.kind and grounds in (["place.here_at"], ["place.run_by"]):
        weight -= 20
    yield _candidate(sheet, place, source, grounds[0] if grounds else "place.kind", weight)


def _plainness(sheet: Sheet, span: Span, place: PlaceName, grounds: Sequence[str]) -> int:
    """A mere kind of workplace ("Skolen", "i SFO'en") is hardly a name, least of all as a sentence's first word."""
    if place.proper or " " in place.text:
        return 0 if place.proper else 6
    if sheet.text[span.start : place.start].strip(" \"'-*"):
        return 25
    return 35 if "place.offers" in grounds else 60


def _person_from(sheet: Sheet, span: Span, place: PlaceName) -> bool:
    """ "Jonas Birk fra Telt & Fest"."""
    names = [n for n in find_names(sheet, span.start, place.start) if n.end < place.start]
    if not names:
        return False
    between = spelling(sheet.folded, names[-1].end, place.start).split()
    return len(between) == 1 and between[0] in sheet.rules.places.known.from_words


def _is_subject(sheet: Sheet, span: Span, place: PlaceName) -> bool:
    """The name stands where a sentence's subject does: first, or behind a small opening."""
    lead = sheet.text[span.start : place.start].strip(" \"'-*,")
    return len(lead.split()) <= 3 or lead.endswith((",", ":", "-", "–"))


def _called(told: Told) -> Iterator[Candidate]:
    """ "... det hedder genbrugs hjørnet og vi er 14": a name that is written small."""
    sheet = told.sheet
    for line in told.lines:
        for found in sheet.rules.places.called_small.finditer(sheet.folded, line.start, line.end):
            text = sheet.words(found.start("name"), found.end("name"))
            if any(n.sure for n in names_in(text.title(), sheet.rules)):
                continue
            evidence = cite(sheet, found.start("name"), found.end("name"), "place.called")
            yield Candidate(Field.INSTITUTION, text, evidence, Source.LEAD_IN, int(Source.LEAD_IN), ("place.called",))
        for found in sheet.rules.places.at_small.finditer(sheet.folded, line.start, line.end):
            text = sheet.words(found.start("name"), found.end("name"))
            if told.voice.who and fits_domain(text, told.voice.who.domain, sheet.rules):
                evidence = cite(sheet, found.start("name"), found.end("name"), "place.at_small")
                yield Candidate(Field.INSTITUTION, text, evidence, Source.FREE, int(Source.FREE), ("place.at_small",))


def _candidate(sheet: Sheet, place: PlaceName, source: Source, rule: str, weight: int) -> Candidate:
    evidence = cite(sheet, place.start, place.end, rule)
    return Candidate(Field.INSTITUTION, place.text, evidence, source, int(source) + weight, (rule,))


# --- signature, sender, subject ---


def _in_signature(told: Told) -> Iterator[Candidate]:
    """The lines below a name: a workplace stands there as often as an address and a slogan."""
    sheet = told.sheet
    for nth, line in enumerate(told.voice.signed[:12]):
        closing = sheet.rules.labels.closing.match(sheet.folded, line.body, line.end)
        for place in find_places(sheet, closing.end() if closing else line.body, line.end)[:2]:
            if place.person or is_ward(place, sheet.rules) or _is_slogan(sheet, line, place):
                continue
            if sheet.rules.places.street.search(sheet.folded, place.start, min(line.end, place.end + 6)):
                continue
            alone = place.start == line.body and line.end - place.whole <= 1 and len(place.text) >= _DEFINITE
            lonely = " " not in place.text and not place.kind and not _fits(place, told.voice.who, sheet.rules)
            lonely = lonely and not (alone and place.text.endswith(("en", "et", "erne")))
            if lonely or (_is_title(place, sheet.rules) and not place.kind):
                continue
            before = sheet.text[line.body : place.start].strip(" *|/-–·•,")
            weight = _signed_weight(sheet, line, place, before) - 2 * min(nth, 5)
            found = _candidate(sheet, place, Source.SIGNATURE, "place.signature", weight)
            yield replace(found, unsure=not place.kind and not _fits(place, told.voice.who, sheet.rules))


def _at_the_head(told: Told) -> Iterator[Candidate]:
    """The first line of an attachment that is nothing but a name: its letterhead."""
    if told.voice.role is not Role.ATTACHMENT:
        return
    for line in told.voice.said[:2]:
        for place in find_places(told.sheet, line.body, line.end)[:1]:
            whole = place.start == line.body and line.end - place.whole <= 2
            if whole and (place.kind or " " in place.text) and not place.person:
                yield _candidate(told.sheet, place, Source.FREE, "place.letterhead", 12 + (6 if place.proper else 0))


def _signed_weight(sheet: Sheet, line: Line, place: PlaceName, before: str) -> int:
    """A name with a kind of workplace in it; a mere kind, or a mere name, weighs enough only in a place of its own."""
    first = 6 if not before else 0
    if place.kind and place.proper:
        return 32 + first
    own_line = not before and len(sheet.text[line.body : line.end].strip(" .,|")) <= place.whole - place.start + 2
    people = find_names(sheet, line.body, line.end)
    if any(n.start < place.end and place.start < n.end and n.sure for n in people) and not place.kind:
        return 8
    behind_name = any(n.end <= place.start and not sheet.text[n.end : place.start].strip(" ,-–|") for n in people)
    return (26 if own_line or behind_name else 8) + first


def _is_slogan(sheet: Sheet, line: Line, place: PlaceName) -> bool:
    return len(sheet.text[line.body : line.end].split()) > 14 or place.end - place.start < 3


def _is_title(place: PlaceName, rules: Rulebook) -> bool:
    return any(rules.people.known.is_role(w) for w in word_spelling(place.text).split())


def _sender(voice: Voice, rules: Rulebook) -> Iterator[Candidate]:
    """A display name that is a workplace's."""
    shown = voice.who.name if voice.who else ""
    places = [p for p in places_in(shown, rules) if not p.person]
    people = [n for n in names_in(shown, rules) if n.sure]
    for place in places[:1]:
        if people and not place.kind:
            continue
        evidence = cite_writer(voice, place.text, "place.sender")
        weight = int(Source.SENDER) + (38 if place.kind and (place.proper or " " in place.text) else 24)
        yield Candidate(Field.INSTITUTION, place.text, evidence, Source.SENDER, weight, ("place.sender",))


def _in_subject(sheet: Sheet) -> Iterator[Candidate]:
    rules = sheet.rules.places
    for place in find_places(sheet, 0, len(sheet.text)):
        behind = rules.before["job_at"].holds(sheet.folded, 0, place.start) or rules.before["here_at"].holds(
            sheet.folded, 0, place.start
        )
        named = place.kind and place.proper
        if (behind or named) and not place.person and (place.kind or place.proper):
            weight = 16 if named else 2
            yield _candidate(sheet, place, Source.SUBJECT, "place.subject", weight)


# --- what the whole mail says ---


def _domain(found: list[Candidate], who: Address | None, rules: Rulebook, municipal: Sequence[str]) -> list[Candidate]:
    """A mail domain made of a name's words speaks for it; alone it is no workplace, and the municipality's never."""
    if who is None or any(who.domain == one or who.domain.endswith(f".{one}") for one in municipal):
        return found
    return [c.with_ground("place.domain", 22) if fits_domain(str(c.value), who.domain, rules) else c for c in found]


def _own_trade(found: list[Candidate], told: Sequence[Told], rules: Rulebook) -> list[Candidate]:
    """Where somebody writes for an association, the firm in their signature is their own."""
    if not told or not _speaks_for_association(told[0], found, rules):
        return found
    out = []
    for one in found:
        words = word_spelling(str(one.value)).split()
        association = any(rules.places.known.is_association(w) for w in words)
        firm = one.source is Source.SIGNATURE and not association
        out.append(one.with_ground("place.own_trade", -60) if firm and _is_firm(one, told, rules) else one)
    return out


def _is_firm(candidate: Candidate, told: Sequence[Told], rules: Rulebook) -> bool:
    at = candidate.evidence
    for one in told:
        for line in one.voice.signed:
            if line.start <= at.start < line.end and one.sheet.part.name == at.part:
                return rules.places.firms.pattern.search(one.sheet.folded, line.start, line.end) is not None
    return False


def _speaks_for_association(told: Told, found: list[Candidate], rules: Rulebook) -> bool:
    known = rules.places.known
    for one in found:
        if any(known.is_association(w) for w in word_spelling(str(one.value)).split()):
            return True
    sheet = told.sheet
    lines = (*told.lines, *told.voice.signed)
    return any(rules.people.board.pattern.search(sheet.folded, x.start, x.end) for x in lines)


def _agreeing(found: list[Candidate]) -> list[Candidate]:
    """A name that is told in several places weighs more; the fuller form of it is kept."""
    out = []
    for one in found:
        others = [o for o in found if o is not one and same_place(str(o.value), str(one.value))]
        sources = {o.source for o in others if o.source is not one.source}
        best = max((o.weight for o in others), default=0)
        candidate = one
        if sources:
            candidate = candidate.with_ground("place.agreeing", 8 * min(len(sources), 3))
        if others and one.weight < best and len(str(one.value)) > max(len(str(o.value)) for o in others):
            candidate = replace(candidate, weight=max(candidate.weight, best + 1))
        out.append(candidate)
    return out
