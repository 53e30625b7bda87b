"""Mastodon: which routes are asked, what they add up to, and answers that lie."""

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
from archiver.fetch.transport import digest
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    PostRef,
    Source,
    Witness,
)
from archiver.platforms.mastodon import Mastodon, api

HOST = "social.example"
ID = "112042320216068660"
REF = PostRef(
    platform="mastodon",
    id=f"{HOST}/{ID}",
    url=f"https://{HOST}/@jane/{ID}",
    handle=f"jane@{HOST}",
)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUESTS = {
    "status": FetchRequest(url=f"https://{HOST}/api/v1/statuses/{ID}", route="status"),
    "history": FetchRequest(url=f"https://{HOST}/api/v1/statuses/{ID}/history", route="history"),
    "activity": FetchRequest(url=f"https://{HOST}/users/jane/statuses/{ID}", route="activity"),
    "oembed": FetchRequest(url=f"https://{HOST}/api/oembed?url=x", route="oembed"),
    "page": FetchRequest(url=f"https://{HOST}/@jane/{ID}", route="page"),
    "account": FetchRequest(
        url=f"https://{HOST}/api/v1/accounts/lookup?acct=jane", route="account"
    ),
}

Receive = Callable[..., Capture]


def status(**more: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "uri": f"https://{HOST}/users/jane/statuses/{ID}",
        "url": REF.url,
        "created_at": "2024-03-05T09:15:30.250Z",
        "content": "<p>Words</p>",
        "account": {"id": "1", "username": "jane", "acct": "jane", "display_name": "Jane"},
        **more,
    }


class Recorder:
    """A transport that knows nothing, in the API's words, and remembers what it was asked."""

    def __init__(self, body: bytes = b'{"error": "Record not found"}', code: int = 404) -> None:
        self.asked: list[str] = []
        self._answer = body, code

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        self.asked.append(request.route)
        body, code = self._answer
        return (
            Exchange(
                request=request,
                warc_date=NOW,
                target_uri=request.url,
                status=code if request.source is Source.PLATFORM else 404,
                payload=body,
                payload_sha256=digest(body),
            ),
        )


@pytest.mark.parametrize(
    ("path", "code", "routes"),
    [
        pytest.param(f"@jane/{ID}", 404, "status activity account page", id="handle"),
        pytest.param(f"web/statuses/{ID}", 404, "status oembed", id="no-handle"),
        pytest.param("notice/AqD0lR5rVx7QF2kBsO", 404, "status activity page", id="pleroma"),
        pytest.param("notes/9z8y7x6w5v", 404, "activity page page", id="misskey"),
        pytest.param(
            f"@jane/{ID}", 401, "status status_token activity oembed page page", id="closed"
        ),
        pytest.param(
            "p/jane/512345678901234567",
            401,
            "status status_token activity page page",
            id="pixelfed",
        ),
    ],
)
def test_which_routes_are_asked(path: str, code: int, routes: str) -> None:
    ref = Mastodon().match(f"https://{HOST}/{path}")
    assert ref is not None
    recorder = Recorder(code=code)
    visit(Mastodon(), ref, recorder, lambda: NOW)
    assert recorder.asked == routes.split()


@pytest.mark.parametrize("status_code", [401, 403, 429, 451, 500, 503])
def test_a_refusal_says_nothing_of_the_post(receive: Receive, status_code: int) -> None:
    answers = [(request, b'{"error": "no"}', status_code) for request in REQUESTS.values()]
    capture = receive(REF, *answers)
    again = visit(Mastodon(), REF, Replay(capture), lambda: NOW)
    assert again.availability in {Availability.BLOCKED_FOR_US, Availability.ERROR}


