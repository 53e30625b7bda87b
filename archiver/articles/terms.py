"""Quotation marks around what nobody said: titles, terms, scare quotes."""

from __future__ import annotations

import regex

from archiver.articles.channels import Clause
from archiver.articles.cues import Token
from archiver.articles.labels import Label
from archiver.articles.said import Context, Said
from archiver.articles.seen import Seen
from archiver.model import Channel

_TERM_WORDS = 5
_MEDIUM_WORDS = 3


def _is_short(exact: str) -> bool:
    return len(exact.split()) <= _TERM_WORDS and exact[-1:] not in ",.?!…"


def is_named_term(lead: tuple[Token, ...], exact: str) -> bool:
    """Whether what stands in front calls it a title or a term."""
    if not _is_short(exact) or not lead:
        return False
    last = lead[-1]
    if (
        last.labels & Label.RECIPIENT
        and exact[:1].isupper()
        and exact.rsplit(maxsplit=1)[-1][:1].isupper()
    ):
        return True
    if last.text == ",":
        return len(lead) > 1 and _is_kind(lead[-2]) and not lead[-2].labels & Label.VERB
    return _is_kind(last)


def is_medium(lead: tuple[Token, ...], exact: str) -> bool:
    """Whether it is the name of where something was said: 'w rozmowie z „Gazetą”'."""
    if (
        not lead
        or len(exact.split()) > _MEDIUM_WORDS
        or not (exact[0].isupper() and exact[-1].isalnum())
    ):
        return False
    at = len(lead) - 1
    if lead[at].labels & (Label.PREPOSITION | Label.DETERMINER) and at:
        at -= 1
    return bool(lead[at].labels & (Label.SPOKEN_NOUN | Label.SPOKEN_PLACE))


def is_only_named(context: Context, index: int, clause: Clause) -> bool:
    """Whether a title stands within a sentence that says something of other words."""
    known = index in context.titles and not context.lexicon.nouns
    return known and not (clause.names or clause.complement)


def is_titled(seen: Seen) -> bool:
    """Whether the word right behind calls it a title or a term: '"Uzun Yıl" filminde'."""
    return _is_short(seen.exact) and bool(seen.behind) and _is_kind(seen.behind[0])


def _is_kind(token: Token) -> bool:
    return bool(token.labels & Label.TERM_WORD)


def is_attributive(exact: str, lead: tuple[Token, ...], behind: tuple[Token, ...]) -> bool:
    """Whether it is a word like another in its phrase: 'the federal "three strikes" law'."""
    if not _is_short(exact) or not behind or behind[0].labels or not behind[0].text.islower():
        return False
    at = len(lead) - 1
    while at >= 0 and at > len(lead) - 3 and not lead[at].labels:
        at -= 1
    return at >= 0 and bool(lead[at].labels & Label.DETERMINER)


def unsaid(seen: Seen) -> Said:
    """A term where it is a part of a sentence, else words that nobody is said to say."""
    exact, lead, tail, tokens = seen.exact, seen.lead, seen.tail, seen.in_front
    inside = bool(tokens) or bool(regex.match(r"\s*\p{L}", tail))
    ends = tail[:1] in {",", ";"} and bool(tokens)
    led = lead.rstrip().endswith(":")
    if _is_short(exact) and inside and not led and (ends or tail[:1] not in {",", "—", "–"}):
        return Said(channel=Channel.TERM, words=lead.strip() or None)
    return Said(channel=Channel.NONE)
