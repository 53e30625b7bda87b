"""Marked points of a picture, and which of them two pictures have in common.

Points are extremes of differences of Gaussians over scales (Lowe 2004, section 3); a point is
described by the 8 x 8 grey values around it, sampled at a distance that grows with its scale
and freed from brightness and contrast. Descriptors are not turned by their own direction: a
picture in an article is upright, mirrored or turned by quarters, and those eight cases are
tried one by one by permuting the descriptors.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from archiver.media.filters import between, blurred, highest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

SIDE = 512
"""Pixels of the longer side at which points are sought."""
_POINTS = 900
_SIGMA = 1.6
_STEPS = 3
"""Scales an octave."""
_SMALLEST = 24
"""Pixels of the shorter side of an octave."""
_PATCH = 8
_SPREAD = 1.6
"""Distance of two samples, in units of the point's scale."""
_LEAST_CONTRAST = 0.8
"""Of a difference of Gaussians, in grey levels of 255."""
_LEAST_DEVIATION = 0.3
_GRID = 8
"""Cells a side over which the points are spread."""
_ALIKE = 0.8
"""Correlation from which two descriptors may be of the same thing."""
_AHEAD = 0.02
"""By how much the best match must be better than the second best elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Marked points: places as shares of width and height, scales as shares of the longer side."""

    places: Floats
    scales: Floats
    patches: Floats
    """One row of 64 values a point, mean 0 and length 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Pairs of places, in shares of each picture's width and height."""

    ours: Floats
    theirs: Floats
    scales: Floats
    """Logarithm of how much larger the point is in theirs."""


def features(grey: Floats) -> Features:
    """The marked points of a picture whose longer side has about ``SIDE`` pixels."""
    import numpy as np

    height, width = grey.shape
    rows: list[Floats] = []
    patches: list[Floats] = []
    octave, factor = grey, 1.0
    while min(octave.shape) >= _SMALLEST:
        layers = _blurred(octave)
        found, described = _points(layers, factor)
        rows.append(found)
        patches.append(described)
        octave, factor = layers[_STEPS][::2, ::2], factor * 2
    if not rows:
        empty = np.zeros((0, 2), np.float32)
        return Features(places=empty, scales=empty[:, 0], patches=np.zeros((0, 64), np.float32))
    points = np.concatenate(rows)
    kept = _spread(points, width, height)
    points, described = points[kept], np.concatenate(patches)[kept]
    shares = np.array([width, height], np.float32)
    return Features(
        places=(points[:, :2] + 0.5) / shares,
        scales=points[:, 2] / max(width, height),
        patches=described,
    )


def _blurred(octave: Floats) -> list[Floats]:
    layers = [blurred(octave, _SIGMA)]
    for step in range(1, _STEPS + 2):
        before, now = (_SIGMA * 2 ** (s / _STEPS) for s in (step - 1, step))
        layers.append(blurred(layers[-1], (now**2 - before**2) ** 0.5))
    return layers


def _points(layers: list[Floats], factor: float) -> tuple[Floats, Floats]:
    """Rows of x, y, scale, strength in pixels of the whole picture; and descriptors."""
    import numpy as np

    differences = np.abs(np.stack([b - a for a, b in pairwise(layers)]))
    peaks = differences == highest(differences, (3, 5, 5))
    peaks &= differences > _LEAST_CONTRAST
    peaks[:, :4, :] = peaks[:, -4:, :] = peaks[:, :, :4] = peaks[:, :, -4:] = False
    steps, ys, xs = np.nonzero(peaks)
    strength = differences[steps, ys, xs]
    best = np.argsort(-strength)[: 3 * _POINTS]
    steps, ys, xs, strength = steps[best], ys[best], xs[best], strength[best]
    sigma = (_SIGMA * 2 ** (steps / _STEPS)).astype(np.float32)
    bands = [b - a for a, b in pairwise(layers)]
    described, told = _patches(bands, steps, ys, xs, sigma)
    points = np.stack([xs * factor, ys * factor, sigma * factor, strength], axis=1)
    return points[told].astype(np.float32), described[told]


def _patches(
    layers: list[Floats],
    steps: NDArray[np.intp],
    ys: NDArray[np.intp],
    xs: NDArray[np.intp],
    sigma: Floats,
) -> tuple[Floats, NDArray[np.bool_]]:
    """Descriptors, and whether there is anything in them."""
    import numpy as np

    offsets = (np.arange(_PATCH) - (_PATCH - 1) / 2) * _SPREAD
    down, across = (each.ravel() for each in np.meshgrid(offsets, offsets, indexing="ij"))
    out = np.zeros((len(ys), _PATCH * _PATCH), np.float32)
    for step in range(len(layers)):
        mine = np.nonzero(steps == step)[0]
        if not len(mine):
            continue
        reach = sigma[mine][:, None]
        values = between(
            layers[step],
            ys[mine][:, None] + reach * down[None, :],
            xs[mine][:, None] + reach * across[None, :],
        )
        out[mine] = values
    out -= out.mean(axis=1, keepdims=True)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    told = length[:, 0] > _LEAST_DEVIATION * _PATCH
    return out / np.maximum(length, 1e-6), told


def _spread(points: Floats, width: int, height: int) -> NDArray[np.intp]:
    """Numbers of the strongest points, no cell of a grid with many more than its share."""
    import numpy as np

    if len(points) <= _POINTS:
        return np.arange(len(points))
    cells = (points[:, 0] * _GRID / width).astype(int) * _GRID + (
        points[:, 1] * _GRID / height
    ).astype(int)
    order = np.lexsort((-points[:, 3], cells))
    rank = np.zeros(len(points), np.int64)
    starts = np.nonzero(np.diff(cells[order], prepend=-1))[0]
    sizes = np.diff(np.append(starts, len(order)))
    rank[order] = np.arange(len(order)) - np.repeat(starts, sizes)
    return np.lexsort((-points[:, 3], rank))[:_POINTS]


def turned_patches(patches: Floats, turn: int) -> Floats:
    """Descriptors as they would be in the picture under ``turn`` (see ``align.turned``)."""
    import numpy as np

    grid = patches.reshape(-1, _PATCH, _PATCH)
    if turn >= 4:
        grid = grid[:, :, ::-1]
    return np.ascontiguousarray(np.rot90(grid, -(turn % 4), axes=(1, 2))).reshape(len(patches), -1)


def matches(ours: Features, theirs: Features, turn: int) -> Matches:
    """Points that look alike once our picture is under ``turn``, each with its best partner.

    Our places are those in our picture as it is turned.
    """
    import numpy as np

    places = turned_places(ours.places, turn)
    if not len(places) or not len(theirs.places):
        nothing = np.zeros((0, 2), np.float32)
        return Matches(ours=nothing, theirs=nothing, scales=nothing[:, 0])
    alike = turned_patches(ours.patches, turn) @ theirs.patches.T
    partner = alike.argmax(axis=1)
    rows = np.arange(len(partner))
    score = alike[rows, partner]
    good = (score > _ALIKE) & (alike.argmax(axis=0)[partner] == rows)
    found = rows[good]
    scales = np.log(theirs.scales[partner[found]] / ours.scales[found])
    return Matches(ours=places[found], theirs=theirs.places[partner[found]], scales=scales)


def turned_places(places: Floats, turn: int) -> Floats:
    """Where the places are once the picture is mirrored (4 and more) and turned clockwise."""
    import numpy as np

    x, y = places[:, 0], places[:, 1]
    if turn >= 4:
        x = 1 - x
    for _ in range(turn % 4):
        x, y = 1 - y, x
    return np.stack([x, y], axis=1)
