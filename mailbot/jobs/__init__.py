"""Wakes things up: poll, send, remind, digest, tidy."""
