"""What keeps words that no post has from being called invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.hookspecs import Habits
from archiver.model import SocialMediaPosting, Witness
from archiver.text.language import Judging, language
from archiver.text.numbers import number_values
from archiver.text.tokens import TokenKind, Tokens, tokenize
from archiver.verify.candidates import tokens_of

_PART_WORDS = 4
"""Words in a row that a quotation and a post do not share by chance."""


def scattered(exact: str, postings: tuple[SocialMediaPosting, ...]) -> tuple[str, ...]:
    """Keys of the posts that together have the quotation, run by run; empty where they have not.

    A thread is quoted as one text, and no post of it has half the words.
    """
    tokens, at, keys = tokenize(exact), 0, list[str]()
    posts = [(p.ref.key, tokens_of(p.text)) for p in postings]
    while at < len(tokens):
        size, whole, key = max(
            (shared := _shared(tokens, at, post.line), shared == len(post), key)
            for key, post in posts
        )
        if not size or (size < _PART_WORDS and not whole):
            return ()
        keys.append(key)
        at += size
    return tuple(dict.fromkeys(keys))


def _shared(tokens: Tokens, at: int, line: str) -> int:
    size = 0
    while at + size < len(tokens) and "\n".join(["", *tokens.keys[at : at + size + 1], ""]) in line:
        size += 1
    return size


_SPEECHLESS = 5
"""With no more words than this beside its pictures, a post speaks by these."""


def speechless(posting: SocialMediaPosting) -> bool:
    """Whether a post has so few words that its pictures speak."""
    kinds = tokens_of(posting.text).kinds
    return sum(kind in {TokenKind.WORD, TokenKind.NUMBER} for kind in kinds) <= _SPEECHLESS


def moving(
    posting: SocialMediaPosting,
    postings: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> bool:
    """Whether a post has a video by any witness, or is on a platform where posts are videos."""
    known = habits.get(posting.ref.platform)
    if known is not None and known.spoken:
        return True
    versions = (posting, *(one for one in postings if one.ref == posting.ref))
    return any(image.thumbnail_of for one in versions for image in one.images)


def hearsay(posting: SocialMediaPosting, postings: Sequence[SocialMediaPosting]) -> bool:
    """Whether nobody but a third party has the post in full."""
    versions = (posting, *(one for one in postings if one.ref == posting.ref))
    return not any(one.complete and one.witness is not Witness.THIRD_PARTY for one in versions)


def figures(exact: str, posting: SocialMediaPosting, tables: Judging) -> list[str]:
    """Numbers and accounts that a translation keeps and this one does not."""
    mine, theirs = tokenize(exact), tokens_of(posting.text)
    facts = [
        (number_values(tokens.keys, tables)[0], _accounts(tokens)) for tokens in (mine, theirs)
    ]
    reasons = []
    for what, a, b in zip(("numbers", "accounts"), *facts, strict=True):
        strange = [value for value in a if value not in b]
        if strange:
            known = ", ".join(b) or "none"
            reasons.append(f"{what} that the post has not: {', '.join(strange)}; it has {known}")
    return reasons


def _accounts(tokens: Tokens) -> tuple[str, ...]:
    return tuple(
        key
        for key, kind in zip(tokens.keys, tokens.kinds, strict=True)
        if kind is TokenKind.MENTION
    )


_FEW_WORDS = 4


def foreign(posting: SocialMediaPosting, tag: str | None) -> bool:
    """Whether a post of unknown language is likely in another than ``tag``.

    It counts as such where it has several words and few of that language's small ones: two
    languages share some ("a", "no"). False where that language has no word table.
    """
    tables = language(tag)
    if tables.tag != (tag or "").split("-")[0].casefold():
        return False
    tokens = tokens_of(posting.text)
    words = [
        key for key, kind in zip(tokens.keys, tokens.kinds, strict=True) if kind is TokenKind.WORD
    ]
    judging = tables.judging
    small = judging.function_words | judging.negations | judging.qualifiers
    return len(words) >= _FEW_WORDS and sum(word in small for word in words) * 4 <= len(words)
