from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.text.language import language
from archiver.text.numbers import is_numeric, number_values, quantities, same_quantities
from archiver.text.tokens import tokenize

ENGLISH = language("en").judging


def values(text: str) -> tuple[str, ...]:
    return number_values(tokenize(text).keys, ENGLISH)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("twelve", "12", id="word"),
        pytest.param("twenty-five", "25", id="two-words"),
        pytest.param("two hundred and six", "2 hundred and 6", id="mixed"),
        pytest.param("nine hundred", "900", id="hundreds"),
        pytest.param("five thousand three hundred", "5,300", id="thousands-and-hundreds"),
        pytest.param("1,000", "1000", id="grouped"),
        pytest.param("1.000.000", "1,000,000", id="grouped-by-points"),
        pytest.param("3,5", "3.5", id="decimal-comma"),
        pytest.param("400k", "400,000", id="suffix"),
        pytest.param("$1.5bn", "1.5 billion dollars", id="currency"),
        pytest.param("£5m", "5 million pounds", id="pounds"),
        pytest.param("5%", "5 per cent", id="two-word-unit"),
        pytest.param("5%", "five percent", id="unit"),
        pytest.param("a million", "1,000,000", id="article"),
        pytest.param("a dozen", "12", id="dozen"),
        pytest.param("two dozen", "24", id="dozens"),
        pytest.param("1st", "first", id="ordinal"),
        pytest.param("½", "1/2", id="fraction"),
        pytest.param("−5", "-5", id="minus"),
    ],
)
def test_same_value(one: str, other: str) -> None:
    assert values(one) == values(other) != ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("12", "13", id="digit"),
        pytest.param("2.5", "25", id="point"),
        pytest.param("$5", "€5", id="currency"),
        pytest.param("$5", "5", id="no-currency"),
        pytest.param("5%", "5", id="no-unit"),
        pytest.param("5 million", "5 billion", id="multiplier"),
        pytest.param("hundreds", "thousands", id="bare-multiplier"),
        pytest.param("hundreds", "a hundred", id="plural"),
        pytest.param("first", "one", id="ordinal"),
        pytest.param("9/11", "9/12", id="date"),
        pytest.param("7:30", "8:30", id="time"),
        pytest.param("-5", "5", id="sign"),
        pytest.param("10²", "10", id="power"),
        pytest.param("5pm", "5am", id="suffix"),
        pytest.param("twice", "three", id="times"),
    ],
)
def test_other_value(one: str, other: str) -> None:
    assert values(one) != values(other)


def test_words_that_are_no_numbers_are_the_rest() -> None:
    keys = tokenize("we lost 5 million dollars in May").keys
    assert number_values(keys, ENGLISH) == (("$", "5000000"), ("we", "lost", "in", "may"))


@pytest.mark.parametrize(
    ("one", "other", "mark", "same"),
    [
        pytest.param("1.000", "1,000", ".", True, id="copied-from-another-language"),
        pytest.param("1.000", "1000", ".", True, id="a-thousand-with-a-point"),
        pytest.param("1.000", "1", ".", False, id="a-thousand-is-not-one"),
        pytest.param("1,500", "1.5", ".", False, id="a-comma-groups-in-english"),
        pytest.param("1.500", "1.5", ".", True, id="a-point-may-be-tenths-in-english"),
        pytest.param("1.500", "1,5", ",", False, id="a-point-groups-in-german"),
        pytest.param("1.500", "1500", ",", True, id="a-thousand-in-german"),
        pytest.param("1,500", "1,5", ",", True, id="a-comma-may-be-tenths-in-german"),
        pytest.param("1.234,56", "1,234.56", ",", True, id="both-marks"),
        pytest.param("1,23,456", "123456", ".", True, id="grouped-as-in-india"),
        pytest.param("1’000’000", "1000000", ".", True, id="grouped-as-in-switzerland"),
    ],
)
def test_a_point_means_what_it_can(one: str, other: str, mark: str, *, same: bool) -> None:
    tables = replace(ENGLISH, decimal_mark=mark)
    readings = [quantities((word,), tables)[0] for word in (one, other)]
    assert same_quantities(*readings) is same


@pytest.mark.parametrize(
    ("key", "numeric"),
    [
        pytest.param("12", True, id="digits"),
        pytest.param("twelve", True, id="word"),
        pytest.param("million", True, id="multiplier"),
        pytest.param("k", True, id="letter-that-can-multiply"),
        pytest.param("dollars", True, id="unit"),
        pytest.param("may", True, id="month"),
        pytest.param("might", False, id="word-of-another-kind"),
        pytest.param("g7", False, id="name-with-a-digit"),
    ],
)
def test_is_numeric(key: str, *, numeric: bool) -> None:
    assert is_numeric(key, ENGLISH) is numeric


@pytest.mark.parametrize("digits", ["9" * 400, "1." * 50 + "1", "٣٥", "1’000’000"])
def test_strange_digits_are_read(digits: str) -> None:
    assert len(number_values((digits,), ENGLISH)[0]) == 1
