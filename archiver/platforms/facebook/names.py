"""Addresses and ids of posts on Facebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, unquote, urlsplit

from archiver.answers import addresses, metapages
from archiver.model import PostRef

PLATFORM = "facebook"
_SITE = "https://www.facebook.com"
_MAX_ID = 2**63 - 1
_NAMED_HOSTS = frozenset(
    {
        *("facebook.com", "fb.com", "www.fb.com", "m.fb.com"),
        "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion",
        "www.facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion",
    }
)
_SUBDOMAIN = re.compile(
    r"(?:www|m|mbasic|mobile|touch|web|l|business|developers|[a-z]{2}-[a-z]{2})\.facebook\.com"
)
_SHORT = {"fb.watch": "v", "www.fb.watch": "v", "fb.me": "", "www.fb.me": ""}
_CODE = re.compile(r"/+(?P<code>(?:[pvre]/)?[A-Za-z0-9_-]{5,60})/*")
_SHARE = re.compile(r"/+(?P<code>share/(?:[pvr]/)?[A-Za-z0-9_-]{5,60})/*")
_ID = re.compile(r"(?P<id>[1-9][0-9]{2,18}|pfbid[A-Za-z0-9]{20,120})(?::[0-9]+)?")
_PAGE = re.compile(r"[^/?#]{1,200}")
_HANDLE = re.compile(r"[A-Za-z0-9.]{5,50}")
_OF_PAGE = re.compile(
    r"/+(?:pg/+)?(?P<page>[^/]{1,200})/+(?P<kind>posts|activity|videos|photos)/+"
    r"(?:[^/]{1,300}/+)?(?P<id>[^/]{3,130})/*"
)
_OF_GROUP = re.compile(
    r"/+groups/+(?P<group>[^/]{1,200})(?:/+(?:posts|permalink)/+(?P<id>[^/]{3,130}))?/*"
)
_PLAIN = re.compile(r"/+(?P<kind>reel|reels|events)/+(?:[^/]{1,300}/+)?(?P<id>[^/]{3,30})/*")
_PLUGIN = re.compile(r"(?:/v[0-9.]{1,6})?/plugins/(?:post|video)(?:\.php)?/*")
_BY_PARAMETER = {
    "/permalink.php": ("story_fbid", "id"),
    "/story.php": ("story_fbid", "id"),
    "/photo.php": ("fbid", ""),
    "/photo": ("fbid", ""),
    "/video.php": ("v", ""),
    "/watch": ("v", ""),
    "/watch/live": ("v", ""),
    "/video/embed": ("video_id", ""),
}
_NO_PAGES = frozenset(
    {
        *("ads", "business", "dialog", "events", "groups", "hashtag", "help", "login", "media"),
        *("plugins", "policies", "share", "sharer", "stories", "watch", "reel", "profile.php"),
    }
)


def match(url: str) -> PostRef | None:
    """The post that the address names, or None.

    Frames and link shims count as what they show. Share links and short links are aliases. An
    address of a comment names no post: its words are of somebody else.
    """
    parts = addresses.split(metapages.unwrapped(url))
    if parts is None:
        return None
    if _PLUGIN.fullmatch(parts.path) and _is_site(parts):
        parts = addresses.split(addresses.query_of(parts).get("href", ""))
        if parts is None:
            return None
    query = addresses.query_of(parts)
    if "comment_id" in query or "reply_comment_id" in query:
        return None
    return _alias(parts) or (_named(unquote(parts.path), query) if _is_site(parts) else None)


def _is_site(parts: SplitResult) -> bool:
    host = addresses.host_of(parts)
    return host in _NAMED_HOSTS or _SUBDOMAIN.fullmatch(host) is not None


def _alias(parts: SplitResult) -> PostRef | None:
    host = addresses.host_of(parts)
    if host in _SHORT:
        found = _CODE.fullmatch(parts.path)
        host = host.removeprefix("www.")
        return None if found is None else _alias_of(f"{host}/{found['code']}", "https://")
    found = _SHARE.fullmatch(parts.path) if _is_site(parts) else None
    return None if found is None else _alias_of(found["code"], f"{_SITE}/")


def _alias_of(name: str, before: str) -> PostRef:
    return PostRef(platform=PLATFORM, id=f"~{name}", url=f"{before}{name}/")


def _named(path: str, query: Mapping[str, str]) -> PostRef | None:
    by_parameter = _BY_PARAMETER.get(path.rstrip("/"))
    if by_parameter is not None:
        parameter, of_page = by_parameter
        return _by_parameter(path.rstrip("/"), query.get(parameter, ""), query.get(of_page, ""))
    plain = _PLAIN.fullmatch(path)
    if plain is not None:
        kind = "events" if plain["kind"] == "events" else "reel"
        return _ref(plain["id"], f"{kind}/{{id}}/", None)
    group = _OF_GROUP.fullmatch(path)
    if group is not None:
        old = query.get("id", "") if query.get("view") == "permalink" else ""
        post = group["id"] or query.get("multi_permalinks", "") or old
        return _ref(post, f"groups/{quote(group['group'])}/posts/{{id}}/", None)
    found = _OF_PAGE.fullmatch(path)
    if found is None or found["page"].lower() in _NO_PAGES:
        return None
    if found["kind"] == "photos":
        return _ref(found["id"], "photo/?fbid={id}", found["page"])
    kind = "videos" if found["kind"] == "videos" else "posts"
    return _ref(found["id"], f"{quote(found['page'])}/{kind}/{{id}}/", found["page"])


def _by_parameter(path: str, value: str, page: str) -> PostRef | None:
    if path.startswith("/photo"):
        return _ref(value, "photo/?fbid={id}", None)
    if path.startswith(("/video", "/watch")):
        return _ref(value, "watch/?v={id}", None)
    if page and _PAGE.fullmatch(page):
        return _ref(value, f"{quote(page)}/posts/{{id}}/", page)
    return _ref(value, "permalink.php?story_fbid={id}", None)


def _ref(value: str, form: str, page: str | None) -> PostRef | None:
    found = _ID.fullmatch(value)
    if found is None or (found["id"].isdigit() and int(found["id"]) > _MAX_ID):
        return None
    return PostRef(
        platform=PLATFORM,
        id=found["id"],
        url=f"{_SITE}/{form.replace('{id}', found['id'])}",
        handle=handle_of(page),
    )


def ref_of_id(post_id: str) -> PostRef | None:
    """The post with that ``pfbid``; None for all else.

    No embed has the bare number of a post, and a bare number can be any platform's.
    """
    if not post_id.startswith("pfbid"):
        return None
    return _ref(post_id, "permalink.php?story_fbid={id}", None)


def handle_of(page: object) -> str | None:
    """The page's own name in addresses, or None for a number and for what can be none."""
    if not isinstance(page, str) or _HANDLE.fullmatch(page) is None or page.isdigit():
        return None
    return page if page.lower() not in _NO_PAGES else None


