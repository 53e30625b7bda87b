"""Options that several commands share."""

from __future__ import annotations

import contextlib
import functools
import getpass
import math
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from archiver.pipeline import Network

_LONGEST_CONNECT = 10.0
Command = TypeVar("Command", bound=Callable[..., Any])


def database(command: Command) -> Command:
    """--db: the archive."""
    return click.option(
        "--db",
        "db",
        type=click.Path(path_type=Path),
        default=Path("archive.db"),
        show_default=True,
        help="The archive: one SQLite file, made where there is none.",
    )(command)


def output(command: Command) -> Command:
    """--output: where the result goes; None for standard output."""
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
        default=None,
        callback=_none_for_dash,
        help="Write the result to this file instead of the terminal.",
    )(command)


def _none_for_dash(_context: click.Context, _option: click.Parameter, path: Path | None) -> Any:
    return None if path == Path("-") else path


def timestamp_ca(command: Command) -> Command:
    """--timestamp-ca: the roots to trust for proofs of time; None for the usual ones."""
    return _NETWORK_OPTIONS["timestamp_ca"](command)


def agent() -> str:
    """Who works: ARCHIVER_AGENT, else the login and the name of the machine, as far as known."""
    named = " ".join(os.environ.get("ARCHIVER_AGENT", "").split())
    if named:
        return named
    login = ""
    with contextlib.suppress(OSError, KeyError, ImportError):
        login = getpass.getuser()
    return f"{login}@{platform.node()}"


def network(command: Command) -> Command:
    """How the network may be used: the command gets all of it as ``network``."""

    @functools.wraps(command)
    def gathered(**arguments: Any) -> Any:
        own = {name: arguments.pop(name) for name in _NETWORK_OPTIONS}
        stamps = {name: own.pop(name) for name in ("timestamps", "timestamp_ca")}
        tokens = {} if arguments.get("offline") else os.environ
        network = _with_stamps(_network_of(**own, tokens=tokens), **stamps)
        return command(**arguments, network=network)

    wrapped: Any = gathered
    for option in reversed(tuple(_NETWORK_OPTIONS.values())):
        wrapped = option(wrapped)
    return cast("Command", wrapped)


def _a_number(_context: click.Context, _option: click.Parameter, value: float) -> float:
    """The value; what compares with nothing is in no range, and click lets it through."""
    if math.isnan(value):
        raise click.BadParameter("nan is no number of seconds")
    return value


_NETWORK_OPTIONS = MappingProxyType(
    {
        "timeout": click.option(
            "--timeout",
            type=click.FloatRange(min=0.1, max=3600),
            callback=_a_number,
            default=60.0,
            show_default=True,
            help="Seconds that one request may take in all.",
        ),
        "jobs": click.option(
            "--jobs",
            type=click.IntRange(min=1, max=64),
            default=8,
            show_default=True,
            help="Posts that are fetched side by side.",
        ),
        "third_parties": click.option(
            "--allow-third-party",
            "third_parties",
            is_flag=True,
            help="Also ask services run by others (fxtwitter): they see which posts you look at.",
        ),
        "allow_private": click.option(
            "--allow-private",
            is_flag=True,
            help="Also ask addresses of this machine and of private networks.",
        ),
        "proxy": click.option(
            "--proxy",
            metavar="URL",
            envvar="ARCHIVER_PROXY",
            show_envvar=True,
            help="Send every request through this proxy.",
        ),
        "timegates": click.option(
            "--timegate",
            "timegates",
            metavar="URL",
            multiple=True,
            help="Also ask this web archive (an RFC 7089 TimeGate) for posts that are gone.",
        ),
        "timestamps": click.option(
            "--timestamp",
            "timestamps",
            metavar="URL|NAME",
            multiple=True,
            envvar="ARCHIVER_TIMESTAMP",
            show_envvar=True,
            help="Have what is in the archive time-stamped by this authority (RFC 3161), or by a "
            "calendar of OpenTimestamps (ots:URL). It gets a digest, and so sees when you archive.",
        ),
        "timestamp_ca": click.option(
            "--timestamp-ca",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            metavar="FILE",
            envvar="ARCHIVER_TIMESTAMP_CA",
            show_envvar=True,
            help="Certificates (PEM) that time stamps must lead to, instead of the usual roots.",
        ),
    }
)


def _network_of(
    *,
    timeout: float,
    jobs: int,
    third_parties: bool,
    allow_private: bool,
    proxy: str | None,
    timegates: tuple[str, ...],
    tokens: Mapping[str, str],
) -> Network:
    """What the options mean; ``tokens`` are the environment variables that may hold some.

    ``--timeout`` holds for one answer: its silence and its whole length.
    """
    from archiver.fetch.credentials import credentials_from
    from archiver.fetch.limits import Limits
    from archiver.pipeline import Network

    return Network(
        limits=Limits(
            total_seconds=timeout,
            read_seconds=timeout,
            connect_seconds=min(timeout, _LONGEST_CONNECT),
        ),
        jobs=jobs,
        third_parties=third_parties,
        allow_private=allow_private,
        proxy=proxy,
        timegates=timegates,
        credentials=credentials_from(tokens),
    )


def _with_stamps(
    network: Network, *, timestamps: tuple[str, ...], timestamp_ca: Path | None
) -> Network:
    """The network with those who are asked for proofs of time."""
    from archiver.fetch.authorities import authority_of

    return replace(
        network,
        timestamps=tuple(map(authority_of, timestamps)),
        timestamp_roots=None if timestamp_ca is None else timestamp_ca.read_bytes(),
    )
