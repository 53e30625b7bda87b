"""Sentences made of the facts of one report and the words of ``words``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from archiver.model import (
    Availability,
    Claimant,
    Coverage,
    Edit,
    EditKind,
    Precision,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
    Witness,
)
from archiver.report.facts import as_utc, counts, gravest_first
from archiver.report.visible import code_points, named, one_line
from archiver.report.words import (
    AVAILABILITIES,
    EDITS,
    NOT_VISITED,
    OTHERS_FILE,
    PLATFORMS,
    VERDICTS,
    WITNESSES,
    Phrase,
)

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def platform_name(platform: str) -> str:
    """The platform as people call it."""
    return PLATFORMS.get(platform) or platform.capitalize()


def day_in_words(day: date) -> str:
    """``5 September 2018``, whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def time_in_words(moment: datetime, precision: Precision | None = None) -> str:
    """The moment in UTC, as exact as it is known and no more exact."""
    moment = as_utc(moment)
    day = day_in_words(moment)
    if precision is Precision.DAY:
        return f"{day} (a day; the time is not known)"
    spec = "milliseconds" if precision is Precision.MILLISECOND else "seconds"
    return f"{day}, {moment.time().isoformat(timespec=spec)} UTC"


def created_in_words(posting: SocialMediaPosting, printed: str | None = None) -> str:
    """When the post was made, as its witness has it.

    ``printed`` is the line that the article's copy has where no time is known for certain.
    """
    if posting.created is not None:
        return time_in_words(posting.created, posting.created_precision)
    if printed:
        return f"as the article prints it: {one_line(printed, 80)} (time zone not known)"
    claimed = next((c for c in posting.times if c.claimant is Claimant.IDENTIFIER), None)
    if claimed is not None:
        return f"by its id: {time_in_words(claimed.time, claimed.precision)}"
    return "date not known"


def published_in_words(published: date | datetime | None) -> str:
    """The article's date; a time without a zone is shown without one."""
    if published is None:
        return "date not known"
    if not isinstance(published, datetime):
        return day_in_words(published)
    if published.tzinfo is None:
        return f"{day_in_words(published)}, {published.time().isoformat('minutes')}"
    return time_in_words(published)


def edit_in_words(edit: Edit) -> str:
    """One difference as a sentence, both sides in it."""
    if edit.kind is EditKind.UNICODE_FORM:
        ours, theirs = code_points(edit.quotation), code_points(edit.original)
        return f"The article has {ours}; the post has {theirs}."
    if edit.kind is EditKind.ELLIPSIS and edit.quotation and edit.original:
        return f"The article’s {named(edit.quotation)} stands for {named(edit.original)}."
    if edit.kind is EditKind.SPLICED and not edit.original:
        return f"The article joins {named(edit.quotation)} to it, which stands elsewhere."
    if not edit.original:
        return f"The article adds {named(edit.quotation)}, which the post does not have."
    if not edit.quotation:
        return f"The post has {named(edit.original)}; the article leaves it out."
    return f"The article has {named(edit.quotation)}; the post has {named(edit.original)}."


def edit_in_brief(edit: Edit) -> str:
    """``“two” for “one”: number_changed``."""
    if edit.kind is EditKind.UNICODE_FORM:
        change = f"{code_points(edit.quotation)} for {code_points(edit.original)}"
    elif not edit.original:
        change = f"{named(edit.quotation)} added"
    elif not edit.quotation:
        change = f"{named(edit.original)} left out"
    else:
        change = f"{named(edit.quotation)} for {named(edit.original)}"
    return f"{change}: {edit.kind.value}"


def typography_in_words(edits: Iterable[Edit]) -> str:
    """The differences of typography counted, or an empty string where there are none."""
    kinds = [edit.kind for edit in edits if edit.kind.tier is Tier.TYPOGRAPHY]
    if not kinds:
        return ""
    listed = "; ".join(f"{EDITS[kind]} ({kinds.count(kind)}×)" for kind in dict.fromkeys(kinds))
    return f"Typography only, not counted as a difference: {listed}."


def tally_in_words(reviews: Iterable[QuotationReview]) -> str:
    """``5 quotations: 1 exact, 1 conventional, 3 out of scope``."""
    reviews = tuple(reviews)
    total = f"{len(reviews)} {plural('quotation', len(reviews))}"
    listed = ", ".join(f"{n} {VERDICTS[verdict].label.lower()}" for verdict, n in counts(reviews))
    return f"{total}: {listed}" if listed else total


