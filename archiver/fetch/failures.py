"""Failures of the network in one line for people."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator

import requests
from urllib3 import exceptions as urllib3_errors

from archiver.fetch.guard import Refused
from archiver.fetch.wire import LookUpTimeoutError

_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (http.client.LineTooLong, "a line of the answer is too long"),
    (LookUpTimeoutError, "timeout: the host's name isn't resolved"),
    (urllib3_errors.NameResolutionError, "the host's name can't be resolved"),
    (socket.gaierror, "the host's name can't be resolved"),
    (requests.exceptions.ProxyError, "the proxy doesn't answer"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, "connection reset"),
    (urllib3_errors.NewConnectionError, "no connection"),
    (
        (urllib3_errors.ConnectTimeoutError, requests.exceptions.ConnectTimeout),
        "timeout: no connection",
    ),
    (
        (urllib3_errors.ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError),
        "timeout: the server fell silent",
    ),
    (urllib3_errors.DecodeError, "the content encoding can't be decoded"),
    (urllib3_errors.IncompleteRead, "the connection broke off before the end"),
    (
        (urllib3_errors.InvalidChunkLength, urllib3_errors.ProtocolError),
        "the connection broke off",
    ),
    (
        (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
            urllib3_errors.LocationValueError,
            UnicodeError,
        ),
        "no address that can be asked",
    ),
)
UNREACHED = frozenset(
    {
        *("timeout: the host's name isn't resolved", "the host's name can't be resolved"),
        *("the proxy doesn't answer", "connection refused", "no connection"),
        "timeout: no connection",
    }
)
"""The lines of failures in which nothing was sent to the host."""
_LIMIT = 160


def one_line(error: BaseException) -> str:
    """What failed, in one line, by the first cause that is known."""
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, Refused):
            return _words(one)
        if type(one) is http.client.HTTPException:
            # The base class itself is raised for one thing alone.
            return "the answer has too many headers"
        if isinstance(one, ssl.SSLError):
            return f"TLS: {getattr(one, 'verify_message', '') or one.reason or _words(one)}"
    for kind, line in _KINDS:
        if any(isinstance(one, kind) for one in chain):
            return line
    return f"{type(error).__name__}: {_words(error)}"


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LIMIT]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it wraps in its arguments, and what it came from."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        one = todo.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        wrapped = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        todo += (item for item in wrapped if isinstance(item, BaseException))
