"""Which letter goes out with which values.

Every draft about a mail has `to`, `language`, `subject`, `about`, `thread` (so that it stands in the mail's thread) and
`cpr`; one that nobody asked for stands behind the last mail of its case's thread; one to the job centre behind the
last letter to the job centre about its case, and is Danish. Beside these:

| kind | filled |
|---|---|
| `acknowledgement` | `cases` (all of the mail; `awaiting_decision` where the job centre decides first), `checks`, `changes` (filled in by this mail), `contradictions` (other than before), `occasion` `again` where the offer was known |
| `query` `over_limit` | the same and `asks`, in order; `over_limit` where some case is above every pool (`Case.over_limit`) |
| `waiting_list` | as `acknowledgement`; some case is `waiting` |
| `reminder` | `cases`, `asks` |
| `place_free` | `cases` |
| `received` | `asker`; `cases` where its sender belongs to them |
| `answer` | `text`, `asker` and `question_id` where a question is answered, else `cases` |
| `withdrawn` | `cases` |
| `approved` | `cases` (with `route`; `waiting` where the pool is full), `asks` where the offer still lacks something |
| `rejected` | `cases` (with `reason_text`) |
| `corrected` | `cases`, `changes` (from what was told to what holds), `occasion` (the command that is taken back) |
| `eligibility` | `cases`, `reasons` (why it is asked: `eligibility.*`), `commands`; `occasion` `direction` where it went on to the management, then `text` is what the coordinator wrote with it |
| `no_answer` | `cases`, `reasons` (`follow_up.*`), `commands` |
| `question` | `asker`, `question_id`, `cases` where it stood in a thread, `reasons` (why a person has to look), `commands` |
| `placement_check` | `cases`, `commands`, `due` |
| `milestone` | `cases`, `occasion` (`weeks`, `interview`, `status`, `grant_end`), `reasons` (`follow_up.*`), `due`, `commands` |
| `confirmation` | `cases`, `changes`, `pools`, `not_done`, `occasion` (the command), `reasons` (what else to know: `follow_up.*`), `asker` for `answer` and `adopt` of a question |
| `not_understood` | `quoted_line`, `reasons` (why it is refused: `refused.*`), `commands` (that can be used now), `cases`, `not_done` |
| `payroll_notice` | `cases`, `changes`, `occasion` (`new`, `changed`, `ended`, `taken_back`), `reasons` (the checklist: `payroll.*`), `due` (from when); of an end that had come already it goes on the next working day, unless it was taken back before |

Values in `changes` are text as `mailbot.desk.history.told` writes it; those of rejected, withdrawn and closed cases
stand in the case itself (`reason`, `reason_text`).
"""  # noqa: E501 - the rows of a table

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailbot.desk.docket import Docket
from mailbot.desk.quota import above_all, lacking
from mailbot.desk.senders import reply_address
from mailbot.model import (
    Ask,
    Case,
    Draft,
    Field,
    LetterKind,
    Mail,
    Offer,
    Reason,
    State,
)

_LONGEST_THREAD = 30


def about_mail(docket: Docket, mail: Mail, kind: LetterKind, cases: tuple[Case, ...] = (), **more: Any) -> Draft:
    """A letter that answers a mail: to its sender, in its language, in its thread."""
    return Draft(
        kind,
        (reply_address(mail, cases, docket.office),),
        language=_language(mail),
        cases=cases,
        cpr=mail.cpr,
        subject=mail.subject,
        about=mail.message_id,
        thread=mail.references,
        **more,
    )


def to_workplace(kind: LetterKind, case: Case, **more: Any) -> Draft:
    """A letter that the workplace did not ask for: to the address that last wrote for it, in the case's thread."""
    *earlier, last = case.thread or ("",)
    return Draft(
        kind,
        (case.writer,),
        language=case.language,
        cases=(case,),
        subject=case.subject,
        about=last,
        thread=tuple(earlier),
        **more,
    )


def to_coordinators(docket: Docket, kind: LetterKind, case: Case | None, **more: Any) -> Draft:
    """A letter that asks the coordinators, in the one thread that they have about the case."""
    known = dict(docket.situation.office_threads).get(case.number, ()) if case else ()
    *earlier, last = known or ("",)
    to = more.pop("to", docket.office.people.coordinators)
    cases = more.pop("cases", (case,) if case else ())
    subject = more.pop("subject", case.subject if case else "")
    return Draft(kind, to, cases=cases, subject=subject, about=last, thread=tuple(earlier), **more)


