"""Time stamps of RFC 3161: the request, and what an answer is worth.

The imprint of every stamp is the digest of a link of the chain itself, so that whoever has the
digest alone can verify the token, with this program or with openssl.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from archiver.custody import certificates
from archiver.custody.certificates import Trust
from archiver.custody.timestamps_asn1 import SHA256, Answer, ProofError, answer_parts, query
from archiver.model.proofs import Proof, ProofCheck, ProofKind, Standing

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
"""A token whose time is farther than that from this machine's clock is kept, and told."""
NONCE_BITS = 64

_DIGESTS: Mapping[str, str] = MappingProxyType(
    {
        SHA256: "sha256",
        "2.16.840.1.101.3.4.2.2": "sha384",
        "2.16.840.1.101.3.4.2.3": "sha512",
        "2.16.840.1.101.3.4.2.8": "sha3_256",
        "2.16.840.1.101.3.4.2.9": "sha3_384",
        "2.16.840.1.101.3.4.2.10": "sha3_512",
    }
)
_NAMES_CERTIFICATE: Mapping[str, str] = MappingProxyType(
    {**_DIGESTS, "sha1": "sha1", "1.3.14.3.2.26": "sha1"}
)
"""The digest in the name of a certificate is no signature: RFC 3161 itself takes SHA-1 there."""
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A time stamp that was verified."""

    time: datetime
    """That the authority states, UTC."""
    chain: tuple[Certificate, ...]
    """The authority's certificate first, a trusted root last."""
    notes: tuple[str, ...] = ()

    @property
    def pem(self) -> str:
        """The chain in PEM, root last."""
        return certificates.to_pem(self.chain)


def request(link_sha256: str, nonce: int) -> bytes:
    """A TimeStampReq in DER for that digest of a link (RFC 3161 2.4.1).

    It asks for the authority's certificate. ``nonce`` is random and of at most ``NONCE_BITS``.
    """
    return query(bytes.fromhex(link_sha256), nonce)


def token_of(answer: bytes, link_sha256: str, *, nonce: int | None, trust: Trust) -> Token:
    """The time stamp in an answer, once all of it is verified.

    That is: granted, of that digest and with that nonce (None for one that nobody remembers),
    signed, by a certificate that the signature names and that is for time stamps alone, with a
    chain up to a trusted root, all valid at the time of the stamp. Raises ProofError with one line
    that names what is wrong.
    """
    parts = answer_parts(answer)
    read = _careful(lambda: _decoded(parts.response))
    info = _careful(lambda: read.tst_info)
    if info.message_imprint.hash_algorithm.dotted_string != SHA256:
        raise ProofError("the token is of a digest of another kind than was asked for")
    if info.message_imprint.message != bytes.fromhex(link_sha256):
        raise ProofError("the token is of another digest than the link has (wrong imprint)")
    if nonce is not None and info.nonce != nonce:
        raise ProofError("the token has another nonce than the request, so it answers another")
    if parts.digest_algorithm not in _DIGESTS:
        raise ProofError(
            f"the token is signed with a digest that is too weak or not known: "
            f"{parts.digest_algorithm}"
        )
    time = info.gen_time.astimezone(UTC)
    chain = _careful(lambda: _chain(parts, read, trust, time))
    _careful(lambda: _verify(read, bytes.fromhex(link_sha256), chain, parts))
    return Token(time=time, chain=chain, notes=() if parts.sorted else (_UNSORTED,))


