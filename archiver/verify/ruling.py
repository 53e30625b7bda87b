"""The rules that turn what was found into a verdict, in their order."""

from __future__ import annotations

from dataclasses import replace

from archiver.model import (
    Channel,
    Coverage,
    Finding,
    FindingKind,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
)
from archiver.text.count import words_in
from archiver.text.tokens import tokenize
from archiver.verify import doubts, explain
from archiver.verify.candidates import Candidate
from archiver.verify.case import Case, Ruling
from archiver.verify.direct import is_woven_in
from archiver.verify.doubts import Doubt
from archiver.verify.meant import (
    is_hardly_another,
    is_said_somewhere,
    is_shown,
    of_another,
    refs_beside,
)
from archiver.verify.reasons import reasons_for
from archiver.verify.shelf import strongest
from archiver.verify.speaker import form_of, is_surely_author
from archiver.verify.unproved import common_facts
from archiver.verify.whose import author_of, is_another, other_name, says_shared, shared_by

_LOOSE_WORDS = 3
"""Words from which a quotation that names no post counts as a post's own."""
_UNPOSTED = "the article doesn't attribute the words to a post"
_SAYS_NOT = "the article doesn't say that a post"
_TERM = "a title, a term or a few words that the article doesn't say are a post's"


def by_text(case: Case) -> Ruling:
    """The ruling on a quotation by the texts of the posts."""
    quotation, best = case.quotation, case.best
    if quotation.channel is Channel.TERM:
        return out_of_scope(case, _TERM)
    if quotation.channel is Channel.SPOKEN:
        cue = f" (“{quotation.cue}”)" if quotation.cue else ""
        return out_of_scope(
            case, f"the article says that the words were spoken or stated elsewhere{cue}"
        )
    if quotation.channel is Channel.POSTED:
        return judged(case, best) if best else missing(case)
    if best and _is_a_posts_own(case, best):
        return _unposted(case, best)
    return out_of_scope(case, _UNPOSTED)


def _unposted(case: Case, best: Candidate) -> Ruling:
    """The ruling on a post's words that the article doesn't say were posted ("said").

    What is said is also posted, by others too: it is nobody's fault that a post has the words of
    somebody else, or has them otherwise.
    """
    if best.judgement.verdict is Verdict.ALTERED:
        if is_hardly_another(case.article, case.quotation, best, case.habits):
            return judged(case, best, f"{_SAYS_NOT} says this; one has nearly these words")
        differs = f"what differs: {_lower(explain.altered(best.alignment))}"
        return unverifiable(case, doubts.of_speech(case, best), best.posting, differs)
    if _is_of_another(case, best):
        return out_of_scope(case, _UNPOSTED)
    return judged(case, best, f"{_SAYS_NOT} says this; one does")


def _is_a_posts_own(case: Case, best: Candidate) -> bool:
    """Whether words that the article gives no post for are surely a post's.

    The same words are, if they are more than a few, or a headline's that the article gives a post
    for farther down. Nearly the same words are only where many agree, or all but a number or a
    negation of a post that stands right there; the article must name the author, and nothing may
    tell of another place: people say in other words what they post.
    """
    quotation = case.quotation
    enough = _LOOSE_WORDS + (quotation.channel is Channel.NONE)
    if max((e.kind.tier for e in best.alignment.edits), default=Tier.TYPOGRAPHY) < Tier.UNMARKED:
        return best.words >= enough or _is_a_headline(case)
    turned = (
        best.turned
        and best.words > _LOOSE_WORDS
        and is_shown(case.article, quotation, best.posting)
    )
    if not (best.alike or turned or best.shuffled) or best.by_named is not True:
        return False
    return not is_said_somewhere(quotation, case.tables)


def _is_a_headline(case: Case) -> bool:
    """Whether a headline has these words, and the article says farther down that a post has."""
    if case.quotation.kind is not QuotationKind.HEADLINE:
        return False
    mine = tokenize(case.quotation.quote.exact)
    return words_in(mine) > 1 and any(
        other.channel is Channel.POSTED and mine.line in tokenize(other.quote.exact).line
        for other in case.article.quotations
    )


def out_of_scope(case: Case, reason: str) -> Ruling:
    """Words that the article doesn't give as a post's."""
    reasons = [f"{reason[:1].upper()}{reason[1:]}, so it is not checked against posts."]
    best = case.best
    mild = best and best.judgement.verdict in {Verdict.EXACT, Verdict.CONVENTIONAL}
    if best and mild and best.words > _LOOSE_WORDS:
        account = f"{best.posting.ref.key} by {author_of(best.posting)}"
        reasons.append(f"the captured post {account} has these words too")
    review = QuotationReview(
        quotation=case.quotation, verdict=Verdict.OUT_OF_SCOPE, reasons=tuple(reasons)
    )
    return Ruling(review=review)


