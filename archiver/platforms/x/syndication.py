"""The JSON that the site's own embed widget reads (cdn.syndication.twimg.com/tweet-result)."""

from __future__ import annotations

from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.origin import Origin
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import Availability, Exchange, FetchRequest, PostRef, Witness
from archiver.platforms.x import names, tweets

ROUTE = "syndication"
PARSER = "x.syndication/1"

_TOMBSTONES = (
    (
        Availability.ACCOUNT_GONE,
        ("suspended", "account that no longer exists", "account no longer exists", "deactivated"),
    ),
    (Availability.PROTECTED, ("protected", "limits who can view", "only approved followers")),
)


def request(ref: PostRef) -> FetchRequest:
    """The request for a post, in English, so that a tombstone can be read."""
    query = urlencode({"id": ref.id, "lang": "en", "token": names.syndication_token(ref.id)})
    return FetchRequest(
        url=f"https://cdn.syndication.twimg.com/tweet-result?{query}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says of the post. Raises ParseError for JSON of an unknown shape."""
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict):
        raise values.unknown_shape(exchange, "a list where a post was expected")
    if not data:
        return Reading(finding=Availability.NOT_FOUND, line=f"{ROUTE}: 200, an empty object")
    if data.get("__typename") == "TweetTombstone" or "tombstone" in data:
        return _tombstone(data)
    if not tweets.is_tweet(data):
        raise values.unknown_shape(exchange, "no id, text and author of a post")
    if not tweets.answers(data, ref):
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    origin = Origin(witness=Witness.PLATFORM, parser=PARSER, witnessed_at=exchange.warc_date)
    found = tweets.postings(data, origin)
    asked = found[0].ref == ref
    extent = found[0].incomplete_reason or "text in full"
    if not asked:
        extent = f"version {found[0].ref.id} of the post, {extent}"
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{ROUTE}: 200, {extent}",
        postings=found,
        asked=asked,
    )


def _tombstone(data: JsonObject) -> Reading:
    """The reading of a tombstone: its words are all that the platform says of the reason."""
    words = values.object_at(values.object_at(data, "tombstone"), "text").get("text")
    said = values.one_line(values.text_of(words)) if isinstance(words, str) else ""
    lower = said.casefold()
    finding = next(
        (kind for kind, phrases in _TOMBSTONES if any(phrase in lower for phrase in phrases)),
        Availability.WITHHELD,
    )
    return Reading(finding=finding, line=f"{ROUTE}: 200, a tombstone: “{said}”")
