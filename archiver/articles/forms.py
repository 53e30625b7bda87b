"""Attributions of posts in plain text, as the platforms' flattened forms describe them.

Two kinds: the line that embeds print behind the words, ``— NAME (@HANDLE) DATE``, of which
extractors leave many layouts; and lines with words of their own ("A post shared by …"), which
the form's pattern describes whole.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from archiver.articles.matcher import Matcher
from archiver.articles.printed import Printed, read_printed
from archiver.articles.quoteblocks import attribution_start
from archiver.hookspecs import BodyPlace, FlattenedForm, Platform
from archiver.model import PostRef

Span = tuple[int, int]
Place = Callable[[int], int]

_DASH = re.compile(r"(?:&mdash;|&ndash;|&#8212;|\\u2014|â€”|â€“|[—–―‒]|--?)\s*")
_DAMAGED = frozenset({"â€”", "â€“", "\\u2014", "&mdash;"})
_PAREN = re.compile(r"\(\s*[@＠]?\Z")
_AFTER_HANDLE = re.compile(r"\s*\)")
_ADDRESS = re.compile(r"\]?\s{0,3}\(?<?(?P<url>(?:https?|at)://[^\s)>\]]+)[)>]?")
_OTHER_WORDS = re.compile(r"\b(?:photo|video|post|reel)\s+(?:posted|shared)\s+by\b", re.IGNORECASE)
"""Attributions in words of their own are none of the kind "— NAME (@HANDLE) DATE"."""
_LINE = re.compile(r"[^\r\n]+")
_NEAR = 400
_BEFORE_ANCHOR = 5_000
_BEHIND_ANCHOR = 1_000
"""Code points of a line that are searched around what every match has in it."""
_JOINED = 600
"""Code points of each line that are looked at where a form stands in two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Where a text says whose post it has. Positions are in that text."""

    platform: str
    form: FlattenedForm
    start: int
    """Where it begins: its dash, its name, or its first word."""
    end: int
    name: str | None
    handle: str | None
    printed: Printed | None
    """The date that stands in it."""
    text: Span | None = None
    """The words, where the form has them."""
    dashed: bool = True
    damaged_dash: bool = False
    ref: PostRef | None = None
    """The post, where its address or id stands beside it."""

    @property
    def weak(self) -> bool:
        """True where only a name tells that this is a post."""
        return _is_weak(self.form)

    @property
    def account(self) -> str:
        """Whose post it is: the handle, or the name where there is none."""
        return self.handle or self.name or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One match of a form, its groups as spans of the text."""

    platform: Platform
    form: FlattenedForm
    start: int
    end: int
    groups: dict[str, Span]


def attributions(
    text: str, matcher: Matcher, languages: Sequence[str], taken: Sequence[Span]
) -> Iterator[Attribution]:
    """All attributions outside ``taken``, in the order of the text; none overlaps another.

    Where two forms fit one place, that which begins earlier counts, then the longer one.
    """
    found = sorted(_all(text, matcher), key=lambda one: (one.start, -one.end))
    blocked = sorted(taken)
    floor = 0
    for one in found:
        at = one.groups.get("handle", (one.start, one.start))[0]
        if one.start < floor or _inside(at, blocked):
            continue
        read = _read(text, one, matcher, languages, floor)
        if read is not None:
            yield read
            floor = read.end


def _inside(at: int, spans: Sequence[Span]) -> bool:
    """Whether a position stands in one of the sorted spans, which don't overlap."""
    before = bisect_right(spans, (at, at + 1)) - 1
    return any(start <= at < end for start, end in spans[max(before, 0) : before + 2])


# -- searching --------------------------------------------------------------------------


