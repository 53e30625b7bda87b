"""The stand-in as a server: ``python -m tests.real.mastodon.standin`` on a port of its own.

It prints one line of JSON: its address, and the tokens of its people. Its own controls, which
no Mastodon has, stand under ``/standin/``.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.policy import HTTP
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.real.mastodon.entities import Entities
from tests.real.mastodon.world import Person, Post, Version, World

VERSION = "4.7.3"
API_VERSION = 11
PEOPLE = (("jane", "Jane Doe"), ("sam", "Sam Roe"))
_LIMIT = 500
_ACTIVITY = "application/activity+json"
_NEEDS_MEMBER = {"error": "This API requires an authenticated user"}
_NO_TOKEN = {"error": "The access token is invalid"}
_NO_RECORD = {"error": "Record not found"}
_NOT_FOUND = {"error": "Not Found"}

Fields = Mapping[str, list[str]]


class Answer(Exception):  # noqa: N818 - it ends a request, and mostly well
    """What is sent back."""

    def __init__(self, body: Any, status: int = 200, kind: str = "application/json") -> None:
        super().__init__(status)
        self.status = status
        self.kind = kind
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    world: World
    entities: Entities

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_PUT(self) -> None:
        self._answer(self._put)

    def do_DELETE(self) -> None:
        self._answer(self._delete)

    # -- routes -------------------------------------------------------------------------

    def _get(self) -> None:
        parts = urlsplit(self.path)
        steps = unquote(parts.path).strip("/").split("/")
        query = parse_qs(parts.query)
        match steps:
            case ["api", "v1" | "v2", "instance"]:
                raise Answer(self._instance())
            case ["api", "v1", "accounts", "verify_credentials"]:
                raise Answer(self.entities.member(self._member()))
            case ["api", "v1", "accounts", "lookup"]:
                self._viewer()
                person = self.world.people.get(query.get("acct", [""])[0])
                raise Answer(self.entities.account(person)) if person else Answer(_NO_RECORD, 404)
            case ["api", "v1", "statuses", post_id, *rest]:
                self._api_status(post_id, "".join(rest))
            case ["api", "v1", "media", media_id] if media_id in self.world.pictures:
                raise Answer(self.entities.attachment(self.world.pictures[media_id]))
            case ["api", "oembed"]:
                self._oembed(query.get("url", [""])[0])
            case ["system", "media_attachments", "files", media_id, *_]:
                self._file(media_id)
        self._get_post(steps)
        raise Answer(_NOT_FOUND, HTTPStatus.NOT_FOUND)

    def _get_post(self, steps: list[str]) -> None:
        match steps:
            case ["ap", "users", _, "statuses", post_id]:
                self._page_or_object(self.world.posts.get(post_id))
            case ["users", user, "statuses", post_id]:
                self._page_or_object(self._of(user, post_id))
            case [user, post_id] if user.startswith("@"):
                self._page_or_object(self._of(user[1:], post_id))

    def _instance(self) -> dict[str, Any]:
        """As much of the instance as a client asks for."""
        name = self.world.base.partition("://")[2]
        about = {"uri": name, "domain": name, "title": "Stand-in", "version": VERSION}
        return {**about, "api_versions": {"mastodon": API_VERSION}}

    def _api_status(self, post_id: str, part: str) -> None:
        viewer = self._viewer()
        post = self.world.seen(post_id, viewer)
        if post is None:
            raise Answer(_NO_RECORD, HTTPStatus.NOT_FOUND)
        if part == "":
            raise Answer(self.entities.status(post, viewer))
        if part == "history":
            raise Answer(self.entities.edits(post))
        if part == "source" and viewer is post.author:
            words = {"id": post.id, "text": post.now.text, "spoiler_text": post.now.spoiler}
            raise Answer(words)
        if part == "context":
            raise Answer({"ancestors": [], "descendants": []})

    def _oembed(self, url: str) -> None:
        post = self.world.seen(urlsplit(url).path.rpartition("/")[2], None)
        if post is None:
            raise Answer(_NOT_FOUND, HTTPStatus.NOT_FOUND)
        page, base = self.entities.page(post), self.world.base
        name = f"Post by @{post.author.user}@{base.partition('://')[2]}"
        markup = (
            f'<blockquote class="mastodon-embed" data-embed-url="{page}/embed"><a href="{page}">'
            f"<div>{name}</div><div>View on Mastodon</div></a></blockquote>"
        )
        raise Answer(
            {
                "type": "rich",
                "version": "1.0",
                "author_name": post.author.name,
                "author_url": f"{base}/@{post.author.user}",
                "provider_name": base,
                "provider_url": f"{base}/",
                "cache_age": 86400,
                "html": markup,
                "width": 400,
                "height": None,
            }
        )

    def _file(self, media_id: str) -> None:
        picture = self.world.pictures.get(media_id)
        if picture is not None:
            raise Answer(picture.data, kind=f"image/{picture.kind}")

    def _page_or_object(self, post: Post | None) -> None:
        wants_object = _ACTIVITY in (self.headers.get("Accept") or "")
        if wants_object and self.world.secure:
            raise Answer({"error": "Request not signed"}, HTTPStatus.UNAUTHORIZED)
        if post is not None and post.author.suspended:
            raise Answer(b"", HTTPStatus.GONE, "text/html; charset=utf-8")
        seen = post and self.world.seen(post.id, None)
        if seen is None:
            page = b"<!DOCTYPE html><title>The page you are looking for isn't here.</title>"
            body = _NOT_FOUND if wants_object else page
            kind = "application/json" if wants_object else "text/html; charset=utf-8"
            raise Answer(body, HTTPStatus.NOT_FOUND, kind)
        if wants_object:
            raise Answer(self.entities.note(seen), kind=f"{_ACTIVITY}; charset=utf-8")
        raise Answer(self._page(seen), kind="text/html; charset=utf-8")

    def _page(self, post: Post) -> bytes:
        world, author = self.world, post.author
        handle = f"{author.user}@{world.base.partition('://')[2]}"
        data = {
            "@context": "https://schema.org",
            "@type": "SocialMediaPosting",
            "url": self.entities.page(post),
            "text": self.entities.content(post, post.now),
            "datePublished": f"{post.versions[0].created:%Y-%m-%dT%H:%M:%SZ}",
            "author": {"@type": "Person", "name": author.name, "identifier": handle},
            "image": [
                {
                    "@type": "ImageObject",
                    "contentUrl": f"{world.base}{one.path}",
                    "description": one.description,
                }
                for one in post.now.pictures
            ],
        }
        linked = json.dumps(data).replace("<", "\\u003c")
        robots = '<meta name="robots" content="noindex, noarchive">' if author.noindex else ""
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8">{robots}'
            f'<meta property="og:url" content="{self.entities.page(post)}">'
            f'<meta property="og:title" content="{escape(author.name)} (@{handle})">'
            f'<meta property="og:description" content="{escape(post.now.text)}">'
            f'<script type="application/ld+json">{linked}</script></head>'
            '<body><div id="mastodon"></div></body></html>'
        ).encode()

    def _post(self) -> None:
        steps = urlsplit(self.path).path.strip("/").split("/")
        fields, files = self._form()
        if steps[0] == "standin":
            self._control(steps[1:])
        author = self._member()
        match steps:
            case ["api", "v2", "media"]:
                picture = self.world.keep(files["file"], _one(fields, "description"))
                raise Answer(self.entities.attachment(picture))
            case ["api", "v1", "statuses"]:
                seconds = int(_one(fields, "poll[expires_in]") or 0)
                now = self.world.clock()
                post = self.world.write(
                    author,
                    self._version(fields),
                    visibility=_one(fields, "visibility") or "public",
                    language=_one(fields, "language") or "en",
                    answers=self.world.posts.get(_one(fields, "in_reply_to_id")),
                    quotes=self.world.posts.get(_one(fields, "quoted_status_id")),
                    options=tuple(fields.get("poll[options][]", ())),
                    closes=now + timedelta(seconds=seconds) if seconds else None,
                )
                raise Answer(self.entities.status(post, author))
        raise Answer(_NOT_FOUND, HTTPStatus.NOT_FOUND)

    def _put(self) -> None:
        fields, _ = self._form()
        post, author = self._own()
        self.world.edit(post, self._version(fields))
        raise Answer(self.entities.status(post, author))

    def _delete(self) -> None:
        post, author = self._own()
        answer = Answer(self.entities.status(post, author, source=True))
        del self.world.posts[post.id]
        raise answer

    def _control(self, steps: list[str]) -> None:
        """What an operator does to a server, and Mastodon's API doesn't."""
        match steps:
            case ["suspend" | "restore" as state, user]:
                self.world.people[user].suspended = state == "suspend"
            case ["noindex" | "index" as state, user]:
                self.world.people[user].noindex = state == "noindex"
            case ["members-only", state]:
                self.world.members_only = state == "on"
            case ["secure", state]:
                self.world.secure = state == "on"
        raise Answer({})

    # -- parts of a request -------------------------------------------------------------

    def _version(self, fields: Fields) -> Version:
        text = _one(fields, "status")
        media = (self.world.pictures.get(one) for one in fields.get("media_ids[]", ()))
        pictures = tuple(one for one in media if one is not None)
        if not text and not pictures:
            raise Answer({"error": "Validation failed: Text can't be blank"}, 422)
        if len(text) > _LIMIT:
            raise Answer({"error": "Validation failed: Text character limit of 500 exceeded"}, 422)
        return Version(
            text=text,
            created=self.world.clock(),
            spoiler=_one(fields, "spoiler_text"),
            sensitive=_one(fields, "sensitive").lower() in {"1", "true"},
            pictures=pictures,
        )

    def _of(self, user: str, post_id: str) -> Post | None:
        post = self.world.posts.get(post_id)
        return post if post is not None and post.author.user == user else None

    def _own(self) -> tuple[Post, Person]:
        author = self._member()
        post = self.world.posts.get(self.path.rpartition("/")[2])
        if post is None or post.author is not author:
            raise Answer(_NO_RECORD, HTTPStatus.NOT_FOUND)
        return post, author

    def _viewer(self) -> Person | None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        person = self.world.by_token(token)
        if person is None and (token or self.world.members_only):
            raise Answer(_NO_TOKEN if token else _NEEDS_MEMBER, HTTPStatus.UNAUTHORIZED)
        return person

    def _member(self) -> Person:
        person = self._viewer()
        if person is None:
            raise Answer(_NO_TOKEN, HTTPStatus.UNAUTHORIZED)
        return person

    def _form(self) -> tuple[Fields, Mapping[str, bytes]]:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type") or ""
        if kind.startswith("application/json"):
            return dict(_flat(json.loads(body))), {}
        if not kind.startswith("multipart/"):
            return parse_qs(body.decode()), {}
        message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\n\n".encode() + body)
        fields: dict[str, list[str]] = {}
        files: dict[str, bytes] = {}
        for part in message.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            if part.get_filename():
                files[name] = content
            else:
                fields.setdefault(name, []).append(content.decode())
        return fields, files

    def _answer(self, handle: Callable[[], None]) -> None:
        try:
            handle()
        except Answer as answer:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("X-RateLimit-Limit", "300")
            self.send_header("X-RateLimit-Remaining", "299")
            self.end_headers()
            self.wfile.write(answer.body)


def _flat(data: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, list[str]]]:
    """JSON under the names that a form has for its parts: ``poll[options][]``."""
    for key, value in data.items():
        name = f"{within}[{key}]" if within else key
        if isinstance(value, dict):
            yield from _flat(value, name)
        elif isinstance(value, list):
            yield f"{name}[]", [str(item) for item in value]
        elif value is not None:
            yield name, [str(value)]


def _one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]


def main() -> None:
    """Serve until standard input ends: with the process that started it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    base = f"http://127.0.0.1:{server.server_address[1]}"
    Handler.world = World(base=base, clock=lambda: datetime.now(UTC))
    Handler.entities = Entities(Handler.world)
    tokens = {user: Handler.world.join(user, name).token for user, name in PEOPLE}
    print(json.dumps({"address": base, "tokens": tokens}), flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