def lead_in_words(reviews: Iterable[QuotationReview]) -> str:
    """What a reader must know first: what became of the quotations of posts, the gravest first."""
    checked = [review for review in reviews if review.verdict is not Verdict.OUT_OF_SCOPE]
    total = len(checked)
    if not total:
        return "No quotation of a post was found."
    tally = Counter(map(_outcome, checked))
    if total == 1:
        return f"The one quotation of a post {_OUTCOMES[_outcome(checked[0])][0]}."
    if len(tally) == 1:
        all_of_them = "Both" if total == _TWO else f"All {total}"
        return f"{all_of_them} quotations of posts {_OUTCOMES[_outcome(checked[0])][1]}."
    parts = [
        f"{tally[what]} {one if tally[what] == 1 else more}"
        for what, (one, more) in _OUTCOMES.items()
        if tally[what]
    ]
    return f"Of {total} quotations of posts, {_and(parts)}."


_TWO: Final = 2
_FAITHFUL: Final = "faithful"
_OWN: Final = "own"
_OUTCOMES: Final = MappingProxyType(
    {
        Verdict.ALTERED.value: ("differs from the post", "differ from the posts"),
        Verdict.MISATTRIBUTED.value: (
            "stands in a post of another account",
            "stand in posts of other accounts",
        ),
        Verdict.NOT_FOUND.value: (
            "was found in no captured post",
            "were found in no captured post",
        ),
        Verdict.UNVERIFIABLE.value: ("could not be checked", "could not be checked"),
        _OWN: (
            "agrees with the article’s own copy of the post",
            "agree with the article’s own copies of the posts",
        ),
        _FAITHFUL: (
            "is faithful to the words of the post",
            "are faithful to the words of the posts",
        ),
    }
)


def _outcome(review: QuotationReview) -> str:
    """What the lead counts it as; to agree with the article's own copy proves less."""
    if review.verdict.accuses or review.verdict is Verdict.UNVERIFIABLE:
        return review.verdict.value
    own = review.posting is not None and review.posting.witness is Witness.EMBED
    return _OWN if own else _FAITHFUL


