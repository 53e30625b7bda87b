"""The article's words on when a post was made, against the post's own times."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from archiver.articles.datementions import find_mentions
from archiver.hookspecs import TimeRules
from archiver.model import (
    Article,
    ArticleReport,
    Embed,
    FindingKind,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
    Verdict,
    Witness,
)
from archiver.model.posting import Claimant
from tests.verify.stories import Story, judge, page, writer

WORDS = "Nobody is leaving the harbour before the winter comes"
X = PostRef(platform="x", id="1037000000000000000")
SKY = PostRef(platform="bluesky", id="did:plc:made-up/3l3vgf77uco2g")
NOON = datetime(2018, 9, 5, 12, tzinfo=UTC)
THURSDAY = date(2018, 9, 6)


post = writer(WORDS, ref=X, language=None)


def posting(created: datetime | None = NOON, **facts: Any) -> SocialMediaPosting:
    precision = None if created is None else Precision.SECOND
    return post(**{"created": created, "created_precision": precision, **facts})


def article(
    says: str = "on Wednesday", *, published: date | datetime | None = THURSDAY, **facts: Any
) -> Article:
    story = Story(named=None, cue="tweeted").says(f"Fenwick tweeted {says}:", f"{WORDS}.")
    made = story.article(published=published, **facts)
    dates = find_mentions(
        made.text,
        made.quotations,
        made.embeds,
        language="en",
        published=published,
        modified=made.modified,
    )
    return replace(made, dates=dates)


def judged(
    made: Article,
    *versions: SocialMediaPosting,
    id_time: datetime | None = None,
    rules: TimeRules | None = None,
) -> ArticleReport:
    keys = {one.ref.key for one in versions}
    return judge(
        made,
        *versions,
        id_times={} if id_time is None else dict.fromkeys(keys, id_time),
        time_rules={"x": rules or TimeRules(days_in_utc=True), "bluesky": rules or TimeRules()},
    )


def mismatches(made: ArticleReport) -> list[str]:
    return [one.message for one in made.findings if one.kind is FindingKind.DATE_MISMATCH]


def told(made: ArticleReport) -> list[str]:
    return [one for one in made.quotations[0].reasons if one.startswith("the article says “")]


def test_a_day_that_fits_is_told_and_nothing_is_found() -> None:
    made = judged(article(), posting())
    assert mismatches(made) == []
    (reason,) = told(made)
    assert reason == (
        "the article says “on Wednesday”, which is 2018-09-05 in an article of 2018-09-06; the "
        "post is dated 2018-09-05 12:00 UTC"
    )


def test_another_day_is_found_with_both_sides_and_the_verdict_stays() -> None:
    other = datetime(2018, 9, 2, 12, tzinfo=UTC)
    made = judged(article(), posting(other), id_time=other)
    (finding,) = made.findings
    assert finding.kind is FindingKind.DATE_MISMATCH
    assert finding.posting == X.key
    assert finding.quotation == 0
    assert dict(finding.sides) == {
        "article": "“on Wednesday”: 2018-09-05",
        "published": "2018-09-06",
        "platform": "2018-09-02 12:00 UTC",
        "id": "2018-09-02 12:00 UTC by its id",
    }
    assert finding.message == (
        "The article says “on Wednesday”, which is 2018-09-05 in an article of 2018-09-06, and "
        "the post is dated 2018-09-02 12:00 UTC: they fit in no time zone."
    )
    assert made.quotations[0].verdict is judged(article(), posting()).quotations[0].verdict
    assert not made.exit_code


@pytest.mark.parametrize(
    ("created", "how"),
    [
        pytest.param(
            datetime(2018, 9, 6, 2, 10, tzinfo=UTC),
            "which fits where clocks are 3 hours or more behind UTC",
            id="still-wednesday-in-the-west",
        ),
        pytest.param(
            datetime(2018, 9, 6, 0, 0, tzinfo=UTC),
            "which fits where clocks are 1 hour or more behind UTC",
            id="midnight",
        ),
        pytest.param(
            datetime(2018, 9, 4, 23, 30, tzinfo=UTC),
            "which fits where clocks are 1 hour or more ahead of UTC",
            id="already-wednesday-in-the-east",
        ),
        pytest.param(
            datetime(2018, 9, 4, 10, 0, tzinfo=UTC),
            "which fits where clocks are 14 hours or more ahead of UTC",
            id="kiritimati",
        ),
    ],
)
def test_what_fits_by_a_time_zone_is_explained(created: datetime, how: str) -> None:
    made = judged(article(), posting(created))
    assert mismatches(made) == []
    assert [one.endswith(how) for one in told(made)] == [True]


@pytest.mark.parametrize(
    "created",
    [
        pytest.param(datetime(2018, 9, 4, 9, 59, tzinfo=UTC), id="too-early"),
        pytest.param(datetime(2018, 9, 7, 0, 30, tzinfo=UTC), id="too-late"),
        pytest.param(datetime(2017, 9, 5, 12, tzinfo=UTC), id="another-year"),
    ],
)
def test_what_fits_nowhere_is_found(created: datetime) -> None:
    # "on 5 September" counts no days back, so that the zone of publication changes nothing.
    made = judged(article("on 5 September 2018"), posting(created))
    assert len(mismatches(made)) == 1
    assert told(made) == []


def test_the_clock_of_the_article_is_named() -> None:
    eastern = timezone(timedelta(hours=-4))
    published = datetime(2018, 9, 6, 9, tzinfo=eastern)
    made = judged(article(published=published), posting(datetime(2018, 9, 6, 2, 10, tzinfo=UTC)))
    assert mismatches(made) == []
    assert "which is 2018-09-05 22:10 by the article's clock (UTC-04:00)" in told(made)[0]


def test_a_changed_article_may_count_from_its_last_change() -> None:
    created = datetime(2018, 9, 8, 12, tzinfo=UTC)
    assert mismatches(judged(article("yesterday"), posting(created)))
    made = judged(article("yesterday", modified=date(2018, 9, 9)), posting(created))
    assert mismatches(made) == []
    assert "counted from the article's last change (2018-09-09)" in told(made)[0]


def test_a_day_that_differs_by_the_zone_of_publication_is_explained() -> None:
    published = datetime(2018, 9, 6, 20, tzinfo=UTC)
    made = judged(
        article("today", published=published), posting(datetime(2018, 9, 7, 10, tzinfo=UTC))
    )
    assert mismatches(made) == []


def test_a_day_alone_counts_as_the_whole_of_it() -> None:
    day = posting(datetime(2018, 9, 5, tzinfo=UTC), created_precision=Precision.DAY)
    made = judged(article("on Wednesday night"), day)
    assert mismatches(made) == []
    assert told(made)[0].endswith("the post is dated 2018-09-05 (a day of UTC)")


def test_one_time_that_fits_is_enough() -> None:
    other = datetime(2018, 8, 2, 12, tzinfo=UTC)
    made = judged(article(), posting(other), id_time=NOON)
    assert mismatches(made) == []
    assert told(made)[0].endswith("by its id")


def test_another_post_with_the_same_words_may_be_meant() -> None:
    august = posting(datetime(2018, 8, 2, 12, tzinfo=UTC))
    again = posting(ref=PostRef(platform="x", id="1037000000000000001"))
    assert mismatches(judged(article(), august))
    assert mismatches(judged(article(), august, again)) == []


def test_no_time_no_word() -> None:
    made = judged(article(), posting(None))
    assert mismatches(made) == []
    assert told(made) == []


def test_words_that_no_post_says_are_not_dated() -> None:
    made = judged(article(), posting(datetime(2018, 8, 2, tzinfo=UTC), text="Good morning!"))
    assert made.quotations[0].verdict is Verdict.UNVERIFIABLE
    assert mismatches(made) == []


def test_words_before_an_embed_date_it() -> None:
    text = f"Fenwick tweeted on Wednesday:\n{WORDS}"
    embed = Embed(ref=X, marker="blockquote", start=text.index(WORDS), end=len(text), text=WORDS)
    base = page(text, published=THURSDAY, embeds=(embed,))
    dates = find_mentions(text, (), (embed,), language="en", published=THURSDAY)
    assert [(one.words, one.embed) for one in dates] == [("on Wednesday", 0)]
    made = replace(base, dates=dates)
    assert mismatches(judged(made, posting())) == []
    found = mismatches(judged(made, posting(datetime(2018, 8, 2, tzinfo=UTC))))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("edited", "since"),
    [
        pytest.param(datetime(2018, 9, 9, 8, tzinfo=UTC), True, id="after"),
        pytest.param(datetime(2018, 9, 7, 11, tzinfo=UTC), False, id="still-that-day-somewhere"),
        pytest.param(datetime(2018, 9, 5, 13, tzinfo=UTC), False, id="before"),
    ],
)
def test_an_edit_after_the_article_is_told(edited: datetime, *, since: bool) -> None:
    made = judged(article(), posting(edited=edited))
    assert any("was edited" in one for one in made.quotations[0].reasons) is since


# -- times of the post among each other -------------------------------------------------


def sky(**facts: Any) -> SocialMediaPosting:
    return posting(**{"ref": SKY, **facts})


def with_line(line: str) -> Article:
    embed = Embed(ref=SKY, marker="test", text=WORDS, date_line=line)
    return replace(article(), embeds=(embed,), dates=(), language="en")


@pytest.mark.parametrize(
    ("line", "differs"),
    [
        pytest.param("September 5, 2018 at 7:49 AM", False, id="same-day"),
        pytest.param("September 6, 2018 at 1:49 AM", False, id="east"),
        pytest.param("September 4, 2018 at 11:49 PM", False, id="west"),
        pytest.param("September 7, 2018", True, id="two-days"),
        pytest.param("September 3, 2018", True, id="two-days-before"),
        pytest.param("September 5, 2017", True, id="year"),
        pytest.param("5m", False, id="no-date"),
    ],
)
def test_a_date_line_without_a_zone_fits_within_a_day(line: str, *, differs: bool) -> None:
    copy = sky(witness=Witness.EMBED, created=None)
    assert bool(mismatches(judged(with_line(line), copy, id_time=NOON))) is differs
    assert bool(mismatches(judged(with_line(line), copy, sky()))) is differs


def claim(kind: TimeKind, time: datetime, claimant: Claimant) -> TimeClaim:
    return TimeClaim(
        kind=kind, time=time, precision=Precision.SECOND, claimant=claimant, field="made up"
    )


@pytest.mark.parametrize(
    ("indexed", "id_time", "differs"),
    [
        pytest.param(NOON + timedelta(minutes=1), None, False, id="at-once"),
        pytest.param(NOON + timedelta(days=40), None, True, id="later"),
        pytest.param(NOON + timedelta(days=40), NOON, False, id="the-id-settles-it"),
    ],
)
def test_a_post_that_a_server_saw_late_is_found(
    indexed: datetime, id_time: datetime | None, *, differs: bool
) -> None:
    times = (
        claim(TimeKind.CREATED, NOON, Claimant.AUTHOR),
        claim(TimeKind.INDEXED, indexed, Claimant.PLATFORM),
    )
    made = judged(replace(article(), dates=()), sky(times=times), id_time=id_time)
    assert bool(mismatches(made)) is differs


@pytest.mark.parametrize(
    ("modified", "younger"),
    [
        pytest.param(None, True, id="never-changed"),
        pytest.param(date(2018, 9, 12), False, id="changed-since"),
        pytest.param(date(2018, 9, 1), True, id="changed-before"),
    ],
)
def test_a_post_may_be_younger_than_an_article_that_was_changed(
    modified: date | None, *, younger: bool
) -> None:
    made = judged(
        replace(article(), dates=(), modified=modified), posting(datetime(2018, 9, 12, tzinfo=UTC))
    )
    kinds = [one.kind for one in made.findings]
    assert (FindingKind.POST_AFTER_ARTICLE in kinds) is younger


@pytest.mark.parametrize(
    "created",
    [
        pytest.param(datetime.min.replace(tzinfo=UTC), id="first-of-all-days"),
        pytest.param(datetime.max.replace(tzinfo=UTC), id="last-of-all-days"),
    ],
)
@pytest.mark.parametrize("precision", [Precision.DAY, Precision.SECOND])
@pytest.mark.parametrize("rules", [TimeRules(), TimeRules(days_in_utc=True)])
def test_no_time_breaks_it(created: datetime, precision: Precision, rules: TimeRules) -> None:
    eastern = timezone(timedelta(hours=-4))
    made = article(published=datetime(2018, 9, 6, 9, tzinfo=eastern))
    assert mismatches(judged(made, posting(created, created_precision=precision), rules=rules))
