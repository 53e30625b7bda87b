"""Statuses in the JSON of Mastodon's client API, which other servers answer in too.

The entities are those of docs.joinmastodon.org ("Status", "StatusEdit", "MediaAttachment",
"Poll", "Quote"). How a server names its posts and accounts is the platform's to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archiver.answers import contents, markup, readings, times, values
from archiver.answers.origin import Origin
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.errors import ParseError
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    ImageObject,
    Poll,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
    Witness,
)

FIRST_ID_TIME = datetime(2016, 3, 16, tzinfo=UTC)
"""The day of Mastodon's first post. Ids from before version 2.0 count up from 1: read as times
they are of 1970."""
LAST_ID_TIME = datetime(2100, 1, 1, tzinfo=UTC)
"""A number that is larger is the id of something else."""

SUMMARY = "the page's summary, which can have less or more than the post"
UNREADABLE = "the post's HTML can't be read"

DELETED_OR_PRIVATE = "deleted or private"
"""What the API's "not found" means: it doesn't tell one from the other."""

_ABSENT = frozenset({404, 410})
_BITS_OF_SEQUENCE = 16
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_STILLS = {"video": "video", "gifv": "gif", "audio": "audio"}
_PICTURE_FILE = re.compile(r".*\.(?:avif|gif|heic|jpe?g|png|webp)", re.IGNORECASE | re.DOTALL)

_OF_ERRORS = frozenset({"error", "error_description"})
_NO_RECORD = re.compile(r"(?:record )?not found\b", re.IGNORECASE)
_PUBLISHED = ("og:published_time", "article:published_time")
_TITLE = re.compile(r"(?P<name>.*) \(@(?P<handle>[^()\s@]+(?:@[^()\s@]+)?)\)", re.DOTALL)


class Naming(Protocol):
    """How the server that answers names posts and accounts."""

    def status(self, data: JsonObject, /) -> PostRef | None:
        """The post by its own name, which a copy of it keeps."""

    def answered(self, data: JsonObject, /) -> PostRef | None:
        """The post that this one replies to."""

    def handle(self, account: JsonObject, /) -> str | None:
        """The account's handle, without the at sign before it."""

    def author_id(self, data: JsonObject, /) -> str | None:
        """The stable id of a status's author."""

    def copied_from(self, data: JsonObject, /) -> str | None:
        """Where the post itself is, where this server only has a copy of it."""


def time_in_id(post_id: str, first: datetime = FIRST_ID_TIME) -> datetime | None:
    """The time in a status's number, UTC, to the millisecond: the bits above the lowest 16.

    None for what is no such number, and for times before ``first`` or after 2099.
    """
    if _NUMBER.fullmatch(post_id) is None:
        return None
    moment = times.since(times.of_milliseconds(int(post_id) >> _BITS_OF_SEQUENCE), first)
    return moment if moment is not None and moment < LAST_ID_TIME else None


def is_status(data: JsonObject) -> bool:
    """True where the object has an id, a content and an account, as every status has."""
    post_id = data.get("id")
    return (
        isinstance(post_id, str)
        and bool(post_id)
        and isinstance(data.get("content"), str)
        and isinstance(data.get("account"), dict)
    )


