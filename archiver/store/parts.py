"""What a record of the chain is made of: the rows that its digest covers, as SQL.

A record is named by a link: a table, and the id of a row in it. Its digest covers that row and all
that belongs to it. Columns that a later schema adds are no part of it: they call for another form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PICTURE_ROUTE = "image"
"""Route of the exchanges that fetched a picture."""

_ALONE = f"exchanges.route = '{PICTURE_ROUTE}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one kind that belong to a record."""

    name: str
    """What the rows are, as people read it: the table's name."""
    source: str
    """What stands after FROM."""
    key: str
    """The expression that is the id of the record."""
    columns: tuple[str, ...]
    """Expressions, each with its name after AS where it has another."""
    first: tuple[str, ...] | None = None
    """Names of those columns that form 1 covers; None where it knew no such record."""
    where: str = "TRUE"
    order: str = "1"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.rpartition(" AS ")[2].strip('"') for column in self.columns)

    @property
    def of_one(self) -> str:
        """The query for the rows of the record whose id is the parameter."""
        return (
            f"SELECT {', '.join(self.columns)} FROM {self.source} "  # noqa: S608 - constants
            f"WHERE {self.key} = ? AND {self.where} ORDER BY {self.order}"
        )

    @property
    def of_all(self) -> str:
        """The query for the rows of all records, each with its id before it, in order of ids."""
        order = "" if self.order == "1" else f", {self.order}"
        return (
            f"SELECT {self.key}, {', '.join(self.columns)} FROM {self.source} "  # noqa: S608 - constants
            f"WHERE {self.key} IS NOT NULL AND {self.where} ORDER BY {self.key}{order}"
        )


def _columns(table: str, names: str) -> tuple[str, ...]:
    return tuple(f'{table}."{name}" AS "{name}"' for name in names.split())


_EXCHANGE_1 = (
    "seq status source route method url target_uri warc_date payload_sha256 error truncated "
    "memento_datetime request_headers headers"
)
_EXCHANGE = _columns("exchanges", f"id capture_id article_capture_id record_id {_EXCHANGE_1}")
_CAPTURE_1 = "id platform post_id availability captured_at reason url handle"
_ARTICLE_1 = "id captured_at source url payload_sha256"
_BLOB = "sha256 bytes media_type"

_CHECKS = (
    Part(
        name="checks",
        source="checks LEFT JOIN articles ON articles.id = checks.article_id",
        key="checks.id",
        columns=(
            *_columns("checks", "id checked_at exit_code article_capture_id rules style program"),
            *_columns("articles", "reader reading_sha256"),
        ),
    ),
    Part(
        name="check_postings",
        source="check_postings LEFT JOIN postings ON postings.id = check_postings.posting_id",
        key="check_postings.check_id",
        columns=(
            *_columns("check_postings", "role seq"),
            *_columns("postings", "witness parser capture_id article_capture_id reading_sha256"),
        ),
        order="check_postings.role, check_postings.seq",
    ),
    Part(
        name="reviews",
        source=(
            "reviews LEFT JOIN quotations ON quotations.id = reviews.quotation_id "
            "LEFT JOIN postings ON postings.id = reviews.posting_id"
        ),
        key="reviews.check_id",
        columns=(
            *_columns(
                "reviews",
                "seq verdict materiality coverage reasons aligned_coverage target_start "
                "target_end matched_words quotation_words before after",
            ),
            *_columns(
                "quotations",
                "kind channel attributed_to cue start end exact attribution prefix suffix",
            ),
            *_columns("postings", "reading_sha256 capture_id article_capture_id"),
        ),
        order="reviews.seq",
    ),
    Part(
        name="edits",
        source="edits JOIN reviews ON reviews.id = edits.review_id",
        key="reviews.check_id",
        columns=(
            'reviews.seq AS "review"',
            *_columns(
                "edits",
                "seq tier kind original quotation start end original_start original_end",
            ),
        ),
        order="reviews.seq, edits.seq",
    ),
    Part(
        name="findings",
        source="findings",
        key="findings.check_id",
        columns=_columns("findings", "seq kind message posting_key quotation sides"),
        order="findings.seq",
    ),
    Part(
        name="picture_checks",
        source=(
            "picture_checks LEFT JOIN picture_comparisons AS found ON found.id = comparison_id"
        ),
        key="picture_checks.check_id",
        columns=(
            *_columns(
                "picture_checks",
                "seq posting_key url alt shown width height sha256 post_url post_sha256",
            ),
            *_columns("found", "kind kinds boxes cropped framed turned agreeing reason"),
        ),
        order="picture_checks.seq",
    ),
    Part(
        name="screenshots",
        source="screenshots",
        key="screenshots.check_id",
        columns=_columns(
            "screenshots",
            "seq status posting_key url alt width height handle name text time platform "
            "confidence languages candidates quotations reason sha256",
        ),
        order="screenshots.seq",
    ),
)

RECORDS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "blobs": (
            Part(
                name="blobs",
                source="blobs",
                key="blobs.sha256",
                columns=_columns("blobs", _BLOB),
                first=tuple(_BLOB.split()),
            ),
        ),
        "article_captures": (
            Part(
                name="article_captures",
                source="article_captures",
                key="article_captures.id",
                columns=_columns("article_captures", f"{_ARTICLE_1} import_id"),
                first=tuple(_ARTICLE_1.split()),
            ),
            Part(
                name="exchanges",
                source="exchanges",
                key="exchanges.article_capture_id",
                columns=_EXCHANGE,
                first=tuple(_EXCHANGE_1.split()),
                where=f"NOT {_ALONE}",
                order="exchanges.seq",
            ),
        ),
        "captures": (
            Part(
                name="captures",
                source="captures",
                key="captures.id",
                columns=_columns("captures", f"{_CAPTURE_1} import_id"),
                first=tuple(_CAPTURE_1.split()),
            ),
            Part(
                name="exchanges",
                source="exchanges",
                key="exchanges.capture_id",
                columns=_EXCHANGE,
                first=tuple(_EXCHANGE_1.split()),
                order="exchanges.seq",
            ),
            Part(
                name="aliases",
                source="aliases",
                key="aliases.capture_id",
                columns=_columns("aliases", "id capture_id platform post_id url handle"),
                first=("platform", "post_id", "url", "handle"),
            ),
        ),
        # An article's pictures come after its capture is in the chain: each has its own link.
        "exchanges": (
            Part(
                name="exchanges",
                source="exchanges",
                key="exchanges.id",
                columns=_EXCHANGE,
                first=("id", "article_capture_id", *_EXCHANGE_1.split()),
                where=f"exchanges.article_capture_id IS NOT NULL AND {_ALONE}",
            ),
        ),
        "imports": (
            Part(
                name="imports",
                source="imports",
                key="imports.id",
                columns=_columns(
                    "imports", "id source format software imported_at bytes sha256 details"
                ),
            ),
        ),
        "timestamps": (
            Part(
                name="timestamps",
                source="timestamps",
                key="timestamps.id",
                columns=_columns(
                    "timestamps",
                    "id kind chain_id authority requested_at stamped_at imprint upgrades "
                    "certificates proof",
                ),
            ),
        ),
        "checks": _CHECKS,
    }
)
"""The parts of a record of form 2, by the table that its link names; the first has one row."""

DERIVED = frozenset({"checks"})
"""Kinds of record that may be dropped and made again: their absence proves nothing."""
