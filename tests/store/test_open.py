"""What may be opened, what is refused, and that a refused file is left as it was."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from archiver.errors import ArchiveError, InputError
from archiver.model import Capture
from archiver.store import Archive, connection, examine_file, schema

Clock = Callable[[], datetime]


@pytest.fixture
def made(path: Path, clock: Clock, capture: Capture) -> Path:
    with Archive.open(path, clock=clock) as archive:
        archive.add_capture(capture)
    return path


def _text(path: Path) -> None:
    path.write_text("not a database\n" * 20)


def _short_text(path: Path) -> None:
    path.write_bytes(b"SQLite for")


def _header_only(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:4096] = b"\xa5" * 3996
    path.write_bytes(data)


def _without_evidence(path: Path) -> None:
    _run(path, "PRAGMA foreign_keys = OFF", "DROP TABLE captures")


def _without_migrations(path: Path) -> None:
    _run(path, "DROP TABLE _sqlite_migrations")


def _newer(path: Path) -> None:
    _run(
        path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
        "VALUES ('archiver', 'm999_from_the_future', '2099-01-01')",
    )


def _other(path: Path) -> None:
    path.unlink()
    _run(path, "CREATE TABLE bookmarks (url TEXT)")


def _other_wal(path: Path) -> None:
    path.unlink()
    _run(path, "PRAGMA journal_mode = WAL", "CREATE TABLE bookmarks (url TEXT)")


def _other_application(path: Path) -> None:
    path.unlink()
    _run(path, "PRAGMA application_id = 0x47504B47", "PRAGMA user_version = 1")


def _run(path: Path, *statements: str) -> None:
    database = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(_text, "not a SQLite file", id="text"),
        pytest.param(_short_text, "not a SQLite file", id="ten bytes"),
        pytest.param(_header_only, "damaged", id="half a header"),
        pytest.param(_cut, "damaged", id="cut in half"),
        pytest.param(_overwritten, "damaged", id="schema page overwritten"),
        pytest.param(_without_evidence, "damaged", id="evidence table dropped"),
        pytest.param(_without_migrations, "damaged", id="migrations dropped"),
        pytest.param(_newer, "newer archiver", id="newer"),
        pytest.param(_other, "another program's", id="another program's"),
        pytest.param(_other_wal, "another program's", id="another program's in WAL mode"),
        pytest.param(_other_application, "another program's", id="another application_id"),
    ],
)
@pytest.mark.parametrize("read_only", [False, True], ids=["to write", "to read"])
def test_what_is_no_archive_is_refused_and_left_alone(
    made: Path, clock: Clock, spoil: Callable[[Path], None], says: str, read_only: bool
) -> None:
    spoil(made)
    before = made.read_bytes()
    with pytest.raises(ArchiveError, match=says) as refused:
        Archive.open(made, clock=clock, read_only=read_only)
    assert refused.value.exit_code == 5
    assert "\n" not in refused.value.diagnostics()
    assert made.read_bytes() == before
    assert [each.name for each in made.parent.iterdir()] == [made.name]


def test_another_programs_open_wal_database_is_refused(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "live.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    copy = tmp_path / "copy.db"
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    other.close()
    with pytest.raises(ArchiveError, match="another program's"):
        Archive.open(copy, clock=clock)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param(".", "is a folder", id="folder"),
        pytest.param("absent/archive.db", "there is no folder", id="missing parent"),
        pytest.param("fifo", "not a regular file", id="named pipe"),
        pytest.param("a\x00b", "is no path", id="NUL in the name"),
        pytest.param("file/archive.db", "there is no folder", id="parent is a file"),
        pytest.param("n" * 300, "can't be", id="name too long"),
    ],
)
def test_a_path_that_cannot_hold_an_archive_is_bad_input(
    tmp_path: Path, clock: Clock, name: str, says: str
) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=says) as refused:
        Archive.open(tmp_path / name, clock=clock)
    assert "\n" not in refused.value.diagnostics()


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=ro", "Straße ?#%.db"])
def test_an_odd_name_is_a_file_of_that_name(
    tmp_path: Path, clock: Clock, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Archive.open(Path(name), clock=clock).close()
    assert (tmp_path / name).stat().st_size > 0
    Archive.open(Path(name), clock=clock, read_only=True).close()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _: None, id="absent"),
        pytest.param(lambda path: path.touch(), id="empty file"),
        pytest.param(lambda path: _run(path, "VACUUM"), id="database without tables"),
    ],
)
def test_a_new_archive_is_made(path: Path, clock: Clock, make: Callable[[Path], None]) -> None:
    make(path)
    with Archive.open(path, clock=clock) as archive:
        assert set(archive.counts().values()) == {0}
        assert archive.head() is None
        assert archive.path == path
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_of_many_that_make_the_same_archive_one_makes_it(path: Path, clock: Clock) -> None:
    def make(_: int) -> dict[str, int]:
        with Archive.open(path, clock=clock) as archive:
            return archive.counts()

    with ThreadPoolExecutor(max_workers=8) as pool:
        counts = list(pool.map(make, range(8)))
    assert counts == [counts[0]] * 8


def test_an_older_archive_is_not_changed_to_read_it(
    made: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.read_bytes()
    later = (*schema._STEPS, ("m999_later", lambda db: db.execute("CREATE TABLE later (x)")))
    monkeypatch.setattr(schema, "_STEPS", later)
    monkeypatch.setattr(connection, "KNOWN_STEPS", frozenset(name for name, _ in later))
    with pytest.raises(InputError, match="older archiver"):
        Archive.open(made, clock=clock, read_only=True)
    assert made.read_bytes() == before
    with Archive.open(made, clock=clock) as archive:
        assert archive.counts()["later"] == 0
        assert archive.counts()["captures"] == 1
    Archive.open(made, clock=clock, read_only=True).close()


@pytest.mark.parametrize("steps", range(1, len(schema._STEPS)), ids="m{:03}".format)
def test_an_older_archive_is_brought_up_to_date_and_stands_the_audit(
    older: Callable[[int], Path], clock: Clock, capture: Capture, steps: int
) -> None:
    path = older(steps)
    with Archive.open(path, clock=clock) as archive:
        assert archive.audit() == ()
        assert archive.captures_of(capture.ref) == ((1, capture),)
        archive.add_capture(capture)
        assert [row[0] for row in archive._db.execute("SELECT form FROM chain")] == [1, 1, 2]
        assert archive.audit() == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            "UPDATE captures SET import_id = 1",
            "captures 1: is not as it was stored: import_id was empty, is 1",
            id="a column that came later",
        ),
        pytest.param(
            "UPDATE captures SET availability = 'not_found'",
            "captures 1: is not as it was stored: availability was “available”, is “not_found”",
            id="a column of then",
        ),
        pytest.param(
            "UPDATE chain SET form = 2 WHERE id = 2",
            "captures 1: is not as it was stored",
            id="another rule",
        ),
    ],
)
def test_what_was_changed_in_an_older_archive_is_found(
    older: Callable[[int], Path], clock: Clock, tamper: Callable[..., None], change: str, says: str
) -> None:
    path = older(1)
    Archive.open(path, clock=clock).close()
    tamper(path, change)
    with Archive.open(path, clock=clock, read_only=True) as archive:
        assert says in archive.audit()


def test_a_migration_that_fails_leaves_the_archive_as_it_was(
    made: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(db: Database) -> None:
        db.execute("CREATE TABLE half (x)")
        db.execute("CREATE TABLE half (x)")

    before = made.read_bytes()
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, ("m999_broken", broken)))
    with pytest.raises(ArchiveError, match="half already exists"):
        Archive.open(made, clock=clock)
    assert made.read_bytes() == before


def test_opening_again_changes_nothing(made: Path, clock: Clock) -> None:
    before = made.read_bytes()
    Archive.open(made, clock=clock).close()
    assert made.read_bytes() == before


def test_to_read_only_the_file_must_exist(path: Path, clock: Clock) -> None:
    with pytest.raises(InputError, match="no archive"):
        Archive.open(path, clock=clock, read_only=True)
    assert not path.exists()


def test_read_only_refuses_to_write(made: Path, clock: Clock, capture: Capture) -> None:
    before = made.read_bytes()
    with (
        Archive.open(made, clock=clock, read_only=True) as archive,
        pytest.raises(InputError, match="can't be written"),
    ):
        archive.add_capture(capture)
    assert made.read_bytes() == before


def test_a_locked_archive_is_in_use(made: Path, clock: Clock) -> None:
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InputError, match="in use by another program"):
        Archive.open(made, clock=clock, lock_seconds=0.05)
    other.close()


@pytest.mark.parametrize("may_write", [False, True])
def test_an_archive_in_wal_mode_in_a_folder_that_cannot_be_written(
    made: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, may_write: bool
) -> None:
    _run(made, "PRAGMA journal_mode = WAL")
    monkeypatch.setattr("archiver.store.connection.os.access", lambda *_: may_write)
    with Archive.open(made, clock=clock, read_only=True) as opened:
        assert opened.audit() == ()
        beside = [each.name for each in made.parent.iterdir() if each.name.startswith(made.name)]
    assert len(beside) == (3 if may_write else 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what is read-only")
def test_a_file_without_write_permission_is_bad_input(made: Path, clock: Clock) -> None:
    made.chmod(stat.S_IRUSR)
    with pytest.raises(InputError, match="can't be written"):
        Archive.open(made, clock=clock)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(_text, "not a SQLite file", id="text"),
        pytest.param(_header_only, "damaged", id="half a header"),
        pytest.param(_newer, "newer archiver", id="newer"),
        pytest.param(_other, "another program's", id="another program's"),
    ],
)
def test_an_audit_refuses_what_is_no_archive_of_its_own(
    made: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(made)
    before = made.read_bytes()
    with pytest.raises(ArchiveError, match=says):
        examine_file(made)
    assert made.read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(_cut, "malformed", id="cut in half"),
        pytest.param(_overwritten, "malformed", id="schema page overwritten"),
        pytest.param(_without_evidence, "no such table: captures", id="evidence table dropped"),
        pytest.param(_without_migrations, "which version it is", id="migrations dropped"),
    ],
)
def test_an_audit_of_a_damaged_archive_says_what_is_damaged(
    made: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(made)
    before = made.read_bytes()
    try:
        told = " ".join(examine_file(made).changed)
    except ArchiveError as error:
        told = error.diagnostics()
    assert says in told
    assert made.read_bytes() == before


def test_an_older_archive_is_audited_as_it_is(older: Callable[[int], Path]) -> None:
    path = older(1)
    before = path.read_bytes()
    found = examine_file(path)
    assert (found.found, found.links, found.path) == ((), 2, str(path))
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"syndication answered", b"sindication answered"))
    assert examine_file(path).changed == ("captures 1: is not as it was stored",)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_an_older_archive_that_is_damaged_is_said_to_be(older: Callable[[int], Path]) -> None:
    path = older(1)
    data = path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'postings'"
        end = database.execute(query).fetchone()[0] * 4096
    path.write_bytes(data[: end - 4096] + b"\xa5" * 4096 + data[end:])
    with pytest.raises(ArchiveError, match="can't be brought up to date"):
        examine_file(path)
    path.write_bytes(data[: len(data) // 2])
    assert examine_file(path).changed
    assert path.stat().st_size == len(data) // 2


def test_text_that_is_no_utf_8_is_damage(made: Path, clock: Clock, capture: Capture) -> None:
    data = made.read_bytes()
    made.write_bytes(data.replace(b"syndication answered", b"s\xf9ndication answered"))
    with (
        Archive.open(made, clock=clock, read_only=True) as archive,
        pytest.raises(ArchiveError, match="damaged") as refused,
    ):
        archive.captures_of(capture.ref)
    assert "\n" not in refused.value.diagnostics()


def test_a_schema_whose_names_are_no_utf_8_is_damage(made: Path, clock: Clock) -> None:
    data = made.read_bytes()
    made.write_bytes(data.replace(b"CREATE TABLE captures (", b"CREATE TABLE c\xe9ptures \xff"))
    with pytest.raises(ArchiveError, match="damaged"):
        Archive.open(made, clock=clock, read_only=True)
    assert examine_file(made).changed


def test_what_a_killed_program_left_is_rolled_back_to_read(
    made: Path, clock: Clock, tmp_path: Path, capture: Capture
) -> None:
    writing = sqlite3.connect(made, isolation_level=None)
    writing.execute("PRAGMA cache_size = 1")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("CREATE TABLE filler (x)")
    writing.execute("INSERT INTO filler VALUES (zeroblob(500000))")
    left = tmp_path / "left.db"
    for ending in ("", "-journal"):
        shutil.copy(f"{made}{ending}", f"{left}{ending}")
    writing.close()
    assert b"filler" in left.read_bytes()
    with Archive.open(left, clock=clock, read_only=True) as archive:
        assert archive.captures_of(capture.ref) == ((1, capture),)
        assert archive.audit() == ()


def test_a_plain_copy_is_a_whole_archive(
    archive: Archive, tmp_path: Path, clock: Clock, capture: Capture
) -> None:
    archive.add_capture(capture)
    archive.close()
    shutil.copy(archive.path, tmp_path / "copy.db")
    with Archive.open(tmp_path / "copy.db", clock=clock, read_only=True) as copy:
        assert copy.captures_of(capture.ref) == ((1, capture),)
        assert copy.audit() == ()
