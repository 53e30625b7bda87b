"""A post's public page and its embed page: JSON-LD (schema.org), the card, OpenGraph."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, readings, times, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.values import JsonObject
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    ImageObject,
    Link,
    PostRef,
    SocialMediaPosting,
    Source,
    TimeClaim,
    TimeKind,
)
from archiver.platforms.linkedin import names

PARSER = "linkedin.page/1"
_POSTS = frozenset({"SocialMediaPosting", "DiscussionForumPosting", "Article", "VideoObject"})
_WALLS = (b"auth_wall_desktop", b"authwall-join-form", b"d_checkpoint")
_NOT_THERE = (b"this post cannot be displayed", b"this post can\xe2\x80\x99t be displayed")
_LOOKED_AT = 300_000
_COMMENTARY = "main-feed-activity-card__commentary"
_ACTOR = "feed-actor-name"
_PICTURES = "feed-images-content"
_REDIRECT = "/redir/redirect"
_SUMMARY = "the page’s own summary of the post: it may be cut"
_ENDS_CUT = "the text ends in an ellipsis: it may be cut"
_HEADLINE = "the headline alone"


def request(ref: PostRef) -> FetchRequest | None:
    """The request for the public page."""
    return None if ref.url is None else FetchRequest(url=ref.url)


def embed_request(ref: PostRef) -> FetchRequest | None:
    """The request for the page that frames show; articles have none."""
    urn = names.urn(ref)
    address = f"https://www.linkedin.com/embed/feed/update/{urn}"
    return None if urn is None else FetchRequest(url=address)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the post. Raises ParseError for a page of an unknown shape."""
    route = exchange.request.route
    silent = readings.silence(exchange, route) or _wall(exchange, route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    found = None if root is None else _posting(exchange, root, ref)
    if found is None and any(one in exchange.payload.lower() for one in _NOT_THERE):
        line = f"{route}: 200, “this post cannot be displayed”"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    if found is None and exchange.request.source is Source.ARCHIVE:
        return Reading(finding=None, line=f"{route}: 200, without the post")
    if found is None:
        raise values.unknown_shape(exchange, f"no post {ref.id} that can be read")
    extent = found.incomplete_reason or "text in full"
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{route}: 200, {extent}",
        postings=(found,),
        lacking=found.created is None,
    )


def _wall(exchange: Exchange, route: str) -> Reading | None:
    start = exchange.payload[:_LOOKED_AT]
    if any(mark in start for mark in _WALLS):
        line = f"{route}: {exchange.status}, a login wall"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return readings.wall(exchange, route)


def _posting(exchange: Exchange, root: HtmlElement, ref: PostRef) -> SocialMediaPosting | None:
    """The post, where the address that answered is one of its own: a profile has posts too."""
    answered = names.match(exchange.target_uri)
    if answered is None or names.is_other_post(answered, ref):
        return None
    data = _declared(root, ref)
    card = _card(root, ref)
    if data is None and card is None:
        return _summarised(exchange, root, ref)
    lost = None if markup.ends_whole(exchange) else markup.CUT_PAGE
    text, why = _text(data or {}, card, lost)
    if not text:
        return None
    author = values.object_at(data or {}, "author")
    actor = None if card is None else _first(card, "a", "data-tracking-control-name", _ACTOR)
    name, profile = author.get("name"), author.get("url")
    if data is None and actor is not None:
        name, profile = markup.words(actor), actor.get("href")
    times = tuple(_times(data or {}))
    edited = next((one for one in times if one.kind is TimeKind.EDITED), None)
    origin = origin_of(exchange, PARSER)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=why is None,
        incomplete_reason=why,
        author_name=values.name_of(name),
        handle=names.handle_of(profile),
        created=times[0].time if times and times[0] is not edited else None,
        created_precision=times[0].precision if times and times[0] is not edited else None,
        edited=edited.time if edited else None,
        times=times,
        images=tuple(_images(data or {}, card)),
        links=tuple(_links(data or {}, card, text)),
        witnessed_at=origin.witnessed_at,
    )


def _declared(root: HtmlElement, ref: PostRef) -> JsonObject | None:
    """The page's JSON-LD of the post, or None. What names another post is passed over."""
    fitting: list[JsonObject] = []
    for one in markup.linked_data(root):
        if not _types(one) & _POSTS:
            continue
        addresses = (one.get("@id"), one.get("url"), one.get("mainEntityOfPage"))
        named = [names.match(item) for item in addresses if isinstance(item, str)]
        refs = [item for item in named if item is not None]
        if ref in refs:
            return one
        if not any(names.is_other_post(item, ref) for item in refs):
            fitting.append(one)
    return fitting[0] if len(fitting) == 1 else None


def _types(data: JsonObject) -> set[str]:
    kinds = data.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind for kind in listed if isinstance(kind, str)}


def _card(root: HtmlElement, ref: PostRef) -> HtmlElement | None:
    """The article element of the post, by its URN; on an embed page the only one.

    A card can be attributed to a post that it passes on: one that calls itself by another number
    of the same kind is that other post.
    """
    urn = names.urn(ref)
    cards = [item for item in root.iter("article") if isinstance(item, HtmlElement)]
    marked = [item for item in cards if item.get("data-activity-urn")]
    for item in marked:
        named = names.ref_of_id(item.get("data-activity-urn") or "")
        own = named is not None and not names.is_other_post(named, ref)
        if own and urn in {item.get("data-activity-urn"), item.get("data-attributed-urn")}:
            return item
    return cards[0] if len(cards) == 1 and not marked and urn is not None else None


