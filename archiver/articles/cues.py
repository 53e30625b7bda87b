"""The words around a quotation as tokens, each with what a language file says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from archiver.text.language import language as tables_of


class Label:
    """What a word or phrase can be, as bits; a word may be several."""

    POSTED_PHRASE = 1 << 0
    POSTED_VERB = 1 << 1
    POSTING_VERB = 1 << 2
    REPOSTING_VERB = 1 << 3
    SENDING_VERB = 1 << 4
    REPLYING_VERB = 1 << 5
    TAKING_VERB = 1 << 6
    WRITING_VERB = 1 << 7
    PARTICIPLE = 1 << 8
    POST_NOUN = 1 << 9
    OFFICE_NOUN = 1 << 10
    OFFICE_WORD = 1 << 11
    NO_POST_NOUN = 1 << 12
    ACCOUNT_NOUN = 1 << 13
    ELSEWHERE_NOUN = 1 << 14
    DENIAL = 1 << 15
    STRONG_DENIAL = 1 << 16
    FIGURE = 1 << 17
    SHARED_NOUN = 1 << 18
    MOVING_NOUN = 1 << 19
    SHARED_VERB = 1 << 20
    PLATFORM = 1 << 21
    SPOKEN_VERB = 1 << 22
    SPOKEN_NOUN = 1 << 23
    POSTABLE_NOUN = 1 << 24
    NEUTRAL_VERB = 1 << 25
    NOUN_VERB = 1 << 26
    READING_VERB = 1 << 27
    TERM_WORD = 1 << 28
    PRONOUN = 1 << 29
    POSSESSIVE = 1 << 30
    HONORIFIC = 1 << 31
    PREPOSITION = 1 << 32
    PLACE_PREPOSITION = 1 << 33
    PLATFORM_PREPOSITION = 1 << 34
    POST_PREPOSITION = 1 << 35
    TOPIC_PREPOSITION = 1 << 36
    PICTURE_PREPOSITION = 1 << 37
    SOLE_PREPOSITION = 1 << 38
    AUTHOR_PREPOSITION = 1 << 39
    DETERMINER = 1 << 40
    SUBORDINATOR = 1 << 41
    RELATIVE = 1 << 42
    COMPLEMENT = 1 << 43
    CONJUNCTION = 1 << 44
    ADVERB = 1 << 45
    DAY = 1 << 46
    NOT_NAME = 1 << 47
    PARTICLE = 1 << 48
    NAME = 1 << 49
    """Words with capitals that stand together."""
    OTHER_VERB = 1 << 50
    """A word that ends as verbs do."""
    POSSESSOR = 1 << 51
    """A name with a possessive ending."""
    SIGN = 1 << 52
    """Punctuation."""
    VERB = POSTED_PHRASE | POSTED_VERB | POSTING_VERB | REPOSTING_VERB | SPOKEN_VERB | NEUTRAL_VERB
    """Verbs that can bring words on."""


class Token(NamedTuple):
    """A word, a phrase of the language file, a name, or a sign of punctuation."""

    text: str
    folded: str
    start: int
    end: int
    labels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The attribution words of one language, ready for looking up."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    """By their first word, the longest phrases first."""
    capitalised: frozenset[str]
    """Platforms that count only where they have a capital."""
    abbreviations: frozenset[str]
    possessive: tuple[str, ...]
    """Endings that make a name a possessor, the longest first."""
    endings: tuple[tuple[str, int], ...]
    """What the ending of a longer word, not listed itself, says that it is."""


_TABLES = {
    name.lower() + "s": bit
    for name, bit in vars(Label).items()
    if name.isupper() and name not in {"NAME", "POSSESSOR", "SIGN", "VERB", "OTHER_VERB"}
}
_WORD = regex.compile(
    r"(?<![\w/])/?u/[\w-]{3,20}|[@#]?[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*(?:[-'’.&][\p{L}\p{M}\p{N}_]+)*(?:['’](?!\p{L}))?"
    r"|[^\s\p{L}\p{N}]"
)
_HANDLES = ("@", "u/", "/u/")
_SHORT = 4


@cache
def lexicon(tag: str | None) -> Lexicon:
    """The lexicon for a BCP 47 tag; that of English where the language has no file."""
    data = tables_of(tag).attribution
    labels: dict[tuple[str, ...], int] = {}
    for table, label in _TABLES.items():
        for phrase in data.get(table, ()):
            words = tuple(found.group() for found in _WORD.finditer(phrase))
            labels[words] = labels.get(words, 0) | label
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for words in sorted(labels, key=len, reverse=True):
        by_first.setdefault(words[0], []).append((words, labels[words]))
    return Lexicon(
        phrases={first: tuple(found) for first, found in by_first.items()},
        capitalised=frozenset(data.get("capitalised_platforms", ())),
        abbreviations=frozenset(data.get("abbreviations", ())),
        possessive=tuple(sorted(data.get("possessive_endings", ()), key=len, reverse=True)),
        endings=(
            *((ending, Label.ADVERB) for ending in data.get("adverb_endings", ())),
            *((ending, Label.OTHER_VERB) for ending in data.get("verb_endings", ())),
        ),
    )


def tokens_of(words: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The tokens of ``words`` in order; positions are code points in it."""
    raw = [
        (found.group(), found.group().casefold().replace("’", "'"), *found.span())
        for found in _WORD.finditer(words)
    ]
    found: list[Token] = []
    at = 0
    while at < len(raw):
        token, at = _phrase(words, raw, at, lexicon)
        if not (found and found[-1].labels & Label.PLATFORM):
            token = _by_case(token, lexicon)
        if token.text == "." and found and _abbreviates(found[-1], lexicon):
            continue
        found.append(token)
    return tuple(_with_names(words, found, lexicon))


