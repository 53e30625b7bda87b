"""The post's page: JSON that its script would draw (four shapes since 2019)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.tiktok import items

ROUTE = "page"
PARSER = "tiktok.page/1"

_SCOPES = ("webapp.video-detail", "webapp.reflow.video.detail")
_CHALLENGES = (
    b"_wafchallengeid",
    b"waf-jschallenge",
    b"/waf-aiso/",
    b"slardarwaf",
    b'id="wci"',
    b"verify-wrap",
)
"""Marks of a page that has the browser compute or solve something before it shows the post."""

_RESTRICTED = (Availability.WITHHELD, "under review or restricted by the platform")
_STATES = {
    10102: (Availability.BLOCKED_FOR_US, "for logged-in users"),
    10113: (Availability.BLOCKED_FOR_US, "a captcha"),
    10114: (Availability.BLOCKED_FOR_US, "blocked as a robot"),
    10204: (Availability.ERROR, "no such post, or none that is shown to this network"),
    10213: (Availability.WITHHELD, "not shown to the young"),
    10214: (Availability.WITHHELD, "not shown to the young"),
    10215: _RESTRICTED,
    10216: (Availability.PROTECTED, "a private post"),
    10217: _RESTRICTED,
    10220: _RESTRICTED,
    10221: (Availability.ACCOUNT_GONE, "the account is banned"),
    10222: (Availability.PROTECTED, "a private account"),
    10223: _RESTRICTED,
    10227: _RESTRICTED,
    10228: _RESTRICTED,
    10229: _RESTRICTED,
    10230: _RESTRICTED,
    10231: (Availability.WITHHELD, "not shown in this country"),
    10240: (Availability.PROTECTED, "for friends of the author"),
    10241: (Availability.NOT_FOUND, "deleted"),
    203005: (Availability.PROTECTED, "for subscribers of the author"),
}
"""What the site's own script calls each status. 10204 is its "does not exist", and also what
it tells networks that it doesn't serve: it is no signal of absence here."""


def request(ref: PostRef) -> FetchRequest:
    """The request for the post's page."""
    return FetchRequest(url=ref.url or f"https://www.tiktok.com/@/video/{ref.id}", route=ROUTE)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the post. Raises ParseError for a page of another post."""
    silent = readings.silence(exchange, ROUTE)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    details = () if root is None else tuple(_details(root, ref))
    for status, item in details:
        if status and not items.is_item(item):
            return _state(status)
        if item:
            return _found(item, exchange, ref)
    return challenge(exchange, ROUTE) or Reading(
        finding=Availability.ERROR, line=f"{ROUTE}: 200, a page without the post's data"
    )


def challenge(exchange: Exchange, route: str) -> Reading | None:
    """The reading of a login page, or of a challenge of TikTok's or another's; else None."""
    start = exchange.payload[:200_000].lower()
    if any(mark in start for mark in _CHALLENGES):
        line = f"{route}: {exchange.status}, a challenge page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return readings.wall(exchange, route)


def _found(item: JsonObject, exchange: Exchange, ref: PostRef) -> Reading:
    if not items.is_item(item):
        raise values.unknown_shape(exchange, "no id and caption of a post")
    if values.id_at(item, "id") != ref.id:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    post = items.posting(item, ref, origin_of(exchange, PARSER))
    if item.get("isContentClassified") is True:
        line = f"{ROUTE}: 200, text in full, the video only for logged-in adults"
        return Reading(finding=Availability.WITHHELD, line=line, postings=(post,))
    line = f"{ROUTE}: 200, text in full"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(post,))


def _state(status: int) -> Reading:
    finding, why = _STATES.get(status, (Availability.ERROR, "unknown to this program"))
    return Reading(finding=finding, line=f"{ROUTE}: 200, status {status} ({why})")


def _details(root: HtmlElement, ref: PostRef) -> Iterator[tuple[int, JsonObject]]:
    """The status and the post (empty where there is none) of each store of data in the page."""
    for data in _objects(root, "__UNIVERSAL_DATA_FOR_REHYDRATION__"):
        scope = values.object_at(data, "__DEFAULT_SCOPE__")
        yield from (_detail(values.object_at(scope, key)) for key in _SCOPES)
    for data in _objects(root, "__NEXT_DATA__"):
        yield _detail(values.object_at(values.object_at(data, "props"), "pageProps"))
    for data in _objects(root, "SIGI_STATE"):
        item = values.object_at(values.object_at(data, "ItemModule"), ref.id)
        yield _status(values.object_at(data, "VideoPage")), item


def _objects(root: HtmlElement, script_id: str) -> Iterator[JsonObject]:
    return (data for data in markup.json_scripts(root, id=script_id) if isinstance(data, dict))


def _detail(detail: JsonObject) -> tuple[int, JsonObject]:
    item = values.object_at(values.object_at(detail, "itemInfo"), "itemStruct")
    return _status(detail), item


def _status(data: JsonObject) -> int:
    return values.integer_at(data, "statusCode") or 0
