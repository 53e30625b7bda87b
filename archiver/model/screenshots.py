"""Pictures of an article that look like screenshots of posts, and what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archiver.model.posting import Witness


class ScreenshotStatus(StrEnum):
    """What came of a picture that looks like a screenshot of a post."""

    POST_FOUND = "post_found"
    """A captured post by that handle has nearly these words."""
    OTHER_AUTHOR = "other_author"
    """A captured post has nearly these words, and is by another handle than was read."""
    POST_EXISTENCE_UNPROVEN = "post_existence_unproven"
    """No captured post has these words. A screenshot alone proves no post."""
    NOT_READ = "not_read"
    """Its words could not be made out here; ``reason`` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenshotCandidate:
    """A captured post that has words which were read from a screenshot."""

    posting: str
    """Key of the post."""
    agreeing: int
    """Words read that the post has, in its order, a slip of the reader allowed in each."""
    words: int
    """Words that were read."""
    witness: Witness
    """Where its words come from; with ``embed``, from the article itself."""
    url: str | None = None
    handle: str | None = None
    author_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """A picture of an article that looks like a screenshot of a post.

    What was read from it finds a post, and never judges one: letters are misread, and anybody can
    draw such a picture.
    """

    picture: str
    """Its address, as the article has it."""
    sha256: str
    """Of its bytes; they are in the archive."""
    width: int
    height: int
    """Pixels, as shown."""
    status: ScreenshotStatus
    handle: str | None = None
    """As read, without the at sign."""
    name: str | None = None
    """The name above or before the handle, as read."""
    text: str = ""
    """The words below it, as read."""
    time: str | None = None
    """The line with its time, as read."""
    platform: str | None = None
    """What its layout is like ("x"); a guess."""
    confidence: float = 0.0
    """How sure the reader is of its words on average, 0 to 1."""
    languages: tuple[str, ...] = ()
    """Language data that it was read with, as Tesseract names them ("eng")."""
    candidates: tuple[ScreenshotCandidate, ...] = ()
    """Captured posts with nearly these words, best first."""
    quotations: tuple[int, ...] = ()
    """Indexes of the article's quotations whose words stand in it."""
    reason: str = ""
    """One line for people where it needs one."""
    alt: str | None = None

    @property
    def posting(self) -> str | None:
        """Key of the captured post that is likest to what was read, or None."""
        return self.candidates[0].posting if self.candidates else None
