"""A report for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from archiver.model import (
    ArticleReport,
    Edit,
    EditKind,
    Finding,
    FindingKind,
    QuotationReview,
    SocialMediaPosting,
    Tier,
    Verdict,
)
from archiver.report import pictures, screenshots, sentences, words
from archiver.report.diff import Segment, segments, word_segments
from archiver.report.facts import (
    findings_of,
    gravest_first,
    independent_witnesses,
    printed_date,
    surroundings,
    versions_of,
)
from archiver.report.visible import one_line, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_NARROWEST: Final = 20
_SIDE_BY_SIDE: Final = 76
"""From this width on, two columns of text have room for a sentence each."""

_ARTICLE_MARK: Final = ("{+", "+}", "bold underline yellow")
_POST_MARK: Final = ("[-", "-]", "bold underline cyan")
_MARKS: Final = (_ARTICLE_MARK, _POST_MARK)


def render(report: ArticleReport, *, width: int, color: bool) -> str:
    """The report as lines of at most ``width`` columns, ended by a line break.

    Words that only the article has stand in ``{+ +}``, words that only the post has in
    ``[- -]``, with colour and without. Escape sequences occur only with ``color``, and
    only this program's own; control characters of a post are shown, not sent.
    """
    from rich.console import Console

    stream = StringIO()
    console = Console(
        file=stream,
        width=max(width, _NARROWEST),
        force_terminal=color,
        force_jupyter=False,
        force_interactive=False,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    _Page(console, report).write()
    lines = stream.getvalue().splitlines()
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Page:
    """Writes one report to one console, top to bottom."""

    def __init__(self, console: Console, report: ArticleReport) -> None:
        self.console = console
        self.report = report

    def write(self) -> None:
        self._head()
        for posting in self.report.postings:
            self._posting(posting)
        shown = [
            (index, review)
            for index, review in enumerate(self.report.quotations)
            if review.verdict is not Verdict.OUT_OF_SCOPE
        ]
        for index, review in shown:
            self._quotation(index, review)
        self._elsewhere()
        self._pictures()
        self._screenshots()
        self._findings(
            "Findings", [each for each in self.report.findings if each.quotation is None]
        )
        self.line()
        self.line(f"{sentences.tally_in_words(self.report.quotations)}.", style="bold")

    def line(self, content: str | Text = "", *, style: str = "", indent: int = 0) -> None:
        from rich.padding import Padding
        from rich.text import Text

        body = Text(content, style=style) if isinstance(content, str) else content
        body.overflow = "fold"
        self.console.print(Padding(body, (0, 0, 0, indent)))

    def _head(self) -> None:
        article = self.report.article
        self.line(one_line(article.title or "Article without a title", 300), style="bold")
        if article.source:
            self.line(f"read from: {one_line(article.source, 300)}", style="dim")
        if article.url and article.url != article.source:
            self.line(f"its address, as the page has it: {one_line(article.url, 300)}", style="dim")
        published = sentences.published_in_words(article.published)
        self.line(f"published: {published} · sha256: {article.sha256[:12]}", style="dim")
        if self.report.style != "plain":
            self.line(f"style: {one_line(self.report.style, 40)}", style="dim")
        for note in article.notes:
            self.line(f"note: {one_line(note, 300)}", style="dim")

    def _posting(self, posting: SocialMediaPosting) -> None:
        versions = versions_of(self.report, posting.ref)
        independent = len(independent_witnesses(versions))
        self.line()
        title = f"Post {one_line(posting.ref.key, 80)} · {sentences.author_in_words(posting)}"
        self.line(title, style="bold")
        printed = printed_date(self.report, posting)
        self.line(sentences.created_in_words(posting, printed), indent=2)
        self.line(
            f"{sentences.witness_phrase(posting).label}"
            f" · {sentences.standing(posting, versions).label}"
            f" · {independent} independent {_witnesses(independent)}",
            indent=2,
        )
        if not posting.complete:
            self.line(_incomplete(posting), style="yellow", indent=2)
        for line in sentences.beside_in_words(posting):
            self.line(line, indent=2)

    def _quotation(self, index: int, review: QuotationReview) -> None:
        self.line()
        self.line(_heading(index, review), style=_STYLES[review.verdict])
        self.line(sentences.review_in_words(review), indent=2)
        if review.quotation.attribution:
            self.line(f"attribution: {one_line(review.quotation.attribution, 200)}", indent=2)
        self._sides(review)
        if review.alignment:
            self._edits(review.alignment.edits, gravest_first(review.alignment))
        for reason in sentences.other_reasons(review):
            self.line(f"reason: {visible(reason)}", indent=2)
        self._findings("", findings_of(self.report, index))

    def _sides(self, review: QuotationReview) -> None:
        from rich.text import Text

        left, right = _marked_sides(review)
        if right is None:
            self.line(Text.assemble("“", left, "”"), indent=2)
        elif self.console.width >= _SIDE_BY_SIDE:
            self._table(left, right)
        else:
            for title, side in (("The article:", left), ("The post:", right)):
                self.line(title, style="bold", indent=2)
                self.line(side, indent=4)

    def _table(self, left: Text, right: Text) -> None:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
        table.add_column("The article", ratio=1, overflow="fold")
        table.add_column("The post", ratio=1, overflow="fold")
        table.add_row(left, right)
        self.console.print(table)

    def _edits(self, edits: tuple[Edit, ...], told: tuple[Edit, ...]) -> None:
        for edit in told:
            self.line(f"• {sentences.edit_in_brief(edit)}", indent=2)
        typography = sentences.typography_in_words(edits)
        if typography:
            self.line(typography, style="dim", indent=2)

    def _pictures(self) -> None:
        if self.report.pictures:
            self.line()
            self.line("Pictures", style="bold")
        for check in self.report.pictures:
            head = f"{pictures.label_of(check)} · {one_line(check.posting, 60)}"
            self.line(head, style="bold" if check.comparison.boxes else "", indent=2)
            self.line(f"article: {one_line(check.url, 200)}", indent=4)
            self.line(f"post: {one_line(check.post_url, 200)}", indent=4)
            for said in (*pictures.sentences_of(check), *pictures.places_of(check)):
                self.line(visible(said), indent=4)

    def _screenshots(self) -> None:
        shots = screenshots.told(self.report.screenshots)
        unread = screenshots.unread_in_words(self.report.screenshots)
        if shots or unread:
            self.line()
            self.line("Screenshots of posts", style="bold")
        for shot in shots:
            self.line(f"{shot.status.value} · {one_line(shot.picture, 200)}", indent=2)
            for said in screenshots.sentences_of(shot):
                self.line(visible(said), indent=4)
            for name, value in screenshots.facts_of(shot):
                self.line(f"{name}: {value}", style="dim", indent=4)
        if shots:
            self.line(screenshots.CAUTION, style="dim", indent=2)
        for line in unread:
            self.line(line, indent=2)

    def _elsewhere(self) -> None:
        outside = [
            review for review in self.report.quotations if review.verdict is Verdict.OUT_OF_SCOPE
        ]
        if outside:
            self.line()
            self.line(words.VERDICTS[Verdict.OUT_OF_SCOPE].label, style="bold")
        for review in outside:
            quotation = review.quotation
            cue = f" ({one_line(quotation.cue, 30)})" if quotation.cue else ""
            room = max(self.console.width - len(cue) - 6, 12)
            self.line(f"– “{one_line(quotation.quote.exact, room)}”{cue}", indent=2)

    def _findings(self, title: str, findings: list[Finding] | tuple[Finding, ...]) -> None:
        if title and findings:
            self.line()
            self.line(title, style="bold")
        for finding in findings:
            about = f" [{one_line(finding.posting, 60)}]" if title and finding.posting else ""
            self.line(
                f"! {finding.kind.value}{about}: {visible(finding.message)}",
                style="yellow",
                indent=2,
            )
            for said in _finding_sides(finding):
                self.line(said, indent=4)


_STYLES: Final = MappingProxyType(
    {
        Verdict.EXACT: "bold green",
        Verdict.CONVENTIONAL: "bold green",
        Verdict.MARKED: "bold cyan",
        Verdict.ALTERED: "bold red",
        Verdict.MISATTRIBUTED: "bold red",
        Verdict.NOT_FOUND: "bold red",
        Verdict.UNVERIFIABLE: "bold yellow",
        Verdict.OUT_OF_SCOPE: "dim",
    }
)


def _heading(index: int, review: QuotationReview) -> str:
    parts = [f"Quotation {index + 1}", words.VERDICTS[review.verdict].label.upper()]
    if review.materiality:
        parts.append(words.MATERIALITIES[review.materiality].label)
    if review.coverage:
        parts.append(words.COVERAGES[review.coverage].label)
    return " · ".join(parts)


def _witnesses(number: int) -> str:
    return "witness" if number == 1 else "witnesses"


def _incomplete(posting: SocialMediaPosting) -> str:
    why = f": {visible(posting.incomplete_reason)}" if posting.incomplete_reason else ""
    return f"only a part of the text is known{why}"


def _marked_sides(review: QuotationReview) -> tuple[Text, Text | None]:
    """The two texts with their differences marked; no right one where no post is known."""
    from rich.text import Text

    exact, posting, alignment = review.quotation.quote.exact, review.posting, review.alignment
    if posting is None or not posting.text:
        return Text(visible(exact)), None
    if alignment is None:
        return Text(visible(exact)), Text(visible(posting.text))
    left, right = Text(), Text()
    before, after = surroundings(posting.text, alignment)
    right.append(visible(before), style="dim")
    for segment in segments(exact, posting.text, alignment):
        _append(left, segment.quotation, segment.kind, _ARTICLE_MARK)
        _append(right, segment.original, segment.kind, _POST_MARK)
    right.append(visible(after), style="dim")
    return left, right


def _finding_sides(finding: Finding) -> Iterator[Text]:
    """A line for each side; where two witnesses differ, the words that only one has are marked."""
    from rich.text import Text

    said = tuple(finding.sides.values())
    found: tuple[Segment, ...] = ()
    if finding.kind is FindingKind.WITNESS_CONFLICT and len(said) == len(_MARKS):
        found = word_segments(*said)
    for index, (source, words_) in enumerate(finding.sides.items()):
        line = Text(f"{one_line(source, 60)}: ")
        for segment in found:
            part = segment.original if index else segment.quotation
            _append(line, part, segment.kind, _MARKS[index])
        if not found:
            line.append(one_line(words_, 300))
        yield line


def _append(side: Text, part: str, kind: EditKind | None, mark: tuple[str, str, str]) -> None:
    if not part:
        return
    if kind is None or kind.tier is Tier.TYPOGRAPHY:
        side.append(visible(part))
        return
    opening, closing, style = mark
    side.append(f"{opening}{visible(part)}{closing}", style=style)
