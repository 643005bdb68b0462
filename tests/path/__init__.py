"""Whole journeys: mails in over a real IMAP server, letters out over a real SMTP server, under a clock of the test."""
