"""The judgement on an article: every quotation against every posting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archiver.hookspecs import Habits, TimeRules
from archiver.model import (
    Article,
    ArticleReport,
    Finding,
    Quotation,
    QuotationKind,
    SocialMediaPosting,
    Verdict,
)
from archiver.text.language import language
from archiver.verify import beside, joined, ruling
from archiver.verify.candidates import UNKNOWN, Candidate, candidates
from archiver.verify.case import Case, Ruling
from archiver.verify.dates import with_dates
from archiver.verify.findings import findings_of
from archiver.verify.shelf import Shelf, strongest
from archiver.verify.sidelong import by_side_text
from archiver.verify.styles import Style, plain
from archiver.verify.times import Times
from archiver.verify.verdict import RULES

__all__ = ["review", "strongest"]

_LONG_WORDS = 6
"""Words from which a post that the article doesn't show is told of, if it has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Court:
    """What is the same for all quotations of an article."""

    article: Article
    shelf: Shelf
    elsewhere: Shelf
    own: tuple[str, ...]
    habits: Mapping[str, Habits]
    id_times: Mapping[str, datetime]
    style: Style

    def rule(self, quotation: Quotation) -> Ruling:
        """The ruling on one quotation."""
        tables = language(self.article.language)
        case = Case(
            article=self.article,
            quotation=quotation,
            shelf=self.shelf,
            found=candidates(
                quotation,
                self.shelf,
                tables.judging,
                self.own,
                self.habits,
                self.style,
                self.article.language,
            ),
            habits=self.habits,
            language=tables,
            style=self.style,
            id_times=self.id_times,
        )
        found = _rule(case)
        other = self._elsewhere(case, found)
        if other:
            found = ruling.elsewhere(case, found, other)
        return replace(found, findings=(*found.findings, *ruling.wrong_post(case, found)))

    def _elsewhere(self, case: Case, found: Ruling) -> Candidate | None:
        """A captured post that the article doesn't show, with all the words of a long quotation."""
        open_ = {Verdict.NOT_FOUND, Verdict.UNVERIFIABLE}
        if found.review.verdict not in open_ or not self.elsewhere.postings:
            return None
        has = candidates(
            case.quotation,
            self.elsewhere,
            case.tables,
            habits=self.habits,
            style=self.style,
            tag=self.article.language,
        )
        mild = {Verdict.EXACT, Verdict.CONVENTIONAL}
        whole = (
            one
            for one in has
            if one.judgement.verdict in mild and one.words >= _LONG_WORDS and one.posting.complete
        )
        return next(whole, None)


def review(
    article: Article,
    versions: tuple[SocialMediaPosting, ...],
    *,
    id_times: Mapping[str, datetime],
    time_rules: Mapping[str, TimeRules],
    habits: Mapping[str, Habits] = UNKNOWN,
    elsewhere: tuple[SocialMediaPosting, ...] = (),
    style: Style | None = None,
) -> ArticleReport:
    """The report on ``article``, judged against all ``versions`` of its posts.

    ``id_times`` has the time in a post's id, UTC, by the post's key, where it carries one;
    ``time_rules`` how times compare, and ``habits`` what else to know of posts, both by the
    platform's name. ``elsewhere`` are captured posts that the article doesn't show and that are
    not by the one whom it names: they accuse nobody who is not accused without them, and those
    that are named are in the report's versions. ``style`` is a profile, else the program's own
    rules.
    """
    court = _Court(
        article=article,
        shelf=Shelf.of(versions),
        elsewhere=Shelf.of(elsewhere),
        own=_own(article),
        habits=habits,
        id_times=id_times,
        style=style or plain(),
    )
    rulings = tuple(court.rule(quotation) for quotation in article.quotations)
    reviews = tuple(each.review for each in rulings)
    named = {each.posting.ref for each in reviews if each.posting}
    every = (*versions, *(one for one in elsewhere if one.ref in named and one not in versions))
    times = Times(in_ids=id_times, rules=time_rules)
    dated = with_dates(article, every, reviews, times)
    return ArticleReport(
        article=article,
        postings=strongest(every),
        versions=every,
        quotations=dated.reviews,
        findings=(
            *findings_of(
                article,
                every,
                dated.reviews,
                tables=language(article.language),
                times=times,
                habits=habits,
                more=_numbered(rulings),
            ),
            *dated.findings,
        ),
        rules=RULES,
        style=court.style.name,
    )


def _own(article: Article) -> tuple[str, ...]:
    """What the article itself quotes, marks included."""
    return tuple(
        q.quote.prefix[-1:] + q.quote.exact + q.quote.suffix[:1]
        for q in article.quotations
        if q.kind in {QuotationKind.MARKS, QuotationKind.HEADLINE}
        and q.quote.prefix
        and q.quote.suffix
    )


def _numbered(rulings: tuple[Ruling, ...]) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, quotation=index)
        for index, each in enumerate(rulings)
        for finding in each.findings
    )


def _rule(case: Case) -> Ruling:
    """The rules in their order: the posts' texts, what is joined from several, what is beside."""
    by_text = ruling.by_text(case)
    verdict = by_text.review.verdict
    if not (verdict.accuses or verdict in {Verdict.UNVERIFIABLE, Verdict.OUT_OF_SCOPE}):
        return by_text
    by_parts = joined.by_parts(case)
    if by_parts is None and verdict is Verdict.OUT_OF_SCOPE:
        return by_text
    found = beside.beside(case.article, case.quotation, case.postings, case.tables, case.habits)
    if by_parts and not (found and found.faithful):
        return by_parts
    return by_side_text(case, by_text, found) if found else by_text
