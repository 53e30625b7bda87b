"""Words that a post has beside its text: a content warning, a poll, what describes a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from archiver.hookspecs import Habits
from archiver.model import Quotation, SocialMediaPosting, Verdict
from archiver.text.language import Judging
from archiver.verify.align import Prepared, align, prepare
from archiver.verify.candidates import shares_words, tokens_of
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

    @property
    def faithful(self) -> bool:
        """Whether the words are there as the article has them."""
        return self.verdict is not Verdict.ALTERED


def beside(
    quotation: Quotation,
    postings: Iterable[SocialMediaPosting],
    tables: Judging,
    habits: Mapping[str, Habits],
) -> Beside | None:
    """Where the quotation stands beside the text of a post; None where it does nowhere.

    Faithful words go before words that differ, the named author's before others'. This can
    clear a quotation. It convicts none: nobody says that an article means these words.
    """
    prepared = prepare(quotation.quote.exact)
    found = [
        one
        for posting in postings
        for place, text in _places(posting)
        if (one := _laid(quotation, prepared, posting, (place, text), tables, habits))
    ]
    return min(found, key=_rank, default=None)


def _rank(found: Beside) -> tuple[bool, bool, int]:
    return not found.faithful, found.by_named is False, -found.matched_words


def _laid(
    quotation: Quotation,
    prepared: Prepared,
    posting: SocialMediaPosting,
    place: tuple[str, str],
    tables: Judging,
    habits: Mapping[str, Habits],
) -> Beside | None:
    tokens = tokens_of(place[1])
    alignment = align(prepared, tokens, tables) if shares_words(prepared, tokens) else None
    if alignment is None or alignment.matched_words * 2 < alignment.quotation_words:
        return None
    return Beside(
        posting=posting,
        place=place[0],
        verdict=judge(alignment.edits).verdict,
        matched_words=alignment.matched_words,
        by_named=is_author(quotation.attributed_to, posting, form_of(habits, posting)),
    )


def _places(posting: SocialMediaPosting) -> Iterator[tuple[str, str]]:
    """Each side text alone, and together with the text where one goes over into the other."""
    warning, poll = posting.content_warning, posting.poll
    if warning:
        yield "the content warning", warning
        yield "the content warning and the text", f"{warning}\n\n{posting.text}"
    if poll:
        options = "\n".join(poll.options)
        if poll.question:
            yield "the question of the poll", poll.question
        for option in poll.options:
            yield "an option of the poll", option
        asked = f"{poll.question or ''}\n{options}".strip()
        yield "the poll", asked
        yield "the text and the poll", f"{posting.text}\n\n{asked}"
    for image in posting.images:
        if image.caption:
            yield "the description of a picture (its alt text)", image.caption
