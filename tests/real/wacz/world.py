"""A small archive of made-up pages and posts, and what each address must answer when replayed."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source
from archiver.store import Archive

BEGIN = datetime(2026, 11, 20, 9, 30, 0, 125_000, tzinfo=UTC)
ARTICLE = "https://news.example/harbour"
OLD = "https://news.example/2026/old-harbour"
PICTURE = "https://news.example/harbour.png"
API = "https://api.social.example/post?id=1859164800000000001&lang=en"
COPY = "https://cdn.social.example/media/1.png"
GONE = "https://social.example/wharfinger/1859164800000000002"
MEMENTO = f"https://web.archive.org/web/20261101000000id_/{GONE}"
WORDS = "The harbour of Nowhere opens on Monday at noon."
HTML = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour opens</title>
</head><body><h1>Harbour opens</h1><p id="words">{WORDS}</p>
<img id="picture" src="/harbour.png" alt="A square"></body></html>""".encode()
POST = {"id": "1859164800000000001", "text": WORDS, "user": "wharfinger"}
SAVED = HTML.replace(b"Harbour opens", b"Harbour saved")
SAVED_AT = f"https://file.archiver.invalid/{hashlib.sha256(SAVED).hexdigest()}"
NOT_THERE = b"<!doctype html><html><body>This post is not there.</body></html>"


def png() -> bytes:
    """A red square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = 32
    rows = b"".join(b"\x00" + b"\xd0\x20\x20" * size for _ in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass(frozen=True)
class Answer:
    """What a player must give for an address."""

    url: str
    status: int
    body: bytes
    content_type: str
    when: datetime


class World:
    """Adds captures to an archive, each a minute after the one before."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self._minutes = 0

    def _exchange(
        self,
        url: str,
        body: bytes,
        kind: str,
        *,
        status: int = 200,
        headers: tuple[tuple[str, str], ...] = (),
        asked: FetchRequest | None = None,
        **more: Any,
    ) -> Exchange:
        self._minutes += 1
        when = BEGIN + timedelta(minutes=self._minutes)
        self.answers.append(Answer(url=url, status=status, body=body, content_type=kind, when=when))
        return Exchange(
            request=asked or FetchRequest(url=url, route=more.pop("route", "page")),
            warc_date=when,
            target_uri=url,
            status=status,
            headers=(("Content-Type", kind), *headers),
            payload=body,
            payload_sha256=hashlib.sha256(body).hexdigest(),
            **more,
        )

    def build(self, path: Path) -> None:
        """The archive is at ``path``."""
        packed = (("Content-Encoding", "gzip"), ("Content-Length", "217"))
        html = "text/html; charset=utf-8"
        with Archive.open(path, clock=lambda: BEGIN, agent="tester") as archive:
            asked = FetchRequest(url=OLD, route="page")
            moved = self._exchange(
                OLD, b"", html, status=301, headers=(("Location", ARTICLE),), asked=asked
            )
            page = self._exchange(ARTICLE, HTML, html, headers=packed, asked=asked)
            article = archive.add_article_capture(
                HTML,
                source=OLD,
                url=ARTICLE,
                captured_at=page.warc_date,
                media_type=html,
                exchanges=(moved, page),
            )
            archive.add_article_pictures(
                article, (self._exchange(PICTURE, png(), "image/png", route="image"),)
            )
            self._minutes += 1
            when = BEGIN + timedelta(minutes=self._minutes)
            archive.add_article_capture(
                SAVED, source="saved.html", url=None, captured_at=when, media_type="text/html"
            )
            self.answers.append(
                Answer(url=SAVED_AT, status=200, body=SAVED, content_type="text/html", when=when)
            )
            self._posts(archive)

    def _posts(self, archive: Archive) -> None:
        ref = PostRef(
            platform="x", id=POST["id"], url=f"https://social.example/wharfinger/{POST['id']}"
        )
        answer = self._exchange(
            API,
            json.dumps(POST).encode(),
            "application/json",
            headers=(("Transfer-Encoding", "chunked"), ("X-Odd", "a\r\nSet-Cookie: b")),
        )
        picture = self._exchange(COPY, png(), "image/png", route="image")
        self._add(archive, ref, Availability.AVAILABLE, answer, picture)
        gone = PostRef(platform="x", id="1859164800000000002", url=GONE)
        refused = self._exchange(GONE, NOT_THERE, "text/html", status=404)
        memento = self._exchange(
            MEMENTO,
            HTML,
            "text/html; charset=utf-8",
            headers=(("Memento-Datetime", "Sun, 01 Nov 2026 00:00:00 GMT"),),
            asked=FetchRequest(url=GONE, source=Source.ARCHIVE),
            memento_datetime=datetime(2026, 11, 1, tzinfo=UTC),
        )
        self._add(archive, gone, Availability.NOT_FOUND, refused, memento)
        silent = Exchange(
            request=FetchRequest(url="https://silent.example/1"),
            warc_date=BEGIN,
            target_uri="https://silent.example/1",
            status=0,
            error="connection refused",
        )
        self._add(archive, PostRef(platform="x", id="3"), Availability.ERROR, silent)

    @staticmethod
    def _add(
        archive: Archive, ref: PostRef, availability: Availability, *exchanges: Exchange
    ) -> None:
        archive.add_capture(
            Capture(
                ref=ref,
                captured_at=exchanges[0].warc_date,
                availability=availability,
                reason="made up",
                exchanges=exchanges,
            )
        )
