"""archiver import, as a user runs it: what it says, and with which exit code it ends."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

STORY = "http://news.example/2024/03/story.html"
TWEET = "x:1764946452280246272"
Run = Callable[..., Any]


@pytest.fixture
def warcs(fixtures: Path) -> Path:
    return fixtures / "warc"


@pytest.fixture
def load(run: Run, db: Path) -> Run:
    return lambda *words, **more: run("import", *words, "--db", db, **more)


def test_a_file_is_read_in_and_said(load: Run, warcs: Path) -> None:
    ran = load(warcs / "wget.warc.gz")
    first, *posts = ran.text.splitlines()
    assert (ran.code, ran.err) == (0, "")
    assert first.endswith(
        "3 captures of posts, 0 articles; 5 of 10 answers used, recorded by Wget/1.21.3 (linux-gnu)"
    )
    assert [line.split("\t")[2] for line in posts] == ["available", "error", "available"]
    assert f"  {TWEET}\t2026-11-24\tavailable\tNine days of rain" in ran.text


def test_an_article_that_was_read_in_is_checked_offline(load: Run, run: Run, warcs: Path) -> None:
    assert load(warcs / "wget.warc.gz", "--article", STORY).code == 0
    ran = run("check", STORY, "--offline", "--format", "json")
    assert ran.code == 0
    assert [one["verdict"] for one in ran.json["quotations"]] == ["unverifiable", "exact"]
    witnesses = [one["witnesses"][0] for one in ran.json["postings"]]
    assert {one["witness"] for one in witnesses} == {"archive"}
    assert all("wget.warc.gz, recorded by Wget" in one["imported"] for one in witnesses)
    assert "whoever made that file vouches for it" in " ".join(ran.json["notes"])
    assert "whoever made that file vouches for it, not the platform" in " ".join(
        run("check", STORY, "--offline").text.split()
    )
    assert (
        "whoever made that file vouches for it"
        in run("check", STORY, "--offline", "--format", "html").text
    )


def test_the_same_file_again_is_said(load: Run, warcs: Path) -> None:
    load(warcs / "crawl.wacz")
    ran = load(warcs / "crawl.wacz")
    assert ran.code == 0
    assert "it was read in before, on " in ran.text
    assert ran.text.endswith("UTC; nothing new\n")


def test_all_that_came_of_it_as_json(load: Run, warcs: Path) -> None:
    ran = load(warcs / "crawl.wacz", warcs / "wget-plain.warc", "--format", "json")
    crawl, plain = ran.json
    assert ran.code == 0
    assert (crawl["schema"], crawl["format"], crawl["import"]) == ("archiver.import/1", "wacz", 1)
    assert (len(crawl["posts"]), len(crawl["articles"]), crawl["used"]) == (6, 2, 12)
    assert crawl["details"]["package"]["digests_hold"] is True
    assert (plain["import"], plain["posts"]) == (None, [])


def test_an_article_that_no_file_has_is_named(load: Run, warcs: Path) -> None:
    ran = load(warcs / "wget.warc.gz", warcs / "crawl.wacz", "--article", f"{STORY}?x")
    assert ran.code == 2
    assert ran.lines == [
        f"archiver: {STORY}?x is in none of the files; give its address as the file has it"
    ]


def cut(data: bytes) -> bytes:
    return data[:4_000]


def spoiled(data: bytes) -> bytes:
    return gzip.decompress(data).replace(b"will not open", b"will now open")


@pytest.mark.parametrize(
    ("change", "said", "posts"),
    [
        pytest.param(cut, "it is cut: the gzip data at byte", 2, id="cut"),
        pytest.param(spoiled, "does not have the digest that it states", 2, id="digest"),
    ],
)
def test_what_is_whole_is_kept_and_the_rest_is_said(
    load: Run,
    run: Run,
    warcs: Path,
    tmp_path: Path,
    change: Callable[[bytes], bytes],
    said: str,
    posts: int,
) -> None:
    path = tmp_path / "bad.warc"
    path.write_bytes(change((warcs / "wget.warc.gz").read_bytes()))
    ran = load(path, warcs / "wget-plain.warc")
    assert ran.code == 2
    assert said in ran.lines[0]
    assert f"{posts} capture" in ran.text
    assert run("audit", "--db", tmp_path / "archive.db").code == 0


def zipped(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "bad.wacz"
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, b"{}")
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda _: Path("nowhere.warc"), "there is no such file", id="missing"),
        pytest.param(lambda folder: folder, "no regular file", id="folder"),
        pytest.param(
            lambda folder: zipped(folder, "../x"), "has a name that leads out", id="climbs-out"
        ),
        pytest.param(
            lambda folder: zipped(folder, "archive/x"), "has no datapackage.json", id="no-package"
        ),
        pytest.param(
            lambda folder: zipped(folder, "datapackage.json"), "lists no resources", id="no-list"
        ),
    ],
)
def test_a_bad_file_is_one_line_and_leaves_the_archive_alone(
    load: Run, run: Run, tmp_path: Path, db: Path, make: Callable[[Path], Path], said: str
) -> None:
    ran = load(make(tmp_path))
    assert (ran.code, len(ran.lines), ran.text) == (2, 1, "")
    assert said in ran.err
    assert "There is no evidence" in run("audit", "--db", db).text


def test_html_is_no_warc(load: Run, page: Path) -> None:
    ran = load(page)
    assert ran.code == 2
    assert "there is no WARC record at byte 0" in ran.err


def test_one_bad_file_does_not_end_the_others(load: Run, warcs: Path, page: Path) -> None:
    ran = load(page, warcs / "wget.warc.gz")
    assert (ran.code, len(ran.lines)) == (2, 1)
    assert "3 captures of posts" in ran.text


def test_the_output_may_not_be_what_is_read(load: Run, warcs: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes((warcs / "wget.warc.gz").read_bytes())
    assert load(path, "--output", path).code == 2
    assert path.read_bytes() == (warcs / "wget.warc.gz").read_bytes()


def test_a_file_for_an_archive_is_no_fault_of_the_import(run: Run, warcs: Path, page: Path) -> None:
    assert run("import", warcs / "wget.warc.gz", "--db", page).code == 5


def test_the_same_answers_in_another_file_are_said(load: Run, warcs: Path) -> None:
    load(warcs / "recorder.warc.gz")
    ran = load(warcs / "crawl.wacz", "--no-pages")
    assert ran.code == 0
    assert "0 captures of posts, 0 articles; 6 that were there already; " in ran.text


def test_what_a_file_calls_its_program_is_shown_on_one_line(load: Run, tmp_path: Path) -> None:
    said = "software: \x1b[31mred\u202e\x07/1".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"WARC-Date: 2024-03-05T10:00:00Z\r\nContent-Length: {len(said)}\r\n\r\n"
    )
    path = tmp_path / "x.warc"
    path.write_bytes(head.encode() + said + b"\r\n\r\n")
    ran = load(path)
    assert ran.code == 0
    assert "recorded by ␛[31mred⟨RLO⟩␇/1" in ran.text
