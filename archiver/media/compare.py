"""Two pictures held against each other: what became of the one on its way to the other.

Perceptual hashes call a doctored picture the same, so none is asked here. The pictures are laid
over each other (``align``), brought to one sharpness and one range of colours, and then compared
place by place (``residual``, ``places``). Only where most of what there is to see agrees does
anything follow from what doesn't.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archiver.media.agreement import WINDOW, at_a_glance, closely
from archiver.media.align import (
    EXACT,
    ROUGH,
    TURNS,
    Overlap,
    Placement,
    guesses,
    overlap,
    refined,
    sampled,
    size_turned,
    turned,
)
from archiver.media.features import SIDE, Features, features
from archiver.media.filters import luma
from archiver.media.photometry import colours, misfit
from archiver.media.places import Place, places
from archiver.media.raster import Raster, decoded
from archiver.media.residual import Residual, residual, softened, softness
from archiver.model import Box, PictureClass, PictureComparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Floats = NDArray[np.float32]

RULES = "pictures/1"
"""Version of the rules that compare pictures: kept with each comparison that is kept."""
_LONGEST = 1_280
"""Pixels of the longer side of the copies that are worked on."""
_FRAME = 512
"""Pixels of the longer side at which places are compared."""
_GLANCE = 128
_LEAST_SIDE, _SHORTEST = 120, 48
"""Pixels of the common area below which a small change can't be seen."""
_ENOUGH = 25
"""Windows with detail, laid side by side, without which a picture is too plain to judge."""
_SAME = 0.93
"""Share of the detail outside the changed places that agrees in copies of one picture."""
_RICH = 200
"""Marked points from which a picture can be told from the parts of another."""
_OTHER_COLOURS = 0.5
"""Share of colours in common below which one picture is no part of the other."""
_PARTLY = 0.6
"""Share from which two pictures have so much in common that it is told."""
_UNEVEN = 8.0
"""Grey levels by which plain places of copies differ at most, once their colours are the same."""
_GLIMPSE = 0.45
_BEYOND_DOUBT = 0.9
_LOOKS_ALIKE = 0.04
_MOST_CHANGED, _MOST_PLACES = 0.4, 8
"""Share of the common area, and number of places, up to which two pictures differ in places."""
_RECOLOURED = 4.0
"""Grey levels by which the colours of the whole moved, from which that is told."""
_EXPLAINED = 0.6
"""Share of the difference in colours that is left where other colours explain it."""
_UNSURE = 0.2
"""Doubt for each grey level by which the colours of a place moved."""
_PALETTE = 14.0
"""Grey levels by which the colours of a picture with a palette may be off."""
_TRIMMED = 0.008
"""Share of a side that is missing, from which a picture is cropped."""
_GRAVITY = tuple(PictureClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A picture ready to be compared, with any number of others."""

    sha256: str
    raster: Raster
    grey: Image.Image
    """Its grey values, in floating point."""
    features: Features

    @property
    def zoom(self) -> tuple[float, float]:
        """Pixels of the whole picture for one of the copy that is worked on."""
        size = self.raster.image.size
        return self.raster.width / size[0], self.raster.height / size[1]


def prepared(payload: bytes) -> Prepared:
    """The picture decoded and its marked points found. Raises InputError as ``decoded`` does."""
    import numpy as np
    from PIL import Image

    raster = decoded(payload, longest=_LONGEST)
    grey = raster.image.convert("L").convert("F")
    scale = SIDE / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    small = np.asarray(grey.resize(size, Image.Resampling.BICUBIC), np.float32)
    return Prepared(
        sha256=hashlib.sha256(payload).hexdigest(),
        raster=raster,
        grey=grey,
        features=features(small),
    )


def compared(original: Prepared, copy: Prepared) -> PictureComparison:
    """What lies between an original and what may be a copy of it. Boxes are in their own pixels."""
    if original.sha256 == copy.sha256:
        kinds = (PictureClass.IDENTICAL,)
        return PictureComparison(kind=kinds[0], kinds=kinds, agreeing=1.0)
    best = _best(original, copy)
    if best is None:
        return _unlike(original, copy)
    return _judged(_laid(original, copy, best), original, copy)


def surely_unlike(one: Prepared, other: Prepared) -> bool:
    """Whether neither can be a part or a copy of the other, however it was cut.

    Of pictures with little to see, or in the same colours, that is never sure.
    """
    rich = min(len(each.features.places) for each in (one, other)) >= _RICH
    if not rich or compared(one, other).kind is not PictureClass.DIFFERENT:
        return False
    shades = [_shades(each.raster.image) for each in (one, other)]
    common = sum(min(a, b) for a, b in zip(*shades, strict=True))
    return bool(common < _OTHER_COLOURS)


def _shades(image: Image.Image) -> list[float]:
    """Shares of the picture in each of 64 ranges of colours."""
    import numpy as np

    pixels = np.asarray(image.resize((64, 64)), np.int64) // 64
    counts = np.bincount((pixels @ np.array([16, 4, 1])).ravel(), minlength=64)
    return [float(count) / (64 * 64) for count in counts]


def _unlike(original: Prepared, copy: Prepared) -> PictureComparison:
    for one in (original, copy):
        if max(one.raster.width, one.raster.height) < _LEAST_SIDE or not len(one.features.places):
            return _undecided("one of the pictures is too small or too plain to judge")
    different = PictureClass.DIFFERENT
    return PictureComparison(kind=different, kinds=(different,))


def _undecided(reason: str, agreeing: float = 0.0) -> PictureComparison:
    return PictureComparison(kind=None, reason=reason, agreeing=agreeing)


def _best(original: Prepared, copy: Prepared) -> Placement | None:
    """The placement under which most of what there is to see agrees, or None."""
    best: tuple[float, Placement] | None = None
    for guess in guesses(original.grey, copy.grey, (original.features, copy.features)):
        ours = turned(original.grey, guess.turn)
        place = refined(guess, ours, copy.grey, ROUGH)
        both = None if place is None else overlap(place, ours.size, copy.grey.size)
        if place is None or both is None:
            continue
        # A mirrored or turned picture must agree clearly better: some look alike either way.
        score = _agreement(ours, copy.grey, both) - (_LOOKS_ALIKE if place.turn else 0)
        if best is None or score > best[0]:
            best = score, place
        if score > _BEYOND_DOUBT and not place.turn:
            break
    if best is None or best[0] < _GLIMPSE:
        return None
    return refined(best[1], turned(original.grey, best[1].turn), copy.grey, EXACT)


def _agreement(ours: Image.Image, theirs: Image.Image, both: Overlap) -> float:
    """At a glance: the share of detail that agrees, times the root of the share that is common."""
    size = _frame(both, _GLANCE)
    mine, other = sampled(ours, both.ours, size), sampled(theirs, both.theirs, size)
    share = at_a_glance(mine, other)
    wide, tall = both.sides
    mine_wide, mine_tall = both.ours[2] - both.ours[0], both.ours[3] - both.ours[1]
    common = max(
        wide * tall / (theirs.width * theirs.height),
        mine_wide * mine_tall / (ours.width * ours.height),
    )
    return float(share * min(1.0, common) ** 0.25)


def _frame(both: Overlap, longest: int) -> tuple[int, int]:
    """The size at which the common area is compared: no finer than either picture has it."""
    wide = min(both.sides[0], both.ours[2] - both.ours[0])
    tall = min(both.sides[1], both.ours[3] - both.ours[1])
    factor = min(1.0, longest / max(wide, tall))
    return max(WINDOW, round(wide * factor)), max(WINDOW, round(tall * factor))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laid:
    """The common area of two pictures, compared."""

    place: Placement
    both: Overlap
    size: tuple[int, int]
    agreeing: float
    windows: float
    equal: bool
    recoloured: bool
    places: tuple[Place, ...]
    altered: float
    """Share of the common area that the places take."""
    uneven: bool
    """True where plain places differ by more than saving again explains."""


def _covered(told: tuple[Place, ...], size: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels in or near a place that differs."""
    import numpy as np

    covered = np.zeros((size[1], size[0]), bool)
    for one in told:
        lines = slice(max(0, one.top - WINDOW), one.bottom + WINDOW)
        covered[lines, max(0, one.left - WINDOW) : one.right + WINDOW] = True
    return covered


def _laid(original: Prepared, copy: Prepared, place: Placement) -> _Laid:
    import numpy as np

    ours = turned(original.raster.image, place.turn)
    both = overlap(place, ours.size, copy.raster.image.size)
    if both is None:
        raise ValueError("a placement without an overlap")
    size = _frame(both, _FRAME)
    raw_mine, raw_other = (
        _colours(ours, both.ours, size),
        _colours(copy.raster.image, both.theirs, size),
    )
    sigma = softness(raw_mine, raw_other)
    mine, other = softened(raw_mine, sigma), softened(raw_other, -sigma)
    found = colours(mine, other)
    changed = softened(_colours(found.applied(ours), both.ours, size), sigma)
    shift = np.abs(changed - mine).mean(axis=-1)
    explained = misfit(changed, other) < _EXPLAINED * misfit(mine, other)
    moved = explained and float(shift.mean()) >= _RECOLOURED
    doubt = _PALETTE if original.raster.few_colours or copy.raster.few_colours else 0.0
    differs = residual(changed, other, doubt + found.doubt(raw_mine) + _UNSURE * shift)
    if not moved:
        differs = _milder(residual(mine, other, doubt), differs)
    told = places(differs, changed if moved else mine, other)
    covered = _covered(told, size)
    share, windows = closely(luma(changed), luma(other), covered)
    return _Laid(
        place=place,
        both=both,
        size=size,
        agreeing=share,
        windows=windows,
        equal=bool(np.abs(raw_mine - raw_other).max() < 1),
        recoloured=moved,
        places=told,
        altered=float(covered.mean()),
        uneven=differs.noise > _UNEVEN,
    )


def _milder(one: Residual, other: Residual) -> Residual:
    """The residual in which less stands out."""
    return min(one, other, key=lambda each: float(each.stands_out.mean()))


def _colours(
    image: Image.Image, box: tuple[float, float, float, float], size: tuple[int, int]
) -> Floats:
    import numpy as np

    return np.stack([sampled(band, box, size) for band in image.split()], axis=-1)


def _judged(laid: _Laid, original: Prepared, copy: Prepared) -> PictureComparison:
    if laid.windows < _ENOUGH or max(laid.size) < _LEAST_SIDE or min(laid.size) < _SHORTEST:
        return _undecided("what the pictures have in common is too small or too plain to judge")
    scattered = laid.altered > _MOST_CHANGED or len(laid.places) > _MOST_PLACES
    if laid.agreeing < _SAME or scattered or laid.uneven:
        if laid.agreeing < _PARTLY:
            return _unlike(original, copy)
        return _undecided("the pictures are alike in part, too little to say more", laid.agreeing)
    cropped, framed = _cropped(laid, original), _framed(laid, copy)
    kinds = tuple(sorted(_kinds(laid, cropped, framed), key=_GRAVITY.index, reverse=True))
    if not kinds:
        kinds = (_saved_again(original, copy),)
    return PictureComparison(
        kind=kinds[0],
        kinds=kinds,
        boxes=tuple(_box(one, laid, copy) for one in laid.places),
        cropped=cropped,
        framed=framed,
        turned=90 * (laid.place.turn % (TURNS // 2)),
        agreeing=laid.agreeing,
    )


def _kinds(laid: _Laid, cropped: Box | None, framed: Box | None) -> set[PictureClass]:
    found: set[PictureClass] = set()
    if cropped is not None:
        found.add(PictureClass.CROPPED)
    if framed is not None:
        found.add(PictureClass.FRAMED)
    if laid.place.turn % (TURNS // 2):
        found.add(PictureClass.ROTATED)
    if laid.place.turn >= TURNS // 2:
        found.add(PictureClass.MIRRORED)
    if laid.recoloured:
        found.add(PictureClass.RECOLOURED)
    for one in laid.places:
        found.add(PictureClass.OVERLAY_ADDED if one.overlay else PictureClass.LOCALLY_ALTERED)
    return found


def _saved_again(original: Prepared, copy: Prepared) -> PictureClass:
    ours, theirs = original.raster, copy.raster
    same_size = (ours.width, ours.height) == (theirs.width, theirs.height)
    return PictureClass.REENCODED if same_size else PictureClass.RESIZED


def _cropped(laid: _Laid, original: Prepared) -> Box | None:
    """The part of the original that is shown, in its own pixels, where some of it is not."""
    size = size_turned(original.raster.image.size, laid.place.turn)
    if not _is_trimmed(laid.both.ours, size):
        return None
    left, top, right, bottom = _turned_back(laid.both.ours, size, laid.place.turn)
    return _scaled((left, top, right, bottom), original)


def _framed(laid: _Laid, copy: Prepared) -> Box | None:
    """Where the original stands in the copy, where the copy is larger."""
    if not _is_trimmed(laid.both.theirs, copy.raster.image.size):
        return None
    return _scaled(laid.both.theirs, copy)


def _is_trimmed(box: tuple[float, float, float, float], size: tuple[int, int]) -> bool:
    least = max(_TRIMMED * max(size), 1.5)
    return any(gap > least for gap in (box[0], box[1], size[0] - box[2], size[1] - box[3]))


def _turned_back(
    box: tuple[float, float, float, float], size: tuple[int, int], turn: int
) -> tuple[float, float, float, float]:
    """A box in the picture as turned, in the picture as it was."""
    left, top, right, bottom = box
    width, height = size
    for _ in range(turn % (TURNS // 2)):
        # A quarter back: what is right above is left above then.
        left, top, right, bottom = top, width - right, bottom, width - left
        width, height = height, width
    if turn >= TURNS // 2:
        left, right = width - right, width - left
    return left, top, right, bottom


def _box(one: Place, laid: _Laid, copy: Prepared) -> Box:
    """The place in pixels of the copy."""
    left, top, _, _ = laid.both.theirs
    across, down = laid.both.sides[0] / laid.size[0], laid.both.sides[1] / laid.size[1]
    return _scaled(
        (
            left + one.left * across,
            top + one.top * down,
            left + one.right * across,
            top + one.bottom * down,
        ),
        copy,
    )


def _scaled(box: tuple[float, float, float, float], picture: Prepared) -> Box:
    across, down = picture.zoom
    return Box(
        left=max(0, round(box[0] * across)),
        top=max(0, round(box[1] * down)),
        right=min(picture.raster.width, round(box[2] * across)),
        bottom=min(picture.raster.height, round(box[3] * down)),
    )
