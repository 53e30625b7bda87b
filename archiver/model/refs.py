"""Names of posts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRef:
    """A post by its platform and the platform's stable id, never by its handle.

    Where only the article's own copy is known and no id stands in it (flattened
    text), ``id`` is provisional: ``?HANDLE/YYYY-MM-DD/N``, the N-th such post of the
    article, counted from 1, and ``url`` is None. The day is left out where none stands there.

    Where an address names the post in another way than by its id (a short link, a handle in
    place of the author's id, a copy on another server), ``id`` is an alias: a ``~`` and what
    the address has. A visit finds out what it stands for.
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

    @property
    def alias(self) -> bool:
        """True while only another name of the post is known, which a visit must resolve."""
        return self.id.startswith("~")
