"""The laws of the plan, for sentences of every language that has tables."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archiver.model import Alignment, Materiality, Verdict
from archiver.text.tokens import tokenize
from archiver.verify.verdict import judge
from tests.verify.stories import applied

LayIn = Callable[[str, str, str], Alignment | None]

TABLES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in (Path(__file__).parent / "kinds").glob("*.toml")
}
SENTENCES = {
    tag: [sentence for pair in table["denied"] for sentence in pair]
    for tag, table in TABLES.items()
}
UNSPACED = {"ja", "zh"}
ORNAMENTS = [
    "#Leeds",
    "@mayor",
    "🎉",
    "👩‍👩‍👧",
    "https://t.co/aB3xYz",
    "🇬🇧",
    "12",
    "٣٥",
    "5 %",
    "4-3",
]
QUOTED = [("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("‘", "’"), ('"', '"'), ("(", ")")]
GAPS = [" ", ". ", "! ", "\n", "\n\n", " — ", "… ", ": ", "。", "، "]
ALTERED = (Verdict.ALTERED, Materiality.MEANING)

languages = st.sampled_from(sorted(TABLES))


@st.composite
def posts(draw: st.DrawFn) -> tuple[str, str]:
    """A language, and a post in it."""
    tag = draw(languages)
    sentences = st.sampled_from(SENTENCES[tag])
    wrapped = st.tuples(st.sampled_from(QUOTED), sentences).map(lambda p: p[1].join(p[0]))
    bits = st.one_of(sentences, sentences, wrapped, st.sampled_from(ORNAMENTS))
    parts = st.lists(st.tuples(bits, st.sampled_from(GAPS)), min_size=1, max_size=5)
    return tag, "".join(bit + gap for bit, gap in draw(parts))


@settings(deadline=None, max_examples=200)
@given(case=posts(), start=st.integers(0, 60), size=st.integers(1, 60))
def test_an_unedited_span_is_exact(
    lay_in: LayIn, case: tuple[str, str], start: int, size: int
) -> None:
    tag, post = case
    tokens = tokenize(post)
    assume(start < len(tokens))
    end = min(start + size, len(tokens))
    alignment = lay_in(tag, post[tokens.starts[start] : tokens.ends[end - 1]], post)
    assert alignment is not None
    assert alignment.edits == ()


GLYPHS = str.maketrans("“”„«»‘’「」", '"""""\'\'""')


@settings(deadline=None, max_examples=200)
@given(case=posts())
def test_other_quotation_marks_are_at_worst_exact(lay_in: LayIn, case: tuple[str, str]) -> None:
    tag, post = case
    assume(len(tokenize(post)))
    for one, other in ((post, post.translate(GLYPHS)), (post.translate(GLYPHS), post)):
        alignment = lay_in(tag, one.strip(), other)
        assert alignment is not None
        assert judge(alignment.edits).verdict in {Verdict.EXACT, Verdict.CONVENTIONAL}


@settings(deadline=None, max_examples=300)
@given(
    tag=languages,
    pair=st.integers(0, 11),
    before=st.integers(0, 23),
    after=st.integers(0, 23),
    swapped=st.booleans(),
)
def test_a_denial_changes_the_meaning_wherever_it_stands(
    lay_in: LayIn, tag: str, pair: int, before: int, after: int, *, swapped: bool
) -> None:
    said, denied = TABLES[tag]["denied"][pair]
    quotation, post = (denied, said) if swapped else (said, denied)
    head, tail = SENTENCES[tag][before], SENTENCES[tag][after]
    assume({head, tail}.isdisjoint({said, denied}))
    gap = "\n" if tag in UNSPACED else ". "
    alignment = lay_in(tag, gap.join((head, quotation, tail)), gap.join((head, post, tail)))
    assert alignment is not None
    judgement = judge(alignment.edits)
    assert (judgement.verdict, judgement.materiality) == ALTERED


NUMBERS = ["3", "12", "17", "250", "4,000", "1.5", "7%", "2019", "-5", "€20", "5 km"]


@settings(deadline=None, max_examples=300)
@given(
    tag=languages,
    sentence=st.integers(0, 23),
    at=st.integers(1, 40),
    numbers=st.lists(st.sampled_from(NUMBERS), min_size=2, max_size=2, unique=True),
    dropped=st.booleans(),
)
def test_another_number_changes_the_meaning(
    lay_in: LayIn, tag: str, sentence: int, at: int, numbers: list[str], *, dropped: bool
) -> None:
    text = SENTENCES[tag][sentence]
    tokens = tokenize(text)
    assume(at < len(tokens) - 1)
    head, tail = text[: tokens.starts[at]], text[tokens.starts[at] :]
    one, other = (f"{head} {number} {tail}" for number in numbers)
    alignment = lay_in(tag, text if dropped else one, other)
    assert alignment is not None
    judgement = judge(alignment.edits)
    assert (judgement.verdict, judgement.materiality) == ALTERED


@st.composite
def near_pairs(draw: st.DrawFn) -> tuple[str, str, str]:
    """A language, a post in it, and the same with parts put in, taken away or replaced."""
    tag, post = draw(posts())
    cuts = sorted(draw(st.lists(st.integers(0, len(post)), max_size=6)))
    pieces = st.sampled_from(
        [*ORNAMENTS, "…", "[...]", "[sic]", "ない", "不", "لا", "\u200f", "ा", "́", "'", "」", ""]
    )
    changed, at = "", 0
    for left, right in zip(cuts[::2], cuts[1::2], strict=False):
        changed += post[at:left] + draw(pieces)
        at = right
    return tag, changed + post[at:], post


@settings(deadline=None, max_examples=400)
@given(case=near_pairs())
def test_the_edits_give_the_quotation_back(lay_in: LayIn, case: tuple[str, str, str]) -> None:
    tag, quotation, post = case
    alignment = lay_in(tag, quotation, post)
    if alignment is None:
        return
    for edit in alignment.edits:
        assert quotation[slice(*edit.at)] == edit.quotation
        assert post[slice(*edit.original_at)] == edit.original
    assert applied(alignment, post) == quotation


@pytest.mark.parametrize("tag", sorted(TABLES))
def test_no_sentence_is_another_one(lay_in: LayIn, tag: str) -> None:
    for said, denied in TABLES[tag]["denied"]:
        alignment = lay_in(tag, said, denied)
        assert alignment is not None
        assert alignment.edits
