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
    return len(_words(posting.text)) <= _SPEECHLESS


def moving(
    posting: SocialMediaPosting,
    postings: Sequence[SocialMediaPosting],
    habits: Mapping[str, Habits],
) -> bool:
    """Whether a post has a video by any witness, or is on a platform where posts are videos.

    A moving picture without sound (``gif``) is none: nothing is said in it.
    """
    if spoken(posting, habits):
        return True
    stills = (image for one in _versions(posting, postings) for image in one.images)
    return any(still.thumbnail_of not in {None, "", "gif"} for still in stills)


def spoken(posting: SocialMediaPosting, habits: Mapping[str, Habits]) -> bool:
    """Whether a post is on a platform where posts are videos."""
    known = habits.get(posting.ref.platform)
    return known is not None and known.spoken


def hearsay(posting: SocialMediaPosting, postings: Sequence[SocialMediaPosting]) -> bool:
    """Whether nobody but a third party has what ``posting`` has, in full.

    A third party's text is another's too where a whole version by that one has the same
    words. A version without a text has none of the post's words.
    """
    versions = _versions(posting, postings)
    others = [
        one
        for one in versions
        if one.complete and one.witness is not Witness.THIRD_PARTY and one.text.strip()
    ]
    if posting.witness is Witness.THIRD_PARTY:
        return not any(_agree(posting, one) for one in others)
    if posting.complete and not posting.text.strip():
        return any(one.witness is Witness.THIRD_PARTY and one.text.strip() for one in versions)
    return not others


def _agree(posting: SocialMediaPosting, other: SocialMediaPosting) -> bool:
    return any(_words(posting.text) == _words(text) for text in (other.text, *other.alternatives))


def _words(text: str) -> list[str]:
    """The words and numbers: links, mentions and signs are copied in many ways."""
    tokens = tokens_of(text)
    return [
        key
        for key, kind in zip(tokens.keys, tokens.kinds, strict=True)
        if kind in {TokenKind.WORD, TokenKind.NUMBER}
    ]


def _versions(
    posting: SocialMediaPosting, postings: Sequence[SocialMediaPosting]
) -> tuple[SocialMediaPosting, ...]:
    return (posting, *(one for one in postings if one.ref == posting.ref))


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


def translated(posting: SocialMediaPosting, tag: str | None) -> bool:
    """Whether a post is in another language than ``tag``, by what is told or by its words."""
    told = posting.language
    if not told or told in {"und", "zxx", "qme"}:
        return foreign(posting, tag)
    if not tag:
        return False
    return tag.split("-")[0].casefold() != told.split("-")[0].casefold()


def translation(posting: SocialMediaPosting, tag: str | None) -> str:
    """The reason that a translated post gives."""
    post, article = posting.language or "another language", tag or "an unknown language"
    return f"translated: the post is in {post}, the article in {article}"
