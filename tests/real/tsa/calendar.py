"""A calendar of OpenTimestamps on the library's own nouns, and the blocks that it invents."""

from __future__ import annotations

import hashlib
from typing import Any

HEIGHT = 900_001
"""Of the first invented block."""


class Calendar:
    """Takes commitments, promises, and puts them into an invented block when told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: dict[bytes, bytes] = {}
        self._done: dict[bytes, bytes] = {}
        self._blocks = 0

    def submit(self, commitment: bytes) -> bytes:
        """The path from the commitment to a promise; never without a step of its own."""
        from opentimestamps.core.notary import PendingAttestation
        from opentimestamps.core.op import OpPrepend, OpSHA256
        from opentimestamps.core.timestamp import Timestamp

        stamp = Timestamp(commitment)
        end = stamp.ops.add(OpPrepend(b"\x07" * 4)).ops.add(OpSHA256())
        end.attestations.add(PendingAttestation(self._url))
        self._waiting[end.msg] = commitment
        return _bytes(stamp)

    def mine(self) -> None:
        """All that waits is in a block from now on."""
        from opentimestamps.core.notary import BitcoinBlockHeaderAttestation
        from opentimestamps.core.op import OpAppend, OpSHA256
        from opentimestamps.core.timestamp import Timestamp

        for message in self._waiting:
            stamp = Timestamp(message)
            sibling = hashlib.sha256(message).digest()
            end = stamp.ops.add(OpAppend(sibling)).ops.add(OpSHA256()).ops.add(OpSHA256())
            end.attestations.add(BitcoinBlockHeaderAttestation(HEIGHT + self._blocks))
            self._done[message] = _bytes(stamp)
        self._waiting.clear()
        self._blocks += 1

    def look_up(self, message: bytes) -> bytes | None:
        """The path from there to a block, or None while there is none."""
        return self._done.get(message)


def _bytes(stamp: Any) -> bytes:
    from opentimestamps.core.serialize import BytesSerializationContext

    context = BytesSerializationContext()
    stamp.serialize(context)
    written: bytes = context.getbytes()
    return written
