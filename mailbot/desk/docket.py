"""What one decision gathers while it is made: changed cases, history lines, letters, and how the pools stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from mailbot.desk.history import differences
from mailbot.desk.limits import within_limits
from mailbot.desk.office import Office
from mailbot.model import (
    ALIVE,
    Case,
    Change,
    Decision,
    Draft,
    DueSituation,
    Entry,
    Fate,
    Field,
    PoolCount,
    Reason,
    Situation,
    State,
)

_COUNTED = {State.FILLED: "filled", State.RESERVED: "reserved", State.OPEN: "open", State.WAITING: "waiting"}
_OFFERED = frozenset(f.value for f in Field)
_LONGEST = 500  # characters of the words that an entry cites


@dataclass(slots=True)
class Docket:
    """One decision in the making. `by` is an address or `mailbot`; `message` the Message-ID of the mail."""

    situation: Situation | DueSituation
    office: Office
    by: str
    message: str = ""
    cases: dict[str, Case] = field(default_factory=dict)
    before: dict[str, Case | None] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        """Local time of the municipality."""
        return self.situation.now

    @property
    def today(self) -> dt.date:
        """The local day."""
        return self.now.date()

    def current(self, case: Case) -> Case:
        """The case as this decision leaves it so far."""
        return self.cases.get(case.number, case)

    def put(self, old: Case | None, new: Case, what: str, evidence: str = "") -> Case:
        """Keeps a case's new version; every changed value becomes an entry. `what` is a code of rules/reasons.toml.

        A value of the offer cites its own words, any other one `evidence`.
        """
        lines = [self._entry(new, what, *difference, evidence) for difference in differences(old, new)]
        if old is not None and not lines and replace(new, updated=old.updated) == old:
            return self.current(old)
        self.entries += lines
        self.before.setdefault(new.number, old)
        self.cases[new.number] = replace(new, updated=self.now)
        return self.cases[new.number]

    def note(self, case: Case, what: str, text: str | None = None, evidence: str = "") -> None:
        """A history line without a changed value."""
        self.entries.append(self._entry(case, what, None, None, text, evidence))

    def changes(self, case: Case) -> tuple[Change, ...]:
        """What this decision changed in a case so far."""
        first, last = self.before.get(case.number), self.cases.get(case.number)
        if last is None:
            return ()
        return tuple(Change(case.number, *difference) for difference in differences(first, last))

    @property
    def counts(self) -> tuple[PoolCount, ...]:
        """The pools as this decision leaves them so far."""
        counts = {count.pool.name: count for count in self.situation.pools}
        for number, after in self.cases.items():
            for case, by in ((self.before[number], -1), (after, 1)):
                if case is not None and case.pool in counts and case.state in _COUNTED:
                    here, kind = counts[case.pool], _COUNTED[case.state]
                    counts[case.pool] = replace(here, **{kind: getattr(here, kind) + by})
        return tuple(counts.values())

    def count(self, pool: str | None) -> PoolCount | None:
        """One pool as it stands now; None for none, and for a pool that the rules no longer have."""
        return next((c for c in self.counts if c.pool.name == pool), None)

    def waiting(self, pool: str | None) -> tuple[Case, ...]:
        """The cases that wait for a place of the pool, who has waited longest first."""
        known = {c.number: c for c in self.situation.waiting} | self.cases
        found = [c for c in known.values() if c.state is State.WAITING and c.pool == pool]
        return tuple(sorted(found, key=lambda c: (c.waiting_since or c.created, c.number)))

    def send(self, draft: Draft) -> None:
        """Adds a letter."""
        self.drafts.append(draft)

    def decide(self, fate: Fate, code: str, told: dict[str, str] | None = None, **more: Any) -> Decision:
        """The decision: `told` fills the sentence of the reason, `more` are further fields of `Decision`.

        Letters show their cases as they stand at the end, and are held back where a limit says so.
        """
        shown = [replace(d, cases=tuple(self.current(c) for c in d.cases)) for d in self.drafts]
        return Decision(
            fate,
            Reason(code, tuple((told or {}).items())),
            cases=tuple(self.cases.values()),
            entries=tuple(self.entries),
            drafts=within_limits(shown, self.situation, self.office),
            **more,
        )

    def _entry(  # noqa: PLR0913 - the parts of one line
        self, case: Case, what: str, name: str | None, old: str | None, new: str | None, evidence: str
    ) -> Entry:
        value = case.offer.get(Field(name)) if name in _OFFERED else None
        words = value.evidence.text if value is not None else evidence
        return Entry(
            at=self.now,
            by=self.by,
            what=what,
            case=case.number,
            field=name,
            old=old,
            new=new,
            message=self.message or None,
            evidence=words[:_LONGEST] or None,
        )


def alive(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    """Those of the cases that the workplace may still change."""
    return tuple(c for c in cases if c.state in ALIVE)
