"""Whose words stand where, in the way that each mail program quotes."""

# ruff: noqa: E501 - lines stand as mail programs write them

from __future__ import annotations

import pytest

from mailbot.model import Layer
from tests.reading.letters import body, layer, mixed, raw, read

LETTER = """Kære Karen

Tak for jeres tilbud. Vi mangler endnu:

1. Hvor mange timer om ugen drejer det sig om?
2. Hvornår kan arbejdet begynde?

Arbejdsplads: Børnehaven Solgården
Timer: ?

Venlig hilsen
Jobcenter Ærø
Telefon 62 52 00 11"""
US = "Jobcenter Ærø"
BOX = "mikrofleksjob@aeroe-kommune.example"
MARKED = "\n".join(f"> {line}".rstrip() for line in LETTER.split("\n"))
BLOCK = f"Fra: {US} <{BOX}>\nSendt: 17. februar 2027 14:32\nTil: Karen Holm <karen@solgaarden.example>\nEmne: Re: Mikrofleksjob [MF-2027-0012]"

QUOTATIONS = {
    "outlook": f"\n\n{BLOCK}\n\n{LETTER}",
    "outlook bold labels": "\n\n" + BLOCK.replace("Fra:", "*Fra:*").replace("Sendt:", "*Sendt:*").replace("Emne:", "*Emne:*") + f"\n\n{LETTER}",
    "outlook english": f"\n\nFrom: {US} <{BOX}>\nSent: Wednesday, February 17, 2027 2:32 PM\nTo: Karen\nSubject: Re: Mikrofleksjob\n\n{LETTER}",
    "outlook web": f"\n________________________________\n{BLOCK}\n\n{LETTER}",
    "outlook on a phone": f"\n\nHent Outlook til iOS<https://aka.example/x>\n________________________________\n{BLOCK}\n\n{LETTER}",
    "outlook mac": f"\n\nFra: {US} <{BOX}>\nDato: onsdag, 17. februar 2027 kl. 14.32\nTil: Karen\nEmne: Re: Mikrofleksjob\n\n{LETTER}",
    "outlook mac 2019": f'\n\nD. 17/02/2027 14.32 skrev "{US}" <{BOX}>:\n\n    ' + LETTER.replace("\n", "\n    "),
    "outlook old": f"\n\n-----Oprindelig meddelelse-----\nFra: {US} [mailto:{BOX}]\nSendt: 17. februar 2027 14:32\nTil: Karen\nEmne: Mikrofleksjob\n\n{LETTER}",
    "gmail": f"\n\nDen ons. 17. feb. 2027 kl. 14.32 skrev {US} <\n{BOX}>:\n\n{MARKED}",
    "gmail, new": f"\n\nons. 17. feb. 2027 kl. 14.32 skrev {US} <{BOX}\n>:\n\n{MARKED}",
    "gmail english": f"\n\nOn Wed, Feb 17, 2027 at 2:32 PM {US} <{BOX}>\nwrote:\n\n{MARKED}",
    "iphone": f"\n\nSendt fra min iPhone\n\n> Den 17. feb. 2027 kl. 14.32 skrev {US} <{BOX}>:\n> \n> \ufeff\n{MARKED}",
    "apple mail": f"\n\n> Den 17. feb. 2027 kl. 14.32 skrev {US} <{BOX}>:\n>\n{MARKED}",
    "yahoo": f"\n\n    Den onsdag den 17. februar 2027 kl. 14.32.11 CET skrev {US} <{BOX}>:  \n \n {LETTER}",
    "samsung": f"\n\n\n-------- Oprindelig besked --------\nFra: {US} <{BOX}>\nDato: 17.02.2027  14.32  (GMT+01:00)\nTil: Karen\nEmne: Mikrofleksjob\n\n{LETTER}",
    "k-9": f"\n\nDen 17. februar 2027 14.32.00 CET, {US} <{BOX}> skrev:\n{MARKED}",
    "k-9, headers": f"\n\n-------- Original besked --------\nEmne: Mikrofleksjob\nSendt: 17. februar 2027\nFra: {US} <{BOX}>\nTil: Karen\n\n{LETTER}",
    "swedish": f"\n\nFrån: {US} <{BOX}>\nSkickat: den 17 februari 2027 14:32\nTill: Karen\nÄmne: Mikrofleksjob\n\n{LETTER}",
    "norwegian": f"\n\n{US} <{BOX}> skrev følgende den 17/02/2027, 14:32:\n{MARKED}",
    "german": f"\n\nAm 17.02.2027 um 14:32 schrieb {US}:\n{MARKED}",
    "german outlook": f"\n\nVon: {US} <{BOX}>\nGesendet: Mittwoch, 17. Februar 2027 14:32\nAn: Karen\nBetreff: Mikrofleksjob\n\n{LETTER}",
    "only marks": f"\n\n{MARKED}",
}  # fmt: skip


