"""Ids, handles and addresses of posts on X, and what is computed from an id."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, unquote

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "x"
SNOWFLAKE_EPOCH_MS = 1288834974657
SNOWFLAKE_FIRST = 3 * 10**14
"""Ids below it were counted up, and carry no time."""
FIRST_LONG_POSTS = datetime(2023, 1, 1, tzinfo=UTC)
"""No post before it is longer than 280 characters."""

_MAX_ID = 2**64 - 1
_ID = re.compile(r"[1-9][0-9]{0,19}")
_HANDLE = re.compile(r"[A-Za-z0-9_]{1,20}")
_STATUS_PATH = re.compile(
    r"""/+(?:!/+)?
    (?:
        (?P<handle>[A-Za-z0-9_]{1,20})/+(?:web/+)?(?:status(?:es)?|article)
      | status(?:es)?
    )
    /+(?P<id>[0-9]+)
    (?:[/?&].*)?""",
    re.VERBOSE,
)
_PAGES_OF_THE_SITE = frozenset(
    {"hashtag", "home", "intent", "messages", "notifications", "search", "settings", "share"}
)
_ONION = "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion"
_PICTURE_HOSTS = frozenset({"pic.twitter.com", "pic.x.com"})
_PICTURE_PATH = re.compile(r"/(?P<code>[A-Za-z0-9]{10})/?")
_FRAME_HOSTS = frozenset({"platform.twitter.com", "platform.x.com"})
_FRAME_PATH = "/embed/tweet.html"
_OWN_HOST = re.compile(rf"(?:(?:www|mobile|m)\.)?(?:twitter\.com|x\.com|{re.escape(_ONION)})")
_MIRROR_HOST = re.compile(
    r"""(?:(?:www|d|dl|t|g)\.)?(?:fxtwitter|fixupx|twittpr|vxtwitter|fixvx)\.com
    | (?:www\.)?xcancel\.com
    | nitter\.(?:[a-z0-9-]+\.)?[a-z0-9-]+""",
    re.VERBOSE,
)
"""A host of Nitter has one or two names behind the first: more dress another host up as one."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(_DIGITS)


def is_id(value: str) -> bool:
    """True for a decimal number of at most 64 bits, without leading zeros."""
    return _ID.fullmatch(value) is not None and int(value) <= _MAX_ID


def is_handle(value: str) -> bool:
    """True for what can be a handle: 15 letters, digits or underscores; old ones reach 20."""
    return _HANDLE.fullmatch(value) is not None


def ref_of_id(post_id: str, handle: str | None = None) -> PostRef | None:
    """The post with that id, or None where it is no id of X."""
    if not is_id(post_id):
        return None
    if handle is not None and not is_handle(handle):
        handle = None
    return PostRef(
        platform=PLATFORM,
        id=post_id,
        url=f"https://x.com/{handle or 'i'}/status/{post_id}",
        handle=handle,
    )


def match(url: str) -> PostRef | None:
    """The post that the address names, or None.

    Takes the site's own hosts, its onion mirror, the link mirrors and Nitter, and the
    Wayback Machine's address of any of them. The short link of a post's picture is an alias; one
    that may lead anywhere (t.co) names nothing yet: None.
    """
    parts = addresses.split(url)
    if parts is None:
        return None
    if addresses.host_of(parts) in _PICTURE_HOSTS:
        return _picture(parts)
    if addresses.host_of(parts) in _FRAME_HOSTS and parts.path.lower() == _FRAME_PATH:
        return ref_of_id(addresses.query_of(parts).get("id", ""))
    if not _is_host_of_posts(parts):
        return None
    path = unquote(parts.path)
    if parts.fragment.startswith("!/"):
        path = f"/{unquote(parts.fragment)}"
    found = _STATUS_PATH.fullmatch(path)
    if found is None:
        return None
    handle = found["handle"]
    if handle is not None and handle.casefold() in _PAGES_OF_THE_SITE:
        return None
    if handle is not None and handle.casefold() == "i":
        handle = None
    return ref_of_id(found["id"], handle)


def _picture(parts: SplitResult) -> PostRef | None:
    """The post of a picture, by its short link; it leads to the post."""
    found = _PICTURE_PATH.fullmatch(parts.path)
    if found is None:
        return None
    code = found["code"]
    return PostRef(
        platform=PLATFORM, id=f"~{code}", url=f"https://{addresses.host_of(parts)}/{code}"
    )


def handle_of_profile(url: str) -> str | None:
    """The handle of a profile's address on the site itself, or None."""
    parts = addresses.split(url)
    if parts is None or _OWN_HOST.fullmatch(addresses.host_of(parts)) is None:
        return None
    handle = parts.path.strip("/")
    return handle if is_handle(handle) else None


def created_from_id(post_id: str) -> datetime | None:
    """The time in a Snowflake id, UTC, to the millisecond; None for ids without one."""
    if not is_id(post_id) or int(post_id) < SNOWFLAKE_FIRST:
        return None
    milliseconds = (int(post_id) >> 22) + SNOWFLAKE_EPOCH_MS
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=milliseconds)


def may_be_long(post_id: str) -> bool:
    """True where the id is of a time in which posts can be longer than 280 characters."""
    created = created_from_id(post_id)
    return created is not None and created >= FIRST_LONG_POSTS


def syndication_token(post_id: str) -> str:
    """The token that the site's own embed widget sends with this id.

    It is ``id / 1e15 * π`` in base 36, without the point and without zeros, with as many
    digits as ECMAScript's ``Number.prototype.toString`` writes: the fewest that tell the
    number from its neighbours.
    """
    value = int(post_id) / 1e15 * math.pi
    whole = int(value)
    fraction = value - whole
    digits: list[int] = []
    doubt = max(math.ulp(value) / 2, math.ulp(0.0))
    while fraction >= doubt:
        doubt *= _BASE
        fraction *= _BASE
        digit = int(fraction)
        fraction -= digit
        digits.append(digit)
        twice = 2 * fraction
        if (twice > 1 or (twice == 1 and digit % 2)) and fraction + doubt > 1:
            whole += _round_up(digits)
            break
    return (_base36(whole) + "".join(_DIGITS[digit] for digit in digits)).replace("0", "")


def _round_up(digits: list[int]) -> int:
    """Add one to the last digit, in place; the carry into the whole part, 0 or 1."""
    while digits and digits[-1] == _BASE - 1:
        digits.pop()
    if not digits:
        return 1
    digits[-1] += 1
    return 0


def _base36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, _BASE)
        text = _DIGITS[digit] + text
        if not number:
            return text


def _is_host_of_posts(parts: SplitResult) -> bool:
    host = addresses.host_of(parts)
    return bool(_OWN_HOST.fullmatch(host) or _MIRROR_HOST.fullmatch(host))
