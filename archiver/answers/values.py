"""Single values as platforms write them, read without trust."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from archiver.errors import ParseError
from archiver.model import Exchange, Precision

NAME_LIMIT = 200
"""Code points of a display name that are kept; platforms allow 30 to 100."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BIDI_CONTROLS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_LANGUAGE = frozenset({"und", "zxx", "art", "mul", "mis"})
_API_TIME = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) \+0000 ([0-9]{4})"
)

JsonObject = Mapping[str, Any]


def unknown_shape(exchange: Exchange, what: str) -> ParseError:
    """The error for an answer that should hold the post and can't be read."""
    route = exchange.request.route or exchange.request.url
    return ParseError(
        f"the {route} answer {exchange.payload_sha256 or '(no digest)'} has {what}",
        "the capture is kept: parse it again with a newer version",
    )


def json_of(exchange: Exchange) -> Any:
    """The decoded JSON of an answer; ParseError for what is none."""
    try:
        return json.loads(exchange.payload)
    except (ValueError, RecursionError) as error:
        raise unknown_shape(exchange, "no JSON that can be read") from error


def looks_like_json(payload: bytes) -> bool:
    """True where the body starts as a JSON object or list does."""
    return payload.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def object_at(data: JsonObject, key: str) -> JsonObject:
    """The object under ``key``, or an empty one."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def objects_at(data: JsonObject, key: str) -> Iterator[JsonObject]:
    """The objects of the list under ``key``; none where there is no such list."""
    value = data.get(key)
    return (
        (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())
    )


def string_at(data: JsonObject, key: str) -> str | None:
    """The string under ``key``, fit to be stored, or None where it is empty or no string."""
    value = data.get(key)
    return sound(value) if isinstance(value, str) and value else None


def id_at(data: JsonObject, key: str) -> str | None:
    """The id under ``key_str`` or ``key``, as text."""
    for value in (data.get(f"{key}_str"), data.get(key)):
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return value
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return str(value)
    return None


def integer_at(data: JsonObject, key: str) -> int | None:
    """The positive integer under ``key``, or None."""
    value = data.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def sound(value: str) -> str:
    """The string with lone surrogates replaced by U+FFFD: UTF-8 can't hold them."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def text_of(value: str) -> str:
    """The text of an API answer, its entities decoded once (``&amp;lt;`` is ``&lt;``)."""
    return sound(html.unescape(value))


def name_of(value: object) -> str | None:
    """A display name on one line, without marks that turn the reading direction, or None."""
    if not isinstance(value, str):
        return None
    name = " ".join(text_of(value).translate(_BIDI_CONTROLS).split())
    return name[:NAME_LIMIT] or None


def language_of(value: object) -> str | None:
    """The BCP 47 tag; None where the platform says that it knows no language.

    Its own codes for that are "und", "zxx", "art" and those from "qaa" to "qtz".
    """
    if not isinstance(value, str) or _LANGUAGE.fullmatch(value) is None:
        return None
    lower = value.lower()
    if lower in _NO_LANGUAGE or ("qaa" <= lower <= "qtz" and len(lower) == 3):
        return None
    return value


def time_of(value: object) -> tuple[datetime | None, Precision | None]:
    """An API time, UTC, and how exact it is.

    Reads ISO 8601 ("2020-08-02T10:28:23.000Z", where three zeros say that only the second
    is known) and the older "Sun Aug 02 10:28:23 +0000 2020".
    """
    if not isinstance(value, str):
        return None, None
    old = _API_TIME.fullmatch(value)
    try:
        if old is not None:
            month, day, hour, minute, second, year = old.groups()
            moment = datetime(
                int(year),
                month_number(month),
                int(day),
                int(hour),
                int(minute),
                int(second),
                tzinfo=UTC,
            )
        else:
            moment = datetime.fromisoformat(value)
            moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None, None
    if moment.tzinfo is None:
        return None, None
    return moment, Precision.MILLISECOND if moment.microsecond else Precision.SECOND


def time_of_milliseconds(value: str | None) -> tuple[datetime | None, Precision | None]:
    """A time in milliseconds since 1970, UTC; to the second where they are whole seconds."""
    if value is None or not value.isascii() or not value.isdigit():
        return None, None
    try:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(value))
    except (ValueError, OverflowError):
        return None, None
    return moment, Precision.MILLISECOND if moment.microsecond else Precision.SECOND


def web_address(value: object) -> str | None:
    """The http(s) address, or None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return sound(value) if parts.scheme in {"http", "https"} and parts.netloc else None


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, cut to ``limit`` code points."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def month_number(name: str) -> int:
    """The number of an English month, by its name or the first three letters of it.

    Raises ValueError for any other word.
    """
    for number, month in enumerate(_MONTHS, start=1):
        if name in {month, month[:3]}:
            return number
    raise ValueError(name)
