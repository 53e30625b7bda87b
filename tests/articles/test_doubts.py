from __future__ import annotations

import pytest

from archiver.articles.quotations import find_quotations
from archiver.articles.structure import Span, SpanKind
from archiver.model import Channel

ENTRY = "In einem Beitrag schrieb Jonas Harms: „Die Brücke hält keinen Winter mehr aus.“"


def test_a_word_of_two_meanings_alone_is_no_post() -> None:
    assert find_quotations(ENTRY, language="de")[0].channel is Channel.NEUTRAL


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param("Auf Mastodon gab es Streit. ", id="platform"),
        pytest.param("Am Montag hatte er getwittert. ", id="verb"),
    ],
)
def test_a_platform_near_it_makes_it_one(beside: str) -> None:
    assert find_quotations(beside + ENTRY, language="de")[0].channel is Channel.POSTED


def test_an_embed_right_beside_makes_it_one() -> None:
    text = f"{ENTRY}\nDie Brücke hält.\n"
    start = len(ENTRY) + 1
    embed = Span(kind=SpanKind.EMBED, start=start, end=len(text) - 1)
    found = find_quotations(text, spans=(embed,), language="de")
    assert [q.channel for q in found] == [Channel.POSTED]


def test_no_embed_makes_a_post_of_a_piece_for_the_radio() -> None:
    front = "In einem Beitrag für den Sender Nordwelle schrieb Harms: „Die Brücke hält nicht.“"
    text = f"{front}\nDie Brücke hält.\n"
    embed = Span(kind=SpanKind.EMBED, start=len(front) + 1, end=len(text) - 1)
    found = find_quotations(text, spans=(embed,), language="de")
    assert Channel.POSTED not in {q.channel for q in found}


@pytest.mark.parametrize(
    ("second", "channel", "speaker"),
    [
        pytest.param("the same post continues", Channel.POSTED, "Ann Lee", id="same"),
        pytest.param("the post continues", Channel.POSTED, "Ann Lee", id="the"),
        pytest.param("another post continues", Channel.POSTED, None, id="another"),
        pytest.param("a post by Bob Jones said", Channel.POSTED, "Bob Jones", id="by-another"),
    ],
)
def test_the_same_post_is_by_the_same_one(
    second: str, channel: Channel, speaker: str | None
) -> None:
    text = f"“The road is shut today,” Ann Lee wrote on X. “It opens at noon on Friday,” {second}."
    found = find_quotations(text, language="en")[1]
    assert (found.channel, found.attributed_to) == (channel, speaker)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        pytest.param(
            "Lee denied the claims, tweeting: “I never went there.”", "posted", id="comma"
        ),
        pytest.param("Lee denied the claims and tweeted: “I never went.”", "posted", id="and"),
        pytest.param("Lee denied having tweeted “I never went there at all”.", "neutral", id="it"),
        pytest.param("In a tweet, Lee denied the claims: “I never went there.”", "posted", id="in"),
    ],
)
def test_a_denial_is_of_what_it_governs(text: str, channel: str) -> None:
    assert find_quotations(text, language="en")[0].channel.value == channel
