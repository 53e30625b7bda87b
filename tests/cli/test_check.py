"""archiver check on the real article: the worked example of the contract, and what breaks it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

KIM = "It started with Ms. Alice"
IVANKA = "Great working session today"


def quotation(report: dict[str, Any], begins: str) -> dict[str, Any]:
    (found,) = [q for q in report["quotations"] if q["exact"].startswith(begins)]
    return dict(found)


def changed(path: Path, old: str, new: str, to: Path) -> Path:
    """A copy with the first place changed, which is the article's quotation, not the embed."""
    text = path.read_text("utf-8")
    assert old in text
    copy = to / f"changed{path.suffix}"
    copy.write_text(text.replace(old, new, 1), "utf-8")
    return copy


@pytest.fixture(params=["article", "page"])
def source(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def test_the_worked_example(run: Callable[..., Any], source: Path) -> None:
    ran = run("check", source, "--offline", "--format", "json")
    assert ran.code == 0
    assert ran.err == ""
    report = ran.json
    assert report["schema"] == "archiver.report/1"
    verdicts = [(q["exact"][:16], q["verdict"], q["coverage"]) for q in report["quotations"]]
    assert verdicts == [
        ("Today at the Whi", "out_of_scope", None),
        ("It started with ", "conventional", "whole"),
        ("Wrongful Convict", "out_of_scope", None),
        ("three strikes", "out_of_scope", None),
        ("Great working se", "exact", "whole"),
    ]
    kinds = [e["kind"] for e in quotation(report, KIM)["edits"]]
    assert "edge_punctuation" in kinds
    assert set(kinds) <= {"edge_punctuation", "link_dropped"}
    assert report["article"]["published"] == "2018-09-06"
    assert report["article"]["language"] == "en"
    posts = [(p["platform"], p["handle"], p["created"][:10]) for p in report["postings"]]
    assert posts == [("x", "KimKardashian", "2018-09-05"), ("x", "IvankaTrump", "2018-09-06")]
    assert {p["witness"] for p in report["postings"]} == {"embed"}


def test_flattened_text_has_no_ids_and_days_only(run: Callable[..., Any], article: Path) -> None:
    report = run("check", article, "--offline", "--format", "json").json
    assert [p["ref"] for p in report["postings"]] == [
        "x:?KimKardashian/2018-09-05/1",
        "x:?IvankaTrump/2018-09-06/1",
    ]
    assert {p["created_precision"] for p in report["postings"]} == {"day"}


def test_positions_are_code_points_of_the_article(run: Callable[..., Any], article: Path) -> None:
    text = article.read_text("utf-8")
    report = run("check", article, "--offline", "--format", "json").json
    for found in report["quotations"]:
        assert text[found["start"] : found["end"]] == found["exact"]
        for edit in found["edits"]:
            assert text[slice(*edit["at"])] == edit["quotation"]


@pytest.mark.parametrize(
    ("old", "new", "materiality", "kind"),
    [
        pytest.param("at just one.", "at just two.", "meaning", "number_changed", id="number"),
        pytest.param("couldn’t stop", "could stop", "meaning", "negation_changed", id="negation"),
        pytest.param("REAL systemic", "systemic", "wording", "word_deleted", id="dropped-word"),
        pytest.param("systemic", "systemic big", "wording", "word_inserted", id="added-word"),
        pytest.param("REAL", "real", "minor", "inner_case", id="case"),
    ],
)
def test_a_changed_word_is_an_alteration(
    run: Callable[..., Any],
    tmp_path: Path,
    source: Path,
    old: str,
    new: str,
    materiality: str,
    kind: str,
) -> None:
    ran = run("check", changed(source, old, new, tmp_path), "--offline", "--format", "json")
    assert ran.code == 1
    assert ran.err == ""
    found = quotation(ran.json, KIM)
    assert (found["verdict"], found["materiality"]) == ("altered", materiality)
    assert kind in {e["kind"] for e in found["edits"]}
    assert quotation(ran.json, IVANKA)["verdict"] == "exact"


# -- forms of output --------------------------------------------------------------------


def test_text_is_the_default(run: Callable[..., Any], article: Path) -> None:
    ran = run("check", article, "--offline")
    assert ran.code == 0
    assert "5 quotations: 1 exact, 1 conventional, 3 out of scope." in ran.text
    assert "\x1b" not in ran.text, "no colours outside a terminal"
    assert ran.out.endswith(b"\n")


def test_html_is_one_page(run: Callable[..., Any], page: Path) -> None:
    ran = run("check", page, page, "--offline", "--format", "html")
    assert ran.code == 0
    assert ran.text.lower().count("<!doctype html>") == 1
    assert "REAL systemic change" in ran.text


def test_one_article_is_an_object_and_several_are_an_array(
    run: Callable[..., Any], article: Path, page: Path
) -> None:
    one = run("check", article, "--offline", "--format", "json").json
    two = run("check", article, page, "--offline", "--format", "json").json
    assert isinstance(one, dict)
    assert [len(report["quotations"]) for report in two] == [5, 5]
    assert two[0] == one


def test_json_lines_are_one_object_a_line(
    run: Callable[..., Any], article: Path, page: Path
) -> None:
    ran = run("check", article, page, "--offline", "--json-lines")
    assert ran.code == 0
    objects = [json.loads(line) for line in ran.out.splitlines()]
    assert [o["schema"] for o in objects] == ["archiver.report/1"] * 2


def test_standard_input_is_an_article(run: Callable[..., Any], article: Path) -> None:
    named = run("check", article, "--offline", "--format", "json").json
    piped = run("check", "-", "--offline", "--format", "json", stdin=article.read_bytes())
    assert piped.code == 0
    assert piped.json["article"]["source"] == "-"
    assert named["article"]["source"] == str(article)
    named["article"]["source"] = "-"
    assert piped.json == named


@pytest.mark.parametrize("form", ["text", "html", "json"])
def test_a_file_gets_what_the_terminal_would(
    run: Callable[..., Any], article: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "report"
    ran = run("check", article, "--offline", "--format", form, "--output", out)
    assert ran.code == 0
    assert ran.out == b""
    printed = run("check", article, "--offline", "--format", form, "--output", "-")
    if form == "html":
        assert out.read_bytes()[:200] == printed.out[:200]
    else:
        assert out.read_bytes() == printed.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive.db", "report"]


def test_a_file_keeps_its_rights_and_its_link(
    run: Callable[..., Any], article: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("old")
    kept.chmod(0o600)
    link = tmp_path / "link.txt"
    link.symlink_to(kept)
    assert run("check", article, "--offline", "--output", link).code == 0
    assert link.is_symlink()
    assert "5 quotations" in kept.read_text("utf-8")
    assert kept.stat().st_mode & 0o777 == 0o600


# -- several articles -------------------------------------------------------------------


def test_one_that_fails_does_not_stop_the_others(
    run: Callable[..., Any], article: Path, page: Path, tmp_path: Path
) -> None:
    ran = run("check", article, tmp_path / "none", page, "--offline", "--format", "json")
    assert ran.code == 2
    assert len(ran.json) == 2
    assert len(ran.lines) == 1
    assert f"{tmp_path}/none doesn't exist" in ran.lines[0]


def test_what_is_left_of_several_is_still_an_array(
    run: Callable[..., Any], article: Path, tmp_path: Path
) -> None:
    ran = run("check", article, tmp_path / "none", "--offline", "--format", "json")
    assert [len(report["quotations"]) for report in ran.json] == [5]


def test_an_altered_one_decides_before_a_missing_one(
    run: Callable[..., Any], article: Path, tmp_path: Path
) -> None:
    bad = changed(article, "just one.", "just two.", tmp_path)
    for order in ((bad, tmp_path / "none"), (tmp_path / "none", bad)):
        ran = run("check", *order, "--offline")
        assert ran.code == 1
        assert len(ran.lines) == 1


def test_none_of_several(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run("check", tmp_path / "a", tmp_path / "b", "--offline", "--format", "json")
    assert ran.code == 2
    assert ran.out == b""
    assert len(ran.lines) == 2


# -- what stays -------------------------------------------------------------------------


def test_a_second_check_adds_and_changes_nothing_before(
    run: Callable[..., Any], article: Path, db: Path
) -> None:
    def rows(table: str) -> list[Any]:
        with closing(sqlite3.connect(db)) as connection:
            return connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608 - two names of our own

    run("check", article, "--offline")
    before = rows("checks"), rows("article_captures"), rows("blobs"), rows("postings")
    run("check", article, "--offline")
    after = rows("checks"), rows("article_captures"), rows("blobs"), rows("postings")
    assert [len(table) for table in after] == [2, 2, len(before[2]), len(before[3])]
    assert [new[: len(old)] for old, new in zip(before, after, strict=True)] == [*before]


def test_a_network_is_not_touched_offline(
    run: Callable[..., Any], page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert run("check", page, "--offline").code == 0


# -- as a program -----------------------------------------------------------------------


def test_as_a_program(execute: Callable[..., Any], article: Path, db: Path) -> None:
    ran = execute("check", article, "--offline", "--db", db, "--json-lines")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.json["schema"] == "archiver.report/1"


def test_a_file_name_that_is_no_text(execute: Callable[..., Any], tmp_path: Path, db: Path) -> None:
    name = os.fsdecode(b"n\xffo\x1b[31m.txt")
    ran = execute("check", name, "--offline", "--db", db)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert "\x1b" not in ran.err
    (tmp_path / name).write_text("Nobody said “a word of this” to the paper.")
    assert execute("check", name, "--offline", "--db", db).code == 0
