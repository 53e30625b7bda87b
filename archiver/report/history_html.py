"""A history, or what a recheck found, as one self-contained HTML page."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from archiver.report.facts import iso_time
from archiver.report.history_page import Page
from archiver.report.sentences import time_in_words
from archiver.report.visible import visible

PROVENANCE: Final = (
    "This page says what was received, when and from where, by the clock of the machine that"
    " received it. What was present on one day and absent on another went in between: nobody here"
    " knows when, by whom, or why. A visit that was refused or failed says nothing about a post."
)


def render(page: Page, *, generated: datetime, program: str) -> str:
    """One page that loads nothing: no script, no font, no picture.

    ``generated`` is UTC, ``program`` a name and version. All that came from a post or an article
    is text, with control characters shown.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("archiver.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=time_in_words, stamp=_stamp, link=_link)
    return environment.get_template("history.html").render(
        page=page,
        generated=time_in_words(generated),
        program=program,
        provenance=PROVENANCE,
    )


def _shown(value: Any) -> Any:
    """Plain strings made visible; markup that the template has already escaped stays."""
    return visible(value) if type(value) is str else value


def _stamp(moment: datetime) -> str:
    return iso_time(moment, None)


def _link(text: str) -> str | None:
    """The text where it is a web address, which may be followed; else None."""
    try:
        parts = urlsplit(text)
        followed = parts.scheme in {"http", "https"} and bool(parts.hostname)
        followed = followed and not any(char.isspace() for char in text)
    except ValueError:
        followed = False
    return text if followed else None
