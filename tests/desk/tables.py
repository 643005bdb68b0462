"""The tables of docs/reference, made from the code: `python -m tests.desk.tables` writes them into their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

from mailbot.desk import letters
from mailbot.desk.commands.table import COMMANDS, refused_in
from mailbot.desk.due import decide_due
from mailbot.desk.questions import ask_coordinators
from mailbot.desk.states import TRANSITIONS
from mailbot.model import TO_WORKPLACES, Asker, DueSituation, LetterKind, Reason, State
from tests.desk.builders import NOW, case, docket, office, rules
from tests.desk.test_commands import COMPLETE, obey

ROOT = Path(__file__).parents[2]
REFERENCE, TEMPLATES = ROOT / "docs" / "reference", ROOT / "templates"


def transitions() -> Iterator[str]:
    """State, what it is called, and where a case can go from it."""
    yield "| state | in Danish | can go to |"
    yield "|---|---|---|"
    named = rules().wording.da.states
    for state, following in TRANSITIONS.items():
        names = ", ".join(f"`{s.value}`" for s in State if s in following)
        yield f"| {f'`{state.value}`' if state else '(new)'} | {named[state] if state else ''} | {names} |"


def commands() -> Iterator[str]:
    """Every command in every state: done, or the code of its refusal."""
    yield f"| command | {' | '.join(f'`{s.value}`' for s in State)} |"
    yield "|---|" + "---|" * len(State)
    for name in COMMANDS:
        done = [f"`{code}`" if (code := refused_in(name, state)) else "done" for state in State]
        yield f"| `{rules().wording.commands[name].example.partition(' ')[0].rstrip(':')}` | {' | '.join(done)} |"


def refusals() -> Iterator[str]:
    """The codes and their sentences."""
    yield "| code | what the coordinator reads |"
    yield "|---|---|"
    for code, sentence in rules().reasons.refused.items():
        yield f"| `{code}` | {sentence} |"


def orders() -> Iterator[str]:
    """Every command: its words, what stands behind it, what it does, and which letters it sends."""
    yield "| command | also understood | behind it | does | letters beside the confirmation |"
    yield "|---|---|---|---|---|"
    for name in COMMANDS:
        words, wording = rules().commands.commands[name], rules().wording.commands[name]
        spelt = list(dict.fromkeys(phrase for phrase in words.words))
        also = ", ".join(f"`{word}`" for word in spelt[1:]) or "-"
        takes = ", ".join(one.value for one in words.takes) or "-"
        sends = ", ".join(f"`{kind.value}`" for kind in LetterKind if kind in _sent_by(name)) or "-"
        yield f"| `{spelt[0]}` | {also} | {takes} | {wording.does} | {sends} |"


def _sent_by(name: str) -> set[LetterKind]:
    """Which kinds of letters a command sends in some state, or in answer to a stranger's question."""
    if name == "undo":
        return {LetterKind.CORRECTED, LetterKind.PAYROLL_NOTICE}  # to whoever got a letter from what is taken back
    made = [obey(case(state), name, kind=LetterKind.MILESTONE, **COMPLETE) for state in State]
    made += [obey(case(state), name, case(State.WAITING, "MF-2027-0009", pool="5"), **COMPLETE) for state in State]
    begun, waits = case(State.FILLED, filled_from=NOW.date()), case(State.WAITING, "MF-2027-0009", pool="5")
    made.append(obey(begun, name, waits, **COMPLETE | {"date": NOW.date()}))
    kinds = {draft.kind for one in made for draft in one.drafts}
    return kinds - {LetterKind.CONFIRMATION, LetterKind.NOT_UNDERSTOOD}


# --- letters ------------------------------------------------------------------------------------------------------

WHEN = {
    LetterKind.ACKNOWLEDGEMENT: "an offer is complete, or an answer, a correction or the same offer again leaves it so",
    LetterKind.QUERY: "an offer lacks something: one numbered question for each thing",
    LetterKind.REMINDER: "a query or an over_limit was not answered, or a coordinator writes `ryk`",
    LetterKind.OVER_LIMIT: "the most hours are above every pool",
    LetterKind.WAITING_LIST: "an offer is complete, and its pool is full",
    LetterKind.PLACE_FREE: "a place fell free for the case that waited longest",
    LetterKind.RECEIVED: "a person has to read the mail; at most once a day to one sender",
    LetterKind.ANSWER: "a coordinator writes `svar:`",
    LetterKind.WITHDRAWN: "the workplace takes its offer back",
    LetterKind.APPROVED: "a coordinator writes `godkendt` and the route",
    LetterKind.REJECTED: "a coordinator writes `afvist:`",
    LetterKind.CORRECTED: "a coordinator takes back a command from which the workplace had a letter",
    LetterKind.ELIGIBILITY: "an offer of a workplace that is not municipal is complete; `direktionen` sends it on",
    LetterKind.NO_ANSWER: "the workplace does not answer, was asked the same too often, or its query bounced",
    LetterKind.QUESTION: "a person has to read a mail",
    LetterKind.PLACEMENT_CHECK: "an offer has been open for long",
    LetterKind.MILESTONE: "a filled job has lasted so long",
    LetterKind.CONFIRMATION: "a command was done",
    LetterKind.NOT_UNDERSTOOD: "a command was not understood, or is refused",
    LetterKind.PAYROLL_NOTICE: "a job is filled; its route, start or hours change; it ends; that is taken back. "
    "Of an end that had come when it was reported payroll hears on the next working day",
    LetterKind.DIGEST: "every working day at `digest.at`",
    LetterKind.ALARM: "the service itself needs a person",
}
_READERS = {
    LetterKind.CONFIRMATION: "who ordered",
    LetterKind.NOT_UNDERSTOOD: "who ordered",
    LetterKind.PAYROLL_NOTICE: "`people.payroll`",
    LetterKind.DIGEST: "`people.caseworkers` and `people.coordinators`",
    LetterKind.ALARM: "`people.coordinators`",
}


