"""The quotations of stored checks as a table."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.jsonld import origin_of
from archiver.pipeline.exports.stored import all_stored, newest_checks
from archiver.report.csv import Judged, table


def to_csv(names: Sequence[str], desk: Desk, *, check: int | None = None) -> str:
    """A row for each quotation of the newest check of every article named, or of all.

    Raises InputError as ``newest_checks`` does.
    """
    found = newest_checks(names, desk, check=check)
    return table(
        Judged(report=each.report, origin=origin_of(each), source=each.summary.source)
        for each in all_stored(found, desk)
    )
