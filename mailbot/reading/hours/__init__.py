"""Finds weekly hours in text: tokens, readers for amounts, days, clocks and periods, and their worth."""

from mailbot.reading.hours.reading import HoursFound, find_hours, find_pieces, read_hours_answer, read_joined

__all__ = ["HoursFound", "find_hours", "find_pieces", "read_hours_answer", "read_joined"]
