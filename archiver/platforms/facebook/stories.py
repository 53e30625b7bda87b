"""Posts in the JSON of Facebook's pages: stories, and the photos and videos that are posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from archiver.answers import markup, metapages, values
from archiver.answers.metapages import dig
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import ImageObject, Link, PostRef, SocialMediaPosting
from archiver.platforms.facebook import names

_ADDRESSES = ("wwwURL", "url", "permalink_url")
_TIMES = ("creation_time", "publish_time", "created_time")
_MEDIA = ("Photo", "Video")
_PICTURES = ("viewer_image", "photo_image", "image", "preferred_thumbnail", "thumbnailImage")


def postings(
    root: HtmlElement, ref: PostRef, origin: Origin
) -> tuple[tuple[SocialMediaPosting, ...], bool]:
    """The post, then the one that it shares; and whether the page's data has the post at all."""
    data = list(metapages.scripts(root))
    known = [one for each in data for one in metapages.objects(each, _is_post)]
    mine = [one for one in known if ref.id in _ids(one)]
    parts = [part for one in mine for part in _parts(one)]
    if _text(parts) is None:
        named_so = ref.id.startswith("pfbid") and is_its_page(root, ref)
        story = _only(known) if named_so else _carrier(known, ref)
        parts += [part for one in story for part in _parts(one)]
    text = _text(parts)
    if text is None:
        return (), bool(parts)
    shared = next((item for part in parts if (item := dig(part, "attached_story"))), None)
    other = None if shared is None else _shared(shared, origin)
    main = _posting(parts, text, ref, origin, None if other is None else other.ref)
    return (main, *(() if other is None else (other,))), True


def _is_post(item: JsonObject) -> bool:
    if isinstance(item.get("comet_sections"), dict) and isinstance(item.get("post_id"), str):
        return True
    media = item.get("__typename") in _MEDIA or "creation_story" in item
    return media and values.id_at(item, "id") is not None


def _ids(item: JsonObject) -> set[str]:
    """The ids by which an object names itself: its own, and those in its addresses."""
    found = {str(item.get("post_id") or _id(item))}
    for part in _parts(item):
        for key in _ADDRESSES:
            url = part.get(key)
            named = names.match(url) if isinstance(url, str) else None
            found.update([named.id] if named is not None else [])
    return found


def is_its_page(root: HtmlElement, ref: PostRef) -> bool:
    """True where the page calls itself by a name that the post can have, and by no other."""
    named = [found for url in markup.canonical(root) if (found := names.match(url)) is not None]
    return bool(named) and all(names.may_be_one(one, ref) for one in named)


def _only(known: Sequence[JsonObject]) -> list[JsonObject]:
    """The objects of the one story among them; none where there are several stories."""
    stories = [item for item in known if "post_id" in item]
    return stories if len({str(item["post_id"]) for item in stories}) == 1 else []


def _carrier(known: Sequence[JsonObject], ref: PostRef) -> list[JsonObject]:
    """The objects of the one story that was posted with this picture or video and no other."""
    alone = (item for item in known if {_id(one) for one in _media([*_parts(item)])} == {ref.id})
    return _only([*alone])


def _id(item: JsonObject) -> str:
    return values.id_at(item, "id") or ""


def _parts(item: JsonObject) -> Iterator[JsonObject]:
    """The objects among which a post's words, author and time are spread, outermost first."""
    content = dig(item, "comet_sections", "content", "story")
    story = dig(item, "creation_story")
    for part in (item, content, story):
        sections = dig(part, "comet_sections")
        yield part
        yield dig(sections, "message", "story")
        yield dig(sections, "message_container", "story")
        yield dig(sections, "timestamp", "story")
        layout = dig(sections, "context_layout", "story", "comet_sections")
        for line in values.objects_at(layout, "metadata"):
            yield dig(line, "story")


