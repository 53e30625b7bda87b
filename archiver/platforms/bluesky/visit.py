"""A visit to a post: what is asked in which order, and what the answers add up to."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from archiver.answers import readings, steps
from archiver.answers.readings import Reading
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
    Source,
    TimeKind,
)
from archiver.platforms.bluesky import account, names, page, server, snippet, views
from archiver.platforms.bluesky.account import Account
from archiver.platforms.bluesky.routes import Endpoints, ways

_HOST = frozenset({server.PROOF, server.RECORD, server.STATUS})
"""Routes that the author's server answers: together they are one witness of absence."""
_APPVIEW = frozenset({account.PROFILE, views.ROUTE, snippet.ROUTE})
_CONTENT = (server.PROOF, server.RECORD, views.ROUTE, snippet.ROUTE, page.ROUTE)
"""Routes whose answers have the post, best first."""
_REFUSED = frozenset({Availability.NOT_FOUND, Availability.ACCOUNT_GONE, Availability.WITHHELD})
_INDEXED_WITHIN = timedelta(minutes=10)
"""By then the app has heard of a post, or leaves it out."""
_UNHEARD = frozenset({Availability.ERROR, Availability.BLOCKED_FOR_US})


def plan(ends: Endpoints, ref: PostRef) -> Generator[FetchRequest, Exchange, Outcome]:
    """Find the account, ask for its wishes, then its server for the post, then the AppView.

    Archives are asked where neither has the post whole.
    """
    if ref.provisional:
        return Outcome(availability=Availability.ERROR, reason="no id is known")
    return (yield from _Visit(ends, ref).run())


class _Visit:
    """What is known so far in one visit."""

    def __init__(self, ends: Endpoints, ref: PostRef) -> None:
        self._ends = ends
        self._ref = ref
        self._account = Account(did=names.account_of(ref))
        self._readings: dict[str, Reading] = {}
        self._archived: dict[str, Reading] = {}
        self._fresh = False

    def run(self) -> Generator[FetchRequest, Exchange, Outcome]:
        led = ""
        if self._ref.alias:
            led = yield from self._resolve()
            if not led:
                return steps.conclude(list(self._readings.values()), list(self._archived.values()))
        yield from self._find()
        outcome = steps.conclude(
            weighed(self._readings, fresh=self._fresh), list(self._archived.values())
        )
        if led:
            return replace(outcome, ref=self._ref, reason=f"{led}; {outcome.reason}")
        return outcome

    def _resolve(self) -> Generator[FetchRequest, Exchange, str]:
        """The line that says where the handle leads, or nothing where it leads nowhere.

        An archive's page of the post is asked last: it has the account's id beside the handle.
        """
        handle, rkey = names.account_and_key(self._ref)
        for route in (account.RESOLVE, account.WELL_KNOWN):
            exchange = yield from self._ask(route)
            did = None if exchange is None else account.did_led_to(exchange)
            meant = None if did is None else names.ref_of(did, rkey, handle)
            if exchange is not None and meant is not None:
                return self._mean(meant, exchange)
        paged = yield from self._ask_archive(handle)
        meant = page.ref_in(paged)
        if meant is None or names.account_and_key(meant)[1] != rkey:
            return ""
        led = self._mean(meant, paged)
        self._archived[handle] = self._read(page.ROUTE, paged)
        return f"{led}; an archived page says @{handle} was {names.account_of(meant)}"

    def _mean(self, meant: PostRef, exchange: Exchange) -> str:
        """From here on it is this post; the evidence so far, which is on the handle alone."""
        led = "; ".join(reading.line for reading in self._readings.values())
        self._readings.clear()
        self._ref = meant
        self._account = account.learn(Account(did=names.account_of(meant)), exchange)
        return led

    def _find(self) -> Generator[FetchRequest, Exchange, None]:
        yield from self._ask(account.PROFILE)
        if self._opted_out():
            return
        yield from self._ask(account.DOCUMENT)
        if not self._account.labels_known:
            yield from self._ask(account.PROFILE_RECORD)
            if self._opted_out():
                return
        yield from self._ask_server()
        yield from self._ask(views.ROUTE)
        if self._is_whole() or self._finding(views.ROUTE) is Availability.WITHHELD:
            return
        if self._finding(views.ROUTE) in _UNHEARD:
            yield from self._ask(snippet.ROUTE)
        if not self._is_whole():
            yield from self._ask_archives()

    def _ask_server(self) -> Generator[FetchRequest, Exchange, None]:
        """The signed record; where it isn't had, the plain one, and how the account stands.

        A server that has closed an account may pass the question for the plain record on to the
        AppView, so that isn't asked then.
        """
        yield from self._ask(server.PROOF)
        if self._finding(server.PROOF) is Availability.AVAILABLE:
            return
        if self._finding(server.PROOF) in {None, *_UNHEARD}:
            yield from self._ask(server.RECORD)
        if self._finding(server.RECORD) is not Availability.AVAILABLE:
            yield from self._ask(server.STATUS)

    def _ask_archives(self) -> Generator[FetchRequest, Exchange, None]:
        handles = (self._account.handle, self._account.resolved, self._ref.handle)
        for under in dict.fromkeys(filter(None, (*handles, self._account.did))):
            if under in self._archived:
                continue
            yield from self._ask_archive(under)
            if self._archived[under].postings:
                return

    def _ask(self, route: str) -> Generator[FetchRequest, Exchange, Exchange | None]:
        """Ask in one way; its reading is kept, and what the answer says of the account."""
        asking = steps.ask(ways(self._ends, self._account)[route], self._ref)
        request = next(asking, None)
        if request is None:
            return None
        exchange = yield request
        created = names.created_from_id(self._ref.id)
        self._fresh = created is not None and exchange.warc_date - created < _INDEXED_WITHIN
        try:
            asking.send(exchange)
        except StopIteration as stop:
            self._readings[route] = stop.value
        self._account = learn(self._account, exchange, self._ref)
        return exchange

    def _ask_archive(self, under: str) -> Generator[FetchRequest, Exchange, Exchange]:
        request = page.request(self._ref, under)
        exchange = yield replace(request, source=Source.ARCHIVE, route=page.ROUTE)
        self._archived[under] = self._read(page.ROUTE, exchange)
        return exchange

    def _read(self, route: str, exchange: Exchange) -> Reading:
        way = ways(self._ends, self._account)[route]
        return readings.by_source(exchange, readings.undecoded(way.read(exchange, self._ref)))

    def _finding(self, route: str) -> Availability | None:
        reading = self._readings.get(route)
        return reading.finding if reading else None

    def _opted_out(self) -> bool:
        return self._account.opted_out

    def _is_whole(self) -> bool:
        return any(reading.whole for reading in self._readings.values())


