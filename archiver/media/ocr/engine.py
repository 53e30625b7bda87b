"""Tesseract, where it is installed: grey pixels to words.

``tesserocr`` is an optional extra (``archiver[ocr]``) that brings the library; the language data
come with the system's packages (Debian: ``tesseract-ocr-fra``).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archiver.media.ocr.words import OcrWord
from archiver.model import Box

if TYPE_CHECKING:
    from PIL import Image

SECONDS = 20.0
"""Time after which one picture is given up."""
MAX_WORDS = 3_000
_FOLDERS = (
    Path("/usr/share/tesseract-ocr/5/tessdata"),
    Path("/usr/share/tesseract-ocr/4.00/tessdata"),
    Path("/usr/share/tessdata"),
    Path("/usr/local/share/tessdata"),
    Path("/opt/homebrew/share/tessdata"),
    Path("/opt/local/share/tessdata"),
    Path(sys.prefix) / "share" / "tessdata",
)
"""Where Debian, Fedora and Arch, a build of one's own, Homebrew, MacPorts and conda put them."""
_WORKER = Path(__file__).with_name("worker.py")
_NOT_LANGUAGES = frozenset({"osd", "equ", "snum"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Why a picture was not read, in one line."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """A reader of pictures, and the languages that it has data for."""

    folder: Path
    languages: frozenset[str]
    """As Tesseract names them: "eng", "fra", "chi_sim"."""
    seconds: float = SECONDS
    command: tuple[str, ...] = (sys.executable, "-P", str(_WORKER))

    def words(self, image: Image.Image, languages: Sequence[str]) -> tuple[OcrWord, ...] | Unread:
        """The words in a grey picture (mode L), in reading order; dark letters on light are best.

        It is read in a process of its own. ``Unread`` where that crashes, takes longer than
        ``seconds`` or answers nothing that can be understood; never an exception.
        """
        head = {
            "width": image.width,
            "height": image.height,
            "path": f"{self.folder}/",
            "languages": "+".join(languages),
            "milliseconds": int(self.seconds * 1000),
        }
        try:
            done = subprocess.run(  # noqa: S603 - our own program, and no shell
                self.command,
                input=json.dumps(head).encode() + b"\n" + image.tobytes(),
                capture_output=True,
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Unread(why=f"reading it took longer than {self.seconds:g} seconds")
        except OSError as error:
            return Unread(why=f"the reader can't be started: {error.strerror or error}")
        if done.returncode:
            return Unread(why=f"the reader broke down over it (code {done.returncode})")
        return _words(done.stdout, image.size)


def installed(folders: Iterable[Path] = _FOLDERS) -> Ocr | None:
    """The reader, where the extra and language data are installed, else None."""
    if find_spec("tesserocr") is None:
        return None
    for folder in folders:
        names = {file.stem for file in folder.glob("*.traineddata")} if folder.is_dir() else set()
        if found := frozenset(names - _NOT_LANGUAGES):
            return Ocr(folder=folder, languages=found)
    return None


def _words(answer: bytes, size: tuple[int, int]) -> tuple[OcrWord, ...] | Unread:
    try:
        return tuple(_word(row, size) for row in json.loads(answer)[:MAX_WORDS])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Unread(why="the reader gave no words that can be understood")


def _word(row: Any, size: tuple[int, int]) -> OcrWord:
    word, confidence, left, top, right, bottom, first = row
    width, height = size
    return OcrWord(
        text=str(word),
        confidence=min(1.0, max(0.0, float(confidence) / 100)),
        box=Box(
            left=min(max(0, int(left)), width),
            top=min(max(0, int(top)), height),
            right=min(max(0, int(right)), width),
            bottom=min(max(0, int(bottom)), height),
        ),
        starts_line=bool(first),
    )