def unverifiable(
    case: Case, doubt: Doubt, posting: SocialMediaPosting | None, *more: str
) -> Ruling:
    """Words that what was captured doesn't settle."""
    review = QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.UNVERIFIABLE,
        posting=posting,
        reasons=(*doubt.reasons, *more),
    )
    return Ruling(review=review)


# -- a post has the words, or nearly ------------------------------------------------------


def judged(case: Case, best: Candidate, *first: str) -> Ruling:
    """The ruling on words that a post has, or nearly has."""
    verdict = best.judgement.verdict
    another = verdict is not Verdict.ALTERED and _is_of_another(case, best)
    doubt = None
    if verdict is Verdict.ALTERED:
        doubt = doubts.of_alteration(case, best)
    elif another:
        doubt = doubts.of_author(case, best)
    if doubt:
        verdict = Verdict.UNVERIFIABLE
    elif another:
        verdict = Verdict.MISATTRIBUTED
    coverage = best.alignment.coverage if best.posting.complete else Coverage.FRAGMENT
    review = QuotationReview(
        quotation=case.quotation,
        verdict=verdict,
        materiality=best.judgement.materiality if verdict is Verdict.ALTERED else None,
        coverage=coverage,
        posting=best.posting,
        alignment=replace(best.alignment, coverage=coverage),
        reasons=_reasons(case, best, verdict, doubt, first),
    )
    return Ruling(review=review)


def _reasons(
    case: Case, best: Candidate, verdict: Verdict, doubt: Doubt | None, first: tuple[str, ...]
) -> tuple[str, ...]:
    posting = best.posting
    if doubt:
        head = doubt.reasons
        if best.judgement.verdict is Verdict.ALTERED:
            head += (f"what differs: {_lower(explain.altered(best.alignment))}",)
    elif verdict is Verdict.MISATTRIBUTED:
        head = _misattributed(case, posting)
    elif verdict is Verdict.ALTERED:
        head = (explain.altered(best.alignment),)
    else:
        head = (explain.faithful(verdict, best.alignment, posting),)
    reasons = [*head, *first, *reasons_for(best, case)]
    if not posting.complete and verdict is not Verdict.UNVERIFIABLE:
        reasons.append(f"only a part of the post is known: {posting.incomplete_reason}")
    if verdict is not Verdict.MISATTRIBUTED:
        reasons += _other_author(case, best)
    return tuple(reasons)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _misattributed(case: Case, posting: SocialMediaPosting) -> tuple[str, ...]:
    account = f" (@{posting.handle})" if posting.author_name and posting.handle else ""
    reasons = [
        (
            f"The captured post with these words is by {author_of(posting)}{account}; the article "
            f"says that the words are {case.named}'s."
        ),
    ]
    sharing = shared_by(case.quotation, posting, case.postings, case.habits)
    if sharing:
        reasons.append(f"{case.named}'s post {sharing.ref.key} shares it")
    return tuple(reasons)


def _other_author(case: Case, best: Candidate) -> tuple[str, ...]:
    sharing = shared_by(case.quotation, best.posting, case.postings, case.habits)
    if sharing:
        return (
            (
                f"{case.named}'s post {sharing.ref.key} shares this one: the words are "
                f"{author_of(best.posting)}'s"
            ),
        )
    return other_name(case.quotation, best.posting, best.by_named)


def _is_of_another(case: Case, best: Candidate) -> bool:
    """Whether more than a few words are of somebody whom the article surely doesn't name."""
    if best.by_named is not False or best.words <= _LOOSE_WORDS:
        return False
    sharing = shared_by(case.quotation, best.posting, case.postings, case.habits)
    if sharing and says_shared(case.quotation, case.language):
        return False
    return is_another(case.quotation, best.posting, case.postings, case.habits)


# -- no post has the words ----------------------------------------------------------------


def missing(case: Case) -> Ruling:
    """A post is said to say this, and none that was captured does.

    That proves nothing unless the article ties the words to one post, and that post was had
    in full and in the quotation's language.
    """
    shown = _shown_there(case)
    tied = next((posting for posting in shown if _is_surely_his(case, posting)), None)
    if tied is None or is_woven_in(case.quotation, case.tables):
        return _not_tied(case, shown)
    doubt = doubts.of_absence(case, tied)
    if doubt:
        return unverifiable(case, doubt, tied)
    review = QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.NOT_FOUND,
        posting=tied,
        reasons=(
            (
                f"The article says that {case.named} posted this. Neither the post "
                f"{tied.ref.key} that it shows there, which {explain.witness_of(tied)} has "
                "in full, nor any other captured post says it."
            ),
            *_paraphrase(case, tied),
        ),
    )
    return Ruling(review=review)


