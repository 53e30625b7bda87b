"""Our judgement on proofs beside that of the AT Protocol's own library."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from archiver.platforms.bluesky.proof import Proof, ProofState, verify_record
from tests.real.atproto.rig import HERE

pytestmark = pytest.mark.real

SECONDS = 60
NAMES = (
    "live",
    "edited",
    "deleted",
    "record_takedown_pds",
    "live_of_many",
    "deleted_of_many",
)
NEVER_SEEN = "bafyreibnoez6v6v7gdovjqoqhnqvzrqpk45grf3ppovbpsnmdxkgsy5yra"

Judge = Callable[[Sequence[dict[str, Any]]], list[bool | str]]


@pytest.fixture
def judge(installed: Path) -> Judge:
    """What the library says of each question."""
    node = shutil.which("node") or "node"

    def ask(questions: Sequence[dict[str, Any]]) -> list[bool | str]:
        done = subprocess.run(
            [node, str(HERE / "oracle.cjs")],
            cwd=installed,
            input=json.dumps(questions).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return list(json.loads(done.stdout))

    return ask


def question(about: dict[str, Any], car: bytes, key: str, cid: str | None) -> dict[str, Any]:
    return {
        "car": base64.b64encode(car).decode(),
        "did": about["did"],
        "key": key,
        "collection": about["collection"],
        "rkey": about["rkey"],
        "cid": cid,
    }


def ours(about: dict[str, Any], car: bytes) -> Proof:
    return verify_record(
        car, about["did"], about["collection"], about["rkey"], about["did_document"]
    )


def spoilt(car: bytes) -> list[bytes]:
    """The file with one byte changed, at a hundred places, and cut off at as many."""
    places = range(0, len(car), max(1, len(car) // 100))
    flipped = [car[:at] + bytes([car[at] ^ 0x01]) + car[at + 1 :] for at in places]
    return flipped + [car[:at] for at in places]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_proven_that_the_library_does_not_verify(
    name: str, fixtures: Path, judge: Judge
) -> None:
    folder = fixtures / "platforms" / "bluesky-proof"
    about = json.loads((folder / f"{name}.json").read_text("utf-8"))
    car = (folder / f"{name}.car").read_bytes()
    honest = ours(about, car)
    key = honest.signing_key
    assert key is not None
    files = [car, *spoilt(car)]
    proofs = [ours(about, each) for each in files]
    said = judge([question(about, each, key, honest.cid) for each in files])
    assert said[0] is True
    certain = {ProofState.PROVEN, ProofState.ABSENT}
    assert [
        proof
        for proof, word in zip(proofs, said, strict=True)
        if proof.state in certain and word is not True
    ] == []


def test_the_library_can_say_no(fixtures: Path, judge: Judge) -> None:
    folder = fixtures / "platforms" / "bluesky-proof"
    about = json.loads((folder / "live.json").read_text("utf-8"))
    car = (folder / "live.car").read_bytes()
    key = ours(about, car).signing_key
    assert key is not None
    wrong = [question(about, car, key, cid) for cid in (NEVER_SEEN, None)]
    other = {**about, "did": "did:plc:other"}
    said = judge([*wrong, question(other, car, key, about["cid"])])
    assert said[:2] == [False, False]
    assert isinstance(said[2], str)
