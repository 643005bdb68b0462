"""The rules: what comes with the package is whole, a municipality's file replaces one, and a slip has its sentence."""

from __future__ import annotations

import enum
import shutil

import pytest

from mailbot.errors import ConfigWrong
from mailbot.folders import chosen_file, packaged
from mailbot.model import Reason
from mailbot.rulebook import book
from mailbot.rulebook.book import Rulebook, load_rulebook
from mailbot.rulebook.patterns import Folded
from mailbot.rulebook.reasons import ReasonRules
from mailbot.rulebook.schema import PatternRule, Rules, Words
from mailbot.tomlfile import read_toml


class Animal(enum.StrEnum):
    CAT = "cat"
    DOG = "dog"


class Sound(Rules):
    words: Words
    pattern: PatternRule | None = None


class Book(Rules):
    """A rule file of every shape there is."""

    sounds: dict[Animal, Sound] = {}
    list: tuple[Sound, ...] = ()
    names: dict[str, PatternRule] = {}
    one: Sound | None = None


@pytest.fixture
def read(tmp_path):
    def write_and_read(text: str) -> Book:
        (tmp_path / "book.toml").write_text(text, "utf-8")
        return read_toml(tmp_path / "book.toml", Book)

    return write_and_read


@pytest.fixture(scope="module")
def rules():
    return load_rulebook()


# --- the package's ---


def test_every_file_of_the_package_belongs_to_the_rulebook():
    """A file that nobody reads would be edited in vain."""
    assert {f.name for f in packaged("rules").iterdir()} == {f"{name}.toml" for name in Rulebook.model_fields}


def test_the_packages_rules_load_from_any_folder(rules, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_rulebook().scheme == rules.scheme


def test_the_scheme_is_the_one_that_was_decided(rules):
    scheme = rules.scheme
    assert [(p.name, p.max_hours, p.places) for p in scheme.pools] == [("5", 5, 15), ("10", 10, 15)]
    assert (scheme.reminders.days, scheme.reminders.give_up_after) == ((7, 14), 21)
    assert (scheme.limits.per_address_a_day, scheme.limits.an_hour_in_all) == (10, 5000)


# --- a municipality's ---


def test_a_file_in_the_folder_replaces_the_packages_file(tmp_path, rules):
    text = (packaged("rules") / "scheme.toml").read_text("utf-8")
    (tmp_path / "scheme.toml").write_text(text.replace("places = 15", "places = 3"), "utf-8")
    own = load_rulebook(tmp_path)
    assert [p.places for p in own.scheme.pools] == [3, 3]
    assert own.reasons == rules.reasons


def test_all_files_may_be_replaced(tmp_path, rules):
    for file in packaged("rules").iterdir():
        shutil.copy(file, tmp_path)
    assert load_rulebook(tmp_path).scheme == rules.scheme


@pytest.mark.parametrize("name", ["README.md", ".gitignore", "scheme.toml~", ".scheme.toml.swp"])
def test_what_editors_and_people_leave_there_is_passed_over(tmp_path, name):
    (tmp_path / name).write_text("x")
    load_rulebook(tmp_path)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("schema.toml", "scheme.toml"), ("Reasons.toml", "reasons.toml"), ("scheme.tml", "scheme.toml")],
)
def test_a_slip_in_a_files_name_names_the_nearest(tmp_path, name, nearest):
    (tmp_path / name).write_text("")
    with pytest.raises(ConfigWrong) as wrong:
        load_rulebook(tmp_path)
    assert str(wrong.value) == f"{tmp_path / name}: replaces no file of the package; did you mean {nearest!r}?"


def test_a_file_that_is_like_none_names_all_there_are(tmp_path):
    (tmp_path / "Æblegrød.docx").write_text("")
    with pytest.raises(ConfigWrong, match=r"replaces no file of the package; known: .*reasons\.toml.*scheme\.toml"):
        load_rulebook(tmp_path)


def test_a_broken_link_is_not_passed_over(tmp_path):
    (tmp_path / "scheme.toml").symlink_to(tmp_path / "gone.toml")
    with pytest.raises(ConfigWrong, match=r"scheme\.toml: there is no such file"):
        load_rulebook(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ConfigWrong, match="regler: there is no such folder"):
        load_rulebook(tmp_path / "regler")


def test_a_file_in_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "regler").touch()
    with pytest.raises(ConfigWrong, match="regler: cannot be read: Not a directory"):
        load_rulebook(tmp_path / "regler")


def test_without_a_folder_or_a_file_in_it_the_packages_file_is_chosen(tmp_path):
    assert chosen_file("scheme.toml", None, "rules") == packaged("rules") / "scheme.toml"
    assert chosen_file("scheme.toml", tmp_path, "rules") == packaged("rules") / "scheme.toml"


