"""What an article says in the middle of a quotation, between its marks.

French, Spanish, Italian, Portuguese and Russian papers set it there: « Non, a-t-il écrit sur X,
jamais. » Such words are the article's own. They part the quotation in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from archiver.articles.cues import Token, tokens_of
from archiver.articles.labels import Label
from archiver.articles.lexicons import Lexicon
from archiver.articles.marks import Marked
from archiver.articles.places import places_in

_DASHES = frozenset("—–-")
_OPENING = _DASHES | {",", "?", "!", "…"}
_CLOSING = _DASHES | {",", ".", ";", "?", "!", "…"}
_KEPT = frozenset("?!…")
"""Signs in front of an incise that are the quotation's own."""
_WORDS = 16
"""The most words of an incise."""
_VERB_REACH = 3
"""The verb is one of its first words."""


def without_incises(text: str, marked: Marked, lexicon: Lexicon) -> tuple[Marked, ...]:
    """The parts of a quotation between the incises in it; it alone where it has none."""
    exact = text[marked.start : marked.end]
    if not lexicon.incises or _DASHES.union(_OPENING).isdisjoint(exact):
        return (marked,)
    tokens = tokens_of(exact, lexicon)
    cuts = list(_incises(tokens))
    if not cuts:
        return (marked,)
    parts: list[Marked] = []
    begin, outer = marked.start, marked.outer_start
    for start, end in [*cuts, (len(exact), len(exact))]:
        stop = marked.start + start
        words = text[begin:stop]
        if any(sign.isalnum() for sign in words):
            first = begin + len(words) - len(words.lstrip())
            last = begin + len(words.rstrip())
            closes = start == len(exact)
            outer_end = marked.outer_end if closes else last
            parts.append(
                replace(marked, start=first, end=last, outer_start=outer, outer_end=outer_end)
            )
        begin = outer = marked.start + end
    return tuple(parts) or (marked,)


def _incises(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where each incise begins and ends, with its commas and dashes: code points."""
    at = 1
    while at < len(tokens):
        if tokens[at].text not in _OPENING:
            at += 1
            continue
        first = at
        while first < len(tokens) and tokens[first].text in _OPENING:
            first += 1
        stop = first
        while stop < len(tokens) and tokens[stop].text not in _CLOSING:
            stop += 1
        dash = any(token.text in _DASHES for token in tokens[at:first])
        if stop - first <= _WORDS and _is_incise(tokens[first:stop], dash=dash):
            after = stop
            while after < len(tokens) and tokens[after].text in _CLOSING:
                after += 1
            kept = (t.start for t in tokens[at:first] if t.text not in _KEPT)
            yield (
                next(kept, tokens[first].start),
                tokens[after].start if after < len(tokens) else tokens[-1].end,
            )
            at = after + 1
        else:
            at = max(stop, at + 1)


def _is_incise(tokens: Sequence[Token], *, dash: bool) -> bool:
    """Whether the words surely are the article's: a verb of saying that stands in front.

    Behind a dash that is enough. Behind a comma a joined pronoun says so ("a-t-il écrit"), or
    the place, or the name of the one who speaks.
    """
    near = range(min(_VERB_REACH, len(tokens)))
    verb = next((at for at in near if tokens[at].labels & Label.VERB), None)
    if verb is None or tokens[verb].labels & Label.PARTICIPLE:
        return False
    front = tokens[:verb]
    if any(not t.labels & (Label.ADVERB | Label.CLITIC | Label.PRONOUN) for t in front):
        return False
    joined = any(t.labels & Label.PRONOUN and t.text[:1] == "-" for t in tokens)
    if any(t.labels & Label.PRONOUN for t in front) and not joined:
        return False
    if any(t.labels & (Label.SUBORDINATOR | Label.COMPLEMENT) for t in tokens[: verb + 2]):
        return False
    named = verb + 1 < len(tokens) and tokens[verb + 1].labels & Label.NAME
    return bool(dash or joined or named or places_in(tokens))
