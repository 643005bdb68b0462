"""A whole corpus of mails through the real bot on Dovecot: all are in the ledger, and the folders agree with it."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from imapclient import IMAPClient

from mailbot.app import Bot, open_bot
from mailbot.model import Fate, LetterKind, MailRecord, Place
from tests.path.town import DONE, REVIEW
from tests.servers.console import Done, mailbot
from tests.servers.dovecot import Dovecot
from tests.servers.needs import need
from tests.servers.office import PostOffice, dovecot_office
from tests.servers.smtp_sink import SmtpSink

CORPUS = Path(os.environ.get("CORPUS") or Path(__file__).parents[3] / "shared" / "corpus") / "dev"
THEIRS = "Personale"
_FLAGS = ((), ("\\Flagged",), ("\\Seen", "\\Answered"), ("\\Seen", "$Forwarded"))
_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
AUTOMATIC = ("auto_reply", "bounce", "bulk")

Folders = dict[str, dict[int, tuple[bytes, tuple[str, ...]]]]


@dataclass
class Poured:
    """The corpus in a mailbox, before and after the bot; names are those of the corpus' files."""

    office: PostOffice
    config: Path
    raw: dict[str, bytes]
    uid: dict[int, str]  # in INBOX -> name
    theirs: list[tuple[bytes, tuple[str, ...]]]
    first: Done
    after: Folders
    letters: int
    lines: dict[str, MailRecord] = field(default_factory=dict)


@pytest.fixture(scope="module")
def poured(shared_dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poured]:
    if not CORPUS.is_dir():
        need(f"the corpus is not at {CORPUS}: set CORPUS to the folder that holds dev/")
    sink = SmtpSink().start()
    office = dovecot_office(sink, shared_dovecot)
    config = office.config(tmp_path_factory.mktemp("corpus"), digest={"at": "00:00"})  # not between the two rounds
    files = {path.stem: _wire(path.read_bytes()) for path in sorted(CORPUS.glob("*.eml"))}
    with office.client() as client:
        uid = {_lay(client, "INBOX", data): name for name, data in files.items()}
        client.create_folder(THEIRS)
        for flags, data in zip(_FLAGS, files.values(), strict=False):
            _lay(client, THEIRS, data, flags)
    raw = {uid[one]: data for one, (data, _) in _folders(office)["INBOX"].items()}  # Dovecot takes no NUL as it is
    theirs = office.folder(THEIRS)
    first = mailbot("--config", config, "run", "--once", seconds=300)
    made = Poured(office, config, raw, uid, theirs, first, _folders(office), len(sink.letters))
    with open_bot(config) as bot:
        made.lines = _ledger(bot, made)
    yield made
    sink.stop()


