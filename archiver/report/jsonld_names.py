"""Names in linked data: addresses as IRIs, and ids that are the same for the same check."""

from __future__ import annotations

import base64
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from archiver.model import Article
from archiver.report.facts import as_utc

_WEB: Final = re.compile(r"(https?)://([^/?#\\]+)(.*)", re.IGNORECASE | re.DOTALL)
_NOT_IN_IRI: Final = re.compile(
    '[\x00-\x20"<>\\\\^`{|}\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f'
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)
"""What RFC 3987 has no place for, and what can't be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a report comes from: the stored check."""

    check: int
    """Its id in the archive."""
    checked_at: datetime
    """UTC."""
    captured_at: datetime
    """When the article's bytes were read in, UTC."""
    program: str
    """Name and version of the program that judged."""


def iri(address: str | None) -> str | None:
    """The address of a web page as an IRI (RFC 3987), or None for what is no such address.

    What has no place in one is percent-encoded; nothing else changes.
    """
    found = _WEB.fullmatch((address or "").strip())
    if found is None or _NOT_IN_IRI.search(found[2]):
        return None
    path = _NOT_IN_IRI.sub(lambda match: quote(match.group(), errors="replace"), found[3])
    path = path.replace("[", "%5B").replace("]", "%5D")
    return f"{found[1].lower()}://{found[2]}{path}"


def host(address: str | None) -> str | None:
    """The host of a web address, without ``www.``; None where there is none."""
    found = _WEB.fullmatch(iri(address) or "")
    if found is None:
        return None
    name = found[2].rpartition("@")[2].partition(":")[0].lower()
    return name.removeprefix("www.") or None


def article_iri(article: Article) -> str:
    """Its address; where it has none, the digest of its bytes as a name (RFC 6920)."""
    return iri(article.url) or digest_name(article.sha256)


def digest_name(sha256: str) -> str:
    """``ni:///sha-256;…`` for a hex digest (RFC 6920)."""
    coded = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode("ascii")
    return f"ni:///sha-256;{coded.rstrip('=')}"


def urn(article: Article, origin: Origin, *parts: str | int) -> str:
    """An id for a part of what that check says: the same each time it is exported."""
    made = as_utc(origin.checked_at).isoformat(timespec="microseconds")
    name = "/".join(map(str, ("archiver", article.sha256, made, *parts)))
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
