"""archiver capture: posts alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, explained, say
from archiver.cli.output import check_writable, write
from archiver.cli.progress import Progress, progress
from archiver.cli.stamp import stamp_new
from archiver.errors import ArchiverError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archiver.model import PostRef
    from archiver.pipeline import Desk, Network, Visit

_NOT_PARSED = 4
_NOTHING_FETCHED = 3


@click.command("capture")
@click.argument("urls", metavar="URL...", nargs=-1, required=True)
@options.database
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="One line a post, or all that was read of it.",
)
@click.option("--json-lines", is_flag=True, help="One JSON object a line. Implies --format json.")
@options.output
@options.network
def capture_command(
    *,
    urls: tuple[str, ...],
    db: Path,
    form: str,
    json_lines: bool,
    output: Path | None,
    network: Network,
) -> int:
    """Capture posts by their addresses: text, author, time, pictures, as received.

    Prints one line a post: its reference, availability and first words. A post that is gone
    is a capture too. The posts that it answers or quotes are captured along with it. A page of
    no known platform is captured for what it says of itself.
    """
    check_writable(output, db=db)
    from archiver.pipeline import open_desk
    from archiver.pipeline.visits import nothing_fetched

    with open_desk(db, network=network, agent=options.agent()) as desk, progress() as shown:
        as_text = form == "text" and not json_lines
        refs, codes = _refs(urls, desk)
        visits, lines = _capture_all(tuple(refs), codes, desk, shown, flows=as_text and not output)
        stamp_new(desk, shown)
    if visits and not as_text:
        write(_json(visits, refs, lines=json_lines), output)
    elif visits and output is not None:
        write("".join(lines), output)
    if nothing_fetched(visits):
        say("nothing could be fetched; check the connection and try again")
        codes.append(_NOTHING_FETCHED)
    return DAMAGED if DAMAGED in codes else next(iter(codes), 0)


def _capture_all(
    refs: Sequence[PostRef], codes: list[int], desk: Desk, shown: Progress, *, flows: bool
) -> tuple[list[Visit], list[str]]:
    """Visits, and their lines. Lines for the terminal are out; ``codes`` gain what went wrong."""
    from archiver.pipeline import visit_posts

    visits: list[Visit] = []
    lines: list[str] = []
    if desk.transport is None or not refs:
        return visits, lines
    try:
        for visit in visit_posts(refs, desk, desk.transport, told=shown):
            shown.pause()
            visits.append(visit)
            lines.append(_line(visit))
            if flows:
                write(lines[-1], None)
            for trouble in filter(None, (visit.trouble, *(v.trouble for v in visit.related))):
                say(trouble)
                codes.append(_NOT_PARSED)
    except ArchiverError as error:
        shown.pause()
        line, code = explained(error)
        say(line)
        codes.append(code)
    return visits, lines


def _refs(urls: Sequence[str], desk: Desk) -> tuple[dict[PostRef, list[str]], list[int]]:
    """What the addresses name, with all that name it; what is wrong with the others is said."""
    from archiver.pipeline.naming import ref_of

    refs: dict[PostRef, list[str]] = {}
    codes: list[int] = []
    for url in urls:
        try:
            refs.setdefault(ref_of(url, desk.platforms), []).append(url)
        except ArchiverError as error:
            line, code = explained(error)
            say(line)
            codes.append(code)
    return refs, codes


def _line(visit: Visit) -> str:
    from archiver.report.visible import one_line

    seen = visit.capture
    words = visit.postings[0].text if visit.postings else seen.reason
    return f"{seen.ref.key}\t{seen.availability}\t{one_line(words, 100)}\n"


def _json(visits: Sequence[Visit], refs: Mapping[PostRef, Sequence[str]], *, lines: bool) -> str:
    from archiver.report.json import capture_to_dict, dumps_captures

    def made(visit: Visit) -> dict[str, Any]:
        seen = visit.capture
        related = list(map(made, visit.related))
        return capture_to_dict(seen, visit.postings, related, refs.get(seen.asked or seen.ref, ()))

    return dumps_captures([made(visit) for visit in visits], lines=lines) + "\n"
