"""archiver export jsonld: drafts of reviews, and annotations."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.output import check_writable, write


@click.command("jsonld")
@click.argument("names", metavar="[ARTICLE]...", nargs=-1)
@options.database
@click.option("--check", type=int, metavar="N", help="The check of that number, not the newest.")
@options.output
def jsonld_command(
    *, names: tuple[str, ...], db: Path, check: int | None, output: Path | None
) -> int:
    """Write drafts of ClaimReview and MediaReview, and Web Annotations, as JSON-LD.

    One array for the newest check of each article: a ClaimReview for each quotation whose verdict
    says something of a post, a MediaReview for each picture that is a post's, an annotation for
    each quotation. No rating is in them, and no author: both are left to a person.
    """
    check_writable(output, db=db)
    from archiver.pipeline.exports.jsonld import to_jsonld
    from archiver.pipeline.exports.reading import reading_desk

    with reading_desk(db) as desk:
        text = to_jsonld(names, desk, check=check)
    write(text + "\n", output)
    return 0
