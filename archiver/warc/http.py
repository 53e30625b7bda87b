"""HTTP answers as they stand in a WARC record: start line, headers, and the body as sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.warc.lines import is_token

_STATUS = re.compile(rb"HTTP/[0-9](?:\.[0-9])? +([1-9][0-9]{2})(?: .*)?", re.DOTALL)
_REQUEST = re.compile(rb"([A-Z]{1,20}) [^\r\n]* HTTP/[0-9]")
_SIZE = re.compile(rb"([0-9a-fA-F]{1,12})[ \t]*(?:;[^\r\n]*)?\r?\n")
_MAX_LINE = 64 * 1024
_MAX_HEADERS = 1_000
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """One answer, its body as it was sent but for the transfer coding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """As sent, in Latin-1."""
    sent: bytes
    """All that stands behind the headers."""
    body: bytes
    """The same without its chunks."""
    cut: bool = False
    """True where the body ends before its end."""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.casefold()
        return next((value for key, value in self.headers if key.casefold() == wanted), None)


def answer_of(block: bytes) -> HttpAnswer | None:
    """The answer in a record's block, or None where there is none.

    A body that is said to be in chunks and is not (many programs store it without them) is taken
    as it is.
    """
    found = _END.search(block)
    head = block if found is None else block[: found.start()]
    sent = b"" if found is None else block[found.end() :]
    first, *lines = head.replace(b"\r\n", b"\n").split(b"\n")
    status = _STATUS.fullmatch(first.rstrip(b"\r"))
    if status is None or len(lines) > _MAX_HEADERS:
        return None
    headers = _headers(lines)
    body, cut = _unchunked(sent, headers)
    return HttpAnswer(
        status=int(status[1]),
        headers=headers,
        sent=sent,
        body=body,
        cut=cut or _short(body, headers),
    )


def method_of(block: bytes) -> str | None:
    """The method of the request in a record's block, or None where there is none."""
    found = _REQUEST.match(block[:_MAX_LINE])
    return found[1].decode("ascii") if found else None


def _headers(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """The headers; a line that is none is passed over, as browsers do."""
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"} and headers:
            last, before = headers[-1]
            headers[-1] = last, f"{before} {_text(line)}".strip()
            continue
        raw, colon, value = line.partition(b":")
        name = raw.decode("latin-1").strip()
        if colon and is_token(name):
            headers.append((name, _text(value)))
    return tuple(headers)


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip(" \t\r")


def _value(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    return next((value for name, value in headers if name.casefold() == wanted), "")


def _unchunked(sent: bytes, headers: tuple[tuple[str, str], ...]) -> tuple[bytes, bool]:
    """The body without its chunks (RFC 9112 7.1), and whether it ends before the last of them."""
    codings = _value(headers, "transfer-encoding").lower()
    if "chunked" not in codings or not _SIZE.match(sent):
        return sent, False
    parts: list[bytes] = []
    at = 0
    while found := _SIZE.match(sent, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(parts), False
        start = found.end()
        parts.append(sent[start : start + size])
        end = start + size
        if end > len(sent):
            break
        line_end = 2 if sent[end : end + 2] == b"\r\n" else 1 if sent[end : end + 1] == b"\n" else 0
        if not line_end:
            # What looked like the size of a chunk was none.
            return (sent, False) if len(parts) == 1 else (b"".join(parts), True)
        at = end + line_end
    return b"".join(parts), True


def _short(body: bytes, headers: tuple[tuple[str, str], ...]) -> bool:
    """Whether there is less than Content-Length says. More is no wonder: it may be unpacked."""
    length = _value(headers, "content-length")
    if "chunked" in _value(headers, "transfer-encoding").lower() or not body:
        return False
    return length.isascii() and length.isdigit() and len(length) < 16 and len(body) < int(length)
