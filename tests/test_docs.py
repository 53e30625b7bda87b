"""Documents that can drift are held against what they describe."""

import dataclasses
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

import archiver.model as nouns
from archiver.cli.main import archiver as command_group
from archiver.report.json import capture_to_dict, to_dict

GENERATED = ("schema", "cli", "platforms")


@pytest.mark.parametrize("name", GENERATED)
def test_generated_document_is_current(repo_root: Path, name: str) -> None:
    made = subprocess.run(
        [sys.executable, str(repo_root / "tools" / f"gen_{name}.py")],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert (repo_root / "docs" / f"{name}.md").read_text("utf-8") == made.stdout


@pytest.mark.parametrize(
    "name", [name for name in sorted(nouns.__all__) if isinstance(getattr(nouns, name), type)]
)
def test_every_noun_is_in_the_glossary(repo_root: Path, name: str) -> None:
    noun = getattr(nouns, name)
    assert dataclasses.is_dataclass(noun) or issubclass(noun, Enum)
    assert f"\n| {name} |" in (repo_root / "docs" / "glossary.md").read_text("utf-8")


def test_every_command_has_help_and_stands_in_the_readme(repo_root: Path) -> None:
    readme = (repo_root / "README.md").read_text("utf-8")
    for name, command in command_group.commands.items():
        assert command.help, name
        assert f"archiver {name} " in readme


def test_the_readme_shows_real_output(repo_root: Path, tmp_path: Path) -> None:
    article = "fixtures/articles/cnn-2018-09-06/article.txt"
    shown = subprocess.run(
        [
            *(sys.executable, "-m", "archiver", "check", article, "--offline"),
            *("--db", str(tmp_path / "archive.db")),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=repo_root,
        encoding="utf-8",
        env={"COLUMNS": "100", "PYTHONPATH": str(repo_root)},
    ).stdout
    readme = (repo_root / "README.md").read_text("utf-8")
    block = readme.split(f"$ archiver check {article} --offline\n")[1].split("```")[0]
    assert block.strip() == shown.strip()


def test_decisions_are_numbered_without_a_gap(repo_root: Path) -> None:
    numbers = [int(path.name[:4]) for path in sorted((repo_root / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_key_of_the_json_is_documented(repo_root: Path) -> None:
    posting = nouns.SocialMediaPosting(
        ref=nouns.PostRef(platform="x", id="1"),
        witness=nouns.Witness.PLATFORM,
        parser="x/1",
        text="words",
        images=(nouns.ImageObject(content_url="https://a.example/p"),),
        links=(nouns.Link(text="a", url="https://a.example/"),),
        poll=nouns.Poll(options=("a",)),
        times=(
            nouns.TimeClaim(
                kind=nouns.TimeKind.CREATED,
                time=datetime(2026, 1, 2, tzinfo=UTC),
                precision=nouns.Precision.SECOND,
                claimant=nouns.Claimant.PLATFORM,
                field="a",
            ),
        ),
    )
    capture = nouns.Capture(
        ref=posting.ref,
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        availability=nouns.Availability.AVAILABLE,
        reason="",
    )
    article = nouns.Article(text="words", sha256="0" * 64, reader="t/1")
    quotation = nouns.Quotation(
        quote=nouns.TextQuoteSelector(exact="words"),
        position=nouns.TextPositionSelector(start=0, end=5),
        kind=nouns.QuotationKind.MARKS,
    )
    report = nouns.ArticleReport(
        article=article,
        postings=(posting,),
        versions=(posting,),
        quotations=(
            nouns.QuotationReview(
                quotation=quotation,
                verdict=nouns.Verdict.EXACT,
                alignment=nouns.Alignment(
                    target=nouns.TextPositionSelector(start=0, end=5),
                    edits=(
                        nouns.Edit(
                            kind=nouns.EditKind.SIC,
                            quotation="",
                            original="",
                            at=(0, 0),
                            original_at=(0, 0),
                        ),
                    ),
                    coverage=nouns.Coverage.WHOLE,
                    matched_words=1,
                    quotation_words=1,
                ),
            ),
        ),
        findings=(nouns.Finding(kind=nouns.FindingKind.OMISSION, message=""),),
    )
    made = [capture_to_dict(capture, (posting,)), to_dict(report)]
    page = (repo_root / "docs" / "json.md").read_text("utf-8")
    for key in _keys(made):
        assert f"`{key}`" in page, key


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in _keys(one)}
    return {key for one in value for key in _keys(one)} if isinstance(value, list) else set()


def test_the_page_on_evidence_lists_every_authority(repo_root: Path) -> None:
    known = tomllib.loads((repo_root / "archiver/fetch/authorities.toml").read_text("utf-8"))
    page = (repo_root / "docs/evidence.md").read_text("utf-8")
    rows = {tuple(cell.strip() for cell in row.split("|")[1:3]) for row in page.splitlines()}
    for one in known["authority"]:
        found = [row for row in rows if row[:1] == (f"`{one['name']}`",)]
        assert len(found) == 1
        assert found[0][1].startswith(one["url"])
