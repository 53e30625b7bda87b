"""A post as an ActivityPub object (W3C), which servers give to other servers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.answers import contents, readings, statuses, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    Poll,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.mastodon.names import PLATFORM, Names, place_of

ROUTE = "activity"
PARSER = f"{PLATFORM}.{ROUTE}/1"
_NOT_FOUND, _GONE = 404, 410
_QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
_FOR_OTHER_SERVERS = re.compile(r"\s*\bRE: (?P<url>https?://\S+)\Z")
"""What Misskey writes behind a post for servers that show no quoted ones."""
_STILLS = {"video": "video", "audio": "audio"}


def request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request for the object; None where its address isn't known."""
    url = None if ref.alias else names.activity(ref)
    if url is None:
        return None
    accept = (("Accept", "application/activity+json"),)
    return FetchRequest(url=url, route=ROUTE, headers=accept)


def read(names: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """What the server says of the object. Raises ParseError for JSON of an unknown shape.

    410 and a Tombstone are its word that the object, or its author's account, was deleted
    (ActivityPub 6.11). 401 is what servers answer that want every request signed.
    """
    silent = readings.silence(exchange, ROUTE)
    if silent is not None:
        return _silent(exchange, silent)
    silent = readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if isinstance(data, dict) and data.get("type") == "Create":
        data = data.get("object")
    if not isinstance(data, dict):
        raise values.unknown_shape(exchange, "no object")
    if data.get("type") == "Tombstone":
        deleted, _ = values.time_of(data.get("deleted"))
        when = f", deleted {deleted:%Y-%m-%d}" if deleted else ""
        return Reading(finding=Availability.NOT_FOUND, line=f"{ROUTE}: 200, a tombstone{when}")
    if not isinstance(data.get("content"), str):
        raise values.unknown_shape(exchange, "no content of a post")
    if not _is_asked(data, names, exchange, ref):
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    if [names.host_of(actor) for actor in _addresses(data.get("attributedTo"))] != [_host(ref)]:
        raise values.unknown_shape(exchange, "no author of the post's own server")
    found = _posting(data, names, ref, origin_of(exchange, PARSER))
    edited = f", edited {found.edited:%Y-%m-%d}" if found.edited else ""
    line = f"{ROUTE}: 200, text in full{edited}"
    return Reading(
        finding=Availability.AVAILABLE, line=line, postings=(found,), lacking=found.handle is None
    )


def _silent(exchange: Exchange, silent: Reading) -> Reading:
    if silent.finding is not Availability.NOT_FOUND:
        return silent
    if exchange.status == _GONE:
        line = f"{ROUTE}: 410, gone: the post or its author's account was deleted"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    if exchange.payload.lstrip().startswith(b"<"):
        line = f"{ROUTE}: 404, a page where an object was asked for"
        return Reading(finding=Availability.ERROR, line=line)
    return Reading(
        finding=Availability.NOT_FOUND, line=f"{ROUTE}: 404: {statuses.DELETED_OR_PRIVATE}"
    )


def _is_asked(data: JsonObject, names: Names, exchange: Exchange, ref: PostRef) -> bool:
    """True where the object is the post by its id or page, or by the address that it was at."""
    named = [*_addresses(data.get("id")), *_addresses(data.get("url"))]
    if any(names.match(url) == ref for url in named):
        return True
    own = values.web_address(data.get("id"))
    return own is not None and own == exchange.target_uri and names.host_of(own) == _host(ref)


def _posting(data: JsonObject, names: Names, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    actor = next(_addresses(data.get("attributedTo")), "")
    created, precision = values.time_of(data.get("published"))
    edited, _ = values.time_of(data.get("updated"))
    edited = None if edited == created else edited
    quoted = _first_ref(names, (url for key in _QUOTES for url in _addresses(data.get(key))))
    content = contents.of_html(str(data["content"]))
    named_again = _FOR_OTHER_SERVERS.search(content.text)
    if named_again is None or quoted is None or names.match(named_again["url"]) != quoted:
        named_again = None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=content.text[: named_again.start()] if named_again else content.text,
        complete=not content.lost,
        incomplete_reason=statuses.UNREADABLE if content.lost else None,
        handle=names.handle_of_actor(actor) if "/notes/" not in (ref.url or "") else None,
        author_id=actor,
        created=created,
        created_precision=precision,
        edited=edited,
        was_edited=edited is not None,
        times=tuple(statuses.claims(data, "published", "updated" if edited else "")),
        language=_language(data),
        images=tuple(_images(data)),
        links=content.links[: -1 if named_again else None],
        in_reply_to=_first_ref(names, _addresses(data.get("inReplyTo"))),
        shared_content=quoted,
        content_warning=values.string_at(data, "summary"),
        poll=_poll(data),
        witnessed_at=origin.witnessed_at,
    )


def _host(ref: PostRef) -> str:
    return place_of(ref).host


def _addresses(value: object) -> Iterator[str]:
    """The addresses in a property: one or a list, each bare or as an object with its id."""
    for item in value if isinstance(value, list) else [value]:
        named = item.get("id") or item.get("href") if isinstance(item, dict) else item
        url = values.web_address(named)
        if url is not None:
            yield url


def _first_ref(names: Names, urls: Iterator[str]) -> PostRef | None:
    return next((ref for ref in map(names.match, urls) if ref is not None), None)


def _language(data: JsonObject) -> str | None:
    """The language, where the content is given in one."""
    tags = list(values.object_at(data, "contentMap"))
    return values.language_of(tags[0]) if len(tags) == 1 else None


def _images(data: JsonObject) -> Iterator[ImageObject]:
    for item in values.objects_at(data, "attachment"):
        kind = str(item.get("mediaType") or item.get("type") or "").lower().partition("/")[0]
        still = _STILLS.get(kind)
        source = values.object_at(item, "icon") if still else item
        url = next(_addresses(source.get("url")), None)
        if url is None or (kind not in {"image", *_STILLS}):
            continue
        yield ImageObject(
            content_url=url,
            caption=values.string_at(item, "name") or values.string_at(item, "summary"),
            width=None if still else values.integer_at(item, "width"),
            height=None if still else values.integer_at(item, "height"),
            thumbnail_of=still,
        )


def _poll(data: JsonObject) -> Poll | None:
    options = tuple(
        name
        for key in ("oneOf", "anyOf")
        for option in values.objects_at(data, key)
        if (name := values.string_at(option, "name")) is not None
    )
    closes, _ = values.time_of(data.get("endTime"))
    return Poll(options=options, closes=closes) if options else None
