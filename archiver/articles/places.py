"""Phrases that say where words stand: "in a tweet", "on X", "in a letter"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from archiver.articles.cues import Token, cue_of
from archiver.articles.labels import Label
from archiver.articles.speakers import author_after

OBJECT_WORDS = 6
"""The most words between a verb or a preposition and its noun."""
_BY = 2
"""The most words between a post and its author's name."""
_MARKS = frozenset("“”„\"«»‚‘’'")
BREAKS = (
    Label.SIGN
    | Label.VERB
    | Label.PREPOSITION
    | Label.SUBORDINATOR
    | Label.CONJUNCTION
    | Label.PRONOUN
)
"""What ends the search for a noun."""


class Placed(NamedTuple):
    """A phrase that says where words stand: "in a tweet", "on X", "in a letter"."""

    posted: bool
    start: int
    stop: int
    labels: int
    sole: bool


def places_in(tokens: Sequence[Token]) -> list[Placed]:
    """All phrases that say where words stand, in order."""
    found = []
    for at, token in enumerate(tokens):
        placed = _place(tokens, at) if token.labels & Label.PLACE_PREPOSITION else None
        placed = placed or _wordless(tokens, at)
        if placed is not None:
            found.append(placed)
    return found


def _wordless(tokens: Sequence[Token], at: int) -> Placed | None:
    """A place that no preposition shows: "paylaşımında", "X'te", "der Nachrichtenagentur"."""
    labels = tokens[at].labels
    behind = tokens[at + 1].labels if at + 1 < len(tokens) else 0
    if labels & (Label.POSTED_PLACE | Label.SPOKEN_PLACE):
        posted = bool(labels & Label.POSTED_PLACE)
        return Placed(posted=posted, start=at, stop=at + 1, labels=labels, sole=False)
    marked = at + 1 < len(tokens) and tokens[at + 1].text in _MARKS
    if labels & Label.RECIPIENT and marked:
        return Placed(posted=False, start=at, stop=at + 1, labels=labels, sole=False)
    named = at and tokens[at - 1].labels & Label.NAME
    told = behind & Label.NAME and not labels & Label.PREPOSITION
    if named and told and labels & Label.RECIPIENT:
        # "sagte Lena Roth dem Ellerner Boten"
        return Placed(posted=False, start=at, stop=at + 2, labels=labels, sole=False)
    to = at + 1
    while to < len(tokens) and tokens[to].labels & (Label.DETERMINER | Label.HONORIFIC):
        to += 1
    if labels & Label.TELLING_PREPOSITION and to < len(tokens) and tokens[to].labels & Label.NAME:
        return Placed(posted=False, start=at, stop=to + 1, labels=labels, sole=False)
    if labels & (Label.PLATFORM | Label.POST_NOUN) and behind & Label.POSTPOSITION:
        return Placed(posted=True, start=at, stop=at + 2, labels=labels, sole=False)
    return None


def _place(tokens: Sequence[Token], start: int) -> Placed | None:
    prepositions = tokens[start].labels
    sole = bool(prepositions & Label.SOLE_PREPOSITION)
    definite = bool(prepositions & (Label.BARE | Label.DETERMINER))
    for at in range(start + 1, min(len(tokens), start + 1 + OBJECT_WORDS)):
        labels = tokens[at].labels
        behind = tokens[at + 1].labels if at + 1 < len(tokens) else 0
        if tokens[at].text in _MARKS:
            continue
        if labels & Label.PLATFORM:
            if behind & Label.SPOKEN_NOUN and not behind & Label.POSTABLE_NOUN:
                return Placed(posted=False, start=start, stop=at + 2, labels=behind, sole=sole)
            if _of_topic(tokens, start) or _is_of_name(tokens, at):
                return None
            goes = any(t.labels & Label.TAKING_VERB for t in tokens[max(0, start - 3) : start])
            account = labels & Label.ACCOUNT_NOUN
            on_it = bool(prepositions & Label.PLATFORM_PREPOSITION or account) or goes
            told = behind & (Label.POST_NOUN | Label.ACCOUNT_NOUN)
            on_it = on_it or bool(definite and told)
            stop = at + 1 + bool(told)
            return (
                Placed(posted=True, start=start, stop=stop, labels=labels, sole=sole)
                if on_it
                else None
            )
        if labels & Label.ACCOUNT_NOUN and (stop := _platform_behind(tokens, at)):
            return Placed(posted=True, start=start, stop=stop, labels=labels, sole=sole)
        if labels & Label.SPOKEN_NOUN:
            stop = at + 1 + bool(behind & Label.SPOKEN_NOUN)
            return Placed(posted=False, start=start, stop=stop, labels=labels, sole=sole)
        if labels & Label.POST_NOUN:
            fits = prepositions & Label.POST_PREPOSITION and not is_office(tokens, at)
            away = _elsewhere(tokens, at)
            fits = fits and (definite or at == start + 1)
            return (
                Placed(posted=not away, start=start, stop=at + 1, labels=labels, sole=sole)
                if fits
                else None
            )
        attribute = definite and labels & Label.NOUN_VERB
        # "in einem am Montag veröffentlichten Post"
        dated = labels & Label.PREPOSITION and behind & Label.DAY
        posted = labels & Label.VERB and behind & Label.POST_NOUN
        attribute = attribute or (definite and (dated or posted))
        stops = labels & (BREAKS | Label.NO_POST_NOUN) and not attribute
        if stops and not labels & Label.DETERMINER:
            return None
        definite = definite or bool(
            labels & (Label.DETERMINER | Label.POSSESSIVE | Label.POSSESSOR)
        )
    return None


