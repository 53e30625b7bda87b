"""Who speaks, in languages whose names have no capitals: by the shape of a name and its place.

A wrong name is worse than none: what has no name's shape is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import regex

from archiver.articles.said import Context, Said
from archiver.articles.uncased_grammar import HOLE, Grammar
from archiver.text.count import word_count

_MEMORY = 5_000
"""The code points in front in which a name must stand in full, if it is only a part of one."""
_HANDLE = regex.compile(
    r"[@＠](?:[A-Za-z0-9_][A-Za-z0-9_.-]*(?:@[A-Za-z0-9.-]+)?(?<![.-])|[\p{L}\p{N}_]+)"
)
_VOWELS = regex.compile(r"[\u064b-\u0652\u0591-\u05bd\u05bf-\u05c7]")
"""Vowels that Arabic and Hebrew write as little as they please."""
_BRACKETED = regex.compile(r"\s?[（(][^（）()]*[）)]")
_FEW_WORDS = 3
"""A sentence with more words has a subject, whether it is known for one or not."""
_HOLES = regex.compile(rf"{HOLE}+")
_APPOSED = 2
_NAME_WORDS = 6
"""The most words of a name with its titles, between commas."""
_SIGNS = " \t\r\n\u3000,，、،;:：—–-\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"
BIDI = regex.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")


class Segment(NamedTuple):
    """A part of a sentence, with nothing in it that ends a clause."""

    text: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a segment has as the one who speaks."""

    name: str | None = None
    """None where it is nobody who is named."""
    pronoun: bool = False
    author: str | None = None
    """What may be a name, if it is a post's author; None where there is a name."""
    start: int = 0


def segments(words: str, rules: Grammar) -> list[Segment]:
    """The parts of ``words`` between commas and quotations that have a letter."""
    found = []
    at = 0
    ends = [*rules["clause_end"].finditer(words)]
    if not rules.circumfix:
        ends = sorted([*ends, *_HOLES.finditer(words)], key=lambda end: end.start())
    for end in [*ends, None]:
        stop = len(words) if end is None else end.start()
        if regex.search(r"\w", words[at:stop]):
            found.append(Segment(words[at:stop], at))
        at = stop if end is None else end.end()
    return found


def subjects(
    segment: str, rules: Grammar, context: Context, offset: int, *, kind: str = "subjects"
) -> list[Subject]:
    """Those who may speak in a segment, in order; ``offset`` is where it stands in the text."""
    found = []
    for match in rules[kind].finditer(segment):
        who = _who(match).strip(_SIGNS)
        known = rules["pronouns"].fullmatch(who) is not None
        if who and (known or not rules["no_subject"].fullmatch(who)):
            found.append(identify(who, rules, context, offset, match.start()))
    return found


def _who(match: regex.Match[str]) -> str:
    return next((part for part in match.captures("who") if part), "")


def identify(who: str, rules: Grammar, context: Context, offset: int, start: int = 0) -> Subject:
    """Whom a phrase names: a pronoun, a name without its titles, a handle, or nobody."""
    plain = BIDI.sub("", who)
    if rules["pronouns"].fullmatch(plain):
        return Subject(pronoun=True, start=start)
    bare = _BRACKETED.sub("", plain).strip(_SIGNS)
    front = _VOWELS.sub("", context.text[max(0, offset - _MEMORY) : offset])
    for shape in rules.partial_names:
        if match := shape.search(bare):
            return Subject(name=_in_full(match["name"], front, rules), start=start)
    for shape in rules.names:
        for words in (plain, bare) if plain != bare else (bare,):
            if name := _named(shape, words, rules):
                return Subject(name=name, start=start)
    for shape in rules.weak_names:
        name = _named(shape, bare, rules)
        if name and _is_known(name, front, rules):
            return Subject(name=name, start=start)
    if handle := _HANDLE.search(plain):
        return Subject(name=handle.group(), start=start)
    shapes = (_named(shape, bare, rules) for shape in rules.posted_names)
    return Subject(author=next((name for name in shapes if name), None), start=start)


def handle_in(words: str) -> str | None:
    """The one handle in ``words`` that stands in no brackets; None where there are more."""
    found = {match.group() for match in _HANDLE.finditer(_BRACKETED.sub("", words))}
    return found.pop() if len(found) == 1 else None


