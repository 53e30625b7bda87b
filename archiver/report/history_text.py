"""A history, or what a recheck found, as plain lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from archiver.report.facts import iso_time
from archiver.report.history_diff import marked
from archiver.report.history_page import Event, Page
from archiver.report.visible import visible

_NARROWEST: Final = 40


def render(page: Page, *, width: int) -> str:
    """The page as lines of at most ``width`` columns, oldest first, ended by a line break.

    Words that went stand in ``[- -]``, words that came in ``{+ +}``. Control characters of posts
    and articles are shown, not sent.
    """
    width = max(width, _NARROWEST)
    lines = [page.title, *page.lead]
    made = [part for line in lines for part in _wrapped(visible(line), width, "")]
    for name, value in page.facts:
        made += _wrapped(f"{name}: {visible(value)}", width, "  ")
    for group in page.groups:
        made += ["", *_wrapped(visible(group.title), width, "")]
        made += _wrapped(group.note, width, "  ") if group.note else []
        for event in group.events:
            made += ["", *event_lines(event, width=width)]
    return "\n".join(line.rstrip() for line in made) + "\n"


def render_changes(events: Iterable[Event], *, width: int) -> str:
    """Changes alone, each with what it is of; empty where there are none."""
    width = max(width, _NARROWEST)
    blocks = ["\n".join(event_lines(event, width=width)) + "\n" for event in events]
    return "\n".join(blocks)


def event_lines(event: Event, *, width: int) -> Iterator[str]:
    """Its time, label and subject; then what is known of it, further in."""
    about = f" · {visible(event.about)}" if event.about else ""
    yield from _wrapped(f"{iso_time(event.at, None)} · {event.label}{about}", width, "")
    yield from _wrapped(visible(event.title), width, "  ")
    if event.diff:
        for paragraph in marked(event.diff).splitlines():
            yield from _wrapped(visible(paragraph), width, "    | ")
    for name, value in event.facts:
        yield from _wrapped(f"{name}: {visible(value)}", width, "    ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width=width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent.rstrip()]
