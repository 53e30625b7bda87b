"""What each platform reads from the markup of its own embeds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archiver.hookspecs import Platform
from archiver.plugins import build_manager, platforms

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"


@cache
def built_in() -> dict[str, Platform]:
    return {one.name: one for one in platforms(build_manager(load_entry_points=False))}


def _snippets() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*/embeds.json")):
        for item in json.loads(path.read_text(encoding="utf-8"))["embeds"]:
            yield pytest.param(path.parent.name, item, id=f"{path.parent.name}:{item['about']}")


@pytest.mark.parametrize(("name", "item"), [*_snippets()])
def test_the_copy_in_an_embed(
    name: str, item: dict[str, Any], as_data: Callable[[Any], dict[str, Any]]
) -> None:
    found = built_in()[name].embed_copy(item["html"])
    assert (None if found is None else as_data(found)) == item["copy"]
