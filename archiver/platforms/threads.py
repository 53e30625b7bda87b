"""Threads: posts by their shortcode, read from the site's public pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import unquote

from lxml.html import HtmlElement

from archiver.answers import addresses, markup, metapages, readings, times, values
from archiver.answers.origin import Origin, origin_of
from archiver.answers.readings import Reading
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.answers.values import JsonObject
from archiver.hookspecs import (
    BodyPlace,
    EmbedCopy,
    EmbedMarkers,
    Extent,
    FlattenedForm,
    Platform,
    Route,
    TimeRules,
    hookimpl,
)
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    Link,
    PostRef,
    Precision,
    SocialMediaPosting,
)

PLATFORM = "threads"
LAUNCH = datetime(2023, 7, 5, tzinfo=UTC)
FIRST_TEXT_ATTACHMENTS = datetime(2025, 9, 1, tzinfo=UTC)
"""Since then a post can have a long text beside its own, which the public page leaves out."""

_HOSTS = frozenset({"threads.net", "www.threads.net", "threads.com", "www.threads.com"})
_POST = re.compile(
    r"/+(?:@(?P<user>[A-Za-z0-9._]{1,30})/+post|t)/+(?P<code>[A-Za-z0-9_-]{11,39})(?:/.*)?"
)
_SHARE = re.compile(r"/+share/+(?:(?:p|post|t)/+)?(?P<code>[A-Za-z0-9_-]{5,60})/*")
_TITLE = re.compile(r"(?P<name>.*) \(@(?P<handle>[A-Za-z0-9._]{1,30})\) on Threads", re.DOTALL)
_LOST = "error=invalid_post"
"""In the address to which the site leads from a post that it doesn't show."""
_MEANING = "gone, private, or not shown in this country"
_GONE = {
    "sorry, this page isn't available": _MEANING,
    "this post isn't available": _MEANING,
    "post unavailable": _MEANING,
}
_CUT_TAGS = "the page's OpenGraph description may be cut"
_MAY_HAVE_MORE = "a text attachment, if the post has one, is not shown without an account"

MARKERS = EmbedMarkers(
    hints=("threads.net", "threads.com", "text-post-media"),
    quote_classes=("text-post-media",),
    id_attributes=("data-text-post-permalink",),
    widget_paths=tuple(
        f"{host}/intent/" for host in ("www.threads.net", "threads.net", "www.threads.com")
    ),
    flattened=(
        FlattenedForm(
            pattern=re.compile(r"Post by @(?P<handle>[A-Za-z0-9._]{1,30})\s+View on Threads"),
            body=BodyPlace.NONE,
            anchors=("View on Threads",),
        ),
    ),
)


def ref_of_code(code: str, handle: str | None = None) -> PostRef | None:
    """The post with that shortcode, or None where it is of no time with posts on Threads."""
    found = metapages.code_of(code)
    if found is None or created_from_code(found) is None:
        return None
    path = f"@{handle}/post/{found}" if metapages.handle_of(handle) else f"t/{found}"
    return PostRef(
        platform=PLATFORM,
        id=found,
        url=f"https://www.threads.com/{path}",
        handle=metapages.handle_of(handle),
    )


def created_from_code(code: str) -> datetime | None:
    """When the upload began, UTC; None where that is before the platform was."""
    return times.since(metapages.created_of(code), LAUNCH)


def match(url: str) -> PostRef | None:
    """The post that the address names, or None; a share link is an alias."""
    parts = addresses.split(metapages.unwrapped(url))
    if parts is None or addresses.host_of(parts) not in _HOSTS:
        return None
    path = unquote(parts.path)
    share = _SHARE.fullmatch(path)
    if share is not None:
        name = path.strip("/")
        return PostRef(platform=PLATFORM, id=f"~{name}", url=f"https://www.threads.com/{name}/")
    found = _POST.fullmatch(path)
    return None if found is None else ref_of_code(found["code"], found["user"])


