"""Which post an article means: what stands beside a quotation, and what its words leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from archiver.hookspecs import Habits, HandleForm
from archiver.model import (
    Article,
    Channel,
    Embed,
    PostRef,
    Quotation,
    SocialMediaPosting,
    Tier,
)
from archiver.text.fold import letters
from archiver.text.language import Judging, Language, language
from archiver.text.tokens import tokenize
from archiver.verify.candidates import Candidate
from archiver.verify.kinds import MINOR
from archiver.verify.locate_gaps import SENTENCE_ENDS
from archiver.verify.phrases import find, holds
from archiver.verify.speaker import form_of, is_surely_author, names_whole
from archiver.verify.unproved import spoken

_YEAR = regex.compile(r"20[012]\d")
_HEADER_DATE = regex.compile(r"\b\d{4}-\d{2}-\d{2}\b")
"""A day in digits is no prose: it stands in the header of a crawled text."""


def is_shown(article: Article, quotation: Quotation, posting: SocialMediaPosting) -> bool:
    """Whether the article shows the post right after the words, or links it beside them.

    False where the attribution may mean another post than the one that stands there.
    """
    beside = any(embed.ref == posting.ref for embed in _beside(article, quotation))
    return beside and not of_another(article, quotation, posting)


def refs_beside(article: Article, quotation: Quotation) -> frozenset[PostRef]:
    """The posts that stand right after the words, or are linked beside them."""
    return frozenset(embed.ref for embed in _beside(article, quotation))


def _beside(article: Article, quotation: Quotation) -> Iterator[Embed]:
    """Embeds behind the quotation with nothing but the rest of its line and white space between.

    A link stands beside it anywhere in its line.
    """
    text, position = article.text, quotation.position
    start = text.rfind("\n", 0, position.start) + 1
    stop = _line_end(text, position.end)
    reach = _words_from(text, _line_end(text, _words_from(text, position.end)))
    for embed in article.embeds:
        if embed.start is None or embed.end is None:
            continue
        if embed.marker == "link":
            if start <= embed.start and embed.end <= stop:
                yield embed
        elif position.end <= embed.start <= reach:
            yield embed


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _words_from(text: str, at: int) -> int:
    """The next code point that is no white space."""
    found = _SOMETHING.search(text, at)
    return found.start() if found else len(text)


_SOMETHING = regex.compile(r"\S")


def told_beside(article: Article, quotation: Quotation, phrases: Iterable[str]) -> bool:
    """Whether the attribution, or what its sentence says behind the words, has such a phrase."""
    text, at = article.text, quotation.position.end
    behind = text[at : _line_end(text, at)]
    ends = (at for at in range(2, len(behind)) if behind[at] in SENTENCE_ENDS)
    said = f"{quotation.attribution or ''}\n{behind[: next(ends, len(behind))]}"
    return holds(tokenize(said).keys, phrases)


def of_another(article: Article, quotation: Quotation, posting: SocialMediaPosting) -> bool:
    """Whether the attribution tells of another post ("an earlier tweet"), platform or year."""
    keys = tokenize(quotation.attribution or "").keys
    return is_elsewhere(article, quotation, posting) or _of_other_post(article, quotation, keys)


def is_elsewhere(article: Article, quotation: Quotation, posting: SocialMediaPosting) -> bool:
    """Whether the attribution tells of a year or a platform, and not of the post's."""
    keys = tokenize(_HEADER_DATE.sub(" ", quotation.attribution or "")).keys
    year = str(posting.created.year) if posting.created else None
    if any(_YEAR.fullmatch(key) and key != year for key in keys):
        return True
    tables, at = language(article.language).judging, _cue_at(quotation, keys)
    for part in (keys[at:], keys):
        named = _platforms(part, tables)
        if named:
            return posting.ref.platform not in named
    return False


def _of_other_post(article: Article, quotation: Quotation, keys: Sequence[str]) -> bool:
    """Whether a word beside the quotation tells of another post than the one that stands there.

    What begins inside the words that say that it was posted tells nothing ("发文章", where "文章"
    is an article); what begins before them does ("又发文"). "Another post" is the one that stands
    there, if one stands before the words already. A video that goes with the post is no other.
    """
    tables = language(article.language)
    verbs = tables.attribution
    cue = (quotation.cue or "",) if tables.judging.unspaced else ()
    said = find(keys, (*cue, *(word for name in _VERBS for word in verbs.get(name, ()))))
    attached = find(keys, tables.context.get("attached", ()))
    found = [
        span
        for span in find(keys, tables.judging.other_posts)
        if not any(_overlap(span, other) for other in attached)
        and not any(other[0] <= span[0] < other[1] for other in said)
    ]
    one_more = find(keys, tables.context.get("another", ()))
    if found and all(any(_overlap(span, other) for other in one_more) for span in found):
        return not any(
            embed.end is not None and embed.end <= quotation.position.start
            for embed in article.embeds
        )
    return bool(found)


