"""archiver export wacz: a package that a browser plays."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver.cli import options
from archiver.cli.output import check_writable, into
from archiver.cli.progress import progress
from archiver.errors import InputError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from archiver.pipeline import Desk, Network
    from archiver.pipeline.exports.wacz import Package
    from archiver.warc.sign import Signer

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("wacz")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@options.database
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write, by custom NAME.wacz.",
)
@click.option(
    "--sign",
    "key",
    type=_FILE,
    metavar="KEY.pem",
    help="Sign the package with this key of an elliptic curve: P-384, or with a certificate any. "
    "The password of an encrypted one is ARCHIVER_KEY_PASSWORD.",
)
@click.option(
    "--certificate",
    type=_FILE,
    metavar="CERT.pem",
    help="The certificate of that key, then those above it up to the root. The signature is then "
    "time-stamped by the first --timestamp.",
)
@options.network
def wacz_command(
    *,
    names: tuple[str, ...],
    db: Path,
    output: Path,
    key: Path | None,
    certificate: Path | None,
    network: Network,
) -> int:
    """Write a WACZ package (1.1.1): the WARC file of export warc, an index and a list of pages.

    Also in it: the newest reports, the head of the evidence chain, and the proofs of time. A
    signature proves that whoever has the key made the package, and nothing of what is in it.
    """
    check_writable(output, db=db, inputs=[str(one) for one in (key, certificate) if one])
    if certificate is not None and key is None:
        raise InputError("a certificate is of no use without its key", "give --sign KEY.pem")
    if certificate is not None and not network.timestamps:
        raise InputError(
            "a signature with a certificate needs a time stamp, as certificates expire",
            "name an authority by --timestamp, or leave out --certificate",
        )
    signer = _signer(key, certificate)
    with _desk(db, network, stamped=certificate is not None) as desk, progress() as shown:
        from archiver.pipeline.exports.chosen import chosen
        from archiver.pipeline.exports.wacz import export_wacz, stamping

        selection = chosen(names, desk)
        with into(output) as out:
            package = export_wacz(
                selection,
                desk,
                out,
                folder=output.resolve().parent,
                agent=options.agent(),
                signer=signer,
                stamp=stamping(desk.stamper) if certificate and desk.stamper else None,
                told=shown,
            )
    click.echo(_said(output, package, signer))
    return 0


def _signer(key: Path | None, certificate: Path | None) -> Signer | None:
    if key is None:
        return None
    from archiver.pipeline.desk import now
    from archiver.warc.sign import signer

    password = os.environ.get("ARCHIVER_KEY_PASSWORD")
    return signer(
        key.read_bytes(),
        None if certificate is None else certificate.read_bytes(),
        password=None if password is None else password.encode(),
        now=now(),
    )


def _desk(db: Path, network: Network, *, stamped: bool) -> AbstractContextManager[Desk]:
    """One with the network only where a time stamp is to be had."""
    if not stamped:
        from archiver.pipeline.exports.reading import reading_desk

        return reading_desk(db)
    if not db.exists():
        raise InputError(f"there is no archive at {db}", "name one with --db")
    from archiver.pipeline import open_desk

    return open_desk(db, network=network, agent=options.agent())


def _said(output: Path, package: Package, signer: Signer | None) -> str:
    from archiver.report.sentences import plural

    tally = package.tally
    counts = (
        f"{tally.articles:,} {plural('article', tally.articles)}, "
        f"{tally.captures:,} {plural('visit', tally.captures)} to posts, "
        f"{tally.exchanges:,} {plural('exchange', tally.exchanges)}, "
        f"{package.pages:,} {plural('page', package.pages)}, "
        f"{package.reports:,} {plural('report', package.reports)}"
    )
    if package.left_out:
        older = f"{package.left_out:,} older {plural('check', package.left_out)}"
        counts += f" ({older} not looked at)"
    by = ""
    if signer is not None:
        by = f", signed for {signer.domain}" if signer.domain else ", signed"
    return f"{output}: {counts}{by}; datapackage.json is {package.digest}"
