"""The judgement on an article: every quotation against every posting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from archiver.hookspecs import Habits, TimeRules
from archiver.model import (
    Article,
    ArticleReport,
    Channel,
    Coverage,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
    Witness,
)
from archiver.text.language import language
from archiver.verify.beside import Beside, Weighed, beside, weigh
from archiver.verify.candidates import UNKNOWN, Candidate, candidates
from archiver.verify.findings import findings_of
from archiver.verify.meant import (
    is_said_somewhere,
    is_shown,
    is_surely_meant,
    is_turned,
    is_woven_in,
)
from archiver.verify.reasons import reasons_for
from archiver.verify.speaker import form_of, is_surely_author
from archiver.verify.times import Times
from archiver.verify.unproved import (
    figures,
    hearsay,
    moving,
    scattered,
    speechless,
    translated,
    translation,
)
from archiver.verify.verdict import RULES
from archiver.verify.whose import author_of, is_another, other_name, unread

_WITNESSES = tuple(Witness)
_LOOSE_WORDS = 3
"""Words from which a quotation that names no post counts as a post's own."""
_TERM = "a title, a term or a few words that the article doesn't say are a post's"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One quotation, with all that bears on it."""

    article: Article
    quotation: Quotation
    postings: tuple[SocialMediaPosting, ...]
    found: tuple[Candidate, ...]
    habits: Mapping[str, Habits]

    @property
    def best(self) -> Candidate | None:
        """The likeliest that has the words, or a few of them with a number or "not" changed."""
        if self.found and self.found[0].carried:
            return self.found[0]
        article, quotation = self.article, self.quotation
        turned = (o for o in self.found if is_turned(article, quotation, o, self.habits))
        return next(turned, None)


def review(
    article: Article,
    versions: tuple[SocialMediaPosting, ...],
    *,
    id_times: Mapping[str, datetime],
    time_rules: Mapping[str, TimeRules],
    habits: Mapping[str, Habits] = UNKNOWN,
) -> ArticleReport:
    """The report on ``article``, judged against all ``versions`` of its posts.

    ``id_times`` has the time in a post's id, UTC, by the post's key, where it carries one;
    ``time_rules`` how times compare, and ``habits`` what else to know of posts, both by the
    platform's name.
    """
    tables = language(article.language).judging
    own = tuple(
        q.quote.prefix[-1:] + q.quote.exact + q.quote.suffix[:1]
        for q in article.quotations
        if q.kind in {QuotationKind.MARKS, QuotationKind.HEADLINE}
        and q.quote.prefix
        and q.quote.suffix
    )
    reviews = tuple(
        _review(
            _Case(
                article=article,
                quotation=quotation,
                postings=versions,
                found=candidates(quotation, versions, tables, own, habits),
                habits=habits,
            )
        )
        for quotation in article.quotations
    )
    return ArticleReport(
        article=article,
        postings=strongest(versions),
        versions=versions,
        quotations=reviews,
        findings=findings_of(
            article,
            versions,
            reviews,
            tables=tables,
            times=Times(in_ids=id_times, rules=time_rules),
            habits=habits,
        ),
        rules=RULES,
    )


def strongest(versions: tuple[SocialMediaPosting, ...]) -> tuple[SocialMediaPosting, ...]:
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


# -- rules, in order --------------------------------------------------------------------


def _review(case: _Case) -> QuotationReview:
    by_text = _by_text(case)
    if not (by_text.verdict.accuses or by_text.verdict is Verdict.UNVERIFIABLE):
        return by_text
    tables = language(case.article.language).judging
    found = beside(case.article, case.quotation, case.postings, tables, case.habits)
    return _by_side_text(case, by_text, found) if found else by_text


def _by_side_text(case: _Case, by_text: QuotationReview, found: Beside) -> QuotationReview:
    """The review of words that stand, as they are or nearly so, beside a post's text."""
    posting = found.posting
    stand = f"in {found.place} of the post {posting.ref.key}"
    settled = _settled_by_text(case, by_text, found)
    if settled:
        return settled
    if found.faithful:
        if not found.meant:
            reason = f"the words stand {stand}, which is by {author_of(posting)}"
            return _unverifiable(case, reason, posting, *other_name(case.quotation, posting))
        return QuotationReview(
            quotation=case.quotation,
            verdict=found.verdict,
            coverage=Coverage.FRAGMENT,
            posting=posting,
            reasons=(
                f"the words stand {stand}",
                *other_name(case.quotation, posting, found.by_named),
            ),
        )
    matched = by_text.alignment.matched_words if by_text.alignment else 0
    if not by_text.verdict.accuses or matched >= found.matched_words:
        return by_text
    return _unverifiable(case, f"words like these stand {stand}, and differ there", posting)


