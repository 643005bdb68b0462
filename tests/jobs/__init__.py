"""What wakes things up: the service as a process of its own, sending, timed work."""
