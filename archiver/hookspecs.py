"""The whole plugin contract: what a platform is, and how one is registered.

A platform does no I/O. ``plan`` is a generator: it yields requests, is sent the
exchange for each, and returns what it concludes. The same file so serves a live
visit, the replay of stored evidence, and tests.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

import pluggy

from archiver.model import (
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    Precision,
    SocialMediaPosting,
    Source,
)

hookspec = pluggy.HookspecMarker("archiver")
hookimpl = pluggy.HookimplMarker("archiver")


class Extent(StrEnum):
    """How much of something a route can give."""

    FULL = "full"
    CUT = "cut"
    """It may be shortened, and the parser marks where it is."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to a post, and what its answer can prove at best."""

    name: str
    """As requests of the plan carry it."""
    text: Extent
    time: Precision | None
    """How exact its time of creation is; None where it has none."""
    images: bool = False
    """Pictures at the size that the author uploaded, or the largest that is kept."""
    alt_text: bool = False
    edits: bool = False
    """It tells that a post was edited, or has its earlier versions."""
    source: Source = Source.PLATFORM
    credential: str | None = None
    """Name of the user's token without which it isn't asked."""
    note: str = ""
    """What a reader should know of it, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRules:
    """How the times of a platform's posts compare."""

    slack: timedelta = timedelta(seconds=2)
    """How far two times of one post lie apart at most: the one in its id, the one that the platform
    states, the one in its embed code."""
    days_in_utc: bool = False
    """True where a day that stands without a time is the day in UTC."""


class HandleForm(StrEnum):
    """What of a handle tells accounts apart. Case never does.

    Whatever the form, a server behind a second at sign (``user@host``) is often left out: where
    one of two handles has none, the names alone are compared.
    """

    PLAIN = "plain"
    """All of it."""
    DOMAIN = "domain"
    """It is a domain, and often cited by its first part ("jane" for "jane.example.org")."""
    DOTLESS = "dotless"
    """All but full stops, which the platform passes over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What one must know of a platform's posts to hold words and names against them."""

    handles: HandleForm = HandleForm.PLAIN
    spoken: bool = False
    """True where its posts are videos: what is said in them stands in no text."""


