"""Posts as the AppView shows them (app.bsky.feed.getPosts)."""

from __future__ import annotations

from archiver.answers import readings, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.errors import ParseError
from archiver.model import Availability, Exchange, FetchRequest, PostRef, SocialMediaPosting
from archiver.platforms.bluesky import names, records, xrpc
from archiver.platforms.bluesky.account import OPT_OUT, Account, opted_out, with_names

ROUTE = "posts"
PARSER = "bluesky.posts/1"
_HIDING = frozenset({"!hide", "!takedown"})
"""Labels with which the app shows a post to nobody."""
_OK = 200


def request(appview: str, ref: PostRef) -> FetchRequest:
    """Asks the AppView for the post."""
    return xrpc.query(appview, "app.bsky.feed.getPosts", uris=names.uri_of(ref))


def read(exchange: Exchange, ref: PostRef, account: Account) -> Reading:
    """What the AppView shows of the post. It leaves out what is deleted or taken down.

    Raises ParseError for JSON of an unknown shape.
    """
    failed = xrpc.failure(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if failed is not None:
        return failed
    listed = xrpc.object_of(exchange).get("posts")
    if not isinstance(listed, list):
        raise values.unknown_shape(exchange, "no list of posts")
    if not listed:
        return Reading(finding=Availability.NOT_FOUND, line=f"{ROUTE}: 200, without the post")
    view = next((one for one in listed if _is_of(one, ref)), None)
    if view is None:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    author = values.object_at(view, "author")
    if opted_out(author, account.did):
        line = f"{ROUTE}: 200, the author asks not to be shown ({OPT_OUT}): not read"
        return Reading(finding=Availability.WITHHELD, line=line)
    found = _postings(view, ref, with_names(account, author), origin_of(exchange, PARSER))
    if not found:
        raise values.unknown_shape(exchange, "no author or no text of the post")
    hidden = _hiding_label(view)
    extent = found[0].incomplete_reason or "text in full"
    return Reading(
        finding=Availability.WITHHELD if hidden else Availability.AVAILABLE,
        line=f"{ROUTE}: 200, hidden by the label {hidden}" if hidden else f"{ROUTE}: 200, {extent}",
        postings=found,
    )


def learn(account: Account, exchange: Exchange) -> Account:
    """The account with the names that the post's view has for it. Never raises."""
    try:
        listed = xrpc.object_of(exchange) if exchange.status == _OK else {}
    except ParseError:
        return account
    for view in values.objects_at(listed, "posts"):
        author = values.object_at(view, "author")
        if author.get("did") == account.did:
            return with_names(account, author)
    return account


def _is_of(view: object, ref: PostRef) -> bool:
    return isinstance(view, dict) and view.get("uri") == names.uri_of(ref)


def _postings(
    view: JsonObject, ref: PostRef, account: Account, origin: Origin
) -> tuple[SocialMediaPosting, ...]:
    """The post, then the one that it quotes; empty where the author isn't the address's."""
    record = view.get("record")
    author = values.object_at(view, "author")
    if not isinstance(record, dict) or not records.is_post(record):
        return ()
    if author.get("did") != account.did:
        return ()
    shown = values.object_at(view, "embed")
    main = _posting(view, record, ref, account, origin, shown)
    quoted = _quoted(shown, origin)
    return (main,) if quoted is None else (main, quoted)


def _posting(
    view: JsonObject,
    record: JsonObject,
    ref: PostRef,
    account: Account,
    origin: Origin,
    shown: JsonObject,
) -> SocialMediaPosting:
    return records.with_time(
        records.posting(record, ref, account, origin, cid=view.get("cid"), shown=shown),
        records.indexed_claim(view, record),
    )


def _quoted(shown: JsonObject, origin: Origin) -> SocialMediaPosting | None:
    """The quoted post; None where it is gone, blocked or no post, or its author opted out."""
    view = values.object_at(shown, "record")
    view = values.object_at(view, "record") or view
    author = values.object_at(view, "author")
    record = view.get("value")
    ref = names.ref_of_uri(view.get("uri"))
    if ref is None or ref.alias or not isinstance(record, dict) or not records.is_post(record):
        return None
    did = names.account_of(ref)
    if author.get("did") != did or opted_out(author, did) or _hiding_label(view):
        return None
    embeds = next(values.objects_at(view, "embeds"), {})
    account = with_names(Account(did=did), author)
    return _posting(view, record, ref, account, origin, embeds)


def _hiding_label(view: JsonObject) -> str | None:
    """The label of the post or its author that hides it, where one stands."""
    for holder in (view, values.object_at(view, "author")):
        for label in values.objects_at(holder, "labels"):
            name = label.get("val")
            if isinstance(name, str) and name in _HIDING and label.get("neg") is not True:
                return name
    return None
