"""Attachments that people fill in are read; hostile ones are listed with the reason."""

# ruff: noqa: E501 - documents stand on one line

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
import pytest

from mailbot.model import Layer, Mail
from mailbot.reading.attachments import bounds
from tests.reading.letters import mixed, read

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DATA = "application/octet-stream"
FORM = [("Arbejdsplads", "Børnehaven Solgården"), ("Kontaktperson", "Karen Holm, 62 53 44 55"), ("Timer", "5 om ugen")]


def with_file(name: str, data: bytes, kind: str = DATA, text: str = "Se vedhæftede.") -> Mail:
    return read(mixed(text, files=[(name, kind, data)]))


def text_of(mail: Mail, name: str) -> str:
    part = mail.part(name)
    assert part is not None, mail.attachments
    assert [s.layer for s in part.segments] == [Layer.ATTACHMENT]
    return part.text


def zipped(**members: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return held.getvalue()


def word(body: str) -> bytes:
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped(**{"word__document.xml": f"<w:document {ns}><w:body>{body}</w:body></w:document>"})


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_word_document_with_a_table() -> None:
    document = docx.Document()
    document.add_paragraph("Tilbud om mikrofleksjob på Ærø")
    table = document.add_table(rows=0, cols=2)
    for label, value in FORM:
        row = table.add_row().cells
        row[0].text, row[1].text = label, value
    held = io.BytesIO()
    document.save(held)
    lines = text_of(with_file("tilbud.docx", held.getvalue(), WORD), "tilbud.docx").split("\n")
    assert lines == ["Tilbud om mikrofleksjob på Ærø", *(f"{label} | {value}" for label, value in FORM)]


def test_word_form_without_its_hints_and_without_what_is_struck_out() -> None:
    hint = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + paragraph("Klik her") + "</w:sdtContent></w:sdt>"
    )
    filled = "<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("5 timer") + "</w:sdtContent></w:sdt>"
    body = (
        hint
        + filled
        + paragraph("4 timer", "<w:strike/>")
        + "<w:del>"
        + paragraph("3")
        + "</w:del>"
        + paragraph("skjult", "<w:vanish/>")
        + paragraph("fra maj", '<w:strike w:val="0"/>')
    )
    assert text_of(with_file("form.docx", word(body)), "form.docx").split("\n\n\n") == ["5 timer", "fra maj"]


def test_opendocument_text() -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>'
        "<text:p>Legestuen<text:s/>på <text:span>Ærø</text:span><text:line-break/>Søby</text:p><table:table><table:table-row>"
        "<table:table-cell><text:p>Timer</text:p></table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>feje</text:p></text:list-item></text:list></office:text></office:body></office:document-content>"
    )
    data = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": content})
    assert text_of(with_file("legestue.odt", data), "legestue.odt") == "Legestuen på Ærø\nSøby\nTimer | 5\n- feje"


def test_sheet_with_dates_and_decimals() -> None:
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("Opgave", "Timer", "Start"), ("Have", 2.5, dt.date(2027, 3, 1)), ("Køkken", 5, "snarest")]:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    assert (
        text_of(with_file("tilbud.xlsx", held.getvalue()), "tilbud.xlsx")
        == "Opgave | Timer | Start\nHave | 2,5 | 1.3.2027\nKøkken | 5 | snarest"
    )


def pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 600 800]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]  # fmt: skip
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % p for p in places
    )
    return out + table + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))


def test_pdf_with_text() -> None:
    assert text_of(with_file("job.pdf", pdf("5 timer på Ærø")), "job.pdf") == "5 timer på Ærø"


def test_rich_text() -> None:
    data = rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}\f0 Solg\'e5rden\par Timer: 5\par}"
    assert text_of(with_file("job.rtf", data), "job.rtf").split("\n")[:2] == ["Solgården", "Timer: 5"]


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_text_file(charset: str) -> None:
    assert (
        text_of(with_file("job.txt", "Køkkenhjælp, 5 timer".encode(charset), "text/plain"), "job.txt")
        == "Køkkenhjælp, 5 timer"
    )


def winmail(body: bytes) -> bytes:
    def entry(level: int, name: int, kind: int, data: bytes) -> bytes:
        return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + entry(1, 0x9007, 6, struct.pack("<II", 1252, 0))
        + entry(1, 0x800C, 2, body + b"\0")
    )


