"""What bytes are, told without decoding them."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from archiver.media.kinds import described, media_type


@pytest.mark.parametrize(
    ("kind", "expected"),
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
def test_raster_pictures(kind: str, expected: str) -> None:
    target = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(target, kind)
    assert media_type(target.getvalue()) == expected


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        pytest.param(b"", "nothing", id="empty"),
        pytest.param(b"<svg xmlns='x'/>", "SVG", id="svg"),
        pytest.param(b"\n<?xml version='1.0'?><!-- x --><svg/>", "SVG", id="svg-with-a-head"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC", id="heic"),
        pytest.param(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC", id="heif"),
        pytest.param(b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", id="jpeg-xl"),
        pytest.param(b"\0\0\0\x18ftypmp42", "video", id="mp4"),
        pytest.param(b"%PDF-1.7", "PDF", id="pdf"),
        pytest.param(b"<!DOCTYPE html><title>Not found</title>", "web page", id="html"),
        pytest.param(b'{"error": 1}', "JSON", id="json"),
        pytest.param(b"BMW is a maker of cars", "no known picture", id="text"),
        pytest.param(b"\x00\x01", "no known picture", id="two-bytes"),
    ],
)
def test_what_is_none_is_named(payload: bytes, words: str) -> None:
    assert media_type(payload) is None
    assert words in described(payload)
