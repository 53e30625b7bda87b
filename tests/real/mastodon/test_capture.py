"""Posts on the stand-in, captured over HTTP: live, edited, deleted, private, with pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.fetch.credentials import Credentials, credentials_from
from archiver.fetch.drive import Replay, visit
from archiver.fetch.limits import Limits
from archiver.fetch.session import Session
from archiver.fetch.transport import Live
from archiver.model import Availability, Capture, Poll, Precision
from archiver.platforms.mastodon import Mastodon
from tests.real.mastodon.conftest import Standin

pytestmark = pytest.mark.real

Take = Callable[..., Capture]
_NOBODY = Credentials()


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def platform(server: Standin) -> Mastodon:
    return Mastodon(local=[server.host])


@pytest.fixture
def take(platform: Mastodon) -> Iterator[Take]:
    """A capture of the post at an address, without archives."""
    sessions: list[Session] = []

    def capture(url: str, credentials: Credentials = _NOBODY) -> Capture:
        session = Session(
            allow_private=True, credentials=credentials, limits=Limits(pace_seconds=0)
        )
        sessions.append(session)
        ref = platform.match(url)
        assert ref is not None
        return visit(platform, ref, Live(session=session, mementos=None, clock=now), now)

    yield capture
    for session in sessions:
        session.close()


def routes(capture: Capture) -> list[tuple[str, int]]:
    return [(one.request.route, one.status) for one in capture.exchanges if one.status]


def test_a_post_that_is_there(take: Take, platform: Mastodon, jane: Any, server: Standin) -> None:
    words = "First line & more\nsecond <line>\n\nSee https://news.example/2026/a-long-story?a=1&b=2"
    written = jane.status_post(words, language="en")
    capture = take(written.url)
    assert routes(capture) == [("status", 200)]
    assert capture.availability is Availability.AVAILABLE
    (found,) = platform.parse(capture)
    assert found.text == ("First line & more\nsecond <line>\n\nSee news.example/2026/a-long-story…")
    assert [link.url for link in found.links] == ["https://news.example/2026/a-long-story?a=1&b=2"]
    assert (found.handle, found.author_name) == (f"jane@{server.host}", "Jane Doe")
    assert found.created == written.created_at
    assert found.created_precision in {Precision.MILLISECOND, Precision.SECOND}
    id_time = platform.created_from_id(found.ref)
    assert id_time is not None
    assert abs(id_time - written.created_at) < timedelta(seconds=1)
    assert visit(platform, capture.ref, Replay(capture), now).reason == capture.reason


def test_every_address_of_a_post(take: Take, jane: Any, server: Standin) -> None:
    written = jane.status_post("The same post")
    number = written.id
    for path in (f"users/jane/statuses/{number}", f"web/statuses/{number}", f"deck/@jane/{number}"):
        capture = take(f"{server.address}/{path}")
        assert capture.ref.id == f"{server.host}/{number}"
        assert capture.availability is Availability.AVAILABLE
    assert take(written.uri).availability is Availability.AVAILABLE


def test_pictures_with_their_alt_text(
    take: Take, platform: Mastodon, jane: Any, server: Standin, photo: bytes
) -> None:
    media = jane.media_post(photo, mime_type="image/png", description="A red field")
    written = jane.status_post("Look", media_ids=media, spoiler_text="A colour", sensitive=True)
    (found,) = platform.parse(take(written.url))
    (image,) = found.images
    assert (image.caption, image.width, image.height) == ("A red field", 900, 600)
    assert found.content_warning == "A colour"
    assert server.ask("GET", image.content_url.removeprefix(server.address)).content == photo


def test_an_edited_post_with_every_version(take: Take, platform: Mastodon, jane: Any) -> None:
    written = jane.status_post("We will raise the fee")
    edited = jane.status_update(written.id, "We will not raise the fee")
    capture = take(written.url)
    assert routes(capture) == [("status", 200), ("history", 200)]
    assert "2 versions" in capture.reason
    found = platform.parse(capture)
    assert [one.text for one in found] == [
        "We will not raise the fee",
        "We will not raise the fee",
        "We will raise the fee",
    ]
    assert [one.edited for one in found] == [edited.edited_at, edited.edited_at, None]
    assert [one.superseded for one in found] == [None, None, edited.edited_at]
    assert {one.created for one in found} == {written.created_at}


def test_a_quote_a_reply_and_a_poll(take: Take, platform: Mastodon, jane: Any, sam: Any) -> None:
    first = jane.status_post("The first words")
    quote = sam.status_post("I disagree", quoted_status_id=first.id)
    found = platform.parse(take(quote.url))
    assert [one.text for one in found] == ["I disagree", "The first words"]
    assert found[0].shared_content == found[1].ref
    reply = sam.status_post("No", in_reply_to_id=first.id)
    (answer,) = platform.parse(take(reply.url))
    assert answer.in_reply_to == found[1].ref
    poll = jane.status_post("Which?", poll=jane.make_poll(["a", "b"], 3600))
    (asked,) = platform.parse(take(poll.url))
    assert isinstance(asked.poll, Poll)
    assert asked.poll.options == ("a", "b")


def test_a_deleted_post_is_not_found_by_two_routes(
    take: Take, platform: Mastodon, jane: Any
) -> None:
    written = jane.status_post("Soon gone")
    before = take(written.url)
    jane.status_delete(written.id)
    after = take(written.url)
    assert (before.availability, after.availability) == (
        Availability.AVAILABLE,
        Availability.NOT_FOUND,
    )
    assert routes(after) == [("status", 404), ("activity", 404), ("account", 200)]
    assert platform.parse(after) == ()
    assert [one.text for one in platform.parse(before)] == ["Soon gone"]


def test_a_deleted_post_by_an_address_without_a_handle(take: Take, jane: Any) -> None:
    written = jane.status_post("Soon gone too")
    jane.status_delete(written.id)
    host = written.url.partition("/@")[0]
    capture = take(f"{host}/web/statuses/{written.id}")
    assert routes(capture) == [("status", 404), ("oembed", 404)]
    assert capture.availability is Availability.NOT_FOUND


def test_a_private_post_looks_deleted_and_the_reason_says_so(take: Take, jane: Any) -> None:
    written = jane.status_post("For followers", visibility="private")
    capture = take(written.url)
    assert capture.availability is Availability.NOT_FOUND
    assert "deleted or private" in capture.reason


def test_a_server_for_members_only(
    take: Take, platform: Mastodon, jane: Any, server: Standin
) -> None:
    written = jane.status_post("For members")
    with server.mode("members-only"):
        anonymous = take(written.url)
        token = credentials_from({"ARCHIVER_MASTODON_TOKENS": f"{server.host}=token-of-sam"})
        member = take(written.url, token)
    assert routes(anonymous) == [("status", 401), ("activity", 200), ("page", 200)]
    assert anonymous.availability is Availability.AVAILABLE
    assert {one.parser for one in platform.parse(anonymous)} == {
        "mastodon.activity/1",
        "mastodon.page/1",
    }
    assert {one.text for one in platform.parse(anonymous)} == {"For members"}
    assert routes(member) == [("status", 401), ("status_token", 200)]
    assert "token-of-sam" not in repr(member)


def test_a_server_that_wants_signatures_too(take: Take, jane: Any, server: Standin) -> None:
    written = jane.status_post("In public, on a page")
    gone = jane.status_post("Soon gone")
    jane.status_delete(gone.id)
    with server.mode("members-only"), server.mode("secure"):
        there, absent = take(written.url), take(gone.url)
    assert routes(there)[-1] == ("page", 200)
    assert there.availability is Availability.AVAILABLE
    assert routes(absent)[2:] == [("oembed", 404), ("page", 404), ("account", 401)]
    assert absent.availability is Availability.NOT_FOUND


def test_a_suspended_account(take: Take, server: Standin, sam: Any) -> None:
    written = sam.status_post("Soon suspended")
    server.control("suspend/sam")
    try:
        capture = take(written.url)
    finally:
        server.control("restore/sam")
    assert routes(capture) == [("status", 404), ("activity", 410), ("account", 200)]
    assert capture.availability is Availability.ACCOUNT_GONE


def test_the_authors_wish_not_to_be_indexed(
    take: Take, platform: Mastodon, server: Standin, jane: Any
) -> None:
    server.control("noindex/jane")
    try:
        (found,) = platform.parse(take(jane.status_post("Quiet", visibility="unlisted").url))
    finally:
        server.control("index/jane")
    assert found.opt_outs == ("visibility=unlisted", "noindex", "indexable=false")
