"""Signed packages, held to those who verify them: authsign, py-wacz, a browser's WebCrypto."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from archiver.cli.main import run as run_command

if TYPE_CHECKING:
    from tests.real.wacz.conftest import Exported, Signing

pytestmark = pytest.mark.real
Call = Callable[..., subprocess.CompletedProcess[str]]


def export(exported: Exported, output: Path, *words: str | Path) -> None:
    given = ["export", "wacz", "--db", exported.db, "--output", output, *words]
    assert run_command([str(word) for word in given]) == 0


def seal(package: Path) -> dict[str, Any]:
    with zipfile.ZipFile(package) as files:
        found: dict[str, Any] = json.loads(files.read("datapackage-digest.json"))
    return found


@pytest.fixture
def signed(exported: Exported, signing: Signing, tmp_path: Path) -> Path:
    """A package that is signed for a domain."""
    package = tmp_path / "signed.wacz"
    words = ("--sign", signing.key, "--certificate", signing.certificates)
    stamps = ("--timestamp", signing.authority, "--timestamp-ca", signing.roots, "--allow-private")
    export(exported, package, *words, *stamps)
    return package


def test_authsign_verifies_a_signature_for_a_domain(
    signing: Signing, signed: Path, call: Call
) -> None:
    words = ("validate", "-f", signed, "--verify-auth", "--verifier-url", signing.verifier)
    done = call(signing.wacz, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Successfully verified signature" in done.stdout
    assert seal(signed)["signedData"]["domain"] == "archive.example"


def test_authsign_refuses_a_signature_of_another_package(
    signing: Signing, signed: Path, call: Call, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.wacz"
    false = {**seal(signed)}
    with zipfile.ZipFile(signed) as whole, zipfile.ZipFile(spoilt, "w") as other:
        for info in whole.infolist():
            data = whole.read(info)
            if info.filename == "datapackage-digest.json":
                false["signedData"]["hash"] = "sha256:" + "0" * 64
                data = json.dumps(false).encode()
            other.writestr(info, data)
    words = ("validate", "-f", spoilt, "--verify-auth", "--verifier-url", signing.verifier)
    done = call(signing.wacz, *words)
    assert done.returncode == 1
    assert "Signature not verified" in done.stdout


def test_a_browser_verifies_an_anonymous_signature(
    exported: Exported, call: Call, tmp_path: Path
) -> None:
    node, openssl = shutil.which("node"), shutil.which("openssl")
    if node is None or openssl is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)("node and openssl are not installed")
    key = tmp_path / "key.pem"
    words = ("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", key)
    call(openssl, *words).check_returncode()
    package = tmp_path / "signed.wacz"
    export(exported, package, "--sign", key)
    data = seal(package)["signedData"]
    script = Path(__file__).with_name("verify.mjs")
    assert call(node, script, input=json.dumps(data)).stdout.strip() == "true"
    other = {**data, "hash": "sha256:" + "0" * 64}
    assert call(node, script, input=json.dumps(other)).stdout.strip() == "false"
