"""How a passage of text is named (W3C Web Annotation Data Model, section 4.2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuoteSelector:
    """A passage by its words and what stands before and after (section 4.2.4)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TextPositionSelector:
    """A passage by its code points, start included, end excluded (section 4.2.5)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Raise ValueError for a span that can't be."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: {self.start} to {self.end}")
