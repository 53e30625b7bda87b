"""Posts in text that lost its markup: found by their attribution line.

``words— NAME (@HANDLE) DATE``. The pair of handle and date is the anchor; the words are what
stands before it, or around it: some extractors move the line into the post. Where more than
one reading is possible, the likeliest is the text and the others are its alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archiver.articles.finds import Matcher
from archiver.articles.postbody import Body, Room, read_body
from archiver.articles.quoteblocks import attribution_start
from archiver.hookspecs import Platform
from archiver.model import Embed, PostRef
from archiver.text.datelines import DateLine, match_dateline

MARKER = "flattened"
_PLATFORM = "x"
_HANDLE = re.compile(r"\((?:[@＠])(?P<handle>[A-Za-z0-9_]{1,20})\)")
_TO_DATE = re.compile(r"[\s\u200b\u200e\u200f>|,:·-]{0,6}(?:on\s+)?\[?")
_DASH = re.compile(r"(?:&mdash;|&ndash;|&#8212;|\\u2014|â€”|â€“|[—–―‒]|--?)\s*")
_AFTER_DATE = re.compile(
    r"(?:,?[^\S\n](?:at\s)?\d{1,2}[:.]\d{2}(?:[^\S\n]?[apAP]\.?[mM]\b\.?)?"
    r"(?:[^\S\n](?:UTC|GMT|[A-Z]{1,3}T)\b)?)?"
)
_ADDRESS = re.compile(r"\]?\s{0,3}\(?<?(?P<url>https?://[^\s)>\]]+)[)>]?")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")
_OTHER_SERVICE = re.compile(
    r"\b(?:photo|video|post|reel)\s+(?:posted|shared)\s+by\b", re.IGNORECASE
)
"""Instagram's attribution: "A post shared by NAME (@HANDLE) on DATE"."""
_NEAR = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    start: int
    """Where the attribution begins: its dash, or its name."""
    end: int
    name: str | None
    handle: str
    date: DateLine
    dashed: bool
    damaged_dash: bool
    url: PostRef | None


def find_flattened(
    text: str,
    *,
    platforms: Sequence[Platform] = (),
    languages: Sequence[str] = (),
    taken: Sequence[tuple[int, int]] = (),
    foreign_links: Sequence[tuple[int, int]] = (),
) -> tuple[Embed, ...]:
    """The posts that stand in ``text`` as plain words, in its order.

    Spans in ``taken`` are left out, and lines whose date is one of the ``foreign_links``:
    those lead to other places than a post. An embed spans its words and its attribution line. Its
    reference is provisional (``?HANDLE/DAY/N``) unless an address of the post stands beside
    the date. ``created`` is the day that is printed, at midnight UTC.
    """
    matcher = Matcher(platforms)
    anchors = tuple(
        anchor
        for anchor in _anchors(text, matcher, languages, taken)
        if not _inside(anchor.date.start, foreign_links)
    )
    found: list[Embed] = []
    counts: dict[tuple[str, date], int] = {}
    floor = 0
    for at, anchor in enumerate(anchors):
        following = anchors[at + 1].start if at + 1 < len(anchors) else len(text)
        ceiling = min([following, *(start for start, _ in taken if start >= anchor.end)])
        floor = max([floor, *(end for _, end in taken if end <= anchor.start)])
        body = read_body(
            text,
            Room(
                floor=floor,
                start=anchor.start,
                end=anchor.end,
                ceiling=ceiling,
                next_is_anchor=at + 1 < len(anchors) and ceiling == following,
                day=anchor.date.day,
            ),
        )
        if _repeats(found, anchor, body):
            floor = anchor.end
            continue
        ref = anchor.url or _provisional(anchor, counts)
        found.append(_embed(text, anchor, body, ref))
        floor = body.end
    return tuple(found)


