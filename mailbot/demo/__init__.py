"""A small post office on loopback, with sample mails, for `mailbot demo`."""
