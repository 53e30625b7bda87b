"""Proofs of time in a package: what openssl and verify.py say of them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.custody.certificates import to_pem
from archiver.custody.timestamps_asn1 import SEQUENCE, integer, made
from archiver.model.proofs import Proof, ProofKind
from archiver.pipeline import check
from archiver.pipeline.exports.package import package
from archiver.pipeline.exports.package_out import write_folder
from archiver.pipeline.exports.reading import reading_desk
from tests.real.tsa.forge import NOON, STAMPS, Holder, Stamp, ec_key, holder

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")
Answer = Callable[[Stamp], bytes]


@pytest.fixture(scope="module")
def authority() -> tuple[Holder, Holder]:
    root = holder("An invented root", ec_key(), authority=True)
    return root, holder("An invented signer", ec_key(), root, uses=STAMPS)


def with_words(stamp: Stamp) -> bytes:
    """An answer whose unsigned part has words that look like the token's own."""
    right = stamp.response()
    status = made(SEQUENCE, integer(0))
    assert right.count(status) == 1
    token = right[right.index(status) + len(status) :]
    words = made(0x0C, b"fine\nTime stamp: Jan  1 00:00:00 2001 GMT")
    return made(SEQUENCE, made(SEQUENCE, integer(0), made(SEQUENCE, words)), token)


@pytest.fixture
def packed(bench: Any, tmp_path: Path, authority: tuple[Holder, Holder]) -> Callable[..., Path]:
    """Makes a package of an article whose head was stamped so."""
    root, signer = authority

    def make(answer: Answer = Stamp.response) -> Path:
        with bench.open(offline=True) as desk:
            check(bench.page, desk)
            head = desk.archive.proofs.head()
            stamp = Stamp(
                signer=signer,
                imprint=bytes.fromhex(head.sha256),
                nonce=5,
                certificates=(signer.der,),
            )
            desk.archive.proofs.add(
                Proof(
                    kind=ProofKind.RFC3161,
                    chain_id=head.id,
                    imprint=head.sha256,
                    authority="http://tsa.example/",
                    requested_at=NOON,
                    proof=answer(stamp),
                    stamped_at=NOON,
                    certificates=to_pem((signer.certificate, root.certificate)),
                )
            )
        folder = tmp_path / "package"
        folder.mkdir()
        with reading_desk(bench.path) as desk:
            write_folder(package("page.html", desk), folder)
        return folder

    return make


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


def resealed(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / "manifest-sha256.txt").write_text(
        "".join(
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
            for path in files
            if path.name != "manifest-sha256.txt"
        )
    )


@pytest.mark.parametrize(
    "answer",
    [pytest.param(Stamp.response, id="right"), pytest.param(with_words, id="with-unsigned-words")],
)
def test_the_time_is_that_of_the_token(packed: Callable[..., Path], answer: Answer) -> None:
    folder = packed(answer)
    ran = verify(folder)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "all of the records, existed at Nov 24 12:00:00 2026 GMT" in ran.stdout
    assert "2001" not in ran.stdout
    assert "SHA-256 of the root certificate" in ran.stdout


def test_the_commands_of_the_readme_verify_it(packed: Callable[..., Path]) -> None:
    folder = packed(with_words)
    readme = (folder / "README.md").read_text("utf-8")
    lines = [line.strip() for line in readme.splitlines() if line.startswith("      openssl ts")]
    shown = [
        subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=folder / "proofs",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout
        for line in lines
    ]
    assert "Verification: OK" in shown[0]
    assert "Time stamp: Nov 24 12:00:00 2026 GMT" in shown[1]
    assert "2001" not in "".join(shown)
    assert "- proofs/: " in readme
    assert "as they were on 24 November 2026, when an authority stamped the chain" in " ".join(
        readme.split()
    )


def other_stamp(folder: Path) -> None:
    """A right stamp of the same authority, of something else."""
    (token,) = (folder / "proofs").glob("*.tsr")
    data = token.read_bytes()
    (proof,) = json.loads((folder / "package.json").read_bytes())["proofs"]
    imprint = bytes.fromhex(proof["imprint"])
    assert imprint in data
    token.write_bytes(data.replace(imprint, b"\0" * 32))


