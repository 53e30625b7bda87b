"""Why what looks like a fault is not called one: every doubt, and what would settle it."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from archiver.model import SocialMediaPosting, Tier, Witness
from archiver.text.fold import DOUBLE_QUOTES, SINGLE_QUOTES, letters
from archiver.text.tokens import tokenize
from archiver.verify.candidates import Candidate
from archiver.verify.case import Case
from archiver.verify.explain import open_question
from archiver.verify.explain import unread as state_of
from archiver.verify.meant import is_surely_meant, is_turned, told_beside
from archiver.verify.phrases import holds
from archiver.verify.speaker import is_handle
from archiver.verify.splices import parts_of
from archiver.verify.unproved import (
    figures,
    hearsay,
    known_language,
    moving,
    other_script,
    other_tongue,
    speechless,
    translated,
    translation,
)
from archiver.verify.whose import author_of, unread

_MARKS = frozenset(DOUBLE_QUOTES + SINGLE_QUOTES)
_SHORT = 2
"""Letters of a part of a name that tell nothing, in Latin script."""
_OPEN_END = regex.compile(r"\s*(?:…|\.{3,})(?:\s*https?://\S+)*\s*\Z")
_REPOST = regex.compile(r"\s*(?:RT|MT|via)\s+[@＠]", regex.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why something could not be told."""

    why: str
    """A clause: "the post has a video"."""
    settles: str = ""
    """What would tell: "the address of the post"."""
    more: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for readers, then what else is known."""
        return (open_question(self.why, self.settles), *self.more)


HEARSAY = Doubt(
    why="only a third party has the post in full, and it proves nothing alone",
    settles="the platform's own answer, or a web archive's copy",
)
OTHERS_FILE = Doubt(
    why="only a file that others made has the post in full, and it proves nothing alone",
    settles="the platform's own answer, or a web archive's copy",
)
ENDS_OPEN = Doubt(
    why="the text that is known ends in an ellipsis, and the quotation goes on behind it",
    settles="the whole text of the post",
)
VIDEO = Doubt(
    why="the post has a video, and what is said or shown in it was not read",
    settles="watching the video",
)
PICTURES = Doubt(
    why="the post is its pictures, and what is written in them was not read",
    settles="looking at the pictures",
)
NONE_SHOWN = Doubt(
    why="the article quotes a post, and none that was captured is shown to be the one",
    settles="the address of the post that is quoted",
)


def of_who(case: Case, shown: SocialMediaPosting) -> Doubt:
    """The article shows a post that hasn't the words, and may be by somebody else."""
    who = f"is by {case.named}" if case.quotation.attributed_to else "is the one that is quoted"
    return Doubt(
        why=(
            f"the post {shown.ref.key}, which the article shows there, does not have these words, "
            f"and it is not certain that it {who}"
        ),
        settles="the address of the post that is quoted",
    )


def of_speech(case: Case, best: Candidate) -> Doubt:
    """The article says that somebody said the words, and a post of his has nearly the same."""
    return Doubt(
        why=(
            f"the article does not say that the words were posted, and {case.named}'s post "
            f"{best.posting.ref.key} has nearly the same: people say in other words what they post"
        ),
        settles="where the words were said",
    )


def of_alteration(case: Case, best: Candidate) -> Doubt | None:
    """Why words that differ from a post's are not called an alteration of it; None if they are."""
    if not best.posting.complete:
        return cut(best.posting)
    if runs_on(best):
        return ENDS_OPEN
    if best.few and is_translated(case, best.posting):
        return other_language(case, best.posting)
    if not is_surely_meant(case.article, case.quotation, best):
        return scattered(case, least=2) or Doubt(
            why=(
                f"the likeliest captured post, {best.posting.ref.key}, differs, and the article "
                "does not show that it means this one"
            ),
            settles="the address of the post that is quoted",
        )
    if hearsay(best.posting, case.postings):
        return _hearsay(case, best.posting)
    of_text = best.alike or is_turned(case.article, case.quotation, best, case.habits)
    if not of_text and moving(best.posting, case.postings, case.habits):
        return VIDEO
    return earlier_version(case, best.posting) or scattered(case, least=2)


def _hearsay(case: Case, posting: SocialMediaPosting) -> Doubt:
    """Who alone has the words: a file that others made, unless a third party has them too."""
    same = [one for one in case.postings if one.ref == posting.ref]
    third = any(one.witness is Witness.THIRD_PARTY for one in (posting, *same))
    return HEARSAY if third else OTHERS_FILE


def runs_on(best: Candidate) -> bool:
    """Whether a quotation goes on where the text that is known ends in an ellipsis.

    The ellipsis may be the author's, or stand for words that were cut off: platforms cut long posts
    so, and so do those who copy them.
    """
    end = _OPEN_END.search(best.posting.text)
    return end is not None and any(
        edit.kind.tier is Tier.UNMARKED
        and any(map(str.isalnum, edit.quotation))
        and edit.original_at[1] >= end.start()
        for edit in best.alignment.edits
    )


