from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from archiver.errors import InputError
from archiver.media.fingerprint import fingerprint


def drawn(size: tuple[int, int] = (160, 120), mode: str = "RGB") -> Image.Image:
    """A picture with enough in it to tell it from another."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    width, height = size
    pen.rectangle((width // 8, height // 8, width // 2, height // 2), fill="navy")
    pen.ellipse((width // 2, height // 3, width - 10, height - 10), fill="orange")
    pen.line((0, height, width, 0), fill="black", width=max(2, width // 40))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def bits_apart(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
    ],
)
def test_kind_size_and_digest(kind: str, media_type: str) -> None:
    payload = encoded(drawn(), kind)
    facts = fingerprint(payload)
    assert facts.media_type == media_type
    assert (facts.width, facts.height) == (160, 120)
    assert facts.sha256 == hashlib.sha256(payload).hexdigest()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_mode_has_hashes(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    source = drawn(mode="I").convert("I;16") if mode == "I;16" else drawn(mode=mode)
    facts = fingerprint(encoded(source, kind))
    for value in (facts.phash, facts.dhash):
        assert len(value) == 16
        assert set(value) <= set("0123456789abcdef")


def test_leading_zeros_are_kept() -> None:
    facts = fingerprint(encoded(Image.new("RGB", (64, 64), "black")))
    assert facts.dhash == "0" * 16
    assert len(facts.phash) == 16


def test_a_copy_in_another_encoding_is_close_and_another_picture_is_not() -> None:
    original = fingerprint(encoded(drawn((640, 480))))
    copy = fingerprint(encoded(drawn((640, 480)).resize((320, 240)), "JPEG", quality=60))
    other = fingerprint(encoded(drawn((640, 480)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert original.sha256 != copy.sha256
    assert bits_apart(original.phash, copy.phash) <= 4
    assert bits_apart(original.dhash, copy.dhash) <= 4
    assert bits_apart(original.phash, other.phash) >= 10


def test_a_turned_picture_is_read_as_shown() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = drawn().transpose(Image.Transpose.ROTATE_90)
    facts = fingerprint(encoded(turned, "JPEG", exif=exif, quality=95))
    assert (facts.width, facts.height) == (160, 120)
    assert bits_apart(facts.phash, fingerprint(encoded(drawn())).phash) <= 4


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (160, 120), (0, 0, 0, 0))
    white = Image.new("RGB", (160, 120), "white")
    assert fingerprint(encoded(clear)).phash == fingerprint(encoded(white)).phash


def test_sixteen_bits_a_pixel_are_not_clipped() -> None:
    deep = drawn(mode="L").convert("I").point(lambda value: value * 257).convert("I;16")
    shallow = fingerprint(encoded(drawn(mode="L")))
    assert fingerprint(encoded(deep)).phash == shallow.phash


def test_an_animation_is_its_first_frame() -> None:
    frames = [drawn(), Image.new("RGB", (160, 120), "red")]
    moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert fingerprint(moving).phash == fingerprint(encoded(drawn(), "GIF")).phash


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>Not found</html>", id="a-page"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="signature-alone"),
        pytest.param(b"\xff\xd8\xff\xe0", id="jpeg-start-alone"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="another-format"),
        pytest.param(encoded(drawn())[:-200], id="cut-png"),
        pytest.param(encoded(drawn(), "JPEG")[:1500], id="cut-jpeg"),
    ],
)
def test_what_is_no_picture(payload: bytes) -> None:
    with pytest.raises(InputError) as caught:
        fingerprint(payload)
    assert caught.value.exit_code == 2
    assert "\n" not in caught.value.diagnostics()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, and has hardly any data."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((10_000, 10_000), id="over-our-limit"),
        pytest.param((12_000, 12_000), id="pillow-would-warn"),
        pytest.param((60_000, 60_000), id="pillow-would-refuse"),
        pytest.param((1_000_000_000, 2), id="one-long-line"),
    ],
)
def test_a_bomb_is_refused_by_its_header(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(InputError, match=r"pixels|large"):
        fingerprint(png_header(*size))


def test_the_limit_can_be_set() -> None:
    payload = encoded(drawn())
    assert fingerprint(payload, max_pixels=160 * 120).width == 160
    with pytest.raises(InputError, match="160 × 120"):
        fingerprint(payload, max_pixels=160 * 120 - 1)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_picture_raises_nothing_but_input_errors(data: st.DataObject) -> None:
    payload = bytearray(encoded(drawn((32, 24)), data.draw(st.sampled_from(KINDS))))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        facts = fingerprint(bytes(payload))
    except InputError:
        return
    assert len(facts.phash) == len(facts.dhash) == 16


KINDS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF")


def test_fixtures_are_what_their_readme_says(fixtures: Path) -> None:
    folder = fixtures / "media"
    square = fingerprint((folder / "square.png").read_bytes())
    copy = fingerprint((folder / "square-small.jpg").read_bytes())
    assert (square.media_type, square.width, square.height) == ("image/png", 160, 120)
    assert (copy.media_type, copy.width, copy.height) == ("image/jpeg", 80, 60)
    assert bits_apart(square.phash, copy.phash) <= 4
