"""Prints the scores.

``python -m tests.gate [--misses] [--mutations N] [--pin] [--corpus FOLDER] [TAG...]``
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.gate import corpus, trial
from tests.gate.judging import judge
from tests.gate.mutations import pairs
from tests.gate.scoring import confusion_rows, rows, score
from tests.gate.tables import table


def main(words: list[str]) -> int:
    """The scores of the languages named, or of all, on standard output; 0 whatever they are."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate")
    parser.add_argument("--misses", action="store_true", help="list what came out wrong")
    parser.add_argument("--mutations", type=int, metavar="N", help="judge N mutations instead")
    parser.add_argument("--pin", action="store_true", help="write the corpus's digest")
    parser.add_argument(
        "--corpus", type=Path, default=corpus.CORPUS, help="another folder of cases to score"
    )
    parser.add_argument("tags", nargs="*", metavar="TAG", help="languages; all where none is named")
    asked = parser.parse_args(words)
    if asked.pin:
        (corpus.CORPUS / "DIGEST").write_text(f"{corpus.digest()}\n", "ascii")
    if asked.mutations:
        _mutations(asked)
    else:
        _corpus(asked)
    return 0


def _corpus(asked: argparse.Namespace) -> None:
    paths = [
        path for path in corpus.files(asked.corpus) if not asked.tags or path.stem in asked.tags
    ]
    judged = [(path.stem, [judge(case) for case in corpus.load([path])]) for path in paths]
    scores = [(tag, score(some)) for tag, some in judged]
    total = score(one for _, some in judged for one in some)
    print(table(rows([*scores, ("all", total)])))
    print()
    print(table(confusion_rows(total)))
    print(f"\nfalse accusations: {len(total.false_accusations)}")
    for line in total.false_accusations:
        print(f"  {line}")
    if asked.misses:
        print("\nmisses:")
        print("\n".join(total.misses))


def _mutations(asked: argparse.Namespace) -> None:
    some = pairs(asked.mutations)
    tried = trial.run(one for one in some if not asked.tags or one.language in asked.tags)
    print(table(trial.rows(tried)))
    print()
    print(table(trial.language_rows(tried)))
    print(f"\naccused: {len(tried.accused)} of {tried.harmless} that no reader would accuse")
    print(f"missed: {len(tried.missed)} of {tried.turned} changed negations and numbers")
    print(f"not told: {len(tried.untold)} of {tried.swallowed} swallowed negations")
    if asked.misses:
        for name in ("accused", "missed", "untold", "milder", "graver"):
            print(f"\n{name}:\n{trial.shown(getattr(tried, name))}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
