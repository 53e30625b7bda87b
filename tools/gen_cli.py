"""Prints docs/cli.md: every command's own --help, at a fixed width."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from archiver.cli.main import archiver

WIDTH = 100

INTRODUCTION = """\
# Commands

What each command prints with `--help`. Written by `tools/gen_cli.py`: don't edit it here.

Results go to standard output or to `--output`. What went wrong goes to standard error, one line
each, and never to standard output: `archiver check ... --json-lines | jq` sees JSON alone. Colours
and progress appear on a terminal only, colours not where `NO_COLOR` is set.

| exit code | says |
|---|---|
| 0 | every quotation of a post is faithful |
| 1 | at least one is altered, misattributed or not found |
| 2 | bad input or usage |
| 3 | nothing could be fetched |
| 4 | a stored capture can't be parsed |
| 5 | the archive is damaged or not an archive |
| 130 | interrupted; what was captured is kept |

With several articles 5 goes before 1, and 1 before what else went wrong first. Where no post could
be reached, quotations are judged by the article's own copies and the archive, which standard error
says; the exit code is 3 if that left any of them unverified.
"""


def helps(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """Name and help of the command and of all below it, in the order of the help."""
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        **({} if parent else archiver.context_settings),
    )
    title = context.command_path
    yield f"\n## {title}\n\n```\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            below = command.get_command(context, each)
            if below is not None:
                yield from helps(below, each, context)


def main() -> None:
    """The document is on standard output, in UTF-8 whatever the locale."""
    document = INTRODUCTION + "".join(helps(archiver, "archiver", None))
    sys.stdout.buffer.write(document.encode("utf-8"))


if __name__ == "__main__":
    main()
