"""Who an article says spoke, and where: read from the words around a quotation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

import regex

from archiver.articles.clauses import Clause, after_clause, before_clause, place_of
from archiver.articles.cues import Label, Lexicon, Token, abbreviates, tokens_of
from archiver.articles.speakers import teller
from archiver.model import Channel

_SENTENCE = regex.compile(r"[.!?…]+[”\"'’»)\]]*\s+(?=[\p{Lu}\p{Lo}\d“\"‘«„@(]|$)|\n")
_AFTER_END = regex.compile(r"[.!?…](?=\s|$)|\n|[“„«「『]|(?<=[\s(])\"(?=\S)")
_LAST_WORD = regex.compile(r"[\p{L}.]+$")
_MARKS = "“”\"'‘’«»„「」『』‹›`"
_INTERRUPTION = 120
"""The most code points that may stand between the two halves of one quotation."""
_TERM_WORDS = 5
_WOVEN_WORDS = 3
_REACH = 400
"""The code points on each side that may say whose the words are."""
_ASIDE_WORDS = 4
"""The most words between the verb and the mark."""
_MEMORY = 5_000
"""The code points in front in which a name must stand a second time, if it is one word."""
_DIGIT = regex.compile(r"\d")
_TWO = 2
_LONG_WORDS = 6
"""From this many words, what is quoted of a post is no term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands: code points with and without its marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    block: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A text, and where its quotations and embeds stand, in order."""

    text: str
    quotations: tuple[Place, ...]
    embeds: tuple[tuple[int, int], ...]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words around a quotation say of it."""

    channel: Channel
    words: str | None = None
    speaker: str | None = None
    cue: str | None = None
    continues: bool = False
    """Whether it goes on from the quotation before it ("A," she wrote, "B")."""


def attribute(context: Context, index: int, before: Said | None) -> Said:
    """What the article says of quotation ``index``; ``before`` is what it says of the last one.

    Words after it ("…," she wrote) go before words in front of it, as they close the
    sentence. Without either, a short span without a sentence's marks is a term.
    """
    if before is not None and _continues(context, index):
        return replace(before, continues=True)
    place = context.quotations[index]
    exact = context.text[place.start : place.end]
    offset, lead = _before(context, index)
    tail = _after(context, index)
    in_front = tokens_of(lead, context.lexicon)
    behind = tokens_of(tail, context.lexicon)
    if _is_named_term(in_front, exact):
        return Said(channel=Channel.TERM, words=lead.strip() or None)
    words = tail
    clause = after_clause(behind) if _follows(exact, tail, behind) else None
    if clause is None or (exact[-1].isalnum() and tail[:1] == ","):
        # A comma outside the marks is the sentence's: the words next to them are theirs.
        leading = before_clause(in_front)
        ended = exact[-1:] in ".!?…" and tail.lstrip()[:1].isupper()
        leading = _with_trailer(leading, behind, tail) if leading and not ended else leading
        near = leading and _introduces(leading, in_front, exact, block=place.block)
        if near and (clause is None or _touches(leading, in_front)):
            clause, words = leading, lead
    if clause is None or _is_attributive(exact, in_front, behind):
        return _within_post(context, offset, lead, in_front, exact, before) or _unsaid(
            exact, lead, tail, in_front
        )
    speaker = _speaker(context, clause.speaker, offset, before)
    if clause.speaker is None and before is not None and _goes_on(in_front, words is lead):
        speaker = before.speaker if offset == context.quotations[index - 1].outer_end else None
    return Said(channel=clause.channel, words=words.strip(), speaker=speaker, cue=clause.cue)


# -- the words around -------------------------------------------------------------------


def _before(context: Context, index: int) -> tuple[int, str]:
    """From the beginning of the sentence, or the paragraph before that leads in, to the mark.

    Also where in the text they begin.
    """
    start = context.quotations[index].outer_start
    floor = max(0, start - _REACH)
    if index:
        floor = max(floor, context.quotations[index - 1].outer_end)
    place = bisect_right(context.embeds, (start, start)) - 1
    if place >= 0:
        floor = min(start, max(floor, context.embeds[place][1]))
    window = context.text[floor:start]
    breaks = list(_sentence_ends(window, context.lexicon))
    begin = breaks[-1] if breaks else 0
    if breaks and not window[begin:].strip(" \t\r" + _MARKS):
        lead = window[:begin].rstrip()
        if lead.endswith((":", ",")):
            begin = next((at for at in reversed(breaks) if at < len(lead)), 0)
    return floor + begin, window[begin:]


