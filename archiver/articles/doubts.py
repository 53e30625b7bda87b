"""What takes from a sentence that its words were posted: a denial, a letter, another meaning.

"Posted" is what accuses, so that a word of two meanings ("entry", "message", "caption") needs a
platform beside it, and a denial leaves nobody to have said the words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from archiver.articles.channels import Clause
from archiver.articles.cues import Token, tokens_of
from archiver.articles.labels import Label
from archiver.articles.places import places_in, words_of
from archiver.articles.said import Context, Place, Said
from archiver.articles.seen import Seen
from archiver.articles.windows import MARKS
from archiver.model import Channel

_NEAR = 600
"""The code points on each side in which a platform or an embed backs a word of two meanings."""
_SURE = (
    Label.PLATFORM
    | Label.ACCOUNT_NOUN
    | Label.POSTED_VERB
    | Label.POSTING_VERB
    | Label.POSTED_PHRASE
    | Label.POSTED_PLACE
    | Label.REPOSTING_VERB
    | Label.SHARED_NOUN
)
"""What says by itself that words were posted."""
_WRITES = Label.VERB | Label.SENDING_VERB | Label.WRITING_VERB
_GAP = 300
"""The most code points between two quotations of one post."""
_BESIDE = 2
"""How far from a post the word stands that calls it the same."""
_ENDS = ".!?…"


def doubted(context: Context, seen: Seen, clause: Clause) -> Clause:
    """The clause, as of no post where its sentence, read whole, gives reason to doubt it."""
    if clause.channel is not Channel.POSTED:
        return clause
    tokens = _sentence(seen)
    if denies(tokens):
        return replace(clause, channel=Channel.NEUTRAL, speaker=None)
    if _is_on_a_wall(tokens):
        return replace(clause, channel=Channel.NEUTRAL)
    if (told := _told_behind(seen)) is not None:
        return replace(clause, channel=Channel.SPOKEN, cue=told)
    weak = _is_weak(tokens) and not _is_backed(context, seen.place)
    if weak or _is_addressed(tokens):
        return replace(clause, channel=Channel.NEUTRAL)
    return clause


def denies(tokens: Sequence[Token]) -> bool:
    """Whether somebody denies what the sentence tells: "denied ever having tweeted"."""
    opens = bool(tokens) and bool(tokens[0].labels & Label.COMPLEMENT)
    return any(
        token.labels & Label.DENYING_VERB and (opens or _governs(tokens, at))
        for at, token in enumerate(tokens)
    ) or any(t.labels & Label.STRONG_DENIAL and t.labels & Label.FINAL for t in tokens)


def _governs(tokens: Sequence[Token], denial: int) -> bool:
    """Whether the denial at ``denial`` is of the writing, or of the post, behind it."""
    at = denial + 1
    if at < len(tokens) and tokens[at].text == ",":
        at += 1
    phrase = False
    while at < len(tokens):
        labels = tokens[at].labels
        stops = labels & Label.SIGN and tokens[at].text not in MARKS
        if stops or (labels & Label.CONJUNCTION and not labels & Label.COMPLEMENT):
            return False
        if labels & _WRITES or (labels & Label.POST_NOUN and not phrase):
            return True
        phrase = bool(labels & Label.PREPOSITION) or (phrase and not labels & Label.NAME)
        at += 1
    return False


def _sentence(seen: Seen) -> tuple[Token, ...]:
    """The words in front of a quotation and, where its sentence goes on there, those behind."""
    ended = seen.exact[-1:] in _ENDS and seen.tail.lstrip()[:1].isupper()
    return seen.in_front if ended else (*seen.in_front, *seen.behind)


def _told_behind(seen: Seen) -> str | None:
    """Where words were spoken, said right behind them: 'on X, blaming "…" in an interview'.

    Not where a verb has said before that they were tweeted, or a post stands there too.
    """
    if not seen.tail[:1].isspace() or not seen.in_front or seen.lead.rstrip()[-1:] == ":":
        return None
    if any(token.labels & Label.POSTED_VERB for token in seen.in_front):
        return None
    signs = (at for at, token in enumerate(seen.behind) if token.labels & Label.SIGN)
    behind = seen.behind[: next(signs, len(seen.behind))]
    places = places_in(behind)
    if not places or places[0].start or places[0].posted:
        return None
    if places[0].labels & Label.POSTABLE_NOUN and any(t.labels & _SURE for t in behind):
        return None
    return None if any(place.posted for place in places) else words_of(behind, places[0])


def _is_on_a_wall(tokens: Sequence[Token]) -> bool:
    """Whether a thing is named that a note is posted on, and nothing that a post stands on."""
    surely = _SURE & ~(Label.POSTING_VERB | Label.REPOSTING_VERB)
    if any(token.labels & (surely | Label.POST_NOUN) or token.text[:1] == "@" for token in tokens):
        return False
    for at, token in enumerate(tokens[:-3]):
        on = tokens[at + 1].labels & Label.PLATFORM_PREPOSITION
        if token.labels & Label.POSTING_VERB and on and tokens[at + 2].labels & Label.DETERMINER:
            return not tokens[at + 3].labels
    return False


def _is_weak(tokens: Sequence[Token]) -> bool:
    """Whether only a word of two meanings says that there is a post."""
    nouns = [token.labels for token in tokens if token.labels & Label.POST_NOUN]
    if any(token.labels & _SURE or token.text[:1] == "@" for token in tokens):
        return False
    return bool(nouns) and all(labels & Label.WEAK_NOUN for labels in nouns)


def _is_addressed(tokens: Sequence[Token]) -> bool:
    """Whether a word of two meanings goes to somebody ("a message to the crews") on no platform."""
    surely = _SURE & ~(Label.SHARED_NOUN | Label.REPOSTING_VERB)
    if any(token.labels & surely or token.text[:1] == "@" for token in tokens):
        return False
    return any(
        token.labels & Label.WEAK_NOUN and tokens[at + 1].labels & Label.ADDRESSING_PREPOSITION
        for at, token in enumerate(tokens[:-1])
    )


def _is_backed(context: Context, place: Place) -> bool:
    """Whether an embed or a platform near it makes a post of a word of two meanings."""
    first = place.outer_start - _NEAR
    embed = bisect_left(context.embeds, (first, first))
    if embed < len(context.embeds) and context.embeds[embed][0] < place.outer_end + _NEAR:
        return True
    window = f"{context.text[max(0, first) : place.outer_start]} "
    window += context.text[place.outer_end : place.outer_end + _NEAR]
    near = tokens_of(window, context.lexicon)
    posts = (t.labels & (Label.POST_NOUN | Label.WEAK_NOUN) == Label.POST_NOUN for t in near)
    sure = _SURE & ~(Label.SHARED_NOUN | Label.ACCOUNT_NOUN | Label.REPOSTING_VERB)
    return any(posts) or any(t.labels & sure or t.text[:1] == "@" for t in near)


def is_of_post_before(context: Context, index: int, seen: Seen, before: Said | None) -> bool:
    """Whether the sentence goes on in the post just quoted: "the same post continues".

    So does "heißt es in dem Beitrag weiter", where nobody else and no other post is named.
    """
    if before is None or before.channel is not Channel.POSTED or not index:
        return False
    last = context.quotations[index - 1].outer_end
    embed = bisect_left(context.embeds, (last, last))
    between = embed < len(context.embeds) and context.embeds[embed][0] < seen.place.outer_start
    if between or seen.place.outer_start - last > _GAP:
        return False
    tokens = _sentence(seen)
    if any(token.labels & (Label.REPOSTING_VERB | Label.DENIAL) for token in tokens):
        return False
    posts = Label.POST_NOUN | Label.POSTABLE_NOUN | Label.POSTED_PLACE
    found = [at for at, token in enumerate(tokens) if token.labels & posts]
    if any(_is_same(tokens, at) for at in found):
        return True
    others = Label.NAME | Label.PRONOUN | Label.POSSESSIVE | Label.SUBORDINATOR | Label.INDEFINITE
    if any(token.labels & others and not token.labels & Label.DETERMINER for token in tokens):
        return False
    return any(tokens[at].labels & Label.POST_NOUN and _is_plain(tokens, at) for at in found)


def _is_same(tokens: Sequence[Token], post: int) -> bool:
    """Whether the post at ``post`` is called the same as before."""
    beside = (*tokens[max(0, post - _BESIDE) : post], *tokens[post + 1 : post + 1 + _BESIDE])
    return any(token.labels & Label.SAME_WORD for token in beside)


def _is_plain(tokens: Sequence[Token], post: int) -> bool:
    """Whether nothing tells which post it is, so that it is the one before: "the post"."""
    front = tokens[post - 1].labels if post else Label.SIGN
    if front & Label.INDEFINITE:
        return False
    behind = tokens[post + 1].labels if post + 1 < len(tokens) else Label.SIGN
    led = Label.DETERMINER | Label.PREPOSITION | Label.SIGN | Label.VERB | Label.ADVERB
    return bool(front & led) and not behind & (Label.AUTHOR_PREPOSITION | Label.NAME)
