"""Proofs of OpenTimestamps: what they say, and what hostile bytes come to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimestamps.core.notary import (
    BitcoinBlockHeaderAttestation,
    LitecoinBlockHeaderAttestation,
    PendingAttestation,
)
from opentimestamps.core.op import OpAppend, OpHexlify, OpReverse, OpSHA1, OpSHA256
from opentimestamps.core.serialize import BytesSerializationContext
from opentimestamps.core.timestamp import DetachedTimestampFile, Timestamp

from archiver.custody import ots
from archiver.custody.timestamps import verified
from archiver.custody.timestamps_asn1 import ProofError
from archiver.model.proofs import Proof, ProofKind, Standing
from tests.real.tsa.calendar import Calendar
from tests.real.tsa.forge import NOON

URL = "http://127.0.0.1:9/calendar"
SALT = bytes(range(16))


def written(stamp: Timestamp) -> bytes:
    context = BytesSerializationContext()
    stamp.serialize(context)
    found: bytes = context.getbytes()
    return found


def file_of(stamp: Timestamp, kind: type = OpSHA256) -> bytes:
    context = BytesSerializationContext()
    DetachedTimestampFile(kind(), stamp).serialize(context)
    found: bytes = context.getbytes()
    return found


@pytest.fixture
def calendar() -> Calendar:
    return Calendar(URL)


@pytest.fixture
def proof(calendar: Calendar, head: str) -> Proof:
    answer = calendar.submit(ots.commitment(head, SALT))
    return Proof(
        kind=ProofKind.OPENTIMESTAMPS,
        chain_id=3,
        imprint=head,
        authority=URL,
        requested_at=NOON,
        proof=ots.proof_file(head, SALT, answer),
    )


def test_a_promise_is_pending(proof: Proof, head: str) -> None:
    found = verified(proof, head)
    assert (found.standing, found.time, found.blocks) == (Standing.UNKNOWN, None, ())
    assert found.reasons[0].startswith(f"pending: {URL} has promised")
    assert [one.calendar for one in ots.promises(proof.proof)] == [URL]


def test_a_promise_is_kept(proof: Proof, calendar: Calendar, head: str) -> None:
    (promise,) = ots.promises(proof.proof)
    assert ots.completed(proof.proof, []) is None
    calendar.mine()
    answer = calendar.look_up(promise.commitment)
    assert answer is not None
    whole = ots.completed(proof.proof, [(promise.commitment, answer)])
    assert whole is not None
    found = verified(replace(proof, proof=whole), head)
    assert found.standing is Standing.UNKNOWN
    assert [block.height for block in found.blocks] == [900_001]
    assert "look the block up and compare" in found.reasons[0]
    assert ots.promises(whole) == ()


def test_the_merkle_root_is_in_the_order_of_explorers(proof: Proof, head: str) -> None:
    stamp = Timestamp(bytes.fromhex(head))
    end = stamp.ops.add(OpSHA256())
    end.attestations.add(BitcoinBlockHeaderAttestation(7))
    found = verified(replace(proof, proof=file_of(stamp)), head)
    assert found.blocks[0].merkle_root == end.msg[::-1].hex()


def test_another_answer_completes_nothing(proof: Proof) -> None:
    other = Timestamp(bytes(32))
    other.attestations.add(BitcoinBlockHeaderAttestation(7))
    assert ots.completed(proof.proof, [(bytes(32), written(other))]) is None


def test_a_block_of_another_chain_is_none_of_bitcoin(proof: Proof, head: str) -> None:
    stamp = Timestamp(bytes.fromhex(head))
    stamp.ops.add(OpSHA256()).attestations.add(LitecoinBlockHeaderAttestation(7))
    found = verified(replace(proof, proof=file_of(stamp)), head)
    assert found.standing is Standing.UNKNOWN
    assert found.reasons == ("it ends in something else than a block of Bitcoin",)


def test_what_is_no_root_is_no_block(proof: Proof, head: str) -> None:
    stamp = Timestamp(bytes.fromhex(head))
    stamp.ops.add(OpHexlify()).attestations.add(BitcoinBlockHeaderAttestation(7))
    assert verified(replace(proof, proof=file_of(stamp)), head).blocks == ()


def test_a_proof_of_another_digest_is_wrong(proof: Proof, head: str) -> None:
    other = Timestamp(bytes(32))
    other.attestations.add(PendingAttestation(URL))
    found = verified(replace(proof, proof=file_of(other)), head)
    assert found.standing is Standing.INVALID
    assert "another digest" in found.reasons[0]


def test_a_digest_of_another_kind_is_refused(proof: Proof, head: str) -> None:
    other = Timestamp(bytes(20))
    other.attestations.add(PendingAttestation(URL))
    found = verified(replace(proof, proof=file_of(other, OpSHA1)), head)
    assert found.standing is Standing.INVALID
    assert "another kind" in found.reasons[0]


def test_an_operation_that_warns_is_no_traceback(proof: Proof, head: str) -> None:
    with pytest.warns(PendingDeprecationWarning):
        end = Timestamp(bytes.fromhex(head)).ops.add(OpReverse())
    end.attestations.add(PendingAttestation(URL))
    stamp = Timestamp(bytes.fromhex(head))
    stamp.ops[OpReverse()] = end
    assert "pending" in verified(replace(proof, proof=file_of(stamp)), head).reasons[0]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<html>", id="html"),
        pytest.param(b"\xff" * 300, id="forks"),
        pytest.param(b"\x08" * 5000, id="deep"),
        pytest.param(b"\xf0\xff\xff\xff\xff\xff\x7f", id="huge-argument"),
        pytest.param(b"\x00" + b"\x01" * 8 + b"\x00\x00", id="trailing"),
    ],
)
def test_an_answer_that_is_none(answer: bytes, head: str, proof: Proof) -> None:
    with pytest.raises(ProofError, match="no proof of OpenTimestamps"):
        ots.proof_file(head, SALT, answer)
    (promise,) = ots.promises(proof.proof)
    with pytest.raises(ProofError, match="no proof of OpenTimestamps"):
        ots.completed(proof.proof, [(promise.commitment, answer)])


def test_a_calendar_that_attests_the_bare_commitment(head: str) -> None:
    bare = Timestamp(ots.commitment(head, SALT))
    bare.attestations.add(PendingAttestation(URL))
    (promise,) = ots.promises(ots.proof_file(head, SALT, written(bare)))
    assert promise.commitment == ots.commitment(head, SALT)
    kept = Timestamp(promise.commitment)
    kept.ops.add(OpAppend(b"x")).ops.add(OpSHA256()).attestations.add(
        BitcoinBlockHeaderAttestation(7)
    )
    file = ots.proof_file(head, SALT, written(bare))
    assert ots.completed(file, [(promise.commitment, written(kept))]) is not None


def test_every_cut_and_changed_byte_is_told(proof: Proof, head: str) -> None:
    for size in range(len(proof.proof)):
        cut = verified(replace(proof, proof=proof.proof[:size]), head)
        assert cut.standing is Standing.INVALID
    for place in range(len(proof.proof)):
        changed = bytearray(proof.proof)
        changed[place] ^= 0x01
        found = verified(replace(proof, proof=bytes(changed)), head)
        assert found.standing is not Standing.VALID
        assert found.blocks == ()


@given(st.binary(max_size=200))
def test_any_bytes_are_told(data: bytes) -> None:
    imprint = "00" * 32
    whole = Proof(
        kind=ProofKind.OPENTIMESTAMPS,
        chain_id=1,
        imprint=imprint,
        authority=URL,
        requested_at=NOON,
        proof=data,
    )
    assert verified(whole, imprint).standing is Standing.INVALID
