"""The words of a text with what judging needs to know of each, and of what stands beside them."""

from __future__ import annotations

from archiver.text.judging import Judging
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.parts import CONTEXT, Beside, Word, parts

_SENTENCE_END = SENTENCE_ENDS | {":"}
_BREAKS = SENTENCE_ENDS.union(",;:，、；：،؛")


def words_of(tokens: Tokens, start: int, end: int, tables: Judging) -> tuple[Word, ...]:
    """The tokens from ``start`` up to ``end``."""
    return tuple(_word_of(tokens, i, tables) for i in range(start, end))


def _word_of(tokens: Tokens, i: int, tables: Judging) -> Word:
    text, starts, ends, keys, kinds = (
        tokens.text,
        tokens.starts,
        tokens.ends,
        tokens.keys,
        tokens.kinds,
    )
    more = i + 1 < len(keys)
    before = text[ends[i - 1] : starts[i]] if i else "\n"
    after = text[ends[i] : starts[i + 1]] if more else text[ends[i] :]
    key, previous = keys[i], keys[i - 1] if i else ""
    # Of "no no. 1" either may be the one left out, so that neither is taken as harmless.
    if more and after[:1] == "." and kinds[i + 1] is TokenKind.NUMBER and previous != key:
        key = f"{key}." if f"{key}." in tables.abbreviations else key  # "No. 1" denies nothing
    if keys[i] in tables.pronoun_numbers and _is_pronoun(tokens, i, after, tables):
        key = f"({key})"
    return Word(
        raw=text[starts[i] : ends[i]],
        key=key,
        kind=kinds[i],
        initial=not _SENTENCE_END.isdisjoint(before),
        after=after,
        following=keys[i + 1] if more else "",
        previous=previous,
    )


def _is_pronoun(tokens: Tokens, i: int, after: str, tables: Judging) -> bool:
    if not i:
        return False
    last = i + 1 == len(tokens) or not _BREAKS.isdisjoint(after)
    follows = last or tokens.keys[i + 1] in tables.function_words | tables.finite_verbs
    return tokens.keys[i - 1] in tables.determiners and follows


def gap_breaks(tokens: Tokens, index: int) -> frozenset[str]:
    """The signs that part sentences or clauses before token ``index``."""
    return _BREAKS.intersection(tokens.text[tokens.ends[index - 1] : tokens.starts[index]])


def beside_of(tokens: Tokens, start: int, end: int, tables: Judging) -> Beside:
    """What stands right before and right after the tokens from ``start`` up to ``end``."""
    return Beside(
        before=words_of(tokens, max(0, start - CONTEXT), start, tables),
        after=words_of(tokens, end, min(len(tokens), end + CONTEXT), tables),
    )


def denied_at_end(
    quotation: Tokens,
    span: tuple[int, int],
    posting: Tokens,
    other: tuple[int, int],
    tables: Judging,
) -> bool:
    """Whether the posting denies the word right beside an end of the quotation.

    "We will shut it" of "We won't. Do not close it" leaves out the denial with the word.
    """
    first, last = other
    begins = span[0] == 0 and first > 0 and not gap_breaks(posting, first)
    if begins and posting.keys[first - 1] in tables.negations:
        return True
    ends = span[1] == len(quotation) and last < len(posting) and not gap_breaks(posting, last)
    return ends and not tables.negations.isdisjoint(parts(posting.keys[last], tables))


def denial_carried(
    quotation: Tokens, i: int, posting: Tokens, j1: int, j2: int, tables: Judging
) -> bool:
    """Whether leaving out words ``j1`` to ``j2`` makes a denial that of another sentence.

    "We do not leave" of "We do not stay. We all leave" has a denial that the last words lack.
    """
    if not 0 < j1 < len(posting) or not 0 < i < len(quotation) or j2 >= len(posting):
        return False
    if not gap_breaks(posting, j2) & SENTENCE_ENDS or gap_breaks(quotation, i) & SENTENCE_ENDS:
        return False
    return not tables.negations.isdisjoint(parts(posting.keys[j1 - 1], tables))
