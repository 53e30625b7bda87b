"""What the page makes of the judgement's own sentences."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.model import ArticleReport, Claimant, PostRef, Precision, TimeClaim, TimeKind
from archiver.report import told
from archiver.report.page import Piece


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        pytest.param("judged against it", "Judged against it.", id="a-clause"),
        pytest.param("It differs.", "It differs.", id="a-sentence"),
        pytest.param("truncated: the copy is cut", "The copy is cut.", id="a-code"),
        pytest.param(
            "translated: the post is in en, the article in de",
            "The post is in English, the article in German.",
            id="languages",
        ),
        pytest.param(
            "translated: the post is in eo, the quotation in uk",
            "The post is in eo, the quotation in Ukrainian.",
            id="a-language-without-a-name",
        ),
        pytest.param("translated", "Translated.", id="a-code-alone"),
        pytest.param(
            "right after it the post says: in de, and so on",
            "Right after it the post says: “in de, and so on”",
            id="the-posts-own-words-stay",
        ),
        pytest.param(
            "right before it the post says: Why?",
            "Right before it the post says: “Why?”",
            id="own-mark",
        ),
        pytest.param("", "", id="nothing"),
    ],
)
def test_reasons_are_sentences(reason: str, said: str) -> None:
    assert told.reason_in_words(reason) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("2026-03-18T08:00:11+00:00", "18 March 2026, 08:00:11 UTC", id="utc"),
        pytest.param("2026-03-18T08:00+02:00", "18 March 2026, 06:00:00 UTC", id="another-zone"),
        pytest.param("2026-03-18", "2026-03-18", id="a-day-stays"),
        pytest.param("2026-13-18T08:00:11Z", "2026-13-18T08:00:11Z", id="no-such-month"),
        pytest.param("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00", id="before-all"),
    ],
)
def test_instants_are_written_out(text: str, said: str) -> None:
    assert told.times_in_words(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("which is 2026-03-15", "which is 15 March 2026", id="a-day"),
        pytest.param("of 2026-03-03 12:00 UTC.", "of 3 March 2026, 12:00 UTC.", id="a-time"),
        pytest.param("says “2026-03-15”", "says “2026-03-15”", id="quoted-words-stay"),
        pytest.param("x:?ada/2026-03-15/1", "x:?ada/2026-03-15/1", id="a-key-stays"),
        pytest.param("https://a.example/2026-03-15", "https://a.example/2026-03-15", id="address"),
        pytest.param("2026-02-30", "2026-02-30", id="no-such-day"),
    ],
)
def test_days_are_written_out(text: str, said: str) -> None:
    assert told.days_in_words(text) == said


def test_sides_have_names_or_stay() -> None:
    assert told.side_in_words("embed") == "The article’s own copy"
    assert told.side_in_words("claimed") == "claimed"


def test_the_longest_key_is_read_and_none_inside_a_word() -> None:
    names = {"x:1": "of May", "x:12": "of June", "x:3": "of July"}
    anchors = {"x:1": "a", "x:12": "b"}
    assert told.linked("x:12, x:1; x:123 x:3", names, anchors) == (
        Piece(text="of June", href="b"),
        Piece(text=", "),
        Piece(text="of May", href="a"),
        Piece(text="; x:123 x:3"),
    )
    assert told.linked("x:3", {}, {}) == (Piece(text="x:3"),)


def test_a_post_of_which_no_author_is_known_keeps_its_key(council: ArticleReport) -> None:
    when = datetime(2026, 11, 2, 18, tzinfo=UTC)
    claim = TimeClaim(
        kind=TimeKind.CREATED,
        time=when,
        precision=Precision.SECOND,
        claimant=Claimant.IDENTIFIER,
        field="id",
    )
    one = replace(
        council.postings[0],
        ref=PostRef(platform="x", id="1"),
        created=None,
        created_precision=None,
        times=(claim,),
        handle="ada",
    )
    nobody = replace(one, ref=PostRef(platform="x", id="2"), handle=None, author_name=None)
    names = told.names_of_posts(replace(council, postings=(one, nobody)))
    assert dict(names) == {"x:1": "of 2 November 2026 by @ada"}
