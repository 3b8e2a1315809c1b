import unicodedata
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.descriptions import (
    LONGEST_LINE,
    LONGEST_TEXT,
    Description,
    Link,
    is_uscis_url,
    read_description,
    read_line,
)

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cs", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=12,
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
MARKUP = st.lists(
    st.sampled_from(
        [
            "<b>",
            "</b>",
            "<a href='https://www.uscis.gov/x'>",
            "</a>",
            "<br>",
            "<!-- note -->",
            "<!doctype x>",
            "<![x",
            "<script>",
            "<",
            "</p>",
            "&amp;",
            "&#x202e;",
            "&lt;",
            "&bogus;",
            '<a href="https://evil.example/">',
            "\u202e",
            "\x00",
            "text",
            "<?php ?>",
        ]
    )
    | st.text(max_size=5),
    max_size=20,
).map("".join)


@given(SENTENCES)
def test_escaped_text_comes_back_as_it_was(sentence: str) -> None:
    assert read_description(escape(sentence)) == Description(sentence)


@given(SENTENCES, SENTENCES, st.sampled_from(["b", "i", "span class='x'", "font color=red", "em"]))
def test_no_tag_survives(before: str, inside: str, tag: str) -> None:
    html = f"{escape(before)} <{tag}>{escape(inside)}</{tag.split()[0]}><!-- hidden --><style>p {{}}</style>"
    assert read_description(html).text == f"{before} {inside}"


@given(MARKUP)
def test_whatever_comes_what_remains_is_bounded_visible_and_leads_to_uscis(html: str) -> None:
    read = read_description(html)
    assert len(read.text) <= LONGEST_TEXT
    for text in (read.text.replace("\n", ""), *(link.text for link in read.links)):
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} for character in text)
    assert all(link.url == "https://www.uscis.gov/x" for link in read.links)
    assert "\n" not in read_line(html)


@pytest.mark.parametrize(
    "broken",
    ["<![x y", "<!ELEMENT", "<a href='https://www.uscis.gov", "</", "<!--", "<a <b <c", "&#", "&#xd800;"],
)
def test_broken_markup_is_survived(broken: str) -> None:
    assert read_description(f"Good news. {broken}").text.startswith("Good news.")


def test_an_unfinished_tag_is_not_taken_for_text() -> None:
    assert read_description("Go to <a href='https://www.uscis.gov/addr").text == "Go to"


def test_blocks_break_lines_and_line_breaks_of_the_markup_do_not() -> None:
    html = "<p>On July 4,\n 2025</p><p></p>we<br/>wrote"
    assert read_description(html).text == "On July 4, 2025\nwe\nwrote"


def test_links_to_uscis_are_kept_and_others_become_text() -> None:
    html = (
        'See <a href="https://egov.uscis.gov/e-request?a=1&amp;b=2" target="_blank">our <b>form</b></a>, '
        '<a href="http://www.uscis.gov/">this</a>, <a href="javascript:alert(1)">that</a> and '
        '<a href="https://uscis.gov.example/">those</a>.'
    )
    assert read_description(html) == Description(
        "See our form, this, that and those.",
        (Link("our form", "https://egov.uscis.gov/e-request?a=1&b=2"),),
    )


def test_a_link_that_was_not_closed_ends_where_the_next_begins() -> None:
    html = '<a href="https://uscis.gov/1">one <a href="https://uscis.gov/2">two</a>'
    assert read_description(html).links == (
        Link("one", "https://uscis.gov/1"),
        Link("two", "https://uscis.gov/2"),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://uscis.gov",
        "https://www.uscis.gov/",
        "HTTPS://EGOV.USCIS.GOV/a#b",
        "https://a.b.uscis.gov?x=1",
    ],
)
def test_addresses_of_uscis(url: str) -> None:
    assert is_uscis_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.uscis.gov/",
        "//www.uscis.gov/",
        "/addresschange",
        "https://uscis.gov.evil.example/",
        "https://notuscis.gov/",
        "https://evil.example/?https://uscis.gov/",
        "https://uscis.gov@evil.example/",
        "https://evil.example\\@uscis.gov/",
        "https://evil.example#.uscis.gov/",
        "https://evil.example/.uscis.gov/",
        "https://user@uscis.gov/",
        "https://uscis.gov:8443/",
        "https://u\u017fcis.gov/",
        "https://uscіs.gov/",
        "https://www.uscis.gov/\u202egnp",
        "https://www.uscis.gov/a b",
        'https://www.uscis.gov/"><b>',
        "https://www.uscis.gov/\nx",
        "javascript:alert('https://uscis.gov/')",
        "https://www.uscis.gov/" + "x" * 600,
        "",
    ],
)
def test_addresses_that_are_not(url: str) -> None:
    assert not is_uscis_url(url)
    assert read_description(f'<a href="{escape(url)}">here</a>') == Description("here")


def test_long_texts_and_many_links_are_cut() -> None:
    long = read_description("word " * 10_000)
    assert len(long.text) <= LONGEST_TEXT
    assert long.text.endswith("…")
    assert len(read_line("word " * 1_000)) <= LONGEST_LINE
    assert len(read_description('<a href="https://uscis.gov">x</a>' * 100).links) == 10
