"""Which spans of time day words can mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import DateBasis
from archiver.text.dayspans import EAST, local_days, readings
from archiver.text.daywords import HOURS, When, find_day_words

THURSDAY = date(2018, 9, 6)
WEDNESDAY = When(kind="weekday", weekday=2)
YESTERDAY = When(kind="relative", least=1, most=1)
LOW, HIGH = (datetime.combine(date(year, 1, 1), time()) for year in (1000, 8000))


def days(basis: DateBasis, *found: object) -> list[str]:
    return [f"{r.first:%d}" for r in readings(*found) if r.basis is basis]  # type: ignore[arg-type]


def test_a_weekday_is_the_last_one() -> None:
    assert days(DateBasis.STATED, [WEDNESDAY], THURSDAY) == ["05"]
    assert days(DateBasis.STATED, [WEDNESDAY], date(2018, 9, 5)) == ["05"]
    assert days(DateBasis.STATED, [WEDNESDAY], date(2018, 9, 4)) == ["29"]


def test_an_evening_of_the_same_weekday_may_be_a_week_ago() -> None:
    evening = When(kind="weekday", weekday=3, hours=HOURS["evening"])
    assert days(DateBasis.STATED, [evening], THURSDAY) == ["30", "06"]


def test_where_the_day_differs_by_zone_both_count() -> None:
    # 02:00 in London on Thursday is still Wednesday in New York.
    published = datetime(2018, 9, 6, 2, tzinfo=UTC)
    assert days(DateBasis.STATED, [YESTERDAY], published) == ["05"]
    assert days(DateBasis.ZONE, [YESTERDAY], published) == ["04"]
    noon = datetime(2018, 9, 6, 11, tzinfo=UTC)
    assert days(DateBasis.ZONE, [YESTERDAY], noon) == ["04", "06"]


def test_the_zone_of_the_article_is_its_own() -> None:
    published = datetime(2018, 9, 5, 22, tzinfo=timezone(timedelta(hours=-4)))
    assert days(DateBasis.STATED, [YESTERDAY], published) == ["04"]
    assert local_days(published) == (date(2018, 9, 5), date(2018, 9, 6))


def test_each_day_until_the_last_change_counts() -> None:
    changed = date(2018, 9, 8)
    assert days(DateBasis.UPDATED, [When(kind="relative")], THURSDAY, changed) == ["08"]
    assert days(DateBasis.UPDATED, [YESTERDAY], THURSDAY, changed) == ["07"]
    assert days(DateBasis.UPDATED, [YESTERDAY], THURSDAY, date(2020, 9, 8)) == ["07"]


@pytest.mark.parametrize(
    ("when", "published", "expected"),
    [
        pytest.param(When(kind="date", day=5, month=9), THURSDAY, "2018-09-05", id="this-year"),
        pytest.param(When(kind="date", day=7, month=12), THURSDAY, "2017-12-07", id="last-year"),
        pytest.param(When(kind="date", day=29, month=2), THURSDAY, "2016-02-29", id="leap-day"),
        pytest.param(When(kind="date", day=5), THURSDAY, "2018-09-05", id="day-alone"),
        pytest.param(When(kind="date", day=31), THURSDAY, "2018-08-31", id="day-of-last-month"),
        pytest.param(
            When(kind="date", day=5, month=9, year=2010), None, "2010-09-05", id="no-date"
        ),
        pytest.param(When(kind="month", month=5), THURSDAY, "2018-05-01", id="month"),
        pytest.param(When(kind="month", month=11), THURSDAY, "2017-11-01", id="month-last-year"),
        pytest.param(When(kind="year", year=2014), None, "2014-01-01", id="year"),
    ],
)
def test_first_day(when: When, published: date | None, expected: str) -> None:
    assert readings([when], published)[0].first.date().isoformat() == expected


@pytest.mark.parametrize(
    "when",
    [
        pytest.param(WEDNESDAY, id="weekday"),
        pytest.param(YESTERDAY, id="relative"),
        pytest.param(When(kind="date", day=5, month=9), id="no-year"),
        pytest.param(When(kind="month", month=9), id="month"),
    ],
)
def test_without_a_publication_only_what_has_a_year_counts(when: When) -> None:
    assert readings([when], None) == ()


def test_no_such_day_means_nothing() -> None:
    assert readings([When(kind="date", day=31, month=4, year=2018)], THURSDAY) == ()
    assert readings([When(kind="date", day=7, month=9, year=2099)], THURSDAY) == ()


def test_two_meanings_share_a_day_or_both_count() -> None:
    fifth = When(kind="date", day=5, month=9)
    assert days(DateBasis.STATED, [WEDNESDAY, fifth], THURSDAY) == ["05"]
    monday = When(kind="weekday", weekday=0)
    assert days(DateBasis.STATED, [monday, fifth], THURSDAY) == ["03", "05"]


WHENS = st.builds(
    When,
    kind=st.sampled_from(["date", "weekday", "relative", "month", "year", "nothing"]),
    day=st.none() | st.integers(0, 40),
    month=st.none() | st.integers(0, 14),
    year=st.none() | st.integers(-5, 12_000),
    weekday=st.none() | st.integers(0, 6),
    least=st.integers(0, 30),
    most=st.integers(30, 40_000),
    hours=st.sampled_from(list(HOURS.values())),
)
MOMENTS = (
    st.dates(date(1000, 1, 1), date(8000, 1, 1))
    | st.datetimes(LOW, HIGH, timezones=st.just(UTC))
    | st.datetimes(LOW, HIGH)
)
ANY_MOMENT = st.dates() | st.datetimes(timezones=st.just(UTC)) | st.datetimes()


@settings(deadline=None)
@given(st.lists(WHENS, min_size=1, max_size=2), MOMENTS, st.none() | MOMENTS)
def test_spans_run_forward_and_end_in_the_past_of_the_article(
    whens: list[When], published: date | datetime, modified: date | datetime | None
) -> None:
    ends = [latest_of(moment) for moment in (published, modified) if moment is not None]
    for reading in readings(whens, published, modified):
        assert reading.first < reading.last <= max(ends)


def latest_of(moment: date | datetime) -> datetime:
    """Local time, at most: 14 hours after the moment, or the end of the day that is stated."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.replace(tzinfo=None) + EAST
    day = moment.date() if isinstance(moment, datetime) else moment
    return datetime.combine(day, time()) + timedelta(days=1)


@settings(deadline=None)
@given(st.lists(WHENS, max_size=2), st.none() | ANY_MOMENT, st.none() | ANY_MOMENT)
def test_no_day_breaks_it(
    whens: list[When], published: date | datetime | None, modified: date | datetime | None
) -> None:
    assert all(one.first < one.last for one in readings(whens, published, modified))


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "de", "ja", "ar", "xx"]), st.dates())
def test_no_text_breaks_it(text: str, tag: str, published: date) -> None:
    for words in find_day_words(text, tag):
        assert 0 <= words.start < words.end <= len(text)
        assert all(one.first < one.last for one in readings(words.whens, published))