def _decoded(response: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    return decode_timestamp_response(response)


def _careful(work: Callable[[], Made]) -> Made:
    """What the work returns; whatever the library raises for hostile bytes as ProofError."""
    from rfc3161_client import VerificationError

    try:
        return work()
    except ProofError:
        raise
    except VerificationError as error:
        raise ProofError(_line(error)) from None
    except Exception as error:  # noqa: BLE001 - hostile bytes bring out many kinds, some late
        raise ProofError(f"the token can't be read ({_short(error)})") from None
    except BaseException as error:
        # A panic of the library's Rust comes as an exception that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ProofError("the token can't be read (its reader gave up)") from None


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    if "digest failure" in text or "signature failure" in text or "bad signature" in text.lower():
        return "the signature does not fit the token: it was changed, or made with another key"
    return f"the signature or its certificates don't hold ({_short(error)})"


def _short(error: Exception) -> str:
    """The library's words without the noise of OpenSSL's error queue."""
    text = " ".join(str(error).split())
    _, found, rest = text.partition("Verify error:")
    if found:
        return rest.partition('"')[0]
    return text[:160]


def _chain(
    parts: Answer, read: TimeStampResponse, trust: Trust, time: datetime
) -> tuple[Certificate, ...]:
    """The chain of the certificate that signed. Raises ProofError where there is none to trust."""
    came = tuple(map(certificates.from_der, parts.certificates))
    (info,) = read.signed_data.signer_infos
    signer = next(
        (
            one
            for one in (*came, *trust.others, *trust.roots)
            if one.serial_number == info.serial_number and one.issuer == info.issuer
        ),
        None,
    )
    if signer is None:
        missing = "without its certificate" if not came else "with certificates that aren't its own"
        raise ProofError(
            f"the authority answers {missing}, though it was asked for it; "
            "give that certificate with --timestamp-ca"
        )
    _check_named(parts, signer)
    certificates.check_purpose(signer)
    return certificates.chain_to_root(signer, came, trust, time)


def _check_named(parts: Answer, signer: Certificate) -> None:
    """Raises ProofError unless the signature itself names that certificate (RFC 5816)."""
    if not parts.certificate_ids:
        raise ProofError("the token's signature doesn't name the certificate that made it")
    for algorithm, digest in parts.certificate_ids:
        name = _NAMES_CERTIFICATE.get(algorithm)
        der = certificates.to_der(signer)
        if name is None or hashlib.new(name, der, usedforsecurity=False).digest() != digest:
            raise ProofError("the token's signature names another certificate than the one given")


def _verify(
    read: TimeStampResponse, imprint: bytes, chain: tuple[Certificate, ...], parts: Answer
) -> None:
    from rfc3161_client import VerifierBuilder

    signer, root = chain[0], chain[-1]
    builder = VerifierBuilder(
        roots=[root],
        intermediates=list(chain[1:-1]),
        tsa_certificate=None if parts.certificates else signer,
    )
    builder.build().verify(read, imprint)


_UNSORTED = (
    "the token's certificates don't stand in the order that DER asks for (InvalidSetOrdering): "
    "strict readers refuse it as it is, openssl takes it"
)


def clock_note(stamped: datetime, asked: datetime) -> str | None:
    """One line where the time of a stamp is far from when it was asked for; else None."""
    away = stamped - asked
    if abs(away) <= CLOCKS_MAY_DIFFER:
        return None
    side = "after" if away > timedelta(0) else "before"
    return (
        f"the authority's time ({stamped:%Y-%m-%d %H:%M:%S} UTC) is {_words(abs(away))} {side} "
        "this machine's: one of the two clocks is wrong"
    )


def _words(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 72 else f"{round(hours / 24)} days"


def verified(proof: Proof, link_sha256: str, trusted: Trust | None = None) -> ProofCheck:
    """What the proof is worth, for the link with that digest. Nothing is raised, or asked for.

    A token is verified with the certificates that were stored with it, at the time that it
    states. That shows that whoever holds the stored root vouched for it; whether that root is
    one to trust is the reader's to know: ``trusted`` compares it with a list.
    """
    if proof.imprint != link_sha256:
        return _wrong(proof, f"it is of another digest than link {proof.chain_id} has")
    if proof.kind is ProofKind.OPENTIMESTAMPS:
        from archiver.custody.ots import check

        return check(proof)
    try:
        stored = _careful(lambda: _stored(proof))
        token = token_of(proof.proof, link_sha256, nonce=None, trust=stored)
    except ProofError as error:
        return _wrong(proof, str(error))
    if proof.stamped_at != token.time:
        return _wrong(proof, f"its row says another time than the token ({token.time})")
    note = clock_note(token.time, proof.requested_at)
    return ProofCheck(
        proof=proof,
        standing=Standing.VALID,
        time=token.time,
        reasons=(*token.notes, *([note] if note else [])),
        signer=certificates.subject_of(token.chain[0]),
        root=certificates.subject_of(token.chain[-1]),
        root_sha256=certificates.sha256_of(token.chain[-1]),
        root_known=None if trusted is None else trusted.names(token.chain[-1]),
    )


def _stored(proof: Proof) -> Trust:
    """The certificates of a proof, its last root alone to be trusted."""
    stored = certificates.trust_of((proof.certificates or "").encode("utf-8", "replace"))
    if not stored.roots:
        raise ProofError("no root is stored with it")
    return Trust(roots=stored.roots[-1:], others=stored.others)


def _wrong(proof: Proof, why: str) -> ProofCheck:
    return ProofCheck(proof=proof, standing=Standing.INVALID, reasons=(why,))


def proof_of(
    answer: bytes, token: Token, *, chain_id: int, link_sha256: str, authority: str, asked: datetime
) -> Proof:
    """The proof to store for a token that was verified."""
    return Proof(
        kind=ProofKind.RFC3161,
        chain_id=chain_id,
        imprint=link_sha256,
        authority=authority,
        requested_at=asked,
        proof=answer,
        stamped_at=token.time,
        certificates=token.pem,
    )
