"""Who speaks: the subject of the verb that brings a quotation on.

A wrong name is worse than none, so a name counts only where nothing but adverbs, days,
brackets and what stands between commas parts it from its verb.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.cases import (
    NO_SUBJECT,
    disagrees,
    is_long_title,
    is_of_relation,
    is_of_title,
    is_surely_subject,
)
from archiver.articles.cues import Token
from archiver.articles.labels import Label

_TITLE_WORDS = 6
"""The most plain words between an inverted verb and its name ("said the singer's aide …")."""
_PHRASE_WORDS = 4
"""The most words of a prepositional phrase between a name and its verb."""
_ROLE_REACH = 2
_PHRASES = 2
"""The most prepositional phrases between a name and its verb."""
_PLACES = Label.PREPOSITION | Label.SPOKEN_PLACE | Label.POSTED_PLACE
_SKIPPED = Label.ADVERB | Label.DAY | Label.CLITIC


def subject_before(tokens: Sequence[Token], verb: int) -> Token | None:
    """The name or pronoun whose verb stands at ``verb``; None where it is none of them."""
    at = verb - 1
    phrases = 0
    while at >= 0:
        token = tokens[at]
        if token.labels & Label.NAME:
            return None if _is_thing(token, tokens[verb], at) else _ungoverned(tokens, at)
        if token.labels & Label.PRONOUN:
            return token
        if token.labels & _SKIPPED or (at + 1 == verb and token.labels & Label.DETERMINER):
            at -= 1  # An article right in front of a verb is a pronoun: "l'écrit".
        elif token.text in ")]":
            at = _opening_bracket(tokens, at) - 1
        elif token.text == ",":
            return _before_apposition(tokens, at)
        elif phrases < _PHRASES and (place := _phrase_start(tokens, at, _PLACES)) is not None:
            phrases, at = phrases + 1, place - 1
        else:
            return None
    return None


def _is_thing(name: Token, verb: Token, at: int) -> bool:
    """Whether the verb says that the first word of a sentence is a noun: "Общество написало"."""
    return bool(not at and verb.labels & Label.NEUTER and " " not in name.text)


def main_subject(tokens: Sequence[Token], verb: int) -> Token | None:
    """The subject of the sentence, for a verb that has none of its own ("…, writing")."""
    for at in range(verb):
        token = tokens[at]
        finite = token.labels & (Label.VERB | Label.TAKING_VERB | Label.SENDING_VERB)
        if finite and not token.labels & Label.PARTICIPLE:
            return subject_before(tokens, at)
    return first_subject(tokens[:verb])


def first_subject(tokens: Sequence[Token]) -> Token | None:
    """The name or pronoun that a sentence begins with, after its first phrase at most."""
    at = 0
    if tokens and tokens[0].labels & (Label.PREPOSITION | Label.PARTICIPLE | Label.SUBORDINATOR):
        commas = [place for place, token in enumerate(tokens) if token.text == ","]
        if not commas:
            return None
        at = commas[0] + 1
    titled = at + 1 < len(tokens) and tokens[at + 1].labels & (Label.HONORIFIC | Label.NAME)
    if titled and tokens[at].labels & Label.DETERMINER:
        at += 1
    if apposed := _titled_apposition(tokens, at):
        return apposed
    while at < len(tokens) and tokens[at].labels & (Label.HONORIFIC | Label.ADVERB):
        at += 1
    if at >= len(tokens) or not tokens[at].labels & (Label.NAME | Label.PRONOUN):
        return None
    rest = tokens[at + 1 : at + 4]
    if tokens[at].labels & Label.POSSESSOR or any(t.labels & Label.HONORIFIC for t in rest[:1]):
        return None
    if rest and rest[0].labels & Label.CONJUNCTION and any(t.labels & Label.NAME for t in rest):
        return None
    # "Tesla boss Elon Musk" begins as "Trump met Cruz" does.
    plain = len(rest) > 1 and not rest[0].labels and bool(rest[1].labels & Label.NAME)
    return None if plain and tokens[at].labels & Label.NAME else tokens[at]


def _titled_apposition(tokens: Sequence[Token], at: int) -> Token | None:
    """The name in "La presidenta de la Comunidad, Elena Cano, ha cargado", at its title."""
    if at >= len(tokens) or not tokens[at].labels & Label.HONORIFIC:
        return None
    for comma in range(at + 1, min(len(tokens) - 2, at + 2 * _TITLE_WORDS)):
        if tokens[comma].text == ",":
            closed = _is_name(tokens, comma + 1) and tokens[comma + 2].text == ","
            return tokens[comma + 1] if closed else None
        if tokens[comma].labels & (Label.VERB | Label.SIGN):
            return None
    return None


def begins_with_role(tokens: Sequence[Token]) -> bool:
    """Whether a sentence begins with somebody whom it does not name: "The mayor …"."""
    roles = Label.HONORIFIC | Label.RELATION
    return any(token.labels & roles for token in tokens[:_ROLE_REACH])


def subject_after(tokens: Sequence[Token], verb: int) -> Token | None:
    """The name or pronoun right behind a verb ("said deputy secretary Hogan Gidley").

    Where verbs invert, a platform may stand between: "scrive su X il ministro Paolo Gerini".
    """
    subject = _right_behind(tokens, verb)
    if subject is not None or not tokens[verb].labels & Label.FRONTED:
        return subject
    start = verb + 1
    while start < len(tokens) and tokens[start].labels & _SKIPPED:
        start += 1
    near = range(start, min(len(tokens), start + _PHRASE_WORDS))
    place = next((at for at in near if tokens[at].labels & Label.PLATFORM), None)
    if place is None or not tokens[start].labels & Label.PREPOSITION:
        return _at_the_end(tokens, verb)
    return _right_behind(tokens, place) or _at_the_end(tokens, verb)


def _at_the_end(tokens: Sequence[Token], verb: int) -> Token | None:
    """The full name that a clause ends with, behind its title, where no article tells cases.

    "рассказала в интервью Радио Заболоття медсестра Зоя Дробот": the title stands behind no
    preposition, so that the name is the subject's.
    """
    if not tokens[verb].labels & Label.DROPS:
        return _with_article(tokens, verb)
    stop = next(
        (at for at in range(verb + 1, len(tokens)) if tokens[at].labels & Label.SIGN), len(tokens)
    )
    at = stop - 1
    if is_surely_subject(tokens, verb, at):
        return tokens[at]
    if at < verb + _PHRASE_WORDS or not _is_name(tokens, at) or " " not in tokens[at].text:
        return None
    title, front = tokens[at - 1], tokens[at - 2]
    if title.labels & Label.PLATFORM and not tokens[at].labels & NO_SUBJECT:
        return tokens[at]
    if tokens[at].labels & NO_SUBJECT or disagrees(tokens[verb], tokens[at]):
        return None
    plain = not title.labels or title.labels & Label.HONORIFIC
    if not plain or not title.text.islower():
        return None
    free = front.labels & (Label.NAME | Label.PLATFORM | Label.SPOKEN_NOUN | Label.DAY)
    return tokens[at] if free or is_long_title(tokens, verb, at) else None


def _with_article(tokens: Sequence[Token], verb: int) -> Token | None:
    """The full name behind an article and a title: "ha tuonato in aula l'ingegner Ugo Meri"."""
    for at in range(verb + 2, len(tokens)):
        if tokens[at].labels & (Label.SIGN | Label.VERB | Label.SUBORDINATOR):
            return None
        if not _is_name(tokens, at) or " " not in tokens[at].text:
            continue
        front = at - 1
        while front > verb and (
            tokens[front].labels & Label.HONORIFIC
            or (not tokens[front].labels and tokens[front].text.islower())
        ):
            front -= 1
        article = tokens[front].labels & (Label.DETERMINER | Label.PREPOSITION)
        free = not tokens[front - 1].labels & Label.PREPOSITION
        if article == Label.DETERMINER and free and 0 < at - 1 - front <= _PHRASE_WORDS:
            return None if tokens[at].labels & NO_SUBJECT else tokens[at]
    return None


def _right_behind(tokens: Sequence[Token], verb: int) -> Token | None:
    words = 0
    for at in range(verb + 1, len(tokens)):
        token = tokens[at]
        if token.labels & Label.PRONOUN:
            return token if words == 0 else None
        if token.labels & Label.CLITIC or (words == 0 and token.labels & _SKIPPED):
            continue
        if token.labels & Label.NAME and not token.labels & NO_SUBJECT:
            if _is_title(tokens, at):
                words += 1
                continue
            if words > 1 and is_of_title(tokens, at):
                return _behind_title(tokens, verb + 1, at)
            if words and " " not in token.text and (apposed := _full_apposition(tokens, at)):
                return apposed
            return None if _is_of_two(tokens, at) or is_of_relation(tokens, verb, at) else token
        barred = Label.SIGN | Label.VERB | Label.PREPOSITION | Label.SUBORDINATOR | Label.DAY
        words += 1
        if (token.labels & barred and token.folded != "'") or words > _TITLE_WORDS:
            title = verb + 1
            while tokens[title].labels & _SKIPPED:
                title += 1
            return _behind_title(tokens, title, at) if words > 1 else None
    return None


def _behind_title(tokens: Sequence[Token], title: int, stop: int) -> Token | None:
    """The name between commas behind a title: "dijo la ministra de Sanidad, Ana Ruiz, en X".

    ``stop`` is where the title's own words end, at its comma or at what tells more of it.
    """
    begins = tokens[title].labels
    if begins and not begins & (Label.DETERMINER | Label.HONORIFIC | Label.POSSESSIVE):
        return None
    barred = Label.VERB | Label.SUBORDINATOR | Label.PRONOUN | Label.CONJUNCTION
    for at in range(stop, min(len(tokens) - 1, stop + 2 * _TITLE_WORDS)):
        token = tokens[at]
        if token.text == ",":
            return _apposed(tokens, at)
        if token.labels & Label.FIELD and _is_name(tokens, at + 1):
            return tokens[at + 1]
        if token.labels & barred or token.labels & Label.SIGN:
            return None
    return None


def _is_of_two(tokens: Sequence[Token], at: int) -> bool:
    joint = tokens[at + 1 : at + 2]
    return bool(joint and joint[0].labels & Label.CONJUNCTION and _is_name(tokens, at + 2))


def _full_apposition(tokens: Sequence[Token], at: int) -> Token | None:
    """The full name behind a place: "keluh warga Brodo, Silvi Mataram, di Threads"."""
    if at + 1 >= len(tokens) or tokens[at + 1].text != ",":
        return None
    name = _apposed(tokens, at + 1)
    return name if name is not None and " " in name.text else None


def _apposed(tokens: Sequence[Token], comma: int) -> Token | None:
    """The name right behind ``comma``, where no other sentence begins with it."""
    at = comma + 1
    while at < len(tokens) and tokens[at].labels & (Label.HONORIFIC | Label.DETERMINER):
        at += 1
    if not _is_name(tokens, at) or tokens[at].labels & NO_SUBJECT:
        return None
    if at + 1 == len(tokens):
        return tokens[at]
    behind = tokens[at + 1].labels
    ends = Label.SIGN | Label.PREPOSITION | Label.ADVERB | Label.DAY
    return tokens[at] if behind & ends else None


def author_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The name at ``at``, or between commas behind a title: "by its manager, Wilma Quist"."""
    name = named_after(tokens, at)
    if name is not None:
        return name
    for place in range(at, min(len(tokens), at + _TITLE_WORDS)):
        if tokens[place].text == ",":
            return _apposed(tokens, place) if place > at else None
        if tokens[place].labels & (Label.NAME | Label.VERB | Label.SIGN):
            return None
    return None


