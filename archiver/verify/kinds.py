"""Which kind of edit a difference is."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product

import regex

from archiver.model import EditKind, Materiality, Tier
from archiver.text.fold import (
    APOSTROPHES,
    fold_compatible,
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
_INNER_MARK = regex.compile(r'([.,])"')
_BREAK_MARKS = frozenset(".,;:/|-")
"""What newspapers set where a post breaks the line."""
_ROMAN = regex.compile(r"[IVX]+")
_SPACED_NUMBER = regex.compile(r"\D?\d{1,3}(?: \d{3})+\D*")
_ORDINAL_ENDING = regex.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_SCHEME = regex.compile(r"^(?:https?://)?(?:www\.)?")
_MASK = regex.compile(r"\*+|[-–—_]+")
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


def gravest(kinds: Iterable[EditKind]) -> EditKind:
    """The one with most weight; of several, the last in the closed list."""
    order = list(EditKind)
    return max(kinds, key=lambda kind: (weight(kind), order.index(kind)))


@dataclass(frozen=True, slots=True)
class Word:
    """A token with what judging it needs to know."""

    raw: str
    key: str
    kind: TokenKind
    initial: bool
    """Whether a sentence begins with it."""
    after: str = ""
    """What stands between it and the next token."""
    following: str = ""
    """The key of the next token."""


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
    return fold_compatible(fold_invisible(word)).translate(_STRAIGHT)


# -- what stands between words ----------------------------------------------------------


def kind_of_gap(quotation: str, posting: str) -> EditKind:
    """The kind for two different runs of signs between the same two words.

    A full stop or comma that moves over a closing quotation mark, as houses differ on it, and
    one that is set where the post breaks the line, stand at an edge.
    """
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
    if _INNER_MARK.sub(r'"\1', a) == _INNER_MARK.sub(r'"\1', b):
        return EditKind.EDGE_PUNCTUATION
    if "\n" in posting and not b.strip() and a.strip() in _BREAK_MARKS:
        return EditKind.EDGE_PUNCTUATION
    return _marked_gap(a, b)


def _marked_gap(a: str, b: str) -> EditKind:
    if without_marks(a).strip() in {b.strip(), without_marks(b).strip(), ""} and a != b:
        if has_ellipsis(a):
            return EditKind.ELLIPSIS
        if "[" in a or "]" in a:
            return EditKind.BRACKETED
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
    if number_values(a, tables)[0] != number_values(b, tables)[0] or _renumbered(
        quotation, posting
    ):
        return EditKind.NUMBER_CHANGED
    if _renamed(quotation, posting, tables):
        return EditKind.NAME_CHANGED
    if _tally(a, tables.qualifiers) != _tally(b, tables.qualifiers):
        return EditKind.MODALITY_CHANGED
    return _plain_words(quotation, posting)


def same_words(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    *,
    damaged: bool = False,
) -> EditKind | None:
    """The kind where both sides are one thing written in two ways, else None."""
    a, b = _raw(quotation), _raw(posting)
    kinds = {w.kind for w in (*quotation, *posting)}
    if letters(a) and letters(a) == letters(b):
        return _same_letters(quotation, posting, kinds, tables, damaged=damaged)
    if kinds == {TokenKind.LINK} or (TokenKind.LINK in kinds and _address(a) == _address(b)):
        return EditKind.LINK_FORM
    if len(posting) == 1 and _masked(a, posting[0].key):
        return EditKind.ELLIPSIS
    keys_a, keys_b = tuple(w.key for w in quotation), tuple(w.key for w in posting)
    if TokenKind.NUMBER in kinds and _cardinal(keys_a) == _cardinal(keys_b):
        return EditKind.SPELLING
    numbers = _number(quotation, tables), _number(posting, tables)
    if numbers[0] == numbers[1] and numbers[0][0]:
        signs = any(w.kind is TokenKind.NUMBER for w in (*quotation, *posting))
        return EditKind.ABBREVIATION if signs and len(keys_a) != len(keys_b) else EditKind.SPELLING
    if _readings(keys_a, tables) & _readings(keys_b, tables):
        return EditKind.CONTRACTION
    if _stands_for(keys_a, keys_b, tables.abbreviations):
        return EditKind.ABBREVIATION
    if _stands_for(keys_a, keys_b, tables.misspellings):
        return EditKind.SPELLING
    if len(quotation) == len(posting) == 1 and _respelled(keys_a[0], keys_b[0], tables):
        return EditKind.SPELLING
    return None


def _same_letters(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    kinds: set[TokenKind],
    tables: Judging,
    *,
    damaged: bool,
) -> EditKind:
    if kinds & {TokenKind.HASHTAG, TokenKind.MENTION}:
        return EditKind.HASHTAG_MARK
    if TokenKind.NUMBER in kinds:
        counts = {sum(w.kind is TokenKind.NUMBER for w in side) for side in (quotation, posting)}
        glued = counts == {1} and _glued(quotation) == _glued(posting)
        same = glued or _number(quotation, tables) == _number(posting, tables)
        return EditKind.SPELLING if same else EditKind.NUMBER_CHANGED
    a, b = _glued(quotation), _glued(posting)
    if a == b:
        gaps = [w.after for w in (*quotation[:-1], *posting[:-1])]
        return EditKind.SPELLING if any(gap.strip() for gap in gaps) else EditKind.WHITESPACE
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


def _raw(words: tuple[Word, ...]) -> str:
    return "".join(w.raw + w.after for w in words[:-1]) + "".join(w.raw for w in words[-1:])


def _glued(words: tuple[Word, ...]) -> str:
    return "".join(w.key for w in words)


def _address(link: str) -> str:
    return _SCHEME.sub("", link.casefold()).rstrip("/")


def _number(words: tuple[Word, ...], tables: Judging) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The values; digits in groups of three, a space between them, are one number."""
    text = "".join(w.key + " " * (w.after == " ") for w in words[:-1]) + words[-1].key
    if _SPACED_NUMBER.fullmatch(text):
        return number_values((text.replace(" ", ""),), tables)
    return number_values((w.key for w in words), tables)


