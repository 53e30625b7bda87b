"""A denial is never taken for another spelling, whatever word it stands in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.model import Alignment, Materiality, Verdict
from archiver.text.language import available, language
from archiver.verify.verdict import judge

LayIn = Callable[[str, str, str], Alignment | None]

FOLDER = Path(__file__).parent / "denials"
FRAMES = ("foo bar {} baz quux", "foo bar baz {}", "{} baz quux foo")
"""A denial that stands before or behind the words quoted is left out, and is no edit."""
ALTERED = (Verdict.ALTERED, Materiality.MEANING)


def _pairs(tag: str) -> Iterator[tuple[str, str]]:
    table = tomllib.loads((FOLDER / f"{tag}.toml").read_text("utf-8"))
    for pair in table["pairs"].split():
        said, denied = pair.replace("_", " ").split("/")
        yield said, denied
    for one in table["sets"]:
        for word in one["words"].split():
            for said, denied in one["forms"]:
                yield said.replace("*", word), denied.replace("*", word)


PAIRS = {path.stem: list(_pairs(path.stem)) for path in sorted(FOLDER.glob("*.toml"))}


def test_every_language_has_two_hundred() -> None:
    assert set(PAIRS) == set(available())
    assert {tag: len(set(pairs)) for tag, pairs in PAIRS.items() if len(set(pairs)) < 200} == {}


@pytest.mark.parametrize("tag", PAIRS)
def test_a_denial_turns_the_meaning(lay_in: LayIn, tag: str) -> None:
    milder = []
    spaced = not language(tag).judging.unspaced
    for one, other in PAIRS[tag]:
        for quotation, post in ((one, other), (other, one)):
            for frame in FRAMES if one.isalpha() and other.isalpha() and spaced else FRAMES[:1]:
                alignment = lay_in(tag, frame.format(quotation), frame.format(post))
                assert alignment is not None
                judgement = judge(alignment.edits)
                if (judgement.verdict, judgement.materiality) != ALTERED:
                    kinds = " ".join(edit.kind for edit in alignment.edits)
                    milder.append(f"{quotation} for {post}: {kinds}")
    assert milder == []
