"""What stands in an evidence package beside the evidence: names, contents, README."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from archiver.media.kinds import described, media_type

SCHEMA: Final = "archiver.package/1"
MANIFEST: Final = "manifest-sha256.txt"

_ENDINGS: Final = MappingProxyType(
    {
        "application/json": "json",
        "application/pdf": "pdf",
        "application/xhtml+xml": "html",
        "application/xml": "xml",
        "image/avif": "avif",
        "image/bmp": "bmp",
        "image/gif": "gif",
        "image/jpeg": "jpg",
        "image/png": "png",
        "image/svg+xml": "svg",
        "image/tiff": "tiff",
        "image/webp": "webp",
        "text/html": "html",
        "text/plain": "txt",
        "text/xml": "xml",
        "video/mp4": "mp4",
    }
)
_BY_LOOK: Final = MappingProxyType(
    {
        "a web page": "html",
        "JSON": "json",
        "a PDF": "pdf",
        "an SVG drawing, which is not decoded": "svg",
    }
)


def original_name(sha256: str, payload: bytes, declared: str | None, *, article: bool) -> str:
    """Path of a blob in the package: its digest, and the ending of what it is.

    Nothing in it comes from a name or an address that was received. A picture is named by its
    bytes, whatever the sender called it.
    """
    lead = "article-" if article else ""
    return f"originals/{lead}{sha256}.{_ending(payload, declared)}"


def _ending(payload: bytes, declared: str | None) -> str:
    kind = media_type(payload)
    if kind is not None:
        return _ENDINGS[kind]
    named = (declared or "").partition(";")[0].strip().lower()
    if named in _ENDINGS and not (named.startswith("image/") and named != "image/svg+xml"):
        return _ENDINGS[named]
    if named.endswith("+json"):
        return "json"
    return _BY_LOOK.get(described(payload)) or ("txt" if _is_text(payload) else "bin")


def _is_text(payload: bytes) -> bool:
    try:
        return "\x00" not in payload.decode("utf-8")
    except UnicodeDecodeError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFile:
    """An exchange of a record, and where its answer lies."""

    record: str
    """As "captures 3"."""
    row: Mapping[str, Any]
    """As the record has it."""
    body: str | None
    """Path of the answer's body in the package."""

    @property
    def name(self) -> str:
        """Path in the package."""
        return f"exchanges/{self.record.replace(' ', '-')}-{int(self.row['seq']):04}.json"

    def data(self) -> bytes:
        """Request and answer as JSON, for people and for programs."""
        row = self.row
        shown = {
            "record": self.record,
            "seq": row["seq"],
            "sent": row["warc_date"],
            "source": row["source"],
            "route": row["route"],
            "request": {
                "method": row["method"],
                "url": row["url"],
                "headers": json.loads(row["request_headers"]),
            },
            "response": {
                "target_uri": row["target_uri"],
                "status": row["status"],
                "headers": json.loads(row["headers"]),
                "body_file": self.body,
                "body_sha256": row["payload_sha256"],
                "error": row["error"],
                "truncated": row["truncated"],
                "memento_datetime": row["memento_datetime"],
            },
        }
        return as_json(shown)


def as_json(value: object) -> bytes:
    """JSON in ASCII, indented, with a line break at its end."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=1).encode("ascii") + b"\n"


def manifest(digests: Mapping[str, str]) -> bytes:
    """A line for each file, as ``sha256sum --check`` reads it (BagIt 1.0, RFC 8493, 2.1.3)."""
    lines = (f"{sha256}  {name}\n" for name, sha256 in sorted(digests.items()))
    return "".join(lines).encode("utf-8")


def verifiers() -> dict[str, bytes]:
    """verify.py, which checks a package without this program, and what it runs, by their names."""
    here = resources.files("archiver.report")
    return {
        name: here.joinpath(f"package_{name}").read_bytes()
        for name in ("verify.py", "verify_report.py")
    }