def of_absence(case: Case, tied: SocialMediaPosting) -> Doubt | None:
    """Why words that a post has not are not called invented; None if they are."""
    if not tied.complete:
        return cut(tied)
    if is_translated(case, tied):
        return other_language(case, tied)
    if moving(tied, case.postings, case.habits):
        return VIDEO
    pictured = any(one.images for one in case.postings if one.ref == tied.ref)
    if pictured and speechless(tied):
        return PICTURES
    if hearsay(tied, case.postings):
        return _hearsay(case, tied)
    return earlier_version(case, tied) or scattered(case, least=1)


def of_author(case: Case, best: Candidate) -> Doubt | None:
    """Why words of somebody else are not called misattributed; None if they are."""
    if hearsay(best.posting, case.postings):
        return _hearsay(case, best.posting)
    key = unread(case.article, case.quotation, best.posting, case.postings, case.habits)
    if key:
        return Doubt(
            why=f"the post {key}, which may be {case.named}'s, could not be read in full",
            settles="the words of that post",
        )
    if cites(case, best):
        return Doubt(
            why=(
                f"the post {best.posting.ref.key} by {author_of(best.posting)} has these words, "
                f"and may itself be repeating {case.named}'s"
            ),
            settles=f"{case.named}'s own post",
        )
    return None


def cites(case: Case, best: Candidate) -> bool:
    """Whether a post may have the words from the one whom the article names.

    It has them between quotation marks, as a repost, or names him beside them.
    """
    text, target = best.posting.text, best.alignment.target
    before, after = text[: target.start].rstrip(), text[target.end :].lstrip()
    if before[-1:] in _MARKS and before and (not after or not _MARKS.isdisjoint(after)):
        return True
    if _REPOST.match(text) or _REPOST.match(after):
        return True
    around = tokenize(f"{before}\n{after}")
    named = case.quotation.attributed_to or ""
    parts = [letters(named)] if is_handle(named) else [letters(word) for word in named.split()]
    said = {letters(key) for key in around.keys}
    accounts = [letters(key) for key in around.keys if key[:1] in "@＠"]
    return any(
        part in said or any(part in account for account in accounts)
        for part in parts
        if len(part) > _SHORT or not part.isascii()
    )


def cut(posting: SocialMediaPosting) -> Doubt:
    """Only a part of a post is known, or nothing."""
    state = state_of(posting)
    reason = posting.incomplete_reason or "its text could not be had"
    if posting.text.strip():
        why = f"only a part of the post {posting.ref.key} is known ({reason})"
    else:
        why = f"the words of the post {posting.ref.key} could not be read ({state or reason})"
    return Doubt(why=why, settles="the whole text of the post", more=(f"truncated: {reason}",))


def is_translated(case: Case, posting: SocialMediaPosting) -> bool:
    """Whether the quotation is in another language than the post, by its words or the page's."""
    exact, tag = case.quotation.quote.exact, case.article.language
    if translated(posting, tag) or other_script(exact, posting):
        return True
    tongue = other_tongue(exact, tag)
    return tongue is not None and other_tongue(posting.text, tag) != tongue


def other_language(case: Case, posting: SocialMediaPosting) -> Doubt:
    """The post is in another language: what a translation keeps is compared and shown."""
    tag, exact = case.article.language, case.quotation.quote.exact
    tongue = other_tongue(exact, tag)
    return Doubt(
        why=(
            f"the post {posting.ref.key} is in another language than the quotation, so that its "
            "wording could not be compared"
        ),
        settles="someone who reads both languages",
        more=(
            translation(posting, tag, tongue),
            *figures(exact, posting, known_language(tongue) or case.language),
        ),
    )


def earlier_version(case: Case, posting: SocialMediaPosting) -> Doubt | None:
    """The article tells of a version before an edit, and none of that time is known.

    Or of a correction: what it shows may be either of the two posts.
    """
    if told_beside(case.article, case.quotation, case.language.context.get("corrected", ())):
        return Doubt(
            why=(
                "the article tells of a correction, and it is not certain that it quotes the post "
                f"{posting.ref.key}"
            ),
            settles="the address of the post that was corrected",
        )
    versions = [one for one in case.postings if one.ref == posting.ref]
    if any(one.superseded for one in versions):
        return None
    words = tokenize(case.quotation.attribution or "").keys
    if not holds(words, case.language.context.get("edited", ())):
        return None
    return Doubt(
        why=(
            f"the article tells of an edit of the post {posting.ref.key}, and no version from "
            "before it was captured"
        ),
        settles="a copy of the post from before the edit",
    )


def scattered(case: Case, *, least: int) -> Doubt | None:
    """All of the words stand in so many captured posts, run by run."""
    _, parts = parts_of(case.quotation.quote.exact, case.shelf)
    keys = tuple(dict.fromkeys(part.posting.ref.key for part in parts))
    if len(keys) < least:
        return None
    return Doubt(
        why=f"its words stand in several captured posts: {', '.join(keys)}",
        settles="knowing whether the article quotes them as one thread",
    )
