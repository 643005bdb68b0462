"""How a letter's language says numbers, days, hours, starts, phones, states and pools."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.model import Case, Closing, Field, FieldValue, Hours, Pool, PoolCount, Route, Start, StartKind, State
from mailbot.post.shown import STORY, one_line
from mailbot.rulebook.wording import Tongue

_OF_HOURS = (Field.WEEKLY_HOURS, "fixed_hours", "filled_hours")


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's way to say things; `roles` are the names that sentences about routes are filled with."""

    words: Tongue
    roles: Mapping[str, str]

    def number(self, number: float) -> str:
        """4, 4,5: at most two decimals."""
        return f"{round(number, 2):g}".replace(".", self.words.decimal)

    def hours(self, hours: Hours) -> str:
        """Like `4 timer`, `4-5 timer`, `op til 5 timer`, `mindst 3 timer`."""
        words, low, high = self.words.hours, hours.min, hours.max
        if low is None and high is None:
            return self.words.unknown
        if low is not None and high is None:
            return words.at_least.format(min=self.number(low))
        assert high is not None  # noqa: S101
        if low is None:
            return words.up_to.format(max=self.number(high))
        if low == high:
            return words.one if high == 1 else words.exactly.format(max=self.number(high))
        return words.range.format(min=self.number(low), max=self.number(high))

    def day(self, day: dt.date) -> str:
        """Like `1. marts 2027`."""
        return self.words.dates.day.format_map(self._parts(day))

    def weekday(self, day: dt.date) -> str:
        """Like `mandag den 1. marts 2027`."""
        return self.words.dates.weekday.format_map(self._parts(day))

    def moment(self, at: dt.datetime) -> str:
        """Like `1. marts 2027 kl. 9.05`."""
        clock = {"hour": str(at.hour), "minute": f"{at.minute:02}"}
        return self.words.dates.moment.format_map(self._parts(at.date()) | clock)

    def start(self, start: Start) -> str:
        """A start as it was told: a day, a week, a month, about a day, or words without a date."""
        dates = self.words.dates
        if start.kind is StartKind.ASAP:
            return dates.asap
        if start.kind is StartKind.BY_AGREEMENT:
            return dates.by_agreement
        if start.date is None:
            return one_line(start.text)
        said = {"month": dates.month, "week": dates.week, "approx": dates.approx}.get(start.precision or "", dates.day)
        return said.format_map(self._parts(start.date))

    def age(self, since: dt.date, today: dt.date) -> str:
        """Like `i dag`, `1 dag`, `5 dage`."""
        days, ages = (today - since).days, self.words.ages
        if days < 1:
            return ages.today
        return ages.one_day if days == 1 else ages.days.format(days=days)

    def value(self, name: Field, value: FieldValue) -> str:
        """Any field's value on one line."""
        if isinstance(value, Hours):
            return self.hours(value)
        if isinstance(value, Start):
            return self.start(value)
        if name is Field.CONTACT_PHONE:
            return phone(value)
        return one_line(value, STORY if name is Field.JOB_DESCRIPTION else 300)

    def field(self, name: str) -> str:
        """What a field or another value of a case is called."""
        return self.words.fields.get(name, name)

    def state(self, state: State) -> str:
        """What a state is called."""
        return self.words.states[state]

    def closing(self, closing: Closing | None) -> str:
        """Why a case is closed, in a word."""
        return self.words.closings[closing] if closing else ""

    def route(self, route: Route | None) -> str:
        """What an employment route is called."""
        return self.words.routes[route].name if route else self.words.unknown

    def terms(self, route: Route) -> tuple[str, ...]:
        """Who employs, who pays, who insures: a sentence each."""
        words = self.words.routes[route]
        return tuple(said.format_map(self.roles) for said in (words.employs, words.pays, words.insures))

    def pool(self, pool: Pool) -> str:
        """Like `puljen på højst 5 timer om ugen`."""
        return self.words.pools.name.format(hours=self.hours(Hours(pool.max_hours, pool.max_hours)))

    def pool_said(self, count: PoolCount, sentence: str) -> str:
        """A sentence of the rules about a pool, filled with what is in it."""
        told = {f: getattr(count, f) for f in ("filled", "reserved", "open", "waiting", "held", "free")}
        return sentence.format_map(told | {"places": count.pool.places})

    def told(self, name: str, text: str | None) -> str:
        """A value of the history (text as `desk.history.told` writes it) as people say it; '' where there is none."""
        if not text:
            return ""
        known: dict[str, Mapping[str, str]] = {
            "state": {k.value: v for k, v in self.words.states.items()},
            "reason": {k.value: v for k, v in self.words.closings.items()},
            "route": {k.value: v.name for k, v in self.words.routes.items()},
            "eligible": self._truth,
            "municipal": self._truth,
        }
        if name in known and text.casefold() in known[name]:
            return known[name][text.casefold()]
        if name == Field.CONTACT_PHONE:
            return phone(text)
        return self._plain(name, text)

    @property
    def _truth(self) -> Mapping[str, str]:
        yes, no = self.words.truth.yes, self.words.truth.no
        return {"true": yes, "yes": yes, "1": yes, "false": no, "no": no, "0": no}

    def _plain(self, name: str, text: str) -> str:
        if (day := _day_told(text)) is not None:
            return self.day(day)
        if name in _OF_HOURS and (hours := _hours_told(text)) is not None:
            return self.hours(hours)
        return one_line(text, STORY if name == Field.JOB_DESCRIPTION else 300)

    def listed(self, said: list[str] | tuple[str, ...]) -> str:
        """Like `a, b og c`."""
        if len(said) < 2:
            return "".join(said)
        return f"{', '.join(said[:-1])} {self.words.and_} {said[-1]}"

    def _parts(self, day: dt.date) -> dict[str, str | int]:
        return {
            "day": day.day,
            "month": self.words.months[day.month - 1],
            "year": day.year,
            "weekday": self.words.weekdays[day.weekday()],
            "week": day.isocalendar().week,
        }


def _day_told(text: str) -> dt.date | None:
    """A day as the history tells it (ISO 8601), None for any other text."""
    try:
        return dt.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _hours_told(text: str) -> Hours | None:
    """Hours as the history tells them: `4`, `2-3`, `..5` (at most), `3..` (at least); None for any other text."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)?(-|\.\.)?(\d+(?:\.\d+)?)?", text)
    if found is None or not (found[1] or found[3]):
        return None
    low, high = (float(n) if n else None for n in (found[1], found[3]))
    return Hours(low, high if found[2] else low)


def phone(text: str) -> str:
    """62 53 19 40: a Danish number in pairs; any other as it stands."""
    shown = one_line(text, 60)
    digits = re.sub(r"[^\d+]", "", shown)
    national = re.sub(r"^(\+45|0045)(?=\d{8}$)", "", digits)
    if re.fullmatch(r"\d{8}", national):
        return " ".join(national[i : i + 2] for i in range(0, 8, 2))
    return shown


def most_hours(case: Case) -> float | None:
    """The most hours a week that the workplace offers, None where they are unknown or unbounded."""
    hours = case.offer.weekly_hours
    return hours.value.max if hours is not None and isinstance(hours.value, Hours) else None
