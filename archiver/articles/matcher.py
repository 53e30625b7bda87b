"""All platforms as one: which posts addresses, ids, classes and attributes name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from urllib.parse import parse_qs, unquote, urlsplit

from archiver.articles.endings import Endings
from archiver.hookspecs import EmbedMarkers, Platform
from archiver.model import PostRef

Match = Callable[[str], PostRef | None]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}://", re.IGNORECASE)
_MAX_URL = 4_000


class Matcher:
    """The platforms that a page may hold posts of, those of last resort left out.

    An address or id that more than one platform claims names no post: which one is right is not
    ours to guess. It is remembered in ``contested``.
    """

    def __init__(self, platforms: Iterable[Platform]) -> None:
        self.platforms = tuple(one for one in platforms if not one.last_resort)
        self.contested: dict[str, tuple[str, ...]] = {}
        """Names of the platforms that claim an address or id, by what they claim."""
        self._named = {one.name: one for one in self.platforms}
        self._hint = any_of(frozenset(hint for one in self.platforms for hint in one.markers.hints))
        self._widget_paths = tuple(
            path for one in self.platforms for path in one.markers.widget_paths
        )
        self.quote_classes = self._owners("quote_classes")
        self.elements = self._owners("elements")
        self.id_attributes = self._owners("id_attributes")
        self.widget_classes = frozenset(self._owners("widget_classes"))
        self.text_keys = frozenset(self._owners("json_text_keys"))
        self._known: dict[str, PostRef | None] = {}
        self._endings: dict[str, Endings] = {}
        self._names: dict[str, re.Pattern[str]] = {}

    def _owners(self, field: str) -> Mapping[str, frozenset[str]]:
        """The names of the platforms that have a value, by the values of a field of markers."""
        owners: dict[str, frozenset[str]] = {}
        for one in self.platforms:
            for value in getattr(one.markers, field):
                owners[value] = owners.get(value, frozenset()) | {one.name}
        return owners

    def markers(self, platform: str) -> EmbedMarkers | None:
        """The markers of the platform of that name, or None where it is none of these."""
        one = self._named.get(platform)
        return None if one is None else one.markers

    def platform(self, name: str) -> Platform:
        """The platform of that name; raises KeyError where it is none of these."""
        return self._named[name]

    def endings(self, platform: str) -> Endings:
        """How that platform's copies of posts end."""
        if platform not in self._endings:
            self._endings[platform] = Endings(self.markers(platform))
        return self._endings[platform]

    def hinted(self, text: str) -> bool:
        """True where ``text`` may name a post."""
        return self._hint.search(folded(text)) is not None

    def match(self, url: str) -> PostRef | None:
        """The post that an address names; one without a scheme ("//host/…") counts too."""
        url = url.strip()
        if url in self._known:
            return self._known[url]
        whole = f"https:{url}" if url.startswith("//") else url
        if len(whole) > _MAX_URL or not _SCHEME.match(whole):
            return None
        lowered = unquote(whole).lower()
        ref = None
        if self._hint.search(lowered) and not self.is_widget(whole):
            within = lowered.__contains__
            named = (one for one in self.platforms if any(map(within, one.markers.hints)))
            ref = self._only(whole, (one.match(whole) for one in named))
        self._known[url] = ref
        return ref

    def is_picture(self, ref: PostRef, url: str) -> bool:
        """True where ``url``, which led to ``ref``, is the short link of a post's picture.

        In an article it stands in the words of that post, and cites no other.
        """
        markers = self.markers(ref.platform)
        if not ref.alias or markers is None or markers.media_link is None:
            return False
        bare = url.strip().partition("//")[2].rstrip("/")
        return markers.media_link.fullmatch(bare) is not None

    def _only(self, claimed: str, claims: Iterable[PostRef | None]) -> PostRef | None:
        refs = [ref for ref in claims if ref is not None]
        if len(refs) > 1:
            self.contested[claimed] = tuple(sorted(ref.platform for ref in refs))
        return refs[0] if len(refs) == 1 else None

    def match_on(self, platforms: AbstractSet[str]) -> Match:
        """``match`` for posts of these platforms alone."""

        def match(url: str) -> PostRef | None:
            ref = self.match(url)
            return ref if ref is not None and ref.platform in platforms else None

        return match

    def ref_of_id(
        self, value: str, attribute: str, *, owners: AbstractSet[str], beside: str
    ) -> PostRef | None:
        """The post whose bare id an attribute holds, or None.

        A platform has it where it knows the attribute and is named: it is among ``owners``, or
        one of its hints stands in ``beside``, the rest of the element.
        """
        lowered = beside.lower()
        claims = (
            one.ref_of_id(value)
            for one in self.platforms
            if one.name in self.id_attributes.get(attribute, ())
            and (one.name in owners or self._name_pattern(one).search(lowered))
        )
        return self._only(f"{attribute}={value}", claims)

    def names(self, platform: Platform, text: str) -> bool:
        """True where the platform's name or one of its hints stands in ``text``."""
        lowered = text.lower()
        known = platform.name in lowered or platform.label.lower() in lowered
        return known or self._name_pattern(platform).search(lowered) is not None

    def _name_pattern(self, platform: Platform) -> re.Pattern[str]:
        """The hints as words: "x.com" is none in "netflix.com"."""
        if platform.name not in self._names:
            hints = (re.escape(hint) for hint in sorted(platform.markers.hints))
            self._names[platform.name] = re.compile(
                "|".join(rf"(?<![a-z0-9]){hint}" if r"\." in hint else hint for hint in hints)
                or r"(?!)"
            )
        return self._names[platform.name]

    def is_widget(self, url: str) -> bool:
        """True for the address of a share, follow or timeline widget."""
        return without_scheme(url).startswith(self._widget_paths)

    def framed(self, url: str) -> PostRef | None:
        """The post that a frame of that address shows by a parameter of it, or None."""
        rest = without_scheme(url)
        for one in self.platforms:
            for start, parameter in one.markers.iframe_ids:
                value = _parameter(url, parameter) if rest.startswith(start) else ""
                ref = (one.ref_of_id(value) or one.match(value)) if value else None
                if ref is not None:
                    return ref
        return None


@cache
def any_of(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern for any of the words, which reads a text once however many there are."""
    return re.compile(_branches(words) or r"(?!)")


def _branches(words: AbstractSet[str]) -> str:
    """The words by their first letters: "(?:a(?:b|c)|d)" for "ab", "ac" and "d"."""
    if not words or "" in words:
        return ""
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    branches = [re.escape(first) + _branches(rest) for first, rest in sorted(rests.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def folded(text: str) -> str:
    """``text`` in lower case, with the slashes that scripts and addresses escape as slashes."""
    lowered = text.lower()
    if "\\" in lowered:
        lowered = lowered.replace("\\", "").replace("u002f", "/")
    return lowered.replace("%2f", "/") if "%2f" in lowered else lowered


def without_scheme(url: str) -> str:
    """The address in lower case, without what stands before the host."""
    return url.lower().removeprefix("https:").removeprefix("http:").removeprefix("//")


def _parameter(url: str, name: str) -> str:
    try:
        parts = urlsplit(url)
        values = parse_qs(parts.query or parts.fragment, max_num_fields=64).get(name)
    except ValueError:
        return ""
    return values[0] if values else ""
