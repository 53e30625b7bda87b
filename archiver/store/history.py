"""What the archive has over time: visits, what cites what, and how each record came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from archiver.model import Availability, PostRef, SocialMediaPosting
from archiver.model.history import Judgement, Provenance
from archiver.store.reports import read_postings, read_report
from archiver.store.rows import Row, ref_of, storable, utc_time
from archiver.verify.sequence import in_sequence

Context = Callable[[], AbstractContextManager[None]]

_STATED = "('available', 'not_found', 'withheld', 'protected', 'account_gone')"
_SINCE = (
    # The chain tells what came after what; checks of before it had links are told by the clock.
    "coalesce(written.id > (SELECT id FROM chain WHERE kind = 'checks' "
    "AND record = CAST(checks.id AS TEXT)), "
    "julianday(written.recorded_at) > julianday(checks.checked_at))"
)
_NEWEST = (
    # Where an address leads elsewhere by now, its checks of before are no newest ones.
    "NOT EXISTS (SELECT 1 FROM checks AS later JOIN article_captures AS its "
    "ON its.id = later.article_capture_id WHERE later.id > checks.id AND its.source LIKE '%://%' "
    "AND its.source = (SELECT source FROM article_captures WHERE id = checks.article_capture_id))"
)
_STALE = f"""
WITH cited AS (
  SELECT check_id, platform, post_id FROM latest_checks JOIN embeds USING (article_id)
  UNION
  SELECT latest_checks.check_id, platform, post_id FROM latest_checks
    JOIN check_postings USING (check_id) JOIN postings ON postings.id = posting_id
)
SELECT DISTINCT cited.check_id FROM cited
  JOIN checks ON checks.id = cited.check_id
  JOIN captures ON captures.platform = cited.platform AND captures.post_id = cited.post_id
  JOIN chain AS written
    ON written.kind = 'captures' AND written.record = CAST(captures.id AS TEXT)
WHERE {_SINCE} AND {_NEWEST} AND (
  (captures.availability IN {_STATED} AND captures.availability IS NOT (
    SELECT earlier.availability FROM captures AS earlier
    WHERE earlier.platform = captures.platform AND earlier.post_id = captures.post_id
      AND earlier.availability IN {_STATED} AND earlier.id < captures.id
    ORDER BY earlier.id DESC LIMIT 1))
  OR EXISTS (
    SELECT 1 FROM postings WHERE postings.capture_id = captures.id
      AND postings.platform = cited.platform AND postings.post_id = cited.post_id
      AND NOT EXISTS (
        SELECT 1 FROM check_postings JOIN postings AS had ON had.id = check_postings.posting_id
        WHERE check_postings.check_id = cited.check_id AND had.platform = postings.platform
          AND had.post_id = postings.post_id AND had.witness = postings.witness
          AND had.text = postings.text)))
ORDER BY cited.check_id
"""  # noqa: S608 - constants
_OUTDATED = """
SELECT DISTINCT latest.check_id FROM latest_checks AS latest
  JOIN checks ON checks.id = latest.check_id
  JOIN article_captures AS used ON used.id = checks.article_capture_id
  JOIN article_captures AS newer ON newer.id > used.id AND newer.source = used.source
    AND newer.payload_sha256 <> used.payload_sha256
WHERE used.source LIKE '%://%'
  AND NOT EXISTS (SELECT 1 FROM checks AS made WHERE made.article_capture_id = newer.id)
  AND NOT EXISTS (SELECT 1 FROM article_captures AS newest
    WHERE newest.source = newer.source AND newest.id > newer.id)
  AND (SELECT status FROM exchanges WHERE article_capture_id = newer.id AND route = 'article'
    ORDER BY id DESC LIMIT 1) = 200
ORDER BY latest.check_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostVisits:
    """When a post was visited, and what each visit found, oldest first."""

    ref: PostRef
    visits: tuple[tuple[datetime, Availability], ...]
    """Without those that were broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One reading-in of an article, by the answer of its address."""

    id: int
    origin: str
    """The address or path that was asked for."""
    url: str | None
    captured_at: datetime
    sha256: str
    status: int | None
    """Of the last answer of the page; None for what came from no address."""
    error: str | None
    imported: bool
    """True where it was read from a file that another program made."""


