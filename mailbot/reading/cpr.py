"""CPR numbers found by their shape and masked: day 01-31 (also + 60), month 01-12, no calendar, no check digit.

A miss is worse than a false mask, but numbers of ten digits that are plainly something else (P numbers, EAN, phones
in pairs, dates with a clock) stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.structure import CprRules

MASK = "######-####"

_DAY = r"[0-36-9](?<![\d#]\d)(?:(?<=0)[1-9]|(?<=[1278])\d|(?<=[39])[01]|(?<=6)[1-9])"  # a digit first: quick to find
_MONTH = r"(?:0[1-9]|1[0-2])"
_DASH = r"[-\u2010-\u2015\u2212/]"
_CPR = re.compile(
    rf"{_DAY}(?:"
    # 010190-1234, 0101901234
    rf"{_MONTH}\d\d(?P<joint>(?:[ \t]*{_DASH}[ \t]*\n?[ \t]*|[ \t.]|\n[ \t]*)?)\d{{4}}"
    # 01.01.90-1234
    rf"|(?P<apart>[ ./-]){_MONTH}(?P=apart)(?P<century>19|20)?\d\d(?P<rest>[ \t]*{_DASH}[ \t]*|[ \t]?|\.)\d{{4}}"
    rf"|{_MONTH}\d\d[ ]?{_DASH}?[ ]?(?P<starred>[xX*]{{4}})"  # 010190-xxxx
    rf")(?![\d#]|[-/.,]\d)"
)
_GROUPS_BEFORE = re.compile(r"(?:\d[ .-]|[+]\d{0,3} ?)$")
_GROUPS_BEHIND = re.compile(r"[ .]\d{2,4}(?!\d)")
_TIGHT = re.compile(rf"[ \t]*{_DASH}[ \t]*$")
NEAR_CHARS = 40


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without CPR numbers, and whether there were any."""

    text: str
    found: bool


def mask_cpr(text: str, rules: CprRules) -> Masked:
    """Masks what has a CPR number's shape: `######-####`."""
    pieces: list[str] = []
    at = 0
    for match in _CPR.finditer(text):
        if not _is_cpr(match, text, rules):
            continue
        pieces += (text[at : match.start()], MASK, "\n" * match[0].count("\n"))
        at = match.end()
    if not pieces:
        return Masked(text, False)
    return Masked("".join(pieces) + text[at:], True)


def _is_cpr(match: re.Match[str], text: str, rules: CprRules) -> bool:
    before = text[max(0, match.start() - NEAR_CHARS) : match.start()]
    if match.start() and (before[-1:].isalpha() or before[-1:] in "_="):
        return False  # inside an address or an identifier
    folded = Folded(before)
    if rules.not_a_person.search(folded):
        return False
    if rules.near.search(folded):
        return True
    if match["starred"]:
        return True
    if match["apart"]:
        in_pairs = match["apart"] == match["rest"] == " " and not _one_of_many(match, text, before)
        return in_pairs or (bool(_TIGHT.fullmatch(match["rest"])) and _tight(match))
    return not _one_of_many(match, text, before)


def _tight(match: re.Match[str]) -> bool:
    """`01.01.90-1234`, but not `01.03.27 - 2028`, a stretch of time, nor dates with a year of four digits."""
    loose = match["rest"].strip(" \t") != match["rest"]
    return not _year(match[0][-4:]) or not (loose or match["century"])


def _year(digits: str) -> bool:
    return digits[:2] in ("19", "20")


def _one_of_many(match: re.Match[str], text: str, before: str) -> bool:
    """In the middle of a longer number in groups: a phone, an account, an EAN."""
    if match["joint"] in ("", " ", None) and _GROUPS_BEFORE.search(before):
        return True
    return match["joint"] in (" ", None) and bool(_GROUPS_BEHIND.match(text, match.end()))
