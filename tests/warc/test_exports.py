"""Exports by the commands that a user gives, and what they say where that can't be."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.cli.main import run as run_command
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.model.proofs import Proof, ProofKind
from archiver.pipeline.exports.reading import reading_desk
from archiver.pipeline.exports.wacz import export_wacz
from archiver.pipeline.exports.warc import export_warc
from archiver.store import Archive
from archiver.store.holdings import Selection
from tests.real.wacz.world import ARTICLE, BEGIN, GONE, HTML, MEMENTO, POST, SAVED_AT, World

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECONDS = 60
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """The small archive."""
    path = tmp_path / "a.db"
    World().build(path)
    return path


@pytest.fixture
def export(db: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs an export of the archive."""

    def call(form: str, output: Path | str, *words: str | Path) -> tuple[int, str, str]:
        given = ["export", form, "--db", db, "--output", output, *words]
        code = run_command([str(word) for word in given])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def lines(package: Path, path: str) -> list[str]:
    with zipfile.ZipFile(package) as files:
        return files.read(path).decode().splitlines()


def facts(warc: bytes, schema: str) -> list[dict[str, Any]]:
    """JSON objects of that schema in a WARC file."""
    marked = (line for line in gzip.decompress(warc).split(b"\r\n") if line.startswith(b"json-"))
    found = [json.loads(line.partition(b": ")[2]) for line in marked]
    return [one for one in found if one["schema"] == f"archiver.{schema}/1"]


def test_everything_goes_out(export: Said, tmp_path: Path) -> None:
    code, out, err = export("warc", tmp_path / "x.warc.gz")
    assert (code, err) == (0, "")
    assert out.endswith("x.warc.gz: 2 articles, 3 visits to posts, 8 exchanges\n")


