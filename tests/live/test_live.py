"""One public post a platform, over the network: `make live`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from archiver.fetch.credentials import credentials_from
from archiver.model import Availability
from archiver.pipeline import Desk, Network, Visit, capture, open_desk
from archiver.plugins import build_manager, platforms

pytestmark = pytest.mark.live
POSTS = tomllib.loads((Path(__file__).parent / "posts.toml").read_text("utf-8"))
NAMES = [platform.name for platform in platforms(build_manager(load_entry_points=False))]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    network = Network(
        credentials=credentials_from(os.environ), proxy=os.environ.get("ARCHIVER_PROXY") or None
    )
    with open_desk(tmp_path_factory.mktemp("live") / "archive.db", network=network) as opened:
        yield opened


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    columns = ("platform", "availability", "author", "created", "text", "pictures", "evidence")
    made = Table(*columns, title="What each platform gave")
    yield made
    Console(width=200).print(made)


def _row(name: str, visit: Visit) -> tuple[str, ...]:
    best = next(iter(visit.postings), None)
    seen = visit.capture
    if best is None:
        return (name, seen.availability, "", "", "", "", seen.reason)
    stored = sum(image.sha256 is not None for image in best.images)
    return (
        name,
        seen.availability,
        f"{best.author_name or '?'} (@{best.handle or '?'})",
        f"{best.created or '?'}",
        f"{best.text[:60]!r}{'' if best.complete else ' (cut)'}",
        f"{stored} of {len(best.images)}",
        seen.reason,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_public_post(name: str, desk: Desk, table: Table) -> None:
    wanted: dict[str, Any] = POSTS[name]
    visit = capture(wanted["url"], desk)
    table.add_row(*_row(name, visit))
    if visit.capture.availability is Availability.BLOCKED_FOR_US:
        pytest.skip(f"{name} doesn't answer this machine: {visit.capture.reason}")
    assert visit.trouble is None
    assert visit.capture.availability is Availability.AVAILABLE, visit.capture.reason
    if "author" in wanted:
        names = f"{visit.postings[0].author_name} {visit.postings[0].handle}"
        assert wanted["author"].casefold() in names.casefold()
