"""DER, as far as time stamps need it: elements, and the parts of an answer.

ITU-T X.690; RFC 3161; RFC 5652.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

INTEGER, BIT_STRING, OCTETS, OID = 0x02, 0x03, 0x04, 0x06
SEQUENCE, SET = 0x30, 0x31
_BOOLEAN, _NULL, _CONTEXT = 0x01, 0x05, 0xA0
_LONG = 0x80
_MOST_LENGTH_BYTES = 4
_MULTIBYTE_TAG = 0x1F

SHA256 = "2.16.840.1.101.3.4.2.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"


class ProofError(ValueError):
    """A proof of time is not what it should be. The message is one line for people."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of DER."""

    tag: int
    value: bytes
    whole: bytes
    """Tag, length and value."""

    def parts(self) -> tuple[Element, ...]:
        """The elements inside. Raises ProofError for what is no DER."""
        found: list[Element] = []
        rest = self.value
        while rest:
            one, rest = _first(rest)
            found.append(one)
        return tuple(found)


def element(data: bytes) -> Element:
    """The one element that the bytes are. Raises ProofError for what is no DER, or more."""
    one, rest = _first(data)
    if rest:
        raise ProofError(f"{len(rest)} bytes stand behind its end")
    return one


def _first(data: bytes) -> tuple[Element, bytes]:
    if len(data) < 2:
        raise ProofError("it is cut short")
    tag, length, start = data[0], data[1], 2
    if tag & _MULTIBYTE_TAG == _MULTIBYTE_TAG:
        raise ProofError("it has a tag that no time stamp has")
    if length >= _LONG:
        count = length - _LONG
        if not 0 < count <= _MOST_LENGTH_BYTES:
            raise ProofError("it is BER of indefinite or impossible length, not DER")
        start += count
        length = int.from_bytes(data[2:start], "big")
    end = start + length
    if end > len(data):
        raise ProofError("it is cut short")
    return Element(tag, data[start:end], data[:end]), data[end:]


def made(tag: int, *parts: bytes) -> bytes:
    """An element with that tag around the parts."""
    value = b"".join(parts)
    size = len(value)
    if size < _LONG:
        return bytes((tag, size)) + value
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG + len(length))) + length + value


