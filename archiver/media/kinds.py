"""What bytes that should be a picture are, by how they begin; nothing is decoded."""

from __future__ import annotations

import re

_RASTER = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
    (re.compile(rb"BM.{4}\x00{4}", re.DOTALL), "image/bmp"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "image/tiff"),
)
_OTHERS = (
    (
        re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1)", re.DOTALL),
        "a HEIC picture, which is not decoded here",
    ),
    (re.compile(rb"\x00\x00\x00\x0cJXL |\xff\x0a"), "a JPEG XL picture, which is not decoded here"),
    (re.compile(rb"\x00\x00\x01\x00"), "an icon"),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3|OggS", re.DOTALL), "a video"),
    (re.compile(rb"%PDF-"), "a PDF"),
    (re.compile(rb"\s*(?:<!doctype html|<html|<head|<body)", re.IGNORECASE), "a web page"),
    (re.compile(rb"\s*[\[{]"), "JSON"),
)
_LOOKED_AT = 1_024


def media_type(payload: bytes) -> str | None:
    """The media type of a raster picture of a format that is decoded here, else None."""
    head = payload[:_LOOKED_AT]
    return next((kind for signature, kind in _RASTER if signature.match(head)), None)


def described(payload: bytes) -> str:
    """What the bytes are, in a few words, where they are no picture that is decoded here."""
    if not payload:
        return "nothing"
    head = payload[:_LOOKED_AT]
    if head.lstrip().startswith(b"<") and b"<svg" in head.lower():
        return "an SVG drawing, which is not decoded"
    return next((what for signature, what in _OTHERS if signature.match(head)), "no known picture")
