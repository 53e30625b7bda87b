"""Which kind of edit a difference is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import islice, product

import regex

from archiver.model import EditKind, Materiality, Tier
from archiver.text.fold import (
    APOSTROPHES,
    fold_dashes,
    fold_ellipses,
    fold_invisible,
    fold_quotes,
    fold_space,
    letters,
)
from archiver.text.language import Judging
from archiver.text.mojibake import mend
from archiver.text.numbers import number_values
from archiver.text.tokens import TokenKind
from archiver.verify.marks import has_ellipsis, without_marks

_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_REPEATED_MARK = regex.compile(r"(\n\s*)[\"“„«»”]+")

MINOR = frozenset(
    {
        EditKind.INNER_PUNCTUATION,
        EditKind.INNER_CASE,
        EditKind.INNER_EMOJI,
        EditKind.SPELLING,
        EditKind.CONTRACTION,
        EditKind.ABBREVIATION,
    }
)
MEANING = frozenset(
    {
        EditKind.NUMBER_CHANGED,
        EditKind.NEGATION_CHANGED,
        EditKind.NAME_CHANGED,
        EditKind.MODALITY_CHANGED,
        EditKind.REORDERED,
        EditKind.SPLICED,
    }
)


def materiality(kind: EditKind) -> Materiality | None:
    """How much an unmarked edit of this kind matters; None below that tier."""
    if kind.tier is not Tier.UNMARKED:
        return None
    if kind in MINOR:
        return Materiality.MINOR
    return Materiality.MEANING if kind in MEANING else Materiality.WORDING


def weight(kind: EditKind) -> int:
    """A number that grows with tier, then materiality: the worst of several kinds has most."""
    matters = materiality(kind)
    return kind.tier * 4 + (list(Materiality).index(matters) if matters else 0)


@dataclass(frozen=True, slots=True)
class Word:
    """A token with what judging it needs to know."""

    raw: str
    key: str
    kind: TokenKind
    initial: bool
    """Whether a sentence begins with it."""


# -- the same word in another form ------------------------------------------------------


def kind_of_form(quotation: str, posting: str, *, first: bool) -> EditKind:
    """The kind for two forms of one word (their keys are the same, their letters are not)."""
    mended = mend(quotation), mend(posting)
    a, b = (m.text if m else raw for m, raw in zip(mended, (quotation, posting), strict=True))
    if a == b:
        return EditKind.UNICODE_FORM
    if a.translate(_STRAIGHT) == b.translate(_STRAIGHT):
        return EditKind.QUOTE_GLYPH
    folded_a, folded_b = _case_kept(a), _case_kept(b)
    if folded_a == folded_b:
        return EditKind.UNICODE_FORM
    if folded_a.casefold() != folded_b.casefold():
        return EditKind.UNICODE_FORM
    if first and folded_a[1:] == folded_b[1:]:
        return EditKind.FIRST_LETTER_CASE
    return EditKind.INNER_CASE


def _case_kept(word: str) -> str:
    return fold_invisible(word).translate(_STRAIGHT)


# -- what stands between words ----------------------------------------------------------


def kind_of_gap(quotation: str, posting: str) -> EditKind:
    """The kind for two different runs of signs between the same two words."""
    mended = mend(posting)
    a, b = quotation, mended.text if mended else posting
    mended = mend(quotation)
    a = mended.text if mended else a
    if a == b or fold_invisible(a) == fold_invisible(b):
        return EditKind.UNICODE_FORM
    a, b = fold_space(fold_invisible(a)), fold_space(fold_invisible(b))
    if a.strip() == b.strip():
        return EditKind.WHITESPACE
    again = fold_space(_REPEATED_MARK.sub(r"\1", quotation))
    if fold_quotes(a) == fold_quotes(b) or fold_quotes(again).strip() == fold_quotes(b).strip():
        return EditKind.QUOTE_GLYPH
    a, b = fold_quotes(a), fold_quotes(b)
    if fold_dashes(a).strip() == fold_dashes(b).strip():
        return EditKind.DASH_GLYPH
    a, b = fold_dashes(a), fold_dashes(b)
    if fold_ellipses(a).strip() == fold_ellipses(b).strip():
        return EditKind.ELLIPSIS_GLYPH
    return _marked_gap(a, b)


def _marked_gap(a: str, b: str) -> EditKind:
    if without_marks(a).strip() in {b.strip(), without_marks(b).strip(), ""} and a != b:
        if "[" in a or "]" in a:
            return EditKind.BRACKETED
        if has_ellipsis(a):
            return EditKind.ELLIPSIS
    return EditKind.INNER_PUNCTUATION


# -- other words ------------------------------------------------------------------------


def kind_of_words(
    quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging, *, damaged: bool
) -> EditKind:
    """The kind for words of the quotation that stand for other words, or none, of the posting.

    ``damaged`` says that the quotation has lost its apostrophes altogether.
    """
    if quotation and posting:
        same = same_words(quotation, posting, tables, damaged=damaged)
        if same:
            return same
    a, b = _expanded(quotation, tables), _expanded(posting, tables)
    if _tally(a, tables.negations) != _tally(b, tables.negations) or _opposed(a, b, tables):
        return EditKind.NEGATION_CHANGED
    if number_values(a, tables)[0] != number_values(b, tables)[0]:
        return EditKind.NUMBER_CHANGED
    if _tally(a, tables.qualifiers) != _tally(b, tables.qualifiers):
        return EditKind.MODALITY_CHANGED
    return _plain_words(quotation, posting, tables)


def same_words(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    *,
    damaged: bool = False,
) -> EditKind | None:
    """The kind where both sides are one thing written in two ways, else None."""
    a, b = " ".join(w.raw for w in quotation), " ".join(w.raw for w in posting)
    kinds = {w.kind for w in (*quotation, *posting)}
    if letters(a) and letters(a) == letters(b):
        return _same_letters(quotation, posting, kinds, damaged=damaged)
    if kinds == {TokenKind.LINK}:
        return EditKind.LINK_FORM
    keys_a, keys_b = tuple(w.key for w in quotation), tuple(w.key for w in posting)
    numbers = number_values(keys_a, tables), number_values(keys_b, tables)
    if numbers[0] == numbers[1] and numbers[0][0]:
        signs = any(w.kind is TokenKind.NUMBER for w in (*quotation, *posting))
        return EditKind.ABBREVIATION if signs and len(keys_a) != len(keys_b) else EditKind.SPELLING
    if _readings(keys_a, tables) & _readings(keys_b, tables):
        return EditKind.CONTRACTION
    if _abbreviates(keys_a, keys_b, tables):
        return EditKind.ABBREVIATION
    if len(quotation) == len(posting) == 1 and _respelled(keys_a[0], keys_b[0], tables):
        return EditKind.SPELLING
    return None


def _same_letters(
    quotation: tuple[Word, ...], posting: tuple[Word, ...], kinds: set[TokenKind], *, damaged: bool
) -> EditKind:
    if kinds & {TokenKind.HASHTAG, TokenKind.MENTION}:
        return EditKind.HASHTAG_MARK
    if TokenKind.NUMBER in kinds and len(quotation) == len(posting):
        return EditKind.NUMBER_CHANGED
    a, b = "".join(w.key for w in quotation), "".join(w.key for w in posting)
    if a == b:
        return EditKind.WHITESPACE
    if a.replace("'", "") == b.replace("'", ""):
        return EditKind.QUOTE_GLYPH if damaged else EditKind.SPELLING
    return EditKind.ABBREVIATION if "." in a + b else EditKind.SPELLING


def _readings(keys: tuple[str, ...], tables: Judging) -> set[str]:
    """All that the words can stand for when contractions are written out, at most 64."""
    options = [(key, *_written_out(key, tables)) for key in keys]
    return {" ".join(words) for words in islice(product(*options), 64)}


def _written_out(key: str, tables: Judging) -> tuple[str, ...]:
    if key in tables.contractions:
        return tables.contractions[key]
    for ending, words in tables.contraction_endings.items():
        if key.endswith(ending) and len(key) > len(ending):
            return tuple(f"{key.removesuffix(ending)} {word}" for word in words)
    return ()


def _abbreviates(a: tuple[str, ...], b: tuple[str, ...], tables: Judging) -> bool:
    one, other = " ".join(a), " ".join(b)
    return other in tables.abbreviations.get(one, ()) or one in tables.abbreviations.get(other, ())


def _respelled(a: str, b: str, tables: Judging) -> bool:
    """Two spellings of one word: a country's, an accent, letters drawn out or swapped."""
    if _base_letters(a) == _base_letters(b):
        return True
    if regex.sub(r"(.)\1+", r"\1", a) == regex.sub(r"(.)\1+", r"\1", b):
        return max(len(a), len(b)) - min(len(a), len(b)) > 1
    if len(a) == len(b) > 2:
        differ = [i for i in range(len(a)) if a[i] != b[i]]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
    return any(
        (a.endswith(x) and b.endswith(y) and a[: -len(x)] == b[: -len(y)] and len(a) > len(x) + 1)
        for pair in tables.spelling
        for x, y in (pair, pair[::-1])
    )


