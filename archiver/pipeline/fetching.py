"""What one post takes from the network, without the archive: for any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archiver.errors import ParseError
from archiver.fetch.drive import visit
from archiver.fetch.transport import Transport
from archiver.hookspecs import Platform
from archiver.model import (
    Availability,
    Capture,
    Claimant,
    Exchange,
    FetchRequest,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
    Witness,
)
from archiver.model.exchange import UNASKED
from archiver.pipeline.naming import platform_of
from archiver.pipeline.pictures import fetch_pictures, with_pictures
from archiver.plugins import resolve

CLOCKS_DIFFER = timedelta(days=1)
"""How far the clock of this machine may be behind a platform's."""


class StoppedError(BaseException):
    """The run was ended while a post was being fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One visit as it came, and what was read from it."""

    capture: Capture
    postings: tuple[SocialMediaPosting, ...]
    trouble: str | None = None
    """One line where the capture holds an answer that its parser can't read."""
    before: tuple[Fetched, ...] = ()
    """The visit to an address that led to this post."""
    related: tuple[Fetched, ...] = ()
    """Visits to the posts that it answers or quotes."""


@dataclass(slots=True, eq=False)
class Job:
    """One post to fetch. Its exchanges are kept as they come, for the case of a break."""

    ref: PostRef
    started: datetime
    visiting: PostRef | None = None
    """The post whose visit is under way: the job's own, or one that it led or relates to."""
    exchanges: list[Exchange] = field(default_factory=list)
    concluded: Capture | None = None
    """The visit under way, once its plan has ended and only its pictures are fetched."""
    finished: list[Fetched] = field(default_factory=list)

    def broken_off(self, reason: str) -> tuple[Capture, ...]:
        """What to keep of a job that was ended: whole visits, then what came of the last."""
        rest = self.concluded or Capture(
            ref=self.visiting or self.ref,
            captured_at=self.started,
            availability=Availability.ERROR,
            reason=reason,
        )
        whole = tuple(fetched.capture for fetched in self.finished)
        if not self.exchanges:
            return whole
        return (*whole, replace(rest, exchanges=tuple(self.exchanges)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """Fetches posts, each with the posts that it answers or quotes, one level deep."""

    platforms: Sequence[Platform]
    transport: Transport
    clock: Callable[[], datetime]
    stop: threading.Event = field(default_factory=threading.Event)
    """Once it is set, no job asks anything more."""
    decoding: threading.Lock = field(default_factory=threading.Lock)
    """Pictures are decoded one at a time: Python's warning filters are of the whole process."""
    seen: set[PostRef] = field(default_factory=set)
    """Posts that are visited in this run: none is visited twice as another one's relation."""

    def fetch(self, job: Job) -> Fetched:
        """The post, where its address led, and the posts that it answers or quotes.

        A fault on the way is a capture with availability ``error`` that says so: one post must
        not end a run.
        """
        try:
            return self._fetch(job)
        except Exception as error:  # noqa: BLE001 - whatever it is, what was received is kept
            return _faulty(job, error)

    def _fetch(self, job: Job) -> Fetched:
        self.seen.add(job.ref)
        found = self._visit(job, job.ref)
        leads_to = self._led_to(found.capture)
        if leads_to is not None:
            led = self._visit(job, leads_to)
            found = replace(led, capture=replace(led.capture, asked=job.ref), before=(found,))
        self.seen.add(found.capture.ref)
        related: list[Fetched] = []
        for ref in self._related(found):
            if ref not in self.seen:
                self.seen.add(ref)
                related.append(self._visit(job, ref))
        return replace(found, related=tuple(related))

    def _visit(self, job: Job, ref: PostRef) -> Fetched:
        platform = platform_of(ref, self.platforms)
        job.visiting, job.started = ref, self.clock()
        keeping = _Keeping(self.transport, job.exchanges, self.stop)
        seen = job.concluded = visit(platform, ref, keeping, self.clock)
        postings, trouble = parsed(platform, seen)
        if self._led_to(seen) is not None:
            postings = ()
        pictures = tuple(fetch_pictures(postings, keeping, self.clock))
        seen = replace(seen, exchanges=(*seen.exchanges, *pictures))
        with self.decoding:
            postings = with_pictures(postings, seen)
        fetched = Fetched(capture=seen, postings=postings, trouble=trouble)
        job.finished.append(fetched)
        job.exchanges.clear()
        job.concluded = None
        return fetched

    def _led_to(self, capture: Capture) -> PostRef | None:
        """The post of a platform to which an address redirects that no platform knew, or None."""
        if not platform_of(capture.ref, self.platforms).last_resort:
            return None
        hops = (one.target_uri for one in capture.exchanges if one.request.url == capture.ref.url)
        refs = (resolve(address, self.platforms) for address in hops)
        return next((ref for ref in refs if ref is not None), None)

    def _related(self, fetched: Fetched) -> list[PostRef]:
        """Posts that it answers or quotes and that came with it not in full."""
        main = [one for one in fetched.postings if one.ref == fetched.capture.ref]
        named = (ref for one in main for ref in (one.in_reply_to, one.shared_content) if ref)
        carried = {
            one.ref for one in fetched.postings if one.complete and one.witness is Witness.PLATFORM
        }
        known = {platform.name for platform in self.platforms}
        return [
            ref
            for ref in dict.fromkeys(named)
            if ref not in carried and not ref.provisional and ref.platform in known
        ]


def _faulty(job: Job, error: Exception) -> Fetched:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    reason = f"a fault while the post was fetched: {what}"
    before = tuple(Fetched(capture=one, postings=()) for one in job.broken_off(reason))
    last = Capture(
        ref=job.ref, captured_at=job.started, availability=Availability.ERROR, reason=reason
    )
    return Fetched(capture=last, postings=(), trouble=reason, before=before)


class _Keeping:
    """A transport that remembers every exchange that went through it."""

    def __init__(
        self, transport: Transport, exchanges: list[Exchange], stop: threading.Event
    ) -> None:
        self._transport = transport
        self._exchanges = exchanges
        self._stop = stop

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """The answer of the transport inside."""
        if self._stop.is_set():
            raise StoppedError
        hops = self._transport.answer(request)
        self._exchanges += (hop for hop in hops if not (hop.error or "").startswith(UNASKED))
        return hops


def parsed(platform: Platform, seen: Capture) -> tuple[tuple[SocialMediaPosting, ...], str | None]:
    """What the platform's parser reads, or nothing and one line on why it can't."""
    try:
        postings = _sound(platform.parse(seen))
        told = (timed(one, platform, seen.captured_at) for one in postings)
        return tuple(as_imported(one, seen.imported) for one in told), None
    except ParseError as error:
        return (), error.diagnostics()
    except Exception as error:  # noqa: BLE001 - a third party's parser may raise anything; the evidence must be stored all the same
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return (), f"the parser of {platform.name} failed on {seen.ref.key}: {what}"


def as_imported(posting: SocialMediaPosting, imported: str | None) -> SocialMediaPosting:
    """The posting as what it is where its capture was read from a file that others made.

    Nobody but the maker of the file says that the platform answered so: its witness is an archive.
    """
    if imported is None:
        return posting
    platform = posting.witness is Witness.PLATFORM
    witness = Witness.ARCHIVE if platform else posting.witness
    return replace(posting, witness=witness, imported=imported)


def _sound(postings: Iterable[object]) -> tuple[SocialMediaPosting, ...]:
    """The postings. Raises TypeError or ValueError for what could not be stored as one."""
    read: list[SocialMediaPosting] = []
    for one in postings:
        if not isinstance(one, SocialMediaPosting):
            raise TypeError(f"no posting: {one!r:.100}")
        one.text.encode("utf-8", "surrogatepass")
        times = (one.created, one.edited, one.superseded, one.witnessed_at)
        if any(time.tzinfo is None for time in (*times, *(c.time for c in one.times)) if time):
            raise ValueError("a time without a time zone")
        read.append(one)
    return tuple(read)


def timed(posting: SocialMediaPosting, platform: Platform, now: datetime) -> SocialMediaPosting:
    """The posting, the time in its post's id among its claims where the id carries one.

    A time that lies ahead of ``now`` is none: then the id is no such id.
    """
    known = any(claim.claimant is Claimant.IDENTIFIER for claim in posting.times)
    if (
        known
        or posting.ref.provisional
        or posting.ref.alias
        or posting.ref.platform != platform.name
    ):
        return posting
    time = platform.created_from_id(posting.ref)
    if time is None or time > now + CLOCKS_DIFFER:
        return posting
    claim = TimeClaim(
        kind=TimeKind.CREATED,
        time=time,
        precision=Precision.MILLISECOND if time.microsecond else Precision.SECOND,
        claimant=Claimant.IDENTIFIER,
        field="id",
    )
    return replace(posting, times=(*posting.times, claim))
