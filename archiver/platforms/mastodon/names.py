"""Addresses of posts on Mastodon and on servers that are built like it.

Any host can be such a server. So the path decides, and hosts that are known to be something
else are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import SplitResult, quote, unquote, urlsplit

from archiver.answers import addresses, statuses
from archiver.answers.addresses import is_host
from archiver.model import PostRef

PLATFORM = "mastodon"

FOREIGN_HOSTS = (
    *("x.com", "twitter.com", "bsky.app", "threads.com", "threads.net", "truthsocial.com"),
    *("gab.com", "gettr.com", "parler.com", "minds.com", "mewe.com", "cohost.org", "weibo.com"),
    *("instagram.com", "facebook.com", "fb.com", "fb.watch", "messenger.com", "whatsapp.com"),
    *("tiktok.com", "douyin.com", "lemon8-app.com", "likee.video", "kwai.com", "snapchat.com"),
    *("youtube.com", "youtu.be", "twitch.tv", "kick.com", "rumble.com", "odysee.com", "lbry.tv"),
    *("medium.com", "substack.com", "hackernoon.com", "hashnode.com", "flipboard.com", "dev.to"),
    *("vk.com", "vk.ru", "ok.ru", "t.me", "telegram.me", "telegram.org", "line.me", "zhihu.com"),
    *("linkedin.com", "reddit.com", "redd.it", "tumblr.com", "pinterest.com", "quora.com"),
    *("steemit.com", "peakd.com", "hive.blog", "patreon.com", "ko-fi.com", "npmjs.com"),
    *("fxtwitter.com", "vxtwitter.com", "fixvx.com", "fixupx.com", "twittpr.com", "xcancel.com"),
    *("instagr.am", "kkinstagram.com", "ddinstagram.com"),
    *("archive.org", "archive.today", "archive.ph", "archive.is", "github.com", "gitlab.com"),
)
"""Sites with addresses of the same form that are no such servers, and other platforms."""

_NITTER = "nitter."
"""The start of the hosts that show another platform's posts by Nitter."""
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})"
)
_USER = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?"
_TAIL = r"(?:/(?:embed|activity|reblogs|favourites|quotes|media/[0-9]+))?/?"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_FLAKE = r"(?=[0-9A-Za-z]*[A-Za-z])[0-9A-Za-z]{18}"
_ULID = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"
_NOTE = r"(?=[0-9a-z]*[0-9][0-9a-z]*[0-9])[7-9a][0-9a-z]{9}(?:[0-9a-z]{6})?"
_PATHS = re.compile(
    rf"""
    /(?:(?:web|deck)/)?@(?P<user>{_USER})(?:@(?P<remote>[^@/\s]+))?/(?P<timed>[0-9]{{1,20}}){_TAIL}
  | /(?:web|deck)/statuses/(?P<bare>[0-9]{{1,20}})/?
  | /users/(?P<actor>{_USER})/statuses/(?P<any>[0-9]{{1,20}}){_TAIL}
  | /ap/users/(?P<account>[0-9]{{1,20}})/statuses/(?P<numbered>[0-9]{{1,20}}){_TAIL}
  | /(?:users/|@)(?P<owner>{_USER})/statuses/(?P<ulid>{_ULID})/?
  | /notice/(?P<flake>{_FLAKE})/?
  | /objects/(?P<uuid>{_UUID})/?
  | /p/(?P<photographer>{_USER})/(?P<photo>[0-9]{{17,19}})/?
  | /notes/(?P<note>{_NOTE})/?
    """,
    re.VERBOSE,
)
"""Mastodon's forms; those of GoToSocial, Pleroma and Akkoma (two), Pixelfed, and Misskey."""
_ACTOR = re.compile(rf"/(?:users/|@)(?P<user>{_USER})/?")
_LARGEST = 2**63 - 1
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class Place:
    """A post's id, taken apart."""

    host: str
    id: str
    """As the server's API has it."""


def place_of(ref: PostRef) -> Place:
    """The server and the id in a reference or an alias of this platform."""
    host, _, rest = ref.id.removeprefix("~").partition("/")
    return Place(host, rest.rpartition("/")[2])


