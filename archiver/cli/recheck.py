"""archiver recheck: what was captured is visited again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, explained, say
from archiver.cli.output import check_writable, write
from archiver.cli.progress import Progress, progress
from archiver.cli.stamp import stamp_new
from archiver.errors import ArchiverError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archiver.pipeline import Desk, Network
    from archiver.pipeline.recheck import Due, Result

_ACCUSED, _NOTHING_FETCHED = 1, 3
_WIDTH = 100


@click.command("recheck")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@options.database
@click.option("--due", "only_due", is_flag=True, help="Only what is due by now: for cron.")
@click.option("--dry-run", is_flag=True, help="Say what would be visited, and visit nothing.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=None,
    help="Visit at most so many, the longest overdue first.",
)
@click.option(
    "--articles/--no-articles",
    default=True,
    show_default=True,
    help="Visit articles that came from an address, too.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default=None,
    show_default="text",
    help="How changes are written.",
)
@click.option("--json-lines", is_flag=True, help="One JSON object a line. Implies --format json.")
@options.output
@options.network
def recheck_command(
    *,
    names: tuple[str, ...],
    db: Path,
    dry_run: bool,
    form: str | None,
    json_lines: bool,
    output: Path | None,
    network: Network,
    **chosen: Any,
) -> int:
    """Visit captured posts and articles again, and say what changed.

    NAME is an article's address, path or digest (its posts are visited too), or a post's address
    or key ("x:123"); without one, all of the archive. Intervals grow while nothing changes: 1, 2,
    4 and more days. Articles that quote a post of which something new is known are judged again.
    Exits with 1 where one of those has a quotation that is altered, misattributed or not found now.
    """
    if json_lines and form not in {None, "json"}:
        raise click.UsageError(f"--json-lines and --format {form} don't go together")
    if dry_run and form == "html":
        raise click.UsageError("--dry-run and --format html don't go together")
    check_writable(output, db=db)
    if not db.exists():
        raise InputError(f"there is no archive at {db}", "check or capture something first")
    from archiver.pipeline import open_desk
    from archiver.pipeline.recheck import listed

    with (
        open_desk(db, offline=dry_run, network=network, agent=options.agent()) as desk,
        progress() as shown,
    ):
        planned = listed(desk, names, **chosen)
        if dry_run:
            write(_plan(planned, form="lines" if json_lines else form or "text"), output)
            return 0
        printer = _Printer(form="lines" if json_lines else form or "text", output=output, desk=desk)
        code = _run(planned, desk, printer, shown)
        stamp_new(desk, shown)
    return code


def _run(planned: Sequence[Due], desk: Desk, printer: _Printer, shown: Progress) -> int:
    """Every result is written as it comes; what goes wrong on the way ends the run in one line."""
    from archiver.pipeline.recheck import exit_code, recheck

    results: list[Result] = []
    failed: int | None = None
    try:
        for result in recheck(planned, desk, told=shown):
            shown.pause()
            results.append(result)
            printer.add(result)
            for line in _troubles(result):
                say(line)
    except ArchiverError as error:
        shown.pause()
        line, failed = explained(error)
        say(line)
    code = exit_code(results)
    shown.pause()
    printer.finish(results, code)
    if code == _NOTHING_FETCHED:
        say("nothing could be fetched; check the connection and try again")
    return code if failed is None or (code == _ACCUSED and failed != DAMAGED) else failed


def _troubles(result: Result) -> tuple[str, ...]:
    from archiver.pipeline.recheck import NotJudged, Revisited

    if isinstance(result, Revisited):
        return (result.trouble,) if result.trouble else ()
    if isinstance(result, NotJudged):
        return (f"{result.article} can't be judged again: {result.trouble}",)
    return tuple(f"{result.article}: {line}" for line in result.troubles)


def _plan(planned: Sequence[Due], *, form: str) -> str:
    """A line for each visit that is to be made: when it is due, what the last one found, what."""
    from archiver.report.facts import iso_time
    from archiver.report.history_json import RECHECK_SCHEMA, dumps, recheck_to_dict
    from archiver.report.visible import one_line

    rows = [
        {
            "kind": "due",
            "due": iso_time(one.due, None),
            "last": None if one.last is None else iso_time(one.last, None),
            "availability": None if one.availability is None else one.availability.value,
            "name": one.name,
        }
        for one in planned
    ]
    if form == "json":
        return dumps(recheck_to_dict(rows, exit_code=0)) + "\n"
    if form == "lines":
        made = (dumps({"schema": RECHECK_SCHEMA, **row}, indent=None) for row in rows)
        return "".join(f"{line}\n" for line in made)
    return "".join(
        f"{row['due']}\t{row['availability'] or '-'}\t{one_line(str(row['name']), 400)}\n"
        for row in rows
    )


class _Printer:
    """Results go in by ``add``; text and JSON lines come out at once, all else at the end."""

    def __init__(self, *, form: str, output: Path | None, desk: Desk) -> None:
        self._form = form
        self._output = output
        self._desk = desk
        self._flows = output is None and form in {"text", "lines"}
        self._waiting: list[str] = []

    def add(self, result: Result) -> None:
        """Its changes are written, or wait."""
        if self._form in {"text", "lines"}:
            made = _text(result) if self._form == "text" else _line(result)
            self._put(made)

    def _put(self, text: str) -> None:
        if self._flows and text:
            write(text, None)
        else:
            self._waiting.append(text)

    def finish(self, results: Sequence[Result], code: int) -> None:
        """All is written. Where nothing was visited or judged, standard output gets no text."""
        if self._form == "text" and results:
            self._put(_summary(results))
        if self._form == "json":
            self._waiting = [_whole(results, code)]
        if self._form == "html" and (results or self._output is not None):
            self._waiting = [self._page(results)]
        if any(self._waiting) or self._output is not None:
            write("".join(self._waiting), self._output)

    def _page(self, results: Sequence[Result]) -> str:
        from archiver.pipeline.desk import PROGRAM
        from archiver.pipeline.recheck import changes_of
        from archiver.report.history_html import render
        from archiver.report.history_page import Group, Page, change_event

        subjects: dict[str, list[Any]] = {}
        for change in changes_of(results):
            subjects.setdefault(change.subject, []).append(change_event(change))
        page = Page(
            title="What changed",
            eyebrow="Recheck",
            lead=(_summary(results).strip(),),
            facts=(),
            groups=tuple(
                Group(title=name, events=tuple(events)) for name, events in subjects.items()
            ),
        )
        return render(page, generated=self._desk.clock(), program=PROGRAM)


def _text(result: Result) -> str:
    from archiver.report.history_page import change_event
    from archiver.report.history_text import render_changes

    events = [change_event(change, about=True) for change in result.changes]
    made = render_changes(events, width=_WIDTH)
    return f"{made}\n" if made else ""


def _line(result: Result) -> str:
    from archiver.report.history_json import RECHECK_SCHEMA, dumps

    return dumps({"schema": RECHECK_SCHEMA, **_dict(result)}, indent=None) + "\n"


def _whole(results: Sequence[Result], code: int) -> str:
    from archiver.report.history_json import dumps, recheck_to_dict

    return dumps(recheck_to_dict(map(_dict, results), exit_code=code)) + "\n"


def _dict(result: Result) -> dict[str, Any]:
    from archiver.pipeline.recheck import NotJudged, Revisited
    from archiver.report.history_json import judged_to_dict, unjudged_to_dict, visit_to_dict

    if isinstance(result, Revisited):
        return visit_to_dict(
            name=result.name,
            record=result.record,
            visited_at=result.visited_at,
            availability=result.availability.value,
            reason=result.reason,
            changes=result.changes,
            trouble=result.trouble,
        )
    if isinstance(result, NotJudged):
        return unjudged_to_dict(article=result.article, trouble=result.trouble)
    return judged_to_dict(
        article=result.article,
        check=result.check_id,
        exit_code=result.report.exit_code,
        changes=result.changes,
    )


def _summary(results: Sequence[Result]) -> str:
    """One line: visits, those that could not tell, changes, and articles judged again."""
    from archiver.pipeline.again import JudgedAgain
    from archiver.pipeline.recheck import Revisited, changes_of
    from archiver.verify.changes import STATEMENTS

    visits = [one for one in results if isinstance(one, Revisited)]
    silent = sum(one.availability not in STATEMENTS for one in visits)
    judged = sum(isinstance(one, JudgedAgain) for one in results)
    parts = [_number(len(visits), "visit")]
    if silent:
        parts.append(f"{silent} that could not tell")
    parts.append(_number(len(changes_of(results)), "change"))
    if judged:
        parts.append(f"{_number(judged, 'article')} judged again")
    return ", ".join(parts) + "\n"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
