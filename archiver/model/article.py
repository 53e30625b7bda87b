"""An article as it was read: text, embeds, quotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archiver.model.refs import PostRef
from archiver.model.selectors import TextPositionSelector, TextQuoteSelector


class Channel(StrEnum):
    """What an attribution says of where the words stood."""

    POSTED = "posted"
    """In a post: "tweeted", "wrote on X"."""
    SPOKEN = "spoken"
    """Elsewhere: "told CNN in a statement"."""
    NEUTRAL = "neutral"
    """Said or written, it doesn't say where."""
    TERM = "term"
    """A title, a term, scare quotes: no one's words."""
    NONE = "none"
    """No attribution was found."""


class QuotationKind(StrEnum):
    """How the article marks the words."""

    MARKS = "marks"
    Q = "q"
    BLOCKQUOTE = "blockquote"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """A place in the article that carries a post."""

    ref: PostRef
    marker: str
    """What gave it away: "blockquote.twitter-tweet", "flattened", "amp-twitter"."""
    start: int | None = None
    end: int | None = None
    """Code points in the article's text; None where it does not stand in the text."""
    text: str | None = None
    """The article's own copy of the words, without the attribution line."""
    author_name: str | None = None
    handle: str | None = None
    date_line: str | None = None
    """The date as it stands in the article."""
    created: datetime | None = None
    """The date line read, UTC; midnight where only a day stands there."""
    created_exact: bool = False
    """True where the markup gives a time to the second."""
    language: str | None = None
    version_id: str | None = None
    """The platform's name of the version that was embedded (a Bluesky CID), as it stands there."""
    cut: bool = False
    """True where the copy shows that it has not all of the words."""
    images: tuple[tuple[str, str | None], ...] = ()
    """Address and alt text of pictures inside the embed."""
    alternatives: tuple[str, ...] = ()
    """Other readings of the text where the copy is damaged, best first."""
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A span of the article between quotation marks, or a block quote.

    ``quote.exact`` is the text between the marks; ``position`` are its code points.
    """

    quote: TextQuoteSelector
    position: TextPositionSelector
    kind: QuotationKind
    attribution: str | None = None
    """The words that introduce or follow it."""
    attributed_to: str | None = None
    """The speaker as the article names him: a name or an @handle."""
    channel: Channel = Channel.NONE
    cue: str | None = None
    """The word that decided the channel: "tweeted", "told"."""
    continues: int | None = None
    """Index, in the article's quotations, of the one that this one goes on from."""


class DateBasis(StrEnum):
    """What a reading of an article's date words counts from, the likeliest first."""

    STATED = "stated"
    """The words alone, or the day of publication as the article states it."""
    ZONE = "zone"
    """The day on which it was published in another time zone."""
    UPDATED = "updated"
    """A day between publication and the last change of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """A span of time that date words may mean: local times, in whatever zone."""

    first: datetime
    last: datetime
    """Not part of the span. Both without a time zone."""
    basis: DateBasis = DateBasis.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """Words of the article on when a post was made: "on Wednesday night", "Sept. 5"."""

    start: int
    end: int
    """Code points in the article's text."""
    words: str
    kind: str
    """What they name: "date", "weekday", "relative", "month" or "year"."""
    readings: tuple[DateReading, ...]
    """All that they may mean, the earliest first of each basis; never empty."""
    quotation: int | None = None
    """Index in the article's quotations of the one whose attribution they stand in."""
    embed: int | None = None
    """Index in the article's embeds of the one that their sentence leads up to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleImage:
    """A picture of the article: its address, alt text and caption."""

    url: str
    """As it stands in the page; ``ni:`` and a digest (RFC 6920) where the page itself holds it."""
    alt: str | None = None
    caption: str | None = None
    others: tuple[str, ...] = ()
    """Other addresses of the same picture, the largest copies first."""
    shown: bool = True
    """False where the page doesn't show it, and only announces it to other sites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One page or text under check, as one version of the reader read it."""

    text: str
    """The article's words. All positions count its code points."""
    sha256: str
    """Hex SHA-256 of the bytes that were read."""
    reader: str
    """Name and version of the reader: "html/1", "plain/1"."""
    url: str | None = None
    source: str | None = None
    """Where the bytes came from, as the user named it: a path, a URL, "-"."""
    title: str | None = None
    published: date | datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    embeds: tuple[Embed, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    images: tuple[ArticleImage, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader should know of how it was read (encoding guessed, bytes replaced)."""
    modified: date | datetime | None = None
    """When the page says that it was last changed."""
    dates: tuple[DateMention, ...] = ()
    """Its own words on when posts were made, in the order of the text."""
