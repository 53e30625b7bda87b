"""Words that a post has beside its text: a content warning, a poll, what describes a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

import regex

from archiver.hookspecs import Habits
from archiver.model import Article, Coverage, Materiality, Quotation, SocialMediaPosting, Verdict
from archiver.text.language import Judging
from archiver.verify.align import Prepared, align, prepare
from archiver.verify.candidates import Candidate, shares_words
from archiver.verify.meant import is_shown
from archiver.verify.shelf import tokens_of
from archiver.verify.speaker import form_of, is_author
from archiver.verify.verdict import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A quotation found beside the text of a post."""

    posting: SocialMediaPosting
    place: str
    """Where the words stand, as a sentence goes on with it: "the content warning"."""
    verdict: Verdict
    matched_words: int
    by_named: bool | None
    shown: bool
    """Whether the article shows the post beside the quotation."""
    whole: bool
    """Whether the quotation is all of a warning, a poll, an option or a description."""
    joined: bool
    """Whether it goes over from a warning into the post's own text, or from that into a poll."""

    @property
    def meant(self) -> bool:
        """Whether it is a post that the article means, by what it shows or whom it names."""
        return self.shown or self.by_named is True

    @property
    def faithful(self) -> bool:
        """Whether the words are there as the article has them."""
        return self.verdict is not Verdict.ALTERED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    name: str
    text: str
    seam: int | None = None
    """Where the second of two texts begins, if they are two."""
    options: tuple[int, ...] = ()
    """Where each option of a poll but the first begins."""


def beside(
    article: Article,
    quotation: Quotation,
    postings: Iterable[SocialMediaPosting],
    tables: Judging,
    habits: Mapping[str, Habits],
) -> Beside | None:
    """Where the quotation stands beside the text of a post; None where it does nowhere.

    Faithful words go before words that differ, those of a post that is meant before others',
    whole ones before a part. This can clear a quotation. It convicts none: nobody says that an
    article means these words.
    """
    prepared = prepare(quotation.quote.exact)
    found = [
        one
        for posting in postings
        for place in _places(posting)
        if (one := _laid(article, quotation, prepared, posting, place, tables, habits))
    ]
    return min(found, key=_rank, default=None)


def _rank(found: Beside) -> tuple[bool, bool, bool, bool, int]:
    stands = found.whole or found.joined
    another = found.by_named is False
    return not found.faithful, not found.meant, another, not stands, -found.matched_words


def _laid(
    article: Article,
    quotation: Quotation,
    prepared: Prepared,
    posting: SocialMediaPosting,
    place: _Place,
    tables: Judging,
    habits: Mapping[str, Habits],
) -> Beside | None:
    tokens = tokens_of(place.text)
    alignment = align(prepared, tokens, tables) if shares_words(prepared, tokens) else None
    if alignment is None or alignment.matched_words * 2 < alignment.quotation_words:
        return None
    target, seam = alignment.target, place.seam
    if seam is not None and not target.start < seam < target.end:
        return None
    crossed = sum(target.start < option < target.end for option in place.options)
    glued = crossed > len(_BETWEEN_OPTIONS.findall(quotation.quote.exact))
    return Beside(
        posting=posting,
        place=place.name,
        verdict=Verdict.ALTERED if glued else judge(alignment.edits).verdict,
        matched_words=alignment.matched_words,
        by_named=is_author(quotation.attributed_to, posting, form_of(habits, posting)),
        shown=is_shown(article, quotation, posting),
        whole=seam is None and alignment.coverage is Coverage.WHOLE,
        joined=seam is not None,
    )


def _places(posting: SocialMediaPosting) -> Iterator[_Place]:
    """Each side text alone, and together with the text where one goes over into the other."""
    warning, poll = posting.content_warning, posting.poll
    if warning:
        yield _Place(name="the content warning", text=warning)
        yield _joined("the content warning and the text", warning, posting.text)
    if poll:
        options = "\n".join(poll.options)
        if poll.question:
            yield _Place(name="the question of the poll", text=poll.question)
        for option in poll.options:
            yield _Place(name="an option of the poll", text=option)
        asked = f"{poll.question or ''}\n{options}".strip()
        yield _Place(name="the poll", text=asked, options=_starts(asked, poll.options))
        yield _joined("the text and the poll", posting.text, asked)
    for image in posting.images:
        if image.caption:
            yield _Place(name=_ALT, text=image.caption)


_BETWEEN_OPTIONS = regex.compile(r"[\n/|;,•·–—、，；،]")
"""What shows in a quotation that one option ends and another begins."""


def _starts(asked: str, options: tuple[str, ...]) -> tuple[int, ...]:
    """Where each option but the first begins in the poll's text."""
    at = len(asked) - len("\n".join(options).rstrip())
    starts = []
    for option in options[:-1]:
        at += len(option) + 1
        starts.append(at)
    return tuple(starts)


_ALT = "the description of a picture (its alt text)"


def _joined(name: str, first: str, second: str) -> _Place:
    first += "\n\n"
    return _Place(name=name, text=first + second, seam=len(first))


class Weighed(Enum):
    """What counts: a post's text, or the words beside one."""

    TEXT = auto()
    BESIDE = auto()
    EITHER = auto()
    """They contradict each other, and nothing tells which is quoted."""


def weigh(found: Beside, best: Candidate) -> Weighed:
    """Words beside a text, weighed against the likeliest post's text, which is surely meant.

    Words that the text has with another meaning are not made right by a picture's description,
    which may tell of anybody's words. Only one that is quoted whole raises a doubt.
    """
    if best.judgement.materiality is not Materiality.MEANING:
        return Weighed.BESIDE
    whole = found.faithful and found.whole and found.meant
    if best.few and not best.turned:
        part = found.faithful and not whole and not found.joined
        return Weighed.EITHER if part else Weighed.BESIDE
    if found.faithful and found.joined:
        return Weighed.BESIDE
    return Weighed.EITHER if whole else Weighed.TEXT
