"""The shelf of proofs of time: append-only rows, each with a link of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import ArchiveError
from archiver.model.proofs import Proof, ProofKind
from archiver.store import Archive

NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)


@pytest.fixture
def proof(archive: Archive) -> Proof:
    """Of the newest link of an archive with one blob."""
    archive.add_blob(b"an invented answer", "text/plain")
    head = archive.proofs.head()
    assert head is not None
    return Proof(
        kind=ProofKind.RFC3161,
        chain_id=head.id,
        imprint=head.sha256,
        authority="https://tsa.example",
        requested_at=NOON,
        proof=b"\x30\x00",
        stamped_at=NOON.replace(microsecond=250_000),
        certificates="-----BEGIN CERTIFICATE-----\n",
    )


def test_a_proof_reads_back_with_its_link(archive: Archive, proof: Proof) -> None:
    head = archive.proofs.head()
    number = archive.proofs.add(proof)
    assert archive.proofs.all() == ((replace(proof, id=number), head),)
    assert archive.proofs.link(proof.chain_id) == head
    assert archive.proofs.link(99) is None
    assert archive.audit() == ()


def test_a_proof_is_a_link_of_the_chain(archive: Archive, proof: Proof) -> None:
    archive.proofs.add(proof)
    head = archive.proofs.head()
    assert head is not None
    assert head.id == proof.chain_id + 1
    assert head.recorded_at == NOON


def test_an_empty_archive_has_no_head(archive: Archive) -> None:
    assert archive.proofs.head() is None
    assert archive.proofs.all() == ()
    assert archive.proofs.pending() == ()


def test_what_is_proven(archive: Archive, proof: Proof) -> None:
    ask = archive.proofs.is_proven
    assert not ask(proof.authority)
    archive.proofs.add(proof)
    assert ask(proof.authority)
    assert not ask("https://other.example")
    archive.proofs.add(replace(proof, authority="https://other.example"))
    assert ask(proof.authority)
    assert ask("https://other.example")
    archive.add_blob(b"something new", None)
    assert not ask(proof.authority)


def test_what_is_pending(archive: Archive, proof: Proof) -> None:
    archive.proofs.add(proof)
    assert archive.proofs.pending() == ()
    promise = replace(
        proof, kind=ProofKind.OPENTIMESTAMPS, stamped_at=None, certificates=None, proof=b"p"
    )
    first = archive.proofs.add(promise)
    assert archive.proofs.pending() == (replace(promise, id=first),)
    archive.proofs.add(replace(promise, proof=b"whole", upgrades=first))
    assert archive.proofs.pending() == ()
    assert archive.audit() == ()


def test_a_proof_of_no_link_is_refused(archive: Archive, proof: Proof) -> None:
    with pytest.raises(ArchiveError):
        archive.proofs.add(replace(proof, chain_id=99))
    assert archive.proofs.all() == ()
    assert archive.audit() == ()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE timestamps SET proof = x'00'", id="update"),
        pytest.param("DELETE FROM timestamps", id="delete"),
    ],
)
def test_a_proof_stays_as_it_is(archive: Archive, proof: Proof, statement: str) -> None:
    archive.proofs.add(proof)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        archive._db.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"proof": b"\x30\x01"}, id="proof"),
        pytest.param({"authority": "https://elsewhere.example"}, id="authority"),
        pytest.param({"stamped_at": "2020-01-01T00:00:00Z"}, id="time"),
        pytest.param({"certificates": "none"}, id="certificates"),
        pytest.param({"imprint": "00" * 32}, id="imprint"),
    ],
)
def test_a_change_is_found(
    archive: Archive, proof: Proof, path: Path, change: dict[str, Any]
) -> None:
    archive.proofs.add(proof)
    archive.close()
    ((name, value),) = change.items()
    with sqlite3.connect(path) as db:
        (guard,) = db.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'timestamps_no_update'"
        ).fetchone()
        db.execute("DROP TRIGGER timestamps_no_update")
        db.execute(f"UPDATE timestamps SET {name} = ?", [value])  # noqa: S608 - names of this file
        db.execute(guard)
    db.close()
    with Archive.open(path, clock=lambda: NOON, read_only=True) as again:
        assert any("timestamps" in line for line in again.audit())


def test_a_row_that_no_archiver_wrote(archive: Archive, proof: Proof, path: Path) -> None:
    archive.proofs.add(proof)
    archive.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TRIGGER timestamps_no_update")
        db.execute("UPDATE timestamps SET requested_at = 'noon'")
    db.close()
    opened: Callable[[], Archive] = lambda: Archive.open(  # noqa: E731 - opened once
        path, clock=lambda: NOON, read_only=True
    )
    with opened() as again, pytest.raises(ArchiveError, match="no archiver wrote"):
        again.proofs.all()
