"""What is done to pictures before they are compared: all over, or in a place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from archiver.model import PictureClass as Kind

Picture = Image.Image
Random = np.random.Generator
Change = Callable[[Picture, Random], Picture]
VISIBLE = 10.0
"""Grey levels by which the pixels of a changed place differ on average, at least."""
_TRIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Manipulation:
    """What is done to a picture, how it is saved then, and what must come out."""

    change: Change
    kind: str = "JPEG"
    quality: int = 85
    allowed: frozenset[Kind]
    """The gravest class may be one of these."""

    def applied(self, image: Picture, rng: Random) -> bytes:
        """The bytes of the manipulated picture."""
        return saved(self.change(image, rng), self.kind, self.quality)


def saved(image: Picture, kind: str = "JPEG", quality: int = 92) -> bytes:
    """The bytes of the picture in that format."""
    target = BytesIO()
    image.save(target, kind, **({"quality": quality} if kind in {"JPEG", "WEBP"} else {}))
    return target.getvalue()


def opened(payload: bytes) -> Picture:
    """The picture in the bytes, in RGB."""
    with Image.open(BytesIO(payload)) as image:
        return image.convert("RGB")


def as_it_is(image: Picture, rng: Random) -> Picture:
    """The picture."""
    del rng
    return image


def _resized(factor: float, tall: float = 1.0) -> Change:
    def change(image: Picture, rng: Random) -> Picture:
        del rng
        size = (max(1, round(image.width * factor)), max(1, round(image.height * factor * tall)))
        return image.resize(size, Image.Resampling.LANCZOS)

    return change


def _cropped(left: float, top: float, right: float, bottom: float) -> Change:
    def change(image: Picture, rng: Random) -> Picture:
        del rng
        w, h = image.size
        return image.crop(
            (round(left * w), round(top * h), round(w - right * w), round(h - bottom * h))
        )

    return change


def _by(function: Callable[[Picture], Picture]) -> Change:
    return lambda image, rng: (rng, function(image))[1]


def _then(*changes: Change) -> Change:
    def change(image: Picture, rng: Random) -> Picture:
        for one in changes:
            image = one(image, rng)
        return image

    return change


def _again(quality: int) -> Change:
    return lambda image, rng: (rng, opened(saved(image, "JPEG", quality)))[1]


def _lit(factor: float) -> Change:
    return _by(lambda image: ImageEnhance.Brightness(image).enhance(factor))


def _harder(image: Picture) -> Picture:
    return ImageEnhance.Contrast(image).enhance(1.35)


def _vivid(image: Picture) -> Picture:
    return ImageEnhance.Color(image).enhance(1.5)


def _grey(image: Picture) -> Picture:
    return image.convert("L").convert("RGB")


def _sepia(image: Picture) -> Picture:
    return ImageOps.colorize(image.convert("L"), (30, 15, 5), (255, 240, 210))


def _softer(image: Picture) -> Picture:
    return image.filter(ImageFilter.GaussianBlur(2))


def _sharper(image: Picture) -> Picture:
    return image.filter(ImageFilter.UnsharpMask(1.5, 60, 2))


def _bordered(image: Picture) -> Picture:
    return ImageOps.expand(image, 30, (20, 20, 60))


def _cast(image: Picture) -> Picture:
    red, green, blue = image.split()
    warmer = red.point([min(255, round(v * 1.14)) for v in range(256)])
    return Image.merge("RGB", (warmer, green, blue.point([round(v * 0.84) for v in range(256)])))


def _grainy(image: Picture, rng: Random) -> Picture:
    pixels = np.asarray(image, np.float64) + rng.normal(0, 7, (image.height, image.width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


# -- changes of a place -----------------------------------------------------------------


def _somewhere(
    share: float, paint: Callable[[Picture, tuple[int, int, int, int], Random], Picture]
) -> Change:
    """``paint`` on a box of that share of each side, where it is visible."""

    def change(image: Picture, rng: Random) -> Picture:
        best, most = image, -1.0
        width, height = max(4, round(image.width * share)), max(4, round(image.height * share))
        for _ in range(_TRIES):
            left = int(rng.integers(0, image.width - width + 1))
            top = int(rng.integers(0, image.height - height + 1))
            box = (left, top, left + width, top + height)
            painted = paint(image, box, rng)
            before = np.asarray(image.crop(box), np.float64)
            seen = float(np.abs(np.asarray(painted.crop(box), np.float64) - before).mean())
            if seen > most:
                best, most = painted, seen
            if seen > 1.5 * VISIBLE:
                break
        if most < VISIBLE:
            raise InvisibleError
        return best

    return change


class InvisibleError(Exception):
    """The manipulation can't be seen on this picture: plain ground pasted onto plain ground."""