def _all(text: str, matcher: Matcher) -> Iterator[_Found]:
    lines: list[Span] | None = None
    for platform in matcher.platforms:
        named: bool | None = None
        for form in platform.markers.flattened:
            if form.anchors and not any(anchor in text for anchor in form.anchors):
                continue
            if _is_weak(form):
                named = matcher.names(platform, text) if named is None else named
                if not named:
                    continue
            if lines is None:
                lines = [m.span() for m in _LINE.finditer(text) if m.group().strip()]
            yield from _of_form(text, lines, platform, form)


def _is_weak(form: FlattenedForm) -> bool:
    return form.pattern.groupindex.keys().isdisjoint({"handle", "id", "text"})


def _of_form(
    text: str, lines: list[Span], platform: Platform, form: FlattenedForm
) -> Iterator[_Found]:
    last_joined = -1
    for number in _anchored(text, lines, form.anchors):
        for start, end in _windows(text, lines[number], form.anchors):
            for match in form.pattern.finditer(text[start:end]):
                if match.start() or start == lines[number][0]:
                    yield _found(platform, form, match, partial(operator.add, start))
        for first in (number - 1, number):
            if last_joined < first < len(lines) - 1:
                last_joined = first
                yield from _in_two(text, lines[first], lines[first + 1], platform, form)


def _windows(text: str, line: Span, anchors: tuple[str, ...]) -> Iterator[Span]:
    """The line, or of a very long one what is near the anchors."""
    start, end = line
    if not anchors or end - start <= _BEFORE_ANCHOR:
        yield line
        return
    window: Span | None = None
    for anchor in re.finditer("|".join(map(re.escape, anchors)), text[start:end]):
        first = max(start, start + anchor.start() - _BEFORE_ANCHOR)
        last = min(end, start + anchor.end() + _BEHIND_ANCHOR)
        if window is not None and window[1] < first:
            yield window
            window = None
        window = (first if window is None else window[0], last)
    if window is not None:
        yield window


def _anchored(text: str, lines: list[Span], anchors: tuple[str, ...]) -> Iterator[int]:
    """The numbers of the lines that have one of the anchors; all where there is none."""
    if not anchors:
        yield from range(len(lines))
        return
    starts = [start for start, _ in lines]
    numbers: set[int] = set()
    for anchor in anchors:
        at = text.find(anchor)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            numbers.add(number)
            at = text.find(anchor, max(lines[number][1], at + 1))
    yield from sorted(numbers)


def _in_two(
    text: str, upper: Span, lower: Span, platform: Platform, form: FlattenedForm
) -> Iterator[_Found]:
    """Matches that begin in one line and end in the next; blank lines between don't count."""
    start, stop = max(upper[0], upper[1] - _JOINED), min(lower[1], lower[0] + _JOINED)
    seam = upper[1] - start
    joined = f"{text[start : upper[1]]}\n{text[lower[0] : stop]}"

    def place(at: int) -> int:
        return start + at if at <= seam else lower[0] + at - seam - 1

    dated = "date" in form.pattern.groupindex
    for match in form.pattern.finditer(joined):
        if (match.start() == 0 and start > upper[0]) or (
            match.end() == len(joined) and stop < lower[1]
        ):
            continue
        goes_on = match.end() > seam + 1 or (dated and match.end() == seam + 1)
        if match.start() < seam and goes_on:
            yield _found(platform, form, match, place)


def _found(platform: Platform, form: FlattenedForm, match: re.Match[str], place: Place) -> _Found:
    groups = {
        name: (place(match.start(name)), place(match.end(name)))
        for name in form.pattern.groupindex
        if match.start(name) >= 0
    }
    return _Found(
        platform=platform,
        form=form,
        start=place(match.start()),
        end=place(match.end()),
        groups=groups,
    )


# -- reading ----------------------------------------------------------------------------


