"""The stored checks that an export of reports is of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.errors import ArchiveError, InputError
from archiver.model import ArticleReport
from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.chosen import chosen
from archiver.store.records import CheckSummary


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheck:
    """A check as it was stored."""

    summary: CheckSummary
    report: ArticleReport
    article_capture: int
    """Id of the article capture whose bytes were checked."""
    captured_at: datetime
    """When these bytes were read in, UTC."""


def newest_checks(
    names: Sequence[str], desk: Desk, *, check: int | None = None
) -> tuple[CheckSummary, ...]:
    """The newest check of every article named, or of all articles for no name, in their order.

    With ``check``, the one of that number instead. An article is one by its address, else by its
    source; what came over standard input, by its bytes. Raises InputError for a name of which the
    archive has no check, and for a number that is none of those.
    """
    known = {summary.id: summary for summary in desk.archive.checks()}
    ids = _ids(names, desk)
    if check is not None:
        if check not in ids:
            what = f"check {check} of {names[0]}" if names else f"check {check}"
            raise InputError(f"the archive has no {what}", "leave out --check for the newest")
        return (known[check],)
    newest = {_article(known[one]): known[one] for one in ids if one in known}
    return tuple(sorted(newest.values(), key=lambda summary: summary.id))


def _ids(names: Sequence[str], desk: Desk) -> tuple[int, ...]:
    ids: list[int] = []
    for name in names:
        found = chosen([name], desk)
        if found.captures and not found.article_captures:
            raise InputError(f"{name} is a post", "name an article that quotes it")
        if not found.checks:
            raise InputError(
                f"the archive has no check of {name}", f"make one first: archiver check {name}"
            )
        ids += found.checks
    if not names:
        ids += desk.archive.holdings.everything().checks
        if not ids:
            raise InputError(f"{desk.archive.path} has no check of any article", "check one first")
    return tuple(sorted(set(ids)))


def _article(summary: CheckSummary) -> tuple[str, str]:
    if summary.url:
        return "url", summary.url
    if summary.source != "-":
        return "source", summary.source
    return "sha256", summary.sha256


def one_check(name: str, desk: Desk, *, check: int | None = None) -> StoredCheck:
    """The newest check of the one article named, or its check of that number.

    Raises InputError as ``newest_checks`` does, and where the name is of several articles.
    """
    found = newest_checks([name], desk, check=check)
    if len(found) > 1:
        raise InputError(f"{name} names {len(found)} articles", "name one by its address or digest")
    return stored(found[0], desk)


def stored(summary: CheckSummary, desk: Desk) -> StoredCheck:
    """The check with its report. Raises ArchiveError where rows of it are missing."""
    report = desk.archive.report(summary.id)
    origin = desk.archive.papers.origin(summary.id)
    if report is None or origin is None:
        raise ArchiveError(
            f"{desk.archive.path} has lost a part of check {summary.id}", "see archiver audit"
        )
    return StoredCheck(
        summary=summary, report=report, article_capture=origin[0], captured_at=origin[1]
    )


def sound_blob(sha256: str, desk: Desk) -> bytes | None:
    """The stored bytes of that digest, or None. Raises ArchiveError where they are others."""
    data = desk.archive.blob(sha256)
    if data is not None and hashlib.sha256(data).hexdigest() != sha256:
        raise ArchiveError(
            f"{desk.archive.path} is damaged: blob {sha256} is not as it was stored",
            "see archiver audit",
        )
    return data


def all_stored(summaries: Iterable[CheckSummary], desk: Desk) -> Iterator[StoredCheck]:
    """Each check with its report, one at a time."""
    return (stored(summary, desk) for summary in summaries)
