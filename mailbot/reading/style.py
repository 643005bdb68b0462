"""What CSS hides: the few properties that decide whether a person sees a piece of a mail's HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

SHEET_CHARS = 60_000

_HIDDEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|max-height:0(?!\.)|opacity:0(?:[;!]|\.0|$)|"
    r"(?:^|;)height:0(?:px|pt)?[;!].*overflow:hidden|overflow:hidden.*;(?:height|max-height|width):0(?:px|pt)?(?:[;!]|$)|"
    r"text-indent:-\d{3,}"
)
_FONT_SIZE = re.compile(r"(?:^|;)font(?:-size)?:(?:[a-z-]+)?(\d{1,4}(?:\.\d{1,4})?)(px|pt|em|rem|%)?")
_WHITE = re.compile(r"(?:^|;)color:(?:#fff(?:fff)?|white|rgb\(255,255,255\)|transparent)(?:[;!]|$)")
_COLOURED = re.compile(r"background(?:-color)?:(?!#fff(?:fff)?\b|white|transparent|none|inherit|rgb\(255,255,255\))")
_CLASS_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"\.([\w-]{1,60})\s*$")
_TIGHT_P = re.compile(r"(?:^|[,\s])p\s*$")
_TIGHT = re.compile(r"margin(?:-top|-bottom)?:0")
_AT_RULE = re.compile(r"@[a-z-]{1,30}[^{};]{0,200}\{(?:[^{}]{0,5000}\{[^{}]{0,2000}\}){0,400}[^{}]{0,2000}\}")
_CSS_COMMENT = re.compile(r"/\*[^*]{0,4000}\*/|<!--|-->")


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What the page's own style sheets say of classes that are hidden, and of paragraphs without space around."""

    hidden: frozenset[str] = frozenset()
    tight: bool = False


def read_style_sheet(root: etree._Element) -> StyleSheet:
    """The style sheets of a page; what they say for some screens only does not count."""
    sheets = "".join(element.text or "" for element in root.iter("style"))[:SHEET_CHARS].lower()
    if "display" not in sheets and "margin" not in sheets and "visibility" not in sheets:
        return StyleSheet()
    plain = _AT_RULE.sub("", _CSS_COMMENT.sub("", sheets))
    hidden: set[str] = set()
    tight = False
    for rule in _CLASS_RULE.finditer(plain):
        body = rule[2].translate({32: None, 9: None, 10: None, 13: None})
        tight |= bool(_TIGHT.search(body)) and any(_TIGHT_P.search(one) for one in rule[1].split(","))
        if _HIDDEN.search(body):
            hidden.update(found[1] for one in rule[1].split(",") if (found := _CLASS.search(one.strip())))
    return StyleSheet(frozenset(hidden), tight)


def is_hidden(element: etree._Element, style: str, sheet: StyleSheet) -> bool:
    """Nobody sees it. `style` is its style attribute in small letters without blanks."""
    if element.get("hidden") is not None or (element.tag == "input" and element.get("type") == "hidden"):
        return True
    if sheet.hidden and not sheet.hidden.isdisjoint((element.get("class") or "").lower().split()):
        return True
    if not style:
        return element.tag == "font" and _white_font(element)
    return bool(_HIDDEN.search(style)) or (bool(_WHITE.search(style)) and not _on_colour(element))


def _white_font(element: etree._Element) -> bool:
    return (element.get("color") or "").lower() in ("#ffffff", "#fff", "white") and not _on_colour(element)


def _on_colour(element: etree._Element) -> bool:
    """White text is seen where something around it has a colour."""
    at: etree._Element | None = element
    for _ in range(40):
        if at is None:
            break
        if at.get("background") or (at.get("bgcolor") or "#ffffff").lower() not in ("#ffffff", "#fff", "white"):
            return True
        if _COLOURED.search((at.get("style") or "").replace(" ", "").lower()):
            return True
        at = at.getparent()
    return False


def shows_nothing(style: str, *, inherited: bool) -> bool:
    """Its own text is too small to be seen; a size inside it counts again."""
    found = _FONT_SIZE.search(style)
    if not found:
        return inherited
    size = float(found[1])
    return size == 0 or (size <= 1 and found[2] in ("px", "pt", None))


def struck_out(style: str) -> bool:
    """Its text is crossed out."""
    return "line-through" in style and "text-decoration" in style
