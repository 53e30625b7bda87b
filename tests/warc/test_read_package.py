"""WACZ files that others made: good ones, and those that climb out, overlap or never end."""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.warc import package as packages
from archiver.warc import unpack
from archiver.warc.package import Package
from archiver.warc.seal import signature_of
from archiver.warc.unpack import WarcError
from archiver.warc.volume import Volume

NOW = datetime(2026, 11, 24, 23, tzinfo=UTC)
WARC = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
PAGES = b'{"format":"json-pages-1.0"}\n{"url":"https://a.example/","title":"A"}\nrubbish\n[1]\n'
FILES = {"archive/data.warc": WARC, "pages/pages.jsonl": PAGES}
Put = Callable[..., Path]


def described(files: Mapping[str, bytes], **more: Any) -> bytes:
    resources = [
        {
            "name": name.rpartition("/")[2],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in files.items()
    ]
    return json.dumps({"profile": "data-package", "resources": resources, **more}).encode()


def sealed(package: bytes, **more: Any) -> bytes:
    label = f"sha256:{hashlib.sha256(package).hexdigest()}"
    return json.dumps({"path": "datapackage.json", "hash": label, **more}).encode()


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a WACZ of these files; others are put in as they are, and not described."""

    def write(
        files: Mapping[str, bytes] = FILES,
        *,
        others: tuple[tuple[str | zipfile.ZipInfo, bytes], ...] = (),
        package: bytes | None = None,
        method: int = zipfile.ZIP_STORED,
    ) -> Path:
        path = tmp_path / "x.wacz"
        with zipfile.ZipFile(path, "w", method) as made:
            for name, data in files.items():
                made.writestr(name, data)
            for entry, data in others:
                made.writestr(entry, data)
            if package != b"":
                made.writestr("datapackage.json", package or described(files))
        return path

    return write


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_package_is_read(put: Put, method: int) -> None:
    path = put(method=method)
    with path.open("rb") as file, ExitStack() as stack:
        package = Package(file, path.stat().st_size)
        assert package.warcs == ("archive/data.warc",)
        assert [(page.url, page.title) for page in package.pages()] == [("https://a.example/", "A")]
        assert list(package.unsound()) == []
        assert package.open("archive/data.warc", stack).read(1_000) == WARC
        assert package.seal is None
    with Volume(path) as volume:
        assert volume.scan(NOW).kinds == {"warcinfo": 1}


def entry(name: str, **changed: Any) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("archive/y.warc")
    info.filename = name
    info.orig_filename = name
    for key, value in changed.items():
        setattr(info, key, value)
    return info


@pytest.mark.parametrize(
    ("made", "why"),
    [
        pytest.param(entry("../../etc/x"), "leads out of the file", id="climbs-out"),
        pytest.param(entry("archive/../../x"), "leads out of the file", id="climbs-out-inside"),
        pytest.param(entry("/etc/x"), "leads out of the file", id="absolute"),
        pytest.param(entry("archive\\..\\x"), "leads out of the file", id="backslashes"),
        pytest.param(entry("C:/x"), "leads out of the file", id="drive"),
        pytest.param(
            entry("archive/l", external_attr=(stat.S_IFLNK | 0o777) << 16),
            "is a link or a device",
            id="link",
        ),
        pytest.param(
            entry("archive/p", external_attr=(stat.S_IFIFO | 0o666) << 16),
            "is a link or a device",
            id="pipe",
        ),
        pytest.param(
            entry("archive/b", compress_type=zipfile.ZIP_BZIP2), "packed in a way", id="bzip2"
        ),
        pytest.param(
            entry("archive/b", compress_type=zipfile.ZIP_LZMA), "packed in a way", id="lzma"
        ),
    ],
)
def test_an_entry_that_is_not_safe_is_refused(put: Put, made: zipfile.ZipInfo, why: str) -> None:
    with pytest.raises(WarcError, match=why):
        Volume(put(others=((made, b"x"),)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(put: Put) -> None:
    with pytest.raises(WarcError, match="is there twice"):
        Volume(put(others=(("archive/data.warc", b"x"),)))


def patched(path: Path, at: Callable[[bytes], int], value: bytes) -> Path:
    data = bytearray(path.read_bytes())
    start = at(bytes(data))
    data[start : start + len(value)] = value
    path.write_bytes(bytes(data))
    return path


def central(data: bytes, number: int = 0) -> int:
    at = data.find(b"PK\x01\x02")
    for _ in range(number):
        at = data.find(b"PK\x01\x02", at + 4)
    return at


def test_an_encrypted_entry_is_refused(put: Put) -> None:
    path = patched(put(), lambda data: central(data) + 8, b"\x01\x00")
    with pytest.raises(WarcError, match="is encrypted"):
        Volume(path)


def test_entries_that_overlap_are_refused(put: Put) -> None:
    path = patched(put(), lambda data: central(data, 1) + 42, struct.pack("<I", 10))
    with pytest.raises(WarcError, match=r"overlaps another entry|list of entries is damaged"):
        Volume(path)


def test_an_entry_past_the_end_is_refused(put: Put) -> None:
    size = struct.pack("<II", 1 << 20, 1 << 20)
    path = patched(put(), lambda data: central(data, 2) + 20, size)
    with pytest.raises(WarcError, match=r"goes past the end|overlaps"):
        Volume(path)


def test_a_zip_bomb_is_refused(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "ALWAYS", 1 << 20)
    path = put({**FILES, "archive/b.warc": b"\0" * (8 << 20)}, method=zipfile.ZIP_DEFLATED)
    with pytest.raises(WarcError, match="expands to more than 200 times its size"):
        Volume(path)


def test_an_entry_longer_than_it_says_ends_where_it_says(put: Put) -> None:
    path = put({"pages/pages.jsonl": PAGES * 99}, method=zipfile.ZIP_DEFLATED)
    patched(path, lambda data: central(data) + 24, struct.pack("<I", 10))
    with Volume(path) as volume, pytest.raises(WarcError, match=r"damaged|not as long as it says"):
        list(volume.package.pages() if volume.package else ())


def test_an_inner_bomb_ends_early(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr(unpack, "ALWAYS", 1 << 20)
    block = b"\0" * (16 << 20)
    head = WARC.replace(b"Length: 0\r\n", b"Length: %d\r\n" % len(block))[:-4]
    path = put({"archive/data.warc.gz": gzip.compress(head + block + b"\r\n\r\n", 9)})
    with Volume(path) as volume, pytest.raises(WarcError, match="expands to more than 200 times"):
        volume.scan(NOW)


def test_a_hundred_thousand_entries_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "many.wacz"
    with zipfile.ZipFile(path, "w") as made:
        for number in range(20_000):
            made.writestr(f"archive/{number}", b"")
    data = path.read_bytes()
    with pytest.raises(WarcError, match="more than 10,000 entries"):
        Volume(path)
    assert data == path.read_bytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"PK\x03\x04" + b"\0" * 400, "no ZIP file, or is cut", id="no-directory"),
        pytest.param(b"PK", "no ZIP file, or is cut", id="two-bytes"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "it has no datapackage.json", id="no-entries"),
        pytest.param(b"PK\x05\x06" + b"\xff" * 18, "entries", id="numbers-without-sense"),
    ],
)
def test_what_is_no_zip_file_is_named(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(data)
    with pytest.raises(WarcError, match=why):
        Volume(path)


def test_a_zip_file_that_is_cut_is_named(put: Put) -> None:
    path = put()
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(WarcError, match="is cut"):
        Volume(path)


@pytest.mark.parametrize(
    ("package", "why"),
    [
        pytest.param(b"", "has no datapackage.json", id="none"),
        pytest.param(b"{", "no JSON that can be read", id="no-json"),
        pytest.param(b"[" * 200_000, "no JSON that can be read", id="deep"),
        pytest.param(b"[]", "no JSON object", id="a-list"),
        pytest.param(b"{}", "lists no resources", id="no-resources"),
        pytest.param(b'{"resources": [1]}', "a resource that is none", id="a-number"),
        pytest.param(b'{"resources": [{"path": "a"}]}', "a resource that is none", id="no-hash"),
        pytest.param(
            b'{"resources": [{"path": "a", "hash": "sha256:1"}, {"path": "a", "hash": "x"}]}',
            "a resource that is none",
            id="twice",
        ),
    ],
)
def test_a_package_that_is_none_is_named(put: Put, package: bytes, why: str) -> None:
    with pytest.raises(WarcError, match=why):
        Volume(put(package=package))


def test_json_without_end_is_refused(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_JSON", 100)
    with pytest.raises(WarcError, match="has more than"):
        Volume(put())


WRONG = described({**FILES, "archive/data.warc": b"other"})


@pytest.mark.parametrize(
    ("package", "why"),
    [
        pytest.param(WRONG, "archive/data.warc has", id="another-length"),
        pytest.param(
            WRONG.replace(b'"bytes": 5', b'"bytes": null'),
            "archive/data.warc does not have the digest",
            id="another-digest",
        ),
        pytest.param(
            described({"pages/pages.jsonl": PAGES}),
            "archive/data.warc is not listed",
            id="unlisted",
        ),
        pytest.param(described({**FILES, "gone": b""}), "gone is listed", id="not-there"),
        pytest.param(
            described(FILES).replace(b"sha256:", b"crc:"), "of an unknown kind", id="unknown-kind"
        ),
    ],
)
def test_what_is_not_as_it_says_is_told(put: Put, package: bytes, why: str) -> None:
    with Volume(put(package=package)) as volume:
        assert volume.package is not None
        assert why in " ".join(volume.package.unsound())


def test_a_seal_is_checked(put: Put) -> None:
    good = described(FILES)
    for package, holds in ((good, True), (good + b" ", False)):
        path = put(package=package, others=(("datapackage-digest.json", sealed(good)),))
        with Volume(path) as volume:
            assert volume.package is not None
            assert volume.package.seal is not None
            assert volume.package.seal.holds is holds
            assert bool(list(volume.package.unsound())) is not holds
            assert signature_of(volume.package.seal) is None


def signed_data(package: bytes, **changed: Any) -> dict[str, Any]:
    from cryptography.hazmat.primitives.asymmetric import ec

    from archiver.warc.sign import Signer

    label = f"sha256:{hashlib.sha256(package).hexdigest()}"
    signer = Signer(key=ec.generate_private_key(ec.SECP384R1()))
    return {**signer.signed(label, created="2026-01-01T00:00:00Z", software="test"), **changed}


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        pytest.param({}, True, id="good"),
        pytest.param({"hash": "sha256:0"}, False, id="another-digest"),
        pytest.param({"signature": "AAAA"}, False, id="no-signature"),
        pytest.param({"signature": 7}, False, id="a-number"),
        pytest.param({"publicKey": "AAAA"}, False, id="no-key"),
        pytest.param({"publicKey": None}, False, id="none"),
        pytest.param({"domainCert": "rubbish"}, False, id="no-certificate"),
    ],
)
def test_a_signature_is_verified(put: Put, changed: dict[str, Any], *, holds: bool) -> None:
    package = described(FILES)
    seal = sealed(package, signedData=signed_data(package, **changed))
    with Volume(put(package=package, others=(("datapackage-digest.json", seal),))) as volume:
        assert volume.package is not None
        assert volume.package.seal is not None
        found = signature_of(volume.package.seal)
    assert found is not None
    assert found.holds is holds
    if holds:
        assert found.signer == "a key without a name"
        assert "anybody" in found.remark


def test_a_line_without_end_is_refused(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_MAX_LINE", 1_000)
    path = put({**FILES, "pages/pages.jsonl": b"x" * 300_000})
    with Volume(path) as volume, pytest.raises(WarcError, match="a line without end"):
        list(volume.package.pages() if volume.package else ())


def test_more_pages_than_any_crawl_has_are_refused(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MAX_PAGES", 3)
    path = put({**FILES, "pages/pages.jsonl": PAGES * 3})
    with Volume(path) as volume, pytest.raises(WarcError, match="lists more than 3 pages"):
        list(volume.package.pages() if volume.package else ())
