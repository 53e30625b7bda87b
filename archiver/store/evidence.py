"""Rows of evidence: bytes, exchanges, and the links of the chain that go with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.model import Exchange
from archiver.store.chain import Scribe, add_link
from archiver.store.connection import insert
from archiver.store.parts import PICTURE_ROUTE
from archiver.store.rows import Row, exchange_row


def put_blob(db: Database, data: bytes, media_type: str | None, scribe: Scribe) -> str:
    """The bytes are in the running transaction, once. Returns their hex SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", [sha256]).fetchone()
    if known is None:
        essence = (media_type or "").partition(";")[0].strip().lower()
        row = {
            "sha256": sha256,
            "bytes": len(data),
            "media_type": essence or None,
            "data": data,
        }
        insert(db, "blobs", row)
        add_link(db, "blobs", sha256, scribe)
    return sha256


def put_exchanges(
    db: Database, exchanges: Iterable[Exchange], owner: Row, scribe: Scribe, *, first: int = 0
) -> tuple[int, ...]:
    """The exchanges are in the running transaction, numbered from ``first``. Returns their ids.

    Raises ArchiveError where a payload does not have the digest that its exchange states.
    """
    ids: list[int] = []
    for seq, exchange in enumerate(exchanges, first):
        sha256 = None
        if exchange.payload or exchange.payload_sha256:
            sha256 = put_blob(db, exchange.payload, exchange.header("Content-Type"), scribe)
        if exchange.payload_sha256 not in {"", sha256}:
            raise ArchiveError(
                f"the answer of {exchange.target_uri} does not have the digest it came with",
                "fetch it again",
            )
        row = {**owner, **exchange_row(exchange, seq, sha256)}
        ids.append(insert(db, "exchanges", row))
    return tuple(ids)


def add_picture_exchanges(
    db: Database, article_capture: int, exchanges: Iterable[Exchange], scribe: Scribe
) -> None:
    """The exchanges stand behind those of the article capture, each with a link of its own.

    Raises ArchiveError for an exchange that fetched no picture: it belongs to the capture.
    """
    listed = tuple(exchanges)
    if any(one.request.route != PICTURE_ROUTE for one in listed):
        raise ArchiveError("only pictures are added to an article capture", "capture it again")
    (first,) = db.execute(
        "SELECT coalesce(max(seq), -1) + 1 FROM exchanges WHERE article_capture_id = ?",
        [article_capture],
    ).fetchone()
    owner = {"article_capture_id": article_capture}
    for number in put_exchanges(db, listed, owner, scribe, first=first):
        add_link(db, "exchanges", number, scribe)
