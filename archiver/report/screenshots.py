"""Screenshots of posts in words: what was read from them, and which captured post it may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from archiver.model import Screenshot, ScreenshotCandidate, ScreenshotStatus, Witness
from archiver.report.page import Piece, ScreenshotView
from archiver.report.pictures import frame
from archiver.report.visible import one_line
from archiver.report.words import SCREENSHOTS

CAUTION: Final = (
    "These pictures were read by a program, which can misread letters, and anybody can make such a "
    "picture. What was read from it serves to find the post; no wording was judged by it."
)
_HANDLE, _WORDS = 60, 600
"""The most signs that are shown of either."""


def told(shots: Sequence[Screenshot]) -> tuple[Screenshot, ...]:
    """Those from which something was read."""
    return tuple(shot for shot in shots if shot.status is not ScreenshotStatus.NOT_READ)


def unread_in_words(shots: Sequence[Screenshot]) -> tuple[str, ...]:
    """A line for each reason for which pictures were not read, with how many there are."""
    reasons = Counter(shot.reason for shot in shots if shot.status is ScreenshotStatus.NOT_READ)
    return tuple(
        f"{_pictures(count)} a screenshot of a post and {'was' if count == 1 else 'were'} not "
        f"read: {one_line(reason, 300)}."
        for reason, count in reasons.items()
    )


def _pictures(count: int) -> str:
    return "A picture may be" if count == 1 else f"{count} pictures may each be"


def sentences_of(shot: Screenshot) -> tuple[str, ...]:
    """What the picture shows and what the archive has, a sentence for each."""
    who = f" by @{one_line(shot.handle, _HANDLE)}" if shot.handle else ""
    if not who and shot.name:
        who = f" by “{one_line(shot.name, _HANDLE)}”"
    said = [f"The picture shows what looks like a post{who}."]
    if shot.candidates:
        said += map(_candidate_in_words, shot.candidates)
    if shot.reason:
        said.append(f"{shot.reason[:1].upper()}{shot.reason[1:]}.")
    if shot.quotations:
        numbers = ", ".join(str(number + 1) for number in shot.quotations)
        one = len(shot.quotations) == 1
        said.append(f"The words of quotation{'' if one else 's'} {numbers} stand in this picture.")
    return tuple(said)


def _candidate_in_words(one: ScreenshotCandidate) -> str:
    author = f"@{one.handle}" if one.handle else one.author_name or "an author not known"
    owner = "The article itself" if one.witness is Witness.EMBED else "The archive"
    has = "has a copy of a post" if one.witness is Witness.EMBED else "has a post"
    how_many = "all" if one.agreeing == one.words else f"{one.agreeing} of"
    return (
        f"{owner} {has} by {one_line(author, _HANDLE)} with {how_many} the {one.words} words that "
        f"were read: {one_line(one.posting, 120)}."
    )


def facts_of(shot: Screenshot) -> tuple[tuple[str, str], ...]:
    """What was read, by its name."""
    found = {
        "words that were read": one_line(shot.text, _WORDS),
        "time that was read": one_line(shot.time or "", 120),
        "how sure the program is of the letters": f"{shot.confidence:.0%}",
    }
    return tuple((name, value) for name, value in found.items() if value)


def to_dict(shot: Screenshot) -> dict[str, Any]:
    """The screenshot as plain data."""
    return {
        "picture": shot.picture,
        "sha256": shot.sha256,
        "width": shot.width,
        "height": shot.height,
        "alt": shot.alt,
        "status": shot.status.value,
        "handle": shot.handle,
        "name": shot.name,
        "text": shot.text,
        "time": shot.time,
        "platform": shot.platform,
        "confidence": round(shot.confidence, 3),
        "languages": list(shot.languages),
        "posting": shot.posting,
        "candidates": [
            {
                "posting": one.posting,
                "url": one.url,
                "handle": one.handle,
                "author": one.author_name,
                "witness": one.witness.value,
                "agreeing": one.agreeing,
                "words": one.words,
            }
            for one in shot.candidates
        ],
        "quotations": list(shot.quotations),
        "reason": shot.reason or None,
    }


def view(
    shot: Screenshot,
    anchor: str,
    posts: Mapping[str, str],
    images: Mapping[str, bytes],
    linked: Callable[[str], tuple[Piece, ...]],
) -> ScreenshotView:
    """The screenshot as the page shows it; ``posts`` are the anchors of the posts in it."""
    said = sentences_of(shot)
    return ScreenshotView(
        anchor=anchor,
        label=SCREENSHOTS[shot.status],
        found=shot.status is ScreenshotStatus.POST_FOUND,
        sentences=tuple(map(linked, said)),
        facts=facts_of(shot),
        picture=frame(
            shot.sha256, images, (), f"{one_line(shot.alt or '', 300)} {said[0]}".strip()
        ),
        url=shot.picture,
        post_anchor=posts.get(shot.posting or ""),
    )