def _read(
    text: str, one: _Found, matcher: Matcher, languages: Sequence[str], floor: int
) -> Attribution | None:
    printed = None
    if "date" in one.groups:
        printed = read_printed(
            text,
            one.groups["date"],
            days_in_utc=one.form.dates_in_utc or one.platform.time_rules.days_in_utc,
            zones=dict(one.form.zones),
            languages=languages,
        )
        if printed is None:
            return None
    plain = _read_plain if _is_plain(text, one) else _read_worded
    return plain(text, one, printed, matcher, floor)


def _is_plain(text: str, one: _Found) -> bool:
    """True for NAME (@HANDLE) DATE, with or without the dash before it, words in front."""
    if "handle" not in one.groups or one.form.body is not BodyPlace.BEFORE:
        return False
    handle = one.groups["handle"][0]
    paren = _PAREN.search(text, max(one.start, handle - 4), handle)
    if paren is None or _AFTER_HANDLE.match(text, one.groups["handle"][1]) is None:
        return False
    return not text[one.start : paren.start()].strip() or _DASH.match(text, one.start) is not None


def _read_plain(
    text: str, one: _Found, printed: Printed | None, matcher: Matcher, floor: int
) -> Attribution | None:
    """Its name begins behind the likeliest dash of the line, wherever the pattern began."""
    handle_start, handle_end = one.groups["handle"]
    closed = _AFTER_HANDLE.match(text, handle_end)
    paren = text.rfind("(", 0, handle_start)
    handle_end = handle_end if closed is None else closed.end()
    near = max(floor, paren - _NEAR)
    line_start = max(near, text.rfind("\n", near, paren) + 1)
    split = attribution_start(text[line_start:handle_end], matcher.endings(one.platform.name))
    if split is None:
        return None
    start = line_start + split
    dash = _DASH.match(text, start)
    said = "" if printed is None else text[handle_end : printed.start]
    end = one.end if printed is None else printed.end
    if dash is None and (any(map(str.isalpha, said)) or not _ends_line(text, end)):
        return None
    if _OTHER_WORDS.search(text, start, paren):
        return None
    name = text[dash.end() if dash else start : paren].strip(" \t\xa0>") or None
    ref, end = _beside(text, end, one, matcher)
    return Attribution(
        platform=one.platform.name,
        form=one.form,
        start=start,
        end=end,
        name=name,
        handle=_group(text, one, "handle"),
        printed=printed,
        dashed=dash is not None,
        damaged_dash=dash is not None and dash[0].strip() in _DAMAGED,
        ref=ref,
    )


def _read_worded(
    text: str, one: _Found, printed: Printed | None, matcher: Matcher, floor: int
) -> Attribution:
    """The pattern says where it begins and what is the name."""
    del floor
    end = one.end if printed is None else printed.end
    named = _group(text, one, "id")
    ref = None
    if named is not None:
        ref = one.platform.ref_of_id(named) or one.platform.match(named)
    if ref is None:
        ref, end = _beside(text, end, one, matcher)
    return Attribution(
        platform=one.platform.name,
        form=one.form,
        start=one.start,
        end=end,
        name=_group(text, one, "name"),
        handle=_group(text, one, "handle"),
        printed=printed,
        text=one.groups.get("text"),
        ref=ref,
    )


def _group(text: str, one: _Found, name: str) -> str | None:
    if name not in one.groups:
        return None
    start, end = one.groups[name]
    return text[start:end].strip() or None


def _ends_line(text: str, at: int) -> bool:
    rest = text[at : at + 4].lstrip(" \t.])")
    return not rest or rest.startswith(("\n", "(http", "http", "<http"))


def _beside(text: str, at: int, one: _Found, matcher: Matcher) -> tuple[PostRef | None, int]:
    """The post whose address stands right behind, and where that ends.

    On the next line, an address of another platform is somebody else's.
    """
    address = _ADDRESS.match(text, at)
    ref = None if address is None else matcher.match(address["url"])
    if address is None or ref is None:
        return None, at
    if ref.platform != one.platform.name and "\n" in text[at : address.start("url")]:
        return None, at
    return ref, address.end()
