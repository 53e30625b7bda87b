"""The places in which a picture was changed: found in the residual, measured, and told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.media.filters import joined, luma

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from archiver.media.residual import Residual

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

_EDGE = 6
"""Pixels at the edge of the overlap that are left out: there one picture ends."""
_LEAST_AREA = 24
"""Pixels of a place, whatever the size of the pictures."""
_LEAST_SHARE = 0.00025
"""Of the overlap: half of a hundredth of each side."""
_JOIN = 9
"""Pixels that may lie between the parts of one place: letters of a word."""
_MOST = 12
"""Places that are told one by one, the largest first."""
_SHADES = 16
"""Levels a channel when colours are counted."""
_COLOURS = 3
_DRAWN = 0.85
"""Share of the changed pixels that a few colours have where a plain area was drawn."""
_PLAIN, _SHARP = 0.4, 3.5
"""Grey levels from pixel to pixel, up to which an area is plain, and from which it has edges."""
_MORE_DETAIL = 1.4
"""How much more detail there is where letters or lines were drawn over a picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place that differs: a box in pixels of the overlap, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    """Pixels that stand out."""
    peak: float
    """How far the clearest part stands out, in units of what is explained."""
    overlay: bool
    """True where it looks laid over the picture, false where the picture itself is another."""


def places(found: Residual, ours: Floats, theirs: Floats) -> tuple[Place, ...]:
    """The places that differ beyond doubt, largest first. The pictures are of one size."""
    import numpy as np

    out = found.stands_out.copy()
    out[:_EDGE] = out[-_EDGE:] = False
    out[:, :_EDGE] = out[:, -_EDGE:] = False
    if not out.any():
        return ()
    core = found.core & out
    numbers, boxes = joined(out, _JOIN)
    least = max(_LEAST_AREA, _LEAST_SHARE * out.size)
    told: list[Place] = []
    for number, box in enumerate(boxes, 1):
        inside = (numbers[box] == number) & out[box]
        area = int(inside.sum())
        if area < least or not (core[box] & inside).sum() >= least / 3:
            continue
        told.append(
            Place(
                left=box[1].start,
                top=box[0].start,
                right=box[1].stop,
                bottom=box[0].stop,
                area=area,
                peak=float(np.percentile(found.ratio[box][inside], 90)),
                overlay=_is_overlay(inside, ours[box], theirs[box]),
            )
        )
    return tuple(sorted(told, key=lambda place: -place.area)[:_MOST])


def _is_overlay(inside: Flags, ours: Floats, theirs: Floats) -> bool:
    """Whether what differs was drawn over the picture: letters and lines, or a plain area."""
    import numpy as np

    off = np.abs(theirs - ours).max(axis=-1)
    bound = max(12.0, 0.35 * float(np.percentile(off[inside], 90)))
    changed = inside & (off > bound)
    if changed.sum() < _LEAST_AREA // 2:
        return False
    below, above = _detail(luma(ours)), _detail(luma(theirs))
    edges = float(np.median(above[changed]))
    if edges > _SHARP:
        return bool(above[inside].mean() > _MORE_DETAIL * below[inside].mean())
    drawn, before = _dominance(theirs[changed]), _dominance(ours[changed])
    return edges < _PLAIN and drawn > _DRAWN and drawn > before + 0.1


def _dominance(colours: Floats) -> float:
    """The share of the pixels that the few commonest colours have."""
    import numpy as np

    shades = np.clip(colours * (_SHADES / 256), 0, _SHADES - 1).astype(np.int64)
    keys = (shades[:, 0] * _SHADES + shades[:, 1]) * _SHADES + shades[:, 2]
    counts = np.sort(np.bincount(keys))[::-1]
    return float(counts[:_COLOURS].sum() / max(1, counts.sum()))


def _detail(grey: Floats) -> Floats:
    import numpy as np

    if min(grey.shape) < 2:
        return np.zeros_like(grey)
    return np.hypot(np.gradient(grey, axis=0), np.gradient(grey, axis=1))
