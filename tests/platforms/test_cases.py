"""One contract for all platforms and all recorded cases: match, replay of the plan, parse."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Capture, PostRef
from archiver.plugins import build_manager, platforms

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
CASES = sorted(path.parent for path in FOLDER.glob("*/*/exchanges.json"))
FEWEST = 6
"""Cases that every platform has at least."""

Load = Callable[[Path], Any]
AsData = Callable[[Any], dict[str, Any]]

every_case = pytest.mark.parametrize(
    "folder", [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in CASES]
)


@cache
def built_in() -> dict[str, Platform]:
    return {one.name: one for one in platforms(build_manager(load_entry_points=False))}


def asked(folder: Path, case: Any) -> tuple[Platform, PostRef]:
    platform = built_in()[folder.parent.name]
    ref = platform.match(case.url)
    assert ref is not None
    return platform, ref


def visited(folder: Path, case: Any) -> tuple[Platform, Capture]:
    platform, ref = asked(folder, case)
    return platform, visit(platform, ref, Replay(case.capture(ref)), lambda: case.captured_at)


@every_case
def test_the_plan_replayed_reaches_the_expected_outcome(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    _, capture = visited(folder, case)
    assert capture.availability == case.expected["availability"]
    assert capture.reason == case.expected["reason"]
    if "ref" in case.expected:
        assert capture.ref.key == case.expected["ref"]


@every_case
def test_the_plan_asks_exactly_the_recorded_routes(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    _, capture = visited(folder, case)
    assert capture.exchanges == case.exchanges


@every_case
def test_the_capture_parses_to_the_expected_postings(
    folder: Path, load_case: Load, as_data: AsData
) -> None:
    case = load_case(folder)
    platform, capture = visited(folder, case)
    expected = case.expected["postings"]
    if expected is None:
        with pytest.raises(ParseError, match=case.expected["parse_error"]):
            platform.parse(capture)
        return
    assert [as_data(posting) for posting in platform.parse(capture)] == expected


@every_case
def test_every_posting_is_stored_as_utf_8(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    for posting in case.expected["postings"] or []:
        assert posting["text"].encode("utf-8").decode("utf-8") == posting["text"]


@every_case
def test_every_route_of_a_case_is_one_that_the_platform_declares(
    folder: Path, load_case: Load
) -> None:
    case = load_case(folder)
    platform, _ = asked(folder, case)
    declared = {route.name for route in platform.routes} | {"alias"}
    assert {exchange.request.route for exchange in case.exchanges} <= declared


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in sorted(built_in())])
def test_every_platform_has_its_cases(name: str) -> None:
    cases = [path for path in CASES if path.parent.name == name]
    assert len(cases) >= FEWEST, f"{name}: {[path.name for path in cases]}"
    assert (FOLDER / name / "README.md").is_file()
