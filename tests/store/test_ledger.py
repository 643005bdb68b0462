"""The ledger knows each mail that was looked at, by place and by Message-ID with content, and where it lies."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from mailbot.errors import NotFound
from mailbot.model import Fate, Kind, MailRecord, Place, Reason
from mailbot.store import RecordedElsewhere, Store
from tests.store.made import NOW, case

INBOX, DONE, REVIEW = "INBOX", "Mikrofleksjob/Behandlet", "Mikrofleksjob/Gennemsyn"
WHY = Reason("fate.offer", (("number", "MF-2027-0001"), ("workplace", "Børnehaven Søstjernen")))


def place(uid: int, folder: str = INBOX, uidvalidity: int = 7) -> Place:
    return Place(folder, uidvalidity, uid)


def line(uid: int, fate: Fate | None = Fate.HANDLED, **other: object) -> MailRecord:
    plain = MailRecord(
        place(uid),
        NOW,
        fate,
        WHY,
        "Mailen er et tilbud.",
        message_id=f"<{uid}@søstjernen.example>",
        digest=f"{uid:064x}",
        arrived=NOW,
        sender="both@aeroe-kommune.example",
        subject="Mikrofleksjob på Ærø",
        kind=Kind.REGISTRATION,
        target=DONE if fate in (Fate.HANDLED, Fate.AUTOMATIC) else REVIEW,
        mark_read=True,
        version="0.1.0",
    )
    return replace(plain, **other)  # type: ignore[arg-type]


def test_a_recorded_mail_is_seen_and_another_uidvalidity_is_another_mail(store: Store) -> None:
    with store.writing() as books:
        books.mails.record(line(3))
        assert books.mails.seen(place(3))
        assert not books.mails.seen(place(4))
        assert not books.mails.seen(place(3, uidvalidity=8))
        assert not books.mails.seen(place(3, folder="Archive"))


def test_only_the_unseen_of_many_uids_are_told(store: Store) -> None:
    uids = range(1, 1501)
    with store.writing() as books:
        books.mails.record_untouched([place(uid) for uid in uids if uid % 2], Reason("fate.not_for_us"), "Nej.", NOW)
        books.mails.note_attempt(line(4, None))
        assert books.mails.unseen(INBOX, 7, [*uids]) == tuple(uid for uid in uids if not uid % 2)
        assert books.mails.unseen(INBOX, 8, [1, 2]) == (1, 2)


def test_a_mail_that_is_not_for_us_leaves_neither_sender_nor_subject(store: Store) -> None:
    with store.writing() as books:
        books.mails.record_untouched([place(1), place(2)], Reason("fate.not_for_us"), "Emnet er et andet.", NOW)
        books.mails.record_untouched([place(2), place(3)], Reason("fate.not_for_us"), "Emnet er et andet.", NOW)
        found = books.mails.at(place(2))
        assert books.mails.count() == {Fate.UNTOUCHED: 3}
        assert books.mails.to_file() == ()
    assert found is not None
    assert (found.sender, found.subject, found.message_id, found.digest, found.arrived) == ("", "", "", "", None)
    assert (found.fate, found.sentence) == (Fate.UNTOUCHED, "Emnet er et andet.")


def test_a_mail_that_comes_again_is_known_by_message_id_and_content_together(store: Store) -> None:
    first = line(3)
    with store.writing() as books:
        books.mails.record(first)
        found = books.mails.find_mail(first.message_id, first.digest)
        assert found is not None
        assert found.place == first.place
        assert books.mails.find_mail(first.message_id, "f" * 64) is None
        assert books.mails.find_mail("<other@x.example>", first.digest) is None
        assert books.mails.find_mail("", "") is None


def test_a_mail_without_message_id_is_known_by_its_content(store: Store) -> None:
    with store.writing() as books:
        books.mails.record(line(3, message_id=""))
        assert books.mails.find_mail("", line(3).digest) is not None


def test_the_latest_line_of_a_known_mail_is_found(store: Store) -> None:
    with store.writing() as books:
        books.mails.record(line(3, Fate.REVIEW))
        books.mails.record(line(9, Fate.HANDLED, message_id=line(3).message_id, digest=line(3).digest))
        found = books.mails.find_mail(line(3).message_id, line(3).digest)
    assert found is not None
    assert (found.place.uid, found.fate) == (9, Fate.HANDLED)


def test_a_mail_is_recorded_once(store: Store) -> None:
    with store.writing() as books:
        books.mails.record(line(3))
    with pytest.raises(RecordedElsewhere, match="handled meanwhile"), store.writing() as books:  # noqa: PT012
        books.cases.write([case(1)])
        books.mails.record(line(3))
    with store.reading() as books:
        assert books.cases.all() == ()


def test_a_recorded_mail_waits_to_be_filed_until_it_is(store: Store) -> None:
    with store.writing() as books:
        first, second = books.mails.record(line(1)), books.mails.record(line(2, Fate.REVIEW))
        books.mails.record(line(3, Fate.REVIEW, target=""))  # stays where it lies
        assert [(m.id, m.target) for m in books.mails.to_file()] == [(first, DONE), (second, REVIEW)]
        assert [m.id for m in books.mails.to_file(limit=1)] == [first]
        books.mails.mark_filed([(first, place(1, DONE)), (second, None)], NOW)
        assert books.mails.to_file() == ()
        assert books.mails.by_id(first).lies_at == place(1, DONE)
        assert books.mails.by_id(second).lies_at is None
        assert books.mails.by_id(second).filed_at == NOW
        assert books.mails.lying_in(DONE, 7) == {1: first}


def test_the_ledger_says_what_lies_in_a_folder(store: Store) -> None:
    with store.writing() as books:
        numbers = [books.mails.record(line(uid)) for uid in (1, 2, 3)]
        books.mails.mark_filed([(n, place(n + 10, DONE)) for n in numbers], NOW)
        books.mails.mark_gone(numbers[:1], NOW)
        assert books.mails.lying_in(DONE, 7) == {numbers[1] + 10: numbers[1], numbers[2] + 10: numbers[2]}
        assert books.mails.lying_in(DONE, 8) == {}
        assert books.mails.lying_in(INBOX, 7) == {}


def test_a_failed_attempt_is_counted_and_due_when_its_time_comes(store: Store) -> None:
    later = NOW + dt.timedelta(minutes=5)
    with store.writing() as books:
        assert books.mails.note_attempt(line(3, None, error="disk full", next_try=later)) == 1
        assert not books.mails.seen(place(3))
        assert books.mails.to_retry(NOW) == ()
        assert [m.place for m in books.mails.to_retry(later)] == [place(3)]
        assert books.mails.note_attempt(line(3, None, error="disk full", next_try=later)) == 2
        assert books.mails.to_file() == ()


def test_a_clock_set_back_does_not_keep_a_mail_waiting(store: Store) -> None:
    with store.writing() as books:
        books.mails.note_attempt(line(3, None, next_try=NOW + dt.timedelta(minutes=5)))
        assert [m.place for m in books.mails.to_retry(NOW - dt.timedelta(days=1))] == [place(3)]


def test_an_attempt_that_succeeds_keeps_the_count_of_those_that_failed(store: Store) -> None:
    with store.writing() as books:
        books.mails.note_attempt(line(3, None, error="locked", next_try=NOW))
        number = books.mails.record(line(3))
        found = books.mails.by_id(number)
        assert (found.fate, found.attempts, found.error) == (Fate.HANDLED, 1, "")
        assert books.mails.to_retry(NOW) == ()


def test_a_parked_mail_is_run_again_from_where_it_lies(store: Store) -> None:
    with store.writing() as books:
        number = books.mails.record(line(3, Fate.PARKED, error="KeyError in step read"))
        books.mails.mark_filed([(number, place(40, REVIEW))], NOW)
        assert [m.id for m in books.mails.parked()] == [number]
    with store.writing() as books:
        books.cases.write([case(1)])
        assert books.mails.record(line(3, cases=("MF-2027-0001",))) == number
        assert books.mails.parked() == ()
        (again,) = books.mails.to_file()
    assert (again.lies_at, again.target, again.cases) == (place(40, REVIEW), DONE, ("MF-2027-0001",))


def test_a_parked_mail_that_is_parked_again_is_not_filed_again(store: Store) -> None:
    with store.writing() as books:
        number = books.mails.record(line(3, Fate.PARKED))
        books.mails.mark_filed([(number, place(40, REVIEW))], NOW)
        books.mails.record(line(3, Fate.PARKED, error="again"))
        assert books.mails.to_file() == ()
        assert books.mails.by_id(number).error == "again"


def test_what_a_person_has_to_read_is_listed_until_it_is_gone(store: Store) -> None:
    with store.writing() as books:
        books.mails.record(line(1))
        review, parked = books.mails.record(line(2, Fate.REVIEW)), books.mails.record(line(3, Fate.PARKED))
        assert [m.id for m in books.mails.mails_to_review()] == [review, parked]
        assert books.mails.mails_to_review(since=NOW) == ()
        books.mails.mark_gone([review], NOW)
        assert [m.id for m in books.mails.mails_to_review(since=NOW - dt.timedelta(hours=1))] == [parked]


def test_mails_are_found_by_case_sender_and_reason(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1), case(2)])
        books.mails.record(line(1, cases=("MF-2027-0001", "MF-2027-0002")))
        books.mails.record(line(2, Fate.REVIEW, reason=Reason("fate.may_not_command"), sender="x@y.example"))
        books.mails.record_untouched([place(3)], Reason("fate.not_for_us"), "Nej.", NOW)
        assert [m.place.uid for m in books.mails.of_case("MF-2027-0002")] == [1]
        assert [m.place.uid for m in books.mails.of_sender("x@y.example")] == [2]
        before = NOW - dt.timedelta(hours=1)
        assert [m.place.uid for m in books.mails.recorded_since(before)] == [1, 2]
        assert [m.place.uid for m in books.mails.recorded_since(before, "fate.may_not_command")] == [2]
        assert books.mails.recorded_since(NOW) == ()


def test_a_mail_that_is_not_there_is_named(store: Store) -> None:
    with store.reading() as books, pytest.raises(NotFound, match="the ledger has no mail 99"):
        books.mails.by_id(99)


def test_the_cursor_only_goes_on_and_belongs_to_its_uidvalidity(store: Store) -> None:
    with store.writing() as books:
        assert books.cursors.at(INBOX, 7) == 0
        books.cursors.advance(INBOX, 7, 12, NOW)
        books.cursors.advance(INBOX, 7, 5, NOW + dt.timedelta(minutes=1))
        assert books.cursors.at(INBOX, 7) == 12
        assert books.cursors.at(INBOX, 8) == 0
        books.cursors.advance(INBOX, 8, 3, NOW + dt.timedelta(minutes=2))
        assert books.cursors.at(INBOX, 7) == 12
        assert books.cursors.last_look(INBOX) == NOW + dt.timedelta(minutes=2)
        assert books.cursors.last_look("Archive") is None
        assert books.cursors.uidvalidities(INBOX) == (7, 8)


def test_the_latest_uidvalidity_is_the_one_looked_at_last_whatever_the_clock_says(store: Store) -> None:
    with store.writing() as books:
        books.cursors.advance(INBOX, 7, 12, NOW)
        books.cursors.advance(INBOX, 8, 3, NOW - dt.timedelta(days=1))
        books.cursors.advance(INBOX, 8, 4, NOW - dt.timedelta(days=2))
        assert books.cursors.uidvalidities(INBOX) == (7, 8)
        books.cursors.advance(INBOX, 7, 1, NOW - dt.timedelta(days=3))  # restored from a backup
        assert books.cursors.uidvalidities(INBOX) == (8, 7)
        assert books.cursors.at(INBOX, 7) == 12
