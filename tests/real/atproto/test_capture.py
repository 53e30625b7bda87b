"""Posts on the real servers, captured over HTTP as a user would, in every state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.fetch.drive import Replay, visit
from archiver.fetch.limits import Limits
from archiver.fetch.session import Session
from archiver.fetch.transport import Live, Transport, digest
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Link,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeKind,
    Witness,
)
from archiver.platforms.bluesky import Bluesky
from tests.real.atproto import xrpc
from tests.real.atproto.rig import free_ports
from tests.real.atproto.xrpc import Account, Network, Strong

pytestmark = pytest.mark.real

WRITTEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LONG = "https://example.org/reports/2026/flood-levels-on-the-lower-river?page=2#table"
SHOWN = "example.org/reports/2026..."
TEXT = f"“Not 4.10 m but 4.01 m” – see the tables 🌊 {SHOWN}"
ALT = "A river gauge in the rain"
OPT_OUT = "!no-unauthenticated"
FAST = Limits(connect_seconds=5, read_seconds=10, total_seconds=20, pace_seconds=0, max_retries=0)


def now() -> datetime:
    """An hour from now: by then an app has heard of a post, or leaves it out."""
    return datetime.now(UTC) + timedelta(hours=1)


def this_machine(host: str, port: int) -> Sequence[str]:
    """Knows one name; handles and archives are looked up nowhere."""
    if host != "localhost":
        raise OSError(f"no address of {host}:{port}")
    return ["127.0.0.1"]


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(clock=now, limits=FAST, allow_private=True, resolve=this_machine) as opened:
        yield opened


@pytest.fixture
def platform(network: Network, appview: str) -> Bluesky:
    return Bluesky(appview=appview, plc=network.plc, embed=network.pds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A capture, and what was read from it."""

    capture: Capture
    postings: tuple[SocialMediaPosting, ...]

    @property
    def state(self) -> Availability:
        return self.capture.availability

    @property
    def best(self) -> SocialMediaPosting:
        return self.postings[0]

    def answers_of(self, method: str) -> list[tuple[int, str | None]]:
        """Status and start of the body of every exchange with a method of XRPC."""
        return [
            (one.status, one.payload[:200].decode("utf-8", "replace"))
            for one in self.capture.exchanges
            if f"/xrpc/{method}?" in one.request.url
        ]


Look = Callable[[str], Seen]


