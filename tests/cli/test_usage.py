"""How the program is called wrongly, and how it ends before its time."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.articles import reader as article_reader
from archiver.cli import border
from archiver.cli.main import archiver
from archiver.errors import ArchiveError
from archiver.pipeline import checking
from archiver.version import __version__

FULL = Path("/dev/full")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["bogus"], "No such command 'bogus'", id="unknown-command"),
        pytest.param(["--bogus"], "No such option", id="unknown-group-option"),
        pytest.param(["check"], "Missing argument 'ARTICLE...'", id="no-article"),
        pytest.param(["capture"], "Missing argument 'URL...'", id="no-url"),
        pytest.param(["check", "a", "--bogus"], "No such option", id="unknown-option"),
        pytest.param(["check", "a", "--format", "xml"], "xml", id="unknown-format"),
        pytest.param(["check", "a", "--timeout", "soon"], "soon", id="no-number"),
        pytest.param(["check", "a", "--timeout", "0"], "0.1", id="no-time-at-all"),
        pytest.param(["check", "a", "--timeout", "nan"], "no number of seconds", id="nan"),
        pytest.param(["check", "a", "--db"], "requires an argument", id="no-value"),
        pytest.param(
            ["check", "a", "--json-lines", "--format", "html"], "don't go together", id="two-forms"
        ),
        pytest.param(["check", "-", "-"], "can be named once", id="standard-input-twice"),
        pytest.param(["check", "", "--offline"], "name is empty", id="empty-name"),
    ],
)
def test_wrong_usage(run: Callable[..., Any], arguments: list[str], says: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == b""
    assert len(ran.lines) == 1
    assert ran.err.startswith("archiver: ")
    assert says in ran.err


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["-h"], ["check", "--help"], ["capture", "-h"]]
)
def test_help(run: Callable[..., Any], arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 0
    assert ran.err == ""
    assert ran.text.startswith("Usage: archiver")
    if not arguments:
        assert "Exit codes: 0 every quotation of a post is faithful\n" in ran.text
        assert all(name in ran.text for name in archiver.commands)


def test_version(run: Callable[..., Any]) -> None:
    assert run("--version").text == f"archiver, version {__version__}\n"


# -- output that can't go where it should -----------------------------------------------


@pytest.mark.parametrize(
    ("change", "code"),
    [pytest.param("one.", 0, id="faithful"), pytest.param("two.", 1, id="altered")],
)
def test_a_closed_pipe_changes_no_exit_code(
    start: Callable[..., Any], article: Path, db: Path, tmp_path: Path, change: str, code: int
) -> None:
    copy = tmp_path / "a.txt"
    copy.write_text(article.read_text("utf-8").replace("one.", change, 1), "utf-8")
    with start("check", copy, "--offline", "--db", db) as program:
        program.stdout.close()
        _, err = program.communicate(timeout=30)
    assert program.returncode == code
    assert err == b""


def test_a_closed_pipe_and_help(start: Callable[..., Any]) -> None:
    with start("--help") as program:
        program.stdout.close()
        _, err = program.communicate(timeout=30)
    assert (program.returncode, err) == (0, b"")


def test_nobody_reads_the_error(start: Callable[..., Any]) -> None:
    with start("check", "none", "--offline") as program:
        program.stderr.close()
        program.stdout.read()
        assert program.wait(30) == 2


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_standard_output(
    execute: Callable[..., Any], article: Path, db: Path
) -> None:
    with FULL.open("wb") as full:
        ran = execute("check", article, "--offline", "--db", db, stdout=full)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert "standard output can't be written: No space left on device" in ran.err


@pytest.mark.parametrize(
    ("redirection", "says"),
    [
        pytest.param(">&-", "standard output is closed", id="stdout"),
        pytest.param("<&-", "standard input is closed", id="stdin"),
    ],
)
def test_closed_standard_streams(
    repo_root: Path, tmp_path: Path, article: Path, redirection: str, says: str
) -> None:
    name = article if redirection == ">&-" else "-"
    ran = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m archiver check "$1" --offline {redirection}',
         sys.executable, str(name)],
        capture_output=True, cwd=tmp_path, env={"PYTHONPATH": str(repo_root)}, timeout=30,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.decode().splitlines()[0].startswith(f"archiver: {says}")
    assert len(ran.stderr.splitlines()) == 1


# -- interrupted, and worse -------------------------------------------------------------


def _pressed(program: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What the program wrote until it ended by Ctrl-C.

    Python drops an exception that a signal raises inside a destructor: then it is pressed again.
    """
    for _ in range(5):
        program.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return program.communicate(timeout=8)
    pytest.fail("the program doesn't end by Ctrl-C")


def test_ctrl_c(start: Callable[..., Any], server: Any, db: Path) -> None:
    asked = []

    def hang(handler: Any) -> None:
        asked.append(handler.path)
        server.ended.wait(30)

    url = server.at("/slow", hang)
    with start("check", url, "--db", db) as program:
        end = time.monotonic() + 20
        while not asked and time.monotonic() < end:
            time.sleep(0.02)
        out, err = _pressed(program)
    assert program.returncode == 130
    assert out == b""
    assert err.decode().endswith("archiver: interrupted; what was captured is kept\n")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        pytest.param(KeyError("x"), 2, "a fault of archiver", id="a-bug"),
        pytest.param(RecursionError("too deep"), 2, "too deep", id="recursion"),
        pytest.param(MemoryError(), 2, "out of memory", id="memory"),
        pytest.param(OSError(28, "No space left on device"), 2, "No space left", id="system"),
        pytest.param(KeyboardInterrupt(), 130, "interrupted", id="interrupt"),
        pytest.param(ValueError("two\nlines \x1b[31m"), 2, "two lines ␛[31m", id="hostile"),
    ],
)
def test_nothing_ends_in_a_traceback(
    run: Callable[..., Any],
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    says: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("archiver.pipeline.checking.read", fail)
    ran = run("check", article, "--offline")
    assert ran.code == code
    assert len(ran.lines) == 1
    assert says in ran.err
    assert "Traceback" not in ran.err


def test_a_bug_in_one_article_does_not_stop_the_others(
    run: Callable[..., Any], article: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = article_reader.read

    def fail_once(payload: bytes, **keywords: Any) -> Any:
        if keywords["source"] == str(page):
            raise IndexError("list index out of range")
        return read(payload, **keywords)

    monkeypatch.setattr(checking, "read", fail_once)
    ran = run("check", page, article, "--offline", "--json-lines")
    assert ran.code == 2
    assert len(ran.out.splitlines()) == 1
    assert len(ran.lines) == 1
    assert str(page) in ran.lines[0]


def test_an_archive_that_breaks_stops_the_run(
    run: Callable[..., Any], article: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ArchiveError("it is damaged", "restore it from a copy")

    monkeypatch.setattr("archiver.store.Archive.add_report", broken)
    ran = run("check", page, article, "--offline")
    assert ran.code == 5
    assert len(ran.lines) == 1
    assert "it is damaged; restore it from a copy" in ran.lines[0]


def test_a_line_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    border.say("a\nb\r\n\tc \x1b]0;title\x07 \u202e d")
    assert capsys.readouterr().err == "archiver: a b c ␛]0;title␇ ⟨RLO⟩ d\n"
