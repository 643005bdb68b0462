"""Small builders of the values that the desk sees: a mail, what was read in it, a case, a situation."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from dataclasses import replace
from typing import Any

from mailbot.config import People
from mailbot.desk.docket import Docket
from mailbot.desk.office import Office
from mailbot.model import (
    Address,
    Answer,
    Case,
    Command,
    Decision,
    Evidence,
    Field,
    FieldValue,
    Hours,
    Kind,
    Layer,
    LetterKind,
    Mail,
    Offer,
    Part,
    Pool,
    PoolCount,
    Reading,
    Route,
    Segment,
    SentLetter,
    Situation,
    Start,
    StartKind,
    State,
    Thread,
    Value,
)
from mailbot.rulebook.book import Rulebook, load_rulebook

ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")
NOW = dt.datetime(2027, 2, 1, 10, 0, tzinfo=ZONE)
BOT = "mikrofleksjob@aeroe-kommune.example"
COORDINATOR = "koordinator@aeroe-kommune.example"
DIRECTION = "direktion@aeroe-kommune.example"
PAYROLL = "loen@aeroe-kommune.example"
CASEWORKER = "sagsbehandlere@aeroe-kommune.example"
BODIL = "both@aeroe-kommune.example"  # a municipal workplace
JENS = "jens@marstal-sejlklub.example"  # an association
POOLS = (Pool("5", 5, 15), Pool("10", 10, 15))


@functools.cache
def rules() -> Rulebook:
    return load_rulebook()


def office(*, pools: tuple[Pool, ...] = POOLS, **people: Any) -> Office:
    known = {
        "coordinators": (COORDINATOR,),
        "caseworkers": (CASEWORKER,),
        "direction": DIRECTION,
        "payroll": PAYROLL,
        "municipal_domains": ("aeroe-kommune.example",),
    }
    return Office(People(**known | people), BOT, pools, rules(), ZONE)


def value(it: FieldValue, words: str = "", *, uncertain: bool = False, start: int = 0) -> Value:
    text = words or (it.text if isinstance(it, Start) else str(it))
    return Value(it, Evidence(text, "body", start, start + len(text), "test"), uncertain)


def start(day: dt.date | None = dt.date(2027, 3, 1)) -> Start:
    return Start(StartKind.DATE, "1. marts", day, "day") if day else Start(StartKind.ASAP, "hurtigst muligt")


def offer(**fields: Any) -> Offer:
    """A complete offer; `hours=None` leaves one out, `hours=Hours(2, 3)` sets another."""
    said: dict[str, Any] = {
        "institution": "Børnehaven Søstjernen",
        "contact_name": "Bodil Thygesen",
        "contact_phone": "62531940",
        "contact_email": BODIL,
        "job_description": "dække frugtbordet og tømme opvaskemaskinen",
        "weekly_hours": Hours(4, 4),
        "start": start(),
    } | fields
    return Offer(**{k: v if v is None or isinstance(v, Value) else value(v) for k, v in said.items()})


def mail(sender: str | None = BODIL, text: str = "Kære jobcenter", **more: Any) -> Mail:
    body = Part("body", text, (Segment(Layer.NEWEST, 0, len(text)),))
    bare = Mail(
        message_id="<m1@mail.example>",
        references=(),
        sender=Address(sender, "Bodil Thygesen") if sender else None,
        reply_to=None,
        to=(Address(BOT),),
        subject="Mikrofleksjob",
        date=NOW,
        parts=(body,),
        attachments=(),
        headers=(),
        automatic=False,
        automatic_why="",
        delivery=None,
        cpr=False,
        language="da",
        digest="0" * 64,
    )
    return replace(bare, **more)


def registration(*offers: Offer, **more: Any) -> Reading:
    return Reading(Kind.REGISTRATION, "test", True, offers=offers, **more)


def answering(
    *answers: tuple[str, FieldValue], case: str | None = None, kind: Kind = Kind.OTHER, **more: Any
) -> Reading:
    said = tuple(Answer(Field(name), value(it), case) for name, it in answers)
    return Reading(kind, "test", True, answers=said, **more)


def other(kind: Kind = Kind.OTHER, **more: Any) -> Reading:
    return Reading(kind, "test", True, **more)


def case(state: State = State.OPEN, number: str = "MF-2027-0001", **more: Any) -> Case:
    """A municipal case of a complete offer, in the state."""
    bare = Case(
        number=number,
        state=state,
        offer=offer(),
        created=NOW - dt.timedelta(days=3),
        updated=NOW - dt.timedelta(days=3),
        writer=BODIL,
        parties=(BODIL,),
        municipal=True,
        subject="Mikrofleksjob",
        route=Route.KOMMUNAL,
        pool="5",
        open_since=NOW - dt.timedelta(days=3) if state is State.OPEN else None,
        waiting_since=NOW - dt.timedelta(days=3) if state is State.WAITING else None,
        thread=("<offer@mail.example>",),
    )
    if state is State.AWAITING_DECISION:
        bare = replace(bare, municipal=False, route=None, writer=JENS, parties=(JENS,))
    if state is State.AWAITING_INFORMATION:
        bare = replace(bare, offer=offer(start=None), asked_at=bare.created, asked_times=1)
    if state is State.FILLED:
        bare = replace(bare, filled_from=dt.date(2027, 3, 1), filled_hours=4.0)
    return replace(bare, **more)


def sent(kind: LetterKind, to: str, *cases: Case, **more: Any) -> SentLetter:
    told: dict[str, Any] = {"asks": (), "at": NOW - dt.timedelta(days=2)} | more
    return SentLetter(kind, (to,), f"<{kind}@ours.example>", tuple(c.number for c in cases), **told)


def thread(kind: LetterKind, to: str, *cases: Case, **more: Any) -> Thread:
    return Thread(sent(kind, to, *cases), tuple(cases), **more)


def counts(*cases: Case, pools: tuple[Pool, ...] = POOLS) -> tuple[PoolCount, ...]:
    """The pools with these cases in them."""
    return tuple(
        PoolCount(pool, **{s.value: sum(c.pool == pool.name and c.state is s for c in cases) for s in _IN_A_POOL})
        for pool in pools
    )


def situation(*others: Case, pools: tuple[Pool, ...] = POOLS, **more: Any) -> Situation:
    """How things stand beside the thread; `others` are all the cases that there are."""
    t = more.get("thread", Thread())
    all_ = tuple({c.number: c for c in (*others, *t.cases)}.values())
    bare = Situation(
        now=NOW,
        pools=counts(*all_, pools=pools),
        waiting=tuple(c for c in all_ if c.state is State.WAITING),
        holders=tuple(c for c in all_ if c.state in (State.RESERVED, State.FILLED)),
        next_number=len(all_) + 1,
    )
    return replace(bare, **more)


def docket(*others: Case, **more: Any) -> Docket:
    return Docket(situation(*others, **more), office(), COORDINATOR, "<order@mail.example>")


def order(name: str | None, line: str = "", **more: Any) -> Command:
    return Command(line=line or name or "?", name=name, **more)


def kinds(decision: Decision) -> list[str]:
    """The letters of a decision: kind and recipient."""
    return [f"{d.kind.value} {' '.join(d.to)}" for d in decision.drafts]


def only(decision: Decision) -> Case:
    (it,) = decision.cases
    return it


def asks(decision: Decision, kind: LetterKind) -> list[str]:
    return [a.field.value for d in decision.drafts if d.kind is kind for a in d.asks]


_IN_A_POOL = (State.FILLED, State.RESERVED, State.OPEN, State.WAITING)
