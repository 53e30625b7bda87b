"""What the stand-in knows: people, posts with their versions, pictures.

A stand-in for Mastodon 4.7, which no package registry has as a server. It keeps everything in
memory, and knows no more of Mastodon than capturing posts needs.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from PIL import Image


@dataclass(slots=True, kw_only=True)
class Person:
    id: str
    user: str
    name: str
    token: str
    noindex: bool = False
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    id: str
    data: bytes
    kind: str
    width: int
    height: int
    description: str | None = None

    @property
    def path(self) -> str:
        return f"/system/media_attachments/files/{self.id}/original/{self.id}.{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    text: str
    created: datetime
    spoiler: str = ""
    sensitive: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass(slots=True, kw_only=True)
class Post:
    id: str
    author: Person
    versions: list[Version]
    visibility: str = "public"
    language: str = "en"
    answers: Post | None = None
    quotes: Post | None = None
    options: tuple[str, ...] = ()
    closes: datetime | None = None

    @property
    def now(self) -> Version:
        return self.versions[-1]

    @property
    def edited(self) -> datetime | None:
        return self.now.created if len(self.versions) > 1 else None


@dataclass(slots=True, kw_only=True)
class World:
    base: str
    clock: Callable[[], datetime]
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    members_only: bool = False
    """DISALLOW_UNAUTHENTICATED_API_ACCESS."""
    secure: bool = False
    """AUTHORIZED_FETCH: objects are given to signed requests alone."""
    count: int = 0

    def id(self) -> str:
        self.count += 1
        return str(int(self.clock().timestamp() * 1000) << 16 | self.count % 2**16)

    def join(self, user: str, name: str) -> Person:
        person = Person(id=self.id(), user=user, name=name, token=f"token-of-{user}")
        self.people[user] = person
        return person

    def by_token(self, token: str) -> Person | None:
        return next((one for one in self.people.values() if one.token == token), None)

    def keep(self, data: bytes, description: str | None) -> Picture:
        with Image.open(io.BytesIO(data)) as image:
            kind, (width, height) = (image.format or "").lower(), image.size
        picture = Picture(
            id=self.id(),
            data=data,
            kind=kind,
            width=width,
            height=height,
            description=description or None,
        )
        self.pictures[picture.id] = picture
        return picture

    def write(self, author: Person, version: Version, **more: Any) -> Post:
        post = Post(id=self.id(), author=author, versions=[version], **more)
        self.posts[post.id] = post
        return post

    def edit(self, post: Post, version: Version) -> None:
        # Two versions of one millisecond would be one to whoever sorts them.
        later = max(version.created, post.now.created + timedelta(milliseconds=1))
        post.versions.append(replace(version, created=later))

    def seen(self, post_id: str, viewer: Person | None) -> Post | None:
        """The post, where the viewer may see it: private ones are for their authors here."""
        post = self.posts.get(post_id)
        if post is None or post.author.suspended:
            return None
        return post if post.visibility in {"public", "unlisted"} or viewer is post.author else None
