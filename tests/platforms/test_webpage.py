"""The last resort: what is a page, what a page is taken for, and what counts as whole."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Capture, Exchange, FetchRequest, PostRef
from archiver.platforms.webpage import Webpage, page
from archiver.plugins import build_manager, last_resort, platforms, resolve

WEBPAGE = Webpage()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://forum.example/t/trams/812"
REF = PostRef(platform="webpage", id="forum.example/t/trams/812", url=URL)

Receive = Callable[..., Capture]


def read_page(body: bytes, target: str = URL) -> Any:
    exchange = Exchange(
        request=FetchRequest(url=URL, route="page"),
        warc_date=NOW,
        target_uri=target,
        status=200,
        payload=body,
    )
    return page.read(exchange, REF)


def declared(shown: str = "", **fields: Any) -> bytes:
    said = {"@type": "SocialMediaPosting", "articleBody": "Words.", "url": URL, **fields}
    script = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    return f"<html><head>{script}</head><body>{shown}</body></html>".encode()


@pytest.mark.parametrize(
    ("url", "post_id"),
    [
        (URL, "forum.example/t/trams/812"),
        ("http://Forum.Example./t/Trams/812#post-3", "forum.example/t/Trams/812"),
        (f"{URL}?utm_source=x&fbclid=y&page=2", "forum.example/t/trams/812?page=2"),
        (f"{URL}?utm_source=x", "forum.example/t/trams/812"),
        ("https://forum.example/?p=812", "forum.example/?p=812"),
        ("https://forum.example?p=812", "forum.example/?p=812"),
        ("https://форум.example/тема", "форум.example/тема"),
        (f"https://web.archive.org/web/20260305000000/{URL}", "forum.example/t/trams/812"),
    ],
)
def test_a_page(url: str, post_id: str) -> None:
    ref = WEBPAGE.match(url)
    assert ref is not None
    assert ref.id == post_id
    assert WEBPAGE.match(ref.url or "") == ref
    assert WEBPAGE.ref_of_id(ref.id) == ref
    assert WEBPAGE.created_from_id(ref) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example/",
        "https://forum.example",
        "forum.example/t/trams/812",
        "https://forum.example/app.js",
        "https://forum.example/1.JPG",
        "https://localhost/t/812",
        "https://forum.example:8443/t/812",
        "https://user@forum.example/t/812",
        "ftp://forum.example/t/812",
        "file:///etc/passwd",
        "javascript:location='https://forum.example/t/812'",
        "https://forum.example/t/ 812",
        "https://forum.example/\u202e218",
        f"https://forum.example/{'x' * 3_000}",
        "",
    ],
)
def test_no_page(url: str) -> None:
    assert WEBPAGE.match(url) is None


def test_it_is_asked_only_where_no_other_platform_knows_the_address() -> None:
    everyone = platforms(build_manager(load_entry_points=False))
    assert resolve(URL, everyone) is None
    assert last_resort(URL, everyone) == REF
    ref = resolve("https://x.com/i/status/1289865845053652994", everyone)
    assert ref is not None
    assert ref.platform == "x"


def test_it_takes_no_part_in_the_search_for_embeds() -> None:
    assert WEBPAGE.last_resort
    assert WEBPAGE.markers.hints == ()


@pytest.mark.parametrize(
    ("text", "shown", "whole"),
    [
        pytest.param("One.\nTwo.", "<p>One.</p><p>Two.</p>", True, id="the same lines"),
        pytest.param("One.\n\n  Two. ", "<p>One.</p>\n<p>Two.</p>", True, id="other spaces"),
        pytest.param("One.", "<p>One. And more.</p>", False, id="inside a line"),
        pytest.param("One. Two.", "<p>One.</p><p>Two.</p>", False, id="its lines run together"),
        pytest.param("One.", "", False, id="not shown"),
        pytest.param("One…", "<p>One…</p>", False, id="an ellipsis"),
        pytest.param("One.", "<script>One.</script>", False, id="in a script alone"),
        pytest.param("One.", "<p>One.</p><p>But not two.</p>", False, id="cut behind a paragraph"),
        pytest.param(
            "One.\nTwo.", "<p>One.</p><p>Two.</p><p>Not so.</p>", False, id="cut behind the second"
        ),
        pytest.param(
            "One.", "<article><h1>x</h1><p>One.</p><p>Not so.</p></article>", False, id="in its box"
        ),
        pytest.param("One.", "<div>One.</div><div>Not so.</div>", False, id="cut behind a block"),
        pytest.param(
            "One.", "<div><p>One.</p></div><div><p>Not so.</p></div>", False, id="boxes in a row"
        ),
        pytest.param(
            "One.", "<div><div><p>One.</p></div><ul><li>Not so.</li></ul></div>", False, id="list"
        ),
        pytest.param("One.", "<div><p>One.</p></div>Not so.", False, id="loose words behind"),
        pytest.param("One.", "<div><p>One.</p></div><b>Not so.</b>", False, id="inline behind"),
        pytest.param("One.\nTwo.", "<p>One.<br>Two.</p>", True, id="a break in a line"),
        pytest.param("One.", "<nav>x</nav><main><p>One.</p></main>", True, id="the same box"),
        pytest.param(
            "One.\nTwo.",
            "<h1>x</h1><div><p>One.</p>\n<p>Two.</p></div><footer>y</footer>",
            True,
            id="a box with others around",
        ),
    ],
)
def test_words_count_as_whole_where_the_page_shows_the_same_lines(
    text: str, shown: str, *, whole: bool
) -> None:
    (posting,) = read_page(declared(shown, articleBody=text)).postings
    assert posting.complete is whole


def test_words_on_a_page_that_lost_its_end_are_not_known_to_be_all() -> None:
    body = declared("<main><p>Words.</p></main>")
    assert read_page(body).postings[0].complete
    assert not read_page(body.removesuffix(b"</body></html>")).postings[0].complete


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("<p>x</p>" * 40_000, id="equal lines"),
        pytest.param("<div><p>x</p></div>" * 30_000, id="equal boxes"),
        pytest.param(
            "".join(f'<div class="c{n}"><p>x</p></div>' for n in range(20_000)) + "y", id="boxes"
        ),
    ],
)
def test_pages_of_many_equal_lines_take_no_long(shown: str) -> None:
    for lines in (1, 9_000):
        body = declared(shown, articleBody="x\n" * lines)
        start = time.process_time()
        assert not read_page(body).postings[0].complete
        assert time.process_time() - start < 6


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param({"url": "/t/trams/812"}, True, id="its path"),
        pytest.param({"url": "812"}, True, id="its last part"),
        pytest.param({"url": "#post-1"}, True, id="a fragment"),
        pytest.param({"url": "/t/other/1"}, False, id="another path"),
        pytest.param({"url": "//forum.example/t/other/1"}, False, id="another, without scheme"),
        pytest.param({"url": None, "@id": "../other/1"}, False, id="another id"),
        pytest.param({"url": None, "@id": "_:b0"}, True, id="a name for this graph alone"),
        pytest.param({"url": None, "@id": "urn:x:1"}, True, id="a name that leads nowhere"),
        pytest.param({"url": None, "mainEntityOfPage": {"@id": "/t/other/1"}}, False, id="of page"),
        pytest.param({"url": None, "mainEntityOfPage": {"url": "/t/other/1"}}, False, id="its url"),
        pytest.param({"url": ["/t/other/1"]}, False, id="a list"),
        pytest.param({"url": "http://[x"}, False, id="no sound address"),
    ],
)
def test_a_relative_address_is_one_too(said: dict[str, Any], found: bool) -> None:
    body = declared("<p>Words.</p>", **said)
    if found:
        assert read_page(body).postings[0].text == "Words."
    else:
        with pytest.raises(ParseError, match="nothing that says it is a post"):
            read_page(body)


@given(st.text(min_size=1, max_size=60))
def test_a_summary_never_counts_as_whole(text: str) -> None:
    body = declared("<p>x</p>", articleBody=None, description=text)
    try:
        found = read_page(body).postings
    except ParseError:
        return
    assert not found[0].complete


@pytest.mark.parametrize("kind", ["Article", "NewsArticle", "Person", "Comment", None, ["x"], 7])
def test_what_is_declared_as_no_post_is_none(kind: Any) -> None:
    with pytest.raises(ParseError, match="nothing that says it is a post"):
        read_page(declared("<p>Words.</p>", **{"@type": kind}))


@pytest.mark.parametrize(
    "target", ["https://forum.example/", "https://forum.example/t/other/1", "https://x.example/t"]
)
def test_another_page_is_not_taken_for_the_post(target: str) -> None:
    reading = read_page(declared("<p>Words.</p>"), target)
    assert reading.postings == ()
    assert "another page" in reading.line


@pytest.mark.parametrize(
    ("first", "second"),
    [("http://forum.example/t/trams/812/", URL), ("https://www.forum.example/t/trams/812", URL)],
)
def test_scheme_slash_and_www_make_no_other_page(first: str, second: str) -> None:
    assert read_page(declared("<p>Words.</p>", url=second), first).whole


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("/oembed?url=x", "https://forum.example/oembed?url=x"),
        ("https://forum.example/oembed", "https://forum.example/oembed"),
        ("https://other.example/oembed", None),
        ("http://169.254.169.254/latest", None),
        ("https://forum.example.evil.example/oembed", None),
        ("https://forum.example@evil.example/oembed", None),
        ("//evil.example/oembed", None),
        ("file:///etc/passwd", None),
        ("http://[x", None),
    ],
)
def test_the_embed_endpoint_is_asked_on_the_pages_own_host_alone(
    receive: Receive, link: str, asked: str | None
) -> None:
    body = f'<link rel="alternate" type="application/json+oembed" href="{link}">'.encode()
    answers = receive(REF, (FetchRequest(url=URL, route="page"), body, 200))
    seen = visit(WEBPAGE, REF, Replay(answers), lambda: NOW)
    others = [one.request.url for one in seen.exchanges if one.request.route == "oembed"]
    assert others == ([asked] if asked else [])


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there_is_one_signal_alone(receive: Receive, status: int) -> None:
    answers = receive(REF, (FetchRequest(url=URL, route="page"), b"", status))
    assert visit(WEBPAGE, REF, Replay(answers), lambda: NOW).availability == "error"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ({"name": "Mira"}, "Mira"),
        ("Mira", "Mira"),
        ([{"name": "Mira"}], "Mira"),
        ([{"name": "Mira"}, {"name": "Otto"}], None),
        ([], None),
        ({"name": 7}, None),
        ({"name": "\u202eMira\u202c\n" + "x" * 10_000}, "Mira " + "x" * 195),
    ],
)
def test_the_author_is_the_one_that_the_page_names(author: Any, name: str | None) -> None:
    assert read_page(declared("<p>Words.</p>", author=author)).postings[0].author_name == name


@pytest.mark.parametrize(
    ("published", "created", "precision"),
    [
        ("2026-03-02T07:15:09+01:00", "2026-03-02T06:15:09+00:00", "second"),
        ("2026-03-02", "2026-03-02T00:00:00+00:00", "day"),
        ("2026-03-02T07:15:09", None, None),
        ("last Monday", None, None),
        (1772435709, None, None),
    ],
)
def test_when_it_was_published(published: Any, created: str | None, precision: str | None) -> None:
    (posting,) = read_page(declared("<p>Words.</p>", datePublished=published)).postings
    assert (posting.created and posting.created.isoformat()) == created
    assert posting.created_precision == precision
