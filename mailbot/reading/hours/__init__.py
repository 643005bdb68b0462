"""Finds weekly hours in text: tokens, readers for amounts, days, clocks and periods, and their worth."""

from mailbot.reading.hours.reading import HoursFound, find_hours, read_hours_answer

__all__ = ["HoursFound", "find_hours", "read_hours_answer"]