def reply_by_state(
    docket: Docket,
    mail: Mail,
    cases: tuple[Case, ...],
    known: dict[str, Offer] | None = None,
    occasion: str = "",
) -> tuple[Case, ...]:
    """Adds the one letter for a mail: the first that applies of over_limit, query, waiting_list, acknowledgement.

    `known` holds the offers of cases as they stood before the mail. A question that was asked often enough is not
    asked again; gives the cases that it was last asked of: they go to the coordinators.
    """
    earlier = known or {}
    asked = tuple(_asked_again(docket, case, earlier.get(case.number)) for case in cases)
    most = docket.office.rules.scheme.reminders.ask_at_most
    silent = tuple(c for c in asked if c.asked_times > most)
    asks = tuple(ask for case in asked if case not in silent for ask in asks_of(docket, case))
    now = tuple(_noted(docket, old, new, new in silent) for old, new in zip(cases, asked, strict=True))
    if silent and not asks and len(silent) == len(now):
        return silent
    changes = [change for case in now for change in docket.changes(case) if change.field in _SHOWN]
    docket.send(
        about_mail(
            docket,
            mail,
            _kind_of(docket, now, asks),
            now,
            asks=asks,
            checks=tuple(check for check in _checks(now) if check not in asks),
            changes=tuple(c for c in changes if c.old is None and c.case in earlier),
            contradictions=tuple(c for c in changes if c.old is not None and c.new is not None),
            occasion=occasion,
        )
    )
    return silent


def asks_of(docket: Docket, case: Case) -> tuple[Ask, ...]:
    """The questions that a case still has, in the order of the fields."""
    if case.state is not State.AWAITING_INFORMATION:
        return ()
    return tuple(Ask(case.number, name) for name in lacking(case.offer, docket.office.pools))


def ask_eligibility(docket: Docket, case: Case, why: str) -> None:
    """Adds the question whether the workplace meets the conditions; `why` is a code `eligibility.*`."""
    reasons = (Reason(why),) if why else ()
    docket.send(
        to_coordinators(
            docket, LetterKind.ELIGIBILITY, case, reasons=reasons, commands=("approve", "reject", "direction")
        )
    )


def ask_after_silence(docket: Docket, case: Case, why: str, **told: str) -> None:
    """Adds the follow-up about a workplace that does not answer; `why` is the name of a sentence in [follow_up]."""
    docket.send(
        to_coordinators(
            docket,
            LetterKind.NO_ANSWER,
            case,
            reasons=(Reason(f"follow_up.{why}", tuple(told.items())),),
            commands=("remind", "contact", "start", "withdraw", "close"),
        )
    )


def ask_about_silent(docket: Docket, silent: tuple[Case, ...]) -> None:
    """Adds the follow-up about each workplace that was asked the same question as often as it may be."""
    for case in silent:
        times = docket.office.rules.scheme.reminders.ask_at_most
        ask_after_silence(docket, docket.current(case), "asked_often", times=str(times))


def thread_with(case: Case, mail: Mail) -> tuple[str, ...]:
    """The Message-IDs of the workplace's thread with this mail behind them; of a long thread the first and the last."""
    known = dict.fromkeys((*case.thread, *mail.references, mail.message_id))
    ids = tuple(one for one in known if one)
    return ids if len(ids) <= _LONGEST_THREAD else (ids[0], *ids[1 - _LONGEST_THREAD :])


def _kind_of(docket: Docket, cases: tuple[Case, ...], asks: tuple[Ask, ...]) -> LetterKind:
    asking = {ask.case for ask in asks}
    if any(c.number in asking and above_all(c.offer, docket.office.pools) for c in cases):
        return LetterKind.OVER_LIMIT
    if asks:
        return LetterKind.QUERY
    if any(c.state is State.WAITING for c in cases):
        return LetterKind.WAITING_LIST
    return LetterKind.ACKNOWLEDGEMENT


def _asked_again(docket: Docket, case: Case, before: Offer | None) -> Case:
    """The case with how often the same question is asked now; 0 where nothing is asked."""
    pools = docket.office.pools
    if case.state is not State.AWAITING_INFORMATION:
        return case
    same = before is not None and bool(_questions(case.offer, pools) & _questions(before, pools))
    return replace(case, asked_times=case.asked_times + 1 if same else 1)


def _questions(offer: Offer, pools: Any) -> set[tuple[str, bool]]:
    """What is asked; "fewer hours?" is another question than "how many?"."""
    over = above_all(offer, pools)
    return {(name.value, over and name.value == "weekly_hours") for name in lacking(offer, pools)}


def _noted(docket: Docket, old: Case, case: Case, silent: bool) -> Case:
    """Reminders count from the new question; where none is asked any more there is nothing to remind of."""
    if case.state is not State.AWAITING_INFORMATION:
        return case
    at = None if silent else docket.now
    return docket.put(old, replace(case, asked_at=at), "history.asked")


def _checks(cases: tuple[Case, ...]) -> tuple[Ask, ...]:
    """The values that were not read for certain."""
    return tuple(Ask(case.number, name) for case in cases for name in case.offer.uncertain)


def _language(mail: Mail) -> str:
    return "en" if mail.language == "en" else "da"


_SHOWN = frozenset(name.value for name in Field)
