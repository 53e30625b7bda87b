"""Posts in the JSON of API 2 (docs.x.com, "Tweet lookup")."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.answers import values
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import ImageObject, Link, PostRef, SocialMediaPosting
from archiver.platforms.x import names, tweets, wording

_QUOTED = "quoted"
_REPOSTED = "retweeted"
_ANSWERED = "replied_to"


def postings(data: JsonObject, asked: PostRef, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post, then those of ``includes`` that it refers to; empty where it isn't there."""
    listed = [values.object_at(data, "data"), *values.objects_at(data, "data")]
    main = next((item for item in listed if _is_tweet(item) and _answers(item, asked)), None)
    if main is None:
        return ()
    includes = values.object_at(data, "includes")
    referred = set(_referred(main).values())
    carried = (
        item
        for item in values.objects_at(includes, "tweets")
        if _is_tweet(item) and values.id_at(item, "id") in referred
    )
    return tuple(_posting(item, includes, origin) for item in (main, *carried))


def _is_tweet(item: JsonObject) -> bool:
    return names.is_id(values.id_at(item, "id") or "") and isinstance(item.get("text"), str)


def _answers(item: JsonObject, asked: PostRef) -> bool:
    return asked.id == values.id_at(item, "id") or asked.id in tweets.version_ids(item)


def _posting(item: JsonObject, includes: JsonObject, origin: Origin) -> SocialMediaPosting:
    post_id = values.id_at(item, "id") or ""
    long_post = values.object_at(item, "note_tweet")
    raw = long_post.get("text")
    text = values.text_of(raw if isinstance(raw, str) else str(item["text"]))
    cut = None if isinstance(raw, str) else wording.why_cut(text)
    if cut is None and not isinstance(raw, str) and names.may_be_long(post_id):
        cut = wording.why_doubtful(text)
    author_id = values.id_at(item, "author_id")
    author = _by_key(includes, "users", "id", author_id)
    handle = author.get("username")
    handle = handle if isinstance(handle, str) and names.is_handle(handle) else None
    created, precision = values.time_of(item.get("created_at"))
    versions = tweets.version_ids(item)
    referred = _referred(item)
    return SocialMediaPosting(
        ref=_ref(post_id, handle),
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(author.get("name")),
        handle=handle,
        author_id=author_id,
        created=created,
        created_precision=precision,
        edited=names.created_from_id(post_id) if versions[:1] not in {(), (post_id,)} else None,
        language=values.language_of(item.get("lang")),
        images=tuple(_images(item, includes)),
        links=tuple(_links(item, text)),
        in_reply_to=names.ref_of_id(referred.get(_ANSWERED, "")),
        shared_content=names.ref_of_id(referred.get(_QUOTED) or referred.get(_REPOSTED) or ""),
        version_ids=versions,
        witnessed_at=origin.witnessed_at,
    )


def _ref(post_id: str, handle: str | None) -> PostRef:
    ref = names.ref_of_id(post_id, handle)
    if ref is None:
        raise ValueError(f"no id: {post_id!r}")
    return ref


def _referred(item: JsonObject) -> dict[str, str]:
    """Ids of the posts that this one quotes, reposts or answers, by that relation."""
    found = {}
    for other in values.objects_at(item, "referenced_tweets"):
        kind, other_id = other.get("type"), values.id_at(other, "id")
        if isinstance(kind, str) and other_id is not None:
            found[kind] = other_id
    return found


def _by_key(includes: JsonObject, where: str, key: str, wanted: object) -> JsonObject:
    items = (item for item in values.objects_at(includes, where) if item.get(key) == wanted)
    return next(items, {}) if wanted is not None else {}


def _images(item: JsonObject, includes: JsonObject) -> Iterator[ImageObject]:
    keys = values.object_at(item, "attachments").get("media_keys")
    for key in keys if isinstance(keys, list) else []:
        media = _by_key(includes, "media", "media_key", key)
        url = values.web_address(media.get("url") or media.get("preview_image_url"))
        if url is not None:
            alt = values.string_at(media, "alt_text")
            yield ImageObject(
                content_url=wording.original_size(url),
                caption=values.text_of(alt) if alt else None,
                width=values.integer_at(media, "width"),
                height=values.integer_at(media, "height"),
            )


def _links(item: JsonObject, text: str) -> Iterator[Link]:
    entities = [values.object_at(item, "entities")]
    entities.append(values.object_at(values.object_at(item, "note_tweet"), "entities"))
    seen: set[str] = set()
    for source in entities:
        for link in values.objects_at(source, "urls"):
            short, target = (
                values.string_at(link, "url"),
                values.web_address(link.get("expanded_url")),
            )
            if short and target and short in text and short not in seen:
                seen.add(short)
                yield Link(text=short, url=target)
