"""Ids, handles and addresses of posts on TikTok, and the time in an id."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from archiver.answers import addresses, times
from archiver.model import PostRef

PLATFORM = "tiktok"
FIRST_POSTS = datetime(2016, 9, 1, tzinfo=UTC)
"""The service began in September 2016; ids of an earlier time are of another layout."""

_MAX_ID = 2**63 - 1
_ID = re.compile(r"[1-9][0-9]{9,18}")
_HANDLE = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_HOSTS = frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com"})
_SHARE_HOSTS = frozenset({"tiktokv.com", "www.tiktokv.com", "m.tiktokv.com"})
_SHORT_HOSTS = {"vm.tiktok.com": "vm", "vt.tiktok.com": "vt"}
_POST_PATH = re.compile(
    r"""/+(?:
        @(?P<handle>[^/]*)/+(?:video|photo)
      | embed(?:/+v[0-9])?
      | player/+v[0-9]
      | (?:i18n/+)?share/+video
      | v
    )
    /+(?P<id>[0-9]+)(?:\.html)?(?:/.*)?""",
    re.VERBOSE,
)
_SHARE_PATH = re.compile(r"/+(?:i18n/+)?share/+video/+(?P<id>[0-9]+)(?:/.*)?")
_SHORT_PATH = re.compile(r"/+(?P<code>[A-Za-z0-9]{5,20})/*")
_T_PATH = re.compile(r"/+t/+(?P<code>[A-Za-z0-9]{5,20})/*")


def is_id(value: str) -> bool:
    """True for a decimal number of 10 digits to 63 bits, without leading zeros."""
    return _ID.fullmatch(value) is not None and int(value) <= _MAX_ID


def is_handle(value: str) -> bool:
    """True for what can be a handle: letters, digits, full stops and underscores."""
    return _HANDLE.fullmatch(value) is not None


def ref_of_id(post_id: str, handle: str | None = None) -> PostRef | None:
    """The post with that id, or None where it is no id of TikTok.

    The site takes any handle in an address, an empty one too, and photo posts under "video".
    """
    if not is_id(post_id):
        return None
    if handle is not None and not is_handle(handle):
        handle = None
    url = f"https://www.tiktok.com/@{handle or ''}/video/{post_id}"
    return PostRef(platform=PLATFORM, id=post_id, url=url, handle=handle)


def match(url: str) -> PostRef | None:
    """The post that the address names; an alias for a short link; else None."""
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    if host in _SHORT_HOSTS:
        short = _SHORT_PATH.fullmatch(path)
        return None if short is None else _alias(_SHORT_HOSTS[host], host, short["code"])
    if host in _SHARE_HOSTS:
        share = _SHARE_PATH.fullmatch(path)
        return None if share is None else ref_of_id(share["id"])
    if host not in _HOSTS:
        return None
    short = _T_PATH.fullmatch(path)
    if short is not None:
        return _alias("t", "www.tiktok.com/t", short["code"])
    found = _POST_PATH.fullmatch(path)
    return None if found is None else ref_of_id(found["id"], found["handle"] or None)


def created_from_id(post_id: str) -> datetime | None:
    """The second in which the id was given out, UTC: its upper 32 bits; None for other layouts.

    Posts appear seconds after it, seldom minutes.
    """
    if not is_id(post_id):
        return None
    return times.since(times.of_milliseconds((int(post_id) >> 32) * 1000), FIRST_POSTS)


def _alias(kind: str, place: str, code: str) -> PostRef:
    return PostRef(platform=PLATFORM, id=f"~{kind}/{code}", url=f"https://{place}/{code}/")
