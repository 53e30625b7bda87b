"""The history of a post as a page of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from archiver.model import SocialMediaPosting
from archiver.model.history import (
    PostHistory,
    QuotedIn,
    Sighting,
    Wording,
)
from archiver.report.diff import Segment
from archiver.report.history_diff import version_segments
from archiver.report.history_page import (
    Event,
    Facts,
    Page,
    came_in,
    change_event,
    groups_of,
    in_order,
    lead_of,
)
from archiver.report.history_words import (
    verdict_in_words,
    witness_in_words,
)
from archiver.report.sentences import time_in_words
from archiver.report.visible import one_line
from archiver.report.words import AVAILABILITIES


def page_of_post(history: PostHistory) -> Page:
    """The post, what stands now, its timeline, its wordings and where it is quoted."""
    key = history.ref.key
    events = [
        *(_visit(one, history) for one in history.sightings),
        *_mementos(history.sightings),
        *map(change_event, history.changes),
    ]
    return Page(
        title=key,
        eyebrow="History of a post",
        lead=lead_of(history.sightings),
        facts=_facts(history),
        groups=tuple(
            groups_of(
                ("Timeline", in_order(events), ""),
                ("Wordings", tuple(_wordings(history.versions)), _OF_WORDINGS),
                ("Where it is quoted", tuple(map(_quoted, history.quoted_in)), ""),
            )
        ),
    )


_OF_WORDINGS: Final = (
    "Each is there from when a witness first had it to when one last had it. The post may have had"
    " it longer."
)


def _facts(history: PostHistory) -> Facts:
    own = [
        posting
        for one in history.sightings
        for posting in one.postings
        if posting.ref == history.ref
    ]
    facts = [("post", history.ref.key)]
    if history.ref.url:
        facts.append(("address", history.ref.url))
    for name, values in (
        ("author", [one.author_name for one in own]),
        ("handle", [f"@{one.handle}" for one in own if one.handle]),
        ("author id", [one.author_id for one in own]),
    ):
        known = list(dict.fromkeys(one_line(value, 80) for value in values if value))
        if known:
            facts.append((name, ", then ".join(known) if name != "author id" else ", ".join(known)))
    created = next((one for one in own if one.created), None)
    if created is not None and created.created is not None:
        facts.append(
            ("stated as created", time_in_words(created.created, created.created_precision))
        )
    return tuple(facts)


def _visit(sighting: Sighting, history: PostHistory) -> Event:
    found = AVAILABILITIES[sighting.availability]
    own = [one for one in sighting.postings if one.ref == history.ref]
    numbers = {wording.text: wording.number for wording in history.versions}
    read = dict.fromkeys(
        f"wording {numbers[one.text]} by {_witness(one)} ({one.parser})"
        for one in own
        if one.text in numbers
    )
    answers = dict.fromkeys(
        f"{source} {route} {status or 'no answer'}".replace("  ", " ")
        for source, route, status in sighting.answers
    )
    facts = [
        ("evidence", one_line(sighting.reason, 400)),
        ("words", "; ".join(read)),
        ("by", _authors(own)),
        ("asked", ", ".join(answers)),
        ("pictures", "; ".join(_pictures(sighting))),
        *came_in(history.provenance.get(sighting.record)),
        ("record", f"captures/{sighting.record}"),
    ]
    return Event(
        at=sighting.time,
        label=found.label,
        title=f"{'Visited' if sighting.imported is None else _IMPORTED}: {found.meaning}",
        facts=tuple((name, value) for name, value in facts if value),
    )


def _witness(posting: SocialMediaPosting) -> str:
    return witness_in_words("import" if posting.imported else str(posting.witness))


def _authors(postings: Iterable[SocialMediaPosting]) -> str:
    named = (
        " ".join(filter(None, (one.author_name, f"(@{one.handle})" if one.handle else None)))
        for one in postings
    )
    return ", ".join(dict.fromkeys(one_line(name, 120) for name in named if name))


def _pictures(sighting: Sighting) -> Iterator[str]:
    for one in sighting.pictures:
        had = f"sha256:{one.sha256}" if one.sha256 and one.status == _OK else f"status {one.status}"
        yield f"{one_line(one.url, 200)} {had}"


_OK: Final = 200
_IMPORTED: Final = "Imported, on the word of whoever made the file"


def _mementos(sightings: Iterable[Sighting]) -> Iterator[Event]:
    """When web archives had received the post, as they say; each once."""
    first: dict[datetime, int] = {}
    for sighting in sightings:
        for moment in sighting.mementos:
            first.setdefault(moment, sighting.record)
    for moment, record in first.items():
        yield Event(
            at=moment,
            label="web archive",
            title="A web archive received a copy of it, as that archive says.",
            facts=(("record", f"captures/{record}"),),
        )


def _wordings(versions: Sequence[Wording]) -> Iterator[Event]:
    if versions:
        yield _wording(versions[0], versions[0].text, "")
    for before, after in pairwise(versions):
        yield _wording(after, after.text, before.text)


def _wording(wording: Wording, text: str, before: str) -> Event:
    facts = [
        *(
            (
                f"by {witness_in_words(witness)}",
                f"first seen {time_in_words(first)}, last {time_in_words(last)}",
            )
            for witness, first, last in wording.seen
        ),
        ("read by", ", ".join(wording.parsers)),
        (
            "replaced",
            time_in_words(wording.superseded) + ", as stated" if wording.superseded else "",
        ),
        ("records", ", ".join(wording.records)),
    ]
    part = "" if wording.complete else ": only a part of the text is known"
    segments = (
        version_segments(before, text) if before else (Segment(quotation=text, original=text),)
    )
    return Event(
        at=wording.first_seen,
        label=f"wording {wording.number}",
        title=f"Wording {wording.number}{part}",
        facts=tuple((name, value) for name, value in facts if value),
        diff=segments,
    )


def _quoted(check: QuotedIn) -> Event:
    verdicts = tuple(
        (
            verdict_in_words("/".join(filter(None, (verdict, materiality)))),
            f"“{one_line(words, 300)}”",
        )
        for words, verdict, materiality in check.verdicts
    )
    what = one_line(check.title or check.article, 200)
    none = (("quotations", "none that was judged against this post"),)
    return Event(
        at=check.checked_at,
        label="check",
        title=f"Check of “{what}”",
        facts=(
            ("article", one_line(check.article, 300)),
            *(verdicts or none),
            ("rules", check.rules),
            ("record", f"checks/{check.check}"),
        ),
    )
