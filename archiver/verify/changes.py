"""What changed in a post between visits, as far as its witnesses can tell.

A witness is compared with itself, as the same parser reads both answers: another parser, another
route or a shortened copy that differs is no edit. A visit that was blocked or failed says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType

from archiver.model import Availability, Poll, SocialMediaPosting, Witness
from archiver.model.history import Change, ChangeKind, Side, Sighting
from archiver.text.fold import fold_invisible, fold_space
from archiver.verify.changed_pictures import picture_answers, picture_changes
from archiver.verify.sequence import in_sequence

STATEMENTS = frozenset(Availability) - {Availability.BLOCKED_FOR_US, Availability.ERROR}
"""What a visit can find that says something of what was visited."""

IMPORT = "import"
"""Source of what was read from a file that another program made: its maker vouches for it."""

_STANDINGS = MappingProxyType(
    {
        Availability.AVAILABLE: ChangeKind.REAPPEARED,
        Availability.NOT_FOUND: ChangeKind.NOT_FOUND,
        Availability.WITHHELD: ChangeKind.WITHHELD,
        Availability.PROTECTED: ChangeKind.PROTECTED,
        Availability.ACCOUNT_GONE: ChangeKind.ACCOUNT_GONE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A posting as one visit gave it."""

    subject: str
    posting: SocialMediaPosting
    sighting: Sighting
    earlier: tuple[SocialMediaPosting, ...] = ()
    """Versions before it that came along, oldest first."""

    @property
    def at(self) -> datetime:
        """When the witness saw it, UTC."""
        return self.posting.witnessed_at or self.sighting.time

    def side(self, value: str) -> Side:
        """A side of a change that this reading shows."""
        return Side(
            value=value,
            at=self.at,
            source=str(self.posting.witness) if self.posting.imported is None else IMPORT,
            record=f"captures/{self.sighting.record}",
            by=self.posting.parser,
            evidence=self.sighting.reason,
        )


def post_changes(key: str, sightings: Iterable[Sighting]) -> tuple[Change, ...]:
    """Every change of the post with that key, by the time at which it could first be told.

    Times are those of the visits, or of the mementos. No time is made up: a change lies between
    both of its sides, and where a witness states when, that is ``stated``.
    """
    ordered = in_sequence(sightings, lambda one: (one.record, one.time, one.imported is not None))
    found = [*_standing(key, ordered), *picture_answers(key, ordered)]
    for line in _lines(key, ordered):
        found += _of_line(line)
    return tuple(sorted(_once(found), key=lambda change: change.seen))


def _once(changes: Sequence[Change]) -> Iterator[Change]:
    """Each change once where several parsers of one witness tell it, the first of them named.

    An edit that is stated with the words of before stands for the same one stated without.
    """
    with_words = {
        (change.stated, change.after and change.after.value)
        for change in changes
        if change.kind is ChangeKind.EDIT_STATED and change.before is not None
    }
    told: set[tuple[object, ...]] = set()
    for change in changes:
        same = (change.kind, change.stated, *map(_shown, (change.before, change.after)))
        bare = change.kind is ChangeKind.EDIT_STATED and change.before is None
        stated = (change.stated, change.after and change.after.value)
        if same in told or (bare and stated in with_words):
            continue
        told.add(same)
        yield change


def _shown(side: Side | None) -> tuple[str, ...] | None:
    return None if side is None else (side.value, side.record, side.source)


def _standing(key: str, ordered: Sequence[Sighting]) -> Iterator[Change]:
    telling = [one for one in ordered if one.availability in STATEMENTS]
    for before, after in pairwise(telling):
        if before.availability is not after.availability:
            yield Change(
                kind=_STANDINGS[after.availability],
                subject=key,
                before=_found(before),
                after=_found(after),
            )


def _found(sighting: Sighting) -> Side:
    return Side(
        value=str(sighting.availability),
        at=sighting.time,
        source="visit" if sighting.imported is None else IMPORT,
        record=f"captures/{sighting.record}",
        evidence=sighting.reason,
    )


