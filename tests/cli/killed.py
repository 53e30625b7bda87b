"""Kills captures and rechecks at random moments, and looks at what is in the archive after each.

    python killed.py FOLDER capture|recheck|boast MOMENTS SEED

Prints one JSON object. Everything is loaded once; each run of the command is a fork of this
process, which is killed by SIGKILL after a random time. The network is played in memory. What
boasts says that posts are captured before they are: that must be seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import select
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Self
from unittest.mock import patch

import archiver.cli.capture
import archiver.report.visible  # noqa: F401 - loaded here, not in every fork
from archiver.cli.main import run
from archiver.errors import InputError
from archiver.fetch.transport import unanswered
from archiver.model import Exchange, FetchRequest, PostRef
from archiver.pipeline import Desk, desk, visit_posts
from archiver.pipeline.recheck import listed, recheck
from archiver.plugins import build_manager, platforms
from archiver.store import Archive, examine_file

FIRST_ID = 1289870653641457665
PER_ARCHIVE = 10
"""Kills, after which a new archive is begun: also the making of one is killed."""
POSTS = 2_000
"""Enough that none runs out of work before its archive is left."""
LONGEST_SECONDS = 0.15
_AT_WORK = 0.3
"""Share of the kills that come after the first word; the others count from the start."""
_FIRST_WORD_SECONDS = 10.0
BEGIN = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLATFORMS = platforms(build_manager())


def tweet(post_id: str) -> bytes:
    """An answer of the syndication endpoint, with a picture."""
    photo = {"type": "photo", "media_url_https": f"https://pbs.twimg.com/media/P{post_id}.jpg"}
    return json.dumps(
        {
            "__typename": "Tweet",
            "id_str": post_id,
            "text": f"Words of {post_id}",
            "user": {"id_str": "1", "name": "Jane Doe", "screen_name": "janedoe_test"},
            "created_at": "2020-08-02T10:28:23.000Z",
            "mediaDetails": [photo],
        }
    ).encode()


class Network:
    """A session that has every post, and a picture of it."""

    def __init__(self, **_: object) -> None:
        self.now = BEGIN

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def wait(self, _seconds: float) -> None:
        """Never."""

    def close(self) -> None:
        """Nothing is open."""

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The post or the picture that is asked for."""
        if "tweet-result" in request.url:
            body = tweet(request.url.partition("id=")[2].partition("&")[0])
        elif "pbs.twimg.com" in request.url:
            body = request.url.encode() * 100
        else:
            return (unanswered(request, self.now, "connection refused"),)
        return (
            Exchange(
                request=request,
                warc_date=self.now,
                target_uri=request.url,
                status=200,
                payload=body,
                payload_sha256=hashlib.sha256(body).hexdigest(),
            ),
        )


@dataclass
class Seen:
    """What all kills together showed."""

    killed: int = 0
    ended: int = 0
    acknowledged: int = 0
    recorded: int = 0
    journals: int = 0
    wrong: list[str] = field(default_factory=list)


