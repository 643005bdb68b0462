"""What an operator can say: the commands of the console script."""

from mailbot.cli.main import main

__all__ = ["main"]
