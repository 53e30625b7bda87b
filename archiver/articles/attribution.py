"""Who an article says spoke, and where: read from the words around a quotation."""

from __future__ import annotations

from dataclasses import replace

from archiver.articles.channels import Clause
from archiver.articles.clauses import after_clause, before_clause, bracketed, place_of, told_place
from archiver.articles.cues import Token, is_platform, tokens_of
from archiver.articles.doubts import doubted, is_of_post_before
from archiver.articles.labels import Label
from archiver.articles.lexicons import UNKNOWN
from archiver.articles.pronouns import is_named_in_full, is_person, speaker_of
from archiver.articles.roles import holder
from archiver.articles.said import Context, Said
from archiver.articles.seen import Seen, seen_of
from archiver.articles.terms import (
    is_attributive,
    is_medium,
    is_named_term,
    is_only_named,
    is_titled,
    unsaid,
)
from archiver.articles.verbless import colon_of, headed, said_somehow
from archiver.articles.windows import (
    after_of,
    next_sentence,
    sentence_before,
    sentence_ends,
)
from archiver.model import Channel

_INTERRUPTION = 120
"""The most code points that may stand between the two halves of one quotation."""
_WOVEN_WORDS = 3
_ASIDE_WORDS = 4
"""The most words between the verb and the mark."""
_TWO = 2
_LEADING = " ,;—–-"
"""What parts the words behind a quotation from it, and says nothing."""
_VERB_REACH = 3
"""The most words from the mark to the verb that ends the sentence, the verb among them."""
_SENTENCE_WORDS = 4
_LONG_WORDS = 6
"""From this many words, what is quoted of a post is no term."""


def attribute(context: Context, index: int, before: Said | None) -> Said:
    """What the article says of quotation ``index``; ``before`` is what it says of the last one.

    Words after it ("…," she wrote) go before words in front of it, as they close the
    sentence. Without either, a short span without a sentence's marks is a term.
    """
    if context.lexicon.engine == "uncased":
        from archiver.articles.uncased import attribute_uncased

        return attribute_uncased(context, index, before)
    if before is not None and _continues(context, index):
        return replace(before, continues=True)
    seen = seen_of(context, index)
    if _is_name_of_thing(context, seen):
        return Said(channel=Channel.TERM, words=seen.lead.strip() or None)
    clause, words = _clause(context, seen, index)
    if clause is None and before is not None and _is_and_further(context, seen, index):
        return replace(before, continues=True)
    if clause is not None and seen.in_front and is_only_named(context, index, clause):
        return Said(channel=Channel.TERM, words=seen.lead.strip() or None)
    if clause is None or is_attributive(seen.exact, seen.in_front, seen.behind):
        return _within_post(context, seen, before) or unsaid(seen)
    return _said(context, seen, index, clause, words, before)


def _is_name_of_thing(context: Context, seen: Seen) -> bool:
    """Whether the words between the marks are a platform's, a medium's or a title's name."""
    titled = is_titled(seen) if context.lexicon.final else is_medium(seen.in_front, seen.exact)
    named = is_named_term(seen.in_front, seen.exact)
    return titled or named or is_platform(seen.exact, context.lexicon)


