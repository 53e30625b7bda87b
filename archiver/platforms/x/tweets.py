"""Posts in the JSON of the syndication endpoint and of API 1.1, which share most names."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from archiver.answers import values
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import ImageObject, Link, PostRef, SocialMediaPosting
from archiver.platforms.x import names, wording

_CARRIED = ("quoted_tweet", "quoted_status", "retweeted_status", "parent")
LONG_POST = "the platform cut a long post"


def is_tweet(data: JsonObject) -> bool:
    """True where the object has an id, a text and an author, as every post has."""
    return (
        names.is_id(values.id_at(data, "id") or "")
        and isinstance(_raw_text(data), str)
        and isinstance(data.get("user"), dict)
    )


def answers(data: JsonObject, asked: PostRef) -> bool:
    """True where the object is the post asked for, or says that it is a version of it."""
    return asked.id == values.id_at(data, "id") or asked.id in version_ids(data)


def postings(data: JsonObject, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post, then the posts that it quotes, reposts or replies to, each by its own id.

    ``data`` must be a tweet (``is_tweet``). Carried objects that are none are left out.
    """
    carried = (values.object_at(data, key) for key in _CARRIED)
    return (
        posting(data, origin),
        *(posting(item, origin) for item in carried if is_tweet(item)),
    )


def posting(data: JsonObject, origin: Origin) -> SocialMediaPosting:
    """One tweet object as a posting, without the posts that it carries."""
    body = values.object_at(data, "extended_tweet") or data
    user = values.object_at(data, "user")
    text = values.text_of(_raw_text(data) or "")
    created, precision = values.time_of(data.get("created_at"))
    post_id = values.id_at(data, "id") or ""
    versions = version_ids(data)
    cut = _why_cut(data, text)
    handle = _handle(user)
    ref = names.ref_of_id(post_id, handle)
    if ref is None:
        raise ValueError(f"no id: {post_id!r}")
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(user.get("name")),
        handle=handle,
        author_id=values.id_at(user, "id"),
        created=created,
        created_precision=precision,
        edited=names.created_from_id(post_id) if versions[:1] not in {(), (post_id,)} else None,
        language=values.language_of(data.get("lang")),
        images=tuple(images(body)) or tuple(images(data)),
        links=tuple(links(body, text)),
        in_reply_to=_other(data, "in_reply_to_status_id", "in_reply_to_screen_name"),
        shared_content=_shared(data),
        version_ids=versions,
        witnessed_at=origin.witnessed_at,
    )


def version_ids(data: JsonObject) -> tuple[str, ...]:
    """Ids of all versions of an edited post, oldest first; empty where it has one only."""
    control = values.object_at(data, "edit_control")
    control = values.object_at(control, "edit_control_initial") or control
    listed = control.get("edit_tweet_ids", data.get("edit_history_tweet_ids"))
    if not isinstance(listed, list):
        return ()
    ids = {str(item) for item in listed if isinstance(item, int | str) and names.is_id(str(item))}
    return tuple(sorted(ids, key=int)) if len(ids) > 1 else ()


def images(data: JsonObject) -> Iterator[ImageObject]:
    """The pictures, and the still frames of videos, at original size, each once."""
    entities = values.object_at(data, "entities")
    listed = [
        *values.objects_at(data, "mediaDetails"),
        *values.objects_at(values.object_at(data, "extended_entities"), "media"),
        *values.objects_at(entities, "media"),
        *values.objects_at(data, "photos"),
    ]
    seen: set[str] = set()
    for item in listed:
        url = values.web_address(item.get("media_url_https") or item.get("url"))
        if url is None or urlsplit(url).netloc.lower() == "t.co":
            continue
        url = wording.original_size(url)
        if url in seen:
            continue
        seen.add(url)
        size = values.object_at(item, "original_info") or item
        alt = values.string_at(item, "ext_alt_text")
        yield ImageObject(
            content_url=url,
            caption=values.text_of(alt) if alt else None,
            width=values.integer_at(size, "width"),
            height=values.integer_at(size, "height"),
        )


def links(data: JsonObject, text: str) -> Iterator[Link]:
    """The links that stand in the text, each with the address it leads to.

    They are found by their words: the sources disagree on what the indices count.
    """
    entities = values.object_at(data, "entities")
    listed = [
        *values.objects_at(entities, "urls"),
        *values.objects_at(entities, "media"),
        *values.objects_at(values.object_at(data, "extended_entities"), "media"),
    ]
    seen: set[str] = set()
    for item in listed:
        short = values.string_at(item, "url")
        target = values.web_address(item.get("expanded_url") or item.get("unwound_url"))
        if short and target and short not in seen and short in text:
            seen.add(short)
            yield Link(text=short, url=target)


def _raw_text(data: JsonObject) -> str | None:
    """The fullest text that the object has; None where it has none."""
    candidates = (
        values.object_at(data, "note_tweet").get("text"),
        values.object_at(data, "extended_tweet").get("full_text"),
        data.get("full_text"),
        data.get("text"),
    )
    return next((item for item in candidates if isinstance(item, str)), None)


def _why_cut(data: JsonObject, text: str) -> str | None:
    if isinstance(values.object_at(data, "note_tweet").get("text"), str):
        return None
    if data.get("note_tweet"):
        return LONG_POST
    if data.get("truncated") is True and not values.object_at(data, "extended_tweet"):
        return LONG_POST
    return wording.why_cut(text)


def _handle(user: JsonObject) -> str | None:
    handle = user.get("screen_name")
    return handle if isinstance(handle, str) and names.is_handle(handle) else None


def _other(data: JsonObject, id_key: str, handle_key: str) -> PostRef | None:
    handle = data.get(handle_key)
    return names.ref_of_id(
        values.id_at(data, id_key) or "", handle if isinstance(handle, str) else None
    )


def _shared(data: JsonObject) -> PostRef | None:
    for key in ("quoted_tweet", "quoted_status", "retweeted_status"):
        item = values.object_at(data, key)
        ref = names.ref_of_id(
            values.id_at(item, "id") or "", _handle(values.object_at(item, "user"))
        )
        if ref is not None:
            return ref
    return _other(data, "quoted_status_id", "")
