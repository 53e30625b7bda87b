"""Proofs of time: evidence on the chain itself, each with a link of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from archiver.model.proofs import ChainHead, Proof, ProofKind
from archiver.store.chain import Scribe, add_link
from archiver.store.connection import insert
from archiver.store.rows import Row, storable, utc_text, utc_time

Context = Callable[[], AbstractContextManager[None]]


class Written(NamedTuple):
    """A link of the chain, as far as times need it."""

    id: int
    kind: str
    record: str
    recorded_at: datetime
    """By the clock of the machine that wrote it, UTC."""


class ProofShelf:
    """Adds proofs of time and reads them back."""

    def __init__(self, db: Database, *, reading: Context, writing: Context, scribe: Scribe) -> None:
        self._db = db
        self._reading = reading
        self._writing = writing
        self._scribe = scribe

    def head(self) -> ChainHead | None:
        """The newest link of the chain; None while there is no evidence."""
        with self._reading():
            return self._link("SELECT * FROM chain ORDER BY id DESC LIMIT 1")

    def link(self, chain_id: int) -> ChainHead | None:
        """The link of that number, or None."""
        with self._reading():
            return self._link("SELECT * FROM chain WHERE id = ?", chain_id)

    def is_proven(self, authority: str) -> bool:
        """Whether a proof by that authority covers all evidence but proofs of time themselves."""
        with self._reading():
            (proven,) = self._db.execute(
                "SELECT coalesce(max(chain_id), 0) FROM timestamps WHERE authority = ?",
                [storable(authority)],
            ).fetchone()
            newer = self._db.execute(
                "SELECT 1 FROM chain WHERE id > ? AND kind != 'timestamps' LIMIT 1", [proven]
            ).fetchone()
        return newer is None

    def add(self, proof: Proof) -> int:
        """The proof is in the archive, with a link in the chain. Returns its id.

        Raises ArchiveError where the chain has no such link.
        """
        with self._writing():
            number = insert(self._db, "timestamps", _row(proof))
            add_link(self._db, "timestamps", number, self._scribe)
        return number

    def all(self) -> tuple[tuple[Proof, ChainHead], ...]:
        """Every proof with the link that it is of, oldest first."""
        with self._reading():
            rows = self._db.query(
                "SELECT timestamps.*, sha256, recorded_at FROM timestamps "
                "JOIN chain ON chain.id = chain_id ORDER BY timestamps.id"
            )
            return tuple((_proof(row), _head(row, "chain_id")) for row in rows)

    def written(self) -> tuple[Written, ...]:
        """Every link of the chain, oldest first: what it names, and when it says it was written."""
        with self._reading():
            rows = self._db.execute("SELECT id, kind, record, recorded_at FROM chain ORDER BY id")
            return tuple(
                Written(number, kind, record, _moment(at)) for number, kind, record, at in rows
            )

    def pending(self) -> tuple[Proof, ...]:
        """Proofs of OpenTimestamps that none completes yet, and that complete none."""
        with self._reading():
            rows = self._db.query(
                "SELECT * FROM timestamps WHERE kind = ? AND upgrades IS NULL AND NOT EXISTS "
                "(SELECT 1 FROM timestamps AS later WHERE later.upgrades = timestamps.id) "
                "ORDER BY id",
                [ProofKind.OPENTIMESTAMPS.value],
            )
            return tuple(map(_proof, rows))

    def _link(self, query: str, *values: int) -> ChainHead | None:
        row = next(iter(self._db.query(query, list(values))), None)
        return None if row is None else _head(row, "id")


def _head(row: Row, key: str) -> ChainHead:
    return ChainHead(
        id=row[key],
        sha256=row["sha256"],
        recorded_at=_moment(row["recorded_at"]),
    )


def _moment(text: str) -> datetime:
    """The moment. Raises ValueError for text that is none, or has no time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone, {text!r}")
    return moment


def _row(proof: Proof) -> Row:
    return {
        "kind": proof.kind.value,
        "chain_id": proof.chain_id,
        "authority": proof.authority,
        "requested_at": utc_text(proof.requested_at),
        "stamped_at": None if proof.stamped_at is None else utc_text(proof.stamped_at),
        "imprint": proof.imprint,
        "upgrades": proof.upgrades,
        "certificates": proof.certificates,
        "proof": proof.proof,
    }


def _proof(row: Row) -> Proof:
    """The proof of a row of ``timestamps``. Raises ValueError for a row that no archiver wrote."""
    return Proof(
        kind=ProofKind(row["kind"]),
        chain_id=row["chain_id"],
        imprint=row["imprint"],
        authority=row["authority"],
        requested_at=_moment(row["requested_at"]),
        proof=row["proof"],
        stamped_at=utc_time(row["stamped_at"]),
        certificates=row["certificates"],
        upgrades=row["upgrades"],
        id=row["id"],
    )
