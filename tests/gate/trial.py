"""Pairs judged by the program, and counted by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from archiver.model import (
    Article,
    ArticleReport,
    Channel,
    EditKind,
    Embed,
    FindingKind,
    Materiality,
    PostRef,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Verdict,
    Witness,
)
from archiver.verify.kinds import gravest
from archiver.verify.review import review
from tests.gate.changes import CHANGES
from tests.gate.judging import known_platforms
from tests.gate.mutations import Pair

FIRST = datetime(2025, 2, 13, 12, tzinfo=UTC)
APART = timedelta(days=3)
"""Posts of one author lie so far apart: they are no thread."""
_GRADES = (Verdict.EXACT, Verdict.CONVENTIONAL, Verdict.MARKED)
_MATTERS = (Materiality.MINOR, Materiality.WORDING, Materiality.MEANING)


@dataclass(slots=True)
class Row:
    """What came of the pairs of one label."""

    pairs: int = 0
    right: int = 0
    """The verdict is the least one."""
    graver: int = 0
    milder: int = 0
    unjudged: int = 0
    """``unverifiable`` or ``out_of_scope``."""
    kinds: Counter[str] = field(default_factory=Counter)
    """The gravest kind of edit that was found."""


@dataclass(slots=True)
class Trial:
    """The counts over many pairs."""

    rows: dict[str, Row] = field(default_factory=dict)
    accused: list[tuple[Pair, QuotationReview]] = field(default_factory=list)
    """Nothing or a convention was changed, and the program accuses."""
    harmless: int = 0
    """Pairs of which that can be said."""
    missed: list[tuple[Pair, QuotationReview]] = field(default_factory=list)
    """A negation or a number was changed, and the program doesn't say that it turns the meaning."""
    turned: int = 0
    untold: list[tuple[Pair, QuotationReview]] = field(default_factory=list)
    """An ellipsis stands for a negation, and no finding says so."""
    swallowed: int = 0
    milder: list[tuple[Pair, QuotationReview]] = field(default_factory=list)
    graver: list[tuple[Pair, QuotationReview]] = field(default_factory=list)
    languages: dict[str, Row] = field(default_factory=dict)


def judged(pair: Pair) -> ArticleReport:
    """What the program says of the pair, the posts shown right behind the quotation."""
    text = f"“{pair.quotation}” {pair.said}.\n" + "\n".join(pair.posts)
    end = 1 + len(pair.quotation)
    quotation = Quotation(
        quote=TextQuoteSelector(exact=pair.quotation, prefix="“", suffix="”"),
        position=TextPositionSelector(start=1, end=end),
        kind=QuotationKind.MARKS,
        attribution=pair.said,
        attributed_to=pair.author,
        channel=Channel.POSTED,
        cue=None,
    )
    embeds, versions = [], []
    at = text.index("\n", end) + 1
    for number, post in enumerate(pair.posts):
        ref = PostRef(platform="x", id=str(1_890_000_000_000_000_000 + number))
        embeds.append(Embed(ref=ref, marker="blockquote", start=at, end=at + len(post), text=post))
        versions.append(_posting(pair, ref, post, FIRST + number * APART))
        at += len(post) + 1
    article = Article(
        text=text,
        sha256="",
        reader="gate/1",
        language=pair.language,
        embeds=tuple(embeds),
        quotations=(quotation,),
    )
    return review(
        article,
        tuple(versions),
        id_times={},
        time_rules={},
        habits={one.name: one.habits for one in known_platforms()},
    )


def _posting(pair: Pair, ref: PostRef, text: str, created: datetime) -> SocialMediaPosting:
    return SocialMediaPosting(
        ref=ref,
        witness=Witness.PLATFORM,
        parser="gate/1",
        text=text,
        author_name=pair.author,
        handle="writer",
        created=created,
        language=pair.language,
    )


def run(pairs: Iterable[Pair]) -> Trial:
    """The pairs judged and counted."""
    trial = Trial()
    for pair in pairs:
        _count(pair, judged(pair), trial)
    return trial


def _count(pair: Pair, report: ArticleReport, trial: Trial) -> None:
    got = report.quotations[0]
    order = _compared(pair, got)
    for key, table in ((pair.label, trial.rows), (pair.language, trial.languages)):
        row = table.setdefault(key, Row())
        row.pairs += 1
        row.right += order == 0
        row.graver += order == 1
        row.milder += order == -1
        row.unjudged += order is None
        row.kinds[_kind(got)] += 1
    if pair.least in {Verdict.EXACT, Verdict.CONVENTIONAL}:
        trial.harmless += 1
        if got.verdict.accuses:
            trial.accused.append((pair, got))
    if pair.label in {EditKind.NUMBER_CHANGED, EditKind.NEGATION_CHANGED}:
        trial.turned += 1
        if got.verdict is not Verdict.ALTERED or got.materiality is not Materiality.MEANING:
            trial.missed.append((pair, got))
    if pair.label == "negation_swallowed":
        trial.swallowed += 1
        if not any(one.kind is FindingKind.OMISSION for one in report.findings):
            trial.untold.append((pair, got))
    if order == 1:
        trial.graver.append((pair, got))
    elif order != 0:
        trial.milder.append((pair, got))


def _compared(pair: Pair, got: QuotationReview) -> int | None:
    """0 where the verdict is the least one, 1 where it is graver, -1 where milder; else None.

    An exact quotation may be called conventional and the other way round: neither accuses. The
    same number in another notation may be called anything up to a minor alteration.
    """
    grade, least = _grade(got.verdict, got.materiality), _grade(pair.least, pair.matters)
    if grade is None or least is None:
        return None
    if max(grade, least) <= 1 or (pair.label == "notation" and grade <= least):
        return 0
    return (grade > least) - (grade < least)


def _grade(verdict: Verdict, matters: Materiality | None) -> int | None:
    if verdict in _GRADES:
        return _GRADES.index(verdict)
    if verdict is Verdict.ALTERED:
        return len(_GRADES) + (_MATTERS.index(matters) if matters else 0)
    return None


def _kind(got: QuotationReview) -> str:
    if got.alignment is None:
        return str(got.verdict)
    kinds = [edit.kind for edit in got.alignment.edits]
    return str(gravest(kinds)) if kinds else "none"


def rows(trial: Trial) -> Iterator[tuple[str, ...]]:
    """A row for each label: what was done, and what the program made of it."""
    yield ("done", "pairs", "right", "graver", "milder", "unjudged", "gravest kind found")
    for label in sorted(trial.rows, key=list(CHANGES).index):
        row = trial.rows[label]
        kinds = ", ".join(f"{kind} {count}" for kind, count in row.kinds.most_common(5))
        figures = (row.pairs, row.right, row.graver, row.milder, row.unjudged)
        yield (label, *map(str, figures), kinds)


def shown(some: Sequence[tuple[Pair, QuotationReview]], most: int = 40) -> str:
    """The first of them, a line each: what was done to which words, and what came."""
    return "\n".join(
        f"{pair.language} {pair.label}: {got.verdict} {got.materiality or ''} {_kind(got)}\n"
        f"    {pair.quotation}\n    {' ⏎ '.join(pair.posts)}"
        for pair, got in some[:most]
    )


def language_rows(trial: Trial) -> Iterator[tuple[str, ...]]:
    """A row for each language."""
    yield ("language", "pairs", "right", "graver", "milder", "unjudged")
    for tag, row in trial.languages.items():
        yield (tag, *map(str, (row.pairs, row.right, row.graver, row.milder, row.unjudged)))
