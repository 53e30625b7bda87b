"""Proofs of time: what somebody else says on when the evidence chain was as long as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProofKind(StrEnum):
    """How a time is proven."""

    RFC3161 = "rfc3161"
    OPENTIMESTAMPS = "opentimestamps"


class Standing(StrEnum):
    """What came of verifying a proof."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "can't tell"
    """Nothing is wrong, and it proves no time by itself: it is pending, a block must be looked up,
    or what it takes to read it is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """A link of the evidence chain: with it, all before it is fixed."""

    id: int
    sha256: str
    """Lower-case hex digest of the link."""
    recorded_at: datetime
    """When it was written, by the clock of this machine, UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof of time as it is stored: a row of ``timestamps``."""

    kind: ProofKind
    chain_id: int
    """The link that it is of."""
    imprint: str
    """Lower-case hex of what it is of: the digest of the link."""
    authority: str
    """Address of the time stamping authority or calendar."""
    requested_at: datetime
    """By the clock of this machine, UTC."""
    proof: bytes
    """TimeStampResp in DER (RFC 3161 2.4.2) as it was received, or a detached .ots file."""
    stamped_at: datetime | None = None
    """The time that a token states, UTC. None for OpenTimestamps, where only a block tells it."""
    certificates: str | None = None
    """PEM: the certificates that the token was verified with, the authority's first, root last."""
    upgrades: int | None = None
    """Id of the pending proof that this one completes."""
    id: int = 0
    """Of the row; 0 until it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of Bitcoin in which a proof ends: only the block itself tells the time."""

    height: int
    merkle_root: str
    """Hex, in the byte order in which block explorers show it: what the block of that height must
    have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """What verifying one proof found, without the network and whatever the time is now."""

    proof: Proof
    standing: Standing
    reasons: tuple[str, ...] = ()
    """In plain words: why it is not valid, or can't be told; for a valid one what to know of it."""
    time: datetime | None = None
    """The link, and all before it, existed at this time: UTC. None unless valid."""
    signer: str | None = None
    """Subject of the authority's certificate (RFC 4514)."""
    root: str | None = None
    """Subject of the certificate at the end of its chain."""
    root_sha256: str | None = None
    """Hex digest of that certificate: to compare with what its owner publishes."""
    root_known: bool | None = None
    """Whether that root is among those trusted now; None where none were given."""
    blocks: tuple[Block, ...] = ()
    """For OpenTimestamps: the blocks that must be looked up."""

    @property
    def counts(self) -> bool:
        """Whether it is valid up to a root that is trusted now: anybody can make a root."""
        return self.standing is Standing.VALID and self.root_known is True
