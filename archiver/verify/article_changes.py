"""What changed in an article between visits, and in the verdicts between checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

import regex

from archiver.model import (
    Article,
    ArticleReport,
    Availability,
    Channel,
    Quotation,
    QuotationReview,
    SocialMediaPosting,
)
from archiver.model.history import ArticleSighting, Basis, Change, ChangeKind, Judgement, Side
from archiver.text.fold import fold_dashes, fold_ellipses, fold_quotes
from archiver.verify.changes import IMPORT, STATEMENTS, as_seen
from archiver.verify.sequence import in_sequence

SAME_ARTICLE = 0.5
"""Share of an article's words that a page must still have to be held against it: behind a barrier
there are a few of them, and to say that the rest was taken out would be false."""
CUT = 0.2
"""Share of an article's words from which on those that are missing at its end may be held back."""
NOTICE = 60
"""Words that a page may have of its own where the rest of the article is held back."""
SAME_QUOTATION = 0.6
"""Share of words in common from which a quotation that went and one that came are a pair."""
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_PIECES = regex.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_STANDINGS = MappingProxyType(
    {
        Availability.AVAILABLE: ChangeKind.ARTICLE_RETURNED,
        Availability.NOT_FOUND: ChangeKind.ARTICLE_WITHDRAWN,
    }
)


def article_changes(sightings: Iterable[ArticleSighting]) -> tuple[Change, ...]:
    """Every change of one article, each address or path by itself, by when it could be told.

    Standard input has no identity: what came from there is compared with nothing. A file that the
    user says is of an address is no answer of it, and is compared with other files alone.
    """
    origins: dict[tuple[str, bool], list[ArticleSighting]] = {}
    for one in in_sequence(sightings, lambda each: (each.record, each.time, each.imported)):
        if one.origin != "-":
            origins.setdefault((one.origin, one.asked), []).append(one)
    found: list[Change] = []
    for ordered in origins.values():
        found += _standing(ordered)
        found += _contents(ordered)
    return tuple(sorted(found, key=lambda change: change.seen))


def _standing(ordered: Sequence[ArticleSighting]) -> Iterator[Change]:
    telling = [one for one in ordered if one.availability in STATEMENTS]
    for before, after in pairwise(telling):
        kind = _STANDINGS.get(after.availability)
        if before.availability is not after.availability and kind is not None:
            yield Change(
                kind=kind,
                subject=after.origin,
                before=_side(before, str(before.availability), before.reason),
                after=_side(after, str(after.availability), after.reason),
            )


def _contents(ordered: Sequence[ArticleSighting]) -> Iterator[Change]:
    last: ArticleSighting | None = None
    unlike: str | None = None
    place: str | None = None
    for one in ordered:
        if one.article is None or one.availability is not Availability.AVAILABLE:
            continue
        if last is None or last.article is None:
            last, place = one, _place(one.address)
            continue
        if place != _place(one.address):
            place = _place(one.address)
            if place != _place(last.address):
                yield _change(
                    ChangeKind.ARTICLE_MOVED, last, one, last.address or "", one.address or ""
                )
        why = incomparable(last.article, one.article)
        if why is not None:
            if why != unlike:
                yield _unlike(last, one, why)
            unlike = why
            continue
        yield from _differences(last, last.article, one, one.article)
        last, unlike = one, None


def _place(address: str | None) -> str:
    """The address without what doesn't name another page."""
    if address is None:
        return ""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


FEW_WORDS = "it has few of the words that came before"
ONLY_BEGINNING = "it has the beginning of what came before, and not the rest"