_VERBS = ("writing_verbs", "posted_verbs", "posting_verbs")


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _platforms(keys: Sequence[str], tables: Judging) -> set[str]:
    """The platforms that are named, by a word or a phrase."""
    found = {tables.platforms[key] for key in keys if key in tables.platforms}
    phrases = _platform_phrases(tables)
    if not phrases:
        return found
    line = "\n" + "\n".join(keys) + "\n"
    return found | {name for run, name in phrases if run in line}


@lru_cache(maxsize=64)
def _platform_phrases(tables: Judging) -> tuple[tuple[str, str], ...]:
    """Platforms with names of several tokens: each as a run of keys, and which one it is."""
    keyed = ((tokenize(phrase).keys, name) for phrase, name in tables.platforms.items())
    return tuple(("\n" + "\n".join(keys) + "\n", name) for keys, name in keyed if len(keys) > 1)


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
    written = (*_writing(tables), *verbs.get("posted_verbs", ()), *verbs.get("posting_verbs", ()))
    said = find(keys, written)
    plain = judging.function_words.union(
        judging.platforms,
        judging.names,
        verbs.get("post_nouns", ()),
        tokenize(f"{quotation.cue or ''} {quotation.attributed_to or ''}").keys,
    )
    return bool(said) and plain.issuperset(keys[said[0][1] :])


def _writing(tables: Language) -> list[str]:
    """Verbs of writing that have a post as their object: "wrote", not "added" in a speech."""
    verbs = tables.attribution
    return sorted(set(verbs.get("writing_verbs", ())) & set(verbs.get("sending_verbs", ())))


def is_said_somewhere(quotation: Quotation, tables: Judging) -> bool:
    """Whether more stands beside the words than who said them: it may be another place.

    Small words tell of none: "she added", "as he wrote".
    """
    if quotation.channel is not Channel.NEUTRAL:
        return False
    named = letters(quotation.attributed_to or "")
    cue = set(tokenize(quotation.cue or "").keys)
    words = set(tokenize(quotation.attribution or "").keys) - cue - tables.function_words
    return any(letters(word) not in named for word in words)


_MANY_WORDS, _FEW_EDITS = 8, 2


def is_hardly_another(
    article: Article, quotation: Quotation, best: Candidate, habits: Mapping[str, Habits]
) -> bool:
    """Whether words of which the article doesn't say that they were posted can be no others.

    It shows the post right there, which is surely the named one's, with two differences in wording
    at most, unless every word is the post's.
    And it has just quoted a post of the same one, or says that the words were written: then of
    eight words or more all but one, or nine in ten, must agree.
    """
    kinds = [edit.kind for edit in best.alignment.edits if edit.kind not in MINOR]
    unmarked = sum(kind.tier is Tier.UNMARKED for kind in kinds)
    put_in = best.alignment.matched_words < best.alignment.quotation_words
    if (put_in and unmarked > _FEW_EDITS) or not is_shown(article, quotation, best.posting):
        return False
    form = form_of(habits, best.posting)
    if not is_surely_author(quotation.attributed_to, best.posting, form):
        return False
    if goes_on_from_a_post(article, quotation, best.posting, form):
        return best.alike or best.turned or best.shuffled
    if best.words < _MANY_WORDS or not says_written(article, quotation):
        return False
    missing = best.alignment.quotation_words - best.alignment.matched_words
    return best.nearly_all or missing <= 1


def says_written(article: Article, quotation: Quotation) -> bool:
    """Whether the attribution has a verb of writing."""
    verbs = _writing(language(article.language))
    return bool(find(tokenize(quotation.attribution or "").keys, verbs))


def goes_on_from_a_post(
    article: Article,
    quotation: Quotation,
    posting: SocialMediaPosting,
    form: HandleForm | None = None,
) -> bool:
    """Whether the quotation before it, at most a post away, is a post's by the same author."""
    start = quotation.position.start
    earlier = [one for one in article.quotations if one.position.end <= start]
    last = max(earlier, key=lambda one: one.position.end, default=None)
    return (
        last is not None
        and last.channel is Channel.POSTED
        and names_whole(last.attributed_to, posting, form)
        and not _between(article, last.position.end, start)
    )


def _between(article: Article, start: int, end: int) -> bool:
    """Whether a line of the article's own stands between two places, outside their lines."""
    text, at = article.text, _line_end(article.text, start)
    last = text.rfind("\n", 0, end)
    for embed in sorted(article.embeds, key=lambda one: one.start or 0):
        if embed.start is not None and embed.end is not None and at <= embed.start < last:
            if text[at : embed.start].strip():
                return True
            at = max(at, embed.end)
    return bool(text[at:last].strip())


def is_surely_meant(article: Article, quotation: Quotation, best: Candidate) -> bool:
    """Whether the quotation is surely of this post, so that what differs is an alteration.

    People post more than an article embeds, and much of it is alike. It is surely this one
    where the article shows it right there, or where most of several words agree; if the
    article names somebody else, both must be. Where it tells of another post, nine in ten
    must agree, or every one of a few that are in another order where it is shown right there;
    where of another platform or year than the post's, it never is this one.
    """
    if of_another(article, quotation, best.posting):
        other = is_elsewhere(article, quotation, best.posting) or best.by_named is False
        there = best.shuffled and best.posting.ref in refs_beside(article, quotation)
        return not other and best.nearly_all and (best.alike or there)
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
