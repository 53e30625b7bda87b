"""What the three platforms of Meta share, and answers to them that nobody ever sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.answers import metapages
from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Availability, Capture, FetchRequest, PostRef, Source
from archiver.platforms.facebook import Facebook
from archiver.platforms.instagram import Instagram
from archiver.platforms.linkedin import LinkedIn
from archiver.platforms.threads import Threads

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
VILLAIN = "famous.news"

Receive = Callable[..., Capture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A platform, a post of it, and how the post and another one stand in data."""

    platform: Platform
    url: str
    post: Mapping[str, Any]
    other: Mapping[str, Any]
    wrap: Callable[[Any], Any]
    keys: tuple[str, ...]

    @property
    def ref(self) -> PostRef:
        ref = self.platform.match(self.url)
        assert ref is not None
        return ref


_VILLAIN = {"username": VILLAIN, "full_name": VILLAIN, "pk": "666", "name": VILLAIN, "id": "666"}
SUBJECTS = {
    "instagram": Subject(
        platform=Instagram(),
        url="https://www.instagram.com/p/DV3BmWvktaH/",
        post={"code": "DV3BmWvktaH"},
        other={"code": "BA-pQFBG8HZ", "caption": {"text": "Evil"}, "user": _VILLAIN},
        wrap=lambda post: {"xig_polaris_media": {"if_not_gated_logged_out": post}},
        keys=(
            *("code", "caption", "text", "user", "owner", "username", "full_name", "pk", "id"),
            *("taken_at", "carousel_media", "image_versions2", "candidates", "url", "width"),
            *("edge_media_to_caption", "edges", "node", "if_not_gated_logged_out"),
            *("edge_sidecar_to_children", "display_resources", "accessibility_caption"),
        ),
    ),
    "threads": Subject(
        platform=Threads(),
        url="https://www.threads.com/t/DNJQOX0RA08",
        post={"code": "DNJQOX0RA08"},
        other={"code": "DNJQOX0RA07", "caption": {"text": "Evil"}, "user": _VILLAIN},
        wrap=lambda post: {"thread_items": [{"post": post}]},
        keys=(
            *("code", "caption", "text", "user", "username", "full_name", "pk", "taken_at"),
            *("text_post_app_info", "share_info", "quoted_post", "reply_to_author", "post"),
            *("text_fragments", "fragments", "plaintext", "link_fragment", "uri"),
            *("snippet_attachment_info", "is_post_unavailable", "thread_items"),
        ),
    ),
    "facebook": Subject(
        platform=Facebook(),
        url="https://www.facebook.com/quayside.gazette.test/posts/1201000000000001/",
        post={"post_id": "1201000000000001"},
        other={
            "post_id": "1201000000000002",
            "comet_sections": {
                "content": {"story": {"message": {"text": "Evil"}, "actors": [_VILLAIN]}}
            },
        },
        wrap=lambda post: {"node": post},
        keys=(
            *("post_id", "comet_sections", "content", "story", "message", "text", "actors"),
            *("name", "id", "url", "wwwURL", "ranges", "offset", "length", "entity"),
            *("attachments", "styles", "attachment", "media", "__typename", "photo_image"),
            *("attached_story", "creation_time", "timestamp", "metadata", "creation_story"),
        ),
    ),
}
every_platform = pytest.mark.parametrize(
    "subject", [pytest.param(subject, id=name) for name, subject in SUBJECTS.items()]
)


def page(*data: Any) -> bytes:
    text = json.dumps(data).replace("</", "<\\/")
    return f'<script type="application/json" data-sjs>{text}</script>'.encode()


def values_of(keys: tuple[str, ...]) -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    leaves |= st.sampled_from(["https://a.example/x", "Photo", "1201000000000001", 2**70, -1])
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys), inner, max_size=6)
        ),
        max_leaves=20,
    )


