"""What changed in a post, as far as its witnesses can tell, and what is no change.

All posts, people and pictures are made up.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from archiver.model.history import Change, ChangeKind, PictureAnswer, Sighting
from archiver.verify.changes import STATEMENTS, post_changes

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
REF = PostRef(platform="mastodon", id="town.example/1")
WORDS = "The bridge is closed until Friday."
OTHER = "The bridge is closed until Monday."
HASHES = {name: str(number) * 64 for number, name in enumerate("abc", 1)}


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


def seen(*postings: SocialMediaPosting, found: str = "available", **parts: Any) -> Sighting:
    return Sighting(
        record=0,
        time=BEGIN,
        availability=Availability(found),
        reason="why",
        postings=postings,
        **parts,
    )


def days(*sightings: Sighting) -> tuple[Sighting, ...]:
    """One a day, numbered from 1."""
    return tuple(
        replace(one, record=number, time=BEGIN + timedelta(days=number))
        for number, one in enumerate(sightings, 1)
    )


def changes(*sightings: Sighting) -> tuple[Change, ...]:
    return post_changes(REF.key, days(*sightings))


def values(change: Change) -> tuple[str | None, str | None]:
    before, after = change.before, change.after
    return None if before is None else before.value, None if after is None else after.value


def picture(name: str, *, sha256: str | None = None, **parts: Any) -> ImageObject:
    return ImageObject(content_url=f"https://files.example/{name}", sha256=sha256, **parts)


POLL = Poll(question="When?", options=("Friday", "Monday"))
EDITED = BEGIN + timedelta(hours=5)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {}, [], id="the-same"),
        pytest.param({}, {"text": OTHER}, [("text_edited", WORDS, OTHER)], id="words"),
        pytest.param({}, {"text": OTHER, "parser": "mastodon.page/1"}, [], id="another-parser"),
        pytest.param({}, {"text": OTHER, "witness": Witness.ARCHIVE}, [], id="another-witness"),
        pytest.param({}, {"text": WORDS[:9], "complete": False}, [], id="cut-now"),
        pytest.param({"text": WORDS[:9], "complete": False}, {}, [], id="cut-before"),
        pytest.param(
            {"witness": Witness.EMBED}, {"text": OTHER, "witness": Witness.EMBED}, [], id="embed"
        ),
        pytest.param(
            {}, {"handle": "pier@town.example"},
            [("handle_renamed", "ferry@town.example", "pier@town.example")], id="handle",
        ),
        pytest.param({}, {"handle": "FERRY@town.example"}, [], id="case-of-a-handle"),
        pytest.param({}, {"handle": None, "author_name": None}, [], id="no-name-given"),
        pytest.param(
            {"author_id": None}, {"author_id": None, "handle": "pier@town.example"}, [],
            id="handle-without-an-author-id",
        ),
        pytest.param(
            {}, {"author_id": "8", "handle": "pier@town.example"},
            [("author_differs", "7", "8")], id="another-author",
        ),
        pytest.param(
            {}, {"author_name": "Pier"}, [("name_changed", "Ferry desk", "Pier")], id="name"
        ),
        pytest.param(
            {"poll": POLL}, {"poll": replace(POLL, options=("Friday", "Never"))},
            [("poll_changed", "When?\nFriday\nMonday", "When?\nFriday\nNever")], id="poll",
        ),
        pytest.param(
            {"links": (Link(text="a", url="https://a.example/"),)},
            {"links": (Link(text="a", url="https://b.example/"),)},
            [("links_changed", "https://a.example/", "https://b.example/")], id="link",
        ),
        pytest.param(
            {"content_warning": "Boats"}, {}, [("warning_changed", "Boats", "")], id="warning"
        ),
        pytest.param(
            {}, {"was_edited": True, "edited": EDITED}, [("edit_stated", None, WORDS)],
            id="edit-that-is-only-stated",
        ),
        pytest.param(
            {"version_id": "v1"}, {"version_id": "v2"}, [("version_changed", "v1", "v2")],
            id="version-of-the-same-words",
        ),
        pytest.param(
            {"version_id": "v1"}, {"version_id": "v2", "text": OTHER},
            [("text_edited", WORDS, OTHER)], id="version-of-other-words",
        ),
    ],
)  # fmt: skip
def test_between_two_answers(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    found = changes(seen(posting(**before)), seen(posting(**after)))
    assert [(str(one.kind), *values(one)) for one in found] == expected


A, B = HASHES["a"], HASHES["b"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([picture("a")], [picture("a")], [], id="same-address"),
        pytest.param([picture("a?t=1")], [picture("a?t=2")], [], id="signed-address"),
        pytest.param([picture("a")], [picture("b")], [], id="new-address-and-no-bytes"),
        pytest.param(
            [picture("a", sha256=A)], [picture("b", sha256=A)], [], id="same-bytes-elsewhere"
        ),
        pytest.param(
            [picture("a", sha256=A)], [picture("a", sha256=B)], ["picture_changed"], id="bytes"
        ),
        pytest.param([picture("a", sha256=A)], [picture("a")], [], id="not-fetched-this-time"),
        pytest.param(
            [picture("a", sha256=A, thumbnail_of="video")],
            [picture("a", sha256=B, thumbnail_of="video")], [], id="still-of-a-video",
        ),
        pytest.param([picture("a")], [], ["picture_vanished"], id="vanished"),
        pytest.param([], [picture("a")], ["picture_added"], id="added"),
        pytest.param(
            [picture("a"), picture("b")], [picture("b")], ["picture_vanished"], id="one-of-two"
        ),
        pytest.param(
            [picture("a", caption="A bridge")], [picture("a", caption="A ferry")],
            ["alt_changed"], id="description",
        ),
    ],
)  # fmt: skip
def test_pictures(before: list[ImageObject], after: list[ImageObject], expected: list[str]) -> None:
    found = changes(seen(posting(images=tuple(before))), seen(posting(images=tuple(after))))
    assert [str(one.kind) for one in found] == expected


def test_of_two_that_can_not_be_told_apart_only_the_number_is_said() -> None:
    (change,) = changes(
        seen(posting(images=(picture("a"), picture("b")))), seen(posting(images=(picture("c"),)))
    )
    assert (change.kind, values(change)) == (
        ChangeKind.PICTURE_VANISHED,
        ("2 pictures", "1 picture"),
    )


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([(200, A), (404, None)], ["picture_gone"], id="gone"),
        pytest.param([(200, A), (404, None), (404, None)], ["picture_gone"], id="said-once"),
        pytest.param([(200, A), (403, None)], [], id="refused"),
        pytest.param([(200, A), (0, None)], [], id="no-answer"),
        pytest.param([(404, None), (404, None)], [], id="never-had"),
    ],
)
def test_addresses_of_pictures(
    answers: Sequence[tuple[int, str | None]], expected: list[str]
) -> None:
    url = "https://files.example/a"
    sightings = [
        seen(
            posting(images=(picture("a"),)),
            pictures=(PictureAnswer(url=url, status=status, sha256=sha256),),
        )
        for status, sha256 in answers
    ]
    assert [str(one.kind) for one in changes(*sightings)] == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(["available", "not_found"], ["not_found"], id="gone"),
        pytest.param(["available", "withheld"], ["withheld"], id="withheld"),
        pytest.param(["available", "protected"], ["protected"], id="protected"),
        pytest.param(["available", "account_gone"], ["account_gone"], id="account"),
        pytest.param(["not_found", "available"], ["reappeared"], id="back"),
        pytest.param(["available", "blocked_for_us"], [], id="blocked"),
        pytest.param(["available", "error"], [], id="error"),
        pytest.param(["not_found", "not_found"], [], id="still-gone"),
        pytest.param(["blocked_for_us", "not_found"], [], id="never-seen"),
        pytest.param(["available", "error", "not_found"], ["not_found"], id="with-a-gap"),
        pytest.param(["available", "not_found", "error", "available"],
                     ["not_found", "reappeared"], id="gone-and-back"),
    ],
)  # fmt: skip
def test_standing(found: list[str], expected: list[str]) -> None:
    assert [str(one.kind) for one in changes(*(seen(found=one) for one in found))] == expected


def test_absence_is_between_two_visits_that_could_tell() -> None:
    (change,) = changes(
        seen(posting()), seen(posting()), seen(found="error"), seen(found="not_found")
    )
    assert change.before is not None
    assert change.after is not None
    assert (change.before.at, change.after.at) == (
        BEGIN + timedelta(days=2),
        BEGIN + timedelta(days=4),
    )
    assert change.stated is None


def test_edits_that_the_platform_gives_with_their_words_are_told_once() -> None:
    first = posting("Closed until Thursday.", superseded=EDITED)
    newest = posting(WORDS, edited=EDITED, was_edited=True)
    found = changes(seen(newest, first), seen(newest, first))
    assert [(str(one.kind), *values(one), one.stated) for one in found] == [
        ("edit_stated", "Closed until Thursday.", WORDS, EDITED)
    ]


def test_mementos_are_in_the_order_in_which_the_archive_received_them() -> None:
    early, late = BEGIN - timedelta(days=90), BEGIN - timedelta(days=30)
    old = posting(WORDS, witness=Witness.ARCHIVE, witnessed_at=early)
    new = posting(OTHER, witness=Witness.ARCHIVE, witnessed_at=late)
    (change,) = changes(seen(new), seen(old))
    assert values(change) == (WORDS, OTHER)
    assert change.before is not None
    assert change.after is not None
    assert (change.before.at, change.after.at) == (early, late)


def test_a_file_of_another_program_is_compared_with_no_answer_of_a_platform() -> None:
    file = "crawl.warc.gz, made by wget"
    read = posting(OTHER, witness=Witness.ARCHIVE, imported=file)
    assert changes(seen(read, imported=file), seen(posting())) == ()
    (gone,) = changes(seen(read, imported=file), seen(found="not_found"))
    assert gone.before is not None
    assert gone.after is not None
    assert (gone.before.source, gone.after.source) == ("import", "visit")
    (edited,) = changes(seen(read, imported=file), seen(replace(read, text=WORDS), imported=file))
    assert edited.before is not None
    assert (edited.kind, edited.before.source) == (ChangeKind.TEXT_EDITED, "import")


def test_another_post_in_the_same_answer_is_none_of_it() -> None:
    quoted = posting(OTHER, ref=PostRef(platform="mastodon", id="town.example/2"))
    assert changes(seen(posting(), quoted), seen(posting())) == ()


# -- laws -------------------------------------------------------------------------------

TEXTS = st.sampled_from([WORDS, OTHER, "", "Closed.\u202e"])
POSTINGS = st.builds(
    posting,
    TEXTS,
    witness=st.sampled_from(list(Witness)),
    parser=st.sampled_from(["a/1", "b/1"]),
    complete=st.booleans(),
    author_id=st.sampled_from([None, "7"]),
    handle=st.sampled_from([None, "ferry", "pier"]),
    images=st.lists(
        st.builds(picture, st.sampled_from("ab"), sha256=st.sampled_from([None, A, B])), max_size=3
    ).map(tuple),
)
SIGHTINGS = st.lists(
    st.builds(
        lambda found, postings: seen(*postings, found=found),
        st.sampled_from([str(one) for one in Availability]),
        st.lists(POSTINGS, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@given(SIGHTINGS)
def test_the_same_visit_again_is_no_change(sightings: list[Sighting]) -> None:
    last = sightings[-1]
    assert [values(one) for one in changes(*sightings, last)] == [
        values(one) for one in changes(*sightings)
    ]


@given(SIGHTINGS, st.integers(0, 5), st.sampled_from(["blocked_for_us", "error"]))
def test_a_visit_that_could_not_tell_changes_nothing(
    sightings: list[Sighting], where: int, found: str
) -> None:
    with_it = [*sightings[:where], seen(found=found), *sightings[where:]]
    assert [(one.kind, values(one)) for one in changes(*with_it)] == [
        (one.kind, values(one)) for one in changes(*sightings)
    ]


@given(SIGHTINGS)
def test_every_time_is_one_at_which_something_was_seen(sightings: list[Sighting]) -> None:
    numbered = days(*sightings)
    times = {one.time for one in numbered}
    for change in post_changes(REF.key, numbered):
        for side in (change.before, change.after):
            assert side is None or side.at in times
        assert change.stated is None
        if change.before is not None and change.after is not None:
            assert change.before.at < change.after.at


@given(SIGHTINGS)
def test_absence_needs_a_statement(sightings: list[Sighting]) -> None:
    numbered = {f"captures/{one.record}": one for one in days(*sightings)}
    for change in post_changes(REF.key, numbered.values()):
        if change.kind is ChangeKind.NOT_FOUND:
            assert change.before is not None
            assert change.after is not None
            assert numbered[change.after.record].availability is Availability.NOT_FOUND
            assert numbered[change.before.record].availability in STATEMENTS
