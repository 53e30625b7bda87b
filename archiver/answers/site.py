"""A platform whose routes don't depend on each other: all that most platforms need."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any

from archiver.answers import steps
from archiver.answers.steps import Way
from archiver.hookspecs import Platform, Route
from archiver.model import (
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
)


class Site(Platform):
    """A platform that asks its ways in their order, each on its own.

    A subclass sets ``ways`` beside its names, and has ``match`` and ``ref_of_id``. Its
    ``routes`` are those of the ways.
    """

    ways: tuple[Way, ...]
    """The ways to a post, best first."""
    routes: tuple[Route, ...] = ()

    def __init_subclass__(cls, **arguments: Any) -> None:
        """The class declares the routes of its ways."""
        super().__init_subclass__(**arguments)
        cls.routes = tuple(way.route for way in cls.ways)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """None: no id of this platform carries a time."""
        del ref
        return None

    def in_one_visit(self) -> tuple[Way, ...]:
        """The ways as one visit reads them."""
        return self.ways

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """Each way in turn, until one has all of the post; then archives; then third parties."""
        return steps.run(self.in_one_visit(), ref, self.match, self.hosts)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """The post by each witness, best first, then the posts that its answers carry.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return steps.parse(self.ways, capture)
