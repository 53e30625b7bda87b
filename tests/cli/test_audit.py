"""archiver audit and archiver head, as a user runs them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from archiver.model import Availability, Capture, PostRef
from archiver.model.proofs import Proof, ProofKind
from archiver.store import Archive

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
Run = Callable[..., Any]


def capture(db: Path, *numbers: int) -> None:
    with Archive.open(db, clock=lambda: NOON) as archive:
        for number in numbers:
            archive.add_capture(
                Capture(
                    ref=PostRef(platform="x", id=str(number)),
                    captured_at=NOON,
                    availability=Availability.AVAILABLE,
                    reason="the post was there",
                )
            )


def tamper(db: Path, statement: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("DROP TRIGGER captures_no_update")
        connection.execute("DROP TRIGGER chain_no_delete")
        connection.execute("DROP TRIGGER captures_no_delete")
        connection.execute(statement)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    made = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    path = tmp_path / "key.pem"
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    known = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public.pem").write_bytes(known)
    return path


def test_all_is_well(run: Run, db: Path) -> None:
    capture(db, 1, 2)
    before = db.read_bytes()
    ran = run("audit", "--db", db)
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.startswith(f"{db}: nothing found changed\n")
    assert ran.text.endswith("or cut off its end, and no audit would see that.\n")
    assert "captures                       2         0            0\n" in ran.text
    head = run("head", "--db", db).text
    assert f"head: {head}" in ran.text
    assert db.read_bytes() == before


def test_what_changed_is_damage(run: Run, db: Path) -> None:
    capture(db, 1, 2)
    tamper(db, "UPDATE captures SET availability = 'not_found' WHERE id = 2")
    ran = run("audit", "--db", db)
    assert ran.code == 5
    assert (
        "  changed: captures 2: is not as it was stored: availability was “available”, is "
        "“not_found”\n"
    ) in ran.text
    (line,) = ran.lines
    assert "is not what it was" in line
    found = json.loads(run("audit", "--db", db, "--format", "json").text)
    assert (found["schema"], found["state"]) == ("archiver.audit/1", "changed")
    assert found["counts"]["captures"] == {"ok": 1, "changed": 1, "cannot_tell": 0}
    assert found["found"][-1]["subject"] == "captures 2"


def test_a_view_of_the_user_is_no_damage(run: Run, db: Path) -> None:
    capture(db, 1)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("CREATE VIEW mine AS SELECT 1")
    ran = run("audit", "--db", db)
    assert (ran.code, ran.err) == (0, "")
    assert f"{db}: nothing found changed, 1 can't be told\n" in ran.text
    assert "  can't tell: the view mine: " in ran.text


def test_a_noted_head_shows_what_was_cut_off(run: Run, db: Path) -> None:
    capture(db, 1)
    first = run("head", "--db", db).text.strip()
    capture(db, 2)
    noted = run("head", "--db", db).text.strip()
    ran = run("audit", "--db", db, "--head", first, "--head", noted.upper())
    assert ran.code == 0
    assert f"noted: {first}\n  is link 1: all up to it is what it was" in ran.text
    tamper(db, "DELETE FROM captures WHERE id = 2")
    tamper_chain(db)
    ran = run("audit", "--db", db, "--head", first, "--head", noted)
    assert ran.code == 5
    assert f"the noted head {noted}: is no link of the chain any more\n" in ran.text


def tamper_chain(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("DELETE FROM chain WHERE id = 2")


def test_a_signed_head(run: Run, db: Path, key: Path, tmp_path: Path) -> None:
    capture(db, 1)
    stated, public = tmp_path / "stated.json", tmp_path / "public.pem"
    ran = run("head", "--db", db, "--sign", key, "--output", stated)
    assert (ran.code, ran.text, ran.err) == (0, "", "")
    said = json.loads(stated.read_text())
    assert said["head"] == run("head", "--db", db).text.strip()
    assert (said["link"], said["counts"]["captures"]) == (1, 1)
    capture(db, 2)
    ran = run("audit", "--db", db, "--verify-head", stated, "--key", public)
    assert (ran.code, ran.err) == (0, "")
    assert "is link 1" in ran.text
    ran = run("audit", "--db", db, "--verify-head", stated)
    assert (ran.code, ran.text.count("is link 1")) == (0, 1)
    assert f"{stated} names its own key" in ran.err
    stated.write_text(json.dumps({**said, "link": 2}))
    ran = run("audit", "--db", db, "--verify-head", stated)
    assert (ran.code, ran.text) == (2, "")
    assert f"{stated}: the signature does not fit" in ran.err


def test_an_invalid_proof_of_time_is_damage(run: Run, db: Path) -> None:
    capture(db, 1)
    with Archive.open(db, clock=lambda: NOON) as archive:
        head = archive.proofs.head()
        assert head is not None
        proof = Proof(
            kind=ProofKind.RFC3161,
            chain_id=head.id,
            imprint=head.sha256,
            authority="https://tsa.example",
            requested_at=NOON,
            proof=b"no token",
        )
        archive.proofs.add(proof)
    ran = run("audit", "--db", db)
    assert ran.code == 5
    assert "  changed: timestamps 1: " in ran.text
    assert "proof 1: invalid, rfc3161, by https://tsa.example\n  of link 1," in ran.text
    assert "proofs of time                 0         1            0\n" in ran.text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["audit", "--head", "abc"], "'abc' is no head", id="a short head"),
        pytest.param(["audit", "--head", "g" * 64], "is no head", id="no hex"),
        pytest.param(["audit", "--key", "x.pem"], "goes with --verify-head", id="a key alone"),
        pytest.param(["audit", "--verify-head", "none"], "can't be read", id="no statement"),
        pytest.param(["head", "--sign", "none.pem"], "can't be read", id="no key file"),
        pytest.param(["audit", "--verify-head", "/dev/zero"], "too long", id="no end"),
        pytest.param(["audit", "--timestamp-ca", __file__], "is of no use", id="no roots"),
    ],
)
def test_bad_input(run: Run, db: Path, words: list[str], says: str) -> None:
    capture(db, 1)
    ran = run(*words, "--db", db)
    assert (ran.code, ran.text) == (2, "")
    (line,) = ran.lines
    assert says in line


@pytest.mark.parametrize("command", ["audit", "head"])
@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(None, 2, "there is no archive", id="absent"),
        pytest.param(b"", 2, "there is no archive", id="empty"),
        pytest.param(b"words " * 99, 5, "not a SQLite file", id="text"),
        pytest.param(b"SQLite format 3\x00" + b"\x10", 5, "damaged", id="cut in the header"),
    ],
)
def test_what_is_no_archive(
    run: Run, db: Path, command: str, data: bytes | None, code: int, says: str
) -> None:
    if data is not None:
        db.write_bytes(data)
    ran = run(command, "--db", db)
    assert (ran.code, ran.text) == (code, "")
    (line,) = ran.lines
    assert says in line
    assert db.exists() == (data is not None)


def test_an_archive_without_evidence(run: Run, db: Path) -> None:
    Archive.open(db, clock=lambda: NOON).close()
    assert "There is no evidence, and so no head.\n" in run("audit", "--db", db).text
    ran = run("head", "--db", db)
    assert (ran.code, ran.text) == (2, "")
    assert "holds no evidence yet" in ran.err
