"""What archives hold of posts on X."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from archiver.errors import ParseError
from archiver.model import Capture, PostRef
from archiver.platforms.x import X, memento

ID = "1289870653641457665"
OTHER = "1289870653641457666"
LONG_ID = "1764938904630198273"
REF = PostRef(platform="x", id=ID)

Archived = Callable[..., Capture]


@pytest.fixture
def archived(receive: Callable[..., Capture]) -> Archived:
    """Makes a capture with one memento."""

    def build(body: bytes, ref: PostRef = REF) -> Capture:
        return receive(ref, (memento.request(ref, "janedoe_test"), body, 200))

    return build


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!-- -->", id="a-comment"),
        pytest.param(b"<title>Log in to X</title><form action=/login></form>", id="login"),
        pytest.param(
            b'<div class="permalink-tweet" data-tweet-id="7"><p class="tweet-text">X</p></div>',
            id="another-post",
        ),
        pytest.param(
            f'<div class="permalink-tweet" data-tweet-id="{ID}">Went wrong</div>'.encode(),
            id="no-text",
        ),
        pytest.param(b'{"errors": [{"code": 144}]}', id="api-error"),
        pytest.param(b'{"data": {"id": "5", "text": "x"}}', id="api-of-another"),
        pytest.param(b"{}", id="empty-object"),
        pytest.param(b"<div>" * 5000, id="deep"),
    ],
)
def test_mementos_without_the_post(archived: Archived, page: bytes) -> None:
    assert X().parse(archived(page)) == ()


@pytest.mark.parametrize(
    ("data", "field", "value"),
    [
        pytest.param({"text": "x" * 275}, "complete", False, id="may-be-cut"),
        pytest.param({"text": "x" * 200}, "complete", True, id="too-short-to-be-cut"),
        pytest.param(
            {"text": "x", "note_tweet": {"text": "y" * 400}}, "text", "y" * 400, id="long"
        ),
        pytest.param({"text": "x", "note_tweet": {"text": "y"}}, "complete", True, id="long-whole"),
        pytest.param({"text": "RT @a: x…"}, "complete", False, id="repost"),
        pytest.param(
            {"text": "x", "edit_history_tweet_ids": ["1764938904630198272", LONG_ID]},
            "version_ids",
            ("1764938904630198272", LONG_ID),
            id="edited",
        ),
        pytest.param({"text": "x", "author_id": "9"}, "handle", None, id="author-not-included"),
        pytest.param(
            {"text": "x", "referenced_tweets": [{"type": "quoted", "id": "20"}, {"type": 5}, "x"]},
            "shared_content",
            PostRef(platform="x", id="20"),
            id="quotes",
        ),
        pytest.param(
            {"text": "x", "attachments": {"media_keys": ["none"]}}, "images", (), id="media"
        ),
    ],
)
def test_archived_api_2(
    archived: Archived, data: Mapping[str, Any], field: str, value: object
) -> None:
    body = {"data": [{"id": "20", "text": "another"}, {"id": LONG_ID, **data}]}
    (posting, *_) = X().parse(
        archived(json.dumps(body).encode(), PostRef(platform="x", id=LONG_ID))
    )
    assert getattr(posting, field) == value


@pytest.mark.parametrize(
    ("data", "text", "complete"),
    [
        pytest.param({"text": "cut…", "truncated": True}, "cut…", False, id="cut"),
        pytest.param(
            {"text": "cut…", "truncated": True, "extended_tweet": {"full_text": "cut no more"}},
            "cut no more",
            True,
            id="extended",
        ),
        pytest.param({"text": "short", "full_text": "longer"}, "longer", True, id="full-text"),
    ],
)
def test_archived_api_1(
    archived: Archived, data: Mapping[str, Any], text: str, complete: bool
) -> None:
    body = [{"id": 20, "text": "another", "user": {}}, {"id": int(ID), "user": {}, **data}]
    (posting,) = X().parse(archived(json.dumps(body).encode()))
    assert (posting.text, posting.complete) == (text, complete)


def test_archived_json_of_an_unknown_shape(archived: Archived) -> None:
    with pytest.raises(ParseError, match="memento"):
        X().parse(archived(b'{"globalObjects": {"tweets": {}}}'))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("a<br>b", "a\nb", id="br"),
        pytest.param("a\nb", "a\nb", id="line-break"),
        pytest.param("<!-- x -->a<!-- y -->b", "ab", id="comments"),
        pytest.param(
            'a<a class="twitter-timeline-link" href="https://t.co/x">p</a>',
            "a https://t.co/x",
            id="glued-link",
        ),
        pytest.param(
            '<a class="twitter-timeline-link" href="https://t.co/x">p</a>',
            "https://t.co/x",
            id="link-alone",
        ),
        pytest.param(
            'a<br><a class="twitter-timeline-link" href="https://t.co/x">p</a> b',
            "a\nhttps://t.co/x b",
            id="link-after-br",
        ),
        pytest.param(
            'a <a class="twitter-timeline-link" '
            'href="https://web.archive.org/web/2018/https://t.co/x">p</a>',
            "a https://t.co/x",
            id="rewritten-link",
        ),
        pytest.param(
            'a <a class="twitter-timeline-link" href="/x" '
            'data-expanded-url="https://news.example/">p</a>',
            "a https://news.example/",
            id="expanded-link",
        ),
        pytest.param('a <a class="twitter-timeline-link" href="/x">p</a>', "a p", id="odd-link"),
        pytest.param("RT @a: b…", "RT @a: b…", id="repost"),
    ],
)
def test_the_words_of_archived_pages(archived: Archived, inside: str, text: str) -> None:
    words = f'<p class="tweet-text">{inside}</p>'
    page = f'<div class="permalink-tweet" data-tweet-id="{ID}">{words}</div>'
    (posting,) = X().parse(archived(page.encode()))
    assert posting.text == text
    assert posting.complete is not text.startswith("RT")


def test_nothing_is_taken_from_the_quoted_post(archived: Archived) -> None:
    quoted = (
        '<div class="QuoteTweet-innerContainer" data-item-id="20" data-screen-name="samroe_test">'
        '<p class="tweet-text">Other words.</p><span class="_timestamp" data-time-ms="1000"></span>'
        '<div data-image-url="https://pbs.twimg.com/media/A.jpg"></div></div>'
    )
    own = '<p class="tweet-text">Words.</p>'
    page = '<div class="permalink-tweet" data-tweet-id="{}">{}</div>'
    (posting,) = X().parse(archived(page.format(ID, quoted + own).encode()))
    assert (posting.text, posting.created, posting.images) == ("Words.", None, ())
    assert posting.shared_content == PostRef(platform="x", id="20")
    assert X().parse(archived(page.format(ID, quoted).encode())) == ()


def _page(words: str, *, end: str = "</html>") -> str:
    return (
        f'<html><div class="permalink-tweet" data-tweet-id="{ID}">'
        f'<p class="tweet-text">{words}</p></div>{end}'
    )


@pytest.mark.parametrize(
    ("page", "text", "complete"),
    [
        pytest.param(_page("isn’t").encode(), "isn’t", True, id="whole"),
        pytest.param(_page("Half of it", end="").encode(), "Half of it", False, id="cut"),
        pytest.param(_page("isn’t").encode("cp1252"), "isn\ufffdt", False, id="wrong-bytes"),
    ],
)
def test_a_page_s_words_as_far_as_they_came(
    archived: Archived, page: bytes, text: str, complete: bool
) -> None:
    (posting,) = X().parse(archived(page))
    assert (posting.text, posting.complete) == (text, complete)
