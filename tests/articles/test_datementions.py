"""What dates a post in an article's own words, in every language, and what only seems to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.articles.datementions import find_mentions
from archiver.articles.quotations import find_quotations
from archiver.articles.reader import read
from archiver.model import (
    Channel,
    DateBasis,
    DateMention,
    Quotation,
    QuotationKind,
    TextPositionSelector,
    TextQuoteSelector,
)
from archiver.platforms.x import X

FIXTURES = Path(__file__).parent.parent.parent / "fixtures" / "dates"
PUBLISHED = date(2018, 9, 6)
MARKS = (("„", "“"), ("„", "”"), ("“", "”"), ("«", "»"), ("「", "」"), ('"', '"'))
LANGUAGES = sorted(path.stem for path in FIXTURES.glob("*.toml"))


def quotation_in(text: str, cue: str, channel: Channel = Channel.POSTED) -> Quotation:
    opening, closing = next(pair for pair in MARKS if pair[0] in text and pair[1] in text)
    start = text.index(opening) + 1
    end = text.index(closing, start)
    return Quotation(
        quote=TextQuoteSelector(exact=text[start:end]),
        position=TextPositionSelector(start=start, end=end),
        kind=QuotationKind.MARKS,
        channel=channel,
        cue=cue,
    )


def mentions(
    text: str, cue: str, language: str, published: date | datetime | None = PUBLISHED
) -> tuple[DateMention, ...]:
    return find_mentions(
        text, (quotation_in(text, cue),), (), language=language, published=published
    )


def rows(kind: str) -> Iterator[object]:
    for tag in LANGUAGES:
        data = tomllib.loads((FIXTURES / f"{tag}.toml").read_text("utf-8"))
        for number, row in enumerate(data[kind]):
            yield pytest.param(
                tag, *row, id=f"{tag}-{kind}-{number}-{row[2 if kind == 'said' else 1]}"
            )


def spans_of(said: str) -> list[tuple[datetime, datetime]]:
    """What the last column of a row means."""
    found = []
    for one in said.split():
        if "/" in one:
            first, last = map(datetime.fromisoformat, one.split("/"))
        else:
            begin, _, end = one.partition("..")
            first = datetime.combine(date.fromisoformat(begin), time())
            last = datetime.combine(date.fromisoformat(end or begin), time()) + timedelta(days=1)
        found.append((first, last))
    return found


@pytest.mark.parametrize(("tag", "cue", "text", "words", "means"), list(rows("said")))
def test_said(tag: str, cue: str, text: str, words: str, means: str) -> None:
    (mention,) = mentions(text, cue, tag)
    assert mention.words == words == text[mention.start : mention.end]
    assert mention.quotation == 0
    stated = [(r.first, r.last) for r in mention.readings if r.basis is DateBasis.STATED]
    end_of_next_day = datetime(2018, 9, 7)  # noqa: DTZ001 - local times have no zone
    assert stated == [(first, min(last, end_of_next_day)) for first, last in spans_of(means)]


@pytest.mark.parametrize(("tag", "cue", "text"), list(rows("silent")))
def test_silent(tag: str, cue: str, text: str) -> None:
    assert mentions(text, cue, tag) == ()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_its_table(tag: str) -> None:
    data = tomllib.loads((FIXTURES / f"{tag}.toml").read_text("utf-8"))
    assert len(data["said"]) >= 12
    assert len(data["silent"]) >= 4


SAID = "Fenwick tweeted on Wednesday: “Nobody is leaving today.”"


def test_only_what_was_posted_is_dated() -> None:
    for channel in Channel:
        quotation = quotation_in(SAID, "tweeted", channel)
        found = find_mentions(SAID, (quotation,), (), language="en", published=PUBLISHED)
        assert len(found) == (channel is Channel.POSTED)


def test_the_second_half_of_a_quotation_and_a_headline_are_not() -> None:
    quotation = quotation_in(SAID, "tweeted")
    for other in (
        replace(quotation, continues=0),
        replace(quotation, kind=QuotationKind.HEADLINE),
    ):
        assert find_mentions(SAID, (other,), (), language="en", published=PUBLISHED) == ()


def test_without_a_publication_only_a_full_date_counts() -> None:
    assert mentions(SAID, "tweeted", "en", None) == ()
    full = SAID.replace("Wednesday", "5 September 2018")
    (found,) = mentions(full, "tweeted", "en", None)
    assert [str(one.first) for one in found.readings] == ["2018-09-05 00:00:00"]


@pytest.mark.parametrize("tag", [None, "xx", "cs"])
def test_a_language_without_day_words_has_no_mentions(tag: str | None) -> None:
    found = find_mentions(
        SAID, (quotation_in(SAID, "tweeted"),), (), language=tag, published=PUBLISHED
    )
    assert found == ()


PAGE = """<html lang="en"><head>
<meta property="article:published_time" content="2018-09-06T09:00:00-04:00">
<meta property="article:modified_time" content="2018-09-07T09:00:00-04:00"></head>
<body><article><h1>Harbour</h1>
<p>The harbour town of Fenmouth has a new plan for its ferries, and its mayor is not content.</p>
<p>“Nobody is leaving the harbour today,” Jane Fenwick tweeted on Wednesday after Monday’s vote.</p>
</article></body></html>"""


def test_a_page_is_read_with_its_date_words() -> None:
    article = read(PAGE.encode(), platforms=[X()])
    (mention,) = article.dates
    assert article.text[mention.start : mention.end] == mention.words == "on Wednesday"
    quotation = article.quotations[mention.quotation or 0]
    assert quotation.quote.exact == "Nobody is leaving the harbour today,"
    bases = [(str(one.first.date()), one.basis) for one in mention.readings]
    assert bases[0] == ("2018-09-05", DateBasis.STATED)


ALPHABET = "Fenwick tweeted on Wednesday, 5 Sept. 2018 about: “”\n昨日水曜"


@settings(deadline=None)  # the first of each language compiles its patterns
@given(st.text(alphabet=ALPHABET, max_size=200), st.dates(), st.sampled_from([*LANGUAGES, "xx"]))
def test_no_text_breaks_it(text: str, published: date, tag: str) -> None:
    for article in (text, f"{SAID} {text}", f"{text} {SAID}"):
        quotations = find_quotations(article, language=tag)
        for one in find_mentions(article, quotations, (), language=tag, published=published):
            assert article[one.start : one.end].split() == one.words.split()
            assert one.readings
