"""The tables of docs/reference/states.md, made from the code: `python -m tests.desk.tables` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mailbot.desk.commands.table import COMMANDS, refused_in
from mailbot.desk.states import TRANSITIONS
from mailbot.model import State
from tests.desk.builders import rules

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "states.md"


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


def tables() -> dict[str, str]:
    """The tables by the names of their marks in the page."""
    made = {"transitions": transitions(), "commands": commands(), "refusals": refusals()}
    return {name: "\n".join(lines) for name, lines in made.items()}


def written() -> str:
    """The page with its tables as the code has them."""
    text = PAGE.read_text("utf-8")
    for name, table in tables().items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        _, _, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(written(), "utf-8")
