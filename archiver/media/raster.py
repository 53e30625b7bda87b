"""Bytes to pixels: the first frame, upright, on white, in RGB, no larger than wanted."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from archiver.errors import InputError
from archiver.media.kinds import described, media_type

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
"""The longest side that is decoded, in pixels."""
_ORIENTATION = 0x0112
"""The EXIF tag (Exif 2.3, section 4.6.4)."""
_TURNS = MappingProxyType({2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2})
"""The orientation to what Pillow's ``Transpose`` calls the turn that sets it right."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A decoded picture."""

    image: Image.Image
    """RGB, upright, on white, at most as large as was asked for."""
    media_type: str
    """Of the bytes, whatever a server called them: "image/jpeg"."""
    width: int
    height: int
    """Pixels of the whole picture as shown, after the EXIF orientation."""
    frames: int
    """More than 1 where it moves; the first is in ``image``."""
    few_colours: bool
    """True where it was saved with a palette, which bends colours in patches."""


def decoded(payload: bytes, *, longest: int | None = None, max_pixels: int = MAX_PIXELS) -> Raster:
    """The picture in ``payload``, reduced so that no side has more than ``longest`` pixels.

    Raises InputError for bytes that are no picture of a known format, are cut or damaged, or
    have more than ``max_pixels`` pixels or ``MAX_SIDE`` on a side, which is read from the header
    before any is decoded.
    """
    # Imported here: few runs have pictures.
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(payload), formats=FORMATS) as image:
                _check_size(image, max_pixels)
                kind = Image.MIME[image.format or ""]
                width, height = _size_as_shown(image)
                frames = int(getattr(image, "n_frames", 1))
                if longest is not None:
                    # A JPEG is decoded at a half, a quarter or an eighth of its size.
                    image.draft("RGB", (longest, longest))
                few_colours = image.mode in {"P", "1"}
                shown = _as_shown(image, longest)
    except InputError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _unreadable(payload, _named(payload)) from error
    except Exception as error:  # decoders raise errors of many kinds for damaged bytes
        raise _unreadable(payload, f"a picture cut or damaged ({error})") from error
    return Raster(
        image=shown,
        media_type=kind,
        width=width,
        height=height,
        frames=frames,
        few_colours=few_colours,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A small copy of a picture, for people to look at."""

    payload: bytes
    """JPEG."""
    width: int
    height: int
    """Pixels of the whole picture as shown."""


def thumbnail(payload: bytes, *, longest: int) -> Thumbnail:
    """A copy with no side of more than ``longest`` pixels. Raises InputError as ``decoded``."""
    raster = decoded(payload, longest=longest)
    target = BytesIO()
    raster.image.save(target, "JPEG", quality=82, optimize=True)
    return Thumbnail(payload=target.getvalue(), width=raster.width, height=raster.height)


def _named(payload: bytes) -> str:
    if media_type(payload) is not None:
        return "no picture of a known format, or one too large"
    return described(payload)


def _check_size(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels or max(image.size) > MAX_SIDE:
        raise InputError(
            f"the picture has {image.width} × {image.height} pixels, the limit is {max_pixels}, "
            f"and {MAX_SIDE} on a side",
            "look at it by hand",
        )


def _size_as_shown(image: Image.Image) -> tuple[int, int]:
    """Width and height after the EXIF orientation: 5 to 8 turn the picture by a quarter."""
    turned = image.getexif().get(_ORIENTATION) in range(5, 9)
    return (image.height, image.width) if turned else image.size


def _as_shown(image: Image.Image, longest: int | None) -> Image.Image:
    """The first frame, upright, on white, in RGB: equal pictures give equal pixels."""
    from PIL import Image

    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    clear = image.has_transparency_data
    if image.mode.startswith("I") or image.mode == "F":
        # 16 bits a pixel: Pillow's own conversion would clip most of them to white.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    image = image.convert("RGBA" if clear else "RGB")
    if clear:
        # With its colours weighed by how clear they are, it can be made smaller first.
        image = image.convert("RGBa")
    if longest is not None and max(image.size) > longest:
        scale = longest / max(image.size)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if clear:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image if turn is None else image.transpose(Image.Transpose(turn))


def _unreadable(payload: bytes, why: str) -> InputError:
    return InputError(f"{len(payload)} bytes are {why}", "fetch the picture again")
