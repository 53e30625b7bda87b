"""Proofs of time in lines and in JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.model.proofs import Block, Proof, ProofCheck, ProofKind, Standing
from archiver.report.proofs import line, to_dicts

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def check() -> ProofCheck:
    proof = Proof(
        kind=ProofKind.RFC3161,
        chain_id=7,
        imprint="ab" * 32,
        authority="https://tsa.example",
        requested_at=NOON,
        proof=b"",
        stamped_at=NOON,
        id=3,
    )
    return ProofCheck(
        proof=proof,
        standing=Standing.VALID,
        time=NOON,
        signer="CN=signer",
        root="CN=root",
        root_sha256="cd" * 32,
        root_known=True,
    )


def test_a_valid_proof_in_one_line(check: ProofCheck) -> None:
    assert line(check).split("\t") == [
        "proof 3",
        "link 7",
        "valid",
        "2026-11-24T12:00:00Z",
        "https://tsa.example",
        "up to CN=root\n",
    ]


def test_a_root_that_is_not_trusted_here_is_told(check: ProofCheck) -> None:
    assert "not among the roots trusted here" in line(replace(check, root_known=False))
    assert "not among" not in line(replace(check, root_known=None))


def test_without_a_time_there_is_a_dash(check: ProofCheck) -> None:
    pending = replace(check, standing=Standing.UNKNOWN, time=None, root=None, reasons=("why",))
    assert line(pending).split("\t")[2:4] == ["can't tell", "-"]
    assert line(pending).endswith("\twhy\n")


@pytest.mark.parametrize("mark", ["\n", "\t", "\x1b[31m", "\u202e", "\r"])
def test_hostile_words_stay_in_their_column(check: ProofCheck, mark: str) -> None:
    hostile = replace(check, root=f"CN=a{mark}b", reasons=(f"c{mark}d",))
    found = line(hostile)
    assert found.count("\n") == 1
    assert found.count("\t") == 5
    assert "\x1b" not in found
    assert "\u202e" not in found


def test_json_has_all_of_it(check: ProofCheck) -> None:
    blocks = (Block(height=900_001, merkle_root="ef" * 32),)
    (found,) = json.loads(json.dumps(to_dicts([replace(check, blocks=blocks)])))
    assert found["link_sha256"] == "ab" * 32
    assert (found["time"], found["state"]) == ("2026-11-24T12:00:00Z", "valid")
    assert found["blocks"] == [{"height": 900_001, "merkle_root": "ef" * 32}]
    assert (found["root_sha256"], found["root_known"]) == ("cd" * 32, True)
