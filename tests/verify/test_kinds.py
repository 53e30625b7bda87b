"""Every kind of edit, by example: what it is, and what only looks like it.

The sentences are made up, or are well-known public posts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from archiver.model import Alignment, EditKind, Materiality, Verdict
from archiver.text.language import available
from archiver.verify.kinds import gravest, materiality, weight
from archiver.verify.verdict import judge

Lay = Callable[[str, str], Alignment | None]

LayIn = Callable[[str, str, str], Alignment | None]

HERE = Path(__file__).parent
TABLES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in HERE.glob("kinds/*.toml")}
NEAR: dict[str, list[str]] = tomllib.loads((HERE / "near.toml").read_text("utf-8"))
C, M = Verdict.CONVENTIONAL, Verdict.MARKED
MINOR, WORDING, MEANING = Materiality.MINOR, Materiality.WORDING, Materiality.MEANING
ALTERED = (Verdict.ALTERED, MEANING)


def test_every_language_has_examples() -> None:
    assert set(TABLES) == set(available())
    assert all(len(table["denied"]) >= 12 for table in TABLES.values())
    assert all(table["same_numbers"] and table["other_numbers"] for table in TABLES.values())


def test_every_kind_has_examples() -> None:
    english = TABLES["en"]["kinds"]
    assert set(english) == {str(kind) for kind in EditKind}
    assert all(len(rows) >= 3 for rows in english.values())


@pytest.mark.parametrize(
    ("tag", "kind", "quotation", "post"),
    [
        pytest.param(tag, kind, quotation, post, id=f"{tag}-{kind}-{number}")
        for tag, table in TABLES.items()
        for kind, rows in table["kinds"].items()
        for number, (quotation, post) in enumerate(rows, 1)
    ],
)
def test_kind(lay_in: LayIn, tag: str, kind: str, quotation: str, post: str) -> None:
    alignment = lay_in(tag, quotation, post)
    assert alignment is not None
    kinds = [edit.kind for edit in alignment.edits]
    assert EditKind(kind) in kinds
    assert gravest(kinds).tier == EditKind(kind).tier
    assert weight(gravest(kinds)) == weight(EditKind(kind))


def _rows(name: str) -> list[ParameterSet]:
    return [
        pytest.param(tag, *row, id=f"{tag}-{number}")
        for tag, table in TABLES.items()
        for number, row in enumerate(table[name], 1)
    ]


@pytest.mark.parametrize(("tag", "said", "denied"), _rows("denied"))
def test_a_denial_dropped_or_put_in_is_a_negation_changed(
    lay_in: LayIn, tag: str, said: str, denied: str
) -> None:
    for quotation, post in ((said, denied), (denied, said)):
        alignment = lay_in(tag, quotation, post)
        assert alignment is not None
        assert EditKind.NEGATION_CHANGED in {edit.kind for edit in alignment.edits}
        judgement = judge(alignment.edits)
        assert (judgement.verdict, judgement.materiality) == ALTERED


NOTATION = {
    *(EditKind.SPELLING, EditKind.ABBREVIATION, EditKind.WHITESPACE, EditKind.DASH_GLYPH),
    *(EditKind.INNER_PUNCTUATION, EditKind.UNICODE_FORM),
}


@pytest.mark.parametrize(("tag", "one", "other"), _rows("same_numbers"))
def test_the_same_number_in_another_notation(lay_in: LayIn, tag: str, one: str, other: str) -> None:
    for quotation, post in ((one, other), (other, one)):
        alignment = lay_in(tag, f"foo bar {quotation} baz quux", f"foo bar {post} baz quux")
        assert alignment is not None
        assert alignment.edits
        assert {edit.kind for edit in alignment.edits} <= NOTATION


@pytest.mark.parametrize(("tag", "one", "other"), _rows("other_numbers"))
def test_another_number_unit_or_date(lay_in: LayIn, tag: str, one: str, other: str) -> None:
    for quotation, post in ((one, other), (other, one)):
        alignment = lay_in(tag, f"foo bar {quotation} baz quux", f"foo bar {post} baz quux")
        assert alignment is not None
        kinds = {edit.kind for edit in alignment.edits}
        assert kinds & {EditKind.NUMBER_CHANGED, EditKind.REORDERED}
        judgement = judge(alignment.edits)
        assert (judgement.verdict, judgement.materiality) == ALTERED


@pytest.mark.parametrize(
    ("quotation", "post", "outcome", "kinds"),
    [pytest.param(*row, id=name) for name, row in NEAR.items()],
)
def test_near_misses(lay: Lay, quotation: str, post: str, outcome: str, kinds: str) -> None:
    alignment = lay(quotation, post)
    assert alignment is not None
    judgement = judge(alignment.edits)
    assert (judgement.materiality or judgement.verdict) == outcome
    assert " ".join(edit.kind for edit in alignment.edits) == kinds


@pytest.mark.parametrize("kind", list(EditKind))
def test_materiality_is_of_the_last_tier_alone(kind: EditKind) -> None:
    assert (materiality(kind) is None) == (kind.tier < EditKind.INNER_PUNCTUATION.tier)


@pytest.mark.parametrize(
    ("kinds", "verdict", "matters"),
    [
        pytest.param([], Verdict.EXACT, None, id="none"),
        pytest.param([EditKind.WHITESPACE], Verdict.EXACT, None, id="typography"),
        pytest.param([EditKind.WHITESPACE, EditKind.LINK_FORM], C, None, id="convention"),
        pytest.param([EditKind.ELLIPSIS, EditKind.LINK_FORM], M, None, id="marked"),
        pytest.param([EditKind.INNER_CASE, EditKind.ELLIPSIS], Verdict.ALTERED, MINOR, id="minor"),
        pytest.param(
            [EditKind.WORD_DELETED, EditKind.INNER_CASE], Verdict.ALTERED, WORDING, id="wording"
        ),
        pytest.param(
            [EditKind.WORD_DELETED, EditKind.REORDERED], Verdict.ALTERED, MEANING, id="meaning"
        ),
    ],
)
def test_the_verdict_is_that_of_the_gravest_edit(
    lay: Lay, kinds: list[EditKind], verdict: Verdict, matters: Materiality | None
) -> None:
    alignment = lay("we x", "we y")
    assert alignment is not None
    edit = alignment.edits[0]
    judgement = judge(replace(edit, kind=kind) for kind in kinds)
    assert (judgement.verdict, judgement.materiality) == (verdict, matters)


def test_the_gravest_does_not_depend_on_the_order() -> None:
    same = [EditKind.INNER_PUNCTUATION, EditKind.INNER_EMOJI, EditKind.SPELLING]
    assert gravest(same) is gravest(same[::-1]) is EditKind.SPELLING


@pytest.mark.parametrize(
    ("quotation", "post"),
    [
        pytest.param("", "We won", id="no-words"),
        pytest.param("…", "We won …", id="marks-alone"),
        pytest.param("We won", "", id="no-post"),
        pytest.param("xylophone", "We won", id="nothing-in-common"),
        pytest.param("[sic]", "We won", id="an-editor's-word-alone"),
    ],
)
def test_nothing_to_lay(lay: Lay, quotation: str, post: str) -> None:
    assert lay(quotation, post) is None
