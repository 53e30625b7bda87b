"""Postings and their pictures to rows of the database, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from archiver.model import (
    Availability,
    Claimant,
    ImageObject,
    Link,
    Poll,
    PostRef,
    Precision,
    SocialMediaPosting,
    TimeClaim,
    TimeKind,
    Witness,
)
from archiver.store.rows import Row, json_text, ref, strings, utc, utc_text, utc_time


def posting_row(posting: SocialMediaPosting) -> Row:
    """The row of ``postings``, but for its capture and the digest of the reading."""
    reply, shared = posting.in_reply_to, posting.shared_content
    return {
        "platform": posting.ref.platform,
        "post_id": posting.ref.id,
        "witness": posting.witness.value,
        "handle": posting.handle,
        "author_name": posting.author_name,
        "created": utc(posting.created),
        "created_precision": posting.created_precision and posting.created_precision.value,
        "complete": int(posting.complete),
        "language": posting.language,
        "text": posting.text,
        "availability": posting.availability.value,
        "url": posting.ref.url,
        "parser": posting.parser,
        "witnessed_at": utc(posting.witnessed_at),
        "edited": utc(posting.edited),
        "was_edited": int(posting.was_edited),
        "superseded": utc(posting.superseded),
        "version_id": posting.version_id,
        "content_warning": posting.content_warning,
        "poll": posting.poll and json_text(_poll_data(posting.poll)),
        "times": json_text([_claim_data(claim) for claim in posting.times]),
        "opt_outs": json_text(posting.opt_outs),
        "author_id": posting.author_id,
        "incomplete_reason": posting.incomplete_reason,
        "in_reply_to": reply and reply.key,
        "in_reply_to_url": reply and reply.url,
        "shared_content": shared and shared.key,
        "shared_content_url": shared and shared.url,
        "url_handle": posting.ref.handle,
        "version_ids": json_text(posting.version_ids),
        "links": json_text([(link.text, link.url) for link in posting.links]),
        "alternatives": json_text(posting.alternatives),
        "repairs": json_text(posting.repairs),
    }


def posting_of(row: Row, images: Iterable[Row]) -> SocialMediaPosting:
    """The posting whose rows these are, its own with the column ``imported``."""
    precision = row["created_precision"]
    return SocialMediaPosting(
        ref=ref(row),
        witness=Witness(row["witness"]),
        parser=row["parser"],
        text=row["text"],
        complete=bool(row["complete"]),
        incomplete_reason=row["incomplete_reason"],
        author_name=row["author_name"],
        handle=row["handle"],
        author_id=row["author_id"],
        created=utc_time(row["created"]),
        created_precision=None if precision is None else Precision(precision),
        edited=utc_time(row["edited"]),
        was_edited=bool(row["was_edited"]),
        superseded=utc_time(row["superseded"]),
        version_id=row["version_id"],
        content_warning=row["content_warning"],
        poll=None if row["poll"] is None else _poll(json.loads(row["poll"])),
        times=tuple(map(_claim, json.loads(row["times"]))),
        opt_outs=strings(row["opt_outs"]),
        language=row["language"],
        images=tuple(map(image_of, images)),
        links=tuple(Link(text=text, url=url) for text, url in json.loads(row["links"])),
        in_reply_to=_ref_of_key(row["in_reply_to"], row["in_reply_to_url"]),
        shared_content=_ref_of_key(row["shared_content"], row["shared_content_url"]),
        version_ids=strings(row["version_ids"]),
        availability=Availability(row["availability"]),
        witnessed_at=utc_time(row["witnessed_at"]),
        alternatives=strings(row["alternatives"]),
        repairs=strings(row["repairs"]),
        imported=row["imported"],
    )


def image_row(image: ImageObject, seq: int) -> Row:
    """The row of ``images``, but for its posting."""
    return {
        "seq": seq,
        "width": image.width,
        "height": image.height,
        "caption": image.caption,
        "phash": image.phash,
        "dhash": image.dhash,
        "content_url": image.content_url,
        "sha256": image.sha256,
        "thumbnail_of": image.thumbnail_of,
        "claimed_sha256": image.claimed_sha256,
    }


def image_of(row: Row) -> ImageObject:
    """The picture whose row this is."""
    return ImageObject(
        content_url=row["content_url"],
        caption=row["caption"],
        width=row["width"],
        height=row["height"],
        sha256=row["sha256"],
        phash=row["phash"],
        dhash=row["dhash"],
        thumbnail_of=row["thumbnail_of"],
        claimed_sha256=row["claimed_sha256"],
    )


def _poll_data(poll: Poll) -> dict[str, object]:
    return {
        "question": poll.question,
        "options": list(poll.options),
        "closes": utc(poll.closes),
    }


def _poll(data: Row) -> Poll:
    return Poll(
        question=data["question"],
        options=tuple(data["options"]),
        closes=utc_time(data["closes"]),
    )


def _claim_data(claim: TimeClaim) -> dict[str, object]:
    return {
        "kind": claim.kind.value,
        "time": utc_text(claim.time),
        "precision": claim.precision.value,
        "claimant": claim.claimant.value,
        "field": claim.field,
    }


def _claim(data: Row) -> TimeClaim:
    return TimeClaim(
        kind=TimeKind(data["kind"]),
        time=datetime.fromisoformat(data["time"]),
        precision=Precision(data["precision"]),
        claimant=Claimant(data["claimant"]),
        field=data["field"],
    )


def _ref_of_key(key: str | None, url: str | None) -> PostRef | None:
    if key is None:
        return None
    platform, _, post_id = key.partition(":")
    return PostRef(platform=platform, id=post_id, url=url)
