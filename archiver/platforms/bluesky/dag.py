"""Records as the bytes that were signed, and as the JSON that is served.

DAG-CBOR by libipld, the JSON form by the specification "Data Model" of atproto.com: links stand
as ``{"$link": CID}`` and byte strings as ``{"$bytes": base64}``. A CID names content by its
digest, so whatever was fetched can be held against it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, Final

MAX_NESTING: Final = 100
"""Lists and maps inside each other, in a record."""

DAG_CBOR: Final = b"\x01\x71\x12\x20"
RAW: Final = b"\x01\x55\x12\x20"
"""Starts of the CIDs that the AT Protocol knows: version 1, codec, SHA-256, 32 bytes."""
CID_BYTES: Final = 36


class NoForm(Exception):  # noqa: N818 - callers make a state of it, never an error
    """A value has no certain form as DAG-CBOR or as JSON, or bytes are no DAG-CBOR."""


def cid_of_record(value: object) -> str | None:
    """The CID of a record in the AT Protocol's JSON form, as getRecord gives it.

    None where the value has no certain form in DAG-CBOR: no map, too deep, a malformed ``$link``
    or ``$bytes``, an integer past 64 bits. Fractions, which the data model forbids, may lose
    their form in JSON: a CID that differs says something only of a record without them.
    """
    if not isinstance(value, dict):
        return None
    try:
        encoded = encode(from_json(value))
    except NoForm:
        return None
    return text_of(DAG_CBOR + hashlib.sha256(encoded).digest())


def sha256_of_blob(cid: object) -> str | None:
    """The hex SHA-256 of a blob's bytes that its CID (codec raw) names; None for any other."""
    try:
        written = _linked(cid)
    except NoForm:
        return None
    return written.removeprefix(RAW).hex() if written.startswith(RAW) else None


def to_json(value: Any, depth: int = 0) -> Any:
    """The JSON form of what ``decode`` gave. Raises NoForm past MAX_NESTING."""
    if depth > MAX_NESTING:
        raise NoForm(f"nested deeper than {MAX_NESTING}")
    if isinstance(value, dict):
        return {key: to_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json(item, depth + 1) for item in value]
    if isinstance(value, bytes):
        if _reads_as_cid(value):
            return {"$link": text_of(value)}
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value


def from_json(value: Any, depth: int = 0) -> Any:
    """What ``encode`` takes, of a JSON form; links become the bytes of their CIDs.

    Raises NoForm for a malformed link or byte string, and past MAX_NESTING.
    """
    if depth > MAX_NESTING:
        raise NoForm(f"nested deeper than {MAX_NESTING}")
    if isinstance(value, list):
        return [from_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        if value.keys() == {"$link"}:
            return _linked(value["$link"])
        if value.keys() == {"$bytes"}:
            return _bytes(value["$bytes"])
        return {key: from_json(item, depth + 1) for key, item in value.items()}
    return value


def _linked(written: object) -> bytes:
    from libipld import decode_multibase

    try:
        if isinstance(written, str) and written.startswith("b"):
            cid = bytes(decode_multibase(written)[1])
            if _reads_as_cid(cid) and text_of(cid) == written:
                return cid
    except ValueError:
        pass
    raise NoForm("a $link is no CID")


def _bytes(written: object) -> bytes:
    """The bytes of a ``$bytes``. Such as read as a CID can't be told from a link."""
    if not isinstance(written, str):
        raise NoForm("a $bytes is no base64")
    unpadded = written.rstrip("=")
    try:
        found = base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoForm("a $bytes is no base64") from error
    if _reads_as_cid(found):
        raise NoForm("a $bytes reads as a CID")
    return found


def _reads_as_cid(value: bytes) -> bool:
    """True where libipld takes these bytes for a CID: it decodes links to bare bytes."""
    from libipld import encode_cid

    try:
        encode_cid(value)
    except ValueError:
        return False
    return True


def decode(block: bytes, what: str) -> Any:
    """The value that a block holds. Raises NoForm, naming ``what`` it should be."""
    from libipld import decode_dag_cbor

    try:
        return decode_dag_cbor(block)
    except (ValueError, RecursionError) as error:
        raise NoForm(f"the {what} is no DAG-CBOR") from error


def encode(value: object) -> bytes:
    """The canonical DAG-CBOR of a value; bytes that read as a CID are a link. Raises NoForm."""
    from libipld import encode_dag_cbor

    try:
        return encode_dag_cbor(value)
    except (ValueError, OverflowError, RecursionError, TypeError) as error:
        raise NoForm("a value has no form in DAG-CBOR") from error


def text_of(cid: bytes) -> str:
    """A CID as text: "bafy…"."""
    from libipld import encode_cid

    return encode_cid(cid)
