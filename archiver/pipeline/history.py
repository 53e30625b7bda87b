"""What the archive holds of a post or an article, as it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from archiver.errors import InputError
from archiver.model import Exchange, PostRef, SocialMediaPosting, Source, Witness
from archiver.model.history import (
    ArticleHistory,
    ArticleSighting,
    Change,
    CoveringProof,
    PictureAnswer,
    PostHistory,
    Provenance,
    QuotedIn,
    Sighting,
    Wording,
)
from archiver.model.proofs import ProofCheck
from archiver.pipeline.article_visits import sighting_of
from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.chosen import chosen
from archiver.pipeline.pictures import IMAGE_ROUTE, kept_facts, with_pictures
from archiver.pipeline.visits import stored_visits
from archiver.store.history import Received
from archiver.verify.article_changes import article_changes, verdict_changes
from archiver.verify.changes import IMPORT, post_changes
from archiver.verify.sequence import in_sequence


def post_sightings(ref: PostRef, desk: Desk) -> tuple[Sighting, ...]:
    """Every visit to the post as today's parsers read it, oldest first.

    Old answers so look the same as new ones do: a better parser makes no edit.
    """
    facts = kept_facts(desk.archive)
    found = [
        Sighting(
            record=visit.capture_id,
            time=visit.capture.captured_at,
            availability=visit.capture.availability,
            reason=visit.capture.reason,
            postings=with_pictures(visit.postings, visit.capture, facts),
            pictures=tuple(_picture_answers(visit.capture.exchanges)),
            answers=tuple(
                (str(one.request.source), one.request.route, one.status)
                for one in visit.capture.exchanges
                if one.request.route != IMAGE_ROUTE
            ),
            mementos=_mementos(visit.capture.exchanges),
            imported=visit.capture.imported,
        )
        for visit in stored_visits(ref, desk)
    ]
    return tuple(in_sequence(found, lambda one: (one.record, one.time, one.imported is not None)))


def _mementos(exchanges: Iterable[Exchange]) -> tuple[datetime, ...]:
    dated = {one.memento_datetime for one in exchanges if one.memento_datetime and not one.error}
    return tuple(sorted(dated))


def _picture_answers(exchanges: Iterable[Exchange]) -> Iterator[PictureAnswer]:
    answers: dict[str, Exchange] = {}
    for one in exchanges:
        if one.request.route != IMAGE_ROUTE or one.request.source is not Source.PLATFORM:
            continue  # What an archive has of a picture says nothing of its address.
        if one.error is None and one.truncated is None:
            answers[one.request.url] = one
    for url, one in answers.items():
        yield PictureAnswer(url=url, status=one.status, sha256=one.payload_sha256 or None)


def article_sightings(received: Iterable[Received], desk: Desk) -> tuple[ArticleSighting, ...]:
    """Readings-in of an article as today's reader reads them, in the order given."""
    found: list[ArticleSighting] = []
    for one in received:
        capture = desk.archive.article_capture(one.id)
        if capture is not None:
            found.append(sighting_of(capture, one, desk))
    return tuple(found)


def history(name: str, desk: Desk) -> PostHistory | ArticleHistory:
    """All that the archive holds of the post or article that is named, as in ``exports.chosen``.

    Raises InputError where that is nothing.
    """
    selection = chosen((name,), desk)
    if selection.article_captures:
        return _article(name, selection.article_captures, selection.checks, desk)
    seen = desk.archive.holdings.capture(selection.captures[-1]) if selection.captures else None
    if seen is None:
        raise InputError(f"the archive has nothing of {name}", "check or capture it first")
    return _post(seen.ref, desk)


# -- posts ------------------------------------------------------------------------------


def _post(ref: PostRef, desk: Desk) -> PostHistory:
    sightings = post_sightings(ref, desk)
    records = [one.record for one in sightings]
    return PostHistory(
        ref=ref,
        sightings=sightings,
        versions=_versions(ref, sightings, desk),
        changes=post_changes(ref.key, sightings),
        quoted_in=tuple(_quoted_in(ref, desk)),
        provenance=_provenance("captures", records, desk),
    )


@dataclass(slots=True)
class _Text:
    """One wording, while it is gathered."""

    text: str
    seen: list[tuple[datetime, str, SocialMediaPosting]] = field(default_factory=list)


