"""Numbers that are nearly others: each case stands or falls with a single condition."""

from __future__ import annotations

import pytest

from archiver.text.language import language
from archiver.text.numbers import Quantity, quantities, same_quantities


def read(tag: str, words: str) -> tuple[Quantity, ...]:
    return quantities(words.split(), language(tag).judging)[0]


@pytest.mark.parametrize(
    ("tag", "words", "values"),
    [
        pytest.param("en", "1/3 million", ["1/3", "1000000"], id="a-third-has-no-decimals"),
        pytest.param("en", "3/4 million", ["750000"], id="three-quarters"),
        pytest.param("en", "a hundred and a half", ["100", "1/2"], id="a-hundred-and-a-half"),
        pytest.param("en", "a million and a half", ["1500000"], id="a-million-and-a-half"),
        pytest.param("en", "9/8 at noon", ["9/8"], id="no-part-of-one"),
        pytest.param("en", "minus five", ["-5"], id="minus-in-words"),
        pytest.param("en", "may 5 300 men", ["day 05-05", "300"], id="no-year"),
        pytest.param("en", "may 5 2024", ["day 05-05-24"], id="a-year"),
        pytest.param("de", "kein boot", [], id="a-short-multiplier-within-a-word"),
    ],
)
def test_what_is_read_as_one_number(tag: str, words: str, values: list[str]) -> None:
    assert [one[0] for one in read(tag, words)] == values


@pytest.mark.parametrize(
    ("tag", "one", "other", "same"),
    [
        pytest.param("en", "9/8", "september 8", True, id="a-day-either-way"),
        pytest.param("en", "9/8", "august 9", True, id="a-day-the-other-way"),
        pytest.param("de", "5.6", "5 juni", True, id="a-day-with-a-stop"),
        pytest.param("de", "5.6", "6 mai", False, id="a-day-with-a-stop-has-one-order"),
        pytest.param("en", "-2.500", "-2.5", True, id="less-than-nothing-with-tenths"),
        pytest.param("en", "-2.500", "2.5", False, id="not-its-contrary"),
        pytest.param("en", "minus five", "five", False, id="minus-in-words"),
        pytest.param("en", "a thousand and a half million", "1500", False, id="two-multipliers"),
    ],
)
def test_which_numbers_are_the_same(tag: str, one: str, other: str, *, same: bool) -> None:
    assert same_quantities(read(tag, one), read(tag, other)) is same
