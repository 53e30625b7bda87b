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


class Claimant(StrEnum):
    """Who says what time it was."""

    PLATFORM = "platform"
    """The platform's own clock."""
    AUTHOR = "author"
    """The author's program: it can say anything."""
    IDENTIFIER = "identifier"
    """The id of the post, by its documented layout."""
    ARTICLE = "article"
    """The article's copy of the post."""


class TimeKind(StrEnum):
    """What happened at a time."""

    CREATED = "created"
    EDITED = "edited"
    INDEXED = "indexed"
    """A server first saw the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeClaim:
    """A time as one field of an answer states it."""

    kind: TimeKind
    time: datetime
    """UTC."""
    precision: Precision
    claimant: Claimant
    field: str
    """The name that the answer has for it: "createdAt", "indexedAt"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A question with its options, which stands beside a post's text and not in it."""

    options: tuple[str, ...]
    question: str | None = None
    closes: datetime | None = None
    """UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a post's text: as it stands there, and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageObject:
    """A picture of a post (schema.org ImageObject).

    ``sha256`` (hex), ``phash`` and ``dhash`` (16 hex digits, 64 bits each) are None until
    the picture has been fetched, and while what came is not what ``claimed_sha256`` names.
    """

    content_url: str
    caption: str | None = None
    """The alt text that its author gave."""
    width: int | None = None
    height: int | None = None
    claimed_sha256: str | None = None
    """Hex digest of its bytes as the post's own record states it, where it does."""
    sha256: str | None = None
    phash: str | None = None
    dhash: str | None = None
    thumbnail_of: str | None = None
    """What it stands for, where it is no picture of the post itself: "video", "gif"."""


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
    """When this version replaced the one before, or the last edit was made, UTC."""
    was_edited: bool = False
    """True where the witness says that it was edited, with or without saying when."""
    superseded: datetime | None = None
    """When the next version replaced this one, UTC; None for the newest that is known."""
    times: tuple[TimeClaim, ...] = ()
    """Every time that the answer states, ``created`` and ``edited`` among them, and who says so."""
    language: str | None = None
    """BCP 47 tag, as the witness states it."""
    images: tuple[ImageObject, ...] = ()
    links: tuple[Link, ...] = ()
    in_reply_to: PostRef | None = None
    shared_content: PostRef | None = None
    """The post that this one quotes."""
    version_ids: tuple[str, ...] = ()
    """Ids of all versions of an edited post, oldest first, this one's among them."""
    version_id: str | None = None
    """The platform's own name of exactly this version (a Bluesky CID), where it has one."""
    content_warning: str | None = None
    """What the author set before the text; not part of ``text``."""
    poll: Poll | None = None
    opt_outs: tuple[str, ...] = ()
    """Wishes of the author on who may show or index it, as the platform spells them."""
    availability: Availability = Availability.AVAILABLE
    witnessed_at: datetime | None = None
    """When the witness saw it, UTC: the exchange's date or the Memento-Datetime."""
    alternatives: tuple[str, ...] = ()
    """Other readings of a damaged copy (displaced attribution, glued paragraph)."""
    repairs: tuple[str, ...] = ()
    """What had to be mended in a damaged copy to read it, in one line each."""
    imported: str | None = None
    """The file of another program that it was read from, as in ``Capture.imported``."""
