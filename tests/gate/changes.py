"""Ways to quote a post: unchanged, or changed in one way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from unicodedata import normalize

import regex

from archiver.model import Materiality, Verdict
from tests.gate.posts import Draft, Piece, text_of

EXACT, CONVENTIONAL, MARKED = Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED
CLOSING = ".。।!"
_WORD = regex.compile(r"\S+")
_HAS_WORD = regex.compile(r"\w")

Change = Callable[[Draft], str | None]
"""Gives the quotation; may put something into the post; None where it has no place for it."""


# -- unchanged, and what newspapers do silently -----------------------------------------


def _untouched(draft: Draft) -> str | None:
    """All, or a part that doesn't begin or end beside a negation: such a cut turns the meaning."""
    text = draft.text
    if draft.stock.unspaced:
        pieces = draft.quoted
        start = draft.dice.randrange(len(pieces))
        part = text_of(pieces[start:])
        beside = start > 0 and pieces[start - 1].kind == "neg"
        return text if beside or len(part) <= 5 else part
    words = list(_WORD.finditer(text))
    if len(words) < 5 or draft.dice.random() < 0.4:
        return text
    first = draft.dice.randrange(len(words) - 3)
    last = draft.dice.randrange(first + 3, len(words) + 1)
    start, end = words[first].start(), words[last - 1].end()
    at = 0
    for piece in draft.quoted:
        behind = at + len(piece.text)
        if piece.kind == "neg" and (at - 2 < start <= behind + 1 or at - 1 <= end < behind + 2):
            return text
        at = behind
    return text[start:end]


def _quote_glyph(draft: Draft) -> str | None:
    text = draft.text
    if "'" not in text and "’" not in text:
        return None
    return text.translate({ord("'"): "’", ord("’"): "'"})


def _whitespace(draft: Draft) -> str | None:
    if draft.last - draft.first < 2 or not draft.stock.joiner:
        return None
    text = draft.text
    gap = draft.dice.choice(("\n\n", "\n", "  ", "\u00a0"))
    _joined(draft, gap)
    return text


def _joined(draft: Draft, gap: str) -> None:
    """The post's sentences stand apart by ``gap``."""
    for at in range(len(draft.sentences) - 1):
        draft.sentences[at] = (*draft.sentences[at], Piece(gap.removesuffix(draft.stock.joiner)))


def _unicode_form(draft: Draft) -> str | None:
    text = draft.text
    changed = normalize("NFD", text) if normalize("NFD", text) != text else None
    return changed if draft.stock.tag != "ko" else None


def _first_letter_case(draft: Draft) -> str | None:
    text = draft.text
    start = text[:1]
    name = draft.quoted[0].kind == "name" or text.startswith(("I ", "I'"))
    swapped = start.lower() if start.isupper() else start.upper()
    return None if name or swapped == start else swapped + text[1:]


def _edge_punctuation(draft: Draft) -> str | None:
    text = draft.text
    if text[-1] not in CLOSING:
        return None
    mark = (
        draft.dice.choice(("", "")) if draft.stock.unspaced else draft.dice.choice((",", "", ","))
    )
    return text[:-1] + mark


def _link_dropped(draft: Draft) -> str | None:
    if draft.last - draft.first < 2 or not draft.stock.joiner:
        return None
    text = draft.text
    place = draft.first
    draft.sentences[place] = (*draft.sentences[place], Piece(" https://t.co/Zy9xWv8uTs"))
    return text


def _leading_mention_dropped(draft: Draft) -> str | None:
    mentions = draft.stock.words("mentions")
    if len(mentions) < 2:
        return None
    first, second = draft.dice.sample(mentions, 2)
    draft.first = 0
    draft.lead = f"{first} {second} "
    return f"{first} {draft.text}"


def _edge_emoji_dropped(draft: Draft) -> str | None:
    text = draft.text
    if text[-1] not in CLOSING or draft.stock.unspaced:
        return None
    sign = draft.dice.choice(draft.stock.words("emoji"))
    ending = draft.sentences[draft.last - 1]
    stem = ending[-1].text[:-1]
    draft.sentences[draft.last - 1] = (*ending[:-1], Piece(f"{stem} {sign}{text[-1]}"))
    return text


def _hashtag_mark(draft: Draft) -> str | None:
    tag = draft.dice.choice(draft.stock.words("hashtags"))
    draft.last = len(draft.sentences)
    draft.tail = f" {tag}"
    return f"{draft.text} {tag.removeprefix('#')}"


# -- what shows on the page -------------------------------------------------------------


