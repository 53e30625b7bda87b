"""Versions of one post against the article's copy, and times by each platform's rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.hookspecs import TimeRules
from archiver.model import (
    Article,
    ArticleReport,
    Embed,
    FindingKind,
    PostRef,
    Precision,
    SocialMediaPosting,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from tests.verify.stories import Story, judge, page, writer

REF = PostRef(platform="bluesky", id="did:plc:made-up/3l3vgf77uco2g")
NOON = datetime(2024, 9, 11, 12, tzinfo=UTC)
OLD = "We will close the bridge on Monday and nobody will cross it."
NEW = "We will not close the bridge on Monday, and everybody may cross it."


post = writer(ref=REF, language=None)


def posting(text: str, witness: Witness = Witness.PLATFORM, **facts: Any) -> SocialMediaPosting:
    return post(text, witness=witness, **facts)


def report(
    *versions: SocialMediaPosting,
    id_time: datetime | None = None,
    rules: TimeRules | None = None,
) -> ArticleReport:
    return judge(
        page("A post.", embeds=(Embed(ref=REF, marker="test"),)),
        *versions,
        id_times={} if id_time is None else {REF.key: id_time},
        time_rules={"bluesky": rules or TimeRules()},
    )


def found(made: ArticleReport) -> list[tuple[FindingKind, str]]:
    return [(finding.kind, finding.message) for finding in made.findings]


def test_a_copy_with_the_words_of_an_earlier_version_tells_of_the_edit_once() -> None:
    made = report(
        posting(OLD, Witness.EMBED),
        posting(NEW),
        posting(OLD, superseded=NOON),
        posting("We may close the bridge.", superseded=NOON - timedelta(hours=1)),
    )
    ((kind, message),) = found(made)
    assert kind is FindingKind.WITNESS_CONFLICT
    assert "edited after the article took its copy" in message
    assert made.findings[0].sides == {"embed": OLD, "platform": NEW}


def test_a_copy_with_the_words_of_no_version_is_told_against_each() -> None:
    made = report(
        posting("Something else entirely.", Witness.EMBED),
        posting(NEW),
        posting(OLD, superseded=NOON),
    )
    assert [kind for kind, _ in found(made)] == [FindingKind.WITNESS_CONFLICT] * 2
    assert all("is not what was posted" in message for _, message in found(made))


def test_a_copy_with_the_words_of_today_is_no_finding_though_older_ones_differ() -> None:
    assert (
        found(report(posting(NEW, Witness.EMBED), posting(NEW), posting(OLD, superseded=NOON)))
        == []
    )


@pytest.mark.parametrize(
    ("embedded", "today", "told"),
    [
        pytest.param("bafyold", "bafynew", True, id="another"),
        pytest.param("bafynew", "bafynew", False, id="the-same"),
        pytest.param(None, "bafynew", False, id="embed-names-none"),
        pytest.param("bafyold", None, False, id="nobody-else-names-one"),
    ],
)
@pytest.mark.parametrize("text", ["", NEW], ids=["wordless-embed", "same-words"])
def test_the_version_that_an_embed_names(
    embedded: str | None, today: str | None, told: bool, text: str
) -> None:
    embed = posting(text, Witness.EMBED, version_id=embedded)
    made = report(embed, posting(NEW, version_id=today))
    assert [kind for kind, _ in found(made)] == [FindingKind.WITNESS_CONFLICT] * told
    if told:
        assert made.findings[0].sides == {"embed": embedded, "platform": today}


def test_the_newest_version_stands_for_the_post() -> None:
    old, new = posting(OLD, superseded=NOON), posting(NEW)
    assert report(old, new).postings == (new,)


@pytest.mark.parametrize(
    ("apart", "slack", "told"),
    [
        pytest.param(timedelta(seconds=2), timedelta(seconds=2), False, id="at-the-limit"),
        pytest.param(timedelta(seconds=3), timedelta(seconds=2), True, id="past-it"),
        pytest.param(timedelta(minutes=9), timedelta(minutes=10), False, id="a-wider-limit"),
        pytest.param(-timedelta(days=75), timedelta(minutes=10), True, id="backdated"),
    ],
)
def test_the_time_in_an_id_by_the_platforms_slack(
    apart: timedelta, slack: timedelta, told: bool
) -> None:
    made = report(
        posting(NEW, created=NOON + apart, created_precision=Precision.SECOND),
        id_time=NOON,
        rules=TimeRules(slack=slack),
    )
    assert [kind for kind, _ in found(made)] == [FindingKind.ID_TIME_CONFLICT] * told


@pytest.mark.parametrize(
    ("day", "in_utc", "told"),
    [
        pytest.param(11, True, False, id="same-day"),
        pytest.param(10, True, True, id="next-day-where-days-are-utc"),
        pytest.param(10, False, False, id="next-day-in-a-zone-not-known"),
        pytest.param(9, False, True, id="two-days-in-a-zone-not-known"),
    ],
)
def test_a_day_without_a_time(day: int, in_utc: bool, told: bool) -> None:
    midnight = datetime(2024, 9, day, tzinfo=UTC)
    made = report(
        posting(NEW, Witness.EMBED, created=midnight, created_precision=Precision.DAY),
        posting(NEW, created=NOON, created_precision=Precision.SECOND),
        rules=TimeRules(days_in_utc=in_utc),
    )
    assert [kind for kind, _ in found(made)] == [FindingKind.DATE_MISMATCH] * told


def test_a_quotation_of_an_earlier_version_says_which_it_matches() -> None:
    quote = TextQuoteSelector(exact=OLD, prefix="The mayor posted: “", suffix="”")
    story = Story(named="The mayor", cue=None).says("The mayor posted:", OLD, quote=quote)
    versions = (posting(NEW), posting(OLD, superseded=NOON))
    judged = story.shows(REF, copy="").judged(*versions)
    assert judged.verdict is Verdict.EXACT
    assert judged.posting == versions[1]
    whole, first, second = judged.reasons
    assert whole == "The article gives the whole post, word for word."
    assert first.endswith("has them, in the version that stood until 2024-09-11 12:00 UTC")
    assert second == (
        "it matches what the platform until 2024-09-11 12:00 UTC has; against the platform it "
        f"would be altered: there it reads “{NEW}”"
    )


def quoting(said: str, lead: str = "The mayor posted:", **facts: Any) -> Article:
    story = Story(named="Mira Testova", cue=None).says(lead, said)
    return story.shows(REF, copy="").article(**facts)


AUTHOR: dict[str, Any] = {"author_name": "Mira Testova", "handle": "mira", "language": "en"}


@pytest.mark.parametrize(
    ("published", "edited", "later"),
    [
        pytest.param(NOON.date(), NOON, False, id="the-same-day"),
        pytest.param(NOON.date(), NOON + timedelta(days=3), True, id="days-later"),
        pytest.param(NOON, NOON + timedelta(minutes=1), True, id="a-minute-later"),
        pytest.param(NOON, NOON - timedelta(minutes=1), False, id="before"),
        pytest.param(None, NOON, False, id="no-date"),
    ],
)
def test_a_version_that_is_younger_than_the_article_is_told_of(
    published: Any, edited: datetime, *, later: bool
) -> None:
    versions = posting(NEW, edited=edited, **AUTHOR), posting(OLD, superseded=edited, **AUTHOR)
    made = judge(quoting(NEW, published=published), *versions)
    (judged,) = made.quotations
    assert judged.verdict is Verdict.EXACT
    assert any("after the article was published" in r for r in judged.reasons) is later


@pytest.mark.parametrize(
    ("lead", "versions", "verdict"),
    [
        pytest.param("Testova wrote:", (posting(NEW, **AUTHOR),), "altered", id="plain"),
        pytest.param(
            "Before she edited it, the post said:",
            (posting(NEW, **AUTHOR),),
            "unverifiable",
            id="edited-and-not-captured-before",
        ),
        pytest.param(
            "The post originally read:",
            (posting(NEW, **AUTHOR), posting(OLD, superseded=NOON, **AUTHOR)),
            "exact",
            id="captured-before",
        ),
    ],
)
def test_an_edit_that_the_article_tells_of(
    lead: str, versions: tuple[SocialMediaPosting, ...], verdict: str
) -> None:
    said = OLD if verdict == "exact" else NEW.replace("not ", "")
    (judged,) = judge(quoting(said, lead), *versions).quotations
    assert judged.verdict == verdict
    if verdict == "unverifiable":
        assert "a copy of the post from before the edit" in judged.reasons[0]
