"""Whether a few words are somebody's own, word for word, or a term in the article's sentence."""

from __future__ import annotations

from collections.abc import Mapping

import regex

from archiver.hookspecs import Habits
from archiver.model import Article, EditKind, Quotation, Tier
from archiver.text.count import word_count
from archiver.text.language import Judging, language
from archiver.text.tokens import tokenize
from archiver.verify.candidates import Candidate
from archiver.verify.kinds import MINOR
from archiver.verify.meant import is_shown, is_written
from archiver.verify.unproved import spoken

_FEW_WORDS = 5
_DIRECT_WORDS = 3
"""The fewest words that are a clause of somebody's; fewer may be a term whatever follows them."""
_ENDS, _LEADS_IN = ",.?!…。？！，،؟।", (":", ",", "：", "，", "、", "،")
_CLOSING = regex.compile(r"^[\p{Pe}\p{Pf}\"'”’]+[^\S\n]*")


def is_woven_in(quotation: Quotation, tables: Judging) -> bool:
    """Whether a few words stand within the article's own sentence, as a term would.

    "He tweeted about the “cost of living”": they may be the post's and may be nobody's. They do
    not stand so where direct speech and a verb of posting follow.
    """
    exact, said = quotation.quote.exact, (quotation.attribution or "").rstrip()
    few = word_count(exact) <= _FEW_WORDS
    woven = few and said != "" and exact[-1:] not in _ENDS and not said.endswith(_LEADS_IN)
    return woven and not is_direct(quotation, tables)


def is_direct(quotation: Quotation, tables: Judging) -> bool:
    """Whether what follows three words or more says that they were posted so, word for word.

    That is a particle of direct speech, and right behind it a verb of posting, perhaps with the
    platform before it: "라고 썼다", "と投稿した", "diye yazdı".
    """
    if word_count(quotation.quote.exact) < _DIRECT_WORDS:
        return False
    line, _, _ = _CLOSING.sub("", quotation.quote.suffix).partition("\n")
    keys = tokenize(line).keys
    if tables.unspaced:
        return _follows("".join(keys), tables)
    if not keys or keys[0] not in tables.speech_particles:
        return False
    at = 2 if keys[1:2] and keys[1] in tables.platforms else 1
    return bool(keys[at:]) and keys[at].startswith(tables.speech_verbs)


def _follows(signs: str, tables: Judging) -> bool:
    return any(
        signs.startswith(particle) and signs.startswith(tables.speech_verbs, len(particle))
        for particle in tables.speech_particles
    )


_OTHER = frozenset(
    {
        EditKind.WORD_SUBSTITUTED,
        EditKind.NAME_CHANGED,
        EditKind.NUMBER_CHANGED,
        EditKind.NEGATION_CHANGED,
        EditKind.MODALITY_CHANGED,
    }
)
_ENOUGH = 2


def is_nearly_told(
    article: Article, quotation: Quotation, one: Candidate, habits: Mapping[str, Habits]
) -> bool:
    """Whether a post's text is what is quoted, with one word of a few changed.

    The article says that it was written so, word for word, and shows the post, which the one
    named wrote and which has neither a picture nor a video in which other words could stand.
    """
    graver = [
        edit.kind
        for edit in one.alignment.edits
        if edit.kind.tier is Tier.UNMARKED and edit.kind not in MINOR
    ]
    matched, words = one.alignment.matched_words, one.alignment.quotation_words
    enough = matched >= _ENOUGH * one.tokens_a_word and words - matched <= one.tokens_a_word
    return (
        enough
        and len(graver) == 1
        and graver[0] in _OTHER
        and one.by_named is True
        and not one.posting.images
        and not spoken(one.posting, habits)
        and is_direct(quotation, language(article.language).judging)
        and is_written(article, quotation)
        and is_shown(article, quotation, one.posting)
    )
