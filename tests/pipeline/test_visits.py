"""Bounds of a visit."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.fetch.transport import digest
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    ImageObject,
    Outcome,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.pipeline.desk import Desk
from archiver.pipeline.pictures import MAX_IMAGES
from archiver.pipeline.visits import visit_post
from archiver.platforms.x import X
from archiver.store import Archive

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REF = PostRef(platform="x", id="1289865845053652994")


class Gallery(X):
    """A platform whose posts have more pictures than anybody looks at."""

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        yield FetchRequest(url=f"https://pictures.example/{ref.id}")
        return Outcome(availability=Availability.AVAILABLE, reason="it answers")

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        images = tuple(
            ImageObject(content_url=f"https://pictures.example/{n}.png")
            for n in range(MAX_IMAGES + 5)
        )
        return (
            SocialMediaPosting(
                ref=capture.ref, witness=Witness.PLATFORM, parser="t/1", text="", images=images
            ),
        )


@dataclass
class Counting:
    asked: list[str] = field(default_factory=list)

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        self.asked.append(request.url)
        return (
            Exchange(
                request=request,
                warc_date=NOW,
                target_uri=request.url,
                status=200,
                payload_sha256=digest(b""),
            ),
        )


@pytest.fixture
def desk(tmp_path: Path, fixed_clock: Callable[[], datetime]) -> Iterator[Desk]:
    with Archive.open(tmp_path / "archive.db", clock=fixed_clock) as archive:
        yield Desk(archive=archive, platforms=(Gallery(),), transport=None, clock=fixed_clock)


def test_no_more_pictures_than_the_limit_are_fetched(desk: Desk) -> None:
    transport = Counting()
    visit = visit_post(REF, desk, transport)
    assert len(transport.asked) == 1 + MAX_IMAGES
    assert len(visit.postings[0].images) == MAX_IMAGES + 5
    assert len(desk.archive.captures_of(REF)[0][1].exchanges) == 1 + MAX_IMAGES