def _lines(key: str, ordered: Sequence[Sighting]) -> list[list[Reading]]:
    """The readings of each witness by each parser, in the order in which the witness saw them."""
    lines: dict[tuple[Witness, str, bool], list[Reading]] = {}
    for sighting in ordered:
        taken: set[tuple[object, ...]] = set()
        own = [one for one in sighting.postings if one.ref.key == key]
        for posting in own:
            # What a file of another program has is compared with others of the kind alone.
            line = posting.witness, posting.parser, posting.imported is not None
            # Of one visit, the first answer of a platform is the best; mementos are one each.
            seen = posting.witnessed_at if posting.witness is Witness.ARCHIVE else None
            if posting.superseded is not None or (*line, seen) in taken:
                continue
            taken.add((*line, seen))
            reading = Reading(
                subject=key, posting=posting, sighting=sighting, earlier=_earlier(posting, own)
            )
            lines.setdefault(line, []).append(reading)
    for (witness, *_), readings in lines.items():
        if witness is Witness.ARCHIVE:
            readings.sort(key=lambda reading: reading.at)
    return [readings for (witness, *_), readings in lines.items() if witness is not Witness.EMBED]


def _earlier(
    posting: SocialMediaPosting, own: Iterable[SocialMediaPosting]
) -> tuple[SocialMediaPosting, ...]:
    same = (
        one
        for one in own
        if one.superseded is not None
        and (one.witness, one.parser) == (posting.witness, posting.parser)
    )
    return tuple(sorted(same, key=lambda one: one.superseded.timestamp() if one.superseded else 0))


def _of_line(line: Sequence[Reading]) -> Iterator[Change]:
    whole = [reading for reading in line if reading.posting.complete]
    for before, after in pairwise(whole):
        yield from _words_differ(before, after)
    yield from _stated(line)
    yield from _author(line)
    # What a shortened answer lacks, pictures and all, may well be there.
    for alike in (whole, [reading for reading in line if not reading.posting.complete]):
        for before, after in pairwise(alike):
            yield from _beside(before, after)
            yield from picture_changes(before, after)


def _words_differ(before: Reading, after: Reading) -> Iterator[Change]:
    """Other words, and not the same ones with other white space, Unicode form or hidden signs."""
    old, new = before.posting, after.posting
    was, now = as_seen(old.text), as_seen(new.text)
    if was == now:
        return
    side = after.side(new.text)
    if old.language and new.language and old.language != new.language:
        told = f"its language is stated as {new.language}, and was as {old.language} before"
        side = replace(side, evidence=f"{side.evidence}; {told}: one may be a translation")
    if was in now or now in was:
        told = "the shorter text is part of the longer: one answer may have had less of the post"
        side = replace(side, evidence=f"{side.evidence}; {told}")
    yield Change(
        kind=ChangeKind.TEXT_EDITED,
        subject=after.subject,
        before=before.side(old.text),
        after=side,
    )


def as_seen(text: str) -> str:
    """The text as a reader tells it apart: white space is one, what can't be seen is none."""
    return fold_space(fold_invisible(text)).strip()


def _differs(
    kind: ChangeKind, before: Reading, after: Reading, old: str, new: str
) -> Iterator[Change]:
    if as_seen(old) != as_seen(new):
        yield Change(
            kind=kind, subject=after.subject, before=before.side(old), after=after.side(new)
        )


# -- edits that a witness states --------------------------------------------------------


def _stated(line: Sequence[Reading]) -> Iterator[Change]:
    """What the witness itself says of edits, each once."""
    told: set[tuple[object, ...]] = set()
    marks: set[tuple[object, ...]] = set()
    last: Reading | None = None
    for reading in line:
        steps = [*reading.earlier, reading.posting]
        known = [(old, new) for old, new in pairwise(steps) if old.text != new.text]
        for old, new in known:
            step = old.superseded, old.text, new.text
            if step not in told:
                told.add(step)
                yield Change(
                    kind=ChangeKind.EDIT_STATED,
                    subject=reading.subject,
                    before=reading.side(old.text),
                    after=reading.side(new.text),
                    stated=old.superseded or new.edited,
                )
        if not known:
            yield from _marked(last, reading, marks)
        mark = _mark(reading.posting)
        if mark is not None:
            marks.add(mark)
        last = reading