@pytest.fixture
def look(platform: Bluesky, session: Session) -> Look:
    """Visits the post of an address, and reads the capture, twice: the second time replayed."""

    def see(address: str) -> Seen:
        ref = platform.match(address)
        assert ref is not None
        capture = visit(platform, ref, Live(session=session, mementos=None, clock=now), now)
        again = visit(platform, ref, Replay(capture), now)
        assert (again.availability, again.reason) == (capture.availability, capture.reason)
        assert platform.parse(again) == platform.parse(capture)
        return Seen(capture=capture, postings=platform.parse(capture))

    return see


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A post with all that a post can carry, and who wrote it."""

    ada: Account
    ben: Account
    post: Strong
    quoted: Strong
    image: bytes
    blob: str

    @property
    def ref(self) -> PostRef:
        return PostRef(platform="bluesky", id=f"{self.ada.did}/{self.post.rkey}")


@pytest.fixture
def scene(network: Network, appview: str) -> Scene:
    assert appview
    ada, ben = network.join("ada"), network.join("ben")
    profile = {"$type": "app.bsky.actor.profile", "displayName": "Ada Invented"}
    network.put(ada, "self", profile, "app.bsky.actor.profile")
    quoted = network.write(ben, xrpc.note("The gauge stood at 4.10 m at noon."))
    image = xrpc.picture(200)
    blob = network.upload(ada, image)
    record = xrpc.note(
        TEXT,
        facets=[xrpc.link(TEXT, SHOWN, LONG)],
        embed=xrpc.quoting(quoted, xrpc.pictures((blob, ALT))),
    )
    post = network.write(ada, record)
    network.settled(lambda: network.indexed(post))
    cid = blob["ref"]["$link"]
    return Scene(ada=ada, ben=ben, post=post, quoted=quoted, image=image, blob=cid)


# -- there ------------------------------------------------------------------------------


def test_a_post_is_captured_whole(scene: Scene, look: Look) -> None:
    seen = look(scene.post.uri)
    assert seen.state is Availability.AVAILABLE, seen.capture.reason
    best = seen.best
    assert best.ref == scene.ref
    assert best.witness is Witness.PLATFORM
    assert (best.text, best.complete) == (TEXT, True)
    assert best.author_id == scene.ada.did
    assert best.handle == scene.ada.handle
    assert best.author_name == "Ada Invented"
    assert best.created == WRITTEN
    assert best.created_precision in {Precision.SECOND, Precision.MILLISECOND}
    assert best.language == "en"
    assert best.links == (Link(text=SHOWN, url=LONG),)
    assert [image.caption for image in best.images] == [ALT]
    assert best.version_id == scene.post.cid
    assert best.shared_content is not None
    assert best.shared_content.id == f"{scene.ben.did}/{scene.quoted.rkey}"
    assert "signed" in seen.capture.reason


def test_the_time_of_the_appview_is_kept_beside_the_authors(scene: Scene, look: Look) -> None:
    seen = look(scene.post.uri)
    kinds = {claim.kind: claim for claim in seen.best.times}
    assert kinds[TimeKind.CREATED].time <= now()
    assert TimeKind.INDEXED in kinds


def test_the_quoted_post_comes_with_it(scene: Scene, look: Look) -> None:
    quoted = [one for one in look(scene.post.uri).postings if one.author_id == scene.ben.did]
    assert [one.text for one in quoted] == ["The gauge stood at 4.10 m at noon."]
    assert quoted[0].handle == scene.ben.handle
    assert quoted[0].version_id == scene.quoted.cid


def test_the_picture_is_the_one_that_was_uploaded(
    scene: Scene, look: Look, session: Session
) -> None:
    (image,) = look(scene.post.uri).best.images
    answer = session.answer(FetchRequest(url=image.content_url))[-1]
    assert answer.status == 200
    assert answer.payload == scene.image
    assert answer.payload_sha256 == hashlib.sha256(scene.image).hexdigest()
    assert image.claimed_sha256 == answer.payload_sha256


def test_an_address_with_a_handle_leads_to_the_account(scene: Scene, look: Look) -> None:
    address = f"https://bsky.app/profile/{scene.ada.handle}/post/{scene.post.rkey}"
    seen = look(address)
    assert seen.capture.ref == scene.ref
    assert seen.best.text == TEXT


def test_a_reply_names_what_it_answers(network: Network, scene: Scene, look: Look) -> None:
    answer = network.write(scene.ada, xrpc.note("Thanks.", reply=xrpc.reply_to(scene.quoted)))
    network.settled(lambda: network.indexed(answer))
    best = look(answer.uri).best
    assert best.text == "Thanks."
    assert best.in_reply_to is not None
    assert best.in_reply_to.id == f"{scene.ben.did}/{scene.quoted.rkey}"


def test_an_edited_post_is_another_version(network: Network, scene: Scene, look: Look) -> None:
    before = look(scene.post.uri)
    edited = network.put(scene.ada, scene.post.rkey, xrpc.note("It was 4.01 m."))
    network.settled(lambda: network.indexed(edited))
    after = look(scene.post.uri)
    assert after.state is Availability.AVAILABLE
    assert before.best.ref == after.best.ref
    assert (before.best.text, after.best.text) == (TEXT, "It was 4.01 m.")
    assert (before.best.version_id, after.best.version_id) == (scene.post.cid, edited.cid)
    assert {one.text for one in after.postings if one.ref == after.best.ref} == {"It was 4.01 m."}


# -- not there --------------------------------------------------------------------------


def test_a_deleted_post(network: Network, scene: Scene, look: Look) -> None:
    network.delete(scene.ada, scene.post)
    network.settled(lambda: network.gone(scene.post))
    seen = look(scene.post.uri)
    assert seen.state is Availability.NOT_FOUND, seen.capture.reason
    assert seen.postings == ()
    assert "signed proof" in seen.capture.reason
    assert seen.answers_of("app.bsky.feed.getPosts") == [(200, '{"posts":[]}')]


def test_a_post_that_never_was(scene: Scene, look: Look) -> None:
    seen = look(scene.post.uri.replace(scene.post.rkey, "3l25zusnsfctk"))
    assert (seen.state, seen.postings) == (Availability.NOT_FOUND, ())


def test_a_post_that_only_its_own_server_took_down(
    network: Network, scene: Scene, look: Look
) -> None:
    """Its plain answer is that of a deleted post; the signed one has it, and the app shows it."""
    network.take_down(scene.post)
    assert network.record(scene.post).error == "RecordNotFound"
    seen = look(scene.post.uri)
    assert seen.state is Availability.AVAILABLE, seen.capture.reason
    assert seen.best.text == TEXT


def test_a_post_that_only_the_appview_took_down(
    network: Network, appview: str, scene: Scene, look: Look
) -> None:
    network.take_down(scene.post, host=appview)
    network.settled(lambda: network.gone(scene.post))
    seen = look(scene.post.uri)
    assert seen.state is Availability.WITHHELD, seen.capture.reason
    assert seen.best.text == TEXT


def test_a_post_that_everybody_took_down_is_not_called_deleted(
    network: Network, appview: str, scene: Scene, look: Look
) -> None:
    network.take_down(scene.post)
    network.take_down(scene.post, host=appview)
    network.settled(lambda: network.gone(scene.post))
    seen = look(scene.post.uri)
    assert seen.state is Availability.WITHHELD, seen.capture.reason


@pytest.mark.parametrize(
    ("end", "evidence"),
    [
        pytest.param("take_down", "RepoTakendown", id="taken-down"),
        pytest.param("deactivate", "RepoDeactivated", id="deactivated"),
        pytest.param("delete_account", "RepoNotFound", id="deleted"),
    ],
)
def test_an_account_that_is_gone(
    network: Network, scene: Scene, look: Look, end: str, evidence: str
) -> None:
    getattr(network, end)(scene.ada)
    network.settled(lambda: network.gone(scene.post))
    seen = look(scene.post.uri)
    assert seen.state is Availability.ACCOUNT_GONE, seen.capture.reason
    assert evidence in seen.capture.reason
    assert seen.postings == ()


@pytest.mark.parametrize("end", ["take_down", "deactivate", "delete_account"])
def test_an_account_that_is_gone_by_its_handle(
    network: Network, scene: Scene, look: Look, end: str
) -> None:
    """The handle may lead nowhere then: that says nothing of the post."""
    getattr(network, end)(scene.ada)
    network.settled(lambda: network.gone(scene.post))
    seen = look(f"https://bsky.app/profile/{scene.ada.handle}/post/{scene.post.rkey}")
    assert seen.state in {Availability.ACCOUNT_GONE, Availability.ERROR}, seen.capture.reason
    assert seen.postings == ()


def test_a_quoted_post_that_is_deleted_leaves_its_reference(
    network: Network, scene: Scene, look: Look
) -> None:
    network.delete(scene.ben, scene.quoted)
    network.settled(lambda: network.gone(scene.quoted))
    seen = look(scene.post.uri)
    assert seen.state is Availability.AVAILABLE
    assert seen.best.shared_content is not None
    assert [one for one in seen.postings if one.author_id == scene.ben.did] == []


def test_an_author_who_asks_not_to_be_shown(
    network: Network, appview: str, scene: Scene, look: Look
) -> None:
    profile = {
        "$type": "app.bsky.actor.profile",
        "displayName": "Ada Invented",
        "labels": {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": OPT_OUT}]},
    }
    network.put(scene.ada, "self", profile, "app.bsky.actor.profile")

    def labelled() -> bool:
        shown = network.ask(appview, "app.bsky.actor.getProfile", actor=scene.ada.did)
        return bool(shown.json["labels"])

    network.settled(labelled)
    seen = look(scene.post.uri)
    assert seen.state is Availability.WITHHELD, seen.capture.reason
    assert OPT_OUT in seen.capture.reason
    assert seen.postings == ()


def test_an_appview_that_does_not_answer_leaves_the_author_s_server(
    network: Network, scene: Scene, session: Session
) -> None:
    (port,) = free_ports(1)
    platform = Bluesky(
        appview=f"http://127.0.0.1:{port}", plc=network.plc, embed=f"http://127.0.0.1:{port}"
    )
    capture = visit(platform, scene.ref, Live(session=session, mementos=None, clock=now), now)
    assert capture.availability is Availability.AVAILABLE, capture.reason
    best = platform.parse(capture)[0]
    assert (best.text, best.author_id) == (TEXT, scene.ada.did)
    assert best.author_name == "Ada Invented"


def test_a_deleted_post_while_the_appview_does_not_answer(
    network: Network, scene: Scene, session: Session
) -> None:
    """One witness of absence is not enough for a statement."""
    network.delete(scene.ada, scene.post)
    (port,) = free_ports(1)
    platform = Bluesky(
        appview=f"http://127.0.0.1:{port}", plc=network.plc, embed=f"http://127.0.0.1:{port}"
    )
    capture = visit(platform, scene.ref, Live(session=session, mementos=None, clock=now), now)
    assert capture.availability is Availability.ERROR, capture.reason


# -- servers that lie -------------------------------------------------------------------


class Forging:
    """A transport that changes the bodies of whatever the author's server answers."""

    def __init__(self, honest: Transport, server: str, change: Callable[[bytes], bytes]) -> None:
        self._honest = honest
        self._server = server.replace("127.0.0.1", "localhost")
        self._change = change

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        return tuple(self._forged(one) for one in self._honest.answer(request))

    def _forged(self, exchange: Exchange) -> Exchange:
        if not exchange.request.url.startswith(self._server):
            return exchange
        payload = self._change(exchange.payload)
        return replace(exchange, payload=payload, payload_sha256=digest(payload))


