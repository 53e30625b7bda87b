"""The first reason of every verdict: one sentence for a reader who knows nothing of rules."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from archiver.model import (
    Alignment,
    Availability,
    Coverage,
    Edit,
    EditKind,
    SocialMediaPosting,
    Tier,
    Verdict,
    Witness,
)
from archiver.verify.kinds import weight

_LONGEST = 120

WITNESSES: Final = MappingProxyType(
    {
        Witness.PLATFORM: "the platform",
        Witness.ARCHIVE: "the web archive",
        Witness.EMBED: "the article's own embed",
        Witness.THIRD_PARTY: "the third party",
    }
)

_FILE: Final = "a file that others made"
_IMPORT: Final = "import"


def witness_of(posting: SocialMediaPosting) -> str:
    """Who has the words, in words that follow a preposition or begin a clause."""
    return _FILE if posting.imported is not None else WITNESSES[posting.witness]


def side_of(posting: SocialMediaPosting) -> str:
    """The name of the posting's side in a finding: its witness, or "import" for such a file."""
    return _IMPORT if posting.imported is not None else str(posting.witness)


_GRAVE: Final = MappingProxyType(
    {
        EditKind.NUMBER_CHANGED: "the number is different",
        EditKind.NEGATION_CHANGED: "the negation is different",
        EditKind.NAME_CHANGED: "the name is different",
        EditKind.MODALITY_CHANGED: "how certain or how binding it is is different",
        EditKind.WORD_SUBSTITUTED: "the word is different",
        EditKind.REORDERED: "the words stand in another order",
        EditKind.SPLICED: "words that stand apart are joined",
        EditKind.SPELLING: "the spelling is different",
        EditKind.CONTRACTION: "a contraction was made or written out",
        EditKind.ABBREVIATION: "an abbreviation was made or written out",
        EditKind.INNER_PUNCTUATION: "the punctuation is different",
        EditKind.INNER_CASE: "capital and small letters are different",
        EditKind.INNER_EMOJI: "the emoji are different",
        EditKind.WORD_INSERTED: "the words were put in",
        EditKind.WORD_DELETED: "the words were left out",
    }
)

_MILD: Final = MappingProxyType(
    {
        EditKind.FIRST_LETTER_CASE: "a capital or small first letter",
        EditKind.EDGE_PUNCTUATION: "punctuation at the start or end",
        EditKind.LINK_DROPPED: "a link left out",
        EditKind.LINK_FORM: "another form of the same link",
        EditKind.LEADING_MENTION_DROPPED: "the accounts that a reply opens with",
        EditKind.EDGE_EMOJI_DROPPED: "emoji at the start or end",
        EditKind.HASHTAG_MARK: "the sign of a hashtag",
        EditKind.ELLIPSIS: "words left out, with an ellipsis in their place",
        EditKind.BRACKETED: "words in square brackets",
        EditKind.SIC: "an error of the post, marked with “sic”",
    }
)


def quoted(text: str, limit: int = _LONGEST) -> str:
    """The words in curly quotes on one line, cut where they are long; a space by its name."""
    flat = " ".join(text.split())
    if not flat:
        return "a space" if text else "nothing"
    return f"“{flat if len(flat) <= limit else flat[: limit - 1].rstrip() + '…'}”"


def faithful(verdict: Verdict, alignment: Alignment, posting: SocialMediaPosting) -> str:
    """What ``exact``, ``conventional`` and ``marked`` say of a quotation."""
    kinds = dict.fromkeys(_tellable(alignment.edits))
    listed = ", ".join(dict.fromkeys(_MILD.get(kind) or _GRAVE[kind] for kind in kinds))
    if verdict is Verdict.MARKED:
        sentence = f"The article shows every change of wording: {listed}."
    elif verdict is Verdict.CONVENTIONAL:
        sentence = f"The words are the post’s. Changed as newspapers do: {listed}."
    elif not posting.complete:
        sentence = "The words are the post’s, of which only a part is known."
    elif alignment.coverage is Coverage.WHOLE:
        sentence = "The article gives the whole post, word for word."
    else:
        sentence = "The article gives a part of the post, word for word."
    return sentence


def _tellable(edits: Sequence[Edit]) -> list[EditKind]:
    told = [edit.kind for edit in edits if edit.kind.tier is not Tier.TYPOGRAPHY]
    return sorted(told, key=lambda kind: (-weight(kind), list(EditKind).index(kind)))


def altered(alignment: Alignment) -> str:
    """What differs, gravest first, in the article's words and the post's."""
    grave = [edit for edit in alignment.edits if edit.kind.tier is Tier.UNMARKED]
    grave.sort(key=lambda edit: (-weight(edit.kind), -list(EditKind).index(edit.kind)))
    if not grave:
        return "The article differs from the post, and does not show that it does."
    more = len(grave) - 1
    others = f" And {more} more {'difference' if more == 1 else 'differences'}." * (more > 0)
    return difference(grave[0]) + others


def difference(edit: Edit) -> str:
    """One difference, both sides in it, and what kind of difference it is."""
    a, b = quoted(edit.quotation), quoted(edit.original)
    kind = _GRAVE.get(edit.kind) or _MILD.get(edit.kind, "it is written otherwise")
    if not edit.original:
        if edit.kind is EditKind.SPLICED:
            return f"The article has {a} in the quotation, which stands in another place."
        return f"The article has {a}, which the post does not have{_of(edit.kind)}."
    if not edit.quotation:
        return f"The post has {b}, which the article leaves out{_of(edit.kind)}."
    if a == b:
        return f"The article and the post differ in {a}: {kind}."
    return f"The article has {a}, the post has {b}: {kind}."


_OF: Final = MappingProxyType(
    {
        EditKind.NUMBER_CHANGED: ": a number",
        EditKind.NEGATION_CHANGED: ": that turns the meaning",
        EditKind.NAME_CHANGED: ": a name",
        EditKind.MODALITY_CHANGED: ": it says how certain or how binding it is",
    }
)


def _of(kind: EditKind) -> str:
    return _OF.get(kind, "")


# -- what can't be told -----------------------------------------------------------------

_NO_BLAME = "This does not mean that the quotation is wrong."


def open_question(cause: str, settles: str) -> str:
    """Why something could not be checked, and what would settle it."""
    head = cause[:1].upper() + cause[1:]
    end = f" It would be settled by {settles}." if settles else ""
    return f"{head}. {_NO_BLAME}{end}"


_STATES: Final = MappingProxyType(
    {
        Availability.NOT_FOUND: "the platform says that it has no such post",
        Availability.WITHHELD: "the platform says that it holds the post back",
        Availability.PROTECTED: (
            "the platform says that only readers whom the author has let in can see the post"
        ),
        Availability.ACCOUNT_GONE: "the platform says that the account is closed or suspended",
        Availability.BLOCKED_FOR_US: (
            "the platform did not let this program see it, which says nothing about the post"
        ),
        Availability.ERROR: "no usable answer about the post was had",
    }
)


def unread(posting: SocialMediaPosting) -> str | None:
    """Why the words of a post are not known; None where they are, at least in part."""
    if posting.text.strip() and posting.complete:
        return None
    return _STATES.get(posting.availability)
