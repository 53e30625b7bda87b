"""A program killed in the middle of a write leaves no half record."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from archiver.model import Capture
from archiver.store import Archive

Clock = Callable[[], datetime]

WRITE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from archiver.model import *
from archiver.store import Archive

now = datetime(2024, 5, 17, tzinfo=UTC)
calls = []

def clock():
    calls.append(1)
    if len(calls) == 7:
        print("in the middle", flush=True)
        time.sleep(60)
    return now

exchanges = tuple(
    Exchange(
        request=FetchRequest(url="https://x.example"), warc_date=now,
        target_uri="https://x.example", status=200, payload=bytes([number]) * 3_000_000,
    )
    for number in range(8)
)
capture = Capture(
    ref=PostRef(platform="x", id="2"), captured_at=now,
    availability=Availability.AVAILABLE, reason="", exchanges=exchanges,
)
Archive.open(Path(sys.argv[1]), clock=clock).add_capture(capture)
"""

CREATE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from archiver.store import Archive, schema

def views(db):
    db.execute("PRAGMA cache_size = 1")
    db.execute("CREATE TABLE filler (x)")
    db.execute("INSERT INTO filler VALUES (zeroblob(5000000))")
    print("in the middle", flush=True)
    time.sleep(60)

schema.replace_views = views
Archive.open(Path(sys.argv[1]), clock=lambda: datetime.now(UTC))
"""


def _kill_in_the_middle(script: str, path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        child.send_signal(signal.SIGKILL)
    assert path.with_name(path.name + "-journal").stat().st_size > 0
    assert path.stat().st_size > 4_000_000


def test_a_killed_write_leaves_no_half_record(
    archive: Archive, clock: Clock, capture: Capture
) -> None:
    archive.add_capture(capture)
    before = archive.counts()
    archive.close()
    _kill_in_the_middle(WRITE, archive.path)
    with Archive.open(archive.path, clock=clock) as reopened:
        assert reopened.counts() == before
        assert reopened.audit() == ()
        assert reopened.captures_of(capture.ref) == ((1, capture),)
        reopened.add_capture(capture)
    assert [each.name for each in archive.path.parent.iterdir()] == [archive.path.name]


def test_a_killed_creation_is_begun_again(path: Path, clock: Clock, capture: Capture) -> None:
    _kill_in_the_middle(CREATE, path)
    with Archive.open(path, clock=clock) as archive:
        archive.add_capture(capture)
        assert archive.audit() == ()
    assert [each.name for each in path.parent.iterdir()] == [path.name]
