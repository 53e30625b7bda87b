"""What is exported, read by the programs that the formats' own people give out."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archiver.warc.lines import uri
from archiver.warc.surt import surt

if TYPE_CHECKING:
    from tests.real.wacz.conftest import Exported

pytestmark = pytest.mark.real
Call = Callable[..., subprocess.CompletedProcess[str]]


def test_warcio_finds_every_digest_right(validators: Path, exported: Exported, call: Call) -> None:
    done = call(validators / "warcio", "check", "-v", exported.warc)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") > 10
    assert "fail" not in done.stdout


def test_warcio_finds_a_changed_byte(
    validators: Path, exported: Exported, call: Call, tmp_path: Path
) -> None:
    plain = gzip.decompress(exported.warc.read_bytes())
    spoilt = tmp_path / "spoilt.warc"
    spoilt.write_bytes(plain.replace(b"harbour of Nowhere", b"harbour of Anywhere"[:18], 1))
    assert call(validators / "warcio", "check", spoilt).returncode == 1


def test_py_wacz_validates_the_package(validators: Path, exported: Exported, call: Call) -> None:
    done = call(validators / "wacz", "validate", "-f", exported.wacz)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the passed WACZ is valid" in done.stdout


def test_py_wacz_finds_a_changed_entry(
    validators: Path, exported: Exported, call: Call, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt.wacz"
    with zipfile.ZipFile(exported.wacz) as whole, zipfile.ZipFile(spoilt, "w") as other:
        for info in whole.infolist():
            other.writestr(info, whole.read(info).replace(b"All Pages", b"Any Pages"))
    done = call(validators / "wacz", "validate", "-f", spoilt)
    assert done.returncode == 1
    assert "hash" in done.stdout


def test_the_index_is_that_of_cdxj_indexer(
    validators: Path, exported: Exported, call: Call, tmp_path: Path
) -> None:
    with zipfile.ZipFile(exported.wacz) as package:
        package.extract("archive/data.warc.gz", tmp_path)
        ours = gzip.decompress(package.read("indexes/index.cdx.gz")).decode()
        blocks = package.read("indexes/index.idx").decode().splitlines()
    done = call(validators / "cdxj-indexer", "-s", tmp_path / "archive" / "data.warc.gz")
    assert done.returncode == 0, done.stderr
    assert ours == done.stdout
    assert ours.count("\n") == 8
    assert json.loads(blocks[0].partition("!meta 0 ")[2])["format"] == "cdxj-gzip-1.0"
    assert blocks[1].startswith(ours.partition("{")[0])


PIECES = (
    *("http://", "https://", "www.", "www2.", "a.example", "Example.COM", "bücher.example"),
    *(":80", ":443", ":8080", "/", "//", "/a", "/A%20b", "/%2e%2e/", "/..", "/.", "/x.aspx", "?"),
    *("&", "=", "a=1", "b=2", "B", "#f", "%", "%25", "%2525", "é", "%C3%A9", " ", "user:pw@"),
    *("127.0.0.1", "(0123456789abcdefghijklmn)/", "\\", "{}", "|", "~", "cfid=1&cftoken=2"),
    "sid=0123456789abcdef0123456789abcdef",
    "PHPSESSID=0123456789abcdef0123456789abcdef",
)
KEYS = """
import json, sys, surt
def key(address):
    try:
        return surt.surt(address)
    except Exception:
        return None
print(json.dumps([key(one) for one in json.load(sys.stdin)]))
"""


def test_keys_are_those_of_the_surt_package(validators: Path, call: Call) -> None:
    chance = random.Random(20261124)  # noqa: S311 - no secret
    addresses = [
        uri(
            chance.choice(("http://", "https://"))
            + "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 7)))
        )
        for _ in range(20_000)
    ]
    done = call(validators / "python", "-W", "ignore", "-c", KEYS, input=json.dumps(addresses))
    assert done.returncode == 0, done.stderr
    theirs = dict(zip(addresses, json.loads(done.stdout), strict=True))
    known = {address: key for address, key in theirs.items() if key is not None}
    assert len(known) > 10_000
    other = {
        address: (key, surt(address)) for address, key in known.items() if key != surt(address)
    }
    assert other == {}


def test_records_are_named_by_what_is_in_them(exported: Exported) -> None:
    """What other people cite stays the same from one export to the next."""
    with zipfile.ZipFile(exported.wacz) as package:
        inside = package.read("archive/data.warc.gz")
    ids = [
        set(re.findall(rb"WARC-Record-ID: (\S+)", gzip.decompress(data)))
        for data in (inside, exported.warc.read_bytes())
    ]
    assert len(ids[0]) == len(ids[1])
    assert len(ids[0] ^ ids[1]) == 2, "only the records that say when the files were made"
