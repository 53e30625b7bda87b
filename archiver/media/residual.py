"""Where two pictures that lie over each other differ by more than saving them again explains.

Saving again, scaling and blurring leave differences that grow with the detail in a place: much
at edges, hardly any in a plain sky. How fast they grow is measured on the two pictures
themselves, by medians, which an altered place doesn't move. What stands out of that by far, and
is visible, is a place that was changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.media.filters import CHROMA, blurred, highest, luma, mean
from archiver.media.filters import detail as detail_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

_SMOOTH = 0.8
"""Deviation of the blur that both get first, in pixels: it takes off grain."""
_FIRST, _FURTHER = 0.9, (1.45, 2.1, 3.0, 4.2)
"""Deviation of the further blur that is tried first to make both as sharp, and its multiples."""
_COARSE = 25
"""Pixels a side of what is more than detail."""
_WINDOW = 5
"""Pixels a side over which differences are averaged."""
_REACH = 13
"""Pixels a side of the area in which an edge may have left traces: a block of JPEG, scaled."""
_STRONG = 0.35
"""Share of the strongest detail from which detail is strong: sharp edges lose most."""
_LEAST = 7.0
"""Grey levels that a difference must have to be seen."""
_STANDS_OUT = 4.0
"""How many times what is to be expected a difference must have."""
_CORE = 7.0
"""And somewhere in the place so many times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """How far the pictures differ, pixel by pixel, in windows of a few pixels."""

    size: Floats
    """Grey levels of difference, root mean square."""
    ratio: Floats
    """The same in units of what saving again explains there."""
    detail: Floats
    """Grey levels of change from pixel to pixel in our picture, root mean square."""
    noise: float
    """What saving again leaves in plain places, in grey levels."""
    loss: float
    """What it leaves of each grey level of detail."""

    @property
    def stands_out(self) -> Flags:
        """The places that differ visibly and by more than is explained."""
        return (self.ratio > _STANDS_OUT) & (self.size > _LEAST)

    @property
    def core(self) -> Flags:
        """Those in which it is beyond doubt."""
        return (self.ratio > _CORE) & (self.size > 1.5 * _LEAST)


def softness(ours: Floats, theirs: Floats) -> float:
    """The blur that makes two pictures equally sharp: of ours above zero, of theirs below."""
    mine, other = luma(ours), luma(theirs)
    known: dict[float, float] = {}

    def apart(sigma: float) -> float:
        if sigma not in known:
            known[sigma] = _apart(mine, other, sigma)
        return known[sigma]

    best = min((0.0, _FIRST, -_FIRST), key=apart)
    if not best:
        return min((0.0, _FIRST / 2, -_FIRST / 2), key=apart)
    for factor in _FURTHER:
        further = best / abs(best) * _FIRST * factor
        if apart(further) >= apart(best):
            break
        best = further
    return min((best * 0.82, best, best * 1.2), key=apart)


def softened(pixels: Floats, sigma: float) -> Floats:
    """The picture without its grain, and blurred where ``sigma`` is above zero."""
    return blurred(pixels, (_SMOOTH**2 + max(sigma, 0.0) ** 2) ** 0.5)


def _apart(ours: Floats, theirs: Floats, sigma: float) -> float:
    """How far the detail of two grey pictures differs once one is blurred.

    Brightness and contrast don't count, and places that are another thing count little.
    """
    import numpy as np

    soft, other = softened(ours, sigma), softened(theirs, -sigma)
    soft, other = (grey - mean(grey, _COARSE) for grey in (soft, other))
    gain = float((soft * other).sum() / max(float((other**2).sum()), 1e-6))
    off = np.abs(soft - np.clip(gain, 0.3, 3) * other)
    kept = np.minimum(off, 4 * float(np.median(off)) + 4)
    return float(np.sqrt((kept**2).mean()) / max(float(soft.std()), 0.5)) + 2e-4 * abs(sigma)


def residual(ours: Floats, theirs: Floats, doubt: Floats | float = 0.0) -> Residual:
    """What differs between two pictures of one size, equally sharp and in the same colours.

    ``doubt`` are grey levels by which a pixel may be off without anything having been changed.
    """
    import numpy as np

    off = theirs - ours
    grey = luma(off)
    chroma = off - grey[:, :, None]
    power = grey**2 + CHROMA * (chroma**2).mean(axis=-1)
    size = np.sqrt(np.maximum(mean(power, _WINDOW), 0))
    detail = np.minimum(detail_of(ours), detail_of(theirs))
    near = highest(detail, _REACH)
    noise, loss = _explained(size, near)
    expected = np.sqrt(noise**2 + (loss * near) ** 2 + (np.asarray(doubt, np.float32) / 2) ** 2)
    return Residual(
        size=size, ratio=(size / expected).astype(np.float32), detail=detail, noise=noise, loss=loss
    )


def _explained(size: Floats, detail: Floats) -> tuple[float, float]:
    """Noise in plain places, and loss for each grey level of detail, by medians."""
    import numpy as np

    plain = detail <= np.percentile(detail, 30)
    noise = max(0.7, float(np.percentile(size[plain], 60)))
    rich = detail >= max(1.0, float(np.percentile(detail, 50)))
    strong = detail >= max(4.0, _STRONG * float(np.percentile(detail, 99.8)))
    loss = 0.02
    for chosen, share in ((rich, 60), (strong, 70)):
        if chosen.any():
            left = np.sqrt(np.maximum(size[chosen] ** 2 - noise**2, 0)) / detail[chosen]
            loss = max(loss, float(np.percentile(left, share)))
    return noise, loss
