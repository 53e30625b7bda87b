"""The embed endpoint (oEmbed 1.0): that a post is there, and whose it is; no words of it."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from archiver.answers import statuses, values
from archiver.answers.readings import Reading
from archiver.model import Availability, Exchange, FetchRequest, PostRef
from archiver.platforms.mastodon.names import Names, place_of

ROUTE = "oembed"


def request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request; None for posts of other software, which has no such endpoint.

    The server goes by the number in the address alone, so that any user's name will do.
    """
    place = place_of(ref)
    if ref.alias or not place.id.isdigit() or "/p/" in ref.id:
        return None
    user = (ref.handle or "_").partition("@")[0]
    page = quote(f"{names.base(place.host)}/@{user}/{place.id}", safe="")
    return FetchRequest(
        url=f"{names.base(place.host)}/api/oembed?url={page}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(names: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """That the post is there or not. Raises ParseError for JSON of an unknown shape."""
    silent = statuses.refusal(exchange, ROUTE, statuses.DELETED_OR_PRIVATE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    author = values.string_at(data, "author_url") if isinstance(data, dict) else None
    if author is None or names.host_of(author) != place_of(ref).host:
        raise values.unknown_shape(exchange, "no author of a post")
    line = f"{ROUTE}: 200, there, by {urlsplit(author).path.lstrip('/')}, without its words"
    return Reading(finding=Availability.AVAILABLE, line=values.one_line(line))
