"""Posts as their authors write them (lexicon app.bsky.feed.post)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from archiver.answers import values
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import (
    Claimant,
    ImageObject,
    Link,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.bluesky import names
from archiver.platforms.bluesky.account import OPT_OUT, Account
from archiver.platforms.bluesky.dag import cid_of_record, sha256_of_blob

ALTERED = "the answer is not the record that its CID names"

_CID = re.compile(r"b[a-z2-7]{20,120}", re.ASCII)
_LINK_FEATURE = "app.bsky.richtext.facet#link"
_LONGEST_LABEL = 100


def is_post(record: object) -> bool:
    """True for a record with a text that doesn't say that it is something else."""
    return (
        isinstance(record, dict)
        and isinstance(record.get("text"), str)
        and record.get("$type", names.COLLECTION) == names.COLLECTION
    )


def posting(
    record: JsonObject,
    ref: PostRef,
    account: Account,
    origin: Origin,
    *,
    cid: object,
    shown: JsonObject | None = None,
    distrust: str | None = None,
) -> SocialMediaPosting:
    """A record as a posting. It must be a post (``is_post``), and ``ref`` name its account.

    ``shown`` is the view of its embed, where the AppView gave one. A record that isn't what the
    CID beside it names counts as incomplete, and so does one with a ``distrust``.
    """
    text = values.sound(record["text"])
    created, precision = values.time_of(record.get("createdAt"))
    computed = cid_of_record(record)
    if isinstance(cid, str) and cid != computed:
        distrust, computed = distrust or ALTERED, None
    warning, wishes = _self_labels(record)
    reply = values.object_at(record, "reply")
    return SocialMediaPosting(
        ref=names.ref_of_uri(names.uri_of(ref), account.handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=distrust is None,
        incomplete_reason=distrust,
        author_name=account.name,
        handle=account.handle,
        author_id=account.did,
        created=created,
        created_precision=precision,
        times=tuple(_times(record, ref)),
        language=_language(record),
        images=tuple(images(record, account, shown or {})),
        links=tuple(links(record, text)),
        in_reply_to=names.ref_of_uri(values.object_at(reply, "parent").get("uri")),
        shared_content=names.ref_of_uri(_quoted(values.object_at(record, "embed")).get("uri")),
        version_id=computed,
        content_warning=warning,
        opt_outs=wishes,
        witnessed_at=origin.witnessed_at,
    )


def cid_of(value: object) -> str | None:
    """A CID as text in base 32, or None for what is none."""
    return value if isinstance(value, str) and _CID.fullmatch(value) else None


def with_time(posting: SocialMediaPosting, claim: TimeClaim | None) -> SocialMediaPosting:
    """The posting with one more time that is claimed for it, each once."""
    if claim is None or claim in posting.times:
        return posting
    return replace(posting, times=(*posting.times, claim))


def indexed_claim(view: JsonObject, record: JsonObject) -> TimeClaim | None:
    """What the AppView says of when it first saw the post.

    It gives the earlier of that and ``createdAt``. Where both are the same moment, the
    author's program is so the only one to say it.
    """
    indexed, precision = values.time_of(view.get("indexedAt"))
    if indexed is None or precision is None:
        return None
    created, _ = values.time_of(record.get("createdAt"))
    return TimeClaim(
        kind=TimeKind.INDEXED,
        time=indexed,
        precision=precision,
        claimant=Claimant.AUTHOR if indexed == created else Claimant.PLATFORM,
        field="indexedAt",
    )


def _times(record: JsonObject, ref: PostRef) -> Iterator[TimeClaim]:
    created, precision = values.time_of(record.get("createdAt"))
    if created is not None and precision is not None:
        yield TimeClaim(
            kind=TimeKind.CREATED,
            time=created,
            precision=precision,
            claimant=Claimant.AUTHOR,
            field="createdAt",
        )
    keyed = names.created_from_id(ref.id)
    if keyed is not None:
        yield TimeClaim(
            kind=TimeKind.CREATED,
            time=keyed,
            precision=Precision.MILLISECOND,
            claimant=Claimant.IDENTIFIER,
            field="rkey",
        )


def _language(record: JsonObject) -> str | None:
    """The language, where the author names exactly one."""
    listed = record.get("langs")
    return values.language_of(listed[0]) if isinstance(listed, list) and len(listed) == 1 else None


def _self_labels(record: JsonObject) -> tuple[str | None, tuple[str, ...]]:
    """The author's content warning, and the author's wishes on who may see the post."""
    listed = values.objects_at(values.object_at(record, "labels"), "values")
    labels = list(dict.fromkeys(filter(None, (values.string_at(one, "val") for one in listed))))
    labels = [values.one_line(label, _LONGEST_LABEL) for label in labels]
    warnings = [label for label in labels if not label.startswith("!")]
    return ", ".join(warnings) or None, (OPT_OUT,) if OPT_OUT in labels else ()


# -- links ------------------------------------------------------------------------------


def links(record: JsonObject, text: str) -> Iterator[Link]:
    """The links of the text: its facets, or the ``entities`` of the first posts."""
    raw = text.encode()
    for facet in values.objects_at(record, "facets"):
        index = values.object_at(facet, "index")
        words = _cut(raw, index.get("byteStart"), index.get("byteEnd"), "utf-8")
        for feature in values.objects_at(facet, "features"):
            url = values.web_address(feature.get("uri"))
            if words and url and feature.get("$type") == _LINK_FEATURE:
                yield Link(text=words, url=url)
    units = text.encode("utf-16-le")
    for entity in values.objects_at(record, "entities"):
        index = values.object_at(entity, "index")
        start, end = (
            2 * at if isinstance(at, int) else None for at in (index.get("start"), index.get("end"))
        )
        words = _cut(units, start, end, "utf-16-le")
        url = values.web_address(entity.get("value"))
        if words and url and entity.get("type") == "link":
            yield Link(text=words, url=url)


def _cut(raw: bytes, start: object, end: object, encoding: str) -> str | None:
    """The words between two offsets in bytes, or None where they cut a character."""
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(raw):
        return None
    try:
        return raw[start:end].decode(encoding)
    except UnicodeDecodeError:
        return None


# -- what is attached -------------------------------------------------------------------


def images(record: JsonObject, account: Account, shown: JsonObject) -> Iterator[ImageObject]:
    """The pictures at original size, and the still of a video, each once.

    The author's server has the bytes that were uploaded. Where it isn't known or doesn't answer,
    the picture is the AppView's largest copy, of which no record states a digest. Aspect ratios
    are no sizes, and cards of links no pictures.
    """
    media = _media(values.object_at(record, "embed"))
    view = _media(shown)
    seen: set[str] = set()
    for key in ("images", "items"):
        views = list(values.objects_at(view, key))
        for at, item in enumerate(values.objects_at(media, key)):
            there = views[at] if at < len(views) else {}
            cid = _blob_cid(values.object_at(item, "image"))
            original = _original(cid, account)
            url = original or values.web_address(there.get("fullsize"))
            if url is not None and url not in seen:
                seen.add(url)
                claimed = sha256_of_blob(cid) if original else None
                yield ImageObject(content_url=url, caption=_alt(item), claimed_sha256=claimed)
    still = values.web_address(view.get("thumbnail"))
    if still is not None and "video" in media:
        yield ImageObject(content_url=still, caption=_alt(media), thumbnail_of="video")


def _alt(item: JsonObject) -> str | None:
    return values.string_at(item, "alt")


def _blob_cid(blob: JsonObject) -> str | None:
    return cid_of(values.object_at(blob, "ref").get("$link")) or cid_of(blob.get("cid"))


def _original(cid: str | None, account: Account) -> str | None:
    if cid is None or account.server is None or not account.answers:
        return None
    query = urlencode({"did": account.did, "cid": cid})
    return f"{account.server}/xrpc/com.atproto.sync.getBlob?{query}"


def _media(embed: JsonObject) -> JsonObject:
    """The embed itself, or the media that stand beside a quoted post."""
    return values.object_at(embed, "media") or embed


def _quoted(embed: JsonObject) -> JsonObject:
    """The reference to a quoted record, alone or beside media."""
    inner = values.object_at(embed, "record")
    return values.object_at(inner, "record") or inner
