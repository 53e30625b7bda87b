"""What comes out right of the corpus, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from archiver.model import Materiality, QuotationReview, Verdict
from tests.gate.corpus import Expected
from tests.gate.judging import Judged


@dataclass(slots=True)
class Rate:
    """How many of what was found, and of what is there, is right."""

    right: float = 0
    found: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, how much is right; 1 where nothing was."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, how much was found; 1 where nothing is."""
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.found + self.there
        return 2 * self.right / total if total else 1.0


@dataclass(slots=True, kw_only=True)
class Score:
    """The counts over some cases."""

    pairs: int = 0
    spans: Rate = field(default_factory=Rate)
    overlap: Rate = field(default_factory=Rate)
    """As spans, a part counted as the part of the longer of the two that both have."""
    attribution: Rate = field(default_factory=Rate)
    channels: Rate = field(default_factory=Rate)
    speakers: Rate = field(default_factory=Rate)
    embeds: Rate = field(default_factory=Rate)
    verdicts: Rate = field(default_factory=Rate)
    edits: Rate = field(default_factory=Rate)
    """Kinds, one by one."""
    posts: Rate = field(default_factory=Rate)
    findings: Rate = field(default_factory=Rate)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(expected, got) verdicts."""
    false_accusations: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    """One line each: what should be and what came."""


def score(judged: Iterable[Judged]) -> Score:
    """The counts over all of them."""
    total = Score()
    for one in judged:
        _count(one, total)
    return total


def _count(one: Judged, total: Score) -> None:
    reviews = len(one.report.quotations)
    total.pairs += len(one.pairs)
    for rate in (total.spans, total.overlap):
        rate.found += reviews
        rate.there += len(one.pairs)
    total.spans.right += sum(one.exact)
    _count_embeds(one, total)
    _count_findings(one, total)
    for (expected, review), exact in zip(one.pairs, one.exact, strict=True):
        _count_pair(one, expected, review, exact=exact, total=total)
    for review in one.surplus:
        total.misses.append(
            f"{one.case.id} [span] “{review.quotation.quote.exact}” is no quotation "
            f"({review.quotation.channel}, {review.verdict})"
        )
        if review.verdict.accuses:
            total.false_accusations.append(
                f"{one.case.id}: “{review.quotation.quote.exact}” {review.verdict}, "
                "and is no quotation"
            )


def _count_pair(
    one: Judged, expected: Expected, review: QuotationReview | None, *, exact: bool, total: Score
) -> None:
    def missed(what: str, got: object, wanted: object) -> None:
        total.misses.append(f"{one.case.id} [{what}] “{expected.exact}”: {got}, not {wanted}")

    for rate in (total.attribution, total.channels, total.speakers, total.verdicts):
        rate.there += 1
        rate.found += 1
    if review is None:
        missed("span", "not found", "a quotation")
        total.confusion[expected.verdicts[0], "no quotation"] += 1
        return
    quotation = review.quotation
    if exact:
        total.overlap.right += 1
    else:
        total.overlap.right += _shared(quotation.quote.exact, expected.exact)
        missed("span", f"“{quotation.quote.exact}”", "these words")
    channel = quotation.channel in expected.channels
    speaker = is_speaker(quotation.attributed_to, expected.speakers)
    total.channels.right += channel
    total.speakers.right += speaker
    total.attribution.right += channel and speaker
    if not (channel and speaker):
        missed(
            "attribution",
            f"{quotation.channel} by {quotation.attributed_to}, cue {quotation.cue}",
            f"{expected.channels[0]} by {expected.speakers[0]}",
        )
    _count_verdict(one, expected, review, total, missed)


def _count_verdict(
    one: Judged,
    expected: Expected,
    review: QuotationReview,
    total: Score,
    missed: Callable[[str, object, object], None],
) -> None:
    right = is_verdict(review, expected)
    total.verdicts.right += right
    total.confusion[expected.verdicts[0], expected.verdicts[0] if right else review.verdict] += 1
    if not right:
        missed("verdict", _verdict(review.verdict, review.materiality), _wanted(expected))
        total.misses.append(f"    {'; '.join(review.reasons)}")
        if review.verdict.accuses and review.verdict not in expected.verdicts:
            total.false_accusations.append(
                f"{one.case.id}: “{expected.exact}” {review.verdict}, not {expected.verdicts[0]}"
            )
    if expected.post is not None:
        got = review.posting.ref.key if review.posting else None
        total.posts.there += 1
        total.posts.found += got is not None
        total.posts.right += got == expected.post
        if got != expected.post:
            missed("post", got, expected.post)
    if expected.edits is not None and right:
        kinds = {edit.kind for edit in review.alignment.edits} if review.alignment else set()
        total.edits.right += len(kinds & expected.edits)
        total.edits.found += len(kinds)
        total.edits.there += len(expected.edits)
        if kinds != expected.edits:
            missed("edits", _names(kinds), _names(expected.edits))


def _count_embeds(one: Judged, total: Score) -> None:
    got = [embed.ref.key for embed in one.report.article.embeds]
    total.embeds.found += len(got)
    total.embeds.there += len(one.case.embeds)
    total.embeds.right += len(set(got) & set(one.case.embeds))
    if got != list(one.case.embeds):
        total.misses.append(f"{one.case.id} [embeds] {got}, not {list(one.case.embeds)}")


def _count_findings(one: Judged, total: Score) -> None:
    got = [finding.kind for finding in one.report.findings]
    wanted = Counter(one.case.findings)
    missing = wanted - Counter(got)
    total.findings.there += wanted.total()
    total.findings.right += wanted.total() - missing.total()
    total.findings.found += wanted.total() - missing.total()
    total.misses.extend(f"{one.case.id} [finding] no {kind}" for kind in missing)
    if one.case.no_findings:
        total.findings.found += len(got)
        total.misses.extend(
            f"{one.case.id} [finding] {finding.kind}: {finding.message}"
            for finding in one.report.findings
        )


# -- what counts as right ---------------------------------------------------------------


def is_speaker(got: str | None, wanted: Sequence[str | None]) -> bool:
    """Whether the name is one of those wanted, case aside, or one has the other as whole words."""
    return any(_same_name(got, one) for one in wanted)


def _same_name(got: str | None, wanted: str | None) -> bool:
    if got is None or wanted is None:
        return got is wanted
    one, other = (f" {' '.join(name.casefold().split())} " for name in (got, wanted))
    return one in other or other in one


def is_verdict(review: QuotationReview, expected: Expected) -> bool:
    """Whether a careful reader accepts it; of an alteration, how much it matters too."""
    if review.verdict not in expected.verdicts:
        return False
    graded = review.verdict is Verdict.ALTERED and expected.materiality is not None
    return not graded or review.materiality is expected.materiality


def _shared(one: str, other: str) -> float:
    shorter, longer = sorted((one, other), key=len)
    if shorter in longer:
        return len(shorter) / len(longer)
    common = sum((Counter(one.split()) & Counter(other.split())).values())
    return common / max(len(one.split()), len(other.split()))


def _wanted(expected: Expected) -> str:
    return " or ".join(_verdict(one, expected.materiality) for one in expected.verdicts)


def _verdict(verdict: Verdict, matters: Materiality | None) -> str:
    return f"{verdict} ({matters})" if matters and verdict is Verdict.ALTERED else str(verdict)


def _names(kinds: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, kinds))) or "none"


# -- tables for people ------------------------------------------------------------------


def rows(scores: Sequence[tuple[str, Score]]) -> Iterator[tuple[str, ...]]:
    """A head and a row for each named score: the figures that the gate holds."""
    yield (
        *("", "pairs", "spans", "overlap", "attribution", "channel", "speaker"),
        *("embeds", "verdicts", "edit kinds", "findings"),
    )
    for name, one in scores:
        rates = (one.spans.f1, one.overlap.f1, one.attribution.recall, one.channels.recall)
        more = (one.speakers.recall, one.embeds.f1, one.verdicts.recall, one.edits.f1)
        yield (
            *(name, str(one.pairs)),
            *(f"{rate:.3f}" for rate in (*rates, *more, one.findings.f1)),
        )


def confusion_rows(one: Score) -> Iterator[tuple[str, ...]]:
    """Verdicts: what should be, downwards, against what came."""
    verdicts = [str(verdict) for verdict in Verdict]
    yield ("should be", *verdicts, "no quotation")
    for wanted in verdicts:
        counts = [one.confusion[wanted, got] for got in (*verdicts, "no quotation")]
        yield (wanted, *(str(count) if count else "" for count in counts))
