"""Prints docs/platforms.md: what each route to a post can prove, as the platforms declare it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from archiver.fetch.credentials import variable_of
from archiver.hookspecs import Extent, Platform, Route
from archiver.model import Precision, Source
from archiver.plugins import build_manager, platforms

INTRODUCTION = """\
# What can be proven, platform by platform

Printed by `python tools/gen_platforms.py` from what the platforms declare; a test compares.

Each platform's routes stand in the order in which they are asked, until one has the whole of what
is sought. A route proves at most what its row says; a single answer may hold less, and the parser
marks where a text is cut. No route needs an account. One that needs a token is left out unless
the environment has it; third parties are left out unless `--allow-third-party` is given. Web
archives are asked for posts that are gone, through the same readers.

Routes are tested on answers of the documented or recorded shape. Bluesky is tested against the AT
Protocol's own servers too, and web archives against a real pywb. The Mastodon server in the tests
is a stand-in of this project's own, held to the keys and types of recorded answers of a real server
and to a client that others wrote; no Mastodon server could be installed for it. `make live` asks
the platforms themselves.
"""

_ASKED = {
    Source.PLATFORM: "the platform",
    Source.ARCHIVE: "a web archive",
    Source.THIRD_PARTY: "a third party",
}
_TEXTS = {Extent.FULL: "in full", Extent.CUT: "may be cut, and is marked so", Extent.NONE: "none"}
_FINEST = (Precision.MILLISECOND, Precision.SECOND, Precision.DAY, None)


def page(listed: Sequence[Platform]) -> Iterator[str]:
    """The introduction, the summary, and a section for each platform."""
    yield INTRODUCTION
    yield "## In short\n"
    yield _table(
        ("platform", "text", "time", "pictures", "alt text", "edits"),
        (_summary(platform) for platform in listed),
    )
    for platform in listed:
        yield f"## {platform.label}\n"
        if platform.last_resort:
            yield "Asked where no other platform knows the address.\n"
        yield _table(
            ("route", "asked", "text", "time", "pictures", "alt text", "edits", "needs"),
            map(_row, platform.routes),
        )
        notes = [f"- `{route.name}`: {route.note}" for route in platform.routes if route.note]
        if notes:
            yield "\n".join(notes) + "\n"


def _summary(platform: Platform) -> tuple[str, ...]:
    """The best that the routes open to everybody have between them."""
    own = [
        route
        for route in platform.routes
        if route.source is Source.PLATFORM and route.credential is None
    ]
    text = next((one for one in Extent if any(route.text is one for route in own)), Extent.NONE)
    time = next(one for one in _FINEST if one is None or any(r.time is one for r in own))
    return (
        f"{platform.label} (`{platform.name}`)",
        _TEXTS[text],
        _time(time),
        _yes(any(route.images for route in own)),
        _yes(any(route.alt_text for route in own)),
        _yes(any(route.edits for route in own)),
    )


def _row(route: Route) -> tuple[str, ...]:
    return (
        f"`{route.name}`",
        _ASKED[route.source],
        _TEXTS[route.text],
        _time(route.time),
        _yes(route.images),
        _yes(route.alt_text),
        _yes(route.edits),
        f"`{variable_of(route.credential)}`" if route.credential else "",
    )


def _time(precision: Precision | None) -> str:
    return "none" if precision is None else f"to the {precision}"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    """The page is on standard output."""
    listed = platforms(build_manager(load_entry_points=False))
    ordered = sorted(listed, key=lambda one: (one.last_resort, one.label.casefold()))
    sys.stdout.buffer.write("\n".join(page(ordered)).encode())


if __name__ == "__main__":
    main()
