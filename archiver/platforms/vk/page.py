"""A post's page on VK, on the full site and the mobile one; old ones are in windows-1251."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from bs4 import Tag
from lxml.html import HtmlElement, tostring

from archiver.answers import addresses, markup, readings, times, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
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
)
from archiver.platforms.vk import names
from archiver.text.html import attribute, parse, text_of

PARSER = "vk.page/1"
_SITE = "https://vk.com/"
_TEXTS = '.wall_post_text, [data-testid="post_text"], [data-testid^="showmoretext-in"], .pi_text'
_AUTHORS = '.PostHeaderTitle__authorName, [data-testid="post-header-title"], a.author, a.pi_author'
_PASSED_ON = ".copy_quote, .post_copy_quote, .pic_quote"
_PASSED_ON_BY = ".copy_author, .PostCopyQuote__author"
_COMMENTS = ".replies, .reply, .wall_replies"
_MORE = ".wall_post_more, .PostTextMore, .pi_text_more, .post_more"
_MOMENTS = ".rel_date[time], [data-ts], time[datetime]"
_PICTURES = "img.PhotoPrimaryAttachment__imageElement, img.MediaGrid__imageElement, img.ph_img"
_THUMBS = ".page_post_thumb_wrap, .thumb_map_img_as_div"
_BACKGROUND = re.compile(r"background-image:\s*url\(\s*['\"]?(?P<url>[^'\")]+)")
_MESSAGES = frozenset({"message_page_body", "message_page_title", "service_msg", "post_not_found"})
_SAYS = (
    (Availability.ACCOUNT_GONE, ("страница удалена", "сообщество заблокировано")),
    (Availability.ACCOUNT_GONE, ("this page has been deleted", "community is blocked")),
    (Availability.WITHHELD, ("заблокирован на территории", "blocked on the territory")),
    (Availability.PROTECTED, ("закрытое сообщество", "закрытая группа", "private community")),
    (Availability.NOT_FOUND, ("запись не найдена", "запись удалена", "post not found")),
    (Availability.NOT_FOUND, ("post has been deleted", "post was deleted")),
    (Availability.BLOCKED_FOR_US, ("только авторизованным", "log in to", "необходимо войти")),
)
_WALLS = (b"badbrowser.php", b"/challenge.html")
_CAPTCHA = b"not_robot_captcha"
_SUMMARY = "the page’s own summary of the post: it may be cut"
_NO_WORDS = "no words stand where the site has a post’s words"
_ENDS_CUT = "the text ends in an ellipsis: it may be cut"


def request(ref: PostRef) -> FetchRequest:
    """The request for the page on the full site."""
    return FetchRequest(url=f"https://vk.com/{ref.id}", route="page")


def mobile_request(ref: PostRef) -> FetchRequest:
    """The request for the page on the mobile site."""
    return FetchRequest(url=f"https://m.vk.com/{ref.id}", route="mobile")


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page says of the post. Raises ParseError for a page of an unknown shape."""
    route = exchange.request.route
    silent = readings.silence(exchange, route) or _wall(exchange, route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    found = () if root is None else tuple(_postings(exchange, root, ref))
    if not found:
        return _without(exchange, root, ref)
    extent = found[0].incomplete_reason or "text in full"
    return Reading(
        finding=Availability.AVAILABLE,
        line=f"{route}: 200, {extent}",
        postings=found,
        lacking=found[0].created is None,
    )


def _wall(exchange: Exchange, route: str) -> Reading | None:
    where = exchange.target_uri.encode()
    if any(mark in where for mark in _WALLS) or _CAPTCHA in exchange.payload:
        line = f"{route}: {exchange.status}, a challenge page"
        return Reading(finding=Availability.BLOCKED_FOR_US, line=line)
    return readings.wall(exchange, route)


def _without(exchange: Exchange, root: HtmlElement | None, ref: PostRef) -> Reading:
    """A page without the post: what its own message says, in Russian or English."""
    route = exchange.request.route
    shown = () if root is None else root.iter("div", "p", "h1", "h2", "span")
    messages = [
        values.one_line(markup.words(one))
        for one in shown
        if isinstance(one, HtmlElement) and _MESSAGES & set((one.get("class") or "").split())
    ]
    for finding, phrases in _SAYS:
        said = next((m for m in messages if any(one in m.lower() for one in phrases)), None)
        if said is not None:
            return Reading(finding=finding, line=f"{route}: 200, “{said}”")
    if exchange.request.source is Source.ARCHIVE:
        return Reading(finding=None, line=f"{route}: 200, without the post")
    raise values.unknown_shape(exchange, f"no post {ref.id} that can be read")


def _postings(exchange: Exchange, root: HtmlElement, ref: PostRef) -> Iterator[SocialMediaPosting]:
    origin = origin_of(exchange, PARSER)
    post = _element(root, ref)
    if post is not None:
        cut = None if markup.ends_whole(exchange) else markup.CUT_PAGE
        yield from _of_element(post, ref, origin, cut)
        return
    summary = _summarised(root, ref, origin)
    if summary is not None:
        yield summary


def _element(root: HtmlElement, ref: PostRef) -> Tag | None:
    """The post by the id that its element carries, never just the first on the page.

    It is parsed alone: pages are large, and the post is a small part of one.
    """
    kind, number = ref.id[:4], ref.id[4:]
    names_of_it = {number, f"post{number}", f"wall{number}"}
    for element in root.iter() if kind == "wall" else ():
        if not isinstance(element, HtmlElement):
            continue
        if names_of_it & {element.get("data-post-id"), element.get("id"), element.get("data-id")}:
            body = parse(tostring(element, encoding="unicode", with_tail=False)).body
            children = () if body is None else body.children
            return next((one for one in children if isinstance(one, Tag)), None)
    return None


def _of_element(
    post: Tag, ref: PostRef, origin: Origin, cut: str | None
) -> Iterator[SocialMediaPosting]:
    """The post, then the one that it passes on; ``cut`` says why their words may not be all."""
    quoted = post.select_one(_PASSED_ON)
    shared = _quoted_ref(quoted) if quoted is not None else None
    shown = _own(post, post.select(_TEXTS))
    author = _own(post, post.select(_AUTHORS))
    yield _posting(
        ref,
        shown,
        author,
        _claim(_own(post, post.select(_MOMENTS))),
        tuple(_images(post)),
        origin,
        cut,
        shared,
    )
    if quoted is not None and shared is not None:
        yield _posting(
            shared,
            quoted.select_one(_TEXTS),
            quoted.select_one(_PASSED_ON_BY),
            _claim(quoted.select_one(_MOMENTS)),
            (),
            origin,
            cut,
        )


def _own(post: Tag, found: Iterable[Tag]) -> Tag | None:
    """The first that belongs to the post: not to one that it passes on, nor to a comment."""
    others = set(map(id, post.select(f"{_PASSED_ON}, {_COMMENTS}")))
    for one in found:
        if not any(id(above) in others for above in one.parents):
            return one
    return None


def _posting(
    ref: PostRef,
    shown: Tag | None,
    author: Tag | None,
    created: TimeClaim | None,
    images: tuple[ImageObject, ...],
    origin: Origin,
    cut: str | None,
    shared: PostRef | None = None,
) -> SocialMediaPosting:
    text = "" if shown is None else _words(shown)
    cut = _why_cut(text) or cut
    profile = _anchor(author)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=None if author is None else values.name_of(text_of(author)),
        handle=names.handle_of(attribute(profile, "href")) if profile is not None else None,
        author_id=(attribute(profile, "data-from-id") or None) if profile is not None else None,
        created=created.time if created else None,
        created_precision=created.precision if created else None,
        times=(created,) if created else (),
        images=images,
        links=() if shown is None else tuple(_links(shown)),
        shared_content=shared,
        witnessed_at=origin.witnessed_at,
    )


