"""The clause that brings a quotation on: its verb, its subject, and where it puts the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from archiver.articles.channels import Clause, with_verb
from archiver.articles.cues import Token
from archiver.articles.labels import Label
from archiver.articles.places import (
    author_of,
    frame,
    places_in,
    posted_place,
    words_of,
)
from archiver.articles.speakers import first_subject, main_subject, subject_after, subject_before
from archiver.articles.subjects import auxiliary_subject, dropped, inverted, last_subject
from archiver.articles.verbless import loosely, signature, verbless
from archiver.model import Channel

_BY = 2
"""How far a post stands in front of its author's name ("a post by Bob Jones")."""


def after_clause(tokens: Sequence[Token], *, loose: bool = False) -> Clause | None:
    """The clause that follows a quotation; None where it says nothing of it.

    ``loose``: a post named there says enough, whatever the verb ("…, drohte Tramm auf X").
    """
    main = list(_main_after(tokens))
    while main and main[0].labels & Label.SIGN:
        sign = main.pop(0).text
        if sign in "—–-(" and (signed := signature(main, bracket=sign == "(")):
            return signed
    if not main or main[0].labels & Label.CONJUNCTION:
        return None
    tail = bool(main[0].labels & Label.TAIL_VERB)
    verb = 0 if tail else next((at for at in range(len(main)) if _is_verb(main, at)), None)
    if verb is None:
        return verbless(main, sole=True) or (loosely(main) if loose else None)
    subject = subject_before(main, verb)
    if subject is None and main[verb].labels & Label.PARTICIPLE:
        return None
    if subject is None and (tail or main[verb].labels & Label.INVERTS):
        subject = subject_after(main, verb)
    behind = main[1].labels if len(main) > 1 else 0
    if tail and subject is None and not behind & (Label.DETERMINER | Label.HONORIFIC):
        return verbless(main, sole=True)
    clause = with_verb(main, verb, subject, dropped(main, 0, verb))
    told = clause and clause.channel is Channel.NEUTRAL and main[-1].labels & Label.RECIPIENT
    return replace(clause, channel=Channel.SPOKEN) if clause and told else clause


def bracketed(tokens: Sequence[Token]) -> Clause | None:
    """The clause in brackets right behind a quotation: "(Claire Roche sur X)"."""
    if not tokens or tokens[0].text != "(":
        return None
    close = next((at for at, token in enumerate(tokens) if token.text == ")"), 0)
    return signature(tokens[1:close], bracket=True)


def before_clause(tokens: Sequence[Token], *, through: bool = False) -> Clause | None:
    """The clause that leads up to a quotation; None where it says nothing of it.

    Where the sentence denies that it was posted, no post and nobody is named. ``through``: the
    main clause counts, whatever clause hangs on it ("schrieb auf X, die Polizei habe …").
    """
    clause = _leading(tokens, through=through)
    main, tail = _main_before(tokens)
    denied = any(tokens[at].labels & Label.STRONG_DENIAL for at in (*main, *tail))
    if clause and denied and clause.channel is Channel.POSTED:
        return replace(clause, channel=Channel.NEUTRAL, speaker=None)
    return clause


def _leading(tokens: Sequence[Token], *, through: bool) -> Clause | None:
    main, tail = _main_before(tokens)
    if tail:
        clause = _clause_before([tokens[at] for at in tail])
        if clause is not None:
            return _subordinate(clause, tokens, main, tail)
        if not (through or tokens[tail[0] - 1].labels & Label.COMPLEMENT):
            return None
    clause = _clause_before([tokens[at] for at in main])
    if clause is None:
        return None
    end = main[clause.end - 1] + 1 if clause.end else 0
    follows = tokens[end].labels if end < len(tokens) else 0
    opens = bool(tokens[-1].labels & Label.COMPLEMENT)
    names = any(t.labels & Label.NAMING_VERB for t in tokens[:end][-1:])
    said = bool(tail) or opens or names or bool(follows & Label.PRONOUN)
    clause = replace(_own_pronoun(clause, tokens), end=end, complement=said)
    return replace(clause, names=names)


def place_of(tokens: Sequence[Token], *, anywhere: bool = False) -> Clause | None:
    """The place that the words behind a quotation begin with: 'a "disgrace" in a tweet'.

    ``anywhere``: also one further on, as long as no comma stands before it.
    """
    signs = (at for at, token in enumerate(tokens) if token.labels & Label.SIGN)
    reach = next(signs, len(tokens)) if anywhere else 1
    place = next((place for place in places_in(tokens) if place.start < reach), None)
    if place is None:
        return None
    channel = Channel.POSTED if place.posted else Channel.SPOKEN
    return Clause(channel=channel, cue=words_of(tokens, place))