def abbreviates(word: str, lexicon: Lexicon) -> bool:
    """Whether a full stop behind ``word`` ends no sentence."""
    return (len(word) == 1 and word.isupper()) or word.casefold() in lexicon.abbreviations


def _abbreviates(token: Token, lexicon: Lexicon) -> bool:
    return abbreviates(token.text.rpartition(" ")[2].rpartition("-")[2], lexicon)


_Raw = tuple[str, str, int, int]


def _phrase(words: str, raw: list[_Raw], at: int, lexicon: Lexicon) -> tuple[Token, int]:
    """The longest phrase that begins at ``raw[at]``, and where the next token begins."""
    text, folded, start, end = raw[at]
    for phrase, labels in lexicon.phrases.get(folded, ()):
        stop = at + len(phrase)
        if all(raw[k][1] == phrase[k - at] for k in range(at, min(stop, len(raw)))) and (
            stop <= len(raw)
        ):
            end = raw[stop - 1][3]
            return Token(words[start:end], " ".join(phrase), start, end, labels), stop
    labels = 0
    if not (text[0].isalnum() or text[0] in "@#_"):
        labels = Label.SIGN
    elif text.islower() and len(text) > _SHORT:
        labels = next((bit for ending, bit in lexicon.endings if folded.endswith(ending)), 0)
    return Token(text, folded, start, end, labels), at + 1


def _by_case(token: Token, lexicon: Lexicon) -> Token:
    """The token with the labels that it keeps with the capitals that it has.

    "Threads" is a platform, "threads" is none. "The Washington Post" is no post; where the
    platform stands before it ("a Facebook Post") it is one.
    """
    labels = token.labels
    capital = token.text[:1].isupper()
    if labels & Label.PLATFORM and token.folded in lexicon.capitalised and not capital:
        labels &= ~Label.PLATFORM
    if labels & (Label.POST_NOUN | Label.ACCOUNT_NOUN) and capital:
        labels &= ~(Label.POST_NOUN | Label.ACCOUNT_NOUN)
    return token if labels == token.labels else token._replace(labels=labels)


def _with_names(words: str, tokens: list[Token], lexicon: Lexicon) -> Iterable[Token]:
    """The tokens, with those that make up a name put together."""
    held: list[Token] = []
    for at, token in enumerate(tokens):
        named = _is_named(token)
        if named and token.labels & Label.HONORIFIC:
            # "Texas Sen. Ted Cruz" is one man of Texas, the "Associated Press" one name.
            named = bool(held) and not (at + 1 < len(tokens) and _is_named(tokens[at + 1]))
        if named and held and held[-1].folded.endswith(lexicon.possessive):
            yield from _name(words, held, lexicon)
            held = []
        if named or (held and token.labels & Label.PARTICLE and token.text.islower()):
            held.append(token)
        else:
            yield from _name(words, held, lexicon)
            held = []
            yield token
    yield from _name(words, held, lexicon)


def _is_named(token: Token) -> bool:
    if token.text.startswith(_HANDLES) and len(token.text) > 1:
        return True
    barred = (
        Label.SIGN
        | Label.PLATFORM
        | Label.SUBORDINATOR
        | Label.PRONOUN
        | Label.VERB
        | Label.PREPOSITION
        | Label.POST_NOUN
        | Label.ACCOUNT_NOUN
    )
    return token.text[0].isupper() and not token.labels & barred and " " not in token.folded


def _name(words: str, held: list[Token], lexicon: Lexicon) -> Iterable[Token]:
    """The held tokens as one name, and what merely stands before or behind it on its own."""
    first, last = 0, len(held)
    while first < last and held[first].labels & (Label.NOT_NAME | Label.HONORIFIC):
        first += 1
    while last > first and _is_loose(held[last - 1]):
        last -= 1
    yield from held[:first]
    if first < last:
        start, end = held[first].start, held[last - 1].end
        folded = held[last - 1].folded
        ending = next((end for end in lexicon.possessive if folded.endswith(end)), "")
        text = words[start : end - len(ending)]
        labels = Label.NAME | Label.POSSESSOR if ending else Label.NAME
        yield Token(text, text.casefold(), start, end, labels)
    yield from held[last:]


def _is_loose(token: Token) -> bool:
    """Whether a name doesn't end with it: "Cruz Tuesday", "Cruz de"."""
    return bool(token.labels & Label.DAY) or (
        token.text.islower() and not token.text.startswith(_HANDLES)
    )
