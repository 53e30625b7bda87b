"""Statements on the head of a chain, signed with Ed25519 (RFC 8032) over canonical JSON (RFC 8785).

Whoever keeps such a statement, or publishes it, can later show that the archive still has all that
it had then. It says who states it only as far as his public key is known from elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archiver.custody.canonical import canonical
from archiver.errors import InputError
from archiver.model.audit import HeadStatement

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SCHEMA = "archiver.head/1"
_MAKE_ONE = "make one: openssl genpkey -algorithm ed25519 -out key.pem"
_MAKE_PUBLIC = "make it from the key: openssl pkey -in key.pem -pubout -out public.pem"
_NO_STATEMENT = "name a file that archiver head --sign has written"
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """A statement whose signature was verified."""

    statement: HeadStatement
    public_key: str
    """PEM: whose it is must be known from elsewhere."""


def statement_to_dict(statement: HeadStatement) -> dict[str, Any]:
    """The statement as plain data, without a signature."""
    return {
        "schema": SCHEMA,
        "head": statement.head,
        "link": statement.link,
        "recorded_at": _utc_text(statement.recorded_at),
        "stated_at": _utc_text(statement.stated_at),
        "counts": dict(statement.counts),
        "program": statement.program,
        "agent": statement.agent,
    }


def signed(statement: HeadStatement, key_pem: bytes) -> dict[str, Any]:
    """The statement as plain data with ``public_key`` (PEM) and ``signature`` (base64).

    The signature is over the canonical JSON of everything but itself. Raises InputError where
    ``key_pem`` is no unencrypted private key for Ed25519.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_pem_private_key,
    )

    try:
        key = load_pem_private_key(key_pem, password=None)
    except TypeError:
        raise InputError("the key is encrypted", "decrypt it with openssl pkey") from None
    except Exception as error:  # noqa: BLE001 - the library names no closed set of them
        raise InputError(f"this is no private key in PEM ({_short(error)})", _MAKE_ONE) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("the key is not for Ed25519", _MAKE_ONE)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    said = {**statement_to_dict(statement), "public_key": public.decode("ascii")}
    signature = base64.b64encode(key.sign(canonical(said))).decode("ascii")
    return {**said, "signature": signature}


def verified_statement(data: bytes, public_pem: bytes | None = None) -> SignedHead:
    """The statement in the file, once its signature fits.

    With ``public_pem`` it must be of that key; without, it is of the key that it names itself.
    Raises InputError where it is no such statement, or the signature or the key does not fit.
    """
    said = _object(data)
    signature = said.pop("signature", None)
    own = said.get("public_key")
    if said.get("schema") != SCHEMA or not isinstance(own, str) or not isinstance(signature, str):
        raise InputError(f"this is no signed statement ({SCHEMA})", _NO_STATEMENT)
    stated_key = _public_key(own.encode("utf-8", "replace"))
    key = stated_key if public_pem is None else _public_key(public_pem)
    if key != stated_key:
        raise InputError("the statement is signed with another key", "name the key that it is of")
    _check_signature(key, signature, said)
    return SignedHead(statement=_statement(said), public_key=own)


def _check_signature(key: Ed25519PublicKey, signature: str, said: Mapping[str, Any]) -> None:
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(signature, validate=True), canonical(said))
    except (InvalidSignature, binascii.Error, ValueError):
        raise InputError(
            "the signature does not fit what the statement says", "get the statement again"
        ) from None


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > _MOST_BYTES:
        raise InputError("this is too long for a statement", _NO_STATEMENT)
    try:
        said = json.loads(data, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise InputError("this is no JSON", _NO_STATEMENT) from None
    if not isinstance(said, dict):
        raise InputError(f"this is no signed statement ({SCHEMA})", _NO_STATEMENT)
    return said


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The object. Raises ValueError where a key stands twice: readers differ on which counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _public_key(pem: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except Exception as error:  # noqa: BLE001 - the library names no closed set of them
        raise InputError(f"this is no public key in PEM ({_short(error)})", _MAKE_PUBLIC) from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError("the public key is not for Ed25519", _MAKE_PUBLIC)
    return key


def _statement(said: Mapping[str, Any]) -> HeadStatement:
    try:
        found = HeadStatement(
            head=_text(said["head"]),
            link=_number(said["link"]),
            recorded_at=_moment(said["recorded_at"]),
            stated_at=_moment(said["stated_at"]),
            counts={_text(name): _number(count) for name, count in said["counts"].items()},
            program=_text(said["program"]),
            agent=None if said["agent"] is None else _text(said["agent"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(f"this is no signed statement ({SCHEMA})", _NO_STATEMENT) from None
    return found


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _short(error: Exception) -> str:
    return str(error).partition(".")[0][:100] or type(error).__name__
