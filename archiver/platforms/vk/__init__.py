"""VK: posts on walls, and videos, by their owner and number, read without an account."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archiver.answers.site import Site
from archiver.answers.steps import Way
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Extent, Platform, Route, hookimpl
from archiver.model import (
    PostRef,
    Precision,
)
from archiver.platforms.vk import names, page
from archiver.text.html import attribute, parse

_CALL = re.compile(
    r"""VK\.Widgets\.Post\(\s*["'`][^"'`\n]{0,80}["'`]\s*,
    \s*(?P<id>-?[0-9]{1,12}\s*,\s*[0-9]{1,12})\b""",
    re.VERBOSE,
)
MARKERS = EmbedMarkers(
    hints=("vk.com", "vk.ru", "vkontakte", "vkvideo.ru", "vk_post_", "vk.widgets"),
    script_calls=(_CALL,),
    widget_classes=("vk_share_button",),
    widget_paths=tuple(
        f"{host}{path}"
        for host in ("vk.com", "vk.ru", "www.vk.com", "vkontakte.ru")
        for path in ("/share.php", "/widget_like.php", "/widget_community.php")
    ),
)
WAYS = (
    Way(
        route=Route(
            name="page",
            text=Extent.FULL,
            time=Precision.SECOND,
            images=True,
            note="The page of the full site; refused from many networks. Not every page states "
            "an exact time, and a video’s has its title and a summary alone.",
        ),
        request=page.request,
        read=page.read,
        archived=True,
    ),
    Way(
        route=Route(
            name="mobile",
            text=Extent.FULL,
            time=None,
            images=True,
            note="The page of the mobile site.",
        ),
        request=page.mobile_request,
        read=page.read,
        archived=True,
    ),
)
"""The ways to a post, best first."""


class VK(Site):
    """The platform, as the plugin contract asks for it.

    The id is the platform's own name: "wall-1_45616", the owner negative for a community.
    """

    name = names.PLATFORM
    label = "VK"
    hosts = ("vk.com", "vk.ru")
    markers = MARKERS
    ways = WAYS

    def match(self, url: str, /) -> PostRef | None:
        """The post or video that the address names, or None."""
        return names.match(url)

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """The post with that id, as references ("wall-1_2") or widgets ("-1_2") have it."""
        return names.ref_of_id(post_id)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """A copy without words: the platform's embeds are scripts and frames."""
        tree = parse(markup)
        sources = (attribute(one, "src") for one in tree.find_all("iframe"))
        called = _CALL.search(markup) is not None
        boxed = tree.find(id=re.compile(r"vk_post_-?[0-9]+_[0-9]+")) is not None
        return EmbedCopy() if called or boxed or any(map(names.match, sources)) else None


@hookimpl
def register_platforms() -> Iterable[Platform]:
    """VK alone."""
    return (VK(),)
