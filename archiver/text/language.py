"""The words of a language that judging, attribution and dates turn on.

A language is a folder of data: ``judging.toml``, ``attribution.toml``, ``dates.toml``. What a
language has no file for it does without: nothing is read by the rules of another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """What makes an edit matter. All words are casefolded, apostrophes straight."""

    negations: frozenset[str] = frozenset()
    negating_prefixes: tuple[str, ...] = ()
    negating_suffixes: tuple[tuple[str, str], ...] = ()
    modals: frozenset[str] = frozenset()
    hedges: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    quantifiers: frozenset[str] = frozenset()
    other_posts: frozenset[str] = frozenset()
    """Beside a quotation of a post, these tell of another than the one that stands next."""
    platforms: Mapping[str, str] = field(default_factory=_nothing)
    """What tells of a post on a platform, and that platform's name."""
    function_words: frozenset[str] = frozenset()
    contractions: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    contraction_endings: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    numbers: Mapping[str, int] = field(default_factory=_nothing)
    ordinals: Mapping[str, int] = field(default_factory=_nothing)
    multipliers: Mapping[str, int] = field(default_factory=_nothing)
    units: Mapping[str, str] = field(default_factory=_nothing)
    pronoun_numbers: frozenset[str] = frozenset()
    """Numbers that are pronouns behind a determiner where no noun follows: "the one we want"."""
    determiners: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    """In front of a multiplier these say one: "a million"."""
    decimal_mark: str = "."
    """What stands before the tenths."""
    names: frozenset[str] = frozenset()
    """Names that a capital letter alone doesn't give away: days, months, agencies."""
    opposites: Mapping[str, frozenset[str]] = field(default_factory=_nothing)
    """Words that say the contrary of each other, both ways."""
    misspellings: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    finite_verbs: frozenset[str] = frozenset()
    """Behind these, no sentence's first word is anything but its subject."""
    spelling: tuple[tuple[str, str], ...] = ()
    qualifiers: frozenset[str] = frozenset()
    """Words that say how sure, how many or on what condition: the four tables above as one."""
    counting: frozenset[str] = frozenset()
    """Every word that can be part of a number or its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language's word tables."""

    tag: str
    judging: Judging
    attribution: Mapping[str, Any]
    """The section as it stands in the file; its reader gives it a shape. Empty without a file."""
    dates: Mapping[str, Any]
    """The same for the words of days and times."""


@cache
def available() -> tuple[str, ...]:
    """The tags of all languages that have word tables, sorted."""
    folder = files("archiver.text") / "languages"
    return tuple(sorted(p.name for p in folder.iterdir() if p.joinpath("judging.toml").is_file()))


def language(tag: str | None) -> Language:
    """The tables for a BCP 47 tag, by its primary subtag; English where there are none."""
    primary = (tag or "en").split("-")[0].casefold()
    return _read(primary if primary in available() else "en")


@cache
def _read(primary: str) -> Language:
    return Language(
        tag=primary,
        judging=_judging(_section(primary, "judging")),
        attribution=MappingProxyType(_section(primary, "attribution")),
        dates=MappingProxyType(_section(primary, "dates")),
    )


def _section(primary: str, name: str) -> Mapping[str, Any]:
    source = files("archiver.text") / "languages" / primary / f"{name}.toml"
    if not source.is_file():
        return {}
    section: Mapping[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))[name]
    return section


def _judging(data: Mapping[str, Any]) -> Judging:
    qualifiers = ("modals", "hedges", "conditions", "quantifiers")
    counting = ("numbers", "ordinals", "multipliers", "units")
    return Judging(
        qualifiers=frozenset(word for table in qualifiers for word in data.get(table, ())),
        counting=frozenset(
            word for table in counting for phrase in data.get(table, ()) for word in phrase.split()
        ),
        negations=frozenset(data.get("negations", ())),
        negating_prefixes=tuple(data.get("negating_prefixes", ())),
        negating_suffixes=tuple((a, b) for a, b in data.get("negating_suffixes", ())),
        modals=frozenset(data.get("modals", ())),
        hedges=frozenset(data.get("hedges", ())),
        conditions=frozenset(data.get("conditions", ())),
        quantifiers=frozenset(data.get("quantifiers", ())),
        other_posts=frozenset(data.get("other_posts", ())),
        platforms=MappingProxyType(dict(data.get("platforms", {}))),
        function_words=frozenset(data.get("function_words", ())),
        contractions=_lists(data.get("contractions", {})),
        contraction_endings=_lists(data.get("contraction_endings", {})),
        abbreviations=_lists(data.get("abbreviations", {})),
        numbers=MappingProxyType(dict(data.get("numbers", {}))),
        ordinals=MappingProxyType(dict(data.get("ordinals", {}))),
        multipliers=MappingProxyType(dict(data.get("multipliers", {}))),
        units=MappingProxyType(dict(data.get("units", {}))),
        pronoun_numbers=frozenset(data.get("pronoun_numbers", ())),
        determiners=frozenset(data.get("determiners", ())),
        articles=frozenset(data.get("articles", ())),
        decimal_mark=str(data.get("decimal_mark", ".")),
        names=frozenset(data.get("names", ())),
        opposites=_both_ways(data.get("opposites", {}).get("pairs", ())),
        misspellings=_lists(data.get("misspellings", {})),
        finite_verbs=frozenset(data.get("finite_verbs", ())),
        spelling=tuple((a, b) for a, b in data.get("spelling", {}).get("endings", ())),
    )


def _both_ways(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for a, b in pairs:
        found[a] = found.get(a, frozenset()) | {b}
        found[b] = found.get(b, frozenset()) | {a}
    return MappingProxyType(found)


def _lists(data: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(values) for key, values in data.items()})
