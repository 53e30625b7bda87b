"""Which day words of a sentence date the post that it tells of, and no other event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from archiver.articles.cues import tokens_of
from archiver.articles.labels import Label
from archiver.articles.lexicons import Lexicon, lexicon
from archiver.text.daywords import Days, DayWords, days_of, find_day_words
from archiver.text.language import language as tables_of

_TABLES = (
    ("noun", ("post_nouns",)),
    ("verb", ("posted_phrases", "posted_verbs", "posting_verbs")),
    ("place", ("platforms",)),
)
"""Kinds of words that tell of a post, and the tables that have them; ``[dates]`` may have more
under the name of the kind."""
_HARD = regex.compile(r"[;:!?—–\n“”„«»]")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_@#'’-]+")
_WORD_BEHIND = regex.compile(r"\s+([\p{Ll}\p{Lo}][\p{L}\p{M}'’-]*)")
_COMMA = regex.compile("[,，、،]")
_COMMA_FIRST = regex.compile(r"^\s*[,，、،]")
_GAP_BEHIND, _GAP_IN_FRONT = 6, 12
"""The most words between a verb and the day behind it, or between a day and the verb behind."""
_GAP_SIGNS = 40
"""The same in signs, for scripts that put no spaces between words."""
_OWNED_SIGNS = 6
"""The most of them between a day and the post that it owns."""
_LONGEST_GAP = 120
_JOINED_TOKENS = 3
_UNKNOWN_BEHIND, _UNKNOWN_IN_FRONT = 1, 3
"""How many of these may be words that no table knows: more may be another event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    """A word that tells of the post: the verb, the post itself, or its platform."""

    start: int
    end: int
    kind: str
    """"verb", "noun" or "place"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that brings words of a post on; its positions are those of ``text``."""

    text: str
    """With a no-break space for each sign of the quotation."""
    start: int
    """Where the first sign stands in the article."""
    cue: str
    quoted: tuple[int, int] | None
    """Where in ``text`` the quotation stands."""


def dating_words(sentence: Sentence, language: str | None) -> DayWords | None:
    """The only day words of a sentence that surely date its post; None without such words."""
    days, words = days_of(language), lexicon(language)
    found = find_day_words(sentence.text, language)
    if not found or _is_of_another(sentence, days, words):
        return None
    anchors = [one for one in _anchors(sentence, language) if _is_its_own(sentence, one, days)]
    dating = [
        one
        for one in found
        if any(_dates(sentence, one, anchor, days, words) for anchor in anchors)
    ]
    sole = len(dating) == 1 and not _is_joined(sentence, dating[0], found, words)
    return dating[0] if sole else None


def _is_of_another(sentence: Sentence, days: Days, words: Lexicon) -> bool:
    """Whether the sentence tells of something else that befell a post: it was deleted, shared."""
    if days.others and days.others.search(sentence.text):
        return True
    tokens = tokens_of(sentence.text, words)
    return any(token.labels & Label.REPOSTING_VERB for token in tokens)


def _is_its_own(sentence: Sentence, anchor: _Anchor, days: Days) -> bool:
    """Whether a verb is in no other clause than the one that brings the words on."""
    cue = _cue(sentence.cue)
    at = None if cue is None else cue.search(sentence.text)
    if at is None or days.barriers is None or at.start() <= anchor.start < at.end():
        return True
    if anchor.kind != "verb" or not days.spaced:
        return True
    before = " ".join(_WORD.findall(sentence.text[: anchor.start])[-2:])
    between = sentence.text[min(anchor.end, at.end()) : max(anchor.start, at.start())]
    return not (days.barriers.search(before) or days.barriers.search(between))


def _is_joined(
    sentence: Sentence, words: DayWords, found: Sequence[DayWords], known: Lexicon
) -> bool:
    """Whether another day goes with it: "on Monday and again on Wednesday"."""
    for other in found:
        first, last = sorted((words, other), key=lambda one: one.start)
        tokens = tokens_of(sentence.text[first.end : last.start], known)
        joins = any(token.labels & Label.CONJUNCTION for token in tokens)
        if other is not words and joins and len(tokens) <= _JOINED_TOKENS:
            return True
    return False


def _anchors(sentence: Sentence, language: str | None) -> Iterator[_Anchor]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in (
        *((kind, pattern) for kind, pattern in _patterns(language) if pattern is not None),
        ("verb", _cue(sentence.cue)),
    ):
        for match in pattern.finditer(sentence.text) if pattern is not None else ():
            if not any(start <= match.start() < end for start, end in taken):
                taken.append(match.span())
                yield _Anchor(start=match.start(), end=match.end(), kind=kind)


def _cue(cue: str) -> regex.Pattern[str] | None:
    if not any(map(str.isalpha, cue)):
        return None
    shape = regex.escape(cue, literal_spaces=True).replace(" ", r"\s+").replace("'", "['’]")
    return regex.compile(shape, regex.IGNORECASE)


@cache
def _patterns(language: str | None) -> tuple[tuple[str, regex.Pattern[str] | None], ...]:
    tables, days = tables_of(language), days_of(language)
    known = tables.attribution if tables.tag == days.tag else {}
    found = []
    for kind, names in _TABLES:
        words = [word for name in names for word in known.get(name, ())]
        found.append((kind, _either([*words, *days.posts.get(kind, ())], spaced=days.spaced)))
    return tuple(found)


