"""Archived answers of twitter.com: pages of the years to 2020, and JSON of the API."""

from __future__ import annotations

from dataclasses import replace

from archiver.answers import markup, readings, values
from archiver.answers.origin import Origin
from archiver.answers.readings import Reading
from archiver.model import Exchange, FetchRequest, PostRef, SocialMediaPosting, Source, Witness
from archiver.platforms.x import legacy, names, tweets, v2

ROUTE = "memento"
PARSER = "x.memento/1"
LAST_PAGES = "Mon, 01 Jun 2020 00:00:00 GMT"
"""Around when the site stopped to serve posts as plain pages (RFC 7089 Accept-Datetime)."""


def request(ref: PostRef, handle: str | None, accept_datetime: str | None = None) -> FetchRequest:
    """The request for a memento of the post's page, under the host that archives index.

    Without ``accept_datetime`` the newest memento is asked for, else the one closest to it.
    """
    path = f"{handle}/status/{ref.id}" if handle else f"i/web/status/{ref.id}"
    return FetchRequest(
        url=f"https://twitter.com/{path}",
        source=Source.ARCHIVE,
        route=ROUTE,
        headers=(("Accept-Datetime", accept_datetime),) if accept_datetime else (),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the memento has of the post.

    A page without the post (a script shell, a login page) has nothing, and so has a page of
    another post. Raises ParseError for JSON of an unknown shape.
    """
    silent = readings.silence(exchange, ROUTE)
    if silent is not None:
        absent = f"{ROUTE}: no archive has one"
        return Reading(finding=None, line=absent if exchange.status == 404 else silent.line)
    origin = Origin(
        witness=Witness.ARCHIVE,
        parser=PARSER,
        witnessed_at=exchange.memento_datetime or exchange.warc_date,
    )
    if values.looks_like_json(exchange.payload):
        found = _from_json(exchange, ref, origin)
    else:
        found = _from_page(exchange, ref, origin)
    when = f"{origin.witnessed_at:%Y-%m-%d}"
    if not found:
        return Reading(finding=None, line=f"{ROUTE}: one of {when}, without the post")
    extent = found[0].incomplete_reason or "text in full"
    return Reading(
        finding=None,
        line=f"{ROUTE}: one of {when}, {extent}",
        postings=found,
        asked=found[0].ref == ref,
    )


def _from_page(exchange: Exchange, ref: PostRef, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post on a page; as incomplete where the page ends in its middle."""
    found = legacy.postings(markup.text_of_answer(exchange).encode(), ref, origin)
    if markup.ends_whole(exchange):
        return found
    return tuple(replace(one, complete=False, incomplete_reason=markup.CUT_PAGE) for one in found)


def _from_json(exchange: Exchange, ref: PostRef, origin: Origin) -> tuple[SocialMediaPosting, ...]:
    """The post in API JSON, version 2 or 1.1; empty for an error or another post."""
    data = values.json_of(exchange)
    if isinstance(data, dict) and ("data" in data or "errors" in data or "error" in data):
        return v2.postings(data, ref, origin)
    objects = data if isinstance(data, list) else [data]
    known = [item for item in objects if isinstance(item, dict) and tweets.is_tweet(item)]
    if data and not known:
        raise values.unknown_shape(exchange, "no id, text and author of a post")
    for item in known:
        if tweets.answers(item, ref):
            return tweets.postings(item, origin)
    return ()


def handle_in(postings: tuple[SocialMediaPosting, ...]) -> str | None:
    """The author's handle as the first of the postings has it."""
    handles = (posting.handle for posting in postings[:1])
    return next((handle for handle in handles if handle and names.is_handle(handle)), None)
