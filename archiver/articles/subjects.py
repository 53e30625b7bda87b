"""The subject of a verb where it need not stand in front of it, nor at all.

In German and Dutch it follows the verb behind any phrase, in Romance and Slavic languages it may
do so or be left out, in Turkish it stands far in front.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.cases import NO_SUBJECT, disagrees
from archiver.articles.cues import Token
from archiver.articles.labels import Label
from archiver.articles.speakers import first_subject, subject_after, subject_before


def auxiliary_subject(tokens: Sequence[Token], start: int, verb: int) -> Token | None:
    """The name in front of an auxiliary far from its verb: "Merz hat den Plan auf X … genannt"."""
    if not tokens[verb].labels & Label.FRONTED:
        return None
    at = start
    while at < verb and tokens[at].labels & (Label.HONORIFIC | Label.DETERMINER):
        at += 1
    name, behind = tokens[at], tokens[min(at + 1, verb)]
    near = at + 1 < verb and behind.labels & (Label.ADVERB | Label.CLITIC)
    return name if near and name.labels & Label.NAME and not name.labels & NO_SUBJECT else None


def inverted(tokens: Sequence[Token], start: int, verb: int) -> Token | None:
    """The name behind a verb that a phrase or adverb stands in front of: "Auf X schrieb Merz"."""
    front = next((t.labels for t in tokens[start:verb] if not t.labels & Label.SIGN), None)
    led = Label.PREPOSITION | Label.ADVERB | Label.DAY | Label.POSTED_PLACE | Label.SPOKEN_PLACE
    led |= Label.OBLIQUE
    if tokens[verb].labels & Label.DROPS:
        led |= Label.POSSESSIVE
    if front is not None and not front & led:
        return None
    return subject_after(tokens, verb)


def dropped(tokens: Sequence[Token], start: int, verb: int) -> Token | None:
    """The verb as its own subject where nothing near it can be: "escribió en X"."""
    token = tokens[verb]
    if not token.labels & Label.DROPS or token.labels & Label.IMPERSONAL_VERB:
        return None
    behind = next(
        (at for at in range(verb + 1, len(tokens)) if tokens[at].labels & Label.SIGN), len(tokens)
    )
    if _has_phrase(tokens[start:verb]) or _has_phrase(tokens[verb + 1 : behind]):
        return None
    return token._replace(labels=Label.PRONOUN | Label.DROPS)


def _may_be_somebody(labels: int) -> bool:
    """Whether a word is none of those that tell how or where, so that it may tell who."""
    return not labels or labels == Label.NOT_NAME or bool(labels & Label.NOUN)


def _has_phrase(tokens: Sequence[Token]) -> bool:
    """Whether words stand there that can be somebody: no adverbs, and behind no preposition."""
    governed = bare = False
    plain = 0
    objects = Label.POST_NOUN | Label.SHARED_NOUN | Label.ACCOUNT_NOUN
    for at, token in enumerate(tokens):
        labels = token.labels
        if labels & Label.COMPLEMENT:
            return False
        if labels & (Label.PREPOSITION | Label.PLACE_PREPOSITION | Label.SIGN):
            governed, plain = not labels & Label.SIGN, 0
            bare = bool(labels & Label.BARE)
        elif labels & Label.DETERMINER:
            prior = at and tokens[at - 1].labels & (Label.PREPOSITION | Label.PLACE_PREPOSITION)
            thing = any(t.labels & objects for t in tokens[at + 1 : at + 3])
            if not prior and not thing:
                return True
            governed = True
        elif labels & (Label.HONORIFIC | Label.NAME):
            if not governed or labels & Label.HONORIFIC:
                return True
        elif _may_be_somebody(labels):
            named = at and tokens[at - 1].labels & (Label.NAME | Label.PLATFORM)
            plain += 1
            # Without articles, the second plain word may be the subject.
            if not governed or (named and not labels) or (bare and plain > 1):
                return True
    return False


def last_subject(tokens: Sequence[Token], verb: int) -> Token | None:
    """The subject where the verb stands last: the first name that nothing takes away from it.

    A name with a comma behind it goes before others. Endings, postpositions and titles behind
    a name take it away: "Erdoğan'ın", "Merkel için", "ABD Başkanı".
    """
    taken = Label.HONORIFIC | Label.PREPOSITION | Label.POSTPOSITION | Label.RELATION
    names = [
        at
        for at in range(verb)
        if tokens[at].labels & (Label.NAME | Label.PRONOUN)
        and not tokens[at].labels & NO_SUBJECT
        and not tokens[at + 1].labels & taken
    ]
    if len(names) > 1 and names[0] == 0 and " " not in tokens[0].text:
        # A sentence's first word has its capital from there: "Emekli öğretmen Hacer Yiğit".
        full = [at for at in names if " " in tokens[at].text]
        names = full or names
    apart = next((at for at in names if tokens[at + 1].text == ","), None)
    at = apart if apart is not None else (names[0] if names else None)
    return None if at is None else tokens[at]


def teller(tokens: Sequence[Token]) -> Token | None:
    """The one who says something in a sentence, else the one it begins with."""
    for at, token in enumerate(tokens):
        if token.labels & Label.FRONTED and token.labels & Label.VERB:
            subject = subject_before(tokens, at) or inverted(tokens, 0, at)
            if subject is not None and not disagrees(token, subject):
                return subject
            return first_subject(tokens)
        if token.labels & (Label.SPOKEN_VERB | Label.POSTED_VERB):
            return subject_before(tokens, at)
    return first_subject(tokens)
