"""Whether the archive is what it was when it was stored: every digest, the chain, the file itself.

Nothing is changed, and nothing stops it: what can't be read is told, and the rest is looked at.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from pathlib import Path

from archiver.model.audit import AuditFinding, AuditReport, NotedHead, State
from archiver.store.audit_chain import Walk, walk
from archiver.store.audit_file import check_schema, check_sqlite
from archiver.store.audit_readings import check_readings
from archiver.store.audit_records import check_blobs, check_gaps, check_records
from archiver.store.connection import (
    OlderArchiveError,
    connect_to_audit,
    copied_up_to_date,
    sqlite_errors,
    uri_to_read,
)
from archiver.store.ledger import UNREADABLE, Ledger, lenient, merged, one_line

_CACHE_KIBIBYTES = 8_192
_HELPERS = 2
"""Connections beside the first: one reads blobs, on the other SQLite checks itself."""


def examine(
    connection: sqlite3.Connection, path: Path, noted: Sequence[str] = (), *, jobs: int = 2
) -> AuditReport:
    """What an audit of the archive finds. Other programs can read meanwhile, and write afterwards.

    ``noted`` are heads that were noted elsewhere, as hex. With more than one job, parts of the file
    are read side by side; what is in a running transaction of the connection is seen by it alone,
    so then there is one job.
    """
    heads = tuple(dict.fromkeys(head.strip().lower() for head in noted))
    if jobs == 1 or connection.in_transaction:
        with lenient(connection):
            return _report(path, heads, _one_after_another(connection, heads))
    # A read lock: nothing is written until all have read.
    connection.execute("BEGIN")
    try:
        with lenient(connection):
            with suppress(*UNREADABLE):
                connection.execute("PRAGMA schema_version").fetchone()
            return _report(path, heads, _side_by_side(connection, heads))
    finally:
        connection.rollback()


def examine_file(path: Path, noted: Sequence[str] = (), *, jobs: int = 2) -> AuditReport:
    """What an audit of the file finds, even where it is damaged so that no other command opens it.

    An archive of an older archiver is looked at in a copy that is brought up to date. Raises
    InputError for a path that holds no archive, ArchiveError for a file that is none, is newer, or
    can't be read at all.
    """
    try:
        db, trouble = connect_to_audit(path)
    except OlderArchiveError:
        return _of_copy(path, noted, jobs=jobs)
    with closing(db), sqlite_errors(path):
        report = examine(db.conn, path, noted, jobs=jobs)
    if trouble is None:
        return report
    told = AuditFinding(
        state=State.CHANGED, kind="file", subject="the archive", what=one_line(trouble)
    )
    return replace(report, found=(told, *report.found))


def _of_copy(path: Path, noted: Sequence[str], *, jobs: int) -> AuditReport:
    with tempfile.TemporaryDirectory(prefix="archiver-") as folder:
        copy = Path(folder) / path.name
        copied_up_to_date(path, copy)
        return replace(examine_file(copy, noted, jobs=jobs), path=str(path))


Parts = tuple[Walk, int, Ledger]


def _one_after_another(connection: sqlite3.Connection, heads: Sequence[str]) -> Parts:
    schema, file, blobs, rest = Ledger(), Ledger(), Ledger(), Ledger()
    check_schema(connection, schema)
    check_sqlite(connection, file)
    total = check_blobs(connection, blobs)
    seen = _chain_and_records(connection, rest, heads)
    return seen, total, merged((schema, file, blobs, rest))


def _side_by_side(connection: sqlite3.Connection, heads: Sequence[str]) -> Parts:
    with ExitStack() as stack:
        helpers = _helpers(_uri(connection), stack)
        if len(helpers) < _HELPERS:
            return _one_after_another(connection, heads)
        schema, file, blobs, rest = Ledger(), Ledger(), Ledger(), Ledger()
        pool = stack.enter_context(ThreadPoolExecutor(_HELPERS, thread_name_prefix="audit"))
        size = pool.submit(check_blobs, helpers[0], blobs)
        sound = pool.submit(check_sqlite, helpers[1], file)
        check_schema(connection, schema)
        seen = _chain_and_records(connection, rest, heads)
        sound.result()
        return seen, size.result(), merged((schema, file, blobs, rest))


def _uri(connection: sqlite3.Connection) -> str:
    """The file that the connection reads, wherever the program has gone since."""
    (_, _, name), *_ = connection.execute("PRAGMA database_list")
    return uri_to_read(Path(name))


def _helpers(uri: str, stack: ExitStack) -> list[sqlite3.Connection]:
    """Connections that hold a read lock too; fewer where a writer waits, which we must not keep.

    A writer that waits for readers to end lets no new ones begin
    (https://sqlite.org/lockingv3.html, PENDING): to wait for it would be to wait for each other.
    """
    made: list[sqlite3.Connection] = []
    for _ in range(_HELPERS):
        try:
            own = sqlite3.connect(uri, uri=True, timeout=0, check_same_thread=False)
            stack.enter_context(closing(own))
            stack.enter_context(lenient(own))
            own.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
            own.execute("BEGIN")
            own.execute("PRAGMA schema_version").fetchone()
        except UNREADABLE:
            break
        made.append(own)
    return made


def _chain_and_records(
    connection: sqlite3.Connection, ledger: Ledger, heads: Sequence[str]
) -> Walk:
    seen = walk(connection, ledger, heads)
    check_records(connection, ledger)
    check_gaps(connection, ledger)
    check_readings(connection, ledger)
    return seen


def _report(path: Path, heads: Sequence[str], parts: Parts) -> AuditReport:
    seen, total, ledger = parts
    return AuditReport(
        path=str(path),
        found=tuple(ledger.found),
        tallies=ledger.tallies(),
        links=seen.links,
        head=seen.head,
        recorded_at=seen.recorded_at,
        blob_bytes=total,
        noted=tuple(NotedHead(sha256=head, link=seen.noted[head]) for head in heads),
    )
