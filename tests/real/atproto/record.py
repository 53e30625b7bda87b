"""Records what the real servers answer about posts in every state.

    python tests/real/atproto/record.py OUT             a folder per state: exchanges.json
    python tests/real/atproto/record.py --proofs OUT    CAR files with what belongs to them

Addresses of this run are replaced by lasting ones, in the requests and inside the answers:
PLC, AppView and PDS answer on ports that differ from run to run. Nothing else is changed; CAR
files hold no addresses and stand as they came.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from tests.real.atproto import rig, xrpc  # noqa: E402 - as a script, the root isn't on the path

HOSTS = {
    "plc": "https://plc.directory",
    "appview": "https://public.api.bsky.app",
    "pds": "https://pds.example.org",
}
LONG = "https://example.org/reports/2026/flood-levels-on-the-lower-river?page=2#table"
MANY = 60
SHOWN = "example.org/reports/2026..."


class Scene:
    """Two people and the posts between them, fresh for every state."""

    def __init__(self, network: xrpc.Network) -> None:
        self.network = network
        self.ada = network.join("ada")
        self.ben = network.join("ben")
        self.profile("Ada Invented")
        self.quoted = network.write(self.ben, xrpc.note("The gauge stood at 4.10 m at noon."))
        self.blob = network.upload(self.ada, xrpc.picture(200))
        self.post = network.write(self.ada, self.record("Not 4.10 m but 4.01 m"))
        network.settled(lambda: network.indexed(self.post))

    def profile(self, name: str) -> None:
        record = {"$type": "app.bsky.actor.profile", "displayName": name}
        self.network.put(self.ada, "self", record, "app.bsky.actor.profile")

    def record(self, claim: str) -> dict[str, Any]:
        text = f"“{claim}” – see the tables 🌊 {SHOWN}"
        media = xrpc.pictures((self.blob, "A river gauge in the rain"))
        return xrpc.note(
            text,
            facets=[xrpc.link(text, SHOWN, LONG)],
            embed=xrpc.quoting(self.quoted, media),
            tags=["flood"],
        )


def live(scene: Scene) -> None:
    """The post as it was written."""


def edited(scene: Scene) -> None:
    network, rkey = scene.network, scene.post.rkey
    scene.post = network.put(scene.ada, rkey, scene.record("It was 4.01 m"))
    network.settled(lambda: network.indexed(scene.post))


def reply(scene: Scene) -> None:
    network = scene.network
    scene.post = network.write(
        scene.ada,
        xrpc.note("Thank you, corrected.", reply=xrpc.reply_to(scene.quoted)),
    )
    network.settled(lambda: network.indexed(scene.post))


def opted_out(scene: Scene) -> None:
    """The author asks not to be shown to people who aren't signed in."""
    network = scene.network
    labels = {
        "$type": "com.atproto.label.defs#selfLabels",
        "values": [{"val": "!no-unauthenticated"}],
    }
    record = {"$type": "app.bsky.actor.profile", "displayName": "Ada Invented", "labels": labels}
    network.put(scene.ada, "self", record, "app.bsky.actor.profile")
    network.settled(lambda: bool(profile(scene).json["labels"]))


def quote_deleted(scene: Scene) -> None:
    network = scene.network
    network.delete(scene.ben, scene.quoted)
    network.settled(lambda: network.gone(scene.quoted))


def deleted(scene: Scene) -> None:
    network = scene.network
    network.delete(scene.ada, scene.post)
    network.settled(lambda: network.gone(scene.post))


def record_takedown_pds(scene: Scene) -> None:
    """Only the PDS has taken it down: the AppView goes on showing it."""
    scene.network.take_down(scene.post)


def record_takedown_appview(scene: Scene) -> None:
    """Only the AppView has taken it down: the PDS goes on serving it."""
    network = scene.network
    network.take_down(scene.post, host=network.appview)
    network.settled(lambda: network.gone(scene.post))


def account_takedown(scene: Scene) -> None:
    network = scene.network
    network.take_down(scene.ada)
    network.settled(lambda: profile(scene).error == "AccountTakedown")


def account_takedown_appview(scene: Scene) -> None:
    network = scene.network
    network.take_down(scene.ada, host=network.appview)
    network.settled(lambda: profile(scene).error == "AccountTakedown")


def deactivated(scene: Scene) -> None:
    network = scene.network
    network.deactivate(scene.ada)
    network.settled(lambda: profile(scene).error == "AccountDeactivated")


def account_deleted(scene: Scene) -> None:
    network = scene.network
    network.delete_account(scene.ada)
    network.settled(lambda: profile(scene).status == 400 and network.gone(scene.post))


STATES: tuple[Callable[[Scene], None], ...] = (
    live,
    edited,
    reply,
    opted_out,
    quote_deleted,
    deleted,
    record_takedown_pds,
    record_takedown_appview,
    account_takedown,
    account_takedown_appview,
    deactivated,
    account_deleted,
)


def profile(scene: Scene) -> xrpc.Answer:
    assert scene.network.appview is not None
    return scene.network.ask(
        scene.network.appview, "app.bsky.actor.getProfile", actor=scene.ada.did
    )


