"""The pictures of an article: fetched, or read from the saved page and from beside it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from archiver.articles.images import data_in, name_of_data
from archiver.errors import ArchiverError
from archiver.fetch.transport import unanswered
from archiver.media.kinds import described, media_type
from archiver.model import Article, ArticleImage, ArticlePicture, Exchange, FetchRequest, PostRef
from archiver.pipeline.desk import Desk
from archiver.pipeline.sources import ArticleSource
from archiver.store import PICTURE_ROUTE

MAX_PICTURES = 16
"""Pictures of one article that are looked at."""
MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is read as a picture."""
_ADDRESSES = 3
"""Addresses of one picture that are asked for."""
_OK = 200
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST_PATH = 1_024


def article_pictures(
    article: Article, source: ArticleSource, desk: Desk, *, kept: int | None
) -> tuple[ArticlePicture, ...]:
    """The pictures of the article and of its embeds, in its order, with their bytes.

    Bytes are looked for in the page itself (data: addresses), in files beside a saved page, and
    on the network where the desk has one; never in a file outside the folder of the page.
    ``kept`` is the id of the article capture: what the network answered is stored with it, also
    where this is interrupted; None where the desk answers from what is stored already. What can't
    be had or is no picture has no payload, and says why.
    """
    wanted = list(_wanted(article))[:MAX_PICTURES]
    search = _Search(source=source, desk=desk, article=article)
    found: list[ArticlePicture] = []
    try:
        for image, ref in wanted:
            found.append(search.picture(image, ref))
    finally:
        if kept is not None:
            desk.archive.add_article_pictures(kept, tuple(search.exchanges))
    return tuple(found)


def _wanted(article: Article) -> Iterator[tuple[ArticleImage, PostRef | None]]:
    for embed in article.embeds:
        for url, alt in embed.images:
            yield ArticleImage(url=name_of_data(url) or url, alt=alt), embed.ref
    for image in article.images:
        yield image, None


class _Search:
    """Looks for the bytes of one article's pictures, each address once."""

    def __init__(self, *, source: ArticleSource, desk: Desk, article: Article) -> None:
        self.exchanges: list[Exchange] = []
        self._source = source
        self._desk = desk
        self._base = source.url or article.url
        self._beside = _folder(source)
        self._inside: Mapping[str, bytes] | None = None
        self._answers: dict[str, _Had] = {}

    def picture(self, image: ArticleImage, ref: PostRef | None) -> ArticlePicture:
        """The picture, by the first of its addresses that gives one."""
        first = len(self.exchanges)
        failed: str | None = None
        for address in self._order(image):
            had = self._answers.get(address)
            if had is None:
                had = self._answers[address] = self._had(address)
            if had.payload is not None:
                fetched = tuple(self.exchanges[first:])
                return ArticlePicture(image=image, payload=had.payload, ref=ref, exchanges=fetched)
            failed = failed or had.why_not
        return ArticlePicture(
            image=image,
            why_not=failed or "it has no address that can be asked",
            ref=ref,
            exchanges=tuple(self.exchanges[first:]),
        )

    def _order(self, image: ArticleImage) -> list[str]:
        """What needs no network first, then the largest copies."""
        addresses = list(dict.fromkeys((image.url, *image.others)))
        near = [one for one in addresses if one.startswith("ni:") or self._file(one) is not None]
        return [*near, *[one for one in addresses if one not in near][:_ADDRESSES]]

    def _had(self, address: str) -> _Had:
        if address.startswith("ni:"):
            return self._embedded(address)
        file = self._file(address)
        if file is not None:
            return _read(file, self._beside or file.parent)
        return self._fetched(address)

    def _embedded(self, name: str) -> _Had:
        if self._inside is None:
            self._inside = data_in(self._source.payload)
        payload = self._inside.get(name)
        return _Had(why_not="the page does not hold it") if payload is None else _sound(payload)

    def _file(self, address: str) -> Path | None:
        """The file beside a saved page that a relative address names, if there is one."""
        if self._beside is None or _SCHEME.match(address) or address.startswith(("/", "\\")):
            return None
        name = unquote(address.partition("#")[0].partition("?")[0])
        if not name or len(name) > _LONGEST_PATH or "\0" in name or "\\" in name:
            return None
        try:
            path = (self._beside / name).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return None
        return path if path.is_relative_to(self._beside) else None

    def _fetched(self, address: str) -> _Had:
        url = self._absolute(address)
        if url is None:
            return _Had(why_not="it is not beside the page, and its address is not known")
        if self._desk.transport is None:
            return _Had(why_not="it is not beside the page, and the network was not touched")
        request = FetchRequest(url=url, route=PICTURE_ROUTE)
        try:
            received = self._desk.transport.answer(request)
        except ArchiverError as error:
            received = (unanswered(request, self._desk.clock(), error.diagnostics()),)
        self.exchanges += received
        last = received[-1]
        if last.status != _OK:
            return _Had(why_not=last.error or f"its address answers with status {last.status}")
        if last.truncated or last.error:
            return _Had(why_not=last.error or f"it came only in part ({last.truncated})")
        return _sound(last.payload)

    def _absolute(self, address: str) -> str | None:
        try:
            url = urljoin(self._base or "", address)
            if url.startswith("//"):
                url = f"https:{url}"
            parts = urlsplit(url)
        except ValueError:
            return None
        return url if parts.scheme in {"http", "https"} and parts.hostname else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Had:
    payload: bytes | None = None
    why_not: str | None = None


def _sound(payload: bytes) -> _Had:
    if media_type(payload) is None:
        return _Had(why_not=f"what came is {described(payload)}")
    return _Had(payload=payload)


def _folder(source: ArticleSource) -> Path | None:
    """The folder of a page that was read from a file, links resolved; else None."""
    if source.url is not None or source.name in {"", "-"} or _SCHEME.match(source.name):
        return None
    try:
        page = Path(source.name).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
    return page.parent if page.is_file() else None


def _read(path: Path, folder: Path) -> _Had:
    """The bytes of a regular file in ``folder`` or below, which no link leads out of.

    It is opened without following a link and without waiting, as it may have been replaced by
    one, or by a pipe, since its path was resolved.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _NO_WAIT)
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                return _Had(why_not="what is beside the page is no regular file")
            if about.st_size > MAX_BYTES:
                return _Had(why_not=f"its file has more than {MAX_BYTES // 1_048_576} MiB")
            if not path.resolve(strict=True).is_relative_to(folder):
                return _Had(why_not="its file leads out of the folder of the page")
            return _sound(file.read(MAX_BYTES + 1))
    except OSError as error:
        return _Had(why_not=f"its file can't be read: {error.strerror or error}")


_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def distinct(pictures: Iterable[ArticlePicture]) -> tuple[ArticlePicture, ...]:
    """Those that have bytes, each content once; one that the page shows before one it doesn't."""
    first: dict[bytes, ArticlePicture] = {}
    for one in sorted(pictures, key=lambda picture: not picture.image.shown):
        if one.payload is not None:
            first.setdefault(one.payload, one)
    return tuple(first.values())
