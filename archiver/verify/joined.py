"""The ruling on a quotation that is joined from several posts."""

from __future__ import annotations

from archiver.model import (
    Channel,
    Coverage,
    Finding,
    FindingKind,
    Materiality,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
)
from archiver.text.count import words_in
from archiver.verify.case import Case, Ruling
from archiver.verify.explain import quoted
from archiver.verify.meant import (
    goes_on_from_a_post,
    is_said_somewhere,
    is_shown,
    of_another,
    says_written,
)
from archiver.verify.speaker import form_of, is_surely_author
from archiver.verify.splices import Join, Part, Splice, is_told, is_whole, laid, main_part, splice
from archiver.verify.unproved import hearsay
from archiver.verify.whose import author_of

_SHOWN = 70
"""The most code points that are shown of a part."""
_ENOUGH_WORDS = 10
"""Words that leave no doubt which posts are quoted, even where none stands right beside them."""


def by_parts(case: Case) -> Ruling | None:
    """The ruling where all the words stand in several posts; None where that settles nothing.

    A thread quoted in its order is faithful, and so are posts of one author where a mark shows
    each seam. Anything else is an alteration, if the posts are surely those that are meant.
    """
    if case.quotation.channel not in {Channel.POSTED, Channel.NEUTRAL, Channel.NONE}:
        return None
    found = splice(case)
    if found is None or _named_none(case, found):
        return None
    pieces = _pieces(found)
    if found.join is Join.THREAD:
        return _thread(case, found, pieces)
    if found.join is Join.MARKED:
        return _marked(case, found, pieces)
    if found.join is Join.SPLICED and _is_meant(case, found):
        return _spliced(case, found, pieces)
    return None


def _named_none(case: Case, found: Splice) -> bool:
    """Whether the article names somebody, and none of the posts is his."""
    fits = [case.by_named(part.posting) for part in found.parts]
    return case.quotation.attributed_to is not None and True not in fits


def _pieces(found: Splice) -> tuple[str, ...]:
    return tuple(
        f"{quoted(found.words(part), _SHOWN)} is by {author_of(part.posting)} "
        f"({part.posting.ref.key})"
        for part in found.parts
    )


def _finding(found: Splice, message: str) -> Finding:
    sides: dict[str, str] = {}
    for part in found.parts:
        key = part.posting.ref.key
        sides[key] = f"{sides[key]} … {found.words(part)}" if key in sides else found.words(part)
    return Finding(
        kind=FindingKind.SPLICED,
        message=message,
        posting=found.parts[0].posting.ref.key,
        sides=sides,
    )


def _thread(case: Case, found: Splice, pieces: tuple[str, ...]) -> Ruling:
    count = len({part.posting.ref for part in found.parts})
    complete = all(part.posting.complete for part in found.parts)
    review = QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.CONVENTIONAL,
        coverage=Coverage.WHOLE if is_whole(found) and complete else Coverage.FRAGMENT,
        posting=found.parts[0].posting,
        reasons=(
            (
                f"The words are those of {count} posts of one thread, in their order and with "
                "nothing left out between them."
            ),
            *pieces,
        ),
    )
    return Ruling(review=review)


def _marked(case: Case, found: Splice, pieces: tuple[str, ...]) -> Ruling:
    count = len({part.posting.ref for part in found.parts})
    review = QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.MARKED,
        coverage=Coverage.FRAGMENT,
        posting=main_part(found, case).posting,
        reasons=(
            (
                f"The words are those of {count} posts by one author, and the article shows where "
                "one ends and the next begins."
            ),
            *pieces,
        ),
    )
    message = "Words of several posts stand in one quotation; the article marks the places."
    return Ruling(review=review, findings=(_finding(found, message),))


def _spliced(case: Case, found: Splice, pieces: tuple[str, ...]) -> Ruling:
    main = main_part(found, case)
    who = "by several people" if found.people else "by one author"
    count = len({part.posting.ref for part in found.parts})
    where = f"{count} posts {who}" if count > 1 else "several places of one post"
    alignment = laid(found, main, case)
    review = QuotationReview(
        quotation=case.quotation,
        verdict=Verdict.ALTERED,
        materiality=Materiality.MEANING,
        coverage=Coverage.FRAGMENT,
        posting=main.posting,
        alignment=alignment,
        reasons=(
            (
                f"The article joins words from {where} into one quotation and does not show it: "
                f"{'; '.join(pieces)}."
            ),
        ),
    )
    message = f"Words from {where} are joined, and no mark shows it."
    return Ruling(review=review, findings=(_finding(found, message),))


def _is_meant(case: Case, found: Splice) -> bool:
    """Whether the posts are surely those that the article quotes, and known in full."""
    if case.quotation.channel is not Channel.POSTED and not _is_as_good_as_posted(case, found):
        return False
    known = _shown_posts(case)
    postings = [part.posting for part in found.parts]
    if not all(
        posting.complete and posting.ref.key in known and not hearsay(posting, case.postings)
        for posting in postings
    ):
        return False
    if not all(is_told(found, part) for part in found.parts):
        return False
    if any(of_another(case.article, case.quotation, posting) for posting in _by_named(case, found)):
        return False
    beside = any(is_shown(case.article, case.quotation, posting) for posting in postings)
    return beside or words_in(found.tokens) >= _ENOUGH_WORDS


def _is_as_good_as_posted(case: Case, found: Splice) -> bool:
    """Whether the article says that the words were written, by the author of a post in it.

    Or goes on from a post of his.
    """
    article, quotation = case.article, case.quotation
    if quotation.channel is Channel.NONE or is_said_somewhere(quotation, case.tables):
        return False
    his = [
        posting
        for posting in (part.posting for part in found.parts)
        if is_surely_author(quotation.attributed_to, posting, form_of(case.habits, posting))
    ]
    written = says_written(article, quotation)
    return any(
        written or goes_on_from_a_post(article, quotation, posting, form_of(case.habits, posting))
        for posting in his
    )


def _by_named(case: Case, found: Splice) -> list[SocialMediaPosting]:
    named: list[Part] = [p for p in found.parts if case.by_named(p.posting) is not False]
    return [part.posting for part in named]


def _shown_posts(case: Case) -> set[str]:
    """The posts that the article embeds or links, and those that these quote."""
    embedded = {embed.ref for embed in case.article.embeds}
    shared = {one.shared_content for one in case.postings if one.ref in embedded}
    return {ref.key for ref in (*embedded, *shared) if ref}
