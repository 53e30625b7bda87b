"""What the answers to the plan of X add up to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, FetchRequest, PostRef
from archiver.platforms.x import X, names, oembed, syndication

ID = "1289870653641457665"
LONG_ID = "1764938904630198273"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = f"https://x.com/janedoe_test/status/{ID}"
REF = PostRef(platform="x", id=ID, url=URL, handle="janedoe_test")

Receive = Callable[..., Capture]


@pytest.mark.parametrize(
    "post_id",
    [pytest.param("?janedoe/2018-09-05/1", id="provisional"), pytest.param("x", id="odd")],
)
def test_without_an_id_nothing_is_asked(post_id: str) -> None:
    plan = X().plan(PostRef(platform="x", id=post_id))
    with pytest.raises(StopIteration) as stop:
        next(plan)
    assert stop.value.value.availability is Availability.ERROR
    assert stop.value.value.reason == "no id is known"


@pytest.mark.parametrize(
    ("request_of", "status", "body", "availability"),
    [
        pytest.param(syndication.request, 200, b" ", "error", id="empty"),
        pytest.param(syndication.request, 200, b"<p>x", "blocked_for_us", id="page"),
        pytest.param(syndication.request, 404, b"", "error", id="one-404"),
        pytest.param(syndication.request, 401, b"", "blocked_for_us", id="401"),
        pytest.param(syndication.request, 999, b"", "blocked_for_us", id="999"),
        pytest.param(syndication.request, 400, b"{}", "error", id="400"),
        pytest.param(oembed.request, 200, b"{}", "error", id="one-empty-object"),
        pytest.param(oembed.request, 403, b'{"error":"Not authorized"}', "protected", id="403"),
        pytest.param(oembed.request, 403, b"<html>", "blocked_for_us", id="403-page"),
        pytest.param(oembed.request, 410, b"", "error", id="one-410"),
    ],
)
def test_one_answer_alone_is_never_enough_for_not_found(
    receive: Receive,
    request_of: Callable[[PostRef], FetchRequest],
    status: int,
    body: bytes,
    availability: str,
) -> None:
    received = receive(REF, (request_of(REF), body, status))
    again = visit(X(), REF, Replay(received), lambda: NOW)
    assert again.availability == availability


@pytest.mark.parametrize(
    ("words", "availability"),
    [
        ("This Post is from an account that no longer exists. Learn more", "account_gone"),
        ("This Post is from a suspended account. Learn more", "account_gone"),
        (
            "You’re unable to view this Post: its account owner limits who can view their Posts.",
            "protected",
        ),
        ("These Posts are protected.", "protected"),
        ("Age-restricted adult content.", "withheld"),
        ("This Post was deleted by the Post author.", "withheld"),
        ("", "withheld"),
        (None, "withheld"),
    ],
)
def test_tombstones(receive: Receive, words: str | None, availability: str) -> None:
    stone = {"__typename": "TweetTombstone", "tombstone": {"text": {"text": words}}}
    received = receive(REF, (syndication.request(REF), json.dumps(stone).encode(), 200))
    again = visit(X(), REF, Replay(received), lambda: NOW)
    assert again.availability == availability
    assert (words or "tombstone") in again.reason
    assert X().parse(received) == ()


def test_a_handle_learned_on_the_way_is_asked_for_too(receive: Receive) -> None:
    stale = PostRef(platform="x", id=LONG_ID, handle="janedoe_test")
    data = {
        "id_str": LONG_ID,
        "text": "Words",
        "note_tweet": {"id": "x"},
        "user": {"name": "J", "screen_name": "newname"},
    }
    received = receive(stale, (syndication.request(stale), json.dumps(data).encode(), 200))
    again = visit(X(), stale, Replay(received), lambda: NOW)
    asked = [item.request.url for item in again.exchanges if item.request.route == "memento"]
    assert asked == [
        f"https://twitter.com/janedoe_test/status/{LONG_ID}",
        f"https://twitter.com/newname/status/{LONG_ID}",
    ]
    assert again.availability is Availability.AVAILABLE


def test_without_a_handle_the_archive_is_asked_by_id(receive: Receive) -> None:
    ref = names.ref_of_id(ID)
    assert ref is not None
    again = visit(X(), ref, Replay(receive(ref)), lambda: NOW)
    assert again.exchanges[-1].request.url == f"https://twitter.com/i/web/status/{ID}"