def _is_of_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a letter with an article and a name around it is a part of that: "the X Factor"."""
    led = at and tokens[at - 1].labels & Label.DETERMINER
    named = at + 1 < len(tokens) and tokens[at + 1].labels & Label.NAME
    return bool(led and named and len(tokens[at].text) == 1)


def _platform_behind(tokens: Sequence[Token], account: int) -> int:
    """Where the platform of an account ends ("su cuenta oficial de X"); 0 where none is named."""
    for at in range(account + 1, min(len(tokens), account + 1 + OBJECT_WORDS)):
        labels = tokens[at].labels
        if labels & Label.PLATFORM:
            return at + 1
        if labels & (BREAKS & ~Label.PREPOSITION):
            return 0
    return 0


def frame(tokens: Sequence[Token]) -> Placed | None:
    """The place that a sentence begins with or goes to: "In a tweet, …", "took to X …"."""
    for place in places_in(tokens):
        front = tokens[place.start - 1].labels if place.start else Label.TAKING_VERB
        if front & Label.TAKING_VERB:
            return place
    return None


def posted_place(tokens: Sequence[Token]) -> Placed | None:
    """The first phrase that names a post or a platform."""
    return next((place for place in places_in(tokens) if place.posted), None)


def _of_topic(tokens: Sequence[Token], start: int) -> bool:
    """Whether a place tells more of what was spoken about: "said of the post on X"."""
    for at in range(start - 1, max(-1, start - 1 - OBJECT_WORDS), -1):
        labels = tokens[at].labels
        if labels & Label.PREPOSITION:
            given = Label.POST_NOUN | Label.POSTABLE_NOUN | Label.ANSWER_NOUN
            owner = at and tokens[at - 1].labels & given
            if owner and labels & Label.AUTHOR_PREPOSITION:
                return False
            shown = any(t.labels & (Label.POST_NOUN | Label.SHARED_NOUN) for t in tokens[at:start])
            about = labels & Label.TOPIC_PREPOSITION
            return bool(about and (shown or not labels & Label.PLACE_PREPOSITION))
        if labels & (Label.SIGN | Label.VERB | Label.CONJUNCTION | Label.TAKING_VERB):
            return False
    return False


def is_office(tokens: Sequence[Token], at: int) -> bool:
    """Whether the post at ``at`` is one that somebody holds: "his post as ambassador"."""
    behind = tokens[at + 1].labels if at + 1 < len(tokens) else 0
    return bool(tokens[at].labels & Label.OFFICE_NOUN and behind & Label.OFFICE_WORD)


def _elsewhere(tokens: Sequence[Token], at: int) -> bool:
    """Whether the post at ``at`` stands on a website and on no platform."""
    rest = tokens[at + 1 : at + 1 + OBJECT_WORDS]
    site = any(token.labels & Label.ELSEWHERE_NOUN for token in rest)
    return site and not any(token.labels & Label.PLATFORM for token in rest)


def words_of(tokens: Sequence[Token], place: Placed) -> str:
    """The phrase, casefolded."""
    return cue_of(*tokens[place.start : place.stop])


def author_of(tokens: Sequence[Token]) -> Token | None:
    """Whose post it is: "a post by Bob Jones", "Bob Jones's tweet", "her tweet"."""
    posts = Label.POST_NOUN | Label.SPOKEN_NOUN | Label.PLATFORM | Label.ACCOUNT_NOUN
    posts |= Label.POSTED_PLACE
    for at, token in enumerate(tokens):
        behind = tokens[at + 1].labels if at + 1 < len(tokens) else 0
        given = token.labels & (Label.POSTABLE_NOUN | Label.ANSWER_NOUN)
        by = given and behind & Label.AUTHOR_PREPOSITION
        by = by or (token.labels & Label.ANSWER_NOUN and at and _is_owner(tokens[at - 1]))
        if not (token.labels & posts or by):
            continue
        for place in range(at + 1, min(len(tokens), at + OBJECT_WORDS)):
            if tokens[place].labels & Label.AUTHOR_PREPOSITION:
                return author_after(tokens, place + 1)
            if tokens[place].labels & (Label.SIGN | Label.VERB):
                break
        if (named := _owner_behind(tokens, at)) is not None:
            return named
        for place in range(at - 1, max(-1, at - OBJECT_WORDS), -1):
            owner = tokens[place].labels & (Label.POSSESSOR | Label.POSSESSIVE)
            if owner and tokens[place].text[0] not in _MARKS | {"’"}:
                return tokens[place]
            if tokens[place].labels & (Label.SIGN | Label.VERB | Label.PREPOSITION):
                break
    return None


def _is_owner(token: Token) -> bool:
    return bool(token.labels & Label.POSSESSOR)


def _owner_behind(tokens: Sequence[Token], post: int) -> Token | None:
    """The name right behind a post where names have cases: "wpis Tomasza Wrony"."""
    if not tokens[post].labels & Label.POST_NOUN:
        return None
    if not any(token.labels & Label.BARE for token in tokens):
        return None
    for at in range(post + 1, min(len(tokens), post + OBJECT_WORDS)):
        labels = tokens[at].labels
        if labels & Label.NAME:
            return tokens[at]
        if labels & ~(Label.HONORIFIC | Label.RELATION) or at > post + _BY:
            return None
    return None


def telling_post(tokens: Sequence[Token], verb: int, subject: Token | None) -> int | None:
    """The place of the post that says it: "the tweet read", "a post by Bob Jones said"."""
    if subject is not None and not subject.labels & Label.DROPS:
        return None
    if verb == 0 and (behind := _post_behind(tokens)) is not None:
        return behind
    for at in range(verb - 1, -1, -1):
        if tokens[at].labels & Label.POST_NOUN:
            return at if not _in_phrase(tokens, at) and _speaks(tokens, at, verb) else None
    return None


def _post_behind(tokens: Sequence[Token]) -> int | None:
    """The place of the post behind the first verb: '"…," read one tweet by Bob Jones'."""
    for at in range(1, min(len(tokens), OBJECT_WORDS)):
        if tokens[at].labels & Label.POST_NOUN:
            rest = tokens[at + 1].labels if at + 1 < len(tokens) else Label.SIGN
            ends = rest & (Label.SIGN | Label.PREPOSITION)
            return at if ends and not is_office(tokens, at) else None
        owner = tokens[at].labels & Label.POSSESSOR
        if tokens[at].labels & (BREAKS | Label.NAME) and not owner:
            return None
    return None


def _speaks(tokens: Sequence[Token], post: int, verb: int) -> bool:
    """Whether only phrases that tell more of the post stand between it and the verb."""
    phrase = False
    for at in range(post + 1, verb):
        labels = tokens[at].labels
        if tokens[at].text == ",":
            phrase = False
            if tokens[at + 1].text != "," and at + 1 != verb:
                return False
        elif labels & Label.PREPOSITION:
            phrase = True
        elif not _is_aside(labels, first=at == post + 1) and (not phrase or labels & BREAKS):
            return False
    return True


def _in_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether a preposition governs the noun at ``at``."""
    for place in range(at - 1, max(-1, at - OBJECT_WORDS), -1):
        if tokens[place].labels & Label.PREPOSITION:
            return True
        if tokens[place].labels & (Label.SIGN | Label.VERB):
            return False
    return False


def _is_aside(labels: int, *, first: bool) -> bool:
    """Whether a word behind a post takes nothing from it: "a post later deleted by him"."""
    participle = first and labels & (Label.OTHER_VERB | Label.SENDING_VERB)
    return bool(participle or labels & (Label.ADVERB | Label.DAY | Label.RELATIVE))
