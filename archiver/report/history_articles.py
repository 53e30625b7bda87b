"""The history of an article as a page of events."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archiver.model import Availability
from archiver.model.history import (
    ArticleHistory,
    ArticleSighting,
    Judgement,
    Provenance,
)
from archiver.report.history_page import (
    Event,
    Page,
    came_in,
    change_event,
    groups_of,
    in_order,
    lead_of,
)
from archiver.report.history_words import (
    standing_in_words,
)
from archiver.report.sentences import tally_in_words
from archiver.report.visible import one_line

_RECEIVED: Final = MappingProxyType(
    {True: "The article was received.", False: "The article was read from a file of the user’s."}
)


def page_of_article(history: ArticleHistory) -> Page:
    """The article, what stands now, and its timeline: visits, checks, changes."""
    own = {one.origin for one in history.sightings}
    events = [
        *(_reading(one, history.provenance) for one in history.sightings),
        *map(_check, history.checks),
        *(change_event(one, about=one.subject not in own) for one in history.changes),
    ]
    titles = [one.article.title for one in history.sightings if one.article and one.article.title]
    facts = [("named", history.name)]
    facts += [
        ("address", each)
        for each in dict.fromkeys(one.address for one in history.sightings if one.address)
    ]
    return Page(
        title=one_line(titles[-1] if titles else history.name, 300),
        eyebrow="History of an article",
        lead=lead_of([one for one in history.sightings if one.asked] or history.sightings),
        facts=tuple(facts),
        groups=tuple(groups_of(("Timeline", in_order(events), ""))),
    )


def _reading(sighting: ArticleSighting, provenance: Mapping[int, Provenance]) -> Event:
    there = sighting.availability is Availability.AVAILABLE
    facts = [
        ("asked for", sighting.origin),
        ("evidence", one_line(sighting.reason, 400)),
        ("title", one_line((sighting.article and sighting.article.title) or "", 300)),
        ("read by", sighting.article.reader if sighting.article else ""),
        ("bytes", f"sha256:{sighting.sha256}"),
        *came_in(provenance.get(sighting.record)),
        ("record", f"article_captures/{sighting.record}"),
    ]
    return Event(
        at=sighting.time,
        label="received" if there else standing_in_words(str(sighting.availability)),
        title=_RECEIVED[sighting.asked] if there else "The article was not received.",
        facts=tuple((name, value) for name, value in facts if value),
    )


def _check(check: Judgement) -> Event:
    return Event(
        at=check.checked_at,
        label="check",
        title=f"Checked. {tally_in_words(check.report.quotations)}.",
        facts=(
            ("rules", f"{check.report.rules}, style {check.report.style}"),
            ("program", check.program),
            ("record", f"checks/{check.id}, of article_captures/{check.article_capture}"),
        ),
    )
