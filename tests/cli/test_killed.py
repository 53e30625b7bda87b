"""kill -9 at random moments: the audit is ok, nothing is there twice, nothing said is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SECONDS = 240.0
MOMENTS = 100

Kill = Callable[[str, int], dict[str, Any]]


@pytest.fixture
def kill(tmp_path: Path, repo_root: Path) -> Kill:
    """Runs killed.py beside this file, and reads what it saw."""

    def call(what: str, moments: int) -> dict[str, Any]:
        script = Path(__file__).with_name("killed.py")
        done = subprocess.run(
            [sys.executable, script, tmp_path, what, str(moments), "20261124"],
            env={"PYTHONPATH": str(repo_root)},
            stdout=subprocess.PIPE,
            check=True,
            timeout=SECONDS,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return call


@pytest.mark.parametrize("what", ["capture", "recheck"])
def test_whatever_moment_it_is_killed_at(kill: Kill, what: str) -> None:
    seen = kill(what, MOMENTS)
    assert seen["wrong"] == []
    assert seen["killed"] == MOMENTS
    assert seen["journals"] > 0, "no kill came in the middle of a write"
    assert seen["recorded"] >= seen["acknowledged"] > MOMENTS


def test_what_is_acknowledged_too_early_is_seen_to_be_lost(kill: Kill) -> None:
    assert any(line.endswith("is lost") for line in kill("boast", 5)["wrong"])
