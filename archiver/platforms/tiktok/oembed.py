"""The documented embed endpoint (www.tiktok.com/oembed): the caption, and who wrote it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.tiktok import names, snippets

ROUTE = "oembed"
PARSER = "tiktok.oembed/1"
ATTEMPTS = 3
"""How often an address is asked: the endpoint also refuses posts that are there, now and then."""
REFUSED = Reading(finding=Availability.ERROR, line=f"{ROUTE}: 400, refused")
"""What one refusal reads like; as many as there are attempts are a signal of absence."""
_BAD_REQUEST = 400
_CUT = "the caption ends in an ellipsis and may be cut"


def request(ref: PostRef) -> FetchRequest:
    """The request for the post."""
    query = urlencode({"url": ref.url or f"https://www.tiktok.com/@/video/{ref.id}"})
    return FetchRequest(
        url=f"https://www.tiktok.com/oembed?{query}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says of the post. Raises ParseError for JSON of an unknown shape.

    One refusal says nothing (``REFUSED``).
    """
    if exchange.status == _BAD_REQUEST and _refused(exchange):
        return REFUSED
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or not isinstance(data.get("title"), str):
        raise values.unknown_shape(exchange, "no title of a post")
    if _id(data) != ref.id:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    post = _posting(data, exchange, ref)
    extent = post.incomplete_reason or "text in full"
    line = f"{ROUTE}: 200, {extent}, no exact time"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(post,), lacking=True)


def _refused(exchange: Exchange) -> bool:
    try:
        data = json.loads(exchange.payload)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and data.get("code") in {400, "400"}


def _id(data: JsonObject) -> str | None:
    """The id of the post that the answer is of: its own field, else that of its snippet."""
    stated = values.id_at(data, "embed_product_id")
    html = data.get("html")
    return stated or (snippets.id_of(html) if isinstance(html, str) else None)


def _posting(data: JsonObject, exchange: Exchange, ref: PostRef) -> SocialMediaPosting:
    origin = origin_of(exchange, PARSER)
    handle = values.string_at(data, "author_unique_id")
    handle = handle if handle and names.is_handle(handle) else None
    text = values.string_at(data, "title") or ""
    cut = _CUT if snippets.is_cut(text) else None
    still = values.web_address(data.get("thumbnail_url"))
    return SocialMediaPosting(
        ref=names.ref_of_id(ref.id, handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(data.get("author_name")),
        handle=handle,
        images=() if still is None else (ImageObject(content_url=still, thumbnail_of="video"),),
        witnessed_at=origin.witnessed_at,
    )
