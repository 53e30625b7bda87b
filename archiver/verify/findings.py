"""What stands beside the quotations: witnesses that disagree, times that can't be, omissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import regex

from archiver.hookspecs import Habits
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
from archiver.text.language import Judging, Language
from archiver.text.tokens import TokenKind, tokenize
from archiver.verify.accounts import accounts, doubles, handles
from archiver.verify.align import align, prepare
from archiver.verify.context import taken_back
from archiver.verify.explain import side_of, witness_of
from archiver.verify.omissions import omissions
from archiver.verify.times import Times
from archiver.verify.unproved import own_language
from archiver.verify.verdict import judge


def findings_of(
    article: Article,
    versions: tuple[SocialMediaPosting, ...],
    reviews: tuple[QuotationReview, ...],
    *,
    tables: Language,
    times: Times,
    habits: Mapping[str, Habits],
    more: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """All findings, those on posts first, in the order of the article.

    ``more`` are those that the rulings on quotations made, with the quotation's index.
    """
    found: list[Finding] = []
    posts: dict[str, list[SocialMediaPosting]] = {}
    for posting in versions:
        posts.setdefault(posting.ref.key, []).append(posting)
    for same in posts.values():
        found += _conflicts(same, tables.judging)
        found += accounts(same, habits)
        found += times.findings(same, article)
    found += doubles(versions, habits)
    for index, review in enumerate(reviews):
        found += (each for each in more if each.quotation == index)
        found += _splices(index, review)
        own = review.posting and own_language(review.posting, article.language)
        words = own or tables
        found += (replace(each, quotation=index) for each in omissions(review, words))
        found += (replace(each, quotation=index) for each in taken_back(review, posts, words))
        found += (replace(each, quotation=index) for each in handles(review, habits))
    return tuple(found)


# -- witnesses --------------------------------------------------------------------------


def _conflicts(same: list[SocialMediaPosting], tables: Judging) -> Iterator[Finding]:
    """The article's copy against each other witness, where the words differ."""
    embeds = [p for p in same if p.witness is Witness.EMBED]
    others = [p for p in same if p.witness is not Witness.EMBED and p.text.strip()]
    for embed in embeds:
        differing = list(_differing(embed, others, tables)) if embed.text.strip() else []
        yield from differing or _another_version(embed, others)
        if embed.text.strip():
            yield from _copies(embed, tables)


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
            else "the post was edited since, or one of them is not what was posted."
        )
        yield Finding(
            kind=FindingKind.WITNESS_CONFLICT,
            message=(
                f"The article's copy of the post and the one that {witness_of(other)} has "
                f"have different words: {why}"
            ),
            posting=embed.ref.key,
            sides={"embed": embed.text, side_of(other): other.text},
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
                "The article embeds another version of the post than "
                f"{witness_of(named)} has: it was changed since."
            ),
            posting=embed.ref.key,
            sides={"embed": embed.version_id, side_of(named): named.version_id or ""},
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


def _splices(index: int, review: QuotationReview) -> Iterator[Finding]:
    """Parts of one post joined without a mark; the posts of a splice are told by its ruling."""
    if review.alignment is None or review.posting is None:
        return
    for edit in review.alignment.edits:
        if edit.kind is EditKind.SPLICED and edit.original:
            yield Finding(
                kind=FindingKind.SPLICED,
                message="Parts that stand apart are joined, and no mark shows it.",
                posting=review.posting.ref.key,
                quotation=index,
                sides={"post": edit.original, "article": edit.quotation},
            )
