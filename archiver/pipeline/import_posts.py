"""Which posts a WARC file holds answers about, and what their visits found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from archiver.errors import InputError
from archiver.fetch.drive import MAX_REQUESTS, visit
from archiver.fetch.transport import unanswered
from archiver.hookspecs import Platform
from archiver.model import (
    Availability,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
    Source,
)
from archiver.model.exchange import UNASKED
from archiver.pipeline.fetching import parsed
from archiver.pipeline.naming import platform_of
from archiver.pipeline.pictures import fetch_pictures, with_pictures
from archiver.pipeline.recorded import NOT_THERE, Recording, Recordings, Span
from archiver.plugins import resolve
from archiver.warc.index import Entry

Posts = dict[PostRef, list[Entry]]
"""Posts with the answers by which each was found."""
_TELL_EVERY = 5_000
_MAX_PARAMETERS = 12
_LONGEST = 2_048
DATA = ("json", "xml", "javascript")
"""Parts of the media types of answers that programs read."""
_AT = "at://"
_OK = 200
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Of exchanges that are thrown away at once."""

Told = Callable[[str], None]


def posts_in(
    entries: Sequence[Entry], platforms: Sequence[Platform], found: Recordings, told: Told
) -> Posts:
    """The posts that addresses in the file name: of pages, of endpoints, or in their parameters.

    An address that two platforms claim names none.
    """
    posts: Posts = {}
    named: dict[PostRef, PostRef] = {}
    naming = _Naming(platforms, found)
    known: dict[str, tuple[PostRef, ...]] = {}
    for number, entry in enumerate(entries):
        if number % _TELL_EVERY == 0:
            told(f"looking for posts, {number:,} of {len(entries):,} answers")
        if len(entry.uri) > _LONGEST:
            continue
        if entry.uri not in known:
            known[entry.uri] = tuple(naming.refs(entry))
        for ref in known[entry.uri]:
            posts.setdefault(ref, []).append(entry)
            if ref not in named or (ref.handle and not named[ref].handle):
                named[ref] = ref
    # An endpoint's address has the id alone; with a handle more can be asked for.
    return {named[ref]: entries for ref, entries in posts.items()}


class _Naming:
    """Finds the posts that an address is about."""

    def __init__(self, platforms: Sequence[Platform], found: Recordings) -> None:
        self._platforms = [one for one in platforms if not one.last_resort]
        self._found = found
        self._elsewhere: set[tuple[str, str]] = set()
        """Platform and host of addresses that no request of the platform goes to."""

    def refs(self, entry: Entry) -> Iterator[PostRef]:
        """The post of the address, else those in its parameters, else of an endpoint."""
        ref = self._resolved(entry.uri)
        if ref is not None:
            yield ref
            return
        values = _values(entry.uri)
        named = {self._named(value) for value in values} - {None}
        yield from (one for one in named if one is not None)
        if not named and any(kind in entry.media_type for kind in DATA):
            yield from self._by_endpoint(entry.uri, values)

    def _named(self, value: str) -> PostRef | None:
        if value.startswith(_AT):
            refs = (platform.ref_of_id(value) for platform in self._platforms)
            return next((ref for ref in refs if ref is not None), None)
        return self._resolved(value) if value.startswith(("http://", "https://")) else None

    def _resolved(self, url: str) -> PostRef | None:
        try:
            return resolve(url, self._platforms)
        except InputError:
            return None

    def _by_endpoint(self, url: str, values: Iterable[str]) -> Iterator[PostRef]:
        """Posts of which a platform would ask just this address."""
        host = _host(url)
        if not host:
            return
        parts = [part for part in urlsplit(url).path.split("/") if part][-3:]
        for platform in self._platforms:
            for value in dict.fromkeys((*values, *parts)):
                for post_id in (value, f"{host}/{value}"):
                    ref = platform.ref_of_id(post_id)
                    if ref is not None and self._asks(platform, ref, url, host):
                        yield ref

    def _asks(self, platform: Platform, ref: PostRef, url: str, host: str) -> bool:
        own = host not in ref.id
        if own and (platform.name, host) in self._elsewhere:
            return False
        asked = requests_of(platform, ref)
        if own and not any(_host(one.url) == host for one in asked):
            self._elsewhere.add((platform.name, host))
        return any(entry.uri == url for one in asked for entry in self._found.at(one.url, ref))


