"""A number is the same in every notation, and no other number is, in every language."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from itertools import combinations, permutations, product
from pathlib import Path

import pytest
import regex

from archiver.model import Alignment, EditKind, Materiality, Verdict
from archiver.text.language import available
from archiver.verify.verdict import judge

LayIn = Callable[[str, str, str], Alignment | None]

ROWS: dict[str, list[list[str]]] = tomllib.loads(
    (Path(__file__).parent / "numbers.toml").read_text("utf-8")
)
FRAMES = ("foo bar {} baz quux", "{} foo bar baz quux", "foo bar baz quux {}")
NOTATION = {
    *(EditKind.SPELLING, EditKind.ABBREVIATION, EditKind.WHITESPACE, EditKind.DASH_GLYPH),
    *(EditKind.INNER_PUNCTUATION, EditKind.UNICODE_FORM, EditKind.EDGE_PUNCTUATION),
}
ALTERED = (Verdict.ALTERED, Materiality.MEANING)
DIGITS = regex.compile(r"\d")


def test_every_language_has_rows() -> None:
    assert set(ROWS) == set(available())
    assert all(len(rows) >= 3 for rows in ROWS.values())


def _kinds(lay_in: LayIn, tag: str, frame: str, one: str, other: str) -> list[EditKind]:
    alignment = lay_in(tag, frame.format(one), frame.format(other))
    assert alignment is not None
    return [edit.kind for edit in alignment.edits]


@pytest.mark.parametrize("tag", sorted(ROWS))
def test_one_number_in_two_notations_is_the_same(lay_in: LayIn, tag: str) -> None:
    accused = [
        f"{one} = {other}: {' '.join(kinds)}"
        for row in ROWS[tag]
        for one, other in permutations(row, 2)
        for frame in FRAMES
        if not NOTATION.issuperset(kinds := _kinds(lay_in, tag, frame, one, other))
    ]
    assert accused == []


def _others(tag: str) -> Iterator[tuple[str, str]]:
    """Two forms of different rows, and forms with one digit changed beside those of their row."""
    for row, other in combinations(ROWS[tag], 2):
        yield from product(row, other)
    for row in ROWS[tag]:
        for one in row:
            for match in DIGITS.finditer(one):
                changed = str((int(match.group()) + 1) % 10)
                wrong = one[: match.start()] + changed + one[match.end() :]
                yield from ((wrong, other) for other in row)


@pytest.mark.parametrize("tag", sorted(ROWS))
def test_no_other_number_is_the_same(lay_in: LayIn, tag: str) -> None:
    milder = []
    for pair in _others(tag):
        for one, other in permutations(pair):
            kinds = _kinds(lay_in, tag, FRAMES[0], one, other)
            alignment = lay_in(tag, FRAMES[0].format(one), FRAMES[0].format(other))
            assert alignment is not None
            judgement = judge(alignment.edits)
            if (judgement.verdict, judgement.materiality) != ALTERED:
                milder.append(f"{one} for {other}: {' '.join(kinds)}")
    assert milder == []
