"""The held-out cases: fit to measure with, and without a false accusation."""

from __future__ import annotations

from collections import Counter

import pytest

from archiver.model import Verdict
from tests.gate import corpus
from tests.gate.__main__ import main
from tests.gate.corpus import ROOT, Case
from tests.gate.judging import Judged, judge
from tests.gate.scoring import score

HELDOUT = ROOT / "fixtures" / "heldout"
CASES = corpus.load(corpus.files(HELDOUT))
EVERY = [expected for case in CASES for expected in case.quotations]
AT_MOST_FALSE = 0


@pytest.fixture(scope="module")
def heldout() -> tuple[Judged, ...]:
    """All held-out cases judged, once."""
    return tuple(judge(case) for case in CASES)


def test_no_case_is_of_the_corpus() -> None:
    counts = Counter(case.id for case in (*CASES, *corpus.load()))
    assert [name for name, count in counts.items() if count > 1] == []
    articles = {case.article for case in corpus.load()}
    assert not [case.id for case in CASES if case.article in articles]


def test_half_of_the_quotations_are_no_posts_words() -> None:
    outside = sum(one.verdicts[0] is Verdict.OUT_OF_SCOPE for one in EVERY)
    assert len(EVERY) >= 160
    assert 0.4 <= outside / len(EVERY) <= 0.7


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_case_fits_together(case: Case) -> None:
    known = {*case.embeds, *(post.ref.key for post in case.posts)}
    assert case.made_up
    assert case.id.startswith(f"{case.language}-h-")
    for one in case.quotations:
        assert one.why.strip()
        assert (one.materiality is not None) == (one.verdicts[0] is Verdict.ALTERED)
        assert one.post is None or one.post in known


def test_every_quotation_stands_in_its_article(heldout: tuple[Judged, ...]) -> None:
    absent = [
        f"{one.case.id}: {expected.exact}"
        for one in heldout
        for expected, _ in one.pairs
        if expected.exact not in one.report.article.text
    ]
    assert not absent


def test_nobody_is_accused_falsely(heldout: tuple[Judged, ...]) -> None:
    false = score(heldout).false_accusations
    assert len(false) <= AT_MOST_FALSE, "\n".join(false)


def test_another_folder_is_scored_by_the_same_table(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = sum(len(case.quotations) for case in CASES if case.language == "hi")
    assert main(["--corpus", str(HELDOUT), "hi"]) == 0
    head = capsys.readouterr().out.splitlines()
    assert [cell.strip() for cell in head[2].split("|")][1:3] == ["hi", str(pairs)]
