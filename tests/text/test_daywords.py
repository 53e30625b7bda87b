"""Words that name a day."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.dayspans import readings
from archiver.text.daywords import HOURS, days_of, find_day_words

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = sorted(
    path.parent.name for path in (ROOT / "archiver" / "text" / "languages").glob("*/dates.toml")
)


def words(text: str, tag: str = "en") -> list[str]:
    return [text[one.start : one.end] for one in find_day_words(text, tag)]


def test_the_names_are_those_of_cldr() -> None:
    # In a process of its own: Babel's names of one language hang on those that were read before.
    code = (
        "import runpy, sys; made = runpy.run_path(sys.argv[1]); "
        "print(*made['LANGUAGES'], sep='|'); print(made['render'](), end='')"
    )
    tool = ROOT / "tools" / "make_days.py"
    printed = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, tool],
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    languages, _, rendered = printed.partition("\n")
    kept = (ROOT / "archiver" / "text" / "days.toml").read_text("utf-8")
    assert kept == rendered, "run python tools/make_days.py"
    assert sorted(languages.split("|")) == LANGUAGES


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_file_is_whole(tag: str) -> None:
    days = days_of(tag)
    assert set(days.weekdays.values()) == set(range(7))
    assert set(days.months.values()) == set(range(1, 13))
    assert set(days.parts.values()) <= set(HOURS)
    assert days.barriers is not None
    assert len(days.phrases) > 25
    assert all(days.posts.get(kind) for kind in ("verb", "noun", "place")) or tag == "en"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_weekday_and_month_is_read(tag: str) -> None:
    days = days_of(tag)
    patterns = [pattern for pattern, _ in days.phrases]
    assert any("weekday" in pattern.groupindex for pattern in patterns)
    assert any("d" in pattern.groupindex for pattern in patterns)


def test_the_longest_words_count() -> None:
    assert words("He wrote early on Wednesday night, 5 September 2018.") == [
        "early on Wednesday night, 5 September 2018"
    ]
    assert words("on 5 September and on the 6th of October 2017") == [
        "on 5 September",
        "6th of October 2017",
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Black Friday", id="black-friday"),
        pytest.param("the Sunday Times", id="paper"),
        pytest.param("Theresa May said", id="name"),
        pytest.param("the March on Washington", id="march"),
        pytest.param("may 5 people come", id="no-capital"),
        pytest.param("next Wednesday", id="to-come"),
        pytest.param("the year 1066 battle", id="too-early"),
        pytest.param("99 September", id="no-day"),
        pytest.param("version 5.9.2018.3", id="numbers"),
        pytest.param("wednesday", id="no-capital-weekday"),
    ],
)
def test_no_day(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize("tag", [pytest.param("xx", id="unknown"), pytest.param(None, id="none")])
def test_a_language_without_words_has_none(tag: str | None) -> None:
    assert find_day_words("on Wednesday", tag) == ()
    assert find_day_words("on Wednesday", "en-GB") != ()


@given(st.text(alphabet="On Wednesday,5.Sept2018lastgo年月日", max_size=40))
def test_words_stand_apart_and_in_order(text: str) -> None:
    for tag in ("en", "ja"):
        found = find_day_words(text, tag)
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(one.whens for one in found)
        assert all(readings(one.whens, None) is not None for one in found)