def _wire(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _lay(client: IMAPClient, folder: str, data: bytes, flags: tuple[str, ...] = ()) -> int:
    answer: bytes = client.append(folder, data, flags=flags)
    return int(answer.split(b"]")[0].split()[-1])


def _folders(office: PostOffice) -> Folders:
    found: Folders = {}
    with office.client() as client:
        for flags, _, name in client.list_folders():
            if {rb"\NoSelect", rb"\Noselect", rb"\NonExistent"} & set(flags):
                continue
            client.select_folder(name, readonly=True)
            got = client.fetch(client.search("ALL"), ["BODY.PEEK[]", "FLAGS"])
            found[name] = {
                uid: (one[b"BODY[]"], tuple(sorted(f.decode() for f in one[b"FLAGS"] if f != rb"\Recent")))
                for uid, one in got.items()
            }
    return found


def _ledger(bot: Bot, made: Poured) -> dict[str, MailRecord]:
    """Every line of the ledger, by the mail that it is about; fails where a mail has none."""
    with bot.store.reading() as books:
        validity = books.cursors.uidvalidities("INBOX")[-1]
        lines = {name: books.mails.at(Place("INBOX", validity, uid)) for uid, name in made.uid.items()}
        assert sum(books.mails.count().values()) == len(made.raw)
    assert [name for name, line in lines.items() if line is None] == []
    return {name: line for name, line in lines.items() if line is not None}


def test_every_mail_ends_in_the_ledger_with_a_reason(poured: Poured) -> None:
    assert poured.first.code == 0, poured.first.err[-2000:]
    assert len(poured.lines) == len(poured.raw) > 50
    assert [name for name, line in poured.lines.items() if not line.sentence or line.fate is None] == []
    assert [line.error for line in poured.lines.values() if line.fate is Fate.PARKED] == []


def test_the_folders_agree_with_the_ledger(poured: Poured) -> None:
    wrong = [name for name, line in poured.lines.items() if not _lies_right(name, line, poured)]
    assert wrong == []
    expected = Counter(line.target or "INBOX" for line in poured.lines.values())
    found = Counter({name: len(mails) for name, mails in poured.after.items() if mails and name != THEIRS})
    assert found == expected
    assert set(expected) <= {"INBOX", DONE, REVIEW}


def _lies_right(name: str, line: MailRecord, poured: Poured) -> bool:
    """The mail lies where the ledger says, byte for byte, marked as it says, and nowhere else."""
    place = line.lies_at
    if place is None or place.folder != (line.target or "INBOX"):
        return False
    data, flags = poured.after[place.folder].get(place.uid, (b"", ()))
    same = [
        folder
        for folder, mails in poured.after.items()
        for other, _ in mails.values()
        if folder != THEIRS and other == poured.raw[name]
    ]
    copies = sum(one == poured.raw[name] for one in poured.raw.values())
    return data == poured.raw[name] and ("\\Seen" in flags) == line.mark_read and len(same) == copies


def test_what_is_not_for_us_lies_unread_in_the_inbox(poured: Poured) -> None:
    untouched = {name for name, line in poured.lines.items() if line.fate is Fate.UNTOUCHED}
    assert {poured.uid[uid] for uid in poured.after["INBOX"]} == untouched
    assert [flags for _, flags in poured.after["INBOX"].values() if flags] == []
    assert [name for name in untouched if poured.lines[name].sender or poured.lines[name].subject] == []


def test_a_folder_that_is_not_ours_stays_as_it_was(poured: Poured) -> None:
    assert len(poured.theirs) == 4
    assert poured.office.folder(THEIRS) == poured.theirs


def test_no_automatic_mail_gets_a_letter(poured: Poured) -> None:
    by_gold = {path.stem for path in CORPUS.glob("*.json") if _is_automatic(path)}
    by_ledger = {name for name, line in poured.lines.items() if line.fate is Fate.AUTOMATIC}
    assert len(by_gold) > 5
    with open_bot(poured.config) as bot, bot.store.reading() as books:
        silent = by_gold | by_ledger
        answered = [n for n in silent if poured.lines[n].message_id and books.letters.about(poured.lines[n].message_id)]
        asked = [name for name in silent if poured.lines[name].cases]
    people = {poured.lines[name].sender for name in poured.lines if name not in silent}
    only_automatic = {poured.lines[name].sender for name in silent} - people - {""}
    written_to = {to for letter in poured.office.letters[: poured.letters] for to in letter.to}
    assert answered == []
    assert asked == []
    assert only_automatic & written_to == set()


def _is_automatic(gold: Path) -> bool:
    return json.loads(gold.read_text("utf-8"))["kind"] in AUTOMATIC


def test_letters_are_about_mails_that_came(poured: Poured) -> None:
    with open_bot(poured.config) as bot, bot.store.reading() as books:
        kinds = Counter(
            letter.kind for number in (c.number for c in books.cases.all()) for letter in books.letters.of_case(number)
        )
        assert books.outbox.depth() == 0
    assert kinds[LetterKind.ACKNOWLEDGEMENT] > 5
    assert kinds[LetterKind.QUERY] > 5


def test_a_second_round_does_nothing(poured: Poured) -> None:
    with open_bot(poured.config) as bot, bot.store.reading() as books:
        before = (books.mails.count(), books.cases.all(), len(books.mails.recorded_since(_EVER)))
    done = mailbot("--config", poured.config, "run", "--once")
    assert done.code == 0
    assert len(poured.office.letters) == poured.letters
    assert _folders(poured.office) == poured.after
    with open_bot(poured.config) as bot, bot.store.reading() as books:
        assert (books.mails.count(), books.cases.all(), len(books.mails.recorded_since(_EVER))) == before
