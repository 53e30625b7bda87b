"""Posts in plain text by any platform's forms, and what is certain of their dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.flattened import find_flattened
from archiver.articles.matcher import Matcher
from archiver.hookspecs import BodyPlace, EmbedMarkers, FlattenedForm, Platform, TimeRules
from archiver.model import (
    Capture,
    Embed,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.x import X
from archiver.plugins import build_manager, platforms

BUILT_IN = platforms(build_manager(load_entry_points=False))
BEFORE = "An article paragraph that says something, and goes on for a while to be long enough."
AFTER = "The next paragraph of the article follows here, and is about something else altogether."
FORMS = (
    FlattenedForm(
        pattern=re.compile(r"Chirped by (?P<handle>\w+) on (?P<date>[^\n]{4,60})"),
        body=BodyPlace.BEFORE,
        opening=re.compile("Read it on Chirp"),
        zones=(("PDT", -420),),
        anchors=("Chirped",),
    ),
    FlattenedForm(
        pattern=re.compile(r"(?P<handle>\w+) chirps:"), body=BodyPlace.AFTER, anchors=("chirps:",)
    ),
    FlattenedForm(pattern=re.compile(r"chirp no\. (?P<id>\d+) of (?P<handle>\w+)")),
    FlattenedForm(
        pattern=re.compile(r"Put up by (?P<name>[^\n]{1,40}?) on (?P<date>[^\n]{4,40})"),
        body=BodyPlace.BEFORE,
    ),
    FlattenedForm(pattern=re.compile(r"~(?P<text>[^~\n]{1,300})~\s(?P<handle>\w+)")),
)


class Chirp(Platform):
    """A platform with one form of each kind."""

    name = "chirp"
    label = "Chirp"
    routes = ()
    markers = EmbedMarkers(
        hints=("chirp.example",),
        flattened=FORMS,
        media_mark=re.compile(r"\(picture\)"),
    )

    def match(self, url: str, /) -> PostRef | None:
        found = re.fullmatch(r"https://chirp\.example/p/(\d+)", url)
        return None if found is None else self.ref_of_id(found[1])

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        return PostRef(platform=self.name, id=post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        raise NotImplementedError

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        raise NotImplementedError


class InUtc(Chirp):
    """The same, and its days are UTC days."""

    time_rules = TimeRules(days_in_utc=True)


def found_in(text: str, *those: Platform, marked_up: bool = False) -> tuple[Embed, ...]:
    return find_flattened(text, Matcher(those or (Chirp(), X())), marked_up=marked_up)


def inside(text: str) -> str:
    return f"{BEFORE}\n\n{text}\n\n{AFTER}"


# -- where the words stand --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        pytest.param(
            "Words.\nChirped by jo on May 1, 2020", "?jo/2020-05-01/1", "Words.", id="before"
        ),
        pytest.param(
            f"Read it on Chirp\n{BEFORE}\n\nMore.\nChirped by jo on May 1, 2020",
            "?jo/2020-05-01/1",
            f"{BEFORE}\n\nMore.",
            id="opening",
        ),
        pytest.param(
            "Read it on Chirp\nChirped by jo on May 1, 2020", "?jo/2020-05-01/1", None, id="empty"
        ),
        pytest.param(
            "Words.\n(picture)\nChirped by jo on May 1, 2020",
            "?jo/2020-05-01/1",
            "Words.",
            id="mark",
        ),
        pytest.param("jo chirps:\nOne.\nTwo.", "?jo//1", "One.\nTwo.", id="after"),
        pytest.param("jo chirps:", "?jo//1", None, id="nothing-after"),
        pytest.param("Words.\nchirp no. 77 of jo", "77", None, id="none-and-an-id"),
        pytest.param("~Words of it.~ jo", "?jo//1", "Words of it.", id="in-the-pattern"),
        pytest.param("~Words of it.~\njo", "?jo//1", "Words of it.", id="in-two-lines"),
        pytest.param("~Words of it.~\n\njo", "?jo//1", "Words of it.", id="blank-line-between"),
        pytest.param(
            "Words.\nChirped by jo on May 1, 2020 (https://chirp.example/p/99)",
            "99",
            "Words.",
            id="address-beside",
        ),
    ],
)
def test_each_kind_of_form(text: str, key: str, words: str | None) -> None:
    whole = inside(text)
    (embed,) = found_in(whole)
    assert (embed.ref.platform, embed.ref.id) == ("chirp", key)
    assert embed.text == words
    assert embed.handle == "jo"
    assert embed.start is not None
    assert embed.end is not None
    stretch = whole[embed.start : embed.end]
    assert stretch in text
    assert (words or "jo") in stretch
    assert BEFORE in whole[: embed.start] or BEFORE in (words or "")


def test_a_line_of_one_form_is_not_read_by_another() -> None:
    text = inside("Words.— Jane (@jane) August 2, 2020\njo chirps:\nOne.")
    assert [embed.ref.key for embed in found_in(text)] == ["x:?jane/2020-08-02/1", "chirp:?jo//1"]


def test_posts_without_words_or_day_are_counted_apart() -> None:
    assert [embed.ref.id for embed in found_in("chirp no. 7 of jo\nchirp no. 8 of jo")] == [
        "7",
        "8",
    ]
    texts = found_in("jo chirps:\n\njo chirps:")
    assert [embed.ref.id for embed in texts] == ["?jo//1", "?jo//2"]


# -- a name alone -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"Title\nOn Chirp.\nWords.\nPut up by Jo on May 1, 2020\n{AFTER}", 1, id="post"
        ),
        pytest.param(
            f"Title\nLine.\nWords.\nPut up by Jo on May 1, 2020\n{AFTER}", 0, id="unnamed"
        ),
        pytest.param(f"Title\nPut up by Jo on May 1, 2020\nOn Chirp.\n{AFTER}", 0, id="byline"),
        pytest.param(f"On Chirp\nTitle\nPut up by Jo on May 1, 2020\n{AFTER}", 0, id="under-two"),
        pytest.param("On Chirp.\nA.\nB.\nPut up by Jo on Chirp in May", 0, id="no-date"),
    ],
)
def test_a_name_alone_is_weak(text: str, found: int) -> None:
    assert len(found_in(text)) == found
    assert found_in(text, marked_up=True) == ()


# -- dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "line", "day", "created", "exact"),
    [
        pytest.param("May 1, 2020", "May 1, 2020", "2020-05-01", None, False, id="no-zone"),
        pytest.param(
            "Monday, 4. Mai 2020", "Monday, 4. Mai 2020", "2020-05-04", None, False, id="weekday"
        ),
        pytest.param(
            "May 1, 2020 at 11:20 PM", "May 1, 2020 at 11:20 PM", "2020-05-01", None, False,
            id="time-without-zone",
        ),
        pytest.param(
            "May 1, 2020 at 5:20pm PDT", "May 1, 2020 at 5:20pm PDT", "2020-05-01", "2020-05-02",
            False, id="zone-of-the-form",
        ),
        pytest.param(
            "May 1, 2020 at 12:20am PDT", "May 1, 2020 at 12:20am PDT", "2020-05-01", "2020-05-01",
            False, id="midnight",
        ),
        pytest.param(
            "May 1, 2020 at 23:20 UTC", "May 1, 2020 at 23:20 UTC", "2020-05-01", "2020-05-01",
            False, id="utc",
        ),
        pytest.param(
            "May 1, 2020 at 5:20pm EST", "May 1, 2020 at 5:20pm EST", "2020-05-01", None, False,
            id="unknown-zone",
        ),
        pytest.param(
            "2:43 PM · Nov 20, 2024", "2:43 PM · Nov 20, 2024", "2024-11-20", None, False,
            id="time-first",
        ),
        pytest.param(
            "2020-05-01T23:20:15.250Z", "2020-05-01T23:20:15.250Z", "2020-05-01",
            "2020-05-01T23:20:15.250+00:00", True, id="iso",
        ),
        pytest.param(
            "2020-05-01T23:20:15-07:00", "2020-05-01T23:20:15-07:00", "2020-05-01",
            "2020-05-02T06:20:15+00:00", True, id="iso-offset",
        ),
        pytest.param(
            "2020-05-01T23:20:15", "2020-05-01T23:20:15", "2020-05-01", None, False,
            id="iso-without-zone",
        ),
    ],
)  # fmt: skip
def test_what_is_certain_of_a_date(
    stated: str, line: str, day: str, created: str | None, *, exact: bool
) -> None:
    (embed,) = found_in(inside(f"Words.\nChirped by jo on {stated}"), Chirp())
    assert embed.date_line == line
    assert embed.ref.id == f"?jo/{day}/1", "the day as it is printed"
    expected = None if created is None else datetime.fromisoformat(created).replace(tzinfo=None)
    assert (embed.created and embed.created.replace(tzinfo=None)) == expected
    assert embed.created_exact is exact


def test_a_day_counts_where_the_platform_prints_utc_days() -> None:
    (embed,) = found_in(inside("Words.\nChirped by jo on May 1, 2020"), InUtc())
    assert embed.created == datetime(2020, 5, 1, tzinfo=UTC)
    assert not embed.created_exact


# -- the built-in ones beside each other ------------------------------------------------


@pytest.mark.parametrize(
    ("line", "key"),
    [
        pytest.param("— J (@jane) August 2, 2020", "x:?jane/2020-08-02/1", id="x"),
        pytest.param(
            "— J (@jane.bsky.social) August 2, 2020", "bluesky:?jane.bsky.social/2020-08-02/1",
            id="dotted",
        ),
        pytest.param(
            "— J (@town.example) August 2, 2020 at 1:05 AM", "bluesky:?town.example/2020-08-02/1",
            id="domain",
        ),
        pytest.param(
            "A post shared by J (@jane) on Aug 2, 2020 at 2:50pm PDT",
            "instagram:?jane/2020-08-02/1", id="instagram",
        ),
        pytest.param(
            "A post shared by Famous (@famous) (@jane)", "instagram:?jane//1", id="posing-name"
        ),
        pytest.param("Post by @jane\nView on Threads", "threads:?jane//1", id="threads"),
        pytest.param(
            "Post by @jane@town.example\n\nView on Mastodon", "mastodon:?jane@town.example//1",
            id="mastodon",
        ),
        pytest.param("A title\nby u/jane in town", "reddit:?jane//1", id="reddit"),
        pytest.param("@jane a caption ♬ original sound - jane", "tiktok:?jane//1", id="tiktok"),
    ],
)  # fmt: skip
def test_a_line_is_of_one_platform(line: str, key: str) -> None:
    """An attribution of X in the same text is read as ever."""
    known = "Known words pic.twitter.com/AAAAAAAAAA— Joe (@joe) August 3, 2020"
    embeds = found_in(inside(f"{known}\n\nWords.\n\n{line}"), *BUILT_IN)
    assert [embed.ref.key for embed in embeds] == ["x:?joe/2020-08-03/1", key]
    assert embeds[0].text == "Known words pic.twitter.com/AAAAAAAAAA"
    assert embeds[0].created == datetime(2020, 8, 3, tzinfo=UTC)
    assert (embeds[1].created is not None) is ("x:" in key or "instagram:?jane/2" in key)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The post by @jane was seen on Threads by many.", id="prose-on-a-post"),
        pytest.param("It was shared by Jane (@jane.example) on a walk.", id="prose-with-a-handle"),
        pytest.param("The picture was taken by u/jane in town on Monday, he said.", id="by-a-user"),
        pytest.param("Posted by Jane Doe on Monday, 3 March 2014", id="byline"),
        pytest.param("Write to jane (jane@town.example) August 2, 2020", id="mail"),
        pytest.param("He sang “♬ la la” to them.", id="notes"),
    ],
)
def test_prose_is_no_post(text: str) -> None:
    assert found_in(inside(text), *BUILT_IN) == ()


UNITS = [
    *("@ab ", "@aa ♬ ", " ", "word ", "\n", "a", "Post by @a", "a@", "A post shared by ", "— "),
    *("Posted by A on ", "1 ", "(@", "(@a) ", "(@a.b) ", "a.", "[image or embed]", "\xa0", "u/"),
    *("View this post on Instagram\n", "by u/abc in town\n", "— N (@a.b.c) May 1, 2020\n"),
]


@pytest.mark.parametrize(
    "unit", [pytest.param(unit, id=unit.strip() or repr(unit)) for unit in UNITS]
)
def test_hostile_text_takes_linear_time(
    unit: str, growth: Callable[[Callable[[int], object]], float]
) -> None:
    end = " ♬ sound (@a.b.c) View on Mastodon View on Threads u/abc Posted by "

    def read(quarters: int) -> None:
        many = unit * (6_000 * quarters // len(unit))
        found_in(many + end, *BUILT_IN)
        found_in(end + many, *BUILT_IN)

    assert growth(read) < 9


PIECES = st.sampled_from(
    [
        *("— J (@jane) August 2, 2020", "— J (@a.bsky.social) August 2, 2020", "[image or embed]"),
        *("A post shared by J (@jane)", "View this post on Instagram", "Post by @jane"),
        *("View on Threads", "Post by @j@t.example View on Mastodon", "T by u/jane in town"),
        *("@jane words ♬ sound", "Words.", "\n", "\n\n", " ", "Posted by Jo on 3 March 2014"),
    ]
)


@given(st.lists(PIECES, max_size=14))
def test_spans_hold_and_never_overlap(pieces: list[str]) -> None:
    text = "".join(pieces)
    end = 0
    seen = set()
    for embed in found_in(text, *BUILT_IN):
        assert embed.start is not None
        assert embed.end is not None
        assert end <= embed.start < embed.end <= len(text)
        assert (embed.handle or embed.author_name or "") in text[embed.start : embed.end]
        assert embed.ref.key not in seen
        seen.add(embed.ref.key)
        end = embed.end