def _base_letters(word: str) -> str:
    return "".join(
        sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)
    )


def _expanded(words: tuple[Word, ...], tables: Judging) -> list[str]:
    """Keys, contractions written out in their first reading."""
    keys: list[str] = []
    for word in words:
        options = _written_out(word.key, tables)
        keys += (options[0] if options else word.key).split()
    return keys


def _tally(keys: list[str], table: frozenset[str]) -> Counter[str]:
    return Counter(key for key in keys if key in table)


def _opposed(a: list[str], b: list[str], tables: Judging) -> bool:
    """Whether one word is the other with a negating prefix or suffix."""
    if len(a) != 1 or len(b) != 1:
        return False
    short, long = sorted((a[0], b[0]), key=len)
    if len(short) > 3 and any(long == prefix + short for prefix in tables.negating_prefixes):
        return True
    return any(
        a[0].endswith(x) and b[0].endswith(y) and a[0][: -len(x)] == b[0][: -len(y)]
        for pair in tables.negating_suffixes
        for x, y in (pair, pair[::-1])
    )


def _plain_words(
    quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging
) -> EditKind:
    words = (*quotation, *posting)
    if all(w.kind is TokenKind.EMOJI for w in words):
        return EditKind.INNER_EMOJI
    if all(w.kind in {TokenKind.LINK, TokenKind.EMOJI} for w in words):
        return EditKind.LINK_DROPPED if posting and not quotation else EditKind.LINK_FORM
    if quotation and posting:
        named = all(_is_name(w, tables) for w in words)
        return EditKind.NAME_CHANGED if named else EditKind.WORD_SUBSTITUTED
    return EditKind.WORD_INSERTED if quotation else EditKind.WORD_DELETED


def _is_name(word: Word, tables: Judging) -> bool:
    if word.kind is TokenKind.MENTION:
        return True
    return (
        word.kind is TokenKind.WORD
        and word.raw[0].isupper()
        and not word.initial
        and not (word.raw.isupper() and len(word.raw) > 1)
        and word.key not in tables.function_words
    )
