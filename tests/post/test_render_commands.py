"""The examples by which letters and links teach commands are ones that the bot understands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from urllib.parse import parse_qs, urlsplit

import pytest

from mailbot.model import Address, Layer, LetterKind, Mail, Overview, Part, Route, Segment, State
from mailbot.post.identity import Identity
from mailbot.post.render import Renderer
from mailbot.reading.command import read_command
from mailbot.rulebook.book import Rulebook, load_rulebook
from mailbot.rulebook.commands import NAMES
from tests.post.letters import COORDINATOR, NOW, case, config, draft, page_of, text_of
from tests.post.test_digest import links_of

_WITHOUT_WORDS = ("reserve", "reject", "close")  # a link leaves the rest to the person: reference or reason


@cache
def rules() -> Rulebook:
    return load_rulebook()


def writer() -> Renderer:
    return Renderer(config(), rules(), Identity(b"a key for tests only", "aeroe-kommune.example"))


def mail(text: str) -> Mail:
    body = Part("body", text, (Segment(Layer.NEWEST, 0, len(text)),))
    sender = Address(COORDINATOR, "Lone Skov")
    return Mail(
        "<svar@a.example>", (), sender, None, (), "Re: x", NOW, (body,), (), (), False, "", None, False, "da", "00"
    )


def examples(name: str) -> list[str]:
    """The examples of a command as a letter shows them, with their dates and numbers filled in."""
    text = text_of(writer().render(draft(LetterKind.NOT_UNDERSTOOD, commands=(name,)), NOW, "n1"))
    line = next(line for line in text.splitlines() if line.startswith("- “"))
    return line.removeprefix("- “").partition("” – ")[0].split("”, “")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_taught_by_examples_that_are_understood(name: str) -> None:
    for example in examples(name):
        command = read_command(mail(example), rules(), NOW.date())
        assert (command.name, command.leftover) == (name, ""), example


def test_the_routes_of_the_links_are_read_as_such() -> None:
    words = rules().wording
    for route in Route:
        line = f"{words.commands['approve'].example.split()[0]} {words.routes_command[route]}"
        command = read_command(mail(line), rules(), NOW.date())
        assert (command.name, command.route, command.leftover) == ("approve", route, "")


@pytest.mark.parametrize("state", State)
def test_what_a_link_prefills_is_a_command(state: State) -> None:
    overview = Overview(day=NOW.date(), fresh=(case(state=state),))
    letter = writer().digest(overview, COORDINATOR, NOW, "d1")
    links = links_of(page_of(letter))
    assert links
    for link in links:
        body = parse_qs(urlsplit(link).query)["body"][0]
        command = read_command(mail(body), rules(), NOW.date())
        assert command.name is not None
        assert not command.leftover
        assert command.text or command.name in _WITHOUT_WORDS or not body.endswith(":")


def test_the_first_link_of_a_case_is_a_whole_command() -> None:
    for state in State:
        overview = replace(Overview(day=dt.date(2027, 2, 1)), fresh=(case(state=state),))
        first = links_of(page_of(writer().digest(overview, COORDINATOR, NOW, "d1")))[0]
        body = parse_qs(urlsplit(first).query)["body"][0]
        assert body in ("ryk", "status", "godkendt forening")