def _and(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def plural(noun: str, number: int) -> str:
    """The noun for that number."""
    return noun if number == 1 else f"{noun}s"


def review_in_words(review: QuotationReview) -> str:
    """The verdict on one quotation as a sentence that names what differs.

    Its first reason, where that is a sentence: all forms of the report so have the same words.
    """
    if _is_told(review):
        return one_line(review.reasons[0], 800)
    return _particular(review) or VERDICTS[review.verdict].meaning


def other_reasons(review: QuotationReview) -> tuple[str, ...]:
    """The reasons that ``review_in_words`` does not already give."""
    return review.reasons[1:] if _is_told(review) else review.reasons


def _is_told(review: QuotationReview) -> bool:
    """Whether the first reason is a sentence; rules of before had none."""
    first = review.reasons[0] if review.reasons else ""
    return first[:1].isupper() and first.endswith(".")


def _particular(review: QuotationReview) -> str:
    edits = gravest_first(review.alignment) if review.alignment else ()
    match review.verdict:
        case Verdict.ALTERED if edits:
            sentence = _alteration(edits)
        case Verdict.CONVENTIONAL | Verdict.MARKED if edits:
            sentence = _kinds(review.verdict, edits)
        case Verdict.EXACT if review.posting and not review.posting.complete:
            sentence = _KNOWN_IN_PART
        case Verdict.EXACT if review.coverage:
            sentence = _EXACTLY[review.coverage]
        case Verdict.MISATTRIBUTED if review.posting:
            sentence = _misattribution(review, review.posting)
        case Verdict.NOT_FOUND if review.quotation.attributed_to:
            name = one_line(review.quotation.attributed_to, 80)
            sentence = f"The article says that {name} posted this, and no captured post says it."
        case Verdict.UNVERIFIABLE:
            sentence = _unverifiable(review)
        case _:
            sentence = ""
    return sentence


_EXACTLY: Final = MappingProxyType(
    {
        Coverage.WHOLE: "The article gives the whole post, word for word.",
        Coverage.FRAGMENT: "The article gives a part of the post, word for word.",
    }
)


_KNOWN_IN_PART: Final = "The words are the post’s, of which only a part is known."


def _alteration(edits: tuple[Edit, ...]) -> str:
    others = sum(edit.kind.tier is Tier.UNMARKED for edit in edits[1:])
    if not others:
        return edit_in_words(edits[0])
    return f"{edit_in_words(edits[0])} And {others} more {plural('difference', others)}."


def _kinds(verdict: Verdict, edits: tuple[Edit, ...]) -> str:
    listed = ", ".join(EDITS[kind] for kind in dict.fromkeys(edit.kind for edit in edits))
    if verdict is Verdict.MARKED:
        return f"The article shows each change of wording: {listed}."
    return f"The words are the post’s. Changed as newspapers do: {listed}."


def author_in_words(posting: SocialMediaPosting) -> str:
    """The author's name and handle, as far as they are known."""
    name, handle = author_parts(posting)
    return f"{name} ({handle})" if name and handle else name or handle


def author_parts(posting: SocialMediaPosting) -> tuple[str, str]:
    """Name and ``@handle``, each on one line and cut to a length that a page can bear.

    They come apart so that a page can give each its own direction. Where neither is
    known, the name says so.
    """
    name = one_line(posting.author_name or "", 80)
    handle = f"@{one_line(posting.handle, 60)}" if posting.handle else ""
    return (name, handle) if name or handle else ("an author not known", "")


def standing(posting: SocialMediaPosting, versions: Sequence[SocialMediaPosting]) -> Phrase:
    """The state of a post in words, ``versions`` being all that any witness has of it.

    That an article has a copy says nothing about whether the post can be read today.
    """
    copies = all(version.witness is Witness.EMBED for version in (posting, *versions))
    if copies and posting.availability is Availability.AVAILABLE:
        return NOT_VISITED
    return AVAILABILITIES[posting.availability]


def _misattribution(review: QuotationReview, posting: SocialMediaPosting) -> str:
    named_by_article = review.quotation.attributed_to
    meant = f", not {one_line(named_by_article, 80)}" if named_by_article else ""
    return f"The post with these words is by {author_in_words(posting)}{meant}."


def _unverifiable(review: QuotationReview) -> str:
    """The cause: the state of a post whose words are not known, else what the judgement says."""
    posting = review.posting
    if posting is not None:
        unread = not posting.complete or not posting.text.strip()
        if posting.availability is not Availability.AVAILABLE and unread:
            meaning = AVAILABILITIES[posting.availability].meaning
            return f"{meaning} The words could not be checked."
        if not posting.complete:
            return "Only a part of the post could be read, so the words could not be checked."
    if not review.reasons:
        return ""
    cause = one_line(review.reasons[0], 300)
    return f"{cause[:1].upper()}{cause[1:]}. This does not mean that the quotation is wrong."


def witness_phrase(posting: SocialMediaPosting) -> Phrase:
    """Who has the words of a posting."""
    return OTHERS_FILE if posting.imported is not None else WITNESSES[posting.witness]


OTHERS_WORD = "whoever made that file vouches for it, not the platform"


def beside_in_words(posting: SocialMediaPosting) -> tuple[str, ...]:
    """What stands beside a post's words, one line each: a warning, a poll, edits, wishes.

    First of all, who vouches for them where they were read from a file that others made.
    """
    lines: list[str] = []
    if posting.imported:
        lines.append(f"read from {one_line(posting.imported, 300)}: {OTHERS_WORD}")
    if posting.content_warning:
        lines.append(f"behind the warning “{one_line(posting.content_warning, 200)}”")
    if posting.poll:
        options = " / ".join(one_line(option, 60) for option in posting.poll.options[:8])
        lines.append(f"with a poll: {options}")
    if posting.edited:
        lines.append(f"edited {time_in_words(posting.edited, Precision.SECOND)}")
    elif len(posting.version_ids) > 1:
        lines.append(f"edited: {len(posting.version_ids)} versions are known")
    elif posting.was_edited:
        lines.append("edited, at a time that is not known")
    if posting.opt_outs:
        lines.append(f"its author asks: {one_line(', '.join(posting.opt_outs), 200)}")
    return tuple(lines)