def named_after(tokens: Sequence[Token], at: int) -> Token | None:
    """The name at ``at``, behind its titles ("by the singer Bob Jones")."""
    for place in range(at, min(len(tokens), at + _TITLE_WORDS)):
        token = tokens[place]
        if token.labels & Label.NAME and not token.labels & Label.POSSESSOR:
            if not _is_title(tokens, place):
                return token
        elif token.labels & (Label.SIGN | Label.VERB | Label.PREPOSITION | Label.PRONOUN):
            return None
    return None


def _is_name(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].labels & Label.NAME)


def _is_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name only tells more of the one behind it ("White House aide Jane Roe")."""
    for place in range(at + 1, min(len(tokens), at + _PHRASE_WORDS)):
        token = tokens[place]
        if token.labels & Label.NAME:
            return True
        if token.labels & ~Label.HONORIFIC:
            return False
    return False


def _ungoverned(tokens: Sequence[Token], at: int) -> Token | None:
    """The name at ``at``, or the one that it only tells more of ("Bob Jones of Leeds")."""
    token = tokens[at]
    if token.labels & NO_SUBJECT:
        return None
    before = at - 1
    while before >= 0 and tokens[before].labels & (Label.HONORIFIC | Label.DETERMINER):
        of_title = before and tokens[before - 1].labels & Label.HONORIFIC
        if tokens[before].labels & Label.DETERMINER and of_title and before == at - 1:
            return None  # "der Vorsitzende der Jungen Union"
        before -= 1
    if before < 0:
        return token
    labels = tokens[before].labels
    if labels & Label.CONJUNCTION and _is_name(tokens, before - 1):
        return None
    if labels & Label.PREPOSITION:
        if _is_name(tokens, before - 1):
            return _ungoverned(tokens, before - 1)
        return None
    if not labels and before and (place := _phrase_start(tokens, before)) is not None:
        # "a friend of the singer Bob Jones": the name is still the preposition's.
        return _ungoverned(tokens, place - 1) if _is_name(tokens, place - 1) else None
    return token


def _phrase_start(tokens: Sequence[Token], at: int, opening: int = Label.PREPOSITION) -> int | None:
    """Where the phrase that ends at ``at`` begins, or None."""
    for place in range(at, max(-1, at - _PHRASE_WORDS - 1), -1):
        labels = tokens[place].labels
        if labels & opening:
            return place
        if labels & (Label.SIGN | Label.VERB | Label.SUBORDINATOR | Label.CONJUNCTION):
            return None
    return None


def _opening_bracket(tokens: Sequence[Token], at: int) -> int:
    for place in range(at, -1, -1):
        if tokens[place].text in "([":
            return place
    return 0


def _before_apposition(tokens: Sequence[Token], comma: int) -> Token | None:
    """The name in "Ted Cruz, a Republican from Texas, wrote", for the second comma."""
    for at in range(comma - 1, 0, -1):
        if tokens[at].text == ",":
            place = at - 1
            while place > 0 and tokens[place].text in ")]":
                place = _opening_bracket(tokens, place) - 1
            if _is_name(tokens, place) and (name := _ungoverned(tokens, place)):
                return name
            named = at + 2 == comma and _is_name(tokens, at + 1)
            named = named and not tokens[at + 1].labels & NO_SUBJECT
            barred = Label.SIGN | Label.VERB | Label.PREPOSITION | Label.CONJUNCTION
            return tokens[at + 1] if named and not tokens[place].labels & barred else None
        if tokens[at].text in ":;":
            return None
    return None