class BodyPlace(StrEnum):
    """Where a post's words stand, seen from its attribution."""

    BEFORE = "before"
    AFTER = "after"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlattenedForm:
    """An attribution of a post in text that lost its markup.

    ``pattern`` has the named group ``handle`` or ``name``, and may have ``date`` (a date line as
    ``text.datelines`` reads them; an empty group says where one must begin), ``id`` and ``text``.
    It is searched in one line, or in two that follow each other, joined by a line feed. A form
    without a handle, an id and a text counts only in a text that names the platform.
    """

    pattern: re.Pattern[str]
    body: BodyPlace = BodyPlace.NONE
    dates_in_utc: bool = False
    """True where the platform prints the day in UTC, whoever embeds the post."""
    anchors: tuple[str, ...] = ()
    """One of these stands in every such line, in this case of letters; other lines are not
    searched. Empty: all are."""
    opening: re.Pattern[str] | None = None
    """What may stand before the words and is none of them ("View this post on Instagram")."""
    zones: tuple[tuple[str, int], ...] = ()
    """Names of time zones that stand behind its times, and their minutes from UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How a platform counts the length of a post. Unless it says more, a code point is one."""

    links: re.Pattern[str] | None = None
    """Links that count ``link``, however long they are."""
    link: int = 0
    narrow: tuple[tuple[int, int], ...] = ()
    """First and last of the code points that count one, all others two. Empty: all count one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedCopy:
    """What the markup of an embed has of its post, read by the platform that made the markup."""

    text: str | None = None
    """The words, or None where the markup has none."""
    author_name: str | None = None
    handle: str | None = None
    date_line: str | None = None
    created: datetime | None = None
    """A time with its zone that the markup states, UTC."""
    language: str | None = None
    version_id: str | None = None
    cut: bool = False
    """True where the markup shows that the words are cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedMarkers:
    """How a platform's posts stand in an article's HTML, as data.

    All names are lower case and compared so.
    """

    hints: tuple[str, ...]
    """Substrings, one of which stands in every page that carries such a post."""
    quote_classes: tuple[str, ...] = ()
    """Classes of the element that holds the post's text and its attribution line."""
    elements: tuple[str, ...] = ()
    """Custom elements that carry a post ("amp-twitter")."""
    id_attributes: tuple[str, ...] = ()
    """Attributes whose value is a bare id or a URL of a post."""
    iframe_ids: tuple[tuple[str, str], ...] = ()
    """(start of an iframe's address after the scheme, query parameter with the id)."""
    first_link: bool = False
    """True where an embed is of the post that its first link names. Else it is the last one's:
    earlier links stand in the words."""
    json_text_keys: tuple[str, ...] = ()
    """Keys under which JSON in an attribute or script has the post's text, best first."""
    json_id_keys: tuple[str, ...] = ()
    """Keys under which such JSON has its id or address, beside "id", "url" and the like."""
    may_be_cut: tuple[date, int] | None = None
    """Since that day, copies of so many code points or more may be cut without a sign."""
    cut_copy: re.Pattern[str] | None = None
    """What a copy reads like that was cut. None: any copy that ends in an ellipsis may be."""
    longest: tuple[tuple[date, int], ...] = ()
    """How long posts could be from a day on, as ``counting`` counts; the earliest day first."""
    counting: Counting = Counting()
    media_link: re.Pattern[str] | None = None
    """Links that its copies have at the end of the words in place of pictures."""
    short_link: re.Pattern[str] | None = None
    """Links as the platform shortens them."""
    media_mark: re.Pattern[str] | None = None
    """What copies have behind the words in place of pictures, and is none of them."""
    flattened: tuple[FlattenedForm, ...] = ()
    """How its attribution reads in plain text."""
    script_calls: tuple[re.Pattern[str], ...] = ()
    """Calls in scripts that show a post; the group ``id`` is an id or an address of it."""
    widget_classes: tuple[str, ...] = ()
    """Classes of what is not an embed: share, follow and timeline widgets."""
    widget_paths: tuple[str, ...] = ()
    """Starts of addresses, after the scheme, that are widgets and not posts."""


@runtime_checkable
class Platform(Protocol):
    """One social media platform."""

    name: str
    """Short and stable: the platform part of every reference ("x")."""
    label: str
    """For people ("X (Twitter)")."""
    markers: EmbedMarkers
    routes: tuple[Route, ...]
    """Every way to a post, in the order of the plan."""
    time_rules: TimeRules = TimeRules()
    habits: Habits = Habits()
    hosts: tuple[str, ...] = ()
    """Hosts that are this platform's with all below them: what names no post there is none."""
    last_resort: bool = False
    """True for one that takes any page: it is asked where no other platform knows an address."""

    def match(self, url: str, /) -> PostRef | None:
        """The post that ``url`` names, or None where it names none of this platform's.

        A short link of the platform's own, and any other address without the stable id in it,
        names a post by an alias (``PostRef.alias``).
        """

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that bare id, or None where it is no id of this platform."""

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the id, UTC, or None where this id carries none."""

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """All routes to the post, best first, until one has it.

        An alias is resolved first; the outcome then names the post that was meant.
        """

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What each witness in the capture has of the post, best first; empty where none has.

        Raises ParseError where an answer that should hold the post has an unknown shape.
        """

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the HTML of one embed, as the platform makes it, has of the post.

        None where the markup is not in a form that this platform makes: the reader then reads
        it as any block quote with an attribution line.
        """
        del markup
        return None


class Hooks:
    """The hooks that a plugin may implement."""

    @hookspec
    def register_platforms(self) -> Iterable[Platform]:  # type: ignore[empty-body]
        """Platforms to add to the built-in ones."""
