"""archiver export jsonld, csv, html, package: what is written, and a line where it can't be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FORMATS = ("jsonld", "csv", "html", "package")
MANY = ("jsonld", "csv")


@pytest.fixture
def export(run: Callable[..., Any], db: Path) -> Callable[..., Any]:
    """Runs archiver export on the test's own archive."""
    return lambda *words: run("export", *words, "--db", db)


@pytest.fixture
def checked(run: Callable[..., Any], article: Path, page: Path) -> tuple[Path, Path]:
    """Two articles in the archive: checks 1 and 2; the first once more, as check 3."""
    for source in (article, page, article):
        assert run("check", source, "--offline").code == 0
    return article, page


def target(form: str, tmp_path: Path) -> list[str]:
    return ["--output", str(tmp_path / "out.zip")] if form == "package" else []


@pytest.mark.usefixtures("checked")
def test_all_articles_by_their_newest_check(export: Callable[..., Any]) -> None:
    ran = export("csv")
    assert (ran.code, ran.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(ran.text, newline="")))
    assert [row["check"] for row in rows] == ["2"] * 5 + ["3"] * 5
    found = export("jsonld").json
    assert len(found) == 2 * (2 + 5)


def test_one_article_and_one_check(export: Callable[..., Any], checked: tuple[Path, Path]) -> None:
    name = checked[0]
    assert {row["check"] for row in csv.DictReader(io.StringIO(export("csv", name).text))} == {"3"}
    older = export("csv", name, "--check", "1").text
    assert {row["check"] for row in csv.DictReader(io.StringIO(older))} == {"1"}
    assert export("csv", "--check", "2").text == export("csv", checked[1]).text
    sha256 = hashlib.sha256(name.read_bytes()).hexdigest()
    assert export("csv", sha256).text == export("csv", name).text
    both = export("csv", *checked).text
    assert both == export("csv").text


def test_texts_from_standard_input_are_one_article_each(
    run: Callable[..., Any], export: Callable[..., Any]
) -> None:
    for text in (
        b"She called it \xe2\x80\x9ca lesson\xe2\x80\x9d.",
        b"He said \xe2\x80\x9cno\xe2\x80\x9d.",
    ):
        run("check", "-", "--offline", stdin=text)
    rows = csv.DictReader(io.StringIO(export("csv").text, newline=""))
    assert {row["check"] for row in rows} == {"1", "2"}
    ran = export("html", "-")
    assert ran.code == 2
    assert "- names 2 articles; name one by its address or digest" in ran.err


