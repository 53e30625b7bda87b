"""Documents that can drift are held against what they describe."""

import dataclasses
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest

import archiver.model as nouns
from archiver.cli.main import archiver as command_group

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
