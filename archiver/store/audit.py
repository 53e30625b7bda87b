"""Whether the evidence is what it was when it was stored: digests, and a chain over them.

Each evidence record gets one link, which names its digest and the link before. Whoever
notes the head of the chain elsewhere can later tell that nothing before it was changed,
taken out or put in. It proves nothing about who wrote what was received.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from sqlite_utils import Database

from archiver.store.connection import insert
from archiver.store.rows import Row, utc_text
from archiver.store.schema import guards

PICTURE_ROUTE = "image"
"""Route of the exchanges that fetched a picture."""

_GENESIS = "0" * 64
_EXCHANGES = (
    "seq, status, source, route, method, url, target_uri, warc_date, payload_sha256, error, "
    "truncated, memento_datetime, request_headers, headers"
)
_RECORDS = {
    "blobs": (
        "SELECT sha256, bytes, media_type FROM blobs WHERE sha256 = ?",
        None,
    ),
    "article_captures": (
        "SELECT id, captured_at, source, url, payload_sha256 FROM article_captures WHERE id = ?",
        (
            f"SELECT {_EXCHANGES} FROM exchanges WHERE article_capture_id = ? "  # noqa: S608 - constants
            f"AND route <> '{PICTURE_ROUTE}' ORDER BY seq"
        ),
    ),
    "captures": (
        (
            "SELECT id, platform, post_id, availability, captured_at, reason, url, handle "
            "FROM captures WHERE id = ?"
        ),
        f"SELECT {_EXCHANGES} FROM exchanges WHERE capture_id = ? ORDER BY seq",  # noqa: S608 - constant columns
    ),
    # An article's pictures come after its capture is in the chain: each exchange has its own link.
    "exchanges": (
        f"SELECT id, article_capture_id, {_EXCHANGES} FROM exchanges WHERE id = ?",  # noqa: S608 - constant columns
        None,
    ),
}
_LINKED_ALONE = f"article_capture_id IS NOT NULL AND route = '{PICTURE_ROUTE}' AND"
_ALIASES = "SELECT platform, post_id, url, handle FROM aliases WHERE capture_id = ?"


def digest(value: object) -> str:
    """Hex SHA-256 of the value as canonical JSON: sorted keys, no spaces, ASCII."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def add_link(db: Database, kind: str, record: int | str, now: datetime) -> None:
    """The chain goes on with the record as it reads back from the database."""
    link: dict[str, object] = {
        "kind": kind,
        "record": str(record),
        "recorded_at": utc_text(now),
        "record_sha256": _record_sha256(db, kind, record),
    }
    link["sha256"] = digest([head(db) or _GENESIS, link])
    insert(db, "chain", link)


def head(db: Database) -> str | None:
    """Digest of the newest link, or None for an archive without evidence."""
    row = db.execute("SELECT sha256 FROM chain ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def problems(db: Database, noted_head: str | None) -> Iterator[str]:
    """One line for each thing that is not as it was stored; none where all is well."""
    if noted_head is not None:
        row = db.execute("SELECT 1 FROM chain WHERE sha256 = ?", [noted_head.lower()]).fetchone()
        if row is None:
            yield f"the chain has no link {noted_head}"
    for name, sql in guards().items():
        if db.triggers_dict.get(name) != sql:
            yield f"the guard {name} is missing or changed"
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"SQLite: {line}"
    for row in db.query("PRAGMA foreign_key_check"):
        yield f"{row['table']} {row['rowid']} points at a missing row of {row['parent']}"
    yield from _blob_problems(db)
    yield from _chain_problems(db)
    yield from _unchained(db)


def _blob_problems(db: Database) -> Iterator[str]:
    for sha256, data in db.execute("SELECT sha256, data FROM blobs"):
        if hashlib.sha256(data).hexdigest() != sha256:
            yield f"blob {sha256} has other bytes than its digest says"


def _chain_problems(db: Database) -> Iterator[str]:
    previous, expected = _GENESIS, 1
    for row in db.query("SELECT * FROM chain ORDER BY id"):
        if row["id"] != expected:
            yield f"the chain has no link {expected}"
        link = {name: row[name] for name in ("kind", "record", "recorded_at", "record_sha256")}
        if row["sha256"] != digest([previous, link]):
            yield f"link {row['id']} of the chain does not follow from the one before"
        if row["kind"] not in _RECORDS:
            yield f"link {row['id']} of the chain names an unknown table"
        elif _record_sha256(db, row["kind"], row["record"]) != row["record_sha256"]:
            yield f"{row['kind']} {row['record']} is not as it was stored"
        previous, expected = row["sha256"], row["id"] + 1


def _unchained(db: Database) -> Iterator[str]:
    for kind in _RECORDS:
        key = "sha256" if kind == "blobs" else "id"
        those = _LINKED_ALONE if kind == "exchanges" else ""
        rows = db.query(
            f"SELECT {key} AS record FROM {kind} WHERE {those} NOT EXISTS "  # noqa: S608 - only names of this file
            "(SELECT 1 FROM chain WHERE kind = ? AND record = CAST("
            f"{kind}.{key} AS TEXT))",
            [kind],
        )
        for row in rows:
            yield f"{kind} {row['record']} is not in the chain"


def _record_sha256(db: Database, kind: str, record: int | str) -> str:
    own, exchanges = _RECORDS[kind]
    rows: list[Row] = list(db.query(own, [record]))
    if exchanges is not None:
        rows += db.query(exchanges, [record])
    if kind == "captures":
        rows += db.query(_ALIASES, [record])
    return digest(rows)
