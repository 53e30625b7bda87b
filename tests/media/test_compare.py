"""Two pictures held against each other: classes, boxes, and what is not claimed."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from archiver.errors import InputError
from archiver.media.compare import compared, prepared
from archiver.model import Box, PictureClass, PictureComparison

Pictures = dict[str, Image.Image]
Kind = PictureClass


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **({"quality": 85} if kind == "JPEG" and not options else options))
    return target.getvalue()


def between(original: Image.Image, copy: Image.Image | bytes) -> PictureComparison:
    payload = copy if isinstance(copy, bytes) else encoded(copy)
    return compared(prepared(encoded(original, quality=92)), prepared(payload))


def near(box: Box | None, expected: tuple[int, int, int, int], slack: int) -> bool:
    found = () if box is None else (box.left, box.top, box.right, box.bottom)
    return len(found) == 4 and all(
        abs(a - b) <= slack for a, b in zip(found, expected, strict=True)
    )


def pasted(image: Image.Image, other: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    changed = image.copy()
    changed.paste(other.crop((200, 200, 200 + box[2] - box[0], 200 + box[3] - box[1])), box[:2])
    return changed


# -- classes ----------------------------------------------------------------------------


def test_the_same_bytes_are_identical(pictures: Pictures) -> None:
    payload = encoded(pictures["coffee"])
    found = compared(prepared(payload), prepared(payload))
    assert (found.kind, found.boxes, found.agreeing) == (Kind.IDENTICAL, (), 1.0)


CHANGES: dict[str, tuple[Callable[[Image.Image], Image.Image | bytes], Kind]] = {
    "jpeg": (lambda image: encoded(image, quality=30), Kind.REENCODED),
    "png": (lambda image: encoded(image, "PNG"), Kind.REENCODED),
    "webp": (lambda image: encoded(image, "WEBP", quality=50), Kind.REENCODED),
    "avif": (lambda image: encoded(image, "AVIF", quality=60), Kind.REENCODED),
    "half": (lambda image: image.resize((image.width // 2, image.height // 2)), Kind.RESIZED),
    "larger": (lambda image: image.resize((image.width * 2, image.height * 2)), Kind.RESIZED),
    "crop": (lambda image: image.crop((40, 60, image.width - 90, image.height - 20)), Kind.CROPPED),
    "mirrored": (ImageOps.mirror, Kind.MIRRORED),
    "flipped": (ImageOps.flip, Kind.MIRRORED),
    "turned": (lambda image: image.rotate(-90, expand=True), Kind.ROTATED),
    "darker": (lambda image: ImageEnhance.Brightness(image).enhance(0.7), Kind.RECOLOURED),
    "grey": (lambda image: image.convert("L"), Kind.RECOLOURED),
    "framed": (lambda image: ImageOps.expand(image, 40, "white"), Kind.FRAMED),
}


@pytest.mark.parametrize("name", ["coffee", "poster"])
@pytest.mark.parametrize("change", list(CHANGES))
def test_a_class_for_each_change(pictures: Pictures, name: str, change: str) -> None:
    function, kind = CHANGES[change]
    found = between(pictures[name], function(pictures[name]))
    assert found.kind is kind
    assert found.boxes == ()
    assert found.agreeing > 0.8


def test_everything_that_was_done_is_named(pictures: Pictures) -> None:
    image = pictures["street"]
    changed = pasted(image, pictures["coffee"], (300, 250, 420, 360))
    changed = ImageEnhance.Brightness(ImageOps.mirror(changed)).enhance(0.75)
    found = between(image, changed.crop((60, 40, 760, 570)))
    assert found.kind is Kind.LOCALLY_ALTERED
    assert set(found.kinds) >= {Kind.MIRRORED, Kind.RECOLOURED, Kind.CROPPED, Kind.LOCALLY_ALTERED}
    assert found.kinds == tuple(sorted(found.kinds, key=tuple(Kind).index, reverse=True))


# -- where ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1, 1), (1, 2), (3, 4)], ids=["as-it-was", "half", "smaller"])
def test_the_box_that_changed(pictures: Pictures, size: tuple[int, int]) -> None:
    image = pictures["landscape"]
    box = (520, 120, 600, 190)
    changed = pasted(image, pictures["crowd"], box)
    times, parts = size
    changed = changed.resize((image.width * times // parts, image.height * times // parts))
    found = between(image, changed)
    assert not {Kind.LOCALLY_ALTERED, Kind.OVERLAY_ADDED}.isdisjoint(found.kinds)
    expected = tuple(side * times // parts for side in box)
    assert near(found.boxes[0], (expected[0], expected[1], expected[2], expected[3]), 10)


def test_two_places_are_two_boxes_the_larger_first(pictures: Pictures) -> None:
    changed = pasted(pictures["landscape"], pictures["crowd"], (80, 60, 140, 110))
    changed = pasted(changed, pictures["crowd"], (500, 300, 640, 430))
    found = between(pictures["landscape"], changed)
    assert len(found.boxes) == 2
    assert near(found.boxes[0], (500, 300, 640, 430), 10)
    assert near(found.boxes[1], (80, 60, 140, 110), 10)


@pytest.mark.parametrize("scale", [1.0, 0.6])
def test_the_part_that_is_shown(pictures: Pictures, scale: float) -> None:
    part = (150, 90, 520, 400)
    copy = pictures["coffee"].crop((150, 90, 520, 400))
    found = between(
        pictures["coffee"], copy.resize((round(copy.width * scale), round(copy.height * scale)))
    )
    assert near(found.cropped, part, 3)
    assert found.framed is None


def test_the_part_is_told_in_the_original_as_it_was_not_as_it_was_turned(
    pictures: Pictures,
) -> None:
    copy = ImageOps.mirror(pictures["coffee"].crop((150, 90, 520, 400))).rotate(-90, expand=True)
    found = between(pictures["coffee"], copy)
    assert found.turned == 90
    assert {Kind.MIRRORED, Kind.ROTATED} <= set(found.kinds)
    assert near(found.cropped, (150, 90, 520, 400), 3)


def test_where_it_stands_in_a_larger_picture(pictures: Pictures) -> None:
    page = Image.new("RGB", (900, 1000), "white")
    page.paste(pictures["coffee"].resize((600, 400)), (120, 310))
    found = between(pictures["coffee"], page)
    assert found.kind is Kind.FRAMED
    assert near(found.framed, (120, 310, 720, 710), 3)


# -- what is not claimed ----------------------------------------------------------------


def test_other_pictures_are_different(pictures: Pictures) -> None:
    names = ["coffee", "street", "landscape", "card", "notice", "screen", "bars", "crowd"]
    ready = {name: prepared(encoded(pictures[name])) for name in names}
    for one in names:
        for other in names:
            if one != other:
                found = compared(ready[one], ready[other])
                assert found.kind in {Kind.DIFFERENT, None}, (one, other, found)


def test_two_drawings_of_one_kind_are_no_copies_of_each_other(measuring: Any) -> None:
    drawing = measuring.loaded(measuring.ROOT / "tools" / "make_pictures.py")
    for scene in (drawing.notice, drawing.table, drawing.bars, drawing.crowd, drawing.cloth):
        first, second = drawing.draw(scene, 11), drawing.draw(scene, 12)
        found = between(first, second)
        assert found.kind in {Kind.DIFFERENT, None}, (scene.__name__, found)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(Image.new("RGB", (1, 1), "red"), id="a-dot"),
        pytest.param(Image.new("RGB", (600, 400), "red"), id="plain"),
        pytest.param(Image.linear_gradient("L").resize((600, 400)), id="a-run-of-grey"),
        pytest.param(Image.new("RGB", (10_000, 10), "red"), id="a-strip"),
        pytest.param(Image.effect_noise((40, 30), 80), id="tiny"),
    ],
)
def test_what_is_too_plain_or_too_small_is_not_judged(image: Image.Image) -> None:
    found = between(image.convert("RGB"), encoded(image.convert("RGB"), quality=50))
    assert found.kind is None
    assert "too small or too plain" in found.reason


def test_a_small_copy_is_not_cleared(pictures: Pictures) -> None:
    small = pictures["coffee"].resize((96, 64))
    found = between(pictures["coffee"], small)
    assert found.kind is None
    assert "too small" in found.reason


def test_half_of_another_picture_is_no_altered_copy(pictures: Pictures) -> None:
    image = pictures["street"]
    mixed = pasted(image, pictures["crowd"].resize((1400, 1000)), (0, 0, 500, 600))
    found = between(image, mixed)
    assert Kind.LOCALLY_ALTERED not in found.kinds or found.agreeing > 0.6


def test_which_of_the_two_is_the_copy_does_not_change_what_is_said(pictures: Pictures) -> None:
    one = prepared(encoded(pictures["coffee"]))
    other = prepared(encoded(pasted(pictures["coffee"], pictures["crowd"], (200, 200, 280, 270))))
    assert compared(one, other).kind is compared(other, one).kind


# -- bad input --------------------------------------------------------------------------


def deep(image: Image.Image) -> bytes:
    grey = image.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    return encoded(grey, "PNG")


def clear(image: Image.Image) -> bytes:
    layer = image.convert("RGBA")
    layer.putalpha(255)
    return encoded(layer, "PNG")


def turned_by_exif(image: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(image.transpose(Image.Transpose.ROTATE_90), quality=90, exif=exif)


def moving(image: Image.Image) -> bytes:
    frames = [Image.new("RGB", image.size, "navy")]
    return encoded(image, "WEBP", quality=80, save_all=True, append_images=frames)


@pytest.mark.parametrize(
    ("made", "kinds"),
    [
        pytest.param(
            lambda image: encoded(image.convert("CMYK"), quality=92), {Kind.REENCODED}, id="cmyk"
        ),
        pytest.param(deep, {Kind.RECOLOURED}, id="sixteen-bits-of-grey"),
        pytest.param(clear, {Kind.REENCODED}, id="alpha"),
        pytest.param(turned_by_exif, {Kind.REENCODED}, id="exif"),
        pytest.param(moving, {Kind.REENCODED}, id="animation"),
        pytest.param(
            lambda image: encoded(image.quantize(200), "PNG"), {Kind.REENCODED}, id="palette"
        ),
        pytest.param(lambda image: encoded(image, "TIFF"), {Kind.REENCODED}, id="tiff"),
    ],
)
def test_every_way_to_save_a_picture(
    pictures: Pictures, made: Callable[[Image.Image], bytes], kinds: set[PictureClass]
) -> None:
    assert set(between(pictures["coffee"], made(pictures["coffee"])).kinds) == kinds


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        pytest.param(b"", "nothing", id="empty"),
        pytest.param(b"<svg/>", "SVG", id="svg"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC", id="heic"),
        pytest.param(b"\xff\xd8\xff\xe0", "cut or damaged|no picture", id="cut"),
        pytest.param(b"<html>", "a web page", id="html"),
    ],
)
def test_what_can_t_be_decoded_is_named(payload: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        prepared(payload)


def test_a_bomb_is_not_decoded() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9)))
    with pytest.raises(InputError, match=r"pixels|large"):
        prepared(bomb)


def test_large_pictures_take_bounded_time(pictures: Pictures) -> None:
    large = pictures["coffee"].resize((2400, 1600), Image.Resampling.LANCZOS)
    original, copy = encoded(large, quality=90), encoded(large, quality=60)
    begin = time.process_time()
    found = compared(prepared(original), prepared(copy))
    assert time.process_time() - begin < 4, "twice as long as a slow machine needs"
    assert found.kind is Kind.REENCODED


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    left=st.integers(0, 500),
    top=st.integers(0, 300),
    quality=st.integers(40, 95),
    seed=st.integers(0, 2**16),
)
def test_a_visible_patch_is_never_cleared(
    pictures: Pictures, left: int, top: int, quality: int, seed: int
) -> None:
    """5 % of each side, whatever is pasted, wherever it is."""
    image = pictures["street"]
    width, height = image.width // 20, image.height // 20
    rng = np.random.default_rng(seed)
    patch = Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8), "RGB")
    changed = image.copy()
    changed.paste(patch, (left, top))
    found = between(image, encoded(changed, quality=quality))
    assert not {Kind.LOCALLY_ALTERED, Kind.OVERLAY_ADDED}.isdisjoint(found.kinds)
    assert any(
        box.left <= left + width
        and box.right >= left
        and box.top <= top + height
        and box.bottom >= top
        for box in found.boxes
    )


def test_drawing_over_it_is_an_overlay(pictures: Pictures) -> None:
    changed = pictures["coffee"].copy()
    ImageDraw.Draw(changed).rectangle((60, 300, 240, 350), fill=(200, 0, 0))
    assert between(pictures["coffee"], changed).kind is Kind.OVERLAY_ADDED