def test_a_post_alone_goes_out(export: Said, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    assert export("warc", path, f"x:{POST['id']}")[0] == 0
    (seen,) = facts(path.read_bytes(), "capture")
    assert (seen["post"], seen["availability"]) == (f"x:{POST['id']}", "available")
    assert facts(path.read_bytes(), "article_capture") == []
    assert len(facts(path.read_bytes(), "exchange")) == 2


def test_a_capture_says_where_it_stands_in_the_chain(
    export: Said, db: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.warc.gz"
    export("warc", path)
    data = path.read_bytes()
    with Archive.open(db, clock=lambda: NOON, read_only=True) as archive:
        head = archive.wire.head()
        links = [archive.wire.link("captures", number) for number in (1, 2, 3)]
    assert head is not None
    assert f"archiver-chain-head: {head.number} {head.sha256}".encode() in gzip.decompress(data)
    for seen, link in zip(facts(data, "capture"), links, strict=True):
        assert link is not None
        assert seen["chain"]["number"] == link.number
        assert seen["chain"]["sha256"] == link.sha256
        assert seen["chain"]["record_sha256"] == link.record_sha256
        assert (seen["chain"]["agent"], seen["imported_from"]) == ("tester", None)


def test_the_records_of_a_capture_are_those_that_it_names(export: Said, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    export("warc", path)
    plain = gzip.decompress(path.read_bytes()).decode("latin-1")
    named = [one for seen in facts(path.read_bytes(), "capture") for one in seen["records"]]
    assert len(named) == 5
    assert all(f"WARC-Record-ID: {one}\r\n" in plain for one in named)


def test_pages_begin_with_the_article(export: Said, tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    code, out, err = export("wacz", path)
    assert (code, err) == (0, "")
    pages = [json.loads(line) for line in lines(path, "pages/pages.jsonl")[1:]]
    assert [page["url"] for page in pages] == [
        ARTICLE,
        SAVED_AT,
        "https://api.social.example/post?id=1859164800000000001&lang=en",
        GONE,
        MEMENTO,
    ]
    assert pages[3]["title"] == "x:1859164800000000002: not_found"
    assert pages[4]["title"].endswith("(archived copy)")
    described = json.loads("\n".join(lines(path, "datapackage.json")))
    assert described["mainPageUrl"] == ARTICLE
    stated = json.loads("\n".join(lines(path, "datapackage-digest.json")))["hash"]
    assert out.strip().endswith(stated)
    index = [json.loads(line.split(" ", 2)[2]) for line in _index(path)]
    assert {page["url"] for page in pages} <= {one["url"] for one in index}


def _index(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as files:
        return gzip.decompress(files.read("indexes/index.cdx.gz")).decode().splitlines()


def test_a_post_is_titled_by_its_author_and_words(export: Said, db: Path, tmp_path: Path) -> None:
    with Archive.open(db, clock=lambda: NOON) as archive:
        posting = SocialMediaPosting(
            ref=PostRef(platform="x", id=POST["id"]),
            witness=Witness.PLATFORM,
            parser="made-up/1",
            text="The harbour\nopens. " + "Very soon. " * 50,
            author_name="A Wharfinger",
            handle="wharfinger",
        )
        archive.add_postings((posting,), capture=1)
    path = tmp_path / "x.wacz"
    export("wacz", path)
    titles = [json.loads(line)["title"] for line in lines(path, "pages/pages.jsonl")]
    (title,) = (one for one in titles if one.startswith("A Wharfinger (@wharfinger): The harbour"))
    assert len(title) <= 151


def test_proofs_of_time_are_in_the_package(export: Said, db: Path, tmp_path: Path) -> None:
    with Archive.open(db, clock=lambda: NOON) as archive:
        head = archive.proofs.head()
        assert head is not None
        proof = Proof(
            kind=ProofKind.RFC3161,
            chain_id=head.id,
            imprint=head.sha256,
            authority="https://time.example/",
            requested_at=NOON,
            proof=b"token",
            stamped_at=NOON,
            certificates="PEM",
        )
        archive.proofs.add(proof)
    path = tmp_path / "x.wacz"
    export("wacz", path)
    chain = json.loads("\n".join(lines(path, "archiver/chain.json")))
    (found,) = chain["proofs"]
    assert base64.b64decode(found["proof"]) == b"token"
    assert (found["link"], found["link_sha256"]) == (head.id, head.sha256)
    assert chain["head"]["number"] == head.id + 1


def test_an_article_from_a_file_has_no_address_of_the_web(
    export: Said, db: Path, tmp_path: Path, page: Path
) -> None:
    words = ["check", page, "--offline", "--db", db]
    run_command([str(word) for word in words])
    path = tmp_path / "x.wacz"
    assert export("wacz", path, page)[0] == 0
    (one,) = (json.loads(line) for line in lines(path, "pages/pages.jsonl")[1:])
    assert one["url"].startswith("https://file.archiver.invalid/")
    (entry,) = _index(path)
    assert json.loads(entry.split(" ", 2)[2])["mime"] == "text/html"
    reports = json.loads("\n".join(lines(path, "archiver/reports.json")))
    assert reports[0]["schema"] == "archiver.report/1"
    html = "\n".join(lines(path, "archiver/reports.html"))
    assert html.lstrip().lower().startswith("<!doctype html>")


@pytest.fixture
def page(fixtures: Path) -> Path:
    return fixtures / "articles" / "cnn-2018-09-06" / "page.html"


def test_the_same_archive_gives_the_same_bytes(db: Path, tmp_path: Path) -> None:
    def made(number: int) -> tuple[bytes, bytes]:
        warc, wacz = tmp_path / f"{number}.warc.gz", tmp_path / f"{number}.wacz"
        with reading_desk(db, clock=lambda: NOON) as desk:
            everything = desk.archive.holdings.everything()
            with warc.open("wb") as out:
                export_warc(everything, desk, out, filename="x.warc.gz", agent="tester")
            with wacz.open("wb") as out:
                export_wacz(everything, desk, out, folder=tmp_path, agent="tester")
        return warc.read_bytes(), wacz.read_bytes()

    assert made(1) == made(2)


def test_nothing_is_written_to_the_archive(export: Said, db: Path, tmp_path: Path) -> None:
    before = db.read_bytes()
    export("warc", tmp_path / "x.warc.gz")
    export("wacz", tmp_path / "x.wacz")
    assert db.read_bytes() == before


def test_an_empty_archive_gives_an_empty_package(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    Archive.open(path, clock=lambda: NOON).close()
    with (
        reading_desk(path, clock=lambda: NOON) as desk,
        (tmp_path / "x.wacz").open("wb") as out,
    ):
        package = export_wacz(Selection(), desk, out, folder=tmp_path, agent=None)
    assert (package.pages, package.tally.exchanges) == (0, 0)
    assert _index(tmp_path / "x.wacz") == []


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """300 answers of 200 kB, no two alike, in less room than 20 of them take."""
    path = tmp_path / "large.db"
    size = 200_000
    with Archive.open(path, clock=lambda: BEGIN) as archive, archive.together():
        for number in range(300):
            archive.add_capture(_capture(number, os.urandom(size)))
    tracemalloc.start()
    with (
        reading_desk(path, clock=lambda: NOON) as desk,
        (tmp_path / "x.wacz").open("wb") as out,
    ):
        everything = desk.archive.holdings.everything()
        tracemalloc.reset_peak()
        export_wacz(everything, desk, out, folder=tmp_path, agent=None)
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "x.wacz").stat().st_size > 300 * size
    assert peak < 20 * size


def _capture(number: int, payload: bytes) -> Capture:
    from hashlib import sha256

    url = f"https://social.example/{number}"
    return Capture(
        ref=PostRef(platform="x", id=str(number), url=url),
        captured_at=BEGIN,
        availability=Availability.AVAILABLE,
        reason="made up",
        exchanges=(
            Exchange(
                request=FetchRequest(url=url),
                warc_date=BEGIN,
                target_uri=url,
                status=200,
                payload=payload,
                payload_sha256=sha256(payload).hexdigest(),
            ),
        ),
    )


# -- what can't be -----------------------------------------------------------------------


def kept(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir())


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_what_stood_there_is_replaced(export: Said, tmp_path: Path, form: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    assert export(form, path)[0] == 0
    assert path.read_bytes()[:2] in {b"\x1f\x8b", b"PK"}
    assert kept(tmp_path) == ["a.db", "x"]


@pytest.mark.parametrize("form", ["warc", "wacz"])
@pytest.mark.parametrize(
    ("output", "problem"),
    [
        pytest.param("none/x", "there is no folder", id="no-folder"),
        pytest.param(".", "is a folder", id="folder"),
        pytest.param("a.db", "is the archive", id="archive"),
    ],
)
def test_where_it_can_not_be_written(
    export: Said, tmp_path: Path, form: str, output: str, problem: str
) -> None:
    code, out, err = export(form, tmp_path / output)
    assert (code, out) == (2, "")
    assert problem in err
    assert err.count("\n") == 1
    assert kept(tmp_path) == ["a.db"]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_a_full_device(export: Said, form: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    code, _, err = export(form, "/dev/full")
    assert code == 2
    assert "can't be written: No space left on device" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_a_full_disk_leaves_what_was_there(
    db: Path, tmp_path: Path, repo_root: Path, form: str
) -> None:
    """A limit on the size of files stands for the disk."""
    with Archive.open(db, clock=lambda: BEGIN) as archive:
        archive.add_capture(_capture(1, os.urandom(50_000)))
    path = tmp_path / "x"
    path.write_bytes(b"old")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
        "from archiver.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    words = ["export", form, "--db", db, "--output", path]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(repo_root)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "can't be written: File too large" in done.stderr
    assert done.stderr.count("\n") == 1
    assert path.read_bytes() == b"old"
    assert kept(tmp_path) == ["a.db", "x"]


@pytest.mark.parametrize("form", ["warc", "wacz"])
@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        pytest.param(["--db", "none.db"], 2, "there is no archive", id="no-archive"),
        pytest.param(["--db", "text.db"], 5, "is not a SQLite file", id="no-sqlite"),
        pytest.param(["x:12345"], 2, "has nothing of x:12345", id="no-such-post"),
        pytest.param(["https://news.example/none"], 2, "has nothing of", id="no-such-article"),
    ],
)
def test_what_is_not_there(
    export: Said,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    words: list[str],
    code: int,
    problem: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.db").write_text("no archive", "utf-8")
    found, _, err = export(form, "x", *words)
    assert found == code
    assert problem in err
    assert err.count("\n") == 1
    assert kept(tmp_path) == ["a.db", "text.db"]


def test_an_output_must_be_named(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["export", "warc", "--db", str(db)]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(["--certificate", "cert.pem"], "without its key", id="certificate-alone"),
        pytest.param(
            ["--sign", "cert.pem", "--certificate", "cert.pem"], "needs a time stamp", id="no-stamp"
        ),
        pytest.param(["--sign", "cert.pem"], "no private key in PEM", id="no-key"),
        pytest.param(["--sign", "none.pem"], "does not exist", id="no-file"),
    ],
)
def test_signatures_that_can_not_be(
    export: Said,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    problem: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cert.pem").write_text("none", "utf-8")
    code, _, err = export("wacz", "x.wacz", *words)
    assert code == 2
    assert problem in err
    assert err.count("\n") == 1
    assert kept(tmp_path) == ["a.db", "cert.pem"]


def test_an_interrupted_export_leaves_nothing(
    export: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archiver.warc.wacz.WaczWriter.index", interrupt)
    assert export("wacz", tmp_path / "x.wacz")[0] == 130
    assert kept(tmp_path) == ["a.db"]


def test_a_page_is_known_by_the_bytes_of_the_article(tmp_path: Path) -> None:
    """Not by what else answered: here a banner came first, from the same site."""
    path = tmp_path / "b.db"
    with Archive.open(path, clock=lambda: BEGIN) as archive:
        (banner,) = _capture(7, b"<html>Cookies?</html>").exchanges
        (page,) = _capture(8, HTML).exchanges
        archive.add_article_capture(
            HTML,
            source=ARTICLE,
            url=ARTICLE,
            captured_at=BEGIN,
            media_type=None,
            exchanges=(banner, replace(page, target_uri=ARTICLE)),
        )
    with (
        reading_desk(path, clock=lambda: NOON) as desk,
        (tmp_path / "x.wacz").open("wb") as out,
    ):
        export_wacz(desk.archive.holdings.everything(), desk, out, folder=tmp_path, agent=None)
    (one,) = (json.loads(line) for line in lines(tmp_path / "x.wacz", "pages/pages.jsonl")[1:])
    assert one["url"] == ARTICLE
