"""The border: what went wrong, as one line for people and an exit code for scripts."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from archiver.errors import ArchiverError
from archiver.version import __version__

USAGE = 2
DAMAGED = 5
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


class InterruptedRunError(Exception):
    """Ctrl-C, in a shape that click lets through without a word of its own."""


class UnreadError(Exception):
    """Whoever read our output has closed it."""


@contextlib.contextmanager
def own_words() -> Iterator[None]:
    """Ctrl-C and a closed pipe leave the block as our own exceptions.

    click would print an empty line for the one, and exit with 1, which means a misquotation,
    for the other.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise InterruptedRunError from None
    except BrokenPipeError:
        raise UnreadError from None


def explained(error: Exception) -> tuple[str, int]:
    """One line on what is wrong and what to do, and the exit code of the contract."""
    if isinstance(error, ArchiverError):
        return error.diagnostics(), error.exit_code
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "archiver"
        return f"{error.format_message().rstrip('.')}; see {path} --help", USAGE
    if isinstance(error, MemoryError):
        return "out of memory; give fewer or smaller articles at a time", USAGE
    if isinstance(error, OSError):
        return f"the system refuses: {error.strerror or error}; check the disk and rights", USAGE
    return _fault(error), USAGE


def _fault(error: Exception) -> str:
    """For what should not happen: enough to find the place, and no traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"a fault of archiver {__version__} at {place}: {what[:300]}; please report it"


def say(line: str) -> None:
    """One line on standard error, without anything in it that steers a terminal."""
    from archiver.report.visible import visible

    try:
        click.echo(f"archiver: {visible(' '.join(line.split()))}", err=True)
    except OSError:
        # Nobody is left to read it: that changes no exit code.
        _abandon(sys.stderr)


def abandon_output() -> None:
    """What standard output still holds goes nowhere, so that the program's end is silent.

    Otherwise the interpreter would try to write it again and exit with its own code, 120.
    """
    _abandon(sys.stdout)


def _abandon(stream: TextIO | None) -> None:
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(null, stream.fileno())
        finally:
            os.close(null)