def letter_kinds() -> Iterator[str]:
    """Every kind of letter: what it is called, when it is written, to whom, in which languages."""
    yield "| kind | in Danish | written when | to | languages |"
    yield "|---|---|---|---|---|"
    for kind in LetterKind:
        to = "the workplace or the asker" if kind in TO_WORKPLACES else "`people.coordinators`"
        languages = ", ".join(sorted(folder.name for folder in (TEMPLATES / kind.value).iterdir()))
        called = rules().wording.letters[kind.value]
        yield f"| `{kind.value}` | {called} | {WHEN[kind]} | {_READERS.get(kind, to)} | {languages} |"


def follow_ups() -> Iterator[str]:
    """Which commands each follow-up teaches."""
    yield "| follow-up | commands that it teaches |"
    yield "|---|---|"
    for kind, taught in _taught().items():
        yield f"| `{kind.value}` | {', '.join(f'`{rules().commands.commands[n].words[0]}`' for n in taught)} |"


def _taught() -> dict[LetterKind, tuple[str, ...]]:
    asked = docket()
    letters.ask_eligibility(asked, case(State.AWAITING_DECISION), "")
    letters.ask_after_silence(asked, case(State.AWAITING_INFORMATION), "bounced")
    asker = Asker("<q@mail.example>", "q@mail.example", "?", "da", "?", (), NOW)
    ask_coordinators(asked, asker, Reason("fate.question"), ())
    late = NOW + dt.timedelta(days=100)
    due = DueSituation(late, open=(case(State.OPEN),), filled=(case(State.FILLED, "MF-2027-0002"),))
    drafts = [*asked.drafts, *(draft for one in decide_due(due, office()) for draft in one.drafts)]
    return {draft.kind: draft.commands for draft in drafts}


def clock() -> Iterator[str]:
    """What the clock brings, and when."""
    scheme = rules().scheme
    reminders, after = scheme.reminders, scheme.follow_ups
    yield "| what | when | key of rules/scheme.toml |"
    yield "|---|---|---|"
    yield f"| `reminder` | {_list(reminders.days)} days after the last question | `reminders.days` |"
    yield f"| `no_answer` | {reminders.give_up_after} days after it | `reminders.give_up_after` |"
    yield f"| the same question | {reminders.ask_at_most} times, then `no_answer` | `reminders.ask_at_most` |"
    often = f"{after.placement_check_days} days after it opened, and again after as many"
    yield f"| `placement_check` | {often} | `follow_ups.placement_check_days` |"
    yield f"| `milestone` | {_list(after.rhythm_weeks)} weeks after the start | `follow_ups.rhythm_weeks` |"
    for name in ("interview_months", "status_months", "grant_months"):
        yield f"| `milestone` | {getattr(after, name)} months after the start | `follow_ups.{name}` |"


def limits() -> Iterator[str]:
    """How many letters go out at most."""
    yield "| at most | key of rules/scheme.toml |"
    yield "|---|---|"
    told = {
        "per_address_a_day": "letters in a day to one address outside `people`",
        "per_case_a_day": "letters in a day for one case outside `people`",
        "per_domain_a_day": "letters in a day to one domain outside the municipal ones",
        "an_hour_in_all": "letters in an hour in all",
    }
    for name, what in told.items():
        yield f"| {getattr(rules().scheme.limits, name)} {what} | `limits.{name}` |"


def _list(numbers: tuple[int, ...]) -> str:
    *some, last = map(str, numbers)
    return f"{', '.join(some)} and {last}" if some else last


PAGES: dict[str, dict[str, Callable[[], Iterator[str]]]] = {
    "states.md": {"transitions": transitions, "commands": commands, "refusals": refusals},
    "commands.md": {"orders": orders},
    "letters.md": {"kinds": letter_kinds, "follow-ups": follow_ups, "clock": clock, "limits": limits},
}
"""Page -> mark in it -> the table that stands there."""


def written(page: str) -> str:
    """The page with its tables as the code has them."""
    text = (REFERENCE / page).read_text("utf-8")
    for name, made in PAGES[page].items():
        table = "\n".join(made())
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, _, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"
    return text


if __name__ == "__main__":
    for page in PAGES:
        (REFERENCE / page).write_text(written(page), "utf-8")
