"""How X words what isn't data: date lines, picture sizes, texts that it cut."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

from archiver.answers.values import month_number

LENGTH_OF_A_CUT = 270
"""Code points of a text from which it may have been cut without a sign."""

_DAY = re.compile(r"([A-Z][a-z]+)\s+([0-9]{1,2}),\s+([0-9]{4})")
_LINK = re.compile(r"https?://|pic\.(?:twitter|x)\.com/")


def day_of(line: str) -> date | None:
    """The day of an English date line ("August 2, 2020"), or None."""
    found = _DAY.fullmatch(" ".join(line.split()))
    if found is None:
        return None
    try:
        return date(int(found[3]), month_number(found[1]), int(found[2]))
    except ValueError:
        return None


def original_size(url: str) -> str:
    """The address of a picture at its original size; one on another host as it is.

    The platform's own names are ``/media/NAME.jpg`` and ``/media/NAME?format=jpg&name=small``.
    """
    parts = urlsplit(url)
    if parts.netloc.lower() != "pbs.twimg.com":
        return url
    path = parts.path.partition(":")[0]
    stem, dot, extension = path.rpartition(".")
    form = parse_qs(parts.query).get("format", [extension if dot else "jpg"])[0]
    return f"https://pbs.twimg.com{stem if dot else path}?format={form}&name=orig"


def why_cut(text: str) -> str | None:
    """Why a text is known to be cut whatever else the answer says, or None."""
    if text.startswith("RT @") and text.rstrip().endswith("…"):
        return "a repost is cut at 140 characters"
    return None


def why_doubtful(text: str) -> str | None:
    """Why a route that cuts long posts without saying so may have cut this text, or None.

    The words alone count, without links at the end: a cut post is about 280 long, with an
    ellipsis or, from some API answers, without one.
    """
    words = text.split()
    while words and (link := _LINK.search(words[-1])):
        words[-1:] = [words[-1][: link.start()]] if link.start() else []
    if len(text) >= LENGTH_OF_A_CUT or (words and words[-1].endswith("…")):
        return "the text may be cut: this route doesn't say where a post is longer"
    return None
