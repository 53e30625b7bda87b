"""What an article says of its quotations: the shapes that all readers of it share."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.articles.lexicons import Lexicon
from archiver.model import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a quotation stands: code points with and without its marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    block: bool = False
    headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A text, and where its quotations and embeds stand, in order."""

    text: str
    quotations: tuple[Place, ...]
    embeds: tuple[tuple[int, int], ...]
    lexicon: Lexicon
    titles: frozenset[int] = frozenset()
    """The quotations that only name something, so that a sentence goes on behind them."""
    masked: str = ""
    """``text`` with spaces in place of these; as long as it is, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the words around a quotation say of it."""

    channel: Channel
    words: str | None = None
    speaker: str | None = None
    cue: str | None = None
    continues: bool = False
    """Whether it goes on from the quotation before it ("A," she wrote, "B")."""
