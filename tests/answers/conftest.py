"""Answers made for one test."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from archiver.model import Exchange, FetchRequest, Source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _answer(
    body: bytes | str = b"",
    *,
    url: str = "https://notes.example/1",
    status: int = 200,
    source: Source = Source.PLATFORM,
    route: str = "page",
    content_type: str | None = None,
    **facts: Any,
) -> Exchange:
    payload = body.encode() if isinstance(body, str) else body
    made: dict[str, Any] = {
        "request": FetchRequest(url=url, source=source, route=route),
        "warc_date": NOW,
        "target_uri": url,
        "status": status,
        "headers": (("Content-Type", content_type),) if content_type else (),
        "payload": payload,
        "payload_sha256": hashlib.sha256(payload).hexdigest(),
        **facts,
    }
    return Exchange(**made)


@pytest.fixture(scope="session")
def answer() -> Callable[..., Exchange]:
    """An exchange with that body; everything else has a default."""
    return _answer
