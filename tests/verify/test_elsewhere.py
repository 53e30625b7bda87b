"""Captured posts that the article doesn't show, and posts of one author that pass on another's.

All posts, people and ids are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from archiver.model import (
    ArticleReport,
    FindingKind,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from tests.verify.stories import Story, writer

WORDS = "Nobody asked the people who live by the river before the wall was built"
HERS = "The bridge opens on Monday, and there will be cake for everybody who comes."


post = writer(author_name="Lena Probst", handle="lenaprobst", author_id="7")
OTTO = {"author_name": "Otto Quast", "handle": "ottoquast", "author_id": "8"}


def report(
    said: str,
    *versions: SocialMediaPosting,
    elsewhere: Sequence[SocialMediaPosting] = (),
    named: str | None = "Probst",
    lead: str = "Probst posted: ",
    shown: Sequence[SocialMediaPosting] | None = None,
) -> ArticleReport:
    story = Story(named=named).says(lead, said)
    story.shows(*(versions if shown is None else shown), copy="")
    return story.report(*versions, elsewhere=tuple(elsewhere))


# -- words of somebody else that only the archive has --------------------------------------


def test_words_of_another_in_the_archive_are_misattributed_instead_of_not_found() -> None:
    alone = report(WORDS, post(HERS, 1))
    assert alone.quotations[0].verdict is Verdict.NOT_FOUND
    his = post(f"{WORDS}. Shame!", 2, **OTTO)
    made = report(WORDS, post(HERS, 1), elsewhere=[his])
    (found,) = made.quotations
    assert (found.verdict, found.posting) == (Verdict.MISATTRIBUTED, his)
    assert found.reasons[0].startswith(
        "The captured post with these words is by Otto Quast (@ottoquast)"
    )
    assert any("the article does not show it" in reason for reason in found.reasons)
    assert his in made.versions
    assert his in made.postings


@pytest.mark.parametrize(
    ("text", "facts", "verdict"),
    [
        pytest.param(f"Lena Probst said: “{WORDS}”", {}, "unverifiable", id="he-quotes-her"),
        pytest.param(f"{WORDS} (@lenaprobst)", {}, "unverifiable", id="he-names-her"),
        pytest.param(f"RT @lenaprobst: {WORDS}", {}, "unverifiable", id="he-reposts-her"),
        pytest.param(
            WORDS, {"witness": Witness.THIRD_PARTY}, "unverifiable", id="a-third-party-alone"
        ),
        pytest.param(WORDS.replace("wall", "dam"), {}, "not_found", id="not-quite-the-words"),
        pytest.param(
            WORDS, {"complete": False, "incomplete_reason": "cut"}, "not_found", id="known-in-part"
        ),
    ],
)
def test_the_archive_convicts_only_by_proof(text: str, facts: dict[str, Any], verdict: str) -> None:
    his = post(text, 2, **{**OTTO, **facts})
    assert report(WORDS, post(HERS, 1), elsewhere=[his]).quotations[0].verdict == verdict


def test_the_archive_accuses_nobody_who_is_not_accused_without_it() -> None:
    his = post(WORDS, 2, **OTTO)
    made = report(WORDS, post(HERS, 1), elsewhere=[his], shown=())
    (found,) = made.quotations
    assert found.verdict is Verdict.UNVERIFIABLE
    assert found.reasons[-1].startswith("the captured post x:2 by Otto Quast has these words")
    short = report("Nobody asked the people", post(HERS, 1), elsewhere=[his])
    assert short.quotations[0].verdict is Verdict.NOT_FOUND


# -- the post that stands there ------------------------------------------------------------


def test_words_of_another_post_by_the_same_author() -> None:
    beside, other = post(HERS, 1), post(f"{WORDS}.", 2)
    made = report(WORDS, beside, other, shown=[beside])
    assert made.quotations[0].verdict is Verdict.EXACT
    (finding,) = made.findings
    assert finding.kind is FindingKind.WRONG_POST
    assert finding.quotation == 0
    assert finding.sides == {"x:1": HERS, "x:2": f"{WORDS}."}


@pytest.mark.parametrize(
    ("shown", "lead", "named"),
    [
        pytest.param((1, 2), "Probst posted: ", "Probst", id="both-are-shown"),
        pytest.param((), "Probst posted: ", "Probst", id="none-is-shown"),
        pytest.param((1,), "Earlier Probst posted: ", "Probst", id="the-article-says-another"),
        pytest.param((1,), "The mayor posted: ", None, id="nobody-is-named"),
    ],
)
def test_no_wrong_post(shown: tuple[int, ...], lead: str, named: str | None) -> None:
    posts = {1: post(HERS, 1), 2: post(WORDS, 2)}
    made = report(WORDS, *posts.values(), shown=[posts[n] for n in shown], lead=lead, named=named)
    assert made.quotations[0].verdict is Verdict.EXACT
    assert made.findings == ()


# -- posts that are passed on --------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        pytest.param("Probst posted: ", "misattributed", id="as-if-she-wrote-it"),
        pytest.param("Probst retweeted a post: ", "exact", id="retweeted"),
        pytest.param("Probst shared a post: ", "exact", id="shared"),
    ],
)
def test_a_shared_post_is_its_author_s(lead: str, verdict: str) -> None:
    his = post(WORDS, 2, **OTTO)
    hers = post("Read this, all of you.", 1, shared_content=his.ref)
    (found,) = report(WORDS, hers, his, lead=lead, shown=[hers]).quotations
    assert (found.verdict, found.posting) == (verdict, his)
    assert any("post x:1 shares" in reason for reason in found.reasons)