def _ellipsis(draft: Draft) -> str | None:
    text = draft.text
    marks = ("…",) if draft.stock.unspaced else (" … ", " ... ", " [...] ", " (...) ", "… ")
    if draft.stock.unspaced:
        pieces = draft.quoted
        if len(pieces) < 4:
            return None
        start = draft.dice.randrange(1, len(pieces) - 2)
        end = draft.dice.randrange(start + 1, len(pieces))
        return text_of(pieces[:start]) + draft.dice.choice(marks) + text_of(pieces[end:])
    words = list(_WORD.finditer(text))
    if len(words) < 6:
        return None
    start = draft.dice.randrange(2, len(words) - 3)
    end = draft.dice.randrange(start + 1, len(words) - 2)
    return text[: words[start - 1].end()] + draft.dice.choice(marks) + text[words[end].start() :]


def _negation_swallowed(draft: Draft) -> str | None:
    """An ellipsis for nothing but the negation."""
    pieces = draft.quoted
    places = [at for at, one in enumerate(pieces) if one.kind == "neg" and one.text]
    if not places:
        return None
    at = draft.dice.choice(places)
    before, behind = text_of(pieces[:at]), text_of(pieces[at + 1 :])
    if not _HAS_WORD.search(before) or not _HAS_WORD.search(behind):
        return None
    if draft.stock.unspaced:
        return f"{before}…{behind}"
    if before[-1] != " " or (pieces[at].text[-1] != " " and behind[0] != " "):
        return None
    return f"{before.rstrip()} {draft.dice.choice(('…', '...', '[...]'))} {behind.lstrip()}"


def _bracketed(draft: Draft) -> str | None:
    text = draft.text
    gloss = f"[{draft.dice.choice(draft.stock.words('gloss'))}]"
    if draft.stock.unspaced:
        at = len(text_of(draft.quoted[: draft.dice.randrange(1, len(draft.quoted))]))
        return f"{text[:at]}{gloss}{text[at:]}"
    words = list(_WORD.finditer(text))
    if len(words) < 5:
        return None
    if draft.dice.random() < 0.4:
        return f"{gloss}{text[words[0].end() :]}"
    at = words[draft.dice.randrange(1, len(words) - 1)].end()
    return f"{text[:at]} {gloss}{text[at:]}"


def _sic(draft: Draft) -> str | None:
    words = list(_WORD.finditer(draft.text))
    if len(words) < 4:
        return None
    at = words[draft.dice.randrange(1, len(words) - 1)].end()
    return f"{draft.text[:at]} [sic]{draft.text[at:]}"


# -- small things -----------------------------------------------------------------------


def _inner_case(draft: Draft) -> str | None:
    words = [w for w in list(_WORD.finditer(draft.text))[1:] if w[0].isalpha() and w[0].islower()]
    words = [w for w in words if len(w[0]) > 3]
    if not words:
        return None
    word = draft.dice.choice(words)
    return draft.text[: word.start()] + word[0].upper() + draft.text[word.end() :]


def _inner_punctuation(draft: Draft) -> str | None:
    if draft.last - draft.first < 2:
        return None
    end = len(text_of(draft.sentences[draft.first])) - 1
    text = draft.text
    if text[end] not in CLOSING:
        return None
    return text[:end] + draft.dice.choice(("!", "?")) + text[end + 1 :]


def _inner_emoji(draft: Draft) -> str | None:
    if draft.last - draft.first < 2:
        return None
    text = draft.text
    sign = draft.dice.choice(draft.stock.words("emoji"))
    at = draft.first
    draft.sentences[at] = (*draft.sentences[at], Piece(f"{draft.stock.joiner}{sign}"))
    return text


def _other_form(*kinds: str) -> Change:
    def change(draft: Draft) -> str | None:
        return _replaced(draft, kinds, lambda piece: piece.same)

    return change


# -- other words ------------------------------------------------------------------------


def _other(*kinds: str) -> Change:
    def change(draft: Draft) -> str | None:
        return _replaced(draft, kinds, lambda piece: piece.others)

    return change


def _replaced(
    draft: Draft, kinds: Sequence[str], choices: Callable[[Piece], Sequence[str]]
) -> str | None:
    """The quotation with another text in one place of these kinds, often with less around it."""
    pieces = draft.quoted
    places = [at for at, one in enumerate(pieces) if one.kind in kinds and choices(one)]
    if not places:
        return None
    at = draft.dice.choice(places)
    new = draft.dice.choice(choices(pieces[at]))
    before, behind = text_of(pieces[:at]), text_of(pieces[at + 1 :])
    if draft.dice.random() < 0.25 and not draft.stock.unspaced:
        before, behind = _cut(before, behind, draft.dice)
    if not before.strip() and new[:1].islower() and pieces[at].text[:1].isupper():
        new = new[:1].upper() + new[1:]
    return f"{before}{new}{behind}"


