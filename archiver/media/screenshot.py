"""Whether a picture may be a screenshot of a post, and how it is made fit for reading.

Both look at pixels alone: lines of small dark signs on one light ground, or the other way round.
A photograph, a drawing or a chart has no such lines, or far fewer.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

LONGEST = 2_400
"""Pixels of the longer side with which a picture is looked at and read."""
_SMALLEST = 140
"""Pixels of the shorter side below which no words can be read."""
_LOOKED_AT = 700
"""Pixels of the width to which it is reduced for a look."""
_MOST_ELONGATED = 6.0
_GROUND = 24
"""Grey levels within which the ground is one: pictures are saved with losses."""
_SIGNS = 60
"""Grey levels by which signs stand out."""
_PLAIN = 0.45
"""The share of a picture that is ground: a post's own picture may take the rest."""
_FEWEST_LINES, _MOST_LINES = 3, 60
_LOWEST, _HIGHEST = 4, 64
"""Pixels of the height of a line, at the width at which it is looked at."""
_CHANGES = 12
"""Changes from ground to sign along one row of a line."""
_DARK = 110
"""Mean grey level of the ground of a dark theme at most."""
_ENOUGH = 1_100
"""Pixels of the width from which letters are large enough to be read as they are."""


def may_be_post(image: Image.Image) -> bool:
    """Whether a decoded picture (mode RGB) may be a screenshot of a post, by its shape alone.

    True for other pages of text too; what was read decides. It takes some milliseconds.
    """
    if min(image.size) < _SMALLEST or max(image.size) > _MOST_ELONGATED * min(image.size):
        return False
    small = _reduced(image)
    return _ground_share(small) >= _PLAIN and _FEWEST_LINES <= _lines(small) <= _MOST_LINES


def fit_for_reading(image: Image.Image) -> Image.Image:
    """The picture in grey (mode L), dark letters on light, twice as large where it is small."""
    from PIL import Image, ImageOps

    grey = image.convert("L")
    if _ground(_levels(_reduced(image))) < _DARK:
        grey = ImageOps.invert(grey)
    grey = ImageOps.autocontrast(grey, cutoff=0.5)
    if grey.width < _ENOUGH:
        size = (2 * grey.width, 2 * grey.height)
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return grey


def _reduced(image: Image.Image) -> Image.Image:
    from PIL import Image

    grey = image.convert("L")
    if grey.width <= _LOOKED_AT:
        return grey
    height = max(1, round(grey.height * _LOOKED_AT / grey.width))
    return grey.resize((_LOOKED_AT, height), Image.Resampling.BOX)


def _levels(grey: Image.Image) -> list[int]:
    return grey.histogram()


def _ground(levels: list[int]) -> int:
    """The grey level around which most pixels are."""
    sums = [sum(levels[at : at + _GROUND]) for at in range(len(levels) - _GROUND + 1)]
    return sums.index(max(sums)) + _GROUND // 2


def _ground_share(grey: Image.Image) -> float:
    levels = _levels(grey)
    at = _ground(levels)
    near = levels[max(0, at - _GROUND // 2) : at + _GROUND // 2]
    return sum(near) / (grey.width * grey.height)


def _lines(grey: Image.Image) -> int:
    """How many lines of text it has: runs of rows with many changes between ground and sign."""
    import numpy as np

    pixels: Any = np.asarray(grey, dtype=np.int16)
    signs = np.abs(pixels - _ground(_levels(grey))) > _SIGNS
    changes = np.count_nonzero(signs[:, 1:] != signs[:, :-1], axis=1)
    runs = ((busy, sum(1 for _ in rows)) for busy, rows in groupby((changes >= _CHANGES).tolist()))
    return sum(busy and _LOWEST <= height <= _HIGHEST for busy, height in runs)
