"""YouTube: videos (title and description) and community posts, by their id."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from archiver.answers import markup as html
from archiver.answers.site import Site
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Habits, Platform, hookimpl
from archiver.model import PostRef
from archiver.platforms.youtube import names, routes

MARKERS = EmbedMarkers(
    hints=("youtube", "youtu.be"),
    elements=("lite-youtube", "amp-youtube"),
    id_attributes=(
        "videoid",
        "data-videoid",
        "data-video-id",
        "data-youtube-id",
        "data-oembed-vid",
    ),
    script_calls=(
        re.compile(
            r"new\s+YT\.Player\s*\([^;]{0,400}?\bvideoId[\"']?\s*:\s*[\"'](?P<id>[\w-]{11})[\"']"
        ),
    ),
    widget_classes=("g-ytsubscribe",),
    widget_paths=("www.youtube.com/subscribe_embed", "www.youtube.com/subscribe_widget"),
)
_LONGEST = 200_000
"""Characters of markup that are read; a frame has a few hundred."""


class YouTube(Site):
    """The platform, as the plugin contract asks for it."""

    name = names.PLATFORM
    label = "YouTube"
    hosts = ("youtube.com", "youtu.be")
    markers = MARKERS
    habits = Habits(spoken=True)
    ways = routes.WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The video or community post that the address names, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The video or community post with that id, or None."""
        return names.ref_of_id(post_id)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """A player has no words of its post; None for what is no player of YouTube's."""
        root = html.fragment(markup[:_LONGEST])
        return EmbedCopy() if root is not None and any(map(_is_player, root.iter())) else None


def _is_player(item: object) -> bool:
    """True for a frame of a video, and for an element that names the site and holds an id."""
    if not isinstance(item, HtmlElement):
        return False
    if item.tag == "iframe":
        addresses = (str(value) for name, value in item.attrib.items() if name.endswith("src"))
        return any(names.match(address) for address in addresses)
    named = " ".join((str(item.tag), *(f"{name} {value}" for name, value in item.attrib.items())))
    return names.PLATFORM in named.lower() and any(
        names.is_video(item.get(name) or "") for name in MARKERS.id_attributes
    )


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """YouTube alone."""
    return (YouTube(),)