def integer(number: int) -> bytes:
    """A non-negative INTEGER."""
    return made(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER (X.690 8.19)."""
    first, second, *rest = map(int, dotted.split("."))
    return made(OID, b"".join(_base128(arc) for arc in (first * 40 + second, *rest)))


def dotted(one: Element) -> str:
    """The OBJECT IDENTIFIER in dots. Raises ProofError for another element."""
    if one.tag != OID or not one.value or one.value[-1] >= _LONG:
        raise ProofError("an identifier is missing where one must stand")
    arcs, arc = [], 0
    for byte in one.value:
        arc = arc << 7 | byte & (_LONG - 1)
        if byte < _LONG:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, (first, arcs[0] - 40 * first, *arcs[1:])))


def _base128(number: int) -> bytes:
    digits = [number & (_LONG - 1)]
    while number := number >> 7:
        digits.append(number & (_LONG - 1) | _LONG)
    return bytes(reversed(digits))


def query(imprint: bytes, nonce: int) -> bytes:
    """A TimeStampReq (RFC 3161 2.4.1) for a SHA-256 digest, which asks for the certificates too."""
    algorithm = made(SEQUENCE, oid(SHA256), made(_NULL))
    return made(
        SEQUENCE,
        integer(1),
        made(SEQUENCE, algorithm, made(OCTETS, imprint)),
        integer(nonce),
        made(_BOOLEAN, b"\xff"),
    )


# -- the parts of an answer -------------------------------------------------------------

_STATUSES = (
    *("granted", "granted with changes", "rejection", "waiting"),
    *("a revocation is imminent", "its certificate is revoked"),
)
_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        0: "algorithm not supported",
        2: "bad request",
        5: "bad data format",
        14: "its time source is not available",
        15: "policy not supported",
        16: "extension not supported",
        17: "additional information not available",
        25: "system failure",
    }
)
"""Bits of PKIFailureInfo (RFC 3161 2.4.2)."""
_GRANTED = (0, 1)
_LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The parts of a TimeStampResp that has a token."""

    response: bytes
    """Fit for a strict reader: status 0, certificates in the order of DER."""
    certificates: tuple[bytes, ...]
    """DER, in the order in which they came."""
    sorted: bool
    """Whether they came in the order of DER."""
    digest_algorithm: str
    """Of the signature: an object identifier."""
    certificate_ids: tuple[tuple[str, bytes], ...]
    """What the signature says of the authority's certificate: hash algorithm ("sha1", or an object
    identifier) and digest (RFC 2634 5.4, RFC 5035)."""


def answer_parts(data: bytes) -> Answer:
    """The parts of a TimeStampResp (RFC 3161 2.4.2).

    Raises ProofError where it is none, is not granted, or has no token of one signer.
    """
    if data[:1] != b"\x30":
        raise ProofError(_no_answer(data))
    parts = _parts(element(data))
    if not parts or parts[0].tag != SEQUENCE:
        raise ProofError("the answer is DER, and no time stamp")
    _refuse(parts[0].parts())
    if len(parts) < 2:
        raise ProofError("the answer says that the stamp is granted, and has none")
    return _token_parts(parts[1])


def _no_answer(data: bytes) -> str:
    start = data[:512].lstrip().lower()
    if not data:
        return "the answer is empty"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return "the answer is a web page (HTML), not a time stamp"
    return "the answer is no DER, so no time stamp"


def _refuse(status: Sequence[Element]) -> None:
    """Raises ProofError for a status other than granted."""
    if not status or status[0].tag != INTEGER or not status[0].value:
        raise ProofError("the answer is DER, and no time stamp")
    number = int.from_bytes(status[0].value, "big", signed=True)
    if number in _GRANTED:
        return
    known = 0 <= number < len(_STATUSES)
    said = [f"status {number}" + (f", {_STATUSES[number]}" if known else "")]
    for part in status[1:]:
        if part.tag == SEQUENCE:
            said += (text.value.decode("utf-8", "replace") for text in part.parts())
        elif part.tag == BIT_STRING:
            said += _failures(part.value[1:])
    words = "; ".join(" ".join(one.split()) for one in said)
    raise ProofError(f"the authority refuses: {words[:_LONGEST_WORDS]}")


def _failures(bits: bytes) -> list[str]:
    number = int.from_bytes(bits, "big")
    size = 8 * len(bits)
    return [
        _FAILURES.get(bit, f"failure {bit}")
        for bit in range(min(size, 32))
        if number >> (size - 1 - bit) & 1
    ]


def _token_parts(token: Element) -> Answer:
    kind, content = _exactly(token, 2)
    if dotted(kind) != SIGNED_DATA:
        raise ProofError("the token is not signed data")
    (signed,) = _exactly(content, 1)
    fields = _parts(signed)
    wrapped = next((one for one in fields if one.tag == _CONTEXT), None)
    came = () if wrapped is None else tuple(one.whole for one in wrapped.parts())
    ordered = sorted(came)
    signers = fields[-1].parts() if fields and fields[-1].tag == SET else ()
    if len(signers) != 1:
        raise ProofError(f"the token has {len(signers)} signatures instead of one")
    algorithm, ids = _signer(signers[0])
    again = (made(_CONTEXT, *ordered) if one is wrapped else one.whole for one in fields)
    rebuilt = made(SEQUENCE, kind.whole, made(_CONTEXT, made(SEQUENCE, *again)))
    return Answer(
        response=made(SEQUENCE, made(SEQUENCE, integer(0)), rebuilt),
        certificates=came,
        sorted=list(came) == ordered,
        digest_algorithm=algorithm,
        certificate_ids=ids,
    )


_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {"1.2.840.113549.1.9.16.2.12": "sha1", "1.2.840.113549.1.9.16.2.47": SHA256}
)
"""signingCertificate and signingCertificateV2, and the digest in them where none is named."""


def _signer(signer: Element) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The digest algorithm of a SignerInfo (RFC 5652 5.3), and the certificate it names."""
    fields = _parts(signer)
    if len(fields) < 5:
        raise ProofError("the token's signature is incomplete")
    algorithm = dotted(_parts(fields[2])[0])
    if fields[3].tag != _CONTEXT:
        raise ProofError("the token's signature has no attributes")
    ids: list[tuple[str, bytes]] = []
    for attribute in fields[3].parts():
        name, values = _exactly(attribute, 2)
        usual = _ATTRIBUTES.get(dotted(name))
        if usual is not None:
            ids.append(_certificate_id(values, usual))
    return algorithm, tuple(ids)


def _certificate_id(values: Element, usual: str) -> tuple[str, bytes]:
    """The first ESSCertID or ESSCertIDv2: the one of the signer itself."""
    (value,) = _exactly(values, 1)
    listed = _parts(_parts(value)[0])
    fields = _parts(listed[0]) if listed else ()
    named = bool(fields) and fields[0].tag == SEQUENCE
    algorithm = dotted(_parts(fields[0])[0]) if named else usual
    rest = fields[1:] if named else fields
    if not rest or rest[0].tag != OCTETS:
        raise ProofError("the token's signature doesn't say which certificate made it")
    return algorithm, rest[0].value


def _parts(one: Element) -> tuple[Element, ...]:
    found = one.parts()
    if not found:
        raise ProofError("a part of the token is empty")
    return found


def _exactly(one: Element, count: int) -> tuple[Element, ...]:
    found = one.parts()
    if len(found) != count:
        raise ProofError(f"a part of the token has {len(found)} elements instead of {count}")
    return found
