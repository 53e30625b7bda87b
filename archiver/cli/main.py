"""The command group, and the border at which errors become one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from archiver.cli.audit import audit_command, head_command
from archiver.cli.border import (
    INTERRUPTED,
    InterruptedRunError,
    UnreadError,
    abandon_output,
    explained,
    own_words,
    say,
)
from archiver.cli.capture import capture_command
from archiver.cli.check import check_command
from archiver.cli.export import export_command
from archiver.cli.import_ import import_command
from archiver.cli.recheck import recheck_command
from archiver.cli.show import show_command
from archiver.cli.stamp import stamp_command
from archiver.version import __version__

HELP = """\
Find the posts that an article quotes, keep the originals, check every word.

\b
Exit codes: 0 every quotation of a post is faithful
            1 at least one is altered, misattributed or not found
            2 bad input or usage
            3 nothing could be fetched
            4 a stored capture can't be parsed
            5 the archive is damaged or not an archive
"""


class _Commands(click.Group):
    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with own_words():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with own_words():
            return super().invoke(ctx)


@click.group(
    cls=_Commands,
    help=HELP,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="archiver")
@click.pass_context
def archiver(context: click.Context) -> None:
    """Without a command, the help is printed."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


archiver.add_command(check_command)
archiver.add_command(capture_command)
archiver.add_command(import_command)
archiver.add_command(recheck_command)
archiver.add_command(show_command)
archiver.add_command(audit_command)
archiver.add_command(head_command)
archiver.add_command(export_command)
archiver.add_command(stamp_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with the contract's code; no traceback reaches the user."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command, by default the one of the command line."""
    try:
        code = archiver.main(args=arguments, prog_name="archiver", standalone_mode=False)
    except (InterruptedRunError, KeyboardInterrupt, click.Abort):
        say("interrupted; what was captured is kept")
        return INTERRUPTED
    except UnreadError:
        abandon_output()
        return 0
    except Exception as error:  # noqa: BLE001 - the last border: a traceback is no message
        line, code = explained(error)
        say(line)
    return int(code or 0)
