"""archiver stamp: proofs of time on all that the archive has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, say
from archiver.cli.output import check_writable, write
from archiver.cli.progress import Progress, progress
from archiver.errors import ArchiverError, InputError

if TYPE_CHECKING:
    from archiver.model.proofs import ProofCheck
    from archiver.pipeline import Desk, Network
    from archiver.pipeline.stamping import Stamping

_NOTHING_FETCHED = 3


@click.command("stamp")
@options.database
@click.option("--list", "listed", is_flag=True, help="Verify the proofs there are; ask nobody.")
@click.option(
    "--export",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write every proof as files, and print the commands that verify them without archiver.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="One line a proof, or all that is known of it.",
)
@options.output
@options.network
def stamp_command(
    *,
    db: Path,
    listed: bool,
    folder: Path | None,
    form: str,
    output: Path | None,
    network: Network,
) -> int:
    """Prove that all the archive has existed by now: have its newest link time-stamped.

    Asks every --timestamp authority that has not proven it yet, and completes pending proofs of
    OpenTimestamps: run it from cron. With --list or --export, nobody is asked.
    """
    check_writable(output, db=db)
    if not db.exists():
        raise InputError(f"there is no archive at {db}", "name one with --db")
    if listed or folder is not None:
        return _show(db, network, folder, form, output)
    from archiver.pipeline import open_desk

    with open_desk(db, network=network, agent=options.agent()) as desk, progress() as shown:
        return _ask(desk, shown, form, output)


def _show(db: Path, network: Network, folder: Path | None, form: str, output: Path | None) -> int:
    """The proofs there are, verified; the archive is not written to."""
    from archiver.model.proofs import Standing
    from archiver.pipeline.desk import now
    from archiver.pipeline.stamping import Stamper
    from archiver.store import Archive

    with Archive.open(db, clock=now, read_only=True) as archive:
        roots = network.timestamp_roots
        checks = Stamper(archive, None, clock=now, roots=roots).checks()
    write(_written(checks, form) if folder is None else _export(checks, folder), output)
    return DAMAGED if any(check.standing is Standing.INVALID for check in checks) else 0


def stamp_new(desk: Desk, shown: Progress) -> None:
    """What came into the archive is time-stamped by whom the user named; troubles are said.

    They are no failure of the command: what was captured is in the archive.
    """
    if desk.stamper is None or not desk.stamper.authorities:
        return
    try:
        shown("asking for a time stamp")
        done = desk.stamper.stamp()
    except ArchiverError as error:
        shown.pause()
        say(f"no time stamp: {error.diagnostics()}")
        return
    shown.pause()
    _tell(done)


def _tell(done: Stamping) -> None:
    from archiver.pipeline.stamping import notes

    for line in (*done.troubles, *notes(done.checks)):
        say(line)


def _ask(desk: Desk, shown: Progress, form: str, output: Path | None) -> int:
    stamper = desk.stamper
    if stamper is None or desk.archive.head() is None:
        say("the archive is empty: there is nothing to time-stamp")
        return 0
    shown("asking for proofs of time")
    upgraded = stamper.upgrade()
    if not stamper.authorities and upgraded == type(upgraded)():
        raise InputError(
            "no time stamping authority is named, and no proof is pending",
            "name one with --timestamp URL",
        )
    done = upgraded + stamper.stamp()
    shown.pause()
    _tell(done)
    if done.checks or form == "json":
        write(_written(done.checks, form), output)
    if done.waiting:
        say(f"{done.waiting} proofs of OpenTimestamps are pending; run archiver stamp again later")
    return _NOTHING_FETCHED if done.troubles and not done.checks else 0


def _written(checks: Sequence[ProofCheck], form: str) -> str:
    from archiver.report import proofs

    if form == "json":
        return json.dumps(proofs.to_dicts(checks), ensure_ascii=False, indent=2) + "\n"
    return "".join(map(proofs.line, checks))


def _export(checks: Sequence[ProofCheck], folder: Path) -> str:
    """The files of all proofs are in the folder. Returns the commands, one a line."""
    from archiver.custody.openssl import handout

    lines: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for check in checks:
            given = handout(check.proof, f"proof-{check.proof.id:04d}")
            for name, data in given.files:
                (folder / name).write_bytes(data)
            lines.append(f"{given.command}\n")
    except OSError as error:
        raise InputError(
            f"{folder} can't be written: {error.strerror}", "name another folder"
        ) from None
    return "".join(lines)
