"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from archiver.fetch.limits import Limits

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


def limits_of(seconds: float) -> Limits:
    """What ``--timeout`` means for one answer: its silence and its whole length."""
    from archiver.fetch.limits import Limits

    return Limits(
        total_seconds=seconds,
        read_seconds=seconds,
        connect_seconds=min(seconds, _LONGEST_CONNECT),
    )


def timeout(command: Command) -> Command:
    """--timeout: how long one request may take."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0.1, max=3600),
        default=60.0,
        show_default=True,
        help="Seconds that one request may take in all.",
    )(command)
