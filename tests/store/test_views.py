"""The views say what a researcher would read off them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.model import (
    ArticleReport,
    Availability,
    Capture,
    Edit,
    EditKind,
    Verdict,
)
from archiver.store import Archive

NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)
Store = Callable[..., int]


def rows(archive: Archive, view: str) -> list[dict[str, Any]]:
    return list(archive._db.query(f"SELECT * FROM {view}"))  # noqa: S608 - our own names


def test_a_problem_shows_both_sides_and_the_difference_in_words(
    archive: Archive, store: Store, report: ArticleReport
) -> None:
    store(report)
    (problem,) = rows(archive, "problems")
    assert problem["verdict"] == "altered"
    assert problem["materiality"] == "meaning"
    assert problem["article"] == "Mayor to close Naïve café"
    assert problem["quotation"] == "We will close the Straße café."
    assert problem["original"] == "We will not close the Straße café."
    assert problem["edits"] == "“not ” left out (negation changed)"
    assert (problem["post"], problem["handle"]) == ("x:1001", "mayor")


def test_only_the_newest_check_of_an_article_counts(
    archive: Archive, store: Store, report: ArticleReport
) -> None:
    store(report)
    cleared = tuple(
        replace(review, verdict=Verdict.EXACT, materiality=None) for review in report.quotations
    )
    newest = store(replace(report, quotations=cleared), at=NOON + timedelta(days=1))
    assert rows(archive, "problems") == []
    (latest,) = rows(archive, "latest_checks")
    assert (latest["check_id"], latest["checks"], latest["exit_code"]) == (newest, 2, 0)
    assert latest["checked_at"] == "2024-05-18T12:00:00Z"


def test_not_found_is_a_problem_without_an_original(
    archive: Archive, store: Store, report: ArticleReport
) -> None:
    lost = replace(report.quotations[0], verdict=Verdict.NOT_FOUND, posting=None, alignment=None)
    store(replace(report, quotations=(lost,)))
    (problem,) = rows(archive, "problems")
    assert (problem["verdict"], problem["original"], problem["edits"]) == ("not_found", None, None)


@pytest.mark.parametrize(
    ("kind", "original", "quotation", "words"),
    [
        pytest.param("number_changed", "4", "5", "“4” became “5” (number changed)", id="became"),
        pytest.param("word_inserted", "", "so ", "“so ” added (word inserted)", id="added"),
        pytest.param("word_deleted", "so", "", "“so” left out (word deleted)", id="left out"),
        pytest.param("reordered", "a b", "a b", "“a b” stands elsewhere (reordered)", id="moved"),
    ],
)
def test_an_edit_is_a_sentence(
    archive: Archive,
    store: Store,
    report: ArticleReport,
    kind: str,
    original: str,
    quotation: str,
    words: str,
) -> None:
    edit = Edit(
        kind=EditKind(kind), quotation=quotation, original=original, at=(0, 0), original_at=(0, 0)
    )
    alignment = report.quotations[0].alignment
    assert alignment is not None
    review = replace(report.quotations[0], alignment=replace(alignment, edits=(edit,)))
    store(replace(report, quotations=(review,)))
    assert [row["words"] for row in rows(archive, "edits_in_words")] == [words]
    assert rows(archive, "edit_counts") == [
        {"tier": "unmarked", "kind": kind, "edits": 1, "articles": 1}
    ]


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        pytest.param("https://www.News.example/2024/05/cafe", "news.example", id="www"),
        pytest.param("http://news.example", "news.example", id="no path"),
        pytest.param("https://en.news.example/a?b=http://c/", "en.news.example", id="subdomain"),
        pytest.param(None, "(copies)", id="no address"),
    ],
)
def test_verdicts_are_counted_by_outlet(
    archive: Archive, store: Store, report: ArticleReport, url: str | None, outlet: str
) -> None:
    store(replace(report, article=replace(report.article, url=url)))
    (row,) = rows(archive, "verdicts_by_outlet")
    assert row["outlet"] == outlet
    assert (row["articles"], row["quotations"]) == (1, 1), "out of scope is no quotation of a post"
    assert (row["altered"], row["meaning_changed"], row["exact"]) == (1, 1, 0)


def test_a_copy_does_not_convict_the_outlet_that_it_names(
    archive: Archive, store: Store, report: ArticleReport
) -> None:
    store(report, copy=True)
    assert [row["outlet"] for row in rows(archive, "verdicts_by_outlet")] == ["(copies)"]
    (latest,) = rows(archive, "latest_checks")
    assert (latest["url"], latest["claimed_url"]) == (None, report.article.url)


def test_a_copy_does_not_stand_for_the_page_that_it_names(
    archive: Archive, store: Store, report: ArticleReport
) -> None:
    store(report)
    other = b"<p>other bytes"
    doctored = replace(report.article, sha256=hashlib.sha256(other).hexdigest())
    store(replace(report, article=doctored), of=other, copy=True)
    assert sorted(row["check_id"] for row in rows(archive, "latest_checks")) == [1, 2]


@pytest.mark.parametrize(
    ("visits", "shown"),
    [
        pytest.param(["available", "not_found"], "not_found", id="deleted"),
        pytest.param(["available", "blocked_for_us"], None, id="blocked is not deleted"),
        pytest.param(["not_found", "error"], "not_found", id="a failure tells nothing"),
        pytest.param(["not_found", "available"], None, id="back again"),
        pytest.param(["protected"], "protected", id="protected"),
        pytest.param(["error"], None, id="never told"),
    ],
)
def test_unavailable_is_what_the_last_telling_visit_found(
    archive: Archive, capture: Capture, visits: list[str], shown: str | None
) -> None:
    for number, found in enumerate(visits):
        archive.add_capture(
            replace(
                capture,
                availability=Availability(found),
                captured_at=NOON + timedelta(days=number),
            )
        )
    listed = rows(archive, "unavailable_posts")
    assert [row["availability"] for row in listed] == ([shown] if shown else [])
    if visits == ["available", "not_found"]:
        assert listed[0]["last_available_at"] == "2024-05-17T12:00:00Z"
        assert listed[0]["found_at"] == "2024-05-18T12:00:00Z"


def test_versions_are_wordings_with_their_times(
    archive: Archive, capture: Capture, report: ArticleReport
) -> None:
    posting = replace(report.postings[0], images=())
    for day, text in enumerate(["first", "first", "second"]):
        archive.add_postings(
            [replace(posting, text=text, witnessed_at=NOON + timedelta(days=day))],
            capture=archive.add_capture(capture),
        )
    first, second = rows(archive, "post_versions")
    assert (first["text"], first["version"], first["versions"]) == ("first", 1, 2)
    assert (first["first_seen"], first["last_seen"]) == (
        "2024-05-17T12:00:00Z",
        "2024-05-18T12:00:00Z",
    )
    assert (second["text"], second["version"], second["readings"]) == ("second", 2, 1)