# --- sentences for slips in a rule file ---


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[one]\nword = ['a']", "one.word: unknown key; did you mean 'words'?"),
        ("[sounds.cat]\nwords = ['a']\npatern = 'b'", "sounds.cat.patern: unknown key; did you mean 'pattern'?"),
        ("[[list]]\nwords = ['a']\n[[list]]\nw = 1", "list, number 2, w: unknown key; known here: pattern, words"),
        ("[sounds.cow]\nwords = ['a']", "sounds.cow: 'cow' is wrong; it has to be 'cat' or 'dog'"),
        ("[sounds.cat]\nwords = []", "sounds.cat.words: has to be a list of words, with at least one"),
        ("[sounds.cat]\nwords = ['a', ' ']", "sounds.cat.words: has to be a list of words, with at least one"),
        ("[sounds.cat]\nwords = 'a'", "sounds.cat.words: has to be a list of words, with at least one"),
        ("[sounds.cat]\n", "sounds.cat.words: is missing; add it"),
        ("[names]\nlyd = '(miav'", "names.lyd: '(miav' is not a pattern: missing )"),
        ("[names]\nmiav = 7", "names.miav: 7 is not a pattern; write it as text"),
        ("[one]\nwords = ['a']\npattern = '[æ'", "one.pattern: '[æ' is not a pattern: missing ]"),
        ("one = 5", "one: 5 is wrong; it has to be a table"),
        ("sounds = []", "sounds: has to be a table"),
    ],
)
def test_a_slip_in_a_rule_file_has_its_sentence(read, tmp_path, text, said):
    with pytest.raises(ConfigWrong) as wrong:
        read(text)
    assert str(wrong.value) == f"{tmp_path}/book.toml: {said}"


def test_words_and_patterns_of_a_file_find_what_they_say(read):
    found = read("[sounds.cat]\nwords = ['miav', 'å hej']\n[names]\n'knæ' = 'knæ(kket)?'\n")
    assert found.sounds[Animal.CAT].words.pattern.search(Folded("Kat: Aa\nHEJ"))[0] == "Aa\nHEJ"
    assert found.names["knæ"].search(Folded("et knaekket gevær"))[0] == "knaekket"


# --- reasons ---


def _reasons(**tables: dict[str, str]) -> ReasonRules:
    return ReasonRules(**{name: tables.get(name, {}) for name in ReasonRules.model_fields})


def test_a_reason_becomes_its_sentence():
    reasons = _reasons(fate={"known": "Sagen {number} findes: {what}."})
    assert reasons.sentence(Reason("fate.known", (("number", "MF-2027-0001"), ("what", "{x}")))) == (
        "Sagen MF-2027-0001 findes: {x}."
    )


@pytest.mark.parametrize("code", ["fate.gone", "gone.fate", "fate", ""])
def test_a_code_without_a_sentence_is_an_error(code):
    with pytest.raises(KeyError):
        _reasons(fate={"known": "ja"}).sentence(Reason(code))


@pytest.mark.parametrize("sentence", ["{}", "{0}", "{number.denominator}", "{number[0]}", "{number", "{a b}"])
def test_only_plain_names_stand_in_braces(sentence):
    with pytest.raises(ValueError, match="write a name in braces|only plain names"):
        _reasons(fate={"known": sentence})


def test_a_municipalitys_sentences_may_say_less_but_not_lack_one():
    package = _reasons(fate={"known": "Sagen {number} findes."}, refused={"full": "Puljen er fuld."})
    assert _reasons(fate={"known": "Den findes."}, refused={"full": "Fuldt."}).differs_from(package) == ""
    assert _reasons(fate=package.fate, refused={}).differs_from(package) == (
        "refused.full: is missing; the package says 'Puljen er fuld.'"
    )
    assert _reasons(fate={"known": "{nummer}"}, refused=package.refused).differs_from(package) == (
        "fate.known: {nummer} is not filled here; filled are: {number}"
    )
    assert _reasons(fate=package.fate, refused={"full": "{pulje}"}).differs_from(package) == (
        "refused.full: {pulje} is not filled here; filled are: none"
    )


def test_a_municipalitys_reasons_are_compared_when_they_are_loaded(tmp_path, monkeypatch):
    package, own = tmp_path / "package", tmp_path / "own"
    shutil.copytree(packaged("rules"), package)
    own.mkdir()
    shutil.copy(package / "reasons.toml", own)
    text = (package / "reasons.toml").read_text("utf-8").replace("[fate]", '[fate]\nnew = "Nyt i {number}."')
    (package / "reasons.toml").write_text(text, "utf-8")
    monkeypatch.setattr(book, "packaged", lambda _: package)
    with pytest.raises(ConfigWrong) as wrong:
        load_rulebook(own)
    assert str(wrong.value) == f"{own}/reasons.toml: fate.new: is missing; the package says 'Nyt i {{number}}.'"