def _paraphrase(case: Case, tied: SocialMediaPosting) -> tuple[str, ...]:
    """That the post has what the words are about, where it has all their names and numbers."""
    shared = common_facts(case.quotation.quote.exact, tied, case.language)
    if not shared:
        return ()
    listed = ", ".join(shared)
    reason = (
        f"the post has their names and numbers ({listed}): it may be told in other words here, "
        "and quotation marks say that these are its own"
    )
    return (reason,)


def _not_tied(case: Case, shown: tuple[SocialMediaPosting, ...]) -> Ruling:
    """The ruling where no post by the one named is surely meant.

    That what stands there could not be read, or compared, is told even of a few words; else a few
    may be a term.
    """
    unread = (one for one in _beside(case) if not one.text.strip())
    silent = next((one for one in unread if case.by_named(one) is not False), None)
    if silent:
        return unverifiable(case, doubts.cut(silent), silent)
    for posting in shown:
        if doubts.is_translated(case, posting):
            return unverifiable(case, doubts.other_language(case, posting), posting)
    if is_woven_in(case.quotation, case.tables):
        return out_of_scope(case, _TERM)
    if shown:
        return unverifiable(case, doubts.of_who(case, shown[0]), shown[0])
    return unverifiable(case, doubts.NONE_SHOWN, None)


def _is_surely_his(case: Case, posting: SocialMediaPosting) -> bool:
    form = form_of(case.habits, posting)
    return is_surely_author(case.quotation.attributed_to, posting, form)


def _beside(case: Case) -> tuple[SocialMediaPosting, ...]:
    """The posts that stand beside the words."""
    refs = refs_beside(case.article, case.quotation)
    return strongest(one for one in case.postings if one.ref in refs)


def _shown(case: Case) -> tuple[SocialMediaPosting, ...]:
    """Of these, the ones that the article doesn't tell apart from the one that it quotes."""
    return tuple(
        posting
        for posting in _beside(case)
        if not of_another(case.article, case.quotation, posting)
    )


def _shown_there(case: Case) -> tuple[SocialMediaPosting, ...]:
    """Of these, the ones that may be by the one named."""
    return tuple(posting for posting in _shown(case) if case.by_named(posting) is not False)


def elsewhere(case: Case, ruling: Ruling, found: Candidate) -> Ruling:
    """The ruling where a captured post that the article doesn't show has the very words.

    It makes ``not_found`` the graver and truer ``misattributed`` where the article surely names
    somebody else. It makes nothing an accusation that was none.
    """
    posting = found.posting
    account = f"the captured post {posting.ref.key} by {author_of(posting)}"
    told = f"{account} has these words, and the article does not show it"
    if ruling.review.verdict is Verdict.NOT_FOUND and found.by_named is False:
        doubt = doubts.of_author(case, found)
        if doubt is None and is_another(case.quotation, posting, case.postings, case.habits):
            review = replace(
                ruling.review,
                verdict=Verdict.MISATTRIBUTED,
                coverage=found.alignment.coverage,
                posting=posting,
                alignment=found.alignment,
                reasons=(*_misattributed(case, posting), told, *reasons_for(found, case)),
            )
            return Ruling(review=review, findings=ruling.findings)
        why = doubt or Doubt(why=f"{told}; whether {case.named} is its author is not known")
        return unverifiable(case, why, posting)
    review = replace(ruling.review, reasons=(*ruling.review.reasons, told))
    return Ruling(review=review, findings=ruling.findings)


def wrong_post(case: Case, ruling: Ruling) -> tuple[Finding, ...]:
    """That the words are of another post by the same author than the one that stands there."""
    posting = ruling.review.posting
    faithful = {Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED}
    if posting is None or ruling.review.verdict not in faithful:
        return ()
    if any(embed.ref == posting.ref for embed in case.article.embeds):
        return ()
    beside = next((p for p in _shown(case) if p.ref != posting.ref and p.text.strip()), None)
    if beside is None or case.by_named(posting) is not True or case.by_named(beside) is not True:
        return ()
    return (
        Finding(
            kind=FindingKind.WRONG_POST,
            message=(
                "The words are not in the post that stands beside them, but in another one by the "
                "same author, which the article does not show."
            ),
            posting=posting.ref.key,
            sides={beside.ref.key: beside.text, posting.ref.key: posting.text},
        ),
    )
