"""Several writes as one."""

import hashlib
from pathlib import Path

import pytest

from archiver.store import Archive


def test_all_of_it_is_there_afterwards(archive: Archive, path: Path) -> None:
    with archive.together():
        first = archive.add_blob(b"one", "text/plain")
        second = archive.add_blob(b"two", "text/plain")
    assert archive.blob(first) == b"one"
    assert archive.blob(second) == b"two"
    assert archive.audit() == ()
    assert not path.with_name(path.name + "-journal").exists()


def add_and_interrupt(archive: Archive) -> None:
    with archive.together():
        archive.add_blob(b"one", "text/plain")
        raise KeyboardInterrupt


def test_nothing_of_it_is_there_after_an_interruption(archive: Archive) -> None:
    kept = archive.add_blob(b"before", "text/plain")
    with pytest.raises(KeyboardInterrupt):
        add_and_interrupt(archive)
    assert archive.blob(kept) == b"before"
    assert archive.blob(hashlib.sha256(b"one").hexdigest()) is None
    assert archive.counts()["chain"] == 1
    archive.add_blob(b"after", "text/plain")
    assert archive.audit() == ()
