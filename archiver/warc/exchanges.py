"""Stored exchanges as records: request, answer, and what a WARC file has no header for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from archiver.media.kinds import media_type
from archiver.model import Exchange
from archiver.warc.heads import answer_head, request_head
from archiver.warc.lines import is_web, uri
from archiver.warc.write import (
    CONFORMS_TO,
    FIELDS,
    HTTP_REQUEST,
    HTTP_RESPONSE,
    REVISIT,
    Placed,
    Record,
    WarcWriter,
    digest,
    fields_block,
)

Fields = tuple[tuple[str, str], ...]
JSON_FIELD = "json-metadata"
"""Name of the field that holds one JSON object, in ASCII, on one line."""
WHAT_IS_IN_IT = (
    "Exchanges as archiver stored them. A payload is the body as it was received, its content and "
    "transfer encodings taken off; Content-Encoding, Transfer-Encoding and Content-Length of the "
    "answer are kept as X-Archiver-Orig-*. The version of HTTP and the reason phrase are not "
    "stored: HTTP/1.1 and the usual one stand for them. Of a request, its line, Host and the "
    "headers that were asked for are here, without cookies, tokens and the User-Agent. Every "
    "answer has a metadata record with the headers as they were stored."
)
_TRUNCATED = frozenset({"length", "time", "disconnect"})
_UNKNOWN = "application/octet-stream"
_HTML = (b"<!doctype html", b"<html")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    record_id: str
    target: str
    date: str


class Recorder:
    """Writes exchanges into one WARC file, each payload once.

    ``repeated`` tells of which payloads, by hex SHA-256, more than one exchange may come: only
    these are remembered. ``placed`` is told of every record that a player may ask for.
    """

    def __init__(
        self,
        writer: WarcWriter,
        *,
        repeated: Callable[[str], bool] = lambda _: True,
        placed: Callable[[Placed], None] = lambda _: None,
    ) -> None:
        self._writer = writer
        self._repeated = repeated
        self._placed = placed
        self._known: dict[str, _Known] = {}

    def begin(
        self, *, filename: str, date: datetime, software: str, fields: Mapping[str, str]
    ) -> Placed:
        """The file says what it is: a warcinfo record, before all others."""
        pairs = (
            ("software", software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", CONFORMS_TO),
            *fields.items(),
            ("description", WHAT_IS_IN_IT),
        )
        return self._writer.write(
            Record(
                kind="warcinfo",
                date=date,
                content_type=FIELDS,
                head=fields_block(pairs),
                has_payload=False,
                fields=(("WARC-Filename", filename),),
            )
        )

    def exchange(self, exchange: Exchange, about: Mapping[str, object], *, key: str) -> Placed:
        """The exchange is in the file: answer, request, and a metadata record with ``about``.

        Returns where its answer stands; its metadata record where nothing answered, as nothing
        is made up for that. ``key`` tells the exchange apart from any other. An answer at an
        address of another scheme than http and https is a resource record, without a request:
        readers know HTTP headers by the scheme.
        """
        facts: dict[str, object] = {**about, **_facts(exchange)}
        if exchange.status <= 0:
            return self._about(exchange, facts, key)
        if not is_web(uri(exchange.target_uri)):
            answered = self._bare(exchange, key)
        else:
            answered, changes = self._answer(exchange, key)
            facts["changes"] = [*changes, *self._asked(exchange, answered.record_id, key)]
        self._about(exchange, facts, key, answered.record_id)
        return answered

    def _asked(self, exchange: Exchange, answer: str, key: str) -> tuple[str, ...]:
        """The request is in the file, where its method is one. Returns what was changed in it."""
        head = request_head(exchange)
        if head is None:
            return ("the request left out, its method is none",)
        self._writer.write(
            Record(
                kind="request",
                date=exchange.warc_date,
                content_type=HTTP_REQUEST,
                target=exchange.target_uri,
                head=head.block,
                has_payload=False,
                fields=(("WARC-Concurrent-To", answer),),
                key=key,
            )
        )
        return tuple(f"request: {one}" for one in head.changes)

    def _bare(self, exchange: Exchange, key: str) -> Placed:
        made = self._writer.write(
            Record(
                kind="resource",
                date=exchange.warc_date,
                content_type=exchange.header("content-type") or _UNKNOWN,
                target=exchange.target_uri,
                payload=exchange.payload,
                fields=(*_identified(exchange.payload), *_cut(exchange)),
                key=key,
            )
        )
        self._placed(made)
        return made

    def resource(
        self, *, target: str, date: datetime, media_type: str, payload: bytes, key: str
    ) -> Placed:
        """Bytes that came by no exchange are in the file."""
        made = self._writer.write(
            Record(
                kind="resource",
                date=date,
                content_type=media_type,
                target=target,
                payload=payload,
                fields=_identified(payload),
                key=key,
            )
        )
        self._placed(made)
        return made

    def metadata(
        self, *, target: str, date: datetime, facts: Mapping[str, object], key: str
    ) -> Placed:
        """A JSON object on what ``target`` names is in the file."""
        return self._writer.write(_metadata(target, date, facts, (), key))

    def _answer(self, exchange: Exchange, key: str) -> tuple[Placed, tuple[str, ...]]:
        head = answer_head(exchange)
        payload_digest = digest(exchange.payload)
        known = None if exchange.truncated else self._known.get(payload_digest)
        fields: Fields = (*_identified(exchange.payload), *_cut(exchange))
        if known is not None:
            fields = (
                ("WARC-Profile", REVISIT),
                ("WARC-Refers-To", known.record_id),
                ("WARC-Refers-To-Target-URI", known.target),
                ("WARC-Refers-To-Date", known.date),
                *fields,
            )
        made = self._writer.write(
            Record(
                kind="response" if known is None else "revisit",
                date=exchange.warc_date,
                content_type=HTTP_RESPONSE,
                target=exchange.target_uri,
                head=head.block,
                payload=exchange.payload if known is None else b"",
                payload_digest=payload_digest,
                fields=fields,
                key=key,
            )
        )
        self._placed(made)
        if known is None and self._worth_knowing(exchange):
            self._known[payload_digest] = _Known(
                record_id=made.record_id, target=made.target or "", date=made.date
            )
        return made, head.changes

    def _worth_knowing(self, exchange: Exchange) -> bool:
        return (
            bool(exchange.payload)
            and not exchange.truncated
            and self._repeated(exchange.payload_sha256)
        )

    def _about(
        self, exchange: Exchange, facts: Mapping[str, object], key: str, answer: str | None = None
    ) -> Placed:
        fields = (
            () if answer is None else (("WARC-Concurrent-To", answer), ("WARC-Refers-To", answer))
        )
        return self._writer.write(
            _metadata(exchange.target_uri, exchange.warc_date, facts, fields, key)
        )


def _metadata(
    target: str,
    date: datetime,
    facts: Mapping[str, object],
    fields: Fields,
    key: str,
) -> Record:
    # In ASCII, as many readers take a line to end where Unicode says that one does.
    text = json.dumps(facts, ensure_ascii=True)
    return Record(
        kind="metadata",
        date=date,
        content_type=FIELDS,
        target=target,
        head=fields_block(((JSON_FIELD, text),)),
        has_payload=False,
        fields=fields,
        key=key,
    )


def _facts(exchange: Exchange) -> dict[str, object]:
    """All that is stored of an exchange but its payload, as it is stored."""
    asked = exchange.request
    moment = exchange.memento_datetime
    return {
        "method": asked.method,
        "url": asked.url,
        "target_uri": exchange.target_uri,
        "source": asked.source.value,
        "route": asked.route,
        "request_headers": list(asked.headers),
        "status": exchange.status,
        "headers": list(exchange.headers),
        "error": exchange.error,
        "truncated": exchange.truncated,
        "memento_datetime": None if moment is None else moment.isoformat(),
        "payload_bytes": len(exchange.payload),
        "payload_sha256": exchange.payload_sha256,
    }


def _cut(exchange: Exchange) -> Fields:
    """Why a payload is not whole, where it isn't."""
    if not exchange.truncated:
        return ()
    known = exchange.truncated in _TRUNCATED
    return (("WARC-Truncated", exchange.truncated if known else "unspecified"),)


def _identified(payload: bytes) -> Fields:
    """What the bytes are, whatever the server called them; nothing where they don't tell."""
    kind = media_type(payload)
    if kind is None and payload[:1024].lstrip().lower().startswith(_HTML):
        kind = "text/html"
    return () if kind is None else (("WARC-Identified-Payload-Type", kind),)


def address_of(platform: str, post_id: str, url: str | None) -> str:
    """What a record on a post is about: its address, or a name made of its key."""
    return url or uri(f"urn:archiver:post:{platform}:{post_id}")
