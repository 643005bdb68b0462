"""Whether the receiving server vouches for a mail's From domain (Authentication-Results, RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LONGEST = 8_000  # characters of one header that are looked at
_DEEPEST = 5  # comments within comments


@dataclass(frozen=True, slots=True)
class Results:
    """One Authentication-Results header. `authserv_id` is '' where it has none (Exchange Online)."""

    authserv_id: str
    methods: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]  # method, result, properties


def vouched(
    headers: Sequence[tuple[str, str]], domain: str, trusted_ids: Sequence[str], exchange_online: bool = False
) -> bool | None:
    """True where the topmost result of a trusted server passes for the From domain; None where no check is configured.

    Results of other servers, and trusted ones below the topmost, may be forged and count for nothing (RFC 8601,
    sections 5 and 7.1). Exchange Online stamps its results without an authserv-id, and marks mail that never left the
    tenant with a header of its own, which it removes from mail that comes from outside.
    """
    if not trusted_ids and not exchange_online:
        return None
    known = {one.lower() for one in trusted_ids}
    for name, value in headers:
        if name == "authentication-results":
            results = parse_results(value)
            if results.authserv_id in known or (exchange_online and not results.authserv_id):
                return passes(results, domain) or (exchange_online and _inside_tenant(headers))
    return exchange_online and _inside_tenant(headers)


def passes(results: Results, domain: str) -> bool:
    """dmarc, or spf or dkim for the From domain, says pass."""
    return any(
        result == "pass" and _is_for(method, dict(properties), domain.lower())
        for method, result, properties in results.methods
    )


def _is_for(method: str, properties: dict[str, str], domain: str) -> bool:
    if method == "dmarc":
        return _domain_of(properties.get("header.from", domain)) == domain
    about = {"spf": "smtp.mailfrom", "dkim": "header.d"}.get(method)
    claimed = _domain_of(properties.get(about or "", ""))
    return bool(claimed) and "." in claimed and (domain == claimed or domain.endswith("." + claimed))


def _domain_of(value: str) -> str:
    return value.rpartition("@")[2].lower().rstrip(".")


def _inside_tenant(headers: Sequence[tuple[str, str]]) -> bool:
    marks = [value.strip().lower() for name, value in headers if name == "x-ms-exchange-organization-authas"]
    return marks == ["internal"]


def parse_results(value: str) -> Results:
    """A header's value. Never raises: what is no result is left out."""
    pieces = _without_comments(value[:_LONGEST]).split(";")
    first = pieces[0].split()
    has_id = bool(first) and "=" not in first[0]
    methods = tuple(m for piece in (pieces[1:] if has_id else pieces) if (m := _method(piece)) is not None)
    return Results(first[0].lower() if has_id else "", methods)


def _method(piece: str) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    pairs = list(_pairs(piece))
    if not pairs:
        return None
    method, result = pairs[0]
    return method.partition("/")[0], result.lower(), tuple(pairs[1:])


def _pairs(piece: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(r'([\w.\-/]{1,80})\s{0,5}=\s{0,5}("[^"]{0,300}"|[^\s"]{1,300})', piece):
        yield found[1].lower(), found[2].strip('"')


def _without_comments(value: str) -> str:
    kept, depth, quoted = [], 0, False
    for char in value:
        if char == '"' and not depth:
            quoted = not quoted
        if char == "(" and not quoted:
            depth = min(depth + 1, _DEEPEST)
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(" " if quoted and char == ";" else char)
    return "".join(kept)
