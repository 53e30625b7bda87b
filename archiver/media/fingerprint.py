"""What can be said of one picture by itself: kind, size, digest, perceptual hashes."""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from archiver.errors import InputError

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
_ENOUGH = 128
"""Pixels a side from which the hashes, which look at 32 at most, don't change."""
_ORIENTATION = 0x0112
"""The EXIF tag (Exif 2.3, section 4.6.4)."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")


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
    # Imported here: they load numpy and scipy, and few runs have pictures.
    import imagehash
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(payload), formats=FORMATS) as image:
                _check_size(image, max_pixels)
                media_type = Image.MIME[image.format or ""]
                width, height = _size_as_shown(image)
                # A JPEG is decoded at an eighth of its size or so: the hashes see 32 x 32.
                image.draft("RGB", (_ENOUGH, _ENOUGH))
                shown = _as_shown(image)
    except InputError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _unreadable(payload, "no picture of a known format, or one too large") from error
    except Exception as error:  # decoders raise errors of many kinds for damaged bytes
        raise _unreadable(payload, f"a picture cut or damaged ({error})") from error
    shown = shown.reduce(max(1, min(shown.size) // _ENOUGH))
    return Fingerprint(
        media_type=media_type,
        width=width,
        height=height,
        sha256=hashlib.sha256(payload).hexdigest(),
        phash=str(imagehash.phash(shown)),
        dhash=str(imagehash.dhash(shown)),
    )


def _check_size(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        raise InputError(
            f"the picture has {image.width} × {image.height} pixels, the limit is {max_pixels}",
            "look at it by hand",
        )


def _size_as_shown(image: Image.Image) -> tuple[int, int]:
    """Width and height after the EXIF orientation: 5 to 8 turn the picture by a quarter."""
    turned = image.getexif().get(_ORIENTATION) in range(5, 9)
    return (image.height, image.width) if turned else image.size


def _as_shown(image: Image.Image) -> Image.Image:
    """The first frame, upright, on white, in RGB: equal pictures give equal hashes."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        # 16 bits a pixel: Pillow's own conversion would clip most of them to white.
        upright = upright.point(lambda value: value * (1 / 256)).convert("L")
    if not upright.has_transparency_data:
        return upright.convert("RGB")
    layer = upright.convert("RGBA")
    white = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(white, layer).convert("RGB")


def _unreadable(payload: bytes, why: str) -> InputError:
    return InputError(f"{len(payload)} bytes are {why}", "fetch the picture again")
