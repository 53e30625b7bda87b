"""Which part of an archive an export is of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from archiver.errors import ArchiverError, InputError
from archiver.model import PostRef
from archiver.pipeline.desk import Desk
from archiver.pipeline.naming import ref_of
from archiver.pipeline.sources import MAX_BYTES, is_address
from archiver.store.holdings import Selection


def chosen(names: Iterable[str], desk: Desk) -> Selection:
    """All that the archive has of the articles and posts named, or of everything for no name.

    A name is an article's address, path or digest, or a post's address or key ("x:123"). A file
    that was checked by another path is known by its bytes. Raises InputError for a name of which
    the archive has nothing.
    """
    listed = tuple(names)
    if not listed:
        return desk.archive.holdings.everything()
    return _joined([_of(name, desk) for name in listed])


def _of(name: str, desk: Desk) -> Selection:
    if not name.strip():
        raise InputError("an empty name names nothing", "name an article or a post")
    holdings = desk.archive.holdings
    found = holdings.of_article(name)
    if found == Selection() and (sha256 := _digest_of_file(name)):
        found = holdings.of_article(sha256)
    if found == Selection():
        ref = _post(name, desk)
        found = found if ref is None else holdings.of_post(ref)
    if found == Selection():
        raise InputError(f"the archive has nothing of {name}", "check or capture it first")
    return found


def _digest_of_file(name: str) -> str | None:
    """Hex SHA-256 of the file's bytes; None where no article can be read from there."""
    if is_address(name):
        return None
    try:
        path = Path(name)
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        return None


def _post(name: str, desk: Desk) -> PostRef | None:
    """The post of an address or key; an alias stands for what a visit found."""
    platform, _, post_id = name.partition(":")
    if post_id and any(each.name == platform for each in desk.platforms):
        return PostRef(platform=platform, id=post_id)
    try:
        ref = ref_of(name, desk.platforms)
    except ArchiverError:
        return None
    return desk.archive.meant(ref) or ref if ref.alias else ref


def _joined(parts: list[Selection]) -> Selection:
    def every(name: str) -> tuple[int, ...]:
        return tuple(sorted({one for part in parts for one in getattr(part, name)}))

    return Selection(
        article_captures=every("article_captures"),
        captures=every("captures"),
        checks=every("checks"),
    )