def told_place(tokens: Sequence[Token]) -> str | None:
    """The platform that a sentence says something was written on; None where it may be elsewhere.

    "The actress shared the news on Instagram.": a place that is no topic, none of speech, and no
    denial.
    """
    places = places_in(tokens)
    denied = any(token.labels & (Label.DENIAL | Label.STRONG_DENIAL) for token in tokens)
    if denied or not places or not all(place.posted for place in places):
        return None
    last = places[-1]
    named = any(token.labels & Label.PLATFORM for token in tokens[last.start : last.stop])
    return words_of(tokens, last) if named or last.labels & Label.POSTED_PLACE else None


# -- clauses ----------------------------------------------------------------------------


def _main_after(tokens: Sequence[Token]) -> Sequence[Token]:
    """The main clause: without relative clauses, nor any clause that hangs on its verb."""
    main: list[Token] = []
    at, seen = 0, False
    while at < len(tokens):
        token = tokens[at]
        if token.labels & Label.SUBORDINATOR:
            comma = _next_comma(tokens, at)
            if seen or comma is None:
                break
            at = comma
        else:
            seen = seen or bool(token.labels & Label.VERB)
            main.append(token)
            at += 1
    return main


def _main_before(tokens: Sequence[Token]) -> tuple[list[int], list[int]]:
    """Places of the main clause, and of the subordinate one that the sentence breaks off in."""
    main: list[int] = []
    at = 0
    while at < len(tokens):
        if tokens[at].labels & Label.SUBORDINATOR:
            comma = _next_comma(tokens, at)
            if comma is None:
                return main, list(range(at + 1, len(tokens)))
            at = comma
        else:
            main.append(at)
            at += 1
    return main, []


def _next_comma(tokens: Sequence[Token], at: int) -> int | None:
    """The next comma with a word behind it, or None."""
    for place in range(at + 1, len(tokens) - 1):
        if tokens[place].text == "," and not tokens[place + 1].labels & Label.SIGN:
            return place
    return None


def _subordinate(
    clause: Clause, tokens: Sequence[Token], main: list[int], tail: list[int]
) -> Clause:
    """A clause behind "who", "that", "when": its subject may stand in front of that word."""
    link = tail[0] - 1
    relative = bool(tokens[link].labels & Label.RELATIVE)
    front = link - 1
    while front >= 0 and tokens[front].text == ",":
        front -= 1
    while front > 0 and tokens[front].labels & Label.DAY:
        front -= 2 if tokens[front - 1].labels & Label.PREPOSITION else 1
    antecedent = tokens[front] if front >= 0 else None
    near = front - 1
    while near > 0 and tokens[near].labels & (Label.DETERMINER | Label.HONORIFIC):
        near -= 1
    by = front >= _BY and near > 0 and tokens[near].labels & Label.AUTHOR_PREPOSITION
    posts = Label.POST_NOUN | Label.POSTED_PHRASE
    of_post = front >= 0 and bool(tokens[near - 1 if by else front].labels & posts)
    head = [tokens[at] for at in main]
    moved = replace(clause, end=clause.end + tail[0])
    if relative and antecedent and clause.speaker is None:
        if antecedent.labels & Label.NAME and not antecedent.labels & Label.POSSESSOR:
            moved = replace(moved, speaker=antecedent)
        elif of_post:
            wrote = tokens[front].labels & Label.POSTED_PHRASE
            owner = subject_before(tokens, front) if wrote else author_of(head)
            moved = replace(moved, speaker=owner)
        brings = any(token.labels & Label.REPOSTING_VERB for token in head)
        if (brings or of_post) and clause.channel is Channel.NEUTRAL:
            moved = replace(moved, channel=Channel.POSTED)
        return moved
    if of_post and clause.channel is Channel.NEUTRAL:
        moved = replace(moved, channel=Channel.POSTED)
    if moved.speaker is None and clause.cue:
        return replace(moved, speaker=main_subject(head, len(head)))
    return _own_pronoun(moved, tokens)


