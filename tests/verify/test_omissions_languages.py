"""The same in other languages: what is cut off, what takes back, and what is harmless.

All posts, people and ids are made up.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from archiver.model import ArticleReport, FindingKind
from archiver.text.language import available, language
from tests.verify.stories import Story, writer

post = writer(author_name="Lena Probst", handle="lenaprobst")


def report(tag: str, text: str, said: str) -> ArticleReport:
    posting = post(text, language=tag)
    story = Story(named="Probst", cue=None).says("Probst:", said).shows(posting, copy="")
    return story.report(posting, language=tag)


CASES = tomllib.loads(Path(__file__).with_name("omissions.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=f"{case['language']}-{n}") for n, case in enumerate(CASES)],
)
def test_in_every_language(case: dict[str, str]) -> None:
    made, kind = report(case["language"], case["post"], case["quotation"]), case["finding"]
    (found,) = made.quotations
    assert not found.verdict.accuses, (found.reasons, found.alignment)
    told = {finding.kind for finding in made.findings}
    assert told == (set() if kind == "none" else {FindingKind(kind)}), [
        finding.message for finding in made.findings
    ]


def test_every_language_has_a_table_of_its_own() -> None:
    wanted = {"reversals", "denials", "reports", "first_person", "joints", "asking", "edited"}
    missing = {tag: wanted.difference(language(tag).context) for tag in available()}
    assert not any(missing.values()), missing
