"""The stand-in as a process of its own, and the people on it by Mastodon.py."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Standin:
    """The running server."""

    address: str
    tokens: Mapping[str, str]

    @property
    def host(self) -> str:
        return self.address.partition("://")[2]

    def ask(
        self, method: str, path: str, token: str = "", accept: str = "", **fields: Any
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if accept:
            headers["Accept"] = accept
        url = f"{self.address}{path}"
        return requests.request(method, url, headers=headers, timeout=_SECONDS, **fields)

    def control(self, path: str) -> None:
        self.ask("POST", f"/standin/{path}").raise_for_status()

    @contextlib.contextmanager
    def mode(self, name: str) -> Iterator[None]:
        """The server members-only or secure, for a while."""
        self.control(f"{name}/on")
        try:
            yield
        finally:
            self.control(f"{name}/off")


@pytest.fixture(scope="session")
def server(repo_root: Path) -> Iterator[Standin]:
    """The stand-in; it ends when its standard input does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.real.mastodon.standin"],
        cwd=repo_root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        told = json.loads(process.stdout.readline())
        yield Standin(told["address"], told["tokens"])
    finally:
        process.stdin.close()
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture(scope="session")
def library() -> Any:
    """The module of Mastodon.py. Without it the test is skipped, but fails in CI."""
    try:
        import mastodon
    except ImportError:
        (pytest.fail if "CI" in os.environ else pytest.skip)("Mastodon.py is not installed")
    return mastodon


@pytest.fixture(scope="session")
def jane(server: Standin, library: Any) -> Any:
    """A person on the server, by Mastodon.py."""
    return library.Mastodon(access_token=server.tokens["jane"], api_base_url=server.address)


@pytest.fixture(scope="session")
def sam(server: Standin, library: Any) -> Any:
    """Another one."""
    return library.Mastodon(access_token=server.tokens["sam"], api_base_url=server.address)


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A PNG of 900 by 600 pixels."""
    kept = io.BytesIO()
    Image.new("RGB", (900, 600), (200, 30, 60)).save(kept, "PNG")
    return kept.getvalue()