def _own_pronoun(clause: Clause, tokens: Sequence[Token]) -> Clause:
    """A pronoun that the sentence itself explains as that name; as nobody where it may not be."""
    pronoun = clause.speaker
    if pronoun is None or not pronoun.labels & (Label.PRONOUN | Label.POSSESSIVE):
        return clause
    front = [token for token in tokens if token.start < pronoun.start]
    if not any(token.labels & Label.NAME for token in front):
        return clause
    subject = None if front[0].labels & Label.PREPOSITION else first_subject(front)
    if subject is not None and subject.labels & Label.PRONOUN:
        subject = None
    return replace(clause, speaker=subject)


def _clause_before(tokens: Sequence[Token]) -> Clause | None:
    verbs = [at for at in range(len(tokens)) if _is_verb(tokens, at)]
    if not verbs:
        return verbless(tokens, sole=False)
    verb = verbs[-1]
    split = _split(tokens, verb)
    clause = with_verb(tokens[split:], verb - split, _subject(tokens, verb, split))
    if clause is None:
        return None
    clause = replace(clause, end=verb + 1)
    inherits = tokens[verb].labels & (Label.PARTICIPLE | Label.WRITING_VERB)
    if split and clause.channel is Channel.NEUTRAL:
        head = _clause_before(tokens[:split])
        framed = frame(tokens[:split])
        if head is None and inherits:
            framed = framed or posted_place(tokens[:split])
        if head and inherits and _inheritable(tokens, verb, head):
            return replace(clause, channel=head.channel, cue=head.cue)
        if framed:
            channel = Channel.POSTED if framed.posted else Channel.SPOKEN
            return replace(clause, channel=channel, cue=words_of(tokens, framed))
    return clause


def _inheritable(tokens: Sequence[Token], verb: int, head: Clause) -> bool:
    """Whether "…, writing" adds to what the clause in front says; what a video says does not."""
    if head.channel is Channel.NEUTRAL:
        return False
    writes = tokens[verb].labels & Label.WRITING_VERB
    return bool(writes) or not any(t.labels & Label.MOVING_NOUN for t in tokens[:verb])


def _split(tokens: Sequence[Token], verb: int) -> int:
    """Where the verb's own part of the sentence begins: behind "and", or with ", writing"."""
    at = verb - 1
    while at >= 0 and tokens[at].labels & (Label.ADVERB | Label.PRONOUN | Label.NAME):
        at -= 1
    if at < 0:
        return 0
    if tokens[at].labels & Label.CONJUNCTION:
        joint = at and tokens[at - 1].labels & tokens[at + 1].labels & Label.NAME
        return 0 if joint else at + 1
    participle = tokens[verb].labels & Label.PARTICIPLE
    return at + 1 if participle and at > 0 and tokens[at].text == "," else 0


def _subject(tokens: Sequence[Token], verb: int, split: int) -> Token | None:
    if tokens[verb].labels & Label.FINAL:
        return last_subject(tokens, verb) or dropped(tokens, 0, verb)
    if tokens[verb].labels & Label.PARTICIPLE:
        # "…, with Jim Jordan tweeting"
        beside = tokens[verb - 1] if verb else None
        if beside and beside.labels & (Label.NAME | Label.POSSESSOR) == Label.NAME:
            return beside
        return main_subject(tokens, verb) if split else subject_before(tokens, verb)
    subject = subject_before(tokens[split:], verb - split)
    if subject is None and split:
        return main_subject(tokens[: split - 1], split - 1) or dropped(tokens, split, verb)
    fronted = verb == 0 or tokens[verb].labels & Label.FRONTED
    if subject is None and fronted and tokens[verb].labels & Label.INVERTS:
        subject = inverted(tokens, split, verb)
    subject = subject or auxiliary_subject(tokens, split, verb) or dropped(tokens, split, verb)
    return subject or _of_purpose(tokens, verb)


def _of_purpose(tokens: Sequence[Token], verb: int) -> Token | None:
    """The subject of what somebody did so as to say it: "Ann Lee took to X to say"."""
    if verb < _BY or not tokens[verb - 1].labels & Label.PREPOSITION:
        return None
    if not tokens[verb - _BY].labels & (Label.PLATFORM | Label.ACCOUNT_NOUN):
        return None
    goes = (at for at in range(verb) if tokens[at].labels & Label.TAKING_VERB)
    at = next(goes, None)
    return None if at is None else subject_before(tokens, at)


def _is_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word is a verb that brings words on, and no noun ("the shares")."""
    labels = tokens[at].labels
    if not labels & Label.VERB:
        return False
    front = tokens[at - 1].labels if at else 0
    noun = front & (Label.DETERMINER | Label.POSSESSOR | Label.POSSESSIVE)
    return not (noun and labels & Label.NOUN_VERB)
