"""The plugin manager: built-in platforms and third parties', through the same hook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

import pluggy

from archiver.errors import InputError
from archiver.hookspecs import Hooks, Platform
from archiver.model import PostRef
from archiver.platforms import BUILT_IN

GROUP = "archiver"
"""The entry-point group, and the name of the pluggy project."""


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
    registered: list[Iterable[object]] = manager.hook.register_platforms()
    for platform in (item for group in registered for item in group):
        if not isinstance(platform, Platform):
            raise InputError(
                f"a plugin registers {platform!r}, which is no platform",
                "uninstall that plugin, or mend it: see archiver.hookspecs.Platform",
            )
        if platform.name in found:
            raise InputError(
                f"two plugins register a platform named {platform.name!r}", "uninstall one of them"
            )
        found[platform.name] = platform
    return tuple(found[name] for name in sorted(found))


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
