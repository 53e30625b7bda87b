"""Times of links that can't be, as proofs of time show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.model.audit import AuditReport, State
from archiver.model.proofs import Proof, ProofCheck, ProofKind, Standing
from archiver.pipeline import auditing
from archiver.store import Archive

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
Audited = Callable[..., AuditReport]


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audited:
    """An audit of an archive whose links say these minutes after noon.

    A link of None is a proof of time, given at ``proven`` minutes after noon, for the link before.
    """

    def make(*minutes: int | None, proven: int = 0, known: bool = True) -> AuditReport:
        times = iter(NOON + timedelta(minutes=each or 0) for each in minutes)
        path = tmp_path / "archive.db"

        def verified(proof: Proof, *_: object) -> ProofCheck:
            moment = NOON + timedelta(minutes=proven)
            return ProofCheck(proof=proof, standing=Standing.VALID, time=moment, root_known=known)

        monkeypatch.setattr(auditing, "verified", verified)
        with Archive.open(path, clock=lambda: next(times)) as archive:
            for number, each in enumerate(minutes):
                if each is not None:
                    archive.add_blob(str(number).encode(), None)
                    continue
                head = archive.proofs.head()
                assert head is not None
                archive.proofs.add(
                    Proof(
                        kind=ProofKind.RFC3161,
                        chain_id=head.id,
                        imprint=head.sha256,
                        authority="https://tsa.example",
                        requested_at=NOON,
                        proof=b"x",
                    )
                )
        return auditing.audit(path, clock=lambda: NOON)

    return make


@pytest.mark.parametrize(
    ("minutes", "proven", "odd"),
    [
        pytest.param((-60, None, 60), 0, [], id="all as it should be"),
        pytest.param((-60, None, -4), 0, [], id="clocks may differ by minutes"),
        pytest.param((-60, None, -6, 60), 0, [3], id="dated back behind the proof"),
        pytest.param((-60, 90, None, 60), 0, [2], id="dated ahead before the proof"),
        pytest.param((-60, None, -30, None), 0, [3], id="between two proofs"),
        pytest.param((-9, None, 9), -30, [1], id="an authority that is behind"),
    ],
)
def test_links_that_say_a_time_that_cannot_be(
    audited: Audited, minutes: tuple[int | None, ...], proven: int, odd: list[int]
) -> None:
    report = audited(*minutes, proven=proven)
    told = [each for each in report.found if each.kind == "clocks"]
    assert [each.subject for each in told] == [f"time of link {number}" for number in odd]
    assert report.state is (State.UNKNOWN if odd else State.OK)
    (tally,) = (each for each in report.tallies if each.kind == "clocks")
    assert (tally.ok, tally.unknown) == (len(minutes) - len(odd), len(odd))


def test_it_says_both_times(audited: Audited) -> None:
    (told,) = audited(-60, None, -6).found
    assert told.line == (
        "time of link 3: it says 2026-11-24 11:54:00 UTC, and stands behind a proof of "
        "2026-11-24 12:00:00 UTC: dated back, or one of the clocks was wrong"
    )


def test_a_proof_by_somebody_says_nothing_of_clocks(audited: Audited) -> None:
    report = audited(-60, None, -30, known=False)
    assert report.found == ()
    assert "clocks" not in {each.kind for each in report.tallies}
    assert report.fixed == 0
