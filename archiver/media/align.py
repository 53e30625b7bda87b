"""Two pictures laid over each other: mirror, quarter turns, scale in each direction, shift.

Guesses come from marked points that both have, and from laying one over all of the other. A guess
is made exact by least squares on the grey values (Lucas and Kanade 1981), coarse to fine, with
weights that leave out what doesn't agree; it is so right where most agrees, whatever was done to
the rest. Nothing here says what two pictures have to do with each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archiver.media.features import Features, Matches, matches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Floats = NDArray[np.float32]

TURNS = 8
"""Turns are numbered by quarters clockwise, with 4 added where the picture is mirrored first."""
_LEAST_POINTS = 8
"""Points in one place that make a guess."""
_NEAR = 0.015
"""How far points may lie from where a guess has them, as a share of the longer side."""
_PAIRS = 3_000
_MAX_STRETCH = 1.25
"""How much more one direction may be scaled than the other."""
_LEAST_ALIKE = 0.35
"""Correlation of tiny copies from which laying one over all of the other is a guess."""
_TINY = 32
ROUGH, EXACT = (48, 96, 160), (256, 384)
"""Pixels of the longer side at which a guess is tried, and at which it is made exact."""
_ROUNDS = 6
_MAX_SCALE, _MIN_SCALE = 12.0, 0.08
_GUESSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where our picture lies in theirs: turned first, then scaled, then shifted.

    A point (x, y) of ours as turned is (x * across + left, y * down + top) in theirs; pixels.
    """

    turn: int
    across: float
    down: float
    left: float
    top: float
    support: float = 0.0
    """How many points, or what correlation, speaks for it: only good to choose a guess."""


def turned(image: Image.Image, turn: int) -> Image.Image:
    """The picture mirrored (turns from 4 on), then turned clockwise by quarters."""
    from PIL import Image

    if turn >= TURNS // 2:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    quarters = (
        None,
        Image.Transpose.ROTATE_270,
        Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_90,
    )[turn % 4]
    return image if quarters is None else image.transpose(quarters)


