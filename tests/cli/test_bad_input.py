"""What users give by mistake, and servers by malice: one line, the right code, nothing lost."""

from __future__ import annotations

import codecs
import io
import os
import random
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from archiver.store import Archive

WORDS = "He said “not a word of this” to the paper, which printed it all the same.\n"
TABLES = ("captures", "exchanges", "blobs", "article_captures", "checks", "reviews", "chain")


@pytest.fixture
def archived(run: Callable[..., Any], article: Path, db: Path) -> Path:
    """An archive with an article in it."""
    assert run("check", article, "--offline").code == 0
    return db


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of our own needs no rest between two requests."""
    monkeypatch.setattr("archiver.fetch.limits.Pace.wait", lambda *_: None)


def rows(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(db)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        return {
            name: connection.execute(f"SELECT rowid, * FROM {name} ORDER BY rowid").fetchall()  # noqa: S608 - our own names
            for name in TABLES
            if name in names
        }


def assert_kept(before: dict[str, list[tuple[Any, ...]]], db: Path) -> None:
    after = rows(db)
    assert before["blobs"]
    for name, earlier in before.items():
        assert after[name][: len(earlier)] == earlier, name
    with closing(sqlite3.connect(db)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def assert_refused(ran: Any, code: int, says: str) -> None:
    assert ran.code == code
    assert ran.out == b""
    assert len(ran.lines) == 1, ran.err
    assert ran.err.startswith("archiver: ")
    assert says in ran.err
    assert "; " in ran.err, "what to do next is said too"
    assert "Traceback" not in ran.err


# -- files that are no article ----------------------------------------------------------


def a_zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", "<w:p>words</w:p>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\r\n", "empty", id="white-space"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\0\x10JFIF", "picture", id="jpeg"),
        pytest.param(a_zip(), "zip", id="zip"),
        pytest.param(b"\x1f\x8b\x08\0\0\0\0\0", "gzip", id="gzip"),
        pytest.param(b"SQLite format 3\0" + bytes(84), "SQLite", id="sqlite"),
        pytest.param(random.Random(1).randbytes(50_000), "binary", id="random-bytes"),  # noqa: S311 - no secret
        pytest.param(bytes(10_000), "binary", id="nothing-but-nul"),
        pytest.param(WORDS.encode().replace(b" ", b"\0", 1), "binary", id="a-nul-in-a-text"),
        pytest.param(b"a" * 20_000_001, "20 MB", id="too-large"),
    ],
)
def test_no_article(
    run: Callable[..., Any], archived: Path, tmp_path: Path, payload: bytes, says: str
) -> None:
    before = rows(archived)
    path = tmp_path / "given"
    path.write_bytes(payload)
    for ran in (run("check", path, "--offline"), run("check", "-", "--offline", stdin=payload)):
        assert_refused(ran, 2, says)
    assert rows(archived) == before


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param("missing.html", "doesn't exist", id="missing"),
        pytest.param("missing/a.html", "doesn't exist", id="missing-folder"),
        pytest.param(".", "is a folder", id="folder"),
        pytest.param("/dev/null", "empty", id="dev-null"),
        pytest.param("/dev/zero", "20 MB", id="dev-zero"),
        pytest.param("a" * 5000, "File name too long", id="long-name"),
        pytest.param("archive.db/a.html", "Not a directory", id="file-as-folder"),
        pytest.param("loop", "symbolic link", id="loop-of-links"),
    ],
)
def test_no_file(
    run: Callable[..., Any],
    archived: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    before = rows(archived)
    assert_refused(run("check", name, "--offline"), 2, says)
    assert rows(archived) == before


@pytest.mark.parametrize(
    ("payload", "notes"),
    [
        pytest.param(WORDS.encode("cp1252"), 1, id="windows-1252"),
        pytest.param(codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), 0, id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), 0, id="utf-16-be"),
        pytest.param(codecs.BOM_UTF8 + WORDS.encode(), 0, id="utf-8-bom"),
        pytest.param(WORDS.replace("\n", "\r\n").encode(), 0, id="crlf"),
    ],
)
def test_odd_bytes_that_are_an_article(
    run: Callable[..., Any], tmp_path: Path, payload: bytes, notes: int
) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes(payload)
    ran = run("check", path, "--offline", "--format", "json")
    assert ran.code == 0
    assert [q["exact"] for q in ran.json["quotations"]] == ["not a word of this"]
    assert len(ran.lines) == notes
    assert ran.json["notes"] == [line.partition("odd.txt: ")[2] for line in ran.lines]


def test_a_pipe_is_an_article(run: Callable[..., Any], article: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(article.read_bytes()), daemon=True)
    writer.start()
    ran = run("check", pipe, "--offline")
    writer.join(5)
    assert ran.code == 0
    assert "5 quotations" in ran.text


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 10_000 + "{}" + "</div>" * 10_000, id="nested"),
        pytest.param("<blockquote>" * 10_000 + "{}", id="never-closed"),
        pytest.param("<p>{}</p>" + "</div>" * 10_000, id="never-opened"),
        pytest.param("<html><body><p>{}</p><p " + "a='1' " * 10_000 + ">", id="attributes"),
        pytest.param("<html><body><p>{}</p>" + "<!--" * 5_000, id="comments"),
    ],
)
def test_markup_gone_wild_is_bounded(run: Callable[..., Any], tmp_path: Path, markup: str) -> None:
    path = tmp_path / "wild.html"
    path.write_text("<html><body>" + markup.format(WORDS), "utf-8")
    begun = time.monotonic()
    ran = run("check", path, "--offline", "--format", "json")
    assert time.monotonic() - begun < 20
    assert ran.code == 0
    assert "Traceback" not in ran.err


# -- the archive ------------------------------------------------------------------------


def other_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (table,) = connection.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE '%migrations%' AND type = 'table'"
        ).fetchone()
        columns = [c[1] for c in connection.execute(f"PRAGMA table_info({table})")]
        last = connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid DESC LIMIT 1"  # noqa: S608 - the schema's own
        ).fetchone()
        row = dict(zip(columns, last, strict=True)) | {"name": "9999_from_the_future"}
        row.pop("id", None)
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})",  # noqa: S608 - the schema's own
            list(row.values()),
        )
        connection.commit()


def overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        pytest.param(other_programs, 5, "another program's database", id="other-program"),
        pytest.param(lambda p: p.write_bytes(b"no database" * 50), 5, "not a SQLite", id="garbage"),
        pytest.param(lambda p: p.write_bytes(b"SQLite format 3\0"), 5, "cut short", id="cut"),
        pytest.param(lambda p: p.mkdir(), 2, "is a folder", id="folder"),
    ],
)
def test_no_archive(
    run: Callable[..., Any],
    article: Path,
    tmp_path: Path,
    make: Callable[[Path], None],
    code: int,
    says: str,
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    assert_refused(run("check", article, "--offline", "--db", path), code, says)
    assert before is None or path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["other.db"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(newer, "newer archiver", id="newer"),
        pytest.param(overwritten, "damaged", id="damaged"),
    ],
)
def test_an_archive_that_can_not_be_used(
    run: Callable[..., Any],
    article: Path,
    archived: Path,
    spoil: Callable[[Path], None],
    says: str,
) -> None:
    spoil(archived)
    before = archived.read_bytes()
    assert_refused(run("check", article, "--offline"), 5, says)
    assert archived.read_bytes() == before


def test_an_archive_in_a_missing_folder(
    run: Callable[..., Any], article: Path, tmp_path: Path
) -> None:
    ran = run("check", article, "--offline", "--db", tmp_path / "none" / "a.db")
    assert_refused(ran, 2, "there is no folder")


def test_an_archive_that_is_in_use(
    run: Callable[..., Any], article: Path, archived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening: Any = Archive.open
    monkeypatch.setitem(opening.__func__.__kwdefaults__, "lock_seconds", 0.2)
    before = rows(archived)
    with closing(sqlite3.connect(archived)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        ran = run("check", article, "--offline")
        connection.rollback()
    assert_refused(ran, 2, "in use by another program")
    assert rows(archived) == before


# -- where the result goes --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        pytest.param(".", "is a folder", id="folder"),
        pytest.param("none/report.html", "there is no folder", id="missing-folder"),
        pytest.param("article.txt/report", "no folder", id="file-as-folder"),
        pytest.param("/proc/report.html", "can't be written", id="system-folder"),
        pytest.param("archive.db", "is the archive", id="the-archive"),
        pytest.param("archive.db-journal", "is the archive", id="its-journal"),
        pytest.param("link.db", "is the archive", id="link-to-the-archive"),
        pytest.param("hard.db", "is the archive", id="hard-link-to-the-archive"),
        pytest.param("article.txt", "is the article itself", id="the-article"),
    ],
)
def test_output_that_must_not_be(
    run: Callable[..., Any],
    archived: Path,
    article: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = tmp_path / "article.txt"
    given.write_bytes(article.read_bytes())
    (tmp_path / "link.db").symlink_to(archived)
    os.link(archived, tmp_path / "hard.db")
    before = rows(archived)
    assert_refused(run("check", given, "--offline", "--output", name), 2, says)
    assert rows(archived) == before
    assert given.read_bytes() == article.read_bytes()


def test_a_failed_run_leaves_the_old_output(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, article: Path
) -> None:
    out = tmp_path / "report.txt"
    out.write_text("old")
    assert run("check", tmp_path / "none", "--offline", "--output", out).code == 2
    assert out.read_text() == "old"

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert_refused(run("check", article, "--offline", "--output", out), 2, "No space left")
    assert out.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive.db", "report.txt"]


# -- servers ----------------------------------------------------------------------------

Handler = BaseHTTPRequestHandler


def reply(status: int, body: bytes = b"", *headers: tuple[str, str]) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for header in headers:
            handler.send_header(*header)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def silent(handler: Handler) -> None:
    handler.server.ended.wait(20)  # type: ignore[attr-defined]


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b"<p>")
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    chunk = b"<p>word</p>" * 10_000
    while True:
        handler.wfile.write(chunk)


def broken_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<p>half of it")
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")


def around(handler: Handler) -> None:
    reply(302, b"", ("Location", handler.path))(handler)


HTML = ("Content-Type", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        pytest.param(silent, 3, "timeout", id="silent"),
        pytest.param(dripping, 3, "timeout", id="drip"),
        pytest.param(reply(500, b"oops"), 3, "status 500", id="500"),
        pytest.param(reply(503), 3, "status 503", id="503"),
        pytest.param(reply(404, b"<p>no such page"), 3, "status 404", id="404"),
        pytest.param(reply(403), 3, "status 403", id="403"),
        pytest.param(around, 3, "redirects without end", id="redirects"),
        pytest.param(
            reply(302, b"", ("Location", "file:///etc/passwd")), 3, "refused", id="redirect-to-file"
        ),
        pytest.param(endless, 3, "more than", id="endless"),
        pytest.param(broken_off, 3, "broke off", id="broken-off"),
        pytest.param(no_http, 3, "can't be fetched", id="no-http"),
        pytest.param(reply(200, b"", HTML), 3, "empty page", id="empty"),
        pytest.param(reply(200, b"not gzip", ("Content-Encoding", "gzip")), 3, "", id="bad-gzip"),
        pytest.param(
            reply(200, b"%PDF-1.7 ...", ("Content-Type", "application/pdf")), 2, "PDF", id="pdf"
        ),
        pytest.param(
            reply(200, b"\x89PNG\r\n\x1a\n", ("Content-Type", "image/png")), 2, "picture", id="png"
        ),
    ],
)
def test_a_server_that_gives_no_article(
    run: Callable[..., Any],
    server: Any,
    archived: Path,
    answer: Callable[[Handler], None],
    code: int,
    says: str,
) -> None:
    before = rows(archived)
    begun = time.monotonic()
    ran = run("check", server.at("/a", answer), "--timeout", "1.5")
    assert time.monotonic() - begun < 15
    assert_refused(ran, code, says)
    assert_kept(before, archived)


def test_what_came_over_the_network_is_kept_even_if_it_is_no_article(
    run: Callable[..., Any], server: Any, archived: Path
) -> None:
    before = len(rows(archived)["article_captures"])
    answer = reply(200, b"%PDF-1.7 ...", ("Content-Type", "application/pdf"))
    assert run("check", server.at("/a", answer)).code == 2
    assert len(rows(archived)["article_captures"]) == before + 1


def test_an_article_from_a_server(
    run: Callable[..., Any], server: Any, article: Path, archived: Path
) -> None:
    plain = ("Content-Type", "text/plain; charset=utf-8")
    url = server.at("/story", reply(200, article.read_bytes(), plain))
    moved = server.at("/old", reply(301, b"", ("Location", "/story")))
    before = rows(archived)
    ran = run("check", moved, "--format", "json")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.json["article"]["url"] == url
    assert len(ran.json["quotations"]) == 5
    assert_kept(before, archived)
    assert len(rows(archived)["exchanges"]) == 2, "the redirect is evidence too"


@pytest.mark.parametrize(
    ("address", "code", "says"),
    [
        pytest.param("ftp://127.0.0.1/a", 2, "no http or https address", id="ftp"),
        pytest.param("file:///etc/passwd", 2, "no http or https address", id="file"),
        pytest.param("http://", 2, "no http or https address", id="no-host"),
        pytest.param("http://[::1", 2, "no http or https address", id="broken-brackets"),
        pytest.param("http://127.0.0.1:1/a", 3, "can't be fetched", id="refused"),
        pytest.param("http://127.0.0.1:99999/a", 3, "can't be fetched", id="no-such-port"),
    ],
)
def test_an_address_that_can_not_be_asked(
    run: Callable[..., Any], archived: Path, address: str, code: int, says: str
) -> None:
    before = rows(archived)
    assert_refused(run("check", address, "--timeout", "2"), code, says)
    assert rows(archived) == before


@pytest.mark.parametrize("address", ["https://news.example/a", "ftp://127.0.0.1/a"])
def test_an_address_offline(run: Callable[..., Any], archived: Path, address: str) -> None:
    before = rows(archived)
    assert_refused(run("check", address, "--offline"), 2, "the network is not to be touched")
    assert rows(archived) == before


def test_a_server_that_fails_among_others(
    run: Callable[..., Any], server: Any, article: Path
) -> None:
    ran = run("check", server.at("/a", reply(500)), article, "--json-lines", "--timeout", "2")
    assert ran.code == 3
    assert len(ran.out.splitlines()) == 1
    assert len(ran.lines) == 1


# -- capture ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("urls", "says"),
    [
        pytest.param(["https://news.example"], "no post of a known platform", id="front-page"),
        pytest.param(["https://x.com/janedoe_test"], "names no post of X", id="profile"),
        pytest.param(["https://m.facebook.com/page"], "names no post of Facebook", id="a-page"),
        pytest.param(["hello"], "no post of a known platform", id="a-word"),
        pytest.param([""], "an empty address is no post", id="empty"),
        pytest.param(["https://x.com/a/status/" + "9" * 23], "names no post of X", id="no-id"),
        pytest.param(["https://news.example/" + "a" * 20_000], "a… is no post", id="long"),
        pytest.param(["http://[::1"], "no post of a known platform", id="broken"),
    ],
)
def test_no_post(run: Callable[..., Any], archived: Path, urls: list[str], says: str) -> None:
    before = rows(archived)
    assert_refused(run("capture", *urls), 2, says)
    assert rows(archived) == before
