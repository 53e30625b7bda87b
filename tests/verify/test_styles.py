"""Style profiles: they let small things pass, and never words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.cli.check import STYLES
from archiver.errors import InputError
from archiver.model import (
    Alignment,
    Edit,
    EditKind,
    Materiality,
    QuotationReview,
    Tier,
    Verdict,
)
from archiver.verify.kinds import materiality
from archiver.verify.styles import judge_by, plain, style, styles
from archiver.verify.verdict import judge
from tests.verify.stories import Story, writer

Lay = Callable[[str, str], Alignment | None]


def edit(kind: EditKind) -> Edit:
    return Edit(kind=kind, quotation="a", original="b", at=(0, 1), original_at=(0, 1))


EDITS = st.lists(st.sampled_from(EditKind).map(edit), max_size=6)


def test_the_command_offers_every_style() -> None:
    assert styles() == STYLES
    assert styles()[0] == plain().name == "plain"


def test_an_unknown_style_is_bad_input() -> None:
    with pytest.raises(InputError, match="no style 'times'"):
        style("times")


@pytest.mark.parametrize("name", styles())
def test_a_style_softens_small_things_alone(name: str) -> None:
    assert {materiality(kind) for kind in style(name).softens} <= {Materiality.MINOR}
    assert style(name).source


@settings(deadline=None)
@given(EDITS, st.sampled_from(styles()))
def test_a_style_never_softens_words(edits: list[Edit], name: str) -> None:
    bare, by = judge(edits), judge_by(edits, style(name))
    graver = [one for one in edits if materiality(one.kind) not in {None, Materiality.MINOR}]
    if graver:
        assert by == bare
    assert by.verdict is bare.verdict or bare.materiality is Materiality.MINOR
    order = list(Verdict)
    assert order.index(by.verdict) <= order.index(bare.verdict)


@settings(deadline=None)
@given(EDITS)
def test_what_is_softened_is_still_no_exact_quotation(edits: list[Edit]) -> None:
    by = judge_by(edits, style("guardian"))
    if any(one.kind.tier > Tier.TYPOGRAPHY for one in edits):
        assert by.verdict is not Verdict.EXACT


POST = "We will NOT close 12 clinics in Leeds this year, and its a promise."


post = writer(POST, author_name="Maria Bell", handle="mariabell")


def judged(said: str, name: str) -> QuotationReview:
    story = Story(named="Bell").says("Bell posted:", said).shows(post(), copy="")
    made = story.report(post(), style=style(name))
    assert made.style == name
    return made.quotations[0]


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        pytest.param(
            "We will not close 12 clinics in Leeds this year",
            {"plain": "altered", "ap": "conventional", "wsj": "altered", "guardian": "altered"},
            id="capitals-for-emphasis",
        ),
        pytest.param(
            "We will NOT close 12 clinics in Leeds this year, and it's a promise.",
            {"plain": "altered", "ap": "altered", "guardian": "conventional"},
            id="a-slip-mended",
        ),
        pytest.param(
            "We will NOT shut 12 clinics in Leeds this year",
            dict.fromkeys(styles(), "altered"),
            id="a-word",
        ),
        pytest.param(
            "We will close 12 clinics in Leeds this year",
            dict.fromkeys(styles(), "altered"),
            id="the-negation",
        ),
    ],
)
def test_verdicts_by_style(said: str, verdicts: dict[str, str]) -> None:
    assert {name: str(judged(said, name).verdict) for name in verdicts} == verdicts


def test_what_a_style_lets_pass_is_told() -> None:
    found = judged("We will not close 12 clinics in Leeds this year", "ap")
    assert found.materiality is None
    assert any("under the style “ap” (Associated Press)" in reason for reason in found.reasons)


def test_strict_tells_conventions() -> None:
    said = "we will NOT close 12 clinics in Leeds this year."
    assert not any(r.startswith("convention:") for r in judged(said, "plain").reasons)
    strict = judged(said, "strict")
    assert strict.verdict is Verdict.CONVENTIONAL
    told = [reason for reason in strict.reasons if reason.startswith("convention:")]
    assert len(told) == 2
    assert told[0] == (
        "convention: the article has “we”, the post has “We”: a capital or small first letter"
    )
