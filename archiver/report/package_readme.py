"""README.md of an evidence package: how to check it without this program, and what it proves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from archiver.model import Availability, Precision
from archiver.model.proofs import ProofCheck, ProofKind, Standing
from archiver.report.package import MANIFEST
from archiver.report.sentences import day_in_words, plural, time_in_words
from archiver.report.visible import one_line

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit to a post, as its record has it."""

    record: str
    post: str
    at: datetime
    """UTC, by the clock of the machine that asked."""
    availability: Availability
    reason: str
    imported: bool
    """Read from a file that another program made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampLine:
    """A proof of time, as the README tells it."""

    check: ProofCheck
    command: str
    """To be run in the folder proofs/."""
    needs: str
    file: str
    """Name of the proof there."""
    covers_all: bool
    """Whether it is of a link after all records of the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the README says of this package."""

    title: str
    address: str
    check: int
    checked_at: datetime
    """UTC."""
    check_file: str | None
    """Path of the record of the check, where it has one."""
    program: str
    head: str
    head_link: int
    first: int
    """Number of the first link in chain.jsonl."""
    recorded_at: datetime
    """When the newest link was written, UTC."""
    example: tuple[str, int]
    """Path of a record, and the number of its link."""
    originals: int
    visits: tuple[Visit, ...]
    stamps: tuple[StampLine, ...]
    exchanges: int = 0
    readings: int = 0


def readme(facts: Facts) -> str:
    """The text, in Markdown that is readable as it is. It ends in a line break."""
    parts = (
        _intro(facts),
        _contents(facts),
        _how(facts),
        _times(facts),
        _visits(facts.visits),
        _worth(facts),
        _care(),
    )
    return "\n\n".join(parts) + "\n"


def _plain(text: str, limit: int = 300) -> str:
    """Received text on one line, with nothing in it that Markdown reads as markup."""
    return _MARKUP.sub(r"\\\1", one_line(text, limit))


def _moment(moment: datetime) -> str:
    return time_in_words(moment, Precision.SECOND)


def _intro(facts: Facts) -> str:
    return f"""\
# Evidence package

- Article: {_plain(facts.title)}
- Address or source: {_plain(facts.address)}
- Check {facts.check} of the archive, made on {_moment(facts.checked_at)}.
- Head of the evidence chain: link {facts.head_link}, {facts.head}
- Package made by {facts.program}. All times are UTC."""


def _contents(facts: Facts) -> str:
    check = facts.check_file or "not in the chain: made by an older archiver"
    exchanges = """\
- exchanges/: each request and answer with its headers, and which original is its body.
- article.warc.gz: the same exchanges, for players of web archives (ISO 28500)."""
    if not facts.exchanges:
        exchanges = "- article.warc.gz: the article, for players of web archives (ISO 28500)."
    readings = """
- readings/: what the program read from the originals: the words and authors of posts, the words of
  the article, exactly as they were digested; the record of the check has the digests."""
    proofs = "\n- proofs/: proofs of time by others, on links of the chain."
    return f"""\
## What is in it

- report.html, report.json: the report of the check: every quotation with its verdict and each
  difference.
- review.jsonld: drafts of ClaimReview and MediaReview, and Web Annotations. The rating is left to a
  person.
- originals/: {facts.originals} {plural("file", facts.originals)}: the article's bytes and the
  body of every answer, as received (but for the content encoding, which is undone), each named by
  its SHA-256.
{exchanges}
- records/: the records of the archive that these come from, exactly as they were digested.\
{readings if facts.readings else ""}
- chain.jsonl: links {facts.first} to {facts.head_link} of the chain over all records of the
  archive, each line exactly as it was digested.\
{proofs if facts.stamps else ""}
- package.json: which file is what.
- verify.py, verify_report.py: check this, with Python alone.
- {MANIFEST}: the SHA-256 of every file but itself.

The record of the check is {check}."""


def _how(facts: Facts) -> str:
    path, link = facts.example
    line = link - facts.first + 1
    last = "Files in proofs/, and the commands that verify them, are listed below."
    if not facts.stamps:
        last = "Without such a head, nothing shows that any of this is older than the package."
    return f"""\
## How to check it without archiver

1. The files are those that were packed:

       sha256sum --check --strict --quiet {MANIFEST}

2. The files, the records, the chain and the report fit together:

       python3 -I -S verify.py

   verify.py came with the package, and whoever forges one can forge the other. Read it first, or
   take archiver/report/package_verify.py (and package_verify_report.py) of archiver's source and
   run it with the name of this folder, or do by hand what it does; steps 3 and 4 are its core. It
   holds report.html, review.jsonld, article.warc.gz and this file against the manifest alone, which
   anybody can make again: where they say something else than report.json, they are wrong. Of
   report.json it holds the verdicts, edits, reasons, posts and findings against the records.

