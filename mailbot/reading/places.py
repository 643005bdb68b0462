"""Finds what reads as a workplace's name in a stretch of text, and what speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from mailbot.reading.people import is_shouted, names_in
from mailbot.reading.sheet import Sheet
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.labels import spelling, word_spelling
from mailbot.rulebook.patterns import Folded

_WORD = re.compile(r"[^\W_]+(?:[-'’./&][^\W_]+)*|&|\+")
_GAPS = (" ", "\xa0", "  ", ", ")
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name that a workplace could have. `kind` is the kind of workplace in it, '' where it has none."""

    text: str
    start: int
    end: int
    kind: str
    whole: int = 0  # the end with a town behind it
    person: bool = False  # it reads as a person's name
    proper: bool = True  # holds more than a kind of workplace and a town


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    key: str
    capital: bool
    kind: str


def find_places(sheet: Sheet, start: int, end: int) -> tuple[PlaceName, ...]:
    """All that could be a workplace's name between two places, in order."""
    return sheet.once(("places", start, end), lambda: tuple(_places(sheet.text, sheet.rules, start, end)))


def places_in(text: str, rules: Rulebook) -> tuple[PlaceName, ...]:
    """The same for a text that is no part of a mail (a display name)."""
    return tuple(_places(text, rules, 0, len(text)))


def _places(text: str, rules: Rulebook, start: int, end: int) -> Iterator[PlaceName]:
    words = [_word(m, rules) for m in _WORD.finditer(text, start, end)]
    if is_shouted(text[start:end]):
        yield from (PlaceName(w.text, w.start, w.end, w.kind, w.end) for w in words if w.kind and len(w.key) > 6)
        return
    at = 0
    while at < len(words):
        stop = _run(text, words, at, rules)
        if stop > at:
            found = _as_place(text, words[at:stop], rules)
            if found:
                yield found
            at = stop
        else:
            at += 1


def _word(found: re.Match[str], rules: Rulebook) -> _Word:
    text = found[0]
    key = word_spelling(text).partition("'")[0] or text
    capital = text[0].isupper()
    return _Word(text, found.start(), found.end(), key, capital, rules.places.known.kind_of(key))


def _run(text: str, words: list[_Word], at: int, rules: Rulebook) -> int:
    """Where the name that begins with a word ends; `at` where none begins."""
    first = words[at]
    if not _may_begin(text, words, at, rules):
        return at
    stop = at + 1
    while stop < len(words) and stop - at < _LONGEST:
        word = words[stop]
        gap = text[words[stop - 1].end : word.start]
        if gap not in _GAPS and not (gap == " - " and word.kind) and not (gap == "- " and word.key in _joining(rules)):
            break
        if gap == ", " and not (word.kind and not first.capital):
            break
        if word.capital and word.key not in _stop_words(rules) or _kind_behind(word, words[stop - 1], gap, rules):
            stop += 1
        elif _joins(text, words, stop, rules) or _founded(text, words, stop, rules):
            stop += 2
        else:
            break
    return stop


def _may_begin(text: str, words: list[_Word], at: int, rules: Rulebook) -> bool:
    word = words[at]
    if word.key in _stop_words(rules) or word.text[0].isdigit() or word.text in "&+":
        return False
    if word.capital:
        return True
    following = words[at + 1] if at + 1 < len(words) else None
    if not word.kind or rules.people.known.is_role(word.key):
        return False
    return following is not None and following.capital and text[word.end : following.start] == " "


def _kind_behind(word: _Word, before: _Word, gap: str, rules: Rulebook) -> bool:
    """ "Marstal skole", "Rådhusets kantine": a kind of workplace written small behind a capital."""
    role = rules.people.known.is_role(word.key)
    verb = word.key.endswith("r") and word.key != word.kind  # "Rævebakken råder over"
    return bool(word.kind) and not word.capital and before.capital and gap == " " and not role and not verb


def _joins(text: str, words: list[_Word], at: int, rules: Rulebook) -> bool:
    """A small word between two parts of one name."""
    if words[at].key not in rules.places.known.joins or at + 1 >= len(words):
        return False
    following = words[at + 1]
    plain_gap = text[words[at].end : following.start] == " " and text[words[at - 1].end : words[at].start] in (
        " ",
        "- ",
    )
    return plain_gap and following.capital and following.key not in _stop_words(rules)


def _founded(text: str, words: list[_Word], at: int, rules: Rulebook) -> bool:
    """ "Kunstforeningen af 1951"."""
    if words[at].key not in rules.places.known.joins or at + 1 >= len(words):
        return False
    year = words[at + 1].text
    return len(year) == 4 and year.isdigit() and year[:2] in ("18", "19", "20") and text[words[at].end] == " "


def _joining(rules: Rulebook) -> frozenset[str]:
    return rules.places.known.joins


def _stop_words(rules: Rulebook) -> frozenset[str]:
    return rules.places.known.no_places


