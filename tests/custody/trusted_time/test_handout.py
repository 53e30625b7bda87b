"""Files and command that verify a proof without this program."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime

from archiver.custody.openssl import handout
from archiver.model.proofs import Proof, ProofKind

HEAD = "ab" * 32


def pem(name: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{name}\n-----END CERTIFICATE-----\n"


def proof(certificates: str | None) -> Proof:
    return Proof(
        kind=ProofKind.RFC3161,
        chain_id=1,
        imprint=HEAD,
        authority="https://tsa.example",
        requested_at=datetime(2026, 11, 24, tzinfo=UTC),
        proof=b"token",
        stamped_at=datetime(2026, 11, 24, 12, 0, 0, 999_999, tzinfo=UTC),
        certificates=certificates,
    )


def test_a_chain_is_parted_from_its_root() -> None:
    given = handout(proof(pem("signer") + pem("between") + pem("root")), "p")
    assert dict(given.files) == {
        "p.tsr": b"token",
        "p-root.pem": pem("root").encode(),
        "p-chain.pem": (pem("signer") + pem("between")).encode(),
    }
    assert given.command == (
        f"openssl ts -verify -digest {HEAD} -in p.tsr -CAfile p-root.pem "
        "-untrusted p-chain.pem -attime 1795521600"
    )


def test_a_signer_that_the_token_brings_along_is_not_in_the_chain() -> None:
    signer = pem(base64.b64encode(b"the signer").decode())
    whole = proof(signer + pem("between") + pem("root"))
    given = handout(replace(whole, proof=b"token with the signer inside"), "p")
    assert dict(given.files)["p-chain.pem"] == pem("between").encode()
    assert (
        "-untrusted"
        not in handout(replace(proof(signer + pem("root")), proof=b"the signer"), "p").command
    )


def test_a_root_alone_needs_no_chain() -> None:
    given = handout(proof(pem("root")), "p")
    assert [name for name, _ in given.files] == ["p.tsr", "p-root.pem"]
    assert "-untrusted" not in given.command


def test_a_damaged_row_still_gives_its_files() -> None:
    given = handout(proof(None), "p")
    assert dict(given.files)["p.tsr"] == b"token"


def test_a_name_that_a_shell_would_read_is_quoted() -> None:
    given = handout(proof(pem("root")), "a b;c")
    assert "'a b;c.tsr'" in given.command
