"""The list of live posts names every platform, by an address of its own. Runs without a network."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from archiver.plugins import build_manager, last_resort, platforms, resolve

POSTS = tomllib.loads((Path(__file__).parent / "posts.toml").read_text("utf-8"))
EVERY = platforms(build_manager(load_entry_points=False))


@pytest.mark.parametrize("name", [platform.name for platform in EVERY])
def test_every_platform_has_a_live_post(name: str) -> None:
    url = POSTS[name]["url"]
    ref = resolve(url, EVERY) or last_resort(url, EVERY)
    assert ref is not None
    assert ref.platform == name