def killed(work: Callable[[], None], dice: random.Random) -> tuple[list[str], bool]:
    """The whole lines that the work printed until it was killed, and whether it was."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            os.dup2(writing, 1)
            work()
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    if dice.random() < _AT_WORK:
        # On a slow machine it would else be killed before it has begun.
        select.select([reading], [], [], _FIRST_WORD_SECONDS)
    time.sleep(dice.uniform(0, LONGEST_SECONDS))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        lines = pipe.read().split("\n")
    return lines[:-1], os.WIFSIGNALED(status)


def checked(path: Path, acknowledged: Collection[str], seen: Seen) -> None:
    """The archive stands the audit, if there is one yet."""
    if path.with_name(path.name + "-journal").exists():
        seen.journals += 1
    try:
        found = examine_file(path)
    except InputError as error:
        # Its making was killed: nothing can have been acknowledged.
        if acknowledged or "there is no archive" not in error.problem:
            seen.wrong.append(f"{path.name}: {error.problem}")
        return
    seen.wrong += [f"{path.name}: {each.line}" for each in found.found]


def captures(path: Path) -> Iterator[tuple[int, str, str]]:
    """Id, post and time of every capture in the file, as SQLite has them."""
    if path.exists() and path.stat().st_size:
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
            if ("captures",) in tables:
                yield from connection.execute("SELECT id, key, captured_at FROM captures")


def compare(
    acknowledged: Iterable[str], recorded: Iterable[tuple[str, str]], seen: Seen, path: Path
) -> None:
    """Nothing that was acknowledged is lost, and nothing is there twice."""
    counted = Counter(recorded)
    known = {key for key, _ in counted}
    seen.wrong += [f"{path.name}: {one} is lost" for one in acknowledged if one not in known]
    seen.wrong += [f"{path.name}: {one} is there twice" for one, n in counted.items() if n > 1]


def _run(words: list[str]) -> None:
    with patch.object(desk, "Session", Network):
        run(words)


def _boast(words: list[str]) -> None:
    for word in words:
        if word.startswith("https://"):
            os.write(1, f"x:{word.rpartition('/')[2]}\tavailable\t\n".encode())
    _run(words)


def kill_captures(
    folder: Path, moments: int, dice: random.Random, work: Callable[[list[str]], None] = _run
) -> Seen:
    """``archiver capture``, over and over, always with the posts that are not there yet."""
    seen = Seen()
    path = folder / "none.db"
    acknowledged: set[str] = set()
    while seen.killed < moments:
        if seen.killed % PER_ARCHIVE == 0:
            path = folder / f"capture-{seen.killed}.db"
            acknowledged.clear()
        done = {key for _, key, _ in captures(path)}
        posts = [str(FIRST_ID + n) for n in range(POSTS)]
        urls = [
            f"https://x.com/janedoe_test/status/{one}" for one in posts if f"x:{one}" not in done
        ]
        words = ["capture", *urls, "--db", str(path), "--jobs", str(dice.choice([1, 4]))]
        lines, was_killed = killed(lambda words=words: work(words), dice)  # type: ignore[misc]
        seen.killed += was_killed
        seen.ended += not was_killed
        acknowledged.update(line.partition("\t")[0] for line in lines)
        seen.acknowledged += len(lines)
        checked(path, acknowledged, seen)
        compare(acknowledged, ((key, "") for _, key, _ in captures(path)), seen, path)
        seen.recorded += len({key for _, key, _ in captures(path)} - done)
    return seen


def kill_rechecks(folder: Path, moments: int, dice: random.Random) -> Seen:
    """Rechecks of what is due, over and over; when nothing is, months go by."""
    seen = Seen()
    path = folder / "none.db"
    now = BEGIN
    while seen.killed < moments:
        if seen.killed % PER_ARCHIVE == 0 and path.name != f"recheck-{seen.killed}.db":
            path = folder / f"recheck-{seen.killed}.db"
            now = BEGIN
            _captured(path, now)
            now += timedelta(days=200)
        before = {number for number, _, _ in captures(path)}
        lines, was_killed = killed(lambda path=path, now=now: _recheck(path, now), dice)  # type: ignore[misc]
        seen.killed += was_killed
        seen.ended += not was_killed
        seen.acknowledged += len(lines)
        checked(path, lines, seen)
        rows = list(captures(path))
        compare(lines, ((f"captures/{n}", "") for n, _, _ in rows), seen, path)
        compare((), ((key, at) for _, key, at in rows), seen, path)
        seen.recorded += len({number for number, _, _ in rows} - before)
        if not was_killed:
            now += timedelta(days=200)
    return seen


def _desk(archive: Archive, now: datetime) -> Desk:
    network = Network()
    network.now = now
    return Desk(archive=archive, platforms=PLATFORMS, transport=network, clock=lambda: now, jobs=4)


def _captured(path: Path, now: datetime) -> None:
    refs = [PostRef(platform="x", id=str(FIRST_ID + n)) for n in range(40)]
    with Archive.open(path, clock=lambda: now) as archive:
        at_work = _desk(archive, now)
        assert at_work.transport is not None
        assert len(list(visit_posts(refs, at_work, at_work.transport))) == len(refs)


def _recheck(path: Path, now: datetime) -> None:
    with Archive.open(path, clock=lambda: now) as archive:
        at_work = _desk(archive, now)
        for result in recheck(listed(at_work, only_due=True), at_work):
            record = getattr(result, "record", None)
            if record is not None:
                os.write(1, f"{record}\n".encode())


def main(folder: str, what: str, moments: str, seed: str) -> None:
    """Print what all kills together showed."""
    boasting = partial(kill_captures, work=_boast)
    works: dict[str, Callable[[Path, int, random.Random], Seen]] = {
        "capture": kill_captures,
        "recheck": kill_rechecks,
        "boast": boasting,
    }
    dice = random.Random(int(seed))  # noqa: S311 - moments, no secret
    seen = works[what](Path(folder), int(moments), dice)
    print(json.dumps({name: getattr(seen, name) for name in Seen.__dataclass_fields__}))


if __name__ == "__main__":
    main(*sys.argv[1:])
