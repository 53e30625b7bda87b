"""Posts in text that lost its markup: found by the line that says whose they are.

The words are what stands before that line, around it or behind it, as the platform's forms
tell; some extractors move the line into the post. Where more than one reading is possible, the
likeliest is the text and the others are its alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from archiver.articles.forms import Attribution, attributions
from archiver.articles.matcher import Matcher
from archiver.articles.postbody import Body, Room, measure_of, read_body
from archiver.hookspecs import BodyPlace
from archiver.model import Embed, PostRef

MARKER = "flattened"
_HEAD_LINES = 2
"""A headline and what stands under it."""
_BARE_ADDRESS = re.compile(r"(?:https?|at)://[^\s<>\"')\]]+")


def find_flattened(
    text: str,
    matcher: Matcher,
    *,
    languages: Sequence[str] = (),
    taken: Sequence[tuple[int, int]] = (),
    foreign_links: Sequence[tuple[int, int]] = (),
    marked_up: bool = False,
) -> tuple[Embed, ...]:
    """The posts that stand in ``text`` as plain words, in its order.

    Spans in ``taken`` are left out, and lines whose date is one of the ``foreign_links``:
    those lead to other places than a post. An embed spans its words and its attribution line.
    Its reference is provisional (``?HANDLE/DAY/N``, the day as it is printed) unless an address
    of the post stands beside it. ``created`` is None unless the day in UTC is certain.

    A form that has nothing but a name is a byline's too: it counts only behind two lines and its
    words, and not in the text of a page that is ``marked_up``: there the markup tells.
    """
    head = _end_of_head(text)
    found_here = tuple(
        one
        for one in attributions(text, matcher, languages, taken)
        if not (one.weak and (marked_up or one.start < head))
        and (one.printed is None or not _inside(one.printed.start, foreign_links))
    )
    found: list[Embed] = []
    last: Attribution | None = None
    counts: dict[tuple[str, str], int] = {}
    floor = 0
    for at, one in enumerate(found_here):
        following = found_here[at + 1].start if at + 1 < len(found_here) else len(text)
        ceiling = min([following, *(start for start, _ in taken if start >= one.end)])
        floor = max([floor, *(end for _, end in taken if end <= one.start)])
        room = Room(
            floor=max(floor, head) if one.weak else floor,
            start=one.start,
            end=one.end,
            ceiling=ceiling,
            next_is_anchor=at + 1 < len(found_here) and ceiling == following,
            measure=measure_of(
                matcher.markers(one.platform), None if one.printed is None else one.printed.day
            ),
            endings=matcher.endings(one.platform),
        )
        body = _body(text, one, room)
        if last is not None and _repeats(last, one, body):
            floor = one.end
            continue
        if one.weak and not body.text:
            continue
        found.append(_embed(one, body, one.ref or _provisional(one, counts)))
        floor, last = body.end, one
    return tuple(found)


def find_addresses(
    text: str, matcher: Matcher, taken: Sequence[tuple[int, int]] = ()
) -> tuple[Embed, ...]:
    """Addresses of posts in plain text: "url" alone on its line, "link" in running text."""
    if not matcher.hinted(text):
        return ()
    found: dict[PostRef, Embed] = {}
    for address in _BARE_ADDRESS.finditer(text):
        start, end = address.span()
        url = address[0].rstrip(".,;:!?…")
        ref = None if _inside(start, taken) else matcher.match(url)
        if ref is None or ref in found or matcher.is_picture(ref, url):
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


def _end_of_head(text: str) -> int:
    """Where the first two lines with words end."""
    lines = (line.end() for line in re.finditer(r"[^\n]+", text) if not line[0].isspace())
    return max(islice(lines, _HEAD_LINES), default=0)


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _body(text: str, one: Attribution, room: Room) -> Body:
    if one.text is not None:
        start, end = one.text
        words = room.endings.words(text[start:end])
        return Body(text=words, start=min(start, one.start), end=max(end, one.end))
    if one.form.body is BodyPlace.NONE:
        return Body(text="", start=one.start, end=one.end)
    body = read_body(text, room, opening=one.form.opening, after=one.form.body is BodyPlace.AFTER)
    others = dict.fromkeys(map(room.endings.words, body.alternatives))
    words = room.endings.words(body.text)
    return replace(
        body,
        text=words,
        alternatives=tuple(other for other in others if other and other != words),
    )


def _repeats(last: Attribution, one: Attribution, body: Body) -> bool:
    """True for an attribution line that only repeats the one before it."""
    return (
        not body.text
        and one.form.body is not BodyPlace.NONE
        and last.printed is not None
        and one.printed is not None
        and (last.platform, last.handle, last.printed.day)
        == (one.platform, one.handle, one.printed.day)
    )


def _provisional(one: Attribution, counts: dict[tuple[str, str], int]) -> PostRef:
    day = "" if one.printed is None else one.printed.day.isoformat()
    known = f"?{one.account}/{day}"
    key = (one.platform, known)
    counts[key] = counts.get(key, 0) + 1
    return PostRef(platform=one.platform, id=f"{known}/{counts[key]}", handle=one.handle)


def _embed(one: Attribution, body: Body, ref: PostRef) -> Embed:
    repairs = list(body.repairs)
    if one.damaged_dash:
        repairs.append("the dash of the attribution line was damaged")
    if not one.dashed:
        repairs.append("no dash stood before the name")
    return Embed(
        ref=ref,
        marker=MARKER,
        start=body.start,
        end=body.end,
        text=body.text or None,
        author_name=one.name,
        handle=one.handle,
        date_line=None if one.printed is None else one.printed.line,
        created=None if one.printed is None else one.printed.created,
        created_exact=one.printed is not None and one.printed.exact,
        alternatives=body.alternatives,
        repairs=tuple(repairs),
    )
