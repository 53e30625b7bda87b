"""Phrases of a language's tables, looked for among the words of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from archiver.text.tokens import tokenize


def holds(keys: Sequence[str], phrases: Iterable[str]) -> bool:
    """Whether any of the phrases stands among the keys, its words in a row."""
    line = "\n" + "\n".join(keys) + "\n"
    return any(run in line for run in _runs(tuple(phrases)))


def find(keys: Sequence[str], phrases: Iterable[str]) -> list[tuple[int, int]]:
    """First and past-the-last key of every phrase that stands among the keys, in their order.

    Of phrases that begin at the same key the longest is told.
    """
    line = "\n" + "\n".join(keys) + "\n"
    found: dict[int, int] = {}
    for run in _runs(tuple(phrases)):
        at = line.find(run)
        while at >= 0:
            start = line.count("\n", 0, at)
            found[start] = max(found.get(start, 0), start + run.count("\n") - 1)
            at = line.find(run, at + 1)
    return sorted(found.items())


@lru_cache(maxsize=1024)
def _runs(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Each phrase as a run of keys between line feeds."""
    keyed = (tokenize(phrase).keys for phrase in phrases)
    return tuple("\n" + "\n".join(keys) + "\n" for keys in keyed if keys)
