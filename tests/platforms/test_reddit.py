"""Reddit: ids of submissions and comments, tombstones, markdown, and what a title is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Capture, Exchange, FetchRequest, PostRef
from archiver.platforms.reddit import Reddit, bodies, feed, listing, names, oembed, page

REDDIT = Reddit()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLACE = "https://www.reddit.com/r/teststand/comments/1abc23/the_bridge"
SUBMISSION = PostRef(platform="reddit", id="1abc23", url=f"{PLACE}/")
COMMENT = PostRef(platform="reddit", id="1abc23/kdef45", url=f"{PLACE}/kdef45")

Receive = Callable[..., Capture]


def atom(*entries: tuple[str, str, str, str]) -> bytes:
    """A feed of (fullname, author, title, body in the formatter's HTML)."""
    inner = "".join(
        f"<entry><author><name>{author}</name></author><id>{fullname}</id>"
        f"<updated>2026-03-02T07:15:09+00:00</updated><title>{escape(title)}</title>"
        f'<content type="html">{escape(content)}</content></entry>'
        for fullname, author, title, content in entries
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{inner}</feed>'.encode()


def md(words: str) -> str:
    return f'<!-- SC_OFF --><div class="md"><p>{words}</p></div><!-- SC_ON -->'


def oembed_of(title: str = "A title", author: str | None = "mira_testing") -> bytes:
    return json.dumps({"title": title, "author_name": author}).encode()


@given(st.integers(min_value=36, max_value=2**63 - 1))
def test_the_canonical_address_names_the_same_post(number: int) -> None:
    digits, rest = "", number
    while rest:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    ref = REDDIT.ref_of_id(digits)
    assert ref is not None
    assert REDDIT.match(ref.url or "") == ref
    under = REDDIT.ref_of_id(f"{digits}/kdef45")
    assert under is not None
    assert REDDIT.match(under.url or "") == under
    assert names.submission_of(under) == ref
    assert REDDIT.created_from_id(ref) is None


@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param("", id="empty"),
        pytest.param("0abc", id="leading zero"),
        pytest.param("1y2p0ij32e8e8", id="past 63 bits"),
        pytest.param("1abc23/", id="no comment"),
        pytest.param("1abc23/x/y", id="two comments"),
        pytest.param("t1_kdef45", id="a comment without its submission"),
        pytest.param("1abc-23", id="another sign"),
        pytest.param("~v.redd.it/abc", id="alias"),
    ],
)
def test_what_is_no_id(post_id: str) -> None:
    assert REDDIT.ref_of_id(post_id) is None


def test_a_fullname_is_an_id() -> None:
    assert REDDIT.ref_of_id("t3_1abc23") == SUBMISSION


@pytest.mark.parametrize(
    ("author", "body", "availability", "text"),
    [
        pytest.param("/u/mira_testing", "Words.", "available", "A title\n\nWords.", id="words"),
        pytest.param(
            "/u/[deleted]", "Words.", "available", "A title\n\nWords.", id="the account alone"
        ),
        pytest.param("/u/[deleted]", "[deleted]", "error", "A title", id="deleted"),
        pytest.param("/u/[deleted]", "[removed]", "withheld", "A title", id="removed"),
        pytest.param("/u/mira_testing", "[removed]", "withheld", "A title", id="removed, named"),
        pytest.param(
            "/u/mira_testing",
            "[deleted]",
            "available",
            "A title\n\n[deleted]",
            id="an author who wrote so",
        ),
        pytest.param(
            "/u/[deleted]", "[ Removed by Reddit ]", "withheld", "A title", id="by the site"
        ),
    ],
)
def test_what_a_submissions_tombstone_says(
    receive: Receive, author: str, body: str, availability: str, text: str
) -> None:
    answer = (feed.request(SUBMISSION), atom(("t3_1abc23", author, "A title", md(body))), 200)
    seen = visit(REDDIT, SUBMISSION, Replay(receive(SUBMISSION, answer)), lambda: NOW)
    assert seen.availability == availability
    (posting,) = REDDIT.parse(seen)
    assert posting.text == text
    assert posting.complete is (availability == "available")
    assert posting.author_name == (None if "[deleted]" in author else "mira_testing")


