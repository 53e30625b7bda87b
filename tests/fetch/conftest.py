"""A web server on this machine, told by each test what to answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from archiver.fetch.limits import Limits
from archiver.fetch.session import Session

Answer = Callable[[BaseHTTPRequestHandler], None]
SECONDS = 5.0
"""No test waits longer, whatever breaks."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests want."""


@contextmanager
def _running(answer: Answer) -> Iterator[_Server]:
    with _Server(answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(SECONDS)


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], _Server]]:
    """Starts a server that answers every GET by the given function."""
    with ExitStack() as stack:
        yield lambda answer: stack.enter_context(_running(answer))


@pytest.fixture
def reply() -> Callable[..., None]:
    """Writes one whole answer."""

    def write(
        handler: BaseHTTPRequestHandler,
        body: bytes = b"",
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        handler.send_response(status)
        for key, value in headers:
            handler.send_header(key, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return write


@pytest.fixture
def open_session() -> Iterator[Callable[..., Session]]:
    """Opens a session with short limits and no pace; keywords as for Limits and Session."""
    with ExitStack() as stack:

        def build(*, limits: dict[str, Any] | None = None, **settings: Any) -> Session:
            short = {"total_seconds": SECONDS, "read_seconds": SECONDS, "pace_seconds": 0}
            settings["limits"] = Limits(**{**short, **(limits or {})})
            settings.setdefault("sleep", _no_sleep)
            return stack.enter_context(Session(**settings))

        yield build


def _no_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds} s, and the test doesn't expect that")
