"""How many slips lie between two words: one piece for labels, subjects and commands."""

from __future__ import annotations


def slips_between(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped, counted up to `most` + 1.

    Damerau-Levenshtein distance (optimal string alignment).
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]
