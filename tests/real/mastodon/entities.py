"""The stand-in's entities, with the keys and types of those of Mastodon 4.7."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.real.mastodon.world import Person, Picture, Post, Version, World

_LINK = re.compile(r"(?P<link>https?://[^\s<>\"]+)|#(?P<tag>[A-Za-z_]\w*)|@(?P<user>\w+)")
_SHOWN = 30
_SMALL = 640
_BLURHASH = "L00000fQfQfQfQfQfQfQfQfQfQfQ"
_POLICY = {"automatic": ["public"], "manual": [], "current_user": "automatic"}


class Entities:
    """The world as answers show it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._base = world.base

    def page(self, post: Post) -> str:
        return f"{self._base}/@{post.author.user}/{post.id}"

    def actor(self, person: Person) -> str:
        return f"{self._base}/ap/users/{person.id}"

    def uri(self, post: Post) -> str:
        return f"{self.actor(post.author)}/statuses/{post.id}"

    def account(self, person: Person) -> dict[str, Any]:
        picture, header = f"{self._base}/avatars/missing.png", f"{self._base}/headers/missing.png"
        mine = [post for post in self._world.posts.values() if post.author is person]
        found: dict[str, Any] = {
            "id": person.id,
            "username": person.user,
            "acct": person.user,
            "display_name": person.name,
            "locked": False,
            "bot": False,
            "group": False,
            "discoverable": True,
            "indexable": not person.noindex,
            "note": "<p>Made up.</p>",
            "created_at": "2026-01-01T00:00:00.000Z",
            "url": f"{self._base}/@{person.user}",
            "uri": self.actor(person),
            "avatar": picture,
            "avatar_static": picture,
            "avatar_description": "",
            "header": header,
            "header_static": header,
            "header_description": "",
            "followers_count": 0,
            "following_count": 0,
            "statuses_count": len(mine),
            "hide_collections": None,
            "show_media": True,
            "last_status_at": f"{mine[-1].now.created:%Y-%m-%d}" if mine else None,
            "show_media_replies": True,
            "show_featured": True,
            "noindex": person.noindex,
            "feature_approval": _POLICY,
            "emojis": [],
            "roles": [],
            "fields": [],
        }
        return {**found, "suspended": True} if person.suspended else found

    def member(self, person: Person) -> dict[str, Any]:
        """The account as its owner sees it (CredentialAccount)."""
        role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
        source = {
            "privacy": "public",
            "sensitive": False,
            "language": None,
            "note": "",
            "fields": [],
            "follow_requests_count": 0,
            "hide_collections": None,
            "discoverable": True,
            "indexable": True,
            "attribution_domains": [],
            "quote_policy": "public",
        }
        return {
            **self.account(person),
            "source": source,
            "role": {**role, "collection_limit": 10},
        }

    def attachment(self, picture: Picture) -> dict[str, Any]:
        scale = min(1.0, _SMALL / max(picture.width, picture.height))
        sizes = {
            "original": (picture.width, picture.height),
            "small": (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))),
        }
        url = f"{self._base}{picture.path}"
        return {
            "id": picture.id,
            "type": "image",
            "url": url,
            "remote_url": None,
            "preview_url": url.replace("/original/", "/small/"),
            "preview_remote_url": None,
            "text_url": None,
            "meta": {
                name: {
                    "width": wide,
                    "height": high,
                    "size": f"{wide}x{high}",
                    "aspect": wide / high,
                }
                for name, (wide, high) in sizes.items()
            },
            "description": picture.description,
            "blurhash": _BLURHASH,
        }

    def status(self, post: Post, viewer: Person | None, *, source: bool = False) -> dict[str, Any]:
        now, parent = post.now, post.answers
        found: dict[str, Any] = {
            "id": post.id,
            "created_at": stamp(post.versions[0].created),
            "in_reply_to_id": parent and parent.id,
            "in_reply_to_account_id": parent and parent.author.id,
            "sensitive": now.sensitive,
            "spoiler_text": now.spoiler,
            "visibility": post.visibility,
            "language": post.language,
            "uri": self.uri(post),
            "url": self.page(post),
            "quotes_count": 0,
            "replies_count": 0,
            "reblogs_count": 0,
            "favourites_count": 0,
            "edited_at": stamp(post.edited) if post.edited else None,
            **({"text": now.text} if source else {"content": self.content(post, now)}),
            "reblog": None,
            "application": {"name": "Stand-in", "website": None},
            "account": self.account(post.author),
            "media_attachments": [self.attachment(one) for one in now.pictures],
            "mentions": [self.mention(one) for one in self.mentioned(now.text)],
            "tags": [
                {"name": tag.lower(), "url": f"{self._base}/tags/{tag.lower()}"}
                for tag in dict.fromkeys(found["tag"] for found in _LINK.finditer(now.text))
                if tag
            ],
            "emojis": [],
            "tagged_collections": [],
            "card": None,
            "quote_approval": _POLICY,
            "quote": self.quote(post.quotes, viewer) if post.quotes else None,
            "poll": self.poll(post, viewer) if post.options else None,
        }
        own = ("favourited", "reblogged", "muted", "bookmarked")
        member = {**dict.fromkeys(own, False), "filtered": []} if viewer else {}
        pinned = {"pinned": False} if viewer is post.author else {}
        return {**found, **member, **pinned}

    def quote(self, post: Post, viewer: Person | None) -> dict[str, Any]:
        seen = self._world.seen(post.id, viewer)
        if seen is None:
            return {"state": "deleted", "quoted_status": None}
        return {"state": "accepted", "quoted_status": self.status(seen, viewer)}

    def poll(self, post: Post, viewer: Person | None) -> dict[str, Any]:
        closes = post.closes or post.now.created
        voted = {"voted": viewer is post.author, "own_votes": []} if viewer else {}
        return {
            "id": post.id,
            "expires_at": stamp(closes),
            "expired": closes < self._world.clock(),
            "multiple": False,
            "votes_count": 0,
            "voters_count": 0,
            "emojis": [],
            "options": [{"title": title, "votes_count": 0} for title in post.options],
            **voted,
        }

    def edits(self, post: Post) -> list[dict[str, Any]]:
        return [
            {
                "content": self.content(post, version),
                "spoiler_text": version.spoiler,
                "sensitive": version.sensitive,
                "created_at": stamp(version.created),
                "account": self.account(post.author),
                "media_attachments": [self.attachment(one) for one in version.pictures],
                "emojis": [],
            }
            for version in post.versions
        ]

    def note(self, post: Post) -> dict[str, Any]:
        """The post as an object of ActivityPub."""
        now, parent = post.now, post.answers
        public = "https://www.w3.org/ns/activitystreams#Public"
        content = self.content(post, now)
        found: dict[str, Any] = {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.uri(post),
            "type": "Question" if post.options else "Note",
            "summary": now.spoiler or None,
            "inReplyTo": parent and self.uri(parent),
            "published": f"{post.versions[0].created:%Y-%m-%dT%H:%M:%SZ}",
            "url": self.page(post),
            "attributedTo": self.actor(post.author),
            "to": [public],
            "sensitive": now.sensitive,
            "content": content,
            "contentMap": {post.language: content},
            "attachment": [
                {
                    "type": "Document",
                    "mediaType": f"image/{one.kind}",
                    "url": f"{self._base}{one.path}",
                    "name": one.description,
                    "width": one.width,
                    "height": one.height,
                }
                for one in now.pictures
            ],
        }
        if post.edited:
            found["updated"] = f"{post.edited:%Y-%m-%dT%H:%M:%SZ}"
        if post.options:
            found["oneOf"] = [{"type": "Note", "name": title} for title in post.options]
        if post.quotes:
            found["quote"] = self.uri(post.quotes)
        return found

    # -- words --------------------------------------------------------------------------

    def mentioned(self, text: str) -> list[Person]:
        users = dict.fromkeys(found["user"] for found in _LINK.finditer(text))
        return [self._world.people[user] for user in users if user in self._world.people]

    def mention(self, person: Person) -> Mapping[str, str]:
        url = f"{self._base}/@{person.user}"
        return {"id": person.id, "username": person.user, "url": url, "acct": person.user}

    def content(self, post: Post, version: Version) -> str:
        paragraphs = re.split(r"\n{2,}", version.text.strip())
        words = "".join(
            f"<p>{'<br />'.join(self._line(line) for line in one.splitlines())}</p>"
            for one in paragraphs
            if one
        )
        if post.quotes is None:
            return words
        return f'<p class="quote-inline">RE: {_anchor(self.page(post.quotes))}</p>{words}'

    def _line(self, line: str) -> str:
        parts, end = [], 0
        for found in _LINK.finditer(line):
            parts += [html.escape(line[end : found.start()]), self._linked(found)]
            end = found.end()
        return "".join([*parts, html.escape(line[end:])])

    def _linked(self, found: re.Match[str]) -> str:
        if found["link"]:
            return _anchor(found["link"])
        if found["tag"]:
            url = f"{self._base}/tags/{found['tag'].lower()}"
            shown = f"#<span>{html.escape(found['tag'])}</span>"
            return f'<a href="{url}" class="mention hashtag" rel="tag">{shown}</a>'
        person = self._world.people.get(found["user"])
        if person is None:
            return html.escape(found[0])
        link = f'<a href="{self._base}/@{person.user}" class="u-url mention">@<span>{person.user}'
        return f'<span class="h-card" translate="no">{link}</span></a></span>'


def _anchor(url: str) -> str:
    """A link as Mastodon shows it: without its scheme, and cut after 30 characters."""
    scheme, _, rest = url.partition("://")
    start, end = html.escape(rest[:_SHOWN]), html.escape(rest[_SHOWN:])
    return (
        f'<a href="{html.escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{scheme}://</span>'
        f'<span class="{"ellipsis" if end else ""}">{start}</span>'
        f'<span class="invisible">{end}</span></a>'
    )


def stamp(moment: datetime) -> str:
    """A time as the API writes it: UTC, in milliseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
