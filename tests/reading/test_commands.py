"""What coordinators write back is read as section 8 of the contract says."""

from __future__ import annotations

import datetime as dt

import pytest

from mailbot.model import Address, Command, Layer, Mail, Part, Route, Segment
from mailbot.reading.command import read_command
from mailbot.rulebook.book import load_rulebook

RULES = load_rulebook()
TODAY = dt.date(2027, 2, 8)


def mail(newest: str, behind: str = "") -> Mail:
    text = newest + behind
    segments = (Segment(Layer.NEWEST, 0, len(newest)), Segment(Layer.SIGNATURE, len(newest), len(text)))
    return Mail(
        message_id="<svar@aeroe-kommune.example>",
        references=(),
        sender=Address("koordinator@aeroe-kommune.example", "Lone Skov"),
        reply_to=None,
        to=(),
        subject="Re: Mikrofleksjob [MF-2027-0001]",
        date=None,
        parts=(Part("subject", "Re: Mikrofleksjob", ()), Part("body", text, segments)),
        attachments=(),
        headers=(),
        automatic=False,
        automatic_why="",
        delivery=None,
        cpr=False,
        language="da",
        digest="",
    )


def read(newest: str) -> Command:
    return read_command(mail(newest), RULES, TODAY)


@pytest.mark.parametrize(
    ("line", "name", "told"),
    [
        ("godkendt kommunal", "approve", {"route": Route.KOMMUNAL}),
        ("GODKENDT: Institution!!", "approve", {"route": Route.INSTITUTION}),
        ("Godkendt som egenansættelse.", "approve", {"route": Route.INSTITUTION}),
        ("Hej Mette, godkendt forening, tak", "approve", {"route": Route.FORENING}),
        ("*Godkendt forening*", "approve", {"route": Route.FORENING}),
        ("godkendt forening /Lone", "approve", {"route": Route.FORENING}),
        ("godkendt", "approve", {"route": None}),
        ("direktionen", "direction", {}),
        ("Status?", "status", {}),
        ("reserveret K-17", "reserve", {"reference": "K-17"}),
        ("reserveret ref. K 17", "reserve", {"reference": "K 17"}),
        ("Tak! Ledig", "release", {}),
        ("frigiv", "release", {}),
        ("besat 1. marts", "fill", {"date": dt.date(2027, 3, 1), "hours": None, "reference": ""}),
        ("besat 1. marts 4 timer R-17", "fill", {"date": dt.date(2027, 3, 1), "hours": 4.0, "reference": "R-17"}),
        ("Besat pr. 1/3-27, 4,5 t.", "fill", {"date": dt.date(2027, 3, 1), "hours": 4.5}),
        ("besat mandag d. 1. marts MF-2027-0003", "fill", {"date": dt.date(2027, 3, 1), "reference": ""}),
        ("ophørt 5/3", "end", {"date": dt.date(2027, 3, 5)}),
        ("ophoert i dag", "end", {"date": TODAY}),
        ("ophørt 1. september", "end", {"date": dt.date(2026, 9, 1)}),
        ("pulje 10", "pool", {"pool": "10"}),
        ("pulje 10 timer", "pool", {"pool": "10"}),
        ("ryk", "remind", {}),
        ("Timer: 5", "hours", {"hours": 5.0}),
        ("timer 4½", "hours", {"hours": 4.5}),
        ("timer 6 om ugen", "hours", {"hours": 6.0}),
        ("START 15. marts.", "start", {"date": dt.date(2027, 3, 15)}),
        ("start uge 12", "start", {"date": dt.date(2027, 3, 22)}),
        ("afsender ok", "sender_ok", {}),
        ("fortryd", "undo", {}),
        ("genåbn", "reopen", {}),
        ("genaabn", "reopen", {}),
        ("opret", "adopt", {}),
        ("Uændret, hilsen Lone", "unchanged", {}),
    ],
)
def test_a_command_is_read_with_what_it_takes(line, name, told):
    command = read(line)
    assert command.name == name
    assert command.leftover == ""
    assert {key: getattr(command, key) for key in told} == told


