"""What a person at a terminal sees, and a script doesn't."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


def on_a_terminal(start: Callable[..., Any], *words: str | Path, **environment: str) -> Any:
    """Exit code and all that appeared on the terminal, which is both output and error."""
    master, slave = pty.openpty()
    root = Path(__file__).resolve().parent.parent.parent
    settings = {"PYTHONPATH": str(root), "TERM": "xterm", "COLUMNS": "90", **environment}
    with start(*words, stdout=slave, stderr=slave, env=settings) as program:
        os.close(slave)
        shown = b""
        # At the end of the program Linux answers with EIO instead of an empty read.
        with contextlib.suppress(OSError):
            while data := os.read(master, 65536):
                shown += data
        code = program.wait(30)
    os.close(master)
    return code, shown.decode()


def test_colours_and_progress(
    start: Callable[..., Any], article: Path, page: Path, db: Path
) -> None:
    code, shown = on_a_terminal(start, "check", article, page, "--offline", "--db", db)
    assert code == 0
    assert shown.count("5 quotations: 1 exact, 1 conventional, 3 out of scope.") == 2
    assert "2/2" in shown
    assert "\x1b[" in shown
    assert shown.rindex("out of scope.") > shown.rindex("2/2"), "the report stands last"


def test_no_color_is_obeyed(start: Callable[..., Any], article: Path, db: Path) -> None:
    words = ("check", article, "--offline", "--db", db)
    _, plain = on_a_terminal(start, *words, NO_COLOR="1", TERM="dumb")
    assert "5 quotations" in plain
    assert "\x1b[3" not in plain
    assert "\x1b[1" not in plain


def test_a_hostile_name_does_not_steer_the_terminal(
    start: Callable[..., Any], tmp_path: Path, db: Path
) -> None:
    name = "\x1b]0;owned\x07\x1b[2J[bold]x"
    (tmp_path / name).write_text("Nobody said “a word of this” to the paper.")
    other = tmp_path / "other.txt"
    other.write_text("Nobody said “a word of this” to the paper.")
    code, shown = on_a_terminal(start, "check", name, "none", other, "--offline", "--db", db)
    assert code == 2
    assert "\x1b]0;" not in shown
    assert "\x1b[2J" not in shown
