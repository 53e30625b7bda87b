"""Changes in plain English: what was so when, what is so now, and no more than is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from archiver.model import Availability, Materiality, Verdict, Witness
from archiver.model.history import Basis, Change, ChangeKind, Side
from archiver.report.sentences import time_in_words
from archiver.report.visible import one_line
from archiver.report.words import AVAILABILITIES, MATERIALITIES, VERDICTS, WITNESSES

LABELS: Final = MappingProxyType(
    {
        ChangeKind.TEXT_EDITED: "words differ",
        ChangeKind.EDIT_STATED: "edit stated",
        ChangeKind.VERSION_CHANGED: "another version",
        ChangeKind.NOT_FOUND: "not found any more",
        ChangeKind.WITHHELD: "withheld",
        ChangeKind.PROTECTED: "protected",
        ChangeKind.ACCOUNT_GONE: "account gone",
        ChangeKind.REAPPEARED: "present now",
        ChangeKind.HANDLE_RENAMED: "handle renamed",
        ChangeKind.NAME_CHANGED: "name changed",
        ChangeKind.AUTHOR_DIFFERS: "another author id",
        ChangeKind.PICTURE_VANISHED: "picture not in it any more",
        ChangeKind.PICTURE_ADDED: "picture in it now",
        ChangeKind.PICTURE_CHANGED: "picture differs",
        ChangeKind.PICTURE_GONE: "picture not at its address",
        ChangeKind.ALT_CHANGED: "description differs",
        ChangeKind.POLL_CHANGED: "poll differs",
        ChangeKind.LINKS_CHANGED: "links differ",
        ChangeKind.WARNING_CHANGED: "warning differs",
        ChangeKind.ARTICLE_WITHDRAWN: "not at its address any more",
        ChangeKind.ARTICLE_RETURNED: "at its address now",
        ChangeKind.ARTICLE_MOVED: "leads elsewhere",
        ChangeKind.ARTICLE_UNLIKE: "not to be compared",
        ChangeKind.TITLE_CHANGED: "title differs",
        ChangeKind.ARTICLE_TEXT_CHANGED: "text differs",
        ChangeKind.QUOTATION_CHANGED: "quotation differs",
        ChangeKind.QUOTATION_REMOVED: "quotation not in it any more",
        ChangeKind.QUOTATION_ADDED: "quotation in it now",
        ChangeKind.EMBED_REMOVED: "post not in it any more",
        ChangeKind.EMBED_ADDED: "post in it now",
        ChangeKind.VERDICT_CHANGED: "verdict changed",
    }
)
"""A few words for each kind."""

BASES: Final = MappingProxyType(
    {
        Basis.EVIDENCE: "by new evidence; article and rules are the same",
        Basis.RULES: "by other rules or another reader; article and evidence are the same",
        Basis.ARTICLE: "as the article was changed; evidence and rules are the same",
        Basis.UNTOLD: "it can’t be told apart whether by the article, the evidence or the rules",
    }
)
"""Why a verdict differs from the one before."""

DIFFED: Final = frozenset(
    {
        ChangeKind.TEXT_EDITED,
        ChangeKind.EDIT_STATED,
        ChangeKind.HANDLE_RENAMED,
        ChangeKind.NAME_CHANGED,
        ChangeKind.ALT_CHANGED,
        ChangeKind.POLL_CHANGED,
        ChangeKind.WARNING_CHANGED,
        ChangeKind.TITLE_CHANGED,
        ChangeKind.ARTICLE_TEXT_CHANGED,
        ChangeKind.QUOTATION_CHANGED,
        ChangeKind.QUOTATION_REMOVED,
        ChangeKind.QUOTATION_ADDED,
    }
)
"""Kinds whose sides are words, which a word diff shows."""

_IMPORT: Final = "import"
_BY: Final = MappingProxyType(
    {
        _IMPORT: ", by an imported file",
        str(Witness.ARCHIVE): ", by a web archive’s copy",
        str(Witness.THIRD_PARTY): ", by a third party",
    }
)
"""Whose word it is where it is not the platform's own answer to this program."""
_SET_BACK: Final = (
    " The clock of this machine was set back in between: which was first is by the order in which "
    "the archive got them, and one of the two times is wrong."
)
_ABSENCES: Final = frozenset(
    {
        ChangeKind.NOT_FOUND,
        ChangeKind.WITHHELD,
        ChangeKind.PROTECTED,
        ChangeKind.ACCOUNT_GONE,
    }
)

