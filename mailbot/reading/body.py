"""The text of a mail's body: the best of its alternatives, laid out, with the marks of html_text in it."""

from __future__ import annotations

from mailbot.reading.flowed import unflow
from mailbot.reading.html_text import MARKS, Mark, page_text
from mailbot.reading.mime import TEXT_CHARS, Body
from mailbot.rulebook.book import Rulebook
from mailbot.rulebook.patterns import Folded

STUB_WORDS = 40
RICHER = 1.6  # so many times the words of the plain text make the page the better one
_STRUCK = ("<s>", "<s ", "<del", "<strike", "line-through")


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
    page = page_text(body.html)
    return page if _page_is_better(plain, page, body.html, rules) else plain


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
    if Mark.OLD not in page and Mark.QUOTE not in page:
        return False
    if plain.startswith(">") or "\n>" in plain:
        return False
    folded = Folded(plain)
    if rules.quotes.separator_line.search(folded) or rules.quotes.forward_line.search(folded):
        return False
    return sum(1 for _ in rules.quotes.labels.line.finditer(folded)) < 3 and not rules.quotes.verb_anywhere.search(
        folded
    )