def _text(parts: Sequence[JsonObject]) -> str | None:
    """The words; empty where a message is said to be none, None where nothing is said."""
    for part in parts:
        text = dig(part, "message").get("text")
        if isinstance(text, str):
            return values.sound(text)
    return "" if any("message" in part and part["message"] is None for part in parts) else None


def _posting(
    parts: Sequence[JsonObject],
    text: str,
    ref: PostRef,
    origin: Origin,
    shared: PostRef | None,
) -> SocialMediaPosting:
    author = next(_authors(parts), {})
    claims = next((found for part in parts if (found := metapages.created_in(part, *_TIMES))), ())
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        author_name=values.name_of(author.get("name")),
        handle=names.handle_of_profile(author.get("url") or author.get("profile_url")),
        author_id=values.id_at(author, "id"),
        created=claims[0].time if claims else None,
        created_precision=claims[0].precision if claims else None,
        times=claims,
        images=tuple(_images(parts)),
        links=tuple(dict.fromkeys(_links(parts, text))),
        shared_content=shared,
        witnessed_at=origin.witnessed_at,
    )


def _authors(parts: Sequence[JsonObject]) -> Iterator[JsonObject]:
    for part in parts:
        yield from values.objects_at(part, "actors")
        if values.object_at(part, "owner").get("name"):
            yield values.object_at(part, "owner")


def _shared(story: JsonObject, origin: Origin) -> SocialMediaPosting | None:
    """A post that another one shares, by the id in its own address."""
    parts = [story, *_parts(story)]
    urls = [part.get(key) for part in parts for key in _ADDRESSES]
    refs = (names.match(url) for url in urls if isinstance(url, str))
    ref = next((found for found in refs if found is not None and not found.alias), None)
    text = _text(parts)
    return None if ref is None or text is None else _posting(parts, text, ref, origin, None)


def _images(parts: Sequence[JsonObject]) -> Iterator[ImageObject]:
    """The pictures at the largest size, each once. A link's preview is no picture of the post."""
    seen: set[str] = set()
    for media in _media(parts):
        sizes = [dig(media, key, "image") or dig(media, key) for key in _PICTURES]
        sizes = [size for size in sizes if values.web_address(size.get("uri"))]
        if not sizes:
            continue
        best = max(sizes, key=lambda size: values.integer_at(size, "width") or 0)
        url = values.web_address(best["uri"]) or ""
        name = _id(media) or url
        if name not in seen:
            seen.add(name)
            yield ImageObject(
                content_url=url,
                caption=metapages.alt_of(media.get("accessibility_caption")),
                width=values.integer_at(best, "width"),
                height=values.integer_at(best, "height"),
                thumbnail_of="video" if media.get("__typename") == "Video" else None,
            )


def _media(parts: Sequence[JsonObject]) -> Iterator[JsonObject]:
    for part in parts:
        if part.get("__typename") in _MEDIA:
            yield part
        for item in values.objects_at(part, "attachments"):
            attachment = dig(item, "styles", "attachment") or item
            nodes = values.objects_at(dig(attachment, "all_subattachments"), "nodes")
            for media in (dig(attachment, "media"), *(dig(node, "media") for node in nodes)):
                if media.get("__typename") in _MEDIA:
                    yield media


def _links(parts: Sequence[JsonObject], text: str) -> Iterator[Link]:
    """The links in the words. Their ranges count UTF-16 code units, as JavaScript does."""
    units = text.encode("utf-16-le", "surrogatepass")
    for part in parts:
        for span in values.objects_at(dig(part, "message"), "ranges"):
            entity = dig(span, "entity")
            target = values.web_address(entity.get("external_url") or entity.get("url"))
            start, length = span.get("offset"), values.integer_at(span, "length")
            if target is None or not isinstance(start, int) or start < 0 or length is None:
                continue
            shown = units[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
            if "." in shown and shown in text:
                yield Link(text=shown, url=metapages.unwrapped(target))