def test_a_file_for_spreadsheets_begins_with_a_mark(
    export: Callable[..., Any], checked: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    ran = export("csv", checked[0], "--output", out)
    assert (ran.code, ran.out) == (0, b"")
    assert out.read_bytes() == b"\xef\xbb\xbf" + export("csv", checked[0]).out
    assert "I’ve" in out.read_text("utf-8-sig")


def test_the_page_is_that_of_the_check(
    export: Callable[..., Any], checked: tuple[Path, Path], tmp_path: Path
) -> None:
    first, again = (export("html", checked[1]).out for _ in range(2))
    assert first == again
    assert first.lstrip().startswith(b"<!DOCTYPE html>")
    assert b"Wrongful Conviction" in first
    out = tmp_path / "out.html"
    assert export("html", checked[1], "--output", out).code == 0
    assert out.read_bytes() == first


def test_drafts_can_stand_in_a_page(export: Callable[..., Any], checked: tuple[Path, Path]) -> None:
    text = export("jsonld", checked[1]).text
    assert not set("<>&") & set(text)
    kinds = [each.get("@type") or each["type"] for each in json.loads(text)]
    assert kinds == ["ClaimReview"] * 2 + ["Annotation"] * 5


@pytest.mark.parametrize("name", ["out.zip", "OUT.ZIP", "folder"])
def test_a_package_as_file_and_folder(
    export: Callable[..., Any], checked: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    ran = export("package", checked[1], "--output", out)
    assert ran.code == 0, ran.err
    assert ran.text.startswith(f"{out}: 1 original, 3 records, 0 proofs of time; the head of ")
    folder = out
    if out.is_file():
        with zipfile.ZipFile(out) as archive:
            archive.extractall(tmp_path / "unpacked")
        (folder,) = (tmp_path / "unpacked").iterdir()
    verified = subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify.py"], capture_output=True, check=False
    )
    assert verified.returncode == 0, verified.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_empty_folder_is_filled(
    export: Callable[..., Any], checked: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "empty"
    out.mkdir()
    assert export("package", checked[1], "--output", out).code == 0
    assert (out / "README.md").is_file()


# -- what can't be ------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("checked")
def test_an_unknown_article(export: Callable[..., Any], tmp_path: Path, form: str) -> None:
    ran = export(form, "nowhere.html", *target(form, tmp_path))
    assert (ran.code, ran.out) == (2, b"")
    assert ran.lines == [
        "archiver: the archive has nothing of nowhere.html; check or capture it first"
    ]
    assert not (tmp_path / "out.zip").exists()


@pytest.mark.parametrize("form", FORMATS)
def test_a_check_that_is_not_there(
    export: Callable[..., Any], checked: tuple[Path, Path], tmp_path: Path, form: str
) -> None:
    ran = export(form, checked[0], "--check", "2", *target(form, tmp_path))
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert f"the archive has no check 2 of {checked[0]}" in ran.err


@pytest.mark.parametrize("form", FORMATS)
def test_no_archive(export: Callable[..., Any], db: Path, tmp_path: Path, form: str) -> None:
    ran = export(form, "page.html", *target(form, tmp_path))
    assert ran.code == 2
    assert ran.lines == [f"archiver: there is no archive at {db}; name an archive that exists"]
    assert not db.exists()


@pytest.mark.parametrize("form", FORMATS)
def test_no_archive_of_ours(
    export: Callable[..., Any], db: Path, tmp_path: Path, form: str
) -> None:
    db.write_bytes(b"not a database" * 100)
    ran = export(form, "page.html", *target(form, tmp_path))
    assert ran.code == 5
    assert len(ran.lines) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_an_article_that_was_never_checked(
    export: Callable[..., Any], db: Path, tmp_path: Path, form: str, fixed_clock: Any
) -> None:
    from archiver.store import Archive

    with Archive.open(db, clock=fixed_clock) as archive:
        archive.add_article_capture(
            b"text", source="a.txt", url=None, captured_at=fixed_clock(), media_type="text/plain"
        )
    ran = export(form, "a.txt", *target(form, tmp_path))
    assert ran.code == 2
    assert ran.lines == [
        "archiver: the archive has no check of a.txt; make one first: archiver check a.txt"
    ]
    if form in MANY:
        ran = export(form)
        assert (ran.code, len(ran.lines)) == (2, 1)
        assert "has no check of any article" in ran.err


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("checked")
def test_what_must_not_be_overwritten(
    export: Callable[..., Any], db: Path, page: Path, form: str
) -> None:
    before = db.read_bytes()
    ran = export(form, page, "--output", db)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert db.read_bytes() == before


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["no/such/folder/out.zip", "no/such/out"])
@pytest.mark.usefixtures("checked")
def test_a_folder_that_is_not_there(
    export: Callable[..., Any], tmp_path: Path, page: Path, form: str, name: str
) -> None:
    ran = export(form, page, "--output", tmp_path / name)
    assert (ran.code, ran.out) == (2, b"")
    assert len(ran.lines) == 1
    assert "there is no folder" in ran.err


@pytest.mark.usefixtures("checked")
def test_a_folder_with_something_in_it_stays(
    export: Callable[..., Any], tmp_path: Path, page: Path
) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    ran = export("package", page, "--output", full)
    assert ran.code == 2
    assert f"{full} is not empty" in ran.err
    assert [path.name for path in full.iterdir()] == ["mine.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("name", ["out.zip", "out"])
@pytest.mark.usefixtures("checked")
def test_a_folder_that_can_not_be_written(
    export: Callable[..., Any], tmp_path: Path, page: Path, name: str
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ran = export("package", page, "--output", closed / name)
    assert ran.code == 2
    assert len(ran.lines) == 1


@pytest.mark.parametrize("name", ["out.zip", "out"])
@pytest.mark.usefixtures("checked")
def test_a_full_disk_leaves_nothing(
    export: Callable[..., Any],
    tmp_path: Path,
    page: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archiver.pipeline.exports.package_out.manifest", full)
    ran = export("package", page, "--output", tmp_path / name)
    assert ran.code == 2
    (line,) = ran.lines
    assert line.startswith(f"archiver: {tmp_path / name} can't be written: No space left on device")
    assert {path.name for path in tmp_path.iterdir()} <= {"archive.db"}


@pytest.mark.parametrize("form", ["package", "warc", "wacz"])
@pytest.mark.usefixtures("checked")
def test_what_is_a_file_by_nature_is_not_printed(
    export: Callable[..., Any], tmp_path: Path, page: Path, form: str, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = export(form, page, "--output", "-")
    assert (ran.code, ran.out) == (2, b"")
    assert "can't go to standard output" in ran.err
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("form", [*FORMATS, "warc", "wacz"])
@pytest.mark.usefixtures("checked")
def test_an_empty_name(export: Callable[..., Any], tmp_path: Path, form: str) -> None:
    ran = export(form, " ", "--output", tmp_path / "out.zip")
    assert ran.code == 2
    assert ran.lines == ["archiver: an empty name names nothing; name an article or a post"]


@pytest.mark.parametrize(
    ("number", "code"),
    [pytest.param(signal.SIGINT, 130, id="INT"), pytest.param(signal.SIGTERM, 143, id="TERM")],
)
@pytest.mark.parametrize("name", ["out.zip", "out"])
def test_what_is_ended_in_the_middle_leaves_nothing(
    checked: tuple[Path, Path], db: Path, tmp_path: Path, number: int, code: int, name: str
) -> None:
    out = tmp_path / "here"
    out.mkdir()
    # The program ends itself while it writes the manifest.
    script = (
        "import os, sys, archiver.pipeline.exports.package_out as out\n"
        "from archiver.cli import main\n"
        f"out.manifest = lambda _: os.kill(os.getpid(), {int(number)})\n"
        "sys.exit(main())\n"
    )
    words = ["export", "package", checked[0], "--db", db, "--output", out / name]
    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], capture_output=True, check=False
    )
    assert ran.returncode == code, ran.stderr
    assert list(out.iterdir()) == []


def test_the_program_itself(
    execute: Callable[..., Any], checked: tuple[Path, Path], db: Path
) -> None:
    ran = execute("export", "csv", checked[0], "--db", db)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(b"check,checked_at,")
