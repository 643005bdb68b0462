"""Bytes into text as their writer saw it, whatever label they carry."""

from __future__ import annotations

import codecs
import re
import unicodedata

_SINGLE_BYTE = frozenset({"iso8859-1", "iso8859-15", "cp1252", "ascii", "iso8859-4", "iso8859-9", "iso8859-10"})
_KNOWN = """
utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be utf-7 cp437 cp850 cp865 cp866 koi8-r koi8-u mac-
roman gb2312 gbk gb18030 big5 big5hkscs shift_jis cp932 cp949 cp950 euc_jp iso2022_jp iso2022_jp_2 iso2022_kr
euc_kr hz tis-620 johab cp874 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-3
iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-11 iso8859-13 iso8859-14 iso8859-16
"""
_BELIEVED = frozenset(_KNOWN.split())
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DANISH = frozenset("æøåÆØÅ")
_DANISH_IN_WORD = re.compile(r"(?:[A-Za-zé][æøåÆØÅ]|[æøåÆØÅ][a-zé])")

_C1 = dict.fromkeys((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_CP1252 = "".join(
    bytes([b]).decode("latin-1") if b in _C1 else bytes([b]).decode("cp1252") for b in range(256)
)  # as browsers read iso-8859-1: the bytes that windows-1252 leaves open stand for themselves
_C1_TO_WINDOWS = {byte: _CP1252[byte] for byte in range(0x80, 0xA0)}
_ESCAPED_TO_WINDOWS = {0xDC00 + byte: _CP1252[byte] for byte in range(0x80, 0x100)}
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile("[^\x00-\x7f\udc80-\udcff]")
_BYTE_OF = {chr(byte): byte for byte in range(256)} | {char: byte for byte, char in enumerate(_CP1252)}
_FOLLOWING = "\x80-\xbf" + "".join(re.escape(c) for c in _CP1252[0x80:0xA0])
_DOUBLE = re.compile(f"[ÂÃÄÅ][{_FOLLOWING}]|â[{_FOLLOWING}]{{2}}|ð[{_FOLLOWING}]{{3}}")
_DOUBLE_FOR_SURE = re.compile(f"[ÂÃ][{_FOLLOWING}]|â€")

_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ue000-\ue00f]"
)
_UNTIDY = re.compile(_REMOVED.pattern[:-1] + "\x85\u0300-\u036f\u1680\u2000-\u200f\u2028-\u202f\u205f\u3000]")
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")


def decode(data: bytes, label: str | None) -> str:
    """Bytes as text. The label is a hint: UTF-8 called something else, and something else called UTF-8, come out
    right; an unknown label is none. Never raises."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    name = _known(label)
    if name.startswith(("utf-16", "utf-32")):
        name = _wide(data, name)
    if name in _BELIEVED and name != "utf-8":
        return data.decode(name, "replace")
    if data.isascii():
        return data.decode("ascii")
    return _guess(data, says_utf8=name == "utf-8")


def repair(text: str) -> str:
    """Undoes UTF-8 that was read as windows-1252 (`KÃ¦re` for `Kære`), up to three times over."""
    for _ in range(3):
        if not _DOUBLE_FOR_SURE.search(text):
            break
        text, count = _DOUBLE.subn(_undo, text)
        if not count:
            break
    return text


def is_tidy(text: str) -> bool:
    """Nothing in it has to be tidied but no-break blanks."""
    return text.isascii() or _UNTIDY.search(text) is None


def tidy(text: str) -> str:
    """One sort of line end, plain blanks, composed letters; without control, zero-width and direction signs."""
    if "\r" in text or "\x0b" in text or "\x0c" in text or not text.isascii():
        text = _LINE_END.sub("\n", text)
    text = _REMOVED.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _BLANK.sub(" ", text))


def read_text(data: bytes, label: str | None) -> str:
    """Bytes of a text part, decoded, repaired and tidied. Never raises."""
    return tidy(repair(decode(data, label)))


def _known(label: str | None) -> str:
    """The codec's own name, '' for an unknown label and for codecs that are no character set."""
    cleaned = (label or "").strip(" '\"\t;").lower()[:40]
    if cleaned in ("macintosh", "x-mac-roman"):
        return "mac-roman"
    try:
        name = codecs.lookup(cleaned).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return name if name in _BELIEVED or name in _SINGLE_BYTE else ""


def _wide(data: bytes, name: str) -> str:
    """The width and byte order that the zero bytes tell; '' where there are none and the label is wrong."""
    head = data[:400]
    if b"\0" not in head:
        return "" if len(data) > 1 else name
    if name.startswith("utf-32"):
        return name
    if name == "utf-16":
        return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"
    return name


def _guess(data: bytes, *, says_utf8: bool) -> str:
    text = data.decode("utf-8", "surrogateescape")
    strange = len(_ESCAPED.findall(text))
    if not strange and (says_utf8 or _plausible(text)):
        return text
    meant = len(_BEYOND.findall(text))
    if says_utf8 or (strange and meant >= 2 and meant > strange):  # lines of another character set were put below
        return text.translate(_ESCAPED_TO_WINDOWS)
    return _single_byte(data)


def _single_byte(data: bytes) -> str:
    """windows-1252, or an old PC's or Mac's letters where only those make Danish words."""
    text = _windows(data)
    if _DANISH.isdisjoint(text):
        for name in ("cp865", "mac-roman"):
            other = data.decode(name, "replace")
            if len(_DANISH_IN_WORD.findall(other)) >= 2:
                return other
    return text


def _windows(data: bytes) -> str:
    return data.decode("latin-1").translate(_C1_TO_WINDOWS)


def _plausible(text: str) -> bool:
    """What somebody in Europe writes: Latin letters, signs, emoji."""
    return all(c < "\u0250" or "\u1e00" <= c < "\u3000" or c >= "\ufb00" for c in set(text))


def _undo(found: re.Match[str]) -> str:
    try:
        text = bytes(_BYTE_OF[c] for c in found[0]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return found[0]
    return text if _plausible(text) else found[0]