def _named(shape: regex.Pattern[str], bare: str, rules: Grammar) -> str | None:
    match = shape.search(bare)
    if match is None:
        return None
    found = match.groupdict()
    if found.get("org"):
        return str(found["org"]).strip(_SIGNS)
    name = str(found["name"]).strip(_SIGNS)
    barred = rules["nobody"].fullmatch(name) or rules["platform_names"].fullmatch(name)
    return None if not name or barred else name


def _in_full(part: str, front: str, rules: Grammar) -> str | None:
    """The one name in ``front`` that the part is of; None where there are two or none."""
    full = rules.expansion.replace("NAME", regex.escape(part))
    names = {match["full"] for match in regex.finditer(full, front, regex.VERSION1)}
    return names.pop() if len(names) == 1 else None


def _is_known(name: str, front: str, rules: Grammar) -> bool:
    full = rules.memory.replace("NAME", regex.escape(name))
    return regex.search(full, front, regex.VERSION1) is not None


def last_named(
    front: str, rules: Grammar, context: Context, offset: int, before: Said | None
) -> str | None:
    """Whom a pronoun means: the subject of the nearest sentence in ``front`` that has one.

    ``front`` ends at ``offset`` in the text. None where that sentence has another subject,
    one without a name, or two names.
    """
    ends = [0, *(end.end() for end in rules["sentence_end"].finditer(front))]
    stops = [*ends[1:], len(front)]
    spoken = None if before is None else before.speaker
    for begin, stop in zip(reversed(ends), reversed(stops), strict=True):
        sentence = front[begin:stop]
        if spoken and spoken in sentence:
            return spoken
        found = _told_of(sentence, rules, context, offset)
        if not found and not rules.circumfix and word_count(sentence) > _FEW_WORDS:
            return None
        if not found or all(one.pronoun for one in found):
            continue
        names = {one.name for one in found if one.name}
        first = next(one for one in found if not one.pronoun)
        return first.name if len(names) == 1 else None
    return None


def _told_of(sentence: str, rules: Grammar, context: Context, offset: int) -> list[Subject]:
    found: list[Subject] = []
    for segment in segments(sentence, rules):
        if rules["aside"].search(segment.text) and not rules.circumfix:
            continue
        kinds = ("subjects", "tellers")
        found += [
            one
            for kind in kinds
            for one in subjects(segment.text, rules, context, offset, kind=kind)
        ]
    if found:
        return found
    return [
        one
        for segment in segments(sentence, rules)
        for one in subjects(segment.text, rules, context, offset, kind="weak_subjects")
    ]


def nearest(
    parts: Sequence[Segment], rules: Grammar, context: Context, offset: int
) -> tuple[list[Segment], Subject | None]:
    """The segments that have one subject, the nearest first, and that subject.

    What tells of another time or cause is left out, but for its subject. Where none has a topic,
    the nearest name counts that may be one.
    """
    taken: list[Segment] = []
    topic: Subject | None = None
    weak: Subject | None = None
    for at in range(len(parts) - 1, -1, -1):
        segment = parts[at]
        last = at == len(parts) - 1 and not rules.circumfix
        aside = not last and rules["aside"].search(segment.text) is not None
        found = subjects(segment.text, rules, context, offset)
        if topic is not None and (found or aside or not rules["frame"].search(segment.text)):
            break
        if not found and at and rules["verb_first"].match(segment.text.lstrip()):
            found = _apposed(parts[:at], rules, context, offset)
        if not aside:
            taken.append(segment)
        if found:
            topic = _moved(found[-1], segment)
        elif not aside and topic is None:
            named = subjects(segment.text, rules, context, offset, kind="weak_subjects")
            if named and (weak is None or weak.name is None):
                weak = _moved(named[-1], segment)
    return taken, topic or weak


def _apposed(
    parts: Sequence[Segment], rules: Grammar, context: Context, offset: int
) -> list[Subject]:
    """The name between commas in front of a verb: "the mayor, Jane Roe, wrote"."""
    for segment in reversed(parts[-_APPOSED:]):
        if rules["relative"].match(segment.text):
            continue
        if rules.cues(segment.text) or len(segment.text.split()) > _NAME_WORDS:
            return []
        one = identify(segment.text.strip(_SIGNS), rules, context, offset)
        if one.name and " " in one.name:
            return [one]
    return []


def _moved(subject: Subject, segment: Segment) -> Subject:
    return replace(subject, start=segment.start + subject.start)
