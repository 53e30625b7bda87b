"""What words without a verb that brings words on say: "Ted Cruz on X:", "— Ann Lee"."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.articles.channels import Clause
from archiver.articles.cues import Token, cue_of
from archiver.articles.labels import Label
from archiver.articles.places import author_of, places_in, words_of
from archiver.articles.speakers import first_subject, named_after, subject_after
from archiver.model import Channel

_BY = 2
_COLON_WORDS = 6
"""The most words of a sentence whose one name is whose the words behind its colon are."""
_NO_SUBJECT = Label.POSSESSOR | Label.OBLIQUE
_TITLE_REACH = 4
"""The most words of a title in front of a name."""
_POST_REACH = 3
"""The most words to the post that a sentence begins with."""


def verbless(tokens: Sequence[Token], *, sole: bool) -> Clause | None:
    """A clause without a verb: "per his post", "Ted Cruz on X:", "Her tweet:"."""
    colon = bool(tokens) and tokens[-1].text == ":"
    for place in places_in(tokens):
        if place.sole or (colon and not sole):
            channel = Channel.POSTED if place.posted else Channel.SPOKEN
            owner = author_of(tokens)
            named = None if sole or not owner else _full_only_name(tokens)
            if named is not None and owner is not None and owner.labels & Label.POSSESSIVE:
                owner = named  # "In her post on X Ann Lee came clean:"
            speaker = owner or (None if sole else _first_name(tokens))
            return Clause(
                channel=channel,
                cue=words_of(tokens, place),
                speaker=speaker,
                unsure=speaker is tokens[0] and not (len(tokens) > 1 and _is_plain(tokens[1])),
                end=place.stop,
            )
    if tokens and tokens[0].labels & Label.SOLE_PREPOSITION:
        speaker = named_after(tokens, 1)
        if speaker:
            places = places_in(tokens)
            posted = bool(places) and all(place.posted for place in places)
            channel = Channel.POSTED if posted else Channel.NEUTRAL
            cue = words_of(tokens, places[0]) if posted else cue_of(tokens[0])
            return Clause(channel=channel, cue=cue, speaker=speaker, end=len(tokens))
    # As in "her tweet in full:".
    last = next((t for t in reversed(tokens[:-1]) if not t.labels & Label.ADVERB), None)
    if colon and not sole and last is not None and last.labels & Label.POST_NOUN:
        cue = cue_of(last)
        return Clause(channel=Channel.POSTED, cue=cue, speaker=author_of(tokens), end=len(tokens))
    if colon and not sole and (post := _post_alone(tokens)) is not None:
        cue = cue_of(post)
        return Clause(channel=Channel.POSTED, cue=cue, speaker=author_of(tokens), end=len(tokens))
    led = [token for token in tokens if not token.labels & Label.ADVERB]
    if colon and not sole and len(led) == _BY and _is_full_name(led[0]):
        return Clause(channel=Channel.NEUTRAL, cue=":", speaker=led[0], end=len(tokens))
    return None


def _first_name(tokens: Sequence[Token]) -> Token | None:
    """The name that the words begin with; beside a post, only one of two words or a handle."""
    subject = first_subject(tokens)
    if subject is None:
        return only_name(tokens)
    if subject is tokens[0] and not _is_full_name(subject):
        # A sentence's first word has its capital from there: "Deutlicher wurde Jan Roth auf X".
        others = [at for at in range(1, len(tokens)) if _is_full_name(tokens[at])]
        free = [at for at in others if not tokens[at - 1].labels & Label.PREPOSITION]
        if len(free) == 1 and not tokens[free[0]].labels & _NO_SUBJECT:
            return tokens[free[0]]
        if others and others[0] > _BY and tokens[others[0] - 1].labels & Label.AUTHOR_PREPOSITION:
            return None  # "Spott kam von Jan Roth auf X"
    cased = any(token.labels & Label.BARE for token in tokens)
    if not cased or not any(token.labels & Label.POST_NOUN for token in tokens):
        return subject
    return subject if _is_full_name(subject) or subject.labels & Label.PRONOUN else None


def only_name(tokens: Sequence[Token]) -> Token | None:
    """The one name in the words, where nothing governs it."""
    names = [at for at, token in enumerate(tokens) if token.labels & Label.NAME]
    if len(names) != 1 or tokens[names[0]].labels & _NO_SUBJECT:
        return None
    at = names[0] - 1
    while at >= 0 and tokens[at].labels & (Label.DETERMINER | Label.HONORIFIC):
        at -= 1
    governed = at >= 0 and tokens[at].labels & (Label.PREPOSITION | Label.RELATION)
    beside = at >= 0 and not tokens[at].labels and tokens[names[0] - 1].labels & Label.DETERMINER
    return None if governed or beside else tokens[names[0]]


def _full_only_name(tokens: Sequence[Token]) -> Token | None:
    name = only_name(tokens)
    return name if name is not None and _is_full_name(name) else None


def _post_alone(tokens: Sequence[Token]) -> Token | None:
    """The post that a sentence begins with: "Il post si chiude così:"."""
    if any(token.labels & Label.DENIAL for token in tokens):
        return None
    for token in tokens[:_POST_REACH]:
        if token.labels & Label.POST_NOUN:
            return token
        if not token.labels & (Label.DETERMINER | Label.POSSESSIVE | Label.PLATFORM):
            return None
    return None


def loosely(tokens: Sequence[Token]) -> Clause | None:
    """Words right behind a quotation that name a post, with a verb that no table has.

    "…, drohte Tramm in einem Beitrag auf X": the first plain word is taken for the verb.
    """
    places = places_in(tokens)
    place = next((place for place in places if place.posted), None)
    denied = any(token.labels & (Label.DENIAL | Label.STRONG_DENIAL) for token in tokens)
    verb, subject = _unknown_verb(tokens)
    if place is None or denied or not all(place.posted for place in places):
        return _said_somehow(tokens, verb, subject)
    speaker = subject or author_of(tokens)
    if verb is None:
        speaker = speaker or first_subject(tokens)
    return Clause(channel=Channel.POSTED, cue=words_of(tokens, place), speaker=speaker)


def said_somehow(tokens: Sequence[Token]) -> Clause | None:
    """What a name beside a verb that no table has says: "Bob Jones assured the crowd"."""
    main = [*tokens]
    while main and main[0].labels & Label.SIGN:
        main.pop(0)
    return _said_somehow(main, *_unknown_verb(main))


def _said_somehow(
    tokens: Sequence[Token], verb: Token | None, subject: Token | None
) -> Clause | None:
    if verb is None or subject is None:
        return None
    places = places_in(tokens)
    spoken = next((place for place in places if not place.posted), None)
    on_it = [place for place in places if place.posted and place.labels & Label.PLATFORM]
    if spoken is None and on_it:
        cue = words_of(tokens, on_it[0])
        return Clause(channel=Channel.POSTED, cue=cue, speaker=subject)
    if spoken is None:
        return Clause(channel=Channel.NEUTRAL, cue=cue_of(verb), speaker=subject)
    return Clause(channel=Channel.SPOKEN, cue=words_of(tokens, spoken), speaker=subject)


def _unknown_verb(tokens: Sequence[Token]) -> tuple[Token | None, Token | None]:
    """The plain word that stands where the verb does, and its subject.

    Either it comes first and a name follows it, or a name comes first and it is next.
    """
    at = 0
    while at < len(tokens) and tokens[at].labels & (Label.ADVERB | Label.CLITIC):
        at += 1
    if at < len(tokens) and _is_plain(tokens[at]):
        plain = tokens[at]
        bare = Label.DROPS if any(t.labels & Label.BARE for t in tokens) else 0
        verb = plain._replace(labels=Label.FRONTED | bare)
        subject = subject_after([*tokens[:at], verb, *tokens[at + 1 :]], at)
        if subject is not None:
            return plain, subject
    name = next((at for at in range(len(tokens)) if tokens[at].labels & Label.NAME), None)
    if name is None or name > _TITLE_REACH or name + 1 >= len(tokens):
        return None, None
    front = tokens[:name]
    titled = all(t.labels & (Label.HONORIFIC | Label.DETERMINER) or not t.labels for t in front)
    verb = tokens[name + 1]
    if not titled or not _is_plain(verb) or tokens[name].labels & _NO_SUBJECT:
        return None, None
    return verb, tokens[name]


def _is_plain(token: Token) -> bool:
    return not token.labels & ~Label.OTHER_VERB and token.text.islower() and _is_word(token.text)


def _is_word(text: str) -> bool:
    return text.replace("-", "").isalpha()


def colon_of(tokens: Sequence[Token]) -> Clause | None:
    """A short sentence with a colon, one name, and a verb that no table has: "Indah tertawa:"."""
    if len(tokens) < _BY or tokens[-1].text != ":":
        return None
    if len(tokens) > _COLON_WORDS:
        return _verb_at_colon(tokens)
    speaker = only_name(tokens)
    denied = any(token.labels & (Label.DENIAL | Label.POST_NOUN) for token in tokens)
    verb = any(not token.labels and token.text.islower() for token in tokens)
    if speaker is None or denied or not verb:
        return None
    return Clause(channel=Channel.NEUTRAL, cue=":", speaker=speaker, end=len(tokens))


def _verb_at_colon(tokens: Sequence[Token]) -> Clause | None:
    """A full name and a verb that no table has right in front of a colon: "…, Ann Lee fumed:"."""
    name, verb = tokens[-3], tokens[-2]
    front = tokens[-4].labels
    free = front & Label.SIGN and _is_full_name(name) and not name.labels & _NO_SUBJECT
    denied = any(t.labels & (Label.DENIAL | Label.STRONG_DENIAL) for t in tokens)
    if denied or not free or not _is_plain(verb):
        return None
    return Clause(channel=Channel.NEUTRAL, cue=cue_of(verb), speaker=name, end=len(tokens))


def headed(tokens: Sequence[Token]) -> Clause | None:
    """What a headline says with a name and a colon: "Merz zum Streik: ‚Das reicht‘"."""
    if len(tokens) < _BY or tokens[-1].text != ":":
        return None
    first = next((at for at, t in enumerate(tokens) if not t.labels & Label.HONORIFIC), 0)
    name, behind = tokens[first], tokens[min(first + 1, len(tokens) - 1)]
    if not name.labels & Label.NAME or name.labels & _NO_SUBJECT:
        return None
    if behind.text != ":" and not behind.labels & (Label.PREPOSITION | Label.PLACE_PREPOSITION):
        return None
    return Clause(channel=Channel.NEUTRAL, cue=":", speaker=name, end=len(tokens))


def _is_full_name(token: Token) -> bool:
    return bool(token.labels & Label.NAME) and (" " in token.text or token.text.startswith("@"))


def signature(tokens: Sequence[Token], *, bracket: bool = False) -> Clause | None:
    """The name that signs a quotation: "— Ted Cruz (@tedcruz), on X", "(Claire Roche sur X)"."""
    if (
        not tokens
        or not tokens[0].labels & Label.NAME
        or any(token.labels & (Label.VERB | Label.SUBORDINATOR) for token in tokens)
    ):
        return None
    if len(tokens) > 1 and not tokens[1].labels & (Label.SIGN | Label.PLACE_PREPOSITION):
        return None
    place = next(iter(places_in(tokens)), None)
    if place is None:
        return None if bracket else Clause(channel=Channel.NEUTRAL, cue="—", speaker=tokens[0])
    channel = Channel.POSTED if place.posted else Channel.SPOKEN
    return Clause(channel=channel, cue=words_of(tokens, place), speaker=tokens[0])
