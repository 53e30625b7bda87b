"""Quotations that are joined from several posts: when that is an alteration, and when it is not.

All posts, people and ids are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import (
    ArticleReport,
    Channel,
    Coverage,
    EditKind,
    FindingKind,
    Materiality,
    PostRef,
    Precision,
    SocialMediaPosting,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from tests.verify.stories import Story, applied, writer

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
ONE = "We open the lock gates at noon tomorrow for every boat."
TWO = "Bring your own rope and nobody will be turned away."
LONG = (
    "The harbour stays open all winter. Nobody pays more than before the storm. "
    "We thank the crews of both tugs."
)


def ref(number: int) -> PostRef:
    return PostRef(platform="x", id=str(number))


lena = writer(author_name="Lena Probst", handle="lenaprobst", author_id="77")
OTTO = {"author_name": "Otto Quast", "handle": "ottoquast", "author_id": "88"}


def post(text: str, number: int = 1, **facts: Any) -> SocialMediaPosting:
    then = {"created": NOON + timedelta(minutes=number), "created_precision": Precision.SECOND}
    return lena(text, number, **{**then, **facts})


def other(text: str, number: int = 2, **facts: Any) -> SocialMediaPosting:
    return post(text, number, **{**OTTO, **facts})


def report(
    said: str,
    *postings: SocialMediaPosting,
    shown: Sequence[PostRef] | None = None,
    named: str | None = "Probst",
    channel: Channel = Channel.POSTED,
    lead: str = "Probst posted: ",
) -> ArticleReport:
    quote = TextQuoteSelector(exact=said, prefix=f"{lead}“", suffix="”")
    story = Story(named=named).says(lead, said, quote=quote, channel=channel)
    return story.shows(*(postings if shown is None else shown)).report(*postings)


REPLY = {"in_reply_to": ref(1)}
JOINED = f"{ONE} {TWO}"


@pytest.mark.parametrize(
    ("said", "postings", "verdict"),
    [
        pytest.param(JOINED, [post(ONE), post(TWO, 2, **REPLY)], "conventional", id="thread"),
        pytest.param(
            JOINED,
            [post(f"1/2 {ONE} 🧵"), post(f"{TWO} #boats 2/2", 2, **REPLY)],
            "conventional",
            id="thread-with-counters",
        ),
        pytest.param(
            f"{ONE} … {TWO}", [post(ONE), post(TWO, 2)], "marked", id="ellipsis-between-two-posts"
        ),
        pytest.param(f"{ONE}\n{TWO}", [post(ONE), post(TWO, 2)], "marked", id="two-paragraphs"),
        pytest.param(f"{ONE}” “{TWO}", [post(ONE), post(TWO, 2)], "marked", id="marks-closed"),
        pytest.param(JOINED, [post(ONE), post(TWO, 2)], "unverifiable", id="perhaps-a-thread"),
        pytest.param(
            JOINED,
            [post(ONE, created=None), post(TWO, 2, created=None)],
            "unverifiable",
            id="perhaps-a-thread-without-times",
        ),
        pytest.param(
            JOINED,
            [post(ONE), post(TWO, 2, created=NOON + timedelta(days=3))],
            "altered",
            id="days-apart",
        ),
        pytest.param(f"{TWO} {ONE}", [post(ONE), post(TWO, 2, **REPLY)], "altered", id="reversed"),
        pytest.param(
            f"We open the lock gates at noon {TWO}",
            [post(ONE), post(TWO, 2, **REPLY)],
            "altered",
            id="cut-before-the-seam",
        ),
        pytest.param(JOINED, [post(ONE), other(TWO)], "altered", id="two-people"),
        pytest.param(f"{ONE} … {TWO}", [post(ONE), other(TWO)], "altered", id="people-by-ellipsis"),
        pytest.param(f"{ONE}\n{TWO}", [post(ONE), other(TWO)], "unverifiable", id="set-apart"),
        pytest.param(
            JOINED,
            [post(ONE, shared_content=ref(2)), other(TWO)],
            "altered",
            id="the-post-that-it-quotes",
        ),
        pytest.param(
            "We thank the crews of both tugs. The harbour stays open all winter.",
            [post(LONG)],
            "altered",
            id="one-post-turned-round",
        ),
    ],
)  # fmt: skip
def test_parts_of_several_posts(
    said: str, postings: list[SocialMediaPosting], verdict: str
) -> None:
    (found,) = report(said, *postings).quotations
    assert found.verdict == verdict, found.reasons
    assert (found.materiality is Materiality.MEANING) is (verdict == "altered")


def test_the_pieces_are_named() -> None:
    made = report(JOINED, post(ONE), other(TWO))
    (found,) = made.quotations
    assert found.reasons[0].startswith(
        "The article joins words from 2 posts by several people into one quotation"
    )
    assert f"“{ONE[:-1]}” is by Lena Probst (x:1)" in found.reasons[0]
    assert f"“{TWO[:-1]}” is by Otto Quast (x:2)" in found.reasons[0]
    (finding,) = made.findings
    assert finding.kind is FindingKind.SPLICED
    assert finding.quotation == 0
    assert finding.sides == {"x:1": ONE[:-1], "x:2": TWO[:-1]}


def test_a_thread_is_whole_where_nothing_is_left_out() -> None:
    thread = post(ONE), post(TWO, 2, **REPLY)
    (whole,) = report(JOINED, *thread).quotations
    assert whole.coverage is Coverage.WHOLE
    (part,) = report(f"at noon tomorrow for every boat. {TWO}", *thread).quotations
    assert (part.verdict, part.coverage) == (Verdict.CONVENTIONAL, Coverage.FRAGMENT)
    assert report(JOINED, *thread).findings == ()


@pytest.mark.parametrize(
    ("changed", "facts"),
    [
        pytest.param({"complete": False, "incomplete_reason": "cut"}, {}, id="cut"),
        pytest.param({"witness": Witness.THIRD_PARTY}, {}, id="a-third-party-alone"),
        pytest.param({}, {"shown": [ref(1)]}, id="a-post-that-the-article-does-not-show"),
        pytest.param({}, {"named": "Zhou"}, id="by-neither"),
        pytest.param({}, {"channel": Channel.NONE, "named": None}, id="not-said-to-be-posted"),
        pytest.param({}, {"lead": "In another post Probst wrote: "}, id="another-post"),
        pytest.param({}, {"lead": "Probst wrote on Facebook: "}, id="another-platform"),
    ],
)
def test_a_splice_needs_proof(changed: dict[str, Any], facts: dict[str, Any]) -> None:
    far = {"created": NOON + timedelta(days=3)}
    made = report(JOINED, post(ONE), post(TWO, 2, **{**far, **changed}), **facts)
    assert not made.quotations[0].verdict.accuses
    sure = report(JOINED, post(ONE), post(TWO, 2, **far))
    assert sure.quotations[0].verdict is Verdict.ALTERED


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(f"{ONE} And {TWO}", id="a-word-between"),
        pytest.param(f"{ONE} nobody will be", id="too-little-of-the-second"),
        pytest.param(ONE.replace("noon", "dawn") + " " + TWO, id="a-word-changed"),
    ],
)
def test_words_that_no_post_has_make_no_splice(said: str) -> None:
    made = report(said, post(ONE), post(TWO, 2, created=NOON + timedelta(days=3)))
    assert FindingKind.SPLICED not in {finding.kind for finding in made.findings}


WORDS = st.lists(
    st.sampled_from(
        [
            "lamp",
            "river",
            "stone",
            "copper",
            "garden",
            "window",
            "paper",
            "candle",
            "bridge",
            "harbour",
        ]
    ),
    min_size=6,
    max_size=14,
).map(" ".join)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_the_edits_of_a_splice_give_the_quotation_back(one: str, two: str) -> None:
    said = f"{one}. {two}!"
    made = report(said, post(f"First. {one}. Then."), other(f"Look: {two}! Good."))
    (found,) = made.quotations
    if found.verdict is not Verdict.ALTERED or found.alignment is None:
        return
    assert found.posting is not None
    assert applied(found.alignment, found.posting.text) == said


def test_a_splice_is_told_as_what_is_from_elsewhere() -> None:
    (found,) = report(JOINED, post(ONE), other(TWO)).quotations
    assert found.alignment is not None
    assert found.posting == post(ONE)
    spliced = [edit for edit in found.alignment.edits if edit.kind is EditKind.SPLICED]
    assert [edit.quotation.strip() for edit in spliced] == [TWO]


def test_a_copy_by_somebody_else_makes_no_second_person() -> None:
    copied = replace(other(TWO), ref=ref(9))
    thread = post(ONE), post(TWO, 2, **REPLY)
    (found,) = report(JOINED, copied, *thread).quotations
    assert found.verdict is Verdict.CONVENTIONAL
