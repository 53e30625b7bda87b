"""How many of the words that were read from a picture a text has: to find it, never to judge it."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.text.tokens import TokenKind, Tokens, tokenize

MAX_WORDS = 600
"""Words that are looked at on either side."""
_SHORT = 4
"""Letters of a word up to which none of them may be misread."""
_ALIKE = 0.7
"""The share of letters that two words have in common, where one may be the other misread."""
_LEAST = 4
_MOST_OF = 0.75
"""A text has nearly the words that were read where it has that share of them, and four at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Words read that a text has, in its order."""

    agreeing: int
    words: int
    """Words that were read; links are none."""

    @property
    def nearly_all(self) -> bool:
        """True where the text has so many of them that it can hardly be another."""
        return self.agreeing >= _LEAST and self.agreeing >= _MOST_OF * self.words

    @property
    def all_of_few(self) -> bool:
        """True where a few words were read, and the text has all."""
        return 0 < self.words < _LEAST and self.agreeing == self.words


def agreement(read: str, text: str) -> Agreement:
    """The words of ``read`` against those of ``text``; letters may be misread, digits may not."""
    # Imported here: few runs read pictures.
    from rapidfuzz.distance import LCSseq

    ours, theirs = _keys(read), _keys(text)
    known = set(theirs)
    mended = [key if key in known else _likest(key, known) for key in ours]
    return Agreement(agreeing=int(LCSseq.similarity(mended, theirs)), words=len(ours))


def telling_words(read: str, most: int = 12) -> str:
    """The longest words of ``read``, which few texts have, for a search."""
    tokens = tokenize(read)
    words = {tokens.word(number) for number in range(min(len(tokens), MAX_WORDS))}
    longest = sorted(words, key=lambda word: (-len(word), word))
    return " ".join(longest[:most])


def _keys(text: str) -> list[str]:
    tokens: Tokens = tokenize(text)
    kinds = zip(tokens.keys, tokens.kinds, strict=True)
    return [key for key, kind in kinds if kind is not TokenKind.LINK][:MAX_WORDS]


def _likest(key: str, known: set[str]) -> str:
    """The known word that ``key`` may be, misread; ``key`` itself where there is none."""
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    if len(key) < _SHORT or not key.isalpha():
        return key
    found = process.extractOne(
        key, known, scorer=Levenshtein.normalized_similarity, score_cutoff=_ALIKE
    )
    return key if found is None else str(found[0])
