"""The text of a mail's body: the best of its alternatives, laid out, with the marks of html_text in it."""

from __future__ import annotations

import re

from mailbot.reading.flowed import unflow
from mailbot.reading.html_text import MARKS, Mark, page_text
from mailbot.reading.mime import TEXT_CHARS, Body
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import Folded

STUB_WORDS = 40
RICHER = 1.6  # so many times the words of the plain text make the page the better one
_TAG = re.compile("<[^<>]*>")
_STRUCK = ("<s>", "<s ", "<del", "<strike", "line-through")
_QUOTING = ("blockquote", "gmail_quote", "divrplyfwdmsg", "appendonsend", "#e1e1e1", "#b5c4df", "olk_src_body")
_TELLING = (*_STRUCK, "<table")


def body_text(bodies: list[Body], rules: Rulebook) -> tuple[str, bool]:
    """All bodies below each other, and whether something was cut."""
    texts = [one for one in (_best(body, rules) for body in bodies) if one.strip()]
    whole = "\n\n".join(texts)
    return whole[:TEXT_CHARS], len(whole) > TEXT_CHARS


def _best(body: Body, rules: Rulebook) -> str:
    plain = (body.plain or "").strip("\n")
    if body.flowed:
        plain = unflow(plain, del_sp=body.del_sp)
    if body.html is None:
        return plain
    if plain and not _page_may_be_better(plain, body.html, rules):
        return plain
    page = page_text(body.html)
    return page if _page_is_better(plain, page, body.html, rules) else plain


def _page_may_be_better(plain: str, html: str, rules: Rulebook) -> bool:
    """Worth laying out: by its tags alone, and without its head."""
    words = len(plain.split())
    low = html.lower()
    if words <= STUB_WORDS or any(sign in low for sign in _TELLING):
        return True
    if any(sign in low for sign in _QUOTING) and not _quotes(plain, rules):
        return True
    crude = len(_TAG.sub(" ", html[low.find("<body") + 1 :]).split())
    return crude > RICHER * words + 5


def _page_is_better(plain: str, page: str, html: str, rules: Rulebook) -> bool:
    """The plain text is missing, a stub, or has lost what the page tells: tables, what is struck out, quotations."""
    words, words_on_page = len(plain.split()), len(MARKS.sub("", page).split())
    if not words_on_page:
        return False
    if not words or words_on_page > RICHER * words + 5:
        return True
    if words <= STUB_WORDS and rules.quotes.no_text.search(Folded(plain)):
        return True
    low = html.lower()
    if any(sign in low for sign in _STRUCK):
        return True
    rows = sum(1 for line in page.split("\n") if " | " in line)
    if rows >= 2 and plain.count(" | ") < rows and plain.count("\t") < rows:
        return True
    return _loses_quotation(plain, page, rules)


def _loses_quotation(plain: str, page: str, rules: Rulebook) -> bool:
    return (Mark.OLD in page or Mark.QUOTE in page) and not _quotes(plain, rules)


def _quotes(plain: str, rules: Rulebook) -> bool:
    """The plain text shows by itself what it quotes."""
    if plain.startswith(">") or "\n>" in plain:
        return True
    quotes, folded = rules.quotes, Folded(plain)
    if quotes.separator_line.search(folded) or quotes.forward_line.search(folded):
        return True
    labels = sum(1 for _ in quotes.labels.line.finditer(folded))
    return labels >= 3 or quotes.verb_anywhere.search(folded) is not None
