"""The whole plugin contract: what a platform is, and how one is registered.

A platform does no I/O. ``plan`` is a generator: it yields requests, is sent the
exchange for each, and returns what it concludes. The same file so serves a live
visit, the replay of stored evidence, and tests.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

import pluggy

from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting

hookspec = pluggy.HookspecMarker("archiver")
hookimpl = pluggy.HookimplMarker("archiver")


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
    json_text_keys: tuple[str, ...] = ()
    """Keys under which JSON in an attribute or script has the post's text, best first."""
    may_be_cut: tuple[date, int] | None = None
    """Since that day, copies of so many code points or more may be cut without a sign."""
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

    def match(self, url: str, /) -> PostRef | None:
        """The post that ``url`` names, or None where it names none of this platform's."""

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that bare id, or None where it is no id of this platform."""

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the id, UTC, or None where this id carries none."""

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """All routes to the post, best first, until one has it."""

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What each witness in the capture has of the post, best first; empty where none has.

        Raises ParseError where an answer that should hold the post has an unknown shape.
        """


class Hooks:
    """The hooks that a plugin may implement."""

    @hookspec
    def register_platforms(self) -> Iterable[Platform]:  # type: ignore[empty-body]
        """Platforms to add to the built-in ones."""
