"""The words of a language that judging, attribution and dates turn on.

A language is a folder of data: ``judging.toml``, ``attribution.toml``, ``dates.toml``,
``context.toml``. What a language has no file for it does without: nothing is read by the rules of
another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from archiver.text.judging import Judging, read_judging

__all__ = ["Judging", "Language", "available", "language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's word tables."""

    tag: str
    judging: Judging
    attribution: Mapping[str, Any]
    """The section as it stands in the file; its reader gives it a shape. Empty without a file."""
    dates: Mapping[str, Any]
    """The same for the words of days and times."""
    context: Mapping[str, Any]
    """The same for what takes words back, denies them or gives them to others."""


@cache
def available() -> tuple[str, ...]:
    """The tags of all languages that have word tables, sorted."""
    folder = files("archiver.text") / "languages"
    tables = ("judging.toml", "attribution.toml")
    return tuple(
        sorted(
            one.name for one in folder.iterdir() if any(one.joinpath(t).is_file() for t in tables)
        )
    )


def language(tag: str | None) -> Language:
    """The tables for a BCP 47 tag, by its primary subtag; English where there are none."""
    primary = (tag or "en").split("-")[0].casefold()
    return _read(primary if primary in available() else "en")


@cache
def _read(primary: str) -> Language:
    return Language(
        tag=primary,
        judging=read_judging(_section(primary, "judging"), _places().get(primary, ())),
        attribution=MappingProxyType(_section(primary, "attribution")),
        dates=MappingProxyType(_section(primary, "dates")),
        context=MappingProxyType(_section(primary, "context")),
    )


def _section(primary: str, name: str) -> Mapping[str, Any]:
    source = files("archiver.text") / "languages" / primary / f"{name}.toml"
    if not source.is_file():
        return {}
    section: Mapping[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))[name]
    return section


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """Names of countries and cities, folded, by language."""
    source = files("archiver.text") / "places.toml"
    found = tomllib.loads(source.read_text(encoding="utf-8"))
    return MappingProxyType({tag: tuple(names) for tag, names in found.items()})
