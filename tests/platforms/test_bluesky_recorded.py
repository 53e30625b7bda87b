"""Posts as the real servers answered for them, and what the plan and the parser make of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source
from archiver.platforms.bluesky import Bluesky

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms" / "bluesky" / "recorded"
STATES = sorted(path.parent.name for path in FOLDER.glob("*/exchanges.json"))

AsData = Callable[[Any], dict[str, Any]]


def _exchange(data: dict[str, Any], when: datetime) -> Exchange:
    payload = base64.b64decode(data.get("body_base64", ""))
    payload = json.dumps(data["json"]).encode() if "json" in data else payload
    return Exchange(
        request=FetchRequest(url=data["url"], source=Source(data["source"]), route=data["route"]),
        warc_date=when,
        target_uri=data["url"],
        status=data["status"],
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        error=data.get("error"),
    )


def stored(state: str) -> Capture:
    data = json.loads((FOLDER / state / "exchanges.json").read_text(encoding="utf-8"))
    when = datetime.fromisoformat(data["captured_at"])
    ref = Bluesky().match(data["url"])
    assert ref is not None
    return Capture(
        ref=ref,
        captured_at=when,
        availability=Availability.ERROR,
        reason="not concluded yet",
        exchanges=tuple(_exchange(item, when) for item in data["exchanges"]),
    )


def visited(capture: Capture, ref: PostRef | None = None) -> Capture:
    platform = Bluesky()
    return visit(platform, ref or capture.ref, Replay(capture), lambda: capture.captured_at)


def expected(state: str) -> Any:
    return json.loads((FOLDER / state / "expected.json").read_text(encoding="utf-8"))


def with_bodies(capture: Capture, changed: dict[str, bytes]) -> Capture:
    """The capture with other bodies on some routes."""
    exchanges: Sequence[Exchange] = [
        replace(one, payload=changed.get(one.request.route, one.payload))
        for one in capture.exchanges
    ]
    return replace(capture, exchanges=tuple(exchanges))


def body_of(capture: Capture, route: str) -> bytes:
    return next(one.payload for one in capture.exchanges if one.request.route == route)


@pytest.mark.parametrize("state", STATES)
def test_the_outcome(state: str) -> None:
    want = expected(state)
    capture = visited(stored(state))
    assert capture.reason == want["reason"]
    assert capture.availability == want["availability"]
    assert capture.ref.key == want["ref"]
    assert len(capture.exchanges) == len(stored(state).exchanges)


@pytest.mark.parametrize("state", STATES)
def test_the_postings(state: str, as_data: AsData) -> None:
    postings = Bluesky().parse(visited(stored(state)))
    assert [as_data(posting) for posting in postings] == expected(state)["postings"]


def test_every_state_was_recorded() -> None:
    assert len(STATES) == 12


def test_an_edit_changes_the_version_and_the_words() -> None:
    before, after = (Bluesky().parse(visited(stored(state)))[0] for state in ("live", "edited"))
    assert before.text != after.text
    assert before.version_id != after.version_id


def test_a_changed_byte_in_the_signed_record_is_told() -> None:
    live = stored("live")
    body = body_of(live, "proof")
    changed = with_bodies(live, {"proof": body.replace(b"4.01", b"4.91")})
    capture = visited(changed)
    assert "proof: 200, the proof fails: the digest of block" in capture.reason
    assert capture.availability is Availability.AVAILABLE
    postings = Bluesky().parse(capture)
    assert [one.parser for one in postings[:1]] == ["bluesky.posts/1"]
    assert all("4.91" not in one.text for one in postings)


def test_a_plain_record_is_not_relied_on_where_the_proof_fails() -> None:
    live = stored("live")
    view = json.loads(body_of(live, "posts"))["posts"][0]
    record = {"uri": view["uri"], "cid": view["cid"], "value": view["record"]}
    proof = next(one for one in live.exchanges if one.request.route == "proof")
    url = proof.request.url.replace("sync.getRecord?did=", "repo.getRecord?repo=")
    added = replace(
        proof,
        request=FetchRequest(url=url, route="record"),
        target_uri=url,
        payload=json.dumps(record).encode(),
    )
    changed = with_bodies(live, {"proof": body_of(live, "proof").replace(b"4.01", b"4.91")})
    postings = Bluesky().parse(visited(replace(changed, exchanges=(*changed.exchanges, added))))
    assert [(one.parser, one.complete) for one in postings[:2]] == [
        ("bluesky.posts/1", True),
        ("bluesky.record/1", False),
    ]
    assert postings[1].incomplete_reason is not None
    assert postings[1].incomplete_reason.startswith("the proof of the record fails: ")


def test_another_accounts_proof_is_no_proof() -> None:
    live, other = stored("live"), stored("reply")
    capture = visited(with_bodies(live, {"proof": body_of(other, "proof")}))
    assert "proof: 200, the proof fails: the commit is of another account" in capture.reason


def test_the_proof_of_a_deleted_record_is_one_of_two_signals() -> None:
    deleted = stored("deleted")
    silent = tuple(
        replace(one, status=0, payload=b"", error="timeout")
        if one.request.route == "posts"
        else one
        for one in deleted.exchanges
    )
    capture = visited(replace(deleted, exchanges=silent))
    assert "signed proof that there is no such record" in capture.reason
    assert capture.availability is Availability.ERROR


def test_a_handle_in_the_address_becomes_the_accounts_id() -> None:
    capture = visited(stored("live"))
    assert capture.asked is not None
    assert capture.asked.alias
    assert capture.ref.id.startswith("did:plc:")
    assert {one.author_id for one in Bluesky().parse(capture)[:2]} == {
        capture.ref.id.partition("/")[0]
    }
