"""Whether an offer is a municipal workplace's own: then nobody has to decide whether the workplace is eligible."""

from __future__ import annotations

from mailbot.desk.office import Office
from mailbot.model import Field, Layer, Mail, Offer
from mailbot.rulebook.patterns import Folded


def why_not_municipal(mail: Mail, offer: Offer, office: Office, authentic: bool | None) -> str:
    """The code of what speaks against it, '' where nothing does.

    Municipal is what comes from one of `municipal_domains` (authenticated, where a check is configured), names no
    association, company or self-owning institution, and does not stand in a mail forwarded from outside.
    """
    people = office.people
    if mail.sender is None or not people.is_municipal(mail.sender.domain):
        return "eligibility.domain"
    if mail.sender.address in people.all:
        return "eligibility.sent_in"
    if people.checks_senders and not authentic:
        return "eligibility.not_authentic"
    if named_otherwise(offer, office):
        return "eligibility.name"
    if _forwarded_from_outside(mail, offer, office):
        return "eligibility.forwarded"
    return ""


def named_otherwise(offer: Offer, office: Office) -> bool:
    """The workplace is by its name an association, a company or a self-owning institution."""
    if offer.institution is None:
        return False
    rules, name = office.rules.desk, Folded(str(offer.institution.value))
    sounds_so = any(pattern.search(name) for pattern in rules.not_municipal.values())
    return sounds_so and not rules.still_municipal.search(name)


def _forwarded_from_outside(mail: Mail, offer: Offer, office: Office) -> bool:
    """Outlook names a colleague without an address: a forwarded mail without one comes from inside."""
    writer = mail.forwarded_from
    if writer is None or office.people.is_municipal(writer.domain):
        return False
    return any(_forwarded(mail, offer, name) for name in Field)


def _forwarded(mail: Mail, offer: Offer, name: Field) -> bool:
    value = offer.get(name)
    part = mail.part(value.evidence.part) if value is not None else None
    if value is None or part is None:
        return False
    here = value.evidence.start
    return any(s.start <= here < s.end for s in part.segments if s.layer is Layer.FORWARDED)
