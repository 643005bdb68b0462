"""Whether two offers are about the same job, and which of some jobs a text means."""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.desk.office import Office
from mailbot.model import Case, Field, Hours, Offer, Start
from mailbot.rulebook.patterns import fold

_ALIKE = 0.6  # of the shorter description's words


def same_job(new: Offer, known: Offer, office: Office) -> bool:
    """The same workplace, and the same tasks as far as both say them."""
    if not _same_place(new, known, office):
        return False
    tasks, before = (_words(_text(o, Field.JOB_DESCRIPTION), office) for o in (new, known))
    if tasks and before:
        return len(tasks & before) >= _ALIKE * min(len(tasks), len(before))
    return _agree(new, known)


def plainly_other(new: Offer, known: Offer, office: Office) -> bool:
    """Another workplace, or tasks that have next to no word in common."""
    if new.institution and known.institution and not _same_place(new, known, office):
        return True
    tasks, before = (_words(_text(o, Field.JOB_DESCRIPTION), office) for o in (new, known))
    return bool(tasks and before) and len(tasks & before) <= 0.1 * min(len(tasks), len(before))


def meant(text: str, cases: Sequence[Case], office: Office) -> tuple[Case, ...]:
    """The cases that a text names: by number, else the one whose own words it has most of; () where that is unclear."""
    if named := tuple(c for c in cases if c.number.lower() in text.lower()):
        return named
    said = _words(text, office)
    words = {c.number: _words(_case_text(c), office) for c in cases}
    scores: list[tuple[int, Case]] = []
    for case in cases:
        others = set[str]().union(*(w for number, w in words.items() if number != case.number))
        scores.append((len(_near(said, words[case.number] - others)), case))
    best = max((score for score, _ in scores), default=0)
    first = tuple(case for score, case in scores if score == best and best > 0)
    return first if len(first) == 1 else ()


def _same_place(new: Offer, known: Offer, office: Office) -> bool:
    if new.institution is None or known.institution is None:
        return new.institution is None and known.institution is None
    one, other = (_words(_text(o, Field.INSTITUTION), office) for o in (new, known))
    shorter = min(len(one), len(other))
    return bool(shorter) and len(one & other) == shorter


def _agree(new: Offer, known: Offer) -> bool:
    """Nothing that both say differs: one of the two lacks the tasks, and may be the other one's completion."""
    for name in (Field.WEEKLY_HOURS, Field.START):
        one, other = new.get(name), known.get(name)
        if one is not None and other is not None and not same_value(one.value, other.value):
            return False
    return True


def same_value(one: object, other: object) -> bool:
    """Two values say the same, whatever their capitals, blanks and full stops."""
    if isinstance(one, Hours) or isinstance(other, Hours):
        return one == other
    if isinstance(one, Start) and isinstance(other, Start):
        return (one.kind, one.date, one.precision) == (other.kind, other.date, other.precision) and (
            one.date is not None or _bare(one.text) == _bare(other.text)
        )
    return _bare(str(one)) == _bare(str(other))


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _text(offer: Offer, name: Field) -> str:
    value = offer.get(name)
    return str(value.value) if value is not None else ""


def _case_text(case: Case) -> str:
    return f"{_text(case.offer, Field.INSTITUTION)} {_text(case.offer, Field.JOB_DESCRIPTION)}"


def _words(text: str, office: Office) -> frozenset[str]:
    """The words that mean something, as they are matched."""
    split = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    little = {fold(word) for word in office.rules.desk.little_words}
    return frozenset(w for w in split if len(w) > 1 and not w.isdecimal() and w not in little)


def _near(said: frozenset[str], own: frozenset[str]) -> set[str]:
    """The words of a case that a text has, also with another ending (pedellen, pedel)."""
    return {w for w in own if w in said or any(_stem(w) == _stem(s) for s in said)}


def _stem(word: str) -> str:
    return word[:5] if len(word) > 5 else word
