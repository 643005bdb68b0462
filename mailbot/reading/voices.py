"""Whose words a mail holds: the writer's, a forwarded writer's, the sender's own older mail, an attachment's."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mailbot.model import Address, Evidence, Layer, Mail, Part
from mailbot.reading.people import Name, find_names, names_in, same_person
from mailbot.reading.sheet import Line, Sheet, Span
from mailbot.rulebook.book import Rulebook

_SIGNATURE_LINES = 14


class Role(enum.StrEnum):
    """Why we hear a voice."""

    WRITER = "writer"
    FORWARDED = "forwarded"
    HISTORY = "history"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Voice:
    """Somebody's words: what they said, and how they signed it."""

    role: Role
    sheet: Sheet
    who: Address | None
    said: tuple[Line, ...]
    signed: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All that was said, as it stands."""
        return "\n".join(self.sheet.text[line.start : line.end] for line in self.said)

    def without(self, spans: tuple[Span, ...]) -> Voice:
        """The same voice without some lines (another offer's)."""
        said = tuple(x for x in self.said if not any(s.start <= x.start < s.end for s in spans))
        return replace(self, said=said)


def cite_writer(voice: Voice, words: str, rule: str) -> Evidence:
    """Words of whoever a voice is: from the From header, for a forwarded mail from the headers that stand above it."""
    who = voice.who
    if voice.role is Role.FORWARDED:
        text = voice.sheet.part.text
        before = text.lower().rfind(words.lower(), 0, voice.said[0].start if voice.said else len(text))
        at = before if before >= 0 else text.lower().find(words.lower())
        if at >= 0:
            return Evidence(text[at : at + len(words)], voice.sheet.part.name, at, at + len(words), rule)
    shown = f"{who.name} <{who.address}>" if who and who.name else who.address if who else ""
    at = shown.rfind(words) if "@" in words else shown.find(words)
    return Evidence(words, "from", at, at + len(words), rule)


def hear(mail: Mail, rules: Rulebook) -> tuple[Voice, ...]:
    """All voices of a mail, the newest first, then forwarded ones, older ones of the sender, attachments."""
    voices: list[Voice] = []
    body = mail.part("body")
    if body:
        sheet = Sheet(body, rules)
        voices += _of_body(mail, sheet)
        voices += _of_history(mail, sheet)
    for part in mail.parts:
        if part.name not in ("subject", "body"):
            voices.append(_of_attachment(part, rules))
    return tuple(v for v in voices if v.said or v.signed)


def _of_body(mail: Mail, sheet: Sheet) -> Iterator[Voice]:
    """The writer, and whoever's mail is forwarded; a signature belongs to whom it follows."""
    groups: dict[Role, list[Line]] = {Role.WRITER: [], Role.FORWARDED: []}
    role = Role.WRITER
    for line in sheet.lines:
        if line.layer is Layer.FORWARDED:
            role = Role.FORWARDED
        elif line.layer is Layer.NEWEST:
            role = Role.WRITER
        if line.layer in (Layer.NEWEST, Layer.FORWARDED, Layer.SIGNATURE):
            groups[role].append(line)
    for one, lines in groups.items():
        if lines:
            who = mail.sender if one is Role.WRITER else mail.forwarded_from
            yield _signed_voice(one, sheet, who, lines)


def _signed_voice(role: Role, sheet: Sheet, who: Address | None, lines: list[Line]) -> Voice:
    said = tuple(x for x in lines if x.layer is not Layer.SIGNATURE)
    signed = tuple(x for x in lines if x.layer is Layer.SIGNATURE)
    if not signed:
        cut = sign_off(sheet, said, who)
        said, signed = said[:cut], said[cut:]
    return Voice(role, sheet, who, said, signed)


def sign_off(sheet: Sheet, lines: tuple[Line, ...], who: Address | None) -> int:
    """The index of the line where somebody signs without a closing: a name alone, then nothing but short lines."""
    for at in range(max(1, len(lines) - _SIGNATURE_LINES), len(lines)):
        line = lines[at]
        if sheet.rules.labels.closing.match(sheet.folded, line.body, line.end) and line.end - line.start < 120:
            return at
        names = find_names(sheet, line.body, line.end)
        alone = names and names[0].start <= line.body + 1 and len(sheet.text[line.body : line.end]) < 60
        if alone and _is_writer(names[0], who) and line.paragraph != lines[at - 1].paragraph:
            return at
    return len(lines)


def _is_writer(name: Name, who: Address | None) -> bool:
    return name.sure or (who is not None and same_person(name.text, who.name))


def _of_history(mail: Mail, sheet: Sheet) -> Iterator[Voice]:
    """The sender's own older words among what is quoted."""
    quoted = [x for x in sheet.lines if x.layer is Layer.QUOTED]
    if not quoted or mail.sender is None:
        return
    block: list[Line] = []
    own = False
    for line in quoted:
        author = _introduced(sheet, line)
        if author is not None:
            if own and block:
                yield _history_voice(mail, sheet, block)
            own, block = _same_writer(author, mail.sender, sheet.rules), []
        elif own and not _is_header(sheet, line):
            block.append(line)
    if own and block:
        yield _history_voice(mail, sheet, block)


def _history_voice(mail: Mail, sheet: Sheet, block: list[Line]) -> Voice:
    cut = sign_off(sheet, tuple(block), mail.sender)
    return Voice(Role.HISTORY, sheet, mail.sender, tuple(block[:cut]), tuple(block[cut:]))


def _introduced(sheet: Sheet, line: Line) -> str | None:
    """The words that name who wrote the quoted text below; None where the line introduces nothing."""
    quotes, text = sheet.rules.quotes, sheet.text[line.start : line.end]
    header = quotes.labels.line.match(sheet.folded, line.start, line.end)
    if header and header.start("from") >= 0:
        return header["value"]
    text = text.partition("\n")[0]  # the quoted text below may look like the rest of the line
    verb = quotes.verb_anywhere.search(sheet.folded, line.start, line.start + len(text))
    if (
        verb
        and text.rstrip().endswith(":")
        and quotes.evidence.search(sheet.folded, line.start, line.start + len(text))
    ):
        return text[verb.end() - line.start :] if len(text) - (verb.end() - line.start) > 3 else text
    return None


def _is_header(sheet: Sheet, line: Line) -> bool:
    found = sheet.rules.quotes.labels.line.match(sheet.folded, line.start, line.end)
    return found is not None and found.start("from") < 0


def _same_writer(words: str, sender: Address, rules: Rulebook) -> bool:
    if sender.address and sender.address in words.lower():
        return True
    if "@" in words:
        return False
    names = names_in(words, rules)
    return any(same_person(n.text, sender.name) for n in names) or (
        bool(sender.name) and sender.name.lower() in words.lower()
    )


def _of_attachment(part: Part, rules: Rulebook) -> Voice:
    sheet = Sheet(part, rules)
    lines = sheet.lines
    cut = sign_off(sheet, lines, None)
    return Voice(Role.ATTACHMENT, sheet, None, lines[:cut], lines[cut:])
