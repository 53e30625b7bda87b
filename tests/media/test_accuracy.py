"""A bounded part of the table in docs/accuracy-pictures.md: every picture, every manipulation."""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest
from PIL import Image

SPREAD = 24
"""Of so many pairs of a picture and a manipulation one is taken."""


@pytest.fixture(scope="module")
def outcomes(measuring: ModuleType, pictures: dict[str, Image.Image]) -> list[object]:
    return list(measuring.run(pictures, lambda picture, at: (picture * 7 + at + 5) % SPREAD == 0))


def test_nothing_is_plainly_wrong(outcomes: list[object]) -> None:
    wrong = [
        (one.fault, one.picture, one.manipulation, one.found)  # type: ignore[attr-defined]
        for one in outcomes
        if one.fault  # type: ignore[attr-defined]
    ]
    assert wrong == []


def test_nearly_all_have_their_class(outcomes: list[object]) -> None:
    right = sum(one.found.kind in one.allowed for one in outcomes)  # type: ignore[attr-defined]
    assert right >= 0.95 * len(outcomes)


def test_every_picture_and_every_manipulation_takes_part(
    measuring: ModuleType, outcomes: list[object], pictures: dict[str, Image.Image]
) -> None:
    names = Counter(one.picture for one in outcomes)  # type: ignore[attr-defined]
    done = {one.manipulation for one in outcomes}  # type: ignore[attr-defined]
    assert set(names) == set(pictures)
    assert len(pictures) >= 30
    assert done == set(measuring.doing.manipulations([]))
