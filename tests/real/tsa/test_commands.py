"""The commands as a user runs them, with real authorities."""

from __future__ import annotations

import hashlib
import json
import shlex
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest
from archiver.pipeline.desk import now
from archiver.store import Archive
from tests.real.tsa.conftest import Ran, Running

pytestmark = pytest.mark.real
Command = Callable[..., Ran]


POST = "https://x.com/janedoe_test/status/1289870653641457665"
"""Of nobody: an invented post, with an id of an invented time."""
TWEET = {
    "__typename": "Tweet",
    "id_str": POST.rpartition("/")[2],
    "text": "We will open the pool.",
    "user": {"id_str": "1", "name": "Jane Doe", "screen_name": "janedoe_test"},
    "created_at": "2020-08-02T10:28:23.000Z",
}


class Answering(Session):
    """The real session, but for X, which answers with the post."""

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        if "127.0.0.1" in request.url:
            return super().answer(request)
        body = json.dumps(TWEET).encode()
        return (
            Exchange(
                request=request,
                warc_date=now(),
                target_uri=request.url,
                status=200,
                payload=body,
                payload_sha256=hashlib.sha256(body).hexdigest(),
            ),
        )


@pytest.fixture(autouse=True)
def _platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archiver.pipeline.desk.Session", Answering)


def asking(authorities: Running, path: str, root: Path) -> list[str]:
    address = f"ots:{authorities.url}/{path}" if path == "calendar" else f"{authorities.url}/{path}"
    return ["--timestamp", address, "--timestamp-ca", str(root), "--allow-private"]


