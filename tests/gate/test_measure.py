"""The gate's own rules: what counts as right, and what the generator promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from archiver.model import Verdict
from tests.gate import corpus
from tests.gate.changes import CHANGES
from tests.gate.judging import judge
from tests.gate.mutations import Pair, pairs
from tests.gate.posts import stocks
from tests.gate.scoring import Rate, is_speaker, score
from tests.gate.trial import judged, run

CASE = """
[[case]]
id = "en-one"
made_up = true
form = "text"
article = '''"We will keep the old ferry running," Ines Calder tweeted.
We will keep the old ferry running— Ines Calder (@inescalder) January 14, 2025
'''
embeds = ["x:?inescalder/2025-01-14/1"]
[[case.quotation]]
exact = '''{exact}'''
speaker = "{speaker}"
channel = "{channel}"
verdict = "{verdict}"
{more}
why = "made up"
"""
RIGHT = {
    "exact": "We will keep the old ferry running,",
    "speaker": "Ines Calder",
    "channel": "posted",
    "verdict": "conventional",
    "more": 'edits = ["edge_punctuation"]',
}


def made(tmp_path: Path, **changed: str) -> corpus.Case:
    path = tmp_path / "en.toml"
    path.write_text(CASE.format(**{**RIGHT, **changed}), "utf-8")
    return corpus.load([path])[0]


def test_what_is_right_scores_one(tmp_path: Path) -> None:
    got = score([judge(made(tmp_path))])
    rates = (got.spans.f1, got.overlap.f1, got.attribution.recall, got.verdicts.recall)
    assert (*rates, got.edits.f1, got.embeds.f1) == (1, 1, 1, 1, 1, 1)
    assert not got.misses


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        pytest.param({"exact": "We will keep the old ferry"}, "span", id="span"),
        pytest.param({"speaker": "Tobias Quill"}, "attribution", id="speaker"),
        pytest.param({"channel": "spoken"}, "attribution", id="channel"),
        pytest.param({"verdict": "marked"}, "verdict", id="verdict"),
        pytest.param(
            {"verdict": "altered", "more": 'materiality = "meaning"'}, "verdict", id="materiality"
        ),
        pytest.param({"more": 'edits = ["sic"]'}, "edits", id="edits"),
        pytest.param({"more": 'post = "x:1"'}, "post", id="post"),
        pytest.param({"exact": "No such words"}, "span", id="absent"),
    ],
)
def test_what_is_wrong_is_counted(tmp_path: Path, changed: dict[str, str], what: str) -> None:
    got = score([judge(made(tmp_path, **changed))])
    assert any(f"[{what}]" in miss for miss in got.misses)


def test_a_part_of_a_span_counts_as_a_part(tmp_path: Path) -> None:
    got = score([judge(made(tmp_path, exact="We will keep the old"))])
    assert got.spans.f1 == 0
    assert 0.5 < got.overlap.f1 < 1


def test_an_accusation_that_no_reader_makes_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    wrong = CASE.replace("keep the old ferry running—", "never keep the old ferry running—")
    path.write_text(wrong.format(**RIGHT), "utf-8")
    assert score([judge(corpus.load([path])[0])]).false_accusations


@pytest.mark.parametrize(
    ("got", "wanted", "same"),
    [
        pytest.param("Bell", "Maria Bell", True, id="surname"),
        pytest.param("Mayor Maria Bell", "Bell", True, id="title"),
        pytest.param("maria BELL", "Maria Bell", True, id="case"),
        pytest.param("Bel", "Bell", False, id="part of a word"),
        pytest.param("Tom Reed", "Maria Bell", False, id="another"),
        pytest.param(None, "Maria Bell", False, id="nobody"),
        pytest.param("Maria Bell", None, False, id="somebody for nobody"),
        pytest.param(None, None, True, id="nobody at all"),
        pytest.param("", "Bell", False, id="empty"),
    ],
)
def test_speakers(got: str | None, wanted: str | None, same: bool) -> None:
    assert is_speaker(got, (wanted,)) is same


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('verdict = "wrong"', "wrong", id="verdict"),
        pytest.param('chanel = "posted"', "chanel", id="key"),
        pytest.param('edits = ["negation"]', "negation", id="kind"),
    ],
)
def test_a_slip_in_a_case_is_named(tmp_path: Path, line: str, reason: str) -> None:
    changed = {"verdict": "wrong"} if "verdict" in line else {"more": line}
    with pytest.raises(ValueError, match=f"en-one.*{reason}"):
        made(tmp_path, **changed)


def test_rates_of_nothing() -> None:
    assert (Rate().precision, Rate().recall, Rate().f1) == (1, 1, 1)
    assert Rate(right=1, found=2, there=4).f1 == pytest.approx(1 / 3)


# -- the generator ----------------------------------------------------------------------


def test_the_pairs_are_the_same_each_time() -> None:
    assert list(pairs(300)) == list(pairs(300))


def test_every_label_is_drawn_and_half_of_all_is_english() -> None:
    drawn = Counter(pair.label for pair in pairs())
    assert set(drawn) == set(CHANGES)
    assert sum(stock.pairs for stock in stocks()) == 20_000
    assert len(stocks()) >= 8
    assert {stock.tag: stock.pairs for stock in stocks()}["en"] == 10_000


def test_posts_are_many() -> None:
    made_posts = Counter((pair.language, pair.posts) for pair in pairs())
    tags = Counter(tag for tag, _ in made_posts)
    assert min(tags.values()) > 250


def test_a_change_changes_and_no_change_does_not() -> None:
    for pair in pairs(2_000):
        stands = any(pair.quotation in post for post in pair.posts)
        if pair.label == "untouched":
            assert stands, pair
        elif pair.least is Verdict.ALTERED:
            assert not stands, pair


def test_a_dropped_negation_is_missed_where_nothing_is_judged() -> None:
    pair = Pair(
        language="en",
        author="Ines Calder",
        said="Ines Calder tweeted",
        posts=("We will never close the old ferry in Leeds.",),
        quotation="We will never close the old ferry in Leeds.",
        label="negation_changed",
        least=Verdict.ALTERED,
    )
    assert judged(pair).quotations[0].verdict is Verdict.EXACT
    assert len(run([pair]).missed) == 1
