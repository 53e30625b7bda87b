"""The posts that a page embeds or links to, found in the whole page before any cleaning.

The platforms say, as data, what their posts look like in markup (``EmbedMarkers``); the
search itself knows no platform.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bs4 import Tag
from bs4.element import NavigableString

from archiver.articles import payloads
from archiver.articles.finds import LINK, Find, merge, of_block
from archiver.articles.matcher import Matcher
from archiver.articles.page import Page, index
from archiver.articles.quoteblocks import as_the_platform_reads_it, read_block
from archiver.model import PostRef
from archiver.text.html import BLOCKS, attribute, parse, text_of

_SILENT = frozenset({"html", "head", "title", "meta", "link", "style", "base", "form", "input"})
_PLAIN_ATTRIBUTES = frozenset(
    {"class", "id", "style", "title", "alt", "href", "srcset", "aria-label", "lang", "action"}
)
_FILES = frozenset({"img", "source", "audio", "video", "picture", "track"})
"""Elements whose own address is that of a file, never of a post."""
_SHARING = frozenset({"share", "sharing", "sharebar", "share-bar", "share-button", "share-buttons"})
_NO_CLASSES: frozenset[str] = frozenset()
_MAX_DEPTH = 2
_MAX_URL = 2_000
_MAX_TEXTS = 3
_SHORTEST = 16
"""Length of an attribute from which data in it can name a post."""
_MAX_MARKUP = 500_000
_MAX_BLOCK = 2_000
"""Elements in a block that a platform is asked to read: more is no embed, but half a page."""
_MAX_FRAGMENTS = 4_000_000
"""Characters of markup inside data that are parsed for one page."""
_FRAGMENT_COST = 4_000
"""What the parse of a fragment counts for at least."""


def find_embeds(page: Page, matcher: Matcher) -> tuple[Find, ...]:
    """One find per post, in the order of the page. Links in running text are among them.

    Share, follow and timeline widgets are none, nor are addresses that no platform claims.
    """
    return merge(_Scan(page, matcher).run())


class _Scan:
    def __init__(
        self, page: Page, matcher: Matcher, depth: int = 0, left: list[int] | None = None
    ) -> None:
        self._page = page
        self._matcher = matcher
        self._depth = depth
        self._left = [_MAX_FRAGMENTS] if left is None else left
        self._barren = -1

    def run(self) -> Iterator[Find]:
        done = -1
        for number, tag in enumerate(self._page.elements):
            if number <= done or tag.name in _SILENT:
                continue
            consumed, finds = self._element(tag, number)
            yield from finds
            if consumed:
                done = self._page.last[number]

    def _element(self, tag: Tag, number: int) -> tuple[bool, list[Find]]:
        """The finds at one element, and whether its content is done with."""
        if tag.name == "script":
            return True, self._script(tag, number)
        named = attribute(tag, "class")
        classes = set(named.lower().split()) if named else _NO_CLASSES
        if not classes.isdisjoint(self._matcher.widget_classes):
            return True, []
        block = self._quote_block(tag, number, classes)
        if block is not None:
            return True, [block]
        if tag.name == "a":
            return False, self._link(tag, number)
        if not tag.attrs:
            return False, self._bare_address(tag, number)
        if tag.name == "iframe":
            framed = self._frame(tag, number)
            if framed is not None:
                return True, framed
        found_here = self._attributes(tag, number, classes) or self._bare_address(tag, number)
        return tag.name == "iframe", found_here

    def _script(self, tag: Tag, number: int) -> list[Find]:
        """The posts that a script names, calls for, or has in its data."""
        named = self._named_by_attributes(tag, number)
        kind, code = attribute(tag, "type").lower(), str(tag.string or "")
        called = payloads.of_calls(code, self._matcher, number)
        found = payloads.of_script(code, kind, self._matcher, number)
        return named + list(called) + self._searched(found, number, "script")

    def _quote_block(self, tag: Tag, number: int, classes: AbstractSet[str]) -> Find | None:
        matcher = self._matcher
        quoting = sorted(classes & matcher.quote_classes.keys()) if classes else []
        if not quoting and tag.name != "blockquote" and tag.name not in matcher.elements:
            return None
        owners = matcher.elements.get(tag.name, frozenset()).union(
            *(matcher.quote_classes[name] for name in quoting)
        )
        cited = matcher.match(attribute(tag, "cite")) if tag.name == "blockquote" else None
        if cited is None and (not owners or number <= self._barren):
            return None
        if not owners and cited is not None:
            owners = frozenset({cited.platform})
        platform = min(owners)
        markers, match = matcher.markers(platform), matcher.match_on(owners)
        first = markers is not None and markers.first_link
        block = read_block(tag, match, matcher.endings(platform), first_link=first)
        ref = self._named_inside(number, owners) or block.ref
        if ref is None:
            self._barren = max(self._barren, self._page.last[number])
            return None
        if self._page.last[number] - number <= _MAX_BLOCK:
            copy = matcher.platform(ref.platform).embed_copy(str(tag))
            if copy is not None:
                block = as_the_platform_reads_it(block, copy, text_of(tag))
        marker = f"{tag.name}.{quoting[0]}" if quoting else tag.name
        return of_block(block, ref, marker, number, tag)

    def _named_inside(self, number: int, owners: AbstractSet[str]) -> PostRef | None:
        """The post of these platforms that an id attribute of the element or one in it names."""
        for inner in self._page.elements[number : self._page.last[number] + 1]:
            for name in self._matcher.id_attributes.keys() & inner.attrs.keys():
                if self._matcher.id_attributes[name].isdisjoint(owners):
                    continue
                ref = self._of_id_attribute(inner, name, owners)
                if ref is not None and ref.platform in owners:
                    return ref
        return None

    def _of_id_attribute(
        self, tag: Tag, name: str, owners: AbstractSet[str] = frozenset()
    ) -> PostRef | None:
        """The post that the attribute names by an address, or by a bare id."""
        value = attribute(tag, name)
        ref = self._matcher.match(value)
        if ref is not None or not value:
            return ref
        own = self._matcher.elements.get(tag.name, frozenset())
        others = (f"{key} {value}" for key, value in tag.attrs.items() if key != name)
        beside = " ".join((name, tag.name, *others))
        return self._matcher.ref_of_id(value, name, owners=owners | own, beside=beside)

    def _link(self, tag: Tag, number: int) -> list[Find]:
        url = attribute(tag, "href")
        ref = self._matcher.match(url)
        if ref is None or self._matcher.is_picture(ref, url):
            return []
        alone = _is_bare(tag)
        if not alone and (filled := _filled_by_a_script(tag)) is not None:
            marker = f"a[{filled}]"
            return [Find(ref=ref, marker=marker, number=number, place=tag, encloses=True)]
        marker = "url" if alone else LINK
        place = tag.parent if alone and tag.parent is not None else tag
        return [
            Find(
                ref=ref,
                marker=marker,
                number=number,
                place=place,
                encloses=alone,
                handle=ref.handle,
            )
        ]

    def _bare_address(self, tag: Tag, number: int) -> list[Find]:
        """A post's address as all that the element holds: an embed that was not expanded."""
        if tag.name not in BLOCKS or len(tag.contents) > _MAX_TEXTS:
            return []
        texts = [child for child in tag.contents if isinstance(child, NavigableString)]
        lone = "".join(texts).strip() if len(texts) == len(tag.contents) else ""
        if not lone.startswith(("http", "//")) or len(lone) > _MAX_URL:
            return []
        ref = None if any(map(str.isspace, lone)) else self._matcher.match(lone)
        if ref is None:
            return []
        return [
            Find(ref=ref, marker="url", number=number, place=tag, encloses=True, handle=ref.handle)
        ]

    def _frame(self, tag: Tag, number: int) -> list[Find] | None:
        """The post in a frame; None where its address is not one that frames posts."""
        for name, value in tag.attrs.items():
            if not name.endswith("src") or not isinstance(value, str):
                continue
            if self._matcher.is_widget(value):
                return []
            ref = self._framed(value)
            if ref is not None:
                return [Find(ref=ref, marker="iframe", number=number, place=tag, encloses=True)]
        return None

    def _framed(self, url: str) -> PostRef | None:
        matcher = self._matcher
        return matcher.framed(url) or matcher.match(url) or payloads.address_inside(url, matcher)

    def _attributes(self, tag: Tag, number: int, classes: AbstractSet[str]) -> list[Find]:
        if tag.attrs.keys() <= _PLAIN_ATTRIBUTES:
            return []
        if classes & _SHARING or not self._matcher.hinted(_values(tag)):
            return self._encoded(tag, number)
        named = self._named_by_attributes(tag, number)
        host = named[-1].ref if named else None
        return named + self._data_in_attributes(tag, number, host)

    def _named_by_attributes(self, tag: Tag, number: int) -> list[Find]:
        found: list[Find] = []
        for name, value in tag.attrs.items():
            if name in _PLAIN_ATTRIBUTES or not isinstance(value, str):
                continue
            if tag.name in _FILES and name.endswith("src"):
                continue
            ref = (
                self._of_id_attribute(tag, name)
                if name in self._matcher.id_attributes
                else self._matcher.match(value)
            )
            if ref is not None:
                marker = f"{tag.name}[{name}]"
                found.append(
                    Find(ref=ref, marker=marker, number=number, place=tag, handle=ref.handle)
                )
        return found

    def _data_in_attributes(self, tag: Tag, number: int, host: PostRef | None) -> list[Find]:
        found: list[Find] = []
        for name, value in tag.attrs.items():
            if name in _PLAIN_ATTRIBUTES or not isinstance(value, str) or len(value) < _SHORTEST:
                continue
            if self._matcher.hinted(value) or value.lstrip()[:1] in {"{", "["}:
                inner = payloads.of_attribute(value, self._matcher, number, host)
                found += [
                    replace(find, place=tag, marker=f"{tag.name}[{name}]")
                    if find.marker == "encoded"
                    else replace(find, place=tag)
                    for find in self._searched(inner, number, name)
                ]
        return found

    def _encoded(self, tag: Tag, number: int) -> list[Find]:
        """Posts in attributes whose whole value is base64 of markup."""
        decoded = (
            payloads.from_base64(value, self._matcher)
            for value in tag.attrs.values()
            if isinstance(value, str) and 64 < len(value) < _MAX_MARKUP
        )
        markup = [payloads.Markup(text) for text in decoded if text is not None]
        return self._searched(markup, number, "base64")

    def _searched(
        self, found: Iterator[payloads.Payload] | list[payloads.Markup], number: int, host: str
    ) -> list[Find]:
        """The finds, and those in the markup among them, which is parsed once more."""
        finds: list[Find] = []
        for one in found:
            if isinstance(one, Find):
                finds.append(one)
            elif self._depth < _MAX_DEPTH and len(one.html) <= self._left[0]:
                self._left[0] -= len(one.html) + _FRAGMENT_COST
                fragment = index(parse(one.html), one.html)
                inner = _Scan(fragment, self._matcher, self._depth + 1, self._left)
                finds += [
                    replace(
                        find,
                        number=number,
                        place=None,
                        encloses=False,
                        marker=f"{host}>{find.marker}",
                    )
                    for find in inner.run()
                    if find.marker != LINK
                ]
        return finds


def _values(tag: Tag) -> str:
    return " ".join(f"{name} {value}" for name, value in tag.attrs.items())


def _filled_by_a_script(anchor: Tag) -> str | None:
    """The first data attribute of a link that shows nothing: a script puts the post there."""
    if text_of(anchor).strip() or any(isinstance(child, Tag) for child in anchor.contents):
        return None
    return next((name for name in anchor.attrs if name.startswith("data-")), None)


def _is_bare(anchor: Tag) -> bool:
    """True for a link that shows its own address and stands alone in its block."""
    shown = text_of(anchor).strip()
    parent = anchor.parent
    if not shown.startswith(("http", "www.")) or parent is None or parent.name not in BLOCKS:
        return False
    return all(
        child is anchor or (isinstance(child, NavigableString) and not child.strip())
        for child in parent.contents
    )
