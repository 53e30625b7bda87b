"""What stands beside the quotations: witnesses that disagree, times that can't be, omissions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import regex

from archiver.model import (
    Article,
    EditKind,
    Finding,
    FindingKind,
    Precision,
    QuotationReview,
    SocialMediaPosting,
    Verdict,
    Witness,
)
from archiver.text.fold import letters
from archiver.text.language import Judging
from archiver.text.tokens import TokenKind, tokenize
from archiver.verify.align import align, prepare
from archiver.verify.verdict import judge

_ID_SLACK = timedelta(seconds=2)
"""How far the time in an id and a stated time may lie apart (measured on X)."""
_ZONE_SLACK = timedelta(days=1)
"""A day's difference may be a time zone's."""


def findings_of(
    article: Article,
    versions: tuple[SocialMediaPosting, ...],
    reviews: tuple[QuotationReview, ...],
    *,
    tables: Judging,
    id_times: Mapping[str, datetime],
) -> tuple[Finding, ...]:
    """All findings, those on posts first, in the order of the article."""
    found: list[Finding] = []
    for key in dict.fromkeys(posting.ref.key for posting in versions):
        same = [posting for posting in versions if posting.ref.key == key]
        found += _conflicts(same, tables)
        found += _times(same, id_times.get(key))
        found += _after_article(same, id_times.get(key), article.published)
    for index, review in enumerate(reviews):
        found += _omissions(index, review, tables)
        found += _handles(index, review)
    return tuple(found)


# -- witnesses --------------------------------------------------------------------------


def _conflicts(same: list[SocialMediaPosting], tables: Judging) -> Iterator[Finding]:
    """The article's copy against each other witness: other words, or another account."""
    embeds = [p for p in same if p.witness is Witness.EMBED and p.text.strip()]
    others = [p for p in same if p.witness is not Witness.EMBED and p.text.strip()]
    for embed in embeds:
        yield from _copies(embed, tables)
        yield from _linked_elsewhere(embed)
        for other in others:
            texts = (embed.text, *embed.alternatives)
            if other.complete and not any(_agrees(text, embed, other, tables) for text in texts):
                yield Finding(
                    kind=FindingKind.WITNESS_CONFLICT,
                    message=(
                        f"The article's embed and the {other.witness} have different words: "
                        "the post was edited since, or the embed is not what was posted."
                    ),
                    posting=embed.ref.key,
                    sides={"embed": embed.text, str(other.witness): other.text},
                )
            if embed.handle and other.handle and _folded(embed) != _folded(other):
                yield Finding(
                    kind=FindingKind.HANDLE_MISMATCH,
                    message="The article's embed and the platform name different accounts.",
                    posting=embed.ref.key,
                    sides={"embed": embed.handle, str(other.witness): other.handle},
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
    if linked and embed.handle and linked.casefold() != _folded(embed):
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


def _folded(posting: SocialMediaPosting) -> str:
    return (posting.handle or "").casefold()


# -- times ------------------------------------------------------------------------------


def _times(same: list[SocialMediaPosting], id_time: datetime | None) -> Iterator[Finding]:
    stated = [p for p in same if p.created is not None]
    for posting in stated:
        if id_time and not _agree(posting, id_time):
            yield Finding(
                kind=FindingKind.ID_TIME_CONFLICT,
                message=f"The {posting.witness}'s date and the time in the post's id disagree.",
                posting=posting.ref.key,
                sides={str(posting.witness): _stated(posting), "id": id_time.isoformat()},
            )
    embeds = [p for p in stated if p.witness is Witness.EMBED]
    others = [(p, p.created) for p in stated if p.witness is not Witness.EMBED and p.created]
    for embed in embeds:
        for other, created in others:
            if not _agree(embed, created):
                yield Finding(
                    kind=FindingKind.DATE_MISMATCH,
                    message="The date in the article's embed is not the post's.",
                    posting=embed.ref.key,
                    sides={"embed": _stated(embed), str(other.witness): _stated(other)},
                )


def _agree(posting: SocialMediaPosting, time: datetime) -> bool:
    if posting.created is None:
        return True
    if posting.created_precision is Precision.DAY:
        return posting.created.date() == time.date()
    return abs(posting.created - time) <= _ID_SLACK


def _stated(posting: SocialMediaPosting) -> str:
    if posting.created is None:
        return "unknown"
    if posting.created_precision is Precision.DAY:
        return posting.created.date().isoformat()
    return posting.created.isoformat()


def _after_article(
    same: list[SocialMediaPosting], id_time: datetime | None, published: date | datetime | None
) -> Iterator[Finding]:
    times = [time for time in (id_time, *(p.created for p in same)) if time]
    if not times or published is None:
        return
    day = published.date() if isinstance(published, datetime) else published
    created = min(times)
    if created.date() > day + _ZONE_SLACK:
        yield Finding(
            kind=FindingKind.POST_AFTER_ARTICLE,
            message="The post is younger than the article that quotes it.",
            posting=same[0].ref.key,
            sides={"article": day.isoformat(), "post": created.isoformat()},
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
    if named[1:].casefold() != posting.handle.casefold():
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message="The article names another account than the one that posted.",
            posting=posting.ref.key,
            quotation=index,
            sides={"article": named, str(posting.witness): f"@{posting.handle}"},
        )
