"""Which post an article means: what stands beside a quotation, and what its words leave open."""

from __future__ import annotations

import regex

from archiver.model import Article, Channel, Embed, Quotation, SocialMediaPosting
from archiver.text.fold import letters
from archiver.text.language import language
from archiver.text.tokens import tokenize

_YEAR = regex.compile(r"20[012]\d")


def is_shown(article: Article, quotation: Quotation, posting: SocialMediaPosting) -> bool:
    """Whether the article shows the post right after the words, or links it beside them.

    False where the attribution may mean another post than the one that stands there.
    """
    beside = any(
        embed.ref.key == posting.ref.key and _is_beside(article, quotation, embed)
        for embed in article.embeds
    )
    return beside and not _of_another(article, quotation, posting)


def _is_beside(article: Article, quotation: Quotation, embed: Embed) -> bool:
    if embed.start is None or embed.end is None:
        return False
    text, position = article.text, quotation.position
    if embed.marker == "link":
        start = text.rfind("\n", 0, position.start) + 1
        stop = text.find("\n", position.end)
        return start <= embed.start and embed.end <= (len(text) if stop < 0 else stop)
    return position.end <= embed.start and "\n" not in text[position.end : embed.start].strip()


def _of_another(article: Article, quotation: Quotation, posting: SocialMediaPosting) -> bool:
    """Whether the attribution tells of another post ("an earlier tweet"), platform or year."""
    keys = tokenize(quotation.attribution or "").keys
    year = str(posting.created.year) if posting.created else None
    if any(_YEAR.fullmatch(key) and key != year for key in keys):
        return True
    tables = language(article.language).judging
    if not tables.other_posts.isdisjoint(keys):
        return True
    named = {tables.platforms[key] for key in keys if key in tables.platforms}
    return not named <= {posting.ref.platform}


def is_said_somewhere(quotation: Quotation) -> bool:
    """Whether more stands beside the words than who said them: it may be another place."""
    if quotation.channel is not Channel.NEUTRAL:
        return False
    named = letters(quotation.attributed_to or "")
    cue = {letters(word) for word in (quotation.cue or "").split()}
    words = {letters(word) for word in (quotation.attribution or "").split()} - {""} - cue
    return any(word not in named for word in words)


_FEW_WORDS = 5


def is_woven_in(quotation: Quotation) -> bool:
    """Whether a few words stand within the article's own sentence, as a term would.

    "He tweeted about the “cost of living”": they may be the post's and may be nobody's.
    """
    exact, said = quotation.quote.exact, (quotation.attribution or "").rstrip()
    few = len(exact.split()) <= _FEW_WORDS
    return few and said != "" and exact[-1:] not in ",.?!…" and not said.endswith((":", ","))