def _first(root: HtmlElement, tag: str | None, name: str, ending: str) -> HtmlElement | None:
    for item in root.iter(tag) if tag else root.iter():
        if not isinstance(item, HtmlElement) or not (item.get(name) or "").endswith(ending):
            continue
        if not _is_passed_on(item, root):
            return item
    return None


def _is_passed_on(item: HtmlElement, card: HtmlElement) -> bool:
    """True for what stands in a card inside the card: another post, which this one passes on."""
    for above in item.iterancestors():
        if above is card:
            return False
        if above.tag == "article" or "reshare" in (above.get("data-test-id") or ""):
            return True
    return False


def _text(data: JsonObject, card: HtmlElement | None, lost: str | None) -> tuple[str, str | None]:
    """The words, and why they may be cut. The card has them whole where the data's are cut.

    ``lost`` says why the card may not be all there; JSON that can be read is.
    """
    if "Article" in _types(data):
        return _article(data)
    body = values.string_at(data, "articleBody") or values.string_at(data, "text")
    described = body is None
    text = values.text_of(body or values.string_at(data, "description") or "").strip()
    shown = None if card is None else _first(card, None, "data-test-id", _COMMENTARY)
    words = "" if shown is None else markup.words(shown).strip()
    if words and (described or _ends_cut(text)):
        return words, _ENDS_CUT if _ends_cut(words) else lost
    if described:
        return text, _SUMMARY
    return text, _ENDS_CUT if _ends_cut(text) else None


def _article(data: JsonObject) -> tuple[str, str | None]:
    headline = values.text_of(values.string_at(data, "headline") or "").strip()
    body = values.text_of(values.string_at(data, "articleBody") or "").strip()
    if not body:
        return headline, _HEADLINE
    text = f"{headline}\n\n{body}" if headline else body
    return text, _ENDS_CUT if _ends_cut(text) else None


def _ends_cut(text: str) -> bool:
    return text.rstrip().endswith(("…", "..."))


def _summarised(exchange: Exchange, root: HtmlElement, ref: PostRef) -> SocialMediaPosting | None:
    """What the page says of itself to other sites; it names the author in no sure way."""
    text = values.text_of(markup.open_graph(root).get("og:description", "")).strip()
    named = [found for url in markup.canonical(root) if (found := names.match(url)) is not None]
    if not text or not named or any(names.is_other_post(one, ref) for one in named):
        return None
    origin = origin_of(exchange, PARSER)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=_SUMMARY,
        witnessed_at=origin.witnessed_at,
    )


def _times(data: JsonObject) -> Iterator[TimeClaim]:
    """When it was published, then when it was changed, where that is another time."""
    seen = None
    fields = (
        (TimeKind.CREATED, "datePublished"),
        (TimeKind.CREATED, "uploadDate"),
        (TimeKind.EDITED, "dateModified"),
    )
    for kind, field in fields:
        claim = times.stated(field, values.time_of(data.get(field)), kind)
        if claim is not None and claim.time != seen:
            seen = seen or claim.time
            yield claim


def _images(data: JsonObject, card: HtmlElement | None) -> Iterator[ImageObject]:
    """The card's pictures with their alt text, else the data's; none of a page it links to."""
    gallery = None if card is None else _first(card, None, "data-test-id", _PICTURES)
    shown = [] if gallery is None else list(gallery.iter("img"))
    for image in shown:
        url = values.web_address(image.get("data-delayed-url") or image.get("src"))
        if url is not None:
            yield ImageObject(
                content_url=url, caption=values.text_of(image.get("alt") or "") or None
            )
    if shown or values.object_at(data, "sharedContent"):
        return
    video = "VideoObject" in _types(data)
    listed = data.get("thumbnailUrl" if video else "image")
    for item in listed if isinstance(listed, list) else [listed]:
        url = values.web_address(item.get("url") if isinstance(item, dict) else item)
        if url is not None:
            yield ImageObject(content_url=url, thumbnail_of="video" if video else None)


def _links(data: JsonObject, card: HtmlElement | None, text: str) -> Iterator[Link]:
    """The links in the words, where they lead; then the page that the post shares."""
    shown = None if card is None else _first(card, None, "data-test-id", _COMMENTARY)
    for anchor in () if shown is None else shown.iter("a"):
        words, url = markup.words(anchor).strip(), _unwrapped(anchor.get("href"))
        if words and words in text and url is not None:
            yield Link(text=words, url=url)
    shared = values.web_address(values.object_at(data, "sharedContent").get("url"))
    if shared is not None:
        yield Link(text=shared, url=shared)


def _unwrapped(url: str | None) -> str | None:
    """Where a link leads behind the site's own redirect; None for its tags and profiles."""
    parts = addresses.split(url or "")
    if parts is None:
        return None
    if not addresses.is_host(addresses.host_of(parts), "linkedin.com"):
        return values.web_address(url)
    target = addresses.query_of(parts).get("url") if parts.path == _REDIRECT else None
    return values.web_address(target)
