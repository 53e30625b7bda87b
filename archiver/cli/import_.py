"""archiver import: WARC and WACZ files that other programs made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, USAGE, explained, say
from archiver.cli.output import write
from archiver.cli.progress import Progress, progress
from archiver.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.pipeline import Desk
    from archiver.pipeline.importing import Imported

_TOLD = 10
"""Records that were not taken, and that are named one by one."""


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@options.database
@click.option(
    "--article",
    "articles",
    metavar="URL",
    multiple=True,
    help="Read in this page as an article. May be given several times.",
)
@click.option(
    "--pages/--no-pages",
    default=True,
    show_default=True,
    help="Read in as articles the pages that a WACZ file lists and that are no posts.",
)
@click.option(
    "--check/--no-check",
    default=True,
    show_default=True,
    help="Leave out what does not have the digest that the file states for it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="A few lines a file, or all that came of it.",
)
@options.output
def import_command(
    *,
    files: tuple[str, ...],
    db: Path,
    articles: tuple[str, ...],
    pages: bool,
    check: bool,
    form: str,
    output: Path | None,
) -> int:
    """Read in WARC and WACZ files: posts and articles, as another program recorded them.

    What is read in says from which file it is, and what made the file. Then "archiver check URL
    --offline" checks an article that was read in. The same file adds nothing twice.
    """
    from archiver.cli.output import check_writable

    check_writable(output, db=db, inputs=files)
    from archiver.pipeline import open_desk

    with open_desk(db, offline=True, agent=options.agent()) as desk, progress() as shown:
        done, codes = _import_all(files, desk, shown, articles=articles, pages=pages, check=check)
        shown.pause()
    for url in articles if done else ():
        if all(url in one.missing for one in done):
            say(f"{url} is in none of the files; give its address as the file has it")
            codes.append(USAGE)
    if done:
        write(_json(done) if form == "json" else "".join(map(_lines, done)), output)
    return DAMAGED if DAMAGED in codes else next(iter(codes), 0)


def _import_all(
    files: Sequence[str],
    desk: Desk,
    shown: Progress,
    *,
    articles: tuple[str, ...],
    pages: bool,
    check: bool,
) -> tuple[list[Imported], list[int]]:
    """What came of each file; what goes wrong with one is said, and is no reason to stop."""
    from archiver.pipeline.importing import import_file

    done: list[Imported] = []
    codes: list[int] = []
    for number, name in enumerate(dict.fromkeys(files), 1):
        lead = f"{number}/{len(files)} " if len(files) > 1 else ""
        try:
            made = import_file(
                name,
                desk,
                articles=articles,
                pages=pages,
                check=check,
                told=lambda what, lead=lead: shown(lead + what),  # type: ignore[misc]
            )
        except Exception as error:  # noqa: BLE001 - one bad file must not end the others
            shown.pause()
            line, code = explained(error)
            say(line if name in line else f"{name}: {line}")
            codes.append(code)
            if isinstance(error, ArchiveError):
                break
            continue
        shown.pause()
        _say_troubles(made)
        done.append(made)
        codes += [] if made.sound else [USAGE]
    return done, codes


def _say_troubles(made: Imported) -> None:
    """What of the file was not taken, and that the rest was."""
    for line in made.damage:
        say(f"{made.source}: {line}; what was whole before that was read in")
    for line in made.problems[:_TOLD]:
        say(f"{made.source}: {line}")
    more = made.refused - _TOLD
    if more > 0:
        say(f"{made.source}: {more:,} more records were not taken")


def _lines(made: Imported) -> str:
    from archiver.report.visible import one_line

    lines = [
        f"{one_line(made.source, 300)}: {_counted(made)}",
        *(
            f"  {post.ref.key}\t{post.captured_at:%Y-%m-%d}\t{post.availability}\t"
            f"{one_line(post.words, 100)}"
            for post in made.posts
        ),
        *(
            f"  {one_line(one.url, 200)}\t{one.captured_at:%Y-%m-%d}\tarticle\t"
            f"{one_line(one.title or '', 100)}"
            for one in made.articles
        ),
    ]
    return "".join(f"{line}\n" for line in lines)


def _counted(made: Imported) -> str:
    from archiver.report.visible import one_line

    new = (
        f"{_number(len(made.posts), 'capture')} of posts, {_number(len(made.articles), 'article')}"
    )
    if made.before is not None:
        when = f"{made.before:%Y-%m-%d %H:%M} UTC"
        found = new if made.posts or made.articles else "nothing new"
        return f"it was read in before, on {when}; {found}"
    by = f", recorded by {one_line(made.software, 300)}" if made.software else ""
    new += f"; {made.known:,} that were there already" if made.known else ""
    asked = f"{made.used:,} of {_number(made.answers, 'answer')} used"
    return f"{new}; {asked}{by}"


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _json(done: Sequence[Imported]) -> str:
    from archiver.report.json import dumps_captures

    return dumps_captures([_data(made) for made in done], lines=False) + "\n"


def _data(made: Imported) -> dict[str, Any]:
    """All that came of one file, times in UTC; an archive that was not touched has no import."""
    from archiver.report.facts import iso_time

    return {
        "schema": "archiver.import/1",
        "file": made.source,
        "format": made.form,
        "sha256": made.sha256,
        "software": made.software,
        "import": made.import_id,
        "before": None if made.before is None else iso_time(made.before, None),
        "posts": [
            {
                "ref": post.ref.key,
                "url": post.ref.url,
                "availability": post.availability.value,
                "captured_at": iso_time(post.captured_at, None),
                "words": post.words,
            }
            for post in made.posts
        ],
        "articles": [
            {"url": one.url, "title": one.title, "captured_at": iso_time(one.captured_at, None)}
            for one in made.articles
        ],
        "known": made.known,
        "answers": made.answers,
        "used": made.used,
        "refused": made.refused,
        "missing": list(made.missing),
        "damage": list(made.damage),
        "problems": list(made.problems),
        "details": made.details,
    }
