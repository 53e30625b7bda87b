"""Addresses and ids of posts on Instagram."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

from archiver.answers import addresses, metapages
from archiver.model import PostRef

PLATFORM = "instagram"
_SITES = frozenset({"instagram.com", "www.instagram.com", "m.instagram.com"})
_HOSTS = _SITES | {
    *("instagr.am", "www.instagr.am", "ddinstagram.com", "www.ddinstagram.com"),
    *("d.ddinstagram.com", "g.ddinstagram.com", "kkinstagram.com", "www.kkinstagram.com"),
}
_POST = re.compile(
    r"/+(?:(?P<user>[A-Za-z0-9._]{1,30})/+)?(?:p|reels?|tv)/+(?P<code>[A-Za-z0-9_-]{1,39})"
    r"(?P<behind>/.*)?"
)
_COMMENT = re.compile(r"/+c(?:/.*)?")
_SHARE = re.compile(
    r"/+share/+(?:(?P<kind>p|reels?|tv|r|v)/+)?(?P<code>[A-Za-z0-9_-]{5,60})/*", re.ASCII
)
_NO_USERS = frozenset({"accounts", "explore", "share", "stories"})
_NO_CODES = frozenset({"audio"})


def ref_of_code(code: str, handle: str | None = None) -> PostRef | None:
    """The post with that shortcode, or None where it can be none."""
    found = metapages.code_of(code)
    if found is None:
        return None
    return PostRef(
        platform=PLATFORM,
        id=found,
        url=f"https://www.instagram.com/p/{found}/",
        handle=metapages.handle_of(handle),
    )


def ref_of_id(post_id: str) -> PostRef | None:
    """The post with that bare shortcode, or None.

    Bare words and numbers are everywhere: only a code with a time in it counts, and none of
    digits and small letters alone.
    """
    plain = post_id.isdigit() or post_id.islower()
    timed = metapages.created_of(metapages.code_of(post_id) or "") is not None
    return ref_of_code(post_id) if timed and not plain else None


def match(url: str) -> PostRef | None:
    """The post that the address names, on the site or a mirror of it, or None.

    A share link is an alias. An address of a comment names no post: its words are of somebody
    else.
    """
    parts = addresses.split(metapages.unwrapped(url))
    if parts is None or addresses.host_of(parts) not in _HOSTS:
        return None
    path = unquote(parts.path)
    share = _SHARE.fullmatch(path)
    if share is not None and addresses.host_of(parts) in _SITES:
        kind = f"{share['kind']}/" if share["kind"] else ""
        name = f"share/{kind}{share['code']}"
        return PostRef(platform=PLATFORM, id=f"~{name}", url=f"https://www.instagram.com/{name}/")
    found = _POST.fullmatch(path)
    if found is None or found["user"] in _NO_USERS or found["code"] in _NO_CODES:
        return None
    if _COMMENT.fullmatch(found["behind"] or ""):
        return None
    return ref_of_code(found["code"], found["user"])


def created_from_id(post_id: str) -> datetime | None:
    """When the upload of the post began, UTC, by its id; None for ids that don't say."""
    return metapages.created_of(post_id)
