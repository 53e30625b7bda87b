"""Visits to what was captured before, and what they show to have changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archiver.errors import InputError
from archiver.fetch.transport import Transport
from archiver.model import Availability, PostRef
from archiver.model.history import Change, ChangeKind
from archiver.pipeline.again import JudgedAgain, judge_again, newer_bytes
from archiver.pipeline.article_visits import SITE_ROUTE, standing, visit_article
from archiver.pipeline.desk import Desk
from archiver.pipeline.exports.chosen import chosen
from archiver.pipeline.history import article_sightings, post_sightings
from archiver.pipeline.schedule import Visited, due_at
from archiver.pipeline.sources import is_address
from archiver.pipeline.visits import INTERRUPTED, Visit, visit_posts
from archiver.store.history import Received
from archiver.verify.article_changes import article_changes
from archiver.verify.changes import STATEMENTS, post_changes

OK, ACCUSED, NOTHING_FETCHED, NOT_PARSED = 0, 1, 3, 4
_OK, _ABSENT = 200, frozenset({404, 410})
_REMEMBERED = 6
"""Readings-in of an article that a new one is held against: each is read again for it."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A post or an article that was visited, and when it is to be visited again."""

    subject: PostRef | str
    """A post, or an article's address."""
    last: datetime | None
    """UTC; None where no visit came to its end."""
    due: datetime
    """UTC; may be past."""
    availability: Availability | None
    """What the last visit found."""

    @property
    def name(self) -> str:
        """The key of the post, or the address."""
        return self.subject if isinstance(self.subject, str) else self.subject.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """One visit, which is in the archive, and what it showed to have changed."""

    name: str
    record: str
    """"captures/12" or "article_captures/3"."""
    visited_at: datetime
    availability: Availability
    reason: str
    changes: tuple[Change, ...]
    answered: bool
    """False where no server answered at all."""
    trouble: str | None = None
    """One line where an answer could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJudged:
    """An article that could not be judged again; its last check stands."""

    article: str
    trouble: str
    """One line."""
    changes: tuple[Change, ...] = ()


Result = Revisited | JudgedAgain | NotJudged


def listed(
    desk: Desk,
    names: Iterable[str] = (),
    *,
    only_due: bool = False,
    articles: bool = True,
    limit: int | None = None,
) -> tuple[Due, ...]:
    """What there is to visit again, the longest overdue first, at most ``limit``.

    ``names`` are as in ``exports.chosen``; for none it is all of the archive. Articles count that
    came from an address. With ``only_due``, only what is due now. Raises InputError for a name of
    which the archive has nothing.
    """
    now = desk.clock()
    wanted = _wanted(tuple(names), desk)
    found = [
        _due(one.ref, one.visits, now)
        for one in desk.archive.visits.posts(INTERRUPTED)
        if (wanted is None or one.ref.key in wanted) and _installed(one.ref, desk)
    ]
    if articles:
        found += [
            _due(address, visits, now)
            for address, visits in _articles(desk).items()
            if wanted is None or address in wanted
        ]
    if only_due:
        found = [one for one in found if one.due <= now]
    found.sort(key=lambda one: one.due)
    return tuple(found[:limit])


def _due(subject: PostRef | str, visits: Sequence[Visited], now: datetime) -> Due:
    last, availability = visits[-1] if visits else (None, None)
    return Due(subject=subject, last=last, due=due_at(visits, now), availability=availability)


def _installed(ref: PostRef, desk: Desk) -> bool:
    return any(platform.name == ref.platform for platform in desk.platforms)


def _wanted(names: tuple[str, ...], desk: Desk) -> frozenset[str] | None:
    """Keys of posts and addresses of articles that are named, or None for all."""
    if not names:
        return None
    selection = chosen(names, desk)
    keys = desk.archive.visits.keys(selection.captures)
    among = set(selection.article_captures)
    return frozenset(
        keys | {one.origin for one in desk.archive.visits.received() if one.id in among}
    )


def _articles(desk: Desk) -> dict[str, list[Visited]]:
    found: dict[str, list[Visited]] = {}
    for one in desk.archive.visits.received():
        if is_address(one.origin):
            found.setdefault(one.origin, []).append((one.captured_at, _at_a_glance(one)))
    return found


def _at_a_glance(one: Received) -> Availability:
    """What a visit to an article found, by its status alone."""
    if one.status in {None, _OK} and one.error is None:
        return Availability.AVAILABLE
    return Availability.NOT_FOUND if one.status in _ABSENT else Availability.ERROR


def recheck(planned: Iterable[Due], desk: Desk, *, told: Told = lambda _: None) -> Iterator[Result]:
    """Each is visited again, and every article that this bears on is judged again.

    What is yielded is in the archive by then, visits first, as they were planned. Where the caller
    stops, or is interrupted or killed, what was visited is not due any more, and what was not
    judged again yet is at the next call, whatever is planned then. Raises InputError for a desk
    without a network if there is anything to visit.
    """
    every = tuple(planned)
    if every and desk.transport is None:
        raise InputError("nothing can be visited offline", "leave out --offline")
    if desk.transport is not None:
        refs = [one.subject for one in every if isinstance(one.subject, PostRef)]
        for visit in visit_posts(refs, desk, desk.transport, told=told) if refs else ():
            yield from _of_visit(visit, desk)
        addresses = [one.subject for one in every if isinstance(one.subject, str)]
        for number, address in enumerate(addresses, 1):
            told(f"visiting {address}, {len(addresses) - number} more to go")
            yield _of_article(address, desk, desk.transport)
    yield from _judged(desk, told)


# -- posts ------------------------------------------------------------------------------


def _of_visit(visit: Visit, desk: Desk) -> Iterator[Revisited]:
    seen = visit.capture
    yield Revisited(
        name=seen.ref.key,
        record=f"captures/{visit.capture_id}",
        visited_at=seen.captured_at,
        availability=seen.availability,
        reason=seen.reason,
        changes=_since(seen.ref, visit.capture_id, desk),
        answered=any(exchange.status for exchange in seen.exchanges),
        trouble=visit.trouble,
    )
    for related in visit.related:
        yield from _of_visit(related, desk)


def _since(ref: PostRef, capture_id: int, desk: Desk) -> tuple[Change, ...]:
    """Changes that are known by this visit and were not without it."""
    sightings = post_sightings(ref, desk)
    before = [one for one in sightings if one.record != capture_id]
    return _new(post_changes(ref.key, before), post_changes(ref.key, sightings))


def _new(known: Iterable[Change], now: Iterable[Change]) -> tuple[Change, ...]:
    counted = Counter(map(_identity, known))
    new: list[Change] = []
    for change in now:
        if counted[_identity(change)]:
            counted[_identity(change)] -= 1
        else:
            new.append(change)
    return tuple(new)


def _identity(change: Change) -> tuple[object, ...]:
    values = (side and side.value for side in (change.before, change.after))
    return (change.kind, change.subject, *values, change.stated)


# -- articles ---------------------------------------------------------------------------


def _of_article(address: str, desk: Desk, transport: Transport) -> Revisited:
    number = visit_article(address, desk, transport)
    capture = desk.archive.article_capture(number)
    exchanges = capture.exchanges if capture else ()
    found = standing(exchanges)
    sightings = article_sightings(_telling(address, desk), desk)
    before = [one for one in sightings if one.record != number]
    return Revisited(
        name=address,
        record=f"article_captures/{number}",
        visited_at=capture.captured_at if capture else desk.clock(),
        availability=found.availability,
        reason=found.reason,
        changes=_new(article_changes(before), article_changes(sightings)),
        answered=any(one.status for one in exchanges if one.request.route != SITE_ROUTE),
    )


def _telling(address: str, desk: Desk) -> tuple[Received, ...]:
    """The last readings-in of the article that may tell something, the newest among them."""
    every = desk.archive.visits.received(address)
    telling = [one for one in every[:-1] if _at_a_glance(one) in STATEMENTS]
    return (*telling[-_REMEMBERED:], *every[-1:])


# -- verdicts ---------------------------------------------------------------------------


def _judged(desk: Desk, told: Told) -> Iterator[JudgedAgain | NotJudged]:
    """Articles that something new is known of since their last check, each judged again."""
    stale = set(desk.archive.visits.stale_checks())
    for check_id in sorted(stale.union(desk.archive.visits.outdated_checks())):
        before = desk.archive.visits.judgement(check_id)
        if before is None:
            continue
        received = newer_bytes(before, desk)
        if received is None and check_id not in stale:
            continue
        told(f"judging {before.origin} again")
        try:
            result = judge_again(before, desk, received=received)
        except InputError as error:
            # A plugin or a style that is not there any more is no reason to leave out the others.
            yield NotJudged(article=before.origin, trouble=error.diagnostics())
            continue
        if result is not None:
            yield result


# -- the end of it ----------------------------------------------------------------------


def exit_code(results: Iterable[Result]) -> int:
    """The contract's code for a whole run.

    1 where an article that was judged again has a quotation that is altered, misattributed or not
    found now; then 3 where visits were made and no server answered; then 4 where an answer could
    not be read; else 0, whatever changed.
    """
    every = tuple(results)
    judged = [one for one in every if isinstance(one, JudgedAgain)]
    visits = [one for one in every if isinstance(one, Revisited)]
    if any(one.report.exit_code for one in judged):
        return ACCUSED
    if visits and not any(one.answered for one in visits):
        return NOTHING_FETCHED
    return NOT_PARSED if any(one.trouble for one in visits) else OK


def changes_of(results: Iterable[Result], kind: ChangeKind | None = None) -> tuple[Change, ...]:
    """All changes of these results, or those of one kind."""
    every = (change for one in results for change in one.changes)
    return tuple(change for change in every if kind in {None, change.kind})
