"""A report as JSON, schema ``archiver.report/1``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from archiver.model import (
    Article,
    ArticleReport,
    Capture,
    DateMention,
    Edit,
    Finding,
    ImageObject,
    Poll,
    QuotationReview,
    SocialMediaPosting,
)
from archiver.report.facts import iso_published, iso_time, versions_of, was_edited
from archiver.report.pictures import to_dict as picture
from archiver.report.screenshots import to_dict as screenshot

SCHEMA: Final = "archiver.report/1"
CAPTURE_SCHEMA: Final = "archiver.capture/1"

_UNSAFE: Final = re.compile("[\x85\u2028\u2029\ud800-\udfff]")


def to_dict(report: ArticleReport) -> dict[str, Any]:
    """The report with the keys of the contract, in their order, then the additions.

    Positions are code points, start included, end excluded: ``start``, ``end`` and
    ``at`` in the article's text, ``target`` and ``original_at`` in the posting's.
    Times are UTC. What is not known is None.
    """
    return {
        "schema": SCHEMA,
        "article": _article(report.article),
        "postings": [
            _posting(versions_of(report, posting.ref), posting) for posting in report.postings
        ],
        "quotations": [_quotation(review) for review in report.quotations],
        "findings": [_finding(finding) for finding in report.findings],
        "pictures": [picture(check) for check in report.pictures],
        "screenshots": [screenshot(shot) for shot in report.screenshots],
        "rules": report.rules,
        "style": report.style,
        "exit_code": report.exit_code,
        "notes": list(report.article.notes),
    }


def dumps(reports: Sequence[ArticleReport], *, lines: bool, array: bool = False) -> str:
    """One object for one report, an array for several, or with ``lines`` one object a line.

    With ``array`` one report is an array too: the shape then depends on what was asked for,
    not on how much of it succeeded. Ends without a line break. All scripts stay readable; lone
    surrogates and what some readers take for a line break are escaped, so the text always
    encodes to UTF-8.
    """
    objects = [to_dict(report) for report in reports]
    if lines:
        return "\n".join(_encode(item, indent=None) for item in objects)
    single = len(objects) == 1 and not array
    return _encode(objects[0] if single else objects, indent=2)


def _encode(value: Any, *, indent: int | None) -> str:
    encoded = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", encoded)


def _value(member: StrEnum | None) -> str | None:
    return None if member is None else member.value


def _article(article: Article) -> dict[str, Any]:
    return {
        "url": article.url,
        "title": article.title,
        "published": iso_published(article.published),
        "language": article.language,
        "sha256": article.sha256,
        "source": article.source,
        "modified": iso_published(article.modified),
        "dates": [_mention(mention) for mention in article.dates],
    }


def _mention(mention: DateMention) -> dict[str, Any]:
    """Words on when a post was made; the times are local, in whatever zone."""
    return {
        "words": mention.words,
        "start": mention.start,
        "end": mention.end,
        "kind": mention.kind,
        "quotation": mention.quotation,
        "embed": mention.embed,
        "readings": [
            {
                "first": one.first.isoformat(timespec="minutes"),
                "last": one.last.isoformat(timespec="minutes"),
                "basis": _value(one.basis),
            }
            for one in mention.readings
        ],
    }


def capture_to_dict(
    capture: Capture,
    postings: Sequence[SocialMediaPosting],
    related: Sequence[dict[str, Any]] = (),
    given: Sequence[str] = (),
) -> dict[str, Any]:
    """One visit for one post as plain data, and what was read from it, best witness first.

    ``given`` are the addresses by which the user named the post; ``related`` are the visits to
    the posts that it answers or quotes, in the same form.
    """
    return {
        "schema": CAPTURE_SCHEMA,
        "ref": capture.ref.key,
        "url": capture.ref.url,
        "platform": capture.ref.platform,
        "availability": _value(capture.availability),
        "reason": capture.reason,
        "captured_at": iso_time(capture.captured_at, None),
        "postings": [
            _posting([one for one in postings if one.ref == posting.ref], posting)
            for posting in postings
        ],
        "asked": capture.asked and (capture.asked.url or capture.asked.key),
        "given": list(given),
        "related": list(related),
    }


def dumps_captures(captures: Sequence[dict[str, Any]], *, lines: bool) -> str:
    """An array of ``capture_to_dict``'s objects, or with ``lines`` one object a line."""
    if lines:
        return "\n".join(_encode(item, indent=None) for item in captures)
    return _encode(list(captures), indent=2)


