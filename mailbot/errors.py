"""Two kinds of failure, each with a sentence for a person: try again, give up."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """Exit codes of the commands (sysexits.h where it has one)."""

    DONE = 0
    NEEDS_A_PERSON = 1
    USAGE = 2
    INPUT = 65
    DATABASE = 74
    SERVER_AWAY = 75
    CONFIG = 78


class MailbotError(Exception):
    """Root of all failures that mailbot foresees; `str()` is one sentence for a person."""

    exit_code = ExitCode.NEEDS_A_PERSON


class TryAgain(MailbotError):
    """What may pass by itself: a server away, a lock, a full disk."""

    exit_code = ExitCode.SERVER_AWAY


class GiveUp(MailbotError):
    """What will fail the same way each time until a person changes something."""


class ServerAway(TryAgain):
    """A mail server cannot be reached or breaks off."""


class DatabaseAway(TryAgain):
    """The database is locked, full, read-only or cannot be reached."""

    exit_code = ExitCode.DATABASE


class LoginRefused(GiveUp):
    """The mail server is there, but refuses who we say we are."""

    exit_code = ExitCode.CONFIG


class ConfigWrong(GiveUp):
    """A configuration, rules or template file is wrong: names file, key, what is wrong and what would be right."""

    exit_code = ExitCode.CONFIG


class InputUnreadable(GiveUp):
    """A file given by a person cannot be read as what it should be."""

    exit_code = ExitCode.INPUT


class UnreadableMail(GiveUp):
    """A mail that cannot be read within its bounds: it is parked for a person."""


class UsageWrong(GiveUp):
    """A command was given words that it cannot use."""

    exit_code = ExitCode.USAGE


class NotFound(GiveUp):
    """Something asked for by name or number does not exist."""

    exit_code = ExitCode.NEEDS_A_PERSON
