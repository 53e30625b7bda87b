"""The network: requests sent by hand, one hop at a time, and recorded as they came."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar
from urllib3.exceptions import HTTPError

from archiver.errors import InputError
from archiver.fetch import hops
from archiver.fetch.bodies import Body, accept_encoding, read_body, unpackers
from archiver.fetch.credentials import Credential, Credentials
from archiver.fetch.failures import one_line
from archiver.fetch.gate import Gate
from archiver.fetch.guard import Guard, Refused, Resolve, refusal_of_url, system_resolve
from archiver.fetch.limits import Limits, Pace
from archiver.fetch.transport import Clock, Sleep, digest, unanswered
from archiver.fetch.wire import Deadline, Wire
from archiver.fetch.wishes import TRY_LATER, wait_asked_for
from archiver.model import Exchange, FetchRequest
from archiver.version import __version__

USER_AGENT = f"archiver/{__version__}"

_REPEATABLE = frozenset({"GET", "HEAD"})
_JITTER = random.SystemRandom().random
_NO_LIMITS_GIVEN = Limits()
_NO_CREDENTIALS = Credentials()
_CLOSED = "the session was closed"
_HEADER_EXTRA = len(": \r\n")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class _Trip:
    """One request on its way through redirects."""

    request: FetchRequest
    url: str
    method: str
    headers: dict[str, str]
    credential: Credential | None
    """None from the first redirect to another host on."""
    seconds: float
    """Left for all of it; waiting for one's turn is not counted."""
    limits: Limits
    body: bytes | None = None
    """Sent with each hop until a redirect turns the request into a GET."""
    cookies: RequestsCookieJar = field(default_factory=RequestsCookieJar)


