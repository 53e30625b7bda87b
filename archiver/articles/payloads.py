"""Posts in data: JSON in scripts and attributes, escaped or encoded markup.

Everything here is bounded: bytes, nodes and depth. What is beyond a bound is left out.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from archiver.articles.finds import LINK, Find
from archiver.articles.matcher import Matcher
from archiver.articles.quoteblocks import read_time
from archiver.model import PostRef
from archiver.text.html import unescape

MAX_CHARS = 5_000_000
_MAX_NODES = 200_000
_MAX_NESTED = 2
_MAX_STARTS = 64
_MAX_BLOCK = 20_000
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{64,}={0,2}\s*")
_JSON_START = re.compile(r"(?:[=(,:]|^|return)\s*(?=[{\[\"])")
_TELLING = re.compile(r"//|[<{]|&lt;")
"""What a string has that is an address, markup or JSON."""
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]{0,15}:)?//\S", re.IGNORECASE)
_JS_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([/\"'nrt\\]))")
_JS_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_LINK_KEYS = frozenset({"href", "link", "links", "target", "shareurl", "share_url", "sameas"})
_URL_KEYS = ("url", "permalink", "link", "@id", "uri", "id")
_TIME_KEYS = ("date", "created_at", "createdAt", "datePublished", "dateCreated")
_HANDLE_KEYS = ("username", "screen_name", "screenName", "author_username")
_NAME_KEYS = ("name", "author_name", "authorName", "display_name")


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup that was hidden in data, to be searched as a page of its own."""

    html: str


Payload = Find | Markup


def of_script(text: str, kind: str, matcher: Matcher, number: int) -> Iterator[Payload]:
    """The posts in a script; ``kind`` is its type attribute, in lower case."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    if not text or len(text) > MAX_CHARS:
        return
    decoded = from_base64(text, matcher)
    if decoded is not None:
        yield Markup(decoded)
        return
    if not matcher.hinted(text):
        return
    if text.startswith("<") or "template" in kind or "html" in kind:
        yield Markup(text)
        return
    marker = "json-ld" if "ld+json" in kind else "json"
    values = list(_json_values(text))
    walker = _Walker(matcher, number, marker)
    found = [payload for value in values for payload in walker.walk(value)]
    yield from found
    if not found:
        yield from _blocks_in_code(text, matcher)


def of_attribute(
    value: str, matcher: Matcher, number: int, host: PostRef | None
) -> Iterator[Payload]:
    """The posts in an attribute's value that is JSON, markup or percent-encoded."""
    if len(value) > MAX_CHARS:
        return
    plain = value if value[:1] in "{[<" else unescape(value).strip()
    if plain[:1] in {"{", "["}:
        parsed = _loads(plain)
        if parsed is not None:
            yield from _Walker(matcher, number, "json", host).walk(parsed)
    elif "<" in plain:
        yield Markup(plain)
    elif "%" in plain:
        ref = matcher.match(unquote(plain)) or address_inside(plain, matcher)
        if ref is not None:
            yield Find(ref=ref, marker="encoded", number=number)


def of_calls(code: str, matcher: Matcher, number: int) -> Iterator[Find]:
    """The posts that calls in a script show."""
    if len(code) > MAX_CHARS:
        return
    for one in matcher.platforms:
        for call in one.markers.script_calls:
            for found in call.finditer(code):
                ref = one.ref_of_id(found["id"]) or one.match(found["id"])
                if ref is not None:
                    yield Find(ref=ref, marker="script", number=number, handle=ref.handle)


def address_inside(url: str, matcher: Matcher) -> PostRef | None:
    """The post whose address is a parameter of another address (an embed service's).

    An address at a platform itself that is none of a post's is a widget, whatever it is about.
    """
    if not url.startswith(("http://", "https://", "//")):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = parts.query
    if matcher.hinted(parts.netloc):
        return None
    pairs = parse_qsl(query, max_num_fields=64) if query.count("&") < 64 else []
    return next((ref for _, value in pairs if (ref := matcher.match(value)) is not None), None)


def from_base64(text: str, matcher: Matcher) -> str | None:
    """The markup that ``text`` is base64 of, where it may name a post."""
    if _BASE64.fullmatch(text) is None:
        return None
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if "%3C" in decoded[:200]:
        decoded = unquote(decoded)
    return decoded if "<" in decoded and matcher.hinted(decoded) else None


