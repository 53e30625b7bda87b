from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import ArticleReport, Edit, EditKind
from archiver.report.diff import Segment, segments, word_segments

SIDES = st.text(max_size=6)
ROW = st.lists(SIDES | st.tuples(SIDES, SIDES, st.sampled_from(EditKind)), max_size=8)


@given(row=ROW, before=st.text(max_size=5), after=st.text(max_size=5))
def test_the_sides_joined_are_the_two_texts(
    row: list[Any], before: str, after: str, align_rows: Callable[..., Any]
) -> None:
    made = align_rows(row, before=before, after=after)
    found = segments(made.exact, made.text, made.alignment)
    target = made.alignment.target
    assert "".join(each.quotation for each in found) == made.exact
    assert "".join(each.original for each in found) == made.text[target.start : target.end]


@given(row=ROW)
def test_every_edit_is_one_segment_in_order(row: list[Any], align_rows: Callable[..., Any]) -> None:
    made = align_rows(row)
    found = segments(made.exact, made.text, made.alignment)
    marked = [(each.quotation, each.original, each.kind) for each in found if each.kind]
    assert marked == [(each.quotation, each.original, each.kind) for each in made.alignment.edits]
    assert all(each.quotation == each.original for each in found if each.kind is None)


def test_segments_of_the_worked_example(worked: ArticleReport) -> None:
    review = worked.quotations[1]
    assert review.posting is not None
    assert review.alignment is not None
    found = segments(review.quotation.quote.exact, review.posting.text, review.alignment)
    assert [(each.quotation[-6:], each.original[-6:], each.kind) for each in found] == [
        ("change", "change", None),
        (".", "", EditKind.EDGE_PUNCTUATION),
    ]


def _edit(at: tuple[int, int], original_at: tuple[int, int], ours: str, theirs: str) -> Edit:
    return Edit(
        kind=EditKind.NUMBER_CHANGED,
        quotation=ours,
        original=theirs,
        at=at,
        original_at=original_at,
    )


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param((), id="a difference that no edit explains"),
        pytest.param((_edit((0, 3), (0, 3), "two", "six"),), id="a side that stands elsewhere"),
        pytest.param((_edit((4, 7), (4, 7), "two", "one"),) * 2, id="edits that overlap"),
        pytest.param((_edit((4, 10), (4, 9), "two ok", "one o"),), id="an edit past the target"),
    ],
)
def test_an_alignment_that_does_not_fit_is_refused(
    edits: tuple[Edit, ...], align_rows: Callable[..., Any]
) -> None:
    made = align_rows(["all ", ("two", "one", EditKind.NUMBER_CHANGED), " ok"])
    alignment = replace(made.alignment, edits=edits)
    if edits and edits[0].at == (4, 10):
        alignment = replace(alignment, target=replace(alignment.target, end=8))
    with pytest.raises(ValueError, match=r"no edit explains|does not stand|past the target"):
        segments(made.exact, made.text, alignment)


@given(one=st.text(max_size=40), other=st.text(max_size=40))
def test_word_segments_give_both_texts_back(one: str, other: str) -> None:
    found = word_segments(one, other)
    assert "".join(each.quotation for each in found) == one
    assert "".join(each.original for each in found) == other
    assert all(each.quotation == each.original for each in found if each.kind is None)
    assert all(each.quotation != each.original for each in found if each.kind)


@pytest.mark.parametrize(
    ("one", "other", "marked"),
    [
        pytest.param("keep two open", "keep one open", [("two", "one")], id="a word exchanged"),
        pytest.param("not now", "now", [("not ", "")], id="a word more"),
        pytest.param("now", "now!", [("", "!")], id="a mark less"),
        pytest.param("5か所開設", "3か所開設", [("5", "3")], id="digits inside Japanese"),
        pytest.param("雨が降る", "雪が降る", [("雨", "雪")], id="a Han character"),
        pytest.param("x", "x", [], id="the same"),
        pytest.param("", "", [], id="nothing"),
    ],
)
def test_words_that_differ_are_marked(one: str, other: str, marked: list[tuple[str, str]]) -> None:
    found = word_segments(one, other)
    assert [(each.quotation, each.original) for each in found if each.kind] == marked


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    one, other = "a " * 50_000, "b " * 50_000
    assert word_segments(one, other) == (
        Segment(quotation=one, original=other, kind=EditKind.WORD_SUBSTITUTED),
    )
