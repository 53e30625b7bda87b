from dataclasses import replace

import pytest

from archiver.model import ArticleReport, Availability, EditKind, Embed, Verdict, Witness
from archiver.report.facts import (
    counts,
    gravest_first,
    independent_witnesses,
    printed_date,
    same_words,
    surroundings,
    versions_of,
    worst_first,
)
from archiver.report.text import render


def test_the_worst_comes_first(council: ArticleReport) -> None:
    assert [index for index, _ in worst_first(council)] == [0, 3, 6, 1, 5, 7, 2, 4, 8]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_place(council: ArticleReport, verdict: Verdict) -> None:
    review = replace(council.quotations[0], verdict=verdict)
    report = replace(council, quotations=(review,))
    assert worst_first(report) == ((0, review),)
    assert counts(report.quotations) == ((verdict, 1),)


def test_an_altered_quotation_without_materiality_has_its_place(council: ArticleReport) -> None:
    review = replace(council.quotations[0], materiality=None)
    assert worst_first(replace(council, quotations=(review,))) == ((0, review),)


def test_the_gravest_edit_comes_first_and_typography_not_at_all(council: ArticleReport) -> None:
    altered, rain = council.quotations[0].alignment, council.quotations[4].alignment
    assert altered is not None
    assert rain is not None
    assert [edit.kind for edit in gravest_first(altered)] == [
        EditKind.NEGATION_CHANGED,
        EditKind.NUMBER_CHANGED,
        EditKind.EDGE_PUNCTUATION,
    ]
    assert gravest_first(rain) == ()


def test_an_embed_is_no_independent_witness(council: ArticleReport, worked: ArticleReport) -> None:
    mayor = versions_of(council, council.postings[0].ref)
    assert independent_witnesses(mayor) == (Witness.PLATFORM, Witness.ARCHIVE)
    assert independent_witnesses(worked.versions) == ()
    blocked = [replace(each, availability=Availability.BLOCKED_FOR_US) for each in mayor]
    assert independent_witnesses(blocked) == ()
    assert independent_witnesses([replace(mayor[0], text="")]) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("a b", "a  b\n", True, id="white space"),
        pytest.param("a https://t.co/xY1", "a pic.twitter.com/kd", True, id="links"),
        pytest.param("a https://youtu.be/x", "a bsky.app/profile/b", True, id="short forms"),
        pytest.param("not a", "a", False, id="a word"),
        pytest.param("A", "a", False, id="case"),
    ],
)
def test_same_words(one: str, other: str, *, same: bool) -> None:
    assert same_words(one, other) is same


def test_surroundings_show_that_more_stands_there(council: ArticleReport) -> None:
    review = council.quotations[0]
    assert review.posting is not None
    assert review.alignment is not None
    before, after = surroundings(review.posting.text, review.alignment)
    assert before == "The budget is passed. "
    assert after.endswith("for every site.")
    short = replace(review.alignment, before="passed. ", after=" Details")
    assert surroundings(review.posting.text, short) == ("…passed. ", " Details…")


def test_the_day_that_the_article_prints(council: ArticleReport) -> None:
    posting = council.postings[0]
    embed = Embed(ref=posting.ref, marker="test", date_line="3 March at 10:05")
    printed = replace(council, article=replace(council.article, embeds=(embed,)))
    assert printed_date(printed, posting) == "3 March at 10:05"
    assert printed_date(printed, replace(posting, ref=replace(posting.ref, id="0"))) is None
    undated = replace(posting, created=None, created_precision=None)
    shown = render(replace(printed, postings=(undated,)), width=100, color=False)
    assert "as the article prints it: 3 March at 10:05" in shown
