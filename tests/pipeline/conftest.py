"""X's endpoints and the archive's, played by a web server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch import Live
from archiver.fetch.limits import Limits
from archiver.fetch.memento import Mementos
from archiver.fetch.session import Session
from archiver.fetch.transport import Transport
from archiver.model import Exchange, FetchRequest
from archiver.pipeline import ArticleSource, Desk
from archiver.plugins import build_manager, platforms
from archiver.store import Archive

KIM = "1037470730156351681"
IVANKA = "1037495027760894016"
WORDS = {
    KIM: (
        "It started with Ms. Alice, but looking at her and seeing the faces and learning the "
        "stories of the men and women I’ve met inside prisons I knew I couldn’t stop at just "
        "one. It’s time for REAL systemic change https://t.co/kdKr8s6lJW"
    ),
    IVANKA: (
        "Great working session today at the White House on ways to improve the clemency "
        "process with policy leaders and criminal justice reform advocates. "
        "https://t.co/2Ydoe16Dfo"
    ),
}
_ACCOUNTS = {
    KIM: ("25365536", "Kim Kardashian West", "KimKardashian", "2018-09-05T22:41:12.000Z"),
    IVANKA: ("52544275", "Ivanka Trump", "IvankaTrump", "2018-09-06T00:17:45.000Z"),
}
PICTURE = "https://pbs.twimg.com/media/Example1.png"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
OEMBED = "publish.x.com/oembed"
CDX = "web.archive.org/cdx/search/cdx"
SECONDS = 5.0
"""No test waits longer for one answer, whatever breaks."""

Reply = tuple[int, bytes]


def tweet(
    post_id: str,
    *,
    text: str | None = None,
    picture: str | None = PICTURE,
    quoted: bytes | None = None,
) -> bytes:
    """An answer in the shape of the syndication endpoint."""
    user_id, name, handle, created = _ACCOUNTS[post_id]
    words = WORDS[post_id] if text is None else text
    link = words.rsplit(" ", 1)[-1]
    photo = {"type": "photo", "media_url_https": picture, "url": link, "ext_alt_text": "A table"}
    body: dict[str, Any] = {
        "__typename": "Tweet",
        "lang": "en",
        "id_str": post_id,
        "text": words,
        "created_at": created,
        "user": {"id_str": user_id, "name": name, "screen_name": handle},
        "mediaDetails": [photo] if picture else [],
    }
    if quoted is not None:
        body["quoted_tweet"] = json.loads(quoted)
    return json.dumps(body).encode()


class Web(ThreadingHTTPServer):
    """Answers by what a route and a query hold; 404 for everything else."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[tuple[str, str], Reply] = {}
        self.seen: list[str] = []

    def on(self, route: str, holds: str, body: bytes = b"", status: int = 200) -> None:
        """Requests to the route whose address holds the string are answered so."""
        self.answers[route, holds] = status, body

    def reply_to(self, path: str) -> Reply:
        for (route, holds), reply in self.answers.items():
            if path.startswith(f"/{route}") and holds in path:
                return reply
        return 404, b""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        status, body = self.server.reply_to(self.path)
        self.send_response(status)
        kind = "application/json" if body[:1] in {b"{", b"["} else "image/png"
        if body[:1] == b"<":
            kind = "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


class Diverted:
    """A session whose requests all go to one server; exchanges name who was meant."""

    def __init__(self, session: Transport, port: int) -> None:
        self._session = session
        self._local = f"http://127.0.0.1:{port}/"

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        local = self._local + request.url.partition("://")[2]
        hops = self._session.answer(replace(request, url=local))
        return tuple(replace(hop, request=request, target_uri=request.url) for hop in hops)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a test of the pipeline works with."""

    web: Web
    path: Path
    open: Callable[..., Any]
    page: ArticleSource
    tweet: Callable[..., bytes]


@contextmanager
def _serving() -> Iterator[Web]:
    with Web() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(SECONDS)


def _no_sleep(_seconds: float) -> None:
    """A test that would wait doesn't."""


@pytest.fixture
def web() -> Iterator[Web]:
    with _serving() as server:
        yield server


@pytest.fixture
def page_source(fixtures: Path, fixed_clock: Callable[[], datetime]) -> ArticleSource:
    path = fixtures / "articles" / "cnn-2018-09-06" / "page.html"
    return ArticleSource(name="page.html", payload=path.read_bytes(), received=fixed_clock())


@pytest.fixture
def bench(
    web: Web, tmp_path: Path, page_source: ArticleSource, fixed_clock: Callable[[], datetime]
) -> Iterator[Bench]:
    """A web that knows no post yet, and a way to open a desk on one archive."""
    path = tmp_path / "archive.db"
    web.on(CDX, "", b"[]")
    with ExitStack() as stack:
        limits = Limits(total_seconds=SECONDS, read_seconds=SECONDS, pace_seconds=0)
        session = stack.enter_context(
            Session(clock=fixed_clock, sleep=_no_sleep, limits=limits, allow_private=True)
        )
        diverted = Diverted(session, web.server_address[1])
        mementos = Mementos(diverted, clock=fixed_clock, sleep=_no_sleep)
        live = Live(session=diverted, mementos=mementos, clock=fixed_clock)

        @contextmanager
        def open_desk(
            *, offline: bool = False, wrap: Callable[[Transport], Transport] | None = None
        ) -> Iterator[Desk]:
            with Archive.open(path, clock=fixed_clock) as archive:
                yield Desk(
                    archive=archive,
                    platforms=platforms(build_manager(load_entry_points=False)),
                    transport=None if offline else wrap(live) if wrap else live,
                    clock=fixed_clock,
                )

        yield Bench(web=web, path=path, open=open_desk, page=page_source, tweet=tweet)
