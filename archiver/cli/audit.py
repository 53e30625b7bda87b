"""archiver audit and archiver head: whether the archive is what it was, and how far it has come."""

from __future__ import annotations

from pathlib import Path

import click

from archiver.cli import options
from archiver.cli.border import DAMAGED, say
from archiver.cli.output import check_writable, write

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("audit")
@options.database
@click.option(
    "--head",
    "heads",
    metavar="DIGEST",
    multiple=True,
    help="A head that was noted elsewhere: the chain must still have it. Can be given again.",
)
@click.option(
    "--verify-head",
    "statements",
    type=_FILE,
    multiple=True,
    help="A statement that archiver head --sign has written: verified, then held as noted.",
)
@click.option(
    "--key",
    "key",
    type=_FILE,
    help="Public key (Ed25519, PEM) that every --verify-head must be signed with.",
)
@options.timestamp_ca
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@options.output
def audit_command(
    *,
    db: Path,
    heads: tuple[str, ...],
    statements: tuple[Path, ...],
    key: Path | None,
    timestamp_ca: Path | None,
    form: str,
    output: Path | None,
) -> int:
    """Re-derive every digest and the chain over them; name whatever is not as it was stored.

    Each thing is ok, changed, or can't be told. Nothing is added to the archive. Records that were
    cut off at the end, or all made anew with a chain that fits, show only by a head that was noted
    elsewhere, or a proof of time: note what archiver head prints, or see archiver stamp.

    Exit code 5 where anything changed, else 0.
    """
    if key is not None and not statements:
        raise click.UsageError("--key goes with --verify-head")
    check_writable(output, db=db, inputs=[str(each) for each in statements])
    from archiver.pipeline.auditing import audit, read_statement
    from archiver.pipeline.desk import now
    from archiver.report.audit import dumps, render

    verified = [read_statement(path, key) for path in statements]
    roots = None if timestamp_ca is None else timestamp_ca.read_bytes()
    report = audit(db, clock=now, heads=heads, statements=verified, roots=roots)
    write(render(report) if form == "text" else dumps(report) + "\n", output)
    for path in statements if key is None else ():
        say(f"{path} names its own key: hold it against one that you know, by --key")
    if not report.changed:
        return 0
    say(f"{db} is not what it was: {report.changed[0]}; keep it, and restore it from a copy")
    return DAMAGED


@click.command("head")
@options.database
@click.option(
    "--sign",
    "key",
    type=_FILE,
    help="Print a statement on the head, signed with this private key (Ed25519, PEM).",
)
@options.output
def head_command(*, db: Path, key: Path | None, output: Path | None) -> int:
    """Print the digest of the newest link of the evidence chain.

    Noted or published elsewhere, it later shows (archiver audit --head) that nothing before it was
    changed, taken out or put in. With --sign it is a JSON statement: head, number of the link,
    times, counts, public key, and an Ed25519 signature over the canonical JSON (RFC 8785) of all
    but itself.
    """
    check_writable(output, db=db, inputs=[] if key is None else [str(key)])
    from archiver.pipeline.auditing import head_of, signed_head
    from archiver.pipeline.desk import now

    statement = head_of(db, clock=now, agent=options.agent())
    if key is None:
        write(f"{statement.head}\n", output)
        return 0
    import json

    write(json.dumps(signed_head(statement, key), indent=2, ensure_ascii=False) + "\n", output)
    return 0
