"""Texts that end in an ellipsis, copies that are cut, and handles that differ by an underscore."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.model import FindingKind, Verdict, Witness
from tests.verify.stories import Story, writer

vane = writer(author_name="Ida Vane", handle="ida_vane")
RIVER = "The water rises each spring and the people of the lower town carry their"


@pytest.mark.parametrize(
    ("post", "words", "verdict"),
    [
        pytest.param(f"{RIVER}…", f"{RIVER} beds up to church.", Verdict.UNVERIFIABLE, id="on"),
        pytest.param(f"{RIVER}...", f"{RIVER} beds up.", Verdict.UNVERIFIABLE, id="three-dots"),
        pytest.param(
            f"{RIVER}… https://t.co/a1", f"{RIVER} beds up.", Verdict.UNVERIFIABLE, id="a-link-last"
        ),
        pytest.param(
            f"{RIVER} beds.", f"{RIVER} beds up to church.", Verdict.ALTERED, id="no-dots"
        ),
        pytest.param(
            f"{RIVER}…",
            RIVER.replace("rises", "never rises"),
            Verdict.ALTERED,
            id="before-the-ellipsis",
        ),
        pytest.param(f"{RIVER}…", RIVER, Verdict.EXACT, id="up-to-it"),
    ],
)
def test_a_quotation_that_goes_on_behind_an_ellipsis(
    post: str, words: str, verdict: Verdict
) -> None:
    shown = vane(post)
    piece = Story(named="Ida Vane", cue="tweeted").says("Ida Vane tweeted:", words).shows(shown)
    found = piece.judged(shown)
    assert found.verdict is verdict
    if verdict is Verdict.UNVERIFIABLE:
        assert "ellipsis" in found.reasons[0]


def test_of_two_like_copies_the_whole_one_judges() -> None:
    whole = vane(f"{RIVER}  beds\t up.")
    cut = replace(
        whole,
        text=f"{RIVER} beds up.",
        witness=Witness.EMBED,
        complete=False,
        incomplete_reason="?",
    )
    words = f"{RIVER} boats up."
    piece = Story(named="Ida Vane", cue="tweeted").says("Ida Vane tweeted:", words).shows(whole)
    assert piece.judged(cut, whole).verdict is Verdict.ALTERED
    assert piece.judged(cut).verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        pytest.param("Ida Vane (@ida_vane) tweeted:", False, id="the-same"),
        pytest.param("Ida Vane (@Ida_Vane) tweeted:", False, id="another-case"),
        pytest.param("Ida Vane (@ida_vane_) tweeted:", True, id="one-underscore-more"),
        pytest.param("Ida Vane (@idavane) tweeted:", True, id="one-underscore-less"),
    ],
)
def test_an_underscore_tells_handles_apart(said: str, *, differs: bool) -> None:
    post = vane(f"{RIVER} beds.")
    report = Story(named="Ida Vane").says(said, post.text).shows(post).report(post)
    assert report.quotations[0].verdict is Verdict.EXACT
    found = [one.kind for one in report.findings]
    assert found == [FindingKind.HANDLE_MISMATCH] * differs
