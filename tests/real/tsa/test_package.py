"""The openssl command that a package prints verifies its token, and so does its verify.py."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.model import Article, ArticleReport
from archiver.pipeline.exports.package import package
from archiver.pipeline.exports.package_out import write_folder
from archiver.pipeline.exports.reading import reading_desk
from archiver.store import Archive

pytestmark = pytest.mark.real
TEXT = b"An invented article without a quotation.\n"
NOW = datetime.fromisoformat("2026-11-24T12:00:00+00:00")


def stored(archive: Archive) -> None:
    owner = archive.add_article_capture(
        TEXT, source="a.txt", url=None, captured_at=NOW, media_type="text/plain"
    )
    sha256 = hashlib.sha256(TEXT).hexdigest()
    article = Article(text=TEXT.decode(), sha256=sha256, reader="plain/1", source="a.txt")
    report = ArticleReport(article=article, postings=(), versions=(), quotations=())
    archive.add_report(
        report, article_capture=owner, read_from={}, checked_at=NOW, program="archiver test"
    )


def packed(path: Path, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    with reading_desk(path) as desk:
        write_folder(package("a.txt", desk), folder)
    found: dict[str, Any] = json.loads((folder / "package.json").read_bytes())
    return found


def verify(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify.py"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(params=["ec", "rsa"])
def folder(
    request: pytest.FixtureRequest,
    archive: Archive,
    stamper: Callable[..., Any],
    tmp_path: Path,
) -> Path:
    """A package with one token."""
    stored(archive)
    stamper(request.param).stamp()
    out = tmp_path / "package"
    found = packed(archive.path, out)
    assert [each["kind"] for each in found["proofs"]] == ["rfc3161"]
    return out


def test_the_printed_command_verifies_the_token(folder: Path) -> None:
    readme = (folder / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^ +(openssl ts -verify .*)$", readme, re.MULTILINE)
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder / "proofs",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Verification: OK" in ran.stdout + ran.stderr
    assert "and so of all records here" in readme
    assert "It says that the link existed on " in readme


def test_verify_has_openssl_look(folder: Path) -> None:
    ran = verify(folder)
    assert ran.returncode == 0, ran.stdout
    (line,) = [each for each in ran.stdout.splitlines() if ".tsr: link " in each]
    assert line.startswith("ok: proofs/link-")
    assert "all of the records, existed at " in line
    (root,) = re.findall(r"root certificate of \S+: ([0-9a-f]{64})", ran.stdout)
    assert root in (folder / "README.md").read_text("utf-8")


def test_a_token_of_another_link_is_found(folder: Path) -> None:
    found = json.loads((folder / "package.json").read_bytes())
    found["proofs"][0]["link"] -= 1
    (folder / "package.json").write_text(json.dumps(found))
    ran = verify(folder)
    assert ran.returncode == 1
    assert ".tsr: is not of link" in ran.stdout


@pytest.mark.parametrize("ending", [".tsr", "-root.pem"])
def test_a_changed_byte_of_a_proof_is_found(folder: Path, ending: str) -> None:
    (path,) = (folder / "proofs").glob(f"*{ending}")
    data = bytearray(path.read_bytes())
    data[-5 if ending == ".tsr" else len(data) // 2] ^= 1
    path.write_bytes(data)
    ran = verify(folder)
    assert ran.returncode == 1
    assert f"{path.name}: has another digest" in ran.stdout
    assert f"proofs/{path.name.replace('-root.pem', '.tsr')}: openssl does not verify it" in (
        ran.stdout
    )


def test_a_pending_proof_proves_no_time_by_itself(
    archive: Archive, stamper: Callable[..., Any], tmp_path: Path
) -> None:
    pytest.importorskip("opentimestamps")
    stored(archive)
    stamper("calendar").stamp()
    out = tmp_path / "package"
    packed(archive.path, out)
    readme = (out / "README.md").read_text("utf-8")
    assert "By itself it proves no time" in readme
    assert "ots verify -d" in readme
    ran = verify(out)
    assert ran.returncode == 0, ran.stdout
    assert "can't tell: proofs/link-" in ran.stdout
