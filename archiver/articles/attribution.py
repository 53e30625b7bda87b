"""Who an article says spoke, and where: read from the words around a quotation."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from archiver.articles.speakers import last_named, speaker_in
from archiver.model import Channel
from archiver.text.language import Attribution as Tables

_SENTENCE = regex.compile(
    r"(?<!\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|St|No|Jr|Sr|U\.S|[A-Z]))[.!?…]+[”\"'’)\]]*\s+(?=[\p{Lu}\d“\"‘«„@])|\n"
)
_AFTER_END = regex.compile(r"[.!?…](?=\s|$)|\n|[“„«「『]|(?<=[\s(])\"(?=\S)")
_CLAUSE_END = regex.compile(r"[,.!?…—–]")
_WORD = regex.compile(r"@?[\p{L}\p{N}_]+(?:[-'’.]\p{L}+)*")
_INTERRUPTION = 90
"""The most code points that may stand between the two halves of one quotation."""
_TERM_WORDS = 5
_REACH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A text, and where its quotations and embeds stand."""

    text: str
    quotations: tuple[tuple[int, int], ...]
    embeds: tuple[tuple[int, int], ...]
    tables: Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words around a quotation say of it."""

    channel: Channel
    words: str | None = None
    speaker: str | None = None
    cue: str | None = None
    continues: bool = False
    """Whether it goes on from the quotation before it ("A," she wrote, "B")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    channel: Channel
    word: str


def attribute(context: Context, index: int, *, block: bool = False) -> Said:
    """What the article says of quotation ``index``.

    Words after it ("…," she wrote) go before words in front of it, as they close the
    sentence. Without either, a short span without a sentence's marks is a term.
    """
    start, end = context.quotations[index]
    exact = context.text[start:end]
    before, after = _before(context, index), _after(context, index)
    if _continues(context, index):
        return Said(channel=Channel.NONE, continues=True)
    follows = _follows(exact, after)
    cue = _cue(after, context.tables, near_start=True) if follows else None
    words = after
    if cue is None:
        cue, words = _cue(before, context.tables, near_start=False), before
        if cue is None or not _introduces(before, cue, context.tables, block=block):
            cue = None
    if _is_term(exact, before, after, cue, context.tables):
        return Said(channel=Channel.TERM, words=before.strip() or None)
    if cue is None:
        return Said(channel=Channel.NONE)
    speaker = speaker_in(words, context.tables, cue=cue.word, after=words is after)
    if speaker in context.tables.pronouns:
        offset = start - len(before)
        speaker = last_named(context.text[max(0, offset - _REACH) : offset], context.tables)
    return Said(channel=cue.channel, words=words.strip(), speaker=speaker, cue=cue.word)


# -- the words around -------------------------------------------------------------------


def _before(context: Context, index: int) -> str:
    """From the beginning of the sentence, or the paragraph before that leads in, to the mark."""
    start = context.quotations[index][0] - 1
    floor = max(0, start - _REACH)
    if index:
        floor = max(floor, context.quotations[index - 1][1] + 1)
    for span_start, span_end in context.embeds:
        if span_end <= start:
            floor = max(floor, span_end)
        elif span_start < start:
            floor = start
    window = context.text[floor:start]
    breaks = [m.end() for m in _SENTENCE.finditer(window)]
    sentence = window[breaks[-1] :] if breaks else window
    if not sentence.strip(" “\"'‘«„") and len(breaks) > 0:
        lead = window[: breaks[-1]].rstrip()
        if lead.endswith((":", ",")):
            earlier = breaks[-2] if len(breaks) > 1 else 0
            return window[earlier : breaks[-1]]
    return sentence


def _after(context: Context, index: int) -> str:
    """From the mark to the end of the sentence, the next opening mark, or an embed."""
    end = context.quotations[index][1] + 1
    ceiling = min(len(context.text), end + _REACH)
    if index + 1 < len(context.quotations):
        ceiling = min(ceiling, max(end, context.quotations[index + 1][0] - 1))
    for span_start, _ in context.embeds:
        if span_start >= end:
            ceiling = min(ceiling, span_start)
    window = context.text[end:ceiling]
    stop = _AFTER_END.search(window)
    while stop and stop.group() == "." and _abbreviates(window, stop.start()):
        stop = _AFTER_END.search(window, stop.end())
    return window[: stop.end()].rstrip('“„«「『"\n') if stop else window


