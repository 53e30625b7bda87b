"""What a page says in JSON-LD of the post that it is (schema.org SocialMediaPosting)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from urllib.parse import urljoin

from archiver.answers import markup, values
from archiver.answers.times import stated
from archiver.answers.values import JsonObject
from archiver.model import (
    Exchange,
    ImageObject,
    PostRef,
    Precision,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.webpage import blocks, names
from archiver.text.html import parse, text_of

_POSTS = frozenset({"SocialMediaPosting", "DiscussionForumPosting", "BlogPosting"})
_COMPARED = 2_000_000
"""Characters of a page up to which its lines are compared."""
_MAY_BE_CUT = "the site’s own description of the post, not found whole in the page"
_DESCRIBED = "the site’s own summary of the post: it may be cut"


def posts(objects: Iterator[JsonObject], ref: PostRef) -> JsonObject | None:
    """The object of the page's own post: the one with its address, or the only one there is.

    What names another address, be it relative to the page's, is another post, and so is a second
    one without any.
    """
    fitting: list[JsonObject] = []
    for one in objects:
        if not _kinds(one) & _POSTS:
            continue
        listed = list(_addresses(one, ref))
        if any(names.same_page(item, ref) for item in listed):
            return one
        if not listed:
            fitting.append(one)
    return fitting[0] if len(fitting) == 1 else None


def text(data: JsonObject, exchange: Exchange) -> tuple[str, str | None]:
    """The words, and why they may be cut.

    They count as whole where a part of the page has the very same lines and no other, one block
    each, and nothing goes on beside it.
    """
    body = _plain(values.string_at(data, "articleBody") or values.string_at(data, "text"))
    why = None if body and _stands_whole(body, exchange) else _MAY_BE_CUT
    if not body:
        body, why = _plain(values.string_at(data, "description")), _DESCRIBED
    title = _plain(values.string_at(data, "headline"))
    if title and not body.startswith(title.rstrip(".…")):
        body = f"{title}\n\n{body}".strip()
    return body, why


def author(data: JsonObject) -> tuple[str | None, str | None]:
    """Name and page of the author; twice None where there are several or none."""
    said = data.get("author")
    listed = said if isinstance(said, list) else [said]
    if len(listed) != 1:
        return None, None
    if isinstance(listed[0], dict):
        return values.name_of(listed[0].get("name")), values.web_address(listed[0].get("url"))
    return values.name_of(listed[0]), None


def times(data: JsonObject) -> tuple[TimeClaim, ...]:
    """When it was published, then when it was changed, where that is later."""
    created = _claim(TimeKind.CREATED, data, "datePublished")
    created = created or _claim(TimeKind.CREATED, data, "dateCreated")
    changed = _claim(TimeKind.EDITED, data, "dateModified")
    if created and changed and changed.time <= created.time:
        changed = None
    return tuple(one for one in (created, changed) if one is not None)


def claim(kind: TimeKind, value: object, field: str) -> TimeClaim | None:
    """A time with its zone, or a day alone; None for anything else."""
    moment, precision = values.time_of(value)
    if moment is None and isinstance(value, str):
        try:
            moment = datetime.combine(date.fromisoformat(value), time(), UTC)
            precision = Precision.DAY
        except ValueError:
            return None
    return stated(field, (moment, precision), kind)


def images(data: JsonObject) -> tuple[ImageObject, ...]:
    """The pictures that the page lists as the post's."""
    listed = data.get("image")
    found: list[ImageObject] = []
    for item in listed if isinstance(listed, list) else [listed]:
        said = item if isinstance(item, dict) else {"url": item}
        url = values.web_address(said.get("contentUrl") or said.get("url"))
        if url is not None:
            alt = values.string_at(said, "caption")
            found.append(ImageObject(content_url=url, caption=values.text_of(alt) if alt else None))
    return tuple(dict.fromkeys(found))


def _claim(kind: TimeKind, data: JsonObject, field: str) -> TimeClaim | None:
    return claim(kind, data.get(field), field)


def _kinds(data: JsonObject) -> set[str]:
    kinds = data.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind for kind in listed if isinstance(kind, str)}


def _addresses(data: JsonObject, ref: PostRef) -> Iterator[str]:
    """The addresses by which an object names itself, in full; names that lead nowhere are none."""
    for said in (data.get("url"), data.get("@id"), data.get("mainEntityOfPage")):
        for one in said if isinstance(said, list) else [said]:
            name = one.get("@id") or one.get("url") if isinstance(one, dict) else one
            if not isinstance(name, str) or not name.strip() or name.startswith("_:"):
                continue
            try:
                address = urljoin(ref.url or "", name.strip())
            except ValueError:
                address = name
            if address.lower().startswith(("http://", "https://")):
                yield address


def _plain(value: str | None) -> str:
    """The words of a field, its markup taken off where it has any."""
    if value is None:
        return ""
    text = text_of(parse(value)) if "</" in value or "<br" in value else values.text_of(value)
    return values.sound(text).strip()


def _stands_whole(body: str, exchange: Exchange) -> bool:
    wanted = _lines(body)
    if not wanted or body.endswith(("…", "...")) or not markup.ends_whole(exchange):
        return False
    source = markup.text_of_answer(exchange)
    return len(source) <= _COMPARED and blocks.fills_one(parse(source), wanted)


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(one.split()) for one in text.split("\n")) if line]