class Visits:
    """Reads what was visited when, what is to be judged again, and where records come from."""

    def __init__(self, db: Database, *, reading: Context) -> None:
        self._db = db
        self._reading = reading

    def posts(self, broken_off: str) -> tuple[PostVisits, ...]:
        """Every captured post, by its newest reference, in order of first visit.

        Without those that a visit found to be another name of a post. ``broken_off`` is the reason
        of captures that were ended before they were visits; what was imported is none of ours.
        """
        with self._reading():
            rows = self._db.query(
                "SELECT platform, post_id, url, handle, captured_at, availability, reason, "
                "import_id FROM captures WHERE NOT EXISTS (SELECT 1 FROM aliases "
                "WHERE aliases.platform = captures.platform "
                "AND aliases.post_id = captures.post_id) ORDER BY id"
            )
            refs: dict[PostRef, PostRef] = {}
            visits: dict[PostRef, list[tuple[datetime, Availability]]] = {}
            for row in rows:
                ref = ref_of(row)
                refs[ref] = ref
                made = visits.setdefault(ref, [])
                if row["reason"] != broken_off and row["import_id"] is None:
                    found = Availability(row["availability"])
                    made.append((datetime.fromisoformat(row["captured_at"]), found))
            return tuple(
                PostVisits(ref=refs[ref], visits=tuple(sorted(each, key=lambda one: one[0])))
                for ref, each in visits.items()
            )

    def received(self, origin: str | None = None) -> tuple[Received, ...]:
        """Every reading-in of an article, or those of one address or path, oldest first."""
        with self._reading():
            rows = self._db.query(
                "SELECT article_captures.*, answer.status, answer.error FROM article_captures "
                "LEFT JOIN exchanges AS answer ON answer.id = (SELECT max(id) FROM exchanges "
                "WHERE article_capture_id = article_captures.id AND route = 'article') "
                "WHERE :origin IS NULL OR article_captures.source = :origin "
                "OR (article_captures.url = :origin AND article_captures.source NOT LIKE '%://%') "
                "ORDER BY article_captures.id",
                {"origin": storable(origin)},
            )
            return tuple(
                in_sequence(
                    map(_received, rows), lambda one: (one.id, one.captured_at, one.imported)
                )
            )

    def stale_checks(self) -> tuple[int, ...]:
        """Newest checks of an article since which something new is known of a post of it.

        That is: it stands otherwise than before, or a witness has words that the check had not
        before it. A visit that was blocked or failed is no news.
        """
        with self._reading():
            return tuple(int(row[0]) for row in self._db.execute(_STALE))

    def outdated_checks(self) -> tuple[int, ...]:
        """Newest checks of an article from an address that has given other bytes since.

        Where nothing came in the end but a failure, or what came was checked, it is none of them.
        """
        with self._reading():
            return tuple(int(row[0]) for row in self._db.execute(_OUTDATED))

    def keys(self, captures: Iterable[int]) -> frozenset[str]:
        """Keys of the posts that these captures are of."""
        with self._reading():
            rows = (self._row("SELECT key FROM captures WHERE id = ?", one) for one in captures)
            return frozenset(row["key"] for row in rows if row is not None)

    def judgement(self, check_id: int) -> Judgement | None:
        """That check with its report as it was stored, or None."""
        with self._reading():
            report = read_report(self._db, check_id)
            if report is None:
                return None
            row = next(
                iter(
                    self._db.query(
                        "SELECT checks.checked_at, checks.program, article_capture_id, source, "
                        "article_captures.url FROM checks JOIN article_captures "
                        "ON article_captures.id = article_capture_id WHERE checks.id = ?",
                        [check_id],
                    )
                )
            )
            return Judgement(
                id=check_id,
                checked_at=datetime.fromisoformat(row["checked_at"]),
                origin=_origin(row),
                program=row["program"],
                report=report,
                article_capture=row["article_capture_id"],
            )

    def checks_with(self, ref: PostRef) -> tuple[int, ...]:
        """Every check that had a version of the post before it, oldest first."""
        with self._reading():
            rows = self._db.execute(
                "SELECT DISTINCT check_id FROM check_postings JOIN postings "
                "ON postings.id = posting_id WHERE platform = ? AND post_id = ? ORDER BY check_id",
                [storable(ref.platform), storable(ref.id)],
            )
            return tuple(int(row[0]) for row in rows)

    def embed_copies(self, ref: PostRef) -> tuple[tuple[str, datetime, SocialMediaPosting], ...]:
        """Copies of the post in articles: the record, when it was received, and the copy."""
        with self._reading():
            found = read_postings(
                self._db,
                "WHERE platform = ? AND post_id = ? AND article_capture_id IS NOT NULL ORDER BY id",
                [storable(ref.platform), storable(ref.id)],
            )
            return tuple((*self._owner(number), posting) for number, posting in found)

    def _owner(self, posting: int) -> tuple[str, datetime]:
        row = self._db.execute(
            "SELECT article_captures.id, captured_at FROM postings JOIN article_captures "
            "ON article_captures.id = article_capture_id WHERE postings.id = ?",
            [posting],
        ).fetchone()
        return f"article_captures/{row[0]}", datetime.fromisoformat(row[1])

    def provenance(self, kind: str, ids: Iterable[int]) -> Mapping[int, Provenance]:
        """How records of a table (``captures`` or ``article_captures``) came in, by their id."""
        with self._reading():
            return {number: self._provenance(kind, number) for number in ids}

    def _provenance(self, kind: str, number: int) -> Provenance:
        row = self._row("SELECT * FROM chain WHERE kind = ? AND record = ?", kind, str(number))
        link = row or {}
        table = "captures" if kind == "captures" else "article_captures"
        origin = self._row(
            f"SELECT imports.* FROM {table} JOIN imports ON imports.id = import_id "  # noqa: S608 - one of two names
            f"WHERE {table}.id = ?",
            number,
        )
        return Provenance(
            link=link.get("id"),
            recorded_at=utc_time(link.get("recorded_at")),
            agent=link.get("agent"),
            program=link.get("program"),
            server_date=utc_time(link.get("server_date")),
            imported=None if origin is None else _import_in_words(origin),
        )

    def _row(self, query: str, *values: object) -> Row | None:
        return next(iter(self._db.query(query, list(values))), None)


def _received(row: Row) -> Received:
    return Received(
        id=row["id"],
        origin=_origin(row),
        url=row["url"],
        captured_at=datetime.fromisoformat(row["captured_at"]),
        sha256=row["payload_sha256"],
        status=row["status"],
        error=row["error"],
        imported=row["import_id"] is not None,
    )


def _origin(row: Row) -> str:
    """What was asked for: an address where there is one, else the path."""
    source = str(row["source"])
    return source if "://" in source or row["url"] is None else str(row["url"])


def _import_in_words(row: Row) -> str:
    made = f" made by {row['software']}" if row["software"] else ""
    return f"{row['format']} file {row['source']}{made}, sha256:{row['sha256']}"
