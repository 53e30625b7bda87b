"""Digests as WARC headers state them: an algorithm and a value in hex, base 32 or base 64."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from types import MappingProxyType

_SIZES = MappingProxyType({"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64})
"""Bytes of a digest, by the algorithms that WARC files name."""


def stated(label: str) -> tuple[str, bytes] | None:
    """Algorithm and digest of a "sha1:…" value, or None where it names none that is known.

    ISO 28500 5.8 leaves algorithm and form to the writer: wget and Heritrix write base 32,
    browsertrix hex.
    """
    name, colon, value = label.strip().partition(":")
    algorithm = name.strip().lower().replace("-", "").replace("_", "")
    size = _SIZES.get(algorithm)
    if not colon or size is None:
        return None
    digest = _bytes_of(value.strip(), size)
    return None if digest is None else (algorithm, digest)


def _bytes_of(text: str, size: int) -> bytes | None:
    bare = text.rstrip("=")
    try:
        if len(bare) == 2 * size:
            return bytes.fromhex(bare)
        if len(bare) == (8 * size + 4) // 5:
            return base64.b32decode(bare.upper() + "=" * (-len(bare) % 8))
        if len(bare) == (4 * size + 2) // 3:
            plain = bare.replace("-", "+").replace("_", "/")
            return base64.b64decode(plain + "=" * (-len(bare) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return None


def holds(label: str | None, forms: Iterable[bytes]) -> bool | None:
    """Whether the digest is of one of the forms; None where none is stated that can be checked.

    A label that names a known algorithm and has no digest of its length holds for nothing.
    """
    if label is None or not label.strip():
        return None
    known = stated(label)
    if known is None:
        return False if _names_known(label) else None
    algorithm, digest = known
    return any(
        hashlib.new(algorithm, form, usedforsecurity=False).digest() == digest for form in forms
    )


def _names_known(label: str) -> bool:
    name = label.partition(":")[0].strip().lower().replace("-", "").replace("_", "")
    return name in _SIZES
