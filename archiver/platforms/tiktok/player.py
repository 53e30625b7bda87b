"""The page that the site's own embeds show in a frame (/embed/v2/ID): JSON in a script."""

from __future__ import annotations

from typing import Any

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.tiktok import items, page

ROUTE = "embed"
PARSER = "tiktok.embed/1"


def request(ref: PostRef) -> FetchRequest:
    """The request for the embed's page, which no handle stands in."""
    return FetchRequest(url=f"https://www.tiktok.com/embed/v2/{ref.id}", route=ROUTE)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the embed's page says of the post. Raises ParseError for a page of another post."""
    silent = readings.silence(exchange, ROUTE)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    scripts = () if root is None else markup.json_scripts(root, id="__FRONTITY_CONNECT_STATE__")
    item = next((item for data in scripts for item in _items(data, ref) if item["id"]), None)
    if item is None:
        return page.challenge(exchange, ROUTE) or Reading(
            finding=Availability.ERROR, line=f"{ROUTE}: 200, a page without the post's data"
        )
    if not items.is_item(item):
        raise values.unknown_shape(exchange, "no id and caption of a post")
    if values.id_at(item, "id") != ref.id:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    post = items.posting(item, ref, origin_of(exchange, PARSER))
    line = f"{ROUTE}: 200, text in full"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(post,))


def _items(data: object, ref: PostRef) -> list[JsonObject]:
    source = values.object_at(data, "source") if isinstance(data, dict) else {}
    shown = values.object_at(values.object_at(source, "data"), f"/embed/v2/{ref.id}")
    return [_item(values.object_at(shown, "videoData"))]


def _item(data: JsonObject) -> dict[str, Any]:
    """The embed's objects under the names that the post's page has for them."""
    post = values.object_at(data, "itemInfos")
    author = values.object_at(data, "authorInfos")
    photos = values.object_at(data, "imagePostInfo")
    covers = post.get("covers")
    return {
        "id": values.id_at(post, "id"),
        "desc": post.get("text"),
        "createTime": post.get("createTime"),
        "author": {
            "id": author.get("userId"),
            "uniqueId": author.get("uniqueId"),
            "nickname": author.get("nickName"),
        },
        "imagePost": {
            "images": [{"imageURL": image} for image in values.objects_at(photos, "displayImages")]
        },
        "video": {"cover": covers[0] if isinstance(covers, list) and covers else None},
    }
