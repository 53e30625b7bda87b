"""How fast a quotation is laid against a post, and an article is checked, beside the peers.

    python benchmarks/check.py [--pages FOLDER]

Everything is measured in this one run, by turns, and printed as a ratio: seconds of one
machine say little about another. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import cProfile
import difflib
import gc
import pstats
import random
import re
import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import lxml.html
import trafilatura
from rapidfuzz.distance import Levenshtein

from archiver.pipeline import check, open_desk, source_of
from archiver.text.language import language
from archiver.text.tokens import tokenize
from archiver.verify.align import align, prepare
from archiver.verify.locate import locate, runs
from archiver.verify.verdict import judge

ROOT = Path(__file__).resolve().parent.parent
WORDS = (ROOT / "fixtures/articles/cnn-2018-09-06/article.txt").read_text("utf-8").split()
OTHERS = {
    "en": [
        "lantern",
        "harvest",
        "meadow",
        "copper",
        "violin",
        "glacier",
        "anchor",
        "saddle",
        "thunder",
        "velvet",
    ],
    "de": [
        "Laterne",
        "Ernte",
        "Wiese",
        "Kupfer",
        "Geige",
        "Gletscher",
        "Anker",
        "Sattel",
        "Donner",
        "Samt",
    ],
    "ja": list("灯畑銅鈴氷錨鞍雷絹笛"),
}
"""Words that are put in, by language."""
ROUNDS = 7


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=ROOT.parent / "shared/data/pages")
    parser.add_argument("--profile", action="store_true", help="where an article's time goes")
    options = parser.parse_args()
    alignments()
    articles(options.pages, profile=options.profile)


# -- alignment --------------------------------------------------------------------------


def pairs(edits: int, count: int = 200, tag: str = "en") -> list[tuple[str, str]]:
    """30-word quotations of 60-word posts with that many words replaced (made-up text).

    Where words are written without spaces, a word is a sign.
    """
    dice = random.Random(20180906)  # noqa: S311 - made-up text, no secret
    words, glue = words_in(tag)
    made = []
    for _ in range(count):
        post = [dice.choice(words) for _ in range(60)]
        start = dice.randrange(30)
        quotation = post[start : start + 30]
        for place in dice.sample(range(2, 28), edits):
            quotation[place] = dice.choice(OTHERS[tag])
        made.append((glue.join(quotation), glue.join(post)))
    return made


def words_in(tag: str) -> tuple[list[str], str]:
    """Words to make posts of, and what stands between two."""
    if tag == "en":
        return WORDS, " "
    table = tomllib.loads((ROOT / f"fixtures/mutations/{tag}.toml").read_text("utf-8"))
    text = re.sub(r"\{[^}]*\}", "", " ".join(table["sentences"]))
    return (list("".join(text.split())), "") if table.get("unspaced") else (text.split(), " ")


def alignments() -> None:
    """Alignments a second and ratios to bare opcodes on tokens, and to difflib."""
    print("One 30-word quotation against one 60-word post, alignments a second (medians)\n")
    print(f"{'':43}{'unedited':>13}{'10 % edited':>13}{'German':>13}{'Japanese':>13}")
    cases = ((0, "en"), (3, "en"), (3, "de"), (3, "ja"))
    columns = [_alignment_rates(pairs(edits, tag=tag), tag) for edits, tag in cases]
    for name in columns[0]:
        print(f"{name:43}" + "".join(f"{c[name]:>13,.0f}" for c in columns))
    bare = "RapidFuzz opcodes on tokens"
    for peer, mine in (
        (bare, "find the place"),
        (bare, "align and judge"),
        ("difflib on tokens", "align and judge"),
    ):
        ratios = [column[peer] / column[mine] for column in columns]
        print(f"{f'{peer} / {mine}':43}" + "".join(f"{r:>12.1f}x" for r in ratios))
    print("aim: to align and judge costs at most 25 times the bare opcodes in English\n")


def _alignment_rates(made: Sequence[tuple[str, str]], tag: str) -> dict[str, float]:
    tables = language(tag).judging
    tokens = [(tokenize(q).keys, tokenize(p).keys) for q, p in made]
    ready = [(prepare(q), tokenize(p)) for q, p in made]

    def opcodes() -> None:
        for a, b in tokens:
            list(Levenshtein.opcodes(a, b))

    def stdlib() -> None:
        for a, b in tokens:
            difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()

    def place() -> None:
        for quotation, post in ready:
            list(runs(quotation.plain, post)) or locate(quotation.plain, post)

    def ours() -> None:
        for quotation, post in ready:
            found = align(quotation, post, tables)
            judge(found.edits if found else ())

    def whole() -> None:
        for a, b in made:
            found = align(prepare(a), tokenize(b), tables)
            judge(found.edits if found else ())

    work = {
        "RapidFuzz opcodes on tokens": opcodes,
        "difflib on tokens": stdlib,
        "find the place": place,
        "align and judge": ours,
        "tokenize both, align and judge": whole,
    }
    return {name: len(made) / seconds for name, seconds in by_turns(work).items()}


# -- articles ---------------------------------------------------------------------------


def articles(folder: Path, *, profile: bool) -> None:
    """Articles a second of `check --offline`, and ratios to trafilatura and a bare parse."""
    found = sorted(folder.glob("*.html")) or sorted((ROOT / "fixtures").rglob("*.html"))
    paths = [found[i % len(found)] for i in range(200)]
    pages = [path.read_bytes() for path in paths]
    size = sum(map(len, pages)) / 1e6
    print(f"200 pages ({len(found)} different ones, {size:.1f} MB), pages a second\n")
    with (
        tempfile.TemporaryDirectory() as temporary,
        open_desk(Path(temporary) / "archive.db", offline=True) as desk,
    ):

        def ours() -> None:
            for path in paths:
                source = source_of(
                    str(path), clock=desk.clock, transport=None, standard_input=lambda _: b""
                )
                check(source, desk)

        def peer() -> None:
            for page in pages:
                trafilatura.extract(page)

        def bare() -> None:
            for page in pages:
                lxml.html.fromstring(page)

        runs = {"lxml, bare parse": bare, "trafilatura.extract": peer, "check --offline": ours}
        rates = {name: len(pages) / seconds for name, seconds in by_turns(runs, rounds=3).items()}
        for name, rate in rates.items():
            print(f"{name:38}{rate:>12,.1f}")
        for name in ("trafilatura.extract", "lxml, bare parse"):
            print(f"check --offline / {name:28}{rates['check --offline'] / rates[name]:>11.2f}x")
        print("aim: not slower than trafilatura alone")
        if profile:
            _profile(ours)


def _profile(work: Callable[[], None]) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(work)
    print()
    pstats.Stats(profiler).strip_dirs().sort_stats("cumulative").print_stats(30)


# -- measuring --------------------------------------------------------------------------


def by_turns(runs: dict[str, Callable[[], None]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median seconds of each, run by turns so that a slow moment hits all alike."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, work in runs.items():
            gc.collect()
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


if __name__ == "__main__":
    main()
