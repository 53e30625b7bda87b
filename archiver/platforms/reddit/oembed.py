"""The documented embed endpoint (reddit.com/oembed): a title and an author's name."""

from __future__ import annotations

from urllib.parse import urlencode

from archiver.answers import readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange, FetchRequest, PostRef, SocialMediaPosting
from archiver.platforms.reddit import bodies, names, refusals
from archiver.text.html import attribute, parse

ROUTE = "oembed"
PARSER = "reddit.oembed/1"
_WHY_CUT = "the embed endpoint has the title alone"


def request(ref: PostRef) -> FetchRequest:
    """The request for the post."""
    query = urlencode({"url": ref.url or f"https://www.reddit.com/comments/{ref.id}"})
    return FetchRequest(
        url=f"https://www.reddit.com/oembed?{query}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says of the post. Raises ParseError for JSON of an unknown shape.

    A post without an author's name is one whose author deleted it, or the account: no more
    than one signal of absence. The title is that of the submission, so that a comment's
    answer has none of its words.
    """
    refused = refusals.reading(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if refused is not None:
        return refused
    data = values.json_of(exchange)
    title = values.string_at(data, "title") if isinstance(data, dict) else None
    if title is None or not isinstance(data, dict):
        raise values.unknown_shape(exchange, "no title of a post")
    title = values.text_of(title)
    named = _named(values.string_at(data, "html") or "")
    if named and ref not in named:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    author = names.user_of(data.get("author_name"))
    if author is None:
        line = f"{ROUTE}: 200, names no author"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    if "/" in ref.id or bodies.tombstone(title) is not None:
        return Reading(finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, without the words")
    origin = origin_of(exchange, PARSER)
    found = SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=title,
        complete=False,
        incomplete_reason=_WHY_CUT,
        author_name=author,
        handle=author,
        witnessed_at=origin.witnessed_at,
    )
    return Reading(
        finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, {_WHY_CUT}", postings=(found,)
    )


def _named(html: str) -> list[PostRef]:
    found = (names.match(attribute(one, "href")) for one in parse(html).find_all("a"))
    return [ref for ref in found if ref is not None]
