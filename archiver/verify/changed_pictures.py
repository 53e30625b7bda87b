"""What became of a post's pictures between two visits, by their digests and addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from archiver.model import ImageObject, SocialMediaPosting, Witness
from archiver.model.history import Change, ChangeKind, PictureAnswer, Side, Sighting

_OK = 200
_ABSENT = frozenset({404, 410})
_ALIKE = 6
"""Bits of 64, in each of two perceptual hashes, by which one picture saved twice may differ."""
Name = Callable[[ImageObject], str | None]


class Reading(Protocol):
    """A posting as one visit gave it."""

    @property
    def subject(self) -> str:
        """Key of the post."""

    @property
    def posting(self) -> SocialMediaPosting:
        """What was read."""

    def side(self, value: str) -> Side:
        """A side of a change that this reading shows."""


def picture_changes(before: Reading, after: Reading) -> Iterator[Change]:
    """Pictures that vanished, came, have other bytes or another description.

    Many platforms give one picture a new address each time, so an address alone shows nothing:
    one that is not found again by digest or address counts as gone only where nothing that came
    could be it.
    """
    pairs, old, new = _paired(before.posting.images, after.posting.images)
    for one, other in pairs:
        yield from _same_picture(before, after, one, other)
    spare = min(len(old), len(new))
    if spare and len(old) == len(new):
        for one, other in zip(old, new, strict=True):
            yield from _bytes_differ(before, after, one, other)
        return
    yield from _unmatched(ChangeKind.PICTURE_VANISHED, before, after, old, new)
    yield from _unmatched(ChangeKind.PICTURE_ADDED, before, after, new, old)


def _paired(
    old: Sequence[ImageObject], new: Sequence[ImageObject]
) -> tuple[list[tuple[ImageObject, ImageObject]], list[ImageObject], list[ImageObject]]:
    """Pictures that are the same by one of their names, and those of each side that are left."""
    names: tuple[Name, ...] = (
        lambda one: one.sha256,
        lambda one: one.claimed_sha256,
        lambda one: one.content_url,
        lambda one: one.content_url.partition("?")[0],
    )
    left, right = list(old), list(new)
    pairs: list[tuple[ImageObject, ImageObject]] = []
    for name in names:
        for one in tuple(left):
            found = name(one)
            other = next((each for each in right if found and name(each) == found), None)
            if other is not None:
                left.remove(one)
                right.remove(other)
                pairs.append((one, other))
    return pairs, left, right


def _same_picture(
    before: Reading, after: Reading, one: ImageObject, other: ImageObject
) -> Iterator[Change]:
    yield from _bytes_differ(before, after, one, other)
    if (one.caption or "") != (other.caption or ""):
        yield _change(ChangeKind.ALT_CHANGED, before, after, one.caption or "", other.caption or "")


def _bytes_differ(
    before: Reading, after: Reading, one: ImageObject, other: ImageObject
) -> Iterator[Change]:
    """Only where both have come. The still of a video is made anew by the platform at will."""
    if one.thumbnail_of or other.thumbnail_of or not one.sha256 or not other.sha256:
        return
    if one.sha256 != other.sha256:
        old, new = (f"{each.content_url}\nsha256:{each.sha256}" for each in (one, other))
        made = _change(ChangeKind.PICTURE_CHANGED, before, after, old, new)
        alike = _alike(one, other)
        yield (
            made if made.after is None else replace(made, after=replace(made.after, evidence=alike))
        )


def _alike(one: ImageObject, other: ImageObject) -> str:
    """What perceptual hashes say of both: never that they are the same, as small changes escape."""
    hashes = ((one.phash, other.phash), (one.dhash, other.dhash))
    bits = [(int(a, 16) ^ int(b, 16)).bit_count() for a, b in hashes if a and b]
    if len(bits) < len(hashes):
        return "how alike they look was not measured"
    told = f"{bits[0]} and {bits[1]} of 64 bits of two perceptual hashes differ"
    if max(bits) <= _ALIKE:
        return f"at a glance they look alike: {told}"
    return f"they look different: {told}"


def _unmatched(
    kind: ChangeKind,
    before: Reading,
    after: Reading,
    more: Sequence[ImageObject],
    fewer: Sequence[ImageObject],
) -> Iterator[Change]:
    """What one side has more of than the other: by name where that is sure, else by number."""
    if len(more) <= len(fewer):
        return
    vanished = kind is ChangeKind.PICTURE_VANISHED
    known = all(one.sha256 for one in (*more, *fewer))
    if not fewer or known:
        for one in more:
            value = one.content_url + (f"\nsha256:{one.sha256}" if one.sha256 else "")
            sides = (value, "") if vanished else ("", value)
            yield _change(kind, before, after, *sides)
        return
    yield _change(kind, before, after, _count(before.posting.images), _count(after.posting.images))


def _count(images: Sequence[ImageObject]) -> str:
    return f"{len(images)} picture{'' if len(images) == 1 else 's'}"


def _change(kind: ChangeKind, before: Reading, after: Reading, old: str, new: str) -> Change:
    return Change(kind=kind, subject=after.subject, before=before.side(old), after=after.side(new))


def picture_answers(key: str, ordered: Sequence[Sighting]) -> Iterator[Change]:
    """Addresses of pictures that gave bytes, and later 404 or 410, while the post still stood.

    Only of pictures that the platform names as the post's own in that visit: those of a post that
    it quotes, or that an old copy names, are not its pictures now. What was read from files of
    other programs is left out.
    """
    had: dict[str, tuple[Sighting, PictureAnswer]] = {}
    ordered = [one for one in ordered if one.imported is None]
    for sighting in ordered:
        came = {answer.sha256 for answer in sighting.pictures if answer.status == _OK}
        named = _named(key, sighting)
        for answer in sighting.pictures:
            if answer.status == _OK and answer.sha256:
                had[answer.url] = sighting, answer
                continue
            known = had.get(answer.url)
            if known is None or answer.status not in _ABSENT or known[1].sha256 in came:
                continue
            if answer.url not in named:
                continue
            del had[answer.url]
            yield Change(
                kind=ChangeKind.PICTURE_GONE,
                subject=key,
                before=_answer(*known, f"{answer.url}\nsha256:{known[1].sha256}"),
                after=_answer(sighting, answer, answer.url),
            )


def _named(key: str, sighting: Sighting) -> frozenset[str]:
    return frozenset(
        image.content_url
        for posting in sighting.postings
        if posting.ref.key == key and posting.witness is Witness.PLATFORM
        for image in posting.images
    )


def _answer(sighting: Sighting, answer: PictureAnswer, value: str) -> Side:
    return Side(
        value=value,
        at=sighting.time,
        source="platform",
        record=f"captures/{sighting.record}",
        evidence=f"its address answers with status {answer.status}",
    )
