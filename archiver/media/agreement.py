"""How much of what there is to see in two pictures agrees, window by window.

Copies of one picture agree in nearly every window that has detail, however badly they were saved.
Two pictures of one kind (pages of text, charts, shots of one place) agree in half or two thirds
of them: lines stand where lines stand, but the words are others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archiver.media.filters import mean
from archiver.media.residual import softened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

WINDOW = 9
"""Pixels a side."""
_FAINT = 2.5
"""Deviation, in grey levels, from which a window has detail at all."""
_CLEAR = 6.0
"""And from which it is clear enough to be held to ``_ALIKE``."""
_LOOSE, _ALIKE = 0.75, 0.9
"""Correlation from which two windows are alike at a glance, and on a closer look."""


def at_a_glance(ours: Floats, theirs: Floats) -> float:
    """The share of windows with detail that are alike, 0 to 1."""
    told, alike = _windows(ours, theirs, _FAINT, _LOOSE)
    count = int(told.sum())
    return float((told & alike).sum() / count) if count else 0.0


def closely(ours: Floats, theirs: Floats, places: Flags) -> tuple[float, float]:
    """The share of clear windows outside ``places`` that are alike, and how many they are.

    Windows overlap; they are counted as if laid side by side.
    """
    told, alike = _windows(ours, theirs, _CLEAR, _ALIKE)
    told &= ~places
    count = int(told.sum())
    return (float((told & alike).sum() / count) if count else 0.0), count / WINDOW**2


def _windows(ours: Floats, theirs: Floats, least: float, alike: float) -> tuple[Flags, Flags]:
    """Around each pixel: whether there is detail, and whether it correlates."""
    import numpy as np

    mine, other = softened(ours, 0.0), softened(theirs, 0.0)
    mean_m, mean_o = mean(mine, WINDOW), mean(other, WINDOW)
    spread_m = np.maximum(mean(mine**2, WINDOW) - mean_m**2, 0)
    spread_o = np.maximum(mean(other**2, WINDOW) - mean_o**2, 0)
    together = mean(mine * other, WINDOW) - mean_m * mean_o
    told = np.maximum(spread_m, spread_o) > least**2
    return told, together > alike * np.sqrt(spread_m * spread_o) + 1e-3
