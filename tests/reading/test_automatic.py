"""Mails that no person wrote are known by headers, structure and words; what people write is not taken for one."""

# ruff: noqa: E501 - mails stand as they were sent

from __future__ import annotations

import pytest

from mailbot.model import Kind
from mailbot.reading.automatic import tell_kind_by_structure
from tests.reading.letters import mixed, raw, read, rulebook

BY_HEADER = [
    ({"Auto_Submitted": "auto-replied (vacation)"}, Kind.AUTO_REPLY),
    ({"Auto_Submitted": "auto-generated"}, Kind.OTHER),
    ({"Auto_Submitted": "Auto-Notified"}, Kind.AUTO_REPLY),
    ({"X_Autoreply": "yes"}, Kind.AUTO_REPLY),
    ({"X_Autorespond": "fravær"}, Kind.AUTO_REPLY),
    ({"Precedence": "auto_reply"}, Kind.AUTO_REPLY),
    ({"X_MS_Exchange_Inbox_Rules_Loop": "karen@solgaarden.example"}, Kind.AUTO_REPLY),
    ({"Precedence": "bulk"}, Kind.BULK),
    ({"Precedence": "junk"}, Kind.BULK),
    ({"Precedence": "list"}, Kind.OTHER),
    ({"List_Id": "<foreninger.lister.example>"}, Kind.OTHER),
    ({"List_Post": "<mailto:foreninger@lister.example>"}, Kind.OTHER),
    ({"List_Unsubscribe": "<https://nyt.example/af>"}, Kind.BULK),
    ({"Feedback_ID": "1:2:3:nyt"}, Kind.BULK),
    ({"Return_Path": "<>"}, Kind.AUTO_REPLY),
    ({"From": "MAILER-DAEMON@mx.example (Mail Delivery System)"}, Kind.BOUNCE),
    ({"X_Failed_Recipients": "ole@havnen.example"}, Kind.BOUNCE),
]
BY_SUBJECT = [
    ("Automatisk svar: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Autosvar: SV: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Fraværende: SV: mikrofleksjob", Kind.AUTO_REPLY),
    ("SV: Automatisk svar: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Ikke på kontoret: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Out of office: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Automatic reply: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Abwesenheitsnotiz: Mikrofleksjob", Kind.AUTO_REPLY),
    ("Tilbagekald: Mikrofleksjob", Kind.OTHER),
]
OFFER = "Vi vil gerne have en til haven, 5 timer om ugen fra 1. marts.\n\nMvh Karen Holm"


@pytest.mark.parametrize(("headers", "kind"), BY_HEADER, ids=[next(iter(h)) for h, _ in BY_HEADER])
def test_header_of_a_machine(headers: dict[str, str], kind: Kind) -> None:
    mail = read(raw(OFFER, **headers))
    told = tell_kind_by_structure(mail, rulebook())
    assert mail.automatic
    assert told is not None
    assert told[0] is kind


@pytest.mark.parametrize(("subject", "kind"), BY_SUBJECT)
def test_subject_of_a_machine(subject: str, kind: Kind) -> None:
    mail = read(raw("Jeg er tilbage mandag.", subject=subject))
    told = tell_kind_by_structure(mail, rulebook())
    assert mail.automatic
    assert told is not None
    assert told[0] is kind


