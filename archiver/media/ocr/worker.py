"""The process that reads one picture: grey pixels come in, words go out.

Run by its path, so that nothing else of the program is loaded. A first line of JSON on standard
input has ``width``, ``height``, ``path`` (the folder of language data), ``languages`` ("eng+fra")
and ``milliseconds``; then come ``width * height`` bytes, a pixel each. Standard output gets a
JSON array of [word, confidence in per cent, left, top, right, bottom, whether it starts a line].

It is a process of its own, as the library behind it is not made for hostile pictures: it may
crash, and it can't be stopped from outside in any other way.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

_LONGEST_HEAD = 4_096


def main(source: BinaryIO, target: BinaryIO) -> int:
    """The words of the picture are written. Returns the exit code: 0, or 3 without the library."""
    # Its threads cost more than they bring, for pictures of this size.
    os.putenv("OMP_THREAD_LIMIT", "1")
    try:
        import tesserocr
    except ImportError:
        return 3
    head = json.loads(source.readline(_LONGEST_HEAD))
    width, height = int(head["width"]), int(head["height"])
    pixels = source.read(width * height)
    with tesserocr.PyTessBaseAPI(
        path=head["path"], lang=head["languages"], psm=tesserocr.PSM.SINGLE_COLUMN
    ) as api:
        api.SetImageBytes(pixels, width, height, 1, width)
        api.SetSourceResolution(150)
        api.Recognize(int(head["milliseconds"]))
        target.write(json.dumps(list(_words(api, tesserocr.RIL))).encode())
    return 0


def _words(api: Any, level: Any) -> Iterator[tuple[str, float, int, int, int, int, bool]]:
    iterator = api.GetIterator()
    if iterator is None:
        return
    while True:
        box = iterator.BoundingBox(level.WORD)
        try:
            word = iterator.GetUTF8Text(level.WORD).strip()
        except RuntimeError:  # no text there
            word = ""
        if box is not None and word:
            first = iterator.IsAtBeginningOf(level.TEXTLINE)
            yield (word, iterator.Confidence(level.WORD), *box, first)
        if not iterator.Next(level.WORD):
            return


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer))