def _said(
    context: Context, seen: Seen, index: int, clause: Clause, words: str, before: Said | None
) -> Said:
    """What the clause says, with whom its pronoun means, and where it goes on in a post."""
    leads = words is seen.lead
    offset = seen.offset if leads or words is not seen.tail else seen.place.outer_start
    speaker = speaker_of(context, clause.speaker, offset, before)
    if clause.unsure and clause.speaker is not None and clause.speaker.labels & Label.NAME:
        known = is_named_in_full(context, clause.speaker)
        known = known or is_person(context, clause.speaker, seen.place.outer_start)
        speaker = speaker if known else None
    clause = _of_post_before(context, seen, index, clause, before)
    if clause.speaker is None and before is not None and _goes_on(seen.in_front, leads):
        near = seen.offset == context.quotations[index - 1].outer_end
        speaker = before.speaker if near else None
    if before is not None and clause.channel is not Channel.SPOKEN:
        same = speaker in {None, before.speaker}
        if same and is_of_post_before(context, index, seen, before):
            words = words.strip().lstrip(_LEADING)
            post = Channel.POSTED
            return Said(channel=post, words=words, speaker=before.speaker, cue=clause.cue)
    sure = doubted(context, seen, clause)
    if sure.speaker is None and clause.speaker is not None:
        speaker = None
    if speaker is None and clause.speaker is None and sure.channel is clause.channel:
        beside = seen.in_front if leads or context.lexicon.final else seen.behind
        start = seen.place.outer_start
        speaker = holder(context, beside, start, before, behind=beside is seen.behind)
    words = words.strip().lstrip(_LEADING)
    return Said(channel=sure.channel, words=words, speaker=speaker, cue=sure.cue)


def _clause(context: Context, seen: Seen, index: int) -> tuple[Clause | None, str]:
    """The clause that brings the quotation on, and the words that it is in."""
    around = f"{seen.lead.strip()} {seen.tail.strip()}"
    if context.lexicon.final and seen.in_front and (clause := _around(seen)):
        return clause, around
    exact, tail = seen.exact, seen.tail
    if _goes_through(seen) and (clause := _around(seen)):
        return clause, around
    loose = context.lexicon.inverts and len(exact.split()) >= _WOVEN_WORDS
    follows = _follows(exact, tail, seen.behind)
    clause = after_clause(seen.behind, loose=loose) if follows else bracketed(seen.behind)
    words = tail
    if clause is None or (exact[-1].isalnum() and tail[:1] == ","):
        # A comma outside the marks is the sentence's: the words next to them are theirs.
        leading = before_clause(seen.in_front)
        ended = exact[-1:] in ".!?…" and tail.lstrip()[:1].isupper()
        leading = _with_trailer(leading, seen.behind, tail) if leading and not ended else leading
        near = leading and _introduces(leading, seen.in_front, exact, block=seen.place.block)
        if near and (clause is None or _touches(leading, seen.in_front)):
            clause, words = leading, seen.lead
    if clause is None and (clause := _around(seen)):
        return clause, around
    if clause is None and context.lexicon.inverts and (told := _told_behind(context, index)):
        return told
    if clause is None and context.lexicon.inverts and (named := colon_of(seen.in_front)):
        return named, seen.lead
    if clause is None and (seen.place.headline or _is_colon_of_person(context, seen)):
        clause = headed(seen.in_front)
        known = clause and clause.speaker and is_named_in_full(context, clause.speaker)
        return clause if known else None, seen.lead
    known = context.lexicon.tag != UNKNOWN and len(exact.split()) >= _SENTENCE_WORDS
    if clause is None and follows and known:
        return said_somehow(seen.behind), seen.tail
    return clause, words


def _is_and_further(context: Context, seen: Seen, index: int) -> bool:
    """Whether no more stands between two quotations of a paragraph than "Und weiter:"."""
    near = bool(index) and seen.offset == context.quotations[index - 1].outer_end
    if not near or len(seen.in_front) < _TWO:
        return False
    opens = seen.in_front[-1].labels & Label.COMPLEMENT
    if not opens and seen.in_front[-1].text != ":":
        return False
    links = Label.CONJUNCTION | Label.ADVERB | Label.SIGN | Label.COMPLEMENT
    if opens and not seen.in_front[-_TWO].labels & Label.CONJUNCTION:
        return False
    return "\n" not in seen.lead and all(token.labels & links for token in seen.in_front)