@every_platform
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_data_of_any_shape_never_gives_another_post(
    receive: Receive, subject: Subject, data: st.DataObject
) -> None:
    extra = data.draw(st.dictionaries(st.sampled_from(subject.keys), values_of(subject.keys)))
    post = {"comet_sections": {}, **extra, **subject.post}
    beside = data.draw(values_of(subject.keys))
    body = page(subject.wrap(subject.other), subject.wrap(post), beside)
    request = FetchRequest(url=subject.url, route="page")
    with contextlib.suppress(ParseError):
        for posting in subject.platform.parse(receive(subject.ref, (request, body, 200)))[:1]:
            assert posting.ref == subject.ref
            assert posting.text != "Evil"
            assert VILLAIN not in (posting.handle, posting.author_name)
            posting.text.encode("utf-8")
            assert posting.author_name is None or len(posting.author_name) <= 200


BODIES = {
    name: [
        json.dumps(exchange["json"]) if "json" in exchange else exchange["body"]
        for path in sorted(FOLDER.glob(f"{name}/*/exchanges.json"))
        for exchange in json.loads(path.read_text(encoding="utf-8"))["exchanges"]
        if exchange["status"] == 200
    ]
    for name in SUBJECTS
}


@every_platform
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_mutated_answer_raises_nothing_but_parse_errors(
    receive: Receive, subject: Subject, data: st.DataObject
) -> None:
    body = data.draw(st.sampled_from(BODIES[subject.platform.name])).encode()
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 40)))
    middle = data.draw(st.binary(max_size=20) | st.sampled_from([b"null", b"[]", b"{}", b'"']))
    route = data.draw(st.sampled_from([route.name for route in subject.platform.routes]))
    status = data.draw(st.sampled_from([200, 403, 404, 0, 500]))
    request = FetchRequest(url=subject.url, route=route)
    capture = receive(subject.ref, (request, body[:start] + middle + body[end:], status))
    with contextlib.suppress(ParseError):
        assert all(one.ref == subject.ref for one in subject.platform.parse(capture)[:1])
    again = visit(subject.platform, subject.ref, Replay(capture), lambda: NOW)
    assert again.availability is not Availability.NOT_FOUND
    assert "failed" not in again.reason


FB, IG, TH, LI = (
    "https://www.facebook.com/quayside.gazette.test/posts/1201000000000001/",
    "https://www.instagram.com/p/DV3BmWvktaH/",
    "https://www.threads.com/@a.b/post/DNJQORnktaH",
    "https://www.linkedin.com/feed/update/urn:li:activity:7424368548752916485",
)
AMBIGUOUS = {
    FB: "This Facebook post is no longer available.",
    IG: "Sorry, this page isn't available.",
    TH: "Sorry, this page isn't available.",
    LI: "This post cannot be displayed",
}
PLATFORMS = (Facebook(), Instagram(), Threads(), LinkedIn())


@pytest.mark.parametrize(
    ("statuses", "availability"),
    [
        pytest.param((200, 200), "error", id="the-same-words-twice"),
        pytest.param((404, 410), "not_found", id="two-plain-answers"),
        pytest.param((404, 200), "not_found", id="an-answer-and-words"),
        pytest.param((200, 404), "not_found", id="words-and-an-answer"),
        pytest.param((200, 0), "error", id="words-alone"),
        pytest.param((404, 0), "error", id="an-answer-alone"),
    ],
)
@pytest.mark.parametrize("url", [FB, IG, TH, LI], ids=["facebook", "instagram", "threads", "in"])
def test_words_that_can_mean_a_private_post_are_one_signal_of_absence(
    receive: Receive, url: str, statuses: tuple[int, ...], availability: str
) -> None:
    platform, ref = next((one, ref) for one in PLATFORMS if (ref := one.match(url)))
    for _ in range(2):  # what one visit has seen counts for no other
        pages = f"<!DOCTYPE html><html><body>{AMBIGUOUS[url]}</body></html>".encode()
        requests = _requests_of(platform, ref)
        answers = zip(requests, (pages, pages), statuses, strict=True)
        seen = visit(platform, ref, Replay(receive(ref, *answers)), lambda: NOW)
        assert seen.availability == availability, seen.reason