class Session:
    """A transport over HTTP, and a context manager; for any number of threads.

    It names itself truthfully, keeps connections open but no cookies from one request to the
    next, reads nothing from the environment, and follows redirects itself, so that every hop
    is recorded. An answer is read at most as far as ``limits`` say; what was cut off is marked
    in ``truncated``. No failure of the network is raised: it is an exchange with ``error``.

    Private and loopback addresses are refused, by name, by address and after each redirect,
    unless ``allow_private``; link-local, multicast and reserved ones always. ``resolve`` looks
    names up. ``proxies`` maps a scheme to the address of an HTTP proxy, which may stand
    anywhere; ``ca_bundle`` is the path of certificates to trust instead of those of certifi.
    ``credentials`` are sent to their own hosts and never recorded. ``jitter`` gives numbers
    from 0 to 1. ``sleep`` is ``wait`` unless another is given. Raises
    InputError for what is no proxy.
    """

    def __init__(  # noqa: PLR0913 - each is a part of the world that a caller may replace
        self,
        *,
        clock: Clock = _now,
        sleep: Sleep | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = _JITTER,
        user_agent: str = USER_AGENT,
        limits: Limits = _NO_LIMITS_GIVEN,
        proxies: Mapping[str, str] | None = None,
        ca_bundle: str | None = None,
        allow_private: bool = False,
        resolve: Resolve = system_resolve,
        credentials: Credentials = _NO_CREDENTIALS,
    ) -> None:
        self._closed = threading.Event()
        self._clock = clock
        self._monotonic = monotonic
        self._jitter = jitter
        self._limits = limits
        self._allow_private = allow_private
        self._credentials = credentials
        self._proxies = _checked_proxies(proxies)
        self._verify = ca_bundle or True
        self._pace = Pace(
            limits.pace_seconds, monotonic, sleep or self.wait, longest_wait=limits.max_wait_seconds
        )
        self._gate = Gate(self._pace, limits.per_host_concurrency)
        self._wire = Wire(
            Guard(resolve, allow_private=allow_private), connections=limits.per_host_concurrency
        )
        self._unpackers = unpackers()
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": accept_encoding(self._unpackers),
        }

    def __enter__(self) -> Self:
        """The session itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """End all connections: what is under way or waits comes back at once, with an error.

        From any thread. Later requests aren't sent.
        """
        self._closed.set()
        self._wire.hang_up()

    def wait(self, seconds: float) -> None:
        """Return after so many seconds, or when the session is closed."""
        self._closed.wait(seconds)

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """Every exchange it took: refused attempts, redirects, and last the answer.

        429 and 503 are asked again after the time that the server names, within the limits, or
        after a growing time of our own; all threads leave the host alone meanwhile. A request
        whose ``credential`` the user doesn't have is not sent. The steps of a request to an
        archive end at an archived redirect, and before one that leaves the archive.
        """
        credential, refusal = self._credential(request)
        if refusal is not None:
            return (unanswered(request, self._clock(), refusal),)
        exchanges: list[Exchange] = []
        for attempt in range(self._limits.max_retries + 1):
            exchanges += self._follow(request, credential, self._limits)
            last = exchanges[-1]
            if last.status not in TRY_LATER or request.method.upper() not in _REPEATABLE:
                break
            wait = wait_asked_for(last, self._clock())
            if attempt == self._limits.max_retries:
                break
            if wait is None:
                wait = self._limits.backoff_seconds * 2**attempt * (0.5 + self._jitter())
            if wait > self._limits.max_wait_seconds or self._closed.is_set():
                break
            self._pace.pause(hops.host_key(last.target_uri), wait)
        return tuple(exchanges)

    def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], route: str, max_bytes: int
    ) -> tuple[Exchange, ...]:
        """Every exchange it took to send the body once: redirects, and last the answer.

        ``headers`` say of what type the body is. Of the answer, no more than ``max_bytes`` are
        read. Nothing is sent again: what was refused may have been taken all the same.
        """
        sent = FetchRequest(url=url, route=route, method="POST", headers=tuple(headers.items()))
        limits = replace(self._limits, max_bytes=min(max_bytes, self._limits.max_bytes))
        return tuple(self._follow(sent, None, limits, body))

    def _credential(self, request: FetchRequest) -> tuple[Credential | None, str | None]:
        """The token that the request is sent with, if any; or why it isn't sent."""
        name = request.credential
        if name is None:
            return None, None
        host = hops.host_key(request.url)
        found = self._credentials.find(name, host)
        if found is None:
            return None, self._credentials.missing(name, host)
        if not hops.is_confidential(request.url, allow_loopback=self._allow_private):
            return None, "refused: a token is sent over https alone"
        return found, None

    def _follow(
        self,
        request: FetchRequest,
        credential: Credential | None,
        limits: Limits,
        body: bytes | None = None,
    ) -> list[Exchange]:
        """The exchanges from the request to where its redirects end."""
        trip = _Trip(
            request=request,
            url=request.url,
            method=request.method.upper(),
            headers=dict(request.headers),
            credential=credential,
            seconds=self._limits.total_seconds,
            limits=limits,
            body=body,
        )
        exchanges: list[Exchange] = []
        for _ in range(self._limits.max_redirects + 1):
            exchanges.append(self._masked(self._hop(trip)))
            if not self._move(trip, exchanges[-1]):
                return exchanges
        exchanges.append(self._masked(self._failed(trip, "redirects without end")))
        return exchanges

    def _move(self, trip: _Trip, exchange: Exchange) -> bool:
        """Point the trip to where the exchange redirects it; False where it ends."""
        target = hops.target(exchange)
        if target is None or hops.ends_at(exchange, target):
            return False
        if hops.host_key(target) != hops.host_key(trip.url):
            trip.headers = hops.for_another_host(trip.headers)
        if not hops.may_keep_token(trip.url, target):
            trip.credential = None
        method = hops.method_after(trip.method, exchange.status)
        if method != trip.method:
            trip.headers = hops.without_body(trip.headers)
            trip.body = None
        trip.method = method
        trip.url = target
        return True

    def _hop(self, trip: _Trip) -> Exchange:
        refusal = refusal_of_url(trip.url, allow_private=self._allow_private)
        if refusal is not None:
            return self._failed(trip, refusal)
        host = hops.host_key(trip.url)
        with self._gate.through(host) as refused:
            if self._closed.is_set() or refused is not None:
                return self._failed(trip, refused or _CLOSED)
            begun = self._monotonic()
            exchange = self._send(trip)
            trip.seconds -= self._monotonic() - begun
        wait = wait_asked_for(exchange, self._clock())
        if wait is not None:
            refuses = exchange.status in TRY_LATER
            longest = float("inf") if refuses else self._limits.max_wait_seconds
            self._pace.pause(host, min(wait, longest))
        return exchange

    def _send(self, trip: _Trip) -> Exchange:
        """One hop. The whole of it ends with the trip's seconds."""
        started = self._clock()
        if trip.seconds <= 0:
            return self._failed(trip, self._too_slow(), started)
        with self._wire.within(trip.seconds) as deadline:
            try:
                prepared = self._prepared(trip)
                refusal = refusal_of_url(prepared.url or "", allow_private=self._allow_private)
                if refusal is not None:
                    return self._failed(trip, refusal, started)
                response = self._wire.exchange(
                    prepared,
                    deadline,
                    timeout=(self._limits.connect_seconds, self._limits.read_seconds),
                    verify=self._verify,
                    proxies=self._proxies,
                )
            except (requests.RequestException, HTTPError, ValueError, Refused) as error:
                return self._failed(trip, self._why(error, deadline), started)
            with response:
                if deadline.cut:
                    # A connection shut down inside the headers looks like their end.
                    return self._failed(trip, _CLOSED, started)
                return self._received(trip, response, prepared, started, deadline)

    def _prepared(self, trip: _Trip) -> requests.PreparedRequest:
        headers = requests.structures.CaseInsensitiveDict(self._headers)
        headers.update(trip.headers)
        if trip.credential is not None:
            headers[trip.credential.header] = trip.credential.value
        prepared = requests.PreparedRequest()
        prepared.prepare(method=trip.method, url=trip.url, headers=headers, data=trip.body)
        if trip.cookies:
            prepared.prepare_cookies(trip.cookies)
        return prepared

    def _received(
        self,
        trip: _Trip,
        response: requests.Response,
        prepared: requests.PreparedRequest,
        started: datetime,
        deadline: Deadline,
    ) -> Exchange:
        headers = tuple((str(key), str(value)) for key, value in response.raw.headers.items())
        size = sum(len(key) + len(value) + _HEADER_EXTRA for key, value in headers)
        if size > self._limits.max_header_bytes:
            why = f"the headers are larger than {self._limits.max_header_bytes} bytes"
            return self._failed(trip, why, started)
        if "set-cookie" in response.raw.headers:
            extract_cookies_to_jar(  # type: ignore[no-untyped-call] # untyped in its stubs
                trip.cookies, prepared, response.raw
            )
        body = self._body(response, deadline, trip.limits)
        return Exchange(
            request=trip.request,
            warc_date=started,
            target_uri=urldefrag(trip.url).url,
            status=response.status_code,
            headers=headers,
            payload=body.payload,
            payload_sha256=digest(body.payload),
            error=body.error,
            truncated=body.truncated,
        )

    def _body(self, response: requests.Response, deadline: Deadline, limits: Limits) -> Body:
        encoding = response.raw.headers.get("Content-Encoding")
        body = read_body(response.raw, encoding, limits, self._unpackers)
        if deadline.cut:
            return replace(body, truncated="disconnect", error=_CLOSED)
        if body.truncated == "disconnect" and deadline.passed:
            return replace(body, truncated="time", error=self._too_slow())
        return body

    def _why(self, error: Exception, deadline: Deadline) -> str:
        if deadline.cut:
            return _CLOSED
        return self._too_slow() if deadline.passed else one_line(error)

    def _failed(self, trip: _Trip, why: str, started: datetime | None = None) -> Exchange:
        exchange = unanswered(trip.request, started or self._clock(), why)
        return exchange if trip.url == trip.request.url else replace(exchange, target_uri=trip.url)

    def _masked(self, exchange: Exchange) -> Exchange:
        return self._credentials.masked(exchange)

    def _too_slow(self) -> str:
        return f"timeout: not answered within {self._limits.total_seconds:g} s"


def _checked_proxies(proxies: Mapping[str, str] | None) -> dict[str, str]:
    checked = dict(proxies or {})
    if not all(map(hops.is_web, checked.values())):
        raise InputError(
            "the proxy is no http or https address with a host and a port of at most 65535",
            "give it as http://HOST:PORT",
        )
    return checked
