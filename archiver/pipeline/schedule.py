"""When a post or an article is to be visited again: by the visits that are in the archive.

The longer something has stood as it is, the longer it is left alone. What could be read is visited
after a day, and after as long again as it is known to stand, and a day: 1, 2, 4, 8 days and so on,
at most 90. What is gone is looked at once more after a day, then after at least a week, and after
as long again, at most 180 days: some posts come back. A visit that was blocked or failed says
nothing of the post, so it puts nothing off: it is made up for after an hour, and after as long
again as there was no answer, at most 7 days, and never later than it was due anyway.

Nothing is written down for this. Whoever stops half way through goes on at the next call, as what
was visited is not due any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from archiver.model import Availability
from archiver.verify.changes import STATEMENTS

MINIMUM = timedelta(hours=1)
"""Nothing is due sooner than that after a visit."""
FIRST = timedelta(days=1)
LONGEST = timedelta(days=90)
SELDOM = timedelta(days=7)
LONGEST_SELDOM = timedelta(days=180)
LONGEST_RETRY = timedelta(days=7)
AHEAD = timedelta(days=1)
"""A visit that lies further in the future was noted by a clock that was wrong."""

Visited = tuple[datetime, Availability]


def due_at(visits: Sequence[Visited], now: datetime) -> datetime:
    """When the next visit is due, UTC: at least ``MINIMUM`` and at most 180 days after the last.

    ``visits`` are times and what was found, oldest first; those that lie ahead of ``now`` by more
    than ``AHEAD`` don't count. Without a visit it is due now.
    """
    made = [visit for visit in visits if visit[0] <= now + AHEAD]
    if not made:
        return now
    last = made[-1][0]
    telling = [index for index, (_, found) in enumerate(made) if found in STATEMENTS]
    unanswered = made[telling[-1] + 1 :] if telling else made
    regular = _regular([made[index] for index in telling]) if telling else None
    if not unanswered:
        return regular or now
    retry = last + _between(MINIMUM, last - unanswered[0][0] + MINIMUM, LONGEST_RETRY)
    if regular is not None and regular > last:
        retry = min(retry, regular)
    return max(retry, last + MINIMUM)


def _regular(statements: Sequence[Visited]) -> datetime:
    """When it is due by the visits that told something, the newest of which began a run."""
    last, found = statements[-1]
    run = last
    for time, other in reversed(statements):
        if other is not found:
            break
        run = time
    stood = last - run
    if found is Availability.AVAILABLE or not stood:
        return last + _between(FIRST, stood + FIRST, LONGEST)
    return last + _between(SELDOM, stood + SELDOM, LONGEST_SELDOM)


def _between(least: timedelta, wanted: timedelta, most: timedelta) -> timedelta:
    return max(least, min(wanted, most))
