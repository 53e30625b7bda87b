"""The routes to a post, and the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from archiver.answers import follow, steps
from archiver.answers.readings import Reading
from archiver.answers.steps import Steps, Way
from archiver.errors import ParseError
from archiver.hookspecs import Extent, Route
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
from archiver.platforms.mastodon import activity, api, oembed, page
from archiver.platforms.mastodon.names import Names, place_of

TOKEN = f"{api.STATUS}_token"
_MOST_MOVES = 3
"""Servers that may send on to another one before a post counts as not to be found."""
_SIGNALS_OF_ABSENCE = 2

STATUS_ROUTE = Route(
    name=api.STATUS,
    text=Extent.FULL,
    time=Precision.MILLISECOND,
    images=True,
    alt_text=True,
    edits=True,
    note="The client API of the author's server; it says “not found” of deleted posts and of "
    "those for followers alike.",
)
HISTORY_ROUTE = Route(
    name=api.HISTORY,
    text=Extent.FULL,
    time=Precision.MILLISECOND,
    images=True,
    alt_text=True,
    edits=True,
    note="Every version of an edited post, since Mastodon 3.5.",
)
TOKEN_ROUTE = replace(
    STATUS_ROUTE,
    name=TOKEN,
    credential="mastodon",
    note="The same with the user's token, for servers that answer nobody else.",
)
ACTIVITY_ROUTE = Route(
    name=activity.ROUTE,
    text=Extent.FULL,
    time=Precision.SECOND,
    images=True,
    alt_text=True,
    edits=True,
    note="What servers give to each other (ActivityPub): no display name; some want it signed.",
)
OEMBED_ROUTE = Route(
    name=oembed.ROUTE,
    text=Extent.NONE,
    time=None,
    note="That the post is there and whose it is; the address needs no handle.",
)
PAGE_ROUTE = Route(
    name=page.ROUTE,
    text=Extent.FULL,
    time=Precision.SECOND,
    images=True,
    alt_text=True,
    note="In full since Mastodon 4.5 and until 3.5; between, and on other software, a summary.",
)
ACCOUNT_ROUTE = Route(
    name=api.ACCOUNT,
    text=Extent.NONE,
    time=None,
    note="Asked once a post is gone: was its author's account suspended?",
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways to a post, by their names."""

    status: Way
    history: Way
    token: Way
    activity: Way
    oembed: Way
    page: Way
    account: Way

    @property
    def every(self) -> tuple[Way, ...]:
        """All ways, best first."""
        found = (self.status, self.history, self.token, self.activity, self.oembed, self.page)
        return (*found, self.account)


def ways_of(names: Names) -> Ways:
    """The ways to a post on servers with these names."""

    def way(
        route: Route,
        request: Callable[[Names, PostRef], FetchRequest | None],
        read: Callable[[Names, Exchange, PostRef], Reading],
        *,
        archived: bool = False,
    ) -> Way:
        return Way(
            route=route,
            request=partial(request, names),
            read=partial(read, names),
            archived=archived,
        )

    return Ways(
        status=way(STATUS_ROUTE, api.status_request, api.read_status),
        history=way(HISTORY_ROUTE, api.history_request, api.read_history),
        token=way(TOKEN_ROUTE, api.status_request, api.read_status),
        activity=way(ACTIVITY_ROUTE, activity.request, activity.read),
        oembed=way(OEMBED_ROUTE, oembed.request, oembed.read),
        page=way(PAGE_ROUTE, page.request, page.read, archived=True),
        account=way(ACCOUNT_ROUTE, api.account_request, api.read_account),
    )


def plan(ways: Ways, names: Names, ref: PostRef) -> Steps:
    """Ask the author's server; a copy on another server tells which one that is."""
    if ref.provisional:
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    before: list[Reading] = []
    meant, first = ref, None
    for _ in range(_MOST_MOVES):
        first = yield from steps.ask(ways.status, meant)
        origin = yield from _origin(names, meant, first, before)
        if origin is None:
            break
        meant, first = origin, None
    if meant.alias:
        outcome = steps.conclude([*before, *([first] if first and first.postings else [])])
        outcome = replace(
            outcome, reason=f"{outcome.reason}; nothing says how to ask the post's own server"
        )
    else:
        outcome = yield from _visit(ways, meant, first)
        outcome = replace(
            outcome, reason="; ".join([one.line for one in before] + [outcome.reason])
        )
    return outcome if meant == ref else replace(outcome, ref=meant)


def _origin(
    names: Names, ref: PostRef, first: Reading | None, before: list[Reading]
) -> Generator[FetchRequest, Exchange, PostRef | None]:
    """Where to ask instead of at ``ref``, or None where that is the place to ask.

    What was learned on the way is added to ``before``.
    """
    if first is not None and first.postings:
        origin = first.postings[0].ref
        if origin == ref:
            return None
        before.append(first)
        return origin
    if not ref.alias:
        return None
    if first is not None:
        before.append(first)
    followed, reading = yield from follow.resolve(
        ref, names.match, (place_of(ref).host.partition(":")[0],)
    )
    before.append(reading)
    return followed


def _visit(ways: Ways, ref: PostRef, first: Reading | None) -> Steps:
    """Ask the author's server, and where it has nothing, the archives.

    ``first`` is the reading of the API's answer, where it was asked already.
    """
    found: list[Reading] = []
    for way in (ways.status, ways.token, ways.activity, ways.oembed, ways.page):
        if not _is_needed(way, ways, found):
            continue
        reading = first if way is ways.status and first else (yield from steps.ask(way, ref))
        if reading is None:
            continue
        found.append(reading)
        if reading.whole:
            if reading.postings[0].edited and way in (ways.status, ways.token):
                history = yield from steps.ask(ways.history, ref)
                found += [history] if history else []
            return steps.conclude(found)
    others: list[Reading] = []
    if _absences(found) >= _SIGNALS_OF_ABSENCE:
        account = yield from steps.ask(ways.account, ref)
        found += [account] if account else []
    if not _has_text(found):
        archived = yield from steps.ask(ways.page, ref, Source.ARCHIVE)
        others += [archived] if archived else []
    return steps.conclude(found, others)


def _is_needed(way: Way, ways: Ways, found: Sequence[Reading]) -> bool:
    """Whether a route can still tell anything.

    The token helps where the server answers nobody else. Two routes that don't know the post
    are enough, and the embed endpoint adds nothing to what has the words.
    """
    if way is ways.token:
        return any(one.finding is Availability.BLOCKED_FOR_US for one in found)
    if way is ways.oembed and _has_text(found):
        return False
    return _absences(found) < _SIGNALS_OF_ABSENCE


def _absences(found: Sequence[Reading]) -> int:
    return sum(one.finding is Availability.NOT_FOUND for one in found)


def _has_text(found: Sequence[Reading]) -> bool:
    return any(one.postings and one.postings[0].complete for one in found)


def parse(ways: Ways, capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """What the author's server, or an archive of it, has of the post; then what copies have.

    Raises ParseError where no answer gave a posting and one was in an unknown shape.
    """
    home = place_of(capture.ref).host
    own = [one for one in capture.exchanges if urlsplit(one.request.url).netloc.lower() == home]
    others = [one for one in capture.exchanges if one not in own]
    found: list[SocialMediaPosting] = []
    problems: list[ParseError] = []
    for exchanges in (own, others):
        try:
            found += steps.parse(ways.every, replace(capture, exchanges=tuple(exchanges)))
        except ParseError as problem:
            problems.append(problem)
    if problems and not found:
        raise problems[0]
    return tuple(found)
