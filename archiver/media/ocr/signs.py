"""The words by which screenshots of posts are known, as ``layout.toml`` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import regex

from archiver.text.fold import fold_word

_WORD = regex.compile(r"[\p{L}\p{M}']+|\d[\d.,]*\p{L}{0,3}")
_NUMBER = regex.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Phrases of one kind, folded, the longest first."""

    phrases: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Signs:
        """These phrases, each as its words."""
        parted = {tuple(words_of(phrase)) for phrase in phrases}
        return cls(phrases=tuple(sorted(parted, key=lambda one: (-len(one), one))))

    def within(self, words: list[str]) -> tuple[int, list[str]]:
        """How many of them stand among the words, and the words that are left."""
        found, left = 0, list(words)
        for phrase in self.phrases:
            at = _place(left, phrase)
            while at is not None:
                found += 1
                left[at : at + len(phrase)] = []
                at = _place(left, phrase)
        return found, left


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All of ``layout.toml``."""

    counts: Signs
    actions: Signs
    chrome: Signs
    replying: Signs
    sources: Signs
    platforms: Mapping[str, Signs]
    languages: Mapping[str, tuple[str, ...]]
    """BCP 47 primary subtag to the names that Tesseract has for it."""


def words_of(line: str) -> list[str]:
    """The words and numbers of a line, folded; marks and single signs between them are gone."""
    return [fold_word(word) for word in _WORD.findall(line.replace("’", "'"))]


def is_number(word: str) -> bool:
    """Whether a word of ``words_of`` begins with a digit: "12", "1.2k"."""
    return _NUMBER.match(word) is not None


@cache
def table() -> Table:
    """The table, read once."""
    source = files("archiver.media.ocr") / "layout.toml"
    data: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    kinds = {
        name: Signs.of(data[name]["words"])
        for name in ("counts", "actions", "chrome", "replying", "sources")
    }
    platforms = {name: Signs.of(words) for name, words in data["platforms"].items()}
    languages = {tag: tuple(codes) for tag, codes in data["languages"].items()}
    return Table(
        **kinds,
        platforms=MappingProxyType(platforms),
        languages=MappingProxyType(languages),
    )


def _place(words: list[str], phrase: tuple[str, ...]) -> int | None:
    size = len(phrase)
    last = len(words) - size
    return next((at for at in range(last + 1) if tuple(words[at : at + size]) == phrase), None)
