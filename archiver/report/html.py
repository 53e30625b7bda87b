"""A report as one self-contained HTML page."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from archiver.model import ArticleReport, Verdict
from archiver.report import sentences, words
from archiver.report.page import Section
from archiver.report.screenshots import CAUTION
from archiver.report.view import section
from archiver.report.visible import one_line, visible


def render(
    reports: Sequence[ArticleReport],
    *,
    images: Mapping[str, bytes],
    generated: datetime,
    program: str,
    options: Sequence[str] = (),
) -> str:
    """One page for all reports that loads nothing: no script, no font, no picture from afar.

    ``images`` are the stored pictures by lower-case hex SHA-256; they stand in the page
    as data: URIs. ``generated`` is UTC, ``program`` a name and version ("archiver 1.0"),
    ``options`` those of the command line that repeats the check.
    All that came from an article or a post is text, with control characters shown.
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
    sections = [section(report, number, images) for number, report in enumerate(reports, 1)]
    return environment.get_template("report.html").render(
        page_title=_page_title(sections),
        sections=sections,
        lead=sentences.lead_in_words(review for report in reports for review in report.quotations),
        generated=sentences.time_in_words(generated),
        program=program,
        verdicts=[(verdict.value, *words.VERDICTS[verdict]) for verdict in Verdict],
        provenance=words.PROVENANCE,
        witness=words.WITNESS,
        caution=CAUTION,
        commands={each.anchor: _command(each, options) for each in sections},
    )


def _shown(value: Any) -> Any:
    """Plain strings made visible; markup that a macro has already escaped stays."""
    return visible(value) if type(value) is str else value


def _page_title(sections: Sequence[Section]) -> str:
    if len(sections) == 1:
        return f"Quotation check: {one_line(sections[0].title, 120)}"
    return f"Quotation check of {len(sections)} articles"


def _command(article: Section, options: Sequence[str]) -> str:
    """The command line that repeats the check, quoted for a POSIX shell.

    It names what was read. The address that a page has for itself may be another's.
    """
    what = article.source or article.url
    named = "ARTICLE" if what in {None, "-"} else what
    style = [] if article.style == "plain" else ["--style", article.style]
    parts = ["archiver", "check", named or "ARTICLE", *options, *style, "--format", "html"]
    return shlex.join(parts)
