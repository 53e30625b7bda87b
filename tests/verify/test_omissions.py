"""What a quotation leaves out that its words hang on, and what takes them back.

All posts, people and ids are made up.
"""

from __future__ import annotations

from typing import Any

import pytest

from archiver.model import ArticleReport, Finding, FindingKind, PostRef, SocialMediaPosting
from tests.verify.stories import Story, writer

REF = PostRef(platform="x", id="1")

post = writer(author_name="Lena Probst", handle="lenaprobst")


def report(
    said: str, *postings: SocialMediaPosting, lead: str = "Probst posted: "
) -> ArticleReport:
    return Story(named="Probst").says(lead, said).shows(REF, copy="").report(*postings)


def told(made: ArticleReport, kind: FindingKind) -> list[Finding]:
    assert not made.quotations[0].verdict.accuses, made.quotations[0].reasons
    return [finding for finding in made.findings if finding.kind is kind]


CLINICS = "We will NOT close 12 clinics in Leeds, unless the council votes to. It's a promise!"


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        pytest.param(CLINICS, "We will … close 12 clinics", "“NOT” (a negation)", id="negation"),
        pytest.param(
            CLINICS, "We will NOT close 12 clinics … It's a promise!", "“unless”", id="condition"
        ),
        pytest.param(
            "Some of our clinics will close. Sorry.",
            "Some … clinics will close",
            None,
            id="small-words",
        ),
        pytest.param(
            "We will close, I am afraid, only two of the clinics. Sorry.",
            "We will close … of the clinics",
            "“two” (a number)",
            id="number-in-front-of-its-noun",
        ),
        pytest.param(
            "We met 40 farmers in 3 towns and then drove home to Leeds for a rest.",
            "We met … and then drove home to Leeds",
            None,
            id="numbers-of-what-is-left-out",
        ),
        pytest.param(
            "The plan is good. We do not fear it. It will save the town.",
            "The plan is good. … It will save the town.",
            None,
            id="a-whole-sentence",
        ),
        pytest.param(
            "It will probably save the town from the flood.",
            "It will … save the town",
            "“probably” (a word of doubt)",
            id="hedge",
        ),
        pytest.param(
            "It is a fine day, he said, for a walk. My neighbour claims that the wall is safe.",
            "It is a fine day … the wall is safe.",
            "“claims that” (that somebody else says so)",
            id="whose-words",
        ),
        pytest.param(
            "It didn't save the town from the flood.", "It … save the town", "n't", id="contraction"
        ),
    ],
)
def test_what_an_ellipsis_swallows(text: str, said: str, word: str | None) -> None:
    found = told(report(said, post(text)), FindingKind.OMISSION)
    if word is None:
        assert found == []
    elif word == "n't":
        assert len(found) == 1
    else:
        assert [word in finding.message for finding in found] == [True]
        assert found[0].quotation == 0


@pytest.mark.parametrize(
    ("text", "said", "word"),
    [
        pytest.param(CLINICS, "close 12 clinics in Leeds", "“NOT” (a negation)", id="negation"),
        pytest.param(CLINICS, "We will NOT close 12 clinics in Leeds", "“unless”", id="unless"),
        pytest.param(CLINICS, "12 clinics in Leeds", None, id="no-clause"),
        pytest.param(CLINICS, "It's a promise!", None, id="another-sentence"),
        pytest.param(
            "I don't think that we will win this seat in May.",
            "we will win this seat in May.",
            "“I don't think” (a denial)",
            id="denial",
        ),
        pytest.param(
            "It is not true that the bridge was sold to a bank.",
            "the bridge was sold to a bank",
            "“It is not true” (a denial)",
            id="not-true",
        ),
        pytest.param(
            "They say that the bridge was sold to a bank. Nonsense!",
            "the bridge was sold to a bank",
            "(that somebody else says so)",
            id="report",
        ),
        pytest.param(
            "I said that the bridge was sold to a bank.",
            "the bridge was sold to a bank",
            None,
            id="her-own-report",
        ),
        pytest.param(
            "We will not rest and we will win this seat.",
            "we will win this seat",
            None,
            id="a-negation-of-another-clause",
        ),
        pytest.param(
            "If the council agrees, we will build a second bridge.",
            "we will build a second bridge",
            "“If” (a condition)",
            id="a-condition-in-front",
        ),
        pytest.param(
            "Maybe we will build a second bridge.",
            "we will build a second bridge",
            "“Maybe” (a word of doubt)",
            id="hedge",
        ),
        pytest.param(
            "No more delays: we build it now and here.",
            "we build it now and here",
            None,
            id="a-negation-before-a-colon",
        ),
        pytest.param(
            "We are not afraid. We build it now and here.",
            "We build it now and here",
            None,
            id="a-negation-of-another-sentence",
        ),
    ],
)
def test_what_is_cut_off_at_the_ends(text: str, said: str, word: str | None) -> None:
    found = told(report(said, post(text)), FindingKind.OMISSION)
    assert any(word in finding.message for finding in found) if word else found == []


