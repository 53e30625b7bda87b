"""Pictures of the repository, and the scripts that manipulate them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image


@pytest.fixture(scope="session")
def measuring(repo_root: Path) -> ModuleType:
    """The benchmark of pictures as a module."""
    path = repo_root / "benchmarks" / "pictures.py"
    spec = importlib.util.spec_from_file_location("benchmark_pictures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pictures(fixtures: Path) -> dict[str, Image.Image]:
    """The stored pictures by name, in RGB."""
    found: dict[str, Image.Image] = {}
    for path in sorted((fixtures / "media" / "pictures").glob("*.jpg")):
        with Image.open(path) as image:
            found[path.stem] = image.convert("RGB")
    return found
