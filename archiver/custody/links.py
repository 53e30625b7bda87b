"""Links of the evidence chain: each names one record, and the link before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archiver.custody.canonical import digest

GENESIS = "0" * 64
"""What the first link has in place of the digest of the one before."""
FORM = 2
"""The rule by which new links and the digests of their records are made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One event of the chain: who wrote which record, with what, and when."""

    kind: str
    """Table of the record."""
    record: str
    """Id of the record; for a blob its digest."""
    recorded_at: str
    """When it was written, by the clock of this machine: UTC text."""
    record_sha256: str
    """Hex digest of the record."""
    form: int = FORM
    agent: str | None = None
    """Who: as the user names himself, else login and machine."""
    program: str | None = None
    """Name and version of the program."""
    server_date: str | None = None
    """What the server's clock said: the Date header of the record's last answer that has one (RFC
    9110 6.6.1), UTC text."""

    def sealed(self, previous: str) -> str:
        """Hex SHA-256 over the link before (its hex digest, or ``GENESIS``) and this one.

        Raises ValueError for a form that this program doesn't know.
        """
        return seal(previous, {name: getattr(self, name) for name in self.__slots__})


_COLUMNS_1 = ("kind", "record", "recorded_at", "record_sha256")


def seal(previous: str, values: Mapping[str, Any]) -> str:
    """Hex SHA-256 over the link before and one whose fields, by name, are ``values``.

    Raises ValueError for a form that this program doesn't know.
    """
    if values["form"] == FORM:
        return digest([previous, values])
    if values["form"] == 1:
        return digest_1([previous, {name: values[name] for name in _COLUMNS_1}])
    raise ValueError(f"a link of form {values['form']}, made by a newer archiver")


def digest_1(value: object) -> str:
    """Hex SHA-256 of the value as links of form 1 have it: JSON, sorted keys, ASCII alone."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
