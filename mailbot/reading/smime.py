"""The mail inside an opaquely signed one (application/pkcs7-mime, RFC 8551 section 3.5.2); nothing is verified."""

from __future__ import annotations

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_CONTENT, _OCTETS, _PIECES = 0xA0, 0x04, 0x24
HEAD = 4_096


def signed_content(data: bytes) -> bytes | None:
    """The content that was signed (encapContentInfo, RFC 5652 section 5.2); None where there is none to be read."""
    at = data.find(_DATA, 0, HEAD)
    if at < 0 or _SIGNED_DATA not in data[:64]:
        return None
    tag, start, _ = _element(data, at + len(_DATA))
    if tag != _CONTENT:
        return None
    tag, start, stop = _element(data, start)
    if tag == _OCTETS:
        return data[start:stop]
    return _joined(data, start, stop) if tag == _PIECES else None


def _joined(data: bytes, at: int, end: int) -> bytes | None:
    """Octet strings in a row (X.690 section 8.7.3)."""
    pieces = []
    while at < end:
        tag, start, stop = _element(data, at)
        if tag != _OCTETS or stop <= at:
            break
        pieces.append(data[start:stop])
        at = stop
    return b"".join(pieces) or None


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, and the places of the content, to the end of the data where its length is left open; tag 0 at the end."""
    if at + 2 > len(data):
        return 0, len(data), len(data)
    tag, first = data[at], data[at + 1]
    if first < 0x80:
        return tag, at + 2, min(len(data), at + 2 + first)
    count = first & 0x7F
    start = at + 2 + count
    if count == 0:
        return tag, at + 2, len(data)
    return tag, start, min(len(data), start + int.from_bytes(data[at + 2 : at + 2 + min(count, 8)], "big"))
