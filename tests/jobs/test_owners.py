"""Names of processes, and which of them are known to be gone."""

from __future__ import annotations

import subprocess
import sys

from mailbot.jobs.owners import alone, is_gone, owner_name
from tests.path.town import Town

OTHER = (sys.executable, "-c", "from mailbot.jobs.owners import owner_name; print(owner_name()); input()")


def test_no_two_names_are_the_same():
    assert owner_name() != owner_name()


def test_a_process_that_runs_is_not_gone_and_one_that_ended_is():
    process = subprocess.Popen(OTHER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    assert not is_gone(name)
    process.communicate("\n")
    assert is_gone(name)


def test_ourselves_and_what_cannot_be_seen_are_not_gone():
    ours = owner_name()
    machine, rest = ours.split("|", 1)
    assert not is_gone(ours)
    assert not is_gone(f"another {machine}|{rest}")
    assert not is_gone("anything else")
    assert not is_gone("")


def test_a_number_that_was_given_to_another_process_since_is_gone():
    machine, process, began, chance = owner_name().split("|")
    assert is_gone("|".join((machine, process, f"{began}7", chance)))


def test_only_one_does_what_is_done_alone(town: Town) -> None:
    bench = town.bot.bench
    with bench.store.writing() as books:
        assert books.leases.take("filing", "another|1|1|x", bench.clock(), 60)
    with alone("filing", bench) as ours:
        assert not ours
    with alone("copies", bench) as ours:
        assert ours


def test_the_lease_of_one_who_is_gone_counts_for_nothing(town: Town) -> None:
    machine, process, began, chance = owner_name().split("|")
    bench = town.bot.bench
    with bench.store.writing() as books:
        assert books.leases.take("filing", "|".join((machine, process, "7", chance)), bench.clock(), 60)
    with alone("filing", bench) as ours:
        assert ours
    with alone("filing", bench) as ours:
        assert ours
