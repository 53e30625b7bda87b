"""One contract for all recorded cases: match, replay of the plan, parse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.platforms.x import X

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "x"
CASES = sorted(path.parent for path in FOLDER.glob("*/exchanges.json"))

Load = Callable[[Path], Any]
AsData = Callable[[Any], dict[str, Any]]

pytestmark = pytest.mark.parametrize("folder", [pytest.param(path, id=path.name) for path in CASES])


def test_the_plan_replayed_reaches_the_expected_outcome(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    x = X()
    ref = x.match(case.url)
    assert ref is not None
    capture = visit(x, ref, Replay(case.capture(ref)), lambda: case.captured_at)
    assert capture.availability == case.expected["availability"]
    assert capture.reason == case.expected["reason"]


def test_the_plan_asks_exactly_the_recorded_routes(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    x = X()
    ref = x.match(case.url)
    assert ref is not None
    capture = visit(x, ref, Replay(case.capture(ref)), lambda: case.captured_at)
    assert capture.exchanges == case.exchanges


def test_the_capture_parses_to_the_expected_postings(
    folder: Path, load_case: Load, as_data: AsData
) -> None:
    case = load_case(folder)
    x = X()
    ref = x.match(case.url)
    assert ref is not None
    capture = visit(x, ref, Replay(case.capture(ref)), lambda: case.captured_at)
    expected = case.expected["postings"]
    if expected is None:
        with pytest.raises(ParseError, match=case.expected["parse_error"]):
            x.parse(capture)
        return
    assert [as_data(posting) for posting in x.parse(capture)] == expected


def test_every_posting_is_stored_as_utf_8(folder: Path, load_case: Load) -> None:
    case = load_case(folder)
    for posting in case.expected["postings"] or []:
        assert posting["text"].encode("utf-8").decode("utf-8") == posting["text"]
