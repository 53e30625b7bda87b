"""Accounts, record keys and addresses of posts on Bluesky, and the time in a record key."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote

from archiver.answers import addresses, times
from archiver.model import PostRef

PLATFORM = "bluesky"
COLLECTION = "app.bsky.feed.post"
FIRST_POSTS = datetime(2022, 11, 1, tzinfo=UTC)
"""No post of the network is older."""
INVALID_HANDLE = "handle.invalid"
"""What servers write in place of a handle that doesn't lead back to its account."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = rf"(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?"
_DID = re.compile(rf"did:(?:plc:[a-z2-7]{{24}}|web:{_DOMAIN})", re.ASCII)
_HANDLE = re.compile(_DOMAIN, re.ASCII)
_RKEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}", re.ASCII)
_TID = re.compile(r"[2-7a-j][2-7a-z]{12}", re.ASCII)
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_BITS = 10
_TID_END = 2**63
_LONGEST_DOMAIN = 253
_AT = "at://"
_PART_OF_URI = 3

_SITES = frozenset(
    {
        *("bsky.app", "www.bsky.app", "main.bsky.dev"),
        *("fxbsky.app", "vxbsky.app", "cbsky.app", "bskyx.app", "bskye.app", "bsyy.app"),
        *("www.fxbsky.app", "www.vxbsky.app", "www.cbsky.app", "www.bskyx.app", "www.bsyy.app"),
    }
)
"""The site, and the wrappers that keep its paths and show a post to other networks."""
_FRAMES = frozenset({"embed.bsky.app"})
_PARTS_OF_A_POST = frozenset({"liked-by", "reposted-by", "quotes"})


def is_did(value: str) -> bool:
    """True for an account's id, of the two methods that the network knows: plc and web."""
    return _DID.fullmatch(value) is not None and len(value) <= _LONGEST_DOMAIN


def handle_of(value: object) -> str | None:
    """A handle in lower case, without the at sign before it; None for what can be none."""
    if not isinstance(value, str):
        return None
    handle = value.removeprefix("@").lower()
    if len(handle) > _LONGEST_DOMAIN or handle == INVALID_HANDLE:
        return None
    return handle if _HANDLE.fullmatch(handle) else None


def ref_of(account: str, rkey: str, handle: str | None = None) -> PostRef | None:
    """The account's post with that record key; an alias where ``account`` is a handle."""
    if _RKEY.fullmatch(rkey) is None or rkey in {".", ".."}:
        return None
    if is_did(account):
        return PostRef(
            platform=PLATFORM,
            id=f"{account}/{rkey}",
            url=f"https://bsky.app/profile/{account}/post/{rkey}",
            handle=handle_of(handle),
        )
    named = handle_of(account)
    if named is None:
        return None
    return PostRef(
        platform=PLATFORM,
        id=f"~{named}/{rkey}",
        url=f"https://bsky.app/profile/{named}/post/{rkey}",
        handle=named,
    )


def ref_of_id(post_id: str) -> PostRef | None:
    """The post of an id ("DID/RKEY") or an at:// address, or None for anything else."""
    if post_id.startswith(_AT):
        return ref_of_uri(post_id)
    account, _, rkey = post_id.partition("/")
    return ref_of(account, rkey) if is_did(account) else None


def ref_of_uri(uri: object, handle: str | None = None) -> PostRef | None:
    """The post of an at:// address; None where it names another kind of record."""
    if not isinstance(uri, str) or not uri.startswith(_AT):
        return None
    parts = uri.removeprefix(_AT).split("/")
    if len(parts) != _PART_OF_URI or parts[1] != COLLECTION:
        return None
    return ref_of(parts[0], parts[2], handle)


def account_and_key(ref: PostRef) -> tuple[str, str]:
    """The account (a DID, or the handle of an alias) and the record key of a reference."""
    account, _, rkey = ref.id.removeprefix("~").partition("/")
    return account, rkey


def account_of(ref: PostRef) -> str:
    """The account of a reference: a DID, or the handle of an alias."""
    return account_and_key(ref)[0]


def uri_of(ref: PostRef) -> str:
    """The at:// address of the post."""
    account, rkey = account_and_key(ref)
    return f"{_AT}{account}/{COLLECTION}/{rkey}"


def match(url: str) -> PostRef | None:
    """The post that the address names, or None.

    Takes the site, its wrappers and frames, at:// addresses, and the Wayback Machine's address
    of any of them. With a handle in place of the account's id it names the post by an alias.
    """
    if url.strip().startswith(_AT):
        return ref_of_uri(url.strip())
    parts = addresses.split(url)
    if parts is None:
        return None
    host = addresses.host_of(parts)
    path = [unquote(part) for part in parts.path.split("/") if part]
    if host in _SITES:
        return _of_path(path)
    if host in _FRAMES and len(path) == 4 and path[0] == "embed" and path[2] == COLLECTION:
        return ref_of(path[1], path[3])
    return None


def _of_path(path: list[str]) -> PostRef | None:
    """The post of ``/profile/ACCOUNT/post/RKEY`` and the pages below it."""
    if len(path) == 5 and path[4] in _PARTS_OF_A_POST:
        path = path[:4]
    if len(path) != 4 or path[0] != "profile" or path[2] != "post":
        return None
    return ref_of(path[1], path[3])


def created_from_id(post_id: str) -> datetime | None:
    """The time in the record key, UTC, in microseconds; None where it is no TID.

    A TID (atproto.com/specs/tid) has a zero, then 53 bits of microseconds since 1970 by the clock
    of the author's program, which may be wrong or set on purpose.
    """
    rkey = post_id.partition("/")[2]
    if post_id.startswith(("~", "?")) or _TID.fullmatch(rkey) is None:
        return None
    number = 0
    for digit in rkey:
        number = number * len(_TID_DIGITS) + _TID_DIGITS.index(digit)
    if number >= _TID_END:
        return None
    return times.since(times.of_microseconds(number >> _CLOCK_BITS), FIRST_POSTS)
