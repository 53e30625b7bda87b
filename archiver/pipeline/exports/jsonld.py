"""Drafts of reviews and annotations of stored checks, as JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.stored import StoredCheck, all_stored, newest_checks
from archiver.report import jsonld


def to_jsonld(names: Sequence[str], desk: Desk, *, check: int | None = None) -> str:
    """One JSON array with the drafts of the newest check of every article named, or of all.

    Raises InputError as ``newest_checks`` does.
    """
    found = newest_checks(names, desk, check=check)
    return jsonld.dumps(document for each in all_stored(found, desk) for document in drafts(each))


def drafts(stored: StoredCheck) -> list[dict[str, object]]:
    """The drafts of one check."""
    return jsonld.documents(stored.report, origin_of(stored))


def origin_of(stored: StoredCheck) -> jsonld.Origin:
    """Which check it is, for what is made of it."""
    summary = stored.summary
    return jsonld.Origin(
        check=summary.id,
        checked_at=summary.checked_at,
        captured_at=stored.captured_at,
        program=summary.program,
    )
