"""Names of posts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRef:
    """A post by its platform and the platform's stable id, never by its handle.

    Where only the article's own copy is known and no id stands in it (flattened
    text), ``id`` is provisional: ``?HANDLE/YYYY-MM-DD/N``, the N-th such post of the
    article, counted from 1, and ``url`` is None.
    """

    platform: str
    id: str
    url: str | None = field(default=None, compare=False)
    handle: str | None = field(default=None, compare=False)
    """The handle in the URL. Decorative: it can be stale or wrong."""

    @property
    def key(self) -> str:
        """``platform:id``, as reports and the archive write it."""
        return f"{self.platform}:{self.id}"

    @property
    def provisional(self) -> bool:
        """True while no platform id is known."""
        return self.id.startswith("?")