def _values(url: str) -> tuple[str, ...]:
    try:
        pairs = parse_qsl(urlsplit(url).query)
    except ValueError:
        return ()
    return tuple(value for _, value in pairs[:_MAX_PARAMETERS])


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def requests_of(platform: Platform, ref: PostRef) -> tuple[FetchRequest, ...]:
    """What the platform would ask for a post, as long as nothing answers."""
    asked: list[FetchRequest] = []
    try:
        plan = platform.plan(ref)
        request = next(plan)
        while len(asked) < MAX_REQUESTS:
            asked.append(request)
            request = plan.send(unanswered(request, _NEVER, NOT_THERE))
    except StopIteration:
        pass
    except Exception:  # noqa: BLE001 - a third party's plan may raise anything, also here
        return tuple(asked)
    return tuple(asked)


def visited(
    ref: PostRef,
    span: Span,
    found: Recordings,
    platforms: Sequence[Platform],
    *,
    imported: str,
    unsound: bool = False,
) -> tuple[Capture, tuple[SocialMediaPosting, ...]] | None:
    """The visit to the post that was recorded in that time, by the platform's own plan.

    None where the file has nothing that the plan asks for, or not what an address stands for. Its
    reason says that it is from a file, and what doubts there are; ``unsound`` is a package with
    wrong digests.
    """
    platform = platform_of(ref, platforms)
    transport = Recording(found, span, ref)
    seen = visit(platform, ref, transport, lambda: span.start)
    if not any(one.status for one in seen.exchanges):
        return None
    seen = replace(seen, imported=imported)
    postings, _ = parsed(platform, seen)
    if seen.ref.alias and not postings:
        return None
    outcome = _concluded(seen, postings)
    outcome = _vouched(replace(outcome, reason=_told(outcome.reason)))
    pictures = tuple(
        one
        for one in fetch_pictures(postings, transport, lambda: span.start)
        if not (one.error or "").startswith(UNASKED)
    )
    wrong = any(one.record_id in found.wrong for one in seen.exchanges)
    doubt = ", and the digest that the file states for it is wrong" if wrong else ""
    doubt += ", a package whose digests are wrong" if unsound else ""
    seen = replace(
        seen,
        availability=outcome.availability,
        reason=f"{outcome.reason}; read from {imported}{doubt}",
        exchanges=(*seen.exchanges, *pictures),
    )
    postings, _ = parsed(platform, seen)
    return seen, with_pictures(postings, seen)


def _told(reason: str) -> str:
    """The reason without what says of a route that the file has nothing of it."""
    lines = [line for line in reason.split("; ") if NOT_THERE not in line]
    return "; ".join(lines) or "nothing in the file tells"


def _concluded(seen: Capture, postings: Sequence[SocialMediaPosting]) -> Outcome:
    """What the visit found. A page of the post with its words was there when it was recorded.

    The plan takes such a page for a memento, which says nothing of the day on which it is asked.
    Here the day is the one on which it was recorded.
    """
    said = Outcome(availability=seen.availability, reason=seen.reason)
    if seen.availability is not Availability.ERROR:
        return said
    shown = [one for one in postings if one.ref == seen.ref and one.text.strip()]
    pages = [one for one in seen.exchanges if _is_memento(one)]
    if not shown or not pages:
        return said
    return replace(said, availability=Availability.AVAILABLE)


def _vouched(outcome: Outcome) -> Outcome:
    """What the file's word is enough for: that the post was there, and no more.

    Whoever made the file can have written into it that a platform says that a post is gone. That
    is told in the reason, and is no statement of the platform.
    """
    if outcome.availability in {Availability.AVAILABLE, Availability.ERROR}:
        return outcome
    reason = f"by the answers in the file it was {_FOUND[outcome.availability]}"
    return replace(outcome, availability=Availability.ERROR, reason=f"{reason} ({outcome.reason})")


_FOUND: Mapping[Availability, str] = MappingProxyType(
    {
        Availability.NOT_FOUND: "not found",
        Availability.WITHHELD: "withheld",
        Availability.PROTECTED: "protected",
        Availability.ACCOUNT_GONE: "not found, and its account was gone",
        Availability.BLOCKED_FOR_US: "not shown to whoever recorded them",
    }
)


def _is_memento(exchange: Exchange) -> bool:
    archive = exchange.request.source is Source.ARCHIVE
    return archive and exchange.status == _OK and exchange.error is None
