"""The command group, and the border at which errors become one line and an exit code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from archiver.cli.capture import capture_command
from archiver.cli.check import check_command
from archiver.errors import ArchiverError
from archiver.version import __version__

INTERRUPTED = 130
USAGE = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="archiver")
def archiver() -> None:
    r"""Find the posts that an article quotes, keep the originals, check every word.

    \b
    Exit codes: 0 every quotation of a post is faithful
                1 at least one is altered, misattributed or not found
                2 bad input or usage
                3 nothing could be fetched
                4 a stored capture can't be parsed
                5 the archive is damaged or not an archive
    """


archiver.add_command(check_command)
archiver.add_command(capture_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with the contract's code; no traceback reaches the user."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command."""
    try:
        code = archiver.main(args=arguments, prog_name="archiver", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        return _complain("interrupted; what was captured is kept", INTERRUPTED)
    except click.ClickException as error:
        return _complain(f"{error.format_message()}; see archiver --help", USAGE)
    except ArchiverError as error:
        return _complain(error.diagnostics(), error.exit_code)
    except KeyboardInterrupt:
        return _complain("interrupted; what was captured is kept", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has closed it: nobody is left to tell.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, MemoryError, RecursionError) as error:
        why = (getattr(error, "strerror", None) or str(error)) or type(error).__name__
        return _complain(f"the system refuses: {why}", USAGE)
    return int(code or 0)


def _complain(line: str, code: int) -> int:
    click.echo(f"archiver: {' '.join(line.split())}", err=True)
    return code
