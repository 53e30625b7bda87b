"""Every recorded answer of every platform, received again: no platform's answer is its own edit."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Capture
from archiver.model.history import Sighting
from archiver.pipeline.fetching import parsed
from archiver.plugins import build_manager, platforms
from archiver.verify.changes import post_changes

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.parent for path in ROOT.glob("fixtures/platforms/*/*/exchanges.json"))
DAY = timedelta(days=1)


@cache
def every() -> dict[str, Platform]:
    return {one.name: one for one in platforms(build_manager(load_entry_points=False))}


@cache
def _helpers() -> ModuleType:
    """The reader of platform fixtures, which stands in the conftest of their own tests."""
    path = ROOT / "tests" / "platforms" / "conftest.py"
    spec = importlib.util.spec_from_file_location("platform_fixtures_again", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def seen(folder: Path) -> tuple[Capture, Sighting]:
    case: Any = _helpers()._load(folder)
    platform = every()[folder.parent.name]
    ref = platform.match(case.url)
    assert ref is not None
    capture = visit(platform, ref, Replay(case.capture(ref)), lambda: case.captured_at)
    postings, _ = parsed(platform, capture)
    return capture, Sighting(
        record=1,
        time=capture.captured_at,
        availability=capture.availability,
        reason=capture.reason,
        postings=postings,
    )


def again(one: Sighting, number: int) -> Sighting:
    """The same answer on a later day."""
    later = DAY * number
    return replace(
        one,
        record=number,
        time=one.time + later,
        postings=tuple(
            replace(each, witnessed_at=each.witnessed_at and each.witnessed_at + later)
            for each in one.postings
        ),
    )


@pytest.mark.parametrize(
    "folder", [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in CASES]
)
def test_the_same_answer_again_is_no_change(folder: Path) -> None:
    capture, sighting = seen(folder)
    key = capture.ref.key
    once = post_changes(key, [sighting])
    twice = post_changes(key, [sighting, again(sighting, 2)])
    assert [(one.kind, one.stated) for one in twice] == [(one.kind, one.stated) for one in once]


def test_an_edit_that_two_answers_state_is_told_with_its_words() -> None:
    capture, sighting = seen(ROOT / "fixtures" / "platforms" / "mastodon" / "edited")
    told = [
        (one.stated, one.before and one.before.value)
        for one in post_changes(capture.ref.key, [sighting])
    ]
    assert len(told) == len({stated for stated, _ in told})
    assert [before for _, before in told] == [
        "We will raise the fee in 2025.",
        "We will raise the fee in 2026.",
    ]
