from __future__ import annotations

import gc

import pytest
from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.html import TextBuilder, attribute, parse, text_of, unescape, walk


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<p>a</p><p>b</p>", "a\nb", id="blocks"),
        pytest.param("a<br>b<br/><br>c", "a\nb\n\nc", id="breaks"),
        pytest.param("<p><br>a<br></p><p>b", "a\nb", id="breaks-at-edges"),
        pytest.param("a <b> b</b> c", "a b c", id="one-space"),
        pytest.param("a<b>b</b>c", "abc", id="no-space-added"),
        pytest.param("<b>a</b>\n<i>b</i>", "a b", id="line-feed-is-a-space"),
        pytest.param("a&nbsp; b", "a\xa0 b", id="no-break-space-is-kept"),
        pytest.param("&lt;p&gt; &amp;amp;", "<p> &amp;", id="entities-once"),
        pytest.param("a<script>x</script><style>y</style>b", "ab", id="scripts"),
        pytest.param("a<!-- c -->b", "ab", id="comments"),
        pytest.param('a<img class="Emoji" alt="☀️">', "a☀️", id="emoji-picture"),
        pytest.param('a<img alt="A photo">', "a", id="other-picture"),
        pytest.param("", "", id="nothing"),
        pytest.param("日本<wbr>語", "日本語", id="break-opportunity"),
    ],
)
def test_text_of(markup: str, text: str) -> None:
    assert text_of(parse(markup)) == text


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        pytest.param("a", "a", id="plain"),
        pytest.param("&lt;", "<", id="once"),
        pytest.param("&amp;lt;", "<", id="twice"),
        pytest.param("&amp;amp;lt;", "<", id="three-times"),
        pytest.param("&amp;amp;amp;lt;", "&lt;", id="no-more-than-three"),
        pytest.param("&#8212;&mdash;", "——", id="numeric-and-named"),
    ],
)
def test_unescape(escaped: str, plain: str) -> None:
    assert unescape(escaped) == plain


def test_walk_is_in_document_order_and_skips() -> None:
    soup = parse("<div><p>a<b>b</b></p><ul><li>c</ul>d</div>")
    seen = [
        f"{node.name}{'' if begins else '/'}" if isinstance(node, Tag) else str(node)
        for node, begins in walk(soup, lambda tag: tag.name == "ul")
    ]
    assert seen == [
        "html",
        "body",
        "div",
        "p",
        "a",
        "b",
        "b",
        "b/",
        "p/",
        "d",
        "div/",
        "body/",
        "html/",
    ]


def test_attributes_are_trimmed_strings() -> None:
    tag = parse('<p class=" a  b " id>').p
    assert tag is not None
    assert attribute(tag, "class") == "a  b"
    assert attribute(tag, "id") == ""
    assert attribute(tag, "lang") == ""


@pytest.mark.parametrize("running", [True, False], ids=["running", "paused"])
def test_parsing_leaves_the_garbage_collector_as_it_was(*, running: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if running else gc.disable)()
        parse("<p>x")
        assert gc.isenabled() is running
    finally:
        (gc.enable if before else gc.disable)()


def test_marks_begin_with_their_first_word_and_end_with_their_last() -> None:
    builder = TextBuilder()
    builder.add("one ")
    outer = builder.open()
    builder.block()
    empty = builder.open()
    builder.close(empty)
    builder.add(" two ")
    builder.close(outer)
    builder.add("three")
    assert builder.text() == "one\ntwo three"
    assert (outer.start, outer.end) == (4, 7)
    assert empty.start is None


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.text(alphabet="ab \n\t\xa0é", max_size=5)),
            st.tuples(st.sampled_from(["line_break", "block"]), st.just("")),
        ),
        max_size=20,
    )
)
def test_no_letter_is_lost_and_no_space_stands_at_an_edge(steps: list[tuple[str, str]]) -> None:
    builder = TextBuilder()
    for name, argument in steps:
        if name == "add":
            builder.add(argument)
        else:
            getattr(builder, name)()
    text = builder.text()
    assert builder.length == len(text)
    written = "".join(argument for _, argument in steps)
    solid = [char for char in written if char not in " \n\t"]
    assert [char for char in text if char not in " \n\t"] == solid
    assert text == text.strip(" \n\t")
    assert "  " not in text
    assert " \n" not in text
    assert "\n " not in text


def test_xml_is_read_as_html_without_a_warning() -> None:
    tree = parse('<?xml version="1.0" encoding="UTF-8"?><page><p>Words.</p></page>')
    assert tree.p is not None
    assert tree.p.text == "Words."
