"""What the archive has of a post or an article over time, and what changed between its visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from archiver.model.article import Article
from archiver.model.exchange import Availability
from archiver.model.posting import SocialMediaPosting, Witness
from archiver.model.refs import PostRef
from archiver.model.review import ArticleReport


class ChangeKind(StrEnum):
    """The closed list of changes."""

    TEXT_EDITED = "text_edited"
    """The same witness, read by the same parser, has other words than before."""
    EDIT_STATED = "edit_stated"
    """The witness itself says that the post was edited."""
    VERSION_CHANGED = "version_changed"
    """The platform's name of the version differs, and the words don't."""
    NOT_FOUND = "not_found"
    WITHHELD = "withheld"
    PROTECTED = "protected"
    ACCOUNT_GONE = "account_gone"
    REAPPEARED = "reappeared"
    HANDLE_RENAMED = "handle_renamed"
    """Another handle of the same author id."""
    NAME_CHANGED = "name_changed"
    AUTHOR_DIFFERS = "author_differs"
    """Another author id: something is wrong with the post or with an answer."""
    PICTURE_VANISHED = "picture_vanished"
    """The post had it, and has it no more."""
    PICTURE_ADDED = "picture_added"
    PICTURE_CHANGED = "picture_changed"
    """Other bytes than before; a platform may have saved it again."""
    PICTURE_GONE = "picture_gone"
    """The post names it as before, and its address has it no more."""
    ALT_CHANGED = "alt_changed"
    POLL_CHANGED = "poll_changed"
    LINKS_CHANGED = "links_changed"
    """Links lead elsewhere, and the words are the same."""
    WARNING_CHANGED = "warning_changed"

    ARTICLE_WITHDRAWN = "article_withdrawn"
    """No longer at its address."""
    ARTICLE_RETURNED = "article_returned"
    ARTICLE_MOVED = "article_moved"
    """Its address leads to another one than before."""
    ARTICLE_UNLIKE = "article_unlike"
    """What its address gives has few of the words: a barrier, or another page."""
    TITLE_CHANGED = "title_changed"
    ARTICLE_TEXT_CHANGED = "article_text_changed"
    QUOTATION_CHANGED = "quotation_changed"
    QUOTATION_REMOVED = "quotation_removed"
    QUOTATION_ADDED = "quotation_added"
    EMBED_REMOVED = "embed_removed"
    EMBED_ADDED = "embed_added"

    VERDICT_CHANGED = "verdict_changed"


class Basis(StrEnum):
    """Why a verdict differs from the one before."""

    EVIDENCE = "evidence"
    """What is known of the posts differs."""
    RULES = "rules"
    """The rules, or the program that read the article, differ; the evidence is the same."""
    ARTICLE = "article"
    """The article's bytes differ."""
    UNTOLD = "untold"
    """More than one of these differs, or none: which did it is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a change: what was so, when, and who says so."""

    value: str
    """The words, the availability, the handle, the address: whatever the change is of."""
    at: datetime
    """UTC. Before a change the last time it was seen so, after it the first."""
    source: str
    """Who says so: a witness ("platform", "archive"), "visit", "article" or "check"; or "import",
    where it was read from a file that another program made."""
    record: str
    """The record of the archive that shows it: "captures/12"."""
    by: str = ""
    """What read or judged it: a parser, a reader, or the rules."""
    evidence: str = ""
    """One line where there is more to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is not as it was, with both sides."""

    kind: ChangeKind
    subject: str
    """Key of the post, or the article as it was named."""
    before: Side | None = None
    """None where nothing is known of before."""
    after: Side | None = None
    stated: datetime | None = None
    """When it happened, UTC, where the witness states that; else nobody knows more than that it
    was between both sides."""
    quotation: str | None = None
    """Of a verdict: the words that are judged."""
    basis: Basis | None = None
    """Of a verdict: why it differs."""

    @property
    def seen(self) -> datetime:
        """The time of the later side, UTC: of a memento, that of its archive."""
        sides = [side.at for side in (self.after, self.before) if side is not None]
        return sides[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAnswer:
    """What the address of a post's picture gave in one visit."""

    url: str
    status: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One visit to a post, read by the parsers of today."""

    record: int
    """Id of the capture."""
    time: datetime
    """When the visit began, UTC."""
    availability: Availability
    reason: str
    postings: tuple[SocialMediaPosting, ...] = ()
    pictures: tuple[PictureAnswer, ...] = ()
    answers: tuple[tuple[str, str, int], ...] = ()
    """Who was asked, by which route, and the status of the answer; without pictures."""
    mementos: tuple[datetime, ...] = ()
    """When web archives had received what came from them, UTC."""
    imported: str | None = None
    """As in ``Capture.imported``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSighting:
    """One reading-in of an article, read by the reader of today."""

    record: int
    """Id of the article capture."""
    origin: str
    """The address or path that was asked for."""
    time: datetime
    """UTC."""
    availability: Availability
    """Of the page: ``available``, ``not_found``, ``blocked_for_us`` or ``error``."""
    reason: str
    address: str | None = None
    """Where it was answered from."""
    sha256: str = ""
    """Of the bytes that came."""
    article: Article | None = None
    """None where what came is not the article."""
    imported: bool = False
    """True where it was read from a file that another program made, which vouches for it."""
    asked: bool = True
    """False where it was read from a file of the user's: then no address answered anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One check of an article as it was stored."""

    id: int
    checked_at: datetime
    """UTC."""
    origin: str
    """The article, as the user named it."""
    program: str
    report: ArticleReport
    article_capture: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveringProof:
    """A proof of time that covers a record, and what came of verifying it."""

    kind: str
    """"rfc3161" or "opentimestamps"."""
    authority: str
    standing: str
    """"valid", "invalid" or "can't tell"."""
    time: datetime | None
    """The record existed at this time, UTC; None unless valid."""
    link: int
    """The link of the chain that it proves, and with it all before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a record came into the archive: by its link in the chain, and its import if any."""

    link: int | None = None
    recorded_at: datetime | None = None
    """By the clock of the machine, UTC."""
    agent: str | None = None
    program: str | None = None
    server_date: datetime | None = None
    """What the server's clock said, UTC."""
    imported: str | None = None
    """The file of another program that it was read from, in one line."""
    proofs: tuple[CoveringProof, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of a post, and who had it when."""

    number: int
    """From 1, by when it was first seen."""
    text: str
    complete: bool
    seen: tuple[tuple[str, datetime, datetime], ...]
    """Each witness that has it ("import" for a file that another program made), and the first and
    last time at which it had it, UTC; strongest first. The post may have had it longer."""
    parsers: tuple[str, ...]
    records: tuple[str, ...]
    """Records of the archive that have it."""
    superseded: datetime | None = None
    """When the platform says that the next version replaced it, UTC."""

    @property
    def spans(self) -> tuple[tuple[datetime, datetime], ...]:
        """First and last times by the witnesses that are not an article's own copy, if any are.

        What an article carries says nothing of how long the post itself had these words.
        """
        own = [(first, last) for kind, first, last in self.seen if kind != Witness.EMBED]
        return tuple(own) or tuple((first, last) for _, first, last in self.seen)

    @property
    def first_seen(self) -> datetime:
        """The first time that a witness had it, by ``spans``."""
        return min(first for first, _ in self.spans)

    @property
    def last_seen(self) -> datetime:
        """The last time that a witness had it, by ``spans``."""
        return max(last for _, last in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedIn:
    """A check of an article that quotes or shows the post."""

    check: int
    checked_at: datetime
    article: str
    """As the user named it."""
    title: str | None
    rules: str
    verdicts: tuple[tuple[str, str, str | None], ...] = ()
    """The words, the verdict and the materiality of each quotation judged against the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHistory:
    """All that the archive holds of a post, oldest first."""

    ref: PostRef
    sightings: tuple[Sighting, ...]
    versions: tuple[Wording, ...]
    changes: tuple[Change, ...]
    quoted_in: tuple[QuotedIn, ...] = ()
    provenance: Mapping[int, Provenance] = field(default_factory=lambda: MappingProxyType({}))
    """By capture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHistory:
    """All that the archive holds of an article, oldest first."""

    name: str
    sightings: tuple[ArticleSighting, ...]
    checks: tuple[Judgement, ...]
    changes: tuple[Change, ...]
    """Of the article, of its posts, and of verdicts."""
    provenance: Mapping[int, Provenance] = field(default_factory=lambda: MappingProxyType({}))
    """By article capture."""
