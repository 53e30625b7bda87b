"""Posts in the JSON of TikTok's pages, all of which name a post's parts alike."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.answers import times, values
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import (
    ImageObject,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.tiktok import names

_UNKNOWN_LANGUAGE = "un"


def is_item(data: JsonObject) -> bool:
    """True where the object has an id and a caption, as every post has."""
    return names.is_id(values.id_at(data, "id") or "") and isinstance(data.get("desc"), str)


def posting(item: JsonObject, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    """The post. ``item`` must be one (``is_item``), and that of ``ref``."""
    author = _author(item)
    handle = author.get("uniqueId")
    handle = handle if isinstance(handle, str) and names.is_handle(handle) else None
    claim = times.stated("createTime", times.of_unix(item.get("createTime")))
    return SocialMediaPosting(
        ref=names.ref_of_id(ref.id, handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=_text(item),
        author_name=values.name_of(author.get("nickname")),
        handle=handle,
        author_id=values.id_at(author, "id"),
        created=claim.time if claim else None,
        created_precision=claim.precision if claim else None,
        times=() if claim is None else (claim,),
        language=_language(item.get("textLanguage")),
        images=tuple(images(item)),
        shared_content=names.ref_of_id(
            values.id_at(values.object_at(item, "duetInfo"), "duetFromId") or ""
        ),
        witnessed_at=origin.witnessed_at,
    )


def images(item: JsonObject) -> Iterator[ImageObject]:
    """The pictures of a photo post at the size that the site keeps, or a still of the video."""
    photos = [
        (url, values.integer_at(image, "imageWidth"), values.integer_at(image, "imageHeight"))
        for image in values.objects_at(values.object_at(item, "imagePost"), "images")
        if (url := _first(values.object_at(image, "imageURL").get("urlList"))) is not None
    ]
    for url, width, height in photos:
        yield ImageObject(content_url=url, width=width, height=height)
    video = values.object_at(item, "video")
    still = values.web_address(video.get("originCover")) or values.web_address(video.get("cover"))
    if still is not None and not photos:
        yield ImageObject(content_url=still, thumbnail_of="video")


def _text(item: JsonObject) -> str:
    """The caption; a photo post's title stands on a line before it."""
    caption = values.string_at(item, "desc") or ""
    title = values.string_at(values.object_at(item, "imagePost"), "title") or ""
    if not title.strip() or caption.startswith(title):
        return caption
    return f"{title}\n{caption}".strip()


def _author(item: JsonObject) -> JsonObject:
    """The author's object; the pages of 2021 to 2023 have its parts beside the handle."""
    author = item.get("author")
    if isinstance(author, str):
        return {"uniqueId": author, "nickname": item.get("nickname"), "id": item.get("authorId")}
    return author if isinstance(author, dict) else {}


def _language(value: object) -> str | None:
    return None if value == _UNKNOWN_LANGUAGE else values.language_of(value)


def _first(value: object) -> str | None:
    listed = value if isinstance(value, list) else ()
    return next((url for item in listed if (url := values.web_address(item)) is not None), None)
