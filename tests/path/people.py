"""People of the town, and the offers that they write."""

from __future__ import annotations

from email.message import EmailMessage

from tests.path.town import Town, only

KITCHEN = "Lone Krag <lone@aeroe-kommune.example>"
ROWERS = "Finn Toft <finn@nordby-roklub.example>"
INN = "Karen Bro <karen@gammel-kro.example>"


def offer(
    place: str, contact: str, tasks: str = "dække kaffeborde, vande blomster og læse avis højt", **more: str
) -> str:
    """A complete offer: `hours` and `start` are sentences, '' leaves one out."""
    hours = more.get("hours", "Det drejer sig om 4 timer om ugen.")
    start = more.get("start", "Jobbet kan begynde den 1. april 2027.")
    told = " ".join(one for one in (hours, start) if one)
    return (
        f"Hej\n\n{place} vil gerne tilbyde et mikrofleksjob. Opgaverne er at {tasks}. {told}\n\n"
        f"Kontaktperson: {contact}, tlf. 62 53 11 90.\n\nVenlig hilsen\n{contact}\n{place}\n"
    )


HAVBLIK = offer("Plejecenter Havblik", "Lone Krag")
ROKLUB = offer("Nordby Roklub", "Finn Toft", "vaske både, feje bådhallen og male årer")


def open_association(town: Town, sender: str = ROWERS, text: str = ROKLUB) -> EmailMessage:
    """An association's offer comes in: the `eligibility` follow-up."""
    return only(town.offers(sender, text), "eligibility")


def approved(town: Town, route: str = "forening") -> EmailMessage:
    """An association's offer comes in and is approved: the `eligibility` follow-up."""
    follow_up = open_association(town)
    only(town.orders(follow_up, f"godkendt {route}"), "approved")
    return follow_up


def municipal(town: Town, text: str = HAVBLIK, sender: str = KITCHEN) -> EmailMessage:
    """A municipal offer comes in before the day's digest: the coordinator's letter of its case, got by a link."""
    town.offers(sender, text)
    town.clicks(town.cases()[-1]["number"], "Vis status")
    return only(town.run(), "confirmation")
