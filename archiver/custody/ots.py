"""OpenTimestamps: a digest goes to a calendar, and from there into a block of Bitcoin.

A proof is a path of operations from the digest of a link to what a calendar promises, or to the
merkle root of a block. Here such paths are built and walked; that the block is one of Bitcoin's,
and when it was made, only the block chain itself tells. The library is an optional extra.
"""

from __future__ import annotations

import hashlib
import importlib.util
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from archiver.custody.timestamps_asn1 import ProofError
from archiver.model.proofs import Block, Proof, ProofCheck, Standing

INSTALL = "pip install 'archiver[ots]'"
NONCE_BYTES = 16
_ROOT_BYTES = 32
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a calendar has promised to complete."""

    calendar: str
    """Its address, as the proof names it."""
    commitment: bytes
    """What to ask it for."""


def installed() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("opentimestamps") is not None


def commitment(link_sha256: str, nonce: bytes) -> bytes:
    """What is sent to a calendar in place of the digest, so that it can't tell one from another."""
    return hashlib.sha256(bytes.fromhex(link_sha256) + nonce).digest()


def proof_file(link_sha256: str, nonce: bytes, answer: bytes) -> bytes:
    """A detached .ots file of that digest, from the calendar's answer to its commitment.

    Raises ProofError for an answer that is none, or that promises nothing.
    """
    return _careful(lambda: _proof_file(link_sha256, nonce, answer))


def _proof_file(link_sha256: str, nonce: bytes, answer: bytes) -> bytes:
    from opentimestamps.core.op import OpAppend, OpSHA256
    from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

    stamp = Timestamp(bytes.fromhex(link_sha256))
    end = stamp.ops.add(OpAppend(nonce)).ops.add(OpSHA256())
    end.merge(_answered(answer, end.msg))
    if not list(stamp.all_attestations()):
        raise ProofError("the calendar promises nothing")
    return _written(DetachedTimestampFile(OpSHA256(), stamp))


def promises(proof: bytes) -> tuple[Promise, ...]:
    """What calendars are to complete; nothing where the proof ends in a block already.

    Raises ProofError for what is no .ots file.
    """
    return _careful(lambda: _promises(proof))


def _promises(proof: bytes) -> tuple[Promise, ...]:
    from opentimestamps.core.notary import PendingAttestation

    stamp = _read(proof).timestamp
    if _blocks(stamp):
        return ()
    found = [
        Promise(calendar=one.uri, commitment=message)
        for message, one in stamp.all_attestations()
        if isinstance(one, PendingAttestation)
    ]
    return tuple(sorted(found, key=lambda one: (one.calendar, one.commitment)))


def completed(proof: bytes, answers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The proof with what calendars answered to its commitments, once it ends in a block.

    ``answers`` are pairs of commitment and answer. None while no block is reached. The proof
    before stays as it is. Raises ProofError for an answer that is none.
    """
    return _careful(lambda: _completed(proof, answers))


def _completed(proof: bytes, answers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    file = _read(proof)
    places = {stamp.msg: stamp for stamp in _places(file.timestamp)}
    for message, answer in answers:
        if message in places:
            places[message].merge(_answered(answer, message))
    return _written(file) if _blocks(file.timestamp) else None


def _places(stamp: Any) -> Iterable[Any]:
    yield stamp
    for inner in list(stamp.ops.values()):
        yield from _places(inner)


def check(proof: Proof) -> ProofCheck:
    """What the proof shows. It is never called valid: a block must be looked up for that."""
    if not installed():
        return _told(proof, f"to read it: {INSTALL}")
    try:
        blocks, waiting = _careful(lambda: _ends(proof))
    except ProofError as error:
        return ProofCheck(proof=proof, standing=Standing.INVALID, reasons=(str(error),))
    if blocks:
        return _told(proof, *map(_compare, blocks), blocks=blocks)
    if waiting:
        calendars = ", ".join(waiting)
        return _told(
            proof,
            f"pending: {calendars} has promised to put it into a block of Bitcoin; "
            "archiver stamp asks for it again",
        )
    return _told(proof, "it ends in something else than a block of Bitcoin")


def _told(proof: Proof, *reasons: str, blocks: tuple[Block, ...] = ()) -> ProofCheck:
    return ProofCheck(proof=proof, standing=Standing.UNKNOWN, reasons=reasons, blocks=blocks)


def _compare(block: Block) -> str:
    return (
        f"it leads to block {block.height} of Bitcoin if that block's merkle root is "
        f"{block.merkle_root}: look the block up and compare; its time is then the proof's"
    )


def _ends(proof: Proof) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Where the proof leads: to blocks, and to calendars."""
    from opentimestamps.core.notary import PendingAttestation

    file = _read(proof.proof)
    if file.file_digest.hex() != proof.imprint:
        raise ProofError("it is of another digest than the link has")
    calendars = {
        one.uri
        for _, one in file.timestamp.all_attestations()
        if isinstance(one, PendingAttestation)
    }
    return _blocks(file.timestamp), tuple(sorted(calendars))


def _blocks(stamp: Any) -> tuple[Block, ...]:
    from opentimestamps.core.notary import BitcoinBlockHeaderAttestation

    found = {
        (one.height, message[::-1].hex())
        for message, one in stamp.all_attestations()
        if isinstance(one, BitcoinBlockHeaderAttestation) and len(message) == _ROOT_BYTES
    }
    return tuple(Block(height=height, merkle_root=root) for height, root in sorted(found))


def _read(proof: bytes) -> Any:
    from opentimestamps.core.op import OpSHA256
    from opentimestamps.core.serialize import BytesDeserializationContext
    from opentimestamps.core.timestamp import DetachedTimestampFile

    file = DetachedTimestampFile.deserialize(BytesDeserializationContext(proof))
    if not isinstance(file.file_hash_op, OpSHA256):
        raise ProofError("it is of a digest of another kind than SHA-256")
    return file


def _written(file: Any) -> bytes:
    from opentimestamps.core.serialize import BytesSerializationContext

    context = BytesSerializationContext()
    file.serialize(context)
    written: bytes = context.getbytes()
    return written


def _answered(answer: bytes, message: bytes) -> Any:
    from opentimestamps.core.serialize import BytesDeserializationContext
    from opentimestamps.core.timestamp import Timestamp

    context = BytesDeserializationContext(answer)
    stamp = Timestamp.deserialize(context, message)
    context.assert_eof()
    return stamp


def _careful(work: Callable[[], Made]) -> Made:
    """What the work returns; whatever the library raises for hostile bytes as ProofError."""
    if not installed():
        raise ProofError(f"OpenTimestamps needs an extra: {INSTALL}")
    try:
        with warnings.catch_warnings():
            # The library warns of an operation that it may drop one day.
            warnings.simplefilter("ignore")
            return work()
    except ProofError:
        raise
    except Exception as error:  # noqa: BLE001 - hostile bytes bring out many kinds, asserts among them
        words = " ".join(str(error).split())[:120] or type(error).__name__
        raise ProofError(f"it is no proof of OpenTimestamps ({words})") from None
