"""The authorities as a process of their own, an archive, and the clock of this machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from archiver.cli.main import run
from archiver.fetch.authorities import authority_of
from archiver.fetch.limits import Limits
from archiver.fetch.session import Session
from archiver.pipeline.desk import now
from archiver.pipeline.stamping import Stamper
from archiver.store import Archive

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Running:
    """The running authorities."""

    url: str
    roots: dict[str, str]
    others: dict[str, str]
    """PEM: the certificates of each authority below its root."""

    def mine(self) -> None:
        """The calendar's promises are kept."""
        requests.get(f"{self.url}/mine", timeout=_SECONDS).raise_for_status()

    def asked(self) -> list[str]:
        """Which paths were asked so far."""
        found: list[str] = requests.get(f"{self.url}/requests", timeout=_SECONDS).json()
        return found


@pytest.fixture(scope="session")
def authorities(repo_root: Path) -> Iterator[Running]:
    """They end when their standard input does."""
    if shutil.which("openssl") is None:
        if os.environ.get("CI"):
            pytest.fail("openssl is missing; run tests/real/tsa/install.sh")
        pytest.skip("openssl is missing; run tests/real/tsa/install.sh")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.real.tsa.authority"],
        cwd=repo_root,
        env={**os.environ, "PYTHONPATH": str(repo_root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Running(**json.loads(process.stdout.readline()))
    finally:
        process.stdin.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """With one thing in it."""
    with Archive.open(tmp_path / "archive.db", clock=now) as opened:
        opened.add_blob(b"an invented answer", "text/plain")
        yield opened


@pytest.fixture
def stamper(archive: Archive, authorities: Running) -> Iterator[Callable[..., Stamper]]:
    """Asks the authorities of the given paths, and trusts the root of the first, or of ``root``."""
    with ExitStack() as stack:

        def make(*paths: str, root: str | None = None, seconds: float = 10, **more: Any) -> Stamper:
            limits = Limits(total_seconds=seconds, read_seconds=seconds, pace_seconds=0)
            session = stack.enter_context(Session(limits=limits, allow_private=True))
            pem = more.pop("pem", None) or authorities.roots.get(root or paths[0].strip("/"))
            return Stamper(
                archive,
                session,
                clock=now,
                authorities=[authority_of(_address(authorities.url, path)) for path in paths],
                roots=(pem or authorities.roots["ec"]).encode(),
                **more,
            )

        yield make


def _address(url: str, path: str) -> str:
    return f"ots:{url}/calendar" if path == "calendar" else f"{url}/{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run of a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs a command on the archive of ``archive``, which must be closed by then."""
    for name in ("ARCHIVER_TIMESTAMP", "ARCHIVER_TIMESTAMP_CA"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: str | Path) -> Ran:
        capfd.readouterr()
        code = run([*map(str, words), "--db", str(tmp_path / "archive.db")])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Ran(code=code, out=out, err=err)

    return call


@pytest.fixture
def root(tmp_path: Path, authorities: Running) -> Path:
    """The file of the root of the authority ``ec``."""
    path = tmp_path / "root.pem"
    path.write_text(authorities.roots["ec"])
    return path