def _posting(versions: Sequence[SocialMediaPosting], posting: SocialMediaPosting) -> dict[str, Any]:
    return {
        "ref": posting.ref.key,
        "url": posting.ref.url,
        "platform": posting.ref.platform,
        "author": posting.author_name,
        "handle": posting.handle,
        "created": _created(posting),
        "created_precision": _value(posting.created_precision),
        "text": posting.text,
        "witness": _value(posting.witness),
        "availability": _value(posting.availability),
        "images": [_image(image) for image in posting.images],
        "witnesses": [_version(one) for one in versions],
        "complete": posting.complete,
        "language": posting.language,
        **_original(posting),
    }


def _original(posting: SocialMediaPosting) -> dict[str, Any]:
    """What the witness has of the post beside its words."""
    reply, shared = posting.in_reply_to, posting.shared_content
    return {
        "author_id": posting.author_id,
        "edited": _time(posting.edited),
        "was_edited": was_edited(posting),
        "superseded": _time(posting.superseded),
        "version_id": posting.version_id,
        "version_ids": list(posting.version_ids),
        "links": [{"text": link.text, "url": link.url} for link in posting.links],
        "in_reply_to": reply and reply.key,
        "shared_content": shared and shared.key,
        "content_warning": posting.content_warning,
        "poll": _poll(posting.poll),
        "opt_outs": list(posting.opt_outs),
        "times": [
            {
                "kind": _value(claim.kind),
                "time": iso_time(claim.time, claim.precision),
                "claimant": _value(claim.claimant),
                "field": claim.field,
            }
            for claim in posting.times
        ],
    }


def _poll(poll: Poll | None) -> dict[str, Any] | None:
    if poll is None:
        return None
    return {
        "question": poll.question,
        "options": list(poll.options),
        "closes": _time(poll.closes),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else iso_time(moment, None)


def _created(posting: SocialMediaPosting) -> str | None:
    if posting.created is None:
        return None
    return iso_time(posting.created, posting.created_precision)


def _image(image: ImageObject) -> dict[str, Any]:
    return {
        "url": image.content_url,
        "alt": image.caption,
        "sha256": image.sha256,
        "phash": image.phash,
        "thumbnail_of": image.thumbnail_of,
    }


def _version(version: SocialMediaPosting) -> dict[str, Any]:
    seen = version.witnessed_at
    return {
        "witness": _value(version.witness),
        "parser": version.parser,
        "text": version.text,
        "created": _created(version),
        "complete": version.complete,
        "availability": _value(version.availability),
        "witnessed_at": None if seen is None else iso_time(seen, None),
        "incomplete_reason": version.incomplete_reason,
        "superseded": _time(version.superseded),
        "version_id": version.version_id,
        "repairs": list(version.repairs),
        "imported": version.imported,
    }


def _quotation(review: QuotationReview) -> dict[str, Any]:
    quotation, alignment = review.quotation, review.alignment
    start = quotation.position.start
    edits = alignment.edits if alignment else ()
    return {
        "exact": quotation.quote.exact,
        "prefix": quotation.quote.prefix,
        "suffix": quotation.quote.suffix,
        "start": start,
        "end": quotation.position.end,
        "attribution": quotation.attribution,
        "attributed_to": quotation.attributed_to,
        "verdict": _value(review.verdict),
        "materiality": _value(review.materiality),
        "coverage": _value(review.coverage),
        "posting": review.posting.ref.key if review.posting else None,
        "edits": [_edit(edit, start) for edit in edits],
        "reasons": list(review.reasons),
        "channel": _value(quotation.channel),
        "kind": _value(quotation.kind),
        "target": [alignment.target.start, alignment.target.end] if alignment else None,
        "before": alignment.before if alignment else None,
        "after": alignment.after if alignment else None,
        "witness": _value(review.posting.witness) if review.posting else None,
    }


def _edit(edit: Edit, start: int) -> dict[str, Any]:
    return {
        "kind": _value(edit.kind),
        "quotation": edit.quotation,
        "original": edit.original,
        "at": [start + edit.at[0], start + edit.at[1]],
        "original_at": list(edit.original_at),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": _value(finding.kind),
        "message": finding.message,
        "posting": finding.posting,
        "quotation": finding.quotation,
        "sides": dict(finding.sides),
    }
