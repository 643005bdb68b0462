"""A big mail without its big parts: headers, texts and small attachments, by BODYSTRUCTURE (RFC 9051, 7.5.2).

What is left out keeps its MIME header, so that its name and type are still seen, and `X-Mailbot-Octets` tells how
big it is on the server.
"""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mailbot.post.connection import Garbled

HEADER_OCTETS = 262_144
OMITTED = "X-Mailbot-Octets"

_PART_HEADER_OCTETS = 16_384
_PARTS = 200  # of a mail; further ones are dropped
_DEPTH = 30
_TEXT_OCTETS = 1_000_000  # a longer text is cut
_ATTACHMENT_OCTETS = 3_000_000
_TOTAL_OCTETS = 8_000_000
_NEVER_READ = ("image/", "audio/", "video/", "font/")

Ask = Callable[[Sequence[str]], dict[bytes, Any]]


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a mail's structure; `section` is how IMAP numbers it, '' for the mail itself."""

    section: str
    kind: str  # type/subtype in small letters
    size: int
    children: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This part and all below it, in the mail's order."""
        yield self
        for child in self.children:
            yield from child.walk()


def fetch_outline(ask: Ask) -> tuple[bytes, dict[bytes, Any]]:
    """The smaller mail, well-formed, and what the server says of the mail (size, arrival).

    `ask` fetches items of the mail; its answer is empty where the mail is gone.
    """
    got = ask(("INTERNALDATE", "RFC822.SIZE", f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>"))
    header = _closed(section(got, "HEADER"))
    try:
        root = read_structure(ask(("BODYSTRUCTURE",)).get(b"BODYSTRUCTURE"))
    except (Garbled, IndexError, TypeError, RecursionError):
        return header, got  # a structure that nobody can follow: the headers alone
    parts = tuple(root.walk())[:_PARTS]
    known = _fetch_all(ask, [*_header_items(parts), *_content_items(parts)])
    return header + _body(root, header, frozenset(p.section for p in parts), known), got


def read_structure(raw: Any) -> Node:
    """The tree of a BODYSTRUCTURE as imapclient parses it. Raises TypeError or IndexError where it is none."""
    if _is_multipart(raw):
        return Node("", _kind("multipart", _after_children(raw)[0]), 0, _children(raw, "", 0))
    return _leaf(raw, "1", 0)


def section(got: Mapping[bytes, Any], name: str) -> bytes:
    """The octets of BODY[name], whole or a part of it."""
    head = f"BODY[{name}]".upper().encode()
    return next((octets(value) for key, value in got.items() if key.upper().startswith(head)), b"")


def octets(value: Any) -> bytes:
    """A body as octets: one that is missing or only digits is parsed as None or a number."""
    if isinstance(value, bytes):
        return value
    return b"" if value is None else str(value).encode()


def _is_multipart(raw: Any) -> bool:
    return isinstance(raw[0], (list, tuple))


def _inner(raw: Any) -> Sequence[Any]:
    """The parts: one list at the top, tuples in a row inside a message/rfc822."""
    return raw[0] if isinstance(raw[0], list) else [one for one in raw if isinstance(one, tuple) and _is_part(one)]


def _is_part(one: tuple[Any, ...]) -> bool:
    return bool(one) and (_is_multipart(one) or (len(one) > 6 and isinstance(one[0], bytes)))


def _after_children(raw: Any) -> Sequence[Any]:
    return [one for one in raw if isinstance(one, bytes)] or [b"mixed"]


def _children(raw: Any, prefix: str, depth: int) -> tuple[Node, ...]:
    if depth > _DEPTH:
        return ()
    dot = f"{prefix}." if prefix else ""
    return tuple(_node(part, f"{dot}{n}", depth + 1) for n, part in enumerate(_inner(raw), 1))


def _node(raw: Any, number: str, depth: int) -> Node:
    if _is_multipart(raw):
        return Node(number, _kind("multipart", _after_children(raw)[0]), 0, _children(raw, number, depth))
    return _leaf(raw, number, depth)


def _leaf(raw: Any, number: str, depth: int) -> Node:
    kind = _kind(raw[0], raw[1])
    size = raw[6] if isinstance(raw[6], int) else 0
    if kind != "message/rfc822" or size <= _ATTACHMENT_OCTETS or depth > _DEPTH or not isinstance(raw[8], tuple):
        return Node(number, kind, size)
    inside = _children(raw[8], number, depth) if _is_multipart(raw[8]) else (_leaf(raw[8], f"{number}.1", depth + 1),)
    return Node(number, kind, size, inside)


def _kind(main: Any, sub: Any) -> str:
    return "/".join(
        one if isinstance(one, str) else octets(one).decode("ascii", "replace") for one in (main, sub)
    ).lower()


def _header_items(parts: Sequence[Node]) -> Iterator[str]:
    for part in parts:
        if part.section:
            yield f"BODY.PEEK[{part.section}.MIME]<0.{_PART_HEADER_OCTETS}>"
        if part.kind == "message/rfc822" and part.children:
            yield f"BODY.PEEK[{part.section}.HEADER]<0.{HEADER_OCTETS}>"


def _content_items(parts: Sequence[Node]) -> Iterator[str]:
    """Texts first, then attachments, the smallest first, until the mail is as big as one may be."""
    leaves = [p for p in parts if not p.children and not p.kind.startswith(("multipart/", *_NEVER_READ))]
    left = _TOTAL_OCTETS
    for part in sorted(leaves, key=lambda p: (not p.kind.startswith("text/"), p.size)):
        size = min(part.size, _TEXT_OCTETS) if part.kind.startswith("text/") else part.size
        if size > min(left, _ATTACHMENT_OCTETS):
            continue
        left -= size
        yield f"BODY.PEEK[{part.section}]<0.{size}>" if size < part.size else f"BODY.PEEK[{part.section}]"


def _fetch_all(ask: Ask, items: Sequence[str]) -> dict[bytes, Any]:
    known: dict[bytes, Any] = {}
    for start in range(0, len(items), 50):  # a command line has its bounds too
        known |= ask(items[start : start + 50])
    return known


def _body(part: Node, header: bytes, kept: frozenset[str], known: Mapping[bytes, Any]) -> bytes:
    """What follows the header of a part."""
    if part.kind == "message/rfc822" and part.children:
        inner = _closed(section(known, f"{part.section}.HEADER"))
        first = part.children[0]
        if len(part.children) == 1 and not _boundary(inner):
            return inner + _body(first, inner, kept, known)
        return inner + _joined(part, _boundary(inner), kept, known)
    if part.children:
        return _joined(part, _boundary(header), kept, known)
    return section(known, part.section)


def _joined(part: Node, boundary: bytes, kept: frozenset[str], known: Mapping[bytes, Any]) -> bytes:
    if not boundary:
        return b""
    out = []
    for child in part.children:
        if child.section not in kept:
            continue
        header = section(known, f"{child.section}.MIME")
        content = _body(child, header, kept, known)
        if not content and child.size:
            header = f"{OMITTED}: {child.size}\r\n".encode() + header
        out.append(b"--" + boundary + b"\r\n" + _closed(header) + content + b"\r\n")
    return b"".join(out) + b"--" + boundary + b"--\r\n"


def _boundary(header: bytes) -> bytes:
    found = email.message_from_bytes(header).get_boundary()
    return found.encode("utf-8", "surrogateescape") if found else b""


def _closed(header: bytes) -> bytes:
    """A header section that ends in its empty line, even where it was cut."""
    if header.endswith(b"\r\n\r\n") or header == b"\r\n":
        return header
    return header.rstrip(b"\r\n") + b"\r\n\r\n"
