"""Connections that end in time, whatever their server does, and go where they may.

The timeouts of sockets hold for one silence: a server that sends a byte now and then never
meets them. So every read is given no more than what is left of the whole time. A host's name
is resolved once, and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from archiver.fetch.guard import Guard

_HOSTS = 64
"""Hosts whose connections are kept open."""
_STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_TRIES = 4
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Linux has it. Many servers send the headers alone and the body once those are acknowledged,
which on a kept connection takes the system 40 ms unless it is told to hurry."""


class LookUpTimeoutError(NameResolutionError):
    """The resolver did not answer in time."""


class Deadline:
    """When the request of this thread must be over, and how it went on so far."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.connected = False
        """True where a connection was opened for this request, not used again."""
        self.cut = False
        """True where all connections were ended before the request was over."""

    @property
    def left(self) -> float:
        """Seconds; 0 where it has passed."""
        return max(0.0, self.end - time.monotonic())

    @property
    def passed(self) -> bool:
        """True where no time is left."""
        return time.monotonic() >= self.end


class _Current(threading.local):
    deadline: Deadline | None = None


class _Live:
    """The connections that are open, and the requests under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._deadlines: set[Deadline] = set()
        self._ended = False

    def add(self, sock: socket.socket | None) -> None:
        with self._lock:
            if sock is not None and not self._ended:
                self._sockets.add(sock)
                return
        _shut(sock)

    def begin(self, deadline: Deadline) -> None:
        with self._lock:
            self._deadlines.add(deadline)
            deadline.cut = self._ended

    def finish(self, deadline: Deadline) -> None:
        with self._lock:
            self._deadlines.discard(deadline)

    def end(self) -> None:
        with self._lock:
            self._ended = True
            for deadline in self._deadlines:
                deadline.cut = True
            sockets = list(self._sockets)
        for sock in sockets:
            _shut(sock)


def _shut(sock: socket.socket | None) -> None:
    if sock is not None:
        with contextlib.suppress(OSError):
            # Not a TLS socket's own way: it takes the encryption from under its reader.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class Wire(HTTPAdapter):
    """An adapter for many threads: kept connections, checked addresses, and a hard end.

    Through a proxy it is the proxy that resolves names, so addresses aren't checked there, and
    neither is the proxy's own.
    """

    def __init__(self, guard: Guard, *, connections: int) -> None:
        self._guard = guard
        self._current = _Current()
        self._live = _Live()
        super().__init__(max_retries=0, pool_connections=_HOSTS, pool_maxsize=connections)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of connections that are watched and guarded."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(
            self._current, self._live, self._guard
        )

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make, or give again, the pools of watched connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = _pool_classes(self._current, self._live, None)
        return manager

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[Deadline]:
        """Whatever this thread does on the wire in the block fails once the time is over."""
        deadline = self._current.deadline = Deadline(seconds)
        self._live.begin(deadline)
        try:
            yield deadline
        finally:
            self._live.finish(deadline)
            self._current.deadline = None

    def hang_up(self) -> None:
        """Every request under way fails at once; its deadline says that it was cut."""
        self._live.end()
        self.close()

    def exchange(
        self, prepared: requests.PreparedRequest, deadline: Deadline, **settings: Any
    ) -> requests.Response:
        """The answer, its body not yet read.

        A kept connection may have been closed by its server just as it was used: then a GET or
        HEAD is sent again. Raises what requests raises.
        """
        for _ in range(_TRIES):
            deadline.connected = False
            try:
                return self.send(prepared, stream=True, **settings)
            except requests.ConnectionError as error:
                stale = not deadline.connected and _was_stale(error)
                if not stale or prepared.method not in {"GET", "HEAD"}:
                    raise
        deadline.connected = False
        return self.send(prepared, stream=True, **settings)


