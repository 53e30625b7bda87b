"""Proofs of time for people and for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from archiver.model.proofs import ProofCheck, Standing
from archiver.report.visible import one_line

_WIDE = 400


def line(check: ProofCheck) -> str:
    """The proof in one line of columns parted by tabs, without anything that steers a terminal."""
    proof = check.proof
    root = [f"up to {check.root}"] if check.root else []
    if check.root_known is False:
        root.append("which is not among the roots trusted here")
    fields = (
        f"proof {proof.id}" if proof.id else "proof",
        f"link {proof.chain_id}",
        _standing(check),
        "-" if check.time is None else _time(check.time),
        proof.authority,
        "; ".join((*root, *check.reasons)),
    )
    return "\t".join(one_line(field, _WIDE) for field in fields).rstrip() + "\n"


def _standing(check: ProofCheck) -> str:
    if check.standing is Standing.VALID and check.root_known is False:
        return "valid only if its root is to be trusted"
    return check.standing.value


def to_dict(check: ProofCheck) -> dict[str, Any]:
    """The proof as JSON has it; times in UTC."""
    proof = check.proof
    return {
        "id": proof.id,
        "kind": proof.kind.value,
        "link": proof.chain_id,
        "link_sha256": proof.imprint,
        "authority": proof.authority,
        "requested": _time(proof.requested_at),
        "upgrades": proof.upgrades,
        "state": check.standing.value,
        "time": None if check.time is None else _time(check.time),
        "signer": check.signer,
        "root": check.root,
        "root_sha256": check.root_sha256,
        "root_known": check.root_known,
        "blocks": [
            {"height": block.height, "merkle_root": block.merkle_root} for block in check.blocks
        ],
        "reasons": list(check.reasons),
    }


def to_dicts(checks: Sequence[ProofCheck]) -> list[dict[str, Any]]:
    """All of them."""
    return list(map(to_dict, checks))


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