def _read(exchange: Exchange, ref: PostRef) -> Reading:
    """What a page has of the post. Raises ParseError for data of an unknown shape."""
    route = exchange.request.route
    if _LOST in exchange.target_uri:
        line = f"{route}: {exchange.status}, led to “invalid post” ({_MEANING})"
        return Reading(finding=Availability.NOT_FOUND, line=line)
    silent = readings.silence(exchange, route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    if root is None:
        return metapages.without_post(exchange, None, _GONE, Availability.NOT_FOUND)
    origin = origin_of(exchange, f"{PLATFORM}.{route}/1")
    thread, at = _find(root, ref)
    if thread:
        if _is_tombstone(thread[at]):
            line = f"{route}: {exchange.status}, “post unavailable” ({_MEANING})"
            return Reading(finding=Availability.NOT_FOUND, line=line)
        if not _is_post(thread[at]):
            raise values.unknown_shape(exchange, f"no text and author of {ref.id}")
        found = tuple(_postings(thread, at, ref, origin))
        return metapages.with_post(exchange, Reading(finding=None, line="", postings=found))
    tagged = _from_tags(root, ref, origin)
    if tagged is not None:
        reading = Reading(finding=None, line="", postings=(tagged,), lacking=True)
        return metapages.with_post(exchange, reading)
    return metapages.without_post(exchange, root, _GONE, Availability.NOT_FOUND)


def _find(root: HtmlElement, ref: PostRef) -> tuple[Sequence[JsonObject], int]:
    """The posts of the thread that the post stands in, and its place; empty without it.

    A page has many threads: answers, and what the site recommends.
    """
    best: tuple[Sequence[JsonObject], int] = ((), 0)
    for data in metapages.scripts(root):
        for items in markup.under_key(data, "thread_items"):
            thread = [values.object_at(item, "post") for item in _objects(items)]
            for at, post in enumerate(thread):
                if _code(post) == ref.id and (not best[0] or not _is_post(best[0][best[1]])):
                    best = (thread, at)
    return best


def _objects(items: object) -> Iterator[JsonObject]:
    return (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))


def _code(post: JsonObject) -> str | None:
    code = post.get("code")
    return metapages.code_of(code) if isinstance(code, str) else None


def _is_post(post: JsonObject) -> bool:
    return isinstance(post.get("user"), dict) and _caption(post) is not None


def _is_tombstone(post: JsonObject) -> bool:
    info = values.object_at(post, "text_post_app_info")
    return True in (post.get("is_post_unavailable"), info.get("is_post_unavailable"))


def _caption(post: JsonObject) -> str | None:
    """The words; empty for a post of pictures alone, None where the object doesn't say."""
    if "caption" not in post:
        return None
    caption = post["caption"]
    if caption is None:
        return ""
    text = caption.get("text") if isinstance(caption, dict) else None
    return values.sound(text) if isinstance(text, str) else None


def _postings(
    thread: Sequence[JsonObject], at: int, ref: PostRef, origin: Origin
) -> Iterator[SocialMediaPosting]:
    """The post, the one that it answers, and the one that it quotes."""
    post = thread[at]
    answered = _answered(thread, at)
    quoted = _quoted(post)
    yield _posting(post, ref, origin, _ref(answered), _ref(quoted))
    for other in (answered, quoted):
        named = _ref(other)
        if named is not None and other is not None and _is_post(other):
            yield _posting(other, named, origin, None, _ref(_quoted(other)))


def _posting(
    post: JsonObject,
    ref: PostRef,
    origin: Origin,
    answered: PostRef | None,
    quoted: PostRef | None,
) -> SocialMediaPosting:
    author = metapages.author_of(post)
    claims = metapages.created_in(post, "taken_at")
    text = _caption(post) or ""
    attached = "".join(_fragments(_attachment(post)))
    cut = None if attached else _why_cut(post, ref)
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=f"{text}\n\n{attached}".strip() if attached else text,
        complete=cut is None,
        incomplete_reason=cut,
        author_name=author.name,
        handle=author.handle,
        author_id=author.id,
        created=claims[0].time if claims else None,
        created_precision=claims[0].precision if claims else None,
        times=claims,
        images=tuple(metapages.images_of(post)),
        links=tuple(_links(post, text)),
        in_reply_to=answered,
        shared_content=quoted,
        witnessed_at=origin.witnessed_at,
    )


def _why_cut(post: JsonObject, ref: PostRef) -> str | None:
    created = created_from_code(ref.id)
    recent = created is None or created >= FIRST_TEXT_ATTACHMENTS
    return _MAY_HAVE_MORE if recent or _attachment(post) else None


def _attachment(post: JsonObject) -> JsonObject:
    return metapages.dig(post, "text_post_app_info", "snippet_attachment_info")


def _fragments(data: JsonObject) -> Iterator[str]:
    for fragment in values.objects_at(values.object_at(data, "text_fragments"), "fragments"):
        yield values.string_at(fragment, "plaintext") or ""


