"""The commands inside this process, and books that hold something to ask for."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
import structlog

from mailbot.cli import main
from tests.path.town import town_in
from tests.servers.console import Done
from tests.servers.office import pymap_office
from tests.servers.smtp_sink import SmtpSink

ESCAPE = "\x1b]0;overtaget\x07\x1b[31m"
TURNED = "\u202etxet\u202c"


class Says(Protocol):
    def __call__(self, *words: str | Path, stdin: bytes = b"") -> Done: ...


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Says]:
    """Says a command to the console script without starting a process for it."""
    monkeypatch.delenv("MAILBOT_CONFIG", raising=False)

    def run(*words: str | Path, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["mailbot", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    yield run
    structlog.reset_defaults()


COMPLETE = f"""\
Hej

Plejecenter Havblik{ESCAPE} vil gerne tilbyde et mikrofleksjob. Opgaverne er at dække kaffeborde, vande blomster og
læse avis {TURNED} højt for beboerne. Vi tænker 4 timer om ugen fra den 1. marts.

Kontaktperson: Lone Krag, tlf. 62 53 11 90.

Venlig hilsen
Lone Krag
Plejecenter Havblik
"""

INCOMPLETE = """\
Hej

Nordby Skole kan tilbyde et mikrofleksjob i køkkenet, hvor opgaverne er at smøre madder og vaske op.
Det kan begynde den 1. april.

Venlig hilsen
Bo Lund
Nordby Skole
"""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The configuration of a bot with two cases (MF-2027-0001 open, MF-2027-0002 incomplete) and a question."""
    sink = SmtpSink().start()
    office, server = pymap_office(sink)
    folder = tmp_path_factory.mktemp("filled")
    with town_in(folder, office) as town:
        town.writes("Lone Krag <lokr@aeroe-kommune.example>", COMPLETE, subject=f"Mikrofleksjob {ESCAPE}")
        town.writes("Bo Lund <bolu@aeroe-kommune.example>", INCOMPLETE)
        town.writes("Ida Holm <ida@roklub.example>", "Hvem betaler lønnen i et mikrofleksjob?")
        town.run()
    structlog.reset_defaults()
    yield folder / "config.toml"
    server.stop()
    sink.stop()
