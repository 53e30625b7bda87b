"""Statements on a head: what was signed is what is read, and nothing else passes."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from archiver.custody.canonical import canonical
from archiver.custody.statements import signed, verified_statement
from archiver.errors import InputError
from archiver.model.audit import HeadStatement

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STATEMENT = HeadStatement(
    head="ab" * 32,
    link=17,
    recorded_at=NOON,
    stated_at=NOON,
    counts={"captures": 3, "blobs": 9},
    program="archiver 0.1.0",
    agent="Łucja @ desk",
)


def private(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def said(key: ed25519.Ed25519PrivateKey) -> dict[str, Any]:
    return signed(STATEMENT, private(key))


def test_what_was_signed_is_read(key: ed25519.Ed25519PrivateKey, said: dict[str, Any]) -> None:
    data = json.dumps(said, indent=7).encode()
    for known in (None, public(key)):
        found = verified_statement(data, known)
        assert found.statement == STATEMENT
        assert found.public_key.encode() == public(key)


def test_openssl_verifies_it_too(said: dict[str, Any], tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    signature = base64.b64decode(said.pop("signature"))
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "statement").write_bytes(canonical(said))
    (tmp_path / "public.pem").write_text(said["public_key"])
    words = "pkeyutl -verify -pubin -inkey public.pem -rawin -in statement -sigfile signature"
    done = subprocess.run(
        [openssl, *words.split()], cwd=tmp_path, capture_output=True, check=False, timeout=30
    )
    assert b"Signature Verified Successfully" in done.stdout


def change(name: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda said: {**said, name: value}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(change("link", 18), "signature does not fit", id="another link"),
        pytest.param(change("head", "cd" * 32), "signature does not fit", id="another head"),
        pytest.param(change("note", "x"), "signature does not fit", id="something added"),
        pytest.param(change("signature", "AAAA"), "signature does not fit", id="a short signature"),
        pytest.param(change("signature", "ä"), "signature does not fit", id="no base64"),
        pytest.param(change("signature", None), "no signed statement", id="no signature"),
        pytest.param(change("schema", "archiver.head/2"), "no signed statement", id="a newer one"),
        pytest.param(change("public_key", "x"), "no public key", id="no key"),
        pytest.param(change("counts", 2**60), "signature does not fit", id="too large a number"),
        pytest.param(lambda said: [said], "no signed statement", id="a list"),
        pytest.param(lambda _: 17, "no signed statement", id="a number"),
    ],
)
def test_what_was_changed_is_refused(
    said: dict[str, Any], spoil: Callable[[dict[str, Any]], object], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        verified_statement(json.dumps(spoil(said)).encode())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "no JSON", id="empty"),
        pytest.param(b"\xff\xfe", "no JSON", id="bytes"),
        pytest.param(b"[" * 100_000, "no JSON", id="deep"),
        pytest.param(b" " * 1_000_001, "too long", id="long"),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        verified_statement(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("link", "17", id="a number as text"),
        pytest.param("link", True, id="a truth value"),
        pytest.param("stated_at", "noon", id="no time"),
        pytest.param("counts", [], id="counts in a list"),
        pytest.param("agent", 7, id="an agent in figures"),
    ],
)
def test_a_signed_statement_of_another_shape_is_refused(
    key: ed25519.Ed25519PrivateKey, said: dict[str, Any], name: str, value: object
) -> None:
    said.pop("signature")
    said[name] = value
    signature = base64.b64encode(key.sign(canonical(said))).decode()
    with pytest.raises(InputError, match="no signed statement"):
        verified_statement(json.dumps({**said, "signature": signature}).encode())


def test_a_key_that_stands_twice_is_refused(said: dict[str, Any]) -> None:
    text = json.dumps(said)
    assert verified_statement(text.encode()).statement.link == said["link"]
    with pytest.raises(InputError, match="no JSON"):
        verified_statement(text.replace("{", '{"link": 9, ', 1).encode())


def test_a_statement_by_another_key_is_refused(said: dict[str, Any]) -> None:
    other = public(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
    with pytest.raises(InputError, match="another key"):
        verified_statement(json.dumps(said).encode(), other)


@pytest.mark.parametrize(
    ("pem", "says"),
    [
        pytest.param(b"no key", "no private key", id="text"),
        pytest.param(private(ec.generate_private_key(ec.SECP256R1())), "not for Ed25519", id="EC"),
        pytest.param(
            ed25519.Ed25519PrivateKey.generate().private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
            ),
            "is encrypted",
            id="encrypted",
        ),
    ],
)
def test_what_is_no_key_to_sign_with(pem: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        signed(STATEMENT, pem)
    with pytest.raises(InputError):
        verified_statement(json.dumps({"schema": "archiver.head/1"}).encode(), pem)
