"""What the judgement says, as the page gives it to readers: keys and codes in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from archiver.model import ArticleReport, Claimant, PostRef, SocialMediaPosting, Witness
from archiver.report.facts import independent_witnesses, versions_of
from archiver.report.page import Piece
from archiver.report.sentences import author_parts, day_in_words, time_in_words
from archiver.report.words import LANGUAGES

_NO_BLAME: Final = " This does not mean that the quotation is wrong."
_CODE: Final = re.compile(r"(?:truncated|translated): (?=\S)")
_TONGUE: Final = re.compile(r"(?<= in )[a-z]{2,3}(?:-[A-Za-z0-9]+)*(?=,|\Z)")
_BESIDE: Final = re.compile(r"(right (?:before|after) it the post says): (.+)", re.DOTALL)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(
    r"(?P<words>“[^”]*”)|(?<![\w/?.:-])(?P<day>\d{4}-\d\d-\d\d)(?: (?P<time>\d\d:\d\d))?(?![\w/-])"
)
_SIDES: Final = MappingProxyType(
    {
        "article": "The article",
        "published": "The article’s own date",
        "post": "The post",
        "embed": "The article’s own copy",
        "another embed": "Another copy in the article",
        "platform": "The platform",
        "archive": "The web archive",
        "third_party": "The third party",
        "import": "The imported file",
        "id": "The number of the post",
        "author": "The author’s program",
        "server": "The server",
    }
)


def with_its_doubt(sentence: str) -> tuple[str, str]:
    """What could not be told, and behind it what that means; the second may be empty."""
    head, blame, rest = sentence.partition(_NO_BLAME)
    return head, f"{blame}{rest}".strip()


def reason_in_words(reason: str) -> str:
    """The reason as a sentence; a code before it goes, languages have their names."""
    code = _CODE.match(reason)
    told = reason[code.end() :] if code else reason
    if code and code.group().startswith("translated"):
        told = _TONGUE.sub(lambda tag: LANGUAGES.get(tag.group(), tag.group()), told)
    beside = _BESIDE.fullmatch(told)
    told = f"{beside[1]}: “{beside[2]}”" if beside else told
    told = days_in_words(told[:1].upper() + told[1:])
    return told if not told or told[-1] in ".!?…”\"'»」』。" else f"{told}."


def side_in_words(name: str) -> str:
    """Who says it, as readers call them; any other name as it stands."""
    return _SIDES.get(name, name)


def times_in_words(text: str) -> str:
    """The text with every ISO 8601 instant in it written out."""
    return _MOMENT.sub(_moment, text)


def days_in_words(text: str) -> str:
    """The text with every ISO 8601 day written out, but for those inside quotation marks."""
    return _DAY.sub(_day, text)


def _day(found: re.Match[str]) -> str:
    try:
        day = date.fromisoformat(found["day"] or "")
    except ValueError:
        return found.group()
    return f"{day_in_words(day)}, {found['time']}" if found["time"] else day_in_words(day)


def _moment(found: re.Match[str]) -> str:
    try:
        return time_in_words(datetime.fromisoformat(found.group()))
    except (ValueError, OverflowError):
        return found.group()


def names_of_posts(report: ArticleReport) -> Mapping[str, str]:
    """``of 12 March 2026 by @handle`` for every post of which that much is known, by its key."""
    return {one.ref.key: _name(one) for one in report.postings if _name(one)}


def _name(posting: SocialMediaPosting) -> str:
    claim = next((c.time for c in posting.times if c.claimant is Claimant.IDENTIFIER), None)
    day = posting.created or claim
    name, handle = author_parts(posting)
    known = posting.handle or posting.author_name
    parts = [f"of {day_in_words(day)}" if day else "", f"by {handle or name}" if known else ""]
    return " ".join(filter(None, parts)) if known else ""


def linked(text: str, names: Mapping[str, str], anchors: Mapping[str, str]) -> tuple[Piece, ...]:
    """The text with the name of each post instead of its key, as a link to it."""
    keys = sorted((key for key in names if key in anchors), key=len, reverse=True)
    if not keys:
        return (Piece(text=text),)
    parts = re.split(f"({'|'.join(map(re.escape, keys))})(?![0-9A-Za-z])", text)
    return tuple(
        Piece(text=names[part], href=anchors[part]) if at % 2 else Piece(text=part)
        for at, part in enumerate(parts)
        if part
    )


def own_copy_alone(report: ArticleReport, posting: SocialMediaPosting | None) -> str:
    """A caution where the words were compared with the article's own copy; else empty."""
    if posting is None or posting.witness is not Witness.EMBED or not posting.text.strip():
        return ""
    said = "Compared with the article’s own copy of the post, not with the post itself."
    if _has_other_words(report, posting.ref):
        return said
    return f"{said} Its words were received from nobody else."


def _has_other_words(report: ArticleReport, ref: PostRef) -> bool:
    return bool(independent_witnesses(versions_of(report, ref)))
