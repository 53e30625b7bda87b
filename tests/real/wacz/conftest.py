"""An exported archive, and the programs of others that read it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from archiver.cli.main import run as run_command
from tests.real.tsa.forge import ec_key, holder
from tests.real.wacz import tools
from tests.real.wacz.world import World

SECONDS = 120
START_SECONDS = 60
COLLECTION = "posts"
CONFIG = "enable_memento: true\nframed_replay: false\nredirect_to_exact: true\n"


@dataclass(frozen=True)
class Exported:
    """An archive, and both exports of it."""

    db: Path
    warc: Path
    wacz: Path
    world: World


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """All of a small archive, by the commands that a user gives."""
    home = tmp_path_factory.mktemp("exported")
    made = Exported(db=home / "a.db", warc=home / "a.warc.gz", wacz=home / "a.wacz", world=World())
    made.world.build(made.db)
    for form, path in (("warc", made.warc), ("wacz", made.wacz)):
        assert run_command(["export", form, "--db", str(made.db), "--output", str(path)]) == 0
    return made


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest) -> Path:
    """Where installed programs are kept. In CI, what the system lacks is installed first."""
    kept: Any = request.config.cache
    folder = Path(kept.mkdir("tools"))
    if "CI" in os.environ and os.geteuid() == 0:
        with tools.locked(folder / "lock"):
            script = Path(__file__).with_name("install.sh")
            subprocess.run([script], timeout=tools.INSTALL_SECONDS, check=False)
    return folder.parent


@pytest.fixture(scope="session")
def validators(cache: Path) -> Path:
    """The programs of py-wacz, cdxj-indexer and warcio."""
    return tools.environment(cache, tools.VALIDATORS)


@pytest.fixture(scope="session")
def call() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program to its end."""

    def run(*words: Path | str, **settings: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            **settings,
        )

    return run


# -- pywb --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def pywb(
    cache: Path,
    exported: Exported,
    tmp_path_factory: pytest.TempPathFactory,
    call: Callable[..., subprocess.CompletedProcess[str]],
) -> Iterator[str]:
    """The address of a collection of pywb that holds the exported WARC file."""
    programs = tools.environment(cache, tools.PYWB)
    home = tmp_path_factory.mktemp("pywb")
    (home / "config.yaml").write_text(CONFIG, "utf-8")
    call(programs / "wb-manager", "init", COLLECTION, cwd=home).check_returncode()
    call(programs / "wb-manager", "add", COLLECTION, exported.warc, cwd=home).check_returncode()
    port = _free_port()
    words = [str(programs / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with _running(words, home, f"http://127.0.0.1:{port}/"):
        yield f"http://127.0.0.1:{port}/{COLLECTION}"


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def _running(words: list[str], home: Path, url: str, **settings: Any) -> Iterator[None]:
    """The server runs in the block, from when it answers at ``url``."""
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(words, cwd=home, stdout=log, stderr=log, **settings) as server,
    ):
        try:
            _wait_until_up(url, server, home / "log")
            yield
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def _wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 - our own server
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start: {log.read_text('utf-8')[-500:]}")


# -- the player --------------------------------------------------------------------------


class _Ranges(SimpleHTTPRequestHandler):
    """Files, and parts of them (RFC 9110 14): what a player of large packages asks for."""

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if wanted is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first = int(wanted[1])
        last = min(int(wanted[2] or len(data) - 1), len(data) - 1)
        self.send_response(206)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the base class
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which a server gives what is in it."""
    folder = tmp_path_factory.mktemp("site")
    handler = partial(_Ranges, directory=os.fspath(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(10)


# -- signatures --------------------------------------------------------------------------


@dataclass(frozen=True)
class Signing:
    """A key with a certificate, an authority for time stamps, and who verifies both."""

    key: Path
    certificates: Path
    authority: str
    roots: Path
    """PEM: what the authority's tokens lead to."""
    verifier: str
    """Address of authsign's POST /verify."""
    wacz: Path
    """py-wacz, beside authsign."""


@pytest.fixture(scope="session")
def signing(
    cache: Path, repo_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Signing]:
    """All that a signature for a domain takes, on this machine."""
    programs = tools.environment(cache, tools.AUTHSIGN)
    home = tmp_path_factory.mktemp("signing")
    now = datetime.now(UTC).replace(microsecond=0)
    begins, ends = now - timedelta(hours=1), now + timedelta(days=30)
    root = holder("Registry of Nowhere", ec_key(), authority=True, begins=begins, ends=ends)
    leaf = holder("archive.example", ec_key(), root, begins=begins, ends=ends)
    (home / "key.pem").write_bytes(leaf.key_pem)
    (home / "chain.pem").write_bytes(leaf.pem + root.pem)
    with _authorities(repo_root) as (url, stamps):
        (home / "stamps.pem").write_text(stamps, "ascii")
        trusted = {
            "domain_cert_roots": [_fingerprint(root.pem)],
            "timestamp_cert_roots": [_fingerprint(stamps.encode())],
        }
        (home / "roots.yaml").write_text(json.dumps(trusted), "utf-8")
        port = _free_port()
        script = Path(__file__).with_name("verifying.py")
        words = [programs / "python", script, home / "roots.yaml", port]
        verifier = f"http://127.0.0.1:{port}"
        with _running([str(word) for word in words], home, verifier):
            yield Signing(
                key=home / "key.pem",
                certificates=home / "chain.pem",
                authority=f"{url}/rsa",
                roots=home / "stamps.pem",
                verifier=f"{verifier}/verify",
                wacz=programs / "wacz",
            )


def _fingerprint(pem: bytes) -> str:
    return load_pem_x509_certificate(pem).fingerprint(SHA256()).hex()


@contextlib.contextmanager
def _authorities(repo_root: Path) -> Iterator[tuple[str, str]]:
    """The address of authorities for time stamps, and the root of the one at /rsa."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.real.tsa.authority"],
        cwd=repo_root,
        env={**os.environ, "PYTHONPATH": os.fspath(repo_root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        try:
            yield found["url"], found["roots"]["rsa"]
        finally:
            process.stdin.close()
