"""The routes to a post, best first, and what their answers add up to."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from archiver.errors import ParseError
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.x import memento, names, oembed, readings, syndication, values
from archiver.platforms.x.readings import Reading

Reader = Callable[[Exchange, PostRef], Reading]

_READERS: tuple[tuple[str, Reader], ...] = (
    (syndication.ROUTE, syndication.read),
    (oembed.ROUTE, oembed.read),
    (memento.ROUTE, memento.read),
)
_STATEMENTS = (
    Availability.AVAILABLE,
    Availability.ACCOUNT_GONE,
    Availability.PROTECTED,
    Availability.WITHHELD,
)
_SIGNALS_OF_ABSENCE = 2
_OK = 200


def plan(ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    """Ask each route in turn, until one has the text in full.

    The archive is asked also where the platform says that there is no such post.
    """
    if ref.provisional or not names.is_id(ref.id):
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    found: list[Reading] = []
    for request, read in (
        (syndication.request(ref), syndication.read),
        (oembed.request(ref), oembed.read),
    ):
        found.append(_reading(read, (yield request), ref))
        if found[-1].whole:
            return conclude(found)
    archived = yield from _archived(ref, found)
    return conclude(found, archived)


def _archived(
    ref: PostRef, found: Sequence[Reading]
) -> Generator[FetchRequest, Exchange, list[Reading]]:
    """Ask for the newest memento under each handle that is known.

    Where that is a page without the post, ask once more for one of the years in which
    pages held posts.
    """
    learned = [memento.handle_in(reading.postings) for reading in found]
    handles: list[str | None] = list(
        dict.fromkeys(handle for handle in (ref.handle, *learned) if handle)
    )
    archived: list[Reading] = []
    for handle in handles or [None]:
        exchange = yield memento.request(ref, handle)
        archived.append(_reading(memento.read, exchange, ref))
        if exchange.status == _OK and not archived[-1].postings and not names.may_be_long(ref.id):
            exchange = yield memento.request(ref, handle, memento.LAST_PAGES)
            archived.append(_reading(memento.read, exchange, ref))
        if archived[-1].postings:
            break
    return archived


def _reading(read: Reader, exchange: Exchange, ref: PostRef) -> Reading:
    """The reading of an answer; an unknown shape is a failure of ours, not of the post."""
    try:
        return read(exchange, ref)
    except ParseError as error:
        finding = None if read is memento.read else Availability.ERROR
        line = f"{exchange.request.route}: {exchange.status}, {values.one_line(error.problem)}"
        return Reading(finding=finding, line=line)


def conclude(platform: Sequence[Reading], archived: Sequence[Reading] = ()) -> Outcome:
    """What the platform's answers say of the post; the archive's are named, and decide nothing.

    Absence takes the word of both endpoints: an anonymous one also answers "not found" for
    posts that it shows to members only.
    """
    findings = [reading.finding for reading in platform]
    reason = "; ".join(reading.line for reading in (*platform, *archived))
    for statement in _STATEMENTS:
        if statement in findings:
            return Outcome(availability=statement, reason=reason)
    if findings.count(Availability.NOT_FOUND) >= _SIGNALS_OF_ABSENCE:
        return Outcome(availability=Availability.NOT_FOUND, reason=reason)
    if Availability.BLOCKED_FOR_US in findings:
        return Outcome(availability=Availability.BLOCKED_FOR_US, reason=reason)
    return Outcome(availability=Availability.ERROR, reason=reason)


def parse(capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, in the order of the routes, then the posts that it carries.

    Raises ParseError where no answer gave a posting and one was in an unknown shape.
    """
    mains: list[SocialMediaPosting] = []
    carried: list[SocialMediaPosting] = []
    problems: list[ParseError] = []
    for route, read in _READERS:
        for exchange in capture.exchanges:
            if exchange.request.route != route or readings.is_hop(exchange):
                continue
            try:
                postings = read(exchange, capture.ref).postings
            except ParseError as problem:
                problems.append(problem)
                continue
            mains += (replace(item, availability=capture.availability) for item in postings[:1])
            carried += postings[1:]
    if problems and not mains:
        raise problems[0]
    return (*mains, *carried)
