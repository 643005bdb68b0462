"""An order of a coordinator, while it is carried out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from mailbot.desk import letters
from mailbot.desk.answers import why_asked
from mailbot.desk.docket import Docket
from mailbot.desk.states import settled
from mailbot.model import ALIVE, Asker, Case, Command, Mail, Reason, Situation, State


class Refused(Exception):  # noqa: N818 - it is no error, it is an answer
    """The command cannot be done; `reason` says why, in a sentence of rules/reasons.toml [refused]."""

    def __init__(self, name: str, **told: str) -> None:
        super().__init__(name)
        self.reason = Reason(f"refused.{name}", tuple(told.items()))


@dataclass(slots=True)
class Order:
    """What a coordinator's mail orders, about which case, and what it comes to."""

    docket: Docket
    situation: Situation
    mail: Mail
    command: Command
    known: Case | None
    asker: Asker | None = None
    reasons: list[Reason] = field(default_factory=list)  # what else the coordinator should know
    answered: tuple[str, ...] = ()  # ids of askers
    reread: tuple[str, ...] = ()
    reread_as_offer: bool = False
    recorded: bool = True  # can be taken back

    @property
    def case(self) -> Case:
        """The case, as it stands so far. Raises Refused where the letter was about none."""
        if self.known is None:
            raise Refused("no_case")
        return self.docket.current(self.known)

    @property
    def today(self) -> dt.date:
        """The local day."""
        return self.docket.today

    def put(self, new: Case) -> Case:
        """Keeps the case's new version; the history says by which command, and cites its line."""
        return self.docket.put(self.case, new, f"history.{self.command.name}", self.command.line)

    def put_settled(self, new: Case) -> Case:
        """The same, in the state that the values now call for; eligibility is asked once the offer is complete."""
        if new.state not in ALIVE:
            return self.put(new)
        was = new.state
        done = self.put(settled(new, self.docket))
        if done.state is State.AWAITING_DECISION and was is State.AWAITING_INFORMATION:
            letters.ask_eligibility(self.docket, done, why_asked(done, self.docket))
        return done

    def note(self, text: str | None = None) -> None:
        """A history line without a changed value."""
        self.docket.note(self.case, f"history.{self.command.name}", text, self.command.line)

    def tell(self, name: str, **told: str) -> None:
        """What else the confirmation says, a sentence of [follow_up]."""
        self.reasons.append(Reason(f"follow_up.{name}", tuple(told.items())))

    def day(self) -> dt.date:
        """The command's date. Raises Refused where it has none."""
        if self.command.date is None:
            raise Refused("date_missing")
        return self.command.date

    def text(self) -> str:
        """The command's text. Raises Refused where it has none."""
        if not self.command.text.strip():
            raise Refused("text_missing")
        return self.command.text.strip()

    def with_reference(self, case: Case) -> Case:
        """The case with the command's reference, where it has one. A CPR number is refused, also a masked one."""
        given = self.command.reference.strip()
        if "#" in given or self.mail.cpr:
            raise Refused("cpr")
        return replace(case, reference=given or case.reference)
