"""WACZ packages, and their signatures."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from archiver.errors import InputError
from archiver.warc.sign import Stamp, signer
from archiver.warc.wacz import About, Page, WaczWriter, page_line

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGE = Page(url="https://a.example/", ts="2026-11-24T12:00:00Z", title="Títle\u2028", id="1")
ABOUT = About(title="T", description="D", software="archiver 0", created=NOON, main=PAGE)
Signature = Any


def package(**settings: Any) -> bytes:
    out = io.BytesIO()
    with WaczWriter(out, created=NOON) as writer:
        with writer.warc() as sink:
            sink.write(b"a warc")
        writer.index([b'a,key 2026 {"url": "x"}\n'])
        writer.pages([page_line(PAGE)])
        writer.finish(ABOUT, **settings)
    return out.getvalue()


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        assert whole.testzip() is None
        return {info.filename: whole.read(info) for info in whole.infolist()}


def test_every_entry_is_listed_with_its_digest() -> None:
    found = files(package())
    described = json.loads(found.pop("datapackage.json"))
    seal = json.loads(found.pop("datapackage-digest.json"))
    assert described["wacz_version"] == "1.1.1"
    assert (described["mainPageUrl"], described["mainPageDate"]) == (PAGE.url, PAGE.ts)
    listed = {one["path"]: (one["hash"], one["bytes"]) for one in described["resources"]}
    assert listed == {
        path: (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        for path, data in found.items()
    }
    assert set(found) == {
        "archive/data.warc.gz",
        "indexes/index.cdx.gz",
        "indexes/index.idx",
        "pages/pages.jsonl",
    }
    assert seal["path"] == "datapackage.json"
    assert "signedData" not in seal


def test_the_digest_is_that_of_the_description() -> None:
    found = files(package())
    stated = json.loads(found["datapackage-digest.json"])["hash"]
    assert stated == f"sha256:{hashlib.sha256(found['datapackage.json']).hexdigest()}"


def test_packed_entries_are_stored_as_they_are() -> None:
    with zipfile.ZipFile(io.BytesIO(package())) as whole:
        kinds = {info.filename: info.compress_type for info in whole.infolist()}
    assert kinds["archive/data.warc.gz"] == zipfile.ZIP_STORED
    assert kinds["indexes/index.cdx.gz"] == zipfile.ZIP_STORED


def test_players_are_told_to_look_where_data_begins() -> None:
    """They take an entry without an extra field in the directory to have none at all."""
    with zipfile.ZipFile(io.BytesIO(package())) as whole:
        assert all(info.extra for info in whole.infolist())


def test_the_same_entries_give_the_same_bytes() -> None:
    assert package() == package()


def test_pages_are_one_line_each() -> None:
    lines = files(package())["pages/pages.jsonl"].decode().splitlines()
    assert json.loads(lines[0])["format"] == "json-pages-1.0"
    assert json.loads(lines[1]) == {
        "id": "1",
        "url": PAGE.url,
        "ts": PAGE.ts,
        "title": PAGE.title,
    }


def test_an_error_on_the_way_leaves_nothing_to_complain_of() -> None:
    out = io.BytesIO()
    with (  # noqa: PT012 - the error comes from inside an entry
        pytest.raises(OSError, match="full"),
        WaczWriter(out, created=NOON) as writer,
        writer.warc() as sink,
    ):
        sink.write(b"a")
        raise OSError("full")


# -- signatures --------------------------------------------------------------------------


def key_pem(key: Any, password: bytes | None = None) -> bytes:
    lock: Any = serialization.NoEncryption()
    if password:
        lock = serialization.BestAvailableEncryption(password)
    pem: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )
    return pem


def certificate(
    key: ec.EllipticCurvePrivateKey,
    *,
    name: str | None = "archive.example",
    begins: datetime = NOON - timedelta(days=1),
) -> bytes:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []
    subject = x509.Name(parts)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .sign(key, SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def wide() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP384R1())


@pytest.fixture(scope="module")
def narrow() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def test_a_bare_key_signs_the_digest(wide: ec.EllipticCurvePrivateKey) -> None:
    who = signer(key_pem(wide), None, password=None, now=NOON)
    data = files(
        package(sign=lambda stated, at: who.signed(stated, created=at, software="archiver 0"))
    )
    seal = json.loads(data["datapackage-digest.json"])
    signed = seal["signedData"]
    assert signed["hash"] == seal["hash"]
    assert signed["created"] == json.loads(data["datapackage.json"])["created"]
    assert "domain" not in signed
    public: Any = serialization.load_der_public_key(base64.b64decode(signed["publicKey"]))
    raw = base64.b64decode(signed["signature"])
    assert len(raw) == 96
    pair = int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big")
    public.verify(encode_dss_signature(*pair), seal["hash"].encode(), ec.ECDSA(SHA256()))


def test_a_key_with_a_certificate_signs_for_its_domain(
    narrow: ec.EllipticCurvePrivateKey,
) -> None:
    who = signer(key_pem(narrow), certificate(narrow), password=None, now=NOON)
    asked: list[bytes] = []

    def stamp(data: bytes) -> Stamp:
        asked.append(data)
        return Stamp(response=b"token", certificates="chain")

    signed = who.signed("sha256:00", created="now", software="archiver 0", stamp=stamp)
    assert signed["domain"] == "archive.example"
    assert signed["domainCert"].startswith("-----BEGIN CERTIFICATE-----")
    assert "publicKey" not in signed
    narrow.public_key().verify(
        base64.b64decode(signed["signature"]), b"sha256:00", ec.ECDSA(SHA256())
    )
    assert asked == [signed["signature"].encode()]
    assert base64.b64decode(signed["timeSignature"]) == b"token"
    assert signed["timestampCert"] == "chain"


def test_an_encrypted_key_opens_with_its_password(wide: ec.EllipticCurvePrivateKey) -> None:
    who = signer(key_pem(wide, b"sesame"), None, password=b"sesame", now=NOON)
    assert who.key.private_numbers() == wide.private_numbers()


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("pem", "password", "problem"),
    [
        pytest.param(b"", None, "no private key", id="empty"),
        pytest.param(b"-----BEGIN PRIVATE KEY-----\nAAAA", None, "no private key", id="cut"),
        pytest.param("locked", None, "encrypted", id="no-password"),
        pytest.param("locked", b"open", "of another password", id="another-password"),
        pytest.param("open", b"sesame", "not encrypted", id="needless-password"),
        pytest.param("narrow", None, "must be on P-384", id="another-curve"),
        pytest.param("rsa", None, "elliptic", id="rsa"),
    ],
)
def test_keys_that_are_of_no_use(
    wide: ec.EllipticCurvePrivateKey,
    narrow: ec.EllipticCurvePrivateKey,
    pem: bytes | str,
    password: bytes | None,
    problem: str,
) -> None:
    known = {
        "locked": key_pem(wide, b"sesame"),
        "open": key_pem(wide),
        "narrow": key_pem(narrow),
        "rsa": key_pem(RSA),
    }
    given = known[pem] if isinstance(pem, str) else pem
    with pytest.raises(InputError, match=problem) as raised:
        signer(given, None, password=password, now=NOON)
    assert "sesame" not in raised.value.diagnostics()


def test_certificates_that_are_of_no_use(
    wide: ec.EllipticCurvePrivateKey, narrow: ec.EllipticCurvePrivateKey
) -> None:
    cases = (
        (b"", "none in PEM"),
        (certificate(wide), "not of the key"),
        (certificate(narrow, begins=NOON + timedelta(days=1)), "not valid now"),
        (certificate(narrow, begins=NOON - timedelta(days=90)), "not valid now"),
        (certificate(narrow, name=None), "names no domain"),
    )
    for pem, problem in cases:
        with pytest.raises(InputError, match=problem):
            signer(key_pem(narrow), pem, password=None, now=NOON)


def test_a_package_is_as_old_as_its_end() -> None:
    """Not as its beginning: an export can take longer than a time stamp may be late."""
    out = io.BytesIO()
    with WaczWriter(out, created=NOON) as writer:
        writer.pages([])
        writer.finish(replace(ABOUT, created=NOON + timedelta(hours=1, microseconds=5)))
    described = json.loads(files(out.getvalue())["datapackage.json"])
    assert described["created"] == described["modified"] == "2026-11-24T13:00:00Z"
