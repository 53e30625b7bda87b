"""archiver check: the main job."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.output import check_writable, read_standard_input, write
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archiver.model import ArticleReport
    from archiver.pipeline import Checked, Desk

_WIDEST = 120


@click.command("check")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@options.database
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@options.output
@click.option(
    "--offline", is_flag=True, help="Never touch the network: embeds and the archive are witnesses."
)
@click.option("--json-lines", is_flag=True, help="One JSON object a line. Implies --format json.")
@options.timeout
def check_command(
    *,
    articles: tuple[str, ...],
    db: Path,
    form: str,
    output: Path | None,
    offline: bool,
    json_lines: bool,
    timeout: float,
) -> int:
    """Find the posts that articles embed or quote, capture them, check every quotation.

    ARTICLE is a URL, an HTML file, a plain-text file, or - for standard input.
    """
    from archiver.fetch.limits import Limits
    from archiver.pipeline import open_desk

    check_writable(output)
    limits = Limits(total_seconds=timeout, read_seconds=timeout, connect_seconds=min(timeout, 10))
    with open_desk(db, offline=offline, limits=limits) as desk:
        done, failures = _check_all(articles, desk)
        if done:
            form = "json" if json_lines else form
            write(_rendered(form, [item.report for item in done], desk, json_lines), output)
    return _exit_code(done, failures)


def _check_all(articles: Sequence[str], desk: Desk) -> tuple[list[Checked], list[ArchiverError]]:
    """Every article, each failure told on a line of its own and no reason to stop."""
    done: list[Checked] = []
    failures: list[ArchiverError] = []
    with _progress(len(articles)) as progress:
        for number, name in enumerate(articles, 1):
            lead = f"{number}/{len(articles)} {name}: " if len(articles) > 1 else ""
            try:
                done.append(_check_one(name, desk, _led(progress, lead)))
            except ArchiverError as error:
                if len(articles) == 1:
                    raise
                failures.append(error)
                click.echo(f"archiver: {error.diagnostics()}", err=True)
    return done, failures


def _led(progress: Callable[[str], None], lead: str) -> Callable[[str], None]:
    return lambda what: progress(lead + what)


def _check_one(name: str, desk: Desk, progress: Callable[[str], None]) -> Checked:
    from archiver.pipeline import check, source_of

    source = source_of(
        name,
        clock=desk.clock,
        transport=desk.transport,
        standard_input=read_standard_input,
    )
    checked = check(source, desk, progress=progress)
    for line in (*checked.report.article.notes, *checked.troubles):
        click.echo(f"archiver: {name}: {line}", err=True)
    return checked


def _exit_code(done: Sequence[Checked], failures: Sequence[ArchiverError]) -> int:
    """1 before all, then the first failure's, then the first trouble's."""
    codes = [item.exit_code for item in done]
    if 1 in codes:
        return 1
    every = [error.exit_code for error in failures] + codes
    return next((code for code in every if code), 0)


def _rendered(form: str, reports: Sequence[ArticleReport], desk: Desk, json_lines: bool) -> str:
    if form == "json":
        from archiver.report.json import dumps

        return dumps(reports, lines=json_lines) + "\n"
    if form == "html":
        return _page(reports, desk)
    from archiver.report.text import render

    terminal = sys.stdout.isatty()
    width = min(_WIDEST, shutil.get_terminal_size((100, 24)).columns)
    color = terminal and "NO_COLOR" not in os.environ
    return "\n".join(render(report, width=width, color=color) for report in reports)


def _page(reports: Sequence[ArticleReport], desk: Desk) -> str:
    from archiver.pipeline.desk import PROGRAM
    from archiver.report.html import render

    wanted = {
        image.sha256
        for report in reports
        for posting in report.versions
        for image in posting.images
        if image.sha256
    }
    images = {sha256: data for sha256 in wanted if (data := desk.archive.blob(sha256))}
    return render(reports, images=images, generated=desk.clock(), program=PROGRAM)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Tells a person at a terminal what is being done; says nothing in a script."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(f"checking {total} article{'s' * (total > 1)}") as status:
        yield lambda what: status.update(what.replace("[", r"\["))
