"""The digest: what needs a hand comes first, quiet days too, links only for coordinators."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from mailbot.model import (
    Asker,
    Attempt,
    Change,
    ChangedCase,
    Field,
    Health,
    LetterKind,
    LetterState,
    LetterTrouble,
    Overview,
    Pool,
    PoolCount,
    Reason,
    ReviewMail,
    State,
    Wait,
    Week,
)
from mailbot.post.digest_page import MOST
from mailbot.post.message import Envelope, write
from tests.post.letters import (
    BOT,
    CASEWORKERS,
    COORDINATOR,
    NOW,
    POOLS,
    case,
    identity,
    offer,
    opened,
    page_of,
    renderer,
    rulebook,
    text_of,
    value,
)

BEFORE = NOW - dt.timedelta(days=5)
CLUB = case(
    "MF-2027-0001", State.AWAITING_DECISION, offer(institution="Marstal Sejlklub"), flags=("displacement.saved",)
)
LACKING = case("MF-2027-0002", State.AWAITING_INFORMATION, offer(Field.START))
UNSURE = case(
    "MF-2027-0003",
    State.OPEN,
    offer().with_value(Field.WEEKLY_HOURS, value(Field.WEEKLY_HOURS, words="en 4 timers tid", uncertain=True)),
)
RESERVED = case("MF-2027-0004", State.RESERVED)
ASKER = Asker("<q@x.example>", "eva@x.example", "Hvad er mikrofleksjob?", "da", "Hej", (), BEFORE)
QUIET = Overview(day=NOW.date(), pools=POOLS, health=Health(NOW - dt.timedelta(minutes=2)))
BUSY = replace(
    QUIET,
    fresh=(CLUB, LACKING),
    completed=(UNSURE,),
    changed=(ChangedCase(RESERVED, (Change("MF-2027-0004", "state", "open", "reserved"),)),),
    waits=(
        Wait("eligibility", "coordinator", BEFORE, CLUB),
        Wait("question", "coordinator", BEFORE, asker=ASKER),
        Wait("answer", "workplace", BEFORE, LACKING),
    ),
    troubles=(
        LetterTrouble(
            LetterKind.QUERY, ("x@b.example",), LetterState.UNDELIVERED, BEFORE, ("MF-2027-0002",), "550 5.1.1"
        ),
        LetterTrouble(LetterKind.RECEIVED, ("y@b.example",), LetterState.HELD, BEFORE, (), "fate.limit_address"),
    ),
    review=(ReviewMail("ukendt@x.example", "Mikrofleksjob?", Reason("fate.stranger"), BEFORE),),
    uncertain=(UNSURE,),
    starts=(RESERVED,),
    attempts=(Attempt("skurk@fremmed.example", BEFORE, "MF-2027-0001", "godkendt forening"),),
    trend=tuple(Week(dt.date(2026, 12, 7) + dt.timedelta(weeks=n), offers=n, filled=1) for n in range(8)),
)


def digest(overview: Overview, to: str = CASEWORKERS) -> tuple[str, str]:
    letter = renderer().digest(overview, to, NOW, "d1")
    return text_of(letter), page_of(letter)


def links_of(page: str) -> list[str]:
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    return [str(href) for href in tree.xpath("//a/@href") if str(href).startswith("mailto:")]


def test_the_first_lines_say_what_needs_a_hand_today() -> None:
    text, page = digest(BUSY)
    assert text.startswith("I dag venter 6 ting på jer.\n")
    assert "I dag venter 6 ting på jer." in " ".join(page.split())
    order = [
        "SKAL AFGØRES",
        "MAILS, DER SKAL LÆSES",
        "BREVE, DER IKKE KOM FREM",
        "USIKKERT",
        "PULJERNE",
        "NYE SAGER",
        "TJENESTEN",
    ]
    assert sorted(order, key=text.index) == order


def test_everything_of_an_overview_is_shown_in_both_forms() -> None:
    for shown in digest(BUSY):
        flat = " ".join(shown.split())
        for words in (
            "Marstal Sejlklub",
            "MF-2027-0002",
            "Opfylder arbejdspladsen betingelserne?",
            "27. januar 2027 (5 dage)",
            "Hvad er mikrofleksjob?",
            "Mangler: Start",
            "Usikkert læst: Timer om ugen",
            "må ikke fortrænge eksisterende job",
            "Reserveret",
            "550 5.1.1",
            "kom retur",
            "y@b.example",
            "Holdt tilbage: adressen har fået så mange breve i dag",
            "ukendt@x.example",
            "Afsenderen hører ikke til sagen",
            "skurk@fremmed.example",
            "13 af 15 pladser er optaget",
            "11 besat, 2 reserveret, 2 ledige",
            "Postkassen blev sidst læst 1. februar 2027 kl. 10.13.",
        ):
            assert words in flat, words


def test_a_quiet_day_says_so() -> None:
    text, page = digest(QUIET)
    assert text.startswith("I dag venter intet på jer.")
    assert "Der er ikke kommet noget nyt siden sidst." in text
    assert "15 af 15 pladser er optaget" in text
    assert "NYE SAGER" not in text
    assert opened(renderer().digest(QUIET, CASEWORKERS, NOW, "d1"))["Subject"] == (
        "Mikrofleksjob mandag den 1. februar 2027: intet venter på jer"
    )


@pytest.mark.parametrize("health", [Health(), Health(NOW - dt.timedelta(hours=3))])
def test_a_mailbox_that_nobody_looks_into_is_a_warning(health: Health) -> None:
    for shown in digest(replace(QUIET, health=health)):
        assert "Postkassen er ikke blevet læst" in shown
        assert "venter én ting på jer" in " ".join(shown.split())


def test_errors_the_outbox_and_a_credential_that_runs_out_are_told() -> None:
    sick = Health(NOW, ("Mailserveren afviste adgangskoden.",), outbox=3, credential_days=5)
    for shown in digest(replace(QUIET, health=sick)):
        assert "Mailserveren afviste adgangskoden." in shown
        assert "udløber om 5 dage" in shown
        assert "sendt: 3." in shown


def test_only_coordinators_get_links() -> None:
    assert not links_of(digest(BUSY, CASEWORKERS)[1])
    assert links_of(digest(BUSY, COORDINATOR)[1])
    assert "mailto:" not in digest(BUSY, COORDINATOR)[0]


def test_a_link_writes_a_coordinators_answer_with_a_token_for_that_person_case_and_action() -> None:
    links = links_of(digest(BUSY, COORDINATOR)[1])
    keyed = identity()
    for link in links:
        parts = urlsplit(link)
        assert parts.path == BOT
        said = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        number = re.findall(r"\[(MF-2027-\d{4})\]", said["subject"])[0]
        (token,) = keyed.tokens_in(said["subject"])
        fitting = [a for a in rulebook().wording.commands if keyed.check_token(token, COORDINATOR, number, a, NOW)]
        assert len(fitting) == 1
        late = NOW + dt.timedelta(days=rulebook().wording.link_days, seconds=1)
        assert not keyed.check_token(token, COORDINATOR, number, fitting[0], late)
        assert not keyed.check_token(token, "anden@aeroe-kommune.example", number, fitting[0], NOW)
    bodies = [unquote(link.partition("&body=")[2]) for link in links]
    assert bodies[:4] == ["godkendt forening", "godkendt egenansættelse", "godkendt kommunal", "direktionen"]
    assert {"besat 1. marts 2027", "reserveret", "ryk", "status", "timer 4", "luk:"} <= set(bodies)


def test_each_case_has_its_links_once() -> None:
    links = links_of(digest(BUSY, COORDINATOR)[1])
    assert len(links) == len(set(links))
    for number in ("MF-2027-0001", "MF-2027-0002", "MF-2027-0003", "MF-2027-0004"):
        assert any(number in link for link in links)


def test_every_action_of_the_rules_is_a_command_with_a_label() -> None:
    wording = rulebook().wording
    for state, actions in wording.actions.items():
        assert State(state)
        for action in actions:
            assert action in wording.commands
            assert action in wording.links or f"{action}_kommunal" in wording.links


def test_an_overfull_day_is_counted_not_shown_whole() -> None:
    many = tuple(case(f"MF-2027-{n:04}") for n in range(1, MOST + 51))
    text, page = digest(replace(QUIET, fresh=many))
    assert f"NYE SAGER ({MOST + 50})" in text
    assert "og 50 til" in text
    assert page.count('class="card"') == MOST


def test_pools_are_bars_of_table_cells_with_numbers() -> None:
    page = digest(QUIET)[1]
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    first, second = tree.xpath("//table[@class='bar']")
    assert [(td.text_content(), td.get("width")) for td in first.xpath(".//td")] == [
        ("11", "73%"),
        ("2", "13%"),
        ("2", "13%"),
    ]
    assert [td.text_content() for td in second.xpath(".//td")] == ["15"]
    empty = replace(QUIET, pools=(PoolCount(Pool("0", 3, 0)),))
    assert "0 af 0 pladser er optaget" in digest(empty)[0]


def test_no_line_of_a_digest_begins_with_a_number() -> None:
    strange = case("MF-2027-0009", of=offer(institution="1. Klub\n2. sal", job_description="3) vaske\n4. feje"))
    text, _ = digest(replace(BUSY, fresh=(strange,), waits=(Wait("eligibility", "coordinator", BEFORE, strange),)))
    assert not [line for line in text.splitlines() if re.match(r"\s*\d+\s*[.):]", line)]


def test_hostile_words_stay_words_and_withheld_ones_stay_away() -> None:
    bad = '<script>alert(1)</script><img src=x>{{ 7*191 }}"&\r\nBcc: a@b.example'
    strange = case("MF-2027-0009", of=offer(institution=bad, job_description="feje. Jeg har en depression. vaske"))
    overview = replace(
        BUSY,
        fresh=(strange,),
        review=(ReviewMail(bad, bad, Reason("fate.question"), BEFORE),),
        attempts=(Attempt(bad, BEFORE, bad, bad),),
        troubles=(LetterTrouble(LetterKind.QUERY, (bad,), LetterState.FAILED, BEFORE, (bad,), bad),),
        waits=(Wait("question", "coordinator", BEFORE, asker=replace(ASKER, sender=bad, subject=bad)),),
        health=Health(NOW, (bad,)),
        withheld=("Jeg har en depression.",),
    )
    letter = renderer().digest(overview, COORDINATOR, NOW, "d1")
    page = page_of(letter)
    assert "<script" not in page
    assert "<img" not in page
    assert "1337" not in page + text_of(letter)
    assert "depression" not in page + text_of(letter)
    assert opened(letter)["Bcc"] is None


def test_a_digest_has_the_form_of_a_letter() -> None:
    message = opened(renderer().digest(BUSY, COORDINATOR, NOW, "d1"))
    assert message.get_content_type() == "multipart/alternative"
    assert message["X-Mailbot-Letter"] == "digest"
    assert message["X-Mailbot-Case"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == COORDINATOR
    assert message["Content-Language"] == "da"
    assert not list(message.iter_attachments())


def test_the_terminal_s_digest_is_that_of_the_letter() -> None:
    shown = renderer().digest_shown(BUSY, CASEWORKERS, NOW)
    text, page = digest(BUSY)
    assert (shown.text.strip(), shown.page.strip()) == (text.strip(), page.strip())


def test_a_long_digest_survives_the_wire() -> None:
    many = tuple(case(f"MF-2027-{n:04}", of=offer(job_description="ø" * 3000)) for n in range(1, 40))
    letter = renderer().digest(replace(BUSY, fresh=many), COORDINATOR, NOW, "d1")
    assert max(map(len, letter.data.split(b"\r\n"))) <= 78
    assert email.message_from_bytes(letter.data, policy=email.policy.default).defects == []
    assert write(Envelope("", BOT, (BOT,), "s", "<i@a.example>", NOW, "da", "digest", "auto-generated"), "a\n", "b")