@dataclass(frozen=True, slots=True)
class Names:
    """Addresses of posts. ``local`` are servers ("127.0.0.1:3000") that are asked without TLS."""

    local: frozenset[str] = field(default_factory=frozenset)

    def match(self, url: str) -> PostRef | None:
        """The post that the address names, or None.

        The address of a copy on another server than the author's names it by an alias, and so
        does Pleroma's name of an object.
        """
        parts = self._parts(url)
        host = self._host(parts) if parts is not None else None
        if parts is None or host is None:
            return None
        found = _PATHS.fullmatch(re.sub(r"/{2,}", "/", unquote(parts.path)))
        if found is None:
            return None
        return self._alias(host, found) or self._named(host, found)

    def ref_of_id(self, post_id: str) -> PostRef | None:
        """The post with the id ``HOST/ID``, or None where the id alone makes no address."""
        host, slash, rest = post_id.partition("/")
        if not slash or host != host.lower() or "/" in rest:
            return None
        candidates = (f"/web/statuses/{rest}", f"/notice/{rest}", f"/notes/{rest}")
        refs = (self.match(f"{self.base(host)}{path}") for path in candidates)
        return next((ref for ref in refs if ref is not None and ref.id == post_id), None)

    def base(self, host: str) -> str:
        """The start of the server's addresses, without a slash at its end."""
        return f"{'http' if host in self.local else 'https'}://{host}"

    def page(self, ref: PostRef) -> str | None:
        """The address of the post's page, or None where none is known that holds it."""
        url = ref.url or ""
        return None if "/web/statuses/" in url else url or None

    def activity(self, ref: PostRef) -> str | None:
        """The address of the post as an ActivityPub object, or None where it isn't known."""
        place = place_of(ref)
        page = self.page(ref)
        if page is not None and "/@" in page:
            user = (ref.handle or "").partition("@")[0]
            return f"{self.base(place.host)}/users/{user}/statuses/{place.id}" if user else None
        return page

    def handle_of_actor(self, url: str) -> str | None:
        """``user@host`` from the address of an account, or None where no name stands in it."""
        parts = self._parts(url)
        host = self._host(parts) if parts is not None else None
        found = _ACTOR.fullmatch(unquote(parts.path)) if parts is not None else None
        return f"{found['user']}@{host}" if found is not None and host is not None else None

    def host_of(self, url: str) -> str | None:
        """The host of an address, or None where it can be no server of this kind."""
        parts = self._parts(url)
        return self._host(parts) if parts is not None else None

    def is_at_home(self, handle: str | None, host: str) -> bool:
        """True where the handle is of an account that the host may speak for.

        A handle may leave the first part of the host out ("jane@example.org" for accounts of
        social.example.org: Mastodon's LOCAL_DOMAIN).
        """
        home = (handle or "").partition("@")[2].lower()
        return home == host or ("." in home and is_host(host, home))

    def _parts(self, url: str) -> SplitResult | None:
        try:
            parts = urlsplit(url.strip())
        except ValueError:
            return None
        return parts if parts.netloc.lower() in self.local else addresses.split(url)

    def _host(self, parts: SplitResult) -> str | None:
        if parts.netloc.lower() in self.local:
            return parts.netloc.lower()
        host = _domain(addresses.host_of(parts))
        if host is None or host.startswith(_NITTER) or is_host(host, *FOREIGN_HOSTS):
            return None
        return host

    def _alias(self, host: str, found: re.Match[str]) -> PostRef | None:
        base = self.base(host)
        if found["uuid"]:
            path = f"objects/{found['uuid'].lower()}"
            return PostRef(platform=PLATFORM, id=f"~{host}/{path}", url=f"{base}/{path}")
        remote = self._remote(host, found)
        if remote in {None, host} or not _is_time(found["timed"]):
            return None
        handle = f"{found['user']}@{remote}"
        return PostRef(
            platform=PLATFORM,
            id=f"~{host}/{found['timed']}",
            url=f"{base}/@{quote(handle, safe='@:')}/{found['timed']}",
            handle=handle,
        )

    def _named(self, host: str, found: re.Match[str]) -> PostRef | None:
        """The post by its id, with its canonical address."""
        if self._remote(host, found) != host:
            return None
        for post_id, user, path in _forms(found):
            return PostRef(
                platform=PLATFORM,
                id=f"{host}/{post_id}",
                url=f"{self.base(host)}{path}",
                handle=f"{user}@{host}" if user else None,
            )
        return None

    def _remote(self, host: str, found: re.Match[str]) -> str | None:
        """The author's server as the address names it; None for what is no host."""
        remote = (found["remote"] or host).lower()
        return remote if remote in self.local else _domain(remote)


def _forms(found: re.Match[str]) -> Iterator[tuple[str, str | None, str]]:
    """Id, user and canonical path by the form that an address has."""
    user = found["user"] or found["actor"]
    number = found["timed"] or found["any"]
    if user and number and (_is_time(number) if found["timed"] else _is_number(number)):
        path = f"/@{user}/{number}" if _is_time(number) else f"/users/{user}/statuses/{number}"
        yield number, user, path
    if found["bare"] and _is_time(found["bare"]):
        yield found["bare"], None, f"/web/statuses/{found['bare']}"
    if found["numbered"] and _is_number(found["numbered"]):
        number = found["numbered"]
        yield number, None, f"/ap/users/{found['account']}/statuses/{number}"
    if found["ulid"]:
        yield found["ulid"], found["owner"], f"/@{found['owner']}/statuses/{found['ulid']}"
    if found["flake"]:
        yield found["flake"], None, f"/notice/{found['flake']}"
    if found["photo"]:
        path = f"p/{found['photographer']}/{found['photo']}"
        yield f"p/{found['photo']}", found["photographer"], f"/{path}"
    if found["note"]:
        yield found["note"], None, f"/notes/{found['note']}"


def _domain(host: str) -> str | None:
    """The name of a host in ASCII, or None where no server of the net has such a name."""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if len(host) <= _MAX_HOST and _HOST.fullmatch(host) else None


def _is_number(value: str) -> bool:
    return value.isascii() and 0 < int(value) <= _LARGEST and not value.startswith("0")


def _is_time(value: str | None) -> bool:
    return value is not None and statuses.time_in_id(value) is not None


def created_from_id(ref: PostRef) -> datetime | None:
    """The time in a Mastodon id on its own server, UTC; None for aliases and other ids."""
    host, _, rest = ref.id.partition("/")
    return None if host.startswith(("~", "?")) else statuses.time_in_id(rest)
