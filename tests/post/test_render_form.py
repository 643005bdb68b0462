"""What every letter promises, whatever it says (headers, parts, encodings)."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace

import pytest

from mailbot.errors import GiveUp
from mailbot.model import FOLLOW_UPS, TO_WORKPLACES, LetterKind, LetterState, State
from mailbot.post.message import Envelope, thread_of, write
from tests.post.letters import NOW, case, draft, identity, opened, page_of, renderer, rulebook, text_of

LETTERS = [k for k in LetterKind if k is not LetterKind.DIGEST]


@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_has_both_texts_and_all_headers(kind: LetterKind) -> None:
    letter = renderer().render(draft(kind), NOW, "n1")
    message = opened(letter)
    assert message.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Message-ID"] == letter.message_id
    assert identity().ours(letter.message_id)
    assert message["Date"].datetime == NOW
    assert str(message["Auto-Submitted"]).startswith("auto-")
    assert message["X-Auto-Response-Suppress"] == "DR, RN, NRN, AutoReply"
    assert message["X-Mailbot-Letter"] == kind.value
    assert message["X-Mailbot-Case"] == "MF-2027-0001"
    assert str(message["Subject"]).endswith("[MF-2027-0001]")
    assert str(message["From"]) == "Jobcenter Ærø <mikrofleksjob@aeroe-kommune.example>"
    assert max(map(len, letter.data.split(b"\r\n"))) <= 78
    assert b"\n" not in letter.data.replace(b"\r\n", b"")


@pytest.mark.parametrize("kind", TO_WORKPLACES)
def test_letters_to_workplaces_answer_their_mail(kind: LetterKind) -> None:
    message = opened(renderer().render(draft(kind, subject="SV: Re: Mikrofleksjob"), NOW, "n1"))
    assert message["Subject"] == "Re: Mikrofleksjob [MF-2027-0001]"
    assert message["In-Reply-To"] == "<anmodning-1@aeroe-kommune.example>"
    assert message["References"] == "<anmodning-1@aeroe-kommune.example>"
    by_a_person = (LetterKind.APPROVED, LetterKind.REJECTED, LetterKind.CORRECTED, LetterKind.ANSWER)
    by_the_clock = (LetterKind.REMINDER, LetterKind.PLACE_FREE)
    called_for = kind not in (*by_a_person, *by_the_clock)
    assert message["Auto-Submitted"] == ("auto-replied" if called_for else "auto-generated")


@pytest.mark.parametrize("kind", FOLLOW_UPS)
def test_the_first_letter_to_coordinators_answers_nothing_and_names_the_workplace(kind: LetterKind) -> None:
    message = opened(renderer().render(draft(kind), NOW, "n1"))
    assert message["In-Reply-To"] is None
    assert message["References"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert not str(message["Subject"]).startswith("Re:")
    assert kind is LetterKind.QUESTION or "Børnehaven Søstjernen" in str(message["Subject"])


def test_later_letters_stand_in_the_thread_they_are_given() -> None:
    thread = ("<en@a.example>", "<to@a.example>")
    message = opened(renderer().render(draft(LetterKind.NO_ANSWER, thread=thread), NOW, "n1"))
    assert message["In-Reply-To"] == "<to@a.example>"
    assert message["References"] == "<en@a.example> <to@a.example>"


def test_message_ids_are_neither_encoded_nor_broken() -> None:
    long = f"<{'a' * 300}.{'Z' * 200}@{'x' * 60}.example>"
    letter = renderer().render(
        draft(LetterKind.QUERY, about=long, thread=("<første@a.example>", "<en@a.example>")), NOW, "n"
    )
    wire = letter.data.decode("ascii").partition("\r\n\r\n")[0]
    assert f"\r\nIn-Reply-To: {long}\r\n" in wire
    assert f"\r\nReferences: <en@a.example>\r\n {long}\r\n" in wire


def test_a_long_thread_keeps_its_first_and_its_last_ids() -> None:
    ids = tuple(f"<{n}@a.example>" for n in range(50))
    kept = thread_of(ids, "<49@a.example>")
    assert kept[0] == "<0@a.example>"
    assert kept[1:] == ids[31:]
    assert thread_of(("<a@b> <c@d>", "<a\r\nBcc: x@y>", "nothing"), "") == ()


def test_the_same_draft_gives_the_same_bytes() -> None:
    one, other = (renderer().render(draft(LetterKind.QUERY), NOW, "n1") for _ in range(2))
    assert one == other
    assert renderer().render(draft(LetterKind.QUERY), NOW, "n2").message_id != one.message_id


def test_several_cases_stand_in_header_and_subject() -> None:
    cases = tuple(case(f"MF-2027-{n:04}") for n in range(1, 4))
    letter = renderer().render(draft(LetterKind.ACKNOWLEDGEMENT, *cases), NOW, "n1")
    message = opened(letter)
    assert message["X-Mailbot-Case"] == "MF-2027-0001, MF-2027-0002, MF-2027-0003"
    assert message["Subject"] == "Re: Mikrofleksjob [MF-2027-0001, MF-2027-0002, MF-2027-0003]"
    assert letter.cases == ("MF-2027-0001", "MF-2027-0002", "MF-2027-0003")


def test_a_letter_of_no_case_has_no_number() -> None:
    received = draft(LetterKind.RECEIVED, subject="Hvad er mikrofleksjob?")
    letter = renderer().render(replace(received, cases=()), NOW, "n1")
    message = opened(letter)
    assert message["X-Mailbot-Case"] is None
    assert message["Subject"] == "Re: Hvad er mikrofleksjob?"


def test_a_held_letter_says_by_which_limit() -> None:
    letter = renderer().render(draft(LetterKind.RECEIVED, held="per_address"), NOW, "n1")
    assert (letter.state, letter.held) == (LetterState.HELD, "per_address")


def test_english_only_to_workplaces() -> None:
    english = opened(renderer().render(draft(LetterKind.QUERY, language="en"), NOW, "n1"))
    assert english["Content-Language"] == "en"
    german = opened(renderer().render(draft(LetterKind.QUERY, language="de"), NOW, "n1"))
    assert german["Content-Language"] == "da"
    inside = renderer().render(
        draft(LetterKind.ELIGIBILITY, case(state=State.AWAITING_DECISION), language="en"), NOW, "n"
    )
    assert opened(inside)["Content-Language"] == "da"
    assert "Arbejdsplads:" in text_of(inside)


@pytest.mark.parametrize(
    "subject", ["æ" * 400, "Ærø " * 90, "=?utf-8?q?x?= y", "a" * 900, '"<b>" & \\ ,;', "😀 job " * 30]
)
def test_any_subject_comes_back_whole_or_shortened(subject: str) -> None:
    letter = renderer().render(draft(LetterKind.RECEIVED, subject=subject), NOW, "n1")
    got = str(opened(letter)["Subject"])
    assert got == letter.subject
    assert got.startswith("Re: " + subject.strip()[:20].strip())
    head = letter.data.partition(b"\r\n\r\n")[0]
    assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?q\?\S*\?=", head))


def test_an_address_that_could_break_a_header_is_refused() -> None:
    for bad in (
        "a@b.example\r\nBcc: c@d.example",
        "a b@c.example",
        "a@b.example,c@d.example",
        "søren@x.example",
        "<a@b.example>",
    ):
        with pytest.raises(GiveUp):
            renderer().render(draft(LetterKind.RECEIVED, to=(bad,)), NOW, "n1")


def test_the_name_of_the_sender_can_be_anything() -> None:
    for name in ("Jobcenter Ærø", 'A "B" \\ C, D', "", "Ø" * 9, "=?utf-8?q?x?="):
        envelope = Envelope(
            name, "bot@a.example", ("x@a.example",), "s", "<i@a.example>", NOW, "da", "query", "auto-replied"
        )
        data = write(envelope, "tekst\n", "<p>side</p>")
        found = email.message_from_bytes(data, policy=email.policy.default)["From"].addresses[0]
        assert (found.display_name, found.addr_spec) == (name, "bot@a.example")


def test_texts_survive_the_wire() -> None:
    text = "æøå €\n.punktum\nFrom her\n" + "lang " * 300 + "\n\ttab \n=3D\n"
    envelope = Envelope("", "bot@a.example", ("x@a.example",), "s", "<i@a.example>", NOW, "da", "query", "auto-replied")
    data = write(envelope, text, text)
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.iter_parts():
        assert part.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


def test_the_page_is_html_in_the_letter_s_language() -> None:
    page = page_of(renderer().render(draft(LetterKind.QUERY, language="en"), NOW, "n1"))
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in page
    assert "prefers-color-scheme: dark" in page
    assert '<h1 style="' in page


def test_the_clock_is_handed_in() -> None:
    late = NOW + dt.timedelta(days=200)
    assert opened(renderer().render(draft(LetterKind.QUERY), late, "n1"))["Date"].datetime == late


def test_colours_have_the_contrast_of_wcag_aa() -> None:
    look = rulebook().office.look
    for text, ground in (
        *((getattr(look, name), look.paper) for name in ("ink", "quiet", "accent", "warn")),
        *((getattr(look, f"{name}_dark"), look.paper_dark) for name in ("ink", "quiet", "accent", "warn")),
        (look.paper, look.accent),
        (look.ink, look.ground),
        (look.ground_dark, look.accent_dark),
        (look.ink_dark, look.ground_dark),
    ):
        assert _contrast(text, ground) >= 4.5, (text, ground)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
