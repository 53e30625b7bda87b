"""Signatures of WACZ files ("WACZ Signing and Verification" 0.1.0, specs.webrecorder.net).

What is signed is the text ``sha256:…``, the digest of datapackage.json; that file has the digest
of every other one. A signature with a bare key ("anonymous") proves that whoever has the key
signed this package, and nothing of who that is. With a certificate it names the domain in it,
which is worth as much as its issuer; a time stamp says when the signature was there, as
certificates expire.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archiver.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate

_CURVE = "secp384r1"
_WANTED = "openssl ecparam -name secp384r1 -genkey -noout -out key.pem makes one"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What an authority for time stamps says of some bytes (RFC 3161)."""

    response: bytes
    """TimeStampResp in DER."""
    certificates: str
    """PEM: the authority's certificate first, the root last."""


Stamping = Callable[[bytes], Stamp]
"""Gets a stamp for bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key that signs, and the certificate that says whose it is."""

    key: EllipticCurvePrivateKey
    chain: tuple[Certificate, ...] = ()
    """The key's own certificate first; empty for an anonymous signature."""

    @property
    def domain(self) -> str | None:
        """The name in the certificate; None where there is no certificate."""
        return _domain(self.chain[0]) if self.chain else None

    def signature(self, package_digest: str) -> str:
        """Base64 of ECDSA with SHA-256 over that ``sha256:…`` digest.

        Bare keys sign with both numbers side by side, as browsers verify it (IEEE P1363); keys with
        a certificate in DER, as authsign does.
        """
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        made = self.key.sign(package_digest.encode("ascii"), ECDSA(SHA256()))
        if not self.chain:
            width = (self.key.key_size + 7) // 8
            numbers = decode_dss_signature(made)
            made = b"".join(number.to_bytes(width, "big") for number in numbers)
        return base64.b64encode(made).decode("ascii")

    def signed(
        self, package_digest: str, *, created: str, software: str, stamp: Stamping | None = None
    ) -> dict[str, Any]:
        """``signedData`` of datapackage-digest.json, on that ``sha256:…`` digest.

        ``created`` must be what datapackage.json says. ``stamp`` gets a time stamp for the
        signature's text; it is only asked where there is a certificate.
        """
        signature = self.signature(package_digest)
        data: dict[str, Any] = {
            "hash": package_digest,
            "created": created,
            "software": software,
            "version": "0.1.0",
            "signature": signature,
        }
        if not self.chain:
            return {**data, "publicKey": _public(self.key)}
        data |= {"domain": self.domain, "domainCert": _pem(self.chain)}
        if stamp is not None:
            made = stamp(signature.encode("ascii"))
            data["timeSignature"] = base64.b64encode(made.response).decode("ascii")
            data["timestampCert"] = made.certificates
        return data


def signer(
    key_pem: bytes, certificate_pem: bytes | None, *, password: bytes | None, now: datetime
) -> Signer:
    """The signer of a PEM key, and of PEM certificates, the key's own first.

    Raises InputError for what is no such key, an encrypted one without its password, a key on
    another curve than P-384 without a certificate, and a certificate that is not of this key or
    not valid at ``now``.
    """
    key = _key(key_pem, password)
    if certificate_pem is None:
        if key.curve.name != _CURVE:
            raise InputError(
                f"the key is on {key.curve.name}; without a certificate it must be on P-384",
                _WANTED,
            )
        return Signer(key=key)
    return Signer(key=key, chain=_chain(certificate_pem, key, now))


def _key(pem: bytes, password: bytes | None) -> EllipticCurvePrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, password)
    except TypeError:
        remedy = "set ARCHIVER_KEY_PASSWORD" if password is None else "unset ARCHIVER_KEY_PASSWORD"
        what = "encrypted" if password is None else "not encrypted"
        raise InputError(f"the key for the signature is {what}", remedy) from None
    except (ValueError, UnsupportedAlgorithm):
        why = "no private key in PEM" if password is None else "no such key, or of another password"
        raise InputError(f"the file for the signature has {why}", _WANTED) from None
    if not isinstance(key, EllipticCurvePrivateKey):
        raise InputError("the key for the signature is not of an elliptic curve", _WANTED)
    return key


def _chain(pem: bytes, key: EllipticCurvePrivateKey, now: datetime) -> tuple[Certificate, ...]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        chain = tuple(load_pem_x509_certificates(pem))
        same = chain[0].public_key() == key.public_key()
    except (ValueError, IndexError):
        raise InputError(
            "the file for the certificate has none in PEM", "give the key's own certificate"
        ) from None
    if not same:
        raise InputError(
            "the certificate is not of the key", "put the key's own certificate first in the file"
        )
    moment = now.astimezone(UTC)
    if not chain[0].not_valid_before_utc <= moment <= chain[0].not_valid_after_utc:
        raise InputError("the certificate is not valid now", "get a new one")
    if _domain(chain[0]) is None:
        raise InputError("the certificate names no domain", "give one with a DNS name")
    return chain


def _domain(certificate: Certificate) -> str | None:
    """The common name, else the first DNS name, as authsign reads it."""
    from cryptography.x509 import DNSName, ExtensionNotFound, SubjectAlternativeName
    from cryptography.x509.oid import NameOID

    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
        listed = names.get_values_for_type(DNSName)
    except (ExtensionNotFound, ValueError):
        listed = []
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return next(iter([*(str(one.value) for one in common), *listed]), None)


def _public(key: EllipticCurvePrivateKey) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode("ascii")


def _pem(chain: tuple[Certificate, ...]) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    # Readers part them at empty lines.
    return "\n\n".join(one.public_bytes(Encoding.PEM).decode("ascii").strip() for one in chain)
