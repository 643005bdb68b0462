"""Any sequence of mails, orders and days: no pool over its places, no case without a way out, history explains all."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mailbot.desk.commands.table import COMMANDS, usable
from mailbot.desk.decide import decide
from mailbot.desk.due import decide_due
from mailbot.desk.history import TRACKED, told
from mailbot.desk.quota import lacking
from mailbot.desk.states import TRANSITIONS
from mailbot.model import (
    ALIVE,
    HOLDING,
    Case,
    CommandRecord,
    Decision,
    Delivery,
    Draft,
    DueSituation,
    Entry,
    Fate,
    Field,
    Hours,
    Kind,
    LetterKind,
    Pool,
    Reason,
    Route,
    SentLetter,
    Situation,
    State,
    Thread,
    Timer,
)
from tests.desk.builders import (
    BODIL,
    COORDINATOR,
    JENS,
    NOW,
    answering,
    counts,
    mail,
    offer,
    office,
    order,
    other,
    registration,
    rules,
    start,
)

POOLS = (Pool("5", 5, 1), Pool("10", 10, 1))
OFFICE = office(pools=POOLS)
JOBS = ("vande planter", "male hegnet", "slå græs", "feje gulv", "smøre madder", "pakke kasser")
NEXT = {
    State.AWAITING_DECISION: ("approve", "reject"),
    State.OPEN: ("reserve", "fill", "pool"),
    State.WAITING: ("reserve", "fill", "pool"),
    State.RESERVED: ("fill", "release", "pool"),
    State.FILLED: ("end", "hours", "pool", "close"),
}
HOURS = st.sampled_from([None, Hours(2, 4), Hours(5, 5), Hours(3, None), Hours(8, 8), Hours(None, 10), Hours(15, 15)])


class Exchange(RuleBasedStateMachine):
    """A little job centre that remembers what the desk decides."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.cases: dict[str, Case] = {}
        self.history: list[Entry] = []
        self.letters: list[SentLetter] = []
        self.records: list[CommandRecord] = []
        self.timers: frozenset[Timer] = frozenset()
        self.mails = 0

    # --- the books ---

    def situation(self, thread: Thread, sender: str) -> Situation:
        all_ = tuple(self.cases.values())
        waiting = sorted((c for c in all_ if c.state is State.WAITING), key=lambda c: c.waiting_since or self.now)
        number = thread.cases[0].number if thread.cases else ""
        record = next((r for r in reversed(self.records) if r.case == number), None)
        return Situation(
            now=self.now,
            thread=thread,
            pools=counts(*all_, pools=POOLS),
            waiting=tuple(waiting),
            holders=tuple(c for c in all_ if c.state in HOLDING),
            same_sender=tuple(c for c in all_ if c.state in ALIVE and c.writer == sender),
            next_number=len(all_) + 1,
            last_command=record,
            touched=tuple(self.cases[c.number] for c in record.after) if record else (),
        )

    def write(self, decision: Decision) -> None:
        undone = decision.undone is not None
        for case in decision.cases:
            old = self.cases.get(case.number)
            if not undone and (old is None or old.state is not case.state):
                assert case.state in TRANSITIONS[old.state if old else None]
            self.cases[case.number] = case
        self.history += decision.entries
        made = [self.sent(draft, len(self.letters) + n) for n, draft in enumerate(decision.drafts)]
        self.letters += made
        if undone:
            self.records.remove(decision.undone)
        if decision.command is not None:
            self.records.append(replace(decision.command, letters=tuple(made)))
        assert not decision.timers or self.timers.isdisjoint(decision.timers)
        self.timers |= frozenset(decision.timers)
        self.sentences(decision)

    def sent(self, draft: Draft, nth: int) -> SentLetter:
        return SentLetter(draft.kind, draft.to, f"<l{nth}@ours>", tuple(c.number for c in draft.cases), (), self.now)

    def sentences(self, decision: Decision) -> None:
        said: list[Reason] = [decision.reason, *(r for d in decision.drafts for r in d.reasons)]
        said += [Reason(e.what) for e in decision.entries]
        assert all(rules().reasons.sentence(reason) for reason in said)
        if decision.fate is Fate.HANDLED:
            assert decision.reason.code.startswith("fate.")

    def mail_id(self) -> dict[str, Any]:
        self.mails += 1
        self.now += dt.timedelta(minutes=7)
        return {"message_id": f"<m{self.mails}@mail.example>"}

    def pick(self, data: st.DataObject) -> Case:
        return self.cases[data.draw(st.sampled_from(sorted(self.cases)))]

    # --- what happens ---

    @rule(
        sender=st.sampled_from([BODIL, JENS, COORDINATOR]),
        jobs=st.lists(st.sampled_from(JOBS), min_size=1, max_size=2, unique=True),
        hours=HOURS,
        when=st.sampled_from([None, start(), start(None)]),
        who=st.sampled_from(["Rise Plejecenter", "Marstal Sejlklub", None]),
    )
    def offered(self, sender: str, jobs: list[str], hours: Hours | None, when: Any, who: str | None) -> None:
        offers = [offer(job_description=j, weekly_hours=hours, start=when, institution=who) for j in jobs]
        said = mail(sender, **self.mail_id())
        self.write(decide(said, registration(*offers), None, self.situation(Thread(), sender), OFFICE))

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), hours=HOURS, when=st.sampled_from([None, start()]))
    def answered(self, data: st.DataObject, hours: Hours | None, when: Any) -> None:
        it = self.pick(data)
        told_ = [("weekly_hours", hours)] * (hours is not None) + [("start", when)] * (when is not None)
        letter = SentLetter(LetterKind.QUERY, (it.writer,), "<q@ours>", (it.number,), (), self.now)
        sit = self.situation(Thread(letter, (it,)), it.writer)
        self.write(decide(mail(it.writer, **self.mail_id()), answering(*told_), None, sit, OFFICE))

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def withdrawn(self, data: st.DataObject) -> None:
        it = self.pick(data)
        letter = SentLetter(LetterKind.ACKNOWLEDGEMENT, (it.writer,), "<a@ours>", (it.number,), (), self.now)
        sit = self.situation(Thread(letter, (it,)), it.writer)
        self.write(decide(mail(it.writer, **self.mail_id()), other(Kind.WITHDRAWAL), None, sit, OFFICE))

    @precondition(lambda self: self.cases)
    @rule(
        data=st.data(),
        name=st.sampled_from([n for n in COMMANDS if n not in ("adopt", "sender_ok")]),
        route=st.sampled_from([None, *Route]),
        hours=st.sampled_from([None, 2.0, 5.0, 8.0, 12.0]),
        days=st.integers(-5, 40),
        pool=st.sampled_from(["5", "10", "7"]),
    )
    def ordered(self, data: st.DataObject, name: str, **more: Any) -> None:
        self.command(self.pick(data), name, **more)

    @rule(job=st.sampled_from(JOBS), hours=st.sampled_from([Hours(4, 4), Hours(5, 5), Hours(8, 8)]))
    def offered_whole(self, job: str, hours: Hours) -> None:
        said = mail(BODIL, **self.mail_id())
        whole = registration(offer(job_description=job, weekly_hours=hours))
        self.write(decide(said, whole, None, self.situation(Thread(), BODIL), OFFICE))

    @precondition(lambda self: any(c.state in NEXT for c in self.cases.values()))
    @rule(data=st.data(), days=st.sampled_from([-3, 0, 10]))
    def went_on(self, data: st.DataObject, days: int) -> None:
        ready = sorted(n for n, c in self.cases.items() if c.state in NEXT)
        it = self.cases[data.draw(st.sampled_from(ready))]
        name = data.draw(st.sampled_from(NEXT[it.state]))
        self.command(it, name, route=Route.FORENING, hours=None, days=days, pool="10")

    @precondition(lambda self: self.records)
    @rule(data=st.data())
    def taken_back(self, data: st.DataObject) -> None:
        record = data.draw(st.sampled_from(self.records[-4:]))
        self.command(self.cases[record.case], "undo", route=None, hours=None, days=0, pool="5")

    def command(self, it: Case, name: str, route: Route | None, hours: float | None, days: int, pool: str) -> None:
        said = order(
            name,
            route=route,
            hours=hours,
            date=self.now.date() + dt.timedelta(days=days),
            pool=pool,
            text="en grund",
            reference="K-1",
            contact_name="Jytte Krogh",
        )
        letter = SentLetter(LetterKind.MILESTONE, (COORDINATOR,), "<e@ours>", (it.number,), (), self.now)
        sit = self.situation(Thread(letter, (it,)), COORDINATOR)
        done = decide(mail(COORDINATOR, **self.mail_id()), other(), said, sit, OFFICE)
        assert done.drafts[0].kind in (LetterKind.CONFIRMATION, LetterKind.NOT_UNDERSTOOD)
        if done.drafts[0].kind is LetterKind.NOT_UNDERSTOOD:
            assert not done.cases
        self.write(done)

    @precondition(lambda self: any(c.asked_at for c in self.cases.values()))
    @rule(data=st.data())
    def bounced(self, data: st.DataObject) -> None:
        asked = [c for c in self.cases.values() if c.asked_at]
        it = data.draw(st.sampled_from(sorted(asked, key=lambda c: c.number)))
        letter = SentLetter(LetterKind.QUERY, (it.writer,), "<q@ours>", (it.number,), (), it.asked_at or self.now)
        said = mail("mailer-daemon@mx.example", delivery=Delivery(("<q@ours>",), (it.writer,), True), **self.mail_id())
        self.write(decide(said, other(Kind.BOUNCE), None, self.situation(Thread(letter, (it,)), ""), OFFICE))

    @rule(days=st.integers(1, 70))
    def time_passes(self, days: int) -> None:
        self.now += dt.timedelta(days=days)
        for decision in decide_due(self.due(), OFFICE):
            self.write(decision)
        assert decide_due(self.due(), OFFICE) == ()

    def due(self) -> DueSituation:
        all_ = tuple(self.cases.values())
        return DueSituation(
            now=self.now,
            asking=tuple(c for c in all_ if c.state is State.AWAITING_INFORMATION and c.asked_at),
            open=tuple(c for c in all_ if c.state is State.OPEN),
            filled=tuple(c for c in all_ if c.state is State.FILLED),
            waiting=tuple(c for c in all_ if c.state is State.WAITING),
            pools=counts(*all_, pools=POOLS),
            done=self.timers,
        )

    # --- what always holds ---

    @invariant()
    def no_pool_holds_more_than_it_has(self) -> None:
        for count in counts(*self.cases.values(), pools=POOLS):
            assert count.held <= count.pool.places

    @invariant()
    def every_case_has_a_way_out(self) -> None:
        for case in self.cases.values():
            assert {"close", "reopen"} & set(usable(case, False))

    @invariant()
    def history_explains_every_value(self) -> None:
        known: dict[tuple[str, str | None], str | None] = {}
        for entry in self.history:
            if entry.field is not None:
                assert known.get((entry.case, entry.field)) == entry.old
                known[entry.case, entry.field] = entry.new
        for case in self.cases.values():
            for name in TRACKED:
                value = case.offer.get(Field(name)) if name in set(Field) else getattr(case, name)
                assert known.get((case.number, name)) == told(value), name

    @invariant()
    def states_mean_what_they_say(self) -> None:
        for case in self.cases.values():
            assert (case.state is State.CLOSED) == (case.reason is not None)
            if case.state in (State.OPEN, State.WAITING, *HOLDING):
                assert case.pool is not None
                assert case.municipal or case.eligible
                assert case.route is not None
            if case.state in (State.AWAITING_DECISION, State.OPEN, State.WAITING):
                assert not lacking(case.offer, POOLS)
            assert (case.waiting_since is not None) == (case.state is State.WAITING)
            if case.state is State.FILLED:
                assert case.filled_from is not None
                assert case.filled_hours is not None


Exchange.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestExchange = Exchange.TestCase
