"""Cases, drafts and a renderer for the tests of letters; all people and places are invented."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.folders import packaged
from mailbot.model import (
    TO_WORKPLACES,
    Ask,
    Asker,
    Case,
    Change,
    Draft,
    Evidence,
    Field,
    Hours,
    Letter,
    LetterKind,
    Offer,
    Pool,
    PoolCount,
    Reason,
    Route,
    Start,
    StartKind,
    State,
    Value,
)
from mailbot.post.identity import Identity
from mailbot.post.render import Renderer
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.office import OfficeRules
from mailbot.rulebook.reasons import ReasonRules
from mailbot.rulebook.scheme import SchemeRules
from mailbot.rulebook.wording import WordingRules
from mailbot.tomlfile import read_toml

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = dt.datetime(2027, 2, 1, 10, 15, tzinfo=ZONE)
BOT = "mikrofleksjob@aeroe-kommune.example"
COORDINATOR = "koordinator@aeroe-kommune.example"
CASEWORKERS = "sagsbehandlere@aeroe-kommune.example"
POOLS = (
    PoolCount(Pool("5", 5, 15), filled=11, reserved=2, open=3),
    PoolCount(Pool("10", 10, 15), filled=15, waiting=2),
)
_WORDS = {
    Field.INSTITUTION: "Børnehaven Søstjernen",
    Field.CONTACT_NAME: "Bodil Thygesen",
    Field.CONTACT_PHONE: "62531940",
    Field.CONTACT_EMAIL: "both@aeroe-kommune.example",
    Field.JOB_DESCRIPTION: "dække frugtbordet om formiddagen, tømme opvaskemaskinen og lægge tøj sammen",
    Field.WEEKLY_HOURS: Hours(4, 4),
    Field.START: Start(StartKind.DATE, "mandag den 1. marts", dt.date(2027, 3, 1), "day"),
}
_SAID = {Field.WEEKLY_HOURS: "4 timer om ugen", Field.START: "mandag den 1. marts"}


@cache
def rulebook() -> Rulebook:
    """The rule files that letters need; the readers' patterns take their time to load."""
    folder = packaged("rules")
    return Rulebook.model_construct(
        office=read_toml(folder / "office.toml", OfficeRules),
        wording=read_toml(folder / "wording.toml", WordingRules),
        reasons=read_toml(folder / "reasons.toml", ReasonRules),
        scheme=read_toml(folder / "scheme.toml", SchemeRules),
    )


def config(**people: Any) -> Config:
    """A configuration as in the README."""
    return Config.model_validate(
        {
            "imap": {"username": "bot", "password": "hemmelig"},
            "smtp": {"from": f"Jobcenter Ærø <{BOT}>"},
            "people": {"coordinators": [COORDINATOR], "caseworkers": [CASEWORKERS], **people},
        }
    )


def renderer(rules: Rulebook | None = None, templates: Path | None = None) -> Renderer:
    """The real one, with the package's rules and templates unless told otherwise."""
    chosen = config()
    if templates is not None:
        chosen = chosen.model_copy(update={"paths": chosen.paths.model_copy(update={"templates": str(templates)})})
    return Renderer(chosen, rules or rulebook(), identity())


def identity() -> Identity:
    """Keyed with a test's key."""
    return Identity(b"a key for tests only", "aeroe-kommune.example")


def value(name: Field, said: Any = None, words: str | None = None, uncertain: bool = False) -> Value:
    """A field's value with the words that it was read from."""
    said = _WORDS[name] if said is None else said
    text = words if words is not None else _SAID.get(name, said if isinstance(said, str) else "ord")
    return Value(said, Evidence(text, "body", 0, len(text), f"{name.value}.test"), uncertain)


def offer(*missing: Field, **said: Any) -> Offer:
    """A complete offer but for what is missing; `said` replaces values."""
    made = {f.value: value(f, said.get(f.value)) for f in Field if f not in missing}
    return Offer(**made)


def case(number: str = "MF-2027-0001", state: State = State.OPEN, of: Offer | None = None, **more: Any) -> Case:
    """A case of the kindergarten."""
    return Case(
        **{
            "number": number,
            "state": state,
            "offer": of or offer(),
            "created": NOW - dt.timedelta(days=3),
            "updated": NOW,
            "writer": "both@aeroe-kommune.example",
            "parties": ("both@aeroe-kommune.example",),
            "municipal": True,
            "subject": "Mikrofleksjob",
            "pool": "5",
            **more,
        }
    )


def draft(kind: LetterKind, *cases: Case, **more: Any) -> Draft:
    """A draft of that kind about the cases, with everything that such a letter usually brings."""
    cases = cases or (case(),)
    asks = tuple(Ask(c.number, f) for c in cases for f in c.offer.missing)
    about = "<anmodning-1@aeroe-kommune.example>"
    usual: dict[str, Any] = {
        "kind": kind,
        "to": ("both@aeroe-kommune.example",) if kind in TO_WORKPLACES else (COORDINATOR,),
        "cases": cases,
        "asks": asks if kind in (LetterKind.QUERY, LetterKind.OVER_LIMIT, LetterKind.REMINDER) else (),
        "subject": "Mikrofleksjob",
        "about": about if kind in TO_WORKPLACES else "",
        "thread": (about,) if kind in TO_WORKPLACES else (),
        "pools": POOLS,
    }
    return Draft(**{**usual, **more})


def full_draft(kind: LetterKind, text: str) -> Draft:
    """A draft in which every value that a stranger could have written is `text`."""
    words = {f.value: text for f in (Field.INSTITUTION, Field.CONTACT_NAME, Field.CONTACT_PHONE, Field.CONTACT_EMAIL)}
    strange = offer(job_description=text, start=Start(StartKind.VAGUE, text), **words)
    for name in Field:
        found = strange.get(name)
        assert found is not None
        part = text if name is Field.WEEKLY_HOURS else "body"
        evidence = Evidence(text + " x", part, 0, 1, "test.rule")
        strange = strange.with_value(name, Value(found.value, evidence, uncertain=True))
    lacking = strange.with_value(Field.START, None)
    about = case(of=strange, reference=text, reason_text=text, route=Route.FORENING, flags=("displacement.test",))
    about = case(**{**_fields(about), "filled_from": dt.date(2027, 3, 1), "filled_hours": 4.0, "subject": text})
    other = case("MF-2027-0002", State.AWAITING_INFORMATION, lacking, subject=text)
    change = Change(about.number, "institution", text, text)
    return draft(
        kind,
        about,
        other,
        asks=(Ask(other.number, Field.START),),
        checks=tuple(Ask(about.number, f) for f in Field),
        changes=(change,),
        contradictions=(change,),
        reasons=(Reason("fate.test", (("who", text),)),),
        text=text,
        quoted_line=text,
        commands=("approve", "reject", "fill", "answer"),
        cpr=True,
        due=dt.date(2027, 6, 1),
        subject=text,
        asker=Asker("<q@x.example>", text, text, "da", text, (), NOW),
    )


def _fields(one: Case) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__ if name != "offer"} | {"of": one.offer}


def opened(letter: Letter) -> EmailMessage:
    """The message as a mail program parses it."""
    message = email.message_from_bytes(letter.data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(letter: Letter) -> str:
    """Its plain text."""
    part = opened(letter).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def page_of(letter: Letter) -> str:
    """Its HTML."""
    part = opened(letter).get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