_SENTENCES: Final[Mapping[ChangeKind, str]] = MappingProxyType(
    {
        ChangeKind.TEXT_EDITED: (
            "The words that were last seen on {before} are not those that were seen on {after}."
        ),
        ChangeKind.VERSION_CHANGED: (
            "The words are the same, and the platform has another version of the post: it named "
            "{old} on {before}, and {new} on {after}."
        ),
        ChangeKind.HANDLE_RENAMED: (
            "The account, by the same author id, was called @{old} on {before} and is called "
            "@{new} on {after}."
        ),
        ChangeKind.NAME_CHANGED: (
            "The account, by the same author id, had the name “{old}” on {before} and has “{new}” "
            "on {after}."
        ),
        ChangeKind.AUTHOR_DIFFERS: (
            "The answers name two author ids for this post: {old} on {before}, {new} on {after}. "
            "One of them may be wrong: look at both."
        ),
        ChangeKind.PICTURE_CHANGED: (
            "The picture has other bytes on {after} than on {before}. Somebody exchanged it, or "
            "the platform saved it again: look at both ({evidence})."
        ),
        ChangeKind.PICTURE_GONE: (
            "The post still names the picture. Its address gave it on {before}, and not any more "
            "on {after}: {new}."
        ),
        ChangeKind.ALT_CHANGED: "The picture’s description differs between {before} and {after}.",
        ChangeKind.POLL_CHANGED: "The poll differs between {before} and {after}.",
        ChangeKind.LINKS_CHANGED: (
            "The words are the same, and the links that came with them on {after} are not those of "
            "{before}."
        ),
        ChangeKind.WARNING_CHANGED: "The warning differs between {before} and {after}.",
        ChangeKind.ARTICLE_WITHDRAWN: (
            "At its address on {before}, when it was last seen; no longer at its address on "
            "{after}."
        ),
        ChangeKind.ARTICLE_RETURNED: "At its address on {after}; not there on {before}.",
        ChangeKind.ARTICLE_MOVED: (
            "Its address led to {old} on {before}, and leads to {new} on {after}."
        ),
        ChangeKind.ARTICLE_UNLIKE: (
            "What its address gave on {after} can’t be held against what it gave on {before}: "
            "{evidence}. It may be a paywall, a notice or another page. Nothing is said of what "
            "the article says now."
        ),
        ChangeKind.TITLE_CHANGED: (
            "The title that came on {after} differs from that of {before}. A site may show several "
            "at the same time."
        ),
        ChangeKind.ARTICLE_TEXT_CHANGED: (
            "The text that came on {after} differs from that of {before}; {evidence}."
        ),
        ChangeKind.QUOTATION_CHANGED: (
            "In what came on {after} the quotation reads otherwise than on {before}; {evidence}."
        ),
        ChangeKind.QUOTATION_REMOVED: (
            "The quotation was in what came on {before}, and is not in what came on {after}; "
            "{evidence}."
        ),
        ChangeKind.QUOTATION_ADDED: (
            "The quotation is in what came on {after}, and was not in what came on {before}; "
            "{evidence}."
        ),
        ChangeKind.EMBED_REMOVED: (
            "The post {old} was in what came on {before}, and is not in what came on {after}."
        ),
        ChangeKind.EMBED_ADDED: (
            "The post {new} is in what came on {after}, and was not in what came on {before}."
        ),
    }
)


def change_in_words(change: Change) -> str:
    """The change in one or two sentences, with both times and what is known of them."""
    before, after = change.before, change.after
    back = before is not None and after is not None and after.at < before.at
    return f"{_told(change)}{_SET_BACK if back else ''}"


