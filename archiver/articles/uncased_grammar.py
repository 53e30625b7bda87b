"""The patterns by which a language without capitals says who speaks, and where.

A language's file has ``words``, lists that patterns name in braces, and ``patterns``, all regular
expressions. What they match:

- ``sentence_end``, ``clause_end``: what parts sentences, and clauses
- ``repost posted place spoken statement saying neutral``: cues, see Kind
- ``denial``: that nobody posted it; ``denies``: a verb of denying that governs one of posting;
  ``unnamed``: that it is somebody without a name
- ``weak_post``: a cue that may be of paper; ``online``: what is of a network alone; ``offline``: of
  paper alone
- ``same_post``: that it is of the post just quoted; ``another_post``: that it is not
- ``quotes``: the particle behind the marks; ``complement``: "that" in front of them
- ``subjects``, ``weak_subjects``, ``tellers`` (behind the marks), ``author``, ``owner``: who, in
  group ``who``; ``no_subject``: what of that is nobody, ``pronouns``
- ``names weak_names posted_names partial_names``: the shapes of names, in group ``name``, or
  ``org`` where it may be any word; ``nobody``: names that are none
- ``post_of``, ``post_after``: a post's noun right beside the marks, in group ``post``
- ``signed``, ``signed_after``: a name alone beside the marks, as in headlines
- ``announces``: a sentence that leads in what follows; ``echoes``: one that says so of what was
- ``aside``: a clause of another time or cause; ``relative``; ``frame``: one that says where
- ``untold``: a clause behind the marks with no known verb, of a shape that leaves no doubt who
  speaks
- ``dropped``: a clause that surely has no subject; ``verb_first``: one that begins with its verb
- ``goes_on``: that it adds to the quotation before; ``writes``, ``opens_post``: that it is of the
  post of which the sentence before tells
- ``says``: that words are woven into a sentence; ``subject_before``: that the subject of a verb
  behind the marks stands in front of them
- ``term_before``, ``term_after``: what makes a title or a term of a short quotation;
  ``platform_names``: words in marks that name a platform
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import regex

from archiver.text.language import language

FILLER = "\ufffc"
"""Stands for each code point of a quotation, so that its words count for nothing."""
ENDED = "\ufffd"
"""Stands for the last one of a quotation that ends as a sentence does."""
HOLE = f"[{FILLER}{ENDED}]"
_MACRO = regex.compile(r"\{([a-z_]+)\}")
_DEEPEST = 8
_NEVER = regex.compile(r"(?!)")


class Kind(StrEnum):
    """What a cue says of the words that it brings on."""

    REPOST = "repost"
    """Posted, and perhaps by somebody else."""
    POSTED = "posted"
    PLACE = "place"
    """A platform or a post as the place where the words stand."""
    SPOKEN = "spoken"
    STATEMENT = "statement"
    """Spoken, unless a platform is named as well."""
    SAYING = "saying"
    """The same, of verbs."""
    NEUTRAL = "neutral"


DECISIVE = frozenset({Kind.REPOST, Kind.POSTED, Kind.PLACE, Kind.SPOKEN})
"""Kinds that leave no doubt of the channel."""


class Cue(NamedTuple):
    """A word or phrase that says how words were uttered."""

    kind: Kind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """One language's patterns, compiled; one that the language has none of never matches."""

    circumfix: bool
    """Whether a particle behind the marks says that words were quoted, the verb comes last."""
    verb_last: bool
    """Whether what a verb governs stands in front of it."""
    drops_subject: bool
    """Whether a sentence without a subject goes on telling of the one before."""
    short: int
    """The most code points of a term."""
    near: int
    """The most code points between the verb and the mark."""
    woven: int
    """The code points from which words woven into a sentence of a post are the post's."""
    patterns: Mapping[str, regex.Pattern[str]]
    names: tuple[regex.Pattern[str], ...]
    """Shapes that surely are names, the surest first; group ``name``."""
    weak_names: tuple[regex.Pattern[str], ...]
    """Shapes that are names where the article has given them in full before."""
    posted_names: tuple[regex.Pattern[str], ...]
    """Shapes that are taken for names where a post's author stands."""
    partial_names: tuple[regex.Pattern[str], ...]
    """Parts of names that stand for a name that the article has given in full before."""
    memory: str
    """What a name given in full looks like, with NAME for the part."""
    expansion: str
    """The same for parts of names; group ``full``."""

    def __getitem__(self, name: str) -> regex.Pattern[str]:
        """The pattern with that name."""
        return self.patterns.get(name, _NEVER)

    def cues(self, words: str) -> list[Cue]:
        """All cues in ``words``, in order; of those that overlap, the longest."""
        found = [
            Cue(kind, *match.span(), match.group())
            for kind in Kind
            for match in self[kind].finditer(words)
            if match.group()
        ]
        found.sort(key=lambda cue: (cue.start - cue.end, cue.kind not in DECISIVE, cue.start))
        kept: list[Cue] = []
        for cue in found:
            if all(cue.end <= other.start or other.end <= cue.start for other in kept):
                kept.append(cue)
        return sorted(kept, key=lambda cue: cue.start)


@cache
def grammar(tag: str) -> Grammar:
    """The grammar of a language; an empty one where it has no patterns."""
    data = language(tag).attribution
    words: Mapping[str, Any] = {**data.get("words", {}), "hole": [HOLE]}
    patterns: Mapping[str, Any] = data.get("patterns", {})
    rules: Mapping[str, Any] = data.get("rules", {})
    lists = {"names", "weak_names", "posted_names", "partial_names"}
    return Grammar(
        circumfix=bool(rules.get("circumfix", False)),
        verb_last=bool(rules.get("verb_last", False)),
        drops_subject=bool(rules.get("drops_subject", False)),
        short=int(rules.get("short", 0)),
        near=int(rules.get("near", 0)),
        woven=int(rules.get("woven", 0)),
        patterns=MappingProxyType(
            {
                name: _compiled("|".join(alternatives), words)
                for name, alternatives in patterns.items()
                if name not in lists and alternatives
            }
        ),
        names=_each(patterns.get("names", ()), words),
        weak_names=_each(patterns.get("weak_names", ()), words),
        posted_names=_each(patterns.get("posted_names", ()), words),
        partial_names=_each(patterns.get("partial_names", ()), words),
        expansion=_expanded(str(rules.get("expansion", "(?P<full>NAME)")), words),
        memory=_expanded(str(rules.get("memory", "NAME")), words),
    )


def _each(shapes: Iterable[str], words: Mapping[str, Any]) -> tuple[regex.Pattern[str], ...]:
    return tuple(_compiled(shape, words) for shape in shapes)


def _compiled(pattern: str, words: Mapping[str, Any]) -> regex.Pattern[str]:
    return regex.compile(_expanded(pattern, words), regex.VERSION1)


def _expanded(pattern: str, words: Mapping[str, Any]) -> str:
    """The pattern with each ``{list}`` as the alternatives of that list, the longest first."""
    for _ in range(_DEEPEST):
        if not _MACRO.search(pattern):
            return pattern
        pattern = _MACRO.sub(lambda found: _alternatives(words[found[1]]), pattern)
    raise ValueError(f"word lists name each other in a circle: {pattern[:80]}")


def _alternatives(entries: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(entries, key=len, reverse=True))})"
