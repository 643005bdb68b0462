"""A letter to several people reaches each of them once, whatever the server says to one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.model import LetterState
from tests.path.town import Town, only, town_in
from tests.servers.office import PostOffice

FIRST, SECOND = "koordinator@aeroe-kommune.example", "afloeser@aeroe-kommune.example"


@pytest.fixture
def town(tmp_path: Path, pymap_post_office: PostOffice) -> Iterator[Town]:
    with town_in(tmp_path, pymap_post_office, people={"coordinators": [FIRST, SECOND]}) as found:
        yield found


def test_who_was_put_off_gets_it_later_and_nobody_gets_it_twice(town: Town) -> None:
    town.office.sink.refuse_to[SECOND] = "451 4.7.1 later"
    town.writes("Ida Holm <ida@nordby-friskole.example>", "Hej\n\nHvem betaler lønnen?\n\nHilsen Ida")
    only(town.run(), "question")
    assert [one.to for one in town.office.letters if b"X-Mailbot-Letter: question" in one.data] == [(FIRST,)]

    town.office.sink.refuse_to.clear()
    only(town.at("2027-02-01 10:00").run(), "question")
    assert [one.to for one in town.office.letters if b"X-Mailbot-Letter: question" in one.data] == [(FIRST,), (SECOND,)]
    assert town.at("2027-02-01 12:00").run() == []
    with town.bot.store.reading() as books:
        (letter,) = [one for one in books.letters.to_address(SECOND) if one.kind == "question"]
    assert letter.state is LetterState.SENT


def test_who_is_refused_for_good_is_named_to_people_and_the_other_gets_it(town: Town) -> None:
    town.office.sink.refuse_to[SECOND] = "550 5.1.1 unknown"
    town.writes("Ida Holm <ida@nordby-friskole.example>", "Hej\n\nHvem betaler lønnen?\n\nHilsen Ida")
    only(town.run(), "question")
    assert town.at("2027-02-01 12:00").run() == []
    with town.bot.store.reading() as books:
        (mishap,) = books.house.mishaps(town.now.replace(year=2026))
    assert "1 of 2 recipients" in mishap.sentence
