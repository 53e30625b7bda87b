"""Reports in the form that was asked for, each as soon as that form allows."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.output import write

if TYPE_CHECKING:
    from archiver.model import ArticleReport
    from archiver.pipeline import Desk

_WIDEST, _WIDTH = 120, 100


class Printer:
    """Reports go in by ``add``; after ``finish`` all are written.

    On standard output, text and JSON lines appear report by report. A file is written once,
    at the end: it is whole or as it was.
    """

    def __init__(
        self, *, form: str, lines: bool, several: bool, output: Path | None, desk: Desk
    ) -> None:
        self._form = form
        self._lines = lines
        self._several = several
        self._output = output
        self._desk = desk
        self._flows = output is None and (form == "text" or lines)
        self._waiting: list[ArticleReport] = []
        self._count = 0

    def add(self, report: ArticleReport) -> None:
        """The report is written, or waits for the others."""
        if not self._flows:
            self._waiting.append(report)
            return
        gap = "\n" if self._count and not self._lines else ""
        write(gap + self._rendered([report]), None)
        self._count += 1

    def finish(self) -> None:
        """All reports are written; where there are none, nothing is."""
        if self._waiting:
            write(self._rendered(self._waiting), self._output)
            self._waiting = []

    def _rendered(self, reports: Sequence[ArticleReport]) -> str:
        if self._form == "json":
            from archiver.report.json import dumps

            return dumps(reports, lines=self._lines, array=self._several) + "\n"
        if self._form == "html":
            return self._page(reports)
        from archiver.report.text import render

        to_terminal = self._output is None and sys.stdout is not None and sys.stdout.isatty()
        # What goes into a file or a pipe does not depend on the window it was made in.
        columns = shutil.get_terminal_size((_WIDTH, 24)).columns if to_terminal else _WIDTH
        width = min(_WIDEST, columns)
        color = to_terminal and not os.environ.get("NO_COLOR")
        return "\n".join(render(report, width=width, color=color) for report in reports)

    def _page(self, reports: Sequence[ArticleReport]) -> str:
        from archiver.pipeline.desk import PROGRAM
        from archiver.report.html import render

        wanted = {
            image.sha256
            for report in reports
            for posting in report.versions
            for image in posting.images
            if image.sha256
        } | {
            sha256
            for report in reports
            for check in report.pictures
            for sha256 in (check.sha256, check.post_sha256)
        }
        wanted |= {shot.sha256 for report in reports for shot in report.screenshots}
        archive = self._desk.archive
        images = {sha256: data for sha256 in wanted if (data := archive.blob(sha256))}
        offline = ["--offline"] if self._desk.transport is None else []
        return render(
            reports,
            images=images,
            generated=self._desk.clock(),
            program=PROGRAM,
            options=[*offline, "--db", str(archive.path)],
        )
