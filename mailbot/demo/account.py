"""The demo's account of one mail: what was read from which words, which letter went out, where it was filed."""

from __future__ import annotations

import datetime as dt

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailbot.app import Bot
from mailbot.inquiries import Words
from mailbot.model import Case, LetterRecord, MailRecord
from mailbot.store import Books


def letters_between(before: dt.datetime, line: MailRecord, books: Books, bot: Bot) -> tuple[LetterRecord, ...]:
    """The letters that a mail caused: those that were written after the mail before it, and for this one."""
    people = bot.config.people
    found = [*books.letters.about(line.message_id)]
    for address in (line.sender, *sorted(people.all)):
        found += books.letters.to_address(address)
    caused = {one.id: one for one in found if before < one.at <= line.at}
    return tuple(caused[number] for number in sorted(caused))


def describe_mail(number: int, line: MailRecord, letters: tuple[LetterRecord, ...], bot: Bot, console: Console) -> None:
    """Prints the account of one mail of the ledger."""
    console.rule(Text(f"{number}. {line.subject or '(no subject)'} — {line.sender}"))
    console.print(Text(f"read as {line.kind.value if line.kind else 'nothing'}: {line.sentence}"))
    with bot.store.reading() as books:
        cases = books.cases.find(line.cases)
    for case in cases:
        console.print(_case_table(case, Words(bot.rules)))
    for letter in letters:
        console.print(Text(_letter(letter)))
    if not letters:
        console.print("no letter")
    where = line.target if line.filed_at else line.place.folder
    console.print(Text(f"filed in {where}{', read' if line.mark_read else ', unread'}\n"))


def _case_table(case: Case, words: Words) -> Table:
    made = Table("", "value", "read in the words", title=f"{case.number}: {words.state(case)}", title_justify="left")
    for name, value, evidence, uncertain in words.fields(case):
        shown = f"{value} (to be confirmed)" if uncertain else value or "(missing)"
        made.add_row(name, Text(shown), Text(" ".join(evidence.split())))
    return made


def _letter(letter: LetterRecord) -> str:
    return f"{letter.kind.value} to {', '.join(letter.to)}: {letter.subject}"
