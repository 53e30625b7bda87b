"""What the real servers answer: the facts that reading Bluesky stands on.

Where one of these fails after an update of the servers, the platform's rules need a look.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from archiver.platforms.bluesky.dag import cid_of_record, sha256_of_blob
from archiver.platforms.bluesky.proof import Proof, ProofState, verify_record
from tests.real.atproto import xrpc
from tests.real.atproto.xrpc import Account, Answer, Network, Strong

pytestmark = pytest.mark.real

WORDS = "The bridge isn’t closed."
NEVER_WRITTEN = "3l25zusnsfctk"


@pytest.fixture
def ada(network: Network) -> Account:
    return network.join("ada")


@pytest.fixture
def post(network: Network, ada: Account) -> Strong:
    return network.write(ada, xrpc.note(WORDS))


def proof_of(network: Network, post: Strong) -> Proof:
    answer = network.proof(post)
    assert (answer.status, answer.content_type) == (200, "application/vnd.ipld.car")
    did, collection, rkey = post.uri.removeprefix("at://").split("/")
    return verify_record(answer.body, did, collection, rkey, network.did_document(did))


def pds(network: Network, method: str, **params: Any) -> Answer:
    return network.ask(network.pds, method, **params)


def status_of(network: Network, who: Account) -> Answer:
    return pds(network, "com.atproto.sync.getRepoStatus", did=who.did)


def stated(answer: Answer) -> tuple[int, str | None]:
    return answer.status, answer.error


# -- a post that is there ---------------------------------------------------------------


def test_a_record_is_served_under_its_cid(network: Network, post: Strong) -> None:
    answer = network.record(post)
    assert answer.status == 200
    assert answer.json["uri"] == post.uri
    assert answer.json["value"]["text"] == WORDS
    assert answer.json["cid"] == post.cid == cid_of_record(answer.json["value"])


def test_a_record_is_found_by_handle_too(network: Network, ada: Account, post: Strong) -> None:
    by_handle = Strong(uri=post.uri.replace(ada.did, ada.handle), cid=post.cid)
    assert network.record(by_handle).json == network.record(post).json


def test_a_record_comes_with_a_proof(network: Network, post: Strong) -> None:
    proof = proof_of(network, post)
    assert proof.state is ProofState.PROVEN, proof.reason
    assert proof.record == network.record(post).json["value"]
    assert proof.cid == post.cid


def test_a_long_repository_is_proven_on_every_path(network: Network, ada: Account) -> None:
    posts = [network.write(ada, xrpc.note(f"Reading {number}.")) for number in range(25)]
    gone, kept = posts[::2], posts[1::2]
    for post in gone:
        network.delete(ada, post)
    assert {proof_of(network, post).state for post in gone} == {ProofState.ABSENT}
    assert [proof_of(network, post).cid for post in kept] == [post.cid for post in kept]


def test_an_edited_record_has_a_new_cid_and_no_old_version(
    network: Network, ada: Account, post: Strong
) -> None:
    edited = network.put(ada, post.rkey, xrpc.note("The bridge is closed."))
    assert edited.uri == post.uri
    assert edited.cid != post.cid
    assert network.record(edited).json["value"]["text"] == "The bridge is closed."
    assert proof_of(network, edited).cid == edited.cid
    address = {"repo": ada.did, "collection": xrpc.POST, "rkey": post.rkey}
    old = pds(network, "com.atproto.repo.getRecord", **address, cid=post.cid)
    assert stated(old) == (400, "RecordNotFound")


def test_a_blob_comes_as_it_was_uploaded(network: Network, ada: Account) -> None:
    image = xrpc.picture(90)
    blob = network.upload(ada, image)
    network.write(ada, xrpc.note("", embed=xrpc.pictures((blob, "A bridge"))))
    cid = blob["ref"]["$link"]
    answer = pds(network, "com.atproto.sync.getBlob", did=ada.did, cid=cid)
    assert answer.status == 200
    assert answer.content_type == "image/png"
    assert hashlib.sha256(answer.body).digest() == hashlib.sha256(image).digest()
    assert sha256_of_blob(cid) == hashlib.sha256(image).hexdigest()


# -- a post that isn't there any more ---------------------------------------------------


def test_a_deleted_record(network: Network, ada: Account, post: Strong) -> None:
    before = proof_of(network, post)
    network.delete(ada, post)
    assert stated(network.record(post)) == (400, "RecordNotFound")
    assert status_of(network, ada).json["active"] is True
    after = proof_of(network, post)
    assert after.state is ProofState.ABSENT, after.reason
    assert before.rev is not None
    assert after.rev is not None
    assert after.rev > before.rev


def test_a_record_that_never_was_looks_like_a_deleted_one(network: Network, post: Strong) -> None:
    never = Strong(uri=post.uri.replace(post.rkey, NEVER_WRITTEN), cid="")
    assert stated(network.record(never)) == (400, "RecordNotFound")
    assert proof_of(network, never).state is ProofState.ABSENT


def test_the_blob_of_a_deleted_record_goes_with_it(network: Network, ada: Account) -> None:
    blob = network.upload(ada, xrpc.picture(91))
    post = network.write(ada, xrpc.note("", embed=xrpc.pictures((blob, "A bridge"))))
    network.delete(ada, post)
    cid = blob["ref"]["$link"]
    answer = pds(network, "com.atproto.sync.getBlob", did=ada.did, cid=cid)
    assert stated(answer) == (400, "InvalidRequest")


def test_only_the_proof_tells_a_taken_down_record_from_a_deleted_one(
    network: Network, ada: Account, post: Strong
) -> None:
    network.take_down(post)
    assert stated(network.record(post)) == (400, "RecordNotFound")
    assert status_of(network, ada).json["active"] is True
    proof = proof_of(network, post)
    assert proof.state is ProofState.PROVEN
    assert proof.record is not None
    assert proof.record["text"] == WORDS


def test_an_account_taken_down(network: Network, ada: Account, post: Strong) -> None:
    network.take_down(ada)
    answer = status_of(network, ada)
    assert answer.status == 200
    assert {name: answer.json[name] for name in ("active", "status")} == {
        "active": False,
        "status": "takendown",
    }
    assert stated(network.proof(post)) == (400, "RepoTakendown")
    described = pds(network, "com.atproto.repo.describeRepo", repo=ada.did)
    assert stated(described) == (400, "RepoTakendown")


def test_an_account_switched_off_by_its_owner(network: Network, ada: Account, post: Strong) -> None:
    network.deactivate(ada)
    answer = status_of(network, ada)
    assert (answer.json["active"], answer.json["status"]) == (False, "deactivated")
    assert stated(network.proof(post)) == (400, "RepoDeactivated")


def test_an_account_deleted(network: Network, ada: Account, post: Strong) -> None:
    network.delete_account(ada)
    assert stated(status_of(network, ada)) == (400, "RepoNotFound")
    assert stated(network.proof(post)) == (400, "RepoNotFound")
    assert network.did_document(ada.did)["id"] == ada.did


def test_a_handle_that_nobody_has(network: Network) -> None:
    method = "com.atproto.identity.resolveHandle"
    assert stated(pds(network, method, handle="nobody.test")) == (400, "InvalidRequest")


# -- what the AppView shows -------------------------------------------------------------


def shown(network: Network, appview: str, post: Strong) -> list[Any]:
    answer = network.ask(appview, "app.bsky.feed.getPosts", uris=post.uri)
    assert answer.status == 200
    return list(answer.json["posts"])


def test_the_appview_learns_of_an_edit(
    network: Network, appview: str, ada: Account, post: Strong
) -> None:
    network.settled(lambda: network.indexed(post))
    edited = network.put(ada, post.rkey, xrpc.note("The bridge is closed."))
    network.settled(lambda: network.indexed(edited))
    (view,) = shown(network, appview, edited)
    assert view["record"]["text"] == "The bridge is closed."


def test_the_appview_leaves_out_what_is_deleted(
    network: Network, appview: str, ada: Account, post: Strong
) -> None:
    network.settled(lambda: network.indexed(post))
    network.delete(ada, post)
    network.settled(lambda: network.gone(post))
    thread = network.ask(appview, "app.bsky.feed.getPostThread", uri=post.uri)
    assert stated(thread) == (400, "NotFound")


def test_the_appview_shows_what_only_the_pds_took_down(
    network: Network, appview: str, post: Strong
) -> None:
    network.settled(lambda: network.indexed(post))
    network.take_down(post)
    assert stated(network.record(post)) == (400, "RecordNotFound")
    assert [view["cid"] for view in shown(network, appview, post)] == [post.cid]


def test_the_pds_serves_what_only_the_appview_took_down(
    network: Network, appview: str, post: Strong
) -> None:
    network.settled(lambda: network.indexed(post))
    network.take_down(post, host=appview)
    network.settled(lambda: network.gone(post))
    assert network.record(post).status == 200
    assert proof_of(network, post).state is ProofState.PROVEN


@pytest.mark.parametrize(
    ("end", "error"),
    [
        pytest.param("take_down", "AccountTakedown", id="taken-down"),
        pytest.param("deactivate", "AccountDeactivated", id="deactivated"),
    ],
)
def test_the_appview_names_what_became_of_an_account(
    network: Network, appview: str, ada: Account, post: Strong, end: str, error: str
) -> None:
    network.settled(lambda: network.indexed(post))
    getattr(network, end)(ada)

    def profile() -> Answer:
        return network.ask(appview, "app.bsky.actor.getProfile", actor=ada.did)

    network.settled(lambda: profile().status != 200)
    assert stated(profile()) == (400, error)
    assert shown(network, appview, post) == []


# -- the network itself -----------------------------------------------------------------


def test_the_servers_listen_on_loopback_alone(network: Network) -> None:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("this system has no /proc/net/tcp to see it in")
    rows = [
        row.split()
        for name in ("tcp", "tcp6")
        if (table.parent / name).exists()
        for row in (table.parent / name).read_text("utf-8").splitlines()[1:]
    ]
    listening = [row[1].split(":") for row in rows if row[3] == "0A"]
    ports = {
        int(base.rpartition(":")[2]) for base in (network.plc, network.pds, network.appview) if base
    }
    found = {int(port, 16): host for host, port in listening if int(port, 16) in ports}
    assert found == dict.fromkeys(ports, "0100007F")
