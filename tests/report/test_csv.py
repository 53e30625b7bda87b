"""The table of quotations: a row each, readable by spreadsheets, and no formula in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import ArticleReport
from archiver.report.csv import COLUMNS, Judged, cell, table
from archiver.report.jsonld_names import Origin

ORIGIN = Origin(
    check=12,
    checked_at=datetime(2026, 11, 24, 9, 0, 7, tzinfo=UTC),
    captured_at=datetime(2026, 11, 24, 8, 59, tzinfo=UTC),
    program="archiver 9.9",
)
STARTS = tuple("=+-@\t\r\n＝＋－＠")
ODD = st.text(
    st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n\"',;'＝＋－＠\u202e\x00\ud800")),
    max_size=20,
)


def rows(*reports: ArticleReport) -> list[dict[str, str]]:
    text = table(Judged(report=each, origin=ORIGIN, source="page.html") for each in reports)
    assert text.encode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_for_each_quotation(council: ArticleReport) -> None:
    found = rows(council)
    assert [row["verdict"] for row in found] == [r.verdict.value for r in council.quotations]
    assert [row["number"] for row in found] == [str(n + 1) for n in range(len(found))]
    assert {row["check"] for row in found} == {"12"}
    first = found[0]
    assert first["quotation"] == council.quotations[0].quotation.quote.exact
    assert first["original"].startswith("We will keep one of the four")
    assert first["outlet"] == "news.example"
    assert first["article_published"] == "2026-11-03T09:30:00Z"
    assert first["checked_at"] == "2026-11-24T09:00:07Z"
    assert first["article_sha256"] == council.article.sha256
    assert first["materiality"] == "meaning"
    assert first["edit_kinds"].split()[:2] == ["negation_changed", "number_changed"]
    assert "The article has “two”; the post has “one”." in first["edits"].split("\n")
    assert (first["author"], first["handle"]) == ("Ada Lindqvist", "adalindqvist")
    assert first["post_url"] == "https://social.example/adalindqvist/status/1985046721900003328"
    assert (first["post_created"], first["post_created_precision"]) == (
        "2026-11-02T18:04:09.250Z",
        "millisecond",
    )
    assert found[2]["findings"].split("\n")[0] == "The ellipsis swallows “not”."


def test_what_is_not_known_is_empty(council: ArticleReport) -> None:
    lost = rows(council)[6]
    assert lost["verdict"] == "not_found"
    post = COLUMNS[COLUMNS.index("post") : COLUMNS.index("availability") + 1]
    assert {lost[name] for name in post} == {""}


@pytest.mark.parametrize("name", ["worked", "council", "hostile", "empty", "arabic"])
def test_every_report_is_a_table(samples: Mapping[str, ArticleReport], name: str) -> None:
    found = rows(samples[name])
    assert len(found) == len(samples[name].quotations)
    assert all(None not in row and None not in row.values() for row in found)
    assert not [value for row in found for value in row.values() if value.startswith(STARTS)]


def test_several_articles_stand_in_one_table(worked: ArticleReport, arabic: ArticleReport) -> None:
    assert len(rows(worked, arabic)) == len(worked.quotations) + len(arabic.quotations)


def test_lines_end_as_rfc_4180_has_it(worked: ArticleReport) -> None:
    text = table([Judged(report=worked, origin=ORIGIN, source="-")])
    assert text.startswith(",".join(COLUMNS) + "\r\n")
    assert text.endswith("\r\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+49", "'+49", id="plus"),
        pytest.param("-2", "'-2", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "␍=1", id="return-is-shown"),
        pytest.param("\r\n=1", "'\n=1", id="line-break"),
        pytest.param("＝1", "'＝1", id="full-width"),
        pytest.param("'=1", "''=1", id="apostrophe-before"),
        pytest.param("'Tis so", "'Tis so", id="apostrophe-of-its-own"),
        pytest.param("a=1", "a=1", id="not-at-the-start"),
        pytest.param("\u202eabc", "⟨RLO⟩abc", id="direction"),
        pytest.param(None, "", id="none"),
        pytest.param(12, "12", id="number"),
        pytest.param("", "", id="empty"),
    ],
)
def test_cells(value: str | int | None, expected: str) -> None:
    assert cell(value) == expected


@given(ODD)
def test_no_cell_is_a_formula(text: str) -> None:
    assert not cell(text).startswith(STARTS)
    assert cell(text).encode("utf-8").decode() == cell(text)


@given(
    st.text(st.sampled_from("'=+-@ab"), max_size=6), st.text(st.sampled_from("'=+-@ab"), max_size=6)
)
def test_different_texts_are_different_cells(one: str, other: str) -> None:
    assert (cell(one) == cell(other)) == (one == other)


def test_hostile_names_stay_in_their_cells(council: ArticleReport) -> None:
    odd = '=HYPERLINK("http://e.example";"x")\r\n,"\'; DROP'
    article = replace(council.article, title=odd, url=odd)
    (row, *_) = rows(replace(council, article=article))
    assert row["article"].startswith("'=HYPERLINK")
    assert row["article_url"].startswith("'=HYPERLINK")
    assert row["outlet"] == ""
    assert row["quotation"] == council.quotations[0].quotation.quote.exact
