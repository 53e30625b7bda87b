"""One quotation, with all that bears on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from archiver.hookspecs import Habits
from archiver.model import (
    Article,
    Finding,
    Precision,
    Quotation,
    QuotationReview,
    SocialMediaPosting,
)
from archiver.text.language import Judging, Language
from archiver.verify.candidates import Candidate
from archiver.verify.direct import is_nearly_told
from archiver.verify.meant import is_turned
from archiver.verify.shelf import Shelf
from archiver.verify.speaker import form_of, is_author
from archiver.verify.styles import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A quotation, the posts that it may come from, and what tells which is meant."""

    article: Article
    quotation: Quotation
    shelf: Shelf
    found: tuple[Candidate, ...]
    """The quotation laid against each posting that may carry it, the likeliest first."""
    habits: Mapping[str, Habits]
    language: Language
    style: Style
    id_times: Mapping[str, datetime]
    """The time in a post's id, UTC, by the post's key."""

    @property
    def postings(self) -> tuple[SocialMediaPosting, ...]:
        """All versions of all posts."""
        return self.shelf.postings

    @property
    def tables(self) -> Judging:
        """The words of the article's language that judging turns on."""
        return self.language.judging

    @property
    def best(self) -> Candidate | None:
        """The likeliest that has the words, or of a few nearly all where it is surely meant."""
        if self.found and self.found[0].carried:
            return self.found[0]
        article, quotation = self.article, self.quotation
        meant = (is_turned, is_nearly_told)
        return next(
            (
                one
                for is_meant in meant
                for one in self.found
                if is_meant(article, quotation, one, self.habits)
            ),
            None,
        )

    @property
    def named(self) -> str:
        """The one whom the article names, for a sentence."""
        return self.quotation.attributed_to or "anybody"

    def by_named(self, posting: SocialMediaPosting) -> bool | None:
        """Whether the one named posted it; None where that is unknown."""
        return is_author(self.quotation.attributed_to, posting, form_of(self.habits, posting))

    def created(self, posting: SocialMediaPosting) -> datetime | None:
        """When it was posted, UTC, to the second or better; None where that is not known."""
        if posting.created is not None and posting.created_precision is not Precision.DAY:
            return posting.created
        return self.id_times.get(posting.ref.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict on a quotation, and what was found on the way to it."""

    review: QuotationReview
    findings: tuple[Finding, ...] = ()
    """Without the quotation's index, which the report gives them."""
