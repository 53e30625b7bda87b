"""The corpus and the mutations, judged once for all tests that look at them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.gate import corpus
from tests.gate.judging import Judged, judge
from tests.gate.mutations import pairs
from tests.gate.trial import Trial, run


@pytest.fixture(scope="session")
def floors() -> Mapping[str, Any]:
    """What must be reached, by part and figure."""
    return tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def judged() -> tuple[Judged, ...]:
    """Every case of the corpus with what the program says of it."""
    return tuple(judge(case) for case in corpus.load())


@pytest.fixture(scope="session")
def tried() -> Trial:
    """All mutations with what the program says of them."""
    return run(pairs())
