"""What keeps words that no post has from being called invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import regex

from archiver.hookspecs import Habits
from archiver.model import SocialMediaPosting, Witness
from archiver.text.count import word_count
from archiver.text.language import Judging, Language, available, language
from archiver.text.numbers import number_values
from archiver.text.tokens import TokenKind, Tokens, tokenize
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.phrases import find
from archiver.verify.shelf import tokens_of
from archiver.verify.speaker import scripts_of

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
    """Whether only those who prove nothing alone have what ``posting`` has, in full.

    They are third parties, and files that others made. A text of theirs is another's too where a
    whole version by that one has the same words. A version without a text has none of the
    post's words.
    """
    versions = _versions(posting, postings)
    others = [one for one in versions if one.complete and not _is_told(one) and one.text.strip()]
    if _is_told(posting):
        return not any(_agree(posting, one) for one in others)
    if posting.complete and not posting.text.strip():
        return any(_is_told(one) and one.text.strip() for one in versions)
    return not others


def _is_told(posting: SocialMediaPosting) -> bool:
    """Whether its words are on the word of somebody who can write down any."""
    return posting.witness is Witness.THIRD_PARTY or posting.imported is not None


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


def figures(exact: str, posting: SocialMediaPosting, article: Language) -> list[str]:
    """Numbers, accounts, names and negations that a translation keeps and this one does not.

    Each side is read by the words of its own language, where there are any.
    """
    mine, theirs = tokenize(exact), tokens_of(posting.text)
    other = known_language(posting.language) or article
    reasons = []
    for what, a, b in (
        (
            "numbers",
            number_values(mine.keys, article.judging)[0],
            number_values(theirs.keys, other.judging)[0],
        ),
        ("accounts", _accounts(mine), _accounts(theirs)),
        ("names", _names(mine, article.judging), _words_as_written(theirs)),
    ):
        strange = [value for value in a if value not in b]
        if strange:
            known = "" if what == "names" else f"; it has {', '.join(b) or 'none'}"
            reasons.append(f"{what} that the post has not: {', '.join(strange)}{known}")
    denied = _denials(mine, article.judging), _denials(theirs, other.judging)
    if other is not article and bool(denied[0]) != bool(denied[1]):
        counts = [f"{count} {'negation' if count == 1 else 'negations'}" for count in denied]
        reasons.append(f"the article's words have {counts[0]}, the post's {counts[1]}")
    return reasons


def common_facts(exact: str, posting: SocialMediaPosting, article: Language) -> tuple[str, ...]:
    """The numbers and names of a quotation, where the post has every one; else nothing."""
    mine, theirs = tokenize(exact), tokens_of(posting.text)
    numbers = number_values(mine.keys, article.judging)[0]
    names = _names(mine, article.judging)
    known = {*number_values(theirs.keys, article.judging)[0], *_words_as_written(theirs)}
    return tuple(dict.fromkeys((*names, *numbers))) if known.issuperset((*numbers, *names)) else ()


def known_language(tag: str | None) -> Language | None:
    """The tables of a language, or None where there are none of its own."""
    primary = (tag or "").split("-")[0].casefold()
    return language(primary) if primary in available() else None


def own_language(posting: SocialMediaPosting, tag: str | None) -> Language | None:
    """The tables of a post's own language, where it is told and is not ``tag``, the article's.

    None too where the post's words are plainly the article's, whatever is told of it.
    """
    theirs = known_language(posting.language) if tag and posting.language else None
    return theirs if theirs is not None and translated(posting, tag) else None


def _denials(tokens: Tokens, tables: Judging) -> int:
    return len(find(tokens.keys, tables.negations))


def _names(tokens: Tokens, tables: Judging) -> tuple[str, ...]:
    """Words of Latin script with a capital letter inside a sentence, and known names."""
    if tables.capitals != "names":
        return ()
    return tuple(
        tokens.word(i)
        for i in range(1, len(tokens))
        if tokens.kinds[i] is TokenKind.WORD
        and _CAPITAL.fullmatch(tokens.word(i))
        and tokens.keys[i] not in tables.function_words
        and SENTENCE_ENDS.isdisjoint(tokens.text[tokens.ends[i - 1] : tokens.starts[i]])
    )


_CAPITAL = regex.compile(r"\p{Lu}\p{Script=Latin}{2,}")


def _words_as_written(tokens: Tokens) -> frozenset[str]:
    return frozenset(tokens.word(i) for i in range(len(tokens)))


def _accounts(tokens: Tokens) -> tuple[str, ...]:
    return tuple(
        key
        for key, kind in zip(tokens.keys, tokens.kinds, strict=True)
        if kind is TokenKind.MENTION
    )


_FEW_WORDS = 4
_MANY_WORDS = 8
"""Words from which a text shows its language against what a platform says of it."""


def foreign(posting: SocialMediaPosting, tag: str | None) -> bool:
    """Whether a post of unknown language is likely in another than ``tag``.

    It counts as such where it has several words and few of that language's small ones: two
    languages share some ("a", "no"). False where that language has no word table.
    """
    tables = known_language(tag)
    if tables is None:
        return False
    words, small = _small_words(posting, tables.judging)
    return words >= _FEW_WORDS and small * 4 <= words


def _small_words(posting: SocialMediaPosting, tables: Judging) -> tuple[int, int]:
    """How many words a post has, and how many of these are a language's small ones."""
    tokens = tokens_of(posting.text)
    words = [
        key for key, kind in zip(tokens.keys, tokens.kinds, strict=True) if kind is TokenKind.WORD
    ]
    small = _small(tables)
    return len(words), sum(word in small for word in words)