def incomparable(before: Article, after: Article) -> str | None:
    """Why the later page can't be held against the earlier, or None where it can.

    Behind a barrier there may be few of the words, or the first half of them: what is missing then
    was held back, and was not taken out.
    """
    old, new = _pieces(before.text), _pieces(after.text)
    if (Counter(old) & Counter(new)).total() < SAME_ARTICLE * len(old):
        return FEW_WORDS
    shared = next(
        (number for number, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    rest = old[shared:]
    kept = (Counter(rest) & Counter(new[shared:])).total()
    cut = len(new) - shared <= NOTICE and kept < SAME_ARTICLE * len(rest)
    return ONLY_BEGINNING if cut and len(rest) >= CUT * len(old) else None


def is_same_article(before: Article, after: Article) -> bool:
    """Whether enough of the words are still there to hold the one against the other."""
    return incomparable(before, after) is None


def _unlike(before: ArticleSighting, after: ArticleSighting, why: str) -> Change:
    return Change(
        kind=ChangeKind.ARTICLE_UNLIKE,
        subject=after.origin,
        before=_side(before, (before.article and before.article.title) or "", ""),
        after=_side(after, (after.article and after.article.title) or "", why),
    )


def _differences(
    before: ArticleSighting, old: Article, after: ArticleSighting, new: Article
) -> Iterator[Change]:
    if old.title and new.title and _set_alike(old.title) != _set_alike(new.title):
        yield _change(ChangeKind.TITLE_CHANGED, before, after, old.title, new.title)
    if as_seen(old.text) != as_seen(new.text):
        yield _change(ChangeKind.ARTICLE_TEXT_CHANGED, before, after, old.text, new.text)
    yield from _quotations(before, old, after, new)
    earlier = {embed.ref.key for embed in old.embeds}
    later = {embed.ref.key for embed in new.embeds}
    for key in sorted(earlier - later):
        yield _change(ChangeKind.EMBED_REMOVED, before, after, key, "")
    for key in sorted(later - earlier):
        yield _change(ChangeKind.EMBED_ADDED, before, after, "", key)


def _quotations(
    before: ArticleSighting, old: Article, after: ArticleSighting, new: Article
) -> Iterator[Change]:
    gone = _only_in(old.quotations, new.quotations)
    come = _only_in(new.quotations, old.quotations)
    for words in gone:
        close = max(come, key=lambda other: _alike(words, other), default="")
        if close and _alike(words, close) >= SAME_QUOTATION:
            come.remove(close)
            yield _change(ChangeKind.QUOTATION_CHANGED, before, after, words, close)
        else:
            yield _change(ChangeKind.QUOTATION_REMOVED, before, after, words, "")
    for words in come:
        yield _change(ChangeKind.QUOTATION_ADDED, before, after, "", words)


def _only_in(these: Iterable[Quotation], those: Iterable[Quotation]) -> list[str]:
    """Words of quotations that the others have not, in their order; titles and terms are none."""
    other = Counter(_set_alike(_words(one)) for one in those)
    only: list[str] = []
    for one in these:
        words = _words(one)
        key = _set_alike(words)
        if other[key]:
            other[key] -= 1
        elif one.channel is not Channel.TERM:
            only.append(words)
    return only


def _set_alike(words: str) -> str:
    """The words whatever signs a house's typesetting has for quotes, dashes and ellipses."""
    return as_seen(fold_ellipses(fold_dashes(fold_quotes(words))))


def _words(quotation: Quotation) -> str:
    return " ".join(quotation.quote.exact.split())


def _alike(one: str, other: str) -> float:
    from rapidfuzz.distance import LCSseq

    return LCSseq.normalized_similarity(_pieces(one), _pieces(other))


def _pieces(text: str) -> list[str]:
    """Words; single letters of scripts that are written without spaces between words."""
    return _PIECES.findall(text)


def _change(
    kind: ChangeKind, before: ArticleSighting, after: ArticleSighting, old: str, new: str
) -> Change:
    return Change(
        kind=kind,
        subject=after.origin,
        before=_side(before, old, _dated(before)),
        after=_side(after, new, _dated(after)),
    )


def _side(sighting: ArticleSighting, value: str, evidence: str) -> Side:
    return Side(
        value=value,
        at=sighting.time,
        source=IMPORT if sighting.imported else "article",
        record=f"article_captures/{sighting.record}",
        by=sighting.article.reader if sighting.article else "",
        evidence=evidence,
    )


def _dated(sighting: ArticleSighting) -> str:
    """What the page itself says of when it was last changed: a correction may be a silent one."""
    modified = sighting.article.modified if sighting.article else None
    if modified is None:
        return "the page does not say when it was changed"
    day = modified.isoformat(timespec="seconds") if isinstance(modified, datetime) else modified
    return f"the page says that it was last changed {day}"


# -- verdicts ---------------------------------------------------------------------------


def verdict_changes(checks: Iterable[Judgement]) -> tuple[Change, ...]:
    """Quotations of an article whose verdict differs from that of the check before.

    ``checks`` are of one article. Only checks by the same style are held against each other.
    """
    styles: dict[tuple[str, str], list[Judgement]] = {}
    for check in sorted(checks, key=lambda each: each.id):
        # What came from standard input has no other name than its bytes.
        named = check.origin if check.origin != "-" else check.report.article.sha256
        styles.setdefault((named, check.report.style), []).append(check)
    found = [
        change
        for ordered in styles.values()
        for before, after in pairwise(ordered)
        for change in _verdicts(before, after)
    ]
    return tuple(sorted(found, key=lambda change: change.seen))


def _verdicts(before: Judgement, after: Judgement) -> Iterator[Change]:
    basis = _basis(before, after)
    earlier, later = (_by_words(check.report.quotations) for check in (before, after))
    counts = {words: len(reviews) for words, reviews in earlier.items()}
    for review in after.report.quotations:
        words = _words(review.quotation)
        # Where the same words stand more or less often than before, which is which is not known.
        same = earlier.get(words, [])
        old = same.pop(0) if len(later[words]) == counts.get(words) else None
        if old is None or (old.verdict, old.materiality) == (review.verdict, review.materiality):
            continue
        yield Change(
            kind=ChangeKind.VERDICT_CHANGED,
            subject=after.origin,
            before=_judged(before, old),
            after=_judged(after, review),
            quotation=review.quotation.quote.exact,
            basis=basis,
        )


def _by_words(reviews: Iterable[QuotationReview]) -> dict[str, list[QuotationReview]]:
    found: dict[str, list[QuotationReview]] = {}
    for review in reviews:
        found.setdefault(_words(review.quotation), []).append(review)
    return found


def _judged(check: Judgement, review: QuotationReview) -> Side:
    against = f"against {review.posting.ref.key}. " if review.posting else ""
    return Side(
        value="/".join(filter(None, (review.verdict, review.materiality))),
        at=check.checked_at,
        source="check",
        record=f"checks/{check.id}",
        by=check.report.rules,
        evidence=against + (review.reasons[0] if review.reasons else ""),
    )


def _basis(before: Judgement, after: Judgement) -> Basis:
    old, new = before.report, after.report
    differing = [
        basis
        for basis, differs in (
            (Basis.ARTICLE, old.article.sha256 != new.article.sha256),
            (Basis.RULES, _read_otherwise(old, new)),
            (Basis.EVIDENCE, evidence_of(old) != evidence_of(new)),
        )
        if differs
    ]
    return differing[0] if len(differing) == 1 else Basis.UNTOLD


def _read_otherwise(old: ArticleReport, new: ArticleReport) -> bool:
    """Whether other rules judged, another reader read, or another version of a parser."""
    if (old.rules, old.article.reader) != (new.rules, new.article.reader):
        return True
    before, after = _parsers(old), _parsers(new)
    return any(before[name].isdisjoint(after[name]) for name in before.keys() & after.keys())


def _parsers(report: ArticleReport) -> dict[tuple[str, str, str], set[str]]:
    """Versions of each parser, by post, witness and the parser's name."""
    found: dict[tuple[str, str, str], set[str]] = {}
    for posting in report.versions:
        name, _, version = posting.parser.rpartition("/")
        found.setdefault((posting.ref.key, posting.witness, name), set()).add(version)
    return found


def evidence_of(report: ArticleReport) -> frozenset[tuple[object, ...]]:
    """What a check had before it: who has which words of which post, and how each post stood.

    A visit that was blocked or failed adds nothing to it.
    """
    return frozenset(_known(posting) for posting in report.versions)


def _known(posting: SocialMediaPosting) -> tuple[object, ...]:
    found = posting.availability if posting.availability in STATEMENTS else None
    return (
        posting.ref.key,
        posting.witness,
        posting.text,
        posting.complete,
        posting.superseded is None,
        found,
    )
