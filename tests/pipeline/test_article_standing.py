"""What the answers of one visit say of an article, and when they say nothing of it.

All sites are made up.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from archiver.model import Availability, Exchange, FetchRequest
from archiver.pipeline.article_visits import SITE_ROUTE, standing

ADDRESS, FRONT = "https://www.paper.example/2026/story", "https://www.paper.example/"
PAGE = b"<html><title>The ferry sails</title><p>It sails.</p></html>"
CHALLENGE = b"<html><title>Just a moment...</title></html>"
LOGIN = b"<html><title>Log in</title></html>"
MISSING = b"<html><title>Page not found</title></html>"


def answer(
    status: int = 200,
    payload: bytes = PAGE,
    *,
    at: str | None = None,
    error: str | None = None,
    truncated: str | None = None,
    front: bool = False,
) -> Exchange:
    url = FRONT if front else ADDRESS
    return Exchange(
        request=FetchRequest(url=url, route=SITE_ROUTE if front else "article"),
        warc_date=datetime(2026, 3, 1, tzinfo=UTC),
        target_uri=at or url,
        status=status,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        error=error,
        truncated=truncated,
    )


def front(
    status: int = 200, payload: bytes = PAGE, *, at: str | None = None, error: str | None = None
) -> Exchange:
    return answer(status, payload, at=at, error=error, front=True)


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        pytest.param([answer()], "available", id="there"),
        pytest.param([answer(at="https://paper.example/other")], "available", id="moved"),
        pytest.param([], "available", id="from-a-file"),
        pytest.param([answer(at=FRONT)], "error", id="led-to-the-front-page"),
        pytest.param([answer(payload=CHALLENGE)], "blocked_for_us", id="challenge"),
        pytest.param([answer(payload=LOGIN)], "blocked_for_us", id="login"),
        pytest.param([answer(payload=MISSING)], "error", id="soft-404"),
        pytest.param([answer(payload=b" ")], "error", id="empty"),
        pytest.param([answer(truncated="time")], "error", id="cut"),
        pytest.param([answer(204)], "error", id="no-content"),
        pytest.param([answer(0, b"", error="timeout")], "error", id="no-answer"),
        *(
            pytest.param([answer(status, b"")], "blocked_for_us", id=f"refused-{status}")
            for status in (401, 402, 403, 407, 429, 451, 503, 999)
        ),
        pytest.param([answer(500)], "error", id="server-error"),
        pytest.param([answer(404), front()], "not_found", id="absent"),
        pytest.param([answer(410), front()], "not_found", id="gone"),
        pytest.param([answer(404, MISSING), front()], "not_found", id="absent-and-says-so"),
        pytest.param(
            [answer(404), front(at="https://de.paper.example/")], "not_found", id="a-part-of-it"
        ),
        pytest.param([answer(404)], "error", id="one-signal"),
        pytest.param([answer(404), front(404)], "error", id="no-front-page"),
        pytest.param([answer(404), front(0, b"", error="timeout")], "error", id="no-site"),
        pytest.param([answer(404), front(payload=LOGIN)], "error", id="front-is-a-login"),
        pytest.param([answer(404), front(payload=CHALLENGE)], "error", id="front-is-a-challenge"),
        pytest.param(
            [answer(404), front(at="https://consent.example/")], "error", id="front-is-elsewhere"
        ),
        pytest.param(
            [answer(404), front(at="https://otherpaper.example/")], "error", id="a-name-alike"
        ),
        pytest.param(
            [answer(404, CHALLENGE), front()], "blocked_for_us", id="challenge-with-404"
        ),
        pytest.param(
            [answer(404, at="https://parked.example/story"), front()], "error",
            id="another-site-lacks-it",
        ),
    ],
)  # fmt: skip
def test_what_the_answers_say(exchanges: list[Exchange], expected: str) -> None:
    found = standing(exchanges)
    assert found.availability is Availability(expected)
    assert found.reason


def test_what_is_said_names_both_signals() -> None:
    assert standing([answer(410), front()]).reason == (
        "its address answers with status 410, and the site’s front page with 200"
    )
