"""Headers alone tell whether a mail is for us."""

# ruff: noqa: E501 - spellings stand side by side

from __future__ import annotations

import time

import pytest

from mailbot.reading.heading import for_us, read_heading
from tests.reading.letters import raw, rulebook

OURS = [
    "Mikrofleksjob", "MIKROFLEKSJOB", "Mikroflexjob", "Mikroflex-job", "Mikrofleks job", "Mikro-fleksjob", "Mikro fleks job",
    "microfleksjob", "Micro flex job", "mirkofleksjob", "mikofleksjob", "mikrofelksjob", "mikrofleksob", "minifleksjob",
    "SV: Mikrofleksjob", "Re: SV: VS: Mikrofleksjob", "[EKSTERN] Mikrofleksjob", "Fwd: Tilbud om mikrofleksjob på museet",
    "Mikrofleksjobbere til haven", "Mikrofleksjob?", "mikroflesjob", "Mikrofleskjob", "mikkrofleksjob", "Ang.: Mikrofleksjob",
    "Vi har et mikrofleksjob i køkkenet", "AW: Mikrofleksjob", "***SPAM*** Mikrofleksjob", "Mikrofleks",
]  # fmt: skip
OTHERS = [
    "Fleksjob", "Flexjob", "Et fleksjob", "Jobtilbud", "Mikrofon til salg", "Mikroskop", "Frokost på torsdag", "Forskelligt",
    "Mikrobølgeovn", "Fleksjobber søges", "Mikrolån job", "Mikkels fødselsdag", "Minijob", "Mikroplast", "Vikarjob", "",
    "Fleksjob i børnehaven", "Mikrobryggeri", "Refleks", "Mikael fleksjob",
]  # fmt: skip


def heading(**headers: str):  # noqa: ANN201
    return read_heading(raw("", **headers), rulebook())


@pytest.mark.parametrize("subject", OURS)
def test_subject_that_a_person_would_call_the_schemes(subject: str) -> None:
    assert heading(subject=subject).subject_match


@pytest.mark.parametrize("subject", OTHERS)
def test_subject_of_something_else(subject: str) -> None:
    assert not heading(subject=subject).subject_match


def test_subject_cut_over_encoded_words() -> None:
    found = heading(
        subject="=?utf-8?Q?Mikrofleks?=\r\n =?utf-8?Q?job_p=C3?=\r\n =?utf-8?Q?=A5_havnen?=", charset="ascii"
    )
    assert found.subject_match
    assert found.subject == "Mikrofleksjob på havnen"


def test_case_numbers_in_any_of_their_forms() -> None:
    assert heading(subject="Re: Job [MF-2027-0001, MF-2027-0002]").numbers == ("MF-2027-0001", "MF-2027-0002")
    assert heading(subject="vedr. mf 2027-0012").numbers == ("MF-2027-0012",)
    assert heading(subject="XMF-2027-0001").numbers == ()


def test_references_are_in_order_without_repeats() -> None:
    found = heading(References="<a@x.example> <b@x.example>\r\n <c@x.example>", In_Reply_To="<c@x.example>")
    assert found.references == ("<a@x.example>", "<b@x.example>", "<c@x.example>")


def test_reference_without_brackets_or_broken_by_folding() -> None:
    assert heading(In_Reply_To="c@x.example").references == ("<c@x.example>",)
    assert heading(References="<long-id-\r\n part@x.example>").references == ("<long-id-part@x.example>",)


def test_what_is_for_us() -> None:
    ours = {"<ours@aeroe-kommune.example>"}.__contains__
    assert for_us(heading(subject="Mikrofleksjob"), ours)
    assert for_us(heading(subject="Vedr. MF-2027-0003"), ours)
    assert for_us(heading(subject="SV: Hej", In_Reply_To="<ours@aeroe-kommune.example>"), ours)
    assert for_us(heading(subject="Kan ikke leveres: Hej", From="MAILER-DAEMON@mx.example"), ours)
    assert not for_us(heading(subject="SV: Hej", In_Reply_To="<other@aeroe-kommune.example>"), ours)


def test_report_by_its_headers() -> None:
    report = 'multipart/report; report-type=delivery-status; boundary="b"'
    assert heading(subject="Besked", Content_Type=report).report
    assert not heading(subject="Besked").report


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"\0\0\0", b"From", b":::\n\n", b"\xff\xfe\xfa", b"Subject: " + b"=?" * 9000]
)
def test_nothing_makes_it_raise(data: bytes) -> None:
    assert read_heading(data, rulebook()).sender is None


def test_cpr_number_in_a_subject_is_masked() -> None:
    assert heading(subject="Mikrofleksjob 010190-1234").subject == "Mikrofleksjob ######-####"


@pytest.mark.parametrize(
    "line",
    [
        b"From: " + b'"' * 50_000 + b"<a@b.example>",
        b"From: " + b"(" * 5_000,
        b"To: " + b"a@b.example, " * 10_000,
        b"Subject: " + b"=?utf-8?Q?a?= " * 5_000,
        b"References: " + b"<a@b.example> " * 50_000,
        b"Content-Type: text/plain; " + b"a*0=b; " * 5_000,
        b"X-A: b\r\n" * 20_000,
        b"Subject: " + b"=?a?b?" * 50_000,
    ],
)
def test_hostile_headers_cost_little(line: bytes) -> None:
    begin = time.process_time()
    read_heading(b"Message-ID: <a@b.example>\r\n" + line + b"\r\n\r\n", rulebook())
    assert time.process_time() - begin < 5  # what one mail may cost
