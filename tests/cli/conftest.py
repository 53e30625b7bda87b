"""The commands as a user runs them, and a web server on this machine that misbehaves."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from archiver.cli.main import run as run_command

SECONDS = 30.0
"""No test waits longer for a program that it started."""


def _leave(words: list[str]) -> list[str]:
    """What lets a command ask the tests' own server."""
    asked = any(word.startswith("http://127.0.0.1") for word in words)
    return ["--allow-private"] if asked and "--allow-private" not in words else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run of the program left behind."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def run(
    db: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs a command in this process, with the test's own archive unless another is named."""

    def call(*arguments: str | Path, stdin: bytes | None = None) -> Ran:
        words = [str(argument) for argument in arguments]
        if words and words[0] in {"check", "capture"} and "--db" not in words:
            words += ["--db", str(db)]
        words += _leave(words)
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfdbinary.readouterr()
        code = run_command(words)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code=code, out=out, err=err.decode())

    return call


@pytest.fixture
def start(repo_root: Path, tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts ``python -m archiver`` as a program of its own."""

    def call(*arguments: str | Path, **settings: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(repo_root)}
        # Without a buffer nothing is left to fail when the program ends.
        environment.pop("PYTHONUNBUFFERED", None)
        words = [str(argument) for argument in arguments]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", *words, *_leave(words)],
            cwd=tmp_path,
            **{**pipes, "env": environment, **settings},
        )

    return call


@pytest.fixture
def execute(start: Callable[..., subprocess.Popen[bytes]]) -> Callable[..., Ran]:
    """Runs ``python -m archiver`` to its end."""

    def call(*arguments: str | Path, **settings: Any) -> Ran:
        with start(*arguments, **settings) as program:
            try:
                out, err = program.communicate(timeout=SECONDS)
            finally:
                program.kill()
        return Ran(code=program.returncode, out=out or b"", err=(err or b"").decode())

    return call


@pytest.fixture
def article(fixtures: Path) -> Path:
    return fixtures / "articles" / "cnn-2018-09-06" / "article.txt"


@pytest.fixture
def page(fixtures: Path) -> Path:
    return fixtures / "articles" / "cnn-2018-09-06" / "page.html"


class Server(ThreadingHTTPServer):
    """Answers by the function that a path is given."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.ended = threading.Event()

    def at(self, path: str, answer: Callable[[BaseHTTPRequestHandler], None]) -> str:
        """The address at which ``answer`` is given."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many tests want."""


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.ended.set()
            running.shutdown()
            thread.join(SECONDS)
