"""Patterns: a folded copy that keeps its places, words as people write them, and an engine that cannot backtrack."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.rulebook.patterns import Folded, Pattern, fold, whole_words, words
from mailbot.rulebook.schema import WordList

BMP = "".join(map(chr, range(0x10000)))  # lone surrogates too: broken mails hold them
KEPT = {"X", "Y", "Z", "\x11", "\x12", "\x13"}

DANISH = st.text(st.sampled_from("abeghiklmnorstuvyæøåÆØÅ -.,:½–é\n1234"), max_size=60)
WORD = st.text(st.sampled_from("abdegiknorstvæøå"), min_size=1, max_size=8)


# --- the folded copy ---


def test_fold_keeps_the_place_of_every_character_of_the_bmp():
    assert all(len(fold(c)) == 1 for c in BMP)
    assert len(fold(BMP)) == len(BMP)


def test_fold_gives_ascii_only_for_every_code_point_there_is():
    for plane in range(17):
        assert fold("".join(map(chr, range(plane << 16, (plane + 1) << 16)))).isascii()


def test_signs_of_danish_letters_and_fractions_come_from_nothing_else():
    """No text can pretend to hold an ø by writing the sign that stands for it."""
    of_each: dict[str, set[str]] = {sign: set() for sign in KEPT}
    for char in BMP:
        if fold(char) in KEPT:
            of_each[fold(char)].add(char)
    assert of_each["X"] >= {"æ", "Æ", "ä", "Ä"}
    assert of_each["Y"] >= {"ø", "Ø", "ö", "Ö"}
    assert of_each["Z"] >= {"å", "Å", "\u212b"}
    assert (of_each["\x11"], of_each["\x12"], of_each["\x13"]) == ({"½"}, {"¼"}, {"¾"})
    assert not any(char.isascii() for chars in of_each.values() for char in chars)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mikrofleksjob på Ærø", "mikrofleksjob pZ XrY"),
        ("Café – “José”…", 'cafe - "jose".'),
        ("3½ time\xa0om ugen", "3\x11 time om ugen"),
        ("Ｍｉｋｒｏ", "mikro"),
        ("a\x00b\x0bc\td\r\n", "a b c\td\r\n"),
        ("привет 👩‍🍳", "~~~~~~ ~~~"),
    ],
)
def test_fold_writes_plainly(text, folded):
    assert fold(text) == folded


def test_folding_every_sign_there_is_does_not_fill_the_memory():
    from mailbot.rulebook import patterns

    fold("".join(map(chr, range(sys.maxunicode + 1))))
    assert len(patterns._FOLDING) <= 0x3000


@given(DANISH, WORD, DANISH)
def test_a_word_is_found_where_it_stands(before, word, after):
    """Whatever stands around it: the words at the places found are the words that were written."""
    text = Folded(f"{before} {word.upper()} {after}")
    places = [(m.start(), m.end()) for m in Pattern(rf"\b{words([word])}\b").finditer(text)]
    assert (len(before) + 1, len(before) + 1 + len(word)) in places
    assert all(fold(text.text[a:b]) in {fold(word), fold(_written_out(word))} for a, b in places)


@given(DANISH)
def test_every_match_cites_the_original_words(text):
    for found in Pattern(r"[a-zæøå]+").finditer(Folded(text)):
        assert text[found.start() : found.end()] == found[0]
        assert found.folded() == fold(found[0])
        assert found[0].strip() == found[0] != ""


@given(st.text(max_size=80))
def test_no_text_makes_a_search_fail(text):
    folded = Folded(text)
    assert len(folded.bytes) == len(folded) == len(text)
    for found in Pattern(r"(?P<all>.)").finditer(folded):
        assert found["all"] == text[found.start()]


# --- words as people write them ---


@pytest.mark.parametrize("written", ["på", "PÅ", "paa", "Paa", "PAA"])
def test_å_is_also_found_as_aa(written):
    assert Pattern("på").fullmatch(Folded(written))


@pytest.mark.parametrize("written", ["børnehave", "BØRNEHAVE", "boernehave", "Börnehave"])
def test_ø_is_also_found_as_oe_and_ö(written):
    assert Pattern(r"\bbørnehave\b").fullmatch(Folded(written))


@pytest.mark.parametrize("written", ["Ærøskøbing", "Aeroeskoebing", "AERØSKØBING", "Äröskøbing"])
def test_æ_is_also_found_as_ae_and_ä(written):
    assert Pattern("Ærøskøbing").fullmatch(Folded(written))


def test_repeats_behind_a_danish_letter_repeat_the_letter():
    assert Pattern("hå+nd").fullmatch(Folded("håååånd"))
    assert Pattern("hå?nd").fullmatch(Folded("hnd"))


def test_a_class_of_letters_holds_the_danish_ones():
    assert Pattern("[a-zæøå]+").fullmatch(Folded("Rødgrød på æske"[:7]))
    assert Pattern("[A-ZÆØÅ][^æ]").fullmatch(Folded("Øl"))
    assert not Pattern("[^æøå]").fullmatch(Folded("Å"))


@pytest.mark.parametrize("source", ["[[:alpha:]æ]+", "[]æ]+", r"[\]æ]+", "[^]x]+", "[[æ]+"])
def test_a_danish_letter_counts_in_every_form_of_class(source):
    assert Pattern(source).fullmatch(Folded("æÆä"))


def test_a_danish_letter_behind_a_backslash_is_the_letter():
    assert Pattern(r"\ærlig").fullmatch(Folded("Ærlig"))


@pytest.mark.parametrize("sign", ["…", "•", "·", "–", "“", "«", "½"])
def test_a_printed_sign_in_a_pattern_means_itself(sign):
    """Folded, the dots would be any character and the bullet a repeat."""
    assert Pattern(f"{sign} ?a").fullmatch(Folded(f"{sign} a"))
    assert not Pattern(f"^{sign}a").search(Folded("xa"))
    assert Pattern(f"[{sign}b]").fullmatch(Folded(sign))


def test_escapes_and_groups_keep_their_case():
    found = Pattern(r"(?P<Antal>\d+)\S*\D(?i:T)IMER\B").search(Folded("4 timers"))
    assert found
    assert found["Antal"] == "4"


def test_capital_letters_in_a_pattern_find_small_ones():
    assert Pattern("Tlf").search(Folded("TLF. 63 52 00 00"))


def test_a_group_that_took_no_part_is_empty():
    found = Pattern("(?P<fra>fra )?(?P<tal>[0-9]+)").search(Folded("kl. 4"))
    assert found
    assert (found["fra"], found.folded("fra"), found.start("fra"), found.end("fra")) == ("", "", -1, -1)
    assert (found["tal"], found.start("tal"), found.end(2)) == ("4", 4, 5)


# --- places ---


def test_a_search_between_two_places_sees_what_stands_before_and_nothing_behind():
    text = Folded("på 4 timer 12 timer")
    assert [m[0] for m in Pattern(r"\d+").finditer(text, 5)] == ["12"]
    assert [m[0] for m in Pattern(r"\d+").finditer(text, 0, 12)] == ["4", "1"]
    assert not Pattern(r"\bimer").search(text, 6), "the t before the place still belongs to the word"
    assert Pattern(r"\d+").match(text, 3)
    assert not Pattern(r"\d+").match(text, 2)
    assert Pattern("timer").fullmatch(text, 5, 10)
    assert not Pattern("timer").fullmatch(text, 5, 11)


def test_a_stretch_seen_alone_has_its_own_ends():
    text = Folded("på 4 timer")
    assert Pattern("^4 timer$").holds(text, 3, 10)
    assert not Pattern("^4 timer$").holds(text, 0, 10)
    assert Pattern(r"\bimer").holds(text, 6, 10)


# --- lists of words ---


def test_the_longest_of_a_list_is_found_first():
    assert Pattern(words(["uge", "ugentlig", "ugen"])).search(Folded("4 timer ugentlig"))[0] == "ugentlig"


def test_a_phrase_is_found_over_a_line_break_and_wide_blanks():
    assert WordList(["i ugen"]).pattern.search(Folded("4 timer i\r\nugen"))[0] == "i\r\nugen"
    assert WordList([" i   ugen "]).pattern.search(Folded("i ugen"))


def test_a_listed_word_is_not_found_inside_another():
    hits = [m[0] for m in WordList(["uge", "år"]).pattern.finditer(Folded("ugen huge uge. får år, årlig"))]
    assert hits == ["uge", "år"]


@pytest.mark.parametrize(
    ("listed", "text"),
    [("tlf.", "Tlf. 63 52 00 00"), ("tlf.", "tlf.63"), ("c/o", "c/o Hansen"), ("(v)", "leder (v) Ann"), ("a+b", "A+B")],
)
def test_a_listed_word_may_end_and_begin_with_a_sign(listed, text):
    assert WordList([listed]).pattern.search(Folded(text))[0].lower() == listed


LISTED = st.text(st.sampled_from("aæø.*+?()[]|\\^$-/ "), min_size=1).filter(str.strip)


@given(LISTED, LISTED)
def test_every_listed_word_means_itself(listed, other):
    word = listed.strip()
    assert Pattern(whole_words([listed])).fullmatch(Folded(word))
    assert Pattern(whole_words([listed, other])).match(Folded(word)), "whichever of them begins here"
    assert not Pattern(whole_words([listed])).search(Folded("b1 xyz"))


# --- broken ones, and cost ---


@pytest.mark.parametrize(
    ("source", "engine"),
    [("(på", "missing )"), ("[æ-", "missing ]"), ("*", "no argument"), ("a\\", "trailing")],
)
def test_a_broken_pattern_says_why(source, engine):
    with pytest.raises(ValueError, match="is not a pattern") as wrong:
        Pattern(source)
    assert repr(source) in str(wrong.value)
    assert engine in str(wrong.value)


@pytest.mark.parametrize("source", [r"(a)\1", "(?=a)a", "(?<!a)b", "(?>a)"])
def test_what_needs_backtracking_is_refused(source):
    with pytest.raises(ValueError, match="is not a pattern"):
        Pattern(source)


HOSTILE = [
    (r"(a*)*b", "a"),
    (r"(\w+\s?)*$", "ab "),
    (r"(?:a|aa)+c", "a"),
    (r"([a-z0-9.]+)+@([a-z0-9.]+)+", "a."),
    (r"(.*)(.*)(.*)=", "x"),
    (words(["æ" * n for n in range(1, 9)]) + "+!", "æ"),
]


@pytest.mark.parametrize(("source", "piece"), HOSTILE, ids=[s[:20] for s, _ in HOSTILE])
def test_twice_the_text_costs_about_twice_the_time(source, piece):
    """Quadratic would be four times; an engine that backtracks would not come back."""
    pattern = Pattern(source)
    once, twice = Folded(piece * (200_000 // len(piece))), Folded(piece * (400_000 // len(piece)))
    assert _seconds(pattern, twice) < 3.2 * _seconds(pattern, once) + 0.002


def _seconds(pattern: Pattern, text: Folded) -> float:
    def one() -> float:
        began = time.process_time()
        fold(text.text)
        pattern.search(text)
        return time.process_time() - began

    return min(one() for _ in range(5))


def _written_out(word: str) -> str:
    return word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