def _was_stale(error: BaseException) -> bool:
    """True where the server closed before it sent a byte."""
    todo: list[BaseException] = [error]
    for _ in range(8):
        if not todo:
            return False
        one = todo.pop()
        if isinstance(one, _STALE):
            return True
        todo += (item for item in one.args if isinstance(item, BaseException))
    return False


class _Reader(io.RawIOBase):
    """What a socket receives, each read within what is left of the time."""

    def __init__(self, sock: socket.socket | ssl.SSLSocket, current: _Current) -> None:
        self._sock = sock
        self._silence = sock.gettimeout()
        self._current = current
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        deadline = self._current.deadline
        if deadline is not None:
            left = deadline.left
            if left <= 0 or deadline.cut:
                raise TimeoutError("the time is over")
            self._sock.settimeout(left if self._silence is None else min(left, self._silence))
        if _QUICKACK is not None:
            self._sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        return self._raw.readinto(buffer)

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.settimeout(self._silence)
        self._raw.close()
        super().close()


class _Socket:
    """The one thing that http.client asks of a socket to read an answer from it."""

    def __init__(self, sock: socket.socket, current: _Current) -> None:
        self._sock = sock
        self._current = current

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._current))


def _response(
    current: _Current, sock: socket.socket, *args: Any, **kwargs: Any
) -> http.client.HTTPResponse:
    return http.client.HTTPResponse(_Socket(sock, current), *args, **kwargs)  # type: ignore[arg-type] # all that it uses


def _open(connection: HTTPConnection, current: _Current, guard: Guard | None) -> socket.socket:
    """A connected socket: to an address that the guard has checked, where there is one."""
    deadline = current.deadline or Deadline(connection.timeout or 0)
    deadline.connected = True
    # How http.client makes the reader of an answer; an attribute, so that it may differ by one.
    connection.response_class = functools.partial(_response, current)  # type: ignore[assignment]
    if guard is None:
        return _connect(connection, connection._dns_host, deadline)  # noqa: SLF001 - the name with its trailing dot, which the public one lacks
    host, port = connection._dns_host, connection.port  # noqa: SLF001 - as above
    try:
        addresses = guard.addresses(host, port, _time_for(connection, deadline))
    except TimeoutError as error:
        raise LookUpTimeoutError(host, connection, socket.gaierror(str(error))) from error
    except OSError as error:
        raise NameResolutionError(host, connection, socket.gaierror(str(error))) from error
    failure: Exception | None = None
    for address in addresses:
        try:
            return _connect(connection, address, deadline)
        except (NewConnectionError, ConnectTimeoutError) as error:
            failure = failure or error
    assert failure is not None  # noqa: S101 - there is at least one address
    raise failure


def _connect(connection: HTTPConnection, host: str, deadline: Deadline) -> socket.socket:
    seconds = _time_for(connection, deadline)
    if seconds <= 0:
        raise ConnectTimeoutError(connection, "the time is over")
    try:
        return create_connection(
            (host, connection.port),
            seconds,
            source_address=connection.source_address,
            socket_options=connection.socket_options,
        )
    except socket.gaierror as error:
        raise NameResolutionError(connection.host, connection, error) from error
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, f"no connection within {seconds:g} s") from error
    except OSError as error:
        raise NewConnectionError(connection, f"no connection: {error}") from error


def _time_for(connection: HTTPConnection, deadline: Deadline) -> float:
    limit = connection.timeout
    return deadline.left if limit is None else min(float(limit), deadline.left)


def _pool_classes(
    current: _Current, live: _Live, guard: Guard | None
) -> dict[str, type[HTTPConnectionPool]]:
    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _open(self, current, guard)

        def connect(self) -> None:
            super().connect()
            live.add(self.sock)

    class TLSConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _open(self, current, guard)

        def connect(self) -> None:
            super().connect()
            live.add(self.sock)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class TLSPool(HTTPSConnectionPool):
        ConnectionCls = TLSConnection

    return {"http": Pool, "https": TLSPool}
