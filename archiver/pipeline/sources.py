"""Where an article comes from: a file, standard input, or an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archiver.errors import InputError
from archiver.fetch.pages import ROUTE, page
from archiver.fetch.transport import Transport, unanswered
from archiver.model import Exchange, FetchRequest
from archiver.store import Archive

MAX_BYTES = 20_000_000
"""The largest article that is read: no news page is near it."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSource:
    """An article's bytes, and how they came."""

    name: str
    """As the user named it: a path, an address, "-"."""
    payload: bytes
    received: datetime
    """UTC."""
    url: str | None = None
    content_type: str | None = None
    exchanges: tuple[Exchange, ...] = ()
    stored: int | None = None
    """Id of the article capture, where the bytes are in the archive already."""
    notes: tuple[str, ...] = ()
    """What a reader should know of where the bytes come from, one line each."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A transport that answers from what was stored with an article, and asks nobody."""

    source: ArticleSource

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The newest stored answer to the same address, or that there is none."""
        of_address = (one for one in self.source.exchanges if one.request.url == request.url)
        last = max(of_address, key=lambda one: one.warc_date, default=None)
        nothing = unanswered(request, self.source.received, "it is not in the archive")
        return (nothing if last is None else last,)


def stored_source(name: str, archive: Archive) -> ArticleSource | None:
    """The newest copy of the article that the archive has of that address, or None."""
    number = archive.imports.article_at(name)
    kept = None if number is None else archive.article_capture(number)
    if kept is None:
        return None
    when = f"{kept.captured_at:%Y-%m-%d %H:%M:%S} UTC"
    note = f"as it was received on {when}, from the archive"
    if kept.imported is not None:
        note = f"read from {kept.imported}, on {when}: whoever made that file vouches for it"
    pages = [one for one in kept.exchanges if one.request.route == ROUTE]
    stated = pages[-1].header("content-type") if pages else None
    return ArticleSource(
        name=name,
        payload=kept.payload,
        received=kept.captured_at,
        url=kept.url,
        content_type=stated or kept.media_type,
        exchanges=kept.exchanges,
        stored=kept.id,
        notes=(note,),
    )


def is_address(name: str) -> bool:
    """Whether a source names something on the network and not a file."""
    return _ADDRESS.match(name) is not None


def source_of(
    name: str,
    *,
    clock: Callable[[], datetime],
    transport: Transport | None,
    standard_input: Callable[[int], bytes] | None = None,
    archive: Archive | None = None,
) -> ArticleSource:
    """The bytes that ``name`` names, at most ``MAX_BYTES``.

    ``standard_input`` reads up to so many bytes. Without the network, an address is looked up in
    the ``archive``. Raises InputError for what can't be read or is too large, FetchError for an
    address that doesn't give a page.
    """
    received = clock()
    if name == "-":
        if standard_input is None:
            raise InputError("there is no standard input to read", "name a file or an address")
        payload = _bounded(name, standard_input(MAX_BYTES + 1))
        return ArticleSource(name=name, payload=payload, received=received)
    if not is_address(name):
        return ArticleSource(name=name, payload=_read_file(name), received=received)
    if transport is None:
        kept = None if archive is None else stored_source(name, archive)
        if kept is not None:
            return kept
        raise InputError(
            f"{name} is an address, and the network is not to be touched",
            "save the page and give the file, or leave out --offline",
        )
    exchanges = page(name, transport)
    last = exchanges[-1]
    return ArticleSource(
        name=name,
        payload=_bounded(name, last.payload),
        received=last.warc_date,
        url=last.target_uri,
        content_type=last.header("content-type"),
        exchanges=exchanges,
    )


def _bounded(name: str, payload: bytes) -> bytes:
    if len(payload) > MAX_BYTES:
        raise InputError(
            f"{name} has more than {MAX_BYTES // 1_000_000} MB", "give the article alone"
        )
    return payload


def _read_file(name: str) -> bytes:
    if not name:
        raise InputError("an article's name is empty", "name a file or an address")
    path = Path(name)
    try:
        if path.is_dir():
            raise InputError(f"{name} is a folder", "name an article's file")
        with path.open("rb") as file:
            return _bounded(name, file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise InputError(
            f"{name} doesn't exist", "check the path; an address begins with https://"
        ) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{name} can't be read: {why}", "check the path and its rights") from None
