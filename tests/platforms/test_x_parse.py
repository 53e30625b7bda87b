from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.errors import ParseError
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
    Witness,
)
from archiver.platforms.x import X, memento, names, oembed, syndication, wording

ID = "1289870653641457665"
OTHER = "1289870653641457666"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def ref_of(post_id: str = ID) -> PostRef:
    ref = names.ref_of_id(post_id, "janedoe_test")
    assert ref is not None
    return ref


REF = ref_of()


def exchange(request: FetchRequest, body: bytes, status: int = 200, **more: Any) -> Exchange:
    return Exchange(
        request=request,
        warc_date=NOW,
        target_uri=request.url,
        status=status,
        payload=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        **more,
    )


def capture(*exchanges: Exchange) -> Capture:
    return Capture(
        ref=REF,
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=exchanges,
    )


def tweet(**changes: Any) -> dict[str, Any]:
    return {
        "__typename": "Tweet",
        "id_str": ID,
        "text": "Words.",
        "user": {"id_str": "1", "name": "Jane Doe", "screen_name": "janedoe_test"},
        "created_at": "2020-08-02T10:28:23.000Z",
        **changes,
    }


def parsed(data: Any) -> SocialMediaPosting:
    body = json.dumps(data).encode()
    return X().parse(capture(exchange(syndication.request(REF), body)))[0]


def embed(**changes: Any) -> Exchange:
    data = {
        "url": f"https://x.com/janedoe_test/status/{ID}",
        "author_name": "Jane Doe",
        "author_url": "https://x.com/janedoe_test",
        "html": f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Words.</p>&mdash; Jane '
        f'(@janedoe_test) <a href="https://x.com/janedoe_test/status/{ID}">August 2, 2020</a>'
        "</blockquote>",
        **changes,
    }
    return exchange(oembed.request(REF), json.dumps(data).encode())


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        pytest.param({"text": "a &amp;lt; b"}, "text", "a &lt; b", id="decoded-once"),
        pytest.param({"text": "broken \ud83d half"}, "text", "broken \ufffd half", id="surrogate"),
        pytest.param({"text": "\u202eturned"}, "text", "\u202eturned", id="bidi-in-text-stays"),
        pytest.param({"text": ""}, "text", "", id="picture-alone"),
        pytest.param(
            {"note_tweet": {"text": "Words, all."}}, "text", "Words, all.", id="note-text"
        ),
        pytest.param({"note_tweet": {"id": "x"}}, "complete", False, id="note-tweet"),
        pytest.param({"text": "RT @a: cut he…"}, "complete", False, id="repost"),
        pytest.param({"text": "He said…"}, "complete", True, id="an-ellipsis-of-its-own"),
        pytest.param({"lang": "zxx"}, "language", None, id="no-language"),
        pytest.param({"lang": "qme"}, "language", None, id="media-only"),
        pytest.param({"lang": "zh-TW"}, "language", "zh-TW", id="region"),
        pytest.param({"lang": 5}, "language", None, id="language-no-string"),
        pytest.param({"created_at": "x"}, "created", None, id="no-time"),
        pytest.param({"created_at": "2020-08-02T10:28:23"}, "created", None, id="no-zone"),
        pytest.param(
            {"created_at": "2020-08-02T23:28:23.120-05:00"},
            "created",
            datetime(2020, 8, 3, 4, 28, 23, 120000, UTC),
            id="zone",
        ),
        pytest.param(
            {"created_at": "2020-08-02T10:28:23.120Z"},
            "created_precision",
            Precision.MILLISECOND,
            id="milliseconds",
        ),
        pytest.param({"created_at": "0001-01-01T00:00:00+14:00"}, "created", None, id="year-0"),
        pytest.param(
            {"edit_control": {"edit_tweet_ids": [ID]}}, "version_ids", (), id="one-version"
        ),
        pytest.param(
            {"edit_control": {"edit_tweet_ids": [OTHER, ID, None, "x"]}},
            "version_ids",
            (ID, OTHER),
            id="versions-sorted",
        ),
        pytest.param({"edit_control": {"edit_tweet_ids": [OTHER, ID]}}, "edited", None, id="first"),
        pytest.param(
            {"entities": [], "mediaDetails": {}, "photos": 1}, "images", (), id="odd-lists"
        ),
        pytest.param(
            {"mediaDetails": [{"media_url_https": "file:///etc/passwd", "type": "photo"}]},
            "images",
            (),
            id="file-as-picture",
        ),
        pytest.param(
            {"entities": {"urls": [{"url": "https://t.co/b", "expanded_url": "javascript:1"}]}},
            "links",
            (),
            id="script-as-link",
        ),
        pytest.param(
            {"in_reply_to_status_id_str": "x"}, "in_reply_to", None, id="reply-to-nothing"
        ),
        pytest.param(
            {"quoted_tweet": {"id_str": "x"}}, "shared_content", None, id="quote-of-nothing"
        ),
    ],
)
def test_fields(changes: Mapping[str, Any], field: str, value: object) -> None:
    assert getattr(parsed(tweet(**changes)), field) == value