def handle_of_profile(url: object) -> str | None:
    """The page's own name in the address of a profile on the site, or None."""
    parts = addresses.split(url) if isinstance(url, str) else None
    if parts is None or not _is_site(parts):
        return None
    return handle_of(parts.path.strip("/"))


def may_be_one(one: PostRef, other: PostRef) -> bool:
    """True where two references can name one post: one id, or a ``pfbid`` and another name of it.

    A ``pfbid`` differs by viewer and time; numbers don't. Two ids are of two posts where their
    addresses have pages, or groups, of different names.
    """
    if one.id == other.id:
        return True
    if not (one.id.startswith("pfbid") or other.id.startswith("pfbid")):
        return False
    (kind, owner), (other_kind, other_owner) = _owner_of(one), _owner_of(other)
    comparable = kind == other_kind and owner.isdigit() == other_owner.isdigit()
    return not comparable or owner == other_owner


def _owner_of(ref: PostRef) -> tuple[str, str]:
    """Which page or group the address names: letter case and dots make no other name."""
    path = unquote(urlsplit(ref.url or "").path)
    group, page = _OF_GROUP.fullmatch(path), _OF_PAGE.fullmatch(path)
    if group is not None:
        return "group", _same(group["group"])
    name = page["page"] if page is not None else ref.handle or ""
    return ("page", _same(name)) if name else ("", "")


def _same(name: str) -> str:
    return name.casefold().replace(".", "")


def is_moving(ref: PostRef) -> bool:
    """True for an address of a video."""
    return any(part in (ref.url or "") for part in ("/videos/", "/watch/", "/reel/"))
