"""A history as a row of events, for every renderer that shows one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Final

from archiver.model import Availability
from archiver.model.history import (
    ArticleSighting,
    Change,
    ChangeKind,
    CoveringProof,
    Provenance,
    Sighting,
)
from archiver.report.diff import Segment
from archiver.report.facts import as_utc
from archiver.report.history_diff import shortened, version_segments
from archiver.report.history_words import (
    DIFFED,
    LABELS,
    change_in_words,
    standing_in_words,
)
from archiver.report.sentences import time_in_words
from archiver.report.visible import one_line

_GRAVE: Final = frozenset(
    {
        ChangeKind.TEXT_EDITED,
        ChangeKind.NOT_FOUND,
        ChangeKind.ACCOUNT_GONE,
        ChangeKind.AUTHOR_DIFFERS,
        ChangeKind.ARTICLE_WITHDRAWN,
        ChangeKind.QUOTATION_CHANGED,
        ChangeKind.QUOTATION_REMOVED,
        ChangeKind.VERDICT_CHANGED,
    }
)
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or was seen, at a time."""

    at: datetime
    """UTC."""
    label: str
    title: str
    tone: str = "seen"
    """``seen``, ``change`` or ``grave``."""
    facts: Facts = ()
    diff: tuple[Segment, ...] = ()
    """``original`` is of before, ``quotation`` of after."""
    about: str = ""
    """What it is of, where a page has events of several things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Events under one heading."""

    title: str
    events: tuple[Event, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A history as it is shown."""

    title: str
    eyebrow: str
    lead: tuple[str, ...]
    facts: Facts
    groups: tuple[Group, ...]


def change_event(change: Change, *, about: bool = False) -> Event:
    """The change as an event, at the time at which it could first be told."""
    sides = [side for side in (change.before, change.after) if side is not None]
    facts = [("records", " → ".join(dict.fromkeys(side.record for side in sides)))]
    readers = list(dict.fromkeys(side.by for side in sides if side.by))
    if readers and change.kind is not ChangeKind.VERDICT_CHANGED:
        facts.append(("read by", ", ".join(readers)))
    if change.quotation is not None:
        facts.insert(0, ("quotation", one_line(change.quotation, 400)))
    evidence = change.after.evidence if change.after else ""
    if evidence and (change.kind not in DIFFED or change.kind is ChangeKind.TEXT_EDITED):
        facts.append(("evidence", one_line(evidence, 400)))
    return Event(
        at=change.seen,
        label=LABELS[change.kind],
        title=change_in_words(change),
        tone="grave" if change.kind in _GRAVE else "change",
        facts=tuple(facts),
        diff=_diff(change),
        about=change.subject if about else "",
    )


def _diff(change: Change) -> tuple[Segment, ...]:
    if change.kind not in DIFFED or (change.before is None and change.after is None):
        return ()
    before = change.before.value if change.before else ""
    after = change.after.value if change.after else ""
    if change.kind is ChangeKind.EDIT_STATED and change.before is None:
        return ()
    return shortened(version_segments(before, after))


def groups_of(*given: tuple[str, tuple[Event, ...], str]) -> Iterator[Group]:
    """Groups by title, events and note; none for what has no events."""
    for title, events, note in given:
        if events:
            yield Group(title=title, events=events, note=note)


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Oldest first; of one moment, what was seen before what that shows to have changed."""
    return tuple(sorted(events, key=lambda one: (as_utc(one.at), one.tone != "seen")))


def lead_of(sightings: Sequence[Sighting] | Sequence[ArticleSighting]) -> tuple[str, ...]:
    """What stands now: what the last visit that could tell found, and what came after it."""
    telling = [one for one in sightings if _tells(one.availability)]
    if not telling:
        return ("No visit could tell whether it is there.",) if sightings else ()
    present = [one for one in telling if one.availability is Availability.AVAILABLE]
    lines: list[str] = []
    if present:
        what = "Captured as available" if isinstance(present[0], Sighting) else "Received"
        lines.append(f"{what} first on {_at(present[0])}, and last on {_at(present[-1])}.")
    last = telling[-1]
    if last.availability is not Availability.AVAILABLE:
        state = standing_in_words(str(last.availability))
        lines.append(f"On {_at(last)}: {state} ({one_line(last.reason, 300)}).")
    found = [one.availability for one in sightings]
    since = sum(1 for _ in takewhile(lambda each: not _tells(each), reversed(found)))
    if since:
        number = f"{since} visit{'' if since == 1 else 's'}"
        lines.append(f"{number} after that could not tell: that says nothing about it.")
    return tuple(lines)


def _at(sighting: Sighting | ArticleSighting) -> str:
    imported = ", by an imported file" if sighting.imported else ""
    return f"{time_in_words(sighting.time)}{imported}"


def _tells(found: Availability) -> bool:
    return found not in {Availability.BLOCKED_FOR_US, Availability.ERROR}


def came_in(provenance: Provenance | None) -> Iterator[tuple[str, str]]:
    """Who wrote the record down with what, and what else bears on its time."""
    if provenance is None:
        return
    written = [one_line(each, 100) for each in (provenance.agent, provenance.program) if each]
    if provenance.recorded_at is not None:
        written.insert(0, time_in_words(provenance.recorded_at))
    if provenance.link is not None:
        written.append(f"link {provenance.link} of the chain")
    yield "written down", ", ".join(written)
    if provenance.server_date is not None:
        yield "server’s clock", time_in_words(provenance.server_date)
    if provenance.imported:
        yield "imported from", one_line(provenance.imported, 300)
    for proof in provenance.proofs:
        yield "proof of time", _proof(proof)


def _proof(proof: CoveringProof) -> str:
    when = f": says that it existed on {time_in_words(proof.time)}" if proof.time else ""
    return f"{proof.kind} by {one_line(proof.authority, 120)}, {proof.standing}{when}"