@pytest.mark.parametrize(
    "text",
    [
        "AUTOSVAR\n\nPostkassen tømmes om onsdagen. Dette er et automatisk svar.",
        "Jeg holder ferie til og med den 15. februar og læser ikke mail. Ved hastesager kontakt Ole.",
        "Jeg er på ferie til den 3. august. Haster det, så kontakt min kollega på 62 52 11 11.",
        "Tak for din mail. Vi svarer hurtigst muligt, normalt inden for 5 dage.",
        "Vi holder sommerferielukket i uge 28-30. Ved akutte henvendelser ring til vagten.\n\nJeg svarer igen til august, når jeg er tilbage.",
        "Jeg er ikke på kontoret i dag, men er tilbage igen på mandag.",
        "Jeg er fratrådt min stilling. Kontakt venligst Ole Berg.",
        "I am currently out of the office and will return on Monday. In urgent matters call Ole.",
        "Ich bin im Urlaub und ab Montag wieder im Büro erreichbar.",
        "Du kan ikke besvare denne mail. Din henvendelse er modtaget.",
    ],
)
def test_absence_told_by_words_alone(text: str) -> None:
    mail = read(raw(text, subject="Re: Mikrofleksjob"))
    assert mail.automatic
    assert mail.automatic_why == "automatic.absence_text"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Mikrofleksjob", OFFER),
        (
            "Mikrofleksjob",
            "Hej\n\nVi vil gerne have en til haven, 5 timer om ugen. Jeg er på ferie til den 3. august, så ring til Ole, hvis det haster.",
        ),
        ("SV: Mikrofleksjob", "5 timer. Jeg er tilbage på kontoret på mandag."),
        ("SV: Mikrofleksjob", "Tak for din mail. Vi vil gerne starte hurtigst muligt, og det er 4 timer om ugen."),
        ("SV: Mikrofleksjob", "Tak for svaret! Det er helt rigtigt forstået."),
        ("Mikrofleksjob i ferien", "Vi mangler en til at passe høns i sommerferien, 3 timer om ugen fra 1. juli."),
        ("SV: Mikrofleksjob", "Jeg vender tilbage på mandag, når jeg har talt med lederen."),
        ("Ferieafløsning og mikrofleksjob", OFFER),
        ("SV: Mikrofleksjob", "Vi trækker tilbuddet tilbage."),
        ("Accepteret: Møde om mikrofleksjob", "Vi ses."),
        ("Læst på jeres side om mikrofleksjob", OFFER),
    ],
)
def test_what_people_write_is_not_automatic(subject: str, text: str) -> None:
    assert not read(raw(text, subject=subject)).automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Auto_Response_Suppress": "All"},
        {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"},
        {"Auto_Submitted": "no"},
        {"Return_Path": "<karen@solgaarden.example>"},
        {"Precedence": "normal"},
        {"X_Autoreply": "no"},
    ],
)
def test_harmless_headers(headers: dict[str, str]) -> None:
    assert not read(raw(OFFER, **headers)).automatic


def test_automatic_words_in_a_quotation_do_not_count() -> None:
    text = "5 timer\n\nDen 17. feb. 2027 kl. 14.32 skrev Jobcenter <a@b.example>:\n> Dette er et automatisk svar. Denne mail kan ikke besvares.\n"
    assert not read(raw(text, subject="SV: Mikrofleksjob")).automatic


def test_automatic_mail_that_quotes_an_offer_stays_automatic() -> None:
    quoted = "\n".join(f"> {line}" for line in OFFER.split("\n"))
    assert read(raw(f"AUTOSVAR\n\nVi har modtaget din mail.\n\n{quoted}", subject="Re: Mikrofleksjob")).automatic


def test_newsletter_from_a_machine_without_headers() -> None:
    mail = read(
        raw(
            "Nyt fra øen.\n\nAfmeld nyhedsbrevet her",
            From="Øens Nyt <nyhedsbrev@nyt.example>",
            subject="Nyt om mikrofleksjob",
        )
    )
    assert mail.automatic_why == "automatic.bulk_text"


def test_calendar_invitation_is_other_but_may_be_answered() -> None:
    mail = read(mixed("Møde", subject="Invitation: Møde", files=[("invite.ics", "text/calendar", b"BEGIN:VCALENDAR")]))
    assert not mail.automatic
    assert tell_kind_by_structure(mail, rulebook()) == (Kind.OTHER, "structure.calendar")


def test_ordinary_mail_has_no_kind_by_structure() -> None:
    assert tell_kind_by_structure(read(raw(OFFER)), rulebook()) is None


def test_every_code_has_a_kind_and_a_sentence() -> None:
    rules = rulebook()
    signs = (*rules.automatic.bounce_headers, *rules.automatic.headers, *rules.automatic.late_headers)
    assert {sign.code for sign in signs} <= set(rules.automatic.kinds)
    assert set(rules.automatic.kinds) <= set(rules.reasons.automatic)
