"""The configuration: its defaults, what its values mean, and files that cannot be read."""

from __future__ import annotations

import contextlib
import datetime as dt
import os

import pytest

from mailbot.config import Config, load_config
from mailbot.errors import ConfigWrong
from mailbot.model import Pool

SMALLEST = """
[imap]
username = "mikrofleksjob"
password = " hemmelig æøå "
[smtp]
from = "Jobcenter Ærø, Ærø Kommune <Mikrofleksjob@Aeroe-Kommune.example>"
[people]
coordinators = ["Ann Ærøe <Ann@Aeroe-Kommune.example>"]
"""


@pytest.fixture
def load(tmp_path):
    def write_and_load(text: str = SMALLEST, *, encoding: str = "utf-8") -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding)
        return load_config(path)

    return write_and_load


# --- what it means ---


def test_the_smallest_file_has_the_defaults_of_the_contract(load):
    config = load()
    assert (config.imap.host, config.imap.port, config.imap.security) == ("127.0.0.1", 993, "tls")
    assert (config.smtp.host, config.smtp.port, config.smtp.security) == ("127.0.0.1", 587, "starttls")
    assert (config.imap.subject, config.imap.poll_seconds, config.imap.since) == ("Mikrofleksjob", 60, None)
    assert (config.digest.at, str(config.digest.zone)) == (dt.time(7, 30), "Europe/Copenhagen")
    assert (config.people.caseworkers, config.people.direction, config.people.checks_senders) == ((), None, False)
    assert config.pools is None


def test_a_name_may_hold_a_comma_and_an_address_counts_in_small_letters(load):
    config = load()
    assert config.smtp.name == "Jobcenter Ærø, Ærø Kommune"
    assert config.smtp.address == "mikrofleksjob@aeroe-kommune.example"
    assert config.people.all == {"ann@aeroe-kommune.example"}


def test_blanks_belong_to_a_password(load):
    assert load().imap.secret("imap") == " hemmelig æøå "


def test_a_password_is_shown_nowhere(load):
    config = load(SMALLEST + '[database]\nurl = "postgresql+psycopg://bot:hemmelig@db.example/mailbot"\n')
    assert "hemmelig" not in f"{config!r} {config} {config.imap} {config.database} {config.model_dump()['imap']}"


def test_a_file_saved_by_windows_notepad_is_read(load):
    assert load(SMALLEST.replace("\n", "\r\n"), encoding="utf-8-sig").smtp.name == "Jobcenter Ærø, Ærø Kommune"


def test_dates_and_times_may_be_written_without_quotes(load):
    config = load(SMALLEST.replace("[smtp]", "since = 2027-02-01\n[smtp]") + "[digest]\nat = 06:45:00\n")
    assert (config.imap.since, config.digest.at) == (dt.date(2027, 2, 1), dt.time(6, 45))


def test_nothing_is_written_as_empty_text(load):
    config = load(SMALLEST.replace("[smtp]", 'since = ""\n[smtp]') + 'direction = ""\npayroll = ""\n')
    assert (config.imap.since, config.people.direction, config.people.payroll) == (None, None, None)


def test_paths_count_from_the_folder_of_the_file(load, tmp_path):
    (tmp_path / "regler").mkdir()
    config = load(SMALLEST + '[paths]\nrules = "regler"\n[database]\nurl = "sqlite:///data/mailbot.db"\n')
    assert config.paths.rules_folder == tmp_path / "regler"
    assert config.paths.templates_folder is None
    assert config.database.url == f"sqlite:///{tmp_path}/data/mailbot.db"


@pytest.mark.parametrize(
    "url", ["sqlite:////var/lib/mailbot/mailbot.db", "postgresql+psycopg://bot@/mailbot?host=/run"]
)
def test_a_whole_database_url_stays_as_it_is(load, url):
    assert load(SMALLEST + f'[database]\nurl = "{url}"\n').database.url == url


def test_subdomains_are_municipal_and_lookalikes_are_not(load):
    people = load(SMALLEST + 'municipal_domains = ["Aeroe-Kommune.example"]\n').people
    assert people.is_municipal("aeroe-kommune.example")
    assert people.is_municipal("skole.aeroe-kommune.example")
    assert not people.is_municipal("ikke-aeroe-kommune.example")
    assert not people.is_municipal("aeroe-kommune.example.evil.example")


def test_pools_come_in_the_order_of_their_limits(load):
    pools = (
        '[[pools]]\nname = "stor"\nmax_hours = 12.5\nplaces = 0\n[[pools]]\nname = "lille"\nmax_hours = 5\nplaces = 3\n'
    )
    assert [p.pool for p in load(SMALLEST + pools).pools or ()] == [Pool("lille", 5, 3), Pool("stor", 12.5, 0)]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.3.2.1", "::1", "[::1]"])
def test_no_security_is_allowed_on_this_machine(load, host):
    text = SMALLEST.replace("[smtp]", f'host = "{host}"\nsecurity = "none"\n[smtp]')
    assert load(text).imap.security == "none"


@pytest.mark.parametrize("host", ["localhost.evil.example", "128.0.0.1", "10.0.0.1", "::2", "0.0.0.0"])
def test_no_security_is_refused_elsewhere(load, host):
    with pytest.raises(ConfigWrong, match='security "none" is only for a server on this machine'):
        load(SMALLEST.replace("[smtp]", f'host = "{host}"\nsecurity = "none"\n[smtp]'))


def test_nothing_of_it_can_be_changed_by_mistake(load):
    with pytest.raises(ValueError, match="frozen"):
        load().imap.port = 1


# --- files that cannot be read ---


def test_a_missing_file_says_how_to_begin(tmp_path):
    with pytest.raises(ConfigWrong, match=r"config\.toml: there is no such file; begin with config\.example\.toml"):
        load_config(tmp_path / "config.toml")


def test_a_folder_in_place_of_the_file_is_said(tmp_path):
    with pytest.raises(ConfigWrong, match="cannot be read: Is a directory"):
        load_config(tmp_path)


def test_a_file_that_we_may_not_read_is_said(load, tmp_path):
    load()
    (tmp_path / "config.toml").chmod(0)
    with _not_as_root(), pytest.raises(ConfigWrong, match="cannot be read: Permission denied"):
        load_config(tmp_path / "config.toml")


@contextlib.contextmanager
def _not_as_root():
    """Root may read everything: the test would show nothing."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
