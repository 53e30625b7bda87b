"""What the archive tells of its own records, beside the nouns of the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archiver.model import Exchange
from archiver.store.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCapture:
    """An article's bytes as they were read in."""

    id: int
    source: str
    """As the user named it: a URL, a path, "-"."""
    url: str | None
    captured_at: datetime
    payload: bytes
    media_type: str | None
    exchanges: tuple[Exchange, ...] = ()
    imported: str | None = None
    """The file of another program that it was read from, as in ``Capture.imported``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSummary:
    """One run of the checker over one article."""

    id: int
    checked_at: datetime
    exit_code: int
    title: str | None
    url: str | None
    source: str
    sha256: str
    """Digest of the article's bytes."""
    rules: str
    program: str


def summary_of(row: Row) -> CheckSummary:
    """The summary whose row this is, joined with the article and its capture."""
    return CheckSummary(
        id=row["id"],
        checked_at=datetime.fromisoformat(row["checked_at"]),
        exit_code=row["exit_code"],
        title=row["title"],
        url=row["url"],
        source=row["source"],
        sha256=row["sha256"],
        rules=row["rules"],
        program=row["program"],
    )
