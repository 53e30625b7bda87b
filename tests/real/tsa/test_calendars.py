"""OpenTimestamps against a calendar on this machine: promised, pending, completed, compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.custody import ots
from archiver.custody.openssl import handout
from archiver.fetch.authorities import authority_of
from archiver.fetch.session import Session
from archiver.model.proofs import ProofKind, Standing
from archiver.pipeline.stamping import Stamper
from archiver.store import Archive
from tests.real.tsa.conftest import Running

pytestmark = pytest.mark.real
Make = Callable[..., Stamper]


def test_a_promise_is_stored_and_completed_later(
    stamper: Make, archive: Archive, authorities: Running
) -> None:
    made = stamper("calendar")
    done = made.stamp()
    assert done.troubles == ()
    (check,) = done.checks
    assert (check.standing, check.time) == (Standing.UNKNOWN, None)
    assert "pending" in check.reasons[0]
    waiting = made.upgrade()
    assert (waiting.checks, waiting.troubles, waiting.waiting) == ((), (), 1)

    authorities.mine()
    later = made.upgrade()
    (whole,) = later.checks
    assert later.waiting == 0
    assert (whole.standing, whole.time) == (Standing.UNKNOWN, None)
    (block,) = whole.blocks
    assert block.height >= 900_001
    assert len(block.merkle_root) == 64
    assert block.merkle_root in whole.reasons[0]
    (first, link), (second, _) = archive.proofs.all()
    assert first == check.proof
    assert (second.upgrades, second.chain_id) == (first.id, first.chain_id)
    assert second.imprint == link.sha256
    assert archive.proofs.pending() == ()
    assert made.upgrade().checks == ()
    assert made.stamp().checks == ()
    assert archive.audit() == ()


def test_the_calendar_doesn_t_see_the_digest(stamper: Make, archive: Archive) -> None:
    stamper("calendar", draw=bytes).stamp()
    ((proof, link),) = archive.proofs.all()
    assert proof.kind is ProofKind.OPENTIMESTAMPS
    (promise,) = ots.promises(proof.proof)
    sent = ots.commitment(link.sha256, bytes(ots.NONCE_BYTES))
    assert sent.hex() != link.sha256
    assert promise.commitment not in {sent, bytes.fromhex(link.sha256)}


def test_a_calendar_and_an_authority_side_by_side(stamper: Make, archive: Archive) -> None:
    done = stamper("calendar", "ec", root="ec").stamp()
    assert [check.standing for check in done.checks] == [Standing.UNKNOWN, Standing.VALID]
    assert len({link for _, link in archive.proofs.all()}) == 1


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("ots:{}/html-calendar", "status 415", id="status"),
        pytest.param("ots:http://127.0.0.1:9", "connection refused", id="down"),
    ],
)
def test_a_calendar_that_fails(
    stamper: Make, archive: Archive, authorities: Running, path: str, words: str
) -> None:
    made = stamper("ec")
    made.authorities = (authority_of(path.format(authorities.url)),)
    (line,) = made.stamp().troubles
    assert words in line
    assert archive.proofs.all() == ()


def test_without_the_extra_one_line_says_how(
    stamper: Make, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stamper("calendar")
    made.stamp()
    archive.add_blob(b"new", None)
    monkeypatch.setattr(ots, "installed", lambda: False)
    (line,) = made.stamp().troubles
    assert "pip install 'archiver[ots]'" in line
    later = made.upgrade()
    assert later.waiting == 1
    assert "pip install 'archiver[ots]'" in later.troubles[0]
    (check,) = made.checks()
    assert check.standing is Standing.UNKNOWN
    assert "pip install" in check.reasons[0]


def test_a_proof_can_t_send_us_into_a_private_network(stamper: Make, archive: Archive) -> None:
    """A calendar names where to ask later: that is no way around the guard."""
    made = stamper("calendar")
    made.stamp()
    with Session() as guarded:
        careful = Stamper(archive, guarded, clock=made._clock)
        done = careful.upgrade()
    assert (done.checks, done.waiting) == ((), 1)
    (line,) = done.troubles
    assert "refused" in line


def test_the_file_is_one_that_the_client_reads(
    stamper: Make, archive: Archive, tmp_path: Path
) -> None:
    from opentimestamps.core.serialize import StreamDeserializationContext
    from opentimestamps.core.timestamp import DetachedTimestampFile

    stamper("calendar").stamp()
    ((proof, link),) = archive.proofs.all()
    given = handout(proof, "proof-0001")
    assert given.command == f"ots verify -d {link.sha256} proof-0001.ots"
    ((name, data),) = given.files
    (tmp_path / name).write_bytes(data)
    with (tmp_path / name).open("rb") as file:
        read = DetachedTimestampFile.deserialize(StreamDeserializationContext(file))
    assert read.file_digest.hex() == link.sha256
