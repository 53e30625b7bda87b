"""Made-up posts, articles that quote and show them, and the judgement on both.

What the tests of verdicts have in common: each names its people and its words, and no more. The
posts stand in parametrised tables too, so that these are functions and no fixtures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Protocol

from archiver.hookspecs import TimeRules
from archiver.model import (
    Alignment,
    Article,
    ArticleReport,
    Channel,
    Embed,
    PostRef,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    Witness,
)
from archiver.verify.review import review

NO_TIMES: Mapping[str, datetime] = MappingProxyType({})
NO_RULES: Mapping[str, TimeRules] = MappingProxyType({})


class Writer(Protocol):
    """Makes posts of one author."""

    def __call__(
        self, text: str = ..., number: int = ..., platform: str = ..., **facts: Any
    ) -> SocialMediaPosting:
        """The post with these words, as the platform has it, but for ``facts``."""
        ...


def writer(text: str = "", number: int = 1, platform: str = "x", **usual: Any) -> Writer:
    """Makes posts with these facts, words and ids, but for what a call gives."""
    words, first, home = text, number, platform

    def write(
        text: str = words, number: int = first, platform: str = home, **facts: Any
    ) -> SocialMediaPosting:
        made: dict[str, Any] = {
            "ref": PostRef(platform=platform, id=str(number)),
            "witness": Witness.PLATFORM,
            "parser": "test/1",
            "text": text,
            "language": "en",
            **usual,
            **facts,
        }
        return SocialMediaPosting(**made)

    return write


def page(text: str, **facts: Any) -> Article:
    """An article of this text, in English and without a date, but for ``facts``."""
    made: dict[str, Any] = {
        "text": text,
        "sha256": "0" * 64,
        "reader": "test/1",
        "language": "en",
        **facts,
    }
    return Article(**made)


def judge(article: Article, *versions: SocialMediaPosting, **facts: Any) -> ArticleReport:
    """The report on an article, without times and habits, but for ``facts``."""
    known: dict[str, Any] = {"id_times": NO_TIMES, "time_rules": NO_RULES, **facts}
    return review(article, versions, **known)


class Story:
    """An article, written from its start to its end."""

    def __init__(self, *, named: str | None, cue: str | None = "posted") -> None:
        """Attribute quotations to ``named`` by the word ``cue`` where they don't say otherwise."""
        self.named = named
        self.cue = cue
        self.text = ""
        self.quotations: list[Quotation] = []
        self.embeds: list[Embed] = []

    def says(self, lead: str, words: str, behind: str = "", **facts: Any) -> Story:
        """A line that quotes these words as posted, but for ``facts`` of the quotation."""
        lead = lead.strip()
        start = len(self.text) + len(lead) + 2
        self.text += f"{lead} “{words}”{behind}\n"
        made: dict[str, Any] = {
            "quote": TextQuoteSelector(exact=words),
            "position": TextPositionSelector(start=start, end=start + len(words)),
            "kind": QuotationKind.MARKS,
            "attribution": lead,
            "attributed_to": self.named,
            "channel": Channel.POSTED,
            "cue": self.cue,
            **facts,
        }
        self.quotations.append(Quotation(**made))
        return self

    def line(self, words: str) -> Story:
        """A line of the article's own words."""
        self.text += f"{words}\n"
        return self

    def shows(self, *posts: SocialMediaPosting | PostRef, copy: str = "POST") -> Story:
        """Each of these posts once, where the text has got to.

        ``copy`` is the line that stands there for it; none where it is empty.
        """
        for ref in dict.fromkeys(one if isinstance(one, PostRef) else one.ref for one in posts):
            start = len(self.text)
            self.embeds.append(Embed(ref=ref, marker="test", start=start, end=start + len(copy)))
            self.text += f"{copy}\n" if copy else ""
        return self

    def article(self, **facts: Any) -> Article:
        """All that was written so far."""
        made = {"embeds": tuple(self.embeds), "quotations": tuple(self.quotations), **facts}
        return page(self.text, **made)

    def report(
        self, *versions: SocialMediaPosting, language: str = "en", **facts: Any
    ) -> ArticleReport:
        """The report on the article against these versions of posts."""
        return judge(self.article(language=language), *versions, **facts)

    def judged(self, *versions: SocialMediaPosting, language: str = "en") -> QuotationReview:
        """The review of the last quotation."""
        return self.report(*versions, language=language).quotations[-1]


def applied(alignment: Alignment, post: str) -> str:
    """The edits applied to the span of the post: the quotation, by the law of the plan."""
    parts, at = [], alignment.target.start
    for edit in alignment.edits:
        parts += [post[at : edit.original_at[0]], edit.quotation]
        at = edit.original_at[1]
    return "".join([*parts, post[at : alignment.target.end]])
