"""What a verb says of the words that it brings on: posted, spoken, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archiver.articles.cues import Token, cue_of
from archiver.articles.labels import Label
from archiver.articles.places import (
    BREAKS,
    OBJECT_WORDS,
    Placed,
    author_of,
    is_office,
    places_in,
    telling_post,
    words_of,
)
from archiver.articles.speakers import named_after
from archiver.model import Channel

_OF_WHOM = Label.TOPIC_PREPOSITION | Label.PARTICLE
_OF_POSTS = Label.READING_VERB | Label.IMPERSONAL_VERB | Label.FINAL
"""Verbs whose subject may be the post."""
_BY = 2
"""How far in front of a verb what denies it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one clause says of the words that it brings on."""

    channel: Channel
    cue: str
    speaker: Token | None = None
    end: int = 0
    """The place behind its verb, among all the tokens."""
    unsure: bool = False
    """Whether its speaker is one word at the front of a sentence, and may be no name."""
    writes: bool = False
    """Whether its verb is one of writing."""
    names: bool = False
    """Whether its verb says what something is called: "nannte den Plan …"."""
    complement: bool = False
    """Whether what follows is surely what was said: "tweeted that", "said he"."""


def with_verb(
    tokens: Sequence[Token], verb: int, subject: Token | None, otherwise: Token | None = None
) -> Clause | None:
    """What the verb at ``verb`` and what stands by it say; None where it brings nothing on.

    ``otherwise`` is the subject where neither a name nor a post is it.
    """
    token = tokens[verb]
    channel, cue = _channel(tokens, verb, places_in(tokens), subject)
    post = telling_post(tokens, verb, subject) if token.labels & Label.READING_VERB else None
    if post is not None:
        channel, cue, subject = Channel.POSTED, cue_of(tokens[post]), author_of(tokens)
    if channel is None:
        return None
    if channel is Channel.POSTED and _denied(tokens, verb if post is None else post):
        return Clause(channel=Channel.NEUTRAL, cue=cue)
    behind = tokens[verb + 1].labels if verb + 1 < len(tokens) else 0
    agent = behind & Label.AUTHOR_PREPOSITION and not behind & _OF_WHOM
    if post is None and subject is None and otherwise is not None:
        subject = otherwise
    if agent and token.labels & Label.FRONTED:
        subject = named_after(tokens, verb + 2)
    if subject is None and channel is Channel.POSTED and token.labels & _OF_POSTS:
        subject = author_of(tokens)
    speaker = subject
    if token.labels & Label.REPOSTING_VERB:
        owner = author_of(tokens[verb + 1 :])
        speaker = owner if owner is not None and owner.labels & Label.NAME else None
    writes = bool(token.labels & Label.WRITING_VERB)
    return Clause(channel=channel, cue=cue, speaker=speaker, writes=writes)


def _denied(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words right in front say that it is no post, or that it wasn't posted."""
    return any(token.labels & Label.DENIAL for token in tokens[max(0, at - _BY) : at])


def _channel(
    tokens: Sequence[Token], verb: int, places: Sequence[Placed], subject: Token | None
) -> tuple[Channel | None, str]:
    token = tokens[verb]
    labels = token.labels
    posted = next((place for place in places if place.posted), None)
    spoken = next((place for place in places if not place.posted), None)
    if labels & Label.POSTED_PHRASE:
        return Channel.POSTED, cue_of(token)
    if labels & Label.SPOKEN_VERB:
        somebody = verb + 1 < len(tokens) and named_after(tokens, verb + 1)
        if posted and not spoken and not somebody:
            return Channel.POSTED, words_of(tokens, posted)
        return Channel.SPOKEN, cue_of(token)
    if labels & (Label.POSTED_VERB | Label.REPOSTING_VERB) and not labels & Label.NEUTRAL_VERB:
        return Channel.POSTED, cue_of(token)
    if spoken and not (posted and _counts_more(posted, spoken, labels)):
        return Channel.SPOKEN, words_of(tokens, spoken)
    if posted:
        return Channel.POSTED, words_of(tokens, posted)
    handle = subject is not None and subject.text.startswith("@")
    if handle and labels & (Label.SENDING_VERB | Label.SHARED_VERB):
        return Channel.POSTED, cue_of(token)
    shown = _shown(tokens, verb)
    if shown is not None:
        return Channel.POSTED, shown
    if labels & Label.POSTING_VERB:
        plain = verb > 0 and _has_object(tokens, verb, subject)
        business = any(t.labels & (Label.FIGURE | Label.ELSEWHERE_NOUN) for t in tokens)
        return (None, "") if business or plain else (Channel.POSTED, cue_of(token))
    return Channel.NEUTRAL, cue_of(token)


def _has_object(tokens: Sequence[Token], verb: int, subject: Token | None) -> bool:
    """Whether what stands behind a verb is what was posted: "posted the remarks"."""
    at = verb + 1
    if at < len(tokens) and tokens[at] is subject:
        at += 1
    none = Label.SIGN | Label.DAY | Label.PREPOSITION | Label.ADVERB
    return at < len(tokens) and not tokens[at].labels & none


def _counts_more(posted: Placed, spoken: Placed, verb: int) -> bool:
    """Whether a post holds the words: "a statement on X", "wrote on X during the debate"."""
    written = verb & Label.WRITING_VERB and posted.start < spoken.start
    return bool(written or spoken.labels & Label.POSTABLE_NOUN)


def _shown(tokens: Sequence[Token], verb: int) -> str | None:
    """The verb where its object is a post or a picture: "shared a photo", "replied to a tweet"."""
    labels = tokens[verb].labels
    at = verb + 1
    if labels & Label.REPLYING_VERB and at < len(tokens) and tokens[at].labels & Label.PREPOSITION:
        at += 1
    beside = False
    if labels & Label.WRITING_VERB:
        pictured = (p for p in range(at, len(tokens)) if _is_picture_word(tokens[p]))
        at = next(pictured, at - 1) + 1
        beside = at > verb + 1
    for place in range(at, min(len(tokens), at + OBJECT_WORDS)):
        found = tokens[place].labels
        office = is_office(tokens, place)
        if found & Label.POST_NOUN and labels & (Label.SENDING_VERB | Label.REPLYING_VERB):
            away = any(token.labels & Label.ELSEWHERE_NOUN for token in tokens)
            return None if office or away else cue_of(tokens[verb])
        if found & Label.SHARED_NOUN and (labels & Label.SHARED_VERB or beside):
            return cue_of(tokens[verb])
        if found & (BREAKS & ~Label.PRONOUN):
            return None
    return None


def _is_picture_word(token: Token) -> bool:
    return bool(token.labels & Label.PICTURE_PREPOSITION)