def test_a_capture_is_stamped(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    ran = command("capture", POST, *asking(authorities, "ec", root))
    assert ran.code == 0, ran.err
    assert ran.err == ""
    assert ran.out.count("\n") == 1
    listed = json.loads(command("stamp", "--list", "--format", "json").out)
    assert [one["state"] for one in listed] == ["valid"]
    with Archive.open(tmp_path / "archive.db", clock=now, read_only=True) as archive:
        ((proof, link),) = archive.proofs.all()
        kinds = [row[0] for row in archive._db.execute("SELECT kind FROM chain ORDER BY id")]
        assert archive.audit() == ()
    assert proof.imprint == link.sha256 == listed[0]["link_sha256"]
    assert kinds[link.id - 1] == "captures"
    assert kinds[-1] == "timestamps"


def test_an_audit_says_whose_root_it_is(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    assert command("capture", POST, *asking(authorities, "ec", root)).code == 0
    strange = command("audit")
    assert (strange.code, strange.err) == (0, "")
    assert "\nproof 1: valid only if its root is to be trusted, rfc3161, by http" in strange.out
    assert "whoever can write the file could have made all of it anew" in strange.out
    assert "valid only if its root is to be trusted" in command("stamp", "--list").out
    known = command("audit", "--timestamp-ca", root)
    assert known.code == 0
    assert "\nproof 1: valid, rfc3161, by http" in known.out
    with Archive.open(tmp_path / "archive.db", clock=now, read_only=True) as archive:
        ((proof, _),) = archive.proofs.all()
    assert f"trusted proof of time is of link {proof.chain_id} at the newest" in known.out


def test_a_check_is_stamped_and_its_exit_code_stays(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("The mayor said nothing at all, and nobody posted anything.\n", "utf-8")
    ran = command("check", article, *asking(authorities, "ec", root))
    assert (ran.code, ran.err) == (0, "")
    assert "valid" in command("stamp", "--list").out


@pytest.mark.parametrize("path", ["html", "refuses", "other-nonce", "nowhere"])
def test_no_stamp_is_no_failure_of_a_capture(
    command: Command, authorities: Running, root: Path, path: str
) -> None:
    ran = command("capture", POST, *asking(authorities, path, root))
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert ran.err.count("\n") == 1
    assert ran.err.startswith(f"archiver: no time stamp by {authorities.url}/{path}: ")


def test_offline_says_that_nobody_is_asked(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    article = tmp_path / "article.txt"
    article.write_text("Nobody posted anything.\n", "utf-8")
    ran = command("check", article, "--offline", *asking(authorities, "ec", root))
    assert ran.code == 0
    assert ran.err.startswith("archiver: offline: no time stamp was asked of ")


def test_the_environment_names_authorities(
    command: Command, authorities: Running, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "ARCHIVER_TIMESTAMP", f"{authorities.url}/ec {authorities.url}/no-certificate"
    )
    monkeypatch.setenv("ARCHIVER_TIMESTAMP_CA", str(root))
    ran = command("capture", POST, "--allow-private")
    assert ran.code == 0
    assert "/no-certificate" in ran.err
    assert command("stamp", "--list").out.count("\n") == 1


@pytest.fixture
def filled(archive: Archive) -> None:
    """The archive has something in it and is closed."""
    archive.close()


@pytest.mark.usefixtures("filled")
def test_stamp_asks_and_doesn_t_ask_again(
    command: Command, authorities: Running, root: Path
) -> None:
    words = ["stamp", *asking(authorities, "ec", root)]
    ran = command(*words)
    assert (ran.code, ran.err) == (0, "")
    columns = ran.out.rstrip("\n").split("\t")
    assert columns[:3] == ["proof 1", "link 1", "valid"]
    assert columns[4] == f"{authorities.url}/ec"
    again = command(*words)
    assert (again.code, again.out, again.err) == (0, "", "")


@pytest.mark.usefixtures("filled")
def test_stamp_that_gets_nothing_exits_with_3(
    command: Command, authorities: Running, root: Path
) -> None:
    ran = command("stamp", *asking(authorities, "html", root))
    assert (ran.code, ran.out) == (3, "")
    assert "a web page" in ran.err


@pytest.mark.usefixtures("filled")
def test_stamp_completes_what_is_pending(
    command: Command, authorities: Running, root: Path
) -> None:
    first = command("stamp", *asking(authorities, "calendar", root))
    assert first.code == 0
    assert "pending" in first.out
    still = command("stamp", "--allow-private")
    assert still.code == 0
    assert "1 proofs of OpenTimestamps are pending" in still.err
    authorities.mine()
    done = command("stamp", "--allow-private")
    assert done.code == 0
    assert "merkle root" in done.out
    assert len(command("stamp", "--list").out.splitlines()) == 2


@pytest.mark.usefixtures("filled")
def test_the_printed_commands_work(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    command("stamp", *asking(authorities, "ec", root))
    folder = tmp_path / "given away"
    ran = command("stamp", "--export", folder)
    assert ran.code == 0, ran.err
    (line,) = ran.out.splitlines()
    assert line.startswith("openssl ts -verify -digest ")
    done = subprocess.run(
        shlex.split(line), cwd=folder, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, "Verification: OK" in done.stdout + done.stderr) == (0, True)


@pytest.mark.usefixtures("filled")
def test_a_proof_that_was_changed_is_damage(
    command: Command, authorities: Running, root: Path, tmp_path: Path
) -> None:
    command("stamp", *asking(authorities, "ec", root))
    with sqlite3.connect(tmp_path / "archive.db") as db:
        db.execute("DROP TRIGGER timestamps_no_update")
        db.execute("UPDATE timestamps SET proof = x'3000'")
    db.close()
    ran = command("stamp", "--list")
    assert ran.code == 5
    assert "\tinvalid\t" in ran.out
    assert command("audit").code == 5


@pytest.mark.usefixtures("filled")
def test_an_audit_shows_the_proof(command: Command, authorities: Running, root: Path) -> None:
    command("stamp", *asking(authorities, "ec", root))
    command("stamp", *asking(authorities, "calendar", root))
    ran = command("audit", "--format", "json")
    assert ran.code == 0, ran.out
    states = [one["state"] for one in json.loads(ran.out)["proofs"]]
    assert states == ["valid", "can't tell"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--timestamp", "nobody"], "is no time stamping authority", id="no-name"),
        pytest.param(["--timestamp", "ots:ftp://x"], "is no time stamping", id="no-web"),
        pytest.param(["--timestamp-ca", "missing.pem"], "does not exist", id="no-file"),
        pytest.param([], "no time stamping authority is named", id="nobody-named"),
    ],
)
@pytest.mark.usefixtures("filled")
def test_usage(command: Command, words: list[str], said: str) -> None:
    ran = command("stamp", *words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.usefixtures("filled")
def test_a_file_without_certificates(command: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    ran = command("stamp", "--timestamp", "http://127.0.0.1:9", "--timestamp-ca", empty)
    assert ran.code == 2
    assert "--timestamp-ca is of no use: it holds no certificate" in ran.err


def test_no_archive(command: Command) -> None:
    ran = command("stamp", "--list")
    assert ran.code == 2
    assert "there is no archive at" in ran.err


@pytest.mark.usefixtures("filled")
def test_a_folder_that_can_t_be_made(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    ran = command("stamp", "--export", tmp_path / "file" / "inside")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
