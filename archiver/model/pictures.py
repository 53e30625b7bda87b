"""Pictures: those of an article as they came, and what lies between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archiver.model.article import ArticleImage
from archiver.model.exchange import Exchange
from archiver.model.refs import PostRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePicture:
    """A picture of an article, and its bytes or why there are none."""

    image: ArticleImage
    payload: bytes | None = None
    """The bytes of a raster picture, not decoded yet; None where none were had."""
    why_not: str | None = None
    """One line where there is no payload."""
    ref: PostRef | None = None
    """The post in whose embed it stands; None for a picture of the article's own."""
    exchanges: tuple[Exchange, ...] = ()
    """What it took to fetch it."""


class PictureClass(StrEnum):
    """What became of a picture on its way into the article, mildest first."""

    IDENTICAL = "identical"
    """The same bytes."""
    REENCODED = "reencoded"
    """The same picture saved again, in another format or quality."""
    RESIZED = "resized"
    """The same picture in another size."""
    CROPPED = "cropped"
    """A part of it."""
    FRAMED = "framed"
    """All or a part of it inside a larger picture: a border, a bar, a collage, a screenshot."""
    ROTATED = "rotated"
    """Turned by quarters."""
    RECOLOURED = "recoloured"
    """Other brightness, contrast or colours all over."""
    MIRRORED = "mirrored"
    OVERLAY_ADDED = "overlay_added"
    """Something was laid over it: a label, a mark, a line."""
    LOCALLY_ALTERED = "locally_altered"
    """It differs in one or some places and agrees everywhere else."""
    DIFFERENT = "different"
    """Another picture, as far as can be seen."""

    @property
    def accuses(self) -> bool:
        """True for what shows something that the post's picture doesn't show."""
        return self in {
            PictureClass.MIRRORED,
            PictureClass.OVERLAY_ADDED,
            PictureClass.LOCALLY_ALTERED,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in a picture as shown, in its pixels; right and bottom are excluded."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureComparison:
    """What lies between an original and a copy of it."""

    kind: PictureClass | None
    """The gravest of ``kinds``; None where the two can't be told apart or together (``reason``)."""
    kinds: tuple[PictureClass, ...] = ()
    """All that was found, gravest first; those below ``cropped`` only where nothing else was."""
    boxes: tuple[Box, ...] = ()
    """The places that differ, in pixels of the copy, largest first."""
    cropped: Box | None = None
    """The part of the original that the copy shows, in pixels of the original."""
    framed: Box | None = None
    """Where in the copy the original stands, in pixels of the copy."""
    turned: int = 0
    """Degrees by which the copy is turned, clockwise, after it was mirrored."""
    agreeing: float = 0.0
    """Share of the common area that agrees, 0 to 1."""
    reason: str = ""
    """One line for people where it needs one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCheck:
    """One picture of an article held against a picture of a post."""

    url: str
    """Address of the article's picture."""
    sha256: str
    """Of its bytes; they are in the archive."""
    width: int
    height: int
    """Pixels of the article's picture, as shown."""
    posting: str
    """Key of the post."""
    post_url: str
    """Address of the post's picture."""
    post_sha256: str
    comparison: PictureComparison
    alt: str | None = None
    shown: bool = True
    """False where the page only announces the picture to other sites."""

    @property
    def accuses(self) -> bool:
        """True where the article shows a changed picture of the post.

        Not for a picture that is only announced to other sites, which often get one with a badge,
        nor for one inside a larger picture: on a screenshot, programs leave marks of their own.
        """
        changed = any(kind.accuses for kind in self.comparison.kinds)
        return changed and self.shown and self.comparison.framed is None