def test_leading_away_twice_is_one_signal(receive: Receive) -> None:
    ref = Threads().match(TH)
    assert ref is not None
    requests = _requests_of(Threads(), ref)
    capture = receive(ref, *((request, b"", 404) for request in requests))
    lost = "https://www.threads.com/?error=invalid_post"
    led = tuple(replace(one, target_uri=lost) for one in capture.exchanges)
    seen = visit(Threads(), ref, Replay(replace(capture, exchanges=led)), lambda: NOW)
    assert seen.availability == "error"


def _requests_of(platform: Platform, ref: PostRef) -> list[FetchRequest]:
    """What the platform itself is asked, where nothing is there."""
    nothing = Capture(ref=ref, captured_at=NOW, availability=Availability.ERROR, reason="")
    seen = visit(platform, ref, Replay(nothing), lambda: NOW)
    return [one.request for one in seen.exchanges if one.request.source is Source.PLATFORM]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param("DV3BmWvktaH", "DV3BmWvktaH", id="eleven"),
        pytest.param("aye83DjauH", "aye83DjauH", id="ten"),
        pytest.param("DV3BmWvktaH" + "x" * 28, "DV3BmWvktaH", id="private"),
        pytest.param("DV3BmWvktaH" + "x" * 17, None, id="28-long"),
        pytest.param("x" * 40, None, id="too-long"),
        pytest.param("IAAAAAAAAAA", None, id="64-bits"),
        pytest.param("", None, id="empty"),
        pytest.param("DV3BmWvktaH\n", None, id="line-feed"),
        pytest.param("ＤV3BmWvktaH", None, id="other-letters"),
    ],
)
def test_shortcodes(value: str, code: str | None) -> None:
    assert metapages.code_of(value) == code


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param("A heron on a post", True, id="author"),
        pytest.param("Photo by Jane of a heron on a post", True, id="author-credits"),
        pytest.param("Maybe a heron", True, id="author-doubts"),
        pytest.param("May be an image of heron and water", False, id="may-be"),
        pytest.param("May be art of heron", True, id="may-be-without-article"),
        pytest.param("Photo by A B on October 02, 2026. May be an image of x.", False, id="dated"),
        pytest.param("Photo shared by A B on May 2, 2020 tagging @c.", False, id="shared"),
        pytest.param("Video by A B. May be a video of x", False, id="video"),
        pytest.param("Image may contain: 1 person", False, id="older"),
        pytest.param("No photo description available.", False, id="none"),
        pytest.param("Puede ser una imagen de agua", False, id="spanish"),
        pytest.param("Peut être une image de eau", False, id="french"),
        pytest.param("Ist möglicherweise ein Bild von Wasser", False, id="german"),
        pytest.param("  ", False, id="blank"),
        pytest.param(7, False, id="number"),
        pytest.param(None, False, id="nothing"),
    ],
)
def test_alt_text_is_the_authors(said: object, kept: bool) -> None:
    assert metapages.alt_of(said) == (said if kept else None)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        pytest.param(
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2Fx&h=1",
            "https://a.example/x",
            id="shim",
        ),
        pytest.param(
            "https://l.threads.com/?u=https%3A%2F%2Fa.example", "https://a.example", id="t"
        ),
        pytest.param("https://l.instagram.com/?u=javascript%3Aalert(1)", None, id="script"),
        pytest.param("https://l.instagram.com/", None, id="no-target"),
        pytest.param("https://www.facebook.com/x?u=https%3A%2F%2Fa.example", None, id="no-shim"),
        pytest.param("https://l.evil.example/l.php?u=https%3A%2F%2Fa.example", None, id="other"),
    ],
)
def test_link_shims(url: str, target: str | None) -> None:
    assert metapages.unwrapped(url) == (target or url)


@given(st.text(max_size=60))
def test_every_handle_is_one(value: str) -> None:
    handle = metapages.handle_of(value)
    assert handle is None or (handle == value and len(handle) <= 30)