QUESTION = "Will the bridge be sold to a bank? Ask the council."


@pytest.mark.parametrize(
    ("said", "lead", "lost"),
    [
        pytest.param("Will the bridge be sold to a bank.", "Probst posted: ", True, id="lost"),
        pytest.param("Will the bridge be sold to a bank?", "Probst posted: ", False, id="kept"),
        pytest.param("Will the bridge be sold to a bank,", "Probst asked: ", False, id="asked"),
        pytest.param("the bridge be sold to a bank", "Probst posted: ", False, id="a-part-of-it"),
    ],
)
def test_a_question_mark_left_off(said: str, lead: str, *, lost: bool) -> None:
    found = told(report(said, post(QUESTION), lead=lead), FindingKind.OMISSION)
    assert [finding.message for finding in found] == [
        "The post asks this: its question mark is left off."
    ] * lost


@pytest.mark.parametrize(
    ("said", "reason", "finding"),
    [
        pytest.param(
            "[The council] will NOT close 12 clinics",
            "the bracket “[The council]” stands for “We”",
            None,
            id="a-name",
        ),
        pytest.param("[w]e will NOT close 12 clinics", None, None, id="a-letter"),
        pytest.param(
            "We will NOT close 12 [children's] clinics in Leeds",
            "the bracket “[children's]” is added",
            None,
            id="added",
        ),
        pytest.param(
            "We [refuse to] close 12 clinics in Leeds",
            "stands for “will NOT”",
            "The bracket swallows a negation: “NOT”.",
            id="swallowed-negation",
        ),
        pytest.param(
            "We will NOT close 12 clinics in Leeds, [not even if] the council votes to.",
            "stands for “unless”",
            "The bracket puts in a negation",
            id="negation-put-in",
        ),
        pytest.param(
            "We will NOT close [all the] clinics in Leeds",
            "stands for “12”",
            "The bracket stands for another number: “12”.",
            id="swallowed-number",
        ),
        pytest.param(
            "We will NOT close [twelve] clinics in Leeds",
            "stands for “12”",
            None,
            id="the-same-number",
        ),
    ],
)
def test_brackets(said: str, reason: str | None, finding: str | None) -> None:
    made = report(said, post(CLINICS))
    found = told(made, FindingKind.OMISSION)
    reasons = [each for each in made.quotations[0].reasons if each.startswith("the bracket")]
    assert [reason in each for each in reasons if reason] == ([True] if reason else [])
    brackets = [each.message for each in found if "bracket" in each.message]
    assert [finding in each for each in brackets if finding] == ([True] if finding else [])
    assert bool(brackets) is bool(finding)


# -- context ----------------------------------------------------------------------------

GREAT = "What a great idea to sell the bridge to a bank"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(f"{GREAT}. NOT!", "NOT", id="not"),
        pytest.param(f"{GREAT}... Just kidding.", "Just kidding", id="kidding"),
        pytest.param(f"{GREAT} /s", "/s", id="tone-tag"),
        pytest.param(f"{GREAT} 🙄", "🙄", id="tone"),
        pytest.param(f"{GREAT}. Said no one ever.", "Said no one ever", id="nobody"),
        pytest.param(f"{GREAT}! April Fools!", "April Fools", id="april"),
        pytest.param(f"{GREAT}. Not all of us like bridges.", None, id="another-sentence"),
        pytest.param(f"{GREAT}. 🎉", None, id="another-emoji"),
        pytest.param(f"{GREAT}. We will vote on it. Just kidding.", None, id="farther-on"),
        pytest.param(f"Not! {GREAT}.", None, id="in-front"),
        pytest.param(GREAT, None, id="nothing"),
    ],
)
def test_the_next_words_take_it_back(text: str, words: str | None) -> None:
    found = told(report(GREAT, post(text)), FindingKind.CONTEXT)
    assert [finding.sides["post"] for finding in found] == ([words] if words else [])


@pytest.mark.parametrize(
    ("text", "facts", "back"),
    [
        pytest.param("Just kidding!", {}, True, id="kidding"),
        pytest.param("I was wrong about that. Sorry, all.", {}, True, id="wrong"),
        pytest.param("And thank you all for coming!", {}, False, id="goes-on"),
        pytest.param("Just kidding!", {"handle": "otto"}, False, id="by-another"),
        pytest.param("Just kidding!", {"in_reply_to": None}, False, id="no-reply"),
    ],
)
def test_the_author_s_own_reply_takes_it_back(
    text: str, facts: dict[str, Any], *, back: bool
) -> None:
    reply = post(text, 2, **{"in_reply_to": REF, **facts})
    made = report(GREAT, post(GREAT), reply)
    found = told(made, FindingKind.CONTEXT)
    assert len(found) == back
    assert not back or found[0].sides == {"x:1": GREAT, "x:2": text}


def test_what_is_quoted_with_it_is_not_told() -> None:
    said = f"{GREAT}. NOT!"
    assert report(said, post(said)).findings == ()
