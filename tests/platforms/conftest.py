"""Fixture folders of platforms, read back as what a visit received."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    PostRef,
    SocialMediaPosting,
    Source,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One folder: what was asked, what came, what should be read from it."""

    url: str
    captured_at: datetime
    exchanges: tuple[Exchange, ...]
    expected: Mapping[str, Any]

    def capture(self, ref: PostRef) -> Capture:
        return Capture(
            ref=ref,
            captured_at=self.captured_at,
            availability=Availability.ERROR,
            reason="not concluded yet",
            exchanges=self.exchanges,
        )


def _exchange(data: Mapping[str, Any], when: datetime) -> Exchange:
    body = data.get("body", "")
    payload = json.dumps(data["json"]).encode() if "json" in data else body.encode()
    if "body_base64" in data:
        payload = base64.b64decode(data["body_base64"])
    memento = data.get("memento_datetime")
    kind = data.get("content_type")
    return Exchange(
        request=FetchRequest(
            url=data["url"],
            source=Source(data["source"]),
            route=data["route"],
            headers=tuple((key, value) for key, value in data.get("request_headers", [])),
        ),
        warc_date=when,
        target_uri=data.get("target_uri", data["url"]),
        status=data["status"],
        headers=(("Content-Type", kind),) if kind else (),
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
        error=data.get("error"),
        truncated=data.get("truncated"),
        memento_datetime=datetime.fromisoformat(memento) if memento else None,
    )


def _load(folder: Path) -> Case:
    data = json.loads((folder / "exchanges.json").read_text(encoding="utf-8"))
    when = datetime.fromisoformat(data["captured_at"])
    expected = folder / "expected.json"
    return Case(
        url=data["url"],
        captured_at=when,
        exchanges=tuple(_exchange(item, when) for item in data["exchanges"]),
        expected=json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else {},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, PostRef):
        return value.url
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return _as_data(value)
    return value


def _as_data(item: Any) -> dict[str, Any]:
    pairs = ((field.name, _plain(getattr(item, field.name))) for field in fields(item))
    return {
        name: value
        for name, value in pairs
        if value not in (None, [], ()) and (name, value) != ("was_edited", False)
    }


@pytest.fixture(scope="session")
def load_case() -> Callable[[Path], Case]:
    """Reads a fixture folder."""
    return _load


@pytest.fixture(scope="session")
def as_data() -> Callable[[SocialMediaPosting], dict[str, Any]]:
    """A posting as expected.json has it: references by address, empty fields left out."""
    return _as_data


def _receive(ref: PostRef, *answers: tuple[FetchRequest, bytes, int]) -> Capture:
    when = datetime(2026, 11, 24, 12, tzinfo=UTC)
    exchanges = (
        Exchange(
            request=request,
            warc_date=when,
            target_uri=request.url,
            status=status,
            payload=body,
            payload_sha256=hashlib.sha256(body).hexdigest(),
        )
        for request, body, status in answers
    )
    return Capture(
        ref=ref,
        captured_at=when,
        availability=Availability.AVAILABLE,
        reason="",
        exchanges=tuple(exchanges),
    )


@pytest.fixture(scope="session")
def receive() -> Callable[..., Capture]:
    """Makes a capture of a post from (request, body, status) each."""
    return _receive
