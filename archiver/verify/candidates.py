"""Which posting a quotation may come from. This finds; it decides no verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from archiver.hookspecs import Habits
from archiver.model import (
    Alignment,
    EditKind,
    Materiality,
    Quotation,
    QuotationKind,
    SocialMediaPosting,
    Tier,
    Witness,
)
from archiver.text.count import tokens_a_word
from archiver.text.language import Judging
from archiver.text.tokens import Tokens
from archiver.verify.align import Prepared, align, prepare
from archiver.verify.clipped import with_clipped
from archiver.verify.kinds import MINOR, weight
from archiver.verify.shelf import Shelf, tokens_of
from archiver.verify.speaker import form_of, is_author
from archiver.verify.styles import Style, judge_by, plain
from archiver.verify.titles import with_title_case
from archiver.verify.unproved import own_language
from archiver.verify.verdict import Judgement

_WITNESSES = tuple(Witness)
UNKNOWN: Mapping[str, Habits] = MappingProxyType({})
"""Where no platform's habits are known."""
_CARRIED_WORDS = 3
_ALIKE_WORDS = 5
_TURNED_WORDS = 2
_SHUFFLED_WORDS = 4
_ORDER = frozenset({EditKind.REORDERED})
_TURNING = frozenset({EditKind.NEGATION_CHANGED, EditKind.NUMBER_CHANGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A quotation laid against one reading of one posting."""

    posting: SocialMediaPosting
    """Its ``text`` is the reading that was taken, which the alignment's code points count."""
    alignment: Alignment
    judgement: Judgement
    repaired: bool
    """Whether another reading than the copy's first was taken."""
    by_named: bool | None
    """Whether the one whom the article names posted it; None where that is unknown."""
    tokens_a_word: int = 1
    """How many tokens make a word: 2 where they are signs of a script without spaces."""

    @property
    def words(self) -> int:
        """How many words the quotation has, signs of a script without spaces counted so too."""
        return self.alignment.quotation_words // self.tokens_a_word

    @property
    def carried(self) -> bool:
        """Whether the posting has at least half the words, and three of them or all."""
        matched, words = self.alignment.matched_words, self.alignment.quotation_words
        enough = matched >= _CARRIED_WORDS * self.tokens_a_word or matched == words
        return matched * 2 >= words and enough

    @property
    def few(self) -> bool:
        """Whether the posting has less than four words in five."""
        return self.alignment.matched_words * 5 < self.alignment.quotation_words * 4

    @property
    def alike(self) -> bool:
        """Whether the posting has most of several words: people say little twice so."""
        return self.alignment.matched_words >= _ALIKE_WORDS * self.tokens_a_word and not self.few

    @property
    def shuffled(self) -> bool:
        """Whether the posting has every one of a few words, and their order is what differs."""
        kinds = {edit.kind for edit in self.alignment.edits if edit.kind.tier is Tier.UNMARKED}
        all_there = self.alignment.matched_words == self.alignment.quotation_words
        return all_there and self.words >= _SHUFFLED_WORDS and kinds - MINOR == _ORDER

    @property
    def nearly_all(self) -> bool:
        """Whether the posting has nine words in ten."""
        return self.alignment.matched_words * 10 >= self.alignment.quotation_words * 9

    @property
    def turned(self) -> bool:
        """Whether a negation or a number is all that differs from words in a row."""
        edits = self.alignment.edits
        graver = [one for one in edits if one.kind.tier >= Tier.MARKED and one.kind not in MINOR]
        if len(graver) != 1 or graver[0].kind not in _TURNING:
            return False
        sizes = (len(graver[0].quotation.split()), len(graver[0].original.split()))
        enough = self.alignment.matched_words >= _TURNED_WORDS * self.tokens_a_word
        return enough and max(sizes) <= _TURNED_WORDS


def candidates(
    quotation: Quotation,
    postings: Shelf | Iterable[SocialMediaPosting],
    tables: Judging,
    own: Sequence[str] = (),
    habits: Mapping[str, Habits] = UNKNOWN,
    style: Style | None = None,
    tag: str | None = None,
) -> tuple[Candidate, ...]:
    """The quotation against every posting that may carry it, the likeliest first.

    Every posting of the article counts, not only the nearest; of a great many, those with most
    of its words, and its rarest. ``own`` is what the article itself quotes, marks included:
    another reading of a flattened post may hold it, and then bears out nothing. ``habits`` tell
    how handles compare, by platform. Judged by ``style``, else by the program's own rules.
    ``tables`` are of the article's language, ``tag``; a post in another one is judged by its own.
    """
    shelf = postings if isinstance(postings, Shelf) else Shelf.of(postings)
    prepared = prepare(quotation.quote.exact)
    named, rules = quotation.attributed_to, style or plain()
    scale, headline = tokens_a_word(prepared.plain), quotation.kind is QuotationKind.HEADLINE
    found = [
        replace(
            candidate,
            by_named=is_author(named, posting, form_of(habits, posting)),
            tokens_a_word=scale,
        )
        for posting in shelf.likely(prepared.plain, _by(named, habits))
        if (
            candidate := _best_reading(
                prepared, posting, _tables(posting, tag, tables), own, rules, headline=headline
            )
        )
    ]
    return tuple(sorted(found, key=_rank))


def _tables(posting: SocialMediaPosting, tag: str | None, tables: Judging) -> Judging:
    own = own_language(posting, tag)
    return own.judging if own else tables


def _by(named: str | None, habits: Mapping[str, Habits]) -> Callable[[SocialMediaPosting], bool]:
    return lambda posting: is_author(named, posting, form_of(habits, posting)) is True


def _best_reading(
    prepared: Prepared,
    posting: SocialMediaPosting,
    tables: Judging,
    own: Sequence[str],
    style: Style,
    *,
    headline: bool,
) -> Candidate | None:
    best: Candidate | None = None
    texts = (posting.text, *posting.alternatives)
    for number, reading in enumerate(texts):
        text, tokens = reading, tokens_of(reading)
        if not shares_words(prepared, tokens):
            continue
        alignment = align(prepared, tokens, tables)
        if number and alignment and _is_own(reading, alignment, own):
            text = _without(reading, own)
            alignment = align(prepared, tokens_of(text), tables)
        if alignment is None:
            continue
        alignment = with_clipped(alignment, prepared.plain, tokens_of(text), tables)
        if headline:
            alignment = with_title_case(alignment, prepared.plain)
        others = tuple(one for at, one in enumerate(texts) if at != number)
        candidate = Candidate(
            posting=replace(posting, text=text, alternatives=others) if number else posting,
            alignment=alignment,
            judgement=judge_by(alignment.edits, style),
            repaired=number > 0,
            by_named=None,
        )
        if best is None or _rank(candidate) < _rank(best):
            best = candidate
    return best


def _is_own(text: str, alignment: Alignment, own: Sequence[str]) -> bool:
    """Whether the words are found inside one of the article's own quotations."""
    start, end = alignment.target.start, alignment.target.end
    return any(text.find(q, max(0, end - len(q)), start + len(q)) >= 0 for q in own)


def _without(text: str, own: Sequence[str]) -> str:
    for quoted in own:
        text = text.replace(quoted, "\n")
    return text


def shares_words(quotation: Prepared, posting: Tokens) -> bool:
    """Whether a quarter of the quotation's words stand in the posting, in any order.

    With fewer it can't carry the quotation: this spares the search, it decides nothing.
    """
    readings = (quotation.plain, quotation.marked.tokens if quotation.marked else None)
    return any(
        sum(key in posting.places for key in one.keys) * 4 >= len(one.keys)
        for one in readings
        if one
    )


_ALTERED = {Materiality.MINOR: 2, Materiality.WORDING: 4, Materiality.MEANING: 4}
_SOMEBODY_ELSE = 3


def _rank(candidate: Candidate) -> tuple[int, ...]:
    """The likeliest sorts first.

    A post of the one whom the article names goes before the same words of somebody else, if it
    differs in no more than small things: people copy what others post.
    """
    alignment = candidate.alignment
    gravest = max((weight(edit.kind) for edit in alignment.edits), default=0)
    altered = candidate.judgement.materiality
    return (
        not candidate.carried,
        (_ALTERED[altered] if altered else 0) + _SOMEBODY_ELSE * (candidate.by_named is False),
        gravest,
        alignment.quotation_words - alignment.matched_words,
        # Of two copies that differ from it alike, the whole one can be judged by.
        altered is not None and not candidate.posting.complete,
        len(alignment.edits),
        {True: 0, None: 1, False: 2}[candidate.by_named],
        _WITNESSES.index(candidate.posting.witness),
        candidate.repaired,
    )