3. A record has the digest that its link names. For example, the file below is the record of link
   {link}, which is line {line} of chain.jsonl. These two show the same digest, the second one as
   "record_sha256":

       sha256sum {path}
       sed -n {line}p chain.jsonl

4. Each line of chain.jsonl begins with the digest of the line before, so that the digest of the
   last line, the head, depends on all of them. This shows the digest of line {line}, with which the
   next line begins, or, where it is the last, the head:

       sed -n {line}p chain.jsonl | tr -d '\\n' | sha256sum

5. Compare the head with one that was noted, signed or published elsewhere. If it was noted before
   this package was made, the older head must be the digest of one of the lines:

       python3 -I -S verify.py --head DIGEST

{last}"""


def _times(facts: Facts) -> str:
    if not facts.stamps:
        return f"""\
## Proofs of time

None. No authority has stamped these records, or any link after them, in this archive. The times in
this package are those of the machine that made the archive, and what the servers' Date headers say.
The newest link says that it was written on {_moment(facts.recorded_at)}."""
    lines = "\n\n".join(_stamp(stamp) for stamp in facts.stamps)
    return f"""\
## Proofs of time

Run these commands in the folder proofs/.

{lines}"""


def _stamp(stamp: StampLine) -> str:
    check, proof = stamp.check, stamp.check.proof
    part = "and so of all records here" if stamp.covers_all else "which is before some records here"
    told = f"Link {proof.chain_id}, {part}. Authority: {_plain(proof.authority)}. "
    if check.standing is Standing.VALID and check.time is not None:
        told += (
            f"It says that the link existed on {_moment(check.time)}. Its certificate: "
            f"{_plain(check.signer or 'not named')}, under {_plain(check.root or 'no root')}; the "
            f"SHA-256 of that root is {check.root_sha256}. Whether that is the authority's own is "
            "for you to compare with what the authority publishes."
        )
    else:
        why = "; ".join(_plain(reason) for reason in check.reasons)
        told += f"By itself it proves no time ({check.standing}): {why}."
    blocks = "".join(
        f" Block {block.height} of Bitcoin must have the merkle root {block.merkle_root}."
        for block in check.blocks
    )
    kind = "RFC 3161" if proof.kind is ProofKind.RFC3161 else "OpenTimestamps"
    lines = [stamp.command]
    if proof.kind is ProofKind.RFC3161:
        # What stands around the token in the answer is not signed: its words could be anybody's.
        lines.append(f"openssl ts -reply -in {stamp.file} -token_out -text")
    commands = "".join(f"\n\n      {line}" for line in lines)
    return f"- {kind}: {told}{blocks} It takes {stamp.needs}:{commands}"


def _visits(visits: Sequence[Visit]) -> str:
    if not visits:
        return """\
## Visits to the posts

None. The only copies of posts are those that the article itself carries, and its author controls
these."""
    rows = "\n".join(
        f"| {_moment(visit.at)} | {_plain(visit.post, 100)} | {visit.availability.value}"
        f"{' (imported)' if visit.imported else ''} | {_plain(visit.reason)} | {visit.record} |"
        for visit in visits
    )
    return f"""\
## Visits to the posts

| when | post | found | evidence | record |
|---|---|---|---|---|
{rows}

blocked_for_us and error say nothing of the post. A post that was available at one visit and
not_found at a later one was present at the first and absent at the second; when it went between
them, and who took it away, is not known. What is imported was recorded by another program, whose
word it is."""


def _worth(facts: Facts) -> str:
    valid = [one.check.time for one in facts.stamps if one.covers_all and one.check.time]
    first = min(valid, default=None)
    when = (
        f"on {day_in_words(first)}, when an authority stamped the chain"
        if first
        else "when somebody else noted the head, or a later one"
    )
    return f"""\
## What it proves, and what not

It proves that the records are as they were {when}:
whoever changes, takes out or puts in a record afterwards gets another head. That holds against
everybody, the makers of this package among them, as long as SHA-256 is not broken and the one who
stamped or noted the head is trusted.

It does not prove:

- who wrote a post. It shows what a server answered when it was asked for the post.
- that the server's answer was true, or that it came from that server: the encryption of the web
  leaves nothing that can be shown to others. A second witness, such as a web archive, is how that
  becomes stronger.
- that the records were not made up before they were first stamped or noted.
- that nothing was left out. chain.jsonl names every record of the archive since the first one here,
  and what each is of; what those say that are not in this package can't be seen.
- when something happened before that: such times are those of the machine that made the archive,
  of servers, or of authors.
- the verdicts. They follow from the originals by rules; anybody can compare the words. The report,
  review.jsonld and this text are made from the records, and are no evidence themselves."""


def _care() -> str:
    return """\
## With care

The files in originals/ came from the web. Pages can hold scripts: look at them in a text editor, or
play article.warc.gz in a web archive player, rather than open them in a browser. Posts are words
and pictures of people, who have rights in them."""
