"""The compressed rich text of Outlook (MS-OXRTFCP)."""

from __future__ import annotations

_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4_096
_HEAD = 16
RTF_BYTES = 1_000_000


def decompress_rtf(data: bytes) -> bytes:
    """The rich text, b'' where it is none (sections 2.1.3 and 3.1.2)."""
    kind = data[8:12]
    if kind == b"MELA":
        return data[_HEAD:]
    if kind != b"LZFu":
        return b""
    window = bytearray(_KNOWN.ljust(_WINDOW, b" "))
    place, out, at = len(_KNOWN), bytearray(), _HEAD
    while at < len(data) and len(out) < RTF_BYTES:
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                piece, at = data[at : at + 1], at + 1
            else:
                token, at = int.from_bytes(data[at : at + 2], "big"), at + 2
                offset, length = token >> 4, (token & 15) + 2
                if offset == place or at > len(data):
                    return bytes(out)
                piece = b""
                for step in range(length):
                    byte = window[(offset + step) % _WINDOW]
                    window[place] = byte
                    place = (place + 1) % _WINDOW
                    out.append(byte)
                continue
            if not piece:
                return bytes(out)
            window[place] = piece[0]
            place = (place + 1) % _WINDOW
            out += piece
    return bytes(out)