def _loads(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _json_values(text: str) -> Iterator[Any]:
    """The JSON values that a script is or assigns, the big ones."""
    whole = _loads(text.removesuffix(";"))
    if whole is not None:
        yield whole
        return
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(_MAX_STARTS):
        start = _JSON_START.search(text, at)
        if start is None:
            return
        try:
            value, at = decoder.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            at = start.end() + 1
        else:
            yield value


def _blocks_in_code(text: str, matcher: Matcher) -> Iterator[Markup]:
    """Quote blocks in strings of a program, their escapes undone."""
    code = _JS_ESCAPE.sub(_unescaped, text)
    names = "|".join(map(re.escape, sorted({*matcher.quote_classes, *matcher.elements})))
    if not names:
        return
    opening = re.compile(rf"<([a-z][a-z-]*)\b[^<>]{{0,2000}}?(?:{names})", re.IGNORECASE)
    at = 0
    for _ in range(_MAX_STARTS):
        start = opening.search(code, at)
        if start is None:
            return
        stop = code.find(f"</{start[1]}>", start.end(), start.end() + _MAX_BLOCK)
        at = start.end() if stop < 0 else stop
        if stop > 0:
            yield Markup(code[start.start() : stop])


def _unescaped(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    return chr(int(code, 16)) if code else _JS_PLAIN.get(escape[3], escape[3])


class _Walker:
    def __init__(
        self, matcher: Matcher, number: int, marker: str, host: PostRef | None = None
    ) -> None:
        self._matcher = matcher
        self._number = number
        self._marker = marker
        self._host = host
        self._left = _MAX_NODES

    def walk(self, root: Any, depth: int = 0) -> Iterator[Payload]:
        """All posts in a decoded JSON value, in its order."""
        stack: list[tuple[str, Any]] = [("", root)]
        while stack and self._left > 0:
            self._left -= 1
            key, value = stack.pop()
            if isinstance(value, dict):
                post = self._post(value)
                if post is not None:
                    yield post
                stack.extend(reversed([(str(k).lower(), v) for k, v in value.items()]))
            elif isinstance(value, list):
                stack.extend(reversed([(key, item) for item in value]))
            elif isinstance(value, str):
                yield from self._string(key, value, depth)

    def _string(self, key: str, value: str, depth: int) -> Iterator[Payload]:
        value = value.strip()
        if not _TELLING.search(value) or not self._matcher.hinted(value):
            return
        if _ADDRESS.match(value):
            ref = self._matcher.match(value)
            if ref is not None:
                marker = LINK if key in _LINK_KEYS else self._marker
                yield Find(ref=ref, marker=marker, number=self._number, handle=ref.handle)
        elif value[:1] in {"{", "["} and (parsed := _loads(value)) is not None:
            if depth < _MAX_NESTED:
                yield from self.walk(parsed, depth + 1)
        elif "<" in value or "&lt;" in value:
            yield Markup(value if "<" in value else unescape(value))

    def _post(self, record: dict[str, Any]) -> Find | None:
        """The post that a record is, with its words; None where it has none."""
        if self._matcher.text_keys.isdisjoint(record):
            return None
        ref = self._ref(record)
        markers = None if ref is None else self._matcher.markers(ref.platform)
        if ref is None or markers is None:
            return None
        text = _string_of(record, markers.json_text_keys)
        if text is None or not text.strip():
            return None
        user: dict[str, Any] = next(
            (record[k] for k in ("user", "author") if isinstance(record.get(k), dict)), {}
        )
        time = _string_of(record, _TIME_KEYS)
        return Find(
            ref=ref,
            marker=self._marker,
            number=self._number,
            text=unescape(text).strip(),
            name=_string_of(record, _NAME_KEYS) or _string_of(user, _NAME_KEYS),
            handle=_string_of(record, _HANDLE_KEYS) or _string_of(user, _HANDLE_KEYS) or ref.handle,
            exact_time=read_time(time) if time else None,
            language=_string_of(record, ("lang",)),
        )

    def _ref(self, record: dict[str, Any]) -> PostRef | None:
        """The post that the record names, or the one that the element around it does."""
        own = [one.markers.json_id_keys for one in self._matcher.platforms]
        for key in dict.fromkeys((*_URL_KEYS, *(key for keys in own for key in keys))):
            value = record.get(key)
            if isinstance(value, str) and (ref := self._matcher.match(value)) is not None:
                return ref
        if self._host is None:
            return None
        markers = self._matcher.markers(self._host.platform)
        keys = ("id",) if markers is None else ("id", *markers.json_id_keys)
        values = (str(record[key]) for key in keys if record.get(key))
        ids = {value for value in values if not _ADDRESS.match(value)}
        return self._host if not ids or self._host.id in ids else None


def _string_of(record: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    values = (record.get(key) for key in keys)
    return next((value for value in values if isinstance(value, str) and value), None)