def _abbreviates(window: str, at: int) -> bool:
    word = regex.search(r"(\p{L}+)$", window[:at])
    return bool(word and len(word.group()) <= 3 and word.group()[0].isupper())


def _follows(exact: str, after: str) -> bool:
    """Whether the words after a quotation can be its attribution."""
    stripped = after.lstrip()
    if stripped[:1] in {",", "—", "–"}:
        return True
    return exact[-1:] in ",?!…—–’'" and not after.startswith("\n")


def _continues(context: Context, index: int) -> bool:
    """Whether "A," she wrote, "B" makes this one the second half."""
    if not index:
        return False
    between = context.text[context.quotations[index - 1][1] + 1 : context.quotations[index][0] - 1]
    if len(between) > _INTERRUPTION or "\n" in between or not between.strip():
        return False
    first = context.text[slice(*context.quotations[index - 1])]
    joined = first[-1:] in ",?!—–…-" or between.lstrip()[:1] == ","
    closes = between.rstrip()[-1:] in {",", ".", "—", "–", ";"}
    cue = _cue(between, context.tables, near_start=True)
    return joined and closes and cue is not None


# -- cues -------------------------------------------------------------------------------


def _cue(words: str, tables: Tables, *, near_start: bool) -> _Cue | None:
    """What decides the channel: a post, then words spoken elsewhere, then any verb of saying."""
    folded = words.casefold()
    written = [m.group() for m in _WORD.finditer(words)]
    if not near_start:
        written.reverse()
    tokens = [word.casefold() for word in written]
    verb = _first(tokens, tables.posted_verbs)
    # "the Washington Post" is no post.
    noun = _first([word for word in written if not word[0].isupper()], tables.post_nouns)
    phrase = _phrase(folded, tables.posted_phrases)
    place = _platform(folded, tables)
    writes = _first(tokens, tables.writing_verbs)
    shares = _first(tokens, tables.shared_verbs) and _first(tokens, tables.shared_nouns)
    spoken = _first(tokens, tables.spoken_verbs) or _phrase(folded, tables.spoken_nouns)
    posted = phrase or verb or (noun or place if writes or noun else None) or (shares or None)
    told = spoken in tables.spoken_verbs
    if spoken and not phrase and (told or not (place or noun or verb)):
        return _Cue(channel=Channel.SPOKEN, word=spoken)
    if posted:
        return _Cue(channel=Channel.POSTED, word=posted)
    neutral = _first(tokens, tables.neutral_verbs)
    return _Cue(channel=Channel.NEUTRAL, word=neutral) if neutral else None


def _first(tokens: list[str], table: frozenset[str]) -> str | None:
    return next((token for token in tokens if token in table), None)


def _phrase(folded: str, table: frozenset[str]) -> str | None:
    found = [p for p in table if regex.search(rf"\b{regex.escape(p)}\b", folded)]
    return max(found, key=lambda phrase: (len(phrase), phrase), default=None)


def _platform(folded: str, tables: Tables) -> str | None:
    """A platform with the word that puts something on it: "on Twitter", "to X"."""
    names = "|".join(regex.escape(name) for name in sorted(tables.platforms, key=len, reverse=True))
    if not names:
        return None
    match = regex.search(rf"\b(?:on|to|via|in|over|his|her|their|its)\s+(?:{names})\b", folded)
    return match.group() if match else None


def _introduces(before: str, cue: _Cue, tables: Tables, *, block: bool) -> bool:
    """Whether words in front of a quotation say where it comes from, and not only stand there."""
    lead = before.rstrip(" \n“\"'‘«„")
    if block or lead.endswith((":", ",", "—", "–")):
        return True
    if cue.channel is Channel.POSTED:
        return True
    tail = [m.group().casefold() for m in _WORD.finditer(lead)][-4:]
    return any(
        word in tables.neutral_verbs | tables.spoken_verbs | tables.writing_verbs for word in tail
    )


def _is_term(exact: str, before: str, after: str, cue: _Cue | None, tables: Tables) -> bool:
    """A title or a term: short, no sentence, and either named as such or with no cue at all."""
    words = exact.split()
    if len(words) > _TERM_WORDS or exact[-1:] in ",?!…" or exact.endswith("."):
        return False
    lead = [m.group().casefold() for m in _WORD.finditer(before)][-2:]
    if lead and (lead[-1] in tables.term_words or " ".join(lead) in tables.term_words):
        return cue is None or cue.channel is not Channel.POSTED or lead[-1] not in {"word", "words"}
    return cue is None and not _CLAUSE_END.search(after[:1])
