"""The posts that a quotation may come from, found by their words instead of one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from archiver.model import SocialMediaPosting, Witness
from archiver.text.tokens import Tokens, tokenize

_FEW = 64
"""With no more posts than this, all are tried."""
_LIKELIEST, _RAREST = 16, 8
"""How many are tried of more: with most of the words, and with the rarest of them."""
_SHORT = 4
"""A posting with fewer tokens is short."""
_WITNESSES = tuple(Witness)
Preference = Callable[[SocialMediaPosting], bool]


@lru_cache(maxsize=8192)
def tokens_of(text: str) -> Tokens:
    """The tokens of a posting's text, read once."""
    return tokenize(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Postings, and which of them has which word.

    Making one reads each posting once. Asking it costs as much as there are postings with the
    words asked for, and what is then tried is bounded: an article with hundreds of posts that
    are all alike is checked in a time that grows with it, not with its square.
    """

    postings: tuple[SocialMediaPosting, ...]
    places: Mapping[str, Sequence[int]]
    """The postings that have a word, by its key; empty where there are but few postings."""
    short: frozenset[int]
    """The postings of a few words."""

    @classmethod
    def of(cls, postings: Iterable[SocialMediaPosting]) -> Shelf:
        """A shelf with these postings, in their order."""
        every = tuple(postings)
        places: dict[str, list[int]] = {}
        if len(every) > _FEW:
            for number, posting in enumerate(every):
                for key in _keys(posting):
                    places.setdefault(key, []).append(number)
        short = (n for n, posting in enumerate(every) if 0 < len(tokens_of(posting.text)) < _SHORT)
        return cls(postings=every, places=MappingProxyType(places), short=frozenset(short))

    def likely(
        self, quotation: Tokens, preferred: Preference = lambda _: False
    ) -> tuple[SocialMediaPosting, ...]:
        """The postings to try for a quotation, in their order.

        Of a great many, those with most of its words and those with the rarest of them, every
        version of each. Where more have all its words in a row than are tried, those that are
        ``preferred`` go first.
        """
        if not self.places:
            return self.postings
        counts: Counter[int] = Counter()
        rarity: Counter[int] = Counter()
        for key in set(quotation.keys):
            having = self.places.get(key, ())
            counts.update(having)
            if len(having) <= _RAREST:
                rarity.update(having)
        chosen = {number for number, _ in rarity.most_common(_RAREST)}
        chosen.update(number for number, _ in counts.most_common(_LIKELIEST))
        chosen.update(self._whole(counts, quotation, preferred))
        refs = {self.postings[number].ref for number in chosen}
        return tuple(posting for posting in self.postings if posting.ref in refs)

    def having(self, run: Sequence[str]) -> tuple[SocialMediaPosting, ...]:
        """Postings in their order, all with every one of these words among them.

        Where postings are few, that is all of them.
        """
        if not self.places:
            return self.postings
        shared = set(self.places.get(run[0], ()))
        for key in run[1:]:
            shared.intersection_update(self.places.get(key, ()))
        return tuple(self.postings[number] for number in sorted(shared.union(self.short)))

    def _whole(self, counts: Counter[int], quotation: Tokens, preferred: Preference) -> list[int]:
        """Those that have all the words in a row."""
        most = max(counts.values(), default=0)
        found = [n for n, count in counts.items() if count == most and self._says(n, quotation)]
        if len(found) > _LIKELIEST:
            found.sort(key=lambda number: not preferred(self.postings[number]))
        return found[:_LIKELIEST]

    def _says(self, number: int, quotation: Tokens) -> bool:
        posting = self.postings[number]
        return any(
            quotation.line in tokens_of(text).line for text in (posting.text, *posting.alternatives)
        )


def _keys(posting: SocialMediaPosting) -> set[str]:
    return {key for text in (posting.text, *posting.alternatives) for key in tokens_of(text).keys}


def strongest(versions: Iterable[SocialMediaPosting]) -> tuple[SocialMediaPosting, ...]:
    """One posting a post, in the order of first appearance.

    Whole goes before cut, then the newest version before older ones, then by witness.
    """
    best: dict[str, SocialMediaPosting] = {}
    for posting in versions:
        other = best.get(posting.ref.key)
        if other is None or _strength(posting) < _strength(other):
            best[posting.ref.key] = posting
    return tuple(best.values())


def _strength(posting: SocialMediaPosting) -> tuple[bool, bool, int]:
    superseded = posting.superseded is not None
    return not posting.complete, superseded, _WITNESSES.index(posting.witness)
