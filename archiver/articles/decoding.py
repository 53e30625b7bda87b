"""Bytes to text: what kind of document it is, and in which encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from archiver.errors import InputError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a media file"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"WARC/1.", "a WARC file"),
)  # fmt: skip
_SNIFFED = 8_192
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]+)", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:\-]+)")
_MARKUP = re.compile(
    r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<blockquote[\s>]|<p[\s>]"
    r"|<div[\s>]|<script[\s>]|<meta\s|<h[1-6][\s>]|<amp-|<iframe\s|<section[\s>]",
    re.IGNORECASE,
)
_WEB_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "windows-1252": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}
"""Labels that mean a wider encoding on the web (WHATWG Encoding Standard, section 4.2)."""
_ON_THE_WEB = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_2", "koi8_r", "koi8_u", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
"""What a guess may be: what browsers read, without the twins of wider encodings."""
_SHOWN = {"cp932": "shift_jis", "cp949": "euc-kr"}
_FEW = 0.03
"""Share of bytes beyond ASCII up to which a guess is no better than the web's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a document, whether it is HTML, and what its reader should know."""

    text: str
    html: bool
    notes: tuple[str, ...] = ()


def decode(payload: bytes, *, content_type: str | None, max_bytes: int) -> Decoded:
    """The document's text, without a byte order mark.

    A byte order mark decides, then UTF-8 where the bytes are valid, then what the transport
    or the page declares, then a guess from the bytes. Raises InputError for what is empty,
    larger than ``max_bytes``, or no text.
    """
    if not payload.strip():
        raise InputError("the input is empty", "give an article: a URL, an HTML file or a text")
    if len(payload) > max_bytes:
        raise InputError(
            f"the input has {len(payload):,} bytes, more than {max_bytes:,}",
            "give the article alone, not a whole crawl",
        )
    _refuse_binary(payload)
    text, notes = _text(payload, content_type)
    if not text.strip():
        raise InputError("the input holds no text", "give an article: HTML or plain text")
    return Decoded(text=text, html=_is_html(text, content_type), notes=notes)


_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\r\f\x1b")))
"""What no text has more than a few of."""


def _refuse_binary(payload: bytes) -> None:
    head = payload[:_SNIFFED].lstrip(b" \t\r\n")
    kind = next((what for magic, what in _MAGIC if head.startswith(magic)), None)
    if kind is None and payload[4:8] == b"ftyp":
        kind = "a media file"
    marked = any(payload.startswith(bom) for bom, _ in _BOMS)
    sniffed = payload[:_SNIFFED]
    controls = len(sniffed) - len(sniffed.translate(None, _CONTROLS))
    if kind is None and not marked and (b"\x00" in sniffed or controls * 20 > len(sniffed)):
        kind = "binary data"
    if kind is not None:
        raise InputError(
            f"the input is {kind}, not an article", "save the article as HTML or plain text"
        )


def _text(payload: bytes, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return _replacing(payload[len(bom) :], encoding, ())
    declared = _declared(payload, content_type)
    if declared == "iso2022_jp" and b"\x1b" in payload:
        return _replacing(payload, declared, ())
    try:
        return payload.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    if declared == "utf-8":
        if _mostly_utf8(payload):
            return _replacing(payload, "utf-8", ())
        declared = None
    encoding = declared or _guessed(payload)
    if encoding == "utf-8":
        return _replacing(payload, encoding, ())
    return _replacing(payload, encoding, (f"not valid UTF-8: read as {_shown(encoding)}",))


def _shown(encoding: str) -> str:
    name = _SHOWN.get(encoding, encoding.replace("_", "-"))
    return f"windows-{name[2:]}" if name.startswith("cp125") else name


def _replacing(
    payload: bytes, encoding: str, notes: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    try:
        return payload.decode(encoding), notes
    except UnicodeDecodeError:
        text = payload.decode(encoding, "replace")
    count = text.count("\ufffd")
    shown = _shown(encoding).upper() if encoding == "utf-8" else _shown(encoding)
    places = "1 undecodable place" if count == 1 else f"{count} undecodable places"
    return text, (*notes, f"not valid {shown}: {places} replaced by U+FFFD")


def _declared(payload: bytes, content_type: str | None) -> str | None:
    """The encoding that the transport or the page names, where Python knows it."""
    head = payload[:_SNIFFED]
    header = _CHARSET.search(content_type or "")
    inside = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    labels = [header[1] if header else "", inside[1].decode("ascii") if inside else ""]
    for label in labels:
        name = _WEB_ALIASES.get(label.lower(), label.lower())
        try:
            known = codecs.lookup(name)
        except LookupError:
            continue
        if known.name.startswith("utf-16") or not getattr(known, "_is_text_encoding", True):
            continue
        return known.name
    return None


def _mostly_utf8(payload: bytes) -> bool:
    """True where few places are broken: a page cut in a character, one pasted byte."""
    text = payload.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    return broken <= whole


def _guessed(payload: bytes) -> str:
    if _mostly_utf8(payload):
        return "utf-8"
    beyond_ascii = sum(byte > 0x7F for byte in payload)
    if beyond_ascii <= len(payload) * _FEW:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(payload[:200_000], cp_isolation=_ON_THE_WEB).best()
    guess = best.encoding if best is not None else "cp1252"
    if payload.decode(guess, "replace") == payload.decode("cp1252", "replace"):
        return "cp1252"
    return _WEB_ALIASES.get(guess.replace("_", "-"), guess)


def _is_html(text: str, content_type: str | None) -> bool:
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        return True
    if kind == "text/plain":
        return False
    head = text.lstrip()[:_SNIFFED]
    return head.startswith("<") and _MARKUP.search(head) is not None