@pytest.mark.parametrize(
    ("user", "name", "handle"),
    [
        pytest.param({"name": "J", "screen_name": "jd"}, "J", "jd", id="plain"),
        pytest.param({"name": "J", "screen_name": "a/b"}, "J", None, id="no-handle"),
        pytest.param({"name": "J", "screen_name": ["jd"]}, "J", None, id="a-list"),
        pytest.param({"name": "", "screen_name": "jd"}, None, "jd", id="empty-name"),
        pytest.param({"name": 7, "screen_name": "jd"}, None, "jd", id="number"),
        pytest.param({"name": "n" * 10_000, "screen_name": "jd"}, "n" * 200, "jd", id="long"),
        pytest.param(
            {"name": "\u2066Real\u2069 \u202e(@x)", "screen_name": "jd"},
            "Real (@x)",
            "jd",
            id="bidi",
        ),
        pytest.param({"name": "A &amp; B", "screen_name": "jd"}, "A & B", "jd", id="entity"),
    ],
)
def test_authors(user: Mapping[str, Any], name: str | None, handle: str | None) -> None:
    posting = parsed(tweet(user=user))
    assert (posting.author_name, posting.handle) == (name, handle)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps(tweet(id_str=OTHER)).encode(), id="another-post"),
        pytest.param(json.dumps(tweet(id_str=None)).encode(), id="no-id"),
        pytest.param(json.dumps(tweet(text=None)).encode(), id="no-text"),
        pytest.param(json.dumps(tweet(user=None)).encode(), id="no-author"),
        pytest.param(b'{"id_str": ', id="broken-off"),
        pytest.param(b"[" * 100_000, id="nested-without-end"),
        pytest.param(b"[]", id="a-list"),
    ],
)
def test_unknown_shapes_name_route_and_digest(body: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        X().parse(capture(exchange(syndication.request(REF), body)))
    assert "syndication" in caught.value.problem
    assert hashlib.sha256(body).hexdigest() in caught.value.problem
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"url": f"https://x.com/janedoe_test/status/{OTHER}"}, id="url-of-another"),
        pytest.param({"url": "https://evil.example/"}, id="url-of-nothing"),
        pytest.param({"html": "<p>Words.</p>"}, id="no-block-quote"),
        pytest.param({"html": ""}, id="empty"),
        pytest.param({"html": None}, id="no-html"),
        pytest.param(
            {
                "html": '<blockquote class="twitter-tweet"><p>W</p>'
                f'<a href="https://x.com/a/status/{OTHER}">August 2, 2020</a></blockquote>'
            },
            id="permalink-of-another",
        ),
    ],
)
def test_embeds_of_something_else(changes: Mapping[str, Any]) -> None:
    with pytest.raises(ParseError, match="oembed"):
        X().parse(capture(embed(**changes)))


def test_the_handle_comes_from_the_profile_and_not_from_the_name() -> None:
    (posting,) = X().parse(capture(embed(author_name="Real (@realperson)")))
    assert posting.handle == "janedoe_test"
    assert posting.author_name == "Real (@realperson)"


