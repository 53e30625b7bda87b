"""Whether the one an article names is the one who posted."""

from __future__ import annotations

from archiver.model import SocialMediaPosting
from archiver.text.fold import letters

_MIN_PART = 3


def is_author(named: str | None, posting: SocialMediaPosting) -> bool | None:
    """True where a name or handle fits the posting's author, False where none does.

    None where the article names nobody, or the author is unknown. False is no proof of
    anything: people post under other names than their own.
    """
    known = [part for part in (posting.author_name, posting.handle) if part]
    if not named or not known:
        return None
    if named.startswith("@"):
        handle = posting.handle
        return None if not handle else letters(named) == letters(handle)
    handle = letters(posting.handle or "")
    names = {letters(word) for word in (posting.author_name or "").split()}
    parts = [letters(word) for word in named.split()]
    parts = [part for part in parts if len(part) >= _MIN_PART] or parts
    return any(part in names or (len(part) >= _MIN_PART and part in handle) for part in parts)