@lru_cache(maxsize=64)
def _small(tables: Judging) -> frozenset[str]:
    return tables.function_words | tables.negations | tables.qualifiers


def translated(posting: SocialMediaPosting, tag: str | None) -> bool:
    """Whether a post is in another language than ``tag``, by what is told or by its words.

    Platforms guess, and are wrong at times: a post of many words that are plainly the
    article's language is in it.
    """
    told = posting.language
    if not told or told in {"und", "zxx", "qme"}:
        return foreign(posting, tag)
    if not tag:
        return False
    if tag.split("-")[0].casefold() == told.split("-")[0].casefold():
        return False
    return not _plainly(posting, tag, told)


def _plainly(posting: SocialMediaPosting, tag: str, told: str) -> bool:
    """Whether a post that is told to be in one language has far more of another's small words."""
    mine, theirs = known_language(tag), known_language(told)
    if mine is None or mine.judging.unspaced:
        return False
    words, small = _small_words(posting, mine.judging)
    other = _small_words(posting, theirs.judging)[1] if theirs else 0
    return words >= _MANY_WORDS and small * 3 >= words and small >= 3 * other


def other_tongue(exact: str, tag: str | None) -> str | None:
    """The tag of the language that a quotation is plainly in, where that is not ``tag``'s.

    None where it may be in that language, or nothing tells.
    """
    mine = known_language(tag)
    tokens = tokenize(exact)
    if mine is None or word_count(exact) < _FEW_WORDS:
        return None
    shares = {
        one: _share(tokens, language(one).judging)
        for one in available()
        if not language(one).judging.unspaced
    }
    best = max(shares, key=lambda one: shares[one], default=mine.tag)
    own = shares.get(mine.tag, 0.0)
    return best if shares[best] >= _PLAIN_SHARE and own * 2 <= shares[best] else None


_PLAIN_SHARE = 0.3
"""What of a text's words are small ones, where it is plainly in their language."""


def _share(tokens: Tokens, tables: Judging) -> float:
    small = _small(tables)
    words = [
        key for key, kind in zip(tokens.keys, tokens.kinds, strict=True) if kind is TokenKind.WORD
    ]
    return sum(word in small for word in words) / len(words) if words else 0.0


def other_script(exact: str, posting: SocialMediaPosting) -> bool:
    """Whether no letter of a quotation is of a script that the post has."""
    mine, theirs = scripts_of(exact), scripts_of(posting.text)
    return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def translation(posting: SocialMediaPosting, tag: str | None, tongue: str | None = None) -> str:
    """The reason that a translated post gives; ``tongue`` is the quotation's own language."""
    post, article = posting.language or "another language", tag or "an unknown language"
    other = f"the quotation in {tongue}" if tongue else f"the article in {article}"
    return f"translated: the post is in {post}, {other}"
