"""Whose a name is by its ending and its title: a subject's, or what belongs to another noun."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.cues import Token
from archiver.articles.labels import Label

NO_SUBJECT = Label.POSSESSOR | Label.OBLIQUE


def disagrees(verb: Token, name: Token) -> bool:
    """Whether the verb says that its subject is a man, and the name that it is none."""
    return bool(verb.labels & Label.MASCULINE and name.labels & Label.FEMININE)


def is_surely_subject(tokens: Sequence[Token], verb: int, at: int) -> bool:
    """Whether a full name at the end of a clause is in the subject's case, and can't be another.

    "крикнул со сцены Олег Стужин": what a preposition or a noun governs would end otherwise. A
    name that ends as a woman's may be a man's in another case.
    """
    if at <= verb or not tokens[at].labels & Label.NAME or " " not in tokens[at].text:
        return False
    barred = Label.NAME | Label.VERB | Label.SUBORDINATOR | Label.PRONOUN | Label.CONJUNCTION
    between = tokens[verb + 1 : at]
    masculine = tokens[verb].labels & Label.MASCULINE
    taken = tokens[at].labels & (NO_SUBJECT | Label.FEMININE)
    return bool(masculine and not taken and not any(t.labels & barred for t in between))


def is_long_title(tokens: Sequence[Token], verb: int, name: int) -> bool:
    """Whether a title with a phrase of its own stands between a place and a name.

    "написал в X глава комитета по транспорту Пётр Лодин": the preposition would have the name in
    another case, which a name that ends as a woman's may be.
    """
    if tokens[name].labels & Label.FEMININE:
        return False
    at = name - 1
    while at > verb and tokens[at].text.islower() and not tokens[at].labels & Label.HONORIFIC:
        if tokens[at].labels and not tokens[at].labels & Label.PREPOSITION:
            return False
        at -= 1
    front = tokens[at - 1].labels
    places = Label.PLATFORM | Label.SPOKEN_NOUN | Label.DAY | Label.ADVERB | Label.VERB
    return bool(tokens[at].labels & Label.HONORIFIC and front & places)


def is_of_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name with an article tells more of a title: "der Vorsitzende der Jungen Union"."""
    article, title = tokens[at - 1].labels, tokens[at - 2].labels
    return bool(article & Label.DETERMINER and title & Label.HONORIFIC)


def is_of_relation(tokens: Sequence[Token], verb: int, at: int) -> bool:
    """Whether a name belongs to another noun: "сказала жена мэра Олега Стужина"."""
    if at == verb + 1 or not tokens[at].labels & Label.FEMININE or " " not in tokens[at].text:
        return False
    related = any(token.labels & Label.RELATION for token in tokens[verb + 1 : at - 1])
    alike = tokens[at - 1].folded[-1] == tokens[at].folded[-1]
    return (related and alike) or disagrees(tokens[verb], tokens[at])
