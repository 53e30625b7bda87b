"""Whom a pronoun means, and who is a person at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

from archiver.articles.cues import Token, tokens_of
from archiver.articles.labels import Label
from archiver.articles.lexicons import UNKNOWN
from archiver.articles.said import Context, Said
from archiver.articles.speakers import begins_with_role
from archiver.articles.subjects import teller
from archiver.articles.windows import MARKS, REACH, sentence_ends

_MEMORY = 5_000
"""The code points in front in which a name must stand a second time, if it is one word."""
_DIGIT = regex.compile(r"\d")
_TWO = 2


def speaker_of(
    context: Context, subject: Token | None, offset: int, before: Said | None
) -> str | None:
    """The name of ``subject``, or whom it means as a pronoun at ``offset``; None where unsure."""
    if subject is None:
        return None
    if not subject.labels & (Label.PRONOUN | Label.POSSESSIVE):
        # Where the language is unknown, so is which words are names.
        known = context.lexicon.tag != UNKNOWN or subject.text.startswith("@")
        return _as_named(context, subject) if known and not _is_word(context, subject) else None
    if subject.labels & Label.DROPS and before is not None and before.speaker:
        # Without a pronoun, and right behind a quotation, it is the same one.
        at = bisect_right(context.quotations, offset, key=lambda one: one.outer_end)
        last = context.quotations[at - 1].outer_end if at else 0
        if "\n" not in context.text[last:offset] and offset - last <= _TWO:
            return before.speaker
    return last_named(context, offset, before)


def _as_named(context: Context, name: Token) -> str:
    """A name as it stands elsewhere where an ending alone makes a possessor of it: "Roths Post"."""
    if not (name.labels & Label.POSSESSOR and context.lexicon.nouns and name.text[-1:] == "s"):
        return name.text
    plain = name.text[:-1]
    known = regex.search(rf"\b{regex.escape(plain)}\b", context.text[:_MEMORY])
    return plain if known else name.text


def is_named_in_full(context: Context, name: Token) -> bool:
    """Whether a name is of two words, or stands behind another with a capital in the text."""
    if " " in name.text or name.text.startswith("@"):
        return True
    full = rf"\p{{Lu}}[\p{{L}}.-]+ {regex.escape(name.text)}\b"
    return regex.search(full, context.text[:_MEMORY]) is not None


def _is_word(context: Context, name: Token) -> bool:
    """Whether one word with a capital stands without it elsewhere, as no name does."""
    if not context.lexicon.inverts or not name.text.isalpha() or context.lexicon.nouns:
        return False
    low = name.text.lower()
    return regex.search(rf"\b{low}\b", context.text[:_MEMORY]) is not None


def last_named(context: Context, offset: int, before: Said | None) -> str | None:
    """Who a pronoun at ``offset`` means: the subject of the nearest sentence that has one.

    None where that sentence has another one speak whom it does not name.
    """
    window = context.text[max(0, offset - REACH) : offset]
    breaks = [0, *sentence_ends(window, context.lexicon)]
    stops = [*breaks[1:], len(window)]
    spoken = None if before is None else before.speaker
    for begin, stop in zip(reversed(breaks), reversed(stops), strict=True):
        sentence = window[begin:stop]
        if spoken and spoken in sentence:
            return spoken
        tokens = tokens_of(sentence.lstrip(MARKS + " "), context.lexicon)
        if tokens and (subject := teller(tokens)):
            if subject.labels & Label.PRONOUN:
                continue
            return subject.text if is_person(context, subject, offset) else None
        if any(token.labels & (Label.SPOKEN_VERB | Label.POSTED_VERB) for token in tokens):
            return None
        if begins_with_role(tokens) or _names_somebody(tokens):
            return None
    return None


def _names_somebody(tokens: Sequence[Token]) -> bool:
    """Whether a name stands in a sentence behind no preposition, be it the subject or not."""
    names = [at for at, token in enumerate(tokens) if token.labels & Label.NAME]
    if any(tokens[at].labels & Label.POSSESSOR for at in names[:1]):
        return True
    return any(" " in tokens[at].text and not _is_governed(tokens, at) for at in names)


def _is_governed(tokens: Sequence[Token], at: int) -> bool:
    while at > 0 and tokens[at - 1].labels & (Label.HONORIFIC | Label.DETERMINER):
        at -= 1
    return at > 0 and bool(tokens[at - 1].labels & Label.PREPOSITION)


def is_person(context: Context, name: Token, offset: int) -> bool:
    """Whether the capital at the beginning of a sentence is surely that of a name."""
    if _DIGIT.search(name.text) and name.text[0] != "@":
        return False
    if " " in name.text or "-" in name.text or name.text[0] == "@":
        return True
    window = context.text[max(0, offset - _MEMORY) : offset]
    if f" {name.text}" in window.replace(". ", "."):
        return True
    # Twice with a capital, if only at the front of sentences, and never without.
    low = regex.search(rf"\b{regex.escape(name.text.lower())}\b", window)
    return low is None and len(regex.findall(rf"\b{regex.escape(name.text)}\b", window)) >= _TWO
