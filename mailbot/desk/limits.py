"""How many letters may go out whatever arrives: what is over a limit is held back, and never sent later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mailbot.desk.office import Office
from mailbot.model import Draft, DueSituation, Situation


def within_limits(drafts: Sequence[Draft], situation: Situation | DueSituation, office: Office) -> tuple[Draft, ...]:
    """The letters in order, with the code of the limit in `held` where one keeps them back.

    An address or a case counts outside `people` only, a domain outside the municipal ones; the hour counts them all.
    """
    tally = _Tally(situation, office)
    return tuple(replace(draft, held=draft.held or tally.take(draft)) for draft in drafts)


def with_letters(situation: DueSituation, drafts: Sequence[Draft], office: Office) -> DueSituation:
    """The situation with these letters counted in."""
    tally = _Tally(situation, office)
    for draft in drafts:
        if not draft.held:
            tally.take(draft)
    return tally.counted_in(situation)


class _Tally:
    def __init__(self, situation: Situation | DueSituation, office: Office) -> None:
        self._office = office
        self._limits = office.rules.scheme.limits
        self._to = Counter(dict(situation.letters_today))
        self._of_case = Counter(dict(situation.case_letters_today))
        self._domains = Counter(dict(situation.domain_letters_today))
        self._hour = situation.letters_this_hour

    def take(self, draft: Draft) -> str:
        """The code of the first limit that the letter would break; '' counts it."""
        people = self._office.people
        outside = [to for to in draft.to if to not in people.all]
        domains = [d for to in outside if not people.is_municipal(d := to.rpartition("@")[2])]
        cases = [c.number for c in draft.cases] if outside else []
        if any(self._to[to] >= self._limits.per_address_a_day for to in outside):
            return "fate.limit_address"
        if any(self._of_case[number] >= self._limits.per_case_a_day for number in cases):
            return "fate.limit_case"
        if any(self._domains[domain] >= self._limits.per_domain_a_day for domain in domains):
            return "fate.limit_domain"
        if self._hour >= self._limits.an_hour_in_all:
            return "fate.limit_hour"
        self._to.update(outside)
        self._of_case.update(cases)
        self._domains.update(domains)
        self._hour += 1
        return ""

    def counted_in(self, situation: DueSituation) -> DueSituation:
        """The situation with the counts as they are now."""
        return replace(
            situation,
            letters_today=tuple(self._to.items()),
            case_letters_today=tuple(self._of_case.items()),
            domain_letters_today=tuple(self._domains.items()),
            letters_this_hour=self._hour,
        )
