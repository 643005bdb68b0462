"""`mailbot parse`: what the bot reads in mails from files; stores and sends nothing, needs no configuration."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from mailbot.cli.output import cell, console, harmless, print_json, table
from mailbot.config import Config, load_config
from mailbot.errors import ConfigWrong, ExitCode, InputUnreadable, MailbotError, UnreadableMail
from mailbot.model import Evidence, Field, Layer, Mail, Offer, Part
from mailbot.post.wording import Wording
from mailbot.reading.arrival import arrival_told
from mailbot.reading_room import Read, ReadingRoom, Task
from mailbot.rulebook.book import Rulebook, load_rulebook
from mailbot.shapes import reading_as_json

_ZONE = "Europe/Copenhagen"
_LARGEST = 200_000_000  # octets of a file
_STYLES = {
    Field.INSTITUTION: "bold cyan", Field.CONTACT_NAME: "bold green", Field.CONTACT_PHONE: "green",
    Field.CONTACT_EMAIL: "green", Field.JOB_DESCRIPTION: "yellow", Field.WEEKLY_HOURS: "bold magenta",
    Field.START: "bold blue",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Adds the commands of this room."""
    app.command()(parse)


@dataclass(frozen=True, slots=True)
class _Desk:
    """With which rules mails are read: those of a configuration where there is one."""

    rules: Rulebook
    folder: Path | None
    zone: ZoneInfo
    municipal: tuple[str, ...]


def parse(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Mails as .eml files; - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line for every file.")] = False,
) -> None:
    """Show what is read in mails from files; stores and sends nothing.

    Example: mailbot parse offer.eml --json
    """
    desk = _desk(context.obj)
    failed = False
    with ReadingRoom(desk.folder) as room:
        for name in files:
            try:
                read = _read(name, desk, room)
            except (InputUnreadable, UnreadableMail) as wrong:
                failed = True
                _say_error(name, wrong, as_json)
                continue
            if as_json:
                print_json(reading_as_json(name, read.mail, read.reading), line=True)
            else:
                _show(name, read, desk.rules)
    if failed:
        raise typer.Exit(ExitCode.INPUT)


def _desk(config_path: Path) -> _Desk:
    config = _configured(config_path)
    folder = config.paths.rules_folder if config else None
    zone = config.digest.zone if config else ZoneInfo(_ZONE)
    return _Desk(load_rulebook(folder), folder, zone, config.people.municipal_domains if config else ())


def _configured(path: Path) -> Config | None:
    """Reading mails needs no configuration, and a broken one does not stand in its way."""
    try:
        return load_config(path) if path.is_file() else None
    except ConfigWrong as wrong:
        print(f"mailbot: warning: {wrong}; mails are read with the rules of the package", file=sys.stderr)
        return None


def _read(name: str, desk: _Desk, room: ReadingRoom) -> Read:
    data, written = _bytes_of(name)
    arrived = arrival_told(data) or written
    if b":" not in data[:4096] or not data.strip():
        raise InputUnreadable("this is not a mail: it begins with no header")
    return room.read(Task(data, arrived.astimezone(desk.zone), municipal=desk.municipal))


def _bytes_of(name: str) -> tuple[bytes, dt.datetime]:
    try:
        if name == "-":
            return sys.stdin.buffer.read(_LARGEST), dt.datetime.now(dt.UTC)
        path = Path(name)
        with path.open("rb") as file:
            return file.read(_LARGEST), dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    except OSError as wrong:
        raise InputUnreadable(f"it cannot be read: {wrong.strerror}") from None


def _say_error(name: str, wrong: MailbotError, as_json: bool) -> None:
    if as_json:
        print_json({"file": name, "error": str(wrong)}, line=True)
    else:
        print(f"mailbot: {name}: {wrong}", file=sys.stderr)


# --- for people ---------------------------------------------------------------------------------------------------


def _show(name: str, read: Read, rules: Rulebook) -> None:
    console.rule(cell(name))
    for part in read.mail.parts:
        if part.text.strip():
            console.print(cell(f"[{part.name}]", "dim"))
            console.print(_marked(part, read.reading.offers))
    console.print(cell(_verdict(read.mail, read), "bold"))
    for offer in read.reading.offers:
        console.print(offer_table(offer, rules))


def _verdict(mail: Mail, read: Read) -> str:
    marks = [read.reading.kind.value, mail.language]
    marks += ["automatic"] if mail.automatic else []
    marks += ["cpr"] if mail.cpr else []
    return f"{' · '.join(marks)} ({read.reading.why})"


def offer_table(offer: Offer, rules: Rulebook) -> object:
    """An offer's values with the words and the rules that they were read by."""
    wording = Wording(rules.wording.da, rules.office.roles.model_dump())
    said = rules.terminal
    made = table(*said.read)
    for field in Field:
        value = offer.get(field)
        if value is None:
            made.add_row(wording.field(field), f"({said.missing})", "", "")
            continue
        shown = wording.value(field, value.value) + (f" ({said.uncertain})" if value.uncertain else "")
        words = harmless(" ".join(value.evidence.text.split()))
        made.add_row(wording.field(field), cell(shown, _STYLES[field]), cell(words), value.evidence.rule)
    return made


def _marked(part: Part, offers: tuple[Offer, ...]) -> Text:
    """A part's text with the words in colour that values were read from; what is no newest text is dim."""
    shown = Text(harmless(part.text))
    for segment in part.segments:
        if segment.layer not in (Layer.NEWEST, Layer.ATTACHMENT, Layer.FORWARDED):
            shown.stylize("dim", segment.start, segment.end)
    for field, evidence in _evidence(offers):
        if evidence.part == part.name:
            shown.stylize(_STYLES[field], evidence.start, evidence.end)
    return shown


def _evidence(offers: tuple[Offer, ...]) -> Iterator[tuple[Field, Evidence]]:
    for offer in offers:
        for field in Field:
            value = offer.get(field)
            if value is not None:
                yield field, value.evidence