def test_winmail_is_the_body_where_there_is_no_other() -> None:
    mail = with_file(
        "winmail.dat", winmail("Vi søger en til haven, 5 timer.".encode("cp1252")), "application/ms-tnef", text=""
    )
    assert mail.newest == "Vi søger en til haven, 5 timer."


def test_opaquely_signed_mail_is_read() -> None:
    inner = "Content-Type: text/plain; charset=utf-8\r\n\r\nVi søger en til haven, 5 timer.\r\n".encode()

    def der(tag: int, content: bytes) -> bytes:
        length = len(content)
        return bytes([tag]) + (bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")) + content

    encapsulated = der(0x30, bytes.fromhex("06092a864886f70d010701") + der(0xA0, der(0x04, inner)))
    signed = der(
        0x30,
        bytes.fromhex("06092a864886f70d010702")
        + der(0xA0, der(0x30, der(0x02, b"\1") + der(0x31, b"") + encapsulated)),
    )
    import base64

    data = (
        b"From: Karen <k@x.example>\r\nSubject: Mikrofleksjob\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(signed)
    )
    assert read(data).newest == "Vi søger en til haven, 5 timer."


def test_image_is_listed_and_not_read() -> None:
    mail = with_file("logo.png", b"\x89PNG", "image/png")
    assert [(a.name, a.read, a.why_not) for a in mail.attachments] == [("logo.png", False, "attachment.image")]


UNREAD = {
    "zip bomb": ("a.docx", word("<w:t>" + " " * 9_000_000 + "</w:t>"), "attachment.bomb"),
    "many members": ("a.docx", b"PK\x03\x04" + b"PK\x01\x02" * 3_000, "attachment.bomb"),
    "entities": ("a.docx", zipped(**{"word__document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "attachment.bomb"),
    "broken zip": ("a.docx", b"PK\x03\x04" + b"\0" * 100, "attachment.broken"),
    "broken xml": ("a.docx", zipped(**{"word__document.xml": "<a"}), "attachment.broken"),
    "broken pdf": ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj\n" * 50, "attachment.broken"),
    "pdf that points to itself": ("a.pdf", b"%PDF-1.7\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 9>>endobj\ntrailer<</Root<</Type/Catalog/Pages 1 0 R>>>>\n", "attachment.broken"),
    "broken winmail": ("winmail.dat", b"\x78\x9f\x3e\x22\1", "attachment.broken"),
    "empty": ("a.txt", b"", "attachment.empty"),
    "a program": ("a.exe", b"MZ\x90\0\3\0\0\0", "attachment.not_read"),
    "another zip": ("a.zip", zipped(readme="x"), "attachment.not_read"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "why"), UNREAD.values(), ids=list(UNREAD))
def test_hostile_and_broken_files_are_listed_with_the_reason(name: str, data: bytes, why: str) -> None:
    mail = with_file(name, data)
    assert [(a.read, a.why_not) for a in mail.attachments] == [(False, why)]
    assert mail.newest == "Se vedhæftede."


def test_every_reason_has_a_sentence() -> None:
    from tests.reading.letters import rulebook

    assert {why.partition(".")[2] for _, _, why in UNREAD.values()} <= set(rulebook().reasons.attachment)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "C:\\Windows\\a.txt",
        "/a.txt",
        "a\r\nb.txt",
        "=?utf-8?Q?=C3=A6.txt?=",
        "x" * 500 + ".txt",
    ],
)
def test_names_have_no_path_and_are_bounded(name: str) -> None:
    data = mixed("x", files=[("NAME.txt", "text/plain", b"hej")]).replace(b"NAME.txt", name.encode())
    for attachment in read(data).attachments:
        assert "/" not in attachment.name
        assert "\\" not in attachment.name
        assert attachment.name.isprintable()
        assert 0 < len(attachment.name) <= 120


def test_two_files_of_one_name_are_told_apart() -> None:
    mail = read(mixed("x", files=[("a.txt", "text/plain", b"en"), ("a.txt", "text/plain", b"to")]))
    assert [p.name for p in mail.parts] == ["subject", "body", "a.txt", "a.txt (2)"]


def test_only_so_many_files_are_read() -> None:
    mail = read(mixed("x", files=[(f"{n}.txt", "text/plain", b"hej") for n in range(bounds.COUNT + 3)]))
    assert [a.why_not for a in mail.attachments][-3:] == ["attachment.too_many"] * 3
