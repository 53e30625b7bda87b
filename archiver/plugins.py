"""The plugin manager: built-in platforms and third parties', through the same hook."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import datetime
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar, cast

import pluggy

from archiver.errors import InputError
from archiver.hookspecs import EmbedCopy, Hooks, Platform
from archiver.model import (
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms import BUILT_IN

T = TypeVar("T")
GROUP = "archiver"
"""The entry-point group, and the name of the pluggy project."""


class Guarded(Platform):
    """A third party's platform whose faults end nothing: what fails, names no post.

    The first failure is kept in ``failure``. Plans and parsers are watched where they are run.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.failure: str | None = None
        self.name = platform.name
        self.label = platform.label
        self.markers = platform.markers
        self.routes = platform.routes
        self.time_rules = platform.time_rules
        self.habits = platform.habits
        self.hosts = platform.hosts
        self.last_resort = platform.last_resort

    def match(self, url: str, /) -> PostRef | None:
        """What the plugin says, or None where it fails."""
        return self._asked(PostRef, lambda: self._platform.match(url))

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        """What the plugin says, or None where it fails."""
        return self._asked(PostRef, lambda: self._platform.ref_of_id(post_id))

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        """What the plugin says, or None where it fails or names no time zone."""
        time = self._asked(datetime, lambda: self._platform.created_from_id(ref))
        return time if time is not None and time.tzinfo is not None else None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        """The plugin's own plan."""
        return self._platform.plan(ref)

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        """What the plugin reads; raises what it raises."""
        return self._platform.parse(capture)

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        """What the plugin says, or None where it fails."""
        return self._asked(EmbedCopy, lambda: self._platform.embed_copy(markup))

    def _asked(self, kind: type[T], answer: Callable[[], T | None]) -> T | None:
        try:
            given = answer()
            if given is None or isinstance(given, kind):
                return given
            what = f"it gives {given!r:.60} for a {kind.__name__}"
        except Exception as error:  # noqa: BLE001 - a third party's code may raise anything
            what = f"{type(error).__name__}: {error}"
        self.failure = self.failure or " ".join(f"the plugin {self.name} fails: {what}".split())
        return None


def build_manager(*, load_entry_points: bool = True) -> pluggy.PluginManager:
    """A new manager with the built-in platforms and, unless refused, the installed plugins.

    Raises InputError for a plugin that can't be loaded, and names it.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    for name in BUILT_IN:
        manager.register(import_module(name), name)
    if load_entry_points:
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
            _load(manager, entry)
    return manager


def platforms(manager: pluggy.PluginManager) -> tuple[Platform, ...]:
    """All platforms, sorted by name.

    Raises InputError for what is no platform, and for two platforms of one name.
    """
    found: dict[str, Platform] = {}
    for hook in manager.hook.register_platforms.get_hookimpls():
        group = cast("Iterable[object]", hook.function())
        for platform in group:
            if not isinstance(platform, Platform):
                raise InputError(
                    f"a plugin registers {platform!r}, which is no platform{_lacking(platform)}",
                    "uninstall that plugin, or mend it: see archiver.hookspecs.Platform",
                )
            if platform.name in found:
                raise InputError(
                    f"two plugins register a platform named {platform.name!r}",
                    "uninstall one of them",
                )
            own = hook.plugin_name in BUILT_IN
            found[platform.name] = platform if own else Guarded(platform)
    return tuple(found[name] for name in sorted(found))


def _lacking(platform: object) -> str:
    """What it lacks of a platform; a subclass of Platform inherits what has a default."""
    names = ("name", "label", "markers", "routes", "match", "ref_of_id", "plan", "parse")
    lacking = [name for name in names if not hasattr(platform, name)]
    return f": it has no {', '.join(lacking)}" if lacking else ": it isn't derived from Platform"


def failures(platforms: Iterable[Platform]) -> tuple[str, ...]:
    """One line for each plugin whose code failed since it was loaded."""
    return tuple(one.failure for one in platforms if isinstance(one, Guarded) and one.failure)


def resolve(url: str, platforms: Sequence[Platform]) -> PostRef | None:
    """The post that the address names on any of the platforms, the last resort left out, or None.

    Raises InputError where two platforms claim the address: which one is right is not ours
    to guess.
    """
    named = (platform.match(url) for platform in platforms if not platform.last_resort)
    refs = [ref for ref in named if ref is not None]
    if len(refs) > 1:
        names = " and ".join(sorted(ref.platform for ref in refs))
        raise InputError(f"{url} is claimed by {names}", "uninstall one of these plugins")
    return refs[0] if refs else None


def last_resort(url: str, platforms: Sequence[Platform]) -> PostRef | None:
    """The page as a post of the first platform that takes any page, or None where none does."""
    named = (platform.match(url) for platform in platforms if platform.last_resort)
    return next((ref for ref in named if ref is not None), None)


def _load(manager: pluggy.PluginManager, entry: EntryPoint) -> None:
    try:
        manager.register(entry.load(), entry.name)
    except Exception as error:  # a third party's code may raise anything while it loads
        raise InputError(
            f"the plugin {entry.name} ({entry.value}) can't be loaded: {error}",
            "update or uninstall it",
        ) from error
