"""Answers that no platform ever sent: parsing them must end well."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef
from archiver.platforms.x import X, memento, names, oembed, syndication

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = "1289870653641457665"
FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "x"
REF = PostRef(platform="x", id=ID, url=f"https://x.com/i/status/{ID}")


def received_as(request: FetchRequest, body: bytes, status: int = 200) -> Capture:
    """A capture of REF with one answer."""
    exchange = Exchange(
        request=request,
        warc_date=NOW,
        target_uri=request.url,
        status=status,
        payload=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
    )
    return Capture(
        ref=REF,
        captured_at=NOW,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=(exchange,),
    )


PAYLOADS = [
    (request["route"], json.dumps(request["json"]) if "json" in request else request["body"])
    for path in sorted(FOLDER.glob("*/exchanges.json"))
    for request in json.loads(path.read_text(encoding="utf-8"))["exchanges"]
    if request["status"] == 200
]
REQUESTS: dict[str, Callable[[], FetchRequest]] = {
    "syndication": lambda: syndication.request(REF),
    "oembed": lambda: oembed.request(REF),
    "memento": lambda: memento.request(REF, None),
}


KEYS = (
    *("id_str", "text", "user", "name", "screen_name", "entities", "urls", "media", "url", "html"),
    *("data", "includes", "created_at", "edit_control", "edit_tweet_ids", "note_tweet", "photos"),
    *("mediaDetails", "expanded_url", "quoted_tweet", "tombstone", "lang", "author_url"),
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A recorded answer with a stretch replaced, under any route."""
    _, body = draw(st.sampled_from(PAYLOADS))
    data = body.encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 40)))
    middle = draw(st.binary(max_size=20) | st.sampled_from([b"null", b"[]", b"{}", b'"', b"1e999"]))
    return draw(st.sampled_from(sorted(REQUESTS))), data[:start] + middle + data[end:]


@settings(max_examples=300, deadline=None)
@given(mutated(), st.sampled_from([200, 403, 404, 0, 500]))
def test_a_mutated_answer_raises_nothing_but_parse_errors(
    answer: tuple[str, bytes], status: int
) -> None:
    route, body = answer
    received = received_as(REQUESTS[route](), body, status)
    try:
        postings = X().parse(received)
    except ParseError:
        postings = ()
    for posting in postings:
        posting.text.encode("utf-8")
        assert names.is_id(posting.ref.id)
    again = visit(X(), REF, Replay(received), lambda: NOW)
    assert again.availability is not Availability.NOT_FOUND
    assert "failed" not in again.reason


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(KEYS),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    ),
    st.sampled_from(sorted(REQUESTS)),
)
def test_json_of_any_shape_raises_nothing_but_parse_errors(data: Any, route: str) -> None:
    body = data
    if isinstance(data, dict):
        body = {**data, "id_str": ID, "text": "t", "user": data.get("user") or {}}
    received = received_as(REQUESTS[route](), json.dumps(body).encode())
    with contextlib.suppress(ParseError):
        assert all(names.is_id(posting.ref.id) for posting in X().parse(received))
