"""The filters of scipy.ndimage that pictures are compared with, by their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]


LUMA = (0.299, 0.587, 0.114)
"""Weights of red, green and blue (ITU-R BT.601), as JPEG has them."""
CHROMA = 0.6
"""Weight of chroma against luma where pictures are compared."""
_WINDOW = 5
"""Pixels a side over which detail is averaged."""


def luma(pixels: Floats) -> Floats:
    """Grey values of RGB pixels."""
    import numpy as np

    grey: Floats = pixels @ np.array(LUMA, np.float32)
    return grey


def detail(pixels: Floats) -> Floats:
    """Grey levels from pixel to pixel around each pixel, root mean square."""
    import numpy as np

    grey = luma(pixels)
    power = _slope(grey) + CHROMA * sum(_slope(pixels[:, :, n] - grey) for n in range(3)) / 3
    found: Floats = np.sqrt(np.maximum(mean(power, _WINDOW), 0))
    return found


def _slope(band: Floats) -> Floats:
    import numpy as np

    power: Floats = np.gradient(band, axis=0) ** 2 + np.gradient(band, axis=1) ** 2
    return power


def blurred(pixels: Floats, sigma: float) -> Floats:
    """Pixels under a Gaussian of that deviation, in each band of colour by itself."""
    from scipy import ndimage  # type: ignore[import-untyped]

    reach = (sigma, sigma, 0)[: pixels.ndim]
    soft: Floats = ndimage.gaussian_filter(pixels, reach, truncate=3)
    return soft


def mean(pixels: Floats, side: int) -> Floats:
    """The mean over a square of so many pixels a side around each."""
    from scipy import ndimage

    flat: Floats = ndimage.uniform_filter(pixels, side)
    return flat


def highest(pixels: Floats, size: int | tuple[int, ...]) -> Floats:
    """The highest value in a box of that size around each."""
    from scipy import ndimage

    peaks: Floats = ndimage.maximum_filter(pixels, size=size)
    return peaks


def between(pixels: Floats, lines: Floats, columns: Floats) -> Floats:
    """Values at places between the pixels, by the four around each."""
    import numpy as np
    from scipy import ndimage

    at = np.stack([lines.ravel(), columns.ravel()])
    values: Floats = ndimage.map_coordinates(pixels, at, order=1, mode="nearest")
    return values.reshape(lines.shape)


def joined(flags: Flags, gap: int) -> tuple[NDArray[np.int32], list[tuple[slice, slice]]]:
    """Numbers from 1 for what hangs together, over gaps of so many pixels, and boxes around it."""
    import numpy as np
    from scipy import ndimage

    closed = ndimage.binary_closing(np.pad(flags, gap), np.ones((gap, gap), bool))
    numbers, count = ndimage.label(closed[gap:-gap, gap:-gap], np.ones((3, 3), int))
    boxes = [box for box in ndimage.find_objects(numbers, count) if box is not None]
    return numbers, boxes
