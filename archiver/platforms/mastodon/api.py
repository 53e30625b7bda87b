"""The client API of a server: a post, and every version of it (docs.joinmastodon.org)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archiver.answers import statuses, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.mastodon.names import PLATFORM, Names, Place, place_of

STATUS = "status"
HISTORY = "history"
ACCOUNT = "account"
_JSON = (("Accept", "application/json"),)


@dataclass(frozen=True, slots=True)
class Server:
    """How one server names posts and accounts (``statuses.Naming``)."""

    names: Names
    host: str

    def status(self, data: JsonObject, /) -> PostRef | None:
        """The post under its own server's name; one that can't be named so, by this server's."""
        if self.copied_from(data) is None:
            return self._local(data)
        for key in ("url", "uri"):
            ref = self.names.match(values.string_at(data, key) or "")
            if ref is not None and not ref.alias and place_of(ref).host != self.host:
                return ref
        acct = values.object_at(data, "account").get("acct")
        return self.names.match(f"{self.names.base(self.host)}/@{acct}/{data.get('id')}")

    def answered(self, data: JsonObject, /) -> PostRef | None:
        """The post that this one replies to, by this server's number of it."""
        parent = values.string_at(data, "in_reply_to_id")
        if parent is None:
            return None
        author = values.string_at(data, "in_reply_to_account_id")
        account = values.object_at(data, "account")
        people = (account, *values.objects_at(data, "mentions"))
        acct = next((one.get("acct") for one in people if author and one.get("id") == author), None)
        path = f"/@{acct}/{parent}" if isinstance(acct, str) else f"/web/statuses/{parent}"
        base = self.names.base(self.host)
        return self.names.match(f"{base}{path}") or self.names.ref_of_id(f"{self.host}/{parent}")

    def handle(self, account: JsonObject, /) -> str | None:
        """``user@host``, also for accounts of this server, which it writes without its name."""
        acct = values.name_of(account.get("acct"))
        if acct is None or " " in acct:
            return None
        return acct if "@" in acct else f"{acct}@{self.host}"

    def author_id(self, data: JsonObject, /) -> str | None:
        """The address of the author's account in ActivityPub, which all servers know it by.

        None where it is on another server than the author's.
        """
        account = values.object_at(data, "account")
        before, found, _ = (values.web_address(data.get("uri")) or "").partition("/statuses/")
        actor = values.web_address(account.get("uri")) or (before if found else None)
        host = None if actor is None else self.names.host_of(actor)
        if host is None:
            return None
        copied = self.copied_from(data) is not None
        at_home = self.names.is_at_home(self.handle(account), host) if copied else host == self.host
        return actor if at_home else None

    def copied_from(self, data: JsonObject, /) -> str | None:
        """The post's own address, where its author's account is of another server."""
        if "@" not in (values.string_at(values.object_at(data, "account"), "acct") or ""):
            return None
        return (
            values.web_address(data.get("url"))
            or values.web_address(data.get("uri"))
            or "an address that this server doesn't say"
        )

    def _local(self, data: JsonObject) -> PostRef | None:
        """The post by this server's number, under the handle that stands in its address."""
        for key in ("url", "uri"):
            ref = self.names.match(values.string_at(data, key) or "")
            if ref is not None and place_of(ref) == Place(self.host, str(data.get("id"))):
                return ref
        return self.names.ref_of_id(f"{self.host}/{data.get('id')}")


def status_request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request for the post; None where the reference has no id of the API."""
    place = place_of(ref)
    if "/objects/" in ref.id or "/notes/" in (ref.url or ""):
        return None
    url = f"{names.base(place.host)}/api/v1/statuses/{place.id}"
    return FetchRequest(url=url, route=STATUS, headers=_JSON)


def history_request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request for all versions of the post (since Mastodon 3.5)."""
    request = status_request(names, ref)
    return None if request is None else replace(request, url=f"{request.url}/history")


def account_request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request for the account that the post's address names (since Mastodon 3.4)."""
    user, _, host = (ref.handle or "").partition("@")
    if ref.alias or not user or host != place_of(ref).host:
        return None
    url = f"{names.base(host)}/api/v1/accounts/lookup?acct={user}"
    return FetchRequest(url=url, route=ACCOUNT, headers=_JSON)


def read_status(names: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """What a server says of the post. Raises ParseError for JSON of an unknown shape.

    Only the author's own server can say that a post is there, or is not: a copy and its
    absence leave that open.
    """
    host, _, asked_id = _asked(exchange)
    own = not ref.alias and host == place_of(ref).host
    line = exchange.request.route if own else f"{exchange.request.route} on {host}"
    silent = statuses.refusal(exchange, line, statuses.DELETED_OR_PRIVATE if own else "no copy")
    if silent is not None:
        absent = silent.finding is Availability.NOT_FOUND
        return replace(silent, finding=None) if absent and not own else silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or not statuses.is_status(data):
        raise values.unknown_shape(exchange, "no id, content and account of a status")
    if data["id"] != asked_id:
        raise values.unknown_shape(exchange, f"another post than {asked_id}")
    server = Server(names, host)
    found = statuses.postings(data, server, origin_of(exchange, f"{PLATFORM}.{STATUS}/1"))
    if not found:
        raise values.unknown_shape(exchange, "a post that can't be named")
    source = server.copied_from(data)
    if source is not None:
        said = f"{line}: 200, a copy of {source}"
        mine = found[0].ref == ref or host == place_of(ref).host
        return Reading(finding=None, line=said, postings=found if mine else (), asked=False)
    if found[0].ref != ref:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    edited = f", edited {found[0].edited:%Y-%m-%d}" if found[0].edited else ""
    said = f"{line}: 200, text in full{edited}"
    return Reading(finding=Availability.AVAILABLE, line=said, postings=found)


def read_history(names: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """All versions, the newest first. Raises ParseError for JSON of an unknown shape."""
    silent = statuses.refusal(exchange, HISTORY, "none is kept")
    if silent is not None:
        return replace(silent, finding=None)
    data = values.json_of(exchange)
    edits = [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []
    if not edits or not all(isinstance(edit.get("content"), str) for edit in edits):
        raise values.unknown_shape(exchange, "no versions of a post")
    server = Server(names, _asked(exchange)[0])
    found = statuses.versions(edits, ref, server, origin_of(exchange, f"{PLATFORM}.{HISTORY}/1"))
    line = f"{HISTORY}: 200, {len(found)} version{'s' if len(found) > 1 else ''}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=found)


def read_account(_: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """What the server says of the author's account, once the post is known to be gone.

    Only its word "suspended" is a statement: a name that it doesn't know can be misspelt.
    """
    silent = statuses.refusal(exchange, ACCOUNT, f"no account @{ref.handle} is known")
    if silent is not None:
        return replace(silent, finding=None)
    data = values.json_of(exchange)
    user = (ref.handle or "").partition("@")[0]
    if not isinstance(data, dict) or str(data.get("acct", "")).casefold() != user.casefold():
        raise values.unknown_shape(exchange, "no account of that name")
    if data.get("suspended") is True:
        line = f"{ACCOUNT}: 200, @{ref.handle} is suspended"
        return Reading(finding=Availability.ACCOUNT_GONE, line=line)
    return Reading(finding=None, line=f"{ACCOUNT}: 200, @{ref.handle} is there")


def _asked(exchange: Exchange) -> tuple[str, str, str]:
    """The host, the path before, and the last part of the address that was asked."""
    parts = urlsplit(exchange.request.url)
    before, _, last = parts.path.rpartition("/")
    return parts.netloc.lower(), before, last
