"""Audits: the archive against its chain, heads that were noted elsewhere, and proofs of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archiver.custody.certificates import Trust
from archiver.custody.statements import SignedHead, signed, verified_statement
from archiver.custody.timestamps import CLOCKS_MAY_DIFFER, verified
from archiver.errors import ArchiverError, InputError
from archiver.model.audit import AuditFinding, AuditReport, HeadStatement, State, Tally
from archiver.model.proofs import ProofCheck, Standing
from archiver.pipeline.stamping import own_roots, usual_roots
from archiver.store import EVIDENCE, Archive, OlderArchiveError, examine_file
from archiver.store.proofs import Written
from archiver.version import __version__

_DIGEST = frozenset("0123456789abcdef")
_DIGITS = 64
_MOST_BYTES = 1_000_001


def audit(
    path: Path,
    *,
    clock: Callable[[], datetime],
    heads: Sequence[str] = (),
    statements: Iterable[SignedHead] = (),
    roots: bytes | None = None,
) -> AuditReport:
    """What an audit of the archive at ``path`` finds. Nothing is added to the file.

    Only what a killed program left half written is rolled back, as every reading does. Proofs of
    time are verified with the certificates that were stored with them, and their roots looked for
    among those of the PEM file ``roots``, else certifi's. ``heads`` are digests that were noted
    elsewhere; those of ``statements`` count as noted, and must stand at the link that they name.
    Raises InputError for what is no digest or no PEM file and for a path without an archive;
    ArchiveError where there is nothing to look at.
    """
    own = None if roots is None else own_roots(roots)
    stated = tuple(each.statement for each in statements)
    noted = (*map(_digest, heads), *(each.head for each in stated))
    report = examine_file(path, noted)
    proofs, written, trouble = _proofs(path, clock, own)
    report = _with_clocks(_with_proofs(report, proofs, trouble), written)
    return replace(report, found=(*report.found, *_misplaced(report, stated)))


Proofs = tuple[tuple[ProofCheck, ...], Sequence[Written], Sequence[AuditFinding]]


def _proofs(path: Path, clock: Callable[[], datetime], own: Trust | None) -> Proofs:
    """Every proof of time, verified, the links, and what is wrong with any proof.

    One that is only pending is not. It was verified when it was stored: one that is invalid now was
    changed.
    """
    try:
        with Archive.open(path, clock=clock, read_only=True) as archive:
            rows = archive.proofs.all()
            written = archive.proofs.written() if rows else ()
    except OlderArchiveError:
        return (), (), ()
    except ArchiverError as error:
        what = f"can't be read ({error.problem})"
        return (), (), [_of_proofs(State.UNKNOWN, "proofs of time", what)]
    trust = own or (usual_roots() if rows else Trust())
    checks = tuple(verified(proof, link.sha256, trust) for proof, link in rows)
    wrong = [
        _of_proofs(State.CHANGED, f"timestamps {one.proof.id}", "; ".join(one.reasons))
        for one in checks
        if one.standing is Standing.INVALID
    ]
    return checks, written, wrong


def _with_proofs(
    report: AuditReport, proofs: tuple[ProofCheck, ...], trouble: Sequence[AuditFinding]
) -> AuditReport:
    known = {each.subject for each in report.found}
    more = sum(each.state is State.CHANGED and each.subject not in known for each in trouble)
    tallies = tuple(
        replace(each, ok=max(0, each.ok - more), changed=each.changed + more)
        if each.kind == "timestamps"
        else each
        for each in report.tallies
    )
    return replace(report, found=(*report.found, *trouble), tallies=tallies, proofs=proofs)


def _with_clocks(report: AuditReport, written: Sequence[Written]) -> AuditReport:
    """The report, and which links say a time that can't be, as proofs by trusted roots have it.

    What stands behind a proof in the chain was written after it was given, and what the proof is
    of, before.
    """
    times = {str(one.proof.id): one.time for one in report.proofs if one.counts and one.time}
    if not times:
        return report
    odd = dict(_too_early(written, times))
    fixed: dict[int, datetime] = {}
    for one in report.proofs:
        if one.counts and one.time is not None:
            chain_id = one.proof.chain_id
            fixed[chain_id] = min(one.time, fixed.get(chain_id, one.time))
    odd.update(_too_late(written, fixed))
    found = tuple(
        AuditFinding(
            state=State.UNKNOWN, kind="clocks", subject=f"time of link {number}", what=odd[number]
        )
        for number in sorted(odd)
    )
    tally = Tally(kind="clocks", ok=len(written) - len(odd), unknown=len(odd))
    return replace(report, found=(*report.found, *found), tallies=(*report.tallies, tally))


def _too_early(
    written: Sequence[Written], times: Mapping[str, datetime]
) -> Iterator[tuple[int, str]]:
    newest: datetime | None = None
    for link in written:
        if newest is not None and link.recorded_at < newest - CLOCKS_MAY_DIFFER:
            what = (
                f"it says {_utc(link.recorded_at)}, and stands behind a proof of {_utc(newest)}: "
                "dated back, or one of the clocks was wrong"
            )
            yield link.id, what
        if link.kind == "timestamps" and link.record in times:
            moment = times[link.record]
            newest = moment if newest is None else max(newest, moment)


def _too_late(
    written: Sequence[Written], fixed: Mapping[int, datetime]
) -> Iterator[tuple[int, str]]:
    oldest: datetime | None = None
    for link in reversed(written):
        if link.id in fixed:
            oldest = fixed[link.id] if oldest is None else min(oldest, fixed[link.id])
        if oldest is not None and link.recorded_at > oldest + CLOCKS_MAY_DIFFER:
            what = (
                f"it says {_utc(link.recorded_at)}, and was there at {_utc(oldest)} by a proof: "
                "one of the clocks was wrong"
            )
            yield link.id, what


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _of_proofs(state: State, subject: str, what: str) -> AuditFinding:
    return AuditFinding(state=state, kind="timestamps", subject=subject, what=what)


def _digest(text: str) -> str:
    digest = text.strip().lower()
    if len(digest) != _DIGITS or not _DIGEST.issuperset(digest):
        raise InputError(f"{text!r} is no head: 64 hex digits", "see archiver head")
    return digest


def _misplaced(report: AuditReport, statements: Iterable[HeadStatement]) -> Iterable[AuditFinding]:
    places = {each.sha256: each.link for each in report.noted}
    for one in statements:
        link = places[one.head]
        if link is not None and link != one.link:
            yield AuditFinding(
                state=State.CHANGED,
                kind="chain",
                subject=f"link {link}",
                what=f"was link {one.link} when its digest was stated",
            )


def head_of(
    path: Path, *, clock: Callable[[], datetime], agent: str | None = None
) -> HeadStatement:
    """How far the chain of the archive has come. Raises InputError where it holds no evidence."""
    with Archive.open(path, clock=clock, read_only=True) as archive:
        newest = archive.proofs.head()
        if newest is None:
            raise InputError(f"{path} holds no evidence yet", "capture something first")
        counts = archive.counts()
        return HeadStatement(
            head=newest.sha256,
            link=newest.id,
            recorded_at=newest.recorded_at,
            stated_at=clock(),
            counts={name: counts[name] for name in EVIDENCE},
            program=f"archiver {__version__}",
            agent=agent,
        )


def signed_head(statement: HeadStatement, key: Path) -> dict[str, Any]:
    """The statement, signed with the key in that file. Raises InputError for what is none."""
    return signed(statement, _read(key))


def read_statement(path: Path, public_key: Path | None = None) -> SignedHead:
    """The statement in the file, once its signature fits; with a key, that of this key.

    Raises InputError, with the name of the file, where anything does not.
    """
    known = None if public_key is None else _read(public_key)
    try:
        return verified_statement(_read(path), known)
    except InputError as error:
        raise InputError(f"{path}: {error.problem}", error.remedy) from None


def _read(path: Path) -> bytes:
    """What the file begins with: enough to see that it is too long for a key or a statement."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path} can't be read ({why})", "name another file") from None
