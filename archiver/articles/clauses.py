"""The clause that brings a quotation on: its verb, its subject, and where it puts the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.articles.cues import Label, Token
from archiver.articles.places import (
    BREAKS,
    OBJECT_WORDS,
    Placed,
    author_of,
    frame,
    is_office,
    places_in,
    posted_place,
    telling_post,
    words_of,
)
from archiver.articles.speakers import (
    first_subject,
    main_subject,
    named_after,
    subject_after,
    subject_before,
)
from archiver.model import Channel

_BY = 2
"""How far a post stands in front of its author's name ("a post by Bob Jones")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What one clause says of the words that it brings on."""

    channel: Channel
    cue: str
    speaker: Token | None = None
    end: int = 0
    """The place behind its verb, among all the tokens."""
    complement: bool = False
    """Whether what follows is surely what was said: "tweeted that", "said he"."""


def after_clause(tokens: Sequence[Token]) -> Clause | None:
    """The clause that follows a quotation; None where it says nothing of it."""
    main = list(_main_after(tokens))
    while main and main[0].labels & Label.SIGN:
        dash = main[0].text in "—–-"
        main.pop(0)
        if dash and (signed := _signature(main)):
            return signed
    if not main or main[0].labels & Label.CONJUNCTION:
        return None
    verb = next((at for at in range(len(main)) if _is_verb(main, at)), None)
    if verb is None:
        return _verbless(main, sole=True)
    subject = subject_before(main, verb)
    if subject is None and main[verb].labels & Label.PARTICIPLE:
        return None
    if subject is None and not main[verb].labels & Label.SPOKEN_VERB:
        subject = subject_after(main, verb)
    return _with_verb(main, verb, subject)


def before_clause(tokens: Sequence[Token]) -> Clause | None:
    """The clause that leads up to a quotation; None where it says nothing of it.

    Where the sentence denies that it was posted, no post and nobody is named.
    """
    clause = _leading(tokens)
    denied = any(token.labels & Label.STRONG_DENIAL for token in tokens)
    if clause and denied and clause.channel is Channel.POSTED:
        return replace(clause, channel=Channel.NEUTRAL, speaker=None)
    return clause


def _leading(tokens: Sequence[Token]) -> Clause | None:
    main, tail = _main_before(tokens)
    if tail:
        clause = _clause_before([tokens[at] for at in tail])
        if clause is not None:
            return _subordinate(clause, tokens, main, tail)
        if not tokens[tail[0] - 1].labels & Label.COMPLEMENT:
            return None
    clause = _clause_before([tokens[at] for at in main])
    if clause is None:
        return None
    end = main[clause.end - 1] + 1 if clause.end else 0
    follows = tokens[end].labels if end < len(tokens) else 0
    opens = bool(tokens[-1].labels & Label.COMPLEMENT)
    said = bool(tail) or opens or bool(follows & Label.PRONOUN)
    return replace(_own_pronoun(clause, tokens), end=end, complement=said)


def place_of(tokens: Sequence[Token]) -> Clause | None:
    """The place that the words behind a quotation begin with: 'a "disgrace" in a tweet'."""
    place = next((place for place in places_in(tokens) if place.start == 0), None)
    if place is None:
        return None
    channel = Channel.POSTED if place.posted else Channel.SPOKEN
    return Clause(channel=channel, cue=words_of(tokens, place))


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
    antecedent = tokens[front] if front >= 0 else None
    by = front >= _BY and tokens[front - 1].labels & Label.AUTHOR_PREPOSITION
    of_post = front >= 0 and bool(tokens[front - _BY if by else front].labels & Label.POST_NOUN)
    head = [tokens[at] for at in main]
    moved = replace(clause, end=clause.end + tail[0])
    if relative and antecedent and clause.speaker is None:
        if antecedent.labels & Label.NAME and not antecedent.labels & Label.POSSESSOR:
            moved = replace(moved, speaker=antecedent)
        elif of_post:
            moved = replace(moved, speaker=author_of(head))
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
        return _verbless(tokens, sole=False)
    verb = verbs[-1]
    split = _split(tokens, verb)
    clause = _with_verb(tokens[split:], verb - split, _subject(tokens, verb, split))
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
    if tokens[verb].labels & Label.PARTICIPLE:
        # "…, with Jim Jordan tweeting"
        beside = tokens[verb - 1] if verb else None
        if beside and beside.labels & (Label.NAME | Label.POSSESSOR) == Label.NAME:
            return beside
        return main_subject(tokens, verb) if split else subject_before(tokens, verb)
    subject = subject_before(tokens[split:], verb - split)
    if subject is None and split:
        return main_subject(tokens[: split - 1], split - 1)
    inverts = not tokens[verb].labels & Label.SPOKEN_VERB
    return subject_after(tokens, verb) if subject is None and inverts and verb == 0 else subject


