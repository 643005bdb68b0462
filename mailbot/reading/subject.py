"""What a subject says: answer or forward, about the scheme or not, case numbers."""

from __future__ import annotations

import re

from mailbot.rulebook.patterns import Folded, fold
from mailbot.rulebook.slips import slips_between
from mailbot.rulebook.structure import SubjectRules

SUBJECT_CHARS = 500

_NOT_LETTERS = re.compile("[^a-zXYZ]+")


def strip_prefixes(subject: str, rules: SubjectRules) -> tuple[str, tuple[str, ...]]:
    """The subject without its prefixes, and their kinds (reply, forward, other) from the left."""
    text = subject[:SUBJECT_CHARS]
    folded = Folded(text)
    kinds: list[str] = []
    at = 0
    while found := rules.prefix.match(folded, at):
        if found.end() <= at:
            break
        kinds.append(next((k for k in ("reply", "forward", "other") if found.start(k) >= 0), "tag"))
        at = found.end()
    return text[at:].strip(), tuple(kinds)


def forwards(subject: str, rules: SubjectRules) -> bool:
    """The first of its prefixes that tells is a forward's."""
    told = [k for k in strip_prefixes(subject, rules)[1] if k in ("reply", "forward")]
    return bool(told) and told[0] == "forward"


def replies(subject: str, rules: SubjectRules) -> bool:
    """The first of its prefixes that tells is an answer's."""
    told = [k for k in strip_prefixes(subject, rules)[1] if k in ("reply", "forward")]
    return bool(told) and told[0] == "reply"


def case_numbers(subject: str, rules: SubjectRules) -> tuple[str, ...]:
    """The case numbers in it, in order, as MF-2027-0012."""
    found = rules.number.finditer(Folded(subject[: 4 * SUBJECT_CHARS]))
    return tuple(dict.fromkeys(f"MF-{one['year']}-{one['count']}" for one in found))


def subject_matches(subject: str, rules: SubjectRules) -> bool:
    """A person would say that the subject is the scheme's name: misspelt, cut in two, with words around it."""
    bare = strip_prefixes(subject, rules)[0]
    words = [w for w in _NOT_LETTERS.split(fold(bare)) if w]
    names = tuple(_NOT_LETTERS.sub("", fold(name)) for name in rules.names)
    if any(name in "".join(words) for name in names):
        return True
    unlike = {fold(word) for word in rules.unlike}
    stem = fold(rules.stem)
    for at, word in enumerate(words[:60]):
        for joined in (word, "".join(words[at : at + 2]), "".join(words[at : at + 3])):
            if joined not in unlike and _looks_like(joined, stem, rules.stems_near):
                return True
    return False


def _looks_like(word: str, stem: str, near: int) -> bool:
    """Within so many wrong, missing, doubled or swapped letters; an ending may follow."""
    if abs(len(word) - len(stem)) > near + 3:
        return False
    candidates = {word, word[: len(stem)], word[: len(stem) + 1], word[: len(stem) - 1]}
    return any(
        abs(len(one) - len(stem)) <= near
        and one[:2] != ""
        and slips_between(one, stem, near) <= _allowed(one, stem, near)
        for one in candidates
    )


def _allowed(word: str, stem: str, near: int) -> int:
    """Fewer where the beginning, which tells the scheme from an ordinary fleksjob, is not the stem's."""
    return near if word[:2] == stem[:2] else near - 1
