"""The configuration: defaults, the example that documents them, passwords from elsewhere, and what reads well."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import stat
import time
import tomllib
from pathlib import Path

import pytest

from mailbot import passwords
from mailbot.config import Config, Database, Digest, Imap, Paths, People, PoolTable, Smtp, load_config
from mailbot.errors import ConfigWrong
from mailbot.folders import packaged
from mailbot.model import Pool
from mailbot.permissions import loose_permissions
from mailbot.rulebook.book import load_rulebook

TOP = Path(__file__).parents[1]
EXAMPLE = TOP / "config.example.toml"
SECTIONS = {
    "imap": Imap,
    "smtp": Smtp,
    "database": Database,
    "people": People,
    "digest": Digest,
    "paths": Paths,
    "pools": PoolTable,
}
THE_MUNICIPALITYS_OWN = {
    "imap.username", "imap.password", "smtp.from", "smtp.password",
    "people.coordinators", "people.caseworkers", "people.direction", "people.payroll", "people.municipal_domains",
}  # fmt: skip
"""Keys whose value in the example is somebody's, not a default."""

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


# --- the example ---


def _keys_of_the_model() -> set[str]:
    return {f"{one}.{f.alias or n}" for one, model in SECTIONS.items() for n, f in model.model_fields.items()}


def _keys_in_the_example() -> set[str]:
    """Keys as they stand there, and those that are only shown, behind a # without a blank."""
    keys, section = set(), ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if head := re.match(r"#?\[+(\w+)\]+$", line):
            section = head[1]
        elif key := re.match(r"#?(\w+) = ", line):
            keys.add(f"{section}.{key[1]}")
    return keys


def test_the_example_loads(tmp_path):
    config = load_config(EXAMPLE)
    assert config.database.url == f"sqlite:///{TOP / 'mailbot.db'}"
    assert config.imap.done_folder == "Mikrofleksjob/Behandlet"
    assert config.smtp.name == "Jobcenter Ærø"


def test_the_example_holds_every_key_and_no_other():
    assert set(SECTIONS) == set(Config.model_fields)
    assert _keys_in_the_example() == _keys_of_the_model()


@pytest.mark.parametrize("section", [s for s in SECTIONS if s != "pools"])
def test_the_example_shows_the_defaults(section):
    """As the file is read: a key left out means what the example shows."""
    written = tomllib.loads(EXAMPLE.read_text("utf-8"))[section]
    shown = getattr(load_config(EXAMPLE), section)
    for name, field in SECTIONS[section].model_fields.items():
        key = f"{section}.{field.alias or name}"
        if section == "database":
            assert written["url"] == field.default
        elif key not in THE_MUNICIPALITYS_OWN:
            assert getattr(shown, name) == field.default, key


def test_the_example_shows_what_can_be_put_in_place_of_each_password():
    text = EXAMPLE.read_text("utf-8")
    for way in ("password_env", "password_command"):
        switched = re.sub(r'(?m)^password = "secret"', "", text).replace(f"#{way}", way, 1)
        assert getattr(Config.model_validate(tomllib.loads(switched)).imap, way)


def test_the_pools_of_the_example_are_those_of_the_rules():
    shown = EXAMPLE.read_text("utf-8").replace("#[[pools]]", "[[pools]]")
    shown = re.sub(r"(?m)^#(name|max_hours|places|$)", r"\1", shown)
    pools = Config.model_validate(tomllib.loads(shown)).pools
    assert pools == load_rulebook().scheme.pools
    assert [p.pool for p in pools or ()] == [Pool("5", 5, 15), Pool("10", 10, 15)]


def test_the_example_explains_every_key():
    """A key without a word beside it or above it helps nobody."""
    silent = {"smtp.password_env", "smtp.password_command", "smtp.host", "smtp.port", "imap.host", "imap.port"}
    silent |= {"digest.at", "paths.templates", "pools.places", "pools.name", "pools.max_hours"}
    section, lines = "", EXAMPLE.read_text("utf-8").splitlines()
    for line in lines:
        if head := re.match(r"#?\[+(\w+)\]+$", line):
            section = head[1]
        elif key := re.match(r"#?(\w+) = ", line):
            assert "#" in line[1:] or f"{section}.{key[1]}" in silent | THE_MUNICIPALITYS_OWN, line


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


