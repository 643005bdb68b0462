"""A case as letters show it: every value in words, with what it was read from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mailbot.model import REQUIRED, Case, Closing, Field, Hours, PoolCount, Route, State, Value
from mailbot.post.shown import one_line, paragraphs, same_words, without
from mailbot.post.wording import Wording
from mailbot.rulebook.office import Law

_SHORT = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One value: its label, what it says, and from which words."""

    name: str  # of the field
    label: str
    value: str
    source: str = ""  # '' where the value is those very words
    missing: bool = False
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A case in words. Everything in it is one line, safe to show, and no template code."""

    number: str
    state: State
    state_name: str
    workplace: str
    lines: tuple[Line, ...]  # what the workplace offers
    standing: tuple[Line, ...]  # what has been decided about it, as far as it is known
    tasks: str  # the description, shortened
    hours: str
    start: str
    contact: str
    phone: str
    over_limit: bool
    municipal: bool
    route: Route | None
    route_name: str
    employs: str
    pays: str
    insures: str
    pool: str
    reference: str
    fixed_hours: str
    filled_from: str
    filled_hours: str
    ends: str
    closing: Closing | None
    closing_name: str
    reason: str
    created: str
    opened: str
    contract_by: str  # the last day for handing out a contract; '' where the law asks for none
    writer: str
    hints: tuple[str, ...]  # sentences about words that a coordinator should look at


@dataclass(frozen=True, slots=True)
class Clerk:
    """Makes sheets: knows the language, the pools, and what is not to be repeated."""

    wording: Wording
    mark: str  # stands for withheld words
    hints: dict[str, str]
    law: Law
    pools: tuple[PoolCount, ...] = ()
    withheld: tuple[str, ...] = ()

    def sheet(self, case: Case) -> Sheet:
        """The case in words."""
        say, offer = self.wording, case.offer
        terms = say.terms(case.route) if case.route else ("", "", "")
        return Sheet(
            number=case.number,
            state=case.state,
            state_name=say.state(case.state),
            workplace=self._value(Field.INSTITUTION, offer.institution) or say.words.unknown,
            lines=self.lines(case),
            standing=self.standing(case),
            tasks=one_line(self._value(Field.JOB_DESCRIPTION, offer.job_description), _SHORT),
            hours=self._value(Field.WEEKLY_HOURS, offer.weekly_hours),
            start=self._value(Field.START, offer.start),
            contact=self._value(Field.CONTACT_NAME, offer.contact_name),
            phone=self._value(Field.CONTACT_PHONE, offer.contact_phone),
            over_limit=case.over_limit,
            municipal=case.municipal,
            route=case.route,
            route_name=say.route(case.route),
            employs=terms[0],
            pays=terms[1],
            insures=terms[2],
            pool=self._pool(case),
            reference=one_line(case.reference or "", 60),
            fixed_hours=self._hours(case.fixed_hours),
            filled_from=say.day(case.filled_from) if case.filled_from else "",
            filled_hours=self._hours(case.filled_hours),
            ends=say.day(case.ends) if case.ends else "",
            closing=case.reason,
            closing_name=say.closing(case.reason),
            reason=self.safe(case.reason_text or "", 2000),
            created=say.day(case.created.date()),
            opened=say.day(case.open_since.date()) if case.open_since else "",
            contract_by=self._contract_by(case),
            writer=one_line(case.writer),
            hints=tuple(dict.fromkeys(filter(None, map(self._hint, case.flags)))),
        )

    def lines(self, case: Case) -> tuple[Line, ...]:
        """Everything that was read, in the order of the fields; what is asked for and not known is shown as such."""
        said = []
        for name in Field:
            value = case.offer.get(name)
            if value is not None:
                said.append(self._line(name, value))
            elif name in REQUIRED:
                say = self.wording
                said.append(Line(name.value, say.field(name), say.words.unknown, missing=True))
        return tuple(said)

    def standing(self, case: Case) -> tuple[Line, ...]:
        """Status, route, pool and what the job centre fixed."""
        say = self.wording
        told = {
            "state": " – ".join(filter(None, (say.state(case.state), say.closing(case.reason)))),
            "route": say.route(case.route) if case.route else "",
            "pool": self._pool(case),
            "fixed_hours": self._hours(case.fixed_hours),
            "filled_from": say.day(case.filled_from) if case.filled_from else "",
            "filled_hours": self._hours(case.filled_hours),
            "ends": say.day(case.ends) if case.ends else "",
            "reference": one_line(case.reference or "", 60),
            "reason_text": self.safe(case.reason_text or "", 2000),
        }
        return tuple(Line(name, say.field(name), value) for name, value in told.items() if value)

    def safe(self, text: str, most: int = 300) -> str:
        """A stranger's words on one line, without what is withheld."""
        return one_line(without(text, self.withheld, self.mark), most)

    def paragraphs(self, text: str) -> tuple[str, ...]:
        """A longer text, line by line, without what is withheld."""
        return paragraphs(without(text, self.withheld, self.mark))

    def _line(self, name: Field, value: Value) -> Line:
        shown, words = self._value(name, value), self.wording.words
        notes = (self._source(name, value, shown), words.evidence.unsure if value.uncertain else "")
        return Line(name.value, self.wording.field(name), shown, "; ".join(filter(None, notes)), False, value.uncertain)

    def _value(self, name: Field, value: Value | None) -> str:
        return self.safe(self.wording.value(name, value.value), 4000) if value is not None else ""

    def _source(self, name: Field, value: Value, shown: str) -> str:
        """From which words; '' where they are the value itself, or there are none."""
        words, evidence = self.wording.words.evidence, value.evidence
        text = self.safe(evidence.text, _SHORT)
        if not text or name is Field.JOB_DESCRIPTION or same_words(text, shown):
            return ""
        if evidence.part == "from":
            return words.from_.format(text=text)
        if evidence.part == "body":
            return words.words.format(text=text)
        part = words.subject if evidence.part == "subject" else one_line(evidence.part, 80)
        return words.words_of.format(text=text, part=part)

    def _hours(self, hours: float | None) -> str:
        return self.wording.hours(Hours(hours, hours)) if hours is not None else ""

    def _contract_by(self, case: Case) -> str:
        hours = case.filled_hours
        if case.filled_from is None or (hours is not None and hours <= self.law.contract_over_hours):
            return ""
        return self.wording.day(case.filled_from + dt.timedelta(days=self.law.contract_days))

    def _pool(self, case: Case) -> str:
        found = next((c.pool for c in self.pools if c.pool.name == case.pool), None)
        if found is not None:
            return self.wording.pool(found)
        return one_line(case.pool or "")

    def _hint(self, flag: str) -> str:
        """The sentence about a rule that fired: by its whole name, else by the first part of it."""
        return self.hints.get(flag) or self.hints.get(flag.partition(".")[0], "")
