"""Words on which the meaning of what stands beside them turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archiver.text.judging import Judging
from archiver.text.language import Language
from archiver.text.numbers import is_numeric
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.parts import parts
from archiver.verify.phrases import find

What = Literal[
    "negation", "denial", "condition", "hedge", "quantifier", "number", "report", "question", "tone"
]

TONES = frozenset("🙄🙃😜😝🤪🤡😏")
"""Emoji that say that the words are not meant as they stand."""
TONE_TAGS = frozenset(
    {"/s", "/j", "/sarcasm", "/jk", "#sarcasm", "#satire", "#irony", "</sarcasm>"}
)
"""Signs of tone of the internet: no words of any language."""


@dataclass(frozen=True, slots=True)
class Critical:
    """A run of tokens, and what it does to the words beside it."""

    what: What
    start: int
    end: int


def criticals(tokens: Tokens, start: int, end: int, tables: Language) -> tuple[Critical, ...]:
    """All that is critical among the tokens ``[start, end)``, in their order."""
    return tuple(sorted(_found(tokens, start, end, tables), key=lambda one: (one.start, one.end)))


def _found(tokens: Tokens, start: int, end: int, tables: Language) -> Iterator[Critical]:
    judging, keys = tables.judging, tokens.keys[start:end]
    listed: tuple[tuple[What, object], ...] = (
        ("negation", judging.negations),
        ("condition", judging.conditions),
        ("hedge", judging.hedges),
        ("quantifier", judging.quantifiers),
        ("denial", tables.context.get("denials", ())),
        ("hedge", tables.context.get("doubts", ())),
    )
    harmless = find(keys, judging.lookalikes)
    for what, table in listed:
        for a, b in find(keys, table):  # type: ignore[arg-type]  # tables are sets or lists of words
            inside = any(x <= a and b <= y and (x, y) != (a, b) for x, y in harmless)
            if not inside:
                yield Critical(what, start + a, start + b)
    yield from _reports(tokens, start, end, tables)
    for i in range(start, end):
        key = tokens.keys[i]
        if key not in judging.negations and not judging.negations.isdisjoint(parts(key, judging)):
            yield Critical("negation", i, i + 1)
        if tokens.kinds[i] in {TokenKind.WORD, TokenKind.NUMBER} and is_numeric(key, judging):
            yield Critical("number", i, i + 1)
        if tokens.kinds[i] is TokenKind.EMOJI and tokens.word(i)[:1] in TONES:
            yield Critical("tone", i, i + 1)


def denies(tokens: Tokens, index: int, tables: Judging) -> bool:
    """Whether a token is a negation, alone or in what it is made of, and of no harmless phrase."""
    key = tokens.keys[index]
    if key not in tables.negations and tables.negations.isdisjoint(parts(key, tables)):
        return False
    around = tokens.keys[max(0, index - 1) : index + 3]
    at = min(index, 1)
    return not any(a <= at < b for a, b in find(around, tables.lookalikes))


def _reports(tokens: Tokens, start: int, end: int, tables: Language) -> Iterator[Critical]:
    """What gives the words that follow to somebody else; "I said" gives them to nobody."""
    own = set(tables.context.get("first_person", ()))
    keys = tokens.keys[start:end]
    for a, b in find(keys, tables.context.get("reports", ())):
        if own.isdisjoint(keys[max(0, a - 2) : b]):
            yield Critical("report", start + a, start + b)


# -- sentences --------------------------------------------------------------------------


def gap(tokens: Tokens, index: int) -> str:
    """What stands in front of a token, or behind the last one."""
    start = tokens.ends[index - 1] if index else 0
    return tokens.text[start : tokens.starts[index] if index < len(tokens) else None]


def breaks(tokens: Tokens, index: int) -> bool:
    """Whether a sentence begins with this token, or has ended before it."""
    return index in {0, len(tokens)} or not SENTENCE_ENDS.isdisjoint(gap(tokens, index))


def sentence_start(tokens: Tokens, index: int) -> int:
    """The first token of the sentence that the token ``index`` is of."""
    while not breaks(tokens, index):
        index -= 1
    return index


def sentence_end(tokens: Tokens, index: int) -> int:
    """The token past the last one of the sentence that goes on with token ``index``."""
    while not breaks(tokens, index):
        index += 1
    return index
