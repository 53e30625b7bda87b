"""What looks like a change of a post and is none, or not the one that it looks like.

All posts, people and pictures are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.model import (
    Availability,
    ImageObject,
    Link,
    Poll,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.model.history import Change, PictureAnswer, Sighting
from archiver.verify.changes import post_changes
from archiver.verify.sequence import in_sequence

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
REF = PostRef(platform="mastodon", id="town.example/1")
QUOTED = PostRef(platform="mastodon", id="town.example/2")
WORDS = "The bridge is closed until Friday."
A, B = "1" * 64, "2" * 64
URL = "https://files.example/a.jpg"
CLOSES = datetime(2026, 3, 9, tzinfo=UTC)


def posting(text: str = WORDS, **parts: Any) -> SocialMediaPosting:
    settled = {
        "ref": REF,
        "witness": Witness.PLATFORM,
        "parser": "mastodon.api/1",
        "author_id": "7",
        "handle": "ferry@town.example",
        "author_name": "Ferry desk",
    }
    return SocialMediaPosting(text=text, **{**settled, **parts})


def seen(
    number: int,
    *postings: SocialMediaPosting,
    day: int | None = None,
    found: str = "available",
    **parts: Any,
) -> Sighting:
    return Sighting(
        record=number,
        time=BEGIN + timedelta(days=number if day is None else day),
        availability=Availability(found),
        reason="why",
        postings=postings,
        **parts,
    )


def kinds(*sightings: Sighting) -> list[str]:
    return [str(change.kind) for change in post_changes(REF.key, sightings)]


def only(*sightings: Sighting) -> Change:
    (change,) = post_changes(REF.key, sightings)
    return change


# -- words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("The bridge\nis closed", "The bridge is closed", id="line-break"),
        pytest.param("The bridge is closed", "The\u00a0bridge is closed ", id="no-break-space"),
        pytest.param("Caf\u00e9", "Cafe\u0301", id="unicode-form"),
        pytest.param("\u2764\ufe0f the bridge", "\u2764 the bridge", id="variation-selector"),
        pytest.param("bridge.example", "bridge\u200b.example", id="zero-width-space"),
    ],
)
@pytest.mark.parametrize("field", ["text", "author_name", "content_warning"])
def test_what_no_reader_can_see_is_no_change(before: str, after: str, field: str) -> None:
    one, other = (posting(**{field: value}) for value in (before, after))
    assert kinds(seen(1, one), seen(2, other)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "We agree \U0001f44d\U0001f3fb", "We agree \U0001f44d\U0001f3ff", id="skin-tone"
        ),
        pytest.param("We agree", "we agree", id="case"),
        pytest.param("We agree.", "We agree!", id="full-stop"),
    ],
)
def test_what_a_reader_can_see_is_one(before: str, after: str) -> None:
    assert kinds(seen(1, posting(before)), seen(2, posting(after))) == ["text_edited"]


def test_an_answer_in_another_language_may_be_a_translation() -> None:
    change = only(
        seen(1, posting(language="en")),
        seen(2, posting("Die Brücke ist gesperrt.", language="de")),
    )
    assert change.after is not None
    assert "one may be a translation" in change.after.evidence
    same = only(seen(1, posting(language="en")), seen(2, posting("Open.", language="en")))
    assert same.after is not None
    assert "translation" not in same.after.evidence


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param(WORDS, f"Traffic news\n\n{WORDS}", True, id="with-a-title"),
        pytest.param(f"{WORDS} More below.", WORDS, True, id="without-the-end"),
        pytest.param(WORDS, WORDS.replace("Friday", "Monday"), False, id="other-words"),
    ],
)
def test_where_one_text_is_part_of_the_other_that_is_said(
    before: str, after: str, said: bool
) -> None:
    change = only(seen(1, posting(before)), seen(2, posting(after)))
    assert change.after is not None
    assert ("may have had less of the post" in change.after.evidence) is said


def test_a_post_that_came_along_with_another_is_not_taken_for_it() -> None:
    quoted = posting("Open again.", ref=QUOTED, author_id="9")
    assert kinds(seen(1, posting()), seen(2, quoted, posting()), seen(3, quoted)) == []


def test_an_earlier_version_that_comes_first_is_not_the_newest() -> None:
    old = posting("Closed until Thursday.", superseded=BEGIN)
    new = posting(edited=BEGIN, was_edited=True)
    assert kinds(seen(1, old, new), seen(2, new), seen(3, old, new)) == ["edit_stated"]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"images": (ImageObject(content_url=URL, sha256=A),)}, id="pictures"),
        pytest.param({"poll": Poll(options=("Friday", "Monday"))}, id="poll"),
        pytest.param({"content_warning": "Boats"}, id="warning"),
        pytest.param({"links": (Link(text="a", url="https://a.example/"),)}, id="links"),
    ],
)
def test_a_shortened_answer_takes_nothing_from_the_post(parts: dict[str, Any]) -> None:
    whole, cut = posting(**parts), posting(complete=False)
    assert kinds(seen(1, whole), seen(2, cut), seen(3, whole)) == []
    assert len(kinds(seen(1, whole), seen(2, cut), seen(3, posting()))) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(None, CLOSES, [], id="not-said-before"),
        pytest.param(CLOSES, None, [], id="not-said-now"),
        pytest.param(CLOSES, CLOSES + timedelta(milliseconds=3), [], id="a-breath-apart"),
        pytest.param(CLOSES, CLOSES + timedelta(days=1), ["poll_changed"], id="later"),
    ],
)
def test_when_a_poll_closes(
    before: datetime | None, after: datetime | None, expected: list[str]
) -> None:
    one, other = (
        posting(poll=Poll(options=("Friday", "Monday"), closes=closes))
        for closes in (before, after)
    )
    assert kinds(seen(1, one), seen(2, other)) == expected


def test_an_edit_is_stated_once_whatever_comes_between() -> None:
    marked = posting(version_ids=("1", "2"), was_edited=True)
    turned = replace(marked, version_ids=("2", "1"))
    assert kinds(
        seen(1, marked), seen(2, turned), seen(3, posting()), seen(4, marked), seen(5, marked)
    ) == ["edit_stated"]
    again = replace(marked, version_ids=("1", "2", "3"))
    assert kinds(seen(1, marked), seen(2, again)) == ["edit_stated", "edit_stated"]


SHORT = "https://t.example/PPP"
RESOLVED = Link(text=SHORT, url="https://town.example/photo/1")
OTHER = Link(text="https://t.example/LLL", url="https://news.example/a")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param((RESOLVED,), (Link(text=SHORT, url=SHORT),), [], id="not-resolved-now"),
        pytest.param((Link(text=SHORT, url=SHORT),), (RESOLVED,), [], id="not-resolved-before"),
        pytest.param((RESOLVED, OTHER), (OTHER, RESOLVED), [], id="another-order"),
        pytest.param(
            (RESOLVED, OTHER), (RESOLVED, replace(OTHER, url="https://news.example/b")),
            ["links_changed"], id="elsewhere",
        ),
        pytest.param((RESOLVED, OTHER), (RESOLVED,), ["links_changed"], id="one-less"),
    ],
)  # fmt: skip
def test_where_links_lead(
    before: tuple[Link, ...], after: tuple[Link, ...], expected: list[str]
) -> None:
    assert kinds(seen(1, posting(links=before)), seen(2, posting(links=after))) == expected


# -- pictures ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phash", "dhash", "says"),
    [
        pytest.param("f" * 16, "0" * 16, "at a glance they look alike", id="saved-again"),
        pytest.param("0" * 16, "0" * 16, "they look different", id="another-picture"),
        pytest.param("f" * 16, "f" * 16, "they look different", id="by-one-of-both"),
        pytest.param(None, None, "was not measured", id="no-hashes"),
    ],
)
def test_whether_a_picture_with_other_bytes_looks_alike_is_said(
    phash: str | None, dhash: str | None, says: str
) -> None:
    old = ImageObject(content_url=URL, sha256=A, phash="f" * 16, dhash="0" * 16)
    new = ImageObject(content_url=URL, sha256=B, phash=phash, dhash=dhash)
    change = only(seen(1, posting(images=(old,))), seen(2, posting(images=(new,))))
    assert change.kind == "picture_changed"
    assert change.after is not None
    assert says in change.after.evidence


@pytest.mark.parametrize(
    "naming",
    [
        pytest.param(posting(ref=QUOTED, images=(ImageObject(content_url=URL),)), id="quoted-post"),
        pytest.param(
            posting(witness=Witness.ARCHIVE, images=(ImageObject(content_url=URL),)), id="old-copy"
        ),
    ],
)
def test_only_the_posts_own_picture_is_missed_at_its_address(naming: SocialMediaPosting) -> None:
    had = PictureAnswer(url=URL, status=200, sha256=A)
    gone = PictureAnswer(url=URL, status=404)
    visits = [
        seen(1, posting(), naming, pictures=(had,)),
        seen(2, posting(), naming, pictures=(gone,)),
    ]
    assert kinds(*visits) == []
    own = posting(images=(ImageObject(content_url=URL),))
    assert kinds(seen(1, own, pictures=(had,)), seen(2, own, pictures=(gone,))) == ["picture_gone"]


def test_a_picture_that_came_from_another_address_is_not_missed() -> None:
    other = "https://files.example/b.jpg"
    own = posting(images=tuple(ImageObject(content_url=url) for url in (URL, other)))
    had = PictureAnswer(url=URL, status=200, sha256=A)
    gone = PictureAnswer(url=URL, status=404)
    elsewhere = PictureAnswer(url=other, status=200, sha256=A)
    assert kinds(seen(1, own, pictures=(had,)), seen(2, own, pictures=(gone, elsewhere))) == []


def test_what_a_file_says_of_an_address_is_not_held_against_it() -> None:
    own = posting(images=(ImageObject(content_url=URL),))
    had = PictureAnswer(url=URL, status=200, sha256=A)
    gone = PictureAnswer(url=URL, status=404)
    file = "crawl.warc.gz, made by wget"
    assert kinds(seen(1, own, pictures=(had,), imported=file), seen(2, own, pictures=(gone,))) == []


# -- clocks -----------------------------------------------------------------------------


def test_a_clock_that_was_set_back_turns_no_story_round() -> None:
    """First present, then absent, by a clock that stood at day 9 and then at day 2."""
    visits = (seen(1, posting(), day=9), seen(2, day=2, found="not_found"))
    change = only(*visits)
    assert change.kind == "not_found"
    assert change.before is not None
    assert (change.before.record, change.before.at) == ("captures/1", BEGIN + timedelta(days=9))
    edited = only(seen(1, posting(), day=9), seen(2, posting("Open."), day=2))
    assert edited.before is not None
    assert edited.before.value == WORDS


def test_two_visits_in_one_second_are_in_the_order_of_their_records() -> None:
    change = only(seen(8, posting(), day=1), seen(9, day=1, found="not_found"))
    assert change.kind == "not_found"


def test_what_is_imported_later_stands_where_its_file_says_that_it_belongs() -> None:
    file = "crawl.warc.gz, made by wget"
    visits = (seen(1, day=5, found="not_found"), seen(2, day=1, imported=file))
    change = only(*visits)
    assert change.kind == "not_found"
    assert change.before is not None
    assert change.before.source == "import"


RECORDS = st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=8)


@given(RECORDS)
def test_own_records_keep_the_order_of_their_ids(given_: list[tuple[int, bool]]) -> None:
    records = [(number, BEGIN + timedelta(days=day), imported)
               for number, (day, imported) in enumerate(given_)]  # fmt: skip
    identity: Callable[[Any], Any] = lambda one: one  # noqa: E731 - the record is its own place
    made = in_sequence(reversed(records), identity)
    assert sorted(made) == records
    own = [number for number, _, imported in made if not imported]
    assert own == sorted(own)
    others = [time for _, time, imported in made if imported]
    assert others == sorted(others)


@given(RECORDS)
def test_by_a_clock_that_only_goes_on_all_is_in_the_order_of_its_times(
    given_: list[tuple[int, bool]],
) -> None:
    now = BEGIN
    records = []
    for number, (days, imported) in enumerate(given_):
        now += timedelta(days=days)
        stated = now - timedelta(days=7 * days) if imported else now
        records.append((number, stated, imported))
    identity: Callable[[Any], Any] = lambda one: one  # noqa: E731 - the record is its own place
    times = [time for _, time, _ in in_sequence(records, identity)]
    assert times == sorted(times)