def postings(data: JsonObject, naming: Naming, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post, then the one that it quotes or boosts; empty where the post can't be named.

    ``data`` must be a status (``is_status``).
    """
    named = [(item, naming.status(item)) for item in (data, *_carried(data))]
    if named[0][1] is None:
        return ()
    return tuple(posting(item, ref, naming, origin) for item, ref in named if ref is not None)


def posting(data: JsonObject, ref: PostRef, naming: Naming, origin: Origin) -> SocialMediaPosting:
    """One status or version of it as a posting of ``ref``, without the posts that it carries.

    A boost has no words of its own. A copy on another server than the author's is a third
    party's word, whoever was asked.
    """
    account = values.object_at(data, "account")
    source = naming.copied_from(data)
    words = "" if is_status(values.object_at(data, "reblog")) else data.get("content")
    content = contents.of_html(words if isinstance(words, str) else "")
    created, precision = values.time_of(data.get("created_at"))
    edited, _ = values.time_of(data.get("edited_at"))
    return SocialMediaPosting(
        ref=ref,
        witness=Witness.THIRD_PARTY if source else origin.witness,
        parser=origin.parser,
        text=content.text,
        complete=not content.lost,
        incomplete_reason=UNREADABLE if content.lost else None,
        author_name=values.name_of(account.get("display_name")),
        handle=naming.handle(account),
        author_id=naming.author_id(data),
        created=created,
        created_precision=precision,
        edited=edited,
        was_edited=edited is not None,
        times=tuple(_times(data, is_copy=source is not None)),
        language=values.language_of(data.get("language")),
        images=tuple(images(data, is_copy=source is not None)),
        links=content.links,
        in_reply_to=naming.answered(data),
        shared_content=next(filter(None, map(naming.status, _carried(data))), None),
        content_warning=values.string_at(data, "spoiler_text"),
        poll=poll(data),
        opt_outs=tuple(_opt_outs(data, account)),
        witnessed_at=origin.witnessed_at,
        repairs=(f"read from a copy; the post itself is at {source}",) if source else (),
    )


def versions(
    edits: Sequence[JsonObject], ref: PostRef, naming: Naming, origin: Origin
) -> tuple[SocialMediaPosting, ...]:
    """Every version of a post, newest first, from its StatusEdit entities, oldest first.

    All have the time of the first as that of their creation.
    """
    starts = [edit.get("created_at") for edit in edits]
    found: list[SocialMediaPosting] = []
    for number, edit in enumerate(edits):
        data = {**edit, "created_at": starts[0], "edited_at": starts[number] if number else None}
        ended, _ = values.time_of(starts[number + 1]) if number + 1 < len(edits) else (None, None)
        found.append(replace(posting(data, ref, naming, origin), superseded=ended))
    return tuple(reversed(found))


def images(data: JsonObject, *, is_copy: bool) -> Iterator[ImageObject]:
    """The pictures at the size in which they were posted, and stills of what moves.

    Where a server has a copy of the post, the picture's own address counts and not the copy's.
    """
    for item in values.objects_at(data, "media_attachments"):
        kind = item.get("type")
        url, remote = (
            values.web_address(item.get("url")),
            values.web_address(item.get("remote_url")),
        )
        size = values.object_at(values.object_at(item, "meta"), "original")
        if is_copy and remote:
            url = remote
        if kind in _STILLS:
            url, size = values.web_address(item.get("preview_url")), {}
        elif kind != "image" and not (url and _PICTURE_FILE.fullmatch(urlsplit(url).path)):
            continue
        if url is not None:
            yield ImageObject(
                content_url=url,
                caption=values.string_at(item, "description"),
                width=values.integer_at(size, "width"),
                height=values.integer_at(size, "height"),
                thumbnail_of=_STILLS.get(kind) if isinstance(kind, str) else None,
            )


def poll(data: JsonObject) -> Poll | None:
    """The post's poll, or None."""
    found = values.object_at(data, "poll")
    options = tuple(
        title
        for option in values.objects_at(found, "options")
        if (title := values.string_at(option, "title")) is not None
    )
    closes, _ = values.time_of(found.get("expires_at"))
    return Poll(options=options, closes=closes) if options else None


def claims(data: Mapping[str, Any], created: str, edited: str = "") -> Iterator[TimeClaim]:
    """The server's claims of when a post was made and edited, by the names of their fields."""
    for kind, field in ((TimeKind.CREATED, created), (TimeKind.EDITED, edited)):
        moment, precision = values.time_of(data.get(field))
        if moment is not None and precision is not None:
            yield TimeClaim(
                kind=kind,
                time=moment,
                precision=precision,
                claimant=Claimant.PLATFORM,
                field=field,
            )


def refusal(exchange: Exchange, line: str, absent: str = "") -> Reading | None:
    """The reading of an answer without the post, or None where there is one to read.

    A 404 counts only in the API's own words: any site has other answers at that address, which
    say nothing of a post. ``absent`` says what it means.
    """
    silent = readings.silence(exchange, line)
    if silent is None:
        return readings.no_json(exchange, line)
    said = _error_of(exchange)
    if exchange.status in _ABSENT and silent.finding is Availability.NOT_FOUND:
        if said is None or _NO_RECORD.match(said) is None:
            why = f"{line}: {exchange.status}, not in the words of this API"
            return Reading(finding=Availability.ERROR, line=why)
        return replace(silent, line=f"{silent.line}, “{said}”{absent and f': {absent}'}")
    return silent if said is None else replace(silent, line=f"{silent.line}, “{said}”")


def of_summary(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """The post by its page's OpenGraph properties, as what may be cut; None where it has none.

    ``ref`` must be as the page's own address names it. The title's handle counts only where it
    is the one in that address: a display name can look like a handle.
    The description starts with what the server counts ("Attached: 1 image"), ends with the
    options of a poll, and is the warning alone where the author set one before the words.
    """
    properties = markup.open_graph(root)
    text = properties.get("og:description", "").strip()
    if not text:
        return None
    title = _TITLE.fullmatch(properties.get("og:title", ""))
    if title is not None and _user(title["handle"]) != _user(ref.handle or ""):
        title = None
    field = next((name for name in _PUBLISHED if name in properties), "")
    created, precision = values.time_of(properties.get(field))
    picture = values.web_address(properties.get("og:image"))
    if properties.get("twitter:card") != "summary_large_image":
        picture = None  # the author's portrait, or a still of what moves
    alt = properties.get("og:image:alt")
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=SUMMARY,
        author_name=values.name_of(title["name"]) if title else None,
        handle=title["handle"] if title else properties.get("profile:username"),
        created=created,
        created_precision=precision,
        times=tuple(claims(properties, field)),
        language=values.language_of(properties.get("og:locale")),
        images=(ImageObject(content_url=picture, caption=alt),) if picture else (),
        witnessed_at=origin.witnessed_at,
    )


def _carried(data: JsonObject) -> Iterator[JsonObject]:
    """The post that this one boosts or quotes, where the answer has it.

    Mastodon has it inside of a Quote, Truth Social and Pleroma in its place.
    """
    quote = values.object_at(data, "quote")
    for item in (
        values.object_at(data, "reblog"),
        values.object_at(quote, "quoted_status"),
        quote,
    ):
        if is_status(item):
            yield item


def _times(data: JsonObject, *, is_copy: bool) -> Iterator[TimeClaim]:
    yield from claims(data, "created_at", "edited_at")
    post_id = data.get("id")
    in_id = time_in_id(post_id) if isinstance(post_id, str) and not is_copy else None
    if in_id is not None:
        yield TimeClaim(
            kind=TimeKind.CREATED,
            time=in_id,
            precision=Precision.MILLISECOND,
            claimant=Claimant.IDENTIFIER,
            field="id",
        )


def _opt_outs(data: JsonObject, account: JsonObject) -> Iterator[str]:
    visibility = data.get("visibility")
    if visibility in {"unlisted", "private", "direct"}:
        yield f"visibility={visibility}"
    if account.get("noindex") is True:
        yield "noindex"
    if account.get("indexable") is False:
        yield "indexable=false"


def _user(handle: str) -> str:
    """The account's name on its server, to be compared."""
    return handle.partition("@")[0].casefold()


def _error_of(exchange: Exchange) -> str | None:
    """The API's own words for what is wrong (entity Error), or None."""
    if exchange.status == 0 or not values.looks_like_json(exchange.payload):
        return None
    try:
        data = values.json_of(exchange)
    except ParseError:
        return None
    if not isinstance(data, dict) or not data.keys() <= _OF_ERRORS:
        return None
    said = values.string_at(data, "error")
    return None if said is None else values.one_line(said, 80)
