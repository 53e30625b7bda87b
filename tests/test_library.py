"""The library is what the commands call, and what the README shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import archiver
from archiver import Archive, capture, check, open_desk, source_of
from archiver.errors import InputError
from archiver.model import Verdict


@pytest.fixture
def article(fixtures: Path) -> Path:
    return fixtures / "articles" / "cnn-2018-09-06" / "page.html"


def test_an_article_is_checked(
    article: Path, tmp_path: Path, fixed_clock: Callable[[], datetime]
) -> None:
    told: list[str] = []
    with open_desk(tmp_path / "archive.db", offline=True, clock=fixed_clock) as desk:
        source = source_of(str(article), clock=desk.clock, transport=None)
        checked = check(source, desk, progress=told.append)
    verdicts = [review.verdict for review in checked.report.quotations]
    assert verdicts.count(Verdict.OUT_OF_SCOPE) == 3
    assert [v for v in verdicts if v is not Verdict.OUT_OF_SCOPE] == ["conventional", "exact"]
    assert told == ["reading the article", "checking the quotations"]
    with Archive.open(tmp_path / "archive.db", clock=fixed_clock, read_only=True) as archive:
        (summary,) = archive.checks()
        assert summary.id == checked.check_id
        assert summary.checked_at == fixed_clock()
        stored = archive.report(checked.check_id)
        assert stored is not None
        assert [r.verdict for r in stored.quotations] == verdicts
        assert archive.audit() == ()


def test_a_capture_needs_a_network(tmp_path: Path) -> None:
    with (
        open_desk(tmp_path / "archive.db", offline=True) as desk,
        pytest.raises(InputError, match="offline"),
    ):
        capture("https://x.com/janedoe_test/status/1289870653641457665", desk)


def test_standard_input_must_be_given(fixed_clock: Callable[[], datetime]) -> None:
    with pytest.raises(InputError, match="no standard input"):
        source_of("-", clock=fixed_clock, transport=None)
    given = source_of("-", clock=fixed_clock, transport=None, standard_input=lambda _: b"words")
    assert given.payload == b"words"


def test_unknown_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = archiver.chekc


def test_the_readme_shows_code_that_runs(repo_root: Path, article: Path, tmp_path: Path) -> None:
    code = (repo_root / "README.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "article.html").write_bytes(article.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={"PYTHONPATH": str(repo_root), "PYTHONIOENCODING": "utf-8"},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sum(line.startswith("conventional It started") for line in ran.stdout.splitlines()) == 1
