"""Whatever a byte of a good file becomes: an error with a name, or the payloads that were there."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import InputError
from archiver.warc.http import answer_of
from archiver.warc.volume import Volume

NOW = datetime(2026, 11, 24, 23, tzinfo=UTC)
FILES = ("wget.warc.gz", "wget-plain.warc", "recorder.warc.gz", "pywb.warc.gz", "crawl.wacz")
_settings = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def originals(fixtures: Path) -> dict[str, tuple[bytes, set[bytes]]]:
    """Each file's bytes, unpacked where it is one that can be, and the bodies in it."""
    found: dict[str, tuple[bytes, set[bytes]]] = {}
    for name in FILES:
        path = fixtures / "warc" / name
        found[name] = path.read_bytes(), bodies(path)
    assert all(known for _, known in found.values())
    return found


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(data: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(data)
        return path

    return write


def bodies(path: Path) -> set[bytes]:
    """Every body that is taken; none where the file is refused as a whole."""
    try:
        with Volume(path) as volume:
            if volume.package is not None and list(volume.package.unsound()):
                return set()
            made = map(volume.recorded, volume.scan(NOW).entries)
            return {one.answer.body for one in made if one is not None}
    except InputError:
        return set()


@given(data=st.data())
@_settings
@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_gives_no_other_payload(
    originals: dict[str, tuple[bytes, set[bytes]]],
    put: Callable[[bytes], Path],
    name: str,
    data: st.DataObject,
) -> None:
    whole, known = originals[name]
    at = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255))
    changed = whole[:at] + bytes([value]) + whole[at + 1 :]
    assert bodies(put(changed)) <= known


@given(data=st.data())
@_settings
def test_a_changed_byte_of_what_is_unpacked_gives_no_other_payload(
    originals: dict[str, tuple[bytes, set[bytes]]],
    put: Callable[[bytes], Path],
    data: st.DataObject,
) -> None:
    packed, known = originals["recorder.warc.gz"]
    whole = gzip.decompress(packed)
    at = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255))
    assert bodies(put(whole[:at] + bytes([value]) + whole[at + 1 :])) <= known


@given(data=st.data())
@_settings
@pytest.mark.parametrize("name", FILES)
def test_parts_cut_out_or_put_in_give_no_other_payload(
    originals: dict[str, tuple[bytes, set[bytes]]],
    put: Callable[[bytes], Path],
    name: str,
    data: st.DataObject,
) -> None:
    whole, known = originals[name]
    places = st.integers(0, len(whole))
    start, end = sorted((data.draw(places), data.draw(places)))
    more = data.draw(st.binary(max_size=40))
    assert bodies(put(whole[:start] + more + whole[end:])) <= known


@given(
    data=st.binary(max_size=300), head=st.sampled_from([b"", b"PK", b"\x1f\x8b", b"WARC/1.0\r\n"])
)
@_settings
def test_noise_is_refused(put: Callable[[bytes], Path], data: bytes, head: bytes) -> None:
    assert bodies(put(head + data)) == set()


@given(block=st.binary(max_size=300))
@_settings
def test_any_block_is_an_answer_or_none(block: bytes) -> None:
    answer = answer_of(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + block)
    assert answer is not None
    assert len(answer.body) <= len(block)
