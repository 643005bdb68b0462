"""`mailbot cases`, `show`, `quota`, `digest`: what the books say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from mailbot import inquiries
from mailbot.bookroom import Bookroom, open_bookroom
from mailbot.caseshapes import case_as_json
from mailbot.cli.output import cell, console, print_json, progress, table
from mailbot.errors import InputUnreadable, UsageWrong
from mailbot.inquiries import Dossier, Words
from mailbot.model import Field, PoolCount, State
from mailbot.permissions import write_private
from mailbot.rulebook.terminal import TerminalRules

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def register(app: typer.Typer) -> None:
    """Adds the commands of this room."""
    app.command()(cases)
    app.command()(show)
    app.command()(quota)
    app.command()(digest)


def cases(
    context: typer.Context,
    state: Annotated[State | None, typer.Option("--state", help="Only cases in this state.")] = None,
    as_json: Json = False,
) -> None:
    """List the cases.

    Example: mailbot cases --state open
    """
    with open_bookroom(context.obj) as room:
        found = inquiries.all_cases(room, state)
        if as_json:
            print_json([case_as_json(case) for case in found])
            return
        words = Words(room.rules)
        rows = table(*room.rules.terminal.cases)
        for case in found:
            told = (words.value(case, f) for f in (Field.INSTITUTION, Field.WEEKLY_HOURS, Field.START))
            rows.add_row(case.number, words.state(case), *(cell(one) for one in told), case.pool or "")
        console.print(rows)


def show(
    context: typer.Context, number: Annotated[str, typer.Argument(help="MF-2027-0001")], as_json: Json = False
) -> None:
    """Show one case: its fields with the words they were read from, its history, its letters.

    Example: mailbot show MF-2027-0001
    """
    with open_bookroom(context.obj) as room:
        found = inquiries.dossier(room, number)
        if as_json:
            print_json(found.as_json())
        else:
            _print_dossier(found, Words(room.rules), room)


def _print_dossier(found: Dossier, words: Words, room: Bookroom) -> None:
    console.print(cell(f"{found.case.number}  {words.state(found.case)}", "bold"))
    console.print(_field_table(found, words, room.rules.terminal))
    zone = room.config.digest.zone
    history = table(*room.rules.terminal.history)
    for entry in found.history:
        history.add_row(_at(entry.at, zone), cell(entry.by), cell(words.entry(entry)))
    console.print(history)
    letters = table(*room.rules.terminal.letters)
    for letter in found.letters:
        to, subject = cell(", ".join(letter.to)), cell(letter.subject)
        letters.add_row(_at(letter.at, zone), letter.kind.value, to, subject, letter.state.value)
    console.print(letters)


def _field_table(found: Dossier, words: Words, said: TerminalRules) -> Table:
    made = table(*said.fields)
    for name, value, evidence, uncertain in words.fields(found.case):
        shown = f"{value} ({said.uncertain})" if uncertain else value or f"({said.missing})"
        made.add_row(name, cell(shown), cell(evidence))
    return made


def _at(when: dt.datetime, zone: dt.tzinfo) -> str:
    return when.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def quota(
    context: typer.Context,
    as_json: Json = False,
    how: Annotated[
        bool, typer.Option("--progress", help="Show how the hours of those in work went, beside what others reached.")
    ] = False,
) -> None:
    """Show the pools: places, filled, reserved, free, open, waiting.

    Example: mailbot quota --json
    """
    with open_bookroom(context.obj) as room:
        if how:
            _show_progress(room, as_json)
            return
        counts = inquiries.quota(room)
        if as_json:
            print_json(inquiries.quota_as_json(counts))
        else:
            console.print(_quota_table(counts, room.rules.terminal.quota))


def _show_progress(room: Bookroom, as_json: bool) -> None:
    found, benchmarks = inquiries.how_hours_went(room), room.rules.desk.benchmarks
    if as_json:
        print_json(inquiries.progress_as_json(found, benchmarks))
        return
    said = room.rules.terminal
    made = table(*said.progress)
    for name, count in ((said.rose, found.rose), (said.fell, found.fell), (said.stayed, found.stayed)):
        made.add_row(name, str(count), f"{found.share(count):g} %")
    for one in benchmarks:
        made.add_row(cell(said.elsewhere.format(name=one.name, year=one.year)), "", f"{one.share:g} %")
    console.print(made)


def _quota_table(counts: tuple[PoolCount, ...], headings: tuple[str, ...]) -> Table:
    made = table(*headings)
    for one in counts:
        numbers = (one.pool.places, one.filled, one.reserved, one.free, one.open, one.waiting)
        made.add_row(one.pool.name, f"{one.pool.max_hours:g}", *(str(number) for number in numbers))
    return made


def digest(
    context: typer.Context,
    date: Annotated[str, typer.Option("--date", help="The day, as 2027-02-01; default: today.")] = "",
    html: Annotated[Path | None, typer.Option("--html", help="Write the HTML to this file.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it too.")] = False,
) -> None:
    """Show the digest of a day; send it only with --send.

    Example: mailbot digest --html digest.html
    """
    # Only this command of the room writes letters; the others start in half the time without what that needs.
    from mailbot.app import open_bot
    from mailbot.jobs.digest import digest_of, send_digest_of

    day = _day(date)
    with open_bot(context.obj) as bot:
        filled = digest_of(bot.bench, day)
        if html is not None:
            _write(html, filled.page)
        else:
            console.print(cell(filled.subject, "bold"))
            console.print(cell(filled.text))
        if send:
            send_digest_of(bot.bench, day or bot.bench.clock().date())
            progress.print("the digest lies in the outbox; `mailbot run` sends it")


def _write(path: Path, page: str) -> None:
    try:
        write_private(path, page)
    except OSError as wrong:
        raise InputUnreadable(f"--html: {path} cannot be written: {wrong.strerror}") from None
    progress.print(f"written to {path}", soft_wrap=True)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageWrong(f"--date: {text!r} is not a day; write it like 2027-02-01") from None
