"""Real tokens by openssl: taken, verified here and by the printed command; the wrong ones named."""

from __future__ import annotations

import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.custody.openssl import handout
from archiver.custody.timestamps import verified
from archiver.fetch.session import Session
from archiver.model.proofs import Proof, Standing
from archiver.pipeline.stamping import Stamper, notes
from archiver.store import Archive
from tests.real.tsa.conftest import Running

pytestmark = pytest.mark.real
RIGHT = [
    *("rsa", "rsa-sha384", "rsa-sha512", "ec", "ec-sha384", "ec-sha512"),
    *("direct", "old-name", "exact", "brief"),
]
Make = Callable[..., Stamper]


def openssl(proof: Proof, folder: Path, **changes: bytes) -> tuple[int, str]:
    """Runs the command that belongs to the proof, in the folder with its files."""
    given = handout(proof, "proof-0001")
    for name, data in given.files:
        (folder / name).write_bytes(changes.get(name.rpartition(".")[2], data))
    done = subprocess.run(
        shlex.split(given.command),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("path", RIGHT)
def test_a_token_is_stored_verified_and_openssl_agrees(
    stamper: Make, archive: Archive, tmp_path: Path, path: str
) -> None:
    head = archive.proofs.head()
    assert head is not None
    before = datetime.now(UTC)
    done = stamper(path).stamp()
    assert done.troubles == ()
    (check,) = done.checks
    assert (check.standing, check.root_known) == (Standing.VALID, True)
    assert check.root == f"CN={path} root,O=Invented Time"
    assert check.time is not None
    assert abs(check.time - before) < timedelta(minutes=1)
    ((stored, link),) = archive.proofs.all()
    assert (stored, link) == (check.proof, head)
    assert verified(stored, link.sha256).standing is Standing.VALID
    assert archive.audit() == ()
    code, said = openssl(stored, tmp_path)
    assert (code, "Verification: OK" in said) == (0, True), said


def test_openssl_refuses_what_is_changed(stamper: Make, archive: Archive, tmp_path: Path) -> None:
    stamper("rsa").stamp()
    ((proof, _),) = archive.proofs.all()
    assert openssl(replace(proof, imprint="00" * 32), tmp_path)[0] != 0
    token = bytearray(proof.proof)
    token[-20] ^= 1
    assert openssl(proof, tmp_path, tsr=bytes(token))[0] != 0
    late = replace(proof, stamped_at=datetime(2080, 1, 1, tzinfo=UTC))
    assert openssl(late, tmp_path)[0] != 0


def test_a_certificate_that_has_run_out_since(
    stamper: Make, archive: Archive, tmp_path: Path
) -> None:
    made = datetime.now(UTC)
    done = stamper("brief").stamp()
    if not done.checks:
        pytest.skip("its certificate ran out before the test came to it")
    (check,) = done.checks
    time.sleep(max(0.0, 5 - (datetime.now(UTC) - made).total_seconds()))
    ((proof, link),) = archive.proofs.all()
    assert verified(proof, link.sha256).standing is Standing.VALID
    assert openssl(proof, tmp_path)[0] == 0
    without = replace(proof, stamped_at=None)
    code, said = openssl(without, tmp_path)
    assert code != 0
    assert "expired" in said
    assert notes([check]) == ()


WRONG = [
    pytest.param("other-nonce", "another nonce", id="nonce"),
    pytest.param("other-imprint", "wrong imprint", id="imprint"),
    pytest.param("no-certificate", "without its certificate", id="no-certificate"),
    pytest.param("gap", "is missing: CN=gap between", id="gap"),
    pytest.param("refuses", "rejection; The clock is being set; its time source", id="refusal"),
    pytest.param("html", "a web page (HTML), not a time stamp", id="html"),
    pytest.param("error", "answers with status 500", id="500"),
    pytest.param("nowhere", "answers with status 404", id="404"),
    pytest.param("huge", "larger than 262144 bytes", id="huge"),
    pytest.param("slow", "timeout", id="slow"),
]


@pytest.mark.parametrize(("path", "words"), WRONG)
def test_what_is_wrong_is_told_in_one_line_and_not_stored(
    stamper: Make, archive: Archive, path: str, words: str
) -> None:
    head = archive.head()
    done = stamper(path, root="gap" if path == "gap" else "ec", seconds=1).stamp()
    assert done.checks == ()
    (line,) = done.troubles
    assert line.startswith("no time stamp by http://127.0.0.1:")
    assert words in line
    assert "\n" not in line
    assert archive.proofs.all() == ()
    assert archive.head() == head


def test_another_root_is_not_trusted(stamper: Make) -> None:
    (line,) = stamper("ec", root="rsa").stamp().troubles
    assert "is missing: CN=ec root" in line


def test_certifi_doesn_t_list_an_invented_root(stamper: Make, archive: Archive) -> None:
    """The roots of certifi are read, and this one is none of them."""
    made = stamper("ec")
    theirs = Stamper(archive, made._session, clock=made._clock, authorities=made.authorities)
    assert len(theirs.trust.roots) > 50
    (line,) = theirs.stamp().troubles
    assert "is missing: CN=ec root" in line


@pytest.mark.parametrize("path", ["gap", "no-certificate"])
def test_certificates_that_are_left_out_can_be_given(
    stamper: Make, archive: Archive, authorities: Running, tmp_path: Path, path: str
) -> None:
    name = "gap" if path == "gap" else "ec"
    pem = authorities.roots[name] + authorities.others[name]
    done = stamper(path, pem=pem).stamp()
    assert done.troubles == ()
    ((proof, _),) = archive.proofs.all()
    code, said = openssl(proof, tmp_path)
    assert code == 0, said


def test_nobody_there(stamper: Make, archive: Archive) -> None:
    made = stamper("ec")
    gone = replace(made.authorities[0], url="http://127.0.0.1:9/tsa")
    lonely = Stamper(archive, made._session, clock=made._clock, authorities=[gone])
    (line,) = lonely.stamp().troubles
    assert "connection refused" in line


def test_a_redirect_that_keeps_the_method_is_followed(stamper: Make) -> None:
    assert len(stamper("moved", root="ec").stamp().checks) == 1


def test_several_prove_one_head_and_one_failure_stops_none(
    stamper: Make, archive: Archive, authorities: Running
) -> None:
    head = archive.proofs.head()
    pem = authorities.roots["rsa"] + authorities.roots["ec"]
    done = stamper("rsa", "html", "ec", pem=pem).stamp()
    assert len(done.checks) == 2
    assert len(done.troubles) == 1
    assert {link for _, link in archive.proofs.all()} == {head}
    assert archive.audit() == ()


def test_nothing_new_is_not_stamped_again(
    stamper: Make, archive: Archive, authorities: Running
) -> None:
    made = stamper("ec")
    assert len(made.stamp().checks) == 1
    count = len(authorities.asked())
    assert made.stamp().checks == ()
    assert len(authorities.asked()) == count
    archive.add_blob(b"something new", None)
    assert len(made.stamp().checks) == 1
    assert len(archive.proofs.all()) == 2


def test_without_a_network_it_is_said(archive: Archive, stamper: Make) -> None:
    made = stamper("ec")
    offline = Stamper(archive, None, clock=made._clock, authorities=made.authorities)
    (line,) = offline.stamp().troubles
    assert line.startswith("offline: no time stamp was asked of http://127.0.0.1:")


def test_clocks_that_differ(stamper: Make, archive: Archive) -> None:
    made = stamper("ec")
    wrong = datetime.now(UTC) - timedelta(hours=3)
    with Session(allow_private=True, clock=lambda: wrong) as session:
        late = Stamper(archive, session, clock=lambda: wrong, authorities=made.authorities)
        late._roots = made.trust
        done = late.stamp()
    assert done.troubles == ()
    (line,) = notes(done.checks)
    assert "3 hours after this machine's: one of the two clocks is wrong" in line
    assert done.checks[0].standing is Standing.VALID


def test_an_empty_archive_is_not_stamped(tmp_path: Path, stamper: Make) -> None:
    made = stamper("ec")
    with Archive.open(tmp_path / "empty.db", clock=made._clock) as empty:
        none = Stamper(empty, made._session, clock=made._clock, authorities=made.authorities)
        assert none.stamp().checks == ()
        assert none.stamp().troubles == ()