@pytest.mark.parametrize(
    "author_url",
    ["https://evil.example/realperson", "https://x.com/real/person", "x", 5, None],
)
def test_a_profile_elsewhere_gives_no_handle(author_url: object) -> None:
    (posting,) = X().parse(capture(embed(author_url=author_url)))
    assert posting.handle is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("August 2, 2020", datetime(2020, 8, 2, tzinfo=UTC)),
        ("Aug 2, 2020", datetime(2020, 8, 2, tzinfo=UTC)),
        ("2. August 2020", None),
        ("February 30, 2020", None),
        ("Smarch 1, 2020", None),
    ],
)
def test_date_lines(line: str, day: datetime | None) -> None:
    quote = embed().payload.decode().replace("August 2, 2020", line)
    (posting,) = X().parse(capture(exchange(oembed.request(REF), quote.encode())))
    assert posting.created == day
    assert posting.created_precision == (Precision.DAY if day else None)


@pytest.mark.parametrize(
    ("post_id", "words", "complete"),
    [
        pytest.param("1289870653641457665", "x" * 275, True, id="2020"),
        pytest.param("1764938904630198273", "x" * 275, False, id="2024-long"),
        pytest.param("1764938904630198273", "x" * 40, True, id="2024-short"),
        pytest.param("1764938904630198273", "so… https://t.co/a", False, id="2024-ellipsis"),
        pytest.param("20", "x" * 140, True, id="2006"),
    ],
)
def test_an_embed_may_be_cut_where_posts_can_be_long(
    post_id: str,
    words: str,
    complete: bool,
) -> None:
    ref = ref_of(post_id)
    body = json.loads(embed().payload.decode().replace(ID, post_id).replace("Words.", words))
    one = exchange(oembed.request(ref), json.dumps(body).encode())
    (posting,) = X().parse(replace(capture(one), ref=ref))
    assert posting.complete is complete
    assert bool(posting.incomplete_reason) is not complete


def test_a_readable_witness_survives_an_unreadable_one() -> None:
    broken = exchange(syndication.request(REF), b"{")
    (posting,) = X().parse(capture(broken, embed()))
    assert posting.parser == "x.oembed/1"


def test_witnesses_come_in_the_order_of_their_strength() -> None:
    page = (
        f'<div class="permalink-tweet" data-tweet-id="{ID}" data-screen-name="janedoe_test">'
        '<p class="tweet-text">Words.</p></div>'
    )
    archived = exchange(
        memento.request(REF, "janedoe_test"),
        page.encode(),
        memento_datetime=datetime(2020, 8, 3, tzinfo=UTC),
    )
    body = json.dumps(tweet(quoted_tweet=tweet(id_str=OTHER, text="Quoted."))).encode()
    postings = X().parse(capture(archived, embed(), exchange(syndication.request(REF), body)))
    assert [(posting.witness, posting.ref.id) for posting in postings] == [
        (Witness.PLATFORM, ID),
        (Witness.PLATFORM, ID),
        (Witness.ARCHIVE, ID),
        (Witness.PLATFORM, OTHER),
    ]
    assert postings[2].witnessed_at == datetime(2020, 8, 3, tzinfo=UTC)


def test_other_routes_and_redirects_are_not_read() -> None:
    hop = replace(embed(), status=302)
    index = exchange(FetchRequest(url="x", route="memento.index"), b'[["timestamp"]]')
    assert X().parse(capture(hop, index)) == ()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://pbs.twimg.com/media/A.jpg", "A?format=jpg&name=orig"),
        ("https://pbs.twimg.com/media/A.jpg:large", "A?format=jpg&name=orig"),
        ("https://pbs.twimg.com/media/A.png?name=small", "A?format=png&name=orig"),
        ("https://pbs.twimg.com/media/A?format=webp&name=small", "A?format=webp&name=orig"),
    ],
)
def test_pictures_at_original_size(url: str, name: str) -> None:
    assert wording.original_size(url) == f"https://pbs.twimg.com/media/{name}"


def test_a_picture_on_another_host_keeps_its_address() -> None:
    assert (
        wording.original_size("https://pics.example/a.jpg?s=1") == "https://pics.example/a.jpg?s=1"
    )
