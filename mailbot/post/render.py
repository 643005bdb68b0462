"""Writes letters: a draft of the desk, or an overview, becomes the bytes of a message."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Protocol

from mailbot.config import Config
from mailbot.model import TO_WORKPLACES, Draft, Letter, LetterKind, LetterState, Overview, Pool, PoolCount
from mailbot.post.digest_page import DigestAuthor
from mailbot.post.message import Envelope, write
from mailbot.post.stationery import Filled, Stationery
from mailbot.post.subject import Subjects
from mailbot.post.view import Author, View
from mailbot.post.wording import Wording, phone
from mailbot.rulebook.book import Rulebook

_ANSWERS = (*TO_WORKPLACES, LetterKind.CONFIRMATION, LetterKind.NOT_UNDERSTOOD)
"""Kinds that carry the subject of the mail that they are about; all others have a subject of their own."""

_CALLED_FOR = (
    LetterKind.ACKNOWLEDGEMENT,
    LetterKind.QUERY,
    LetterKind.OVER_LIMIT,
    LetterKind.WAITING_LIST,
    LetterKind.RECEIVED,
    LetterKind.WITHDRAWN,
    LetterKind.CONFIRMATION,
    LetterKind.NOT_UNDERSTOOD,
)
"""Kinds that answer a mail as soon as it comes; all others are written because of a person or of the clock."""

_NUMBERED = re.compile(r"\s*\d{1,9}\s*[.):]")


class Signs(Protocol):
    """What the writer needs of `Identity`."""

    def new_id(self, kind: LetterKind, nonce: str) -> str:
        """A Message-ID of ours."""

    def token(self, person: str, case: str, action: str, expires: dt.datetime) -> str:
        """A token for a link's subject."""

    def tokens_in(self, subject: str) -> tuple[str, ...]:
        """Whatever in a subject has the shape of a token."""


class Renderer:
    """Knows the templates, how each language says things, and who the letters come from."""

    def __init__(self, config: Config, rules: Rulebook, identity: Signs) -> None:
        self._config = config
        self._rules = rules
        self._identity = identity
        self._subjects = Subjects(rules.wording.reply_prefixes, rules.wording.subject)
        self._stationery = Stationery(config.paths.templates_folder, self._always())

    def check(self) -> None:
        """Every template is there and is one. Raises ConfigWrong with one sentence."""
        self._stationery.check()

    def render(self, draft: Draft, now: dt.datetime, nonce: str) -> Letter:
        """The letter that a draft asks for; the same draft, time and nonce give the same bytes.

        Raises ConfigWrong where a template is broken, GiveUp where it cannot be addressed.
        """
        language = _language(draft)
        view = self._author(language).view(draft, self._own_subject(draft), now.date())
        filled = self._stationery.fill(draft.kind, language, {"letter": view, "words": self._words(language).words})
        text = _numbers_for_questions_only(filled.text, view)
        numbers = tuple(c.number for c in draft.cases)
        message_id = self._identity.new_id(draft.kind, nonce)
        subject = self._subject(draft, filled.subject, numbers)
        envelope = Envelope(
            sender_name=self._config.smtp.name,
            sender=self._config.smtp.address,
            to=draft.to,
            subject=subject,
            message_id=message_id,
            date=now,
            language=language,
            kind=draft.kind.value,
            submitted=_submitted(draft),
            cases=numbers,
            answers=draft.about or (draft.thread[-1] if draft.thread else ""),
            references=draft.thread,
        )
        return Letter(
            kind=draft.kind,
            to=draft.to,
            subject=subject,
            message_id=message_id,
            data=write(envelope, text, filled.page),
            cases=numbers,
            asks=draft.asks,
            state=LetterState.HELD if draft.held else LetterState.QUEUED,
            about=draft.about,
            question_id=draft.question_id,
            held=draft.held,
        )

    def digest(self, overview: Overview, to: str, now: dt.datetime, nonce: str) -> Letter:
        """The digest of a day for one person; coordinators get links of their own, nobody else gets any."""
        filled = self.digest_shown(overview, to, now)
        message_id = self._identity.new_id(LetterKind.DIGEST, nonce)
        envelope = Envelope(
            sender_name=self._config.smtp.name,
            sender=self._config.smtp.address,
            to=(to,),
            subject=filled.subject,
            message_id=message_id,
            date=now,
            language="da",
            kind=LetterKind.DIGEST.value,
            submitted="auto-generated",
        )
        data = write(envelope, filled.text, filled.page)
        return Letter(LetterKind.DIGEST, (to,), filled.subject, message_id, data)

    def digest_shown(self, overview: Overview, to: str, now: dt.datetime) -> Filled:
        """The digest's subject, plain text and HTML for one person, as `mailbot digest` shows them."""
        links = to in self._config.people.coordinators
        author = DigestAuthor(self._rules, self._author("da"), self._identity, self._config.smtp.address)
        view = author.view(overview, to if links else "", now)
        filled = self._stationery.fill(LetterKind.DIGEST, "da", {"digest": view, "words": self._words("da").words})
        return Filled(self._subjects.numbered(filled.subject, ()), filled.text, filled.page)

    def _subject(self, draft: Draft, written: str, numbers: tuple[str, ...]) -> str:
        if draft.kind in _ANSWERS:
            return self._subjects.answer(written, numbers)
        return self._subjects.numbered(written, numbers)

    def _own_subject(self, draft: Draft) -> str:
        """The subject of the mail that a letter is about, without the token of a digest's link."""
        subject = draft.subject or (draft.cases[0].subject if draft.cases else "")
        for token in self._identity.tokens_in(subject):
            subject = re.sub(rf"\(?{re.escape(token)}\)?", "", subject, flags=re.IGNORECASE)
        return self._subjects.bare(subject)

    def _author(self, language: str) -> Author:
        rules = self._rules
        say, reasons = self._words(language), rules.reasons
        return Author(rules.wording, say, self._pools, reasons.sentence, rules.office.law, reasons.history)

    def _words(self, language: str) -> Wording:
        office, words = self._rules.office, self._rules.wording
        english = language == "en"
        return Wording(words.en if english else words.da, (office.roles_en if english else office.roles).model_dump())

    @cached_property
    def _pools(self) -> tuple[PoolCount, ...]:
        tables = self._config.pools or self._rules.scheme.pools
        return tuple(PoolCount(Pool(p.name, p.max_hours, p.places)) for p in tables)

    def _always(self) -> Mapping[str, Any]:
        office = self._rules.office
        return {"office": office, "look": office.look, "phone": phone(office.phone)}


def _language(draft: Draft) -> str:
    """English where the mail is in English; coordinators and payroll always read Danish."""
    return "en" if draft.language == "en" and draft.kind in TO_WORKPLACES else "da"


def _submitted(draft: Draft) -> str:
    """RFC 3834, section 5: an answer to a mail, or a message that nobody's mail called for."""
    return "auto-replied" if draft.about and draft.kind in _CALLED_FOR else "auto-generated"


def _numbers_for_questions_only(text: str, view: View) -> str:
    """No line begins with a number but a question's: an answer to "2." must find the second question."""
    questions = {f"{q.number}. {q.text}" for q in view.questions}
    return "\n".join(
        line if line in questions or not _NUMBERED.match(line) else f"– {line}" for line in text.split("\n")
    )