def _of_post_before(
    context: Context, seen: Seen, index: int, clause: Clause, before: Said | None
) -> Clause:
    """The clause, as of a post where one was just told of: "She took to X. “…,” she wrote".

    That is so where a verb of writing has a pronoun, or nobody, for its subject, and the
    sentence in front tells where she wrote, or has the words of a post.
    """
    subject = clause.speaker
    nobody = subject is None or subject.labels & (Label.PRONOUN | Label.POSSESSIVE)
    if clause.channel is not Channel.NEUTRAL or not clause.writes or not nobody:
        return clause
    last = context.quotations[index - 1] if index else None
    if last is not None and before is not None and before.channel is Channel.POSTED:
        between = context.text[last.outer_end : seen.place.outer_start]
        if "\n" not in between and len(between) <= _INTERRUPTION and subject is not None:
            return replace(clause, channel=Channel.POSTED, cue=before.cue or clause.cue)
    sentence = sentence_before(context, seen.offset)
    place = told_place(tokens_of(sentence, context.lexicon))
    return clause if place is None else replace(clause, channel=Channel.POSTED, cue=place)


def _told_behind(context: Context, index: int) -> tuple[Clause, str] | None:
    """The next sentence, where it says who said this one: "«…». Lo scrive su X Marta Gilli."."""
    sentence = next_sentence(context, index)
    tokens = tokens_of(sentence, context.lexicon)
    if not tokens or not tokens[0].labels & Label.BACKWARD:
        return None
    clause = after_clause(tokens[1:], loose=True)
    return None if clause is None else (clause, sentence)


def _is_colon_of_person(context: Context, seen: Seen) -> bool:
    """Whether nothing but somebody known from elsewhere stands in front: "Merz: …"."""
    lead = seen.in_front
    if len(lead) != _TWO or lead[1].text != ":" or not lead[0].labels & Label.NAME:
        return False
    return is_person(context, lead[0], len(context.text))


def _goes_through(seen: Seen) -> bool:
    """Whether the sentence goes on from in front of the quotation to behind it, unbroken."""
    ended = seen.exact[-1:] in ",?!…" or seen.lead.rstrip()[-1:] in {":", ","}
    return bool(seen.in_front) and not ended and seen.tail[:1].isspace()


def _around(seen: Seen) -> Clause | None:
    """The clause that the quotation stands in the middle of, with its verb right behind.

    "Merz hat den Plan auf X als „absurd“ bezeichnet."
    """
    final = any(token.labels & Label.FINAL for token in seen.behind)
    near = seen.behind[: 2 * _VERB_REACH if final else _VERB_REACH]
    verb = next((at for at, token in enumerate(near) if token.labels & Label.VERB), None)
    if verb is None or any(token.labels & Label.SIGN for token in near[:verb]):
        return None
    if not (near[verb].labels & Label.FRONTED and seen.in_front):
        return None
    governed = bool(seen.in_front) and seen.in_front[-1].labels & Label.PREPOSITION
    if governed and not near[verb].labels & (Label.NAMING_VERB | Label.FINAL):
        return None
    offset = len(seen.lead) + 1
    moved = (t._replace(start=t.start + offset, end=t.end + offset) for t in near[: verb + 1])
    return before_clause((*seen.in_front, *moved))


def _follows(exact: str, after: str, behind: tuple[Token, ...]) -> bool:
    """Whether the words after a quotation can be its attribution.

    Where no comma says so, only the very next words can ("… 100%" Hamilton told reporters).
    """
    stripped = after.lstrip(" \t\r")
    if stripped[:1] in {",", "—", "–"} or stripped[:2] in {"--", "- "}:
        return True
    if stripped[:1] == "\n" or not behind:
        return False
    if exact[-1:] in ",?!…—–’'-":
        return True
    if exact[-1:] == "." and not behind[0].text.islower():
        return False
    subject = behind[0].labels & (Label.NAME | Label.PRONOUN)
    at = 1 if subject else 0
    while at < len(behind) and behind[at].labels & (Label.ADVERB | Label.CLITIC):
        at += 1
    verb = behind[at].labels if len(behind) > at else 0
    # Some languages set no comma: « Nous partirons demain » a écrit Anne Roche.
    needed = _SENTENCE_WORDS if verb & Label.FRONTED else _LONG_WORDS
    needed = 1 if verb & Label.FINAL else needed
    return bool(verb & Label.VERB) and len(exact.split()) >= needed