def questions(scene: Scene) -> Iterator[tuple[str, xrpc.Answer]]:
    """Every question about the scene's post, named by the host and the method."""
    net, ada, post = scene.network, scene.ada, scene.post
    by_handle = post.uri.replace(ada.did, ada.handle)
    address = {"collection": xrpc.POST, "rkey": post.rkey}
    cid = scene.blob["ref"]["$link"]
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("appview", "com.atproto.identity.resolveHandle", {"handle": ada.handle}),
        (
            "appview",
            "app.bsky.feed.getPostThread",
            {"uri": post.uri, "depth": 0, "parentHeight": 0},
        ),
        (
            "appview",
            "app.bsky.feed.getPostThread",
            {"uri": by_handle, "depth": 0, "parentHeight": 0},
        ),
        ("appview", "app.bsky.feed.getPosts", {"uris": post.uri}),
        ("appview", "app.bsky.feed.getPosts", {"uris": scene.quoted.uri}),
        ("appview", "app.bsky.actor.getProfile", {"actor": ada.did}),
        ("appview", "com.atproto.repo.getRecord", {"repo": ada.did, **address}),
        ("pds", "com.atproto.identity.resolveHandle", {"handle": ada.handle}),
        ("pds", "com.atproto.repo.describeRepo", {"repo": ada.did}),
        ("pds", "com.atproto.sync.getRepoStatus", {"did": ada.did}),
        ("pds", "com.atproto.repo.getRecord", {"repo": ada.did, **address}),
        ("pds", "com.atproto.repo.getRecord", {"repo": ada.handle, **address}),
        ("pds", "com.atproto.repo.getRecord", {"repo": ada.did, **address, "cid": post.cid}),
        ("pds", "com.atproto.sync.getRecord", {"did": ada.did, **address}),
        ("pds", "com.atproto.sync.getBlob", {"did": ada.did, "cid": cid}),
    ]
    yield "plc", net.get(f"{net.plc}/{ada.did}")
    yield "plc.audit", net.get(f"{net.plc}/{ada.did}/log/audit")
    for host, method, params in asked:
        base = {"appview": net.appview, "pds": net.pds}[host]
        assert base is not None
        yield f"{host}.{method.rpartition('.')[2]}", net.ask(base, method, **params)


def lasting(network: xrpc.Network) -> Callable[[str], str]:
    """Replaces the addresses of this run."""
    now = {"plc": network.plc, "appview": network.appview, "pds": network.pds}

    def replace(text: str) -> str:
        for name, base in now.items():
            assert base is not None
            text = text.replace(base, HOSTS[name])
            text = text.replace(base.replace(rig.LOOPBACK, "localhost"), HOSTS[name])
        return text

    return replace


def exchange(route: str, answer: xrpc.Answer, replace: Callable[[str], str]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "url": replace(answer.url),
        "source": "platform",
        "route": route,
        "status": answer.status,
        "content_type": answer.content_type,
    }
    if "json" in answer.content_type:
        kept["json"] = json.loads(replace(answer.body.decode()))
    elif answer.content_type.startswith("text/"):
        kept["body"] = replace(answer.body.decode())
    else:
        kept["body_base64"] = base64.b64encode(answer.body).decode()
    return kept


def record(network: xrpc.Network, out: Path) -> None:
    """All states, a folder each."""
    replace = lasting(network)
    for state in STATES:
        scene = Scene(network)
        written = scene.post
        state(scene)
        now = datetime.now(UTC).replace(microsecond=0)
        found = {
            "url": f"https://bsky.app/profile/{scene.ada.handle}/post/{scene.post.rkey}",
            "captured_at": now.isoformat(),
            "did": scene.ada.did,
            "uri": scene.post.uri,
            "cid_first_written": written.cid,
            "cid": scene.post.cid,
            "exchanges": [exchange(name, each, replace) for name, each in questions(scene)],
        }
        folder = out / state.__name__
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        (folder / "exchanges.json").write_text(text + "\n", "utf-8")


def prove(network: xrpc.Network, out: Path) -> None:
    """CAR files from sync.getRecord, each with what it is of."""
    out.mkdir(parents=True, exist_ok=True)
    replace = lasting(network)
    for state in (live, edited, deleted, record_takedown_pds):
        scene = Scene(network)
        before = network.record(scene.post).json
        state(scene)
        after = network.record(scene.post).json
        value = None if state is deleted else (after if "value" in after else before)["value"]
        keep(out / state.__name__, network, scene.post, replace, value)
    who = network.join("eve")
    posts = [network.write(who, xrpc.note(f"Reading number {n}.")) for n in range(MANY)]
    kept, gone = posts[MANY // 3], posts[MANY // 2]
    network.delete(who, gone)
    keep(out / "live_of_many", network, kept, replace, network.record(kept).json["value"])
    keep(out / "deleted_of_many", network, gone, replace, None)


def keep(
    name: Path,
    network: xrpc.Network,
    post: xrpc.Strong,
    replace: Callable[[str], str],
    value: object,
) -> None:
    did, collection, rkey = post.uri.removeprefix("at://").split("/")
    document = json.loads(replace(json.dumps(network.did_document(did))))
    proof = network.proof(post)
    assert proof.status == 200, proof
    name.with_suffix(".car").write_bytes(proof.body)
    about = {
        "did": did,
        "collection": collection,
        "rkey": rkey,
        "cid": post.cid,
        "value": value,
        "did_document": document,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    name.with_suffix(".json").write_text(text + "\n", "utf-8")


def main(words: list[str]) -> None:
    """Start the network, record, end it."""
    parser = argparse.ArgumentParser(description="Record the real AT Protocol servers.")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--proofs", action="store_true", help="CAR files, and nothing else")
    given = parser.parse_args(words)
    with rig.running(rig.install(ROOT / ".cache")) as ends:
        if ends.appview is None:
            sys.exit(f"nothing recorded: {ends.why_no_appview}")
        (prove if given.proofs else record)(xrpc.Network(ends), given.out)


if __name__ == "__main__":
    main(sys.argv[1:])
