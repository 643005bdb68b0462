"""A letter has one sender at a time, and only what the server did not answer can go out twice."""

from __future__ import annotations

import datetime as dt

from mailbot.model import Decision, Fate, LetterKind, LetterState, Reason
from mailbot.store import Store
from tests.store.made import NOW, case, letter

LEASE = 60
SOON, LATER = NOW + dt.timedelta(seconds=30), NOW + dt.timedelta(seconds=90)
TO = "both@aeroe-kommune.example"


def queue(store: Store, *numbers: int) -> None:
    with store.writing() as books:
        books.letters.write([letter(n) for n in numbers], NOW)


def test_a_letter_is_taken_by_one_sender(store: Store) -> None:
    queue(store, 1, 2, 3)
    with store.writing() as books:
        taken = books.outbox.take_due(NOW, "a", LEASE, limit=2)
        assert [o.letter.message_id for o in taken] == [letter(1).message_id, letter(2).message_id]
    with store.writing() as books:
        assert [o.letter.message_id for o in books.outbox.take_due(SOON, "b", LEASE)] == [letter(3).message_id]
        assert books.outbox.take_due(SOON, "c", LEASE) == ()
        assert books.outbox.depth() == 3
        assert set(books.outbox.owners()) == {"a", "b"}


def test_a_sent_letter_leaves_the_outbox(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        assert books.outbox.hand(taken.id, "a", NOW)
        books.outbox.settle_sent(taken.id, SOON)
        assert books.outbox.depth() == 0
        assert books.outbox.oldest_unsent() is None
        assert books.outbox.take_due(LATER, "b", LEASE) == ()
        (found,) = books.letters.to_address(TO)
    assert (found.state, found.sent_at, found.attempts, found.doubts) == (LetterState.SENT, SOON, 1, 0)


def test_a_letter_that_was_taken_and_never_handed_over_is_queued_again(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        books.outbox.take_due(NOW, "gone", LEASE)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(LATER, "b", LEASE)
        assert taken.letter.state is LetterState.QUEUED
        assert not books.outbox.hand(taken.id, "gone", LATER)
        assert books.outbox.hand(taken.id, "b", LATER)


def test_a_letter_whose_sender_died_while_the_server_had_it_is_unknown_and_goes_again(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (first,) = books.outbox.take_due(NOW, "gone", LEASE)
        books.outbox.hand(first.id, "gone", NOW)
    with store.writing() as books:
        assert books.outbox.take_due(SOON, "b", LEASE) == ()
    with store.writing() as books:
        (again,) = books.outbox.take_due(LATER, "b", LEASE)
        assert again.letter.data == first.letter.data
        assert again.letter.message_id == first.letter.message_id
        assert (again.letter.state, again.attempts) == (LetterState.UNKNOWN, 1)
        assert [t.doubts for t in books.letters.troubles()] == [1]
        books.outbox.hand(again.id, "b", LATER)
        books.outbox.settle_sent(again.id, LATER)
        assert books.letters.troubles() == ()
        assert books.outbox.depth() == 0


def test_an_owner_known_to_be_gone_keeps_nobody_waiting(store: Store) -> None:
    queue(store, 1, 2)
    with store.writing() as books:
        (first, _) = books.outbox.take_due(NOW, "gone", LEASE)
        books.outbox.hand(first.id, "gone", NOW)
        books.outbox.end_leases("gone", SOON)
        taken = books.outbox.take_due(SOON, "b", LEASE)
    assert [t.letter.state for t in taken] == [LetterState.UNKNOWN, LetterState.QUEUED]


def test_a_clean_stop_gives_back_what_was_not_handed_over(store: Store) -> None:
    queue(store, 1, 2)
    with store.writing() as books:
        (first, _) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.hand(first.id, "a", NOW)
        books.outbox.release("a")
        assert [t.letter.message_id for t in books.outbox.take_due(NOW, "b", LEASE)] == [letter(2).message_id]


def test_a_long_work_keeps_its_letters(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.renew("a", SOON, LEASE)
        assert books.outbox.take_due(NOW + dt.timedelta(seconds=80), "b", LEASE) == ()
        assert len(books.outbox.take_due(SOON + dt.timedelta(seconds=60), "b", LEASE)) == 1


def test_a_letter_put_off_is_due_when_its_time_comes(store: Store) -> None:
    queue(store, 1)
    later = NOW + dt.timedelta(hours=1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.hand(taken.id, "a", NOW)
        books.outbox.settle_later(taken.id, "a", NOW, "451 4.3.0 try later", later)
        assert books.outbox.next_due() == later
        assert books.outbox.take_due(LATER, "a", LEASE) == ()
        (again,) = books.outbox.take_due(later, "a", LEASE)
    assert (again.letter.state, again.attempts) == (LetterState.QUEUED, 1)


def test_a_clock_set_back_does_not_keep_a_letter_waiting(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.settle_later(taken.id, "a", NOW, "421", NOW + dt.timedelta(hours=1))
        assert len(books.outbox.take_due(NOW - dt.timedelta(days=1), "a", LEASE)) == 1


def test_who_lost_the_lease_changes_nothing_but_what_is_true(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.take_due(LATER, "b", LEASE)
        books.outbox.settle_later(taken.id, "a", LATER, "421", LATER + dt.timedelta(hours=1))
        assert books.outbox.owners() == ("b",)
        books.outbox.settle_sent(taken.id, LATER)
        assert books.outbox.depth() == 0


def test_a_letter_refused_for_good_is_a_trouble_and_stays(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.settle_refused(taken.id, SOON, "550 5.1.1 ukendt modtager")
        (found,) = books.letters.troubles(since=NOW)
        assert (found.state, found.diagnosis) == (LetterState.FAILED, "550 5.1.1 ukendt modtager")
        assert books.letters.troubles(since=SOON) == ()
        assert books.outbox.depth() == 0


def test_a_letter_without_the_server_s_answer_is_unknown_and_tried_again(store: Store) -> None:
    queue(store, 1)
    with store.writing() as books:
        (taken,) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.hand(taken.id, "a", NOW)
        books.outbox.settle_unsure(taken.id, SOON, "no answer after DATA", LATER)
        (found,) = books.letters.troubles()
        assert (found.state, found.doubts) == (LetterState.UNKNOWN, 1)
        assert books.outbox.take_due(SOON, "a", LEASE) == ()
        assert len(books.outbox.take_due(LATER, "a", LEASE)) == 1


def test_a_bounced_letter_is_undelivered_with_its_cases_and_never_sent_again(store: Store) -> None:
    sent, unsure = letter(1, cases=("MF-2027-0001",)), letter(2, cases=("MF-2027-0001",))
    with store.writing() as books:
        books.write(Decision(Fate.HANDLED, Reason("fate.x"), cases=(case(1),)), [sent, unsure], NOW)
        (first, second) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.settle_sent(first.id, NOW)
        books.outbox.settle_unsure(second.id, NOW, "", NOW)
        gone = (sent.message_id, unsure.message_id, "<stranger@x.example>")
        bounce = Decision(Fate.AUTOMATIC, Reason("fate.bounce"), undelivered=gone)
        books.write(bounce, [], SOON, diagnosis="550 5.1.1")
        found = books.letters.of_case("MF-2027-0001")
        assert [f.state for f in found] == [LetterState.UNDELIVERED] * 2
        assert {f.diagnosis for f in found} == {"550 5.1.1"}
        assert books.outbox.take_due(LATER, "a", LEASE) == ()
        books.outbox.settle_sent(second.id, LATER)
        assert books.letters.of_case("MF-2027-0001")[1].state is LetterState.UNDELIVERED


def test_a_copy_belongs_in_the_sent_folder_until_it_lies_there(store: Store) -> None:
    queue(store, 1, 2)
    with store.writing() as books:
        (first, second) = books.outbox.take_due(NOW, "a", LEASE)
        books.outbox.settle_sent(first.id, NOW, copy=True)
        books.outbox.settle_sent(second.id, NOW)
        (wanted,) = books.outbox.to_copy()
        assert wanted.letter.data == letter(1).data
        books.outbox.mark_copied(wanted.id)
        assert books.outbox.to_copy() == ()


def test_the_outbox_says_when_it_has_to_be_looked_at_again(store: Store) -> None:
    with store.reading() as books:
        assert books.outbox.next_due() is None
    queue(store, 1)
    with store.writing() as books:
        assert books.outbox.next_due() == NOW
        assert books.outbox.oldest_unsent() == NOW
        books.outbox.take_due(NOW, "a", LEASE)
        assert books.outbox.next_due() == NOW + dt.timedelta(seconds=LEASE)


def test_letters_are_found_by_the_mail_they_answer_and_by_kind(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1), case(2)])
        one = ("MF-2027-0001",)
        books.letters.write([letter(1, cases=one, about="<m@x.example>"), letter(2, cases=one)], NOW)
        books.letters.write([letter(3, LetterKind.REMINDER, cases=one)], LATER)
        assert [f.message_id for f in books.letters.about("<m@x.example>")] == [letter(1).message_id]
        assert books.letters.about("") == ()
        last = books.letters.last_of_kind(("MF-2027-0001", "MF-2027-0002"), LetterKind.QUERY)
        assert {number: found.message_id for number, found in last.items()} == {one[0]: letter(2).message_id}
        assert books.letters.data(last[one[0]].id) == letter(2).data
