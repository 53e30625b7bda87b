"""Whether the one an article names is the one who posted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

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

    None where the article names nobody, the author is unknown, or the two are written in
    different scripts. False is no proof of anything: people post under other names than their
    own, and handles can be renamed.
    """
    known = [part for part in (posting.author_name, posting.handle) if part]
    if not named or not known:
        return None
    if is_handle(named):
        return None if not posting.handle else same_handle(named, posting.handle, form)
    names = [letters(word) for word in (posting.author_name or "").split()]
    if not _one_script(named, names, posting.handle):
        return None
    every = [letters(word) for word in named.split()]
    fits = _fits(named, names, posting.handle, form)
    return any(fits) and not (sum(fits) == 1 and _relative(every, names))


def _one_script(named: str, names: list[str], handle: str | None) -> bool:
    """Whether a name can be compared at all: "Песков" with "Dmitry Peskov" can't.

    Where no letter of the one is of a script of the other, a name that doesn't fit says nothing.
    """
    mine = scripts_of(letters(named))
    theirs = scripts_of("".join(names)) | scripts_of(letters(handle or ""))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def scripts_of(text: str) -> frozenset[str]:
    """The scripts that the letters of a text are of."""
    return frozenset(name for name, pattern in _SCRIPTS.items() if pattern.search(text))


_SCRIPTS = MappingProxyType(
    {
        name: regex.compile(pattern)
        for name, pattern in (
            ("Latin", r"\p{Latin}"),
            ("Cyrillic", r"\p{Cyrillic}"),
            ("Greek", r"\p{Greek}"),
            ("Arabic", r"\p{Arabic}"),
            ("Hebrew", r"\p{Hebrew}"),
            ("Devanagari", r"\p{Devanagari}"),
            ("Hangul", r"\p{Hangul}"),
            ("Kana", r"[\p{Hiragana}\p{Katakana}]"),
            ("Han", r"\p{Han}"),
        )
    }
)


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
    # An underscore tells accounts apart: "@mayor" and "@mayor_" are two.
    spelt = ("_".join(map(letters, part.split("_"))) for part in name.split("."))
    return dot.join(spelt), letters(host)


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
    names = [letters(word) for word in own.split()]
    return all(_fits(named, names, posting.handle, form, surely=True))


def names_whole(
    named: str | None, posting: SocialMediaPosting, form: HandleForm | None = None
) -> bool:
    """Whether a name is surely the author's, or has the whole of the author's and a role beside.

    "Volunteer Ada Finch" has the whole of "Ada Finch", and "Finch" is in no way another's.
    """
    if is_surely_author(named, posting, form):
        return True
    own = [letters(word) for word in (posting.author_name or "").split()]
    words = [letters(word) for word in (named or "").split()]
    return len(own) > 1 and words[-len(own) :] == own


def _fits(
    named: str,
    names: list[str],
    handle: str | None,
    form: HandleForm | None,
    *,
    surely: bool = False,
) -> list[bool]:
    """For each part of a name that is no title, whether it is one of the author's names."""
    if _UNSPACED.fullmatch("".join(names)):
        names = [*names, "".join(names)]
    account = letters(_parts(handle or "", form or HandleForm.DOMAIN)[0])
    every = [letters(word) for word in named.split()]
    parts = [part for part in every if len(part) >= _MIN_PART and part not in _titles()] or every
    return [
        any(_same_name(part, name, surely=surely) for name in names)
        or (len(part) >= _MIN_PART and part in account)
        for part in parts
    ]


def _same_name(part: str, name: str, *, surely: bool) -> bool:
    """Whether a part of the article's name is one of the author's.

    As it is, in a short form, in another case of a Slavic language, or as a part of a name that
    is written without spaces.
    """
    if part == name or _one_given(part, name):
        return True
    if _CYRILLIC.fullmatch(part) and _CYRILLIC.fullmatch(name):
        stem = min(len(part), len(name)) - _ENDING + 1
        return stem >= _STEM and part[:stem] == name[:stem] and abs(len(part) - len(name)) < _ENDING
    unspaced = _UNSPACED.fullmatch(part) is not None and _UNSPACED.fullmatch(name) is not None
    return unspaced and _same_unspaced(part, name, surely=surely)


def _same_unspaced(part: str, name: str, *, surely: bool) -> bool:
    """Whether the family name comes first in a name without spaces, or the given name last.

    One sign ("김") is a family name of many, and a longer name than the author's is more than
    is known of him: both may be his, and are not surely.
    """
    if len(part) >= _SIGNS:
        whole = name.startswith(part) or name.endswith(part)
        return whole or (not surely and len(name) >= _SIGNS and part.startswith(name))
    return not surely and name.startswith(part)


_CYRILLIC = regex.compile(r"\p{Cyrillic}+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}ー]+")
_SIGNS = 2
"""The fewest signs of a name without spaces that tell one family from others."""
_STEM, _ENDING = 4, 3
"""The fewest letters of a stem, and the fewest that are too many for an ending."""


def _one_given(one: str, other: str) -> bool:
    """Whether two given names can be one person's: Bob and Robert."""
    forms = _given_names()
    return not forms.get(one, frozenset((one,))).isdisjoint(forms.get(other, frozenset((other,))))


@cache
def _given_names() -> Mapping[str, frozenset[str]]:
    """Every given name that has short forms, and every such form, with the names that it is of."""
    source = files("archiver.verify").joinpath("given_names.toml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, forms in tomllib.loads(source)["forms"].items():
        for form in (name, *forms):
            found.setdefault(letters(form), set()).add(letters(name))
    return MappingProxyType({form: frozenset(names) for form, names in found.items()})


def _relative(named: list[str], names: list[str]) -> bool:
    """Whether two full names share the family name alone: Melania and Donald J. Trump.

    The same initial can be a short form: Don is not told from Donald.
    """
    if len(named) < 2 or len(names) < 2 or named[-1] != names[-1] or named[-2] in _titles():
        return False
    given = [name for name in names[:-1] if name not in _titles()]
    return bool(given) and not any(
        name[:1] == named[-2][:1] or _one_given(name, named[-2]) for name in given
    )


@cache
def _titles() -> frozenset[str]:
    """What stands before a name, in all languages that have a file."""
    tables = (language(tag).attribution for tag in available())
    return frozenset(letters(word) for table in tables for word in table.get("honorifics", ()))
