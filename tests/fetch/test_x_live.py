"""The plan of X over the network's own code, and the same capture replayed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from archiver.errors import ParseError
from archiver.fetch import Live, Replay, visit
from archiver.fetch.memento import Mementos
from archiver.fetch.session import Session
from archiver.model import Availability, Witness
from archiver.platforms.x import X

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = "1289870653641457665"
SYNDICATION = re.compile(r"https://cdn\.syndication\.twimg\.com/tweet-result\?.*")
OEMBED = re.compile(r"https://publish\.x\.com/oembed\?.*")
CDX = re.compile(r"https://web\.archive\.org/cdx/search/cdx\?.*")
REPLAY = re.compile(r"https://web\.archive\.org/web/\d+id_/.*")
TWEET = {
    "__typename": "Tweet",
    "id_str": ID,
    "text": "Words.",
    "user": {"id_str": "1", "name": "Jane Doe", "screen_name": "janedoe_test"},
    "created_at": "2020-08-02T10:28:23.000Z",
}
EMBED = {
    "url": f"https://x.com/janedoe_test/status/{ID}",
    "author_name": "Jane Doe",
    "author_url": "https://x.com/janedoe_test",
    "html": '<blockquote class="twitter-tweet"><p lang="en">Words.</p>&mdash; Jane Doe '
    f'(@janedoe_test) <a href="https://x.com/janedoe_test/status/{ID}">August 2, 2020</a>'
    "</blockquote>",
}
PAGE = (
    f'<div class="permalink-tweet" data-tweet-id="{ID}" data-screen-name="janedoe_test">'
    '<p class="tweet-text">Words.</p></div>'
)
ROWS = [
    ["timestamp", "original", "mimetype", "statuscode", "digest"],
    ["20200803000000", f"https://twitter.com/janedoe_test/status/{ID}", "text/html", "200", "X"],
]
CHALLENGE = "<!DOCTYPE html><title>Just a moment...</title>"

Answer = tuple[int, str]


def answers(mock: responses.RequestsMock, given: dict[re.Pattern[str], Answer]) -> None:
    for pattern in (SYNDICATION, OEMBED, CDX, REPLAY):
        status, body = given.get(pattern, (404, ""))
        mock.get(pattern, body=body, status=status)


@pytest.mark.parametrize(
    ("given", "availability", "witnesses"),
    [
        pytest.param(
            {SYNDICATION: (200, json.dumps(TWEET))}, "available", ["platform"], id="first"
        ),
        pytest.param(
            {SYNDICATION: (429, ""), OEMBED: (200, json.dumps(EMBED))},
            "available",
            ["platform"],
            id="second",
        ),
        pytest.param({CDX: (200, "[]")}, "not_found", [], id="nowhere"),
        pytest.param(
            {CDX: (200, json.dumps(ROWS)), REPLAY: (200, PAGE)},
            "not_found",
            ["archive"],
            id="third",
        ),
        pytest.param(
            {SYNDICATION: (200, CHALLENGE), CDX: (200, CHALLENGE)}, "blocked_for_us", [], id="page"
        ),
        pytest.param({SYNDICATION: (200, '{"id_str": "12')}, "error", None, id="half-json"),
        pytest.param({SYNDICATION: (500, "oops"), OEMBED: (502, "")}, "error", [], id="broken"),
    ],
)
def test_a_live_visit_and_its_replay_agree(
    given: dict[re.Pattern[str], Answer],
    availability: str,
    witnesses: list[str] | None,
    open_session: Callable[..., Session],
) -> None:
    session: Any = open_session(clock=lambda: NOW)
    live = Live(session=session, mementos=Mementos(session, clock=lambda: NOW), clock=lambda: NOW)
    x = X()
    ref = x.match(f"https://x.com/janedoe_test/status/{ID}")
    assert ref is not None
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        answers(mock, given)
        capture = visit(x, ref, live, lambda: NOW)
    assert capture.availability is Availability(availability)
    assert visit(x, ref, Replay(capture), lambda: NOW) == capture
    if witnesses is None:
        with pytest.raises(ParseError):
            x.parse(capture)
    else:
        assert [posting.witness for posting in x.parse(capture)] == [*map(Witness, witnesses)]
