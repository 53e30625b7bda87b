"""The network: requests sent by hand, one hop at a time, and recorded as they came."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from requests.cookies import extract_cookies_to_jar
from urllib3.exceptions import HTTPError

from archiver.fetch.failures import one_line
from archiver.fetch.limits import Limits, Pace, retry_after
from archiver.fetch.transport import Clock, Sleep, digest, unanswered
from archiver.fetch.watch import WatchedAdapter
from archiver.model import Exchange, FetchRequest
from archiver.version import __version__

USER_AGENT = f"archiver/{__version__}"

_MOVES = frozenset({301, 302, 303, 307, 308})
_TRY_LATER = frozenset({429, 503})
_REPEATABLE = frozenset({"GET", "HEAD"})
_CHUNK = 64 * 1024
_FOR_ONE_HOST = frozenset({"authorization", "cookie", "proxy-authorization"})
_NO_LIMITS_GIVEN = Limits()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """A body as far as it came."""

    payload: bytes
    truncated: str | None = None
    error: str | None = None


class Session:
    """A transport over HTTP, and a context manager; for one thread.

    It names itself truthfully, keeps no cookies from one request to the next, reads nothing
    from the environment, and follows redirects itself, so that every hop is recorded. An
    answer is read at most as far as ``limits`` say; what was cut off is marked in
    ``truncated``. No failure of the network is raised: it is an exchange with ``error``.

    ``proxies`` maps a scheme to a proxy's address, ``ca_bundle`` is the path of certificates
    to trust instead of those of certifi.
    """

    def __init__(
        self,
        *,
        clock: Clock = _now,
        sleep: Sleep = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        user_agent: str = USER_AGENT,
        limits: Limits = _NO_LIMITS_GIVEN,
        proxies: Mapping[str, str] | None = None,
        ca_bundle: str | None = None,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._monotonic = monotonic
        self._limits = limits
        self._pace = Pace(limits.pace_seconds, monotonic, sleep)
        self._adapter = WatchedAdapter()
        self._http = requests.Session()
        self._http.trust_env = False
        self._proxies = dict(proxies or {})
        self._verify = ca_bundle or True
        self._http.headers["User-Agent"] = user_agent
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, self._adapter)

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
        """Close all connections."""
        self._http.close()

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        """Every exchange it took: refused attempts, redirects, and last the answer.

        429 and 503 are asked again after the time that Retry-After names, within the limits.
        """
        exchanges: list[Exchange] = []
        for attempt in range(self._limits.max_retries + 1):
            exchanges += self._follow(request)
            last = exchanges[-1]
            if last.status not in _TRY_LATER or request.method.upper() not in _REPEATABLE:
                break
            wait = retry_after(last.header("retry-after"), self._clock())
            spent = attempt == self._limits.max_retries
            if spent or wait is None or wait > self._limits.max_wait_seconds:
                break
            self._sleep(wait)
        return tuple(exchanges)

    def _follow(self, request: FetchRequest) -> list[Exchange]:
        """The exchanges from the request to where its redirects end."""
        self._http.cookies.clear()
        url, headers = request.url, dict(request.headers)
        hops: list[Exchange] = []
        end = self._monotonic() + self._limits.total_seconds
        for _ in range(self._limits.max_redirects + 1):
            refusal = _refusal(url)
            if refusal is not None:
                hops.append(self._failed(request, url, refusal))
                return hops
            self._pace.wait(_host(url))
            hops.append(self._send(request, url, headers, end - self._monotonic()))
            target = _redirect_target(hops[-1])
            if target is None:
                return hops
            if _host(target) != _host(url):
                headers = {
                    key: value
                    for key, value in headers.items()
                    if key.casefold() not in _FOR_ONE_HOST
                }
            url = target
        hops.append(self._failed(request, url, "redirects without end"))
        return hops

    def _send(
        self, request: FetchRequest, url: str, headers: Mapping[str, str], seconds: float
    ) -> Exchange:
        """One hop. The whole of it ends after ``seconds``."""
        started = self._clock()
        if seconds <= 0:
            return self._failed(request, url, self._too_slow())
        limits = self._limits
        timeout = (min(limits.connect_seconds, seconds), min(limits.read_seconds, seconds))
        with self._adapter.ending_after(seconds) as ended:
            try:
                prepared = self._http.prepare_request(
                    requests.Request(request.method, url, headers=dict(headers))
                )
                # Not by the session's own send: it reads a redirect's body without limit.
                response = self._adapter.send(
                    prepared,
                    stream=True,
                    timeout=timeout,
                    verify=self._verify,
                    proxies=self._proxies,
                )
            except (requests.RequestException, HTTPError, ValueError) as error:
                why = self._too_slow() if ended.is_set() else one_line(error)
                return self._failed(request, url, why, started)
            with response:
                if ended.is_set():
                    # A connection shut down inside the headers looks like their end.
                    return self._failed(request, url, self._too_slow(), started)
                extract_cookies_to_jar(  # type: ignore[no-untyped-call] # untyped in its stubs
                    self._http.cookies, prepared, response.raw
                )
                body = self._body(response)
                if ended.is_set():
                    body = replace(body, truncated="time", error=self._too_slow())
        return Exchange(
            request=request,
            warc_date=started,
            target_uri=urldefrag(url).url,
            status=response.status_code,
            headers=tuple((str(key), str(value)) for key, value in response.raw.headers.items()),
            payload=body.payload,
            payload_sha256=digest(body.payload),
            error=body.error,
            truncated=body.truncated,
        )

    def _body(self, response: requests.Response) -> _Body:
        """The body without its content encoding, up to the limit of size."""
        limit = self._limits.max_bytes
        payload = bytearray()
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                payload += chunk
                if len(payload) > limit:
                    why = f"larger than {limit} bytes"
                    return _Body(payload=bytes(payload[:limit]), truncated="length", error=why)
        except (HTTPError, OSError) as error:
            return _Body(payload=bytes(payload), truncated="disconnect", error=one_line(error))
        return _Body(payload=bytes(payload))

    def _failed(
        self, request: FetchRequest, url: str, why: str, started: datetime | None = None
    ) -> Exchange:
        exchange = unanswered(request, started or self._clock(), why)
        return exchange if url == request.url else _at(exchange, url)

    def _too_slow(self) -> str:
        return f"timeout: not answered within {self._limits.total_seconds:g} s"


def _refusal(url: str) -> str | None:
    """Why an address isn't asked, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "no address that can be read"
    if parts.scheme.lower() not in {"http", "https"}:
        return f"refused: {parts.scheme or 'no scheme'} is neither http nor https"
    return None if host else "refused: the address names no host"


def _host(url: str) -> str:
    """Host and port as they stand in the address; empty where it can't be read."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _redirect_target(exchange: Exchange) -> str | None:
    """Where a redirect leads, or None where the exchange is no redirect to follow."""
    location = exchange.header("location")
    if exchange.status not in _MOVES or not location or exchange.error is not None:
        return None
    # http.client reads headers as Latin-1, and servers write UTF-8 here.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(exchange.target_uri, location)
    except ValueError:
        return location


def _at(exchange: Exchange, url: str) -> Exchange:
    return replace(exchange, target_uri=url)
