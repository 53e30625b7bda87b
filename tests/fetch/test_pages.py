from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.errors import FetchError, InputError
from archiver.fetch import page
from archiver.model import Exchange, FetchRequest

URL = "https://news.example/story"


class Canned:
    """A transport with one answer for everything."""

    def __init__(self, **answer: Any) -> None:
        self.answered = answer
        self.asked: list[FetchRequest] = []

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        self.asked.append(request)
        fields: dict[str, Any] = {"status": 200, "payload": b"<p>Words.</p>", **self.answered}
        now = datetime(2026, 11, 24, tzinfo=UTC)
        return (Exchange(request=request, warc_date=now, target_uri=request.url, **fields),)


def test_a_page_comes_whole() -> None:
    transport = Canned()
    assert page(URL, transport)[-1].payload == b"<p>Words.</p>"
    assert transport.asked[0].url == URL
    assert "text/html" in dict(transport.asked[0].headers)["Accept"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param({"status": 0, "error": "connection refused"}, "connection refused", id="none"),
        pytest.param({"status": 0, "error": "redirects without end"}, "without end", id="loop"),
        pytest.param({"status": 404}, "status 404", id="404"),
        pytest.param({"status": 403}, "status 403", id="403"),
        pytest.param({"status": 503}, "status 503", id="503"),
        pytest.param(
            {"truncated": "length", "error": "larger than 9 bytes"}, "more than 0 MB", id="large"
        ),
        pytest.param({"truncated": "time"}, "cut by time", id="slow"),
        pytest.param({"error": "the content encoding can't be decoded"}, "encoding", id="encoding"),
        pytest.param({"payload": b" \n"}, "empty page", id="empty"),
        pytest.param({"status": 302, "payload": b""}, "empty page", id="redirect-to-nowhere"),
    ],
)
def test_less_than_a_page(answer: dict[str, Any], says: str) -> None:
    with pytest.raises(FetchError, match=says) as caught:
        page(URL, Canned(**answer))
    line = caught.value.diagnostics()
    assert caught.value.exit_code == 3
    assert URL in line
    assert "\n" not in line
    assert caught.value.remedy


@pytest.mark.parametrize(
    "url",
    ["", "story.html", "file:///etc/passwd", "ftp://news.example/", "http://", "http://[", "//x/y"],
)
def test_what_is_no_address(url: str) -> None:
    transport = Canned()
    with pytest.raises(InputError) as caught:
        page(url, transport)
    assert caught.value.exit_code == 2
    assert transport.asked == []


def test_a_page_from_a_server(
    serve: Callable[..., Any], reply: Callable[..., None], open_session: Callable[..., Any]
) -> None:
    server = serve(lambda handler: reply(handler, b"<p>Words.</p>"))
    assert page(server.url, open_session())[-1].status == 200
