"""Reports as linked data: drafts of reviews, and annotations (JSON-LD 1.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from archiver.model import ArticleReport
from archiver.report.jsonld_names import Origin
from archiver.report.jsonld_notes import web_annotations
from archiver.report.jsonld_reviews import claim_reviews, media_reviews

__all__ = ["Origin", "documents", "dumps"]

_ESCAPED: Final = re.compile(
    "[<>&\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What could end a script element, and what can't be seen: the same value, spelt out."""
_LONE: Final = re.compile("[\ud800-\udfff]")


def documents(report: ArticleReport, origin: Origin) -> list[dict[str, Any]]:
    """ClaimReview, MediaReview and Annotation, each an object with a context of its own."""
    return [
        *claim_reviews(report, origin),
        *media_reviews(report, origin),
        *web_annotations(report, origin),
    ]


def dumps(found: Iterable[dict[str, Any]]) -> str:
    """One JSON array, which may stand in a ``script`` element as it is. Ends without a line break.

    No text can end the element, and nothing invisible stands in it unescaped. Half of a surrogate
    pair, which no JSON-LD can carry, becomes U+FFFD: positions stay.
    """
    text = json.dumps(list(found), ensure_ascii=False, allow_nan=False, indent=2)
    return _LONE.sub("\ufffd", _ESCAPED.sub(_spelt, text))


def _spelt(match: re.Match[str]) -> str:
    """The sign as JSON escapes it, one for each half of a surrogate pair (RFC 8259 7)."""
    units = match.group().encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