def _versions(ref: PostRef, sightings: Sequence[Sighting], desk: Desk) -> tuple[Wording, ...]:
    """Every text that any witness has of the post, by when it was first seen."""
    texts: dict[str, _Text] = {}
    for at, record, posting in (*_visited(ref, sightings), *_copied(ref, desk)):
        texts.setdefault(posting.text, _Text(posting.text)).seen.append((at, record, posting))
    made = sorted((_wording(one) for one in texts.values()), key=lambda one: one.first_seen)
    return tuple(replace(one, number=number) for number, one in enumerate(made, 1))


def _visited(
    ref: PostRef, sightings: Iterable[Sighting]
) -> Iterator[tuple[datetime, str, SocialMediaPosting]]:
    for one in sightings:
        for posting in one.postings:
            if posting.ref == ref and posting.text:
                at = posting.witnessed_at or one.time
                yield at, f"captures/{one.record}", posting


def _copied(ref: PostRef, desk: Desk) -> Iterator[tuple[datetime, str, SocialMediaPosting]]:
    for record, at, posting in desk.archive.visits.embed_copies(ref):
        if posting.text:
            yield at, record, posting


def _wording(found: _Text) -> Wording:
    times: dict[str, list[datetime]] = {}
    for at, _, posting in found.seen:
        kind = IMPORT if posting.imported else str(posting.witness)
        times.setdefault(kind, []).append(at)
    postings = [posting for _, _, posting in found.seen]
    superseded = [one.superseded for one in postings if one.superseded]
    return Wording(
        number=0,
        text=found.text,
        complete=any(one.complete for one in postings),
        seen=tuple(
            (kind, min(times[kind]), max(times[kind]))
            for kind in (*map(str, Witness), IMPORT)
            if kind in times
        ),
        parsers=tuple(dict.fromkeys(one.parser for one in postings)),
        records=tuple(dict.fromkeys(record for _, record, _ in found.seen)),
        superseded=min(superseded, default=None),
    )


def _quoted_in(ref: PostRef, desk: Desk) -> Iterator[QuotedIn]:
    for check_id in desk.archive.visits.checks_with(ref):
        check = desk.archive.visits.judgement(check_id)
        if check is None:
            continue
        reviews = [one for one in check.report.quotations if one.posting and one.posting.ref == ref]
        yield QuotedIn(
            check=check.id,
            checked_at=check.checked_at,
            article=check.origin,
            title=check.report.article.title,
            rules=check.report.rules,
            verdicts=tuple(
                (
                    one.quotation.quote.exact,
                    str(one.verdict),
                    None if one.materiality is None else str(one.materiality),
                )
                for one in reviews
            ),
        )


# -- articles ---------------------------------------------------------------------------


def _article(
    name: str, captures: Sequence[int], checks: Sequence[int], desk: Desk
) -> ArticleHistory:
    among = set(captures)
    received = [one for one in desk.archive.visits.received() if one.id in among]
    sightings = article_sightings(received, desk)
    judged = [one for one in map(desk.archive.visits.judgement, checks) if one is not None]
    changes: list[Change] = [*article_changes(sightings), *verdict_changes(judged)]
    refs = {posting.ref: None for check in judged for posting in check.report.postings}
    for ref in refs:
        if not ref.provisional:
            changes += post_changes(ref.key, post_sightings(ref, desk))
    return ArticleHistory(
        name=name,
        sightings=sightings,
        checks=tuple(judged),
        changes=tuple(sorted(changes, key=lambda change: change.seen)),
        provenance=_provenance("article_captures", captures, desk),
    )


# -- where records come from ------------------------------------------------------------


def _provenance(kind: str, ids: Iterable[int], desk: Desk) -> Mapping[int, Provenance]:
    """How each record came in, with the proofs of time that cover it, verified."""
    known = desk.archive.visits.provenance(kind, ids)
    checks = desk.stamper.checks() if desk.stamper is not None else ()
    return MappingProxyType(
        {number: replace(one, proofs=_covering(one, checks)) for number, one in known.items()}
    )


def _covering(record: Provenance, checks: Iterable[ProofCheck]) -> tuple[CoveringProof, ...]:
    """The earliest proof of each authority that covers the record, one that holds before others."""
    found: dict[str, CoveringProof] = {}
    for check in sorted(checks, key=lambda one: (one.proof.chain_id, one.proof.id)):
        known = found.get(check.proof.authority)
        if record.link is None or check.proof.chain_id < record.link:
            continue
        if known is None or (known.time is None and check.time is not None):
            found[check.proof.authority] = CoveringProof(
                kind=str(check.proof.kind),
                authority=check.proof.authority,
                standing=str(check.standing),
                time=check.time,
                link=check.proof.chain_id,
            )
    return tuple(found.values())
