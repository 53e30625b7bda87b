from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest
from babel import Locale, localedata
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from archiver.text.datelines import (
    find_dateline,
    fold_month,
    match_dateline,
    months_named,
    parse_dateline,
)

ROOT = Path(__file__).parents[2]
CHECKED = (
    ("en", "November 7, 2012", "2012-11-07"),
    ("de", "23. November 2015", "2015-11-23"),
    ("ja", "2016年6月21日", "2016-06-21"),
    ("fr", "19 décembre 2018", "2018-12-19"),
    ("es", "27 de julio de 2016", "2016-07-27"),
    ("pt", "5 de fevereiro de 2017", "2017-02-05"),
    ("ru", "7 июля 2016 г.", "2016-07-07"),
    ("tr", "13 Kasım 2016", "2016-11-13"),
    ("nl", "19 december 2017", "2017-12-19"),
    ("ko", "2018년 6월 28일", "2018-06-28"),
    ("it", "17 dicembre 2017", "2017-12-17"),
)
"""Date lines of real embeds, each with the UTC day in its post's id."""

SHAPES = (
    ("August 2, 2020", "2020-08-02"),
    ("Aug 2, 2020", "2020-08-02"),
    ("Aug. 2, 2020", "2020-08-02"),
    ("AUGUST 2, 2020", "2020-08-02"),
    ("2 August 2020", "2020-08-02"),
    ("2nd August 2020", "2020-08-02"),
    ("August 2nd, 2020", "2020-08-02"),
    ("September\xa05,\u202f2018", "2018-09-05"),
    ("\u200e5\u200f September 2018", "2018-09-05"),
    ("1 травня 2019 р.", "2019-05-01"),
    ("1. května 2019", "2019-05-01"),
    ("2019. május 1.", "2019-05-01"),
    ("1 Μαΐου 2019", "2019-05-01"),
    ("1 tháng 5, 2019", "2019-05-01"),
    ("1 พฤษภาคม 2019", "2019-05-01"),
    ("1 พฤษภาคม พ.ศ. 2562", "2019-05-01"),
    ("1 พฤษภาคม 2562", "2019-05-01"),
    ("1 মে, 2019", "2019-05-01"),
    ("১ মে, ২০১৯", "2019-05-01"),
    ("1 مايو 2019", "2019-05-01"),
    ("١ مايو ٢٠١٩", "2019-05-01"),
    ("۱ مه ۲۰۱۹", "2019-05-01"),
    ("1 במאי 2019", "2019-05-01"),
    ("1 مئی، 2019", "2019-05-01"),
    ("1 de maig de 2019", "2019-05-01"),
    ("1 de maig del 2019", "2019-05-01"),
    ("2019(e)ko maiatzaren 1(a)", "2019-05-01"),
    ("2019(e)ko maiatzaren 1", "2019-05-01"),
    ("1º de maio de 2019", "2019-05-01"),
    ("Mayo 1, 2019", "2019-05-01"),
    ("2019-05-01", "2019-05-01"),
    ("1.5.2019", "2019-05-01"),
)

NO_DATES = (
    "",
    "August 2020",
    "2 August",
    "August 32, 2020",
    "February 30, 2020",
    "Frobuary 2, 2020",
    "5/9/2018",
    "August 2, 20201",
    "August 2, 1066",
    "see August 2, 2020",
    "August 2, 2020 was a day",
)

UNREADABLE = {"yav", "kde", "kgp", "tok"}
"""Languages of CLDR whose month names hold commas, figures or seven words."""

LOCALES_OF_X = (
    "ar bn ca cs da de el en en_GB es eu fa fi fil fr gl gu he hi hr hu id it ja kn ko mr ms nb nl "
    "pl pt ro ru sk sr sv ta th tr uk ur vi zh zh_Hant bg"
)


@pytest.mark.parametrize(
    ("language", "line", "day"), [pytest.param(*case, id=case[0]) for case in CHECKED]
)
@pytest.mark.parametrize("hinted", [True, False], ids=["hinted", "unhinted"])
def test_lines_of_real_embeds(language: str, line: str, day: str, *, hinted: bool) -> None:
    assert parse_dateline(line, [language] if hinted else []) == date.fromisoformat(day)


