"""Text comes out as its writer saw it, whatever the label says."""

# ruff: noqa: E501 - fields stand on one line

from __future__ import annotations

import pytest

from mailbot.reading.charset import decode, read_text
from tests.reading.letters import body, raw, read

WRITTEN = "Kære Åse, blåbærgrød på Ærø – “godt”, café"


@pytest.mark.parametrize(
    "label", ["utf-8", "UTF8", "iso-8859-1", "windows-1252", "us-ascii", None, "", "x-unknown", "base64", "utf-16"]
)
def test_utf8_under_any_label(label: str | None) -> None:
    assert read_text(WRITTEN.encode(), label) == WRITTEN


@pytest.mark.parametrize(
    "label", ["utf-8", "iso-8859-1", "windows-1252", "us-ascii", None, "unknown-8bit", "'ISO-8859-1'", "rot13"]
)
def test_windows_letters_under_any_label(label: str | None) -> None:
    assert read_text(WRITTEN.encode("cp1252"), label) == WRITTEN


@pytest.mark.parametrize("charset", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_double_encoded_text_is_repaired(charset: str, times: int) -> None:
    text = "Kære Åse, blåbærgrød på Ærø"
    wrong = text
    for _ in range(times):
        wrong = wrong.encode().decode("cp1252" if charset == "cp1252" else "latin-1", "replace")
    if "\ufffd" not in wrong:
        assert read_text(wrong.encode(), "utf-8") == text


def test_capital_letters_before_curly_quotes_are_not_taken_for_utf8() -> None:
    assert read_text("”ÆRØ” og ”RØ–huset”".encode("cp1252"), "windows-1252") == "”ÆRØ” og ”RØ–huset”"


def test_footer_in_another_charset() -> None:
    data = f"{WRITTEN}\n".encode() + "Tænk på miljøet".encode("latin-1")
    assert read_text(data, "utf-8") == f"{WRITTEN}\nTænk på miljøet"
    assert read_text(data, "iso-8859-1") == f"{WRITTEN}\nTænk på miljøet"


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-7", "cp865", "mac-roman"])
def test_rarer_charsets(charset: str) -> None:
    label = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "cp865": None, "mac-roman": None}.get(charset, charset)
    assert read_text("Kære Åse på Ærø".encode(charset), label) == "Kære Åse på Ærø"


def test_composed_letters_plain_blanks_and_nothing_invisible() -> None:
    assert read_text("A\u030aben\u00a0have\u200b, po\u00adser\ufeff\u202e".encode(), "utf-8") == "\u00c5ben have, poser"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends_become_one_sort(end: str) -> None:
    assert read_text(f"æ{end}b".encode(), "utf-8") == "æ\nb"


@pytest.mark.parametrize(
    "label", ["undefined", "idna", "unicode_escape", "zlib", "a" * 5_000, "utf-32", "\x00", "æ", "hz"]
)
def test_no_label_makes_it_raise(label: str) -> None:
    for data in (b"", b"\xff\xfe", b"\x80\x81", bytes(range(256))):
        assert isinstance(decode(data, label), str)


def test_mail_without_mime_headers_in_latin1() -> None:
    mail = read(
        raw(
            "Vi mangler én til at pumpe dæk.",
            From="Knud Åge <k@x.example>",
            subject="Job på øen",
            charset="latin-1",
            MIME_Version="",
            Content_Type="",
            Content_Transfer_Encoding="",
        )
    )
    assert mail.sender is not None
    assert (mail.sender.name, mail.subject, mail.newest) == (
        "Knud Åge",
        "Job på øen",
        "Vi mangler én til at pumpe dæk.",
    )


def test_forgotten_quoted_printable_is_undone() -> None:
    assert "på Ærø, sådan" in body(
        read(raw("Vi bor p=C3=A5 =C3=86r=C3=B8, s=C3=A5dan er det", Content_Transfer_Encoding=""))
    )


def test_lines_that_end_in_cr_alone() -> None:
    assert read(raw("Hej\nVi søger en").replace(b"\r\n", b"\r")).newest == "Hej\nVi søger en"


def test_nul_bytes_are_left_out() -> None:
    assert read(raw("Vi s\0øger en til haven")).newest == "Vi søger en til haven"
