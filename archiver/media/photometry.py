"""What was done to the colours of a whole picture: brightness, contrast, cast, saturation.

The curve from our values to theirs is found by medians, one for each level, so that what was
changed in a place doesn't bend it. A level that occurs in one place alone counts only as far as
it fits the others: one object's new colour is no new colour of everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.media.filters import LUMA, detail, luma

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Floats = NDArray[np.float32]

_PLAIN, _PLAIN_SHARE = 4.0, 45
"""Grey levels from pixel to pixel up to which a place is plain, or the plainest so many of 100."""
_EVERY = 2
"""Of so many lines and columns one is looked at: the pictures are soft."""
_LEVELS = 24
_CELLS = 6
"""Cells a side in which a level must occur."""
_LEAST_CELLS = 5
_LEAST_SHARE = 0.003
_FEW = 0.0008
"""Share of the pixels that a level of one place must have to count at all."""
_FITS = 30.0
"""Grey levels by which a level of one place may lie off the curve of the others."""
_LEAST_LEVELS = 4
"""Levels of one place each that must lie on a line to count together."""
_CLIPPED = 4
_BETTER = 0.8
_SLIGHT = 6.0
"""Grey levels by which saving again moves a plain colour."""
_FLAT = 6.0
"""Deviation of chroma, in grey levels, up to which a picture has no colours to speak of."""
_WIDE = 60
"""Grey levels between the ends of a curve from which its rise is to be believed."""
_DOUBT = 0.5
"""Grey levels of doubt for each level that lies between a pixel and the next one known."""
_MOST_DOUBT = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """How colours of one picture became those of another."""

    saturation: float
    curves: tuple[tuple[Floats, Floats], ...]
    """For each channel levels, and what became of them; both rise."""

    def applied(self, image: Image.Image) -> Image.Image:
        """The one picture in the colours of the other."""
        import numpy as np

        levels = np.arange(256, dtype=np.float32)
        table = [round(float(v)) for curve in self.curves for v in _interpolated(levels, *curve)]
        rest = 1 - self.saturation
        matrix = [
            rest * weight + (self.saturation if band == other else 0.0)
            for band in range(3)
            for other, weight in enumerate((*LUMA, 0.0))
        ]
        mixed = image if self.saturation == 1 else image.convert("RGB", matrix)
        return mixed.point(table)

    def of(self, pixels: Floats) -> Floats:
        """Rows of RGB values of the one in the colours of the other."""
        import numpy as np

        mixed = self._mixed(pixels)
        bands = [_interpolated(mixed[..., band], *curve) for band, curve in enumerate(self.curves)]
        return np.stack(bands, axis=-1)

    def doubt(self, pixels: Floats) -> Floats:
        """Grey levels by which each may be off, as its level occurs too seldom to be sure of."""
        import numpy as np

        mixed = self._mixed(pixels)
        most = np.zeros(pixels.shape[:2], np.float32)
        for band, (points, values) in enumerate(self.curves):
            if len(points):
                level = np.arange(256, dtype=np.float32)
                apart = np.abs(level[:, None] - points[None, :]).min(axis=1) - 256 / _LEVELS
                scale = min(1.0, float(np.abs(values - points).max()) / 24) * _DOUBT
                of_level = np.clip(apart * scale, 0, _MOST_DOUBT).astype(np.float32)
                index = np.clip(mixed[:, :, band], 0, 255).astype(np.uint8)
                most = np.maximum(most, of_level[index])
        return most

    def _mixed(self, pixels: Floats) -> Floats:
        grey = luma(pixels)[..., None]
        return grey + self.saturation * (pixels - grey)


def colours(ours: Floats, theirs: Floats) -> Colours:
    """What became of our colours in theirs; both pictures of one size and equally sharp.

    Only where neither has much detail: at an edge colours mix, and mixing before brightening is
    not mixing after it.
    """
    import numpy as np

    edges = np.maximum(detail(ours), detail(theirs))[::_EVERY, ::_EVERY]
    plain = edges <= max(_PLAIN, float(np.percentile(edges, _PLAIN_SHARE)))
    lines = np.arange(edges.shape[0]) * _CELLS // edges.shape[0]
    columns = np.arange(edges.shape[1]) * _CELLS // edges.shape[1]
    cells = (lines[:, None] * _CELLS + columns[None, :])[plain]
    one, other = ours[::_EVERY, ::_EVERY][plain], theirs[::_EVERY, ::_EVERY][plain]
    grey, goal = luma(one), luma(other)
    # Saturation, unlike brightness, is the same before and after colours mix.
    some, goals = ours[::_EVERY, ::_EVERY], theirs[::_EVERY, ::_EVERY]
    chroma = some - luma(some)[:, :, None], goals - luma(goals)[:, :, None]
    share, strong = _saturation(*chroma, 60), _saturation(*chroma, 98.5)
    # Contrast widens chroma as well: then the curves alone explain it.
    rise = float(np.clip(goal.std() / max(float(grey.std()), 1.0), 0.3, 3.0))
    tried = [
        _with_saturation(each, one, other, cells)
        for each in dict.fromkeys((1.0, share, min(3.0, share / rise), strong, 0.0))
    ]
    # Other saturation must explain more of the whole: of one plain colour it explains everything.
    best = min(tried, key=lambda each: misfit(each.of(some), goals))
    plainly = misfit(best.of(some), goals) < _BETTER * misfit(tried[0].of(some), goals)
    return best if plainly else tried[0]


def _with_saturation(
    share: float, ours: Floats, theirs: Floats, cells: NDArray[np.int64]
) -> Colours:
    grey = luma(ours)[:, None]
    mixed = grey + share * (ours - grey)
    curves = (_curve(mixed[:, band], theirs[:, band], cells) for band in range(3))
    return Colours(saturation=share, curves=tuple(curves))


def misfit(ours: Floats, theirs: Floats) -> float:
    """Grey levels by which colours differ on average; those of a changed place count little."""
    import numpy as np

    return float(np.minimum(np.abs(ours - theirs), _FITS).mean())


def _saturation(ours: Floats, theirs: Floats, least: float) -> float:
    """The share of our chroma that theirs has, as most of the pixels with the most chroma have it.

    ``least`` is the part of all pixels, of 100, that have too little.
    """
    import numpy as np

    strength = np.sqrt((ours**2).sum(axis=-1))
    told = strength > max(_FLAT, float(np.percentile(strength, least)))
    if told.mean() < _LEAST_SHARE:
        return 1.0
    shares = (ours[told] * theirs[told]).sum(axis=-1) / (strength[told] ** 2)
    return float(np.clip(np.median(shares), 0.0, 3.0))


def _curve(flat: Floats, goal: Floats, cells: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """A rising curve through the medians of one channel, level by level."""
    import numpy as np

    level = np.clip(flat * (_LEVELS / 256), 0, _LEVELS - 1).astype(np.int64)
    held = np.zeros((_LEVELS, _CELLS * _CELLS), np.int64)
    np.add.at(held, (level, cells), 1)
    counts = held.sum(axis=1)
    # A cell with a few stray pixels of a level doesn't tell.
    where = held > 0.02 * counts[:, None]
    order = np.argsort(level, kind="stable")
    ends = np.cumsum(counts)
    told: list[_Level] = []
    for at in np.nonzero(counts >= max(8, _FEW * level.size))[0]:
        chosen = order[ends[at] - counts[at] : ends[at]]
        many = counts[at] >= _LEAST_SHARE * level.size
        told.append(
            _Level(
                ours=float(np.median(flat[chosen])),
                theirs=float(np.median(goal[chosen])),
                cells=where[at],
                sure=bool(many and where[at].sum() >= _LEAST_CELLS),
            )
        )
    return _through(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """A level of one channel, what became of it, and where it occurs."""

    ours: float
    theirs: float
    cells: NDArray[np.bool_]
    sure: bool


def _through(told: list[_Level]) -> tuple[Floats, Floats]:
    """The rising curve through the levels that are sure, and those that go with them."""
    import numpy as np

    kept = [one for one in told if one.sure]
    if not kept:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    points, values = _rising(kept)
    doubtful = [one for one in told if not one.sure]
    guesses = _interpolated(np.array([o.ours for o in doubtful], np.float32), points, values)
    for one, guess in zip(doubtful, guesses, strict=True):
        if abs(one.theirs - float(guess)) <= _FITS:
            kept.append(one)
    return _rising(
        [*kept, *_in_line([one for one in doubtful if not any(one is each for each in kept)])]
    )


def _in_line(told: list[_Level]) -> list[_Level]:
    """Levels of several places that were all changed in one proportion.

    So it is in a picture made brighter whose plain ground was white before, and is white still.
    """
    import numpy as np

    inside = [one for one in told if _CLIPPED < one.theirs < 255 - _CLIPPED]
    if len(inside) < _LEAST_LEVELS:
        return []
    ours = np.array([one.ours for one in inside])
    theirs = np.array([one.theirs for one in inside])
    first, second = np.triu_indices(len(inside), 1)
    apart = ours[second] - ours[first]
    rises = (theirs[second] - theirs[first])[apart > 1] / apart[apart > 1]
    rise = float(np.median(rises)) if len(rises) else 0.0
    if not 0.3 < rise < 3:
        return []
    start = float(np.median(theirs - rise * ours))
    fit = [one for one in told if abs(one.theirs - np.clip(start + rise * one.ours, 0, 255)) < 8]
    cells = np.any([one.cells for one in fit], axis=0).sum() if fit else 0
    return fit if len(fit) >= _LEAST_LEVELS and cells >= _LEAST_CELLS else []


def _rising(told: list[_Level]) -> tuple[Floats, Floats]:
    import numpy as np

    ordered = sorted(told, key=lambda one: one.ours)
    points = np.array([one.ours for one in ordered], np.float32)
    values = np.maximum.accumulate(np.array([one.theirs for one in ordered], np.float32))
    return points, values


def _interpolated(ours: Floats, points: Floats, values: Floats) -> Floats:
    """The curve through the points, going on beyond the ends as it is between them."""
    import numpy as np

    if not len(points):
        return ours
    if len(points) > 1 and points[-1] - points[0] > _WIDE:
        rise = float(np.clip((values[-1] - values[0]) / (points[-1] - points[0]), 0.4, 2.0))
    elif abs(values[0] - points[0]) > _SLIGHT:
        # One level alone: lighter or darker in proportion, as brightness does it.
        rise = float(np.clip((values[0] + 1) / (points[0] + 1), 0.4, 2.0))
    else:
        rise = 1.0
    low = values[0] + rise * (ours - points[0])
    high = values[-1] + rise * (ours - points[-1])
    between = np.interp(ours, points, values)
    curve = np.where(ours < points[0], low, np.where(ours > points[-1], high, between))
    return np.clip(curve, 0, 255).astype(np.float32)
