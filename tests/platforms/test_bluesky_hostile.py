"""Answers that no server of Bluesky sends: reading them must end well, and name no other author."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source
from archiver.platforms.bluesky import Bluesky, names
from archiver.platforms.bluesky.dag import cid_of_record

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "bluesky"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DID = "did:plc:adainvented2aaaaaaaaaaaa"
RKEY = "3ljkajpnapu2b"
REF = PostRef(platform="bluesky", id=f"{DID}/{RKEY}")
BODIES = [
    (one["route"], json.dumps(one["json"]) if "json" in one else one.get("body", ""))
    for path in sorted(FOLDER.glob("*/exchanges.json"))
    for one in json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    if one["status"] == 200
]
ROUTES = (
    *("resolve", "profile", "did", "profile_record", "proof", "record", "status"),
    *("posts", "oembed", "page"),
)
KEYS = (
    *("uri", "cid", "value", "posts", "author", "did", "handle", "displayName", "labels"),
    *("record", "text", "facets", "index", "features", "embed", "images", "image", "ref", "$link"),
    *("html", "service", "id", "active", "status", "langs", "reply", "parent", "entities"),
    *("createdAt", "indexedAt", "val", "src"),
)


def received(*answers: tuple[str, bytes, int]) -> Capture:
    exchanges = (
        Exchange(
            request=FetchRequest(
                url=f"https://a.example/{route}",
                route=route,
                source=Source.ARCHIVE if route == "page" else Source.PLATFORM,
            ),
            warc_date=NOW,
            target_uri=f"https://a.example/{route}",
            status=status,
            payload=body,
            payload_sha256=hashlib.sha256(body).hexdigest(),
        )
        for route, body, status in answers
    )
    return Capture(
        ref=REF,
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=tuple(exchanges),
    )


def holds(capture: Capture) -> None:
    """Parsing raises nothing but ParseError, and every author is the address's own."""
    with contextlib.suppress(ParseError):
        for posting in Bluesky().parse(capture):
            posting.text.encode("utf-8")
            assert posting.author_id == names.account_of(posting.ref)
            assert posting.handle is None or names.handle_of(posting.handle)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes, int]:
    """A recorded answer with a stretch replaced, mostly under its own route."""
    route, body = draw(st.sampled_from(BODIES))
    data = body.encode("utf-8", "replace")
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 40)))
    middle = draw(st.binary(max_size=20) | st.sampled_from([b"null", b"[]", b"{}", b'"', b"1e999"]))
    route = draw(st.sampled_from((route, route, *ROUTES)))
    return route, data[:start] + middle + data[end:], draw(st.sampled_from((200, 200, 400, 404, 0)))


@settings(max_examples=300, deadline=None)
@given(st.lists(mutated(), min_size=1, max_size=4))
def test_mutated_answers(answers: list[tuple[str, bytes, int]]) -> None:
    holds(received(*answers))


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.sampled_from((DID, names.uri_of(REF), "https://a.example/", "app.bsky.feed.post")),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
        ),
        max_leaves=25,
    ),
    st.sampled_from(ROUTES),
)
def test_json_of_any_shape(data: Any, route: str) -> None:
    bodies = [data]
    if isinstance(data, dict):
        author = {**data, "did": DID}
        record = {**data, "text": "t"}
        view = {**data, "uri": names.uri_of(REF), "author": author, "record": record}
        bodies += [{"posts": [view]}, {**data, "uri": names.uri_of(REF), "value": record}, author]
    for body in bodies:
        holds(received((route, json.dumps(body).encode(), 200)))


class Answers:
    """A transport that gives one answer after the other, whatever it is asked."""

    def __init__(self, answers: list[tuple[str, bytes, int]]) -> None:
        self._answers = answers

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        _, body, status = self._answers.pop(0) if self._answers else ("", b"", 0)
        exchange = Exchange(
            request=request,
            warc_date=NOW,
            target_uri=request.url,
            status=status,
            payload=body,
            payload_sha256=hashlib.sha256(body).hexdigest(),
            error=None if status else "timeout",
        )
        return (exchange,)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(mutated(), max_size=10),
    st.sampled_from((REF, PostRef(platform="bluesky", id=f"~ada.example.org/{RKEY}"))),
)
def test_no_answers_break_the_plan(answers: list[tuple[str, bytes, int]], ref: PostRef) -> None:
    capture = visit(Bluesky(), ref, Answers(answers), lambda: NOW)
    assert "failed:" not in capture.reason
    holds(capture)
    again = visit(Bluesky(), ref, Replay(capture), lambda: NOW)
    assert (again.availability, again.reason) == (capture.availability, capture.reason)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("[" * 100_000, "json", id="nested"),
        pytest.param('{"posts":' * 50_000, "json", id="nested-objects"),
        pytest.param("<!DOCTYPE html><title>Just a moment...</title>", "html", id="challenge"),
        pytest.param('{"posts": [{"uri": 1e999}]}', "json", id="infinite"),
        pytest.param("\ufeff{}", "json", id="byte-order-mark"),
        pytest.param("\x00", "json", id="nul"),
        pytest.param("", "json", id="empty"),
    ],
)
def test_bodies_that_no_server_sends(body: str, kind: str) -> None:
    del kind
    for route in ROUTES:
        holds(received((route, body.encode(), 200)))


def test_words_of_a_challenge_in_a_post_are_no_challenge() -> None:
    text = "verify you are human <title>Just a moment...</title> g-recaptcha"
    record = {"$type": "app.bsky.feed.post", "text": text}
    data = {"uri": names.uri_of(REF), "cid": cid_of_record(record), "value": record}
    (posting,) = Bluesky().parse(received(("record", json.dumps(data).encode(), 200)))
    assert posting.text == text
