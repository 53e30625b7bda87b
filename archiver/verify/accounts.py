"""Handles and names that differ, or that are made to be taken for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import regex

from archiver.hookspecs import Habits
from archiver.model import Finding, FindingKind, QuotationReview, SocialMediaPosting, Witness
from archiver.verify.explain import side_of, witness_of
from archiver.verify.lookalikes import bare, look_alike, mixes_scripts, skeleton
from archiver.verify.speaker import form_of, is_handle, same_handle
from archiver.verify.whose import bracketed_handle, of_one_account

_REPOST = regex.compile(r"\s*RT\s+([@＠][\w.@-]*\w)")
_RENAMED = "it was renamed since, or it is another account."
_LOOKS = "they look alike, and one may be an account that is made to be taken for the other."


def _how(one: str, other: str) -> str:
    """What two handles that differ may mean."""
    return _LOOKS if look_alike(one, other) else _RENAMED


def accounts(same: list[SocialMediaPosting], habits: Mapping[str, Habits]) -> Iterator[Finding]:
    """The handle in the article's copy against the one in its link, and what others have."""
    others = [p for p in same if p.witness is not Witness.EMBED and p.text.strip()]
    form = form_of(habits, same[0])
    for embed in same:
        if embed.witness is not Witness.EMBED or not embed.text.strip() or not embed.handle:
            continue
        linked = embed.ref.handle
        if linked and not same_handle(linked, embed.handle, form):
            how = _how(linked, embed.handle)
            yield Finding(
                kind=FindingKind.HANDLE_MISMATCH,
                message=f"The article's embed has one handle, its link another: {how}",
                posting=embed.ref.key,
                sides={"embed": f"@{embed.handle}", "link": f"@{linked}"},
            )
        for other in others:
            if other.handle and not same_handle(embed.handle, other.handle, form):
                how = _how(embed.handle, other.handle)
                yield Finding(
                    kind=FindingKind.HANDLE_MISMATCH,
                    message=(
                        f"The article's embed has another handle than {witness_of(other)}: {how}"
                    ),
                    posting=embed.ref.key,
                    sides={"embed": embed.handle, side_of(other): other.handle},
                )


def doubles(
    versions: Sequence[SocialMediaPosting], habits: Mapping[str, Habits]
) -> Iterator[Finding]:
    """Accounts whose handles look alike, and names written in two scripts at once."""
    first: dict[tuple[str, str], SocialMediaPosting] = {}
    for posting in versions:
        if posting.handle:
            first.setdefault((posting.ref.platform, posting.handle.casefold()), posting)
    looks: dict[tuple[str, str], list[SocialMediaPosting]] = {}
    for posting in first.values():
        yield from _mixed(posting)
        handle = posting.handle or ""
        for look in {skeleton(handle), bare(handle)}:
            looks.setdefault((posting.ref.platform, look), []).append(posting)
    told: set[frozenset[str]] = set()
    for alike in looks.values():
        for one, other in pairwise(alike):
            pair = frozenset((one.ref.key, other.ref.key))
            if len(pair) > 1 and pair not in told and _are_doubles(one, other, habits):
                told.add(pair)
                yield Finding(
                    kind=FindingKind.HANDLE_MISMATCH,
                    message=f"Two posts are by accounts whose handles differ: {_LOOKS}",
                    posting=other.ref.key,
                    sides={one.ref.key: f"@{one.handle}", other.ref.key: f"@{other.handle}"},
                )


def _are_doubles(
    one: SocialMediaPosting, other: SocialMediaPosting, habits: Mapping[str, Habits]
) -> bool:
    alike = look_alike(one.handle or "", other.handle or "")
    return alike and not of_one_account((one,), (other,), habits)


def _mixed(posting: SocialMediaPosting) -> Iterator[Finding]:
    name = posting.author_name or ""
    if mixes_scripts(name):
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message=(
                "The author's name has letters of two scripts in one word: it may be made to be "
                "taken for another's."
            ),
            posting=posting.ref.key,
            sides={"name": name, "handle": f"@{posting.handle}"},
        )


def handles(review: QuotationReview, habits: Mapping[str, Habits]) -> Iterator[Finding]:
    """A handle in the article's own words, beside a name or in its place, that isn't the post's."""
    quotation, posting = review.quotation, review.posting
    if posting is None or not posting.handle:
        return
    named = quotation.attributed_to or ""
    handle = named if is_handle(named) else bracketed_handle(quotation)
    if handle and not same_handle(handle, posting.handle, form_of(habits, posting)):
        how = _how(handle, posting.handle)
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message=f"The article gives another handle than the post's: {how}",
            posting=posting.ref.key,
            sides={"article": handle, side_of(posting): f"@{posting.handle}"},
        )
    repeated = _REPOST.match(posting.text)
    target = review.alignment.target if review.alignment else None
    if repeated and target and target.start >= repeated.end():
        yield Finding(
            kind=FindingKind.HANDLE_MISMATCH,
            message=f"The post repeats one by {repeated[1]}: the words are that account's.",
            posting=posting.ref.key,
            sides={"article": named, "post": repeated[1]},
        )
