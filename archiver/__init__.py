"""Find the posts that an article quotes, capture them, and check every word.

``from archiver import Archive, check, capture``: the functions that the commands call.
``open_desk`` gives them what they work with, ``source_of`` an article's bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archiver.version import __version__

if TYPE_CHECKING:
    from archiver.pipeline import capture, check, open_desk, source_of
    from archiver.store import Archive

__all__ = ["Archive", "__version__", "capture", "check", "open_desk", "source_of"]


def __getattr__(name: str) -> Any:
    """The public names, imported when first asked for, so that ``--help`` stays quick."""
    if name == "Archive":
        from archiver.store import Archive

        return Archive
    if name in __all__:
        from archiver import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'archiver' has no attribute {name!r}")
