"""Mails of a wanted size, each sentence another one, so that no cache makes them cheap."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from email.message import EmailMessage

_DOING = ("vander", "fejer", "sorterer", "pudser", "maler", "rydder", "samler", "folder", "vasker", "klipper")
_THINGS = ("krukkerne", "gulvet", "bøgerne", "ruderne", "hegnet", "lageret", "papiret", "dugene", "koppen", "hækken")
_WHERE = ("ved døren", "i kælderen", "på loftet", "bag skuret", "i gården", "i køkkenet", "på kajen", "i haven")

OFFER = """\
Hej

Nordby Skole vil gerne tilbyde et mikrofleksjob. Opgaverne er at vande planter, feje gården og sætte stole op.
Vi tænker 4 timer om ugen fra den 1. april.

{more}
Kontaktperson: Lise Holm, tlf. 62 53 18 27.

Venlig hilsen
Lise Holm
Nordby Skole
"""


def sentences() -> Iterator[str]:
    """Sentences without end, no two of them the same."""
    for number in itertools.count(1):
        for doing, thing, where in itertools.product(_DOING, _THINGS, _WHERE):
            yield f"Person {number} {doing} {thing} {where}."


def filler(size: int) -> str:
    """About so many characters of prose, in lines and paragraphs."""
    lines: list[str] = []
    length = 0
    for number, sentence in enumerate(sentences()):
        if length >= size:
            break
        lines.append(sentence + ("\n" if number % 5 == 4 else ""))
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def plain_mail(size: int, number: int = 1) -> bytes:
    """A plain text mail of about so many octets."""
    mail = _mail(number)
    mail.set_content(OFFER.format(more=filler(max(0, size - len(OFFER) - 400))), cte="8bit")
    return mail.as_bytes()


def outlook_mail(size: int) -> bytes:
    """A mail as Outlook writes it: plain text and HTML, together about so many octets."""
    mail = _mail(1)
    text = OFFER.format(more=filler(size // 12))
    mail.set_content(text)
    paragraphs = "".join(
        f'<p class="MsoNormal"><span lang="DA" style="font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif">'
        f"{line or '&nbsp;'}<o:p></o:p></span></p>\n"
        for line in text.splitlines()
    )
    page = (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="DA"><div>{paragraphs}</div></body></html>'
    )
    mail.add_alternative(page, subtype="html")
    return mail.as_bytes()


def _mail(number: int) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Lise Holm <lise{number}@aeroe-kommune.example>"
    mail["To"], mail["Subject"] = "mikrofleksjob@aeroe-kommune.example", "Mikrofleksjob"
    mail["Date"] = "Mon, 01 Feb 2027 09:00:00 +0100"
    mail["Message-ID"] = f"<bench-{number}@aeroe-kommune.example>"
    return mail