@pytest.mark.parametrize("quotation", QUOTATIONS.values(), ids=list(QUOTATIONS))
@pytest.mark.parametrize(
    "text",
    [
        "5 timer",
        "1. højst 4 timer om ugen\n2. fra 1. marts",
        "Hej\n\nJa, det er rigtigt.\n\nVi tager gerne imod allerede i uge 9.",
    ],
)
def test_newest_text_comes_out_exactly_above_a_quotation(quotation: str, text: str) -> None:
    mail = read(raw(f"{text}{quotation}\n", subject="SV: Mikrofleksjob [MF-2027-0012]"))
    assert mail.newest == text
    assert "Telefon 62 52 00 11" in layer(mail, Layer.QUOTED)


@pytest.mark.parametrize("quotation", QUOTATIONS.values(), ids=list(QUOTATIONS))
def test_signature_above_a_quotation_is_told_apart(quotation: str) -> None:
    mail = read(
        raw(
            f"5 timer\n\nMed venlig hilsen\n\nKaren Holm\nLeder, Solgården\nTlf. 62 53 44 55{quotation}\n",
            subject="SV: Mikrofleksjob",
        )
    )
    assert mail.newest == "5 timer"
    assert "62 53 44 55" in layer(mail, Layer.SIGNATURE)


@pytest.mark.parametrize(
    "header",
    [
        f"Den 17-02-2027 kl. 14:32 skrev {US}:",
        f"Den 17.02.2027 kl. 14.32 skrev {US}:",
        f"On 17/02/2027 14:32, {US} wrote:",
    ],
)
def test_answer_below_the_quotation_is_newest(header: str) -> None:
    mail = read(raw(f"{header}\n{MARKED}\n\n4 timer, fra 1. marts\n\nmvh Karen\n", subject="Re: Mikrofleksjob"))
    assert mail.newest == "4 timer, fra 1. marts"


def test_answers_between_quoted_lines_are_newest_in_order() -> None:
    lines = MARKED.split("\n")
    lines.insert(5, "\nHøjst 5 timer\n")
    lines.insert(7, "\nFra uge 12\n")
    mail = read(
        raw(f"Den 17. feb. 2027 kl. 14.32 skrev {US} <{BOX}>:\n\n" + "\n".join(lines), subject="Sv: Mikrofleksjob")
    )
    assert mail.newest.split("\n") == ["Højst 5 timer", "Fra uge 12"]


def test_rest_of_a_quoted_line_that_was_broken_belongs_to_the_quotation() -> None:
    text = "Ja\n\n> Vi mangler endnu at vide, hvor mange timer om ugen arbejdet drejer sig\nom i alt\n> Venlig hilsen\n"
    assert read(raw(text, subject="Re: Mikrofleksjob")).newest == "Ja"


def test_from_and_until_are_no_headers_of_an_old_mail() -> None:
    text = "Vi søger en medarbejder.\n\nFra: 1. marts\nTil: 30. juni\nTimer: 5\n\nMvh Karen"
    assert "Til: 30. juni\nTimer: 5" in read(raw(text)).newest


def test_prose_with_wrote_is_no_introduction() -> None:
    text = "Den nye leder skrev i går til os:\nVi vil gerne have en til havearbejde, 5 timer om ugen."
    assert read(raw(text)).newest == text


def test_own_earlier_mail_in_prose_is_no_introduction() -> None:
    text = "Den 3. februar kl. 10.15 skrev jeg til jer:\nDet drejer sig stadig om 5 timer."
    assert read(raw(text)).newest == text


