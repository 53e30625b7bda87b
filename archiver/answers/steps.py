"""A plan made of ways to a post, each with how to ask and how to read; and what they add up to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from archiver.answers import follow, readings, values
from archiver.answers.readings import Reading
from archiver.errors import ParseError
from archiver.hookspecs import Route
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Precision,
    SocialMediaPosting,
    Source,
)

Reader = Callable[[Exchange, PostRef], Reading]
Steps = Generator[FetchRequest, Exchange, Outcome]

_STATEMENTS = (
    Availability.AVAILABLE,
    Availability.ACCOUNT_GONE,
    Availability.PROTECTED,
    Availability.WITHHELD,
)
_SIGNALS_OF_ABSENCE = 2
_SOURCES = (Source.PLATFORM, Source.ARCHIVE, Source.THIRD_PARTY)
_PRECISIONS = (Precision.MILLISECOND, Precision.SECOND, Precision.DAY, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One route: what it can prove, what to ask, and how to read the answer."""

    route: Route
    request: Callable[[PostRef], FetchRequest | None]
    """None where this post can't be asked for in this way."""
    read: Reader
    archived: bool = False
    """True where a web archive may hold the same address: it is asked when the platform has
    not given the text in full."""


def run(
    ways: Sequence[Way],
    ref: PostRef,
    match: Callable[[str], PostRef | None],
    hosts: tuple[str, ...] = (),
) -> Steps:
    """Ask the platform in each way until the post is there whole; then archives; then others.

    An alias is resolved first, with ``match``: the outcome then names the post that is meant.
    ``hosts`` are the platform's own, see ``follow.resolve``.
    """
    return led(ref, match, hosts, lambda meant: _run(ways, meant))


def led(
    ref: PostRef,
    match: Callable[[str], PostRef | None],
    hosts: tuple[str, ...],
    visit: Callable[[PostRef], Steps],
) -> Steps:
    """The visit to the post that a reference means: an alias is resolved first.

    The outcome then names the post, and its reason how it was found.
    """
    if ref.provisional:
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    if not ref.alias:
        return (yield from visit(ref))
    meant, reading = yield from follow.resolve(ref, match, hosts)
    if meant is None:
        return conclude([reading])
    outcome = yield from visit(meant)
    return replace(outcome, ref=meant, reason=f"{reading.line}; {outcome.reason}")


def _run(ways: Sequence[Way], ref: PostRef) -> Steps:
    platform: list[Reading] = []
    others: list[Reading] = []
    for source in _SOURCES:
        found = platform if source is Source.PLATFORM else others
        for way in ways:
            if way.route.source is not source and not (source is Source.ARCHIVE and way.archived):
                continue
            reading = yield from ask(way, ref, source)
            if reading is not None:
                found.append(reading)
                if reading.whole:
                    return conclude(platform, others)
    return conclude(platform, others)


def ask(
    way: Way, ref: PostRef, source: Source | None = None
) -> Generator[FetchRequest, Exchange, Reading | None]:
    """Ask in one way, the platform or whom ``source`` names; None where there is nothing to ask.

    The request carries the name of the way's route.
    """
    request = way.request(ref)
    if request is None:
        return None
    request = replace(
        request,
        source=source or way.route.source,
        route=way.route.name,
        credential=way.route.credential,
    )
    exchange = yield request
    try:
        return readings.by_source(exchange, _read(way, exchange, ref))
    except ParseError as error:
        line = f"{way.route.name}: {exchange.status}, {values.one_line(error.problem)}"
        return readings.by_source(exchange, Reading(finding=Availability.ERROR, line=line))


def _read(way: Way, exchange: Exchange, ref: PostRef) -> Reading:
    return readings.unasked(exchange) or readings.undecoded(way.read(exchange, ref))


def conclude(platform: Sequence[Reading], others: Sequence[Reading] = ()) -> Outcome:
    """What the platform's answers say of the post; archives and third parties decide nothing.

    Absence takes the word of two routes: an anonymous one also answers "not found" for posts
    that it shows to members only.
    """
    findings = [reading.finding for reading in platform]
    reason = "; ".join(reading.line for reading in (*platform, *others) if reading.line)
    for statement in _STATEMENTS:
        if statement in findings:
            return Outcome(availability=statement, reason=reason)
    if findings.count(Availability.NOT_FOUND) >= _SIGNALS_OF_ABSENCE:
        return Outcome(availability=Availability.NOT_FOUND, reason=reason)
    if Availability.BLOCKED_FOR_US in findings:
        return Outcome(availability=Availability.BLOCKED_FOR_US, reason=reason)
    return Outcome(availability=Availability.ERROR, reason=reason)


def parse(ways: Sequence[Way], capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, best first, then the other posts that the answers carry.

    The platform goes before archives, and those before third parties; of one source, what is
    complete goes first, then what has the finest time, then the order of the ways. Raises
    ParseError where no answer gave a posting and one was in an unknown shape.
    """
    mains: list[SocialMediaPosting] = []
    carried: list[SocialMediaPosting] = []
    problems: list[ParseError] = []
    for source in _SOURCES:
        found: list[SocialMediaPosting] = []
        for way, exchange in _answers(ways, capture, source):
            try:
                postings = _read(way, exchange, capture.ref).postings
            except ParseError as problem:
                problems.append(problem)
                continue
            found += (replace(one, availability=capture.availability) for one in postings[:1])
            carried += postings[1:]
        mains += sorted(found, key=_rank)
    if problems and not mains:
        raise problems[0]
    return (*mains, *carried)


def _answers(ways: Sequence[Way], capture: Capture, source: Source) -> list[tuple[Way, Exchange]]:
    return [
        (way, exchange)
        for way in ways
        for exchange in capture.exchanges
        if exchange.request.route == way.route.name
        and exchange.request.source is source
        and not readings.is_hop(exchange)
    ]


def _rank(posting: SocialMediaPosting) -> tuple[bool, int]:
    return not posting.complete, _PRECISIONS.index(posting.created_precision)
