"""The desk sees the thread of a mail and everything beside it as it stands in the transaction."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable

from mailbot.model import (
    Address,
    Asker,
    Case,
    CommandRecord,
    Decision,
    Fate,
    Heading,
    LetterKind,
    Reason,
    State,
    Thread,
    Timer,
)
from mailbot.store import Store
from tests.store.made import NOW, POOLS, case, letter

COORDINATOR = "koordinator@aeroe-kommune.example"
SENDER = Address("both@aeroe-kommune.example", "Bodil Thygesen")
PEOPLE = frozenset({COORDINATOR})
ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")


def heading(*references: str, numbers: tuple[str, ...] = ()) -> Heading:
    return Heading("<svar@x.example>", references, SENDER, "SV: Mikrofleksjob", True, numbers, False)


def test_the_thread_is_the_latest_letter_of_ours_with_its_cases(store: Store, ours: Callable[[str], bool]) -> None:
    with store.writing() as books:
        books.cases.write([case(1), case(2)])
        books.letters.write([letter(1, cases=("MF-2027-0001",))], NOW)
        books.letters.write([letter(2, cases=("MF-2027-0002", "MF-2027-0001"))], NOW)
        found = books.thread_of(
            heading("<first@x.example>", letter(1).message_id, letter(2).message_id, numbers=("MF-2027-0001",)), ours
        )
    assert found.letter is not None
    assert found.letter.message_id == letter(2).message_id
    assert [c.number for c in found.cases] == ["MF-2027-0002", "MF-2027-0001"]
    assert not found.by_number


def test_a_message_id_without_our_key_finds_nothing(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1)])
        books.letters.write([letter(1, cases=("MF-2027-0001",))], NOW)
        assert books.thread_of(heading(letter(1).message_id), lambda _: False) == Thread()


def test_without_a_letter_of_ours_the_number_in_the_subject_finds_the_case(
    store: Store, ours: Callable[[str], bool]
) -> None:
    with store.writing() as books:
        books.cases.write([case(1)])
        found = books.thread_of(heading("<x@y.example>", numbers=("MF-2027-0001", "MF-2031-0042")), ours)
        assert [c.number for c in found.cases] == ["MF-2027-0001"]
        assert found.by_number
        assert books.thread_of(heading(numbers=("MF-2031-0042",)), ours) == Thread()


def test_an_answer_to_a_question_letter_finds_its_asker_until_and_after_it_is_answered(
    store: Store, ours: Callable[[str], bool]
) -> None:
    asker = Asker("<q@x.example>", "eva@post.example", "Spørgsmål", "da", "Hvad er løn?", ("<q@x.example>",), NOW)
    question = letter(1, LetterKind.QUESTION, to=(COORDINATOR,), question_id=asker.id)
    answer = letter(2, LetterKind.ANSWER, to=(asker.sender,), question_id=asker.id)
    with store.writing() as books:
        books.write(Decision(Fate.REVIEW, Reason("fate.question"), asker=asker), [question], NOW)
        books.askers.keep(asker)
        assert books.thread_of(heading(question.message_id), ours).asker == asker
        assert books.askers.waiting() == (asker,)
        books.write(Decision(Fate.HANDLED, Reason("fate.command")), [answer], NOW)
        assert books.askers.waiting() == ()
        assert books.thread_of(heading(question.message_id), ours).asker == asker


def test_everything_beside_the_mail_is_counted(store: Store) -> None:
    mine = case(1, State.AWAITING_INFORMATION)
    waits = case(
        2, State.WAITING, writer="klub@sejlklub.example", parties=("klub@sejlklub.example",), waiting_since=NOW
    )
    holds = case(3, State.RESERVED, parties=())
    number = (mine.number,)
    with store.writing() as books:
        books.cases.write([mine, waits, holds])
        earlier = [letter(1, cases=number), letter(2, LetterKind.RECEIVED), letter(3, held="limit.address")]
        to_people = letter(4, LetterKind.CONFIRMATION, to=(COORDINATOR,), cases=number)
        to_both = letter(5, to=(SENDER.address, "leder@aeroe-kommune.example"), cases=number)
        books.letters.write([*earlier, to_people, to_both], NOW)
        books.letters.write([letter(6, to=("klub@sejlklub.example",), cases=(waits.number,))], NOW)
        seen = books.situation(Thread(cases=(mine,)), SENDER, NOW, POOLS, PEOPLE)
    assert seen.now == NOW
    assert seen.thread.cases == (mine,)
    assert seen.waiting == (waits,)
    assert seen.holders == (holds,)
    assert seen.same_sender == (mine,)
    assert [(p.pool.name, p.free, p.waiting) for p in seen.pools] == [("5", 14, 1), ("10", 15, 0)]
    assert seen.next_number == 4
    assert dict(seen.letters_today) == {SENDER.address: 3, "klub@sejlklub.example": 1}
    assert dict(seen.case_letters_today) == {mine.number: 2, waits.number: 1}
    assert dict(seen.domain_letters_today) == {"aeroe-kommune.example": 3, "sejlklub.example": 1}
    assert seen.letters_this_hour == 5
    assert seen.received_today
    assert not seen.moved_back


def test_a_day_is_a_local_day_and_so_is_a_year(store: Store) -> None:
    new_year = dt.datetime(2028, 1, 1, 0, 30, tzinfo=ZONE)  # still 2027 in UTC
    with store.writing() as books:
        books.cases.write([case(1)])
        books.letters.write([letter(1, LetterKind.RECEIVED)], new_year - dt.timedelta(minutes=40))
        before = books.situation(Thread(), SENDER, new_year - dt.timedelta(minutes=31), POOLS, PEOPLE)
        after = books.situation(Thread(), SENDER, new_year, POOLS, PEOPLE)
    assert (before.next_number, before.received_today, len(before.letters_today)) == (2, True, 1)
    assert (after.next_number, after.received_today, after.letters_today) == (1, False, ())
    assert after.letters_this_hour == 1


def test_a_mail_without_a_sender_has_a_situation(store: Store) -> None:
    with store.reading() as books:
        seen = books.situation(Thread(), None, NOW, POOLS, PEOPLE)
    assert (seen.same_sender, seen.letters_today, seen.received_today) == ((), (), False)


def command(name: str, before: Case, after: Case) -> Decision:
    record = CommandRecord(before.number, name, COORDINATOR, NOW, "<c@x.example>", (before,), (after,))
    return Decision(Fate.HANDLED, Reason("fate.command"), cases=(after,), command=record)


def test_the_last_command_is_the_one_that_was_not_taken_back(store: Store) -> None:
    opened, reserved, filled = case(1), case(1, State.RESERVED), case(1, State.FILLED)
    with store.writing() as books:
        books.cases.write([opened, case(2)])
        books.write(command("reserve", opened, reserved), [], NOW)
        books.write(command("fill", reserved, filled), [], NOW)
        seen = books.situation(Thread(cases=(filled,)), SENDER, NOW, POOLS, PEOPLE)
        assert seen.last_command is not None
        assert (seen.last_command.name, seen.touched) == ("fill", (filled,))
        undone = Decision(Fate.HANDLED, Reason("fate.command"), cases=(reserved,), undone=seen.last_command)
        books.write(undone, [], NOW)
        seen = books.situation(Thread(cases=(reserved,)), SENDER, NOW, POOLS, PEOPLE)
        assert seen.last_command is not None
        assert (seen.last_command.name, seen.touched) == ("reserve", (reserved,))
        assert books.situation(Thread(cases=(case(2),)), SENDER, NOW, POOLS, PEOPLE).last_command is None
        assert books.commands.last_times(["MF-2027-0001", "MF-2027-0002"]) == {"MF-2027-0001": NOW}


def test_letters_to_the_job_centre_make_one_thread_for_each_case(store: Store) -> None:
    mine, other = case(1), case(2)
    with store.writing() as books:
        books.cases.write([mine, other])
        for number, to in enumerate([COORDINATOR, SENDER.address, COORDINATOR], 1):
            books.letters.write([letter(number, LetterKind.ELIGIBILITY, to=(to,), cases=(mine.number,))], NOW)
        books.letters.write([letter(4, to=(COORDINATOR,), cases=(other.number,))], NOW)
        seen = books.situation(Thread(cases=(mine,)), None, NOW, POOLS, PEOPLE)
        assert seen.office_threads == ((mine.number, (letter(1).message_id, letter(3).message_id)),)
        assert dict(books.office_threads([mine.number, other.number], PEOPLE))[other.number] == (letter(4).message_id,)


def test_timed_work_is_done_once_and_seen(store: Store) -> None:
    asking = case(1, State.AWAITING_INFORMATION, asked_at=NOW)
    silent, filled = case(2, State.AWAITING_INFORMATION), case(3, State.FILLED)
    due = Timer(asking.number, "reminder", NOW.date())
    with store.writing() as books:
        books.cases.write([asking, silent, filled, case(4, State.CLOSED)])
        assert books.due_situation(NOW, POOLS, PEOPLE).done == frozenset()
        books.write(Decision(Fate.HANDLED, Reason("fate.timed"), timers=(due, due)), [letter(1)], NOW)
        seen = books.due_situation(NOW, POOLS, PEOPLE)
    assert (seen.asking, seen.open, seen.filled, seen.waiting) == ((asking,), (), (filled,), ())
    assert seen.done == {due}
    assert dict(seen.letters_today) == {SENDER.address: 1}
