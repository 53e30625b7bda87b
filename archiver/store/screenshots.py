"""What was read from the screenshots of posts in an article: to rows, and back."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.model import Screenshot, ScreenshotCandidate, ScreenshotStatus, Witness
from archiver.store.connection import insert
from archiver.store.rows import json_text


def write_screenshots(db: Database, shots: tuple[Screenshot, ...], check_id: int) -> None:
    """The screenshots of one check are in the running transaction.

    Raises ArchiveError where the bytes of one are not in the archive.
    """
    for seq, shot in enumerate(shots):
        if not db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", [shot.sha256]).fetchone():
            raise ArchiveError(
                f"the picture with digest {shot.sha256} is not in the archive",
                "add its bytes before the report",
            )
        insert(
            db,
            "screenshots",
            {
                "check_id": check_id,
                "seq": seq,
                "status": shot.status.value,
                "posting_key": shot.posting,
                "url": shot.picture,
                "languages": json_text(list(shot.languages)),
                "candidates": json_text([_candidate_values(one) for one in shot.candidates]),
                "quotations": json_text(list(shot.quotations)),
                **{name: getattr(shot, name) for name in _SAME},
            },
        )


def read_screenshots(db: Database, check_id: int) -> tuple[Screenshot, ...]:
    """The screenshots of that check, in their order."""
    rows = db.query("SELECT * FROM screenshots WHERE check_id = ? ORDER BY seq", [check_id])
    return tuple(
        Screenshot(
            picture=row["url"],
            status=ScreenshotStatus(row["status"]),
            languages=tuple(json.loads(row["languages"])),
            candidates=tuple(map(_candidate_of, json.loads(row["candidates"]))),
            quotations=tuple(json.loads(row["quotations"])),
            **{name: row[name] for name in _SAME},
        )
        for row in rows
    )


_SAME = (
    *("sha256", "width", "height", "handle", "name", "text", "time", "platform", "confidence"),
    *("reason", "alt"),
)
"""Columns that hold what the field of the same name has."""


def _candidate_values(one: ScreenshotCandidate) -> dict[str, Any]:
    return {
        "posting": one.posting,
        "agreeing": one.agreeing,
        "words": one.words,
        "witness": one.witness.value,
        "url": one.url,
        "handle": one.handle,
        "author_name": one.author_name,
    }


def _candidate_of(values: dict[str, Any]) -> ScreenshotCandidate:
    return ScreenshotCandidate(**{**values, "witness": Witness(values["witness"])})
