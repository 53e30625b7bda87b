"""Which post an article means: what stands beside a quotation, and what its words leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from archiver.hookspecs import Habits
from archiver.model import Article, Channel, Embed, Quotation, SocialMediaPosting
from archiver.text.fold import letters
from archiver.text.language import language
from archiver.text.tokens import tokenize
from archiver.verify.candidates import Candidate
from archiver.verify.unproved import spoken

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
    at = _cue_at(quotation, keys)
    for part in (keys[at:], keys):
        named = {tables.platforms[key] for key in part if key in tables.platforms}
        if named:
            return posting.ref.platform not in named
    return False


def _cue_at(quotation: Quotation, keys: Sequence[str]) -> int:
    """Where the cue stands in the attribution: what goes before it tells who, not where."""
    cue = tuple(tokenize(quotation.cue or "").keys)
    places = (at for at in range(len(keys)) if cue and tuple(keys[at : at + len(cue)]) == cue)
    return next(places, 0)


def is_written(article: Article, quotation: Quotation) -> bool:
    """Whether the article says that the words were written ("wrote on X"), and tells no more.

    Who "posted a rant" or "wrote a song, and said" may have spoken in the post.
    """
    tables, keys = language(article.language), tokenize(quotation.attribution or "").keys
    verbs, judging = tables.attribution, tables.judging
    # What has a post as its object, and is of writing: "wrote", not "added", which may be spoken.
    written = set(verbs["writing_verbs"]) & set(verbs["sending_verbs"])
    written = written.union(verbs["posted_verbs"], verbs["posting_verbs"])
    at = next((at for at, key in enumerate(keys) if key in written), None)
    plain = judging.function_words.union(
        judging.platforms,
        judging.names,
        verbs["post_nouns"],
        tokenize(f"{quotation.cue or ''} {quotation.attributed_to or ''}").keys,
    )
    return at is not None and plain.issuperset(keys[at + 1 :])


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


def is_surely_meant(article: Article, quotation: Quotation, best: Candidate) -> bool:
    """Whether the quotation is surely of this post, so that what differs is an alteration.

    People post more than an article embeds, and much of it is alike. It is surely this one
    where the article shows it right there, or where most of several words agree; if the
    article names somebody else, both must be.
    """
    shown = is_shown(article, quotation, best.posting)
    return (best.alike and shown) if best.by_named is False else (best.alike or shown)


def is_turned(
    article: Article, quotation: Quotation, one: Candidate, habits: Mapping[str, Habits]
) -> bool:
    """Whether a post's text is what is quoted, with a number or a negation changed.

    The article shows the post and says that the words were written, which tells them from
    what is said in the post's video. On a platform of videos it does not.
    """
    return (
        one.turned
        and one.by_named is not False
        and not spoken(one.posting, habits)
        and is_written(article, quotation)
        and is_shown(article, quotation, one.posting)
    )
