"""archiver show: what the archive holds of a post or an article, as it went."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.output import check_writable, write
from archiver.errors import InputError

if TYPE_CHECKING:
    from archiver.model.history import ArticleHistory, PostHistory
    from archiver.report.history_page import Page

_WIDEST, _WIDTH = 120, 100


@click.command("show")
@click.argument("name", metavar="POST|ARTICLE")
@options.database
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How the history is written.",
)
@options.output
def show_command(*, name: str, db: Path, form: str, output: Path | None) -> int:
    """Show what the archive holds of a post or an article, oldest first.

    Every capture with what it found and how it came in, every wording with a word diff, what
    changed, and which articles quote a post with which verdict. The network is not touched.

    A post is named by its address or key ("x:123"), an article by its address, path or digest.
    """
    check_writable(output, db=db)
    if not db.exists():
        raise InputError(f"there is no archive at {db}", "check or capture something first")
    from archiver.pipeline import open_desk
    from archiver.pipeline.desk import PROGRAM
    from archiver.pipeline.history import history

    with open_desk(db, offline=True, agent=options.agent()) as desk:
        found = history(name, desk)
        if form == "json":
            from archiver.report.history_json import dumps, history_to_dict

            made = dumps(history_to_dict(found)) + "\n"
        elif form == "html":
            from archiver.report.history_html import render

            made = render(_page(found), generated=desk.clock(), program=PROGRAM)
        else:
            from archiver.report.history_text import render as render_text

            made = render_text(_page(found), width=_columns(output))
    write(made, output)
    return 0


def _page(found: PostHistory | ArticleHistory) -> Page:
    from archiver.model.history import PostHistory
    from archiver.report.history_articles import page_of_article
    from archiver.report.history_posts import page_of_post

    return page_of_post(found) if isinstance(found, PostHistory) else page_of_article(found)


def _columns(output: Path | None) -> int:
    """What goes into a file or a pipe does not depend on the window it was made in."""
    to_terminal = output is None and sys.stdout is not None and sys.stdout.isatty()
    columns = shutil.get_terminal_size((_WIDTH, 24)).columns if to_terminal else _WIDTH
    return min(_WIDEST, columns)
