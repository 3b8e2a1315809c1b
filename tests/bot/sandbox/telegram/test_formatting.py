"""Telegram's HTML, tag by tag, as its formatting options describe it."""

from typing import Any

import pytest

from bot.sandbox.telegram import LocalPerson
from tests.bot.sandbox.telegram.bot_end import Line

STYLES = {
    "bold": ("<b>x</b>", "<strong>x</strong>", "<B>x</B>"),
    "italic": ("<i>x</i>", "<em>x</em>"),
    "underline": ("<u>x</u>", "<ins>x</ins>"),
    "strikethrough": ("<s>x</s>", "<strike>x</strike>", "<del>x</del>"),
    "spoiler": ("<tg-spoiler>x</tg-spoiler>", '<span class="tg-spoiler">x</span>'),
    "code": ("<code>x</code>", '<code class="language-python">x</code>'),
    "pre": ("<pre>x</pre>",),
    "blockquote": ("<blockquote>x</blockquote>",),
    "expandable_blockquote": ("<blockquote expandable>x</blockquote>",),
}


async def _sent(line: Line, ana: LocalPerson, html: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text that became of it, and its entities in short."""
    message = await line.does("sendMessage", chat_id=ana.id, text=html, parse_mode="HTML")
    found = [(each["type"], each["offset"], each["length"]) for each in message.get("entities", [])]
    return message["text"], found


@pytest.mark.parametrize(
    ("style", "html"), [(style, html) for style, written in STYLES.items() for html in written]
)
async def test_each_allowed_tag_is_its_entity(line: Line, ana: LocalPerson, style: str, html: str) -> None:
    assert await _sent(line, ana, html) == ("x", [(style, 0, 1)])


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("a <b>b</b> c", "a b c", [("bold", 2, 1)]),
        ("<b>1<i>2</i></b>", "12", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b><i>x</i></b>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<i><b>x</b></i>", "x", [("italic", 0, 1), ("bold", 0, 1)]),
        ("<blockquote>q <b>x</b></blockquote>", "q x", [("blockquote", 0, 3), ("bold", 2, 1)]),
        ("<code>a <b>b</b></code>", "a b", [("code", 0, 3)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
        ('<tg-emoji emoji-id="5">\U0001f44d</tg-emoji>', "\U0001f44d", []),
        ("<b></b>x", "x", []),
    ],
    ids=lambda value: value if isinstance(value, str) and "<" in value else "",
)
async def test_tags_within_tags(
    line: Line, ana: LocalPerson, html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    assert await _sent(line, ana, html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("\U0001f600<b>x</b>", "\U0001f600x", [("bold", 2, 1)]),
        ("é<b>ñ</b>", "éñ", [("bold", 1, 1)]),
        ("<b>\U0001f1fa\U0001f1f8</b>", "\U0001f1fa\U0001f1f8", [("bold", 0, 4)]),
        ("&#x1F600;<b>x</b>", "\U0001f600x", [("bold", 2, 1)]),
        ("  \n<b>x</b> ", "x", [("bold", 0, 1)]),
        ("<b> x </b>y", "x y", [("bold", 0, 2)]),
    ],
)
async def test_offsets_count_utf_16_units_of_the_trimmed_text(
    line: Line, ana: LocalPerson, html: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    assert await _sent(line, ana, html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&lt;b&gt; &amp; &quot;", '<b> & "'),
        ("&#65;&#x42;", "AB"),
        ("&nbsp;&copy;", "&nbsp;&copy;"),
        ("AT&T, 5 > 4", "AT&T, 5 > 4"),
        ("&amp;lt;", "&lt;"),
        ("x&#0;&#xD800;", "x&#0;&#xD800;"),
    ],
)
async def test_entities_are_read_and_unknown_ones_stand_as_they_are(
    line: Line, ana: LocalPerson, html: str, text: str
) -> None:
    assert await _sent(line, ana, html) == (text, [])


async def test_a_link_has_its_address_and_a_program_its_language(line: Line, ana: LocalPerson) -> None:
    html = (
        '<a href="https://example.org/?a=1&amp;b=2">one</a> <a href="javascript:alert(1)">two</a> '
        '<pre><code class="language-python">x</code></pre>'
    )
    message = await line.does("sendMessage", chat_id=ana.id, text=html, parse_mode="HTML")
    assert message["text"] == "one two x"
    assert message["entities"] == [
        {"type": "text_link", "offset": 0, "length": 3, "url": "https://example.org/?a=1&b=2"},
        {"type": "pre", "offset": 8, "length": 1, "language": "python"},
    ]


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("I <3 you", 'Unsupported start tag "3" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
async def test_what_telegram_cannot_read_it_refuses(
    line: Line, ana: LocalPerson, html: str, reason: str
) -> None:
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text=html, parse_mode="HTML")
    assert refusal == f"400 Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize("given", [{}, {"entities": [{"type": "bold", "offset": 2, "length": 3}]}])
async def test_without_a_way_of_formatting_nothing_is_read_as_markup(
    line: Line, ana: LocalPerson, given: dict[str, Any]
) -> None:
    message = await line.does("sendMessage", chat_id=ana.id, text="  <b>x &amp;", **given)
    assert message["text"] == "<b>x &amp;"
    assert message.get("entities", []) == [{**each, "offset": 0} for each in given.get("entities", [])]