# --- passwords from elsewhere ---


def _with(way: str) -> str:
    return SMALLEST.replace('password = " hemmelig æøå "', way)


def test_a_password_comes_from_the_environment(load, monkeypatch):
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "hemmelig")
    assert load(_with('password_env = "MAILBOT_IMAP_PASSWORD"')).imap.secret("imap") == "hemmelig"


def test_an_empty_environment_names_file_key_and_variable(load, monkeypatch, tmp_path):
    monkeypatch.delenv("MAILBOT_IMAP_PASSWORD", raising=False)
    config = load(_with('password_env = "MAILBOT_IMAP_PASSWORD"'))
    with pytest.raises(ConfigWrong) as wrong:
        config.imap.secret("imap")
    assert str(wrong.value) == (
        f"{tmp_path}/config.toml: imap.password_env: the environment has no MAILBOT_IMAP_PASSWORD; "
        "set it, or name another"
    )


@pytest.mark.parametrize(
    ("command", "password"),
    [
        ("printf 'hemmelig æ\\nlogin: bot\\n'", "hemmelig æ"),
        ("printf 'hemmelig\\r\\n'", "hemmelig"),
        ("printf '%s' ' $HOME;`id`|> '", " $HOME;`id`|> "),
    ],
)
def test_a_password_is_the_first_line_of_a_command_that_no_shell_reads(load, command, password):
    assert load(_with(f"password_command = '''{command}'''")).imap.secret("imap") == password


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("sh -c 'echo hemmelig; exit 3'", "exit 3"),
        ("true", "it printed nothing"),
        ("echo", "it printed nothing"),
        ("/findes/ikke", "No such file or directory"),
        ("echo 'hemmelig", "it cannot be read as a command, or what it prints not as UTF-8"),
        (r"printf 'hemmelig\346'", "it cannot be read as a command, or what it prints not as UTF-8"),
        ("cat", "it printed nothing"),  # it would wait for a person at a terminal
    ],
)
def test_a_command_without_a_password_says_why_and_not_what(load, tmp_path, command, why):
    config = load(_with(f"password_command = '''{command}'''"))
    with pytest.raises(ConfigWrong) as wrong:
        config.imap.secret("imap")
    assert str(wrong.value) == (
        f"{tmp_path}/config.toml: imap.password_command: the command gave no password ({why}); "
        "run it by hand to see why"
    )


def test_a_command_that_hangs_is_ended_with_what_it_started(load, monkeypatch, tmp_path):
    monkeypatch.setattr(passwords, "COMMAND_SECONDS", 0.5)
    config = load(_with(f"""password_command = "sh -c 'sleep 30 & echo $! > {tmp_path}/child; wait'" """))
    began = time.monotonic()
    with pytest.raises(ConfigWrong, match=r"it was not done after 0\.5 seconds"):
        config.imap.secret("imap")
    assert time.monotonic() - began < 10
    child = (tmp_path / "child").read_text().strip()
    assert _ended(child)


def _ended(pid: str) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


# --- files that others can read ---


@pytest.mark.parametrize("mode", [0o640, 0o644, 0o604, 0o620, 0o666])
def test_a_file_that_others_can_read_is_named_with_what_mends_it(tmp_path, mode):
    path = tmp_path / "config.toml"
    path.touch()
    path.chmod(mode)
    assert loose_permissions(path) == f"{path}: others can read it (its mode is {mode:o}); run: chmod 600 {path}"


def test_a_folder_that_others_can_enter_is_named(tmp_path):
    tmp_path.chmod(0o755)
    assert loose_permissions(tmp_path) == f"{tmp_path}: others can read it (its mode is 755); run: chmod 700 {tmp_path}"


def test_a_file_for_its_owner_alone_and_a_missing_one_are_no_worry(tmp_path):
    path = tmp_path / "config.toml"
    assert loose_permissions(path) is None
    path.touch(0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert loose_permissions(path) is None


def test_the_rules_that_the_example_speaks_of_are_there():
    assert (packaged("rules") / "scheme.toml").is_file()
