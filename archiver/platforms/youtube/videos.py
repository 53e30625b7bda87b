"""A video as a posting: its title, a blank line, and its description."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archiver.answers import values
from archiver.answers.origin import Origin
from archiver.answers.times import stated
from archiver.answers.values import JsonObject
from archiver.model import (
    ImageObject,
    PostRef,
    SocialMediaPosting,
    TimeClaim,
)

TITLE_ALONE = "the route has the title alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Who published a video or post, as far as an answer says."""

    name: str | None = None
    handle: str | None = None
    channel_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """What an answer has of a video."""

    title: str
    description: str | None
    """None where the answer has none; empty where the video has none."""
    cut: str | None = None
    """Why the description is known to be cut."""
    channel: Channel = Channel()
    times: tuple[TimeClaim, ...] = ()
    """The time of publication first."""
    language: str | None = None
    image: ImageObject | None = None


def posting(video: Video, ref: PostRef, origin: Origin) -> SocialMediaPosting:
    """The video as a posting; without its description it is incomplete."""
    why = TITLE_ALONE if video.description is None else video.cut
    claim = video.times[0] if video.times else None
    return SocialMediaPosting(
        ref=ref,
        witness=origin.witness,
        parser=origin.parser,
        text=f"{video.title}\n\n{(video.description or '').strip()}".strip(),
        complete=why is None,
        incomplete_reason=why,
        author_name=video.channel.name,
        handle=video.channel.handle,
        author_id=video.channel.channel_id,
        created=None if claim is None else claim.time,
        created_precision=None if claim is None else claim.precision,
        times=video.times,
        language=video.language,
        images=() if video.image is None else (video.image,),
        witnessed_at=origin.witnessed_at,
    )


def claim_of(value: object, field: str) -> tuple[TimeClaim, ...]:
    """The claim that a field with an exact time makes; none for a mere day.

    The site's days are of the Pacific time zone, so that the day in UTC is not known.
    """
    claim = stated(field, values.time_of(value))
    return () if claim is None else (claim,)


def still_of(thumbnails: Iterable[JsonObject]) -> ImageObject | None:
    """The largest of the stills, or None."""
    known = [
        ImageObject(
            content_url=url,
            width=values.integer_at(item, "width"),
            height=values.integer_at(item, "height"),
            thumbnail_of="video",
        )
        for item in thumbnails
        if (url := values.web_address(item.get("url"))) is not None
    ]
    return max(known, key=lambda image: image.width or 0, default=None)
