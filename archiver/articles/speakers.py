"""Names of speakers in the words around a quotation."""

from __future__ import annotations

import regex

from archiver.text.language import Attribution as Tables

_HANDLE = r"@[A-Za-z0-9_][A-Za-z0-9_.-]*"
_PART = r"\p{Lu}[\p{L}\p{M}.'’-]*"
_PARTICLE = r"(?:de|del|della|di|da|van|von|der|den|bin|ibn|al|el|la|le|of|the|y|e)"
_NAME = regex.compile(rf"{_HANDLE}|(?<![\p{{L}}@]){_PART}(?:\s+(?:{_PARTICLE}\s+)*{_PART})*")
_WORD = regex.compile(r"\p{L}+(?:['’]\p{L}+)?")
_NEAR = 4
"""The most words (adverbs, "also later") between a speaker and the verb."""


def speaker_in(words: str, tables: Tables, *, cue: str, after: bool) -> str | None:
    """The name, handle or pronoun that is the subject of the cue, as the article writes it.

    None where the words name nobody.
    """
    verbs = _verbs(tables)
    names = [name for name in _names(words, tables) if not _governed(words, name, tables)]
    spots = [m for m in _WORD.finditer(words) if m.group().casefold() in verbs]
    best = [(name.group(), _distance(words, name, spot)) for name in names for spot in spots]
    near = sorted((d, i) for i, (_, d) in enumerate(best) if d is not None)
    pronoun = _pronoun(words, tables, spots)
    if near and not (pronoun is not None and pronoun < near[0][0]):
        return _clean(best[near[0][1]][0], tables)
    if pronoun is not None:
        return next(iter(sorted(tables.pronouns)), None)
    return _clean(names[0].group(), tables) if names and not after and cue else None


def _verbs(tables: Tables) -> frozenset[str]:
    return (
        tables.posted_verbs
        | tables.writing_verbs
        | tables.spoken_verbs
        | tables.neutral_verbs
        | tables.shared_verbs
    )


def _governed(words: str, name: regex.Match[str], tables: Tables) -> bool:
    """Whether a preposition stands right before the name ("a Republican from Texas")."""
    before = _WORD.findall(words[: name.start()])
    touching = not regex.search(r"[,;:]\s*$", words[: name.start()])
    return bool(before) and touching and before[-1].casefold() in tables.prepositions


def last_named(text: str, tables: Tables) -> str | None:
    """The last person named in ``text`` as the subject of something, or None."""
    for name in reversed(_names(text, tables)):
        follows = [m.group().casefold() for m in _WORD.finditer(text[name.end() : name.end() + 40])]
        parts = name.group().split()
        if len(parts) > 1 or (follows and follows[0] in tables.adverbs | tables.neutral_verbs):
            return _clean(name.group(), tables)
    return None


def _names(words: str, tables: Tables) -> list[regex.Match[str]]:
    return [m for m in _NAME.finditer(words) if _clean(m.group(), tables)]


def _clean(name: str, tables: Tables) -> str | None:
    """The name without what merely stands capitalised before it and without a possessive."""
    name = regex.sub(r"['’]s$", "", name)
    parts = name.split()
    while parts and parts[0].casefold().strip(".") in tables.not_names | _verbs(tables):
        parts.pop(0)
    while parts and parts[-1].casefold().strip(".") in tables.not_names | {"of", "the"}:
        parts.pop()
    return " ".join(parts).rstrip(".,") or None


def _distance(words: str, name: regex.Match[str], verb: regex.Match[str]) -> int | None:
    """Words between a name and a verb that can be its own; None where it can't."""
    if name.end() <= verb.start():
        # "Ted Cruz, a Republican from Texas, wrote": what stands between commas is not counted.
        between = regex.sub(r",[^,]*,", " ", words[name.end() : verb.start()])
        return _gap(between, before=True)
    if verb.end() <= name.start():
        between = words[verb.end() : name.start()]
        gap = _gap(between, before=False)
        return None if gap is None else gap + 1
    return None


def _gap(between: str, *, before: bool) -> int | None:
    count = len(_WORD.findall(between))
    limit = _NEAR if before else _NEAR + 3
    if count > limit or (
        not before and regex.search(r"[,.;:!?]|\b(?:in|on|to|at|about|that)\b", between)
    ):
        return None
    return count


def _pronoun(words: str, tables: Tables, spots: list[regex.Match[str]]) -> int | None:
    gaps = [
        len(_WORD.findall(words[m.end() : spot.start()]))
        if m.end() <= spot.start()
        else len(_WORD.findall(words[spot.end() : m.start()])) + 1
        for m in _WORD.finditer(words)
        if m.group().casefold() in tables.pronouns
        for spot in spots
    ]
    return min((gap for gap in gaps if gap <= _NEAR), default=None)
