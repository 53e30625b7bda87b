"""Posts in the JSON of Instagram's pages: the API's shape, and that of the older web client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from archiver.answers import metapages, values
from archiver.answers.origin import Origin
from archiver.answers.values import JsonObject
from archiver.model import PostRef, SocialMediaPosting

_ASSIGNED = re.compile(
    r"window\._sharedData\s*=\s*(?=\{)|window\.__additionalDataLoaded\([^,]{0,200},\s*(?=\{)"
)
_CONTEXT = re.compile(r'"contextJSON"\s*:\s*("(?:[^"\\]|\\.)*")')
_GATE = "if_not_gated_logged_out"
_TIMES = ("taken_at", "taken_at_timestamp", "date")


def data_of(root: HtmlElement) -> Iterator[Any]:
    """All JSON in which a page may hold posts: data scripts, and the older assignments."""
    yield from metapages.scripts(root)
    for script in root.iter("script"):
        text = script.text or ""
        for start in _ASSIGNED.finditer(text):
            try:
                yield json.JSONDecoder().raw_decode(text, start.end())[0]
            except (ValueError, RecursionError):
                continue
        for context in _CONTEXT.finditer(text):
            try:
                yield json.loads(json.loads(context[1]))
            except (ValueError, RecursionError, TypeError):
                continue


def find(root: HtmlElement, ref: PostRef) -> tuple[JsonObject | None, bool, bool]:
    """The post's media object, by its shortcode alone; whether it is withheld; whether named.

    The author's other posts stand in the same data, each with a caption of its own.
    """
    gated = named = False
    for data in data_of(root):
        for one in metapages.objects(data, lambda item: _code(item) == ref.id):
            named = True
            gated = gated or (_GATE in one and one[_GATE] is None)
            if text_of(one) is not None and ("user" in one or "owner" in one):
                return one, False, True
    return None, gated, named


def _code(item: JsonObject) -> str | None:
    code = item.get("code") or item.get("shortcode")
    return metapages.code_of(code) if isinstance(code, str) else None


def text_of(media: JsonObject) -> str | None:
    """The caption; empty where the post has none, None where the object doesn't say."""
    if "edge_media_to_caption" in media:
        edges = values.objects_at(values.object_at(media, "edge_media_to_caption"), "edges")
        texts = [values.object_at(edge, "node").get("text") for edge in edges]
        return next((values.sound(text) for text in texts if isinstance(text, str)), "")
    if "caption" not in media:
        return None
    caption = media["caption"]
    if isinstance(caption, dict):
        caption = caption.get("text")
        return values.sound(caption) if isinstance(caption, str) else None
    if caption is None:
        return ""
    return values.sound(caption) if isinstance(caption, str) else None


def posting(media: JsonObject, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    """The media object as a posting, its caption in full."""
    author = metapages.author_of(media)
    claims = metapages.created_in(media, *_TIMES)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text_of(media) or "",
        author_name=author.name,
        handle=author.handle,
        author_id=author.id,
        created=claims[0].time if claims else None,
        created_precision=claims[0].precision if claims else None,
        times=claims,
        was_edited=edited(media),
        images=tuple(metapages.images_of(media)),
        witnessed_at=origin.witnessed_at,
    )


def edited(media: JsonObject) -> bool:
    """True where the platform says that the caption was edited; it doesn't say when."""
    return media.get("caption_is_edited") is True
