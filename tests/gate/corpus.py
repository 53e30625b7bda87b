"""The cases of ``fixtures/corpus``: articles, the posts they quote, and what a reader concludes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from archiver.model import (
    Availability,
    Channel,
    EditKind,
    FindingKind,
    ImageObject,
    Materiality,
    PostRef,
    Precision,
    SocialMediaPosting,
    Verdict,
    Witness,
)

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "fixtures" / "corpus"
PARSER = "corpus/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a reader concludes of one quotation."""

    exact: str
    speakers: tuple[str | None, ...]
    """All that are right, the likeliest first; None is nobody."""
    channels: tuple[Channel, ...]
    verdicts: tuple[Verdict, ...]
    materiality: Materiality | None
    edits: frozenset[EditKind] | None
    post: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One article, and the posts that were captured beside it."""

    id: str
    language: str
    html: bool
    article: str
    published: date | datetime | None
    embeds: tuple[str, ...]
    posts: tuple[SocialMediaPosting, ...]
    quotations: tuple[Expected, ...]
    findings: tuple[FindingKind, ...]
    no_findings: bool
    made_up: bool
    source: str | None
    licence: str | None


def files(folder: Path = CORPUS) -> tuple[Path, ...]:
    """The corpus's files, sorted by name."""
    return tuple(sorted(folder.glob("*.toml")))


def digest(folder: Path = CORPUS) -> str:
    """Hex SHA-256 over the names and digests of the files, sorted by name."""
    lines = (f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files(folder))
    return sha256("".join(lines).encode()).hexdigest()


def load(paths: Iterable[Path] | None = None) -> tuple[Case, ...]:
    """All cases of the files. Raises ValueError, naming the case, for what has no meaning."""
    cases = []
    for path in files() if paths is None else paths:
        for table in tomllib.loads(path.read_text("utf-8")).get("case", ()):
            try:
                cases.append(_case(table, path.stem))
            except (KeyError, TypeError, ValueError) as fault:
                raise ValueError(f"{path.name}, case {table.get('id')}: {fault!r}") from fault
    return tuple(cases)


def _case(table: Mapping[str, Any], tag: str) -> Case:
    _known(table, "id made_up about source licence published form article embeds no_findings")
    return Case(
        id=table["id"],
        language=tag,
        html={"text": False, "html": True}[table["form"]],
        article=table["article"],
        published=table.get("published"),
        embeds=tuple(table.get("embeds", ())),
        posts=tuple(_posting(post) for post in table.get("post", ())),
        quotations=tuple(_expected(one) for one in table.get("quotation", ())),
        findings=tuple(FindingKind(one["kind"]) for one in table.get("finding", ())),
        no_findings=table.get("no_findings", False),
        made_up=table.get("made_up", False),
        source=table.get("source"),
        licence=table.get("licence"),
    )


def _known(table: Mapping[str, Any], keys: str) -> None:
    unknown = set(table) - {*keys.split(), "post", "quotation", "finding"}
    if unknown:
        raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")


def _expected(table: Mapping[str, Any]) -> Expected:
    _known(
        table,
        "exact speaker channel verdict materiality edits why also also_channel also_speaker",
    )
    speakers = (table.get("speaker"), *(one or None for one in table.get("also_speaker", ())))
    channels = (table["channel"], *table.get("also_channel", ()))
    edits = table.get("edits")
    return Expected(
        exact=table["exact"],
        speakers=speakers,
        channels=tuple(Channel(one) for one in channels),
        verdicts=tuple(Verdict(one) for one in (table["verdict"], *table.get("also", ()))),
        materiality=Materiality(table["materiality"]) if "materiality" in table else None,
        edits=None if edits is None else frozenset(EditKind(one) for one in edits),
        post=table.get("post"),
        why=table["why"],
    )


def _posting(table: Mapping[str, Any]) -> SocialMediaPosting:
    _known(
        table,
        "platform id handle name created language text witness complete incomplete_reason "
        "availability warning version_id edited superseded shared reply_to images",
    )
    created = _utc(table.get("created"))
    edited = _utc(table.get("edited"))
    return SocialMediaPosting(
        ref=PostRef(platform=table["platform"], id=table["id"], handle=table.get("handle")),
        witness=Witness(table.get("witness", "platform")),
        parser=PARSER,
        text=table["text"],
        complete=table.get("complete", True),
        incomplete_reason=table.get("incomplete_reason"),
        author_name=table.get("name"),
        handle=table.get("handle"),
        created=created,
        created_precision=None if created is None else Precision.SECOND,
        edited=edited,
        was_edited=edited is not None,
        superseded=_utc(table.get("superseded")),
        language=table.get("language"),
        images=tuple(
            ImageObject(content_url=one["url"], caption=one.get("alt"))
            for one in table.get("images", ())
        ),
        in_reply_to=_ref(table.get("reply_to")),
        shared_content=_ref(table.get("shared")),
        version_id=table.get("version_id"),
        content_warning=table.get("warning"),
        availability=Availability(table.get("availability", "available")),
    )


def _utc(time: datetime | None) -> datetime | None:
    if time is None:
        return None
    if time.tzinfo is None:
        raise ValueError(f"a time without a zone: {time}")
    return time.astimezone(UTC)


def _ref(key: str | None) -> PostRef | None:
    if key is None:
        return None
    platform, _, post_id = key.partition(":")
    return PostRef(platform=platform, id=post_id)