FORWARDS = {
    "gmail": "---------- Forwarded message ---------\nFra: Ole Berg <ole@havnen.example>\nDate: tors. 4. feb. 2027 kl. 16.03\nSubject: Mikrofleksjob\nTo: Karen Holm <karen@solgaarden.example>\n\n\n",
    "thunderbird": "-------- Videresendt meddelelse --------\nSubject: Mikrofleksjob\nDate: Thu, 4 Feb 2027 16:03:00 +0100\nFrom: Ole Berg <ole@havnen.example>\nTo: karen@solgaarden.example\n\n\n",
    "apple": "Start på videresendt besked:\n\nFra: Ole Berg <ole@havnen.example>\nEmne: Mikrofleksjob\nDato: 4. februar 2027 kl. 16.03.11 CET\nTil: Karen Holm\n\n",
    "apple english": "Begin forwarded message:\n\nFrom: Ole Berg <ole@havnen.example>\nSubject: Mikrofleksjob\nDate: 4 February 2027 at 16.03.11 CET\nTo: Karen Holm\n\n",
    "outlook": "Fra: Ole Berg <ole@havnen.example>\nSendt: 4. februar 2027 16:03\nTil: Karen Holm <karen@solgaarden.example>\nEmne: Mikrofleksjob\n\n",
    "outlook web": "________________________________\nFra: Ole Berg <ole@havnen.example>\nSendt: 4. februar 2027 16:03\nTil: Karen\nEmne: Mikrofleksjob\n\n",
}  # fmt: skip
OFFER = "Hej Karen\n\nVi kan bruge en til at male bænke, 4 timer om ugen fra 1. april.\n\nHilsen Ole"


@pytest.mark.parametrize("mark", FORWARDS.values(), ids=list(FORWARDS))
@pytest.mark.parametrize("remark", ["", "Er det jer?\n\nMvh Karen\n\n", "Se nedenfor\n\n"])
def test_what_is_forwarded_is_told_apart_with_its_writer(mark: str, remark: str) -> None:
    mail = read(raw(f"{remark}{mark}{OFFER}\n", subject="VS: Mikrofleksjob"))
    assert layer(mail, Layer.FORWARDED) == OFFER.removesuffix("\n\nHilsen Ole")
    assert mail.forwarded_from is not None
    assert (mail.forwarded_from.address, mail.forwarded_from.name) == ("ole@havnen.example", "Ole Berg")
    assert mail.newest == remark.partition("\n")[0]


def test_remark_above_an_old_mail_without_a_prefix_makes_it_forwarded() -> None:
    mail = read(raw(f"Hermed et tilbud fra havnen.\n\n{FORWARDS['outlook']}{OFFER}", subject="Mikrofleksjob på havnen"))
    assert "male bænke" in layer(mail, Layer.FORWARDED)


def test_old_mail_in_an_answer_is_quoted_even_without_own_text() -> None:
    mail = read(raw(f"\n\n{FORWARDS['outlook']}{OFFER}", subject="SV: Mikrofleksjob"))
    assert not layer(mail, Layer.FORWARDED)
    assert mail.newest == ""


def test_history_below_a_forwarded_mail_is_quoted() -> None:
    history = "\n\nFra: Karen Holm <karen@solgaarden.example>\nSendt: 3. februar 2027 08:00\nTil: Ole\nEmne: Job\n\nKan I bruge en?"
    mail = read(raw(f"{FORWARDS['outlook']}{OFFER}{history}", subject="VS: Job"))
    assert "Kan I bruge en?" in layer(mail, Layer.QUOTED)
    assert "male bænke" in layer(mail, Layer.FORWARDED)


def test_forwarded_mail_behind_quote_signs() -> None:
    marked = "\n".join(f"> {line}" for line in (FORWARDS["apple"].partition("\n\n")[2] + OFFER).split("\n"))
    mail = read(raw(f"Hermed\n\nStart på videresendt besked:\n\n{marked}\n", subject="Fwd: Mikrofleksjob"))
    assert "male bænke, 4 timer" in layer(mail, Layer.FORWARDED)
    assert mail.forwarded_from is not None
    assert mail.forwarded_from.address == "ole@havnen.example"


