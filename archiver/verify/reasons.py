"""Why a verdict is what it is: what it was judged against, and what else a reader should know."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.model import Coverage, EditKind, SocialMediaPosting, Witness
from archiver.verify.candidates import Candidate


def reasons_for(best: Candidate, found: Sequence[Candidate]) -> list[str]:
    """What a reader should know of the judgement on ``best``, one sentence each.

    ``found`` are all candidates, the other versions of its post among them.
    """
    alignment, posting = best.alignment, best.posting
    until = f", in the version that stood until {_when(posting)}" if posting.superseded else ""
    reasons = [
        f"judged against the post's words as the {_WITNESS[posting.witness]} has them{until}"
    ]
    if alignment.coverage is Coverage.FRAGMENT:
        before, after = _one_line(alignment.before), _one_line(alignment.after)
        if before:
            reasons.append(f"right before it the post says: …{before}")
        if after:
            reasons.append(f"right after it the post says: {after}…")
    if best.repaired or (posting.repairs and alignment.edits):
        reasons += [f"damaged copy: {repair}" for repair in posting.repairs]
    reasons += _damage(best)
    reasons += _other_versions(best, found)
    if alignment.edits and _question_lost(best):
        reasons.append("the post has a question mark where the quotation has none")
    return reasons


_WITNESS = {
    Witness.PLATFORM: "platform",
    Witness.ARCHIVE: "web archive",
    Witness.EMBED: "article's own embed",
    Witness.THIRD_PARTY: "third party",
}


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


def _other_versions(best: Candidate, found: Sequence[Candidate]) -> list[str]:
    """Versions of the same post that the quotation does not match as well."""
    own = _version(best.posting)
    return [
        f"it matches what {own} has; against {_version(other.posting)} it would be "
        f"{other.judgement.verdict}"
        for other in found
        if other.posting.ref.key == best.posting.ref.key
        and other.judgement.verdict is not best.judgement.verdict
        and _version(other.posting) != own
    ]


def _version(posting: SocialMediaPosting) -> str:
    witness = f"the {_WITNESS[posting.witness]}"
    return f"{witness} until {_when(posting)}" if posting.superseded else witness


def _when(posting: SocialMediaPosting) -> str:
    return "" if posting.superseded is None else f"{posting.superseded:%Y-%m-%d %H:%M} UTC"