def _settled_by_text(
    case: _Case, by_text: QuotationReview, found: Beside
) -> QuotationReview | None:
    """The review where the text leaves no room for words beside it; None where it does."""
    best = case.best
    if by_text.verdict is Verdict.MISATTRIBUTED:
        return by_text if found.by_named is False else None
    if not best or not is_surely_meant(case.article, case.quotation, best):
        return None
    weighed = weigh(found, best)
    if weighed is Weighed.EITHER:
        return _two_ways(case, best, found)
    return by_text if weighed is Weighed.TEXT else None


def _two_ways(case: _Case, best: Candidate, found: Beside) -> QuotationReview:
    reason = (
        f"the words stand in {found.place} of the post {found.posting.ref.key}, and with "
        f"another meaning in the text of {best.posting.ref.key}"
    )
    return _unverifiable(case, reason, found.posting)


def _by_text(case: _Case) -> QuotationReview:
    quotation, best = case.quotation, case.best
    if quotation.channel is Channel.TERM:
        return _out_of_scope(case, _TERM)
    if quotation.channel is Channel.SPOKEN:
        return _out_of_scope(
            case, f"the article says that the words were spoken or stated elsewhere ({_cue(case)})"
        )
    if quotation.channel is Channel.POSTED:
        return _judged(case, best) if best else _missing(case)
    if best and _is_a_posts_own(quotation, best):
        does = "has nearly these words" if best.judgement.verdict is Verdict.ALTERED else "does"
        return _judged(case, best, f"the article doesn't say that a post says this; one {does}")
    return _out_of_scope(case, "the article doesn't attribute the words to a post")


def _cue(case: _Case) -> str:
    return f"“{case.quotation.cue}”"


def _is_a_posts_own(quotation: Quotation, best: Candidate) -> bool:
    """Whether words that the article gives no post for are surely a post's.

    The same words are, if they are more than a few. Nearly the same words are only where
    many agree, the article names the author, and nothing tells of another place: people say in
    other words what they post.
    """
    words = best.alignment.quotation_words
    enough = _LOOSE_WORDS + (quotation.channel is Channel.NONE)
    if max((e.kind.tier for e in best.alignment.edits), default=Tier.TYPOGRAPHY) < Tier.UNMARKED:
        return words >= enough
    return best.alike and best.by_named is True and not is_said_somewhere(quotation)


def _out_of_scope(case: _Case, reason: str) -> QuotationReview:
    reasons = [reason]
    best = case.best
    mild = best and best.judgement.verdict in {Verdict.EXACT, Verdict.CONVENTIONAL}
    if best and mild and best.alignment.quotation_words > _LOOSE_WORDS:
        reasons.append(f"the captured post {best.posting.ref.key} has these words too")
    return QuotationReview(
        quotation=case.quotation, verdict=Verdict.OUT_OF_SCOPE, reasons=tuple(reasons)
    )


def _judged(case: _Case, best: Candidate, *first: str) -> QuotationReview:
    verdict, materiality = best.judgement.verdict, best.judgement.materiality
    coverage = best.alignment.coverage
    reasons = [*first, *reasons_for(best, case.found)]
    another = verdict is not Verdict.ALTERED and _misattributed(case, best)
    doubt = None
    if verdict is Verdict.ALTERED:
        doubt = _doubts(case, best)
    elif another:
        doubt = _doubts_of_author(case, best)
    if doubt:
        verdict, materiality = Verdict.UNVERIFIABLE, None
        reasons.insert(0, doubt)
    elif another:
        verdict = Verdict.MISATTRIBUTED
        reasons.insert(0, f"the words are {author_of(best.posting)}'s, not {_named(case)}'s")
    if not best.posting.complete:
        coverage = Coverage.FRAGMENT
        if verdict is not Verdict.UNVERIFIABLE:
            reasons.append(f"only a part of the post is known: {best.posting.incomplete_reason}")
    if verdict is not Verdict.MISATTRIBUTED:
        reasons += other_name(case.quotation, best.posting, best.by_named)
    return QuotationReview(
        quotation=case.quotation,
        verdict=verdict,
        materiality=materiality,
        coverage=coverage,
        posting=best.posting,
        alignment=replace(best.alignment, coverage=coverage),
        reasons=tuple(reasons),
    )


