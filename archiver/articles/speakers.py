"""Who speaks: the subject of the verb that brings a quotation on.

A wrong name is worse than none, so a name counts only where nothing but adverbs, days,
brackets and what stands between commas parts it from its verb.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.cues import Label, Token

_TITLE_WORDS = 6
"""The most plain words between an inverted verb and its name ("said the singer's aide …")."""
_PHRASE_WORDS = 4
"""The most words of a prepositional phrase between a name and its verb."""
_SKIPPED = Label.ADVERB | Label.DAY


def subject_before(tokens: Sequence[Token], verb: int) -> Token | None:
    """The name or pronoun whose verb stands at ``verb``; None where it is none of them."""
    at = verb - 1
    skipped_phrase = False
    while at >= 0:
        token = tokens[at]
        if token.labels & Label.NAME:
            return _ungoverned(tokens, at)
        if token.labels & Label.PRONOUN:
            return token
        if token.labels & _SKIPPED:
            at -= 1
        elif token.text in ")]":
            at = _opening_bracket(tokens, at) - 1
        elif token.text == ",":
            return _before_apposition(tokens, at)
        elif not skipped_phrase and (place := _phrase_start(tokens, at)) is not None:
            skipped_phrase, at = True, place - 1
        else:
            return None
    return None


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


def teller(tokens: Sequence[Token]) -> Token | None:
    """The one who says something in a sentence, else the one it begins with."""
    for at, token in enumerate(tokens):
        if token.labels & (Label.SPOKEN_VERB | Label.POSTED_VERB):
            return subject_before(tokens, at)
    return first_subject(tokens)


def subject_after(tokens: Sequence[Token], verb: int) -> Token | None:
    """The name or pronoun right behind a verb ("said deputy secretary Hogan Gidley")."""
    words = 0
    for at in range(verb + 1, len(tokens)):
        token = tokens[at]
        if token.labels & Label.PRONOUN:
            return token if words == 0 else None
        if token.labels & Label.NAME and not token.labels & Label.POSSESSOR:
            if _is_title(tokens, at):
                words += 1
                continue
            joint = tokens[at + 1 : at + 2]
            two = joint and joint[0].labels & Label.CONJUNCTION
            return None if two and _is_name(tokens, at + 2) else token
        barred = Label.SIGN | Label.VERB | Label.PREPOSITION | Label.SUBORDINATOR | Label.DAY
        words += 1
        if (token.labels & barred and token.folded != "'") or words > _TITLE_WORDS:
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
    if token.labels & Label.POSSESSOR:
        return None
    before = at - 1
    while before >= 0 and tokens[before].labels & (Label.HONORIFIC | Label.DETERMINER):
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


def _phrase_start(tokens: Sequence[Token], at: int) -> int | None:
    """Where the prepositional phrase that ends at ``at`` begins, or None."""
    for place in range(at, max(-1, at - _PHRASE_WORDS - 1), -1):
        labels = tokens[place].labels
        if labels & Label.PREPOSITION:
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
            if _is_name(tokens, place):
                return _ungoverned(tokens, place)
            named = at + 2 == comma and _is_name(tokens, at + 1)
            barred = Label.SIGN | Label.VERB | Label.PREPOSITION | Label.CONJUNCTION
            return tokens[at + 1] if named and not tokens[place].labels & barred else None
        if tokens[at].text in ":;":
            return None
    return None
