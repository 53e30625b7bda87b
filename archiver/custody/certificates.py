"""Certificates of time stamping authorities: which are trusted, and the chain up to them."""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archiver.custody.timestamps_asn1 import ProofError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_LONGEST_CHAIN = 8
_MOST_TRIES = 200
"""Signatures that are looked at for one chain: certificates may name each other in circles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Certificates that somebody gave: where a chain may end, and what may stand in between."""

    roots: tuple[Certificate, ...] = ()
    others: tuple[Certificate, ...] = ()

    def names(self, certificate: Certificate) -> bool:
        """Whether the certificate is one of the roots."""
        return certificate in self.roots


def trust_of(file: bytes) -> Trust:
    """The certificates of a file, PEM or a single one in DER: those that sign themselves are roots.

    Raises ProofError where there is none, or none of them can be read. A certificate that can't
    be read is left out: bundles hold old ones.
    """
    found = tuple(_readable(pem_blocks(file))) or _single(file)
    if not found:
        raise ProofError("it holds no certificate in PEM")
    roots = tuple(one for one in found if signs_itself(one))
    return Trust(roots=roots, others=tuple(one for one in found if one not in roots))


def _readable(blocks: Iterable[bytes]) -> Iterator[Certificate]:
    from cryptography.x509 import InvalidVersion, load_pem_x509_certificate

    for block in blocks:
        try:
            with warnings.catch_warnings():
                # Roots of long ago break rules that came later; that they do is no news.
                warnings.simplefilter("ignore")
                found = load_pem_x509_certificate(block)
        except (ValueError, InvalidVersion):
            continue
        yield found


def _single(file: bytes) -> tuple[Certificate, ...]:
    try:
        return (from_der(file),)
    except ProofError:
        return ()


def pem_blocks(pem: bytes) -> tuple[bytes, ...]:
    """Each certificate of a PEM file in a file of its own, in their order."""
    return tuple(block + b"\n" for block in _PEM.findall(pem))


def from_der(der: bytes) -> Certificate:
    """The certificate. Raises ProofError for what is none."""
    from cryptography.x509 import InvalidVersion, load_der_x509_certificate

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_der_x509_certificate(der)
        except (ValueError, InvalidVersion):
            raise ProofError("a certificate in the token can't be read") from None


def to_pem(chain: Iterable[Certificate]) -> str:
    """The certificates in PEM, one after the other."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return "".join(one.public_bytes(Encoding.PEM).decode("ascii") for one in chain)


def to_der(certificate: Certificate) -> bytes:
    """The certificate in DER."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def sha256_of(certificate: Certificate) -> str:
    """Lower-case hex SHA-256 of the certificate in DER: what its owner publishes."""
    return hashlib.sha256(to_der(certificate)).hexdigest()


def subject_of(certificate: Certificate) -> str:
    """The subject in one line (RFC 4514)."""
    try:
        return " ".join(certificate.subject.rfc4514_string().split())
    except ValueError:
        return "a certificate with an unreadable subject"


def signs_itself(certificate: Certificate) -> bool:
    """Whether it is self-signed, as roots are.

    Old roots sign themselves with SHA-1, which is no longer verified. That is no matter: a root
    is trusted for who gave it, not for that signature.
    """
    if certificate.subject != certificate.issuer:
        return False
    with_sha1 = getattr(certificate.signature_hash_algorithm, "name", "") == "sha1"
    return with_sha1 or _issued(certificate, certificate)


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def check_purpose(certificate: Certificate) -> None:
    """Raises ProofError unless the certificate is for time stamps alone (RFC 3161 2.3)."""
    from cryptography.x509 import ExtendedKeyUsage, ExtensionNotFound
    from cryptography.x509.oid import ExtendedKeyUsageOID

    name = subject_of(certificate)
    try:
        extension = certificate.extensions.get_extension_for_class(ExtendedKeyUsage)
    except ExtensionNotFound:
        raise ProofError(
            f"its certificate is not for time stamps: {name} has no extended key usage"
        ) from None
    except ValueError:
        raise ProofError(f"its certificate has unreadable extensions: {name}") from None
    if not extension.critical:
        raise ProofError(f"its certificate's extended key usage is not critical: {name}")
    if list(extension.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ProofError(f"its certificate is not for time stamps alone: {name}")


def chain_to_root(
    signer: Certificate, between: Sequence[Certificate], trust: Trust, moment: datetime
) -> tuple[Certificate, ...]:
    """The signer, what stands between, and last a trusted root, all valid at the moment.

    ``moment`` is the time of the stamp: that a certificate ran out since is no fault. Raises
    ProofError, and names what is wrong, where there is no such chain.
    """
    check_valid(signer, moment)
    search = _Search((*between, *trust.others), trust, moment)
    found = search.up((signer,))
    if found is None:
        nowhere = f"no chain leads from {subject_of(signer)} to a trusted root"
        raise ProofError(search.trouble or nowhere)
    return found


class _Search:
    """The way up from a certificate, and the last thing that stood in it."""

    def __init__(self, pool: Sequence[Certificate], trust: Trust, moment: datetime) -> None:
        self._pool = pool
        self._trust = trust
        self._moment = moment
        self._tries = _MOST_TRIES
        self.trouble: str | None = None

    def up(self, chain: tuple[Certificate, ...]) -> tuple[Certificate, ...] | None:
        if self._trust.names(chain[-1]):
            return chain
        if signs_itself(chain[-1]):
            name = subject_of(chain[-1])
            self.trouble = self.trouble or (
                f"its certificate is self-signed and not trusted: {name}"
                if len(chain) == 1
                else f"its chain ends in a root that is not trusted: {name}"
            )
            return None
        if len(chain) >= _LONGEST_CHAIN:
            return None
        for issuer in self._issuers(chain[-1]):
            if issuer in chain:
                continue
            try:
                check_valid(issuer, self._moment)
                _check_authority(issuer)
            except ProofError as error:
                self.trouble = str(error)
                continue
            found = self.up((*chain, issuer))
            if found is not None:
                return found
        return None

    def _issuers(self, certificate: Certificate) -> Iterator[Certificate]:
        found = False
        for issuer in (*self._trust.roots, *self._pool):
            if issuer.subject != certificate.issuer or self._tries <= 0:
                continue
            self._tries -= 1
            if _issued(certificate, issuer):
                found = True
                yield issuer
        if not found and self.trouble is None:
            name = " ".join(certificate.issuer.rfc4514_string().split())
            self.trouble = (
                f"the certificate that issued {subject_of(certificate)} is missing: {name}"
            )


def check_valid(certificate: Certificate, moment: datetime) -> None:
    """Raises ProofError unless the certificate was valid at the moment."""
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if first <= moment.astimezone(UTC) <= last:
        return
    when = "had run out" if moment > last else "was not valid yet"
    edge = last if moment > last else first
    raise ProofError(
        f"a certificate {when} at the time of the stamp: {subject_of(certificate)} "
        f"({'until' if moment > last else 'from'} {edge:%Y-%m-%d %H:%M:%S} UTC)"
    )


def _check_authority(certificate: Certificate) -> None:
    """Raises ProofError unless the certificate may issue others (RFC 5280 4.2.1.9)."""
    from cryptography.x509 import BasicConstraints, ExtensionNotFound, Version

    try:
        extension = certificate.extensions.get_extension_for_class(BasicConstraints)
    except ExtensionNotFound:
        if certificate.version is Version.v1 and signs_itself(certificate):
            return
        extension = None
    except ValueError:
        extension = None
    if extension is None or not extension.value.ca:
        raise ProofError(f"a certificate in its chain may issue none: {subject_of(certificate)}")
