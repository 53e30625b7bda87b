"""Whether the one an article names is the one who posted."""

from __future__ import annotations

from functools import cache

import regex

from archiver.model import SocialMediaPosting
from archiver.text.fold import letters
from archiver.text.language import available, language

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
        return None if not posting.handle else same_handle(named, posting.handle)
    names = [letters(word) for word in (posting.author_name or "").split()]
    every = [letters(word) for word in named.split()]
    fits = _fits(named, names, posting.handle)
    return any(fits) and not (sum(fits) == 1 and _relative(every, names))


def same_handle(one: str, other: str) -> bool:
    """Whether two handles can be of one account, whatever their case and at signs.

    A handle that holds its server (``user@host``) or is a domain (``user.host``) is often cited
    by its first part: where one of the two has nothing else, that part alone counts.
    """
    first, second = _parts(one), _parts(other)
    if first is None or second is None:
        return False
    if first[1] and second[1]:
        return first == second
    return first[0] == second[0]


def _parts(handle: str) -> tuple[str, str] | None:
    """The first part of a handle and the rest of it, in letters and digits; None for no handle."""
    name, _, host = handle.strip().lstrip("@＠").partition("@")
    if not host:
        name, _, host = name.partition(".")
    return (letters(name), letters(host)) if letters(name) else None


def is_surely_author(named: str | None, posting: SocialMediaPosting) -> bool:
    """Whether every part of the name fits the author's own, party and employer left aside.

    "Labour" is not "Tom Reed MP - Labour", and "BBC News" not "Tom Reed BBC".
    """
    if not named or not is_author(named, posting):
        return False
    if named.startswith("@"):
        return True
    own = regex.split(r"\s[-–—|/•·]\s|[(\[,]", posting.author_name or "")[0]
    return all(_fits(named, [letters(word) for word in own.split()], posting.handle))


def _fits(named: str, names: list[str], handle: str | None) -> list[bool]:
    """For each part of a name that is no title, whether it is one of the author's names."""
    account = (_parts(handle or "") or ("", ""))[0]
    every = [letters(word) for word in named.split()]
    parts = [part for part in every if len(part) >= _MIN_PART and part not in _titles()] or every
    return [part in names or (len(part) >= _MIN_PART and part in account) for part in parts]


def _relative(named: list[str], names: list[str]) -> bool:
    """Whether two full names share the family name alone: Melania and Donald J. Trump.

    The same initial can be a short form: Don is not told from Donald.
    """
    if len(named) < 2 or len(names) < 2 or named[-1] != names[-1] or named[-2] in _titles():
        return False
    given = [name for name in names[:-1] if name not in _titles()]
    return bool(given) and not any(name[:1] == named[-2][:1] for name in given)


@cache
def _titles() -> frozenset[str]:
    """What stands before a name, in all languages that have a file."""
    words = (word for tag in available() for word in language(tag).attribution["honorifics"])
    return frozenset(letters(word) for word in words)