def size_turned(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """Width and height after the turn."""
    return (size[1], size[0]) if turn % 2 else size


def guesses(
    ours: Image.Image, theirs: Image.Image, features: tuple[Features, Features]
) -> tuple[Placement, ...]:
    """Placements worth trying, the likeliest first. Both pictures are grey."""
    by_points: list[Placement] = []
    for turn in range(TURNS):
        size = size_turned(ours.size, turn)
        found = _by_points(matches(*features, turn), size, theirs.size, turn)
        if found is not None:
            by_points.append(found)
    by_points.sort(key=lambda one: -one.support)
    whole = sorted(_whole(ours, theirs), key=lambda one: -one.support)
    return (*by_points[: _GUESSES // 2], *whole[: _GUESSES // 2])


def _by_points(
    found: Matches, ours: tuple[int, int], theirs: tuple[int, int], turn: int
) -> Placement | None:
    """The scale and shift on which most pairs of points agree."""
    import numpy as np

    count = len(found.ours)
    if count < _LEAST_POINTS:
        return None
    here = (found.ours * np.array(ours, np.float32)).astype(np.float64)
    there = (found.theirs * np.array(theirs, np.float32)).astype(np.float64)
    # The points' own scales are shares of the longer sides.
    told = found.scales + np.log(max(theirs) / max(ours))
    first, second = _pairs(count)
    apart, goal = here[second] - here[first], there[second] - there[first]
    length = (apart**2).sum(axis=1)
    scale = (apart * goal).sum(axis=1) / np.maximum(length, 1e-9)
    off = np.linalg.norm(goal - scale[:, None] * apart, axis=1)
    usable = (length > (0.04 * max(ours)) ** 2) & (scale > _MIN_SCALE) & (scale < _MAX_SCALE)
    usable &= off < 0.1 * np.linalg.norm(goal, axis=1) + 1
    said = (told[first] + told[second]) / 2
    usable &= np.abs(np.log(np.maximum(scale, 1e-6)) - said) < 0.5
    if not usable.any():
        return None
    first, second, scale = first[usable], second[usable], scale[usable]
    shift = (there[first] + there[second] - scale[:, None] * (here[first] + here[second])) / 2
    off = np.abs(there[None] - scale[:, None, None] * here[None] - shift[:, None, :]).max(axis=2)
    near = off < _NEAR * max(theirs)
    best = int(near.sum(axis=1).argmax())
    inside = near[best]
    if inside.sum() < _LEAST_POINTS:
        return None
    across, left = _line(here[inside, 0], there[inside, 0], float(scale[best]))
    down, top = _line(here[inside, 1], there[inside, 1], float(scale[best]))
    return Placement(
        turn=turn, across=across, down=down, left=left, top=top, support=float(inside.sum())
    )


def _pairs(count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of so many points, or an even choice where there are too many."""
    import numpy as np

    first, second = np.triu_indices(count, 1)
    if len(first) <= _PAIRS:
        return first, second
    chosen = np.random.default_rng(count).choice(len(first), _PAIRS, replace=False)
    return first[chosen], second[chosen]


def _line(here: Floats, there: Floats, scale: float) -> tuple[float, float]:
    """Scale and shift by least squares; the scale that is given where the points don't tell."""
    import numpy as np

    spread = float(((here - here.mean()) ** 2).sum())
    fitted = float(((here - here.mean()) * (there - there.mean())).sum()) / max(spread, 1e-9)
    if not scale / _MAX_STRETCH < fitted < scale * _MAX_STRETCH:
        fitted = scale
    return fitted, float(np.mean(there - fitted * here))


def _whole(ours: Image.Image, theirs: Image.Image) -> list[Placement]:
    """Ours over all of theirs, in each turn that gives about the same shape."""
    import numpy as np

    found: list[Placement] = []
    small = _tiny(theirs)
    for turn in range(TURNS):
        width, height = size_turned(ours.size, turn)
        across, down = theirs.width / width, theirs.height / height
        if max(across / down, down / across) > _MAX_STRETCH:
            continue
        alike = float((_tiny(turned(ours, turn)) * small).mean())
        if np.isfinite(alike) and alike > _LEAST_ALIKE:
            found.append(
                Placement(turn=turn, across=across, down=down, left=0, top=0, support=alike)
            )
    return found


def _tiny(image: Image.Image) -> Floats:
    import numpy as np
    from PIL import Image

    pixels = np.asarray(image.resize((_TINY, _TINY), Image.Resampling.BOX), np.float32)
    pixels = pixels - pixels.mean()
    scaled: Floats = pixels / max(float(pixels.std()), 1e-6)
    return scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """The part that both pictures have: a box in ours as turned, and one in theirs; pixels."""

    ours: tuple[float, float, float, float]
    theirs: tuple[float, float, float, float]

    @property
    def sides(self) -> tuple[float, float]:
        """Width and height in theirs."""
        left, top, right, bottom = self.theirs
        return right - left, bottom - top


def overlap(place: Placement, ours: tuple[int, int], theirs: tuple[int, int]) -> Overlap | None:
    """Where the two lie over each other, ``ours`` being the size as turned; None for nowhere."""
    left, right = max(0.0, place.left), min(theirs[0], place.left + place.across * ours[0])
    top, bottom = max(0.0, place.top), min(theirs[1], place.top + place.down * ours[1])
    if right - left < 2 or bottom - top < 2:
        return None
    box = (
        max(0.0, (left - place.left) / place.across),
        max(0.0, (top - place.top) / place.down),
        min(float(ours[0]), (right - place.left) / place.across),
        min(float(ours[1]), (bottom - place.top) / place.down),
    )
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    return Overlap(ours=box, theirs=(left, top, right, bottom))


def refined(
    place: Placement, ours: Image.Image, theirs: Image.Image, sides: tuple[int, ...]
) -> Placement | None:
    """The placement made exact; ``ours`` is grey and turned already. None where it falls apart."""
    for side in sides:
        for _ in range(_ROUNDS):
            step = _step(place, ours, theirs, side)
            if step is None:
                return None
            place, moved = step
            if moved < 0.02:
                break
    return place


def _step(
    place: Placement, ours: Image.Image, theirs: Image.Image, side: int
) -> tuple[Placement, float] | None:
    """One round of least squares at that size, and how far it moved, in pixels of that size."""
    import numpy as np

    both = overlap(place, ours.size, theirs.size)
    if both is None:
        return None
    wide, tall = both.sides
    factor = min(1.0, side / max(wide, tall))
    size = (max(8, round(wide * factor)), max(8, round(tall * factor)))
    mine, other = sampled(ours, both.ours, size), sampled(theirs, both.theirs, size)
    across, down = np.gradient(mine, axis=1), np.gradient(mine, axis=0)
    fitted, weights = _weighed(mine, other)
    columns = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    lines = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    rows = np.stack([across, across * columns, down, down * lines], axis=-1).reshape(-1, 4)
    flat = weights.ravel()[:, None]
    normal = (rows * flat).T @ rows
    normal += np.eye(4, dtype=np.float32) * (1e-4 * np.trace(normal) / 4 + 1e-6)
    shift = np.linalg.solve(normal, (rows * flat).T @ (fitted - mine).ravel())
    limit = 0.06 * np.array([size[0], size[0], size[1], size[1]])
    dx, wx, dy, wy = (float(value) for value in np.clip(shift, -limit, limit))
    # theirs(u) = ours(u + d + w * v(u)), v from -1 to 1 over the overlap.
    half_x, half_y = size[0] / 2, size[1] / 2
    grown = replace(
        place,
        across=place.across / (1 + wx / half_x),
        down=place.down / (1 + wy / half_y),
    )
    centre_x = (both.theirs[0] + both.theirs[2]) / 2
    centre_y = (both.theirs[1] + both.theirs[3]) / 2
    here_x = (centre_x - place.left) / place.across + dx * (both.ours[2] - both.ours[0]) / size[0]
    here_y = (centre_y - place.top) / place.down + dy * (both.ours[3] - both.ours[1]) / size[1]
    grown = replace(
        grown, left=centre_x - grown.across * here_x, top=centre_y - grown.down * here_y
    )
    stretch = grown.across / grown.down
    sane = _MIN_SCALE < grown.across < _MAX_SCALE and 1 / _MAX_STRETCH < stretch < _MAX_STRETCH
    return (grown, max(abs(dx), abs(wx), abs(dy), abs(wy))) if sane else None


def _weighed(mine: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Theirs brought to our brightness and contrast, and how far each pixel may be believed."""
    import numpy as np

    weights = np.ones_like(mine)
    fitted = other
    for _ in range(3):
        total = float(weights.sum()) + 1e-6
        mean_m, mean_o = (
            float((weights * mine).sum()) / total,
            float((weights * other).sum()) / total,
        )
        spread = float((weights * (other - mean_o) ** 2).sum()) / total
        gain = float((weights * (other - mean_o) * (mine - mean_m)).sum()) / total / max(spread, 1)
        gain = float(np.clip(gain, 0.2, 5))
        fitted = (other - mean_o) * gain + mean_m
        off = np.abs(fitted - mine)
        bound = max(4.0, 3 * float(np.median(off)))
        weights = np.where(off < bound, 1.0, bound / np.maximum(off, 1e-6)).astype(np.float32)
        weights[off > 4 * bound] = 0
    return fitted, weights


def sampled(
    image: Image.Image, box: tuple[float, float, float, float], size: tuple[int, int]
) -> Floats:
    """The part of a picture in the box, brought to that size, as floating-point values."""
    import numpy as np
    from PIL import Image

    inside = (
        max(0.0, box[0]),
        max(0.0, box[1]),
        min(float(image.width), box[2]),
        min(float(image.height), box[3]),
    )
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC, box=inside), np.float32)
