"""Reads a coordinator's answer: the first line of the newest text, by the words of rules/commands.toml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from mailbot.model import Command, Mail
from mailbot.reading.hours import find_hours
from mailbot.reading.ordered import take_arguments
from mailbot.reading.wordline import WordLine
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.commands import Argument, CommandRules, Spoken
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.slips import slips_between

_NEARLY = 6  # letters of a word from which two slips still make it nearly the same
_LONGEST_COMMAND = 120  # characters of the words for a command
_SHORT = 3  # letters of a word that is nearly anything
_LONGEST_GREETING = 5  # words


def read_command(mail: Mail, rules: Rulebook, today: dt.date) -> Command:
    """What the mail orders (CONTRACT, section 8); `name` is None where its first line is no command.

    `today` is the local day: a date without a year is the nearest to it. Only an exact word orders; of a misspelt
    one `nearest` tells the command that may be meant.
    """
    lines = [line[: rules.bounds.line] for line in mail.newest.split("\n") if line.strip()]
    spoken = rules.commands.spoken
    first = next((i for i, line in enumerate(lines) if not _only_greets(line, spoken)), None)
    if first is None:
        return Command(line=lines[0] if lines else "")
    names = _names_of(mail)
    text = "\n".join(mail.newest.split("\n")[_index_of(mail.newest, lines, first) :])
    command = _read_line(lines[first], text, rules, today, names)
    if command.name is not None and Argument.TEXT in rules.commands.commands[command.name].takes:
        return command
    return replace(command, further=tuple(_further(lines[first + 1 :], rules.commands)))


def _index_of(newest: str, lines: list[str], first: int) -> int:
    """Where the command's line stands among all lines, the blank ones too."""
    seen = -1
    for index, line in enumerate(newest.split("\n")):
        seen += bool(line.strip())
        if seen == first:
            return index
    return len(lines)


def _names_of(mail: Mail) -> tuple[str, ...]:
    return tuple(mail.sender.name.split()) if mail.sender is not None else ()


def _only_greets(line: str, spoken: Spoken) -> bool:
    """A greeting with at most a few names, and no command behind it."""
    words = WordLine(line)
    end = words.match(0, spoken.greetings)
    if end is None:
        return not len(words)
    if len(words) - end[0] > _LONGEST_GREETING:
        return False
    return not any(words.match(i, spoken.commands) or words.match(i, spoken.routes) for i in range(end[0], len(words)))


def _read_line(line: str, text: str, rules: Rulebook, today: dt.date, names: tuple[str, ...]) -> Command:
    spoken = rules.commands.spoken
    words = WordLine(line)
    _use_courtesies(words, spoken, names)
    begin = words.first_left()
    named = words.match(begin, spoken.commands) if begin is not None else None
    if begin is None or named is None:
        return _without_command(line, words, begin, rules)
    words.use(begin, named[0])
    name = named[1]
    command = Command(line=line, name=name)
    takes = rules.commands.commands[name].takes
    if Argument.TEXT in takes:
        return _with_text(command, words, named[0], text)
    return take_arguments(command, words, takes, rules, today)


def _use_courtesies(words: WordLine, spoken: Spoken, names: tuple[str, ...]) -> None:
    """Greeting, thanks and name are no part of the command."""
    greeting = words.match(0, spoken.greetings)
    if greeting is not None:
        words.use(0, greeting[0])
        words.use_before(",", _LONGEST_GREETING - 1)
    for index in range(len(words)):
        if thanks := words.match(index, spoken.thanks):
            words.use(index, thanks[0])
    words.use_closing(spoken.closings, _LONGEST_GREETING)
    words.use_names_at_end(names)


def _with_text(command: Command, words: WordLine, behind: int, text: str) -> Command:
    """`svar: TEXT`: all of the newest text behind the colon; without a colon the words belong to nothing."""
    rest = words.line[words.end_of(behind - 1) :].lstrip(" \t*_")
    if rest.startswith(":"):
        whole = text[text.index(words.line) + words.end_of(behind - 1) :]
        return replace(command, text=whole.partition(":")[2].strip())
    words.use_punctuation()
    return replace(command, leftover=words.left())


def _without_command(line: str, words: WordLine, begin: int | None, rules: Rulebook) -> Command:
    spoken = rules.commands.spoken
    if begin is None:
        return Command(line=line)
    route = words.match(begin, spoken.routes)
    if route is not None:
        words.use(begin, route[0])
        if words.first_left() is None:
            return Command(line=line, route=route[1], route_only=True)
    return Command(line=line, nearest=_nearest(words.key(begin), spoken) or _bare_hours(line, rules))


def _bare_hours(line: str, rules: Rulebook) -> str:
    """`5 timer` lacks its word in front; it is not done, but what is meant is told."""
    found = find_hours(Folded(line), 0, len(line), rules)
    return "hours" if len(found) == 1 and found[0].end - found[0].start >= len(line.strip(" .!")) else ""


def _nearest(word: str, spoken: Spoken) -> str:
    """The command whose word is hardly another one than this."""
    most = 2 if len(word) >= _NEARLY else 1
    near = [(known, name) for known, name in spoken.commands.single.items() if abs(len(known) - len(word)) <= most]
    if len(word) <= _SHORT or not near:
        return ""
    slips, nearest = min((slips_between(word, known, most), name) for known, name in near)
    return nearest if slips <= most else ""


def _further(lines: list[str], rules: CommandRules) -> Iterator[str]:
    """Lines that look like further commands."""
    for line in lines:
        words = WordLine(line[:_LONGEST_COMMAND])
        if len(words) and words.match(0, rules.spoken.commands):
            yield line.strip()
