"""However much arrives, however it changes its name: only so many letters go out, and no case is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.path.people import HAVBLIK, KITCHEN, offer, open_association
from tests.path.town import Town, kinds, only, text_of

RULES = Path(__file__).parents[2] / "rules"
JOBS = (
    "slå græs", "vaske biler", "male hegn", "pakke breve", "koge kaffe", "tælle skruer", "klippe hække", "bage boller",
    "køre varer", "skrive skilte", "stryge duge", "samle affald", "vande krukker",
)  # fmt: skip


def small_limits(folder: Path, **limits: int) -> dict[str, str]:
    """Rules with other limits: what goes into [paths]."""
    text = (RULES / "scheme.toml").read_text("utf-8")
    lines = [
        f"{name} = {limits[name]}" if (name := line.partition(" ")[0]) in limits else line for line in text.splitlines()
    ]
    (folder / "rules").mkdir()
    (folder / "rules" / "scheme.toml").write_text("\n".join(lines), "utf-8")
    return {"rules": str(folder / "rules")}


def outside(town: Town) -> list[str]:
    """To whom letters went that are not of the job centre, in order."""
    ours = ("koordinator@", "sagsbehandlere@", "direktion@", "loen@")
    return [str(one.message["To"]) for one in town.office.letters if not str(one.message["To"]).startswith(ours)]


def test_ten_letters_a_day_to_one_address_though_the_subject_changes(town: Town) -> None:
    for number, job in enumerate(JOBS):
        town.writes(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", job), f"Mikrofleksjob nr. {number}")
    assert len(town.run()) == 10
    assert len(town.cases()) == len(JOBS)
    held = [one["number"] for one in town.cases() if town.show(one["number"])["letters"][0]["state"] == "held"]
    assert len(held) == len(JOBS) - 10
    assert town.at("2027-02-02 07:31").run() == []  # what was held back is not sent later
    assert all(number in text_of(town.digests[0]) for number in held)
    assert kinds(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", "feje sne"))) == ["acknowledgement"]


def test_twenty_letters_a_day_for_one_case_though_the_address_changes(quick_town: Town) -> None:
    town = quick_town
    letter = only(town.offers(KITCHEN, HAVBLIK), "acknowledgement")
    for number in range(25):
        town.answers(letter, f"nr{number}@aeroe-kommune.example", f"Det bliver {number % 4 + 1} timer om ugen.")
    town.run()
    assert len(outside(town)) == 20
    assert len(town.cases()) == 1
    assert town.case()["weekly_hours"]["max"] == 1.0  # the last one: what is held back is the letter, not the case


def test_so_many_letters_a_day_for_one_domain(build_town: Callable[..., Town], tmp_path: Path) -> None:
    town = build_town(paths=small_limits(tmp_path, per_domain_a_day=4))
    for number, job in enumerate(JOBS[:6]):
        town.writes(f"Finn Toft <nr{number}@nordby-roklub.example>", offer("Nordby Roklub", "Finn Toft", job))
    letters = town.run()
    assert kinds(letters).count("acknowledgement") == 4
    assert kinds(letters).count("eligibility") == 6  # the job centre hears of all
    assert len(town.cases()) == 6


def test_the_municipality_s_own_domain_has_no_such_limit(build_town: Callable[..., Town], tmp_path: Path) -> None:
    town = build_town(paths=small_limits(tmp_path, per_domain_a_day=2))
    for number, job in enumerate(JOBS[:4]):
        town.writes(f"nr{number}@aeroe-kommune.example", offer("Plejecenter Havblik", "Lone Krag", job))
    assert kinds(town.run()) == ["acknowledgement"] * 4


def test_so_many_letters_an_hour_in_all(build_town: Callable[..., Town], tmp_path: Path) -> None:
    town = build_town(paths=small_limits(tmp_path, an_hour_in_all=5))
    town.at("2027-02-01 06:00")
    for number, job in enumerate(JOBS[:8]):
        town.writes(f"nr{number}@nr{number}.example", offer(f"Firma {number} ApS", "Ida Holm", job))
    assert len(town.run()) == 5
    assert len(town.cases()) == 8
    assert kinds(town.at("2027-02-01 07:10").offers(KITCHEN, HAVBLIK)) == ["acknowledgement"]


@pytest.mark.parametrize("changing", ["subject", "address"])
def test_a_loop_ends_whatever_the_other_side_changes(
    build_town: Callable[..., Town], tmp_path: Path, changing: str
) -> None:
    """A machine without any of a machine's marks answers every letter at once."""
    town = build_town(paths=small_limits(tmp_path, per_domain_a_day=12))
    text = "Tak for henvendelsen. Vi vender tilbage hurtigst muligt."
    letters, rounds = town.offers("Svar <svar@robot.example>", text), 0
    while any(str(one["To"]).endswith("robot.example") for one in letters) and rounds < 40:
        rounds += 1
        if changing == "address":
            mine = next(one for one in letters if str(one["To"]).endswith("robot.example"))
            letters = town.says(mine, f"svar{rounds}@robot.example", text)
        else:
            letters = town.offers("Svar <svar@robot.example>", text, f"Mikrofleksjob sag {rounds}")
    assert rounds <= 12
    assert len(outside(town)) <= 12


def test_a_coordinator_is_answered_however_often_he_orders(quick_town: Town) -> None:
    follow_up = open_association(quick_town)
    for _ in range(12):
        quick_town.answers(follow_up, "koordinator@aeroe-kommune.example", "status")
    assert kinds(quick_town.run()) == ["confirmation"] * 12
