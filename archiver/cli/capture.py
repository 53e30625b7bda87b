"""archiver capture: posts alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.output import check_writable, write
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from archiver.pipeline import Visit


@click.command("capture")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@options.database
@options.output
@options.timeout
def capture_command(*, urls: tuple[str, ...], db: Path, output: Path | None, timeout: float) -> int:
    """Capture posts by their addresses: text, author, time, pictures, as received.

    Prints one line a post: its reference, availability and first words. A post that is gone
    is a capture too.
    """
    from archiver.fetch.limits import Limits
    from archiver.pipeline import capture, open_desk
    from archiver.pipeline.visits import nothing_fetched

    check_writable(output)
    limits = Limits(total_seconds=timeout, read_seconds=timeout, connect_seconds=min(timeout, 10))
    visits: list[Visit] = []
    codes: list[int] = []
    lines: list[str] = []
    with open_desk(db, limits=limits) as desk:
        for url in urls:
            try:
                visit = capture(url, desk)
            except ArchiverError as error:
                if len(urls) == 1:
                    raise
                click.echo(f"archiver: {error.diagnostics()}", err=True)
                codes.append(error.exit_code)
                continue
            visits.append(visit)
            lines.append(_line(visit))
            if visit.trouble:
                click.echo(f"archiver: {visit.trouble}", err=True)
                codes.append(4)
    write("".join(f"{line}\n" for line in lines), output)
    if nothing_fetched(visits):
        click.echo("archiver: nothing could be fetched; check the connection", err=True)
        return 3
    return codes[0] if codes else 0


def _line(visit: Visit) -> str:
    from archiver.report.visible import one_line

    seen = visit.capture
    words = visit.postings[0].text if visit.postings else seen.reason
    return f"{seen.ref.key}\t{seen.availability}\t{one_line(words, 100)}"
