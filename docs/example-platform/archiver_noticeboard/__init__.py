"""Notices on noticeboard.example, a made-up site: the worked example of a platform.

Its documents, if it had any, would say: a notice is at ``/notice/NUMBER``, and as JSON at
``/notice/NUMBER.json``, with ``number``, ``words``, ``by.name``, ``by.id`` and ``pinned_at``
(ISO 8601). A notice that was taken down is answered with 410, its page with 404.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.answers import addresses, markup, readings, steps, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.site import Site
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Extent, Platform, Route, hookimpl
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
)

NAME = "noticeboard"
_HOST = "noticeboard.example"
_PATH = re.compile(r"/notice/(?P<id>[1-9][0-9]{0,17})(?:\.json)?/?")


def match(url: str) -> PostRef | None:
    """The notice that the address names, or None."""
    parts = addresses.split(url)
    if parts is None or not addresses.is_host(addresses.host_of(parts), _HOST):
        return None
    found = _PATH.fullmatch(parts.path)
    return ref_of_id(found["id"]) if found else None


def ref_of_id(notice: str) -> PostRef | None:
    """The notice of that number, or None for what is no number."""
    if re.fullmatch(r"[1-9][0-9]{0,17}", notice, re.ASCII) is None:
        return None
    return PostRef(platform=NAME, id=notice, url=f"https://{_HOST}/notice/{notice}")


def _json_request(ref: PostRef) -> FetchRequest:
    return FetchRequest(url=f"https://{_HOST}/notice/{ref.id}.json")


def _page_request(ref: PostRef) -> FetchRequest:
    return FetchRequest(url=f"https://{_HOST}/notice/{ref.id}")


def _read_json(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says; ParseError for JSON that is no such notice."""
    silent = readings.silence(exchange, "json") or readings.no_json(exchange, "json")
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    words = data.get("words") if isinstance(data, dict) else None
    if not isinstance(words, str) or values.id_at(data, "number") != ref.id:
        raise values.unknown_shape(exchange, f"no words of notice {ref.id}")
    author = values.object_at(data, "by")
    created, precision = values.time_of(data.get("pinned_at"))
    origin = origin_of(exchange, f"{NAME}.json/1")
    posting = SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        witnessed_at=origin.witnessed_at,
        text=values.sound(words),
        author_name=values.name_of(author.get("name")),
        author_id=values.id_at(author, "id"),
        created=created,
        created_precision=precision,
    )
    return Reading(
        finding=Availability.AVAILABLE, line="json: 200, text in full", postings=(posting,)
    )


def _read_page(exchange: Exchange, ref: PostRef) -> Reading:
    """Whether the page is there. It is asked for the second word on a notice that is gone."""
    silent = readings.silence(exchange, "page") or readings.wall(exchange, "page")
    return silent or Reading(finding=Availability.AVAILABLE, line=f"page: 200, of {ref.key}")


WAYS = (
    steps.Way(
        route=Route(name="json", text=Extent.FULL, time=Precision.SECOND),
        request=_json_request,
        read=_read_json,
        archived=True,
    ),
    steps.Way(
        route=Route(name="page", text=Extent.NONE, time=None, note="Tells only if it is there."),
        request=_page_request,
        read=_read_page,
    ),
)


class Noticeboard(Site):
    """The platform, as the plugin contract asks for it."""

    name = NAME
    label = "Noticeboard"
    markers = EmbedMarkers(
        hints=(_HOST, "data-notice"), quote_classes=("notice",), id_attributes=("data-notice",)
    )
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The notice that the address names, or None."""
        return match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The notice of that number, or None for what is no number."""
        return ref_of_id(post_id)

    def embed_copy(self, markup_of_embed: str, /) -> EmbedCopy | None:
        """The words of ``<div class="notice" data-notice="42"><p>…</p>— NAME</div>``."""
        root = markup.fragment(markup_of_embed)
        words = None if root is None else next(root.iter("p"), None)
        return None if words is None else EmbedCopy(text=markup.words(words).strip() or None)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """The noticeboard alone."""
    return (Noticeboard(),)
