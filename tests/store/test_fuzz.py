"""One byte changed anywhere in the evidence is always found, and whatever else is, stays harmless.

Where the bytes of evidence are is read from the file itself: the b-trees of the tables of evidence,
their cells and overflow pages (https://sqlite.org/fileformat2.html sections 1.5, 1.6 and 2).
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.model import ArticleReport, Capture
from archiver.store import EVIDENCE, Archive, examine_file
from archiver.store.schema import guards

ARCHIVES = 2_000
PARTS = 8
"""The changes are shared out over so many tests, which can run side by side."""
BY_SQL = 400
ANYWHERE = 800

Span = tuple[int, int]


@dataclass(frozen=True)
class Database:
    """The pages of a database file."""

    data: bytes

    @property
    def page_size(self) -> int:
        size = int.from_bytes(self.data[16:18], "big")
        return 65_536 if size == 1 else size

    @property
    def usable(self) -> int:
        return self.page_size - self.data[20]

    def rows(self, root: int) -> Iterator[list[Span]]:
        """For each row of the table with that root page, where its payload stands in the file."""
        start = (root - 1) * self.page_size
        head = start + (100 if root == 1 else 0)
        kind, cells = self.data[head], int.from_bytes(self.data[head + 3 : head + 5], "big")
        pointers = head + (12 if kind == 5 else 8)
        places = [
            start + int.from_bytes(self.data[pointers + 2 * n : pointers + 2 * n + 2], "big")
            for n in range(cells)
        ]
        if kind == 5:
            children = [self._number(place) for place in places] + [self._number(head + 8)]
            for child in children:
                yield from self.rows(child)
        else:
            assert kind == 13, "a leaf of a table"
            for place in places:
                yield list(self._payload(place))

    def _payload(self, place: int) -> Iterator[Span]:
        length, place = self.varint(place)
        _, place = self.varint(place)
        local = self._local(length)
        yield place, place + local
        left, page = length - local, self._number(place + local) if length > local else 0
        while left > 0:
            start = (page - 1) * self.page_size
            here = min(left, self.usable - 4)
            yield start + 4, start + 4 + here
            left, page = left - here, self._number(start)

    def _local(self, length: int) -> int:
        most = self.usable - 35
        if length <= most:
            return length
        least = (self.usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (self.usable - 4)
        return local if local <= most else least

    def _number(self, place: int) -> int:
        return int.from_bytes(self.data[place : place + 4], "big")

    def varint(self, place: int) -> tuple[int, int]:
        value = 0
        for count in range(9):
            byte = self.data[place + count]
            if count == 8:
                return value << 8 | byte, place + 9
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value, place + count + 1
        raise AssertionError

    def values(self, root: int) -> list[int]:
        """Where every byte of every value of the table stands: payloads without their headers."""
        found: list[int] = []
        for spans in self.rows(root):
            places = [place for start, end in spans for place in range(start, end)]
            header, _ = self.varint(places[0])
            found += places[header:]
        return found


@pytest.fixture
def made(
    path: Path,
    capture: Capture,
    report: ArticleReport,
    fill: Callable[..., Archive],
) -> Callable[[random.Random], Path]:
    """Makes an archive with some of everything, its bytes and texts drawn by the dice."""

    def make(dice: random.Random) -> Path:
        archive = fill(report)
        for size in (30, 3_000, 30_000):
            payload = dice.randbytes(size)
            exchange = replace(
                capture.exchanges[0],
                payload=payload,
                payload_sha256=hashlib.sha256(payload).hexdigest(),
                headers=tuple((f"X-{n}", dice.choice(["a", "ß", "文"]) * n) for n in range(9)),
                status=dice.choice([200, 404, 70_000]),
            )
            archive.add_capture(
                replace(capture, reason="".join(dice.choices("aß文 ", k=40)), exchanges=(exchange,))
            )
        assert archive.audit() == ()
        archive.close()
        return path

    return make


def evidence(path: Path) -> dict[str, list[int]]:
    """Where the bytes of each table of evidence stand, but for tables without rows."""
    with closing(sqlite3.connect(path)) as connection:
        roots = dict(
            connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")
        )
    database = Database(path.read_bytes())
    return {table: database.values(roots[table]) for table in EVIDENCE}


def test_the_bytes_of_evidence_are_found(made: Callable[[random.Random], Path]) -> None:
    path = made(dice(1))
    database, places = path.read_bytes(), evidence(path)
    with closing(sqlite3.connect(path)) as connection:
        for (data,) in connection.execute("SELECT data FROM blobs"):
            found = bytes(database[place] for place in places["blobs"])
            assert data in found
        for (reason,) in connection.execute("SELECT reason FROM captures"):
            assert reason.encode() in bytes(database[place] for place in places["captures"])
    assert all(places[table] for table in EVIDENCE)
    assert len(places["blobs"]) > 33_000


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - no secret: a failure can be repeated


class Changed:
    """A file with one byte changed, for as long as the block lasts."""

    def __init__(self, path: Path, place: int, byte: int) -> None:
        self._path, self._place, self._byte = path, place, byte
        self._before = b""

    def __enter__(self) -> None:
        with self._path.open("r+b") as file:
            file.seek(self._place)
            self._before = file.read(1)
            file.seek(self._place)
            file.write(bytes([self._byte]))

    def __exit__(self, *_: object) -> None:
        with self._path.open("r+b") as file:
            file.seek(self._place)
            file.write(self._before)


@pytest.mark.parametrize("part", range(PARTS))
def test_one_changed_byte_of_evidence_is_always_found(
    made: Callable[[random.Random], Path], part: int
) -> None:
    random = dice(part)
    path = made(random)
    data, places = path.read_bytes(), evidence(path)
    missed = []
    for number in range(ARCHIVES // PARTS):
        place = random.choice(places[EVIDENCE[number % len(EVIDENCE)]])
        byte = data[place] ^ random.randint(1, 255)
        with Changed(path, place, byte):
            if not found_in(path, jobs=1 + number % 2):
                missed.append((place, byte))
    assert missed == []
    assert path.read_bytes() == data
    assert examine_file(path).changed == ()


def found_in(path: Path, *, jobs: int = 1) -> tuple[str, ...]:
    """What an audit says. Nothing but a refusal in words may come out of it."""
    try:
        return examine_file(path, jobs=jobs).changed
    except ArchiverError as error:
        return (error.diagnostics(),)


def test_a_changed_value_is_always_found(made: Callable[[random.Random], Path]) -> None:
    random = dice(99)
    path = made(random)
    data = path.read_bytes()
    missed, refused = [], 0
    for number in range(BY_SQL):
        table = EVIDENCE[number % len(EVIDENCE)]
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            said = change_a_value(connection, table, random)
            connection.execute("COMMIT")
        lines = found_in(path)
        refused += said is None
        if said and (not lines or any("guard" in line for line in lines)):
            missed.append(said)
        path.write_bytes(data)
    assert missed == []
    assert refused < BY_SQL / 10


def change_a_value(connection: sqlite3.Connection, table: str, random: random.Random) -> str | None:
    """One value of one row is another, by SQL, as the owner of the file could do it.

    None where a unique index refuses it.
    """
    for guard in guards():
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    column = random.choice([each for each in columns if each != "id"])
    rowids = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}")]  # noqa: S608
    rowid = random.choice(rowids)
    query = f'SELECT "{column}" FROM {table} WHERE rowid = ?'  # noqa: S608
    value = changed(connection.execute(query, [rowid]).fetchone()[0], column, random)
    query = f'UPDATE OR IGNORE {table} SET "{column}" = ? WHERE rowid = ?'  # noqa: S608
    connection.execute(query, [value, rowid])
    done = connection.execute("SELECT changes()").fetchone()[0]
    for text in guards().values():
        connection.execute(text)
    return f"{table} {rowid}: {column} is {value!r}" if done else None


def changed(value: object, column: str, random: random.Random) -> object:
    if isinstance(value, bytes):
        place = random.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]
    if isinstance(value, int):
        return value + random.choice([-1, 1])
    if value:
        assert isinstance(value, str)
        place = random.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    return 1 if column in {"import_id", "upgrades", "capture_id", "article_capture_id"} else "x"


CHECKED = ("checks", "check_postings", "reviews", "edits", "findings")
READ = ("articles", "embeds", "quotations", "postings", "images")


@pytest.mark.parametrize("table", [*CHECKED, *READ])
def test_a_changed_value_of_a_check_or_reading_is_found(
    made: Callable[[random.Random], Path], table: str
) -> None:
    random = dice(5)
    path = made(random)
    data = path.read_bytes()
    missed = []
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        rowids = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}")]  # noqa: S608
    assert rowids
    for column in [each for each in columns if each != "id"]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            query = f'SELECT "{column}" FROM {table} WHERE rowid = ?'  # noqa: S608
            (value,) = connection.execute(query, rowids[:1]).fetchone()
            other = changed(value, "capture_id" if value is None else column, random)
            query = f'UPDATE {table} SET "{column}" = ? WHERE rowid = ?'  # noqa: S608
            connection.execute(query, [other, rowids[0]])
        if not found_in(path):
            missed.append(f"{column}: {value!r} is {other!r}")
        path.write_bytes(data)
    assert missed == []


def test_a_byte_changed_anywhere_is_found_or_does_no_harm(
    made: Callable[[random.Random], Path],
) -> None:
    random = dice(7)
    path = made(random)
    data = path.read_bytes()
    before = read_back(path)
    harmed, unfound = [], 0
    for number in range(ANYWHERE):
        # Every other one in the header, the schema or the first pages, where most is at stake.
        place = random.randrange(len(data) if number % 2 else 40_000)
        byte = data[place] ^ random.randint(1, 255)
        with Changed(path, place, byte):
            if found_in(path, jobs=1 + number % 2):
                continue
            unfound += 1
            if read_back(path) != before:
                harmed.append((place, byte))
    assert harmed == []
    assert unfound > 0, "free pages and indexes for search are no evidence"
    assert path.read_bytes() == data


def read_back(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608
            for table in EVIDENCE
        }


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999], ids="{:.1%}".format)
def test_a_file_cut_short_is_found(made: Callable[[random.Random], Path], share: float) -> None:
    path = made(dice(3))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert found_in(path)
    assert path.read_bytes() == data[: int(len(data) * share)]


def test_pages_that_changed_places_are_found(made: Callable[[random.Random], Path]) -> None:
    random = dice(4)
    path = made(random)
    data = path.read_bytes()
    size = Database(data).page_size
    before = read_back(path)
    for _ in range(60):
        one, other = random.sample(range(1, len(data) // size), 2)
        spoilt = bytearray(data)
        for to, came in ((one, other), (other, one)):
            spoilt[to * size : (to + 1) * size] = data[came * size : (came + 1) * size]
        path.write_bytes(spoilt)
        if not found_in(path):
            assert read_back(path) == before
