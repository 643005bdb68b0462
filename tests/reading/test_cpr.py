"""CPR numbers are found by their shape in every spelling, and nothing else is."""

# ruff: noqa: E501 - spellings stand side by side

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.reading.cpr import mask_cpr
from mailbot.rulebook.patterns import fold
from tests.reading.letters import mixed, raw, read, rulebook

SPELLINGS = [
    "010190-1234", "0101901234", "010190 1234", "01 01 90 1234", "01.01.90-1234", "010190–1234", "010190/1234",
    "010190 - 1234", "010190-xxxx", "610190-1234", "cpr 010190 1234", "CPR: 0101901234", "cpr.nr. 01-01-90-1234",
    "født 01.01.90 1234", "010190.1234", "(010190-1234)", "010190-\n1234", "310299-0001", "01.01.1990-1234",
    "personnummer 01 01 90 1234", "01/01/90-1234", "010190‑1234", "910190-1234", "010190- 1234", "010190-****",
]  # fmt: skip
OTHERS = [
    "62 52 13 45", "tlf. 62521345", "+45 62521345", "0045 62 52 13 45", "CVR 28856075", "P-nr. 1012345678",
    "P-nr: 1003456789", "EAN 5790001234567", "2016-056452", "26/1234", "15.20.00-P19-3-26", "MF-2027-0012", "01-03-2027",
    "1.3.2027 - 1.6.2027", "01.03.27 - 2028", "01.03.2027-2028", "01-03-27 0900", "den 010327", "2027-03-01",
    "kl. 0900-1500", "reg. 1234 konto 0101901234", "fakturanr. 0101901234", "20 27 03 01", "30 40 50 60 70",
    "d. 01.03.27 kl. 0900", "https://x.example/?id=0101901234", "991390-1234", "000190-1234", "320190-1234", "011390-1234",
    "12345678901234", "a0101901234", "010190-12345", "01.03.27-30.06.27", "ordrenr 0101901234", "21 01 22 33 44",
]  # fmt: skip


@pytest.mark.parametrize("number", SPELLINGS)
def test_every_spelling_is_masked(number: str) -> None:
    masked = mask_cpr(f"Det gælder {number}, som bor her.", rulebook().cpr)
    assert masked.found
    assert "######-####" in masked.text
    assert "1234" not in masked.text


@pytest.mark.parametrize("number", OTHERS)
def test_other_numbers_are_left_alone(number: str) -> None:
    masked = mask_cpr(f"Det gælder {number}, som er her.", rulebook().cpr)
    assert not masked.found
    assert number in masked.text


@given(
    day=st.integers(1, 31),
    more=st.sampled_from([0, 60]),
    month=st.integers(1, 12),
    year=st.integers(0, 99),
    last=st.integers(0, 9999),
    joint=st.sampled_from(["-", "", " ", "–", " - ", "/"]),
)
def test_any_number_of_the_shape_is_masked(day: int, more: int, month: int, year: int, last: int, joint: str) -> None:
    number = f"{day + more:02}{month:02}{year:02}{joint}{last:04}"
    assert mask_cpr(f"Navn: Ole, {number}", rulebook().cpr).text == "Navn: Ole, ######-####"


def test_masked_everywhere_in_a_mail() -> None:
    data = mixed(
        "Han hedder Ole, 010190-1234.",
        subject="Mikrofleksjob til 020291-4321",
        files=[("aftale 030392-1111.txt", "text/plain", b"CPR 040493-2222")],
    )
    mail = read(data)
    assert mail.cpr
    kept = f"{mail.subject} {mail.parts} {mail.attachments} {mail.headers}"
    assert not any(number in kept for number in ("1234", "4321", "1111", "2222"))


def test_number_split_by_html_is_masked() -> None:
    mail = read(mixed(None, "<p>Ole <b>0101</b>90-<i>1234</i> og 020291&#8211;4321</p>"))
    assert mail.cpr
    assert fold(mail.newest) == "ole ######-#### og ######-####"


def test_numbers_of_machines_in_headers_are_no_cpr_numbers() -> None:
    mail = read(raw("Vi vil gerne have en til haven.", Message_ID="<0101901234@mail.example>", X_Queue="0101901234"))
    assert not mail.cpr
    assert mail.message_id == "<0101901234@mail.example>"