def other_root(folder: Path) -> None:
    (path,) = (folder / "proofs").glob("*-root.pem")
    path.write_bytes(holder("Another root", ec_key(), authority=True).pem)


def told(**changes: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        found = json.loads((folder / "package.json").read_bytes())
        found["proofs"][0].update(changes)
        (folder / "package.json").write_text(json.dumps(found))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(other_stamp, "openssl does not verify it", id="token"),
        pytest.param(other_root, "openssl does not verify it", id="root"),
        pytest.param(told(attime=1), "openssl does not verify it", id="time-before"),
        pytest.param(
            told(attime=int((NOON + timedelta(days=9)).timestamp())),
            "openssl does not verify it",
            id="time-after",
        ),
        pytest.param(told(attime=1e999), "can't be read", id="time-of-no-number"),
        pytest.param(told(link=1), "is not of link 1", id="link"),
        pytest.param(told(imprint="0" * 64), "is not of link", id="imprint"),
        pytest.param(told(kind="opentimestamps", link=99), "is not of link 99", id="kind"),
    ],
)
def test_a_proof_of_something_else_is_found(
    packed: Callable[..., Path], change: Callable[[Path], None], words: str
) -> None:
    folder = packed()
    change(folder)
    resealed(folder)
    ran = verify(folder)
    assert ran.returncode == 1, ran.stdout
    assert words in ran.stdout
    assert ran.stderr == ""


def test_a_stamp_before_some_records_is_not_said_to_be_of_all(
    packed: Callable[..., Path], bench: Any, tmp_path: Path
) -> None:
    packed()
    with bench.open(offline=True) as desk:
        page = bench.page.payload.replace(b"Kardashian West ret", b"K. West ret")
        check(replace(bench.page, payload=page), desk)
    folder = tmp_path / "later"
    folder.mkdir()
    with reading_desk(bench.path) as desk:
        write_folder(package("page.html", desk), folder)
    readme = " ".join((folder / "README.md").read_text("utf-8").split())
    assert "which is before some records here" in readme
    assert "as they were when somebody else noted the head" in readme
    assert "with it a part of the records, existed at Nov 24" in verify(folder).stdout


def test_a_stamp_before_all_records_is_left_out(
    packed: Callable[..., Path], bench: Any, tmp_path: Path
) -> None:
    packed()
    with bench.open(offline=True) as desk:
        page = bench.page.payload.replace(b"Kardashian West ret", b"K. West ret")
        check(
            replace(bench.page, name="other.html", payload=page.replace(b"news.ex", b"n.ex")), desk
        )
    folder = tmp_path / "later"
    folder.mkdir()
    with reading_desk(bench.path) as desk:
        made = package("other.html", desk)
        write_folder(made, folder)
    assert made.proofs == 0
    assert not (folder / "proofs").exists()
    assert "- proofs/: " not in (folder / "README.md").read_text("utf-8")
    assert verify(folder).returncode == 0


def test_a_proof_that_a_later_one_completes_is_left_out(
    packed: Callable[..., Path], bench: Any
) -> None:
    packed()
    with bench.open(offline=True) as desk:
        ((proof, _),) = desk.archive.proofs.all()
        promise = replace(
            proof, kind=ProofKind.OPENTIMESTAMPS, stamped_at=None, certificates=None, proof=b"half"
        )
        first = desk.archive.proofs.add(promise)
        desk.archive.proofs.add(replace(promise, proof=b"whole", upgrades=first))
    with reading_desk(bench.path) as desk:
        made = package("page.html", desk)
    assert made.proofs == 2
    names = [entry.name for entry in made.entries if entry.name.endswith(".ots")]
    assert len(names) == 1


def test_a_stamp_that_is_wrong_proves_no_time_in_the_readme(packed: Callable[..., Path]) -> None:
    folder = packed(lambda stamp: replace(stamp, imprint=b"\0" * 32).response())
    readme = " ".join((folder / "README.md").read_text("utf-8").split())
    assert "By itself it proves no time (invalid)" in readme
    assert "stamped the chain" not in readme
    assert verify(folder).returncode == 1
