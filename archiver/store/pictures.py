"""What was found out about pictures: kept by digest, so that nothing is decoded twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlite_utils import Database

from archiver.errors import ArchiveError
from archiver.media.fingerprint import RULES as FACTS
from archiver.media.fingerprint import Fingerprint
from archiver.model import Box, PictureCheck, PictureClass, PictureComparison
from archiver.store.connection import insert
from archiver.store.rows import Row, json_text

Context = Callable[[], AbstractContextManager[None]]


class PictureShelf:
    """Facts about single pictures, and comparisons of two, each by the rules that made it."""

    def __init__(self, db: Database, *, reading: Context, writing: Context) -> None:
        self._db = db
        self._reading = reading
        self._writing = writing

    def facts(self, sha256: str) -> Fingerprint | str | None:
        """What is known of the picture; in words, why it is none; or None where nothing is."""
        with self._reading():
            rows = self._db.query(
                "SELECT * FROM pictures WHERE sha256 = ? AND rules = ?", [sha256, FACTS]
            )
            row = next(iter(rows), None)
        if row is None:
            return None
        if row["unreadable"] is not None:
            return str(row["unreadable"])
        names = ("sha256", "media_type", "width", "height", "phash", "dhash")
        return Fingerprint(**{name: row[name] for name in names})

    def keep_facts(self, sha256: str, facts: Fingerprint | str) -> None:
        """The facts are kept, or in words why it is no picture."""
        told: Row = {"unreadable": facts}
        if isinstance(facts, Fingerprint):
            told = {
                "media_type": facts.media_type,
                "width": facts.width,
                "height": facts.height,
                "phash": facts.phash,
                "dhash": facts.dhash,
            }
        with self._writing():
            if self.facts(sha256) is None:
                insert(self._db, "pictures", {"sha256": sha256, "rules": FACTS, **told})

    def comparison(self, copy: str, original: str, rules: str) -> PictureComparison | None:
        """What those rules found between the two, or None where they were not asked yet."""
        with self._reading():
            row = _comparison_row(self._db, copy, original, rules)
            return None if row is None else _comparison_of(row)

    def keep_comparison(
        self, copy: str, original: str, rules: str, found: PictureComparison
    ) -> None:
        """What those rules found between the two is kept."""
        with self._writing():
            if _comparison_row(self._db, copy, original, rules) is None:
                insert(
                    self._db,
                    "picture_comparisons",
                    {
                        "sha256": copy,
                        "post_sha256": original,
                        "rules": rules,
                        **_comparison_values(found),
                    },
                )


def write_checks(db: Database, checks: tuple[PictureCheck, ...], check_id: int, rules: str) -> None:
    """The picture checks of one check are in the running transaction.

    Raises ArchiveError where the bytes of a picture are not in the archive.
    """
    for seq, check in enumerate(checks):
        row = _comparison_row(db, check.sha256, check.post_sha256, rules)
        same = row is not None and _comparison_of(row) == check.comparison
        comparison = (
            row["id"]
            if row is not None and same
            else insert(
                db,
                "picture_comparisons",
                {
                    "sha256": check.sha256,
                    "post_sha256": check.post_sha256,
                    "rules": rules if row is None else f"{rules} in check {check_id}",
                    **_comparison_values(check.comparison),
                },
            )
        )
        for sha256 in (check.sha256, check.post_sha256):
            if not db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", [sha256]).fetchone():
                raise ArchiveError(
                    f"the picture with digest {sha256} is not in the archive",
                    "add its bytes before the report",
                )
        insert(
            db,
            "picture_checks",
            {
                "check_id": check_id,
                "seq": seq,
                "comparison_id": comparison,
                "posting_key": check.posting,
                "url": check.url,
                "alt": check.alt,
                "shown": int(check.shown),
                "width": check.width,
                "height": check.height,
                "sha256": check.sha256,
                "post_url": check.post_url,
                "post_sha256": check.post_sha256,
            },
        )


def read_checks(db: Database, check_id: int) -> tuple[PictureCheck, ...]:
    """The picture checks of that check, in their order."""
    rows = db.query(
        "SELECT picture_checks.*, kind, kinds, boxes, cropped, framed, turned, agreeing, reason "
        "FROM picture_checks JOIN picture_comparisons AS found ON found.id = comparison_id "
        "WHERE check_id = ? ORDER BY seq",
        [check_id],
    )
    return tuple(
        PictureCheck(
            url=row["url"],
            sha256=row["sha256"],
            width=row["width"],
            height=row["height"],
            posting=row["posting_key"],
            post_url=row["post_url"],
            post_sha256=row["post_sha256"],
            comparison=_comparison_of(row),
            alt=row["alt"],
            shown=bool(row["shown"]),
        )
        for row in rows
    )


def _comparison_row(db: Database, copy: str, original: str, rules: str) -> Row | None:
    rows = db.query(
        "SELECT * FROM picture_comparisons WHERE sha256 = ? AND post_sha256 = ? AND rules = ?",
        [copy, original, rules],
    )
    return next(iter(rows), None)


def _comparison_values(found: PictureComparison) -> Row:
    return {
        "kind": None if found.kind is None else found.kind.value,
        "kinds": json_text([kind.value for kind in found.kinds]),
        "boxes": json_text([_sides(box) for box in found.boxes]),
        "cropped": None if found.cropped is None else json_text(_sides(found.cropped)),
        "framed": None if found.framed is None else json_text(_sides(found.framed)),
        "turned": found.turned,
        "agreeing": found.agreeing,
        "reason": found.reason,
    }


def _comparison_of(row: Row) -> PictureComparison:
    return PictureComparison(
        kind=None if row["kind"] is None else PictureClass(row["kind"]),
        kinds=tuple(map(PictureClass, json.loads(row["kinds"]))),
        boxes=tuple(map(_box, json.loads(row["boxes"]))),
        cropped=None if row["cropped"] is None else _box(json.loads(row["cropped"])),
        framed=None if row["framed"] is None else _box(json.loads(row["framed"])),
        turned=row["turned"],
        agreeing=row["agreeing"],
        reason=row["reason"],
    )


def _sides(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def _box(sides: list[Any]) -> Box:
    left, top, right, bottom = sides
    return Box(left=left, top=top, right=right, bottom=bottom)
