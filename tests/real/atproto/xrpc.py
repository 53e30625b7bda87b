"""People of a test network, and what they do on it, over XRPC (HTTP).

Everybody here is invented, and so is every word they post.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from PIL import Image

from tests.real.atproto.rig import Endpoints

SECONDS = 20
INDEXED_SECONDS = 30
PASSWORD = "correct-horse-battery"  # noqa: S105 - of people invented for one run
POST = "app.bsky.feed.post"
CREATED = "2026-11-24T09:30:00.000Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody with a repository on the PDS."""

    did: str
    handle: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """A record at one version (com.atproto.repo.strongRef)."""

    uri: str
    cid: str

    @property
    def rkey(self) -> str:
        return self.uri.rpartition("/")[2]

    @property
    def data(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status."""

    url: str
    status: int
    content_type: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str | None:
        """The XRPC error's name, where the answer is one."""
        return self.json.get("error") if self.status >= 400 else None


class Network:
    """A running network, and what can be done on it."""

    def __init__(self, ends: Endpoints) -> None:
        self.plc = ends.plc
        self.pds = ends.pds
        self.appview = ends.appview
        self.why_no_appview = ends.why_no_appview
        self._admin = {"Authorization": ends.admin}
        self._http = requests.Session()
        self._http.trust_env = False
        self._numbers = itertools.count(1)

    def close(self) -> None:
        self._http.close()

    # -- asking, as anybody may ---------------------------------------------------------

    def get(self, url: str, **params: Any) -> Answer:
        """The answer to a GET; nothing is raised for its status."""
        return _answer(self._http.get(url, params=params, timeout=SECONDS))

    def ask(self, host: str, method: str, **params: Any) -> Answer:
        """The answer of one XRPC query."""
        return self.get(f"{host}/xrpc/{method}", **params)

    def record(self, post: Strong) -> Answer:
        """com.atproto.repo.getRecord of a post, from its PDS."""
        return self.ask(self.pds, "com.atproto.repo.getRecord", **_address(post.uri, "repo"))

    def proof(self, post: Strong) -> Answer:
        """com.atproto.sync.getRecord of a post, from its PDS."""
        return self.ask(self.pds, "com.atproto.sync.getRecord", **_address(post.uri, "did"))

    def did_document(self, did: str) -> Any:
        """The DID document in the PLC directory."""
        return self.get(f"{self.plc}/{did}").json

    # -- doing --------------------------------------------------------------------------

    def join(self, name: str) -> Account:
        """A new account; its handle is made unique with a number."""
        handle = f"{name}-{next(self._numbers)}.test"
        made = self._do(
            "com.atproto.server.createAccount",
            {"handle": handle, "email": f"{handle}@mail.test", "password": PASSWORD},
        )
        return Account(did=made["did"], handle=handle, token=made["accessJwt"])

    def upload(self, who: Account, image: bytes, kind: str = "image/png") -> dict[str, Any]:
        """The blob reference of an uploaded picture."""
        answer = self._http.post(
            f"{self.pds}/xrpc/com.atproto.repo.uploadBlob",
            data=image,
            headers={**_bearer(who), "Content-Type": kind},
            timeout=SECONDS,
        )
        answer.raise_for_status()
        return dict(answer.json()["blob"])

    def write(self, who: Account, record: Mapping[str, Any], collection: str = POST) -> Strong:
        """A new record."""
        body = {"repo": who.did, "collection": collection, "record": record}
        return _strong(self._do("com.atproto.repo.createRecord", body, _bearer(who)))

    def put(
        self, who: Account, rkey: str, record: Mapping[str, Any], collection: str = POST
    ) -> Strong:
        """The record in the place of whatever stood there."""
        body = {"repo": who.did, "collection": collection, "rkey": rkey, "record": record}
        return _strong(self._do("com.atproto.repo.putRecord", body, _bearer(who)))

    def delete(self, who: Account, post: Strong) -> None:
        """The record is gone from the repository."""
        body = {"repo": who.did, "collection": POST, "rkey": post.rkey}
        self._do("com.atproto.repo.deleteRecord", body, _bearer(who))

    def deactivate(self, who: Account) -> None:
        """The account is switched off by its owner."""
        self._do("com.atproto.server.deactivateAccount", {}, _bearer(who))

    def delete_account(self, who: Account) -> None:
        """The account and its repository are gone for good."""
        self._do("com.atproto.admin.deleteAccount", {"did": who.did}, self._admin)

    def take_down(self, subject: Strong | Account, *, host: str | None = None) -> None:
        """A post or an account is taken down by the moderators of a host (the PDS)."""
        if isinstance(subject, Account):
            named = {"$type": "com.atproto.admin.defs#repoRef", "did": subject.did}
        else:
            named = {"$type": "com.atproto.repo.strongRef", **subject.data}
        body = {"subject": named, "takedown": {"applied": True, "ref": "test"}}
        self._do("com.atproto.admin.updateSubjectStatus", body, self._admin, host)

    def settled(self, wanted: Callable[[], bool]) -> None:
        """Return once the AppView shows what is wanted of it: it learns with a delay."""
        end = time.monotonic() + INDEXED_SECONDS
        while not wanted():
            if time.monotonic() > end:
                raise TimeoutError("the AppView has not caught up")
            time.sleep(0.1)

    def indexed(self, post: Strong) -> bool:
        """True once the AppView has that version of the post."""
        assert self.appview is not None
        found = self.ask(self.appview, "app.bsky.feed.getPosts", uris=post.uri).json["posts"]
        return [one["cid"] for one in found] == [post.cid]

    def gone(self, post: Strong) -> bool:
        """True once the AppView has no such post to show."""
        assert self.appview is not None
        answer = self.ask(self.appview, "app.bsky.feed.getPosts", uris=post.uri)
        return answer.status == 200 and answer.json["posts"] == []

    def _do(
        self,
        method: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        host: str | None = None,
    ) -> dict[str, Any]:
        answer = self._http.post(
            f"{host or self.pds}/xrpc/{method}",
            json=body,
            headers=headers,
            timeout=SECONDS,
        )
        if not answer.ok:
            raise RuntimeError(f"{method}: {answer.status_code} {answer.text[:500]}")
        return dict(answer.json()) if answer.content else {}


# -- what is posted ---------------------------------------------------------------------


def note(text: str, **more: Any) -> dict[str, Any]:
    """A post in English of an invented time."""
    return {"$type": POST, "text": text, "createdAt": CREATED, "langs": ["en"], **more}


def link(text: str, shown: str, url: str) -> dict[str, Any]:
    """A facet that makes the shown part of the text lead to the address."""
    start = text.encode().index(shown.encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(shown.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#link", "uri": url}],
    }


def picture(shade: int) -> bytes:
    """A small PNG; another shade gives other bytes."""
    out = BytesIO()
    Image.new("RGB", (40, 30), (shade, 120, 40)).save(out, "PNG")
    return out.getvalue()


def pictures(*blobs: tuple[dict[str, Any], str]) -> dict[str, Any]:
    """The embed of pictures, each with its alt text."""
    images = [
        {"image": blob, "alt": alt, "aspectRatio": {"width": 4, "height": 3}} for blob, alt in blobs
    ]
    return {"$type": "app.bsky.embed.images", "images": images}


def quoting(post: Strong, media: dict[str, Any] | None = None) -> dict[str, Any]:
    """The embed of a quoted post, with pictures beside it or without."""
    record = {"$type": "app.bsky.embed.record", "record": post.data}
    if media is None:
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media}


def reply_to(root: Strong, parent: Strong | None = None) -> dict[str, Any]:
    """The reply part of a post that answers another."""
    return {"root": root.data, "parent": (parent or root).data}


# -- parts ------------------------------------------------------------------------------


def _answer(response: requests.Response) -> Answer:
    return Answer(
        url=response.url,
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        headers=dict(response.headers),
        body=response.content,
    )


def _bearer(who: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {who.token}"}


def _strong(made: Mapping[str, Any]) -> Strong:
    return Strong(uri=made["uri"], cid=made["cid"])


def _address(uri: str, owner: str) -> dict[str, str]:
    did, collection, rkey = uri.removeprefix("at://").split("/")
    return {owner: did, "collection": collection, "rkey": rkey}
