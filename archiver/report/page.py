"""The parts of the HTML page, as the template takes them."""

from __future__ import annotations

from dataclasses import dataclass

from archiver.report.words import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; ``mark`` is empty, ``soft`` (typography), ``ins``, ``del`` or ``mark``.

    ``ins`` stands in the article alone, ``del`` in the post alone, ``mark`` in one of two
    witnesses alone.
    """

    text: str
    mark: str = ""
    title: str = ""
    href: str = ""
    """The anchor of the post that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a post; ``data`` is a data: URI, or None where it was not stored."""

    data: str | None
    alt: str
    caption: str | None
    url: str
    link: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in a picture, in its pixels, with the number that the words around give it."""

    label: str
    number_left: int
    number_top: int
    """Where the number stands: beside the place, or inside where there is no room."""
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A small copy of a picture; ``width`` and ``height`` are pixels of the whole one."""

    data: str
    """A data: URI."""
    alt: str
    width: int
    height: int
    letter: int
    """Height of a number in it."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePair:
    """A picture of the article beside the post's; a side is None where it is not stored."""

    anchor: str
    label: str
    tone: str
    sentences: tuple[str, ...]
    places: tuple[str, ...]
    article: Frame | None
    post: Frame | None
    url: str
    post_url: str
    author: str
    """Of the post."""
    post_anchor: str | None
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotView:
    """A picture of the article that looks like a screenshot of a post."""

    anchor: str
    label: str
    found: bool
    sentences: tuple[tuple[Piece, ...], ...]
    facts: tuple[tuple[str, str], ...]
    """What was read, by its name."""
    picture: Frame | None
    url: str
    post_anchor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One witness's copy of a post, beside the one that the report shows."""

    witness: Phrase
    availability: Phrase | None
    """None for a copy in the article: that tells nothing of the post."""
    parser: str
    seen: str | None
    created: str
    text: tuple[Piece, ...]
    """With the words marked that the shown text does not have."""
    language: str | None
    agrees: bool
    incomplete: str | None
    repairs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as the page shows it."""

    anchor: str
    key: str
    platform: str
    name: str
    """Of the author; may be empty where the handle is known."""
    handle: str
    created: str
    text: str
    language: str | None
    url: str | None
    link: str | None
    witness: Phrase
    availability: Phrase
    incomplete: str | None
    beside: tuple[str, ...]
    """What stands beside the words: a warning, a poll, edits, the author's wishes."""
    pictures: tuple[Picture, ...]
    pictures_at: str | None
    """Anchor of the card that shows the pictures, where another place does."""
    versions: tuple[Version, ...]
    independent: tuple[str, ...]
    """Labels of the witnesses that don't depend on the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One edit in words."""

    sentence: str
    kind: str
    meaning: str
    tier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A finding."""

    anchor: str
    title: str
    kind: str
    message: tuple[Piece, ...]
    about: tuple[Piece, ...]
    """The post that it is about."""
    quotation: int | None
    """The number of the quotation that it belongs to."""
    sides: tuple[tuple[str, tuple[Piece, ...]], ...]
    """What each source says, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One quotation."""

    anchor: str
    number: int
    verdict: str
    label: str
    materiality: Phrase | None
    coverage: Phrase | None
    headline: tuple[Piece, ...]
    doubt: str
    """What it means that the quotation could not be checked, and what would settle it."""
    caution: str
    """That the words were compared with the article's own copy."""
    exact: str
    prefix: str
    suffix: str
    attribution: str | None
    attributed_to: str | None
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    """Empty where no text of a post is known."""
    before: str
    after: str
    differences: tuple[Difference, ...]
    typography: str
    post: Post | None
    post_anchor: str | None
    reasons: tuple[tuple[Piece, ...], ...]
    findings: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One article."""

    anchor: str
    title: str
    published: str
    url: str | None
    link: str | None
    source: str | None
    language: str | None
    sha256: str
    reader: str
    rules: str
    style: str
    notes: tuple[str, ...]
    lead: str
    tone: str
    tally: tuple[tuple[str, str, int], ...]
    """Verdict, its label and how many, worst first."""
    cards: tuple[Card, ...]
    outside: tuple[Card, ...]
    """The quotations that are out of scope."""
    findings: tuple[Note, ...]
    """Those that belong to no quotation."""
    beside: tuple[Note, ...]
    """All of them, those of quotations first."""
    posts: tuple[Post, ...]
    pictures: tuple[PicturePair, ...]
    screenshots: tuple[ScreenshotView, ...]
    unread: tuple[str, ...]
    """A line for each reason for which pictures were not read."""
