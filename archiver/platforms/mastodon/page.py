"""A post's own page: linked data since Mastodon 4.5, the post itself until 3.5, and OpenGraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml.html import HtmlElement

from archiver.answers import contents, markup, readings, statuses, values
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
    Witness,
)
from archiver.platforms.mastodon.names import PLATFORM, Names, place_of

ROUTE = "page"
PARSER = f"{PLATFORM}.{ROUTE}/1"
_OF_ANOTHER = "the page names an account of another server as the author"


def request(names: Names, ref: PostRef) -> FetchRequest | None:
    """The request for the page; None where its address isn't known."""
    url = names.page(ref)
    if url is None or ref.alias:
        return None
    return FetchRequest(url=url, route=ROUTE, headers=(("Accept", "text/html"),))


def read(names: Names, exchange: Exchange, ref: PostRef) -> Reading:
    """What the page has of the post.

    A page that a program in the browser fills has nothing but its OpenGraph summary.
    """
    silent = readings.silence(exchange, ROUTE) or readings.wall(exchange, ROUTE)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    found = None if root is None else _posting(root, names, exchange, ref)
    if found is None:
        return Reading(finding=Availability.ERROR, line=f"{ROUTE}: 200, without the post")
    line = f"{ROUTE}: 200, {found.incomplete_reason or 'text in full'}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(found,))


def _posting(
    root: HtmlElement, names: Names, exchange: Exchange, ref: PostRef
) -> SocialMediaPosting | None:
    origin = origin_of(exchange, PARSER)
    found = (
        _from_linked_data(root, names, ref, origin)
        or _whole_or_cut(_from_entry(root, names, ref, origin), exchange)
        or _from_summary(root, names, exchange, ref, origin)
    )
    found = found and _by_its_own(found, names, ref)
    robots = markup.open_graph(root).get("robots", "").lower()
    return replace(found, opt_outs=("noindex",)) if found and "noindex" in robots else found


def _whole_or_cut(
    found: SocialMediaPosting | None, exchange: Exchange
) -> SocialMediaPosting | None:
    if found is None or markup.ends_whole(exchange):
        return found
    return replace(found, complete=False, incomplete_reason=markup.CUT_PAGE)


def _by_its_own(found: SocialMediaPosting, names: Names, ref: PostRef) -> SocialMediaPosting:
    """The posting; without its author where the server names an account of another one."""
    if found.handle is None or names.is_at_home(found.handle, place_of(ref).host):
        return found
    return replace(
        found,
        witness=Witness.THIRD_PARTY,
        handle=None,
        author_name=None,
        complete=False,
        incomplete_reason=found.incomplete_reason or _OF_ANOTHER,
    )


def _from_linked_data(
    root: HtmlElement, names: Names, ref: PostRef, origin: Origin
) -> SocialMediaPosting | None:
    """The post in the page's SocialMediaPosting (schema.org)."""
    for data in markup.linked_data(root):
        text = data.get("text")
        mine = names.match(values.string_at(data, "url") or "") == ref
        if data.get("@type") != "SocialMediaPosting" or not isinstance(text, str) or not mine:
            continue
        author = values.object_at(data, "author")
        content = contents.of_html(text)
        created, precision = values.time_of(data.get("datePublished"))
        edited, _ = values.time_of(data.get("dateModified"))
        return SocialMediaPosting(
            ref=ref,
            witness=origin.witness,
            parser=origin.parser,
            text=content.text,
            author_name=values.name_of(author.get("name")),
            handle=_handle(values.string_at(author, "identifier"), ref),
            created=created,
            created_precision=precision,
            edited=edited,
            was_edited=edited is not None,
            times=tuple(statuses.claims(data, "datePublished", "dateModified")),
            language=values.language_of(markup.open_graph(root).get("og:locale")),
            images=tuple(_pictures(data)),
            links=content.links,
            witnessed_at=origin.witnessed_at,
        )
    return None


def _pictures(data: JsonObject) -> Iterator[ImageObject]:
    for item in values.objects_at(data, "image"):
        url = values.web_address(item.get("contentUrl"))
        if url is not None:
            yield ImageObject(content_url=url, caption=values.string_at(item, "description"))


def _from_entry(
    root: HtmlElement, names: Names, ref: PostRef, origin: Origin
) -> SocialMediaPosting | None:
    """The post as the page shows it itself (microformats h-entry)."""
    for entry in markup.by_class(root, "div", "detailed-status"):
        words = next(markup.by_class(entry, "div", "e-content"), None)
        links = markup.by_class(entry, "a", "u-uid")
        if words is None or ref not in [names.match(link.get("href") or "") for link in links]:
            continue
        content = contents.of_element(words)
        stated = {name: _value(entry, name) for name in ("dt-published", "dt-updated")}
        created, precision = values.time_of(stated["dt-published"])
        edited, _ = values.time_of(stated["dt-updated"])
        warning = next(markup.by_class(entry, "span", "p-summary"), None)
        name = next(markup.by_class(entry, "strong", "p-name"), None)
        account = next(markup.by_class(entry, "span", "display-name__account"), None)
        return SocialMediaPosting(
            ref=ref,
            witness=origin.witness,
            parser=origin.parser,
            text=content.text,
            author_name=None if name is None else values.name_of(markup.words(name)),
            handle=None if account is None else _handle(markup.words(account).strip(), ref),
            created=created,
            created_precision=precision,
            edited=edited,
            was_edited=edited is not None,
            times=tuple(statuses.claims(stated, "dt-published", "dt-updated")),
            links=content.links,
            content_warning=None if warning is None else markup.words(warning).strip() or None,
            witnessed_at=origin.witnessed_at,
        )
    return None


def _value(entry: HtmlElement, name: str) -> str | None:
    return next((data.get("value") for data in markup.by_class(entry, "data", name)), None)


def _from_summary(
    root: HtmlElement, names: Names, exchange: Exchange, ref: PostRef, origin: Origin
) -> SocialMediaPosting | None:
    """The post by the page's OpenGraph properties, where that is the page of this post."""
    named = [names.match(url) for url in markup.canonical(root)]
    stable = [one for one in named if one is not None and not one.alias]
    at_home = names.match(exchange.target_uri) == ref
    if ref not in stable and (stable or not at_home):
        return None
    own = next((one for one in stable if one == ref), replace(ref, handle=None))
    found = statuses.of_summary(root, own, origin)
    return found and replace(found, ref=ref, handle=_handle(found.handle, ref))


def _handle(shown: str | None, ref: PostRef) -> str | None:
    """``user@host`` from a handle as a page shows it, with or without its server."""
    handle = values.name_of((shown or "").strip().removeprefix("@"))
    if handle is None or " " in handle:
        return None
    return handle if "@" in handle else f"{handle}@{place_of(ref).host}"
