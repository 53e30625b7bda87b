"""The article's own words on when a post was made, where it is sure that they date the post.

"He wrote on Wednesday about Monday's vote" dates the post by Wednesday. Words that may date
another event are left out: what is missed costs a reader nothing, what is read wrongly accuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import regex

from archiver.articles.dating import Sentence, dating_words
from archiver.articles.lexicons import Lexicon, lexicon
from archiver.articles.said import Context, Place
from archiver.articles.windows import MARKS, REACH, after_of, before_of, sentence_ends
from archiver.model import Channel, DateMention, Embed, Quotation, QuotationKind
from archiver.text.dayspans import readings

_FULL_STOP = regex.compile(r"[。।؟？！]\s*")
_LINE_ENDS = str.maketrans("\n\r\u2028\u2029\u0085", "     ")


def find_mentions(
    text: str,
    quotations: Sequence[Quotation],
    embeds: Sequence[Embed],
    *,
    language: str | None,
    published: date | datetime | None,
    modified: date | datetime | None = None,
) -> tuple[DateMention, ...]:
    """All date words that surely date a quoted or shown post, in the order of the text.

    Those of a quotation stand in the sentence that says that it was posted, those of an embed
    in the one right before it that ends in a colon. A mention that means no time, as the
    article has no date to count from, is left out. Takes time linear in the text.
    """
    posted = any(one.channel is Channel.POSTED for one in quotations)
    if not (posted or embeds):
        return ()
    view = text.translate(_LINE_ENDS)
    found: list[DateMention] = []
    context = _context(text, quotations, embeds, language)
    for index, quotation in enumerate(quotations):
        if quotation.channel is not Channel.POSTED or quotation.continues is not None:
            continue
        if quotation.kind is QuotationKind.HEADLINE:
            continue
        sentence = _sentence_of(context, index, quotation.cue or "")
        mention = _mention(view, sentence, language, published, modified)
        found += [] if mention is None else [replace(mention, quotation=index)]
    for number, embed in enumerate(embeds):
        lead = _lead_of(text, embed, context.lexicon)
        mention = None if lead is None else _mention(view, lead, language, published, modified)
        found += [] if mention is None else [replace(mention, embed=number)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _mention(
    view: str,
    sentence: Sentence,
    language: str | None,
    published: date | datetime | None,
    modified: date | datetime | None,
) -> DateMention | None:
    words = dating_words(sentence, language)
    if words is None:
        return None
    means = readings(words.whens, published, modified)
    if not means:
        return None
    start, end = sentence.start + words.start, sentence.start + words.end
    return DateMention(
        start=start, end=end, words=view[start:end], kind=words.whens[-1].kind, readings=means
    )


# -- sentences --------------------------------------------------------------------------


def _context(
    text: str, quotations: Sequence[Quotation], embeds: Sequence[Embed], language: str | None
) -> Context:
    spans = sorted((e.start, e.end) for e in embeds if e.start is not None and e.end is not None)
    return Context(
        text=text,
        quotations=tuple(_place(text, one) for one in quotations),
        embeds=tuple((start, end) for start, end in spans if start < end),
        lexicon=lexicon(language),
    )


def _place(text: str, quotation: Quotation) -> Place:
    start, end = quotation.position.start, quotation.position.end
    marked = start > 0 and text[start - 1] in MARKS
    closed = text[end : end + 1] != "" and text[end] in MARKS
    return Place(start=start, end=end, outer_start=start - marked, outer_end=end + closed)


def _sentence_of(context: Context, index: int, cue: str) -> Sentence:
    """The sentence around a quotation: what leads up to it, and what follows."""
    place = context.quotations[index]
    begin, lead = before_of(context, index)
    stop = max((end.end() for end in _FULL_STOP.finditer(lead)), default=0)
    begin, lead = begin + stop, lead[stop:]
    tail = after_of(context, index)
    ended = context.text[place.end - 1 : place.end] in ".!?…"
    if ended and tail.lstrip()[:1].isupper():
        tail = ""
    if close := _FULL_STOP.search(tail):
        tail = tail[: close.start()]
    between = place.outer_end - place.outer_start
    return Sentence(
        text=(lead + "\u00a0" * between + tail).translate(_LINE_ENDS),
        start=begin,
        cue=cue,
        quoted=(len(lead), len(lead) + between),
    )


def _lead_of(text: str, embed: Embed, words: Lexicon) -> Sentence | None:
    """The sentence right before an embed, where it ends in a colon."""
    if embed.start is None or embed.marker == "link":
        return None
    stop = len(text[max(0, embed.start - REACH) : embed.start].rstrip())
    stop += max(0, embed.start - REACH)
    if text[stop - 1 : stop] not in {":", "："}:
        return None
    floor = max(0, stop - REACH)
    window = text[floor:stop]
    begin = max((at for at in sentence_ends(window, words) if at < len(window)), default=0)
    full = max((end.end() for end in _FULL_STOP.finditer(window)), default=0)
    begin = max(begin, full)
    return Sentence(text=window[begin:-1], start=floor + begin, cue="", quoted=None)