def _splice(
    others: Sequence[Picture],
) -> Callable[[Picture, tuple[int, int, int, int], Random], Picture]:
    def paint(image: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
        other = others[int(rng.integers(len(others)))]
        width, height = box[2] - box[0], box[3] - box[1]
        left = int(rng.integers(0, max(1, other.width - width)))
        top = int(rng.integers(0, max(1, other.height - height)))
        changed = image.copy()
        changed.paste(other.crop((left, top, left + width, top + height)), box[:2])
        return changed

    return paint


def _copied(image: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
    return _splice([image])(image, box, rng)


def _removed(image: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
    left, top, right, bottom = box
    pixels = np.array(image, np.float64)
    start = pixels[top:bottom, max(0, left - 1)][:, None]
    end = pixels[top:bottom, min(image.width - 1, right)][:, None]
    share = np.linspace(0, 1, right - left)[None, :, None]
    filled = start * (1 - share) + end * share
    pixels[top:bottom, left:right] = filled + rng.normal(0, 2, filled.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _swapped(image: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
    del rng
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    red, green, blue = image.split()
    return Image.composite(Image.merge("RGB", (blue, red, green)), image, mask)


def _pixelated(image: Picture, box: tuple[int, int, int, int], rng: Random) -> Picture:
    del rng
    changed = image.copy()
    part = image.crop(box)
    blocks = part.resize((4, 4), Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
    changed.paste(blocks, box[:2])
    return changed


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)


def _labelled(image: Picture, rng: Random) -> Picture:
    size = max(14, image.height // 24)
    left = int(rng.integers(0, max(1, image.width - 7 * size)))
    top = int(rng.integers(0, image.height - 2 * size))
    changed = image.copy()
    pen = ImageDraw.Draw(changed)
    pen.rectangle((left, top, left + 7 * size, top + size * 3 // 2), fill=(205, 20, 25))
    pen.text((left + size // 2, top + size // 6), "BREAKING", fill="white", font=_font(size))
    return changed


def _lettered(image: Picture, rng: Random) -> Picture:
    size = max(16, image.height // 15)
    place = (image.width // 12, int(rng.integers(image.height // 8, image.height * 3 // 4)))
    changed = image.copy()
    ImageDraw.Draw(changed).text(
        place,
        "not true at all",
        fill="white",
        stroke_fill="black",
        stroke_width=2,
        font=_font(size),
    )
    return changed


def _watermarked(image: Picture, rng: Random) -> Picture:
    del rng
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    size = max(18, image.height // 8)
    ImageDraw.Draw(layer).text(
        (image.width // 9, (image.height - size) // 2), "ARCHIVE", fill=(255, 255, 255, 105),
        stroke_fill=(0, 0, 0, 105), stroke_width=2, font=_font(size),
    )  # fmt: skip
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def _circled(image: Picture, rng: Random) -> Picture:
    left = int(rng.integers(0, image.width * 3 // 4))
    top = int(rng.integers(0, image.height * 3 // 4))
    changed = image.copy()
    ImageDraw.Draw(changed).ellipse(
        (left, top, left + image.width // 5, top + image.height // 5),
        outline=(230, 20, 30), width=max(4, image.width // 120),
    )  # fmt: skip
    return changed


def _on_a_screen(image: Picture, rng: Random) -> Picture:
    del rng
    page = Image.new("RGB", (image.width, image.height * 4 // 3), "white")
    page.paste(
        image.resize((image.width * 3 // 4, image.height * 3 // 4)),
        (image.width // 8, image.height // 4),
    )
    ImageDraw.Draw(page).text((20, 20), "Someone · 3 h", fill="black", font=_font(24))
    return page


SAME = frozenset({Kind.IDENTICAL, Kind.REENCODED, Kind.RESIZED})
TOLD = frozenset({Kind.RECOLOURED})
PLACE = frozenset({Kind.OVERLAY_ADDED, Kind.LOCALLY_ALTERED})


def manipulations(others: Sequence[Picture]) -> dict[str, Manipulation]:
    """All manipulations by name; ``others`` are pictures from which splices are taken."""

    def made(
        change: Change, allowed: frozenset[Kind], kind: str = "JPEG", quality: int = 85
    ) -> Manipulation:
        return Manipulation(change=change, kind=kind, quality=quality, allowed=allowed)

    cropped, mirrored, framed = (
        frozenset({kind}) for kind in (Kind.CROPPED, Kind.MIRRORED, Kind.FRAMED)
    )
    half = _resized(0.5)
    place = {
        f"splice {round(100 * share)} %": _somewhere(share, _splice(others))
        for share in (0.05, 0.1, 0.2)
    } | {
        "copied over 8 %": _somewhere(0.08, _copied),
        "removed 6 %": _somewhere(0.06, _removed),
        "removed 12 %": _somewhere(0.12, _removed),
        "colour of a thing 12 %": _somewhere(0.12, _swapped),
        "pixelated 10 %": _somewhere(0.1, _pixelated),
        "label": _labelled,
        "letters": _lettered,
        "watermark": _watermarked,
        "ring": _circled,
    }
    splice = place["splice 10 %"]
    table = {
        "JPEG 90": made(as_it_is, SAME, quality=90),
        "JPEG 50": made(as_it_is, SAME, quality=50),
        "JPEG 30": made(as_it_is, SAME, quality=30),
        "WebP 60": made(as_it_is, SAME, "WEBP", 60),
        "PNG": made(as_it_is, SAME, "PNG"),
        "GIF": made(_by(lambda image: image.quantize(128)), SAME, "GIF"),
        "half": made(half, SAME, quality=80),
        "third, JPEG 50": made(_resized(0.34), SAME, quality=50),
        "one and a half": made(_resized(1.5), SAME, quality=80),
        "stretched": made(_resized(1, 0.94), SAME),
        "saved three times": made(_then(_again(60), _resized(0.7), _again(70)), SAME, quality=75),
        "blurred": made(_by(_softer), SAME),
        "sharpened": made(_by(_sharper), SAME),
        "grain": made(_grainy, SAME),
        "crop 2 %": made(_cropped(0.02, 0.02, 0.02, 0.02), cropped),
        "crop 10 %": made(_cropped(0.1, 0.1, 0.1, 0.1), cropped),
        "crop 30 %": made(_cropped(0.3, 0.1, 0.05, 0.3), cropped),
        "crop left 40 %": made(_cropped(0.4, 0, 0, 0), cropped),
        "crop and half": made(_then(_cropped(0.15, 0.05, 0.2, 0.1), half), cropped, quality=60),
        "mirrored": made(_by(ImageOps.mirror), mirrored),
        "turned": made(_by(lambda image: image.rotate(90, expand=True)), frozenset({Kind.ROTATED})),
        "brighter": made(_lit(1.25), TOLD),
        "darker": made(_lit(0.75), TOLD),
        "contrast": made(_by(_harder), TOLD | SAME),
        "grey": made(_by(_grey), TOLD | SAME),
        "cast": made(_by(_cast), TOLD | SAME),
        "saturated": made(_by(_vivid), TOLD | SAME),
        "sepia": made(_by(_sepia), TOLD),
        "border": made(_by(_bordered), framed),
        "on a screen": made(_on_a_screen, framed),
    }  # fmt: skip
    table |= {name: made(change, PLACE, quality=85) for name, change in place.items()}
    return table | {
        "splice 10 %, JPEG 30": made(splice, PLACE, quality=30),
        "splice 10 %, half": made(_then(splice, half), PLACE, quality=75),
        "splice 10 %, crop": made(_then(splice, _cropped(0.06, 0.03, 0.04, 0.06)), PLACE),
        "splice 10 %, mirrored": made(_then(splice, _by(ImageOps.mirror)), PLACE),
        "splice 10 %, brighter": made(_then(splice, _lit(1.2)), PLACE),
    }  # fmt: skip
