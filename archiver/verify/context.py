"""What takes a faithful quotation back: the post's next words, or the author's own reply.

A finding and never an accusation: irony is the reader's to judge.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from archiver.model import Finding, FindingKind, QuotationReview, SocialMediaPosting, Verdict
from archiver.text.count import tokens_a_word
from archiver.text.language import Language
from archiver.text.tokens import TokenKind, Tokens
from archiver.verify.critical import TONE_TAGS, TONES, sentence_end
from archiver.verify.explain import quoted
from archiver.verify.phrases import find
from archiver.verify.shelf import tokens_of

_FAITHFUL = frozenset({Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED})
_SHORT = 8
"""The most words of a sentence or reply that takes something back."""


def taken_back(
    review: QuotationReview, posts: Mapping[str, Sequence[SocialMediaPosting]], tables: Language
) -> Iterator[Finding]:
    """Findings on what stands right behind the quoted words, or answers them, and reverses them.

    ``posts`` has all versions of every post, by its key.
    """
    posting, alignment = review.posting, review.alignment
    if review.verdict not in _FAITHFUL or posting is None or alignment is None:
        return
    post = tokens_of(posting.text)
    last = bisect_right(post.ends, alignment.target.end)
    back = _behind(post, last, tables)
    if back:
        yield Finding(
            kind=FindingKind.CONTEXT,
            message=(
                f"Behind these words the post goes on with {quoted(back)}: it may not mean them."
            ),
            posting=posting.ref.key,
            sides={"post": back, "article": review.quotation.quote.exact},
        )
    for reply in _own_replies(posting, posts):
        said = tokens_of(reply.text)
        if _opens(said, 0, sentence_end(said, 1) if len(said) else 0, tables):
            yield Finding(
                kind=FindingKind.CONTEXT,
                message=(
                    f"The author answered this post with {quoted(reply.text)}: that may take it "
                    "back."
                ),
                posting=posting.ref.key,
                sides={posting.ref.key: posting.text, reply.ref.key: reply.text},
            )


def _behind(post: Tokens, last: int, tables: Language) -> str:
    """The words behind token ``last`` that take back what stands before; empty where none do."""
    rest = post.text[post.ends[last - 1] :] if last else ""
    for word in rest.split():
        if word.casefold() in TONE_TAGS:
            return word
    start = sentence_end(post, last)
    tone = _tone(post, last)
    if tone:
        return tone
    for begin in dict.fromkeys((last, start)):
        end = sentence_end(post, begin + 1) if begin < len(post) else begin
        if begin < end and (begin == start) and _opens(post, begin, end, tables):
            return post.text[post.starts[begin] : post.ends[end - 1]]
    return ""


def _tone(post: Tokens, last: int) -> str:
    """An emoji behind the words, nothing but emoji, links and hashtags before it."""
    light = {TokenKind.EMOJI, TokenKind.LINK, TokenKind.HASHTAG}
    for i in range(last, len(post)):
        if post.kinds[i] not in light:
            return ""
        if post.kinds[i] is TokenKind.EMOJI and post.word(i)[:1] in TONES:
            return post.word(i)
    return ""


def _opens(tokens: Tokens, start: int, end: int, tables: Language) -> bool:
    """Whether a sentence is one that takes back, or begins as such and is short."""
    size = end - start
    if not 0 < size <= _SHORT * tokens_a_word(tokens):
        return False
    found = find(tokens.keys[start:end], tables.context.get("reversals", ()))
    return any(a == 0 and (b - a > 1 or b == size) for a, b in found)


def _own_replies(
    posting: SocialMediaPosting, posts: Mapping[str, Sequence[SocialMediaPosting]]
) -> Iterator[SocialMediaPosting]:
    for versions in posts.values():
        reply = versions[0]
        mine = posting.author_id and reply.author_id == posting.author_id
        mine = mine or (posting.handle and reply.handle == posting.handle)
        if reply.in_reply_to == posting.ref and mine and reply.ref != posting.ref:
            yield reply