def _links(post: JsonObject, text: str) -> Iterator[Link]:
    """The links in the text by the words that stand there, with the addresses behind them."""
    info = metapages.dig(post, "text_post_app_info", "text_fragments")
    seen: set[str] = set()
    for fragment in values.objects_at(info, "fragments"):
        link = values.object_at(fragment, "link_fragment")
        shown = values.string_at(link, "display_text") or values.string_at(fragment, "plaintext")
        target = values.web_address(link.get("uri"))
        if shown and target and shown in text and shown not in seen:
            seen.add(shown)
            yield Link(text=shown, url=metapages.unwrapped(target))


def _answered(thread: Sequence[JsonObject], at: int) -> JsonObject | None:
    """The post before this one in its thread, where this one says that it answers its author."""
    to = metapages.dig(thread[at], "text_post_app_info", "reply_to_author")
    before = thread[at - 1] if at else None
    if before is None or not to:
        return None
    author = metapages.author_of(before)
    named = metapages.author_of({"user": to})
    same = (named.id is not None and named.id == author.id) or (
        named.handle is not None and named.handle == author.handle
    )
    return before if same else None


def _quoted(post: JsonObject) -> JsonObject | None:
    share = metapages.dig(post, "text_post_app_info", "share_info")
    for key in ("quoted_post", "quoted_attachment_post", "reposted_post"):
        if values.object_at(share, key):
            return values.object_at(share, key)
    return None


def _ref(post: JsonObject | None) -> PostRef | None:
    if post is None:
        return None
    return ref_of_code(_code(post) or "", metapages.author_of(post).handle)


def _from_tags(root: HtmlElement, ref: PostRef, origin: Origin) -> SocialMediaPosting | None:
    """The post in the page's OpenGraph tags, where the page is that of the post."""
    tags = markup.open_graph(root)
    title = _TITLE.fullmatch(tags.get("og:title", ""))
    text = tags.get("og:description")
    if title is None or not text or not metapages.is_page_of(root, ref, match):
        return None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=text,
        complete=False,
        incomplete_reason=_CUT_TAGS,
        author_name=values.name_of(title["name"]),
        handle=title["handle"],
        witnessed_at=origin.witnessed_at,
    )


def _request(ref: PostRef, suffix: str = "") -> FetchRequest:
    url = ref.url or f"https://www.threads.com/t/{ref.id}"
    return FetchRequest(url=f"{url}{suffix}", headers=metapages.PAGE_HEADERS)


WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.CUT,
            time=Precision.SECOND,
            images=True,
            alt_text=True,
            note="Without an account the page leaves out text attachments, and many visitors get "
            "its OpenGraph tags alone or an empty shell; the site's GraphQL takes POST requests "
            "with rotating keys, and is not asked.",
        ),
        request=_request,
        read=_read,
        archived=True,
    ),
    Way(
        route=Route(
            name="embed",
            text=Extent.CUT,
            time=Precision.SECOND,
            images=True,
            note="The page that frames show, asked for a second word on whether the post is there.",
        ),
        request=lambda ref: _request(ref, "/embed"),
        read=_read,
    ),
)
"""The ways to a post, best first."""


class Threads(Site):
    """The platform, as the plugin contract asks for it. A post's id is its shortcode."""

    name = PLATFORM
    label = "Threads"
    hosts = ("threads.com", "threads.net")
    markers = MARKERS
    time_rules = TimeRules(slack=metapages.ID_SLACK)
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None; a share link is an alias."""
        return match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that shortcode, also as the embed's ``id`` has it ("ig-tp-CODE")."""
        return ref_of_code(post_id.removeprefix("ig-tp-"))

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """When the upload began, UTC, in milliseconds; None before July 2023."""
        return created_from_code(ref.id) if ref.platform == self.name else None

    def in_one_visit(self) -> tuple[Way, ...]:
        """The ways; what the site says of all that it doesn't show counts once."""
        return metapages.once(self.ways)

    def embed_copy(self, source: str, /) -> EmbedCopy | None:
        """Nothing but that it is an embed: its code has no words of the post."""
        root = markup.fragment(source)
        if root is None:
            return None
        blocks = markup.by_class(root, "blockquote", "text-post-media")
        frames = (frame for frame in root.iter("iframe") if match(frame.get("src") or ""))
        return EmbedCopy() if [*blocks, *frames] else None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Threads alone."""
    return (Threads(),)
