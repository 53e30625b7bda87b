"""The proofs of time that go into an evidence package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archiver.custody.openssl import Handout, handout
from archiver.custody.timestamps import verified
from archiver.model.proofs import Proof, ProofCheck
from archiver.store import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A proof with what it takes to verify it elsewhere."""

    check: ProofCheck
    handout: Handout

    @property
    def proof(self) -> Proof:
        """As it is stored."""
        return self.check.proof

    def to_dict(self) -> dict[str, Any]:
        """As package.json has it; ``attime`` in seconds since 1970, as openssl takes it."""
        stamped = self.proof.stamped_at
        return {
            "files": [f"proofs/{name}" for name, _ in self.handout.files],
            "kind": self.proof.kind.value,
            "link": self.proof.chain_id,
            "imprint": self.proof.imprint,
            "authority": self.proof.authority,
            "attime": None if stamped is None else int(stamped.timestamp()),
            "command": self.handout.command,
        }


def stamps_of(archive: Archive, first: int) -> tuple[Stamp, ...]:
    """The proofs of links from that number on, oldest first; not those that a later one completes.

    Each is verified with the certificates that were stored with it.
    """
    every = [(proof, link) for proof, link in archive.proofs.all() if proof.chain_id >= first]
    completed = {proof.upgrades for proof, _ in every}
    return tuple(
        Stamp(
            check=verified(proof, link.sha256),
            handout=handout(proof, f"link-{proof.chain_id:08}-{proof.id}"),
        )
        for proof, link in every
        if proof.id not in completed
    )
