"""Tables in Markdown, padded so that they read well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[str]]) -> str:
    """The rows, the first of them the head; numbers stand to the right."""
    every = [list(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*every, strict=True)]
    head, *rest = every
    ruled = [head, ["-" * (w - 1) + (":" if at else "-") for at, w in enumerate(widths)], *rest]
    return "\n".join(
        "| "
        + " | ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in ruled
    )