def test_mail_that_hangs_on_another_is_forwarded() -> None:
    inner = raw(OFFER, From="Ole Berg <ole@havnen.example>", subject="Job på havnen").decode()
    data = (
        "From: Karen <karen@solgaarden.example>\r\nSubject: Mikrofleksjob\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSe den vedlagte mail\r\n'
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
    )
    mail = read(data.encode())
    assert "male bænke" in layer(mail, Layer.FORWARDED)
    assert mail.newest == "Se den vedlagte mail"
    assert mail.forwarded_from is not None
    assert mail.forwarded_from.address == "ole@havnen.example"


QUOTED_PAGES = {
    "outlook": "<p class=MsoNormal>5 timer</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>Fra:</b> {us}<br><b>Sendt:</b> 17. februar 2027<br><b>Emne:</b> Re: Mikrofleksjob</p></div></div>{old}",
    "outlook web": '<div>5 timer</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><font><b>Fra:</b> {us}<br><b>Sendt:</b> 17. februar 2027<br><b>Emne:</b> x</font></div>{old}',
    "gmail": '<div dir="ltr">5 timer</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Den ons. 17. feb. 2027 kl. 14.32 skrev {us}:<br></div><blockquote class="gmail_quote">{old}</blockquote></div>',
    "thunderbird": '<div class="moz-cite-prefix">Den 17-02-2027 kl. 14:32 skrev {us}:<br></div><blockquote type="cite">{old}</blockquote><p>5 timer</p>',
    "iphone": '<div>5 timer</div><div dir="ltr"><br>Sendt fra min iPhone</div><div><br><blockquote type="cite"><div>Den 17. feb. 2027 skrev {us}:</div>{old}</blockquote></div>',
    "unknown language": '<div>5 timer</div><div class="moz-cite-prefix">Le 17 février 2027, {us} a dit:</div><blockquote type="cite">{old}</blockquote>',
    "yahoo": '<div>5 timer</div><div class="yahoo_quoted"><div>Den onsdag skrev {us}:</div>{old}</div>',
}  # fmt: skip


@pytest.mark.parametrize("page", QUOTED_PAGES.values(), ids=list(QUOTED_PAGES))
def test_quotations_in_html_are_told_by_the_mail_programs_marks(page: str) -> None:
    old = "<table><tr><td>Arbejdsplads</td><td>Solgården</td></tr></table><p>Telefon 62 52 00 11</p>"
    mail = read(mixed(None, f"<html><body>{page.format(us=US, old=old)}</body></html>", subject="SV: Mikrofleksjob"))
    assert mail.newest == "5 timer"
    assert "Arbejdsplads" in layer(mail, Layer.QUOTED)


def test_generic_indentation_in_html_is_no_quotation() -> None:
    page = '<div>Vi tilbyder:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>5 timer om ugen</div></blockquote>'
    assert "5 timer om ugen" in read(mixed(None, page)).newest


CLOSINGS = ["Med venlig hilsen", "M.v.h.", "mvh", "Mvh.", "Venlig hilsen", "VH", "Hilsen", "Mange hilsner", "De bedste hilsner", "Dbh", "Kh", "Best regards", "Kind regards", "Mit freundlichen Grüßen", "/Karen", "-- ", "med velig hilsen", "Med vennlig hilsen,"]  # fmt: skip


@pytest.mark.parametrize("closing", CLOSINGS)
def test_closing_begins_the_signature(closing: str) -> None:
    text = f"Hej\n\nVi vil gerne have en til køkkenet, 5 timer.\n\n{closing}\nKaren Holm\nÅbningstid: man-fre 8-16"
    mail = read(raw(text))
    assert mail.newest == "Hej\n\nVi vil gerne have en til køkkenet, 5 timer."
    assert "Åbningstid" in layer(mail, Layer.SIGNATURE)


def test_closing_behind_a_sentence_begins_the_signature() -> None:
    mail = read(raw("Vi mangler en til haven, 5 timer om ugen. Ring bare. Mvh Karen Holm, Solgården"))
    assert mail.newest == "Vi mangler en til haven, 5 timer om ugen. Ring bare."
    assert layer(mail, Layer.SIGNATURE) == "Mvh Karen Holm, Solgården"


