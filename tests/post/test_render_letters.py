"""What the letters say: what to do first, what was read and from which words, what is asked, what happens next."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from mailbot.model import (
    FOLLOW_UPS,
    REQUIRED,
    TO_WORKPLACES,
    Ask,
    Change,
    Closing,
    Evidence,
    Field,
    Hours,
    LetterKind,
    Offer,
    Reason,
    Route,
    Start,
    StartKind,
    State,
    Value,
)
from mailbot.post.stationery import languages_of
from tests.post.letters import (
    COORDINATOR,
    NOW,
    POOLS,
    case,
    draft,
    full_draft,
    identity,
    offer,
    page_of,
    renderer,
    rulebook,
    text_of,
    value,
)

LETTERS = [k for k in LetterKind if k is not LetterKind.DIGEST]
ASKING = (LetterKind.QUERY, LetterKind.OVER_LIMIT, LetterKind.REMINDER)


def said(kind: LetterKind, *cases: object, **more: object) -> str:
    return text_of(renderer().render(draft(kind, *cases, **more), NOW, "n1"))  # type: ignore[arg-type]


def numbered(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.match(r"\d+\.", line)]


@pytest.mark.parametrize("kind", LETTERS)
def test_the_first_sentence_says_what_to_do_in_sixty_characters(kind: LetterKind) -> None:
    for language in languages_of(kind):
        for one in (draft(kind, language=language), draft(kind, case(of=Offer()), language=language)):
            letter = renderer().render(one, NOW, "n1")
            first = text_of(letter).splitlines()[0]
            assert 10 < len(first) <= 60, first
            assert first in " ".join(page_of(letter).split())


@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_says_who_wrote_it_whom_to_ring_and_where_the_privacy_notice_is(kind: LetterKind) -> None:
    for language in languages_of(kind):
        letter = renderer().render(draft(kind, language=language), NOW, "n1")
        for text in (text_of(letter), page_of(letter)):
            assert "Jobcenter Ærø" in text
            assert "62 53 00 00" in text
            assert "https://www.aeroe-kommune.example/privatliv" in text
            assert re.search("automatisk|automatically", text)


@pytest.mark.parametrize("kind", [k for k in TO_WORKPLACES if k is not LetterKind.ANSWER])
def test_workplaces_are_told_to_send_nothing_confidential(kind: LetterKind) -> None:
    assert "helbredsoplysninger" in said(kind)
    assert "health information" in said(kind, language="en")


@pytest.mark.parametrize(
    "kind", [k for k in LETTERS if k not in (LetterKind.RECEIVED, LetterKind.ANSWER, LetterKind.ALARM)]
)
def test_letters_about_a_case_show_all_of_it(kind: LetterKind) -> None:
    letter = renderer().render(draft(kind), NOW, "n1")
    for text in (text_of(letter), page_of(letter)):
        for word in (
            "Børnehaven Søstjernen",
            "Bodil Thygesen",
            "62 53 19 40",
            "opvaskemaskinen",
            "4 timer",
            "1. marts 2027",
        ):
            assert word in text


def test_values_stand_beside_the_words_they_were_read_from() -> None:
    text = said(LetterKind.ACKNOWLEDGEMENT)
    assert "Timer om ugen: 4 timer (læst af: “4 timer om ugen”)" in text
    assert "Arbejdsplads: Børnehaven Søstjernen\n" in text
    from_header = Value("Bodil Thygesen", Evidence("Bodil T. <b@x.example>", "from", 0, 1, "contact.from"))
    from_file = Value(Hours(4, 4), Evidence("4 t/uge", "tilbud.docx", 0, 1, "hours.plain"))
    told = offer().with_value(Field.CONTACT_NAME, from_header).with_value(Field.WEEKLY_HOURS, from_file)
    text = said(LetterKind.ACKNOWLEDGEMENT, case(of=told))
    assert "(læst af mailens afsender: “Bodil T. <b@x.example>”)" in text
    assert "(læst af: “4 t/uge” i tilbud.docx)" in text


@pytest.mark.parametrize("kind", ASKING)
def test_questions_are_numbered_and_asked_only_for_what_is_missing(kind: LetterKind) -> None:
    lacking = case(of=offer(Field.WEEKLY_HOURS, Field.START), state=State.AWAITING_INFORMATION)
    assert numbered(said(kind, lacking)) == [
        "1. Hvor mange timer om ugen drejer det sig om?",
        "2. Hvornår kan jobbet begynde?",
    ]
    assert numbered(said(kind, lacking, language="en")) == [
        "1. How many hours a week is it?",
        "2. When can the job begin?",
    ]


def test_numbers_run_through_the_offers_of_a_mail() -> None:
    cases = (
        case("MF-2027-0001", State.AWAITING_INFORMATION, offer(Field.START)),
        case("MF-2027-0002", State.OPEN),
        case("MF-2027-0003", State.AWAITING_INFORMATION, offer(Field.INSTITUTION, Field.START)),
    )
    text = said(LetterKind.QUERY, *cases)
    assert [line[:2] + line[-15:] for line in numbered(text)] == [
        "1. (MF-2027-0001)",
        "2. (MF-2027-0003)",
        "3. (MF-2027-0003)",
    ]
    assert "Sagsnummer MF-2027-0002: Ledigt" in text
    assert "De ledige job står nu på fleksjobbørsen" in text


def test_every_field_has_a_question_of_its_own() -> None:
    empty = case(of=Offer(), state=State.AWAITING_INFORMATION)
    for language, words in (
        ("da", ("arbejdsplads", "kontakt", "opgaver", "timer", "begynde")),
        ("en", ("workplace", "contact", "tasks", "hours", "begin")),
    ):
        asked = numbered(said(LetterKind.QUERY, empty, language=language))
        assert len(asked) == len(REQUIRED) == len(words)
        for question, word in zip(asked, words, strict=True):
            assert [w for w in words if w in question.lower()] == [word]


def test_a_least_number_of_hours_is_asked_for_its_most() -> None:
    told = offer().with_value(Field.WEEKLY_HOURS, value(Field.WEEKLY_HOURS, Hours(3, None)))
    one = case(of=told, state=State.AWAITING_INFORMATION)
    text = said(LetterKind.QUERY, one, asks=(Ask(one.number, Field.WEEKLY_HOURS),))
    assert numbered(text) == ["1. Hvor mange timer om ugen kan det højst blive?"]
    assert "Timer om ugen: mindst 3 timer" in text


def test_over_the_limit_says_the_limits_and_asks_for_fewer_hours() -> None:
    told = offer().with_value(Field.WEEKLY_HOURS, value(Field.WEEKLY_HOURS, Hours(20, 20), "20 timer"))
    one = case(of=told, state=State.AWAITING_INFORMATION, pool=None)
    for pools in (POOLS, ()):  # without pools in the draft, those of the configuration or the rules
        text = said(LetterKind.OVER_LIMIT, one, asks=(Ask(one.number, Field.WEEKLY_HOURS),), pools=pools)
        assert "kan højst være på 10 timer om ugen" in text
        assert "- puljen på højst 5 timer om ugen\n- puljen på højst 10 timer om ugen" in text
        assert numbered(text) == [
            "1. Kan jobbet klares på færre timer – højst 10 timer om ugen – og hvor mange timer bliver det så?"
        ]


def test_uncertain_values_are_checked_without_a_number() -> None:
    unsure = case(of=offer().with_value(Field.WEEKLY_HOURS, value(Field.WEEKLY_HOURS, uncertain=True)))
    text = said(LetterKind.ACKNOWLEDGEMENT, unsure, checks=(Ask(unsure.number, Field.WEEKLY_HOURS),))
    assert "- Er det rigtigt, at det drejer sig om 4 timer om ugen?" in text
    assert not numbered(text)


def test_contradictions_show_both_values() -> None:
    text = said(LetterKind.ACKNOWLEDGEMENT, contradictions=(Change("MF-2027-0001", "weekly_hours", "..5", "4"),))
    assert "ER DET NYE RIGTIGT?" in text
    assert "- Timer om ugen: 4 timer (før: op til 5 timer)" in text


def test_the_state_decides_what_happens_next() -> None:
    deciding = said(LetterKind.ACKNOWLEDGEMENT, case(state=State.AWAITING_DECISION))
    assert "tager først stilling til, om arbejdspladsen opfylder betingelserne" in deciding
    assert "fleksjobbørsen" not in deciding
    waiting = said(LetterKind.WAITING_LIST, case(state=State.WAITING))
    assert "står derfor på venteliste" in waiting
    for text in (deciding, waiting, said(LetterKind.ACKNOWLEDGEMENT)):
        assert "ikke garanti for, at jobbet kan besættes med det samme" in text
        assert "må ikke fortrænge eksisterende job" in text
        assert "fastsætter funktionsområdet og det ugentlige timetal" in text
        assert "svar på denne mail og skriv, hvad der er rigtigt" in text


def test_a_known_offer_is_not_registered_again() -> None:
    text = said(LetterKind.ACKNOWLEDGEMENT, occasion="again")
    assert text.startswith("I behøver ikke gøre mere: vi har tilbuddet i forvejen.")
    assert "MF-2027-0001" in text


def test_a_cpr_number_gets_a_polite_line() -> None:
    assert "ligner et CPR-nummer" in said(LetterKind.QUERY, case(of=offer(Field.START)), cpr=True)
    assert "looks like a CPR number" in said(LetterKind.RECEIVED, cpr=True, language="en")
    assert "ligner et CPR-nummer" not in said(LetterKind.QUERY)


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (Route.KOMMUNAL, ("Løn- og Økonomiafdelingen ansætter", "udbetaler lønnen", "arbejdsskadeforsikring")),
        (Route.FORENING, ("udstationering af arbejdskraft", "udbetaler lønnen", "selvforsikring")),
        (Route.INSTITUTION, ("I ansætter selv", "nettolønnen efter statens refusion", "arbejdsskadeforsikring")),
    ],
)  # fmt: skip
def test_approval_says_who_employs_pays_and_insures(route: Route, words: tuple[str, ...]) -> None:
    text = said(LetterKind.APPROVED, case(route=route))
    assert all(word in text for word in words)
    waits = said(LetterKind.APPROVED, case(route=route, state=State.WAITING))
    assert "venteliste" in waits


def test_approval_asks_for_what_still_lacks() -> None:
    one = case(route=Route.FORENING, of=offer(Field.START), state=State.AWAITING_INFORMATION)
    text = said(LetterKind.APPROVED, one, asks=(Ask(one.number, Field.START),))
    assert numbered(text) == ["1. Hvornår kan jobbet begynde?"]


def test_a_rejection_gives_the_reason_of_a_person() -> None:
    one = case(state=State.CLOSED, reason=Closing.REJECTED, reason_text="Arbejdspladsen er et privat firma.")
    text = said(LetterKind.REJECTED, one)
    assert "> Arbejdspladsen er et privat firma." in text
    assert "En medarbejder i jobcenteret har set på" in text


@pytest.mark.parametrize("kind", FOLLOW_UPS)
def test_follow_ups_teach_their_commands_with_an_example_each(kind: LetterKind) -> None:
    text = said(kind, commands=("approve", "reject", "fill", "hours", "answer"))
    for example in ("godkendt forening", "afvist: ", "besat 1. marts 2027", "timer 4", "svar: "):
        assert f"“{example}" in text


def test_eligibility_shows_why_it_is_asked_and_what_the_mail_hints_at() -> None:
    text = said(
        LetterKind.ELIGIBILITY,
        case(state=State.AWAITING_DECISION, flags=("displacement.saved", "unknown.rule")),
        reasons=(Reason("eligibility.domain"),),
        commands=("approve", "reject", "direction"),
    )
    assert "Mailen kommer ikke fra en af kommunens adresser." in text
    assert "må ikke fortrænge eksisterende job" in text
    assert "- godkendt forening: Løn- og Økonomiafdelingen ansætter og udbetaler lønnen" in text
    assert "- godkendt egenansættelse: Institutionen ansætter" in text


def test_the_management_is_told_who_asks() -> None:
    text = said(LetterKind.ELIGIBILITY, occasion="direction", text="Vi er i tvivl.")
    assert "beder direktionen afgøre det" in text
    assert "> Vi er i tvivl." in text


def test_no_answer_says_what_lacks_and_whom_to_ring() -> None:
    text = said(LetterKind.NO_ANSWER, case(of=offer(Field.START)), reasons=(Reason("follow_up.bounced"),))
    assert "- Start" in text
    assert "Telefon: 62 53 19 40" in text
    assert "kunne ikke leveres" in text


def test_a_question_is_shown_as_it_was_asked() -> None:
    one = full_draft(LetterKind.QUESTION, "1. Hvad er det?")
    text = text_of(renderer(rulebook()).render(replace(one, reasons=()), NOW, "n1"))
    assert "> 1. Hvad er det?" in text


def test_a_confirmation_says_what_changed_how_the_pools_stand_and_what_was_not_done() -> None:
    text = said(
        LetterKind.CONFIRMATION,
        case(state=State.RESERVED, reference="K-17"),
        occasion="reserve",
        changes=(
            Change("MF-2027-0001", "state", "open", "reserved"),
            Change("MF-2027-0001", "reference", None, "K-17"),
        ),
        not_done=("ryk dem lige",),
    )
    assert text.startswith("Det er gjort: reserveret.")
    assert "- Status: Reserveret (før: Ledigt)" in text
    assert "- Reference: K-17" in text
    assert "puljen på højst 5 timer om ugen: 11 besat, 2 reserveret, 2 ledige" in text
    assert "- ryk dem lige" in text


def test_workplaces_hear_nothing_of_the_job_centre_s_own_reference() -> None:
    changes = (Change("MF-2027-0001", "reference", None, "K-17"), Change("MF-2027-0001", "state", "reserved", "open"))
    text = said(LetterKind.CORRECTED, case(reference="K-17"), changes=changes)
    assert "K-17" not in text
    assert "- Status: Ledigt (før: Reserveret)" in text


def test_what_was_not_understood_is_quoted() -> None:
    text = said(
        LetterKind.NOT_UNDERSTOOD,
        quoted_line="Kan vi ikke tage den på mandag?",
        reasons=(Reason("refused.unknown"),),
        commands=("approve", "reject"),
    )
    for words in ("“Kan vi ikke tage den på mandag?”", "godkendt", "afvist", "ikke en kommando"):
        assert words in text


@pytest.mark.parametrize(
    ("occasion", "words"),
    [
        ("new", "Opret ansættelsen fra 1. marts 2027"),
        ("changed", "Ret ansættelsen fra 1. maj 2027"),
        ("ended", "Afslut ansættelsen pr. 1. maj 2027"),
        ("taken_back", "Stop: den forrige besked om MF-2027-0001 er taget tilbage."),
    ],
)
def test_payroll_gets_a_checklist_with_its_dates(occasion: str, words: str) -> None:
    one = case(state=State.FILLED, route=Route.FORENING, filled_from=dt.date(2027, 3, 1), filled_hours=4.0)
    contract = Reason("payroll.contract", (("day", "8. marts 2027"), ("law", "ansættelsesbevisloven")))
    text = said(
        LetterKind.PAYROLL_NOTICE,
        one,
        occasion=occasion,
        due=dt.date(2027, 3, 1) if occasion == "new" else dt.date(2027, 5, 1),
        reasons=(contract,) if occasion == "new" else (),
        changes=(Change(one.number, "fixed_hours", "4", "5"),) if occasion == "changed" else (),
    )
    assert text.startswith(words)
    assert "Besat fra: 1. marts 2027" in text
    if occasion == "new":
        assert "[ ] Udlever ansættelsesbevis senest 8. marts 2027" in text
    if occasion == "changed":
        assert "- Timer fastsat af jobcenteret: 5 timer (før: 4 timer)" in text


def test_a_vague_start_is_shown_as_it_was_told() -> None:
    vague = offer().with_value(Field.START, value(Field.START, Start(StartKind.VAGUE, "til foråret"), "til foråret"))
    assert "Start: til foråret\n" in said(LetterKind.ACKNOWLEDGEMENT, case(of=vague))


def test_english_letters_hold_no_danish_labels() -> None:
    for kind in TO_WORKPLACES:
        text = said(kind, case(of=offer(Field.START), route=Route.FORENING), language="en")
        assert not re.search(r"\b(?:Arbejdsplads|Opgaver|ikke oplyst|jobcenteret|læst af|mail og)\b", text), kind


@pytest.mark.parametrize(
    "kind",
    [
        LetterKind.RECEIVED,
        LetterKind.ANSWER,
        LetterKind.QUESTION,
        LetterKind.CONFIRMATION,
        LetterKind.NOT_UNDERSTOOD,
        LetterKind.ALARM,
    ],
)
def test_letters_that_can_be_about_no_case_are_whole_without_one(kind: LetterKind) -> None:
    bare = replace(draft(kind), cases=(), commands=(), text="")
    for language in languages_of(kind):
        letter = renderer().render(replace(bare, language=language), NOW, "n1")
        assert "MF-" not in letter.subject + text_of(letter)
        assert len(text_of(letter).splitlines()) > 5


def test_the_subject_of_a_link_s_mail_is_answered_without_its_token() -> None:
    token = identity().token(COORDINATOR, "MF-2027-0001", "status", NOW)
    letter = renderer().render(
        draft(LetterKind.CONFIRMATION, subject=f"Vis status [MF-2027-0001] ({token})"), NOW, "n1"
    )
    assert letter.subject == "Re: Vis status [MF-2027-0001]"
