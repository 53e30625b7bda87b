"""Full-text search over postings, and over what else is searched in the database."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from archiver.model import ArticleReport, Capture
from archiver.store import Archive
from archiver.store.schema import migrations


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


SIGNS = {
    1: "橋は春までに必ず架け直します。反対派とも話し合います。",
    2: "我們不會關閉診所。We will not close them.",
    3: "เราจะไม่ปิดคลินิกทั้งสิบสองแห่ง",
    4: "لن نغلق العيادات الاثنتي عشرة في المدينة",
    5: 'לא נסגור את המרפאות, צה"ל יישאר כאן',
    6: "हम क्लीनिक बंद नहीं करेंगे",
    7: "다리는 봄까지 반드시 다시 놓겠다",
    8: "Nothing of this in English",
}


@pytest.fixture
def signs(archive: Archive, capture: Capture, report: ArticleReport) -> Archive:
    posting = report.postings[0]
    archive.add_postings(
        [replace(posting, text=text, images=()) for text in SIGNS.values()],
        capture=archive.add_capture(capture),
    )
    return archive


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("春までに必ず架け直します", [1], id="japanese, the middle of a sentence"),
        pytest.param("橋は春までに必ず架け直します、反対派とも", [1], id="other marks"),
        pytest.param("橋は秋までに", [], id="another word"),
        pytest.param("反対派 架け直します", [1], id="two runs in any order"),
        pytest.param("必ず", [1], id="two signs"),
        pytest.param("不會關閉診所", [2], id="chinese"),
        pytest.param("診所。we will", [2], id="two scripts"),
        pytest.param("ไม่ปิดคลินิก", [3], id="thai"),
        pytest.param("لن نغلق العيادات", [4], id="arabic"),
        pytest.param("לא נסגור את המרפאות", [5], id="hebrew"),
        pytest.param("צה״ל יישאר", [5], id="another gershayim"),
        pytest.param("क्लीनिक बंद नहीं", [6], id="hindi"),
        pytest.param("다리는 봄까지", [7], id="korean"),
        pytest.param('橋は" OR "English', [], id="query syntax"),
        pytest.param("。、", [], id="only marks"),
    ],
)
def test_words_without_spaces_are_found(signs: Archive, words: str, found: list[int]) -> None:
    assert [each for each, _ in signs.search_postings(words)] == found


def test_any_three_signs_are_found(signs: Archive) -> None:
    found = signs.search_postings("橋は秋までに必ず壊します", any_word=True)
    assert [each for each, _ in found] == [1]
    assert signs.search_postings("必ず", any_word=True)


def test_the_index_of_signs_follows_the_table(signs: Archive) -> None:
    signs._db.execute("UPDATE postings SET text = '新しい文章です' WHERE id = 1")
    signs._db.execute("UPDATE postings SET text = 'plain' WHERE id = 2")
    signs._db.execute("UPDATE postings SET text = '診所はありません' WHERE id = 8")
    assert [each for each, _ in signs.search_postings("新しい文章")] == [1]
    assert signs.search_postings("架け直します") == ()
    assert [each for each, _ in signs.search_postings("診所は")] == [8]
    signs._db.execute(
        "INSERT INTO postings_signs_fts (postings_signs_fts) VALUES ('integrity-check')"
    )


def test_an_older_archive_gets_the_index(signs: Archive) -> None:
    db = signs._db
    for trigger in ("ai", "ad", "au"):
        db.execute(f"DROP TRIGGER postings_signs_{trigger}")
    db.execute("DROP TABLE postings_signs_fts")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm006_signs'")
    assert {step.name for step in migrations().pending(db)} == {"m006_signs"}
    db.conn.commit()
    signs.close()
    with Archive.open(signs.path, clock=signs._scribe.clock) as opened:
        assert [each for each, _ in opened.search_postings("必ず架け直します")] == [1]
        assert opened.audit() == ()
