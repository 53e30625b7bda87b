"""Full-text search over postings, and over what else is searched in the database."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.model import ArticleReport, Capture
from archiver.store import Archive


@pytest.fixture
def searched(archive: Archive, capture: Capture, report: ArticleReport) -> Archive:
    posting = report.postings[0]
    texts = (
        "We will not close the Straße café.",
        "The café closes at noon, café regulars don't like it.",
        "Nothing to see here AND there",
    )
    archive.add_postings(
        [replace(posting, text=text, images=()) for text in texts],
        capture=archive.add_capture(capture),
    )
    return archive


@pytest.mark.parametrize(
    ("words", "any_word", "found"),
    [
        pytest.param("café", False, [2, 1], id="the word twice is better than once"),
        pytest.param("CAFE", False, [2, 1], id="case and diacritics don't count"),
        pytest.param("close café", False, [1], id="all words"),
        pytest.param("close nothing", False, [], id="not all words"),
        pytest.param("close nothing", True, [1, 3], id="any word"),
        pytest.param("don't", False, [2], id="apostrophe"),
        pytest.param("“We will not close”", False, [1], id="curly quotes"),
        pytest.param('"noon" - (AND', False, [], id="query syntax is words"),
        pytest.param("here AND there", False, [3], id="an operator is a word"),
        pytest.param("— noon …", False, [2], id="marks between words"),
        pytest.param("text: noon*", False, [], id="column filter is a word"),
        pytest.param("noon*", False, [2], id="a star is a mark"),
        pytest.param("NEAR(noon)", True, [], id="a function is words"),
        pytest.param("", False, [], id="nothing"),
        pytest.param(' "" \x00 \n', False, [], id="no words"),
        pytest.param("—", False, [], id="only marks"),
        pytest.param("noon\x00here", True, [2, 3], id="NUL"),
        pytest.param("noon \ud83d", True, [2], id="lone surrogate"),
    ],
)
def test_postings_are_found_by_their_words(
    searched: Archive, words: str, any_word: bool, found: list[int]
) -> None:
    results = searched.search_postings(words, any_word=any_word)
    assert sorted(each for each, _ in results) == sorted(found)
    if found == [2, 1]:
        assert [each for each, _ in results] == found


def test_no_more_than_the_limit_are_found(searched: Archive) -> None:
    assert len(searched.search_postings("café", limit=1)) == 1


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [
        pytest.param("postings", "text", "strasse OR cafe", id="postings"),
        pytest.param("quotations", "exact", "cafe", id="quotations"),
        pytest.param("articles", "title", "naive", id="article titles"),
        pytest.param("articles", "text", "tweeted", id="article texts"),
    ],
)
def test_the_index_follows_the_table(
    archive: Archive,
    store: Callable[..., int],
    report: ArticleReport,
    table: str,
    column: str,
    word: str,
) -> None:
    store(report)
    archive.close()
    connection = sqlite3.connect(archive.path)

    def hits(query: str) -> int:
        sql = f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?"  # noqa: S608 - our own names
        return int(connection.execute(sql, [query]).fetchone()[0])

    assert hits(word) > 0
    connection.execute(f"UPDATE {table} SET {column} = 'zebra'")  # noqa: S608 - our own names
    assert hits(f"{column}: ({word})") == 0
    assert hits("zebra") > 0
    connection.close()