def _cut(before: str, behind: str, dice: Random) -> tuple[str, str]:
    """Less of both, at word boundaries, three words or more of each where there are."""
    front, back = list(_WORD.finditer(before)), list(_WORD.finditer(behind))
    if len(front) > 3:
        before = before[front[dice.randrange(len(front) - 2)].start() :]
    if len(back) > 4:
        behind = behind[: back[dice.randrange(3, len(back))].end()]
    return before, behind


def _word_deleted(draft: Draft) -> str | None:
    pieces = draft.quoted
    places = [at for at, one in enumerate(pieces) if one.kind == "del" and at]
    if not places:
        return None
    at = draft.dice.choice(places)
    return text_of(pieces[:at]) + text_of(pieces[at + 1 :])


def _word_inserted(draft: Draft) -> str | None:
    pieces = draft.quoted
    places = [at for at, one in enumerate(pieces) if one.kind in {"del", "w"} and at]
    fillers = draft.stock.words("fillers")
    if not places or not fillers:
        return None
    at = draft.dice.choice(places)
    return text_of(pieces[:at]) + draft.dice.choice(fillers) + text_of(pieces[at:])


def _reordered(draft: Draft) -> str | None:
    if len(draft.sentences) < 2:
        return None
    first, second = draft.sentences[0], draft.sentences[1]
    return text_of(second) + draft.stock.joiner + text_of(first)


def with_other(draft: Draft, other: Draft) -> str:
    """The last sentence of one post and the first of another."""
    return text_of(draft.sentences[-1]) + draft.stock.joiner + text_of(other.sentences[0])


def _spliced(draft: Draft) -> str | None:
    return draft.text


_MINOR, _WORDING, _MEANING = Materiality.MINOR, Materiality.WORDING, Materiality.MEANING
_ALTERED = Verdict.ALTERED

CHANGES: dict[str, tuple[int, Verdict, Materiality | None, Change]] = {
    "untouched": (20, EXACT, None, _untouched),
    "quote_glyph": (8, EXACT, None, _quote_glyph),
    "whitespace": (8, EXACT, None, _whitespace),
    "unicode_form": (4, EXACT, None, _unicode_form),
    "first_letter_case": (8, CONVENTIONAL, None, _first_letter_case),
    "edge_punctuation": (10, CONVENTIONAL, None, _edge_punctuation),
    "link_dropped": (8, CONVENTIONAL, None, _link_dropped),
    "leading_mention_dropped": (3, CONVENTIONAL, None, _leading_mention_dropped),
    "edge_emoji_dropped": (6, CONVENTIONAL, None, _edge_emoji_dropped),
    "hashtag_mark": (6, CONVENTIONAL, None, _hashtag_mark),
    "ellipsis": (10, MARKED, None, _ellipsis),
    "negation_swallowed": (6, MARKED, None, _negation_swallowed),
    "bracketed": (10, MARKED, None, _bracketed),
    "sic": (3, MARKED, None, _sic),
    "inner_case": (5, _ALTERED, _MINOR, _inner_case),
    "inner_punctuation": (8, _ALTERED, _MINOR, _inner_punctuation),
    "inner_emoji": (6, _ALTERED, _MINOR, _inner_emoji),
    "spelling": (12, _ALTERED, _MINOR, _other_form("sp")),
    "contraction": (12, _ALTERED, _MINOR, _other_form("con")),
    "abbreviation": (12, _ALTERED, _MINOR, _other_form("ab")),
    "notation": (8, _ALTERED, _MINOR, _other_form("number")),
    "word_substituted": (10, _ALTERED, _WORDING, _other("w")),
    "word_inserted": (6, _ALTERED, _WORDING, _word_inserted),
    "word_deleted": (10, _ALTERED, _WORDING, _word_deleted),
    "reordered": (5, _ALTERED, _MEANING, _reordered),
    "spliced": (2, _ALTERED, _MEANING, _spliced),
    "number_changed": (30, _ALTERED, _MEANING, _other("number", "cur")),
    "negation_changed": (30, _ALTERED, _MEANING, _other("neg", "affirmed")),
    "name_changed": (12, _ALTERED, _MEANING, _other("name")),
    "modality_changed": (14, _ALTERED, _MEANING, _other("mod")),
}
"""Of each label: how often it is drawn, the least verdict, how much it matters, and how."""
