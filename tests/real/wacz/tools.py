"""Programs of others that check and play what is exported: each in a folder of its own.

What they ask for stands in the way of what this project asks for, so they are never installed
beside it; and they are kept, so that later runs use them again.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

VALIDATORS = ("wacz==0.6.0", "cdxj-indexer==1.5.0", "warcio==1.8.1")
PYWB = ("pywb==2.10.0", "warcio==1.8.1")
"""As tests/fetch has it: the same environment."""
AUTHSIGN = ("authsign==0.6.1", "wacz==0.6.0")
BROWSING = ("playwright==1.65.2",)
PLAYER = "replaywebpage@2.4.6"
INSTALL_SECONDS = 600


def environment(cache: Path, packages: tuple[str, ...]) -> Path:
    """The folder of the programs of an environment that has those packages."""

    def make(home: Path) -> None:
        _run(sys.executable, "-m", "venv", "--clear", home / "venv")
        _run(home / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", *packages)

    return _kept(cache / "-".join(packages).replace("==", "-"), make) / "venv" / "bin"


def player(cache: Path) -> Path:
    """The folder of replaywebpage's files; its package can't be installed, and needs not be."""
    if shutil.which("npm") is None:
        _lacking("npm is not installed: run tests/real/wacz/install.sh")

    def make(home: Path) -> None:
        _run("npm", "pack", PLAYER, "--silent", "--pack-destination", home)
        (packed,) = home.glob("*.tgz")
        with tarfile.open(packed) as files:
            files.extractall(home, filter="data")

    return _kept(cache / PLAYER.replace("@", "-"), make) / "package"


def chromium() -> Path:
    """The browser; install.sh beside this file installs what is missing."""
    found = shutil.which("chromium")
    if found is None:
        _lacking("chromium is not installed: run tests/real/wacz/install.sh")
    return Path(found)


def _kept(home: Path, make: Callable[[Path], None]) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    with locked(home / "lock"):
        if not (home / "ready").exists():
            try:
                make(home)
            except (subprocess.SubprocessError, OSError) as error:
                said = getattr(error, "stderr", None) or str(error)
                lines = said.strip().splitlines() or ["no reason given"]
                _lacking(f"{home.name} can't be installed: {lines[-1]}")
            (home / "ready").touch()
    return home


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time is in the block."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lacking(why: str) -> NoReturn:
    """The test is skipped, but fails in CI."""
    if "CI" in os.environ:
        pytest.fail(why)
    pytest.skip(why)


def _run(*words: Path | str) -> None:
    subprocess.run(
        [str(word) for word in words],
        capture_output=True,
        text=True,
        timeout=INSTALL_SECONDS,
        check=True,
    )
