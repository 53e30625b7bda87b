"""When something is due again: the table of the intervals, and the laws that they keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import Availability
from archiver.pipeline.schedule import AHEAD, LONGEST_SELDOM, MINIMUM, Visited, due_at

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LATER = BEGIN + timedelta(days=9_000)
SIGNS = {
    "a": Availability.AVAILABLE,
    "n": Availability.NOT_FOUND,
    "w": Availability.WITHHELD,
    "b": Availability.BLOCKED_FOR_US,
    "e": Availability.ERROR,
}


def visits(days: list[float], found: str) -> list[Visited]:
    return [
        (BEGIN + timedelta(days=day), SIGNS[sign]) for day, sign in zip(days, found, strict=True)
    ]


@pytest.mark.parametrize(
    ("days", "found", "hours"),
    [
        pytest.param([0], "a", 24, id="after-a-day"),
        pytest.param([0, 1], "aa", 48, id="after-two"),
        pytest.param([0, 1, 3], "aaa", 96, id="after-four"),
        pytest.param([0, 1, 3, 7], "aaaa", 8 * 24, id="after-eight"),
        pytest.param([0, 400], "aa", 90 * 24, id="never-more-than-90-days"),
        pytest.param([0, 0.001, 0.002], "aaa", 24.048, id="a-burst-of-visits-counts-little"),
        pytest.param([0, 30], "an", 24, id="gone-is-looked-at-again-soon"),
        pytest.param([0, 30, 31], "ann", 8 * 24, id="then-seldom"),
        pytest.param([0, 30, 31, 39], "annn", 16 * 24, id="and-seldom-er"),
        pytest.param([0, 400], "nn", 180 * 24, id="never-more-than-180-days"),
        pytest.param([0, 30, 31], "ana", 24, id="back-again-starts-anew"),
        pytest.param([0, 30, 31], "anw", 24, id="withheld-is-another-state"),
        pytest.param([0], "b", 1, id="blocked-from-the-first"),
        pytest.param([0, 1], "ab", 1, id="blocked-is-made-up-for"),
        pytest.param([0, 1, 2], "abb", 25, id="and-later-where-it-goes-on"),
        pytest.param([0, 1, 30], "ebe", 7 * 24, id="never-put-off-more-than-7-days"),
        pytest.param([0, 1, 3, 3.5], "aaae", 1, id="an-error-before-it-was-due"),
        pytest.param([0, 0.1, 0.5, 0.9], "aeee", 2.4, id="errors-put-off-no-regular-visit"),
        pytest.param([0, 8, 8.5, 12], "aaee", 84 + 1, id="made-up-for-as-long-again"),
    ],
)
def test_when_it_is_due(days: list[float], found: str, hours: float) -> None:
    made = visits(days, found)
    waited = due_at(made, LATER) - made[-1][0]
    assert waited.total_seconds() == pytest.approx(hours * 3600)


def test_without_a_visit_it_is_due_now() -> None:
    assert due_at([], LATER) == LATER


def test_a_clock_that_was_wrong_puts_nothing_off() -> None:
    ahead = [(LATER + 10 * AHEAD, Availability.AVAILABLE)]
    assert due_at(ahead, LATER) == LATER
    assert due_at([*visits([0], "a"), *ahead], LATER) == BEGIN + timedelta(days=1)


HISTORIES = st.lists(
    st.tuples(
        st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)),
        st.sampled_from(list(Availability)),
    ),
    min_size=1,
    max_size=12,
)


def made_by(steps: list[tuple[timedelta, Availability]]) -> list[Visited]:
    """Visits, each so long after the one before."""
    made: list[Visited] = []
    for step, found in steps:
        made.append(((made[-1][0] if made else BEGIN) + step, found))
    return made


@given(HISTORIES)
def test_never_before_the_minimum_and_always_in_the_end(
    steps: list[tuple[timedelta, Availability]],
) -> None:
    made = made_by(steps)
    wait = due_at(made, LATER) - made[-1][0]
    assert MINIMUM <= wait <= LONGEST_SELDOM


@given(HISTORIES, st.sampled_from([Availability.BLOCKED_FOR_US, Availability.ERROR]))
def test_a_visit_that_told_nothing_puts_nothing_off(
    steps: list[tuple[timedelta, Availability]], silent: Availability
) -> None:
    made = made_by(steps)
    was = due_at(made, LATER)
    failed = made[-1][0] + timedelta(minutes=1)
    assert due_at([*made, (failed, silent)], LATER) <= max(was, failed + timedelta(days=7))
