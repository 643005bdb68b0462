"""All that a letter's templates can show: a draft in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mailbot.model import TO_WORKPLACES, Ask, Case, Change, Draft, Field, Hours, LetterKind, PoolCount, Reason
from mailbot.post.sheet import Clerk, Sheet
from mailbot.post.shown import one_line
from mailbot.post.wording import Wording, most_hours
from mailbot.rulebook.office import Law
from mailbot.rulebook.wording import WordingRules

_MOST_LINES = 10
_INSIDE = ("reference", "parties", "eligible", "municipal", "pool")  # changes that concern no workplace


@dataclass(frozen=True, slots=True)
class Question:
    """A numbered question."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A value that changed."""

    case: str
    label: str
    old: str  # '' where there was none
    new: str  # '' where there is none any more


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command as letters teach it."""

    examples: tuple[str, ...]
    does: str


@dataclass(frozen=True, slots=True)
class PoolLine:
    """A pool as letters show it."""

    name: str
    filled: int
    reserved: int
    free: int
    places: int
    waiting: int
    full: bool
    count: str  # sentences
    detail: str


@dataclass(frozen=True, slots=True)
class RouteLine:
    """An employment route as coordinators choose it."""

    command: str
    terms: str


@dataclass(frozen=True, slots=True)
class AskerLine:
    """Whose mail a person has to answer."""

    sender: str
    subject: str
    lines: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class View:
    """What the templates of a kind see as `letter`."""

    kind: LetterKind
    language: str
    occasion: str
    cases: tuple[Sheet, ...]
    questions: tuple[Question, ...]
    checks: tuple[str, ...]
    changes: tuple[ChangeLine, ...]
    contradictions: tuple[ChangeLine, ...]
    reasons: tuple[str, ...]
    lines: tuple[str, ...]  # free text
    quoted_line: str
    commands: tuple[CommandLine, ...]
    pools: tuple[PoolLine, ...]
    limits: tuple[str, ...]  # the pools by name
    most: str  # the most hours that any pool holds
    routes: tuple[RouteLine, ...]
    milestone: str  # which one
    cpr: bool
    due: str
    subject: str  # the mail's own, bare
    asker: AskerLine | None
    numbers: str
    not_done: tuple[str, ...]  # further lines of a coordinator's mail that begin with a command word
    done: str  # what a command has done, in a word or two

    @property
    def case(self) -> Sheet | None:
        """The only case, or the first of them."""
        return self.cases[0] if self.cases else None

    @property
    def workplaces(self) -> str:
        """The workplaces of its cases, each once."""
        return ", ".join(dict.fromkeys(c.workplace for c in self.cases))

    @property
    def states(self) -> frozenset[str]:
        """The states that its cases are in."""
        return frozenset(c.state.value for c in self.cases)


@dataclass(frozen=True, slots=True)
class Author:
    """Turns drafts into what templates see."""

    rules: WordingRules
    wording: Wording
    pools: tuple[PoolCount, ...]  # where a draft brings none
    sentence: Callable[[Reason], str]
    law: Law
    done: Mapping[str, str]  # what a command has done

    def view(self, draft: Draft, subject: str, today: dt.date) -> View:
        """The draft in words of the author's language."""
        pools = draft.pools or self.pools
        clerk = self.clerk(pools, draft.withheld)
        cases = {c.number: c for c in draft.cases}
        inside = draft.kind not in TO_WORKPLACES
        return View(
            kind=draft.kind,
            language=draft.language,
            occasion=draft.occasion,
            cases=tuple(clerk.sheet(c) for c in draft.cases),
            questions=tuple(
                Question(n, self._question(ask, cases, draft.kind, pools)) for n, ask in enumerate(draft.asks, 1)
            ),
            checks=tuple(self._check(ask, cases, clerk) for ask in draft.checks),
            changes=tuple(self._change(c, clerk) for c in draft.changes if inside or c.field not in _INSIDE),
            contradictions=tuple(self._change(c, clerk) for c in draft.contradictions),
            reasons=tuple(one_line(self.sentence(r), 1000) for r in draft.reasons),
            lines=clerk.paragraphs(draft.text),
            quoted_line=clerk.safe(draft.quoted_line),
            commands=self._commands(draft, today),
            pools=tuple(self.pool(p) for p in draft.pools),
            limits=tuple(self.wording.pool(p.pool) for p in pools),
            most=self._most(pools),
            routes=self._routes(),
            milestone=self.rules.milestones.get(draft.occasion, "") if draft.kind is LetterKind.MILESTONE else "",
            cpr=draft.cpr,
            due=self.wording.day(draft.due) if draft.due else "",
            subject=subject,
            asker=self._asker(draft, clerk),
            numbers=self.wording.listed(tuple(cases)),
            not_done=tuple(clerk.safe(line) for line in draft.not_done[:_MOST_LINES]),
            done=self.done.get(draft.occasion, "") if draft.kind is LetterKind.CONFIRMATION else "",
        )

    def clerk(self, pools: tuple[PoolCount, ...], withheld: tuple[str, ...]) -> Clerk:
        """Makes sheets of cases."""
        return Clerk(self.wording, self.rules.withheld, dict(self.rules.hints), self.law, pools, withheld)

    def pool(self, count: PoolCount) -> PoolLine:
        """A pool and what is in it."""
        say, words = self.wording, self.wording.words.pools
        return PoolLine(
            name=say.pool(count.pool),
            filled=count.filled,
            reserved=count.reserved,
            free=count.free,
            places=count.pool.places,
            waiting=count.waiting,
            full=count.free == 0,
            count=say.pool_said(count, words.count),
            detail=say.pool_said(count, words.detail),
        )

    def _question(self, ask: Ask, cases: dict[str, Case], kind: LetterKind, pools: tuple[PoolCount, ...]) -> str:
        words, case = self.wording.words, cases.get(ask.case)
        said = getattr(words.questions, ask.field.value, "")
        if ask.field is Field.WEEKLY_HOURS and case is not None and case.offer.weekly_hours is not None:
            over = case.over_limit or (kind is LetterKind.OVER_LIMIT and most_hours(case) is not None)
            chosen = words.questions_over if over else words.questions_unbounded
            said = chosen.weekly_hours.format(most=self._most(pools))
        return words.question_of.format(question=said, number=ask.case) if len(cases) > 1 else said

    def _check(self, ask: Ask, cases: dict[str, Case], clerk: Clerk) -> str:
        words, case = self.wording.words, cases.get(ask.case)
        value = case.offer.get(ask.field) if case else None
        shown = clerk.safe(self.wording.value(ask.field, value.value)) if value else words.unknown
        said = words.checks[ask.field].format(value=shown)
        return words.question_of.format(question=said, number=ask.case) if len(cases) > 1 else said

    def _change(self, change: Change, clerk: Clerk) -> ChangeLine:
        say = self.wording
        old, new = (clerk.safe(say.told(change.field, v), 4000) for v in (change.old, change.new))
        return ChangeLine(change.case, say.field(change.field), old, new)

    def _commands(self, draft: Draft, today: dt.date) -> tuple[CommandLine, ...]:
        case = draft.cases[0] if draft.cases else None
        told = self.example_values(case, draft.pools or self.pools, today)
        known = [self.rules.commands[name] for name in draft.commands if name in self.rules.commands]
        return tuple(CommandLine(tuple(e.format_map(told) for e in (c.example, *c.also)), c.does) for c in known)

    def example_values(self, case: Case | None, pools: tuple[PoolCount, ...], today: dt.date) -> dict[str, str]:
        """What the examples of commands are filled with: the case's own start and hours where it has them."""
        start = case.offer.start.value if case and case.offer.start else None
        day = getattr(start, "date", None) or today
        hours = (case.fixed_hours or most_hours(case) if case else None) or (pools[0].pool.max_hours if pools else 1)
        other = [p.pool.name for p in pools if case is None or p.pool.name != case.pool]
        return {
            "start": self.wording.day(day),
            "today": self.wording.day(today),
            "hours": self.wording.number(hours),
            "pool": one_line((other or [p.pool.name for p in pools] or [""])[0]),
        }

    def _routes(self) -> tuple[RouteLine, ...]:
        word = self.rules.commands["approve"].example.split()[0]
        return tuple(
            RouteLine(f"{word} {self.rules.routes_command[route]}", said.format_map(self.wording.roles))
            for route, said in self.rules.routes_inside.items()
        )

    def _most(self, pools: tuple[PoolCount, ...]) -> str:
        most = max((p.pool.max_hours for p in pools), default=None)
        return self.wording.hours(Hours(most, most)) if most else self.wording.words.unknown

    def _asker(self, draft: Draft, clerk: Clerk) -> AskerLine | None:
        asker = draft.asker
        if asker is None:
            return None
        lines = clerk.paragraphs(asker.text)
        return AskerLine(one_line(asker.sender), clerk.safe(asker.subject), lines, self.wording.moment(asker.at))
