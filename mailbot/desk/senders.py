"""Who wrote a mail: a coordinator, the management, somebody else of the job centre, a workplace, a stranger."""

from __future__ import annotations

import enum

from mailbot.desk.office import Office
from mailbot.model import TO_WORKPLACES, Address, Case, Mail, Thread


class Role(enum.Enum):
    """What a sender is to the scheme, or to the cases of a thread."""

    COORDINATOR = "coordinator"
    DIRECTION = "direction"
    PEOPLE = "people"  # somebody else in `people`
    PARTY = "party"  # belongs to a case of the thread
    STRANGER = "stranger"


def role_of(sender: Address, thread: Thread, office: Office) -> Role:
    """What the sender is. Whether the mail really comes from there is another question (Situation.authentic)."""
    people = office.people
    if sender.address in people.coordinators:
        return Role.COORDINATOR
    if any(belongs(sender, case, thread, office) for case in thread.cases):
        return Role.PARTY
    if sender.address == people.direction:
        return Role.DIRECTION
    return Role.PEOPLE if sender.address in people.all else Role.STRANGER


def belongs(sender: Address, case: Case, thread: Thread, office: Office) -> bool:
    """The sender is the case's workplace: by an address of the case, or by the domain of one.

    A public mail host's domain says nothing; a municipal one counts only where the mail answers a letter of the case.
    """
    if sender.address in case.parties:
        return True
    if sender.address in office.people.all or sender.domain not in {_domain(party) for party in case.parties}:
        return False
    if office.public_host(sender.domain):
        return False
    answers = thread.letter is not None and case.number in thread.letter.cases
    return answers or not office.people.is_municipal(sender.domain)


def went_to_people(thread: Thread, office: Office) -> bool:
    """The letter that the mail answers went to somebody in `people`, or is a link of their digest."""
    return thread.by_token or (thread.letter is not None and bool(office.people.all.intersection(thread.letter.to)))


def writes_for_a_workplace(sender: Address, thread: Thread) -> bool:
    """Somebody of the job centre who sent an offer in, and now answers a letter that asked him as its writer.

    Also with the case's number alone in the subject: then nobody's letter is answered.
    """
    if not any(sender.address in case.parties for case in thread.cases):
        return False
    return thread.letter is None or thread.letter.kind in TO_WORKPLACES


def reply_address(mail: Mail, cases: tuple[Case, ...], office: Office) -> str:
    """Where a letter about a mail goes: to its sender.

    Reply-To counts only where it is of the sender's own domain or of the case; anything else would let a stranger
    send letters to whom he likes.
    """
    if mail.sender is None:
        raise ValueError("a mail without a sender cannot be answered")
    other, sender = mail.reply_to, mail.sender.address
    if other is None or other.address in (sender, office.address):
        return sender
    parties = {party for case in cases for party in case.parties}
    same_domain = other.domain == mail.sender.domain and not office.public_host(other.domain)
    return other.address if same_domain or other.address in parties else sender


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