def _continues(context: Context, index: int) -> bool:
    """Whether "A," she wrote, "B" makes this one the second half."""
    first = context.quotations[index - 1]
    between = context.text[first.outer_end : context.quotations[index].outer_start]
    if len(between) > _INTERRUPTION or "\n" in between or not between.strip():
        return False
    joined = context.text[first.end - 1] in ",?!—–…-" or between.lstrip()[:1] in {",", *"—–-"}
    closes = between.rstrip()[-1:] in {",", ".", "—", "–", ";"}
    ends = sentence_ends(between.rstrip(), context.lexicon)
    if not (joined and closes) or ends:
        return False
    if after_clause(tokens_of(between, context.lexicon)) is None:
        return False
    return not (between.rstrip().endswith(".") and _has_own(context, index))


def _has_own(context: Context, index: int) -> bool:
    """Whether words behind a quotation say whose it is."""
    place = context.quotations[index]
    tail = after_of(context, index)
    behind = tokens_of(tail, context.lexicon)
    follows = _follows(context.text[place.start : place.end], tail, behind)
    return follows and after_clause(behind) is not None


def _introduces(clause: Clause, lead: tuple[Token, ...], exact: str, *, block: bool) -> bool:
    """Whether words in front of a quotation say where it comes from, and not only stand there."""
    last = lead[-1].text if lead else ""
    if block or last in {":", ",", "—", "–"}:
        return True
    if lead and lead[-1].labels & (Label.POST_NOUN | Label.POSTABLE_NOUN):
        return True
    words = sum(1 for token in lead[clause.end :] if not token.labels & Label.SIGN)
    if clause.complement or words <= 1:
        return True
    if clause.channel is Channel.POSTED and len(exact.split()) >= _LONG_WORDS:
        return True
    return words <= _ASIDE_WORDS and clause.channel is not Channel.POSTED


def _touches(clause: Clause | None, lead: tuple[Token, ...]) -> bool:
    return clause is not None and clause.end >= len(lead)


def _goes_on(lead: tuple[Token, ...], leads: bool) -> bool:
    """Whether the words between two quotations leave out who speaks: '"…", adding "…"'."""
    words = [token for token in lead[:3] if not token.labels & Label.ADVERB]
    if not leads or len(words) < _TWO:
        return False
    links = words[0].labels & Label.CONJUNCTION and words[1].labels & Label.VERB
    return bool(links or (words[0].text == "," and words[1].labels & Label.PARTICIPLE))


def _with_trailer(clause: Clause, behind: tuple[Token, ...], tail: str) -> Clause:
    """The clause in front, with the place that stands behind ('a "disgrace" in a tweet')."""
    if clause.channel is not Channel.NEUTRAL or not tail[:1].isspace():
        return clause
    place = place_of(behind, anywhere=clause.names)
    if place is None:
        return clause
    return replace(clause, channel=place.channel, cue=place.cue, complement=True)


def _within_post(context: Context, seen: Seen, before: Said | None) -> Said | None:
    """What a sentence that tells of a post says of words that it weaves in.

    "In his tweet, she said the town “has not failed us”": three words and more are the post's,
    and nobody says that they are not; fewer may be scare quotes.
    """
    clause = before_clause(seen.in_front, through=context.lexicon.inverts)
    if clause is None or clause.channel is not Channel.POSTED:
        return None
    if len(seen.exact.split()) < _WOVEN_WORDS:
        return None
    clause = doubted(context, seen, clause)
    speaker = speaker_of(context, clause.speaker, seen.offset, before)
    return Said(channel=clause.channel, words=seen.lead.strip(), speaker=speaker, cue=clause.cue)
