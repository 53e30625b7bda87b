"""The pictures of an article beside those of its posts, with the places marked that differ."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from archiver.model import Box, PictureCheck
from archiver.report.page import Frame, Mark, PicturePair
from archiver.report.visible import one_line
from archiver.report.words import PICTURES, UNDECIDED

_SIDE = 640
"""Pixels of the longer side of a picture in the page."""
_LETTERS = 18
"""How often the height of a number fits into the longer side."""


def label_of(check: PictureCheck) -> str:
    """What became of the picture, in a few words, the gravest first."""
    kinds = check.comparison.kinds
    return ", ".join(PICTURES[kind].label for kind in kinds) if kinds else UNDECIDED.label


def sentences_of(check: PictureCheck) -> tuple[str, ...]:
    """What that means, a sentence for each."""
    found = check.comparison
    told = [PICTURES[kind].meaning for kind in found.kinds] or [UNDECIDED.meaning]
    if found.reason:
        told.append(f"{found.reason[:1].upper()}{found.reason[1:]}.")
    return tuple(told)


def places_of(check: PictureCheck) -> Iterator[str]:
    """Every place with its coordinates, in words."""
    found = check.comparison
    for number, box in enumerate(found.boxes, 1):
        yield f"Place {number} of the article’s picture differs: {_where(box)}."
    if found.cropped is not None:
        yield f"The article shows this part of the post’s picture: {_where(found.cropped)}."
    if found.framed is not None:
        yield f"The post’s picture is this part of the article’s: {_where(found.framed)}."


def _where(box: Box) -> str:
    return (
        f"{box.right - box.left} × {box.bottom - box.top} pixels, from {box.left} to {box.right} "
        f"across and from {box.top} to {box.bottom} down"
    )


def to_dict(check: PictureCheck) -> dict[str, Any]:
    """The check as plain data; boxes are left, top, right, bottom, in pixels."""
    found = check.comparison
    return {
        "url": check.url,
        "alt": check.alt,
        "shown": check.shown,
        "sha256": check.sha256,
        "width": check.width,
        "height": check.height,
        "posting": check.posting,
        "post_url": check.post_url,
        "post_sha256": check.post_sha256,
        "class": None if found.kind is None else found.kind.value,
        "classes": [kind.value for kind in found.kinds],
        "boxes": [_sides(box) for box in found.boxes],
        "cropped": None if found.cropped is None else _sides(found.cropped),
        "framed": None if found.framed is None else _sides(found.framed),
        "turned": found.turned,
        "agreeing": round(found.agreeing, 3),
        "reason": found.reason or None,
    }


def _sides(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def pair(
    check: PictureCheck,
    anchor: str,
    post_anchor: str | None,
    images: Mapping[str, bytes],
    author: str = "",
) -> PicturePair:
    """Both pictures side by side, as small copies that stand in the page itself.

    ``author`` says whose post it is; without it the key of the post does.
    """
    found = check.comparison
    ours = [_mark(str(number), box) for number, box in enumerate(found.boxes, 1)]
    if found.framed is not None:
        ours.append(_mark("", found.framed))
    theirs = [] if found.cropped is None else [_mark("", found.cropped)]
    places = tuple(places_of(check))
    label = label_of(check)
    return PicturePair(
        anchor=anchor,
        label=label,
        tone=_tone(check),
        sentences=sentences_of(check),
        places=places,
        article=frame(
            check.sha256,
            images,
            tuple(ours),
            f"The article’s picture: {one_line(check.alt or 'no description', 300)}. "
            f"{' '.join(places) or label}",
        ),
        post=frame(
            check.post_sha256, images, tuple(theirs), "The post’s picture, as it was received"
        ),
        url=check.url,
        post_url=check.post_url,
        author=author or one_line(check.posting, 120),
        post_anchor=post_anchor,
        shown=check.shown,
    )


def _tone(check: PictureCheck) -> str:
    """The class of the verdict whose colour the pair has."""
    found = check.comparison
    if found.kind is None:
        return "unverifiable"
    if check.accuses:
        return "altered"
    return "marked" if found.boxes or found.framed or found.turned else "exact"


def _mark(label: str, box: Box) -> Mark:
    return Mark(
        label=label,
        number_left=box.left,
        number_top=box.top,
        left=box.left,
        top=box.top,
        width=max(1, box.right - box.left),
        height=max(1, box.bottom - box.top),
    )


def frame(
    sha256: str, images: Mapping[str, bytes], marks: tuple[Mark, ...], alt: str
) -> Frame | None:
    """A small copy with its marks, or None where the bytes are not at hand."""
    from archiver.errors import InputError
    from archiver.media.raster import thumbnail

    payload = images.get(sha256)
    if payload is None:
        return None
    try:
        small = thumbnail(payload, longest=_SIDE)
    except InputError:
        return None
    data = base64.b64encode(small.payload).decode("ascii")
    letter = max(1, max(small.width, small.height) // _LETTERS)
    return Frame(
        data=f"data:image/jpeg;base64,{data}",
        alt=alt,
        width=small.width,
        height=small.height,
        letter=letter,
        marks=tuple(_with_room(mark, letter) for mark in marks),
    )


def _with_room(mark: Mark, letter: int) -> Mark:
    """The mark with its number above it, or inside where it stands at the upper edge."""
    above = mark.top - letter // 4
    top = above if above >= letter else mark.top + letter + letter // 8
    return replace(mark, number_left=mark.left + letter // 8, number_top=top)
