"""Which kind of edit a difference is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex

from archiver.model import EditKind, Materiality, Tier
from archiver.text.figures import atoms_of
from archiver.text.fold import (
    APOSTROPHES,
    VOWEL_MARKS,
    fold_compatible,
    fold_invisible,
)
from archiver.text.judging import Judging
from archiver.text.mojibake import mend
from archiver.text.numbers import is_numeric, quantities, same_quantities
from archiver.text.tokens import TokenKind
from archiver.verify.contrary import opposed
from archiver.verify.names import renamed
from archiver.verify.parts import NOTHING, Beside, Word, apart, parts, segments
from archiver.verify.same import number_keys, same_words

_STRAIGHT = str.maketrans({**dict.fromkeys(APOSTROPHES, "'"), "״": '"', "׳": "'"})
_HAN = regex.compile(r"\p{Han}")
_ROMAN = regex.compile(r"[IVX]+")
_ROMAN_FIRST = frozenset("IVX")
_DIGITS = regex.compile(r"\d+")

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
    return _MATERIALITY[kind]


def _materiality(kind: EditKind) -> Materiality | None:
    if kind.tier is not Tier.UNMARKED:
        return None
    if kind in MINOR:
        return Materiality.MINOR
    return Materiality.MEANING if kind in MEANING else Materiality.WORDING


_MATERIALITY = {kind: _materiality(kind) for kind in EditKind}


def _weight(kind: EditKind) -> int:
    matters = materiality(kind)
    return kind.tier * 4 + (list(Materiality).index(matters) if matters else 0)


_WEIGHTS = {kind: _weight(kind) for kind in EditKind}
_GRAVITY = {kind: (_WEIGHTS[kind], place) for place, kind in enumerate(EditKind)}


def weight(kind: EditKind) -> int:
    """A number that grows with tier, then materiality: the worst of several kinds has most."""
    return _WEIGHTS[kind]


def gravest(kinds: Iterable[EditKind]) -> EditKind:
    """The one with most weight; of several, the last in the closed list."""
    return max(kinds, key=_GRAVITY.__getitem__)


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
    if "İ" in folded_a + folded_b:
        folded_a, folded_b = folded_a.replace("İ", "I"), folded_b.replace("İ", "I")
    if folded_a == folded_b:
        return EditKind.UNICODE_FORM
    if folded_a.casefold() != folded_b.casefold():
        marked = VOWEL_MARKS.search(a) and VOWEL_MARKS.search(b)
        scripts = _HAN.search(folded_a) and _HAN.search(folded_b)
        return EditKind.SPELLING if marked or scripts else EditKind.UNICODE_FORM
    if folded_a.lower() != folded_b.lower() and folded_a[1:].islower() and folded_b[1:].islower():
        return EditKind.SPELLING
    if first and folded_a[1:] == folded_b[1:]:
        return EditKind.FIRST_LETTER_CASE
    return EditKind.INNER_CASE


def _case_kept(word: str) -> str:
    return fold_compatible(fold_invisible(word)).translate(_STRAIGHT)


# -- other words ------------------------------------------------------------------------


def kind_of_words(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    *,
    damaged: bool,
    beside: tuple[Beside, Beside] = (NOTHING, NOTHING),
) -> EditKind:
    """The kind for words of the quotation that stand for other words, or none, of the posting.

    ``damaged`` says that the quotation has lost its apostrophes altogether. ``beside`` is what
    each side has right before and right after these words.
    """
    if len(quotation) == len(posting) == 1 and not _roman(quotation, posting):
        one, other = quotation[0], posting[0]
        if _speaks_alone(one, tables) and _speaks_alone(other, tables):
            kind = kind_of_keys((one.key, one.kind), (other.key, other.kind), tables)
            if kind in PERHAPS_NAMES and renamed(quotation, posting, tables, ([], [])):
                return EditKind.NAME_CHANGED
            if kind is not EditKind.SPELLING:
                return kind
    if quotation and posting:
        same = same_words(quotation, posting, tables, damaged=damaged)
        if same:
            return same
    return _charged(quotation, posting, tables, beside)


PERHAPS_NAMES = frozenset({EditKind.WORD_SUBSTITUTED, EditKind.MODALITY_CHANGED})
"""Kinds of words that may still be names."""


LEANING = "mMx"
"""Parts of numbers that matter by what stands beside them: see ``_counted``."""


def _speaks_alone(word: Word, tables: Judging) -> bool:
    return word.kind is TokenKind.WORD and _needs_nothing(word.key, tables)


@lru_cache(maxsize=32768)
def _needs_nothing(key: str, tables: Judging) -> bool:
    """Whether the key of a word tells all about it but whether it is a name."""
    return (
        key.isalpha()
        and not tables.unspaced
        and tables.in_context.isdisjoint(parts(key, tables))
        and all(atom.kind not in LEANING for atom in atoms_of(key, tables))
    )


@lru_cache(maxsize=32768)
def kind_of_keys(
    one: tuple[str, TokenKind], other: tuple[str, TokenKind], tables: Judging
) -> EditKind:
    """The kind for two tokens by their keys alone, without names and what stands beside."""
    words = [(Word(raw=key, key=key, kind=kind, initial=False),) for key, kind in (one, other)]
    same = same_words(words[0], words[1], tables)
    return same or _charged(words[0], words[1], tables, (NOTHING, NOTHING))


def _charged(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    beside: tuple[Beside, Beside],
) -> EditKind:
    """The kind where a table has something to say of one of the words."""
    a, b = apart(segments(quotation, beside[0], tables), segments(posting, beside[1], tables))
    if _tally(a, tables.negations, tables) != _tally(b, tables.negations, tables):
        alone = _particle_alone(a, b, beside, tables)
        return EditKind.CONTRACTION if alone else EditKind.NEGATION_CHANGED
    if len(a) == len(b) == 1 and opposed(a[0], b[0], tables):
        return EditKind.NEGATION_CHANGED
    if _another_number(quotation, posting, tables, (a, b)):
        return EditKind.NUMBER_CHANGED
    follows = _follow(beside, tables) if tables.unspaced else []
    if renamed(quotation, posting, tables, (a, b), follows):
        return EditKind.NAME_CHANGED
    if _tally(a, tables.qualifiers, tables) != _tally(b, tables.qualifiers, tables):
        return EditKind.MODALITY_CHANGED
    return _plain_words(quotation, posting)


def _follow(beside: tuple[Beside, Beside], tables: Judging) -> list[str]:
    """What follows the words, in phrases: of the quotation, or where nothing does the posting."""
    found = (segments(side.after, NOTHING, tables) for side in beside)
    return next(filter(None, found), [])


def _tally(keys: Sequence[str], table: frozenset[str], tables: Judging) -> list[str]:
    return sorted(
        tables.classes.get(part, part) for key in keys for part in _counting(key, table, tables)
    )


def _counting(key: str, table: frozenset[str], tables: Judging) -> list[str]:
    """What of a word or phrase is in the table: itself, or words of a phrase of another table."""
    if key in table:
        return [key]
    if key not in tables.phrase_table or key in tables.lookalikes or key in tables.names:
        return []
    words = key if tables.unspaced else key.split()
    return [word for word in words if word in table]


def _particle_alone(
    a: list[str], b: list[str], beside: tuple[Beside, Beside], tables: Judging
) -> bool:
    """Whether only a word differs that the denial beside it does without: "ne" of "ne … pas"."""
    more, less = (a, b) if len(a) > len(b) else (b, a)
    if less or len(more) != 1 or more[0] not in tables.negation_partners:
        return False
    partners = tables.negation_partners[more[0]]
    return all(
        not set(partners).isdisjoint(segments(side.after, NOTHING, tables)) for side in beside
    )


def _another_number(
    quotation: tuple[Word, ...],
    posting: tuple[Word, ...],
    tables: Judging,
    segments: tuple[list[str], list[str]],
) -> bool:
    if tables.unspaced:
        keys_a, keys_b = segments
    else:
        keys_a, keys_b = number_keys(quotation, tables), number_keys(posting, tables)
    if not same_quantities(quantities(keys_a, tables)[0], quantities(keys_b, tables)[0]):
        return True
    if _renumbered(quotation, posting):
        return True
    return _counted(quotation, tables) != _counted(posting, tables)


def _counted(words: tuple[Word, ...], tables: Judging) -> list[str | int]:
    """The measure or multiplier of a number before these words, or the month of a day beside."""
    found: list[str | int] = []
    for word in words[:1]:
        before = is_numeric(word.previous, tables)
        dated = before or is_numeric(word.following, tables)
        dated = dated or word.previous in tables.date_fillers
        for atom in atoms_of(word.key, tables):
            if atom.kind == "m" and before:
                found.append(atom.text)
            elif (atom.kind == "x" and before) or (atom.kind == "M" and dated):
                found.append(int(atom.value))
    return found


def _renumbered(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> bool:
    """Whether two words differ in their digits or Roman numerals alone: G7 and G20, II and III."""
    if len(quotation) != 1 or len(posting) != 1:
        return False
    if _roman(quotation, posting):
        return True
    a, b = quotation[0], posting[0]
    if not _DIGITS.search(a.key):
        return False
    digits = _DIGITS.sub("0", a.key), _DIGITS.sub("0", b.key)
    return digits[0] == digits[1] and a.key != b.key


def _roman(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> bool:
    """Whether Roman numerals stand for each other; "I" for another alone may be the pronoun."""
    if len(quotation) != 1 or len(posting) != 1:
        return False
    a, b = quotation[0].raw, posting[0].raw
    return (
        a[:1] in _ROMAN_FIRST
        and b[:1] in _ROMAN_FIRST
        and max(len(a), len(b)) > 1
        and bool(_ROMAN.fullmatch(a) and _ROMAN.fullmatch(b))
    )


def _plain_words(quotation: tuple[Word, ...], posting: tuple[Word, ...]) -> EditKind:
    words = (*quotation, *posting)
    if all(w.kind is TokenKind.EMOJI for w in words):
        return EditKind.INNER_EMOJI
    if all(w.kind in {TokenKind.LINK, TokenKind.EMOJI} for w in words):
        return EditKind.LINK_DROPPED if posting and not quotation else EditKind.LINK_FORM
    if quotation and posting:
        return EditKind.WORD_SUBSTITUTED
    return EditKind.WORD_INSERTED if quotation else EditKind.WORD_DELETED
