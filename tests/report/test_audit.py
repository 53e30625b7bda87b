"""An audit as lines and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.model.audit import AuditFinding, AuditReport, NotedHead, State, Tally
from archiver.model.proofs import Block, Proof, ProofCheck, ProofKind, Standing
from archiver.report.audit import dumps, render, to_dict

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = "ab" * 32


def proof(
    standing: Standing, kind: ProofKind = ProofKind.RFC3161, *, known: bool = True
) -> ProofCheck:
    valid = standing is Standing.VALID
    return ProofCheck(
        proof=Proof(
            kind=kind,
            chain_id=2,
            imprint=HEAD,
            authority="https://tsa.example",
            requested_at=NOON,
            proof=b"x",
            id=5,
        ),
        standing=standing,
        time=NOON if valid else None,
        signer="CN=Signer" if valid else None,
        root="CN=Root" if valid else None,
        root_sha256="ef" * 32 if valid else None,
        root_known=known if valid else None,
        reasons=() if valid else ("look up block 9",),
        blocks=() if valid else (Block(height=9, merkle_root="cd" * 32),),
    )


@pytest.fixture
def report() -> AuditReport:
    found = (
        AuditFinding(state=State.UNKNOWN, kind="checks", subject="checks 2", what="rows are gone"),
        AuditFinding(
            state=State.CHANGED, kind="captures", subject="captures 7", what="\x1b[31mred"
        ),
    )
    return AuditReport(
        path="a.db",
        found=found,
        tallies=(Tally(kind="chain", ok=12_000), Tally(kind="captures", ok=1, changed=1)),
        links=12_000,
        head=HEAD,
        recorded_at="2026-11-24T12:00:00Z",
        blob_bytes=1_234_567,
        noted=(NotedHead(sha256=HEAD, link=4), NotedHead(sha256="00" * 32, link=None)),
        proofs=(proof(Standing.VALID), proof(Standing.UNKNOWN, ProofKind.OPENTIMESTAMPS)),
    )


def test_what_changed_stands_first_and_is_visible(report: AuditReport) -> None:
    lines = render(report).splitlines()
    assert lines[:3] == [
        "a.db: 1 found changed, 1 can't be told",
        "  changed: captures 7: ␛[31mred",
        "  can't tell: checks 2: rows are gone",
    ]
    assert "The blobs hold 1,234,567 bytes." in lines
    assert "links of the chain        12,000         0            0" in lines


def test_heads_and_proofs_say_what_they_cover(report: AuditReport) -> None:
    text = render(report)
    assert f"noted: {HEAD}\n  is link 4; what is told above has changed none the less\n" in text
    whole = render(replace(report, found=()))
    assert f"noted: {HEAD}\n  is link 4: all up to it is what it was when it was noted\n" in whole
    assert f"noted: {'00' * 32}\n  is no link any more" in text
    assert (
        "proof 5: valid, rfc3161, by https://tsa.example\n"
        "  of link 2, and with it of all before\n"
        "  it existed at 2026-11-24T12:00:00Z, says CN=Signer, vouched for by CN=Root\n"
    ) in text
    assert "proof 5: can't tell, opentimestamps" in text
    assert "\n  look up block 9\n" in text
    assert "trusted" not in text.partition("\nA noted head or a trusted proof of time is of")[0]


def test_a_root_that_nobody_trusts_proves_nothing(report: AuditReport) -> None:
    text = render(replace(report, noted=(), proofs=(proof(Standing.VALID, known=False),)))
    assert "proof 5: valid only if its root is to be trusted, rfc3161, by https" in text
    assert "anybody can make one of its\n  name: compare its SHA-256 with what" in text
    assert f"\n  {'ef' * 32}\n" in text
    assert "no proof of time leads to a trusted\nroot: whoever can write the file" in text


@pytest.mark.parametrize(
    ("noted", "proofs", "fixed"),
    [
        pytest.param((), (), 0, id="nothing"),
        pytest.param((None,), (), 0, id="a head that is gone"),
        pytest.param((1,), (proof(Standing.VALID),), 2, id="a proof"),
        pytest.param((7, 3), (proof(Standing.VALID),), 7, id="heads"),
        pytest.param((), (proof(Standing.VALID, known=False),), 0, id="a root of somebody"),
        pytest.param((), (proof(Standing.UNKNOWN, ProofKind.OPENTIMESTAMPS),), 0, id="a promise"),
    ],
)
def test_how_far_anything_from_outside_goes(
    report: AuditReport,
    noted: tuple[int | None, ...],
    proofs: tuple[ProofCheck, ...],
    fixed: int,
) -> None:
    heads = tuple(NotedHead(sha256=HEAD, link=link) for link in noted)
    found = replace(report, noted=heads, proofs=proofs)
    assert found.fixed == fixed
    assert to_dict(found)["fixed"] == (fixed or None)
    ends = "no proof of time leads to" if not fixed else f"is of link {fixed} at the newest"
    assert ends in render(found).rpartition("\n\n")[2]


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        pytest.param([], State.OK, id="nothing"),
        pytest.param([State.UNKNOWN], State.UNKNOWN, id="can't tell"),
        pytest.param([State.UNKNOWN, State.CHANGED], State.CHANGED, id="both"),
    ],
)
def test_the_worst_is_the_state_of_the_whole(states: list[State], whole: State) -> None:
    found = tuple(
        AuditFinding(state=state, kind="blobs", subject="blobs 1", what="") for state in states
    )
    report = AuditReport(
        path="a.db", found=found, tallies=(), links=0, head=None, recorded_at=None, blob_bytes=0
    )
    assert report.state is whole
    assert to_dict(report)["state"] == whole.value
    assert "There is no evidence, and so no head.\n" in render(report)


def test_every_key_of_the_json_is_documented(report: AuditReport, repo_root: Path) -> None:
    page = (repo_root / "docs" / "json.md").read_text("utf-8").partition("## archiver.audit/1")[2]
    said = json.loads(dumps(report))
    assert said["counts"]["captures"] == {"ok": 1, "changed": 1, "cannot_tell": 0}
    for key in _keys({**said, "counts": {"ok": {"ok": 1, "changed": 1, "cannot_tell": 0}}}):
        assert f"`{key}`" in page, key


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in _keys(one)}
    return {key for one in value for key in _keys(one)} if isinstance(value, list) else set()