def _marked(
    last: Reading | None, reading: Reading, told: set[tuple[object, ...]]
) -> Iterator[Change]:
    """An edit of which the witness gives no earlier words, once, whatever comes between."""
    mark = _mark(reading.posting)
    if mark is not None and mark not in told:
        yield Change(
            kind=ChangeKind.EDIT_STATED,
            subject=reading.subject,
            after=reading.side(reading.posting.text),
            stated=reading.posting.edited,
        )
        return
    old, new = (last.posting.version_id if last else None), reading.posting.version_id
    if last is None or old is None or new is None:
        return
    if as_seen(last.posting.text) != as_seen(reading.posting.text):
        return
    yield from _differs(ChangeKind.VERSION_CHANGED, last, reading, old, new)


def _mark(posting: SocialMediaPosting) -> tuple[object, ...] | None:
    edited = posting.edited is not None or posting.was_edited or len(posting.version_ids) > 1
    return (posting.edited, frozenset(posting.version_ids)) if edited else None


# -- who, and what stands beside the words ----------------------------------------------


def _author(line: Sequence[Reading]) -> Iterator[Change]:
    known = [reading for reading in line if reading.posting.author_id]
    for before, after in pairwise(known):
        yield from _differs(
            ChangeKind.AUTHOR_DIFFERS,
            before,
            after,
            before.posting.author_id or "",
            after.posting.author_id or "",
        )
    for kind, name in (
        (ChangeKind.HANDLE_RENAMED, "handle"),
        (ChangeKind.NAME_CHANGED, "author_name"),
    ):
        named = [reading for reading in known if getattr(reading.posting, name)]
        for before, after in pairwise(named):
            old, new = getattr(before.posting, name), getattr(after.posting, name)
            same = kind is ChangeKind.HANDLE_RENAMED and old.casefold() == new.casefold()
            if before.posting.author_id == after.posting.author_id and not same:
                yield from _differs(kind, before, after, old, new)


def _beside(before: Reading, after: Reading) -> Iterator[Change]:
    old, new = before.posting, after.posting
    yield from _differs(
        ChangeKind.POLL_CHANGED,
        before,
        after,
        poll_text(old.poll, beside=new.poll),
        poll_text(new.poll, beside=old.poll),
    )
    yield from _differs(
        ChangeKind.WARNING_CHANGED,
        before,
        after,
        old.content_warning or "",
        new.content_warning or "",
    )
    if as_seen(old.text) == as_seen(new.text):
        unknown = _unresolved(old) | _unresolved(new)
        yield from _differs(
            ChangeKind.LINKS_CHANGED, before, after, _links(old, unknown), _links(new, unknown)
        )


def _unresolved(posting: SocialMediaPosting) -> frozenset[str]:
    """Links of which only the short form is known, as it stands in the text."""
    return frozenset(link.text for link in posting.links if link.url == link.text)


def _links(posting: SocialMediaPosting, unknown: frozenset[str]) -> str:
    """Where its links lead, whatever their order, as far as both sides know it."""
    return "\n".join(sorted({link.url for link in posting.links if link.text not in unknown}))


def poll_text(poll: Poll | None, *, beside: Poll | None) -> str:
    """A poll in lines: the question, the options, and when it closes where both polls say that."""
    if poll is None:
        return ""
    closes = None
    if poll.closes is not None and (beside is None or beside.closes is not None):
        closes = f"closes {poll.closes.isoformat(timespec='seconds')}"
    return "\n".join(filter(None, (poll.question, *poll.options, closes)))