def weighed(found: Mapping[str, Reading], *, fresh: bool) -> Sequence[Reading]:
    """The readings of the platform's answers by route, as what they count together.

    What the author's server has is public data, but withheld where the app doesn't show it. A
    post that is only minutes old (``fresh``) the app may not have heard of yet. Two answers of
    one witness that there is no post are one signal.
    """
    shown = {found[route].finding for route in _APPVIEW & found.keys()}
    refusals = _REFUSED - {Availability.NOT_FOUND} if fresh else _REFUSED
    refused = Availability.AVAILABLE not in shown and bool(shown & refusals)
    counted: list[Reading] = []
    absent: set[str] = set()
    for route, reading in found.items():
        witness = "host" if route in _HOST else "appview" if route in _APPVIEW else route
        finding = reading.finding
        if refused and witness == "host" and finding is Availability.AVAILABLE:
            finding = Availability.WITHHELD
        if finding is Availability.NOT_FOUND:
            finding = None if witness in absent else finding
            absent.add(witness)
        counted.append(replace(reading, finding=finding))
    return counted


def learn(known: Account, exchange: Exchange, ref: PostRef) -> Account:
    """The account with what one more answer says of it. Never raises."""
    if exchange.request.route == views.ROUTE:
        return views.learn(known, exchange)
    if exchange.request.route in {server.PROOF, server.RECORD}:
        return server.learn(known, exchange, ref)
    return account.learn(known, exchange)


# -- what a capture holds ---------------------------------------------------------------


def parse(ends: Endpoints, capture: Capture) -> tuple[SocialMediaPosting, ...]:
    """The post by each witness, best first, then the one that it quotes.

    The names of the author, the server of the pictures and the key of the signature come from
    the other answers of the same visit. Raises ParseError as ``steps.parse`` does.
    """
    if capture.ref.alias or capture.ref.provisional:
        return ()
    known = Account(did=names.account_of(capture.ref))
    for exchange in capture.exchanges:
        if exchange.request.source is Source.PLATFORM:
            known = learn(known, exchange, capture.ref)
    every = ways(ends, known)
    return _completed(steps.parse([every[route] for route in _CONTENT], capture), capture.ref)


def _completed(
    postings: tuple[SocialMediaPosting, ...], ref: PostRef
) -> tuple[SocialMediaPosting, ...]:
    """The author's record with what only the AppView has of the same version of it.

    That is when it was first seen, and the still of a video.
    """
    shown = {
        one.version_id: one
        for one in postings
        if one.ref == ref and one.parser == views.PARSER and one.version_id
    }
    return tuple(
        _with_view(one, shown[one.version_id])
        if one.ref == ref and one.version_id in shown and one.parser != views.PARSER
        else one
        for one in postings
    )


def _with_view(posting: SocialMediaPosting, view: SocialMediaPosting) -> SocialMediaPosting:
    indexed = tuple(claim for claim in view.times if claim.kind is TimeKind.INDEXED)
    return replace(posting, times=(*posting.times, *indexed), images=posting.images or view.images)
