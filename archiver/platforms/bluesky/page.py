"""The site's page of a post, as web archives hold it: a summary for readers without scripts."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from archiver.answers import markup, readings, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.model import (
    Claimant,
    Exchange,
    FetchRequest,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.bluesky import names, records

ROUTE = "page"
PARSER = "bluesky.page/1"
_SUMMARY = "bsky_post_summary"
_ATTACHED = re.compile(r"\s*\[contains quote post or other embedd?ed content\]\s*\Z")
"""What the page writes after the words of a post with something attached."""


def request(ref: PostRef, account: str | None = None) -> FetchRequest:
    """Asks for the page under the account's id, or under the handle given."""
    did, rkey = names.account_and_key(ref)
    return FetchRequest(url=f"https://bsky.app/profile/{account or did}/post/{rkey}")


def ref_in(exchange: Exchange) -> PostRef | None:
    """The post that a page says it is of, by its id; None where it doesn't say."""
    if readings.silence(exchange, ROUTE) is not None:
        return None
    root = markup.tree_of(exchange)
    return None if root is None else _ref(root, exchange)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page has of the post: the words, with links that the app shortens in full.

    A page of another post, or without words, has nothing.
    """
    failed = readings.silence(exchange, ROUTE) or readings.wall(exchange, ROUTE)
    if failed is not None:
        return failed
    root = markup.tree_of(exchange)
    if root is None or _ref(root, exchange) != ref:
        return Reading(finding=None, line=f"{ROUTE}: 200, without the post")
    found = _posting(root, exchange, ref)
    if not markup.ends_whole(exchange):
        found = replace(found, complete=False, incomplete_reason=markup.CUT_PAGE)
    line = f"{ROUTE}: 200, {found.incomplete_reason or 'text in full'}"
    return Reading(finding=None, line=line, postings=(found,))


def _ref(root: HtmlElement, exchange: Exchange) -> PostRef | None:
    """By the account's id in the summary, and the record key in an address of the page."""
    did = _said(root, "bsky_did")
    if did is None or not names.is_did(did) or _words(root) is None:
        return None
    addressed = (
        *(link.get("href") or "" for link in root.iter("link") if link.get("rel") == "alternate"),
        *markup.canonical(root),
        exchange.target_uri,
    )
    for ref in filter(None, map(names.match, addressed)):
        account, rkey = names.account_and_key(ref)
        return names.ref_of(did, rkey) if ref.alias or account == did else None
    return None


def _posting(root: HtmlElement, exchange: Exchange, ref: PostRef) -> SocialMediaPosting:
    origin = origin_of(exchange, PARSER)
    handle = names.handle_of(_said(root, "bsky_handle"))
    shown, precision = values.time_of(_said(root, "bsky_post_indexedat"))
    did = names.account_of(ref)
    posting = SocialMediaPosting(
        ref=names.ref_of_uri(names.uri_of(ref), handle) or ref,
        witness=origin.witness,
        parser=origin.parser,
        text=_words(root) or "",
        author_name=values.name_of(_said(root, "bsky_display_name")),
        handle=handle,
        author_id=did,
        created=shown,
        created_precision=precision,
        witnessed_at=origin.witnessed_at,
    )
    if shown is None or precision is None:
        return posting
    claim = TimeClaim(
        kind=TimeKind.INDEXED,
        time=shown,
        precision=precision,
        claimant=Claimant.PLATFORM,
        field="bsky_post_indexedat",
    )
    return records.with_time(posting, claim)


def _words(root: HtmlElement) -> str | None:
    said = _said(root, "bsky_post_text")
    return None if said is None else _ATTACHED.sub("", said)


def _said(root: HtmlElement, name: str) -> str | None:
    """The words of the summary's paragraph with that id, or None where there is none."""
    for summary in root.iter("div"):
        if summary.get("id") == _SUMMARY:
            for paragraph in summary.iter("p"):
                if paragraph.get("id") == name and isinstance(paragraph, HtmlElement):
                    return markup.words(paragraph).strip("\n") or None
    return None
