"""How well altered pictures are told from saved ones: a table of manipulations, in Markdown.

    python benchmarks/pictures.py                  every picture of fixtures/media/pictures
    python benchmarks/pictures.py --held-out       drawn with seeds on which nothing was tuned
    python benchmarks/pictures.py --only coffee,card --list

Each picture is what a post has (JPEG, quality 92); each manipulation of it is what an article has.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from PIL import Image

from archiver.media.compare import compared, prepared
from archiver.model import PictureClass as Kind
from archiver.model import PictureComparison

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "fixtures" / "media" / "pictures"
Picture = Image.Image


def loaded(path: Path) -> ModuleType:
    """A script of this repository as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


doing = loaded(ROOT / "benchmarks" / "manipulations.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found for one manipulation of one picture."""

    picture: str
    manipulation: str
    found: PictureComparison
    allowed: frozenset[Kind]
    seconds: float

    @property
    def column(self) -> str:
        """The class, "undecided" where there is none."""
        return "undecided" if self.found.kind is None else self.found.kind.value

    @property
    def fault(self) -> str | None:
        """What is plainly wrong: "missed", "false", or None."""
        places = not doing.PLACE.isdisjoint(self.found.kinds)
        if self.allowed == doing.PLACE:
            told_same = self.found.kind not in {None, Kind.DIFFERENT}
            return "missed" if told_same and not places else None
        grave = places or (Kind.MIRRORED in self.found.kinds and Kind.MIRRORED not in self.allowed)
        return "false" if grave else None


def run(
    pictures: Mapping[str, Picture], chosen: Callable[[int, int], bool] = lambda _picture, _n: True
) -> Iterator[Outcome]:
    """The outcome of every manipulation that ``chosen`` wants, by the numbers of both."""
    for number, (name, image) in enumerate(pictures.items()):
        others = [other for key, other in pictures.items() if key != name]
        original = doing.saved(image)
        post, received = prepared(original), doing.opened(original)
        for at, (label, one) in enumerate(doing.manipulations(others).items()):
            if not chosen(number, at):
                continue
            rng = np.random.default_rng([zlib.crc32(f"{name} {label}".encode()), 1])
            try:
                payload = one.applied(received, rng)
            except doing.InvisibleError:
                continue
            begin = time.process_time()
            found = compared(post, prepared(payload))
            yield Outcome(
                picture=name, manipulation=label, found=found, allowed=one.allowed,
                seconds=time.process_time() - begin,
            )  # fmt: skip


def stored(only: Sequence[str] = ()) -> dict[str, Picture]:
    """The pictures of the repository, by name."""
    files = sorted(PICTURES.glob("*.jpg"))
    return {
        file.stem: doing.opened(file.read_bytes())
        for file in files
        if not only or file.stem in only
    }


def held_out(seeds: Sequence[int]) -> dict[str, Picture]:
    """Pictures drawn with other seeds than those of the repository."""
    drawing = loaded(ROOT / "tools" / "make_pictures.py")
    found: dict[str, Picture] = {}
    for seed in seeds:
        for scene in drawing.SCENES:
            image: Picture = drawing.draw(scene, seed)
            image.thumbnail((800, 800))
            found[f"{scene.__name__} {seed}"] = image
    return found


def table(outcomes: Sequence[Outcome]) -> str:
    """The confusion table in Markdown: rows are manipulations, columns what was said."""
    columns = [kind.value for kind in Kind] + ["undecided"]
    counts = Counter((one.manipulation, one.column) for one in outcomes)
    used = [column for column in columns if any(key[1] == column for key in counts)]
    faults = Counter((one.manipulation, one.fault) for one in outcomes)
    lines = [
        f"| manipulation | {' | '.join(column.replace('_', ' ') for column in used)} | wrong |",
        f"|---|{'---:|' * (len(used) + 1)}",
    ]
    for name in dict.fromkeys(one.manipulation for one in outcomes):
        cells = (str(counts[name, column] or "") for column in used)
        wrong = faults[name, "missed"] + faults[name, "false"]
        lines.append(f"| {name} | {' | '.join(cells)} | {wrong or ''} |")
    return "\n".join(lines)


def main() -> None:
    """The table is on standard output; exit code 1 where anything in it is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="draw other pictures, seed 3")
    parser.add_argument("--half", action="store_true", help="take every other pair alone")
    parser.add_argument("--only", default="", help="names of pictures, with commas")
    parser.add_argument(
        "--list", action="store_true", help="name everything that isn't as expected"
    )
    asked = parser.parse_args()
    pictures = (
        held_out((3,)) if asked.held_out else stored(tuple(filter(None, asked.only.split(","))))
    )
    step = 2 if asked.half else 1
    outcomes = list(run(pictures, lambda picture, at: (picture + at) % step == 0))
    print(f"{len(pictures)} pictures, {len(outcomes)} comparisons.\n\n{table(outcomes)}\n")
    for one in outcomes:
        odd = asked.list and one.found.kind not in one.allowed
        if one.fault or odd:
            kinds = ", ".join(one.found.kinds) or one.found.reason
            print(f"- {one.fault or 'other'}: {one.picture}, {one.manipulation}: {kinds}")
    seconds = sorted(one.seconds for one in outcomes)
    median = seconds[len(seconds) // 2]
    print(f"\nSeconds of one processor a pair: median {median:.2f}, longest {seconds[-1]:.2f}.")
    sys.exit(any(one.fault for one in outcomes))


if __name__ == "__main__":
    main()
