"""What the signature of a WACZ file is worth (WACZ Signing and Verification 0.1.0).

A signature proves that whoever has its key saw this very ``datapackage.json``, and with it every
byte of the file. It proves nothing of what servers answered. A key without a certificate is
anybody's.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archiver.warc.package import Seal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

_LONGEST = 500
_MAX_PEM = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed the file, as far as that can be told without asking anybody."""

    holds: bool
    """Whether the signature is of this datapackage.json, by the key that it names."""
    signer: str
    """The domain that the certificate states, else "a key without a name"."""
    created: str | None
    """When it was signed, as the file says."""
    remark: str
    """What it proves and what not, or why it doesn't hold: one line."""


def signature_of(seal: Seal) -> Signature | None:
    """The signature, verified with the key that the file itself brings; None where there is none.

    Whether a certificate leads to a root that is trusted is not looked at, nor its time stamp.
    """
    said = seal.said.get("signedData")
    if not isinstance(said, dict):
        return None
    domain, created = _text(said.get("domain")), _text(said.get("created"))
    certified = isinstance(said.get("domainCert"), str)
    why = None if seal.holds else "datapackage.json is another one"
    why = why or ("it is of another digest" if said.get("hash") != seal.said.get("hash") else None)
    why = why or _broken(said, certified=certified)
    if certified:
        signer = domain or "a certificate without a domain"
        remark = "its certificate was not traced to a root that is trusted"
    else:
        signer, remark = "a key without a name", "anybody can make such a key"
    return Signature(holds=why is None, signer=signer, created=created, remark=why or remark)


def _text(value: Any) -> str | None:
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else None


def _broken(said: Mapping[str, Any], *, certified: bool) -> str | None:
    """Why the signature is not by the key, or None."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key = _key_of(said, certified=certified)
        signature = base64.b64decode(str(said.get("signature") or ""), validate=True)
        text = str(said.get("hash")).encode("utf-8", "replace")
        key.verify(_der(signature, key), text, ECDSA(SHA256()))
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        return "its key or signature can't be read"
    except InvalidSignature:
        return "it is not by the key that it names"
    return None


def _key_of(said: Mapping[str, Any], *, certified: bool) -> EllipticCurvePublicKey:
    """The key of the certificate, or the bare one. Raises ValueError for any other kind."""
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key
    from cryptography.x509 import load_pem_x509_certificates

    text = str(said.get("domainCert" if certified else "publicKey") or "")
    if len(text) > _MAX_PEM:
        raise ValueError("too long")
    key = (
        load_pem_x509_certificates(text.encode("utf-8", "replace"))[0].public_key()
        if certified
        else load_der_public_key(base64.b64decode(text, validate=True))
    )
    if not isinstance(key, EllipticCurvePublicKey):
        raise TypeError("not of an elliptic curve")
    return key


def _der(signature: bytes, key: EllipticCurvePublicKey) -> bytes:
    """The signature in DER; bare keys write both numbers side by side (IEEE P1363)."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    width = (key.key_size + 7) // 8
    if len(signature) != 2 * width:
        return signature
    numbers = (int.from_bytes(half) for half in (signature[:width], signature[width:]))
    return encode_dss_signature(*numbers)
