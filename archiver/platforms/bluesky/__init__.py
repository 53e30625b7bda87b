"""Bluesky: posts by their account and record key, with the account's signature over them."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from datetime import datetime, timedelta

from archiver.hookspecs import (
    BodyPlace,
    EmbedCopy,
    EmbedMarkers,
    FlattenedForm,
    Habits,
    HandleForm,
    Platform,
    TimeRules,
    hookimpl,
)
from archiver.model import Capture, Exchange, FetchRequest, Outcome, PostRef, SocialMediaPosting
from archiver.platforms.bluesky import names, routes, snippet, visit
from archiver.platforms.bluesky.account import Account

_ATTRIBUTION = (
    r"(?:&mdash;|[—–―‒]|(?<!\S)--?(?=\s))[^\S\n]*"
    r"(?P<name>(?:(?![—–―‒]\s|\s--?\s)[^\n]){0,80}?)[^\S\n]*"
    r"\(@(?P<handle>(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,62})\)\s{0,3}"
)
_TIME = r"[0-9]{1,2}[:.][0-9]{2}(?:[^\S\n]?[AaPp]\.?[Mm]\.?)?"
_DAY = (
    rf"(?:{_TIME}[^\S\n]*·[^\S\n]*)?"
    r"(?P<date>[^\n()@|·]{0,28}?(?<![0-9])[0-9]{4}(?![0-9-])"
    r"(?:年[0-9]{1,2}月[0-9]{1,2}日|년 [0-9]{1,2}월 [0-9]{1,2}일)?)"
)
_ISO_DAY = r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?=T[0-9]{2}:)"

MARKERS = EmbedMarkers(
    hints=("bsky", "bluesky", "bsyy.app"),
    quote_classes=(snippet.QUOTE_CLASS, "bluesky-post-fallback"),
    elements=("bluesky-post",),
    id_attributes=("data-bluesky-uri",),
    media_mark=re.compile(r"\[image or embed\]"),
    flattened=(
        FlattenedForm(
            pattern=re.compile(_ATTRIBUTION + _ISO_DAY),
            body=BodyPlace.BEFORE,
            dates_in_utc=True,
            anchors=("(@",),
        ),
        FlattenedForm(
            pattern=re.compile(_ATTRIBUTION + _DAY), body=BodyPlace.BEFORE, anchors=("(@",)
        ),
    ),
    widget_paths=("bsky.app/intent/", "www.bsky.app/intent/"),
)


class Bluesky(Platform):
    """The platform, as the plugin contract asks for it.

    ``appview``, ``plc`` and ``embed`` are where the app's view of the network, the directory
    of accounts, and the embed server answer. An account's own server is named by its identity.
    """

    name = names.PLATFORM
    label = "Bluesky"
    hosts = ("bsky.app",)
    markers = MARKERS
    time_rules = TimeRules(slack=timedelta(minutes=10))
    habits = Habits(handles=HandleForm.DOMAIN)
    """The author's program takes both times from clocks of its own, seconds or minutes apart."""

    def __init__(
        self,
        *,
        appview: str = "https://public.api.bsky.app",
        plc: str = "https://plc.directory",
        embed: str = "https://embed.bsky.app",
    ) -> None:
        self._ends = routes.Endpoints(
            appview=appview.rstrip("/"), plc=plc.rstrip("/"), embed=embed.rstrip("/")
        )
        every = routes.ways(self._ends, Account(did=""))
        self.routes = tuple(way.route for way in every.values())

    def match(self, url: str, /) -> PostRef | None:
        """The post that the address names, on the site, a wrapper of it, or by at://."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post of "DID/RKEY" or of an at:// address, or None for anything else."""
        return names.ref_of_id(post_id)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """The time in the record key, UTC, in microseconds; the author's program chose it."""
        return names.created_from_id(ref.id) if ref.platform == self.name else None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The author's wishes, the signed record, the app's view; archives for what is gone."""
        return visit.plan(self._ends, ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the author's server, the AppView, then archives have of the post.

        Raises ParseError where no answer could be read and one had an unknown shape.
        """
        return visit.parse(self._ends, capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the block quote of the embed dialog or of the embed server has of its post."""
        return snippet.embed_copy(markup)


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """Bluesky alone."""
    return (Bluesky(),)