def _told(change: Change) -> str:
    special: Mapping[ChangeKind, Callable[[Change], str]] = {
        ChangeKind.EDIT_STATED: _edit_stated,
        ChangeKind.REAPPEARED: _back,
        ChangeKind.VERDICT_CHANGED: _verdict,
        ChangeKind.PICTURE_VANISHED: _picture,
        ChangeKind.PICTURE_ADDED: _picture,
        **dict.fromkeys(_ABSENCES, _absent),
    }
    made = special.get(change.kind)
    if made is not None:
        return made(change)
    before, after = change.before, change.after
    return _SENTENCES[change.kind].format(
        before=_on(before),
        after=_on(after),
        old=_value(before),
        new=_value(after),
        evidence=one_line(after.evidence, 200) if after else "",
    )


def _on(side: Side | None) -> str:
    if side is None:
        return "a day not known"
    return f"{time_in_words(side.at)}{_BY.get(side.source, '')}"


def _picture(change: Change) -> str:
    """A picture by its address, or how many there were where no one knows which."""
    before, after = change.before, change.after
    was, now = (side is not None and bool(side.value) for side in (before, after))
    if was and now:
        return (
            f"What came of the post had {_value(before)} on {_on(before)}, and has {_value(after)} "
            f"on {_on(after)}."
        )
    if was:
        return (
            f"What came of the post had the picture {_value(before)} on {_on(before)}, when it was "
            f"last seen, and has not on {_on(after)}."
        )
    return (
        f"What came of the post has the picture {_value(after)} on {_on(after)}, and had not on "
        f"{_on(before)}."
    )


def _value(side: Side | None) -> str:
    if side is None:
        return "not known"
    return one_line(side.value.partition("\n")[0], 300) or "nothing"


def _edit_stated(change: Change) -> str:
    after = change.after
    who = _who(after)
    when = f" at {time_in_words(change.stated)}" if change.stated else ", and does not say when"
    known = "" if change.before is not None else " Its earlier words are not known from this."
    return f"{who} says that the post was edited{when}.{known}"


def _who(side: Side | None) -> str:
    label = "somebody" if side is None else witness_in_words(side.source)
    return label[:1].upper() + label[1:]


def witness_in_words(source: str) -> str:
    """Who has or says something, as reports call it."""
    if source == _IMPORT:
        return "a file that another program made"
    return WITNESSES[Witness(source)].label if source in set(Witness) else source


def standing_in_words(value: str) -> str:
    """An availability as reports call it; other text as it is."""
    return AVAILABILITIES[Availability(value)].label if value in set(Availability) else value


def _absent(change: Change) -> str:
    """Present on, absent on: never when, how, or by whom."""
    now = {
        ChangeKind.NOT_FOUND: "absent",
        ChangeKind.WITHHELD: "withheld",
        ChangeKind.PROTECTED: "protected",
        ChangeKind.ACCOUNT_GONE: "not to be seen, as the account is gone,",
    }[change.kind]
    before = change.before
    if before is not None and before.value == Availability.AVAILABLE:
        first = f"Present on {_on(before)}, when it was last seen"
    else:
        first = f"On {_on(before)}: {standing_in_words(_value(before))}"
    return f"{first}; {now} on {_on(change.after)}. When and by whom is not known."


def _back(change: Change) -> str:
    was = standing_in_words(_value(change.before))
    return f"Present on {_on(change.after)}; on {_on(change.before)}: {was}."


def verdict_in_words(value: str) -> str:
    """``altered/meaning`` as reports call it."""
    verdict, _, materiality = value.partition("/")
    label = VERDICTS[Verdict(verdict)].label.lower()
    if not materiality:
        return label
    return f"{label} ({MATERIALITIES[Materiality(materiality)].label})"


def _verdict(change: Change) -> str:
    old, new = (side.value if side else "unverifiable" for side in (change.before, change.after))
    basis = f": {BASES[change.basis]}" if change.basis else ""
    rules = " and ".join(
        dict.fromkeys(side.by for side in (change.before, change.after) if side is not None)
    )
    return (
        f"The verdict was “{verdict_in_words(old)}” on {_on(change.before)}, and is "
        f"“{verdict_in_words(new)}” on {_on(change.after)}{basis} ({rules})."
    )
