"""Which kind of edit a difference is."""

from __future__ import annotations

from collections.abc import Iterable

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
)
from archiver.text.language import Judging
from archiver.text.mojibake import mend
from archiver.text.numbers import number_values
from archiver.text.tokens import TokenKind
from archiver.verify.marks import has_ellipsis, without_marks
from archiver.verify.same import Word, same_words, written_out

_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_INNER_MARK = regex.compile(r'([.,])"')
_BREAK_MARKS = frozenset(".,;:/|-")
"""What newspapers set where a post breaks the line."""
_ROMAN = regex.compile(r"[IVX]+")
_DIGITS = regex.compile(r"\d+")
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
    qualifiers = tables.qualifiers
    if _tally(a, qualifiers) != _tally(b, qualifiers):
        return EditKind.MODALITY_CHANGED
    return _plain_words(quotation, posting)


def _expanded(words: tuple[Word, ...], tables: Judging) -> list[str]:
    """Keys, contractions written out in their first reading."""
    keys: list[str] = []
    for word in words:
        options = written_out(word.key, tables)
        keys += (options[0] if options else word.key).split()
    return keys


def _tally(keys: list[str], table: frozenset[str]) -> list[str]:
    return sorted(key for key in keys if key in table)


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
    return _DIGITS.sub("0", a.key) == _DIGITS.sub("0", b.key) and a.key != b.key


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
