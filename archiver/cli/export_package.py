"""archiver export package: the evidence on an article, for those who don't have this program."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.output import check_writable, cleaned_up, into
from archiver.cli.progress import progress
from archiver.errors import InputError


@click.command("package")
@click.argument("name", metavar="ARTICLE")
@options.database
@click.option("--check", type=int, metavar="N", help="The check of that number, not the newest.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write, if it ends in .zip; else the folder to make.",
)
def package_command(*, name: str, db: Path, check: int | None, output: Path) -> int:
    """Write an evidence package: report, originals, records, chain and proofs of an article.

    README.md in it says how to check it without this program and what it proves; verify.py does
    so with Python alone. All captures of the article are in it, and all visits to its posts.
    """
    as_zip = output.suffix.lower() == ".zip"
    if as_zip:
        check_writable(output, db=db)
    else:
        _check_folder(output)
    from archiver.pipeline.exports.package import package
    from archiver.pipeline.exports.package_out import write_folder, write_zip
    from archiver.pipeline.exports.reading import reading_desk
    from archiver.report.sentences import plural

    with reading_desk(db) as desk, progress() as shown:
        made = package(name, desk, check=check, agent=options.agent())
        if as_zip:
            with into(output) as out:
                write_zip(made, out, told=shown)
        else:
            with cleaned_up(), _new_folder(output) as folder:
                write_folder(made, folder, told=shown)
    click.echo(
        f"{output}: {made.originals:,} {plural('original', made.originals)}, "
        f"{made.records:,} {plural('record', made.records)}, {made.proofs:,} "
        f"{plural('proof', made.proofs)} of time; the head of the chain is {made.head}"
    )
    return 0


def _check_folder(path: Path) -> None:
    """Raises InputError where no new folder can be at that path."""
    if str(path) == "-":
        raise InputError(
            "a package can't go to standard output", "name a folder, or a file that ends in .zip"
        )
    if path.is_dir() and any(path.iterdir()):
        raise InputError(f"{path} is not empty", "name a new folder, or a file that ends in .zip")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file", "name a new folder, or a file that ends in .zip")
    parent = path.resolve().parent
    if not parent.is_dir():
        raise InputError(f"there is no folder {parent}", "make it first, or name another --output")


@contextlib.contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """A folder that is at the path once the block is left, and gone if that ends early."""
    try:
        temporary = Path(tempfile.mkdtemp(dir=path.resolve().parent, prefix=f".{path.name[:100]}."))
        try:
            yield temporary
            temporary.chmod(0o755)
            temporary.replace(path.resolve())
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
    except OSError as error:
        raise InputError(
            f"{path} can't be written: {error.strerror}", "name another --output"
        ) from None
