"""What the whole path costs on Dovecot, beside a bare loop on the same servers in the same run."""

from __future__ import annotations

import smtplib
import sqlite3
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

import mailparser
from imapclient import IMAPClient

from mailbot.app import hands_of, open_bot
from mailbot.jobs.poll import look_into_mailbox
from mailbot.jobs.send import send_due
from tests.bench.mails import plain_mail
from tests.servers import dovecot
from tests.servers.dovecot import Dovecot
from tests.servers.office import PostOffice, dovecot_office
from tests.servers.smtp_sink import SmtpSink

MAILS = 200
_BATCH = 100


def main() -> None:
    """Prints the table, or why there is none."""
    if not dovecot.installed():
        print("the whole path: Debian's dovecot-imapd is not installed here")
        return
    server, sink = Dovecot().start(), SmtpSink().start()
    try:
        bare = _bare_loop(_filled(server, sink), sink)
        taking, sending = _bot(_filled(server, sink))
    finally:
        sink.stop()
        server.stop()
    whole = MAILS / (taking + sending)
    print(f"the whole path on Dovecot, {MAILS} mails, half of them not for us, mails a second")
    print(f"  bare loop (fetch, mail-parser, commit, send 2 KB, move) {MAILS / bare:8.1f}")
    print(f"  the bot, all                                            {whole:8.1f}  ratio {whole * bare / MAILS:.2f}")
    print(f"  its parts, s: take in and file away {taking:.2f}, send {sending:.2f}")


def _filled(server: Dovecot, sink: SmtpSink) -> PostOffice:
    office = dovecot_office(sink, server)
    with office.client() as client:
        for number in range(MAILS):
            mail = plain_mail(3_000, number)
            if number % 2:
                mail = mail.replace(b"Subject: Mikrofleksjob", b"Subject: Kantinen")
            client.append("INBOX", mail)
    return office


def _bare_loop(office: PostOffice, sink: SmtpSink) -> float:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@b.example", "c@d.example", "x"
    letter.set_content("x" * 2_000)
    with tempfile.TemporaryDirectory() as folder, office.client() as client:
        table = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        table.executescript("pragma journal_mode=wal; pragma synchronous=full; create table mails (id, text)")
        client.create_folder("Done")
        began = time.perf_counter()
        with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
            _bare_rounds(client, table, smtp, letter)
        took = time.perf_counter() - began
        table.close()
    return took


def _bare_rounds(client: IMAPClient, table: sqlite3.Connection, smtp: smtplib.SMTP, letter: EmailMessage) -> None:
    client.select_folder("INBOX")
    uids = client.search("ALL")
    for at in range(0, len(uids), _BATCH):
        batch = uids[at : at + _BATCH]
        for uid, found in client.fetch(batch, ["BODY.PEEK[]"]).items():
            parsed = mailparser.parse_from_bytes(found[b"BODY[]"])
            table.execute("insert into mails values (?, ?)", (uid, parsed.body))
            smtp.send_message(letter)
        client.move(batch, "Done")


def _bot(office: PostOffice) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder, open_bot(office.config(Path(folder))) as bot, hands_of(bot) as hands:
        began = time.perf_counter()
        look_into_mailbox(hands.watching, bot.bench)
        taken = time.perf_counter()
        send_due(hands.sender, bot.bench)
        return taken - began, time.perf_counter() - taken


if __name__ == "__main__":
    main()
