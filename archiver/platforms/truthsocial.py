"""Truth Social: posts by their number, in the JSON of Mastodon's client API."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import unquote

from archiver.answers import addresses, markup, readings, statuses, values
from archiver.answers.origin import origin_of
from archiver.answers.readings import Reading
from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.answers.values import JsonObject
from archiver.hookspecs import (
    EmbedCopy,
    EmbedMarkers,
    Extent,
    Platform,
    Route,
    hookimpl,
)
from archiver.model import (
    Availability,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
)

PLATFORM = "truthsocial"
SITE = "https://truthsocial.com"
FIRST_ID_TIME = datetime(2021, 10, 20, tzinfo=UTC)
"""The day on which the site was announced: nothing on it is older."""

_STATUS = "status"
_PAGE = "page"
_EMBED = "embed"
_CLASS = "truthsocial-embed"
_HOSTS = frozenset({"truthsocial.com", "www.truthsocial.com"})
_USER = r"[A-Za-z0-9_]{1,30}"
_PATHS = re.compile(
    rf"""
    /@(?P<user>{_USER})/(?:posts/)?(?P<id>[0-9]{{15,19}})(?:/embed)?/?
  | /users/(?P<actor>{_USER})/statuses/(?P<actor_id>[0-9]{{15,19}})(?:/embed)?/?
  | /posts/(?P<bare>[0-9]{{15,19}})/?
    """,
    re.VERBOSE,
)
_MARKERS = EmbedMarkers(
    hints=("truthsocial",),
    quote_classes=(_CLASS,),
    id_attributes=("data-embed-url",),
    widget_paths=("truthsocial.com/share", "www.truthsocial.com/share"),
)


def _ref(post_id: str, user: str | None) -> PostRef | None:
    if statuses.time_in_id(post_id, FIRST_ID_TIME) is None:
        return None
    path = f"@{user}/{post_id}" if user else f"posts/{post_id}"
    return PostRef(platform=PLATFORM, id=post_id, url=f"{SITE}/{path}", handle=user)


def _match(url: str) -> PostRef | None:
    parts = addresses.split(url)
    if parts is None or addresses.host_of(parts) not in _HOSTS:
        return None
    found = _PATHS.fullmatch(re.sub(r"/{2,}", "/", unquote(parts.path)))
    if found is None:
        return None
    post_id = found["id"] or found["actor_id"] or found["bare"]
    return _ref(post_id, found["user"] or found["actor"])


class _Naming:
    """How the site names posts and accounts (``statuses.Naming``)."""

    def status(self, data: JsonObject, /) -> PostRef | None:
        """The post by its number."""
        return _ref(str(data.get("id")), self.handle(values.object_at(data, "account")))

    def answered(self, data: JsonObject, /) -> PostRef | None:
        """The post that this one replies to."""
        return _ref(values.string_at(data, "in_reply_to_id") or "", None)

    def handle(self, account: JsonObject, /) -> str | None:
        """The account's name in addresses; the site has no other servers' accounts."""
        acct = account.get("acct") or account.get("username")
        return acct if isinstance(acct, str) and re.fullmatch(_USER, acct) else None

    def author_id(self, data: JsonObject, /) -> str | None:
        """The account's number."""
        return values.id_at(values.object_at(data, "account"), "id")

    def copied_from(self, _: JsonObject, /) -> None:
        """None: the site has no copies."""


def _status_request(ref: PostRef) -> FetchRequest:
    accept = (("Accept", "application/json"),)
    return FetchRequest(url=f"{SITE}/api/v1/statuses/{ref.id}", route=_STATUS, headers=accept)


def _read_status(exchange: Exchange, ref: PostRef) -> Reading:
    """What the API says. Raises ParseError for JSON of an unknown shape."""
    silent = statuses.refusal(exchange, _STATUS, statuses.DELETED_OR_PRIVATE)
    if silent is not None:
        return silent
    data = values.json_of(exchange)
    if not isinstance(data, dict) or not statuses.is_status(data):
        raise values.unknown_shape(exchange, "no id, content and account of a status")
    found = statuses.postings(data, _Naming(), origin_of(exchange, f"{PLATFORM}.{_STATUS}/1"))
    if not found or found[0].ref != ref:
        raise values.unknown_shape(exchange, f"another post than {ref.id}")
    return Reading(
        finding=Availability.AVAILABLE, line=f"{_STATUS}: 200, text in full", postings=found
    )


def _page_request(ref: PostRef) -> FetchRequest:
    return FetchRequest(url=ref.url or f"{SITE}/posts/{ref.id}", route=_PAGE)


def _embed_request(ref: PostRef) -> FetchRequest | None:
    return FetchRequest(url=f"{ref.url}/embed", route=_EMBED) if ref.handle and ref.url else None


def _read_page(exchange: Exchange, ref: PostRef) -> Reading:
    """What a page's summary says; a program in the browser fills in the rest."""
    route = exchange.request.route
    silent = readings.silence(exchange, route) or readings.wall(exchange, route)
    if silent is not None:
        return silent
    root = markup.tree_of(exchange)
    named = [] if root is None else [_match(url) for url in markup.canonical(root)]
    own = next((one for one in named if one == ref), None)
    found = None
    if root is not None and own is not None:
        found = statuses.of_summary(root, own, origin_of(exchange, f"{PLATFORM}.{route}/1"))
    if found is None:
        return Reading(finding=Availability.ERROR, line=f"{route}: 200, without the post")
    line = f"{route}: 200, {found.incomplete_reason}"
    return Reading(finding=Availability.AVAILABLE, line=line, postings=(found,))


WAYS = (
    Way(
        route=Route(
            name=_STATUS,
            text=Extent.FULL,
            time=Precision.MILLISECOND,
            images=True,
            alt_text=True,
            edits=True,
            note="The site's own API; it refuses most programs (403 from Cloudflare).",
        ),
        request=_status_request,
        read=_read_status,
        archived=True,
    ),
    Way(
        route=Route(
            name=_PAGE,
            text=Extent.CUT,
            time=None,
            note="The page's OpenGraph summary, where it has one.",
        ),
        request=_page_request,
        read=_read_page,
        archived=True,
    ),
    Way(
        route=Route(
            name=_EMBED,
            text=Extent.CUT,
            time=None,
            note="The page that embeds show in a frame: a second word on whether it is there.",
        ),
        request=_embed_request,
        read=_read_page,
    ),
)
"""The ways to a post, best first."""


class TruthSocial(Site):
    """The platform, as the plugin contract asks for it."""

    name = PLATFORM
    label = "Truth Social"
    hosts = ("truthsocial.com",)
    markers = _MARKERS
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, or None."""
        return _match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that number, or None for what is none of this site's."""
        return _ref(post_id, None)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the number, UTC, in milliseconds; None before the site was there."""
        return statuses.time_in_id(ref.id, FIRST_ID_TIME) if ref.platform == self.name else None

    def embed_copy(self, source: str, /) -> EmbedCopy | None:
        """Nothing but that it is an embed: a frame has no words. None for other markup."""
        root = markup.fragment(source)
        if root is None:
            return None
        for element in root.iter("iframe", "blockquote"):
            sources = (value for name, value in element.items() if name.endswith(("src", "url")))
            if markup.has_class(element, _CLASS) or any(map(_match, sources)):
                return EmbedCopy()
        return None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Truth Social alone."""
    return (TruthSocial(),)
