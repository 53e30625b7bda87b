"""Tumblr: addresses of blogs, and whose words are whose in a reblog."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from archiver.answers.origin import Origin
from archiver.errors import ParseError
from archiver.model import Capture, PostRef, Witness
from archiver.platforms.tumblr import Tumblr, listing, names, page, reblogs

TUMBLR = Tumblr()
ID = "741000123456789012"
URL = f"https://bridge-testing.tumblr.com/post/{ID}/trams"
REF = PostRef(platform="tumblr", id=ID, url=URL, handle="bridge-testing")

ORIGIN = Origin(
    witness=Witness.PLATFORM,
    parser=page.PARSER,
    witnessed_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
)

Receive = Callable[..., Capture]


def trail(blog: str, words: str, number: int = 740000000000000001) -> str:
    href = f"https://{blog}.tumblr.com/post/{number}"
    return (
        f'<p><a class="tumblr_blog" href="{href}">{blog}</a>:</p><blockquote>{words}</blockquote>'
    )


def api(post: dict[str, Any], blog: Any = None) -> bytes:
    said = {"tumblelog": blog or {"name": "bridge-testing", "title": "The Bridge"}}
    posts = [{"id": ID, "type": "regular", "unix-timestamp": 1772435709, **post}]
    return f"var tumblr_api_read = {json.dumps({**said, 'posts': posts})};".encode()


@given(
    st.from_regex(r"[a-z][a-z0-9]{2,20}", fullmatch=True),
    st.integers(min_value=10**6, max_value=2**63 - 1),
)
def test_the_canonical_address_names_the_same_post(blog: str, number: int) -> None:
    ref = TUMBLR.ref_of_id(f"{blog}/{number}")
    if ref is None:
        assert names.blog_named(blog) is None
        return
    assert (ref.id, ref.handle) == (str(number), blog)
    assert TUMBLR.match(ref.url or "") == ref
    assert TUMBLR.created_from_id(ref) is None


def test_an_id_alone_leads_nowhere() -> None:
    assert TUMBLR.ref_of_id(ID) is None
    assert TUMBLR.match(f"https://www.tumblr.com/bridge-testing/{2**63}") is None


def test_the_blog_in_the_address_is_not_part_of_the_id() -> None:
    other = TUMBLR.match(f"https://renamed-testing.tumblr.com/post/{ID}")
    assert other == REF
    assert other is not None
    assert other.handle == "renamed-testing"


def test_the_name_is_the_apis_and_not_the_addresss(receive: Receive) -> None:
    body = api({"regular-body": "<p>x</p>"}, {"name": "renamed-testing", "title": "New"})
    (posting,) = TUMBLR.parse(receive(REF, _asked(body)))
    assert (posting.handle, posting.author_name) == ("renamed-testing", "New")
    assert posting.ref.url == f"https://renamed-testing.tumblr.com/post/{ID}"


@pytest.mark.parametrize(
    "name", ["\u202e" + "x" * 10_000, "a.b", "www", "", None, 7, ["bridge-testing"]]
)
def test_what_can_be_no_blogs_name_names_nobody(receive: Receive, name: Any) -> None:
    body = api({"regular-body": "<p>x</p>"}, {"name": name})
    (posting,) = TUMBLR.parse(receive(REF, _asked(body)))
    assert (posting.handle, posting.author_name, posting.ref.url) == (None, None, URL)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>Own.</p>", [(None, "Own.")], id="no trail"),
        pytest.param(
            trail("otto", "<p>First.</p>") + "<p>Own.</p>",
            [(None, "Own."), ("otto", "First.")],
            id="one",
        ),
        pytest.param(
            trail("third", trail("otto", "<p>First.</p>") + "<p>Second.</p>") + "<p>Own.</p>",
            [(None, "Own."), ("third", "Second."), ("otto", "First.")],
            id="two",
        ),
        pytest.param(
            '<p>said <a class="tumblr_blog" href="x">otto</a>:</p><blockquote>x</blockquote>',
            [(None, "said otto:\n\nx")],
            id="a sentence that only mentions a blog",
        ),
        pytest.param(
            "<p>Own.</p><blockquote><p>A quotation</p></blockquote>",
            [(None, "Own.\n\nA quotation")],
            id="a quotation of nobody",
        ),
    ],
)
def test_the_parts_of_a_body(html: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(one.blog, one.text) for one in reblogs.parts(html)] == expected


def test_a_trail_that_names_another_than_the_api_does_is_not_carried(receive: Receive) -> None:
    post = {
        "regular-body": trail("victim-testing", "<p>Forged.</p>", 739000000000000001)
        + "<p>Own.</p>",
        "reblogged-from-url": "https://otto-testing.tumblr.com/post/740000000000000001",
        "reblogged-from-name": "otto-testing",
    }
    found = TUMBLR.parse(receive(REF, _asked(api(post))))
    assert [(one.handle, one.text) for one in found] == [("bridge-testing", "Own.")]


def test_a_carried_part_is_the_post_that_its_own_link_names(receive: Receive) -> None:
    post = {
        "regular-body": trail("otto-testing", "<p>Forged.</p>", 739000000000000001) + "<p>Own.</p>",
        "reblogged-from-url": "https://otto-testing.tumblr.com/post/740000000000000001",
        "reblogged-from-name": "otto-testing",
    }
    found = TUMBLR.parse(receive(REF, _asked(api(post))))
    assert [one.text for one in found] == ["Own."]


def test_the_title_of_a_reblog_is_not_the_rebloggers(receive: Receive) -> None:
    post = {
        "regular-title": "A title of theirs",
        "regular-body": trail("otto-testing", "<p>First.</p>") + "<p>Own.</p>",
        "reblogged-root-url": "https://otto-testing.tumblr.com/post/740000000000000001",
    }
    found = TUMBLR.parse(receive(REF, _asked(api(post))))
    assert [one.text for one in found] == ["Own.", "First."]
    assert [one.complete for one in found] == [True, False]


def test_the_question_of_an_answer_is_not_the_blogs(receive: Receive) -> None:
    post = {"type": "answer", "question": "Will they run?", "answer": "<p>They will.</p>"}
    (posting,) = TUMBLR.parse(receive(REF, _asked(api(post))))
    assert (posting.text, posting.handle) == ("They will.", "bridge-testing")
    assert posting.complete


def test_a_trail_without_end_is_read_to_the_hundredth_post() -> None:
    link = '<a class="tumblr_blog" href="https://otto.tumblr.com/post/740000000000000001">otto</a>'
    html = f"<p>{link}:</p><blockquote>" * 4_000 + "x"
    start = time.process_time()
    found = reblogs.parts(html)
    assert time.process_time() - start < 4
    assert len(found) == 100
    assert {one.text for one in found} == {""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"var tumblr_api_read = ",
        b"var tumblr_api_read = [];",
        b'{"posts": []}',
        b"<html></html>",
        b"var tumblr_api_read = " + b'{"a":' * 50_000,
        api({"id": "741000123456789013"}),
    ],
)
def test_what_is_no_answer_of_the_api(receive: Receive, body: bytes) -> None:
    with pytest.raises(ParseError):
        TUMBLR.parse(receive(REF, _asked(body)))


@given(st.text(max_size=60))
def test_a_pages_head_never_counts_as_whole_and_names_nobody(text: str) -> None:
    source = (
        f'<head><link rel="canonical" href="{URL}"><meta name="author" content="Somebody">'
        f'<meta property="og:description" content="{escape(text)}"></head>'
    )
    root = document_fromstring(source.encode("utf-8", "replace").decode().replace("\x00", ""))
    found = page._posting(root, REF, ORIGIN)
    assert found is None or (found.complete, found.author_name, found.handle) == (False, None, None)


def _asked(body: bytes) -> tuple[Any, bytes, int]:
    request = listing.request(REF)
    assert request is not None
    return request, body, 200
