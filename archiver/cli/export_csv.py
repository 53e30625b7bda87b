"""archiver export csv: a row for each quotation."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.output import check_writable, write


@click.command("csv")
@click.argument("names", metavar="[ARTICLE]...", nargs=-1)
@options.database
@click.option("--check", type=int, metavar="N", help="The check of that number, not the newest.")
@options.output
def csv_command(*, names: tuple[str, ...], db: Path, check: int | None, output: Path | None) -> int:
    """Write a row for each quotation of the newest check of each article, as CSV in UTF-8.

    A file begins with a byte order mark, without which spreadsheets show wrong letters; what goes
    to standard output has none. A cell that a spreadsheet would read as a formula has an
    apostrophe before it.
    """
    check_writable(output, db=db)
    from archiver.pipeline.exports.csv import to_csv
    from archiver.pipeline.exports.reading import reading_desk
    from archiver.report.csv import BYTE_ORDER_MARK

    with reading_desk(db) as desk:
        text = to_csv(names, desk, check=check)
    write(text if output is None else BYTE_ORDER_MARK + text, output)
    return 0
