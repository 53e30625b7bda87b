"""archiver check: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, explained, say
from archiver.cli.output import check_writable, read_standard_input
from archiver.cli.printer import Printer
from archiver.cli.progress import Progress, progress
from archiver.cli.stamp import stamp_new
from archiver.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.pipeline import Checked, Desk, Network

_ACCUSED = 1
STYLES = ("plain", "strict", "ap", "reuters", "nyt", "wsj", "guardian", "bbc")
"""As ``archiver.verify.styles`` has them: the file is not read for --help."""


@click.command("check")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@options.database
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default=None,
    show_default="text",
    help="How the report is written.",
)
@options.output
@click.option(
    "--offline", is_flag=True, help="Never touch the network: embeds and the archive are witnesses."
)
@click.option("--json-lines", is_flag=True, help="One JSON object a line. Implies --format json.")
@click.option(
    "--style",
    type=click.Choice(STYLES),
    default=STYLES[0],
    show_default=True,
    help="The house rules to judge by: they may let small things pass, never words.",
)
@options.network
def check_command(
    *,
    articles: tuple[str, ...],
    db: Path,
    form: str | None,
    output: Path | None,
    offline: bool,
    json_lines: bool,
    style: str,
    network: Network,
) -> int:
    """Find the posts that articles embed or quote, capture them, check every quotation.

    ARTICLE is a URL, an HTML file, a plain-text file, or - for standard input.
    """
    if json_lines and form not in {None, "json"}:
        raise click.UsageError(f"--json-lines and --format {form} don't go together")
    if articles.count("-") > 1:
        raise click.UsageError("standard input (-) can be named once")
    check_writable(output, db=db, inputs=articles)
    from archiver.pipeline import open_desk

    with (
        open_desk(db, offline=offline, network=network, agent=options.agent()) as desk,
        progress() as shown,
    ):
        printer = Printer(
            form="json" if json_lines else form or "text",
            lines=json_lines,
            several=len(articles) > 1,
            output=output,
            desk=desk,
        )
        codes = _check_all(articles, desk, printer, shown, style)
        shown.pause()
        printer.finish()
        stamp_new(desk, shown)
    return _exit_code(codes)


def _check_all(
    articles: Sequence[str], desk: Desk, printer: Printer, shown: Progress, style: str
) -> list[int]:
    """The exit code of every article; what goes wrong with one is no reason to stop.

    A damaged archive is: nothing that follows could be kept.
    """
    codes: list[int] = []
    for number, name in enumerate(articles, 1):
        lead = f"{number}/{len(articles)} {name}: " if len(articles) > 1 else ""
        try:
            checked = _check_one(name, desk, _led(shown, lead), style)
            shown.pause()
            for line in (*checked.report.article.notes, *checked.troubles):
                say(f"{name}: {line}")
            printer.add(checked.report)
            codes.append(checked.exit_code)
        except Exception as error:  # noqa: BLE001 - thousands of articles must not fail for one
            shown.pause()
            line, code = explained(error)
            say(line if name in line or not lead else f"{name}: {line}")
            codes.append(code)
            if isinstance(error, ArchiveError):
                break
    return codes


def _led(shown: Progress, lead: str) -> Callable[[str], None]:
    return lambda what: shown(lead + what)


def _check_one(name: str, desk: Desk, progress: Callable[[str], None], style: str) -> Checked:
    from archiver.pipeline import check, source_of

    progress("reading")
    source = source_of(
        name,
        clock=desk.clock,
        transport=desk.transport,
        standard_input=read_standard_input,
        archive=desk.archive,
    )
    return check(source, desk, progress=progress, style=style)


def _exit_code(codes: Sequence[int]) -> int:
    """A damaged archive before all, then a misquotation, then what else went wrong first."""
    for gravest in (DAMAGED, _ACCUSED):
        if gravest in codes:
            return gravest
    return next((code for code in codes if code), 0)
