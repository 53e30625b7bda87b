"""Channels, ids and addresses of posts on Telegram (core.telegram.org/api/links)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from archiver.answers import addresses
from archiver.model import PostRef

PLATFORM = "telegram"

_MAX_ID = 2**31 - 1
_SITES = ("t.me", "telegram.me", "telegram.dog")
_HOSTS = frozenset(f"{sub}{site}" for site in _SITES for sub in ("", "www."))
_CHANNEL = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_OWN_HOST = re.compile(r"(?P<channel>[a-z][a-z0-9_]{3,31})\.t\.me")
_PUBLIC_PATH = re.compile(
    r"/+(?:s/+)?(?P<channel>[A-Za-z][A-Za-z0-9_]{3,31})(?:/+[0-9]{1,10})?/+(?P<id>[0-9]{1,10})/*"
)
_PRIVATE_PATH = re.compile(r"/+c/+(?P<chat>[0-9]{5,20})(?:/+[0-9]{1,10})?/+(?P<id>[0-9]{1,10})/*")
_OWN_PATH = re.compile(r"(?:/+[0-9]{1,10})?/+(?P<id>[0-9]{1,10})/*")
_APP_LINK = re.compile(
    r"tg:(?://)?(?P<verb>resolve|privatepost)/?\?(?P<query>[^#]{1,500})", re.IGNORECASE
)
_BARE = re.compile(r"(?:c/[0-9]+|[A-Za-z][A-Za-z0-9_]{3,31})/[0-9]+(?:/[0-9]+)?(?:\?[\w=&]*)?")
_PAGES_OF_THE_SITE = frozenset(
    {
        *("addemoji", "addlist", "addstickers", "addtheme", "boost", "confirmphone", "contact"),
        *("giftcode", "invoice", "joinchat", "login", "proxy", "setlanguage", "share", "socks"),
    }
)


def match(url: str) -> PostRef | None:
    """The post that the address names, on the web or in the apps, or None.

    A comment below a post is a post of its own, by somebody else. The frame with all comments
    of a post names none.
    """
    app_link = _APP_LINK.fullmatch(url.strip())
    if app_link is not None:
        return _of_app_link(app_link["verb"].lower(), app_link["query"])
    parts = addresses.split(url)
    if parts is None:
        return None
    host, path = addresses.host_of(parts), unquote(parts.path)
    query = addresses.query_of(parts)
    if "discussion" in query:
        return None
    own = _OWN_HOST.fullmatch(host)
    if host in _HOSTS:
        private = _PRIVATE_PATH.fullmatch(path)
        if private is not None:
            return _private(private["chat"], private["id"])
        found = _PUBLIC_PATH.fullmatch(path)
        return found and _public(found["channel"], found["id"], query.get("comment"))
    found = None if own is None else _OWN_PATH.fullmatch(path)
    if own is None or found is None:
        return None
    return _public(own["channel"], found["id"], query.get("comment"))


def ref_of_id(post_id: str) -> PostRef | None:
    """The post that the attribute of a widget names ("Channel/123"), or None."""
    return match(f"https://t.me/{post_id}") if _BARE.fullmatch(post_id) else None


def is_open(ref: PostRef) -> bool:
    """True for a post of a public chat; false for one of a private chat, and for a comment."""
    return not ref.id.startswith("c/") and "?" not in ref.id


def number_of(ref: PostRef) -> int:
    """The number of an open post in its chat; later posts have higher ones."""
    return int(ref.id.rpartition("/")[2])


def chat_of(url: str | None) -> str | None:
    """The name in the address of a chat or person ("https://t.me/NAME"), as it is written."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    name = parts.path.strip("/")
    return name if parts.netloc.lower() in _HOSTS and _CHANNEL.fullmatch(name) else None


def _public(channel: str, number: str, comment: str | None) -> PostRef | None:
    if not _is_number(number) or channel.lower() in _PAGES_OF_THE_SITE:
        return None
    post_id = f"{channel.lower()}/{number}"
    if comment is not None and _is_number(comment):
        post_id += f"?comment={comment}"
    return PostRef(platform=PLATFORM, id=post_id, url=f"https://t.me/{post_id}", handle=channel)


def _private(chat: str, number: str) -> PostRef | None:
    if not _is_number(number):
        return None
    post_id = f"c/{chat}/{number}"
    return PostRef(platform=PLATFORM, id=post_id, url=f"https://t.me/{post_id}")


def _of_app_link(verb: str, query: str) -> PostRef | None:
    fields = {name: found[0] for name, found in parse_qs(query, max_num_fields=100).items()}
    number = fields.get("post", "")
    if verb == "privatepost":
        chat = fields.get("channel", "")
        return _private(chat, number) if re.fullmatch(r"[0-9]{5,20}", chat) else None
    channel = fields.get("domain", "")
    return _public(channel, number, fields.get("comment")) if _CHANNEL.fullmatch(channel) else None


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,9}", value) is not None and int(value) <= _MAX_ID
