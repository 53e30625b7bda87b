"""The article's words on when posts were made, kept and read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from archiver.model import ArticleReport, DateBasis, DateMention, DateReading
from archiver.store import Archive
from archiver.store.date_rows import mention_rows, mentions_of
from archiver.store.rows import json_text

FIRST, LAST = datetime(2018, 9, 5, 16), datetime(2018, 9, 6, 8)  # noqa: DTZ001 - local times have no zone
MENTION = DateMention(
    start=16,
    end=34,
    words="on Wednesday night",
    kind="weekday",
    readings=(
        DateReading(first=FIRST, last=LAST),
        DateReading(first=FIRST, last=LAST, basis=DateBasis.ZONE),
    ),
    quotation=0,
)


@pytest.mark.parametrize(
    "mentions",
    [
        pytest.param((), id="none"),
        pytest.param((MENTION,), id="one"),
        pytest.param(
            (
                MENTION,
                DateMention(start=1, end=2, words="\ud800", kind="date", readings=(), embed=3),
            ),
            id="surrogate",
        ),
    ],
)
def test_mentions_come_back(mentions: tuple[DateMention, ...]) -> None:
    assert mentions_of(json_text(mention_rows(mentions))) == mentions


@pytest.mark.parametrize(
    "modified",
    [
        pytest.param(None, id="never"),
        pytest.param(date(2018, 9, 8), id="day"),
        pytest.param(datetime(2018, 9, 8, 7, 30, tzinfo=UTC), id="time"),
    ],
)
def test_a_report_keeps_them(
    archive: Archive,
    store: Callable[..., int],
    report: ArticleReport,
    modified: date | datetime | None,
) -> None:
    article = replace(report.article, dates=(MENTION,), modified=modified)
    found = archive.report(store(replace(report, article=article)))
    assert found is not None
    assert found.article == article