def _cardinal(keys: tuple[str, ...]) -> str:
    return _ORDINAL_ENDING.sub("", " ".join(keys))


def _stands_for(
    a: tuple[str, ...], b: tuple[str, ...], table: Mapping[str, tuple[str, ...]]
) -> bool:
    one, other = " ".join(a), " ".join(b)
    if one.endswith("'s") and other.endswith("'s"):
        one, other = one[:-2], other[:-2]
    return other in table.get(one, ()) or one in table.get(other, ())


def _masked(quotation: str, word: str) -> bool:
    """Whether an editor hid letters of the word: "f***ing", "f—ing", "s***"."""
    parts = _MASK.split(fold_invisible(quotation).casefold())
    return (
        len(parts) == 2
        and parts[0].isalpha()
        and (not parts[1] or parts[1].isalpha())
        and word.isalpha()
        and len(word) > len(parts[0]) + len(parts[1])
        and word.startswith(parts[0])
        and word.endswith(parts[1])
    )


def _respelled(a: str, b: str, tables: Judging) -> bool:
    """Two spellings of one word: a country's, an accent, letters drawn out or swapped."""
    if _base_letters(a) == _base_letters(b):
        return True
    drawn_out = abs(len(a) - len(b)) > 1
    if drawn_out and regex.sub(r"(.)\1+", r"\1", a) == regex.sub(r"(.)\1+", r"\1", b):
        return True
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
    """Whether one word says the contrary of the other, or is it with a negating prefix."""
    if len(a) != 1 or len(b) != 1:
        return False
    if b[0] in tables.opposites.get(a[0], ()):
        return True
    short, long = sorted((a[0], b[0]), key=len)
    if len(short) > 3 and any(long == prefix + short for prefix in tables.negating_prefixes):
        return True
    return any(
        a[0].endswith(x) and b[0].endswith(y) and a[0][: -len(x)] == b[0][: -len(y)]
        for pair in tables.negating_suffixes
        for x, y in (pair, pair[::-1])
    )


def _renumbered(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> bool:
    """Whether two words differ in their digits or Roman numerals alone: G7 and G20, II and III."""
    if len(quotation) != 1 or len(posting) != 1:
        return False
    a, b = quotation[0], posting[0]
    if _ROMAN.fullmatch(a.raw) and _ROMAN.fullmatch(b.raw):
        return max(len(a.raw), len(b.raw)) > 1
    return regex.sub(r"\d+", "0", a.key) == regex.sub(r"\d+", "0", b.key) and a.key != b.key


def _renamed(quotation: tuple[Word, ...], posting: tuple[Word, ...], tables: Judging) -> bool:
    if not quotation or not posting:
        return False
    return all(_is_name(w, tables) for w in (*quotation, *posting))


def _plain_words(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> EditKind:
    words = (*quotation, *posting)
    if all(w.kind is TokenKind.EMOJI for w in words):
        return EditKind.INNER_EMOJI
    if all(w.kind in {TokenKind.LINK, TokenKind.EMOJI} for w in words):
        return EditKind.LINK_DROPPED if posting and not quotation else EditKind.LINK_FORM
    if quotation and posting:
        return EditKind.WORD_SUBSTITUTED
    return EditKind.WORD_INSERTED if quotation else EditKind.WORD_DELETED


def _is_name(word: Word, tables: Judging) -> bool:
    """Whether it is a mention, or a capital letter shows that it is a name.

    At the start of a sentence it shows nothing, but where the word is a subject or an owner.
    """
    if word.kind is TokenKind.MENTION:
        return True
    if word.kind is not TokenKind.WORD or not word.raw[0].isupper():
        return False
    key = word.key.removesuffix("'s")
    shouted = word.raw.isupper() and len(word.raw) > 1
    if key in tables.names:
        return shouted or len(key) > 3
    if shouted or key in tables.function_words:
        return False
    return not word.initial or key != word.key or word.following in tables.finite_verbs
