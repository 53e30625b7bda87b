"""The block quote that Bluesky makes of a post to embed it, and the oEmbed answer that has it.

The embed dialog writes ``— NAME (<a>@HANDLE</a>) <a>DATE</a>`` with the date of the one who
embeds, in that person's time zone; the server writes ``— <a>NAME (@HANDLE)</a> <a>ISO TIME</a>``.
Line breaks of the post stand as line feeds in its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.hookspecs import EmbedCopy
from archiver.model import (
    Availability,
    Claimant,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.bluesky import names, records, xrpc
from archiver.platforms.bluesky.account import Account

ROUTE = "oembed"
PARSER = "bluesky.oembed/1"
QUOTE_CLASS = "bluesky-embed"
STAND_IN = "[image or embed]"

_BREAK = re.compile(r"\r\n?")
_TAIL = re.compile(rf"\s*{re.escape(STAND_IN)}\s*\Z")
_DASH = re.compile(r"\A[\s—–―-]*")
_NOT_PUBLIC = b"not publicly accessible"
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """What one block quote says."""

    ref: PostRef | None
    """The post that its own attribute names."""
    permalink: PostRef | None
    """The post to which its date leads."""
    copy: EmbedCopy


def embed_copy(source: str) -> EmbedCopy | None:
    """What the markup of an embed has of its post, or None where it is none of Bluesky's."""
    root = markup.fragment(source)
    if root is None:
        return None
    quote = _quote_in(root)
    if quote is not None:
        found = _snippet(quote)
        return None if found is None else found.copy
    frames = (names.match(frame.get("src") or "") for frame in root.iter("iframe"))
    framed = any(frames) or any(True for _ in markup.by_class(root, "div", QUOTE_CLASS))
    return EmbedCopy() if framed else None


def _quote_in(root: HtmlElement) -> HtmlElement | None:
    return next(markup.by_class(root, "blockquote", QUOTE_CLASS), None)


def _snippet(quote: HtmlElement) -> Snippet | None:
    """What a block quote says; None where its words aren't in paragraphs of their own."""
    ref = names.match(quote.get("data-bluesky-uri") or "")
    cid = records.cid_of(quote.get("data-bluesky-cid"))
    dated = _dated_link(quote)
    if dated is None:
        return Snippet(ref=ref, permalink=None, copy=EmbedCopy(version_id=cid))
    paragraphs = _paragraphs_before(quote, dated)
    if not paragraphs:
        return None
    name, handle = _author(quote, paragraphs, dated)
    line = markup.words(dated).strip()
    languages = filter(None, (values.language_of(one.get("lang")) for one in paragraphs))
    return Snippet(
        ref=ref,
        permalink=_post_of(dated),
        copy=EmbedCopy(
            text=_text(paragraphs) or None,
            author_name=name,
            handle=handle,
            date_line=line or None,
            created=_exact(line),
            language=next(languages, None),
            version_id=cid,
        ),
    )


def _dated_link(quote: HtmlElement) -> HtmlElement | None:
    """The last link to a post, whose words are the date; None where there is none."""
    found = None
    for anchor in quote.iter("a"):
        if isinstance(anchor, HtmlElement) and _post_of(anchor) is not None:
            found = anchor
    return None if found is None or markup.words(found).strip() == STAND_IN else found


def _post_of(anchor: HtmlElement) -> PostRef | None:
    return names.match(anchor.get("href") or "")


def _paragraphs_before(quote: HtmlElement, dated: HtmlElement) -> list[HtmlElement]:
    """The paragraphs of the post: those that end before the date's link."""
    around = set(dated.iterancestors())
    found = []
    for element in quote.iter("p", "a"):
        if element is dated:
            break
        if element.tag == "p" and isinstance(element, HtmlElement) and element not in around:
            found.append(element)
    return found