@pytest.mark.parametrize("words", ["[deleted]", "[removed]", "[deleted by user]"])
def test_of_a_comment_a_tombstone_leaves_nothing(receive: Receive, words: str) -> None:
    body = atom(("t1_kdef45", "/u/[deleted]", "x", md(words)))
    assert REDDIT.parse(receive(COMMENT, (feed.request(COMMENT), body, 200))) == ()


def test_a_title_that_is_a_tombstone_is_no_words(receive: Receive) -> None:
    body = atom(("t3_1abc23", "/u/[deleted]", "[deleted by user]", md("[removed]")))
    assert REDDIT.parse(receive(SUBMISSION, (feed.request(SUBMISSION), body, 200))) == ()


@pytest.mark.parametrize(
    ("first", "second", "availability"),
    [
        pytest.param(b"", oembed_of(author=None), "not_found", id="404, then no author"),
        pytest.param(b"", oembed_of(author="[deleted]"), "not_found", id="404, then deleted"),
        pytest.param(b"", oembed_of(), "available", id="404, then an author"),
    ],
)
def test_absence_takes_both_endpoints(
    receive: Receive, first: bytes, second: bytes, availability: str
) -> None:
    answers = (
        (feed.request(SUBMISSION), first, 404),
        (oembed.request(SUBMISSION), second, 200),
    )
    seen = visit(REDDIT, SUBMISSION, Replay(receive(SUBMISSION, *answers)), lambda: NOW)
    assert seen.availability == availability


@pytest.mark.parametrize(
    ("status", "body", "availability"),
    [
        (403, b"<h1>whoa there, pardner!</h1>", "blocked_for_us"),
        (403, b"", "blocked_for_us"),
        (429, b"", "blocked_for_us"),
        (403, b'{"reason": "private", "message": "Forbidden", "error": 403}', "protected"),
        (403, b'{"reason": "quarantined", "error": 403}', "withheld"),
        (404, b'{"reason": "banned", "message": "Not Found", "error": 404}', "withheld"),
        (200, b"<html><title>Prove your humanity</title></html>", "blocked_for_us"),
    ],
)
def test_what_a_refusal_says(receive: Receive, status: int, body: bytes, availability: str) -> None:
    answers = receive(SUBMISSION, (feed.request(SUBMISSION), body, status))
    assert visit(REDDIT, SUBMISSION, Replay(answers), lambda: NOW).availability == availability


@given(st.text(max_size=40), st.text(max_size=40))
def test_oembed_never_counts_as_whole(title: str, author: str) -> None:
    ref, body = SUBMISSION, json.dumps({"title": title, "author_name": author}).encode()
    found: Any = None
    try:
        found = oembed.read(_exchange(oembed.request(ref), body), ref)
    except ParseError:
        return
    assert not found.whole
    assert all(not one.complete for one in found.postings)


def _exchange(request: FetchRequest, body: bytes) -> Exchange:
    return Exchange(
        request=request, warc_date=NOW, target_uri=request.url, status=200, payload=body
    )


def test_words_in_an_unknown_markup_are_no_missing_words(receive: Receive) -> None:
    body = atom(
        ("t3_1abc23", "/u/mira_testing", "A title", "<!-- SC_OFF --><rtjson>Words</rtjson>")
    )
    with pytest.raises(ParseError, match="unknown markup"):
        REDDIT.parse(receive(SUBMISSION, (feed.request(SUBMISSION), body, 200)))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One<br/>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<ol><li>One</li><li>two</li></ol>", "One\ntwo"),
        ("<blockquote><p>Said</p><p>more</p></blockquote><p>No.</p>", "Said\nmore\n\nNo."),
        ("<p>\u200b</p><p>One</p>", "One"),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ("", ""),
    ],
)
def test_what_the_formatter_made_is_read_back(source: str, text: str) -> None:
    assert bodies.of_html(f'<div class="md">{source}</div>').text == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"a \_b\_ \*c\*", "a _b_ *c*"),
        ("x &amp;#x200B;", "x"),
        ("&gt; said", "> said"),
        (r"1\. not a list", "1. not a list"),
    ],
)
def test_markdown_without_its_escapes(source: str, text: str) -> None:
    assert bodies.of_markdown(source).text == text


