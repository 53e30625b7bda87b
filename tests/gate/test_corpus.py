"""The corpus itself: whole, unchanged, and fit to measure with."""

from __future__ import annotations

from collections import Counter

import pytest

from archiver.model import Channel, EditKind, Materiality, Tier, Verdict
from archiver.text.language import available
from tests.gate import corpus
from tests.gate.corpus import Case
from tests.gate.judging import Judged

CASES = corpus.load()
EVERY = [expected for case in CASES for expected in case.quotations]
LANGUAGES = frozenset(
    [
        "ar",
        "de",
        "en",
        "es",
        "fr",
        "he",
        "hi",
        "id",
        "it",
        "ja",
        "ko",
        "nl",
        "pl",
        "pt",
        "ru",
        "tr",
        "uk",
        "zh",
    ]
)


def test_the_digest_is_the_pinned_one() -> None:
    assert corpus.digest() == (corpus.CORPUS / "DIGEST").read_text("ascii").strip(), (
        "the corpus has changed: python -m tests.gate --pin"
    )


def test_every_language_is_there() -> None:
    assert {case.language for case in CASES} == LANGUAGES
    assert set(available()) <= LANGUAGES


def test_ids_are_unique_and_begin_with_their_language() -> None:
    twice = [name for name, count in Counter(case.id for case in CASES).items() if count > 1]
    assert not twice
    assert not [case.id for case in CASES if not case.id.startswith(f"{case.language}-")]


def test_every_case_says_where_it_comes_from() -> None:
    assert not [c.id for c in CASES if not c.made_up and not (c.source and c.licence)]


def test_every_expectation_says_why() -> None:
    assert not [one.exact for one in EVERY if not one.why.strip()]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_case_fits_together(case: Case) -> None:
    assert case.quotations or case.findings or case.embeds
    known = {*case.embeds, *(post.ref.key for post in case.posts)}
    for one in case.quotations:
        assert (one.materiality is not None) <= (Verdict.ALTERED in one.verdicts)
        assert one.post is None or one.post in known
        if one.verdicts[0] is Verdict.EXACT and one.edits is not None:
            assert all(kind.tier is Tier.TYPOGRAPHY for kind in one.edits)


def test_every_quotation_stands_in_its_article(judged: tuple[Judged, ...]) -> None:
    absent = [
        f"{one.case.id}: {expected.exact}"
        for one in judged
        for expected, _ in one.pairs
        if expected.exact not in one.report.article.text
    ]
    assert not absent


@pytest.mark.parametrize("verdict", [pytest.param(v, id=v.value) for v in Verdict])
def test_every_verdict_is_expected_in_most_languages(verdict: Verdict) -> None:
    tags = {c.language for c in CASES for q in c.quotations if q.verdicts[0] is verdict}
    assert len(tags) >= 7


@pytest.mark.parametrize("matters", [pytest.param(m, id=m.value) for m in Materiality])
def test_every_materiality_is_expected(matters: Materiality) -> None:
    assert sum(one.materiality is matters for one in EVERY) >= 20


@pytest.mark.parametrize("channel", [pytest.param(c, id=c.value) for c in Channel])
def test_every_channel_is_expected(channel: Channel) -> None:
    assert any(channel in one.channels for one in EVERY)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, id=kind.value)
        for kind in (
            *(EditKind.FIRST_LETTER_CASE, EditKind.EDGE_PUNCTUATION, EditKind.HASHTAG_MARK),
            *(EditKind.ELLIPSIS, EditKind.BRACKETED, EditKind.SIC, EditKind.SPELLING),
            *(EditKind.CONTRACTION, EditKind.INNER_CASE, EditKind.WORD_SUBSTITUTED),
            *(EditKind.WORD_INSERTED, EditKind.WORD_DELETED, EditKind.NUMBER_CHANGED),
            *(EditKind.NEGATION_CHANGED, EditKind.NAME_CHANGED, EditKind.MODALITY_CHANGED),
        )
    ],
)
def test_kinds_of_edits_are_expected(kind: EditKind) -> None:
    assert any(one.edits and kind in one.edits for one in EVERY)
