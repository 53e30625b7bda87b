"""The process that reads: it may crash, hang or talk nonsense, and the check goes on."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from archiver.media.ocr import engine
from archiver.media.ocr.engine import MAX_WORDS, Ocr, Unread, installed

PAGE = Image.new("L", (40, 20), 255)


def ocr(program: str, *, seconds: float = 20.0) -> Ocr:
    return Ocr(
        folder=Path("/nowhere"),
        languages=frozenset({"eng"}),
        seconds=seconds,
        command=(sys.executable, "-c", program),
    )


@pytest.mark.parametrize(
    ("program", "why"),
    [
        pytest.param("import os; os.abort()", "broke down", id="crash"),
        pytest.param("raise SystemExit(3)", "broke down", id="library-gone"),
        pytest.param("print('<html>')", "no words", id="no-json"),
        pytest.param("print('[[1]]')", "no words", id="too-few-fields"),
        pytest.param("print('[[' * 100000)", "no words", id="deep"),
        pytest.param("print('[[\"a\", null, 0, 0, 1, 1, true]]')", "no words", id="null"),
        pytest.param("print('{\"a\": 1}')", "no words", id="object"),
        pytest.param("print('')", "no words", id="nothing"),
    ],
)
def test_a_reader_that_fails_says_why(program: str, why: str) -> None:
    found = ocr(program).words(PAGE, ["eng"])
    assert isinstance(found, Unread)
    assert why in found.why


def test_a_reader_that_hangs_is_ended() -> None:
    begin = time.monotonic()
    found = ocr("import time; time.sleep(60)", seconds=0.5).words(PAGE, ["eng"])
    assert isinstance(found, Unread)
    assert "0.5 seconds" in found.why
    assert time.monotonic() - begin < 20


def test_a_reader_that_is_not_there_is_no_error() -> None:
    gone = Ocr(folder=Path("/x"), languages=frozenset(), command=("/nowhere/python",))
    assert isinstance(gone.words(PAGE, []), Unread)


def test_places_outside_the_picture_are_cut_to_it_and_words_are_bounded() -> None:
    program = (
        f"print('[' + ','.join(['[\"a\", 140, -5, -5, 99, 99, true]'] * {MAX_WORDS + 1}) + ']')"
    )
    found = ocr(program).words(PAGE, ["eng"])
    assert not isinstance(found, Unread)
    assert len(found) == MAX_WORDS
    box = found[0].box
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 40, 20)
    assert found[0].confidence == 1.0


def test_languages_are_those_that_there_are_data_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("eng", "fra", "osd"):
        (tmp_path / f"{name}.traineddata").touch()
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(engine, "find_spec", lambda _: object())
    found = installed((tmp_path / "none", empty, tmp_path))
    assert found is not None
    assert found.folder == tmp_path
    assert found.languages == frozenset({"eng", "fra"})
    assert installed((empty,)) is None
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    assert installed((tmp_path,)) is None


def test_language_data_that_are_damaged_are_no_error(reader: Ocr, tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"no data")
    broken = Ocr(folder=tmp_path, languages=frozenset({"eng"}))
    assert isinstance(broken.words(PAGE, ["eng"]), Unread)
    assert reader.words(PAGE, ["eng"]) == ()
