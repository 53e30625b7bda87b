"""How to verify a proof of time without this program: files, and the exact command."""

from __future__ import annotations

import base64
import shlex
from dataclasses import dataclass

from archiver.custody.certificates import pem_blocks
from archiver.model.proofs import Proof, ProofKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What somebody needs to verify one proof."""

    files: tuple[tuple[str, bytes], ...]
    """Names and bytes."""
    command: str
    """One line for a POSIX shell, in the folder of the files."""
    needs: str
    """The program that it calls, in words."""


def handout(proof: Proof, stem: str) -> Handout:
    """Files whose names begin with ``stem``, and the command that verifies the proof with them.

    For a token: ``openssl ts -verify``, told the time of the stamp, as a certificate that ran out
    since would fail it otherwise. It prints "Verification: OK".
    """
    if proof.kind is ProofKind.OPENTIMESTAMPS:
        return _opentimestamps(proof, stem)
    *chain, root = pem_blocks((proof.certificates or "").encode()) or (b"",)
    # openssl warns of a certificate of no authority there, and finds it in the token itself.
    chain = [one for one in chain[:1] if not _is_inside(one, proof.proof)] + chain[1:]
    files = [(f"{stem}.tsr", proof.proof), (f"{stem}-root.pem", root)]
    words = ["openssl", "ts", "-verify", "-digest", proof.imprint]
    words += ["-in", f"{stem}.tsr", "-CAfile", f"{stem}-root.pem"]
    if chain:
        files.append((f"{stem}-chain.pem", b"".join(chain)))
        words += ["-untrusted", f"{stem}-chain.pem"]
    if proof.stamped_at is not None:
        words += ["-attime", str(int(proof.stamped_at.timestamp()))]
    return Handout(files=tuple(files), command=shlex.join(words), needs="OpenSSL 1.1.1 or newer")


def _is_inside(pem: bytes, token: bytes) -> bool:
    """Whether the token brings that certificate along."""
    try:
        der = base64.b64decode(b"".join(pem.strip().splitlines()[1:-1]), validate=True)
    except ValueError:
        return False
    return bool(der) and der in token


def _opentimestamps(proof: Proof, stem: str) -> Handout:
    words = ["ots", "verify", "-d", proof.imprint, f"{stem}.ots"]
    return Handout(
        files=((f"{stem}.ots", proof.proof),),
        command=shlex.join(words),
        needs="opentimestamps-client and a Bitcoin node; without a node, ots info shows the block",
    )
