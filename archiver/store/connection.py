"""How an archive is opened, and what a refusal of SQLite means in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType

from sqlite_utils import Database

from archiver.errors import ArchiveError, ArchiverError, InputError
from archiver.store.rows import Row, storable
from archiver.store.schema import APPLICATION_ID, EVIDENCE, KNOWN_STEPS, migrations

LOCK_SECONDS = 10.0
"""How long a write waits for another program's."""

_MAGIC = b"SQLite format 3\x00"
_HEADER_BYTES = 100
_APPLICATION_ID_AT = 68
_WAL_AT, _WAL = 19, b"\x02"
"""The read version of the file: 2 for WAL mode (https://sqlite.org/fileformat2.html)."""


def connect(path: Path, *, read_only: bool, lock_seconds: float) -> Database:
    """An open, current archive; a new one where the file is absent or empty.

    Raises InputError for a path that can't hold an archive or is in use, ArchiveError for
    a file that is none, is damaged or is newer than this program. What is refused is left
    byte for byte as it was.
    """
    with sqlite_errors(path):
        _look(path)
        if read_only:
            _ready_to_read(path, lock_seconds=lock_seconds)
        db = _connect(path, read_only=read_only, lock_seconds=lock_seconds)
        try:
            _bring_up_to_date(db, path, read_only=read_only)
        except BaseException:
            db.close()
            raise
    return db


def connect_to_audit(
    path: Path, *, lock_seconds: float = LOCK_SECONDS
) -> tuple[Database, str | None]:
    """An archive to read, even if it is damaged; in words, what was found so on opening it.

    Raises InputError and ArchiveError as ``connect`` does for what is no archive, is of an older or
    a newer archiver, or is damaged so that nothing in it can be read.
    """
    with sqlite_errors(path):
        _look(path)
        _ready_to_read(path, lock_seconds=lock_seconds)
        db = _connect(path, read_only=True, lock_seconds=lock_seconds)
        try:
            return db, _trouble(db, path)
        except BaseException:
            db.close()
            raise


def copied_up_to_date(path: Path, copy: Path) -> None:
    """A copy of an older archive is at ``copy``, brought up to date; the archive is as it was.

    Raises ArchiveError where it is too damaged for that.
    """
    try:
        with sqlite_errors(path):
            source = _connect(path, read_only=True, lock_seconds=LOCK_SECONDS)
            target = sqlite3.connect(copy)
            try:
                source.conn.backup(target)
            finally:
                target.close()
                source.close()
        connect(copy, read_only=False, lock_seconds=LOCK_SECONDS).close()
    except ArchiveError as error:
        raise _damaged(path, f"it can't be brought up to date ({error.problem})") from error


def _trouble(db: Database, path: Path) -> str | None:
    try:
        _bring_up_to_date(db, path, read_only=True)
    except NewerArchiveError:
        raise
    except ArchiveError as error:
        return error.problem
    except sqlite3.Error as error:
        if transient(error):
            raise
        return str(error)
    except UnicodeDecodeError as error:
        return f"a name in it is no UTF-8 ({error.reason})"
    return None


def _ready_to_read(path: Path, *, lock_seconds: float) -> None:
    """What a killed program left half written is rolled back, as SQLite does before any reading.

    It needs the right to write for that. Raises InputError where no archive is left then.
    """
    if path.exists() and _beside(path, "-journal").exists():
        db = _connect(path, read_only=False, lock_seconds=lock_seconds)
        try:
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        finally:
            db.close()
    if not _look(path):
        raise InputError(f"there is no archive at {path}", "name an archive that exists")


class OlderArchiveError(InputError):
    """The archive was made by an older version of this program, and is only read."""


class NewerArchiveError(ArchiveError):
    """The archive was made by a newer version of this program."""


def _look(path: Path) -> bool:
    """True where the file is an archive of ours, False where one may be created there."""
    header = _header(path)
    if not header:
        return False
    if not header.startswith(_MAGIC):
        if _beside(path, "-journal").exists():
            # SQLite itself rolls back what a killed program left half made.
            return False
        raise ArchiveError(f"{path} is not a SQLite file", "name an archive, or a new file")
    if len(header) < _HEADER_BYTES:
        raise _damaged(path, "its header is cut short")
    mark = int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")
    if mark == APPLICATION_ID:
        return True
    if mark or _beside(path, "-wal").exists() or _has_tables(path):
        raise ArchiveError(
            f"{path} is another program's database", "name an archive, or a new file"
        )
    return False


def _header(path: Path) -> bytes:
    """What the file begins with; empty where there is none yet."""
    try:
        if "\x00" in str(path):
            raise InputError(f"{str(path)!r} is no path", "name a file for the archive")
        if path.is_dir():
            raise InputError(f"{path} is a folder", "name a file for the archive")
        if not path.parent.is_dir():
            raise InputError(f"there is no folder {path.parent}", "create it or name another path")
        if not path.exists():
            return b""
        if not path.is_file():
            raise InputError(f"{path} is not a regular file", "name a file for the archive")
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)!r} can't be read ({error})", "name another path") from error


def uri_to_read(path: Path) -> str:
    """What SQLite calls the file where it is only read."""
    return path.absolute().as_uri() + "?mode=ro" + ("&immutable=1" if _is_still(path) else "")