def _doubts(case: _Case, best: Candidate) -> str | None:
    """Why words that differ from a post's are not called an alteration of it; None if they are."""
    parts: tuple[str, ...] = ()
    if not best.posting.complete:
        doubt: str | None = f"truncated: {best.posting.incomplete_reason}"
    elif best.few and translated(best.posting, case.article.language):
        doubt = translation(best.posting, case.article.language)
    elif not is_surely_meant(case.article, case.quotation, best):
        doubt = "the likeliest captured post differs, and is not shown to be the one"
    elif hearsay(best.posting, case.postings):
        doubt = _HEARSAY
    elif not (best.alike or is_turned(case.article, case.quotation, best, case.habits)) and moving(
        best.posting, case.postings, case.habits
    ):
        doubt = _VIDEO
    elif len(parts := scattered(case.quotation.quote.exact, case.postings)) > 1:
        doubt = f"its words stand in several captured posts: {', '.join(parts)}"
    else:
        doubt = None
    return doubt


_HEARSAY = "only a third party has the post in full, and it proves nothing alone"
_VIDEO = "the post has a video, and what is said or shown in it was not read"


def _doubts_of_author(case: _Case, best: Candidate) -> str | None:
    """Why words of somebody else are not called misattributed; None if they are."""
    if hearsay(best.posting, case.postings):
        return _HEARSAY
    key = unread(case.article, case.quotation, best.posting, case.postings, case.habits)
    if key:
        return f"the post {key}, which may be {_named(case)}'s, could not be read in full"
    return None


def _misattributed(case: _Case, best: Candidate) -> bool:
    """Whether more than a few words are of somebody whom the article surely doesn't name."""
    if best.by_named is not False or best.alignment.quotation_words <= _LOOSE_WORDS:
        return False
    return is_another(case.quotation, best.posting, case.postings, case.habits)


def _missing(case: _Case) -> QuotationReview:
    """A post is said to say this, and none that was captured does.

    That proves nothing unless the article ties the words to one post, and that post was had
    in full and in the quotation's language.
    """
    if is_woven_in(case.quotation):
        return _out_of_scope(case, _TERM)
    tied, exact = _tied(case), case.quotation.quote.exact
    tables = language(case.article.language).judging
    if tied is None:
        reason = "the article quotes a post, and none that was captured is shown to be the one"
        return _unverifiable(case, reason, None)
    if not tied.complete:
        return _unverifiable(case, f"truncated: {tied.incomplete_reason}", tied)
    if translated(tied, case.article.language):
        return _unverifiable(
            case, translation(tied, case.article.language), tied, *figures(exact, tied, tables)
        )
    doubt = _doubts_of_absence(case, tied)
    if doubt:
        return _unverifiable(case, doubt, tied)
    return QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.NOT_FOUND,
        posting=tied,
        reasons=(
            (
                f"the article presents these words as {author_of(tied)}'s post {tied.ref.key}, "
                "and no captured post says them"
            ),
        ),
    )


def _doubts_of_absence(case: _Case, tied: SocialMediaPosting) -> str | None:
    """Why words that a post has not are not called invented; None if they are."""
    pictured = any(one.images for one in case.postings if one.ref == tied.ref)
    if moving(tied, case.postings, case.habits):
        return _VIDEO
    if pictured and speechless(tied):
        return "the post is its pictures, and what is written in them was not read"
    if hearsay(tied, case.postings):
        return _HEARSAY
    parts = scattered(case.quotation.quote.exact, case.postings)
    return f"its words stand in several captured posts: {', '.join(parts)}" if parts else None


def _unverifiable(
    case: _Case, reason: str, posting: SocialMediaPosting | None, *more: str
) -> QuotationReview:
    return QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.UNVERIFIABLE,
        posting=posting,
        reasons=(reason, *more),
    )


def _tied(case: _Case) -> SocialMediaPosting | None:
    """The post by the one named that the article shows with the words, or None."""
    fitting = (
        posting
        for posting in strongest(case.postings)
        if is_surely_author(case.quotation.attributed_to, posting, form_of(case.habits, posting))
        and is_shown(case.article, case.quotation, posting)
    )
    return next(fitting, None)


def _named(case: _Case) -> str:
    return case.quotation.attributed_to or "anybody"
