"""What the clock brings to a workplace that does not answer: reminders over weekends, holidays and pauses."""

from __future__ import annotations

from collections.abc import Callable

from tests.path.people import KITCHEN, ROWERS, offer
from tests.path.town import COORDINATOR, Town, kinds, only, questions, text_of

INCOMPLETE = offer("Plejecenter Havblik", "Lone Krag", hours="")


def days_with_letters(town: Town, *days: str) -> dict[str, list[str]]:
    """What each day at noon brings."""
    return {day: sent for day in days if (sent := kinds(town.at(f"{day} 12:00").run()))}


def test_reminders_after_7_and_14_days_and_people_after_21(town: Town) -> None:
    town.at("2027-02-01 09:00").offers(KITCHEN, INCOMPLETE)
    days = [f"2027-02-{day:02d}" for day in range(2, 29)]
    assert days_with_letters(town, *days) == {
        "2027-02-08": ["reminder"],
        "2027-02-15": ["reminder"],
        "2027-02-22": ["no_answer"],
    }
    letters = [one["kind"] for one in town.show()["letters"]]
    assert letters == ["query", "reminder", "reminder", "no_answer"]
    assert town.case()["state"] == "awaiting_information"


def test_reminders_wait_for_the_working_day_after_a_weekend_and_a_holiday(quick_town: Town) -> None:
    """A week after Saturday 20 March is a Saturday before Easter Monday (29 March 2027)."""
    quick_town.at("2027-03-20 09:00").offers(KITCHEN, INCOMPLETE)
    assert days_with_letters(quick_town, *[f"2027-03-{day}" for day in range(25, 32)]) == {"2027-03-30": ["reminder"]}


def test_after_a_pause_only_the_latest_is_sent(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, INCOMPLETE)
    (reminder,) = quick_town.at("2027-02-17 12:00").run()
    assert reminder["X-Mailbot-Letter"] == "reminder"
    assert len(questions(reminder)) == 1
    assert kinds(quick_town.at("2027-04-01 12:00").run()) == ["no_answer"]
    assert quick_town.at("2027-06-01 12:00").run() == []


def test_a_new_query_starts_the_count_again(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="", start="")), "query")
    only(town.at("2027-02-04 09:00").says(query, KITCHEN, "Fra 1. maj"), "query")
    assert days_with_letters(town, "2027-02-08", "2027-02-10", "2027-02-11") == {"2027-02-11": ["reminder"]}


def test_an_answer_ends_the_reminders(quick_town: Town) -> None:
    query = only(quick_town.offers(KITCHEN, INCOMPLETE), "query")
    (reminder,) = quick_town.at("2027-02-08 12:00").run()
    assert str(query["Message-ID"]) != str(reminder["Message-ID"])
    assert kinds(quick_town.at("2027-02-09 09:00").says(reminder, KITCHEN, "4")) == ["acknowledgement"]
    assert days_with_letters(quick_town, "2027-02-15", "2027-02-22", "2027-03-01") == {}


def test_hours_above_the_limit_are_reminded_of_too(quick_town: Town) -> None:
    quick_town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="Det er 20 timer om ugen."))
    (reminder,) = quick_town.at("2027-02-08 12:00").run()
    assert "10" in questions(reminder)[0]


def test_the_reminder_stands_in_the_workplace_s_thread(quick_town: Town) -> None:
    mail = quick_town.writes(KITCHEN, INCOMPLETE)
    quick_town.run()
    (reminder,) = quick_town.at("2027-02-08 12:00").run()
    assert reminder["To"] == "lone@aeroe-kommune.example"
    assert mail in str(reminder["References"])
    assert str(reminder["Auto-Submitted"]).startswith("auto-")


def test_an_open_offer_is_asked_about_after_56_days_and_again(town: Town) -> None:
    text = offer("Nordby Roklub", "Finn Toft", "vaske både")
    follow_up = only(town.at("2027-02-01 09:00").offers(ROWERS, text), "eligibility")
    town.orders(follow_up, "godkendt forening")
    assert town.at("2027-03-26 12:00").run() == []
    (check,) = town.at("2027-03-30 12:00").run()  # the 29th is Easter Monday
    assert (check["X-Mailbot-Letter"], check["To"]) == ("placement_check", COORDINATOR)
    assert "Nordby Roklub" in text_of(check)
    assert kinds(town.orders(check, "Uændret, tak")) == ["confirmation"]
    assert town.at("2027-05-20 12:00").run() == []
    (again,) = town.at("2027-05-25 12:00").run()
    assert again["X-Mailbot-Letter"] == "placement_check"
    only(town.orders(again, "luk: ingen kandidat"), "confirmation")
    assert town.case()["reason"] == "lapsed"


def test_who_waits_gets_a_place_when_the_council_decides_more(build_town: Callable[..., Town]) -> None:
    few = [{"name": "5", "max_hours": 5, "places": 1}, {"name": "10", "max_hours": 10, "places": 1}]
    town = build_town(pools=few)
    town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag"))
    town.clicks("MF-2027-0001", "Vis status")
    letter = only(town.run(), "confirmation")
    town.orders(letter, "besat 1. marts")
    only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", "klippe hæk og slå græs")), "waiting_list")
    more = build_town(pools=[few[0] | {"places": 2}, few[1]])
    more.now = town.now
    assert kinds(more.run()) == ["place_free"]
    assert [case["state"] for case in more.cases()] == ["filled", "open"]


def test_letters_go_to_whoever_last_wrote_for_the_workplace(quick_town: Town) -> None:
    town = quick_town
    query = only(town.offers(KITCHEN, offer("Plejecenter Havblik", "Lone Krag", hours="", start="")), "query")
    only(town.at("2027-02-02 09:00").says(query, "Bo Dam <bo@aeroe-kommune.example>", "Fra 1. maj"), "query")
    (reminder,) = town.at("2027-02-09 12:00").run()
    assert reminder["To"] == "bo@aeroe-kommune.example"
