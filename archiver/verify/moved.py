"""The same words in another order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from archiver.model import Edit, EditKind
from archiver.text.fold import fold_word
from archiver.text.tokens import Tokens, tokenize

_MOVED_RUN, _LONG = 3, 4
"""The words that a run must have, and the letters that one of only two must."""
_WORDS_MOVED = frozenset(
    {
        EditKind.WORD_SUBSTITUTED,
        EditKind.WORD_INSERTED,
        EditKind.WORD_DELETED,
        EditKind.NUMBER_CHANGED,
        EditKind.NEGATION_CHANGED,
        EditKind.NAME_CHANGED,
        EditKind.MODALITY_CHANGED,
    }
)


def reordered(
    edits: Iterable[Edit],
    quotation: Tokens,
    posting: Tokens,
    target: tuple[int, int],
    particles: frozenset[str] = frozenset(),
) -> tuple[Edit, ...]:
    """``edits``, those that only move words named so.

    These are: all changes, where together they put in the words that they take away, or the
    posting has just these words at and beside the code points ``target``; a run put in here
    that is taken away there; and a run of three words or more that the posting has elsewhere,
    or of two that are not both small. ``particles`` are endings that a word changes with its place.
    """
    every = tuple(edits)
    moved = [e for e in every if e.kind in _WORDS_MOVED]
    if not moved:
        return every
    put, taken = [_keys(e.quotation) for e in moved], [_keys(e.original) for e in moved]
    swapped = len(moved) > 1 and _are_alike(_sorted(put), _sorted(taken), particles)
    denial = len(moved) == 1 and moved[0].kind is EditKind.NEGATION_CHANGED
    if swapped or (not denial and shuffled(quotation, posting, target) is not None):
        names = set(map(id, moved))
    elif all(len(keys) == 1 for keys in put) and all(taken):
        return every  # one word for one or more is no run, and nothing is only put in or taken
    else:
        both = set(put).intersection(taken) - {()}
        names = {
            id(edit)
            for edit, a, b in zip(moved, put, taken, strict=True)
            if (not a and b in both) or (not b and a in both) or _elsewhere(a, posting)
        }
    if not names:
        return every
    return tuple(replace(e, kind=EditKind.REORDERED) if id(e) in names else e for e in every)


def _sorted(groups: list[tuple[str, ...]]) -> list[str]:
    return sorted(chain.from_iterable(groups))


def _are_alike(put: list[str], taken: list[str], particles: frozenset[str]) -> bool:
    """Whether these are the same words, whatever particles they end in."""
    if put == taken:
        return True
    if not particles or len(put) != len(taken):
        return False
    left = [_stems(key, particles) for key in taken]
    for key in put:
        stems = _stems(key, particles)
        same = next((other for other in left if not stems.isdisjoint(other)), None)
        if same is None:
            return False
        left.remove(same)
    return True


def _stems(key: str, particles: frozenset[str]) -> frozenset[str]:
    """A word, and what is left of two signs or more of it without a particle at its end."""
    cuts = range(_STEM, len(key))
    return frozenset({key, *(key[:cut] for cut in cuts if key[cut:] in particles)})


_STEM = 2


def _elsewhere(keys: tuple[str, ...], posting: Tokens) -> bool:
    """Whether the posting has the run of words, and it is long enough to tell."""
    enough = len(keys) >= _MOVED_RUN or (len(keys) == 2 and max(map(len, keys)) >= _LONG)
    return enough and "\n" + "\n".join(keys) + "\n" in posting.line


def shuffled(quotation: Tokens, posting: Tokens, target: tuple[int, int]) -> int | None:
    """Where words of the posting side by side, all of ``target`` among them, are these.

    The first of them; None where there are none such.
    """
    if not all(map(posting.places.__contains__, quotation.keys)):
        return None
    size = len(quotation)
    first = bisect_right(posting.ends, target[0])
    last = bisect_left(posting.starts, target[1])
    if last - first > size:
        return None
    wanted = sorted(quotation.keys)
    starts = range(max(0, last - size), min(first, len(posting) - size) + 1)
    return next((j for j in starts if sorted(posting.keys[j : j + size]) == wanted), None)


def _keys(text: str) -> tuple[str, ...]:
    return _keys_of_few(text) if len(text) <= _FEW else _keys_of(text)


_FEW = 32
"""Code points of words whose keys are remembered."""


@lru_cache(maxsize=8192)
def _keys_of_few(text: str) -> tuple[str, ...]:
    return _keys_of(text)


def _keys_of(text: str) -> tuple[str, ...]:
    return tuple(fold_word(key) for key in tokenize(text).keys)
