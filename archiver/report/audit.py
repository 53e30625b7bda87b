"""An audit for the terminal, and as JSON, schema ``archiver.audit/1``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from archiver.model.audit import AuditReport, NotedHead, State
from archiver.model.proofs import ProofCheck, Standing
from archiver.report.facts import iso_time
from archiver.report.visible import visible

SCHEMA: Final = "archiver.audit/1"

_MOST_LINES: Final = 200
_KINDS: Final = {
    "chain": "links of the chain",
    "schema": "tables, guards, views",
    "file": "the file, by SQLite",
    "article_captures": "article captures",
    "exchanges": "pictures of articles",
    "timestamps": "proofs of time",
    "articles": "readings of articles",
    "postings": "readings of posts",
    "clocks": "times, by the proofs",
}


def render(report: AuditReport) -> str:
    """The audit as lines: what is not ok, what was looked at, the head, and proofs of time."""
    return "".join(f"{visible(line)}\n" for line in _lines(report))


def _lines(report: AuditReport) -> Iterator[str]:
    yield f"{report.path}: {_verdict(report)}"
    for state in (State.CHANGED, State.UNKNOWN):
        lines = [each.line for each in report.found if each.state is state]
        yield from (f"  {state.value}: {line}" for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            yield f"  {state.value}: {len(lines) - _MOST_LINES:,} more, see --format json"
    yield ""
    yield f"{'':22} {'ok':>9} {'changed':>9} {'cannot tell':>12}"
    for tally in report.tallies:
        name = _KINDS.get(tally.kind, tally.kind)
        yield f"{name:22} {tally.ok:>9,} {tally.changed:>9,} {tally.unknown:>12,}"
    yield f"The blobs hold {report.blob_bytes:,} bytes."
    yield ""
    if report.head is None:
        yield "There is no evidence, and so no head."
    else:
        yield f"head: {report.head}"
        yield f"  link {report.links:,}, written {report.recorded_at} by the clock of that machine"
    for noted in report.noted:
        yield f"noted: {noted.sha256}"
        yield f"  {_place(noted, report)}"
    for proof in report.proofs:
        yield from _proof(proof)
    if report.head is not None:
        yield ""
        yield from _limits(report)


def _limits(report: AuditReport) -> Iterator[str]:
    """What no audit can see, as far as nothing from outside the file fixes it."""
    if not report.fixed:
        yield "No head was given that was noted elsewhere, and no proof of time leads to a trusted"
        yield "root: whoever can write the file could have made all of it anew, with a chain that"
        yield "fits, or cut off its end, and no audit would see that."
    else:
        newest = f"link {report.fixed:,}"
        yield f"A noted head or a trusted proof of time is of {newest} at the newest. What"
        yield "came after it could have been made anew or cut off by whoever can write the file,"
        yield "and no audit would see that."


def _verdict(report: AuditReport) -> str:
    changed = sum(each.state is State.CHANGED for each in report.found)
    unknown = sum(each.state is State.UNKNOWN for each in report.found)
    told = f", {unknown:,} can't be told" if unknown else ""
    if not changed:
        return f"nothing found changed{told}"
    return f"{changed:,} found changed{told}"


def _place(noted: NotedHead, report: AuditReport) -> str:
    if noted.link is None:
        return "is no link any more: what was recorded since, or before, was cut off or changed"
    if report.changed:
        return f"is link {noted.link:,}; what is told above has changed none the less"
    return f"is link {noted.link:,}: all up to it is what it was when it was noted"


def _proof(check: ProofCheck) -> Iterator[str]:
    proof = check.proof
    standing = check.standing.value
    if check.standing is Standing.VALID and not check.counts:
        standing = "valid only if its root is to be trusted"
    yield f"proof {proof.id}: {standing}, {proof.kind.value}, by {proof.authority}"
    yield f"  of link {proof.chain_id:,}, and with it of all before"
    if check.standing is Standing.VALID and check.time is not None:
        existed = iso_time(check.time, None)
        yield f"  it existed at {existed}, says {check.signer}, vouched for by {check.root}"
        if not check.counts:
            yield "  this root is not among those trusted here, and anybody can make one of its"
            yield "  name: compare its SHA-256 with what its owner publishes (--timestamp-ca):"
            yield f"  {check.root_sha256}"
    for reason in check.reasons:
        yield f"  {reason}"


def dumps(report: AuditReport) -> str:
    """The audit as one JSON object, indented."""
    return json.dumps(to_dict(report), indent=2, ensure_ascii=False)


def to_dict(report: AuditReport) -> dict[str, Any]:
    """The audit as plain data. What is not known is None."""
    return {
        "schema": SCHEMA,
        "path": report.path,
        "state": report.state.value,
        "found": [
            {"state": each.state.value, "kind": each.kind, "subject": each.subject}
            | {"what": each.what}
            for each in report.found
        ],
        "counts": {
            each.kind: {"ok": each.ok, "changed": each.changed, "cannot_tell": each.unknown}
            for each in report.tallies
        },
        "blob_bytes": report.blob_bytes,
        "head": report.head,
        "links": report.links,
        "recorded_at": report.recorded_at,
        "noted": [{"head": each.sha256, "link": each.link} for each in report.noted],
        "proofs": [_proof_to_dict(each) for each in report.proofs],
        "fixed": report.fixed or None,
    }


def _proof_to_dict(check: ProofCheck) -> dict[str, Any]:
    return {
        "id": check.proof.id,
        "kind": check.proof.kind.value,
        "authority": check.proof.authority,
        "link": check.proof.chain_id,
        "state": check.standing.value,
        "time": None if check.time is None else iso_time(check.time, None),
        "signer": check.signer,
        "root": check.root,
        "root_sha256": check.root_sha256,
        "root_known": check.root_known,
        "blocks": [{"height": one.height, "merkle_root": one.merkle_root} for one in check.blocks],
        "reasons": list(check.reasons),
    }