def _as_place(text: str, words: list[_Word], rules: Rulebook) -> PlaceName | None:
    known = rules.places.known
    while words and (words[-1].key in known.joins or words[-1].text in "&+"):
        words = words[:-1]
    if not words or (len(words) == 1 and words[0].key in known.towns):
        return None
    if len(words) > 2 and not words[0].capital and words[0].kind and any(w.kind and w.capital for w in words[1:]):
        words = words[1:]  # "vores frisørsalon Salon Kamille"
    end = words[-1].end
    words = _without_town(words, rules)
    whole = text[words[0].start : words[-1].end]
    people = names_in(whole, rules)
    title = len(words[0].text) + 1 if rules.people.known.is_role(words[0].key) else 1
    person = any(n.sure and n.start <= title for n in people)
    if len(words) > 1 and rules.people.known.is_role(words[0].key) and person:
        return None  # "Værftsmester Bjarne Kaas"
    kinds = [w.kind for w in words if w.kind and not (person and rules.people.known.is_surname(w.key))]
    person = person and not kinds
    proper = _is_proper(words, rules)
    kind = kinds[0] if kinds else ""
    name, cut = _nominative(text, words, whole)
    return PlaceName(" ".join(name.split()), words[0].start, words[-1].end - cut, kind, end, person, proper)


def _is_proper(words: list[_Word], rules: Rulebook) -> bool:
    """More than a kind of workplace and where it lies ("Tranderup Kirke" is a name, "Biblioteket i Søby" is not)."""
    known = rules.places.known
    first = next((n for n, w in enumerate(words) if w.kind), len(words))
    if any(w.key not in known.joins for w in words[:first]):
        return True
    named = [w for w in words if not w.kind and w.key not in known.joins and w.key not in known.towns]
    return bool(named) or any(w.kind and len(w.key) > len(w.kind) + 3 for w in words)


def _nominative(text: str, words: list[_Word], whole: str) -> tuple[str, int]:
    """Without the genitive's s, where what is owned follows ("Foreningen Følgevenners blad")."""
    last = words[-1]
    following = _WORD.match(text, last.end + 1) if text[last.end : last.end + 1] == " " else None
    owned = following is not None and following[0].islower() and len(following[0]) > 3 and len(last.text) > 3
    owned = owned and following is not None and not following[0].endswith("r")  # "… Es søger" owns nothing
    if owned and len(words) > 1 and last.text.endswith("s") and not last.text.endswith(("us", "ss", "is", "hus")):
        return whole[:-1], 1
    return whole, 0


def _without_town(words: list[_Word], rules: Rulebook) -> list[_Word]:
    """ "i Marstal" is dropped behind a name that stands by itself, and kept behind a mere kind of workplace."""
    known = rules.places.known
    for at in range(1, len(words) - 1):
        where = len(words) - at - 1 <= 2 and known.is_where(words[-1].key)
        if where and words[at].key in known.town_joins:
            own = words[:at]
            if any(not w.kind and w.capital for w in own) or len(own) > 1:
                return _without_town(own, rules)
    return words


def is_parent(name: str, rules: Rulebook) -> bool:
    """Whether a name is that of a body above the workplace ("Kommunens Tandpleje" is not)."""
    folded = Folded(name)
    found = rules.places.parents.pattern.search(folded)
    if found is None:
        return False
    behind = spelling(folded, found.end(), len(folded)).split()
    owned = name[found.start() : found.end()].lower().endswith("s")
    kinds = [w for w in behind if rules.places.known.is_kind(w)]
    return not (owned and kinds and rules.places.parents.pattern.search(folded, found.end(), len(folded)) is None)


def is_ward(place: PlaceName, rules: Rulebook) -> bool:
    """Whether a name is that of a part of a house only ("Rød Stue")."""
    words = word_spelling(place.text).split()
    known = rules.places.known
    return all(w in known.wards or len(w) == 1 or w.isdigit() for w in words)


def fits_domain(name: str, domain: str, rules: Rulebook) -> bool:
    """Whether a mail domain is made of the name's words; that of a body above the workplace says nothing."""
    letters = "".join(c for c in domain.rpartition(".")[0] if c.isalnum())
    words = [w for w in word_spelling(name).replace("-", " ").split() if len(w) >= 4 or w.isupper()]
    hits = sum(1 for w in words if w[: max(4, len(w) - 3)] in letters)
    return hits > 0 and hits * 2 >= len(words) and not is_parent(domain.replace("-", " ").replace(".", " "), rules)


def same_place(one: str, other: str) -> bool:
    """Whether two names can be one workplace: the words of the shorter are among the longer's."""
    short, long = sorted((_words(one), _words(other)), key=len)
    return bool(short) and all(any(a == b or (len(a) >= 6 and a[:6] == b[:6]) for b in long) for a in short)


def _words(name: str) -> list[str]:
    return [w for w in word_spelling(name).replace("-", " ").split() if len(w) > 2]


def shortened(place: PlaceName, end: int) -> PlaceName:
    """The same name, ending earlier."""
    return replace(place, text=place.text[: end - place.start].strip(" ,-"), end=end)
