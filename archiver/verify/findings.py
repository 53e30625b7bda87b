"""What stands beside the quotations: witnesses that disagree, times that can't be, omissions."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from archiver.model import (
    Article,
    EditKind,
    Finding,
    FindingKind,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.text.fold import letters
from archiver.text.language import Judging
from archiver.text.tokens import TokenKind, tokenize
from archiver.verify.align import align, prepare
from archiver.verify.speaker import same_handle
from archiver.verify.times import Times
from archiver.verify.verdict import judge


def findings_of(
    article: Article,
    versions: tuple[SocialMediaPosting, ...],
    reviews: tuple[QuotationReview, ...],
    *,
    tables: Judging,
    times: Times,
) -> tuple[Finding, ...]:
    """All findings, those on posts first, in the order of the article."""
    found: list[Finding] = []
    for key in dict.fromkeys(posting.ref.key for posting in versions):
        same = [posting for posting in versions if posting.ref.key == key]
        found += _conflicts(same, tables)
        found += times.findings(same, article.published)
    for index, review in enumerate(reviews):
        found += _omissions(index, review, tables)
        found += _handles(index, review)
    return tuple(found)


# -- witnesses --------------------------------------------------------------------------


def _conflicts(same: list[SocialMediaPosting], tables: Judging) -> Iterator[Finding]:
    """The article's copy against each other witness: other words, or another account."""
    embeds = [p for p in same if p.witness is Witness.EMBED]
    others = [p for p in same if p.witness is not Witness.EMBED and p.text.strip()]
    for embed in embeds:
        differing = list(_differing(embed, others, tables)) if embed.text.strip() else []
        yield from differing or _another_version(embed, others)
        if not embed.text.strip():
            continue
        yield from _copies(embed, tables)
        yield from _linked_elsewhere(embed)
        for other in others:
            if embed.handle and other.handle and not same_handle(embed.handle, other.handle):
                yield Finding(
                    kind=FindingKind.HANDLE_MISMATCH,
                    message="The article's embed and the platform name different accounts.",
                    posting=embed.ref.key,
                    sides={"embed": embed.handle, str(other.witness): other.handle},
                )


def _differing(
    embed: SocialMediaPosting, others: list[SocialMediaPosting], tables: Judging
) -> Iterator[Finding]:
    """Witnesses with other words than the article's copy.

    Where the copy has the words of an earlier version that the platform keeps, only the
    newest version is told against it: the post was edited since.
    """
    texts = (embed.text, *embed.alternatives)
    whole = [other for other in others if other.complete]
    agreeing = [o for o in whole if any(_agrees(text, embed, o, tables) for text in texts)]
    earlier = any(other.superseded for other in agreeing)
    for other in whole:
        if other in agreeing or (agreeing and other.superseded):
            continue
        why = (
            "the post was edited after the article took its copy."
            if earlier
            else "the post was edited since, or the embed is not what was posted."
        )
        yield Finding(
            kind=FindingKind.WITNESS_CONFLICT,
            message=f"The article's embed and the {other.witness} have different words: {why}",
            posting=embed.ref.key,
            sides={"embed": embed.text, str(other.witness): other.text},
        )


def _another_version(
    embed: SocialMediaPosting, others: list[SocialMediaPosting]
) -> Iterator[Finding]:
    """An embed that names another version of the post than every other witness has."""
    known = {other.version_id for other in others if other.version_id}
    if embed.version_id and known and embed.version_id not in known:
        named = next(other for other in others if other.version_id)
        yield Finding(
            kind=FindingKind.WITNESS_CONFLICT,
            message=(
                "The article embeds another version of the post than the "
                f"{named.witness} has: it was changed since."
            ),
            posting=embed.ref.key,
            sides={"embed": embed.version_id, str(named.witness): named.version_id or ""},
        )


def _agrees(
    text: str, embed: SocialMediaPosting, other: SocialMediaPosting, tables: Judging
) -> bool:
    """Whether the copy says what the other witness says, with no words left off at an end.

    A copy that shows that it was cut may end early.
    """
    tokens = tokenize(other.text)
    alignment = align(prepare(text), tokens, tables)
    if alignment is None or judge(alignment.edits).verdict is Verdict.ALTERED:
        return False
    cut = not embed.complete or _CUT.search(text.rstrip()) is not None
    said = [
        (tokens.starts[i], tokens.ends[i])
        for i, kind in enumerate(tokens.kinds)
        if kind in {TokenKind.WORD, TokenKind.NUMBER}
    ]
    before = any(end <= alignment.target.start for _, end in said)
    after = any(start >= alignment.target.end for start, _ in said)
    return not before and (cut or not after)


_CUT = regex.compile(r"(?:…|\.\.\.)(?:\s*[^\s/.]*[/.]\S*)?\Z")
"""Ends in an ellipsis, a link behind it or not."""


def _linked_elsewhere(embed: SocialMediaPosting) -> Iterator[Finding]:
    """An embed that names one account and links to a post of another."""
    linked = embed.ref.handle
    if linked and embed.handle and not same_handle(linked, embed.handle):
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message="The article's embed names one account and links to another's post.",
            posting=embed.ref.key,
            sides={"embed": f"@{embed.handle}", "link": f"@{linked}"},
        )


def _copies(embed: SocialMediaPosting, tables: Judging) -> Iterator[Finding]:
    """Two copies of one post in the article whose words differ.

    Readings of one damaged copy are no two copies: each is a part of another.
    """
    first = letters(embed.text)
    for copy in () if embed.repairs or embed.ref.provisional else embed.alternatives:
        other = letters(copy)
        alignment = align(prepare(copy), tokenize(embed.text), tables)
        differs = alignment is None or judge(alignment.edits).verdict is Verdict.ALTERED
        if first and other and differs and first not in other and other not in first:
            yield Finding(
                kind=FindingKind.WITNESS_CONFLICT,
                message="The article has two copies of the post with different words.",
                posting=embed.ref.key,
                sides={"embed": embed.text, "another embed": copy},
            )


# -- quotations -------------------------------------------------------------------------


def _omissions(index: int, review: QuotationReview, tables: Judging) -> Iterator[Finding]:
    if review.alignment is None or review.posting is None:
        return
    watched = tables.negations | tables.conditions | tables.quantifiers
    for edit in review.alignment.edits:
        if edit.kind is EditKind.SPLICED:
            yield Finding(
                kind=FindingKind.SPLICED,
                message="Parts that stand apart are joined, and no mark shows it.",
                posting=review.posting.ref.key,
                quotation=index,
                sides={"post": edit.original, "article": edit.quotation},
            )
        if edit.kind is not EditKind.ELLIPSIS:
            continue
        lost = [key for key in tokenize(edit.original).keys if key in watched]
        if lost:
            words = ", ".join(f"“{word}”" for word in dict.fromkeys(lost))
            yield Finding(
                kind=FindingKind.OMISSION,
                message=f"What the ellipsis leaves out holds {words}.",
                posting=review.posting.ref.key,
                quotation=index,
                sides={"post": edit.original, "article": edit.quotation},
            )


def _handles(index: int, review: QuotationReview) -> Iterator[Finding]:
    named = review.quotation.attributed_to
    posting = review.posting
    if not named or not named.startswith("@") or posting is None or not posting.handle:
        return
    if not same_handle(named, posting.handle):
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message="The article names another account than the one that posted.",
            posting=posting.ref.key,
            quotation=index,
            sides={"article": named, str(posting.witness): f"@{posting.handle}"},
        )