def _is_verb(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word is a verb that brings words on, and no noun ("the shares")."""
    labels = tokens[at].labels
    if not labels & Label.VERB:
        return False
    front = tokens[at - 1].labels if at else 0
    noun = front & (Label.DETERMINER | Label.POSSESSOR | Label.POSSESSIVE)
    return not (noun and labels & Label.NOUN_VERB)


# -- channels ---------------------------------------------------------------------------


def _with_verb(tokens: Sequence[Token], verb: int, subject: Token | None) -> Clause | None:
    token = tokens[verb]
    channel, cue = _channel(tokens, verb, places_in(tokens))
    post = telling_post(tokens, verb, subject) if token.labels & Label.READING_VERB else None
    if post is not None:
        channel, cue, subject = Channel.POSTED, tokens[post].folded, author_of(tokens)
    if channel is None:
        return None
    if channel is Channel.POSTED and _denied(tokens, verb if post is None else post):
        return Clause(channel=Channel.NEUTRAL, cue=cue)
    speaker = None if token.labels & Label.REPOSTING_VERB else subject
    return Clause(channel=channel, cue=cue, speaker=speaker)


def _denied(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words right in front say that it is no post, or that it wasn't posted."""
    return any(token.labels & Label.DENIAL for token in tokens[max(0, at - _BY) : at])


def _channel(
    tokens: Sequence[Token], verb: int, places: Sequence[Placed]
) -> tuple[Channel | None, str]:
    token = tokens[verb]
    labels = token.labels
    posted = next((place for place in places if place.posted), None)
    spoken = next((place for place in places if not place.posted), None)
    if labels & Label.POSTED_PHRASE:
        return Channel.POSTED, token.folded
    if labels & Label.SPOKEN_VERB:
        somebody = verb + 1 < len(tokens) and named_after(tokens, verb + 1)
        if posted and not spoken and not somebody:
            return Channel.POSTED, words_of(tokens, posted)
        return Channel.SPOKEN, token.folded
    if labels & (Label.POSTED_VERB | Label.REPOSTING_VERB) and not labels & Label.NEUTRAL_VERB:
        return Channel.POSTED, token.folded
    if spoken and not (posted and _counts_more(posted, spoken, labels)):
        return Channel.SPOKEN, words_of(tokens, spoken)
    if posted:
        return Channel.POSTED, words_of(tokens, posted)
    shown = _shown(tokens, verb)
    if shown is not None:
        return Channel.POSTED, shown
    if labels & Label.POSTING_VERB:
        business = any(t.labels & (Label.FIGURE | Label.ELSEWHERE_NOUN) for t in tokens)
        plain = verb + 1 < len(tokens) and not (
            tokens[verb + 1].labels & (Label.SIGN | Label.DAY | Label.PREPOSITION | Label.ADVERB)
        )
        plain = plain and verb > 0
        return (None, "") if business or plain else (Channel.POSTED, token.folded)
    return Channel.NEUTRAL, token.folded


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
            return None if office or away else tokens[verb].folded
        if found & Label.SHARED_NOUN and (labels & Label.SHARED_VERB or beside):
            return tokens[verb].folded
        if found & (BREAKS & ~Label.PRONOUN):
            return None
    return None


def _is_picture_word(token: Token) -> bool:
    return bool(token.labels & Label.PICTURE_PREPOSITION)


def _verbless(tokens: Sequence[Token], *, sole: bool) -> Clause | None:
    """A clause without a verb: "per his post", "Ted Cruz on X:", "Her tweet:"."""
    colon = bool(tokens) and tokens[-1].text == ":"
    for place in places_in(tokens):
        if place.sole or (colon and not sole):
            channel = Channel.POSTED if place.posted else Channel.SPOKEN
            speaker = author_of(tokens) or (None if sole else first_subject(tokens))
            return Clause(
                channel=channel, cue=words_of(tokens, place), speaker=speaker, end=place.stop
            )
    if tokens and tokens[0].labels & Label.SOLE_PREPOSITION:
        speaker = named_after(tokens, 1)
        if speaker:
            cue = tokens[0].folded
            return Clause(channel=Channel.NEUTRAL, cue=cue, speaker=speaker, end=len(tokens))
    if colon and not sole and len(tokens) > 1 and tokens[-2].labels & Label.POST_NOUN:
        cue = tokens[-2].folded
        return Clause(channel=Channel.POSTED, cue=cue, speaker=author_of(tokens), end=len(tokens))
    if colon and not sole and len(tokens) == 2 and _is_full_name(tokens[0]):
        return Clause(channel=Channel.NEUTRAL, cue=":", speaker=tokens[0], end=2)
    return None


def _is_full_name(token: Token) -> bool:
    return bool(token.labels & Label.NAME) and (" " in token.text or token.text.startswith("@"))


def _signature(tokens: Sequence[Token]) -> Clause | None:
    """The name behind a dash that signs a quotation: "— Ted Cruz (@tedcruz), on X"."""
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
        return Clause(channel=Channel.NEUTRAL, cue="—", speaker=tokens[0])
    channel = Channel.POSTED if place.posted else Channel.SPOKEN
    return Clause(channel=channel, cue=words_of(tokens, place), speaker=tokens[0])
