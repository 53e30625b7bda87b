"""The records: each is as its link says, each link has its record, each record its link."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archiver.store.digests import fits, read_record
from archiver.store.ledger import UNREADABLE, Ledger, every, one, reason
from archiver.store.parts import DERIVED, RECORDS, Part
from archiver.store.rows import Row
from archiver.store.telling import what_changed

_BLOBS = (
    "SELECT chain.form, chain.record_sha256, blobs.sha256, blobs.bytes, blobs.media_type, "
    "blobs.data FROM blobs LEFT JOIN chain ON chain.kind = 'blobs' AND chain.record = blobs.sha256"
)
_OLDEST_LINKED = "SELECT min(CAST(record AS INTEGER)) FROM chain WHERE kind = ?"
_NUMBERED = ("exchanges", "aliases")
"""Tables whose rows belong to other records, and count up without gaps."""
_OWNED = ("exchanges", "postings")
"""Tables whose rows belong to either a capture or an article capture."""
_MOST_GAPS = 100
_MOST_EXPLAINED = 100
"""Changed records of a kind of which it is told what they were; each takes some hundredths of a
second."""


def check_blobs(connection: sqlite3.Connection, ledger: Ledger) -> int:
    """All bytes have the digest that they are stored under. Returns their length in all."""
    total = 0
    try:
        for form, wanted, sha256, size, media_type, data in connection.execute(_BLOBS):
            ledger.looked_at["blobs"] += 1
            total += len(data)
            now = hashlib.sha256(data).hexdigest()
            if now != sha256:
                ledger.changed("blobs", f"blobs {sha256}", f"its bytes have another digest, {now}")
            row = {"sha256": sha256, "bytes": size, "media_type": media_type}
            _compare(connection, ledger, "blobs", sha256, [row], form=form, wanted=wanted)
    except UNREADABLE as error:
        ledger.changed("blobs", "blobs", f"can't all be read ({reason(error)})")
        ledger.looked_at["blobs"] = 0
        total = _blobs_one_by_one(connection, ledger)
    _without_record(connection, ledger, "blobs")
    return total


def _blobs_one_by_one(connection: sqlite3.Connection, ledger: Ledger) -> int:
    total = 0
    for record, form, wanted in _links_of(connection, ledger, "blobs"):
        if _one_by_link(connection, ledger, "blobs", record, form=form, wanted=wanted):
            query = "SELECT data FROM blobs WHERE sha256 = ?"
            read = ledger.attempt("blobs", f"blobs {record}", one, connection, query, [record])
            if read is not None and hashlib.sha256(read[0]).hexdigest() != record:
                ledger.changed("blobs", f"blobs {record}", "its bytes have another digest")
            total += len(read[0]) if read is not None else 0
    return total


def check_records(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """All records but blobs, kind by kind."""
    for kind in RECORDS:
        if kind == "blobs":
            continue
        ledger.looked_at[kind] += 0
        trial = Ledger()
        try:
            _check_kind(connection, trial, kind)
        except UNREADABLE as error:
            ledger.changed(kind, kind, f"can't all be read ({reason(error)})")
            for record, form, wanted in _links_of(connection, ledger, kind):
                _one_by_link(connection, ledger, kind, record, form=form, wanted=wanted)
        else:
            ledger.found += trial.found
            ledger.looked_at += trial.looked_at
        _without_record(connection, ledger, kind)


def check_gaps(connection: sqlite3.Connection, ledger: Ledger) -> None:
    """No row of a table whose rows have no links of their own is gone, or belongs to nothing.

    SQLite's own check of that (CHECK) is none on a connection that only reads.
    """
    for table in _NUMBERED:
        query = (
            f"SELECT last + 1, id - 1 FROM (SELECT id, lag(id, 1, 0) OVER (ORDER BY id) AS last "  # noqa: S608 - constants
            f"FROM {table}) WHERE id <> last + 1 LIMIT {_MOST_GAPS}"
        )
        rows = ledger.attempt(table, table, every, connection, query, ())
        for first, last in rows or ():
            span = f"{table} {first}" if first == last else f"{table} {first} to {last}"
            ledger.looked_at[table] += 1
            ledger.changed(table, span, "is gone: it was deleted")
    for table in _OWNED:
        query = (
            f"SELECT id FROM {table} WHERE (capture_id IS NULL) = (article_capture_id IS NULL) "  # noqa: S608 - constants
            f"LIMIT {_MOST_GAPS}"
        )
        rows = ledger.attempt(table, table, every, connection, query, ())
        for (number,) in rows or ():
            ledger.looked_at[table] += 1
            ledger.changed(table, f"{table} {number}", "belongs to no capture, or to two")


def _check_kind(connection: sqlite3.Connection, ledger: Ledger, kind: str) -> None:
    head, *others = RECORDS[kind]
    belonging = [_Belonging.of(connection, part) for part in others]
    order = f"ORDER BY {head.key}" if others else ""
    names = head.names
    oldest = _oldest_linked(connection, kind)
    rows = connection.execute(
        f"SELECT chain.form, chain.record_sha256, {head.key}, {', '.join(head.columns)} "  # noqa: S608 - constants
        f"FROM {head.source} LEFT JOIN chain ON chain.kind = ? "
        f"AND chain.record = CAST({head.key} AS TEXT) WHERE {head.where} {order}",
        [kind],
    )
    for form, wanted, key, *values in rows:
        record: list[Row] = [dict(zip(names, values, strict=True))]
        for each in belonging:
            record += each.rows_of(key)
        if form is None and kind in DERIVED and (oldest is None or key < oldest):
            ledger.looked_at[kind] += 1
            ledger.unknown(kind, f"{kind} {key}", "was stored before such records had links")
            continue
        ledger.looked_at[kind] += 1
        _compare(connection, ledger, kind, key, record, form=form, wanted=wanted)


def _oldest_linked(connection: sqlite3.Connection, kind: str) -> int | None:
    """The oldest record of a derived kind that has a link, or None.

    0 where an older archiver never wrote here, so that all should have one.
    """
    if kind not in DERIVED:
        return 0
    if connection.execute("SELECT 1 FROM chain WHERE form = 1 LIMIT 1").fetchone() is None:
        return 0
    found = connection.execute(_OLDEST_LINKED, [kind]).fetchone()[0]
    return None if found is None else int(found)


@dataclass(slots=True)
class _Belonging:
    """The rows of one part, record by record, as both are read in order of ids."""

    names: tuple[str, ...]
    rows: Iterator[Any]
    ahead: Any

    @classmethod
    def of(cls, connection: sqlite3.Connection, part: Part) -> _Belonging:
        rows = iter(connection.execute(part.of_all))
        return cls(part.names, rows, next(rows, None))

    def rows_of(self, key: int) -> Iterator[Row]:
        """The rows of that record.

        Those of records before it that were not asked for are left out: their record is missing,
        which foreign keys tell.
        """
        while self.ahead is not None and self.ahead[0] <= key:
            if self.ahead[0] == key:
                yield dict(zip(self.names, self.ahead[1:], strict=True))
            self.ahead = next(self.rows, None)


def _compare(
    connection: sqlite3.Connection,
    ledger: Ledger,
    kind: str,
    record: object,
    rows: Sequence[Row],
    *,
    form: int | None,
    wanted: str | None,
) -> bool:
    """Whether the rows of a record have the digest that its link has; else it is in the ledger."""
    subject = f"{kind} {record}"
    if form is None or wanted is None:
        ledger.changed(kind, subject, "is not in the chain: it was put in")
        return False
    if fits(kind, rows, form, wanted):
        return True
    ledger.explained += 1
    told = ""
    if ledger.explained <= _MOST_EXPLAINED:
        told = what_changed(connection, kind, record, form=form, wanted=wanted)
    ledger.changed(kind, subject, f"is not as it was stored{told}")
    return False


def _links_of(
    connection: sqlite3.Connection, ledger: Ledger, kind: str
) -> Iterator[tuple[str, int, str]]:
    """Record, form and digest of each link of the kind, one query each."""
    query = "SELECT id FROM chain WHERE kind = ?"
    ids = ledger.attempt(kind, f"links of {kind}", every, connection, query, [kind])
    for (number,) in ids or ():
        query = "SELECT record, form, record_sha256 FROM chain WHERE id = ?"
        row = ledger.attempt(kind, f"link {number}", one, connection, query, [number])
        if row is not None:
            yield row


def _one_by_link(
    connection: sqlite3.Connection,
    ledger: Ledger,
    kind: str,
    record: str,
    *,
    form: int,
    wanted: str,
) -> bool:
    """Whether the record was read, by queries of its own, and is as its link says."""
    ledger.looked_at[kind] += 1
    rows = ledger.attempt(kind, f"{kind} {record}", read_record, connection, kind, record)
    if not rows:
        return False
    return _compare(connection, ledger, kind, record, rows, form=form, wanted=wanted)


def _without_record(connection: sqlite3.Connection, ledger: Ledger, kind: str) -> None:
    """Links whose record is gone."""
    head = RECORDS[kind][0]
    table = head.source.partition(" ")[0]
    same = f"{head.key} = chain.record"
    if kind != "blobs":
        same = f"{head.key} = CAST(chain.record AS INTEGER)"
    query = (
        f"SELECT chain.id, chain.record FROM chain WHERE kind = ? AND NOT EXISTS "  # noqa: S608 - constants
        f"(SELECT 1 FROM {table} WHERE {same} AND {head.where})"
    )
    gone = ledger.attempt(kind, f"links of {kind}", every, connection, query, [kind])
    for link, record in gone or ():
        ledger.looked_at[kind] += 1
        left = ledger.attempt(kind, f"{kind} {record}", read_record, connection, kind, record)
        if kind in DERIVED and not left:
            ledger.unknown(
                kind, f"{kind} {record}", f"its rows are gone, link {link} alone is left of it"
            )
        else:
            ledger.changed(kind, f"{kind} {record}", f"is gone: link {link} of the chain has it")
