"""What the answers of a visit say of the post's author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from archiver.answers import addresses, markup, readings, values
from archiver.answers.readings import Reading
from archiver.errors import ParseError
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.bluesky import names, xrpc

RESOLVE = "resolve"
WELL_KNOWN = "well_known"
PROFILE = "profile"
DOCUMENT = "did"
PROFILE_RECORD = "profile_record"

OPT_OUT = "!no-unauthenticated"
"""The label by which an author asks not to be shown to people who aren't signed in."""
_WISH = "the author asks to be shown only to people who are signed in"
_OK = 200
_TOMBSTONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The author of a post, as far as it is known."""

    did: str
    handle: str | None = None
    """One that was checked: it leads to the account, and the account names it."""
    resolved: str | None = None
    """The handle that led to the account."""
    name: str | None = None
    server: str | None = None
    """The server that keeps the account's data (PDS), without a slash at the end."""
    answers: bool = True
    """False where that server didn't answer when it was asked for the post."""
    document: Mapping[str, Any] | None = None
    """The DID document."""
    labels_known: bool = False
    opted_out: bool = False
    distrust: str | None = None
    """Why what the account's server says isn't to be relied on."""


# -- requests ---------------------------------------------------------------------------


def resolve_request(appview: str, handle: str) -> FetchRequest:
    """Asks the AppView which account a handle leads to."""
    return xrpc.query(appview, "com.atproto.identity.resolveHandle", handle=handle)


def well_known_request(handle: str) -> FetchRequest:
    """Asks the handle's own host which account it leads to."""
    return FetchRequest(url=f"https://{handle}/.well-known/atproto-did")


def profile_request(appview: str, did: str) -> FetchRequest:
    """Asks the AppView for the author's names and labels."""
    return xrpc.query(appview, "app.bsky.actor.getProfile", actor=did)


def document_request(plc: str, did: str) -> FetchRequest:
    """Asks for the DID document: a directory for did:plc, the named host for did:web."""
    method, _, name = did.removeprefix("did:").partition(":")
    url = f"https://{name}/.well-known/did.json" if method == "web" else f"{plc}/{did}"
    return FetchRequest(url=url)


def profile_record_request(account: Account) -> FetchRequest | None:
    """Asks the author's server for the profile as the author wrote it, labels and all.

    None where no server is known.
    """
    if account.server is None:
        return None
    return xrpc.query(
        account.server,
        "com.atproto.repo.getRecord",
        repo=account.did,
        collection="app.bsky.actor.profile",
        rkey="self",
    )


# -- readings ---------------------------------------------------------------------------


def did_led_to(exchange: Exchange) -> str | None:
    """The account that a handle leads to, by the answer to either request, or None."""
    if exchange.status != _OK or exchange.error or exchange.truncated:
        return None
    if exchange.request.route == WELL_KNOWN:
        did: object = markup.text_of_answer(exchange).strip()
    else:
        did = _object(exchange).get("did")
    return did if isinstance(did, str) and names.is_did(did) else None


