"""HTML as people see it."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pytest

from mailbot.reading.html_text import page_text
from tests.reading.letters import mixed, read

LAYOUTS = {
    "blocks": ("<div>a</div><div>b</div>", "a\nb"),
    "paragraphs": ("<p>a</p><p>b</p>", "a\n\nb"),
    "outlook paragraphs": ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb"),
    "tight by style sheet": ("<style>P {margin-top:0;margin-bottom:0;}</style><p>a</p><p>b</p>", "a\nb"),
    "breaks": ("a<br>b<br/><br>c", "a\nb\n\nc"),
    "empty line of a phone": ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    "blanks": ("  a \n b&nbsp;&nbsp;c  ", "a b  c"),
    "list": ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
    "numbered list": ('<ol start="3"><li>a<li>b</ol>', "3. a\n4. b"),
    "word list": ("<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>a</p>", "- a"),
    "word numbers": ("<p class=MsoListParagraph><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>a</p>", "2. a"),
    "preformatted": ("<pre>a  b\n c</pre>", "a  b\n c"),
    "label and value": ("<table><tr><td>Timer</td><td>5</td></tr><tr><td>Start</td><td>1. marts</td></tr></table>", "Timer | 5\nStart | 1. marts"),
    "label without value": ("<table><tr><td>Timer</td><td></td></tr><tr><td>Start</td><td>1/3</td></tr></table>", "Timer |\nStart | 1/3"),
    "rows of offers": ("<table><tr><th>Opgave<th>Timer<th>Start<tr><td>Have<td>5<td>1/3<tr><td>Køkken<td><td>1/4</table>", "Opgave | Timer | Start\nHave | 5 | 1/3\nKøkken |  | 1/4"),
    "value of several lines": ("<table><tr><td>Opgaver</td><td>vaske<br>feje</td></tr><tr><td>Timer<td>5</table>", "Opgaver | vaske\nfeje\nTimer | 5"),
    "layout table": ("<table><tr><td><table><tr><td>a</td></tr></table></td></tr><tr><td><p>b</p><p>c</p></td></tr></table>", "a\nb\n\nc"),
    "entities": ("Kl&aelig;r&nbsp;&oslash;en &amp; &lt;5 timer&gt; &#229;", "Klær øen & <5 timer> å"),
    "struck out": ("<s>4</s> <del>5</del> <strike>6</strike> <span style='text-decoration: line-through'>7</span> 8 timer", "8 timer"),
    "soft hyphens": ("mikro&shy;fleks&#8203;job", "mikrofleksjob"),
    "no markup of its own": ("<o:p>a</o:p><!-- x --><![if !mso]>b<![endif]><script>c</script><title>d</title>", "ab"),
    "unclosed": ("<p>a<b>b<p>c", "ab\n\nc"),
    "empty": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize(("html", "text"), LAYOUTS.values(), ids=list(LAYOUTS))
def test_layout(html: str, text: str) -> None:
    assert page_text(html) == text


HIDDEN = [
    '<div style="display:none">skjult</div>',
    '<span style="DISPLAY: NONE !important">skjult</span>',
    '<div style="visibility: hidden">skjult</div>',
    '<div style="font-size:0px">skjult</div>',
    '<span style="font-size:1px;color:#ffffff">skjult</span>',
    '<span style="color:#FFFFFF">skjult</span>',
    '<font color="white">skjult</font>',
    '<div style="max-height:0;overflow:hidden">skjult</div>',
    '<span style="mso-hide:all">skjult</span>',
    '<div style="opacity:0">skjult</div>',
    "<div hidden>skjult</div>",
    '<style>.preheader {display:none !important}</style><div class="preheader">skjult</div>',
]


@pytest.mark.parametrize("html", HIDDEN)
def test_hidden_text_is_left_out(html: str) -> None:
    assert page_text(f"{html}<p>Vi søger en</p>") == "Vi søger en"


SHOWN = [
    '<td style="background:#003B5C;color:#ffffff">set</td>',
    '<table bgcolor="#003B5C"><tr><td style="color:white">set</td></tr></table>',
    '<div style="font-size:0"><span style="font-size:14px">set</span></div>',
    '<span style="font-size:1em">set</span>',
    '<span style="font-size:10.0pt;color:#fefefe">set</span>',
    "<style>@media only screen { .mobil {display:none} }</style><p class=mobil>set</p>",
    '<div style="max-height:0.5em">set</div>',
    '<p style="text-decoration:underline">set</p>',
]


@pytest.mark.parametrize("html", SHOWN)
def test_what_is_seen_stays(html: str) -> None:
    assert page_text(html) == "set"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "hej",
        "<table><tr><td>" * 5_000 + "hej",
        "<" * 1_000,
        "\0<p>hej",
        "<?xml version='1.0' encoding='utf-16'?><p>hej",
        "<p>hej</div></p></table></b>",
    ],
)
def test_broken_pages_keep_their_words(html: str) -> None:
    assert "hej" in page_text(html) or "<" in html[:5]


def test_plain_text_is_taken_where_it_says_the_same() -> None:
    assert (
        read(mixed("Vi søger en til haven,\n5 timer om ugen.", "<p>Vi søger en til haven, 5 timer om ugen.</p>")).newest
        == "Vi søger en til haven,\n5 timer om ugen."
    )


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "\n\n",
        "Din mailklient understøtter ikke HTML.",
        "This message requires an HTML mail client to be read.",
        "Se mailen i din browser",
    ],
)
def test_page_is_taken_where_the_plain_text_is_missing_or_a_stub(plain: str) -> None:
    assert (
        read(mixed(plain, "<p>Vi søger en til haven, 5 timer om ugen.</p>")).newest
        == "Vi søger en til haven, 5 timer om ugen."
    )


def test_page_is_taken_where_the_plain_text_lost_a_table() -> None:
    page = "<table><tr><td>Timer</td><td>5</td></tr><tr><td>Start</td><td>1. marts</td></tr></table>"
    assert read(mixed("Timer\n5\nStart\n1. marts", page)).newest == "Timer | 5\nStart | 1. marts"


def test_page_is_taken_where_the_plain_text_holds_what_is_struck_out() -> None:
    assert (
        read(mixed("Vi tilbyder 4 5 timer om ugen.", "<p>Vi tilbyder <s>4</s> 5 timer om ugen.</p>")).newest
        == "Vi tilbyder 5 timer om ugen."
    )


def test_flowed_lines_are_joined() -> None:
    data = mixed("x").replace(
        b"x\n", b"Vi vil gerne have en medarbejder til \nhaven, 5 timer.\n\n> gammel \n> linje\n-- \nKaren\n"
    )
    data = data.replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed')
    mail = read(data)
    assert mail.newest == "Vi vil gerne have en medarbejder til haven, 5 timer."


def test_flowed_with_delsp() -> None:
    data = (
        mixed("x")
        .replace(b"x\n", b"mikrofleks \njob\n")
        .replace(b'charset="utf-8"', b'charset="utf-8"; format=flowed; delsp=yes')
    )
    assert read(data).newest == "mikrofleksjob"
