"""The documented embed endpoint (publish.x.com/oembed): a block quote in JSON."""

from __future__ import annotations

from datetime import UTC, datetime, time
from urllib.parse import urlencode, urlsplit

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    Link,
    PostRef,
    Precision,
    SocialMediaPosting,
    Witness,
)
from archiver.platforms.x import names, wording

ROUTE = "oembed"
PARSER = "x.oembed/1"
_FORBIDDEN = 403
_NOT_AUTHORIZED = b"not authorized"


def request(ref: PostRef) -> FetchRequest:
    """The request for a post; English, since the date line is read in English."""
    query = urlencode(
        {
            "url": ref.url or f"https://x.com/{ref.handle or 'i'}/status/{ref.id}",
            "omit_script": "1",
            "dnt": "true",
            "lang": "en",
            "hide_thread": "1",
        }
    )
    return FetchRequest(
        url=f"https://publish.x.com/oembed?{query}",
        route=ROUTE,
        headers=(("Accept", "application/json"),),
    )


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the answer says of the post. Raises ParseError for JSON of an unknown shape."""
    if exchange.status == _FORBIDDEN and _NOT_AUTHORIZED in exchange.payload.lower():
        return Reading(finding=Availability.PROTECTED, line=f"{ROUTE}: 403, “not authorized”")
    silent = readings.silence(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if data == {}:
        return Reading(finding=Availability.NOT_FOUND, line=f"{ROUTE}: 200, an empty object")
    if not isinstance(data, dict) or not isinstance(data.get("html"), str):
        raise values.unknown_shape(exchange, "no HTML of a post")
    found = _posting(data, exchange, ref)
    extent = found.incomplete_reason or "text in full"
    return Reading(
        finding=Availability.AVAILABLE, line=f"{ROUTE}: 200, {extent}", postings=(found,)
    )


def _posting(data: JsonObject, exchange: Exchange, ref: PostRef) -> SocialMediaPosting:
    root = markup.tree(data["html"].encode("utf-8", "replace"))
    quote = (
        None if root is None else next(markup.by_class(root, "blockquote", "twitter-tweet"), None)
    )
    paragraph = None if quote is None else next(iter(quote.findall("p")), None)
    if quote is None or paragraph is None:
        raise values.unknown_shape(exchange, "no block quote of a post")
    permalink = _permalink(quote, paragraph)
    named = [names.match(url) for url in (permalink[0], data.get("url")) if isinstance(url, str)]
    if not named or any(other is None or other.id != ref.id for other in named):
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    author_url = data.get("author_url")
    handle = names.handle_of_profile(author_url) if isinstance(author_url, str) else None
    day = wording.day_of(permalink[1])
    created = datetime.combine(day, time(), UTC) if day else None
    text = markup.words(paragraph)
    cut = wording.why_cut(text)
    if cut is None and names.may_be_long(ref.id):
        cut = wording.why_doubtful(text)
    return SocialMediaPosting(
        ref=names.ref_of_id(ref.id, handle or ref.handle) or ref,
        witness=Witness.PLATFORM,
        parser=PARSER,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=values.name_of(data.get("author_name")),
        handle=handle,
        created=created,
        created_precision=Precision.DAY if created else None,
        language=values.language_of(paragraph.get("lang")),
        links=tuple(_links(paragraph)),
        witnessed_at=exchange.warc_date,
    )


def _permalink(quote: HtmlElement, paragraph: HtmlElement) -> tuple[str | None, str]:
    """Address and words of the last link outside the text: that of the post, and its date."""
    inner = set(paragraph.iter("a"))
    anchors = [anchor for anchor in quote.iter("a") if anchor not in inner]
    if not anchors:
        return None, ""
    return anchors[-1].get("href"), markup.words(anchors[-1])


def _links(paragraph: HtmlElement) -> list[Link]:
    """The links of the text, without hashtags and mentions, which lead to the site's own pages."""
    found = []
    for anchor in paragraph.iter("a"):
        url = values.web_address(anchor.get("href"))
        if url is not None and urlsplit(url).netloc.lower() == "t.co":
            found.append(Link(text=markup.words(anchor), url=url))
    return found
