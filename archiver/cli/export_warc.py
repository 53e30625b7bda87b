"""archiver export warc: the exchanges, for other archives and players."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.output import check_writable, into
from archiver.cli.progress import progress


@click.command("warc")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@options.database
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write, by custom NAME.warc.gz.",
)
def warc_command(*, names: tuple[str, ...], db: Path, output: Path) -> int:
    """Write requests and answers as a WARC file (ISO 28500, WARC/1.1), gzip by record.

    Each exchange is a response, a request and a metadata record; bodies that came more than once
    are revisit records. Bodies are without their content encoding, as they are stored: what that
    changed in the headers is said in the metadata. pywb and other players replay the file.
    """
    check_writable(output, db=db)
    from archiver.pipeline.exports.chosen import chosen
    from archiver.pipeline.exports.reading import reading_desk
    from archiver.pipeline.exports.warc import export_warc
    from archiver.report.sentences import plural

    with reading_desk(db) as desk, progress() as shown:
        selection = chosen(names, desk)
        with into(output) as out:
            tally = export_warc(
                selection,
                desk,
                out,
                filename=output.name,
                agent=options.agent(),
                told=shown,
            )
    click.echo(
        f"{output}: {tally.articles:,} {plural('article', tally.articles)}, "
        f"{tally.captures:,} {plural('visit', tally.captures)} to posts, "
        f"{tally.exchanges:,} {plural('exchange', tally.exchanges)}"
    )
    return 0