@pytest.mark.parametrize(("line", "day"), [pytest.param(*case, id=case[0]) for case in SHAPES])
def test_shapes_and_scripts(line: str, day: str) -> None:
    assert parse_dateline(line) == date.fromisoformat(day)


@pytest.mark.parametrize("line", [pytest.param(line, id=line or "empty") for line in NO_DATES])
def test_what_is_no_date_line(line: str) -> None:
    assert parse_dateline(line) is None


@pytest.mark.parametrize("code", [pytest.param(code, id=code) for code in LOCALES_OF_X.split()])
def test_babel_writes_what_is_read_back(code: str) -> None:
    language = Locale.parse(code).language
    for year in (2009, 2016, 2019, 2024):
        for month in range(1, 13):
            day = date(year, month, 7)
            for length in ("long", "medium"):
                line = format_date(day, length, locale=code)
                if not any(map(str.isalpha, line)):
                    continue
                assert parse_dateline(line, [language]) == day, line


def test_every_locale_of_cldr_is_read_back() -> None:
    wrong = set()
    for code in localedata.locale_identifiers():
        locale = Locale.parse(code)
        if locale.territory is not None or locale.language in UNREADABLE:
            continue
        for month in range(1, 13):
            day = date(2019, month, 7)
            line = format_date(day, "long", locale=locale)
            if parse_dateline(line, [locale.language]) != day:
                wrong.add((code, line))
    assert wrong == set()


@pytest.mark.parametrize(
    ("languages", "month"),
    [
        pytest.param(["cs"], 11, id="czech"),
        pytest.param(["hr"], 10, id="croatian"),
        pytest.param(["hr-HR"], 10, id="with-region"),
        pytest.param([], 11, id="unknown"),
    ],
)
def test_a_name_of_two_months_goes_by_the_language(languages: list[str], month: int) -> None:
    found = match_dateline(
        "7. listopadu 2019" if languages == ["cs"] else "7. listopad 2019", 0, languages
    )
    assert found is not None
    assert found.day == date(2019, month, 7)


def test_all_readings_of_an_ambiguous_line_are_kept() -> None:
    found = match_dateline("7. listopad 2019")
    assert found is not None
    assert {day.month for day in found.readings} == {10, 11}


def test_unknown_words_are_no_month() -> None:
    assert months_named("Frobuary") == ()


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        pytest.param("— A (@a) August 2, 2020Next", "August 2, 2020", id="glued"),
        pytest.param("x 7 июля 2016 г. и", "7 июля 2016 г.", id="with-suffix"),
        pytest.param("2016年6月21日。次", "2016年6月21日", id="japanese"),
        pytest.param("In 2 minutes, on 3 May 2019, he", "3 May 2019", id="numbers-before"),
    ],
)
def test_the_place_of_a_date_in_text(text: str, stretch: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert text[found.start : found.end] == stretch


def test_no_date_in_text_is_none() -> None:
    assert find_dateline("The year 2019 was long, and May was short.") is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = match_dateline(text)
    assert found is None or 0 == found.start < found.end <= len(text)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 1, 1)), st.text(max_size=20))
def test_a_date_is_found_whatever_stands_before_it(day: date, before: str) -> None:
    text = f"{before}\n({day:%B} {day.day}, {day.year})"
    found = find_dateline(text, len(before))
    assert found is not None
    assert found.day == day


def test_the_table_is_what_babel_has() -> None:
    path = ROOT / "tools" / "make_months.py"
    spec = importlib.util.spec_from_file_location("make_months", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text("utf-8") == module.render(), "run python tools/make_months.py"


def test_folding_a_name_twice_changes_nothing() -> None:
    for name in ("Μαΐου", "SEPT.", "  Kasım ", "\u200fמאי"):
        assert fold_month(fold_month(name)) == fold_month(name)