def _why_cut(text: str) -> str | None:
    """Why the words may not be all. None found may be a post of pictures, or a new markup."""
    if not text:
        return _NO_WORDS
    return _ENDS_CUT if text.rstrip().endswith(("…", "...")) else None


def _words(shown: Tag) -> str:
    for button in shown.select(_MORE):
        button.decompose()
    return values.sound(text_of(shown))


def _anchor(author: Tag | None) -> Tag | None:
    """The link to the author's page: the element itself, one inside it, or one around it."""
    if author is None:
        return None
    inside = author.find("a")
    around = author.find_parent("a")
    found = author if author.name == "a" else inside or around
    return found if isinstance(found, Tag) else None


def _claim(shown: Tag | None) -> TimeClaim | None:
    """The exact time in an attribute; what a reader sees is relative, or in an unknown zone."""
    if shown is None:
        return None
    moments = [(field, times.of_unix(attribute(shown, field))) for field in ("time", "data-ts")]
    moments.append(("datetime", values.time_of(attribute(shown, "datetime"))))
    claims = (times.stated(field, moment) for field, moment in moments)
    return next((claim for claim in claims if claim is not None), None)


def _images(post: Tag) -> Iterator[ImageObject]:
    """The pictures of the post's own, at the size that the page shows, each once."""
    quoted = set(map(id, post.select(f"{_PASSED_ON}, {_COMMENTS}")))
    found: list[str] = []
    for one in post.select(f"{_PICTURES}, {_THUMBS}"):
        if any(id(above) in quoted for above in one.parents):
            continue
        style = _BACKGROUND.search(attribute(one, "style"))
        url = attribute(one, "src") if one.name == "img" else style["url"] if style else ""
        found.append(_absolute(url))
    for address in dict.fromkeys(filter(None, map(values.web_address, found))):
        yield ImageObject(content_url=address)


def _links(shown: Tag) -> Iterator[Link]:
    """The links to other sites, behind the platform's own redirect."""
    for anchor in shown.find_all("a"):
        parts = addresses.split(_absolute(attribute(anchor, "href")))
        if parts is None:
            continue
        target = addresses.query_of(parts).get("to") if parts.path == "/away.php" else None
        own = addresses.is_host(addresses.host_of(parts), "vk.com", "vk.ru")
        url = values.web_address(target or ("" if own else parts.geturl()))
        if url is not None and text_of(anchor):
            yield Link(text=values.sound(text_of(anchor)), url=url)


def _absolute(url: str) -> str:
    try:
        return urljoin(_SITE, url)
    except ValueError:
        return ""


def _quoted_ref(quoted: Tag) -> PostRef | None:
    """The post that is passed on, by the link on its date."""
    links = quoted.select(".copy_post_date a, a.published_by_date, a[href*='wall']")
    found = (names.match(_absolute(attribute(one, "href"))) for one in links)
    return next((ref for ref in found if ref is not None), None)


def _summarised(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """What the page says of itself to other sites; it names the author in no sure way."""
    if ref not in map(names.match, markup.canonical(root)):
        return None
    said = markup.open_graph(root)
    keys = ("og:description",) if ref.id.startswith("wall") else ("og:title", "og:description")
    parts = [values.text_of(said[key]).strip() for key in keys if said.get(key)]
    if not parts:
        return None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text="\n\n".join(parts),
        complete=False,
        incomplete_reason=_SUMMARY,
        witnessed_at=origin.witnessed_at,
    )
