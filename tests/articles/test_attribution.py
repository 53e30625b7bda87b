from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from archiver.articles.quotations import find_quotations
from archiver.articles.structure import Span, SpanKind
from archiver.model import Channel, Quotation

FIXTURE = Path(__file__).parents[2] / "fixtures" / "quotations" / "attribution.toml"
CASES: list[dict[str, Any]] = tomllib.loads(FIXTURE.read_text("utf-8"))["cases"]


def only(text: str, at: int = 0) -> Quotation:
    return find_quotations(text, language="en")[at]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_who_says_it_and_where(case: dict[str, Any]) -> None:
    quotation = only(case["text"], case.get("at", 0))
    assert (quotation.channel.value, quotation.attributed_to) == (
        case["channel"],
        case.get("speaker"),
    )


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("Otto wrote on YouTube: “The gulls are back.”", "Otto", id="youtube"),
        pytest.param("Otto wrote on VK: “The gulls are back.”", "Otto", id="vk"),
        pytest.param("“The gulls are back,” Otto wrote on Tumblr.", "Otto", id="tumblr"),
        pytest.param("“The gulls are back,” Otto wrote on Pinterest.", "Otto", id="pinterest"),
        pytest.param("“The gulls are back,” Otto wrote on Telegram.", "Otto", id="telegram"),
        pytest.param("“The gulls are back,” Otto wrote on LinkedIn.", "Otto", id="linkedin"),
        pytest.param("“The gulls are back,” u/otto_t wrote on Reddit.", "u/otto_t", id="reddit"),
        pytest.param("Reddit user u/otto_t posted: “The gulls are back.”", "u/otto_t", id="user"),
        pytest.param("He and/or Otto wrote on Reddit: “The gulls are back.”", "Otto", id="and-or"),
    ],
)
def test_every_platform_is_one(text: str, speaker: str) -> None:
    quotation = only(text)
    assert (quotation.channel, quotation.attributed_to) == (Channel.POSTED, speaker)


def test_the_table_is_large_and_its_ids_differ() -> None:
    assert len(CASES) >= 120
    assert len({case["id"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case["id"]) for case in CASES if '"' in case["text"]]
)
def test_curly_marks_are_read_as_straight_ones(case: dict[str, Any]) -> None:
    text: str = case["text"]
    parts = text.split('"')
    curly = parts[0] + "".join(
        ("“" if at % 2 == 0 else "”") + part for at, part in enumerate(parts[1:])
    )
    straight, turned = find_quotations(text, language="en"), find_quotations(curly, language="en")
    assert [(q.channel, q.attributed_to, q.cue) for q in straight] == [
        (q.channel, q.attributed_to, q.cue) for q in turned
    ]


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case["id"])
        for case in CASES
        if case["channel"] in {"posted", "spoken"} and "\n" not in case["text"]
    ],
)
def test_other_paragraphs_change_nothing(case: dict[str, Any]) -> None:
    text: str = case["text"]
    at = case.get("at", 0)
    around = f'The day was long and the hall was cold.\n{text}\n"No," said Ann Poole of it.'
    alone, between = only(text, at), only(around, at)
    assert (alone.channel, alone.cue, alone.quote.exact) == (
        between.channel,
        between.cue,
        between.quote.exact,
    )


ARTICLE = (
    "Dana Whitfield, the mayor, met the builders on Monday.\n"
    'She tweeted: "We will rebuild the bridge by spring."\n'
    "Ron Ellis, her rival, was not convinced.\n"
    '"She has said so for years," he told reporters. "Nobody believes it."\n'
    'A source close to the builders told Reuters: "It takes two years."\n'
    '"It takes three," he wrote on Facebook.'
)


def test_pronouns_are_the_last_subjects() -> None:
    found = find_quotations(ARTICLE, language="en")
    assert [(q.channel, q.attributed_to) for q in found] == [
        (Channel.POSTED, "Dana Whitfield"),
        (Channel.SPOKEN, "Ron Ellis"),
        (Channel.SPOKEN, "Ron Ellis"),
        (Channel.SPOKEN, None),
        (Channel.POSTED, None),
    ]
    assert [q.continues for q in found] == [None, None, 1, None, None]


@pytest.mark.parametrize(
    ("front", "speaker"),
    [
        pytest.param("Dana Whitfield praised Ron Ellis on Monday.", "Dana Whitfield", id="object"),
        pytest.param("The plan drew protests in Leeds.", None, id="nobody"),
        pytest.param("A spokesman told Reuters that it would.", None, id="unnamed-teller"),
        pytest.param("Flight QZ8501 made a steep climb.", None, id="no-person"),
        pytest.param("Simplest of all is the third way.", None, id="only-a-first-word"),
        pytest.param(
            "Dana Whitfield left. It rained all day.", "Dana Whitfield", id="further-back"
        ),
        pytest.param("Dana Whitfield and Ron Ellis left.", None, id="two"),
    ],
)
def test_whom_a_pronoun_means(front: str, speaker: str | None) -> None:
    assert only(f'{front} "It is over," she tweeted.').attributed_to == speaker


def test_the_words_of_an_embed_are_no_attribution() -> None:
    post = "Harlan tweeted: nothing at all"
    text = f'{post}\n"We have seen enough of this."\nThe end.'
    span = Span(start=0, end=len(post) + 1, kind=SpanKind.EMBED)
    (quotation,) = find_quotations(text, spans=(span,), language="en")
    assert quotation.channel is Channel.NONE
    assert quotation.attribution is None


def test_the_attribution_is_what_stands_in_the_article() -> None:
    quotation = only('"We will rebuild it," Mayor Dana Whitfield tweeted on Monday. It rained.')
    assert quotation.attribution == "Mayor Dana Whitfield tweeted on Monday."
    assert quotation.cue == "tweeted"


def test_a_block_quote_is_led_in_by_the_paragraph_before() -> None:
    lead, words = "Dana Whitfield wrote on Facebook:", "We will rebuild the bridge by spring."
    span = Span(start=len(lead) + 1, end=len(lead) + 1 + len(words), kind=SpanKind.BLOCKQUOTE)
    (quotation,) = find_quotations(f"{lead}\n{words}", spans=(span,), language="en")
    assert (quotation.channel, quotation.attributed_to) == (Channel.POSTED, "Dana Whitfield")


@pytest.mark.parametrize(
    ("text", "channel", "speaker"),
    [
        pytest.param("„Me ehitame selle üles“, kirjutas Jaan Kask.", "none", None, id="verb"),
        pytest.param("Jaan Kask tweeted: „Me ehitame selle üles.“", "posted", None, id="tweeted"),
        pytest.param("Eile @jaan_k twitterte: „Me ehitame.“", "posted", "@jaan_k", id="handle"),
        pytest.param("See oli „suur reform“ jälle.", "term", None, id="term"),
    ],
)
def test_a_language_without_a_table_has_only_what_leaves_no_doubt(
    text: str, channel: str, speaker: str | None
) -> None:
    quotation = find_quotations(text, language="et")[0]
    assert (quotation.channel.value, quotation.attributed_to) == (channel, speaker)
