"""A page of any site as a post: what it declares itself, else its summary for other sites."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    PostRef,
    SocialMediaPosting,
    Source,
    TimeKind,
)
from archiver.platforms.webpage import declared, names

PAGE = "page"
OEMBED = "oembed"
PAGE_PARSER = "webpage.page/1"
OEMBED_PARSER = "webpage.oembed/1"
_SUMMARY = "the page’s own summary: it may be cut"
_TITLE = "the embed endpoint has the title alone"


def request(ref: PostRef) -> FetchRequest | None:
    """The request for the page."""
    return None if ref.url is None else FetchRequest(url=ref.url)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of itself. Raises ParseError where it says nothing of a post."""
    silent = readings.silence(exchange, PAGE) or readings.wall(exchange, PAGE)
    if silent is not None:
        return silent
    if not names.same_page(exchange.target_uri, ref):
        line = f"{PAGE}: {exchange.status}, led to {exchange.target_uri}, another page"
        return Reading(finding=Availability.ERROR, line=values.one_line(line))
    root = markup.tree_of(exchange)
    origin = origin_of(exchange, PAGE_PARSER)
    found = None
    if root is not None:
        data = declared.posts(markup.linked_data(root), ref)
        found = _declared(data, exchange, ref, origin) if data is not None else None
        found = found or _summarised(root, ref, origin)
    if found is None and exchange.request.source is Source.ARCHIVE:
        return Reading(finding=None, line=f"{PAGE}: 200, without a post")
    if found is None:
        raise values.unknown_shape(exchange, "nothing that says it is a post")
    extent = found.incomplete_reason or "text in full"
    return Reading(finding=Availability.AVAILABLE, line=f"{PAGE}: 200, {extent}", postings=(found,))


def embed_endpoint(exchange: Exchange, ref: PostRef) -> str | None:
    """The page's oEmbed endpoint (oembed.com, Discovery), where it is on the page's own host."""
    root = markup.tree_of(exchange) if exchange.status == 200 else None
    for link in _alternates(root) if root is not None else ():
        try:
            address = urljoin(ref.url or "", link)
        except ValueError:
            continue
        if names.same_host(address, ref):
            return address
    return None


def _alternates(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        rels = (link.get("rel") or "").lower().split()
        if kind == "application/json+oembed" and "alternate" in rels and link.get("href"):
            yield str(link.get("href"))


def read_oembed(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page's embed endpoint says. Raises ParseError for JSON of an unknown shape."""
    silent = readings.silence(exchange, OEMBED) or readings.no_json(exchange, OEMBED)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    title = values.string_at(data, "title") if isinstance(data, dict) else None
    if title is None or not isinstance(data, dict):
        raise values.unknown_shape(exchange, "no title")
    origin = origin_of(exchange, OEMBED_PARSER)
    found = SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=values.text_of(title).strip(),
        complete=False,
        incomplete_reason=_TITLE,
        author_name=values.name_of(data.get("author_name")),
        witnessed_at=origin.witnessed_at,
    )
    return Reading(
        finding=Availability.AVAILABLE, line=f"{OEMBED}: 200, {_TITLE}", postings=(found,)
    )


def _declared(
    data: JsonObject, exchange: Exchange, ref: PostRef, origin: Origin
) -> SocialMediaPosting | None:
    text, why = declared.text(data, exchange)
    if not text:
        return None
    times = declared.times(data)
    created = next((one for one in times if one.kind is TimeKind.CREATED), None)
    edited = next((one for one in times if one.kind is TimeKind.EDITED), None)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=why is None,
        incomplete_reason=why,
        author_name=declared.author(data)[0],
        created=created.time if created else None,
        created_precision=created.precision if created else None,
        edited=edited.time if edited else None,
        times=times,
        language=values.language_of(data.get("inLanguage")),
        images=declared.images(data),
        witnessed_at=origin.witnessed_at,
    )


def _summarised(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """OpenGraph's title and description (ogp.me). It names no author that one could rely on."""
    said = markup.open_graph(root)
    parts = [values.text_of(said.get(key, "")).strip() for key in ("og:title", "og:description")]
    text = "\n\n".join(filter(None, parts))
    if not text:
        return None
    claim = declared.claim(
        TimeKind.CREATED, said.get("article:published_time"), "article:published_time"
    )
    picture = values.web_address(said.get("og:image"))
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=_SUMMARY,
        created=claim.time if claim else None,
        created_precision=claim.precision if claim else None,
        times=(claim,) if claim else (),
        images=(ImageObject(content_url=picture),) if picture else (),
        witnessed_at=origin.witnessed_at,
    )
