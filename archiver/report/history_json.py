"""Histories and what a recheck found as JSON: ``archiver.history/1``, ``archiver.recheck/1``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from archiver.model import SocialMediaPosting
from archiver.model.history import (
    ArticleHistory,
    ArticleSighting,
    Change,
    Judgement,
    PostHistory,
    Provenance,
    QuotedIn,
    Side,
    Sighting,
    Wording,
)
from archiver.report.diff import Segment
from archiver.report.facts import iso_published, iso_time
from archiver.report.history_diff import version_segments
from archiver.report.history_words import DIFFED, change_in_words

HISTORY_SCHEMA: Final = "archiver.history/1"
RECHECK_SCHEMA: Final = "archiver.recheck/1"
_UNSAFE: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def dumps(value: object, *, indent: int | None = 2) -> str:
    """The value as JSON that always encodes to UTF-8, without a line break at its end."""
    encoded = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", encoded)


def change_to_dict(change: Change) -> dict[str, Any]:
    """The change with both sides; ``diff`` only where its sides are words."""
    return {
        "kind": change.kind.value,
        "subject": change.subject,
        "seen": _time(change.seen),
        "before": _side(change.before),
        "after": _side(change.after),
        "stated": _time(change.stated),
        "quotation": change.quotation,
        "basis": change.basis.value if change.basis else None,
        "message": change_in_words(change),
        "diff": _diff(change),
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "value": side.value,
        "at": _time(side.at),
        "source": side.source,
        "record": side.record,
        "by": side.by or None,
        "evidence": side.evidence or None,
    }


def _diff(change: Change) -> list[list[str]] | None:
    """What both share, what went, what came, in order; each as its kind and the words."""
    if change.kind not in DIFFED or change.before is None or change.after is None:
        return None
    made: list[list[str]] = []
    for segment in version_segments(change.before.value, change.after.value):
        made += _steps(segment)
    return made


def _steps(segment: Segment) -> list[list[str]]:
    if segment.kind is None:
        return [["same", segment.original]]
    steps = [["removed", segment.original], ["added", segment.quotation]]
    return [step for step in steps if step[1]]


def history_to_dict(history: PostHistory | ArticleHistory) -> dict[str, Any]:
    """The history with all that it holds, oldest first."""
    if isinstance(history, PostHistory):
        return _post(history)
    return {
        "schema": HISTORY_SCHEMA,
        "kind": "article",
        "name": history.name,
        "captures": [_reading(one, history.provenance) for one in history.sightings],
        "checks": [_check(check) for check in history.checks],
        "changes": [change_to_dict(change) for change in history.changes],
    }


def _post(history: PostHistory) -> dict[str, Any]:
    return {
        "schema": HISTORY_SCHEMA,
        "kind": "post",
        "ref": history.ref.key,
        "url": history.ref.url,
        "platform": history.ref.platform,
        "captures": [_visit(one, history) for one in history.sightings],
        "versions": [_wording(one) for one in history.versions],
        "changes": [change_to_dict(change) for change in history.changes],
        "quoted_in": [_quoted(one) for one in history.quoted_in],
    }


def _visit(sighting: Sighting, history: PostHistory) -> dict[str, Any]:
    numbers = {wording.text: wording.number for wording in history.versions}
    own = [one for one in sighting.postings if one.ref == history.ref]
    return {
        "record": f"captures/{sighting.record}",
        "captured_at": _time(sighting.time),
        "availability": sighting.availability.value,
        "reason": sighting.reason,
        "answers": [
            {"source": source, "route": route, "status": status}
            for source, route, status in sighting.answers
        ],
        "mementos": [_time(moment) for moment in sighting.mementos],
        "readings": [_read(one, numbers) for one in own],
        "pictures": [
            {"url": one.url, "status": one.status, "sha256": one.sha256}
            for one in sighting.pictures
        ],
        **_came(history.provenance.get(sighting.record)),
    }


def _read(posting: SocialMediaPosting, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "witness": posting.witness.value,
        "parser": posting.parser,
        "version": numbers.get(posting.text),
        "complete": posting.complete,
        "author": posting.author_name,
        "handle": posting.handle,
        "author_id": posting.author_id,
        "witnessed_at": _time(posting.witnessed_at),
        "superseded": _time(posting.superseded),
        "imported": posting.imported,
        "images": [
            {"url": image.content_url, "alt": image.caption, "sha256": image.sha256}
            for image in posting.images
        ],
    }


def _came(provenance: Provenance | None) -> dict[str, Any]:
    known = provenance or Provenance()
    return {
        "link": known.link,
        "recorded_at": _time(known.recorded_at),
        "agent": known.agent,
        "program": known.program,
        "server_date": _time(known.server_date),
        "imported": known.imported,
        "proofs": [
            {
                "kind": proof.kind,
                "authority": proof.authority,
                "standing": proof.standing,
                "time": _time(proof.time),
                "link": proof.link,
            }
            for proof in known.proofs
        ],
    }


def _wording(wording: Wording) -> dict[str, Any]:
    return {
        "version": wording.number,
        "text": wording.text,
        "complete": wording.complete,
        "first_seen": _time(wording.first_seen),
        "last_seen": _time(wording.last_seen),
        "seen": [
            {"witness": witness, "first": _time(first), "last": _time(last)}
            for witness, first, last in wording.seen
        ],
        "parsers": list(wording.parsers),
        "records": list(wording.records),
        "superseded": _time(wording.superseded),
    }


def _quoted(check: QuotedIn) -> dict[str, Any]:
    return {
        "check": check.check,
        "checked_at": _time(check.checked_at),
        "article": check.article,
        "title": check.title,
        "rules": check.rules,
        "quotations": [
            {"exact": words, "verdict": verdict, "materiality": materiality}
            for words, verdict, materiality in check.verdicts
        ],
    }


def _reading(sighting: ArticleSighting, provenance: Mapping[int, Provenance]) -> dict[str, Any]:
    article = sighting.article
    return {
        "record": f"article_captures/{sighting.record}",
        "captured_at": _time(sighting.time),
        "asked": sighting.origin,
        "url": sighting.address,
        "availability": sighting.availability.value,
        "reason": sighting.reason,
        "sha256": sighting.sha256,
        "title": article.title if article else None,
        "modified": iso_published(article.modified) if article else None,
        "reader": article.reader if article else None,
        "from_file": not sighting.asked,
        **_came(provenance.get(sighting.record)),
    }


def _check(check: Judgement) -> dict[str, Any]:
    report = check.report
    return {
        "check": check.id,
        "checked_at": _time(check.checked_at),
        "record": f"article_captures/{check.article_capture}",
        "rules": report.rules,
        "style": report.style,
        "program": check.program,
        "exit_code": report.exit_code,
        "quotations": [
            {
                "exact": review.quotation.quote.exact,
                "verdict": review.verdict.value,
                "materiality": review.materiality.value if review.materiality else None,
                "posting": review.posting.ref.key if review.posting else None,
            }
            for review in report.quotations
        ],
    }


def visit_to_dict(
    *,
    name: str,
    record: str,
    visited_at: datetime,
    availability: str,
    reason: str,
    changes: Sequence[Change],
    trouble: str | None,
) -> dict[str, Any]:
    """One visit of a recheck and what it showed to have changed."""
    return {
        "kind": "visit",
        "name": name,
        "record": record,
        "visited_at": _time(visited_at),
        "availability": availability,
        "reason": reason,
        "trouble": trouble,
        "changes": [change_to_dict(change) for change in changes],
    }


def judged_to_dict(
    *, article: str, check: int, exit_code: int, changes: Sequence[Change]
) -> dict[str, Any]:
    """One article that a recheck judged again, and the verdicts that changed."""
    return {
        "kind": "check",
        "name": article,
        "record": f"checks/{check}",
        "exit_code": exit_code,
        "changes": [change_to_dict(change) for change in changes],
    }


def unjudged_to_dict(*, article: str, trouble: str) -> dict[str, Any]:
    """One article that a recheck could not judge again, and why."""
    return {"kind": "trouble", "name": article, "trouble": trouble, "changes": []}


def recheck_to_dict(results: Iterable[dict[str, Any]], *, exit_code: int) -> dict[str, Any]:
    """A whole recheck."""
    return {"schema": RECHECK_SCHEMA, "results": list(results), "exit_code": exit_code}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_time(moment, None)