def _sentence_ends(window: str, lexicon: Lexicon) -> list[int]:
    """Where sentences and paragraphs begin in ``window``, but for its own beginning."""
    found = []
    for end in _SENTENCE.finditer(window):
        word = _LAST_WORD.search(window, 0, end.start())
        stop = end.group().startswith(".") and not end.group().startswith("..")
        if not (stop and word and abbreviates(word.group(), lexicon) and "\n" not in end.group()):
            found.append(end.end())
    return found


def _after(context: Context, index: int) -> str:
    """From the mark to the end of the sentence, the next quotation, or an embed."""
    end = context.quotations[index].outer_end
    ceiling = min(len(context.text), end + _REACH)
    if index + 1 < len(context.quotations):
        ceiling = min(ceiling, max(end, context.quotations[index + 1].outer_start))
    place = bisect_left(context.embeds, (end, end))
    if place < len(context.embeds):
        ceiling = min(ceiling, context.embeds[place][0])
    window = context.text[end:ceiling]
    for stop in _AFTER_END.finditer(window):
        word = _LAST_WORD.search(window, 0, stop.start())
        if stop.group() == "." and word and abbreviates(word.group(), context.lexicon):
            continue
        return window[: stop.end()].rstrip('“„«「『"\n')
    return window


def _follows(exact: str, after: str, behind: tuple[Token, ...]) -> bool:
    """Whether the words after a quotation can be its attribution.

    Where no comma says so, only the very next words can ("… 100%" Hamilton told reporters).
    """
    stripped = after.lstrip(" \t\r")
    if stripped[:1] in {",", "—", "–"} or stripped[:2] in {"--", "- "}:
        return True
    if stripped[:1] == "\n" or not behind:
        return False
    if exact[-1:] in ",?!…—–’'-":
        return True
    if exact[-1:] == "." and not behind[0].text.islower():
        return False
    subject = behind[0].labels & (Label.NAME | Label.PRONOUN)
    at = 1 if subject else 0
    verb = len(behind) > at and behind[at].labels & Label.VERB
    return bool(verb) and len(exact.split()) >= _LONG_WORDS


def _continues(context: Context, index: int) -> bool:
    """Whether "A," she wrote, "B" makes this one the second half."""
    first = context.quotations[index - 1]
    between = context.text[first.outer_end : context.quotations[index].outer_start]
    if len(between) > _INTERRUPTION or "\n" in between or not between.strip():
        return False
    joined = context.text[first.end - 1] in ",?!—–…-" or between.lstrip()[:1] == ","
    closes = between.rstrip()[-1:] in {",", ".", "—", "–", ";"}
    ends = _sentence_ends(between.rstrip(), context.lexicon)
    if not (joined and closes) or ends:
        return False
    if after_clause(tokens_of(between, context.lexicon)) is None:
        return False
    return not (between.rstrip().endswith(".") and _has_own(context, index))


def _has_own(context: Context, index: int) -> bool:
    """Whether words behind a quotation say whose it is."""
    place = context.quotations[index]
    tail = _after(context, index)
    behind = tokens_of(tail, context.lexicon)
    follows = _follows(context.text[place.start : place.end], tail, behind)
    return follows and after_clause(behind) is not None


# -- what they say ----------------------------------------------------------------------


def _introduces(clause: Clause, lead: tuple[Token, ...], exact: str, *, block: bool) -> bool:
    """Whether words in front of a quotation say where it comes from, and not only stand there."""
    last = lead[-1].text if lead else ""
    if block or last in {":", ",", "—", "–"}:
        return True
    if lead and lead[-1].labels & (Label.POST_NOUN | Label.POSTABLE_NOUN):
        return True
    words = sum(1 for token in lead[clause.end :] if not token.labels & Label.SIGN)
    if clause.complement or words <= 1:
        return True
    if clause.channel is Channel.POSTED and len(exact.split()) >= _LONG_WORDS:
        return True
    return words <= _ASIDE_WORDS and clause.channel is not Channel.POSTED


def _touches(clause: Clause | None, lead: tuple[Token, ...]) -> bool:
    return clause is not None and clause.end >= len(lead)


def _goes_on(lead: tuple[Token, ...], leads: bool) -> bool:
    """Whether the words between two quotations leave out who speaks: '"…", adding "…"'."""
    words = [token for token in lead[:3] if not token.labels & Label.ADVERB]
    if not leads or len(words) < _TWO:
        return False
    links = words[0].labels & Label.CONJUNCTION and words[1].labels & Label.VERB
    return bool(links or (words[0].text == "," and words[1].labels & Label.PARTICIPLE))


