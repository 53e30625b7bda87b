"""archiver export html: a stored report as a page."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.output import check_writable, write


@click.command("html")
@click.argument("name", metavar="ARTICLE")
@options.database
@click.option("--check", type=int, metavar="N", help="The check of that number, not the newest.")
@options.output
def html_command(*, name: str, db: Path, check: int | None, output: Path | None) -> int:
    """Write the stored report of an article's newest check as a page that loads nothing.

    Nothing is checked again: the page is that of the check, with its date.
    """
    check_writable(output, db=db)
    from archiver.pipeline.exports.html import to_html
    from archiver.pipeline.exports.reading import reading_desk

    with reading_desk(db) as desk:
        text = to_html(name, desk, check=check)
    write(text, output)
    return 0
