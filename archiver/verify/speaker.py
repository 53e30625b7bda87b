"""Whether the one an article names is the one who posted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import regex

from archiver.hookspecs import Habits, HandleForm
from archiver.model import SocialMediaPosting
from archiver.text.fold import letters
from archiver.text.language import available, language

_MIN_PART = 3
_PREFIX = regex.compile(r"^/?u/")
"""How Reddit's users are named."""


def is_handle(named: str) -> bool:
    """Whether the article names an account, and no person: "@jane", "u/jane"."""
    return named.startswith("@") or _PREFIX.match(named) is not None


def form_of(habits: Mapping[str, Habits], posting: SocialMediaPosting) -> HandleForm | None:
    """The form of handles on the post's platform; None where it isn't known."""
    known = habits.get(posting.ref.platform)
    return None if known is None else known.handles


def is_author(
    named: str | None, posting: SocialMediaPosting, form: HandleForm | None = None
) -> bool | None:
    """True where a name or handle fits the posting's author, False where none does.

    None where the article names nobody, or the author is unknown. False is no proof of
    anything: people post under other names than their own, and handles can be renamed.
    """
    known = [part for part in (posting.author_name, posting.handle) if part]
    if not named or not known:
        return None
    if is_handle(named):
        return None if not posting.handle else same_handle(named, posting.handle, form)
    names = [letters(word) for word in (posting.author_name or "").split()]
    every = [letters(word) for word in named.split()]
    fits = _fits(named, names, posting.handle, form)
    return any(fits) and not (sum(fits) == 1 and _relative(every, names))


def same_handle(one: str, other: str, form: HandleForm | None = None) -> bool:
    """Whether two handles can be of one account, whatever their case and at signs.

    ``form`` is that of their platform. Where it isn't known, any form under which they are one
    will do.
    """
    forms = tuple(HandleForm) if form is None else (form,)
    return any(_same(_parts(one, each), _parts(other, each)) for each in forms)


def alike_handle(one: str, other: str, form: HandleForm | None = None) -> bool:
    """Whether two handles differ in nothing but their server or domain: it may have moved."""
    forms = tuple(HandleForm) if form is None else (form,)
    return any(_parts(one, each)[0] == _parts(other, each)[0] for each in forms)


def _same(first: tuple[str, str], second: tuple[str, str]) -> bool:
    if not first[0] or not second[0]:
        return False
    if first[1] and second[1]:
        return first == second
    return first[0] == second[0]


def _parts(handle: str, form: HandleForm) -> tuple[str, str]:
    """What must agree of a handle, and what may be left out: its server or domain."""
    bare = _PREFIX.sub("", handle.strip())
    name, _, host = bare.lstrip("@＠").rstrip(".").partition("@")
    if form is HandleForm.DOMAIN and not host:
        name, _, host = name.partition(".")
    dot = "" if form is HandleForm.DOTLESS else "."
    return dot.join(map(letters, name.split("."))), letters(host)


def is_surely_author(
    named: str | None, posting: SocialMediaPosting, form: HandleForm | None = None
) -> bool:
    """Whether every part of the name fits the author's own, party and employer left aside.

    "Labour" is not "Tom Reed MP - Labour", and "BBC News" not "Tom Reed BBC".
    """
    if not named or not is_author(named, posting, form):
        return False
    if is_handle(named):
        return True
    own = regex.split(r"\s[-–—|/•·]\s|[(\[,]", posting.author_name or "")[0]
    return all(_fits(named, [letters(word) for word in own.split()], posting.handle, form))


def _fits(named: str, names: list[str], handle: str | None, form: HandleForm | None) -> list[bool]:
    """For each part of a name that is no title, whether it is one of the author's names."""
    account = letters(_parts(handle or "", form or HandleForm.DOMAIN)[0])
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
    tables = (language(tag).attribution for tag in available())
    return frozenset(letters(word) for table in tables for word in table.get("honorifics", ()))