def _with_trailer(clause: Clause, behind: tuple[Token, ...], tail: str) -> Clause:
    """The clause in front, with the place that stands behind ('a "disgrace" in a tweet')."""
    if clause.channel is not Channel.NEUTRAL or not tail[:1].isspace():
        return clause
    place = place_of(behind)
    if place is None:
        return clause
    return replace(clause, channel=place.channel, cue=place.cue, complement=True)


def _is_short(exact: str) -> bool:
    return len(exact.split()) <= _TERM_WORDS and exact[-1:] not in ",.?!…"


def _is_named_term(lead: tuple[Token, ...], exact: str) -> bool:
    """Whether what stands in front calls it a title or a term."""
    if not _is_short(exact) or not lead:
        return False
    last = lead[-1]
    if last.text == ",":
        return len(lead) > 1 and _is_kind(lead[-2]) and not lead[-2].labels & Label.VERB
    return _is_kind(last)


def _is_kind(token: Token) -> bool:
    return bool(token.labels & Label.TERM_WORD)


def _is_attributive(exact: str, lead: tuple[Token, ...], behind: tuple[Token, ...]) -> bool:
    """Whether it is a word like another in its phrase: 'the federal "three strikes" law'."""
    if not _is_short(exact) or not behind or behind[0].labels or not behind[0].text.islower():
        return False
    at = len(lead) - 1
    while at >= 0 and at > len(lead) - 3 and not lead[at].labels:
        at -= 1
    return at >= 0 and bool(lead[at].labels & Label.DETERMINER)


def _within_post(
    context: Context,
    offset: int,
    lead: str,
    tokens: tuple[Token, ...],
    exact: str,
    before: Said | None,
) -> Said | None:
    """What a sentence that tells of a post says of words that it weaves in.

    "In his tweet, she said the town “has not failed us”": three words and more are the post's,
    and nobody says that they are not; fewer may be scare quotes.
    """
    clause = before_clause(tokens)
    if clause is None or clause.channel is not Channel.POSTED:
        return None
    if len(exact.split()) < _WOVEN_WORDS:
        return None
    speaker = _speaker(context, clause.speaker, offset, before)
    return Said(channel=Channel.POSTED, words=lead.strip(), speaker=speaker, cue=clause.cue)


def _unsaid(exact: str, lead: str, tail: str, tokens: tuple[Token, ...]) -> Said:
    """A term where it is a part of a sentence, else words that nobody is said to say."""
    inside = bool(tokens) or bool(regex.match(r"\s*\p{L}", tail))
    ends = tail[:1] in {",", ";"} and bool(tokens)
    if _is_short(exact) and inside and (ends or tail[:1] not in {",", "—", "–"}):
        return Said(channel=Channel.TERM, words=lead.strip() or None)
    return Said(channel=Channel.NONE)


# -- pronouns ---------------------------------------------------------------------------


def _speaker(
    context: Context, subject: Token | None, offset: int, before: Said | None
) -> str | None:
    if subject is None:
        return None
    if not subject.labels & (Label.PRONOUN | Label.POSSESSIVE):
        return subject.text
    return _last_named(context, offset, before)


def _last_named(context: Context, offset: int, before: Said | None) -> str | None:
    """Who a pronoun at ``offset`` means: the subject of the nearest sentence that has one.

    None where that sentence has another one speak whom it does not name.
    """
    window = context.text[max(0, offset - _REACH) : offset]
    breaks = [0, *_sentence_ends(window, context.lexicon)]
    stops = [*breaks[1:], len(window)]
    spoken = None if before is None else before.speaker
    for begin, stop in zip(reversed(breaks), reversed(stops), strict=True):
        sentence = window[begin:stop]
        if spoken and spoken in sentence:
            return spoken
        tokens = tokens_of(sentence.lstrip(_MARKS + " "), context.lexicon)
        if tokens and (subject := teller(tokens)):
            if subject.labels & Label.PRONOUN:
                continue
            return subject.text if _is_person(context, subject, offset) else None
        if any(token.labels & (Label.SPOKEN_VERB | Label.POSTED_VERB) for token in tokens):
            return None
    return None


def _is_person(context: Context, name: Token, offset: int) -> bool:
    """Whether the capital at the beginning of a sentence is surely that of a name."""
    if _DIGIT.search(name.text) and name.text[0] != "@":
        return False
    if " " in name.text or "-" in name.text or name.text[0] == "@":
        return True
    return f" {name.text}" in context.text[max(0, offset - _MEMORY) : offset].replace(". ", ".")
