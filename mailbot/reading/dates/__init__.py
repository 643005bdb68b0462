"""Finds starts in text: a stream of tokens, readers for dates in digits, with names, for periods and from today."""

from mailbot.reading.dates.reading import StartFound, find_starts, read_start_answer

__all__ = ["StartFound", "find_starts", "read_start_answer"]
