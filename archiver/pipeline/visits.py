"""Visits for posts: captures into the archive, and what parsers read from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import takewhile

from archiver.errors import InputError
from archiver.fetch.transport import Transport
from archiver.model import Availability, Capture, PostRef, SocialMediaPosting
from archiver.pipeline.desk import Desk
from archiver.pipeline.fetching import Fetched, Fetcher, Job, parsed
from archiver.pipeline.naming import platform_of, ref_of

INTERRUPTED = "the visit was interrupted"
"""Reason of what is kept of a visit that was broken off."""
_AHEAD = 4
"""Jobs that may be under way or done for each one that works, before the oldest is done."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A capture in the archive, and what was read from it."""

    capture_id: int
    capture: Capture
    postings: tuple[SocialMediaPosting, ...]
    trouble: str | None = None
    """One line where the capture holds an answer that its parser can't read."""
    related: tuple[Visit, ...] = ()
    """Visits to the posts that it answers or quotes, made along with it."""


def capture(url: str, desk: Desk) -> Visit:
    """The post at ``url`` is captured: its exchanges and pictures are in the archive.

    So are the posts that it answers or quotes, one level deep. Raises InputError where the
    address can be no post or the desk has no network. A post that is gone is a capture with
    its availability.
    """
    ref = ref_of(url, desk.platforms)
    if desk.transport is None:
        raise InputError("a post can't be captured offline", "leave out --offline")
    return visit_post(ref, desk, desk.transport)


def visit_post(ref: PostRef, desk: Desk, transport: Transport) -> Visit:
    """One visit on the network. What was received is in the archive, even if it is interrupted."""
    (visit,) = visit_posts((ref,), desk, transport)
    return visit


def visit_posts(
    refs: Iterable[PostRef], desk: Desk, transport: Transport, *, told: Told = lambda _: None
) -> Generator[Visit, None, None]:
    """A visit for each post, in their order; ``desk.jobs`` of them are fetched side by side.

    Only the caller's thread writes. However many posts there are, only those under way are
    in memory. Where the caller stops, or is interrupted, what was received is in the archive.
    """
    fetcher = Fetcher(platforms=desk.platforms, transport=transport, clock=desk.clock)
    listed = list(dict.fromkeys(refs))
    fetcher.seen.update(listed)
    if desk.jobs == 1 or len(listed) == 1:
        yield from _one_by_one(listed, desk, fetcher, told)
    else:
        yield from _side_by_side(listed, desk, fetcher, told)


def _one_by_one(
    refs: Sequence[PostRef], desk: Desk, fetcher: Fetcher, told: Told
) -> Iterator[Visit]:
    for ref in refs:
        told(f"capturing {ref.key}")
        job = Job(ref, desk.clock())
        try:
            visit = _stored(fetcher.fetch(job), desk)
        except BaseException:
            _keep_rest((job,), desk)
            raise
        yield visit


def _side_by_side(
    refs: Sequence[PostRef], desk: Desk, fetcher: Fetcher, told: Told
) -> Iterator[Visit]:
    waiting = deque(refs)
    begun: deque[tuple[Job, Future[Fetched]]] = deque()
    pool = ThreadPoolExecutor(desk.jobs, thread_name_prefix="fetch")
    try:
        while waiting or begun:
            while waiting and len(begun) < desk.jobs * _AHEAD:
                job = Job(waiting.popleft(), desk.clock())
                begun.append((job, pool.submit(fetcher.fetch, job)))
            told(f"capturing {begun[0][0].ref.key}, {len(begun) + len(waiting) - 1} more to go")
            begun[0][1].result()
            done = list(takewhile(lambda each: each[1].done(), begun))
            with desk.archive.together():
                visits = [_stored(future.result(), desk) for _, future in done]
            for _ in done:
                begun.popleft()
            yield from visits
    except BaseException as end:
        fetcher.stop.set()
        if not isinstance(end, GeneratorExit):
            desk.hang_up()
        pool.shutdown(cancel_futures=True)
        _keep_rest((job for job, _ in begun), desk)
        raise
    pool.shutdown()


def _stored(fetched: Fetched, desk: Desk) -> Visit:
    with desk.archive.together():
        for earlier in fetched.before:
            _stored(earlier, desk)
        capture_id = desk.archive.add_capture(fetched.capture)
        desk.archive.add_postings(fetched.postings, capture=capture_id)
        return Visit(
            capture_id=capture_id,
            capture=fetched.capture,
            postings=fetched.postings,
            trouble=fetched.trouble,
            related=tuple(_stored(one, desk) for one in fetched.related),
        )


def _keep_rest(jobs: Iterable[Job], desk: Desk) -> None:
    """What jobs that were ended had received is in the archive."""
    for job in jobs:
        for seen in job.broken_off(INTERRUPTED):
            desk.archive.add_capture(seen)


def stored_visits(ref: PostRef, desk: Desk) -> tuple[Visit, ...]:
    """Every visit to the post that the archive has, newest first, read by today's parsers.

    The postings come without the digests of their pictures: see ``with_pictures``.
    """
    platform = platform_of(ref, desk.platforms)
    visits: list[Visit] = []
    for capture_id, seen in reversed(desk.archive.captures_of(ref)):
        postings, trouble = parsed(platform, seen)
        visits.append(
            Visit(capture_id=capture_id, capture=seen, postings=postings, trouble=trouble)
        )
    return tuple(visits)


def nothing_fetched(visits: Iterable[Visit]) -> bool:
    """True where there were visits and not one got an answer."""
    every = [visit.capture for visit in visits]
    return bool(every) and all(
        seen.availability is Availability.ERROR and not any(e.status for e in seen.exchanges)
        for seen in every
    )
