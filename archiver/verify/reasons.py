"""What a reader should know of a judgement beside the verdict: witness, surroundings, versions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import regex

from archiver.model import Article, Coverage, Edit, EditKind, SocialMediaPosting, Tier, Witness
from archiver.verify.candidates import Candidate
from archiver.verify.case import Case
from archiver.verify.critical import sentence_start
from archiver.verify.explain import difference, quoted
from archiver.verify.shelf import tokens_of

_ZONES = timedelta(hours=14)
"""How far a clock's time lies from UTC at the most."""
_FEW = 3
"""The most words that a bracket at the start stands for without laying them side by side."""
_INSIDE = regex.compile(r"\[([^\[\]]*)\]")


def reasons_for(best: Candidate, case: Case) -> list[str]:
    """What a reader should know of the judgement on ``best``, one sentence each."""
    alignment, posting = best.alignment, best.posting
    until = f", in the version that stood until {_when(posting)}" if posting.superseded else ""
    witness = _who(posting)
    reasons = [f"judged against the post's words as the {witness} has them{until}"]
    if alignment.coverage is Coverage.FRAGMENT:
        before, after = _one_line(alignment.before), _one_line(alignment.after)
        if before:
            more = "…" * (alignment.target.start > len(alignment.before))
            reasons.append(f"right before it the post says: {more}{before}")
        if after:
            more = "…" * (alignment.target.end + len(alignment.after) < len(posting.text))
            reasons.append(f"right after it the post says: {after}{more}")
    if best.repaired or (posting.repairs and alignment.edits):
        reasons += [f"damaged copy: {repair}" for repair in posting.repairs]
    reasons += _damage(best)
    reasons += _brackets(best)
    reasons += _versions(best, case.found)
    reasons += _later(posting, case.article)
    reasons += _style(best, case)
    if alignment.edits and _question_lost(best):
        reasons.append("the post has a question mark where the quotation has none")
    return reasons


_WITNESS = {
    Witness.PLATFORM: "platform",
    Witness.ARCHIVE: "web archive",
    Witness.EMBED: "article's own embed",
    Witness.THIRD_PARTY: "third party",
}


def _who(posting: SocialMediaPosting) -> str:
    return "file that others made" if posting.imported else _WITNESS[posting.witness]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _damage(best: Candidate) -> list[str]:
    kinds = {
        e.kind
        for e in best.alignment.edits
        if e.kind in {EditKind.WHITESPACE, EditKind.QUOTE_GLYPH, EditKind.UNICODE_FORM}
        and _letters_apart(e.quotation) != _letters_apart(e.original)
    }
    return (
        ["damaged text: spaces, apostrophes or letters were lost and are read as meant"]
        if kinds
        else []
    )


def _letters_apart(text: str) -> int:
    return len([word for word in text.split() if any(sign.isalnum() for sign in word)])


def _question_lost(best: Candidate) -> bool:
    return any(
        e.kind is EditKind.EDGE_PUNCTUATION and "?" in e.original and "?" not in e.quotation
        for e in best.alignment.edits
    )


def _brackets(best: Candidate) -> list[str]:
    """What each bracket with whole words stands for, or that it adds something."""
    reasons = []
    for edit in best.alignment.edits:
        inside = _INSIDE.search(edit.quotation)
        alone = inside and not _INSIDE.sub("", edit.quotation).strip()
        if edit.kind is not EditKind.BRACKETED or not inside or not alone or not inside[1].strip():
            continue
        original = edit.original.strip() or (_in_front(best) if not edit.at[0] else "")
        stands = f"stands for {quoted(original)}" if original else "is added"
        reasons.append(f"the bracket {quoted(edit.quotation)} {stands}")
    return reasons


def _in_front(best: Candidate) -> str:
    """The few words that begin the sentence before the span: a bracket there replaces them."""
    post = tokens_of(best.posting.text)
    first = bisect_left(post.starts, best.alignment.target.start)
    start = sentence_start(post, first)
    if not 0 < first - start <= _FEW:
        return ""
    return post.text[post.starts[start] : post.ends[first - 1]]


# -- versions ---------------------------------------------------------------------------


def _versions(best: Candidate, found: Sequence[Candidate]) -> list[str]:
    """Versions of the same post that the quotation does not match as well."""
    own = _version(best.posting)
    others = [
        other
        for other in found
        if other.posting.ref.key == best.posting.ref.key
        and other.judgement.verdict is not best.judgement.verdict
        and _version(other.posting) != own
    ]
    return [
        (
            f"it matches what {own} has; against {_version(other.posting)} it would be "
            f"{other.judgement.verdict}{_reads(other)}"
        )
        for other in others
    ]


def _reads(other: Candidate) -> str:
    """What the other version has in the place that differs most."""
    grave = [edit for edit in other.alignment.edits if edit.kind.tier is Tier.UNMARKED]
    if not grave:
        return ""
    span = other.posting.text[other.alignment.target.start : other.alignment.target.end]
    return f": there it reads {quoted(span, 200)}"


def _version(posting: SocialMediaPosting) -> str:
    witness = f"the {_who(posting)}"
    if posting.superseded:
        return f"{witness} until {_when(posting)}"
    return f"{witness} since {_edited(posting)}" if posting.edited else witness


def _when(posting: SocialMediaPosting) -> str:
    return "" if posting.superseded is None else f"{posting.superseded:%Y-%m-%d %H:%M} UTC"


def _edited(posting: SocialMediaPosting) -> str:
    return "" if posting.edited is None else f"{posting.edited:%Y-%m-%d %H:%M} UTC"


def _later(posting: SocialMediaPosting, article: Article) -> list[str]:
    """That the version which it matches is younger than the article."""
    if posting.edited is None or article.published is None:
        return []
    if posting.edited <= _at_the_latest(article.published):
        return []
    return [
        (
            f"this version of the post is of {_edited(posting)}, after the article was published: "
            "the article was changed since, or the post was edited to agree with it"
        )
    ]


def _at_the_latest(published: date | datetime) -> datetime:
    """The last moment, UTC, that a date of publication can mean."""
    if isinstance(published, datetime):
        known = published if published.tzinfo else published.replace(tzinfo=UTC) + _ZONES
        return known.astimezone(UTC)
    return datetime.combine(published, time.max, tzinfo=UTC) + _ZONES


# -- style ------------------------------------------------------------------------------


def _style(best: Candidate, case: Case) -> list[str]:
    """What the style profile let pass, or tells although it is a convention."""
    style, edits = case.style, best.alignment.edits
    softened = [edit for edit in edits if edit.kind in style.softens]
    reasons = [
        f"under the style “{style.name}” ({style.title}) this is a convention: {_told(edit)}"
        for edit in softened
        if edit.kind.tier > Tier.CONVENTION
    ]
    if style.tells_conventions:
        reasons += [f"convention: {_told(e)}" for e in edits if e.kind.tier is Tier.CONVENTION]
    return reasons


def _told(edit: Edit) -> str:
    told = difference(edit)
    return told[:1].lower() + told[1:].rstrip(".")
