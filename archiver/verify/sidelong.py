"""The ruling on words that stand, as they are or nearly so, beside a post's text."""

from __future__ import annotations

from archiver.model import Coverage, QuotationReview, Verdict
from archiver.verify.beside import Beside, Weighed, weigh
from archiver.verify.candidates import Candidate
from archiver.verify.case import Case, Ruling
from archiver.verify.doubts import Doubt
from archiver.verify.meant import is_surely_meant
from archiver.verify.ruling import unverifiable
from archiver.verify.whose import author_of, other_name

_SETTLES = "the author's word on which was quoted"


def by_side_text(case: Case, by_text: Ruling, found: Beside) -> Ruling:
    """The ruling by what stands beside the text, weighed against the one by the text."""
    posting, review = found.posting, by_text.review
    stand = f"in {found.place} of the post {posting.ref.key}"
    settled = _settled_by_text(case, by_text, found)
    if settled:
        return settled
    if found.faithful:
        if not found.meant:
            doubt = Doubt(
                why=f"the words stand {stand}, which is by {author_of(posting)}",
                settles="the address of the post that is quoted",
            )
            return unverifiable(case, doubt, posting, *other_name(case.quotation, posting))
        return Ruling(
            review=QuotationReview(
                quotation=case.quotation,
                verdict=found.verdict,
                coverage=Coverage.FRAGMENT,
                posting=posting,
                reasons=(
                    f"The words stand {stand}, as the article has them.",
                    *other_name(case.quotation, posting, found.by_named),
                ),
            )
        )
    matched = review.alignment.matched_words if review.alignment else 0
    if not review.verdict.accuses or matched >= found.matched_words:
        return by_text
    doubt = Doubt(why=f"words like these stand {stand}, and differ there", settles=_SETTLES)
    return unverifiable(case, doubt, posting)


def _settled_by_text(case: Case, by_text: Ruling, found: Beside) -> Ruling | None:
    """The ruling where the text leaves no room for words beside it; None where it does."""
    best = case.best
    if by_text.review.verdict is Verdict.MISATTRIBUTED:
        return by_text if found.by_named is False else None
    if not best or not is_surely_meant(case.article, case.quotation, best):
        return None
    weighed = weigh(found, best)
    if weighed is Weighed.EITHER:
        return _two_ways(case, best, found)
    return by_text if weighed is Weighed.TEXT else None


def _two_ways(case: Case, best: Candidate, found: Beside) -> Ruling:
    doubt = Doubt(
        why=(
            f"the words stand in {found.place} of the post {found.posting.ref.key}, and with "
            f"another meaning in the text of {best.posting.ref.key}"
        ),
        settles=_SETTLES,
    )
    return unverifiable(case, doubt, found.posting)
