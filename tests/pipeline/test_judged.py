"""Whole articles, judged as a careful reader would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archiver import open_desk
from archiver.articles.reader import read
from archiver.pipeline import ArticleSource, Desk, check

JUDGED = Path(__file__).resolve().parents[2] / "fixtures" / "judged"
CASES = [
    case
    for name in ("cases.json", "languages.json")
    for case in json.loads((JUDGED / name).read_text("utf-8"))
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "archive.db", offline=True) as opened:
        yield opened


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in CASES])
def test_a_careful_reader_would_agree(case: dict[str, Any], desk: Desk) -> None:
    source = ArticleSource(name="case", payload=case["article"].encode(), received=desk.clock())
    reviews = list(check(source, desk).report.quotations)
    for expected in case["expected"]:
        has = [r for r in reviews if expected["quotation"] in r.quotation.quote.exact]
        if expected["verdict"] == ["absent"]:
            assert not has
            continue
        assert has, expected
        review = has[0]
        reviews.remove(review)
        assert review.verdict in expected["verdict"], review.reasons
        if "materiality" in expected:
            assert str(review.materiality) in expected["materiality"]
    assert not [r for r in reviews if r.verdict.accuses]


def test_the_cases_are_no_copies_of_each_other(desk: Desk) -> None:
    articles = [case["article"] for case in CASES]
    assert len(set(articles)) == len(articles) > 400
    assert read(articles[0].encode(), platforms=desk.platforms).quotations
