"""What reading a mail costs on one core: in this process, CPU time, median of many rounds."""

from __future__ import annotations

import datetime as dt
import statistics
import time
import zoneinfo

from mailbot.reading_child import read_task
from mailbot.reading_room import Task
from mailbot.rulebook.book import load_rulebook
from tests.bench.mails import outlook_mail, plain_mail

_ARRIVED = dt.datetime(2027, 2, 1, 9, 0, tzinfo=zoneinfo.ZoneInfo("Europe/Copenhagen"))
_SIZES = (1_000, 10_000, 100_000, 200_000)


def main() -> None:
    """Prints the table."""
    rules = load_rulebook()
    print("reading a mail, CPU ms on one core (median)")
    for name, mail, rounds in (
        ("plain, 3 KB", plain_mail(3_000), 60),
        ("Outlook HTML, 40 KB", outlook_mail(40_000), 20),
    ):
        print(f"  {name:22} {_median(mail, rules, rounds):8.2f}")
    print("growth with the length of the text")
    cost = {size: _median(plain_mail(size), rules, 5 if size > 20_000 else 20) for size in _SIZES}
    for size in _SIZES:
        print(f"  {size // 1000:4} KB {cost[size]:10.2f} ms {cost[size] / size * 1000:8.3f} ms per KB")


def _median(mail: bytes, rules: object, rounds: int) -> float:
    def once() -> float:
        began = time.process_time()
        read_task(Task(mail, _ARRIVED), rules)  # type: ignore[arg-type]
        return (time.process_time() - began) * 1000

    once()
    return statistics.median(once() for _ in range(rounds))


if __name__ == "__main__":
    main()