@pytest.mark.parametrize(
    ("address", "original"),
    [
        ("https://preview.redd.it/a1b2.jpg?width=640&s=0", "https://i.redd.it/a1b2.jpg"),
        ("https://preview.redd.it/the-title-v0-a1b2.png?w=1", "https://i.redd.it/a1b2.png"),
        ("https://i.redd.it/a1b2.gif", "https://i.redd.it/a1b2.gif"),
        ("https://external-preview.redd.it/a1b2.jpg", None),
        ("https://i.redd.it.evil.example/a1b2.jpg", None),
        ("https://[i.redd.it/a1b2.jpg", None),
    ],
)
def test_a_picture_at_original_size(address: str, original: str | None) -> None:
    assert bodies.original(address) == original


def test_a_gallery_has_its_pictures_in_order(receive: Receive) -> None:
    media = {
        name: {"s": {"u": f"https://preview.redd.it/{name}.jpg?width=9&amp;s=0", "x": 9, "y": 8}}
        for name in ("b2", "a1")
    }
    thing = {
        "name": "t3_1abc23",
        "title": "Two",
        "author": "mira_testing",
        "gallery_data": {"items": [{"media_id": "a1"}, {"media_id": "b2"}]},
        "media_metadata": media,
    }
    body = json.dumps([{"data": {"children": [{"data": thing}]}}]).encode()
    (posting,) = REDDIT.parse(receive(SUBMISSION, (listing.request(SUBMISSION), body, 200)))
    assert [one.content_url for one in posting.images] == [
        "https://i.redd.it/a1.jpg",
        "https://i.redd.it/b2.jpg",
    ]
    assert (posting.images[0].width, posting.images[0].height) == (9, 8)


@pytest.mark.parametrize(
    ("category", "availability"),
    [("deleted", "not_found"), ("moderator", "withheld"), ("reddit", "withheld")],
)
def test_json_says_who_removed_it(category: str, availability: str) -> None:
    thing = {"name": "t3_1abc23", "title": "A title", "removed_by_category": category}
    body = json.dumps([{"data": {"children": [{"data": thing}]}}]).encode()
    reading = listing.read(_exchange(listing.request(SUBMISSION), body), SUBMISSION)
    assert reading.finding == availability


def test_replies_on_an_old_page_are_not_the_comment() -> None:
    html = """<div class="comment thing" data-fullname="t1_kdef45"><p class="tagline">
    <a class="author" href="/user/otto_testing">otto_testing</a>
    <time datetime="2026-03-02T11:02:44+00:00">x</time></p>
    <div class="child"><div class="thing" data-fullname="t1_zzz" data-author="third_testing">
    <div class="usertext-body"><div class="md"><p>Not yours</p></div></div></div></div></div>"""
    request = FetchRequest(url=f"{PLACE}/kdef45", route=page.OLD_ROUTE)
    reading = page.read(_exchange(request, html.encode()), COMMENT)
    assert [(one.text, one.complete) for one in reading.postings] == [("", False)]


OLD = """<!DOCTYPE html><html><body><div class="comment thing" data-fullname="t1_kdef45">
<div class="usertext-body"><div class="md"><p>First.</p><p>Second.</p></div></div></div>"""
NEW = """<!DOCTYPE html><html><body><shreddit-comment thingid="t1_kdef45" author="mira_testing">
<div slot="comment"><p>First.</p><p>Second.</p></div></shreddit-comment>"""


@pytest.mark.parametrize(
    ("route", "html"),
    [pytest.param(page.OLD_ROUTE, OLD, id="old"), pytest.param(page.ROUTE, NEW, id="new")],
)
def test_words_on_a_page_that_lost_its_end_may_be_cut(route: str, html: str) -> None:
    request = FetchRequest(url=f"{PLACE}/kdef45", route=route)
    whole = page.read(_exchange(request, f"{html}</body></html>".encode()), COMMENT)
    assert [(one.text, one.complete) for one in whole.postings] == [("First.\n\nSecond.", True)]
    start = html[: html.index("<p>Second")]
    cut = page.read(_exchange(request, start.encode()), COMMENT)
    assert [(one.text, one.complete) for one in cut.postings] == [("First.", False)]
    assert cut.line == f"{route}: 200, the page ends in its middle"
