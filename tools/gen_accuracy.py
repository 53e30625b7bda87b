"""Prints docs/accuracy.md: what comes out right of the corpus and of the mutations.

What people wrote stands in docs/accuracy-*.md, and is put in as it is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archiver.verify.verdict import RULES  # noqa: E402 - the gate is found by the path above
from tests.gate import corpus, scoring, trial  # noqa: E402
from tests.gate.judging import Judged, judge  # noqa: E402
from tests.gate.mutations import pairs  # noqa: E402
from tests.gate.tables import table  # noqa: E402

DOCS = ROOT / "docs"
INTRODUCTION = """\
# How often it is right

Printed by `python tools/gen_accuracy.py`; a test compares. `make gate` prints the same with every
single miss.

These are figures on made-up articles and posts, written to be hard, by people who had not seen the
program's answers. They hold the program where it is. They are no promise for pages that nobody here
has seen.
"""


def page(judged: Iterable[Judged], tried: trial.Trial) -> Iterator[str]:
    """The introduction, the corpus, the mutations, and the parts that people wrote."""
    yield INTRODUCTION
    yield from _corpus(list(judged))
    yield from _mutations(tried)
    for part in ("accuracy-pictures.md", "accuracy-screenshots.md", "accuracy-wrong.md"):
        if (DOCS / part).is_file():
            text = (DOCS / part).read_text("utf-8")
            yield f"#{text}" if text.startswith("# ") else text


def _corpus(judged: Sequence[Judged]) -> Iterator[str]:
    total = scoring.score(judged)
    tags = sorted({one.case.language for one in judged})
    yield "## The corpus\n"
    yield (
        f"`fixtures/corpus/`: {len(judged)} articles with {total.pairs} quotations "
        f"in {len(tags)} languages, each with the verdict that a careful reader "
        f"reached and why. Judged by `{RULES}`. Spans, overlap, embeds, kinds and findings: F1. "
        "The others: how many of all are right. A verdict counts as right only with its "
        "materiality; attribution is channel and speaker together. Citron, the best published "
        "extractor, reaches 0.593 (exact spans) and 0.833 (overlap) on its own test set, which is "
        "another one.\n"
    )
    scores = [(tag, scoring.score(o for o in judged if o.case.language == tag)) for tag in tags]
    scores.append(("**all**", total))
    yield table(scoring.rows(scores)) + "\n"
    yield "What should be, downwards, and what came:\n"
    yield table(scoring.confusion_rows(total)) + "\n"
    yield f"Accused where no reader accuses: {len(total.false_accusations)}.\n"
    yield from (f"- {line}" for line in total.false_accusations)
    if total.false_accusations:
        yield ""


def _mutations(tried: trial.Trial) -> Iterator[str]:
    every = Counter[str]()
    for row in tried.rows.values():
        every.update(pairs=row.pairs, right=row.right)
    yield "## Mutations\n"
    yield (
        f"{every['pairs']:,} quotations of posts that are put together from sentences in "
        f"{len(tried.languages)} languages (`fixtures/mutations/`), each left as it is or changed "
        "in one way. The words come from lists of their own, not from the program's tables. Each "
        "has the mildest verdict that is right: exact, conventional, marked, or altered with its "
        "materiality. Graver and milder are other verdicts than that; unjudged is unverifiable or "
        f"out of scope. Right: {every['right']:,}.\n"
    )
    yield table(trial.rows(tried)) + "\n"
    yield table(trial.language_rows(tried)) + "\n"
    yield (
        f"Unchanged or conventionally changed, and accused: {len(tried.accused)} of "
        f"{tried.harmless:,}. A negation or a number changed, and not called a change of meaning: "
        f"{len(tried.missed)} of {tried.turned:,}. A negation swallowed by an ellipsis, and no "
        f"finding says so: {len(tried.untold)} of {tried.swallowed:,}.\n"
    )


if __name__ == "__main__":
    made = page([judge(case) for case in corpus.load()], trial.run(pairs()))
    sys.stdout.buffer.write("\n".join(made).encode())