def _is_still(path: Path) -> bool:
    """Whether it is an archive in WAL mode, used by nobody, in a folder that can't be written.

    SQLite would have to make files beside it even to read it (https://sqlite.org/wal.html, 5).
    """
    in_use = _beside(path, "-wal").exists() or _beside(path, "-shm").exists()
    is_wal = _header(path)[_WAL_AT : _WAL_AT + 1] == _WAL
    return is_wal and not in_use and not os.access(path.absolute().parent, os.W_OK)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _has_tables(path: Path) -> bool:
    # immutable: no lock, no journal and no -shm file is made beside another program's database.
    uri = path.absolute().as_uri() + "?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    try:
        return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    finally:
        connection.close()


def _connect(path: Path, *, read_only: bool, lock_seconds: float) -> Database:
    if read_only:
        connection = sqlite3.connect(uri_to_read(path), uri=True, timeout=lock_seconds)
    else:
        # absolute: a file named ":memory:" is a file.
        connection = sqlite3.connect(path.absolute(), timeout=lock_seconds)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        return Database(connection, execute_plugins=False, strict=True)
    except BaseException:
        connection.close()
        raise


def _bring_up_to_date(db: Database, path: Path, *, read_only: bool) -> None:
    steps = migrations()
    # The lock comes first: of two programs that make the same archive, one makes it.
    with nullcontext() if read_only else transaction(db):
        applied = {step.name for step in steps.applied(db)}
        if not applied and db.table_names():
            raise _damaged(path, "it does not say which version it is")
        if applied - KNOWN_STEPS:
            raise NewerArchiveError(
                f"{path} was made by a newer archiver", "upgrade archiver to open it"
            )
        if not read_only:
            steps.apply(db)
        elif steps.pending(db):
            raise OlderArchiveError(
                f"{path} is of an older archiver", "open it once for writing to bring it up to date"
            )
        for table in EVIDENCE:
            db.execute(f"SELECT max(rowid) FROM [{table}]").fetchone()  # noqa: S608 - our own names


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All writes of the block are in the file after it, or none is.

    The write lock is taken at the start: a second writer waits instead of failing half way.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """SQLite's errors in the block are raised as ArchiverError, in one line with a remedy."""
    try:
        yield
    except sqlite3.Error as error:
        if str(error).startswith(_UNDECODABLE):
            raise _damaged(path, str(error).partition(" with text")[0]) from error
        if not hasattr(error, "sqlite_errorcode"):
            raise  # misuse of the sqlite3 module, not an answer of SQLite
        raise explained(error, path) from error
    except UnicodeDecodeError as error:
        # The module decodes what SQLite says of a damaged schema, with the bytes that are in it.
        raise _damaged(path, f"a name in it is no UTF-8 ({error.reason})") from error


_UNDECODABLE = "Could not decode to UTF-8"
"""What the sqlite3 module says, without a code, of text that is no UTF-8."""
_UNWRITABLE = (InputError, "{path} can't be written ({error})", "check its permissions")
_IN_USE = (InputError, "{path} is in use by another program", "try again when it is done")
_MEANINGS: Mapping[int, tuple[type[ArchiverError], str, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: _IN_USE,
        sqlite3.SQLITE_LOCKED: _IN_USE,
        sqlite3.SQLITE_READONLY: _UNWRITABLE,
        sqlite3.SQLITE_CANTOPEN: _UNWRITABLE,
        sqlite3.SQLITE_PERM: _UNWRITABLE,
        sqlite3.SQLITE_FULL: (
            ArchiverError,
            "the disk is full, nothing was added to {path}",
            "make room and run again",
        ),
        sqlite3.SQLITE_IOERR: (
            ArchiverError,
            "{path} can't be read or written ({error})",
            "check the disk",
        ),
        sqlite3.SQLITE_TOOBIG: (InputError, "too large for {path} ({error})", "leave it out"),
        sqlite3.SQLITE_CONSTRAINT: (
            ArchiveError,
            "{path} refused a row ({error})",
            "leave evidence as it is",
        ),
    }
)
"""Primary result codes (https://sqlite.org/rescode.html) that are not about damage."""


def transient(error: sqlite3.Error) -> bool:
    """Whether SQLite's answer is not about damage: a lock, rights, a disk that doesn't answer."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in _MEANINGS and code not in {sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT}


def explained(error: sqlite3.Error, path: Path) -> ArchiverError:
    """What an error of SQLite means for whoever named ``path``."""
    known = _MEANINGS.get(error.sqlite_errorcode & 0xFF)
    if known is None:
        return _damaged(path, str(error))
    kind, problem, remedy = known
    return kind(problem.format(path=path, error=error), remedy)


def _damaged(path: Path, why: str) -> ArchiveError:
    return ArchiveError(f"{path} is damaged: {why}", "restore it from a copy")


def insert(db: Database, table: str, row: Row) -> int:
    """The row is in the table, as part of the running transaction. Returns its rowid."""
    names = ", ".join(f"[{name}]" for name in row)
    marks = ", ".join("?" * len(row))
    cursor = db.execute(
        f"INSERT INTO [{table}] ({names}) VALUES ({marks})",  # noqa: S608 - names of our own schema
        [storable(value) for value in row.values()],
    )
    return int(cursor.lastrowid or 0)
