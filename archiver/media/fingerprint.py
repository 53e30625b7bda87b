"""What can be said of one picture by itself: kind, size, digest, perceptual hashes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archiver.media.raster import MAX_PIXELS, decoded

RULES = "fingerprint/1"
"""Name and version of what is said here: kept with facts that are kept."""
_ENOUGH = 128
"""Pixels a side from which the hashes, which look at 32 at most, don't change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Facts about a picture's bytes.

    ``phash`` and ``dhash`` are 64 bits in 16 hex digits, leading zeros kept. Close hashes
    make two pictures candidates; they never prove them the same.
    """

    media_type: str
    """Of the bytes, whatever a server called them: "image/jpeg"."""
    width: int
    height: int
    """Pixels as shown, after the EXIF orientation."""
    sha256: str
    phash: str
    dhash: str


def fingerprint(payload: bytes, *, max_pixels: int = MAX_PIXELS) -> Fingerprint:
    """The facts about a picture; of an animation, those of its first frame.

    Raises InputError for bytes that are no picture of a known format, are cut or damaged, or
    have more than ``max_pixels`` pixels, which is read from the header before any is decoded.
    """
    # Imported here: it loads numpy and scipy, and few runs have pictures.
    import imagehash

    # A longer side is no limit to the shorter one: the hashes see 32 x 32 of the whole.
    raster = decoded(payload, longest=8 * _ENOUGH, max_pixels=max_pixels)
    shown = raster.image.reduce(max(1, min(raster.image.size) // _ENOUGH))
    return Fingerprint(
        media_type=raster.media_type,
        width=raster.width,
        height=raster.height,
        sha256=hashlib.sha256(payload).hexdigest(),
        phash=str(imagehash.phash(shown)),
        dhash=str(imagehash.dhash(shown)),
    )
