"""Every field of every value that is kept comes back as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from sqlalchemy.exc import StatementError

from mailbot.model import (
    Ask,
    Asker,
    Case,
    CommandRecord,
    Decision,
    Entry,
    Evidence,
    Fate,
    Field,
    Heading,
    Hours,
    Letter,
    LetterKind,
    LetterState,
    MailRecord,
    Offer,
    Place,
    Reason,
    SentLetter,
    Start,
    StartKind,
    State,
    Value,
)
from mailbot.store import Store
from tests.store.made import NOW, case, fill, letter, offer


def full_case(serial: int = 1) -> Case:
    return fill(Case, number=f"MF-2027-{serial:04}", offer=offer())


def test_every_field_of_a_case_comes_back(store: Store) -> None:
    made = full_case()
    with store.writing() as books:
        books.cases.write([made])
    with store.reading() as books:
        found = books.cases.case(made.number)
    for field in dataclasses.fields(Case):
        assert getattr(found, field.name) == getattr(made, field.name), field.name
    assert found == made


def test_a_case_with_nothing_known_comes_back(store: Store) -> None:
    bare = case(1, offer=Offer(), pool=None, parties=(), writer="")
    with store.writing() as books:
        books.cases.write([bare])
    with store.reading() as books:
        assert books.cases.case(bare.number) == bare


@pytest.mark.parametrize("hours", [Hours(4, 4), Hours(None, 5), Hours(3, None), Hours(2.5, 7.25)])
def test_hours_come_back(store: Store, hours: Hours) -> None:
    made = case(1, offer=Offer(weekly_hours=Value(hours, fill(Evidence))))
    with store.writing() as books:
        books.cases.write([made])
    with store.reading() as books:
        assert books.cases.case(made.number) == made


def test_a_start_without_a_date_comes_back(store: Store) -> None:
    made = case(1, offer=Offer(start=Value(Start(StartKind.ASAP, "hurtigst muligt"), fill(Evidence))))
    with store.writing() as books:
        books.cases.write([made])
    with store.reading() as books:
        assert books.cases.case(made.number) == made


def test_a_changed_case_comes_back_changed(store: Store) -> None:
    first, second = full_case(), case(1, offer=Offer(), parties=("ny@sejlklub.example", "b@sejlklub.example"))
    for made in (first, second):
        with store.writing() as books:
            books.cases.write([made])
            assert books.cases.case(made.number) == made
        with store.reading() as books:
            assert books.cases.case(made.number) == made


def test_every_field_of_an_entry_comes_back(store: Store) -> None:
    made = [fill(Entry, case="MF-2027-0001") for _ in range(3)]
    with store.writing() as books:
        books.cases.write([full_case()])
        books.history.add(made)
    with store.reading() as books:
        assert books.history.of("MF-2027-0001") == tuple(made)


def test_every_field_of_an_asker_comes_back(store: Store) -> None:
    made = fill(Asker)
    with store.writing() as books:
        books.askers.keep(made)
    with store.reading() as books:
        assert books.askers.find(made.id) == made
        assert books.askers.waiting() == (made,)


def test_every_field_of_a_line_of_the_ledger_comes_back(store: Store) -> None:
    made = fill(MailRecord, cases=("MF-2027-0001", "MF-2027-0002"), attempts=0, id=None)
    with store.writing() as books:
        books.cases.write([full_case(), full_case(2)])
        number = books.mails.record(made)
    with store.reading() as books:
        assert books.mails.at(made.place) == dataclasses.replace(made, id=number)


def test_every_field_of_a_letter_comes_back_to_be_sent(store: Store) -> None:
    asks = (Ask("MF-2027-0001", Field.START), Ask("MF-2027-0002", Field.WEEKLY_HOURS))
    made = fill(Letter, cases=("MF-2027-0002", "MF-2027-0001"), asks=asks, state=LetterState.QUEUED, held="")
    with store.writing() as books:
        books.cases.write([full_case(), full_case(2)])
        books.letters.write([made], NOW)
        (taken,) = books.outbox.take_due(NOW, "me", 60)
    assert taken.letter == made
    assert taken.at == NOW


def test_a_held_letter_keeps_its_limit(store: Store) -> None:
    with store.writing() as books:
        books.letters.write([letter(1, held="limit.address")], NOW)
        (found,) = books.letters.troubles()
        assert books.outbox.take_due(NOW, "me", 60) == ()
        assert books.outbox.depth() == 0
    assert (found.state, found.diagnosis) == (LetterState.HELD, "limit.address")


def test_every_field_of_a_sent_letter_comes_back(store: Store, ours: Callable[[str], bool]) -> None:
    made = case(1)
    asks = (Ask(made.number, Field.INSTITUTION),)
    asker = fill(Asker)
    query = letter(1, LetterKind.QUESTION, cases=(made.number,), asks=asks, question_id=asker.id)
    with store.writing() as books:
        books.write(Decision(Fate.HANDLED, Reason("fate.x"), cases=(made,), asker=asker), [query], NOW)
    heading = Heading("<m@x.example>", (query.message_id,), None, "", subject_match=False, numbers=(), report=False)
    with store.reading() as books:
        thread = books.thread_of(heading, ours)
    assert thread.letter == SentLetter(
        LetterKind.QUESTION, query.to, query.message_id, (made.number,), asks, NOW, asker.id
    )
    assert thread.cases == (made,)
    assert thread.asker == asker


def test_every_field_of_a_command_comes_back_with_the_letters_that_went_out(store: Store) -> None:
    before, after = full_case(), fill(Case, number="MF-2027-0001", offer=Offer(), state=State.OPEN)
    made = fill(CommandRecord, case=before.number, before=(before,), after=(after,), letters=(), id=None)
    told = letter(1, LetterKind.APPROVED, cases=(before.number,))
    with store.writing() as books:
        books.cases.write([before])
        books.write(Decision(Fate.HANDLED, Reason("fate.x"), cases=(after,), command=made), [told], NOW)
    with store.reading() as books:
        found = books.commands.last((before.number, "MF-2027-0002"))
    assert found is not None
    assert found.letters == (SentLetter(told.kind, told.to, told.message_id, told.cases, (), NOW),)
    assert dataclasses.replace(found, letters=(), id=None) == made


def test_what_no_database_keeps_is_replaced_and_evidence_keeps_its_places(store: Store) -> None:
    hostile = "NUL \x00 and half a pair \ud83d end"
    made = case(1, subject=hostile, offer=Offer(institution=Value(hostile, fill(Evidence, text=hostile))))
    place = Place("INBOX", 1, 1)
    with store.writing() as books:
        books.cases.write([made])
        books.mails.record(MailRecord(place, NOW, Fate.REVIEW, Reason("fate.x"), hostile, sender=hostile))
    with store.reading() as books:
        found = books.cases.case(made.number)
        assert found.subject == "NUL � and half a pair � end"
        assert found.offer.institution is not None
        assert found.offer.institution.value == found.subject
        line = books.mails.at(place)
        assert line is not None
        assert line.sender == found.subject


def test_moments_come_back_with_an_offset_and_without_one_are_refused(store: Store) -> None:
    with store.writing() as books:
        books.cases.write([case(1)])
        assert books.cases.case("MF-2027-0001").created.utcoffset() is not None
    with pytest.raises(StatementError, match="has no offset"), store.writing() as books:
        books.cases.write([case(2, created=NOW.replace(tzinfo=None))])