def _either(words: Sequence[str], *, spaced: bool) -> regex.Pattern[str] | None:
    if not words:
        return None
    listed = "|".join(
        regex.escape(word, literal_spaces=True).replace(" ", r"\s+").replace("'", "['’]")
        for word in sorted(words, key=len, reverse=True)
    )
    edge = r"(?<![\p{L}\p{M}\p{N}])", r"(?![\p{L}\p{M}\p{N}])"
    left, right = edge if spaced else ("", "")
    return regex.compile(f"{left}(?:{listed}){right}", regex.IGNORECASE)


def _dates(
    sentence: Sentence,
    words: DayWords,
    anchor: _Anchor,
    days: Days,
    known: Lexicon,
) -> bool:
    """Whether the words say when that was done which ``anchor`` tells of."""
    text = sentence.text
    if words.start < anchor.end and anchor.start < words.end:
        return False
    behind = words.start >= anchor.end
    gap = text[anchor.end : words.start] if behind else text[words.end : anchor.start]
    if owner := days.owned and days.owned.match(text, words.end):
        return (
            not behind
            and anchor.kind == "noun"
            and _is_near(text[owner.end() : anchor.start], days)
        )
    if days.ties and days.ties.search(text[: words.start]):
        return behind and anchor.kind == "noun" and days.ties.fullmatch(gap.strip()) is not None
    if words.whens[-1].kind == "year" and not _is_whole_year(sentence, words, anchor, gap):
        return False
    if not days.after_verb and behind:
        return False
    if _crosses(sentence, words, anchor) and days.after_verb:
        return False
    plain = gap.replace("\u00a0", " ")
    if days.spaced and _is_attributive(text, words, anchor, days, known):
        return False
    return _is_open(plain, anchor, behind=behind, days=days, known=known) and (
        behind or _leads(text[: words.start], plain, anchor, days)
    )


def _is_near(between: str, days: Days) -> bool:
    """Whether the noun that a day owns is the next one: "Wednesday's first tweet"."""
    if days.barriers and days.barriers.search(between):
        return False
    if not days.spaced:
        return len(between.strip()) <= _OWNED_SIGNS
    return len(_WORD.findall(between)) <= 1


def _is_whole_year(sentence: Sentence, words: DayWords, anchor: _Anchor, gap: str) -> bool:
    """Whether a number is a year: it has a word in front of it, or it is that of the post."""
    own = sentence.text[words.start : words.end]
    return not own.isdecimal() or (
        anchor.kind == "noun" and words.end <= anchor.start and not gap.strip()
    )


def _crosses(sentence: Sentence, words: DayWords, anchor: _Anchor) -> bool:
    """Whether the quotation stands between the two."""
    if sentence.quoted is None:
        return False
    at = sentence.quoted[0]
    return min(words.start, anchor.start) < at <= max(words.start, anchor.start)


def _is_attributive(
    text: str, words: DayWords, anchor: _Anchor, days: Days, known: Lexicon
) -> bool:
    """Whether the word behind makes it part of another noun: "a Wednesday meeting".

    Words that a table knows, and the post's own, are none such.
    """
    if not days.attributive or (days.prepositions and days.prepositions.match(text, words.start)):
        return False
    behind = _WORD_BEHIND.match(text, words.end)
    if behind is None or behind.start(1) == anchor.start or behind[1] in days.loose:
        return False
    token = next(iter(tokens_of(text[behind.start(1) : words.end + 60], known)), None)
    return token is not None and not token.labels


def _is_open(
    gap: str,
    anchor: _Anchor,
    *,
    behind: bool,
    days: Days,
    known: Lexicon,
) -> bool:
    """Whether nothing between the two can be another event."""
    if len(gap) > _LONGEST_GAP or _HARD.search(gap):
        return False
    if days.barriers and days.barriers.search(gap):
        return False
    if not days.spaced:
        return len(gap.strip()) <= _GAP_SIGNS
    words = _WORD.findall(gap)
    if anchor.kind == "place":
        return len(words) <= 1
    if len(words) > (_GAP_BEHIND if behind else _GAP_IN_FRONT):
        return False
    tokens = tokens_of(gap, known)
    if any(token.labels & (Label.OTHER_VERB | Label.CONJUNCTION) for token in tokens):
        return False
    unknown = [t for t in tokens if not t.labels and t.text.islower() and t.text.isalpha()]
    if behind and unknown and unknown[-1] is tokens[-1]:
        return False
    return len(unknown) <= (_UNKNOWN_BEHIND if behind else _UNKNOWN_IN_FRONT)


def _leads(before: str, gap: str, anchor: _Anchor, days: Days) -> bool:
    """Whether a day in front of a verb begins the sentence, or stands right beside the verb."""
    if days.comma_after:
        gap = _COMMA_FIRST.sub("", gap)
    if not _WORD.search(before):
        return not (_COMMA.search(gap.rstrip()[-1:]) and len(_WORD.findall(gap)) > 1)
    near = len(_WORD.findall(gap)) <= days.near and not _COMMA.search(gap)
    return near or (anchor.kind != "verb" and not gap.strip())
