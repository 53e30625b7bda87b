"""Archived pages of a submission: the old site's markup, and that of the site since 2023."""

from __future__ import annotations

from bs4 import Tag
from lxml.html import HtmlElement, tostring

from archiver.answers import markup, times, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.model import Exchange, FetchRequest, PostRef, TimeKind
from archiver.platforms.reddit import bodies, names, posts, refusals
from archiver.platforms.reddit.bodies import Body
from archiver.platforms.reddit.posts import Post
from archiver.text.html import attribute, parse, text_of

OLD_ROUTE = "old_page"
ROUTE = "page"
PARSER = "reddit.page/1"
_KEYS = {"shreddit-post": "id", "shreddit-comment": "thingid"}
"""Elements of the site since 2023, and the attribute with the fullname."""


def request(ref: PostRef) -> FetchRequest:
    """The request for the post's page."""
    return FetchRequest(url=ref.url or f"https://www.reddit.com/comments/{ref.id}", route=ROUTE)


def old_request(ref: PostRef) -> FetchRequest:
    """The request for the post's page on the old site, which archives hold most of."""
    url = request(ref).url.replace("//www.reddit.com/", "//old.reddit.com/", 1)
    return FetchRequest(url=url, route=OLD_ROUTE)


def read(exchange: Exchange, ref: PostRef) -> Reading:
    """What the page has of the post: a comment, then the submission that it is under.

    A page without the post (a script shell, a login page) has nothing.
    """
    route = exchange.request.route
    refused = refusals.reading(exchange, route)
    if refused is not None:
        return refused
    root = markup.tree_of(exchange)
    wanted = dict.fromkeys((ref, names.submission_of(ref)))
    found = [post for one in wanted if root is not None and (post := _post(root, one)) is not None]
    if not found or found[0].ref != ref:
        return Reading(finding=None, line=f"{route}: 200, without the post")
    cut = None if markup.ends_whole(exchange) else markup.CUT_PAGE
    return posts.reading(route, found, origin_of(exchange, PARSER), cut)


def _post(root: HtmlElement, ref: PostRef) -> Post | None:
    fullname = names.fullname(ref)
    for element in root.iter("div", *_KEYS):
        if not isinstance(element, HtmlElement):
            continue
        old = element.tag == "div"
        if old and not markup.has_class(element, "thing"):
            continue
        if element.get(_KEYS.get(element.tag, "data-fullname")) == fullname:
            thing = _tag(element)
            return None if thing is None else (_old if old else _new)(thing, ref)
    return None


def _tag(element: HtmlElement) -> Tag | None:
    """The element parsed alone: pages are large, and the post is a small part of one."""
    source = tostring(element, encoding="unicode", with_tail=False)
    body = parse(source).body
    children = () if body is None else body.children
    return next((one for one in children if isinstance(one, Tag)), None)


def _old(thing: Tag, ref: PostRef) -> Post:
    """A ``div.thing`` of the old site."""
    stamp = values.time_of_milliseconds(attribute(thing, "data-timestamp"))
    shown = _at(thing, ".tagline time:not(.edited-timestamp)", "datetime")
    edited = _at(thing, ".tagline time.edited-timestamp", "datetime")
    author = attribute(thing, "data-author") or _words(thing, ".tagline .author")
    target = bodies.absolute(attribute(thing, "data-url"))
    return Post(
        ref=ref,
        title=None if "/" in ref.id else _words(thing, "a.title"),
        body=_body(thing, ".usertext-body"),
        author=names.user_of(author),
        author_id=attribute(thing, "data-author-fullname") or None,
        times=(
            times.stated("data-timestamp", stamp),
            times.stated("time", values.time_of(shown)),
            times.stated("time.edited-timestamp", values.time_of(edited), TimeKind.EDITED),
        ),
        images=bodies.images([target]),
    )


def _new(thing: Tag, ref: PostRef) -> Post:
    """A ``shreddit-post`` or ``shreddit-comment``, whose facts stand in its attributes."""
    comment = "/" in ref.id
    field = "created" if comment else "created-timestamp"
    return Post(
        ref=ref,
        title=None if comment else values.sound(attribute(thing, "post-title")),
        body=_body(thing, "[slot=comment]" if comment else "[slot=text-body]"),
        author=names.user_of(attribute(thing, "author")),
        author_id=attribute(thing, "author-id") or None,
        times=(times.stated(field, values.time_of(attribute(thing, field))),),
        images=bodies.images([attribute(thing, "content-href")]),
    )


def _body(thing: Tag, selector: str) -> Body:
    found = _own(thing, selector)
    if found is None:
        return Body()
    body = bodies.of_tree(found)
    return body if body.text else bodies.of_element(found)


def _words(thing: Tag, selector: str) -> str:
    found = _own(thing, selector)
    return "" if found is None else values.sound(text_of(found))


def _at(thing: Tag, selector: str, name: str) -> str:
    found = _own(thing, selector)
    return "" if found is None else attribute(found, name)


def _own(thing: Tag, selector: str) -> Tag | None:
    """The first such element that belongs to the post and not to a reply inside it."""
    for found in thing.select(selector):
        if next(filter(_is_post, found.parents), None) is thing:
            return found
    return None


def _is_post(tag: Tag) -> bool:
    return tag.name in _KEYS or "thing" in attribute(tag, "class").split()
