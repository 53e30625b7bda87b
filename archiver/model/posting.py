"""What a parser read from a capture, or a reader from an article's embed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archiver.model.exchange import Availability
from archiver.model.refs import PostRef


class Witness(StrEnum):
    """Where a posting's text comes from, strongest first."""

    PLATFORM = "platform"
    ARCHIVE = "archive"
    EMBED = "embed"
    THIRD_PARTY = "third_party"


class Precision(StrEnum):
    """How exact a time is."""

    MILLISECOND = "millisecond"
    SECOND = "second"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a post's text: as it stands there, and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageObject:
    """A picture of a post (schema.org ImageObject).

    ``sha256`` (hex), ``phash`` and ``dhash`` (16 hex digits, 64 bits each) are None until
    the picture has been fetched.
    """

    content_url: str
    caption: str | None = None
    """The alt text that its author gave."""
    width: int | None = None
    height: int | None = None
    sha256: str | None = None
    phash: str | None = None
    dhash: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialMediaPosting:
    """One post as one witness has it (schema.org SocialMediaPosting)."""

    ref: PostRef
    witness: Witness
    parser: str
    """Name and version of what read it: "x.syndication/1"."""
    text: str
    """The words, entities decoded, links as they stand in the post."""
    complete: bool = True
    """False where the witness is known to have cut the text."""
    incomplete_reason: str | None = None
    author_name: str | None = None
    handle: str | None = None
    """Without the at sign."""
    author_id: str | None = None
    created: datetime | None = None
    """UTC; midnight where ``created_precision`` is DAY."""
    created_precision: Precision | None = None
    edited: datetime | None = None
    language: str | None = None
    """BCP 47 tag, as the witness states it."""
    images: tuple[ImageObject, ...] = ()
    links: tuple[Link, ...] = ()
    in_reply_to: PostRef | None = None
    shared_content: PostRef | None = None
    """The post that this one quotes."""
    version_ids: tuple[str, ...] = ()
    """Ids of all versions of an edited post, oldest first, this one's among them."""
    availability: Availability = Availability.AVAILABLE
    witnessed_at: datetime | None = None
    """When the witness saw it, UTC: the exchange's date or the Memento-Datetime."""
    alternatives: tuple[str, ...] = ()
    """Other readings of a damaged copy (displaced attribution, glued paragraph)."""
    repairs: tuple[str, ...] = ()
    """What had to be mended in a damaged copy to read it, in one line each."""