def _text(paragraphs: list[HtmlElement]) -> str:
    """The words; a ``br`` and the line feed that a content system puts after it are one."""
    raw = (
        _BREAK.sub("\n", markup.words(one, lambda each: "\r" if each.tag == "br" else None))
        for one in paragraphs
    )
    return _TAIL.sub("", "\n\n".join(each.strip("\n") for each in raw)).strip("\n")


def _author(
    quote: HtmlElement, paragraphs: list[HtmlElement], dated: HtmlElement
) -> tuple[str | None, str | None]:
    """Name and handle.

    Where a link shows a handle alone, that is the one, and else the last: a name can have the
    look of a handle.
    """

    def marked(each: HtmlElement) -> str | None:
        return "\0" if each in paragraphs else "\1" if each is dated else None

    before_date, _, _ = markup.words(quote, marked).partition("\1")
    line = _DASH.sub("", before_date.rpartition("\0")[2], count=1).strip()
    inner = {anchor for one in paragraphs for anchor in one.iter("a")}
    for anchor in quote.iter("a"):
        shown = markup.words(anchor).strip() if isinstance(anchor, HtmlElement) else ""
        if anchor not in inner and shown.startswith("@") and names.handle_of(shown):
            name = line.rpartition(f"({shown})")[0] or line.rpartition(shown)[0]
            return values.name_of(name), names.handle_of(shown)
    if line.startswith("@") or "(@" not in line:
        return values.name_of(None if line.startswith("@") else line), names.handle_of(line)
    name, _, rest = line.rpartition("(@")
    return values.name_of(name), names.handle_of(rest.partition(")")[0])


def _exact(line: str) -> datetime | None:
    return values.time_of(line)[0] if "T" in line else None


# -- oEmbed -----------------------------------------------------------------------------


def request(embed: str, ref: PostRef) -> FetchRequest:
    """Asks the embed server for its block quote of the post."""
    query = urlencode({"url": ref.url or names.uri_of(ref), "format": "json"})
    return FetchRequest(url=f"{embed}/oembed?{query}")


def read(exchange: Exchange, ref: PostRef, account: Account) -> Reading:
    """What the block quote has of the post. Raises ParseError for JSON of an unknown shape.

    A 404 is no statement: the server gives it also where it couldn't ask.
    """
    if exchange.status == _FORBIDDEN and _NOT_PUBLIC in exchange.payload.lower():
        line = f"{ROUTE}: 403, the post is not publicly accessible"
        return Reading(finding=Availability.WITHHELD, line=line)
    failed = xrpc.failure(exchange, ROUTE) or readings.no_json(exchange, ROUTE)
    if failed is not None:
        return failed
    data = xrpc.object_of(exchange)
    html = values.string_at(data, "html")
    root = markup.fragment(html) if html else None
    quote = None if root is None else _quote_in(root)
    if quote is None:
        raise values.unknown_shape(exchange, "no block quote of a post")
    found = _snippet(quote)
    if found is None or found.copy.text is None:
        raise values.unknown_shape(exchange, "no words of a post")
    if found.ref != ref or found.permalink != ref:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{ROUTE}: 200, text in full",
        postings=(_posting(found.copy, exchange, ref, account),),
        lacking=True,
    )


def _posting(
    copy: EmbedCopy, exchange: Exchange, ref: PostRef, account: Account
) -> SocialMediaPosting:
    """The block quote as a posting; its time is the earlier of createdAt and indexedAt."""
    origin = origin_of(exchange, PARSER)
    created, precision = values.time_of(copy.date_line)
    stated = (
        TimeClaim(
            kind=TimeKind.CREATED,
            time=created,
            precision=precision or Precision.SECOND,
            claimant=Claimant.AUTHOR,
            field="html",
        )
        if created is not None
        else None
    )
    posting = SocialMediaPosting(
        ref=names.ref_of_uri(names.uri_of(ref), copy.handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=copy.text or "",
        author_name=copy.author_name,
        handle=copy.handle,
        author_id=account.did,
        created=created,
        created_precision=precision,
        language=copy.language,
        version_id=copy.version_id,
        witnessed_at=origin.witnessed_at,
    )
    return records.with_time(posting, stated)
