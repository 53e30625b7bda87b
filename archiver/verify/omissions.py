"""What a quotation leaves out that its words hang on: under its marks, and at its ends.

Nothing here is an accusation. An ellipsis shows that words are missing, and a quotation may begin
and end where it likes; a reader is told where what is missing turns the meaning of what is left.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import regex

from archiver.model import Edit, EditKind, Finding, FindingKind, QuotationReview, Verdict
from archiver.text.count import tokens_a_word, word_count
from archiver.text.language import Language
from archiver.text.numbers import quantities, same_quantities
from archiver.text.tokens import Tokens, tokenize
from archiver.verify.critical import (
    Critical,
    What,
    breaks,
    criticals,
    gap,
    sentence_end,
    sentence_start,
)
from archiver.verify.explain import quoted
from archiver.verify.phrases import holds
from archiver.verify.shelf import tokens_of

_FAITHFUL = frozenset({Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED})
_CLAUSE_WORDS, _SURE_WORDS = 3, 5
"""Words from which a quotation says something, and from which it does wherever it begins."""
_NEAR, _REACH, _LOOK = 2, 3, 10
"""Words between a critical one and what it is about; and how far one is looked for."""
_PAUSES = regex.compile(r"[,;:()\[\]–—\"“”„«»、，；：،؛]|\s-\s")
_QUESTION = frozenset("?？؟")
_GOVERNING: Final[frozenset[What]] = frozenset({"negation", "denial", "condition", "hedge"})
_ADJACENT: Final[frozenset[What]] = frozenset({"quantifier", "number"})

_NAMES: Final = MappingProxyType(
    {
        "negation": "a negation",
        "denial": "a denial",
        "condition": "a condition",
        "hedge": "a word of doubt",
        "quantifier": "how much or how many is meant",
        "number": "a number",
        "report": "that somebody else says so",
        "question": "a question mark",
        "tone": "a sign that it is not meant so",
    }
)


def omissions(review: QuotationReview, tables: Language) -> Iterator[Finding]:
    """Findings on what the marks and the ends of a quotation leave out."""
    if review.alignment is None or review.posting is None:
        return
    post = tokens_of(review.posting.text)
    for edit in review.alignment.edits:
        if edit.kind is EditKind.ELLIPSIS:
            lost = tuple(_swallowed(edit, post, tables))
            message = f"What the ellipsis leaves out holds {_told(lost, post)}."
        elif edit.kind is EditKind.BRACKETED:
            lost, message = (), _bracket(edit, tables)
        else:
            continue
        if lost or (message and edit.kind is EditKind.BRACKETED):
            yield _finding(review, message, edit.original, edit.quotation)
    if review.verdict in _FAITHFUL:
        yield from _cuts(review, post, tables)


def _finding(review: QuotationReview, message: str, post: str, article: str) -> Finding:
    return Finding(
        kind=FindingKind.OMISSION,
        message=message,
        posting=review.posting.ref.key if review.posting else None,
        sides={"post": post, "article": article},
    )


def _told(lost: Iterable[Critical], post: Tokens) -> str:
    """``“not” (a negation), “if” (a condition)``."""
    told = [
        f"{quoted(post.text[post.starts[one.start] : post.ends[one.end - 1]])} ({_NAMES[one.what]})"
        for one in lost
    ]
    return ", ".join(dict.fromkeys(told))


# -- under an ellipsis --------------------------------------------------------------------


def _swallowed(edit: Edit, post: Tokens, tables: Language) -> Iterator[Critical]:
    """What matters among the words that an ellipsis stands for.

    A sentence that is left out as a whole takes nothing from the others, unless it is a few
    words that take them back.
    """
    first = bisect_left(post.starts, edit.original_at[0])
    last = bisect_right(post.ends, edit.original_at[1])
    if first >= last:
        return
    begins = [i for i in range(first + 1, last) if breaks(post, i)]
    bounds = [first, *begins, last]
    for number, (start, end) in enumerate(pairwise(bounds)):
        goes_on = number == 0 and not breaks(post, first)
        leads_in = end == last and not breaks(post, last)
        if goes_on or leads_in:
            yield from _of_a_part(post, start, end, tables, leads_in=leads_in)


def _of_a_part(
    post: Tokens, start: int, end: int, tables: Language, *, leads_in: bool
) -> Iterator[Critical]:
    near = _NEAR * tokens_a_word(post)
    for one in criticals(post, start, end, tables):
        beside = leads_in and _bridged(post, one.end, end, tables, near)
        if (
            one.what in _GOVERNING
            or (one.what in _ADJACENT and beside)
            or (one.what == "report" and leads_in and end - one.end <= near)
        ):
            yield one


def _bridged(post: Tokens, start: int, end: int, tables: Language, near: int) -> bool:
    """Whether nothing but a few small words stands from ``start`` to ``end``."""
    small = tables.judging.function_words | tables.judging.modals
    return end - start <= near and all(key in small for key in post.keys[start:end])


# -- in brackets --------------------------------------------------------------------------


def _bracket(edit: Edit, tables: Language) -> str:
    """What a bracket puts in or swallows beside names and forms; empty where it is nothing."""
    inside, under = tokenize(edit.quotation), tokenize(edit.original)
    judging = tables.judging
    denied = [
        {t.word(c.start) for c in criticals(t, 0, len(t), tables) if c.what == "negation"}
        for t in (inside, under)
    ]
    if bool(denied[0]) != bool(denied[1]):
        does = "puts in" if denied[0] else "swallows"
        words = ", ".join(quoted(word) for word in sorted(denied[0] | denied[1]))
        return f"The bracket {does} a negation: {words}."
    numbers = [quantities(t.keys, judging)[0] for t in (inside, under)]
    if same_quantities(*numbers):
        return ""
    if not numbers[1]:
        return f"The bracket puts in a number: {quoted(edit.quotation)}."
    return f"The bracket stands for another number: {quoted(edit.original)}."


# -- at the ends --------------------------------------------------------------------------


def _cuts(review: QuotationReview, post: Tokens, tables: Language) -> Iterator[Finding]:
    """What stands right before or behind the words, in one sentence with them, and turns them."""
    alignment, exact = review.alignment, review.quotation.quote.exact
    if alignment is None or word_count(exact) < _CLAUSE_WORDS:
        return
    first = bisect_left(post.starts, alignment.target.start)
    last = bisect_right(post.ends, alignment.target.end)
    if first >= last:
        return
    before = _before(post, first, tables, sure=word_count(exact) >= _SURE_WORDS)
    if before:
        start = post.starts[min(one.start for one in before)]
        message = f"Right before these words, in one sentence, the post has {_told(before, post)}."
        yield _finding(review, message, post.text[start : alignment.target.start].strip(), exact)
    whole = breaks(post, first) or _PAUSES.search(gap(post, first)) is not None
    after = _after(post, last, tables, sure=whole or word_count(exact) >= _SURE_WORDS)
    if after:
        end = post.ends[sentence_end(post, last + 1) - 1]
        message = f"Right after these words, in one sentence, the post has {_told(after, post)}."
        yield _finding(review, message, post.text[alignment.target.end : end].strip(), exact)
    if _question_lost(review, post, first, last, tables):
        sentence = post.text[post.starts[first] : post.starts[last] if last < len(post) else None]
        yield _finding(
            review, "The post asks this: its question mark is left off.", sentence.strip(), exact
        )


def _before(post: Tokens, first: int, tables: Language, *, sure: bool) -> tuple[Critical, ...]:
    scale = tokens_a_word(post)
    start = sentence_start(post, first)
    window = criticals(post, max(start, first - _LOOK * scale), first, tables)
    joints = frozenset(tables.context.get("joints", ()))
    found = []
    for one in window:
        between = range(one.end, first)
        apart = any(
            post.keys[i] in joints or _PAUSES.search(gap(post, i)) for i in between
        ) or _PAUSES.search(gap(post, first))
        if one.what in {"denial", "report"}:
            near = (sure or one.what == "denial") and first - one.end <= _REACH * scale
        elif one.what == "condition":
            opens = one.start - start <= scale and _PAUSES.search(gap(post, first)) is not None
            near = sure and (opens or (first - one.end <= scale and not apart))
        elif one.what in {"negation", "hedge", "quantifier"}:
            near = not apart and _bridged(post, one.end, first, tables, _NEAR * scale)
        else:
            near = False
        if near:
            found.append(one)
    return tuple(found)


def _after(post: Tokens, last: int, tables: Language, *, sure: bool) -> tuple[Critical, ...]:
    if not sure or breaks(post, last):
        return ()
    scale = tokens_a_word(post)
    end = min(sentence_end(post, last), last + _LOOK * scale)
    joints = frozenset(tables.context.get("joints", ()))
    found = []
    for one in criticals(post, last, end, tables):
        distance = one.start - last - sum(key in joints for key in post.keys[last : one.start])
        denies = one.what == "negation" and not _PAUSES.search(gap(post, last))
        reach = {"condition": scale - 1, "negation": (scale - 1) * _NEAR}.get(one.what, -1)
        if distance <= reach and (denies or one.what == "condition"):
            found.append(one)
    return tuple(found)


def _question_lost(
    review: QuotationReview, post: Tokens, first: int, last: int, tables: Language
) -> bool:
    """Whether a whole question is quoted without its mark, and the article doesn't say "asked"."""
    exact = review.quotation.quote.exact
    if not (breaks(post, first) and breaks(post, last)) or not _QUESTION.isdisjoint(exact):
        return False
    if _QUESTION.isdisjoint(gap(post, last)):
        return False
    quotation = review.quotation
    said = tokenize(f"{quotation.cue or ''} {quotation.attribution or ''}").keys
    return not holds(said, tables.context.get("asking", ()))