def read_resolved(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the handle leads anywhere. That it doesn't says nothing of the post."""
    route = exchange.request.route
    did = did_led_to(exchange)
    handle = names.account_of(ref)
    if did is not None:
        return Reading(finding=None, line=f"{route}: @{handle} is {did}")
    failed = xrpc.failure(exchange, route)
    if failed is None:
        line = f"{route}: 200, names no account"
        return Reading(finding=Availability.ERROR, line=line)
    blocked = failed.finding is Availability.BLOCKED_FOR_US
    finding = Availability.BLOCKED_FOR_US if blocked else Availability.ERROR
    return replace(failed, finding=finding)


def read_profile(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the account is there, and whether its author asks not to be shown."""
    did = names.account_of(ref)
    failed = xrpc.failure(exchange, PROFILE, xrpc.NO_ACCOUNT)
    failed = failed or readings.no_json(exchange, PROFILE)
    if failed is not None:
        return failed
    return _of_wish(exchange, PROFILE, _learn_profile(Account(did=did), exchange))


def read_profile_record(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the author asks not to be shown. An account needs no profile."""
    did = names.account_of(ref)
    failed = xrpc.failure(exchange, PROFILE_RECORD) or readings.no_json(exchange, PROFILE_RECORD)
    if failed is not None:
        blocked = failed.finding is Availability.BLOCKED_FOR_US
        return replace(failed, finding=failed.finding if blocked else None)
    return _of_wish(exchange, PROFILE_RECORD, _learn_profile_record(Account(did=did), exchange))


def _of_wish(exchange: Exchange, route: str, account: Account) -> Reading:
    if not account.labels_known:
        raise values.unknown_shape(exchange, "no profile of the account")
    if not account.opted_out:
        return Reading(finding=None, line="")
    line = f"{route}: 200, {_WISH} ({OPT_OUT}): not asked for the post"
    return Reading(finding=Availability.WITHHELD, line=line)


def read_document(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the identity is there, and which server it names.

    The directory's word that it never knew the id, or that its owner ended it, is one on the
    post; that a host of a did:web doesn't answer is none.
    """
    did = names.account_of(ref)
    failed = readings.silence(exchange, DOCUMENT)
    if failed is not None:
        return replace(failed, finding=_absence(exchange, did, failed))
    failed = readings.no_json(exchange, DOCUMENT)
    if failed is not None:
        return failed
    account = _learn_document(Account(did=did), exchange)
    if account.document is None:
        raise values.unknown_shape(exchange, "no DID document of the account")
    line = "" if account.server else f"{DOCUMENT}: 200, names no server of the account's data"
    return Reading(finding=None, line=line)


def _absence(exchange: Exchange, did: str, failed: Reading) -> Availability | None:
    if failed.finding is not Availability.NOT_FOUND:
        return failed.finding
    if not did.startswith("did:plc:") or not values.looks_like_json(exchange.payload):
        return Availability.ERROR
    return Availability.ACCOUNT_GONE if exchange.status == _TOMBSTONE else failed.finding


# -- what is learned --------------------------------------------------------------------


def learned(did: str, exchanges: Iterable[Exchange]) -> Account:
    """All that the answers say of the account, in the order in which they came."""
    account = Account(did=did)
    for exchange in exchanges:
        account = learn(account, exchange)
    return account


def learn(account: Account, exchange: Exchange) -> Account:
    """The account with what one more answer says of it. Never raises."""
    route = exchange.request.route
    if route in {RESOLVE, WELL_KNOWN}:
        return _learn_resolved(account, exchange)
    if exchange.error or exchange.truncated:
        return account
    if route == PROFILE and exchange.status == _OK:
        return _learn_profile(account, exchange)
    if route == DOCUMENT and exchange.status == _OK:
        return _learn_document(account, exchange)
    if route == PROFILE_RECORD:
        return _learn_profile_record(account, exchange)
    return account


def _learn_resolved(account: Account, exchange: Exchange) -> Account:
    if did_led_to(exchange) != account.did:
        return account
    parts = urlsplit(exchange.request.url)
    asked = addresses.query_of(parts).get("handle") or parts.hostname
    return replace(account, resolved=names.handle_of(asked))


def _learn_profile(account: Account, exchange: Exchange) -> Account:
    profile = _object(exchange)
    if profile.get("did") != account.did:
        return account
    return replace(
        with_names(account, profile),
        labels_known=True,
        opted_out=opted_out(profile, account.did),
    )


def with_names(account: Account, profile: values.JsonObject) -> Account:
    """The account with the names that the AppView has for it, where it has any."""
    return replace(
        account,
        handle=names.handle_of(profile.get("handle")) or account.handle,
        name=values.name_of(profile.get("displayName")) or account.name,
    )


def opted_out(profile: values.JsonObject, did: str) -> bool:
    """True where the account itself set the label, and didn't take it back."""
    return any(
        label.get("val") == OPT_OUT and label.get("src") == did and label.get("neg") is not True
        for label in values.objects_at(profile, "labels")
    )


def _learn_document(account: Account, exchange: Exchange) -> Account:
    document = _object(exchange)
    if document.get("id") != account.did:
        return account
    handle = _handle_in(document)
    checked = handle if handle is not None and handle == account.resolved else None
    return replace(
        account,
        document=document,
        server=_server_in(document),
        handle=account.handle or checked,
    )


def _handle_in(document: values.JsonObject) -> str | None:
    """The handle that the account claims. Anybody can claim any."""
    claimed = document.get("alsoKnownAs")
    for uri in claimed if isinstance(claimed, list) else []:
        if isinstance(uri, str) and uri.startswith("at://"):
            return names.handle_of(uri.removeprefix("at://"))
    return None


def _server_in(document: values.JsonObject) -> str | None:
    for service in values.objects_at(document, "service"):
        endpoint = service.get("serviceEndpoint")
        if (
            service.get("type") == "AtprotoPersonalDataServer"
            and service.get("id") in {"#atproto_pds", f"{document['id']}#atproto_pds"}
            and isinstance(endpoint, str)
        ):
            return _origin_of(endpoint)
    return None


def _origin_of(endpoint: str) -> str | None:
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or parts.path.strip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _learn_profile_record(account: Account, exchange: Exchange) -> Account:
    if exchange.status != _OK:
        code, _ = xrpc.error_of(exchange)
        return replace(account, labels_known=account.labels_known or code == "RecordNotFound")
    answer = _object(exchange)
    value = values.object_at(answer, "value")
    if answer.get("uri") != f"at://{account.did}/app.bsky.actor.profile/self" or not value:
        return account
    labels = values.objects_at(values.object_at(value, "labels"), "values")
    return replace(
        account,
        name=account.name or values.name_of(value.get("displayName")),
        labels_known=True,
        opted_out=account.opted_out or any(label.get("val") == OPT_OUT for label in labels),
    )


def _object(exchange: Exchange) -> values.JsonObject:
    """The object in an answer, or an empty one."""
    try:
        return xrpc.object_of(exchange)
    except ParseError:
        return {}