def test_words_changed_by_the_authors_server_are_not_believed(
    network: Network, platform: Bluesky, scene: Scene, session: Session
) -> None:
    live = Live(session=session, mementos=None, clock=now)
    forging = Forging(live, network.pds, lambda body: body.replace(b"4.01 m", b"9.99 m"))
    capture = visit(platform, scene.ref, forging, now)
    forged = [one for one in capture.exchanges if b"9.99 m" in one.payload]
    assert {one.request.route for one in forged} == {"proof", "record"}
    assert "digest" in capture.reason
    best, *others = platform.parse(capture)
    assert (best.text, best.complete) == (TEXT, True)
    assert not any(one.complete for one in others if "9.99" in one.text)


@pytest.mark.parametrize(
    "stated",
    [
        pytest.param(b'"cid":[1]', id="list"),
        pytest.param(b'"cid":{"$link":"bafy"}', id="map"),
        pytest.param(b'"cid":7', id="number"),
        pytest.param(b'"x":0', id="none"),
    ],
)
def test_a_server_that_states_no_cid_can_be_read(
    network: Network, platform: Bluesky, scene: Scene, session: Session, stated: bytes
) -> None:
    """No proof, and no CID that could be compared: not proven, and not called altered."""
    whole = f'"cid":"{scene.post.cid}"'.encode()

    def change(body: bytes) -> bytes:
        return body.replace(whole, stated) if body.startswith(b"{") else body[:100]

    forging = Forging(Live(session=session, mementos=None, clock=now), network.pds, change)
    capture = visit(platform, scene.ref, forging, now)
    assert capture.availability is Availability.AVAILABLE, capture.reason
    postings = [one for one in platform.parse(capture) if one.ref == scene.ref]
    assert {one.text for one in postings} == {TEXT}
    assert {one.incomplete_reason for one in postings} == {None}