def test_name_alone_begins_the_signature() -> None:
    mail = read(raw("Fra uge 16, 3 timer om ugen.\n\nKaren Holm\nkasserer"))
    assert mail.newest == "Fra uge 16, 3 timer om ugen."


def test_name_behind_a_label_is_no_signature() -> None:
    text = "Her er det, I spurgte om.\n\nKontaktperson:\nKaren Holm"
    assert read(raw(text)).newest == text


def test_thanks_at_the_beginning_are_no_closing() -> None:
    text = "Tak\n\nDet var en god samtale. Vi vil gerne have en til køkkenet.\n\n" + "\n\n".join(
        ["Der er meget at lave her hos os."] * 12
    )
    assert read(raw(text)).newest == text


@pytest.mark.parametrize("mark", ["PS: Det er 6 timer, ikke 5.", "NB: Kontakten er Rie.", "P.S. Vi har elevator"])
def test_postscript_below_a_signature_is_newest_again(mark: str) -> None:
    mail = read(raw(f"Vi søger en til haven.\n\nMvh Karen\nSolgården\n\n{mark}"))
    assert mark in mail.newest
    assert layer(mail, Layer.SIGNATURE) == "Mvh Karen\nSolgården"


def test_sentences_to_the_reader_below_a_signature_are_newest() -> None:
    last = "Ring til min kollega Dorthe, hvis det gælder køkkenet, hun har nummer 62 55 14 46."
    mail = read(raw(f"Vi søger en til haven.\n\nHilsen\nKaren Holm, Solgården\n\n{last}"))
    assert mail.newest.endswith(last)


NOTICES = [
    "Denne e-mail kan indeholde fortrolige oplysninger. Hvis du ikke er rette modtager, bedes du slette den.",
    "Tænk på miljøet, før du printer denne mail",
    "Læs om, hvordan vi behandler personoplysninger på vores hjemmeside",
    "This e-mail is confidential and intended for the recipient only.",
    "OBS: Send aldrig CPR-nummer eller andre følsomme oplysninger i en almindelig mail.",
    "Sendt fra min iPhone",
    "Sendt fra Outlook til Android",
    "Hent Outlook til iOS",
    "Sendt fra min Galaxy",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_notices_below_a_mail_are_told_apart(notice: str) -> None:
    mail = read(raw(f"Vi søger en til haven, 5 timer om ugen.\n\nMvh Karen\n\n{notice}"))
    assert notice in layer(mail, Layer.NOTICE)
    assert mail.newest == "Vi søger en til haven, 5 timer om ugen."


BANNERS = [
    "[EKSTERN MAIL] Denne mail er sendt uden for kommunen. Tænk dig om.",
    "ADVARSEL: Denne e-mail kommer fra en ekstern afsender. Klik ikke på links.",
    "Du får ikke ofte mails fra karen@solgaarden.example. Få mere at vide om, hvorfor dette er vigtigt",
    "CAUTION: This email originated from outside of the organization.",
    "EKSTERN E-MAIL",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_banners_of_gateways_are_notices(banner: str) -> None:
    mail = read(raw(f"{banner}\n\nVi søger en til haven.\n\nMvh Karen"))
    assert mail.newest == "Vi søger en til haven."
    assert layer(mail, Layer.NOTICE) == banner


def test_tag_in_front_of_the_text_is_a_notice() -> None:
    assert read(raw("[EKSTERN] Vi søger en til haven.")).newest == "Vi søger en til haven."


def test_segments_are_in_order_and_cover_every_word() -> None:
    mail = read(raw(f"[EKSTERN] Hej\n\n5 timer. Mvh Karen\n\nSendt fra min iPhone{QUOTATIONS['gmail']}"))
    part = mail.part("body")
    assert part is not None
    ends = [0]
    for segment in part.segments:
        assert segment.start >= ends[-1]
        assert part.text[ends[-1] : segment.start].strip() == ""
        ends.append(segment.end)
    assert body(mail)[ends[-1] :].strip() == ""
