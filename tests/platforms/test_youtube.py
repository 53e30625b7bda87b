"""YouTube: what is an id, what a page's reasons say, and answers that nobody ever sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, FetchRequest, PostRef
from archiver.platforms.youtube import YouTube, api, community, names, watch

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
YOUTUBE = YouTube()
VIDEO = "aB3_-xYz019"
POST = "UgkxMadeUpPostId_0000000000000000001"
GONE = {"status": "ERROR", "reason": "Video unavailable"}

Receive = Callable[..., Capture]


def ref_of(post_id: str) -> PostRef:
    ref = names.ref_of_id(post_id)
    assert ref is not None
    return ref


def asked(request: FetchRequest | None) -> FetchRequest:
    assert request is not None
    return request


REF, COMMUNITY = ref_of(VIDEO), ref_of(POST)
WATCH = asked(watch.request(REF))
OEMBED = asked(api.request_oembed(REF))
DATA_API = asked(api.request_data_api(REF))
PAGE = asked(community.request(COMMUNITY))


def script(name: str, data: Any) -> bytes:
    body = json.dumps(data).replace("</", "<\\/")
    return f"<html><script>var {name} = {body};</script></html>".encode()


def player(state: Any, **details: Any) -> bytes:
    data = {"playabilityStatus": state, "videoDetails": details}
    return script("ytInitialPlayerResponse", data)


def oembed_of(video: str = VIDEO, **more: Any) -> bytes:
    html = f'<iframe src="https://www.youtube.com/embed/{video}?feature=oembed"></iframe>'
    return json.dumps({"title": "Words", "html": html} | more).encode()


@pytest.mark.parametrize(
    ("post_id", "known"),
    [
        (VIDEO, True),
        (POST, True),
        ("videoseries", False),
        ("live_stream", False),
        ("aB3_-xYz01", False),
        ("aB3_-xYz0199", False),
        ("aB3_-xYz01!", False),
        ("7364699573435160199", False),
        ("Ug", False),
        ("", False),
    ],
)
def test_what_is_an_id(post_id: str, *, known: bool) -> None:
    assert (YOUTUBE.ref_of_id(post_id) is not None) is known


def test_an_id_has_no_time() -> None:
    assert YOUTUBE.created_from_id(REF) is None


@given(st.from_regex(r"[A-Za-z0-9_-]{11}", fullmatch=True))
def test_the_canonical_address_names_its_own_video(video: str) -> None:
    ref = names.ref_of_id(video)
    if ref is not None:
        assert ref.url is not None
        assert names.match(ref.url) == ref


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.youtube.com/@test.kanal", ("test.kanal", None)),
        ("/@testkanal", ("testkanal", None)),
        ("/channel/UCmadeUpChannelId0000001", (None, "UCmadeUpChannelId0000001")),
        ("https://www.youtube.com/user/testkanal", (None, None)),
        ("https://evil.example/@testkanal", (None, None)),
        ("//evil.example/@testkanal", (None, None)),
        (None, (None, None)),
    ],
)
def test_the_channel_in_an_address(
    url: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert names.channel_of(url) == expected


@pytest.mark.parametrize(
    ("status", "reason", "availability"),
    [
        ("ERROR", "Video unavailable", "not_found"),
        ("ERROR", "Video unavailable. This video has been removed by the uploader", "not_found"),
        ("ERROR", "This video isn't available anymore", "not_found"),
        ("ERROR", "Video unavailable. This content isn’t available, try again later.", "blocked"),
        ("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot", "blocked"),
        ("LOGIN_REQUIRED", "This video is private", "protected"),
        ("UNPLAYABLE", "Join this channel to get access to members-only content", "protected"),
        ("LOGIN_REQUIRED", "Sign in to confirm your age", "withheld"),
        (
            "UNPLAYABLE",
            "The uploader has not made this video available in your country",
            "withheld",
        ),
        ("ERROR", "This video is no longer available due to a copyright claim", "withheld"),
        ("ERROR", "The account associated with this video has been terminated", "account_gone"),
        ("ERROR", "Something that nobody knows", "error"),
        ("ERROR", "", "error"),
    ],
)
def test_the_reasons_of_the_page_beside_a_404(
    receive: Receive, status: str, reason: str, availability: str
) -> None:
    page = player({"status": status, "reason": reason})
    received = receive(REF, (WATCH, page, 200), (OEMBED, b"Not Found", 404))
    again = visit(YOUTUBE, REF, Replay(received), lambda: NOW)
    assert again.availability == availability.replace("blocked", "blocked_for_us")


@pytest.mark.parametrize(
    ("answers", "availability"),
    [
        pytest.param([(WATCH, player(GONE), 200)], "error", id="the page alone"),
        pytest.param([(OEMBED, b"", 404)], "error", id="oembed alone"),
        pytest.param([(DATA_API, b'{"items":[]}', 200)], "error", id="the api alone"),
        pytest.param(
            [(DATA_API, b'{"items":[]}', 200), (WATCH, player(GONE), 200)], "not_found", id="two"
        ),
        pytest.param(
            [(WATCH, player(GONE), 200), (OEMBED, b"Bad Request", 400)], "error", id="a bad request"
        ),
        pytest.param(
            [(WATCH, player(GONE), 200), (OEMBED, b"Unauthorized", 401)],
            "blocked_for_us",
            id="embedding switched off",
        ),
        pytest.param(
            [(DATA_API, b'{"error":{"code":403}}', 403), (OEMBED, oembed_of(), 200)],
            "available",
            id="a spent quota",
        ),
    ],
)
def test_absence_takes_two_routes(
    receive: Receive, answers: list[tuple[FetchRequest, bytes, int]], availability: str
) -> None:
    again = visit(YOUTUBE, REF, Replay(receive(REF, *answers)), lambda: NOW)
    assert again.availability == availability


def test_the_title_alone_is_never_complete(receive: Receive) -> None:
    (post,) = YOUTUBE.parse(receive(REF, (OEMBED, oembed_of(), 200)))
    assert (post.complete, post.incomplete_reason) == (False, "the route has the title alone")


def test_an_answer_for_another_video_gives_nothing(receive: Receive) -> None:
    other = "otherVideo1"
    item = {"id": other, "snippet": {"title": "Words"}}
    for request, body in (
        (OEMBED, oembed_of(other)),
        (WATCH, player({"status": "OK"}, videoId=other, title="Words", author="Other")),
        (DATA_API, json.dumps({"items": [item]}).encode()),
    ):
        with pytest.raises(ParseError, match="another video"):
            YOUTUBE.parse(receive(REF, (request, body, 200)))


def test_an_older_page_of_another_video_gives_nothing(receive: Receive) -> None:
    page = (
        b'<link rel="canonical" href="https://www.youtube.com/watch?v=otherVideo1">'
        b'<meta property="og:title" content="Words">'
    )
    assert YOUTUBE.parse(receive(REF, (WATCH, page, 200))) == ()


def test_a_community_post_of_another_id_gives_nothing(receive: Receive) -> None:
    other = {"postId": f"{POST[:-1]}9", "contentText": {"runs": [{"text": "Words"}]}}
    page = script("ytInitialData", {"contents": [{"backstagePostRenderer": other}]})
    assert YOUTUBE.parse(receive(COMMUNITY, (PAGE, page, 200))) == ()


@pytest.mark.parametrize(
    ("code", "video"),
    [
        (f"new YT.Player('player', {{height: '390', videoId: '{VIDEO}'}})", VIDEO),
        (f'new YT.Player("p", {{"videoId": "{VIDEO}", playerVars: {{}}}});', VIDEO),
        ("new YT.Player('player', {playerVars: {list: 'PL'}}); x = {videoId: 'aaaaaaaaaaa'}", None),
    ],
)
def test_the_call_that_makes_a_player(code: str, video: str | None) -> None:
    (call,) = YOUTUBE.markers.script_calls
    found = call.search(code)
    assert (found and found["id"]) == video


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "videoDetails",
                        "title",
                        "shortDescription",
                        "author",
                        "channelId",
                        "thumbnail",
                    ),
                    *("thumbnails", "url", "width", "microformat", "playerMicroformatRenderer"),
                    *("publishDate", "ownerProfileUrl", "playabilityStatus", "status", "reason"),
                    *(
                        "messages",
                        "runs",
                        "text",
                        "simpleText",
                        "contentText",
                        "authorText",
                        "postId",
                    ),
                    *("backstageAttachment", "pollRenderer", "choices", "originalPost", "content"),
                    *("snippet", "publishedAt", "author_url", "author_name", "navigationEndpoint"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_json_of_any_shape_gives_the_post_asked_for_or_nothing(receive: Receive, data: Any) -> None:
    known = data if isinstance(data, dict) else {}
    details = known.get("videoDetails")
    named = {**(details if isinstance(details, dict) else {}), "videoId": VIDEO, "title": "Words"}
    renderer = {**known, "postId": POST}
    answers = (
        (REF, WATCH, script("ytInitialPlayerResponse", data)),
        (REF, WATCH, script("ytInitialPlayerResponse", {**known, "videoDetails": named})),
        (REF, DATA_API, json.dumps(data).encode()),
        (REF, DATA_API, json.dumps({"items": [{**known, "id": VIDEO}]}).encode()),
        (REF, OEMBED, json.dumps(data).encode()),
        (REF, OEMBED, oembed_of(**known)),
        (COMMUNITY, PAGE, script("ytInitialData", {"backstagePostRenderer": renderer})),
        (COMMUNITY, PAGE, script("ytInitialData", {"sharedPostRenderer": renderer})),
    )
    for ref, request, body in answers:
        received = receive(ref, (request, body, 200))
        with contextlib.suppress(ParseError):
            for post in YOUTUBE.parse(received)[:1]:
                post.text.encode("utf-8")
                assert post.ref == ref
        again = visit(YOUTUBE, ref, Replay(received), lambda: NOW)
        assert again.availability is not Availability.NOT_FOUND
        assert "failed" not in again.reason


def test_deeply_nested_data_ends_well(receive: Receive) -> None:
    deep = b"<script>var ytInitialPlayerResponse = " + b'{"a":' * 100_000 + b"</script>"
    again = visit(YOUTUBE, REF, Replay(receive(REF, (WATCH, deep, 200))), lambda: NOW)
    assert again.availability is Availability.ERROR
    assert "failed" not in again.reason