def find_addresses(
    text: str, platforms: Sequence[Platform], taken: Sequence[tuple[int, int]] = ()
) -> tuple[Embed, ...]:
    """Addresses of posts in plain text: "url" alone on its line, "link" in running text."""
    matcher = Matcher(platforms)
    if not matcher.hinted(text):
        return ()
    found: dict[PostRef, Embed] = {}
    for address in _BARE_ADDRESS.finditer(text):
        start, end = address.span()
        url = address[0].rstrip(".,;:!?…")
        ref = None if _inside(start, taken) else matcher.match(url)
        if ref is None or ref in found:
            continue
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end) if "\n" in text[end:] else len(text)
        alone = not text[line_start:start].strip() and not text[end:line_end].strip()
        found[ref] = Embed(
            ref=ref,
            marker="url" if alone else "link",
            start=start,
            end=start + len(url),
            handle=ref.handle,
        )
    return tuple(found.values())


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _anchors(
    text: str,
    matcher: Matcher,
    languages: Sequence[str],
    taken: Sequence[tuple[int, int]],
) -> Iterator[_Anchor]:
    floor = 0
    for handle in _HANDLE.finditer(text):
        if _inside(handle.start(), taken):
            continue
        gap = _TO_DATE.match(text, handle.end())
        dateline = match_dateline(text, gap.end() if gap else handle.end(), languages)
        if dateline is None:
            continue
        anchor = _anchor(text, handle, dateline, matcher, floor)
        if anchor is not None:
            yield anchor
            floor = anchor.end


def _anchor(
    text: str, handle: re.Match[str], dateline: DateLine, matcher: Matcher, floor: int
) -> _Anchor | None:
    near = max(floor, handle.start() - _NEAR)
    line_start = max(near, text.rfind("\n", near, handle.start()) + 1)
    before = text[line_start : handle.end()]
    split = attribution_start(before)
    tail = _AFTER_DATE.match(text, dateline.end)
    end = tail.end() if tail else dateline.end
    if split is None:
        return None
    start = line_start + split
    dash = _DASH.match(text, start)
    said = text[handle.end() : dateline.start]
    if dash is None and (any(map(str.isalpha, said)) or not _ends_line(text, end)):
        return None
    if _OTHER_SERVICE.search(text, start, handle.start()):
        return None
    name_start = dash.end() if dash else start
    name = text[name_start : handle.start()].strip(" \t\xa0>") or None
    address = _ADDRESS.match(text, end)
    ref = matcher.match(address["url"]) if address else None
    if address and ref is not None:
        end = address.end()
    return _Anchor(
        start=start,
        end=end,
        name=name,
        handle=handle["handle"],
        date=dateline,
        dashed=dash is not None,
        damaged_dash=dash is not None and dash[0].strip() in {"â€”", "â€“", "\\u2014", "&mdash;"},
        url=ref,
    )


def _ends_line(text: str, at: int) -> bool:
    rest = text[at : at + 4].lstrip(" \t.])")
    return not rest or rest.startswith(("\n", "(http", "http", "<http"))


def _repeats(found: list[Embed], anchor: _Anchor, body: Body) -> bool:
    """True for an attribution line that only repeats the one before it."""
    if not found or body.text:
        return False
    last = found[-1]
    return (
        last.handle == anchor.handle
        and last.created is not None
        and last.created.date() == anchor.date.day
    )


def _provisional(anchor: _Anchor, counts: dict[tuple[str, date], int]) -> PostRef:
    key = (anchor.handle, anchor.date.day)
    counts[key] = counts.get(key, 0) + 1
    return PostRef(
        platform=_PLATFORM,
        id=f"?{anchor.handle}/{anchor.date.day.isoformat()}/{counts[key]}",
        handle=anchor.handle,
    )


def _embed(text: str, anchor: _Anchor, body: Body, ref: PostRef) -> Embed:
    day = anchor.date.day
    repairs = list(body.repairs)
    if anchor.damaged_dash:
        repairs.append("the dash of the attribution line was damaged")
    if not anchor.dashed:
        repairs.append("no dash stood before the name")
    return Embed(
        ref=ref,
        marker=MARKER,
        start=body.start,
        end=body.end,
        text=body.text or None,
        author_name=anchor.name,
        handle=anchor.handle,
        date_line=text[anchor.date.start : anchor.date.end],
        created=datetime(day.year, day.month, day.day, tzinfo=UTC),
        alternatives=body.alternatives,
        repairs=tuple(repairs),
    )
