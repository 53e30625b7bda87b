"""A denial is never taken for another spelling, whatever word it stands in."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archiver.model import Alignment, EditKind, Materiality, Tier, Verdict
from archiver.text.language import Judging, available, language
from archiver.text.tokens import tokenize
from archiver.verify.kinds import materiality
from archiver.verify.parts import NOTHING, segments
from archiver.verify.verdict import judge
from archiver.verify.words import words_of

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


MILD = {
    kind
    for kind in EditKind
    if kind.tier is not Tier.UNMARKED or materiality(kind) is Materiality.MINOR
}


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(str.maketrans("ıł", "il")))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _drawn_out(text: str) -> str:
    return text + text[-1] * 2


def _swapped(text: str) -> str:
    return text[:-3] + text[-2] + text[-3] + text[-1] if len(text) > 5 else text


def _glued(text: str) -> str:
    return text.replace(" ", "")


def _hyphened(text: str) -> str:
    return text.replace(" ", "-")


LATIN = {"de", "en", "es", "fr", "id", "it", "nl", "pl", "pt", "tr"}
SLIPS = {
    "unaccented": (_without_accents, LATIN),
    "upper": (str.upper, LATIN | {"ru", "uk"}),
    "drawn-out": (_drawn_out, LATIN | {"ru", "uk"}),
    "swapped": (_swapped, LATIN | {"ru", "uk"}),
    "glued": (_glued, set(PAIRS)),
    "hyphened": (_hyphened, set(PAIRS)),
}


@pytest.mark.parametrize(
    ("slip", "tag"),
    [
        pytest.param(f, tag, id=f"{name}-{tag}")
        for name, (f, tags) in SLIPS.items()
        for tag in sorted(tags)
    ],
)
def test_a_slip_of_the_pen_hides_no_denial(
    lay_in: LayIn, slip: Callable[[str], str], tag: str
) -> None:
    milder = []
    for one, other in PAIRS[tag]:
        for quotation, post in ((slip(one), other), (one, slip(other))):
            for mine, theirs in ((quotation, post), (post, quotation)):
                alignment = lay_in(tag, f"foo bar {mine} baz quux", f"foo bar {theirs} baz quux")
                assert alignment is not None
                kinds = {edit.kind for edit in alignment.edits}
                if kinds <= MILD:
                    milder.append(f"{mine} for {theirs}: {' '.join(kinds)}")
    assert milder == []


@pytest.mark.parametrize("tag", sorted(PAIRS))
def test_no_table_writes_a_denial_out_as_what_denies_nothing(tag: str) -> None:
    tables = language(tag).judging
    turned = [
        f"{word}: {form}"
        for table in (tables.contractions, tables.abbreviations, tables.misspellings)
        for word, forms in table.items()
        for form in forms
        if word[-1] != "." and _denies(word, tables) and not _denies(form, tables)
    ]
    assert turned == []


def _denies(phrase: str, tables: Judging) -> bool:
    words = words_of(tokenize(phrase), 0, len(tokenize(phrase)), tables)
    found = segments(words, NOTHING, tables)
    return any(part in tables.negations for part in found)


@pytest.mark.parametrize(
    ("tag", "quotation", "post"),
    [
        pytest.param(
            "pl",
            "Nie dostałem odpowiedzi od prezesa.",
            "W tym roku nie zamkniemy szpitala. Dostałem odpowiedzi od prezesa.",
            id="pl",
        ),
        pytest.param(
            "en",
            "We have not told the mayor about it",
            "We have not shut the road. Told the mayor about it",
            id="en",
        ),
    ],
)
def test_a_denial_of_another_sentence_is_none_of_this_one(
    lay_in: LayIn, tag: str, quotation: str, post: str
) -> None:
    alignment = lay_in(tag, quotation, post)
    assert alignment is not None
    assert EditKind.NEGATION_CHANGED in {edit.kind for edit in alignment.edits}
