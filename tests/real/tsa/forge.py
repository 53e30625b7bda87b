"""Certificates of invented authorities, and time stamps made by hand: right, or wrong as asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from archiver.custody.timestamps_asn1 import (
    OCTETS,
    SEQUENCE,
    SET,
    SHA256,
    SIGNED_DATA,
    TST_INFO,
    integer,
    made,
    oid,
)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
POLICY = "1.3.6.1.4.1.99999.1"
HASHES: dict[str, tuple[type[hashes.HashAlgorithm], str, str, str]] = {
    "sha1": (hashes.SHA1, "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"),
    "sha256": (hashes.SHA256, SHA256, "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"),
    "sha384": (
        hashes.SHA384,
        "2.16.840.1.101.3.4.2.2",
        "1.2.840.113549.1.1.12",
        "1.2.840.10045.4.3.3",
    ),
    "sha512": (
        hashes.SHA512,
        "2.16.840.1.101.3.4.2.3",
        "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.4",
    ),
}


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )


STAMPS: tuple[ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,)


def holder(
    name: str,
    key: Key,
    issuer: Holder | None = None,
    *,
    authority: bool = False,
    uses: Sequence[ObjectIdentifier] | None = None,
    critical: bool = True,
    begins: datetime = NOON - YEAR,
    ends: datetime = NOON + 10 * YEAR,
) -> Holder:
    """A certificate for the name, issued by itself where there is no issuer."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Time"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(authority=authority), critical=True)
    )
    if uses is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=critical)
    return Holder(certificate=builder.sign(issuer.key if issuer else key, hashes.SHA256()), key=key)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time stamp to be made: each field is a way for it to be wrong."""

    signer: Holder
    imprint: bytes
    nonce: int | None
    time: datetime = NOON
    certificates: tuple[bytes, ...] = ()
    """DER, in the order in which they are to stand."""
    digest: str = "sha256"
    names: bytes | None = None
    """The certificate that the signature names, where it is not the signer's."""
    status: int = 0
    imprint_kind: str = "sha256"
    signatures: int = 1

    def response(self) -> bytes:
        """A TimeStampResp in DER."""
        status = made(SEQUENCE, integer(self.status))
        return made(SEQUENCE, status, self._token())

    def _token(self) -> bytes:
        info = self._info()
        kind = HASHES[self.digest][1]
        algorithm = made(SEQUENCE, oid(kind), made(0x05))
        signed = made(
            SEQUENCE,
            integer(3),
            made(SET, algorithm),
            made(SEQUENCE, oid(TST_INFO), made(0xA0, made(OCTETS, info))),
            *([made(0xA0, *self.certificates)] if self.certificates else []),
            made(SET, *[self._signature(info, algorithm)] * self.signatures),
        )
        return made(SEQUENCE, oid(SIGNED_DATA), made(0xA0, signed))

    def _info(self) -> bytes:
        kind = made(SEQUENCE, oid(HASHES[self.imprint_kind][1]), made(0x05))
        return made(
            SEQUENCE,
            integer(1),
            oid(POLICY),
            made(SEQUENCE, kind, made(OCTETS, self.imprint)),
            integer(7),
            made(0x18, self.time.strftime("%Y%m%d%H%M%SZ").encode()),
            *([] if self.nonce is None else [integer(self.nonce)]),
        )

    def _signature(self, info: bytes, algorithm: bytes) -> bytes:
        kind, _, with_rsa, with_ec = HASHES[self.digest]
        named = hashlib.sha256(self.names or self.signer.der).digest()
        attributes = sorted(
            (
                _attribute("1.2.840.113549.1.9.3", oid(TST_INFO)),
                _attribute(
                    "1.2.840.113549.1.9.4", made(OCTETS, hashlib.new(self.digest, info).digest())
                ),
                _attribute(
                    "1.2.840.113549.1.9.16.2.47",
                    made(SEQUENCE, made(SEQUENCE, made(SEQUENCE, made(OCTETS, named)))),
                ),
            )
        )
        key, data = self.signer.key, made(SET, *attributes)
        certificate = self.signer.certificate
        if isinstance(key, rsa.RSAPrivateKey):
            signature, used = key.sign(data, padding.PKCS1v15(), kind()), with_rsa
        else:
            signature, used = key.sign(data, ec.ECDSA(kind())), with_ec
        return made(
            SEQUENCE,
            integer(1),
            made(SEQUENCE, certificate.issuer.public_bytes(), integer(certificate.serial_number)),
            algorithm,
            made(0xA0, *attributes),
            made(SEQUENCE, oid(used), *([made(0x05)] if used == with_rsa else [])),
            made(OCTETS, signature),
        )


def _attribute(name: str, value: bytes) -> bytes:
    return made(SEQUENCE, oid(name), made(SET, value))


def refusal(status: int, words: Iterable[str] = (), failure: int | None = None) -> bytes:
    """A TimeStampResp without a token."""
    parts = [integer(status)]
    texts = [made(0x0C, word.encode()) for word in words]
    if texts:
        parts.append(made(SEQUENCE, *texts))
    if failure is not None:
        size = failure // 8 + 1
        bits = (1 << (8 * size - 1 - failure)).to_bytes(size, "big")
        parts.append(made(0x03, bytes([7 - failure % 8]) + bits))
    return made(SEQUENCE, made(SEQUENCE, *parts))
