"""What a newer mail says of a known offer: newest wins, the history keeps both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailbot.desk.likeness import same_value
from mailbot.model import Answer, Field, Hours, Offer, Value


def merged(offer: Offer, answers: Iterable[Answer], sender: str) -> Offer:
    """The offer with the newer values. `sender` is the address that wrote them."""
    before = offer
    for answer in answers:
        offer = offer.with_value(answer.field, _newer(offer.get(answer.field), answer.value))
    return _without_stale_contact(before, offer, sender)


def as_answers(offer: Offer, case: str) -> tuple[Answer, ...]:
    """What a whole offer says, as answers about a case."""
    return tuple(Answer(name, value, case) for name in Field if (value := offer.get(name)) is not None)


def _newer(old: Value | None, new: Value) -> Value:
    if old is None:
        return new
    if _completes(old.value, new.value):
        low, high = old.value.min, new.value.max  # type: ignore[union-attr]
        return replace(new, value=Hours(low, high))
    if same_value(old.value, new.value):
        return new if old.uncertain and not new.uncertain else old
    return new


def _completes(old: object, new: object) -> bool:
    """ "At least 3" was told, the most was asked for, and "5" is the answer."""
    if not isinstance(old, Hours) or not isinstance(new, Hours) or old.max is not None or old.min is None:
        return False
    return new.max is not None and new.max >= old.min and new.min in (None, new.max)


def _without_stale_contact(before: Offer, after: Offer, sender: str) -> Offer:
    """Another person has another phone: one that belonged to the former contact is not shown beside the new one."""
    old, new = before.contact_name, after.contact_name
    if old is None or new is None or _shares_a_name(str(old.value), str(new.value)):
        return after
    if after.contact_phone is not None and after.contact_phone == before.contact_phone:
        after = replace(after, contact_phone=None)
    email = after.contact_email
    if email is not None and email == before.contact_email and email.value != sender:
        after = replace(after, contact_email=None)
    return after


def _shares_a_name(one: str, other: str) -> bool:
    return bool(set(one.casefold().split()) & set(other.casefold().split()))
