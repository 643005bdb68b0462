"""What an operator can ask of the books: the cases, one of them, the quota; as data and in Danish words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailbot.bookroom import Bookroom
from mailbot.caseshapes import case_as_json, entry_as_json, letter_as_json, pool_as_json
from mailbot.desk.progress import Progress, progress
from mailbot.errors import NotFound
from mailbot.model import Case, Entry, Field, LetterRecord, MailRecord, PoolCount, Reason, State
from mailbot.post.wording import Wording
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.desk import Benchmark


@dataclass(frozen=True, slots=True)
class Dossier:
    """One case with everything that belongs to it."""

    case: Case
    history: tuple[Entry, ...]
    letters: tuple[LetterRecord, ...]
    mails: tuple[MailRecord, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of `mailbot show NUMBER --json`."""
        return case_as_json(self.case) | {
            "history": [entry_as_json(one) for one in self.history],
            "letters": [letter_as_json(one) for one in self.letters],
        }


def all_cases(room: Bookroom, state: State | None = None) -> tuple[Case, ...]:
    """The cases by number, all or those in a state."""
    with room.store.reading() as books:
        return books.cases.all(state)


def dossier(room: Bookroom, number: str) -> Dossier:
    """One case. Raises NotFound."""
    with room.store.reading() as books:
        found = books.cases.find([number.strip().upper()])
        if not found:
            raise NotFound(f"there is no case {number}; `mailbot cases` lists those there are")
        case = found[0]
        history, letters = books.history.of(case.number), books.letters.of_case(case.number)
        return Dossier(case, history, letters, books.mails.of_case(case.number))


def quota(room: Bookroom) -> tuple[PoolCount, ...]:
    """The pools and what is in them."""
    with room.store.reading() as books:
        return books.pool_counts(room.pools)


def how_hours_went(room: Bookroom) -> Progress:
    """How the hours of those in work went, from filling until now or until the end."""
    with room.store.reading() as books:
        return progress(books.cases.all())


def progress_as_json(found: Progress, benchmarks: Sequence[Benchmark]) -> dict[str, object]:
    """The shape of `mailbot quota --progress --json`: counts, shares in per cent, and what others reached."""
    counts = {name: getattr(found, name) for name in ("rose", "fell", "stayed")}
    return {
        "followed": found.followed,
        **{name: {"cases": count, "share": found.share(count)} for name, count in counts.items()},
        "benchmarks": [{"name": one.name, "share": one.share, "year": one.year} for one in benchmarks],
    }


def quota_as_json(counts: Sequence[PoolCount]) -> list[dict[str, object]]:
    """The shape of `mailbot quota --json`."""
    return [pool_as_json(count) for count in counts]


class Words:
    """Cases and pools as a Danish caseworker says them."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self.wording = Wording(rules.wording.da, rules.office.roles.model_dump())

    def state(self, case: Case) -> str:
        """The state, and why it is closed."""
        said = self.wording.state(case.state)
        return f"{said} ({self.wording.closing(case.reason)})" if case.reason else said

    def fields(self, case: Case) -> Iterator[tuple[str, str, str, bool]]:
        """Each field: what it is called, its value, the words it was read from, whether it is uncertain."""
        for name in Field:
            value = case.offer.get(name)
            if value is None:
                yield self.wording.field(name), "", "", False
            else:
                said = self.wording.value(name, value.value)
                yield self.wording.field(name), said, value.evidence.text, value.uncertain

    def value(self, case: Case, name: Field) -> str:
        """One field's value, '' where it is missing."""
        found = case.offer.get(name)
        return self.wording.value(name, found.value) if found else ""

    def entry(self, entry: Entry) -> str:
        """A line of the history as a sentence."""
        what = self._rules.reasons.sentence(Reason(entry.what, (("number", entry.case),)))
        if entry.field is None:
            return f"{what} {entry.new}" if entry.new else what
        old, new = (self.wording.told(entry.field, one) for one in (entry.old, entry.new))
        return f"{what} {self.wording.field(entry.field)}: {old} → {new}"
