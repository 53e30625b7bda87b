"""One public post, from the platform itself. Run by `make live` on a machine with a network."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver import capture, open_desk
from archiver.model import Availability, Witness

FIRST_POST = "https://x.com/jack/status/20"


@pytest.mark.live
def test_the_first_post_is_captured_whole(tmp_path: Path) -> None:
    with open_desk(tmp_path / "archive.db") as desk:
        visit = capture(FIRST_POST, desk)
        print(f"\n{visit.capture.ref.key}: {visit.capture.availability}, {visit.capture.reason}")
        assert visit.capture.availability is Availability.AVAILABLE
        best = visit.postings[0]
        assert best.witness is Witness.PLATFORM
        assert best.handle == "jack"
        assert best.text == "just setting up my twttr"
        assert best.created is not None
        assert best.created.date() == datetime(2006, 3, 21, tzinfo=UTC).date()
        assert desk.archive.audit() == ()
