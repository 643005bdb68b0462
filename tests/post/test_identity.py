"""Message-IDs and tokens: ours are known again, whatever happened to them on the way; others never are."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.model import LetterKind
from mailbot.post.identity import Identity

KEY = b"k" * 32
OURS = Identity(KEY, "Aeroe-Kommune.example")
NOW = dt.datetime(2027, 2, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_every_kind_gives_a_short_id_that_is_ours(kind: LetterKind) -> None:
    made = OURS.new_id(kind, "8f14e45fceea167a5a36dedd4bea2543")
    assert OURS.ours(made)
    assert re.fullmatch(r"<[a-z0-9.]+@aeroe-kommune\.example>", made)
    assert len(f"Message-ID: {made}") < 78


def test_the_same_nonce_gives_the_same_id_and_another_one_another() -> None:
    assert OURS.new_id(LetterKind.QUERY, "n1") == OURS.new_id(LetterKind.QUERY, "n1")
    assert OURS.new_id(LetterKind.QUERY, "n1") != OURS.new_id(LetterKind.QUERY, "n2")
    assert OURS.new_id(LetterKind.QUERY, "n1") != OURS.new_id(LetterKind.DIGEST, "n1")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: f"  {one}\r\n",
        lambda one: one.replace("@", "@\r\n "),
        lambda one: one.strip("<>"),
        str.upper,
        lambda one: one.replace("example", "EXAMPLE"),
    ],
)
def test_what_mail_programs_do_to_an_id_does_no_harm(spoil) -> None:  # type: ignore[no-untyped-def]
    assert OURS.ours(spoil(OURS.new_id(LetterKind.QUERY, "abc")))


def test_an_id_from_before_the_domain_changed_is_still_ours() -> None:
    old = Identity(KEY, "gammel.example").new_id(LetterKind.QUERY, "abc")
    assert OURS.ours(old)
    assert not OURS.ours(old.replace("gammel", "nyere"))


def test_another_key_gives_nothing_that_is_ours() -> None:
    assert not OURS.ours(Identity(b"x" * 32, OURS.domain).new_id(LetterKind.QUERY, "abc"))
    with pytest.raises(ValueError, match="16 octets"):
        Identity(b"short", "x.example")


@given(st.integers(0, 200), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567.@<> æ"))
def test_a_changed_letter_makes_it_foreign(place: int, letter: str) -> None:
    made = OURS.new_id(LetterKind.QUERY, "abc")
    at = 1 + place % (made.index("@") - 1)
    changed = made[:at] + letter + made[at + 1 :]
    assert OURS.ours(changed) == ("".join(changed.split()) == made)


@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    assert not OURS.ours(text)
    assert not OURS.check_token(text, "a@b.example", "MF-2027-0001", "approve", NOW)
    OURS.tokens_in(text)


def test_a_token_binds_person_case_action_and_time() -> None:
    until = NOW + dt.timedelta(days=3)
    token = OURS.token("Koordinator@aeroe-kommune.example", "MF-2027-0001", "approve", until)
    right = ("koordinator@aeroe-kommune.example", "MF-2027-0001", "approve", NOW)
    assert OURS.check_token(token, *right)
    assert OURS.check_token(f" {token.upper()} ", *right)
    assert OURS.check_token(token, *right[:3], until)
    assert not OURS.check_token(token, *right[:3], until + dt.timedelta(seconds=1))
    for place, other in enumerate(("anden@aeroe-kommune.example", "MF-2027-0002", "reject")):
        wrong = [*right]
        wrong[place] = other
        assert not OURS.check_token(token, *wrong)
    assert not OURS.check_token("aaaaaaa" + token[7:], *right), "its end cannot be moved"


def test_tokens_are_found_in_a_subject() -> None:
    token = OURS.token("a@b.example", "MF-2027-0001", "approve", NOW)
    assert OURS.tokens_in(f"SV: Godkend Ærø Børnehus [MF-2027-0001] ({token.upper()})") == (token,)
    assert OURS.tokens_in("Mikrofleksjob MF-2027-0001") == ()
    assert len(token) == 24
