"""A web server on this machine, told by each test what to answer."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
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
        self.server.methods.append(self.command)
        self.server.answer(self)

    do_POST = do_HEAD = do_PUT = do_GET  # noqa: N815 - as the base class wants them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.methods: list[str] = []
        self.connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)

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
    """Starts a server that answers every request by the given function."""
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
    """Opens a session for this machine with short limits and no pace.

    Keywords as for Limits and Session.
    """
    with ExitStack() as stack:

        def build(*, limits: dict[str, Any] | None = None, **settings: Any) -> Session:
            short = {
                "total_seconds": SECONDS,
                "read_seconds": SECONDS,
                "pace_seconds": 0,
                "backoff_seconds": 0,
            }
            settings["limits"] = Limits(**{**short, **(limits or {})})
            settings.setdefault("sleep", _no_sleep)
            settings.setdefault("allow_private", True)
            return stack.enter_context(Session(**settings))

        yield build


def _no_sleep(seconds: float) -> None:
    raise AssertionError(f"slept {seconds} s, and the test doesn't expect that")


# -- a real web archive ------------------------------------------------------------------

PYWB = ("pywb==2.10.0", "warcio==1.8.1")
PYWB_CONFIG = """\
enable_memento: true
framed_replay: false
redirect_to_exact: true
"""
COLLECTION = "posts"
INSTALL_SECONDS = 600
START_SECONDS = 60


@pytest.fixture(scope="session")
def pywb_bin(request: pytest.FixtureRequest) -> Path:
    """The programs of pywb, in an environment of their own that later runs use again.

    pywb asks for brotlipy, which takes the name of the library that unpacks br for us.
    """
    cache: Any = request.config.cache
    home = Path(cache.mkdir("-".join(PYWB).replace("==", "-")))
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            trouble = _install_pywb(home / "venv")
            if trouble is not None and os.environ.get("CI"):
                pytest.fail(f"pywb can't be installed: {trouble}")
            if trouble is not None:
                pytest.skip(f"pywb can't be installed: {trouble}")
            (home / "ready").touch()
    return home / "venv" / "bin"


def _install_pywb(venv: Path) -> str | None:
    """The last line of what went wrong, or None."""
    for words in (
        (sys.executable, "-m", "venv", "--clear", venv),
        (venv / "bin" / "python", "-m", "pip", "install", "--quiet", *PYWB),
    ):
        done = subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            return (done.stderr.strip() or "no reason given").splitlines()[-1]
    return None


@pytest.fixture(scope="session")
def pywb(
    pywb_bin: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Sequence[dict[str, Any]]], str]]:
    """Starts pywb on a WARC with the given records; gives the address of the collection."""
    with ExitStack() as stack:

        def start(records: Sequence[dict[str, Any]]) -> str:
            home = tmp_path_factory.mktemp("pywb")
            (home / "config.yaml").write_text(PYWB_CONFIG, "utf-8")
            maker = Path(__file__).with_name("make_warc.py")
            warc = home / "posts.warc.gz"
            _run(home, pywb_bin / "python", maker, warc, given=json.dumps(records))
            _run(home, pywb_bin / "wb-manager", "init", COLLECTION)
            _run(home, pywb_bin / "wb-manager", "add", COLLECTION, warc)
            return stack.enter_context(_serving(home, pywb_bin))

        yield start


def _run(home: Path, *words: Path | str, given: str | None = None) -> None:
    subprocess.run(
        [str(word) for word in words],
        cwd=home,
        input=given,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=True,
    )


@contextmanager
def _serving(home: Path, programs: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(words, cwd=home, stdout=log, stderr=log) as server,
    ):
        try:
            url = f"http://127.0.0.1:{port}/{COLLECTION}"
            _wait_until_up(f"{url}/cdx?url=http://up.example/&output=json", server)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_up(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=SECONDS).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"pywb did not start; it ended with {server.poll()}")
