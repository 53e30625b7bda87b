"""The gate: what the program reads and judges, against what careful readers concluded."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archiver.model import EditKind
from tests.gate.judging import Judged
from tests.gate.scoring import confusion_rows, rows, score
from tests.gate.tables import table
from tests.gate.trial import Trial, shown
from tests.gate.trial import rows as trial_rows


def test_the_corpus_is_read_and_judged_as_well_as_pinned(
    judged: tuple[Judged, ...], floors: Mapping[str, Any]
) -> None:
    held = floors["corpus"]
    got = score(judged)
    figures = {
        "pairs": got.pairs,
        "spans": got.spans.f1,
        "overlap": got.overlap.f1,
        "attribution": got.attribution.recall,
        "embeds": got.embeds.f1,
        "verdicts": got.verdicts.recall,
        "edits": got.edits.f1,
        "findings": got.findings.f1,
    }
    print(table(rows([("all", got)])))
    print(table(confusion_rows(got)))
    below = {name: figure for name, figure in figures.items() if figure < held[name]}
    assert not below, "\n".join(got.misses)
    assert len(got.false_accusations) <= held["false_accusations"], "\n".join(got.false_accusations)


def test_no_changed_number_or_negation_passes_and_nothing_untouched_is_accused(
    tried: Trial, floors: Mapping[str, Any]
) -> None:
    held = floors["mutations"]
    print(table(trial_rows(tried)))
    every = sum(row.pairs for row in tried.rows.values())
    right = sum(row.right for row in tried.rows.values())
    assert every == held["pairs"]
    assert set(tried.rows) >= {EditKind.NUMBER_CHANGED, EditKind.NEGATION_CHANGED, "untouched"}
    assert 1 - len(tried.missed) / tried.turned >= held["turned"], shown(tried.missed)
    assert len(tried.accused) <= tried.harmless * held["accused"], shown(tried.accused)
    assert 1 - len(tried.untold) / tried.swallowed >= held["told"], shown(tried.untold)
    assert right / every >= held["right"], shown([*tried.milder, *tried.graver])


def test_the_page_on_accuracy_is_current(
    judged: tuple[Judged, ...], tried: Trial, repo_root: Path
) -> None:
    spec = importlib.util.spec_from_file_location(
        "gen_accuracy", repo_root / "tools" / "gen_accuracy.py"
    )
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = "\n".join(tool.page(judged, tried))
    assert (repo_root / "docs" / "accuracy.md").read_text("utf-8") == made, (
        "python tools/gen_accuracy.py > docs/accuracy.md"
    )