@pytest.mark.parametrize(
    ("line", "name", "phone", "email"),
    [
        ("kontakt Lene Juhl, 62 53 11 22, lene@x.example", "Lene Juhl", "62531122", "lene@x.example"),
        ("kontakt: Lene Juhl tlf. 62531122", "Lene Juhl", "62531122", ""),
        ("Kontakt Åse Nørby-Krogh", "Åse Nørby-Krogh", "", ""),
        ("kontakt lene@x.example", "", "", "lene@x.example"),
    ],
)
def test_a_contact_has_name_phone_and_mail_in_any_shape(line, name, phone, email):
    command = read(line)
    assert (command.name, command.leftover) == ("contact", "")
    assert (command.contact_name, command.contact_phone, command.contact_email) == (name, phone, email)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("godkendt forening, hvis de er forsikret", "hvis de er forsikret"),
        ("godkendt kommunal forening", "kommunal forening"),
        ("besat 1. marts 4 timer hvis hun vil", "hvis hun vil"),
        ("besat 29/2", "29/2"),
        ("besat 1. marts 4", "4"),
        ("reserveret til Anne", "Anne"),
        ("timer op til 5", "op til 5"),
        ("timer 4-5", "4-5"),
        ("start hurtigst muligt", "hurtigst muligt"),
        ("start 1. marts eller 1. april", "1. marts eller 1. april"),
        ("start tirsdag den 1. marts", "tirsdag den 1. marts"),
        ("ledig fra 1/3", "1/3"),
        ("svar Kære Ole", "Kære Ole"),
        ("afvist de har ikke plads", "de har ikke plads"),
    ],
)
def test_words_that_belong_to_nothing_are_left_over(line, left):
    assert read(line).leftover == left


def test_a_text_is_all_of_the_newest_words_without_the_signature():
    command = read_command(
        mail("Hej\n\nsvar: Kære Ole\n\nStart endelig.\nVi ringer.\n", "\n-- \nLone Skov"), RULES, TODAY
    )
    assert (command.name, command.text) == ("answer", "Kære Ole\n\nStart endelig.\nVi ringer.")
    assert command.further == ()


def test_a_text_command_without_text_has_none():
    assert read("afvist:").text == ""
    assert read("afvist").text == ""


def test_a_masked_cpr_number_stays_recognisable_as_a_reference():
    assert "#" in read("reserveret ######-####").reference


@pytest.mark.parametrize("line", ["forening", "Egenansættelse.", "institution, tak"])
def test_the_routes_word_alone_is_told_apart(line):
    command = read(line)
    assert command.name is None
    assert command.route_only
    assert command.route in (Route.FORENING, Route.INSTITUTION)


@pytest.mark.parametrize(
    ("line", "nearest"),
    [("stautus", "status"), ("godkent forening", "approve"), ("5 timer", "hours"), ("rkyk", "remind")],
)
def test_a_misspelt_word_orders_nothing_but_names_the_nearest(line, nearest):
    command = read(line)
    assert command.name is None
    assert command.nearest == nearest


@pytest.mark.parametrize("newest", ["Kan vi ikke tage den på mandag?", "", "\n\n", "Hej", "Mvh", "!!!", "Tak for det"])
def test_prose_is_no_command(newest):
    command = read(newest)
    assert (command.name, command.nearest, command.route_only) == (None, "", False)


def test_blank_lines_and_a_greeting_are_skipped_and_the_line_is_kept_as_written():
    command = read("\n\nKære alle\n\n  Godkendt Forening!  \nMvh Lone")
    assert (command.name, command.line) == ("approve", "  Godkendt Forening!  ")


def test_further_commands_are_named():
    assert read("godkendt forening\n\nbesat 1. marts\nVi ses\nnotat: ring").further == ("besat 1. marts", "notat: ring")


def test_a_date_without_a_year_is_the_nearest():
    assert read_command(mail("ophørt 28. december"), RULES, dt.date(2027, 1, 4)).date == dt.date(2026, 12, 28)
    assert read_command(mail("start 4. januar"), RULES, dt.date(2026, 12, 28)).date == dt.date(2027, 1, 4)
