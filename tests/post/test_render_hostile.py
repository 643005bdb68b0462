"""Whatever strangers write, it stays text: in headers, in plain text, in HTML and in templates."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from mailbot.errors import ConfigWrong
from mailbot.folders import packaged
from mailbot.model import Field, LetterKind, Reason
from mailbot.post.shown import one_line, paragraphs
from mailbot.post.stationery import FILES, languages_of
from mailbot.rulebook.book import Rulebook
from tests.post.letters import NOW, case, draft, full_draft, offer, opened, page_of, renderer, rulebook, text_of

LETTERS = [k for k in LetterKind if k is not LetterKind.DIGEST]
HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>",
    "{{ 1234*5678 }}{% for x in range(9) %}{{ letter }}{% endfor %}{# a #}",
    "linje\r\nBcc: skurk@fremmed.example\r\n\r\nkrop",
    "1. første\u20282. anden\x0b3) tredje\x854: fjerde\n5. femte",
    "7. Hvornår kan jobbet begynde?",
    "ø" * 5000,
    "\u202eevil\u202c \u200b\ufeff\x00\x1b[31m\ud800",
    "</style></head><!--[if mso]>--><a href=javascript:alert(1)>",
    "%s %(x)s {0.__class__} {text} ${x} \\N{BULLET}",
]


def _rules() -> Rulebook:
    """The package's rules with a reason that repeats a stranger's words."""
    rules = rulebook()
    fate = {**rules.reasons.fate, "test": "{who}"}
    return rules.model_copy(update={"reasons": rules.reasons.model_copy(update={"fate": fate})})


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_values(kind: LetterKind, text: str) -> None:
    writer = renderer(_rules())
    for language in languages_of(kind):
        one = full_draft(kind, text)
        letter = writer.render(replace(one, language=language), NOW, "n")
        message, plain, page = opened(letter), text_of(letter), page_of(letter)
        assert message["Bcc"] is None
        assert message["X-Mailbot-Letter"] == kind.value
        assert "7006652" not in plain + page
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
        assert not tree.xpath("//script|//img|//iframe|//object|//link|//base|//form")
        assert not tree.xpath("//@*[starts-with(name(), 'on')]")
        assert {str(href).partition(":")[0] for href in tree.xpath("//a/@href")} <= {"https", "mailto"}
        assert len(tree.xpath("//h1")) == 1
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e\u200b\ufeff]", plain + page)


@pytest.mark.parametrize("kind", LETTERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_only_questions_begin_with_a_number(kind: LetterKind, text: str) -> None:
    one = full_draft(kind, text)
    letter = renderer(_rules()).render(one, NOW, "n1")
    numbered = [line for line in text_of(letter).splitlines() if re.match(r"\s*\d{1,9}\s*[.):]", line)]
    asks = kind in (LetterKind.QUERY, LetterKind.OVER_LIMIT, LetterKind.REMINDER, LetterKind.APPROVED)
    assert numbered == (["1. Hvornår kan jobbet begynde? (MF-2027-0002)"] if asks else [])


def test_markup_is_shown_as_it_was_written() -> None:
    named = case(of=offer(institution="Vester Kro <img src=x onerror=alert(2)>"))
    letter = renderer().render(draft(LetterKind.ACKNOWLEDGEMENT, named), NOW, "n1")
    assert "Vester Kro <img src=x onerror=alert(2)>" in text_of(letter)
    assert "Vester Kro &lt;img src=x onerror=alert(2)&gt;" in page_of(letter)


def test_what_is_withheld_is_in_no_letter() -> None:
    private = "Jeg har selv haft en\n  depression siden 2019."
    told = offer(job_description=f"Vi skal vaske op. {private.replace(chr(10), ' ')} Og feje.")
    about = case(of=told, reason_text=private)
    for kind in LETTERS:
        one = draft(
            kind, about, text=f"Hej\n{private}\nHilsen", withheld=(private,), quoted_line=private, subject="Job"
        )
        letter = renderer().render(one, NOW, "n1")
        assert "depression" not in text_of(letter) + page_of(letter) + letter.subject
    kept = renderer().render(draft(LetterKind.ACKNOWLEDGEMENT, about, withheld=(private,)), NOW, "n1")
    assert "Vi skal vaske op. […] Og feje." in text_of(kept)


def test_every_kind_has_its_templates_and_every_template_a_kind() -> None:
    folder = packaged("templates")
    there = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and "layout" not in p.parts}
    wanted = {
        f"{kind.value}/{language}/{file}" for kind in LetterKind for language in languages_of(kind) for file in FILES
    }
    assert there == wanted
    renderer().check()


def test_a_municipality_s_template_replaces_the_package_s(tmp_path: Path) -> None:
    (tmp_path / "received" / "da").mkdir(parents=True)
    (tmp_path / "received" / "da" / "text.txt").write_text("Tak. {{ office.unit }}\n", "utf-8")
    letter = renderer(templates=tmp_path).render(draft(LetterKind.RECEIVED), NOW, "n1")
    assert text_of(letter).strip() == "Tak. Jobcenter Ærø"
    assert "en medarbejder svarer dig" in page_of(letter)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("Tak {{ name }}", "templates/received/da/text.txt: 'name' is undefined"),
        ("a\n{% if x %}", "templates/received/da/text.txt, line 2: Unexpected end of template"),
        ("{{ office.__class__.__mro__ }}", "templates/received/da/text.txt: access to attribute '__class__'"),
    ],
)
def test_a_broken_template_is_named(tmp_path: Path, template: str, sentence: str) -> None:
    (tmp_path / "received" / "da").mkdir(parents=True)
    (tmp_path / "received" / "da" / "text.txt").write_text(template, "utf-8")
    with pytest.raises(ConfigWrong) as wrong:
        renderer(templates=tmp_path).render(draft(LetterKind.RECEIVED), NOW, "n1")
    assert str(wrong.value).startswith(sentence)


def test_shown_words_are_one_bounded_line() -> None:
    assert one_line(" a\t\u2028b\x85c\x1c ") == "a b c"
    assert one_line("x" * 500, 10) == "x" * 9 + "…"
    assert paragraphs("\n\na\n\n\nb\n\n") == ("a", "", "b")
    assert sum(map(len, paragraphs("lang linje\n" * 2000))) < 4100


def test_a_reason_is_a_sentence_of_the_rules() -> None:
    letter = renderer(_rules()).render(
        draft(LetterKind.CONFIRMATION, reasons=(Reason("fate.test", (("who", "Pladsen holdes."),)),)), NOW, "n1"
    )
    assert "Pladsen holdes." in text_of(letter)


def test_no_field_is_forgotten() -> None:
    letter = renderer().render(draft(LetterKind.ACKNOWLEDGEMENT), NOW, "n1")
    labels = [rulebook().wording.da.fields[f.value] for f in Field]
    assert all(f"{label}: " in text_of(letter) and label in page_of(letter) for label in labels)