@pytest.mark.parametrize(
    ("signals", "availability"),
    [
        pytest.param(("status",), Availability.ERROR, id="one"),
        pytest.param(("status", "activity"), Availability.NOT_FOUND, id="two"),
        pytest.param(("status", "oembed"), Availability.NOT_FOUND, id="embed-endpoint"),
        pytest.param(("account",), Availability.ERROR, id="account-alone"),
    ],
)
def test_absence_takes_two_signals(
    receive: Receive, signals: tuple[str, ...], availability: Availability
) -> None:
    oembed = f"https://{HOST}/api/oembed?url=https%3A%2F%2F{HOST}%2F%40jane%2F{ID}"
    requests = {**REQUESTS, "oembed": FetchRequest(url=oembed, route="oembed")}
    gone = [(requests[name], b'{"error": "Record not found"}', 404) for name in signals]
    again = visit(Mastodon(), REF, Replay(receive(REF, *gone)), lambda: NOW)
    assert again.availability is availability


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"error": "Not Found", "status": 404, "path": "/"}', id="another-api"),
        pytest.param(b'{"error": "no such route"}', id="other-words"),
        pytest.param(b'{"error": {"code": 404}}', id="an-object"),
        pytest.param(b'{"message": "Not Found"}', id="another-key"),
        pytest.param(b'"Not Found"', id="a-string"),
        pytest.param(b"[]", id="a-list"),
        pytest.param(b"Not Found", id="plain"),
        pytest.param(b"<h1>Not Found</h1>", id="a-page"),
        pytest.param(b"", id="empty"),
    ],
)
def test_what_other_sites_answer_at_the_apis_addresses_is_no_signal(body: bytes) -> None:
    capture = visit(Mastodon(), REF, Recorder(body), lambda: NOW)
    assert "status: 404, not in the words of this API" in capture.reason
    assert "oembed: 404, not in the words of this API" in capture.reason


def test_servers_that_send_on_for_ever_are_left_after_a_few_steps() -> None:
    class Maze(Recorder):
        def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
            number, step = request.url.rpartition("/")[2], len(self.asked)
            copy = status(
                id=number,
                url=f"https://n{step}.example/@jane/{int(number) + 1}",
                account={"id": "1", "acct": f"jane@n{step}.example"},
            )
            self._answer = json.dumps(copy).encode(), 200
            return super().answer(request)

    maze = Maze()
    capture = visit(Mastodon(), REF, maze, lambda: NOW)
    assert capture.availability is not Availability.AVAILABLE
    assert len(maze.asked) < 12


KEYS = (
    *("id", "content", "account", "acct", "display_name", "url", "uri", "created_at", "edited_at"),
    *("media_attachments", "poll", "options", "title", "quote", "quoted_status", "reblog", "type"),
    *("mentions", "in_reply_to_id", "in_reply_to_account_id", "spoiler_text", "language", "meta"),
    *("attributedTo", "attachment", "oneOf", "contentMap", "published", "updated", "name", "html"),
    *("author_url", "suspended", "original", "width", "description", "inReplyTo", "quoteUrl"),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([ID, REF.url, f"https://{HOST}/users/jane", "image", "<p>x</p>", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None)
@given(VALUES, st.sampled_from(sorted(REQUESTS)), st.booleans())
def test_json_of_any_shape_raises_nothing_but_parse_errors(
    receive: Receive, data: Any, route: str, posing: bool
) -> None:
    body = data
    if isinstance(data, dict) and posing:
        body = {**status(), "attributedTo": f"https://{HOST}/users/jane", **data}
    payload = json.dumps([body] if route == "history" else body).encode()
    capture = receive(REF, (REQUESTS[route], payload, 200))
    with contextlib.suppress(ParseError):
        for found in Mastodon().parse(capture):
            found.text.encode("utf-8")
            assert found.handle is None or "@" in found.handle
            if found.ref == REF and found.witness is Witness.PLATFORM and posing:
                assert found.handle in {None, f"jane@{HOST}"} or "account" in data
    again = visit(Mastodon(), REF, Replay(capture), lambda: NOW)
    assert again.availability is not Availability.NOT_FOUND
    assert "failed" not in again.reason


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(sorted(REQUESTS)), st.sampled_from([200, 404, 410]))
def test_bytes_of_any_kind_raise_nothing_but_parse_errors(
    receive: Receive, body: bytes, route: str, status_code: int
) -> None:
    capture = receive(REF, (REQUESTS[route], body, status_code))
    with contextlib.suppress(ParseError):
        Mastodon().parse(capture)
    again = visit(Mastodon(), REF, Replay(capture), lambda: NOW)
    assert again.availability is not Availability.NOT_FOUND


def test_ten_megabytes_of_nested_json(receive: Receive) -> None:
    body = b"[" * 10_000_000
    capture = receive(REF, (REQUESTS["status"], body, 200))
    with pytest.raises(ParseError):
        Mastodon().parse(capture)


def test_the_apis_name_is_that_of_its_route() -> None:
    assert {route.name for route in Mastodon.routes} >= {api.STATUS, api.HISTORY, "status_token"}
    assert [route.name for route in Mastodon.routes if route.credential] == ["status_token"]
