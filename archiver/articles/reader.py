"""Bytes to Article: the one entry of this room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256

from archiver.articles.datementions import find_mentions
from archiver.articles.decoding import decode
from archiver.articles.embeds import find_embeds
from archiver.articles.finds import LINK, Find
from archiver.articles.flattened import find_addresses, find_flattened
from archiver.articles.matcher import Matcher
from archiver.articles.metadata import headline_of, read_date, read_metadata
from archiver.articles.page import index, main_body
from archiver.articles.printed import read_printed
from archiver.articles.quotations import find_quotations
from archiver.articles.render import Rendered, render
from archiver.articles.structure import Span, SpanKind
from archiver.hookspecs import Platform
from archiver.model import Article, Embed
from archiver.text.datelines import find_dateline, parse_dateline
from archiver.text.guess import guess_language, settle_language
from archiver.text.html import parse

HTML_READER = "html/1"
PLAIN_READER = "plain/1"
_LONGEST_TITLE = 150
_HEADER = re.compile(r"\s*date[:\s]\s*(\d{4}-\d{2}-\d{2})\b", re.IGNORECASE)
_DATED_LINE = re.compile(
    r"^[ \t]*(?:date|published|publication date|posted|updated)\b(?:[ \t]+(?:on|at))?[ \t:]+(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_LINES = 1_000
_SENTENCE_END = re.compile(r"[.。]\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article before its quotations are sought, and the spans that the search needs."""

    article: Article
    spans: tuple[Span, ...]


def read(
    payload: bytes,
    *,
    platforms: Sequence[Platform],
    source: str | None = None,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = 20_000_000,
) -> Article:
    """The article in ``payload``: text, embeds, quotations, and what it says of itself.

    HTML and plain text are told apart by ``content_type``, else by the bytes. Positions are
    code points of ``text``; for plain text that is the decoded input as it is, without a byte
    order mark. Raises InputError for what is empty, larger than ``max_bytes`` bytes, or
    neither text nor HTML.
    """
    reading = read_structure(
        payload,
        platforms=platforms,
        source=source,
        url=url,
        content_type=content_type,
        max_bytes=max_bytes,
    )
    article = reading.article
    quotations = find_quotations(article.text, spans=reading.spans, language=article.language)
    dates = find_mentions(
        article.text,
        quotations,
        article.embeds,
        language=article.language,
        published=article.published,
        modified=article.modified,
    )
    return replace(article, quotations=quotations, dates=dates)


def read_structure(
    payload: bytes,
    *,
    platforms: Sequence[Platform],
    source: str | None = None,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = 20_000_000,
) -> Reading:
    """All of ``read`` but quotations and date mentions; raises what ``read`` raises."""
    decoded = decode(payload, content_type=content_type, max_bytes=max_bytes)
    reading = (_read_html if decoded.html else _read_plain)(decoded.text, platforms)
    article = replace(
        reading.article,
        sha256=sha256(payload).hexdigest(),
        source=source,
        url=url or reading.article.url,
        notes=(*decoded.notes, *reading.article.notes),
    )
    return Reading(article=article, spans=reading.spans)


def _read_plain(text: str, platforms: Sequence[Platform]) -> Reading:
    language = guess_language(text)
    matcher = Matcher(platforms)
    posts = find_flattened(text, matcher, languages=_hints(language))
    spans = tuple(_embed_spans(posts))
    addresses = find_addresses(text, matcher, [(span.start, span.end) for span in spans])
    known = {post.ref for post in posts}
    embeds = [*posts, *(one for one in addresses if one.ref not in known)]
    article = Article(
        text=text,
        sha256="",
        reader=PLAIN_READER,
        title=_plain_title(text),
        published=_plain_date(text),
        language=language,
        embeds=tuple(sorted(embeds, key=lambda embed: embed.start or 0)),
        notes=_contested(matcher),
    )
    return Reading(article=article, spans=spans)


def _contested(matcher: Matcher) -> tuple[str, ...]:
    """A note for each address that two platforms claim: it is nobody's then."""
    return tuple(
        f"{claimed} is claimed by {' and '.join(names)}, and was left out"
        for claimed, names in matcher.contested.items()
    )


def _plain_title(text: str) -> str | None:
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if not rest.strip() or len(first) > _LONGEST_TITLE or _SENTENCE_END.search(first):
        return None
    return None if _HEADER.match(first) or _DATED_LINE.match(first) else first or None


def _plain_date(text: str) -> date | datetime | None:
    header = _HEADER.match(text)
    if header and (day := read_date(header[1])) is not None:
        return day
    for line in _DATED_LINE.finditer(text[:_HEAD_LINES]):
        stop = text.find("\n", line.end())
        stated = text[line.end() : len(text) if stop < 0 else stop].strip()
        if (day := read_date(stated)) is not None:
            return day
        if found := find_dateline(stated[:_LONGEST_TITLE]):
            return found.day
    return None


def _read_html(markup: str, platforms: Sequence[Platform]) -> Reading:
    page = index(parse(markup), markup)
    body = main_body(page)
    about = read_metadata(page)
    matcher = Matcher(platforms)
    finds = find_embeds(page, matcher)
    rendered = render(page, body, headline_of(page, body, about.title), finds)
    text = rendered.text
    language = settle_language(about.language, text)
    embeds = _html_embeds(finds, rendered, language, platforms)
    taken = [(span.start, span.end) for span in rendered.spans if span.kind is SpanKind.EMBED]
    flattened = find_flattened(
        text,
        matcher,
        languages=_hints(language),
        taken=taken,
        foreign_links=rendered.foreign_links,
        marked_up=True,
    )
    embeds, added = _with_flattened(embeds, flattened)
    notes = _contested(matcher)
    if not text:
        notes = ("no running text was found in the page", *notes)
    article = Article(
        text=text,
        sha256="",
        reader=HTML_READER,
        url=about.url,
        title=about.title,
        published=about.published,
        modified=about.modified,
        authors=about.authors,
        language=language,
        embeds=embeds,
        images=rendered.images,
        notes=notes,
    )
    return Reading(article=article, spans=tuple(sorted((*rendered.spans, *added))))


def _html_embeds(
    finds: Sequence[Find],
    rendered: Rendered,
    language: str | None,
    platforms: Sequence[Platform],
) -> tuple[Embed, ...]:
    """The finds as embeds; links count only where they stand in the text."""
    named = {one.name: one for one in platforms}
    return tuple(
        _embed(find, rendered.places.get(at), language, named[find.ref.platform])
        for at, find in enumerate(finds)
        if find.marker != LINK or at in rendered.places
    )


def _created(find: Find, language: str | None, platform: Platform) -> datetime | None:
    """The time of the post as far as the copy makes it certain, UTC."""
    if find.exact_time is not None or not find.date_line:
        return find.exact_time
    hints = [hint for hint in (find.interface_language, language) if hint]
    day = parse_dateline(find.date_line, hints) if platform.time_rules.days_in_utc else None
    if day is not None:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    printed = read_printed(
        find.date_line,
        (0, len(find.date_line)),
        days_in_utc=False,
        zones=dict(zone for form in platform.markers.flattened for zone in form.zones),
        languages=hints,
    )
    return None if printed is None else printed.created


def _embed(
    find: Find, place: tuple[int, int] | None, language: str | None, platform: Platform
) -> Embed:
    return Embed(
        ref=find.ref,
        marker=find.marker,
        start=None if place is None else place[0],
        end=None if place is None else place[1],
        text=find.text,
        author_name=find.name,
        handle=find.handle,
        date_line=find.date_line,
        created=_created(find, language, platform),
        created_exact=find.exact_time is not None,
        language=find.language,
        version_id=find.version_id,
        cut=find.cut,
        images=find.images,
        alternatives=find.alternatives,
    )


def _with_flattened(
    embeds: tuple[Embed, ...], flattened: Sequence[Embed]
) -> tuple[tuple[Embed, ...], list[Span]]:
    """The embeds with those that stand in the text as plain words, and the spans of these.

    One whose words and author are those of an embed without a place gives it the place.
    """
    known = {embed.ref: at for at, embed in enumerate(embeds)}
    merged = list(embeds)
    placeless: dict[tuple[str, str], int] = {}
    for number, embed in enumerate(embeds):
        if embed.start is None:
            placeless.setdefault(_identity(embed), number)
    links = [(at, embed) for at, embed in enumerate(embeds) if embed.marker == LINK]
    for post in flattened:
        at = known.get(post.ref)
        if at is None and post.ref.provisional:
            at = _dated_by(post, links)
        if at is None:
            at = placeless.pop(_identity(post), None)
        if at is None:
            merged.append(post)
        elif merged[at].marker == LINK:
            merged[at] = replace(_completed(merged[at], post), marker=post.marker)
        elif merged[at].start is None or merged[at].text is None:
            merged[at] = _completed(merged[at], post)
    return tuple(merged), list(_embed_spans(flattened))


def _dated_by(post: Embed, links: Sequence[tuple[int, Embed]]) -> int | None:
    """The number of the link that the attribution's date is: it says which post it is."""
    for at, link in links:
        same = link.ref.platform == post.ref.platform
        if same and link.end == post.end and (post.start or 0) < (link.start or 0):
            return at
    return None


def _identity(embed: Embed) -> tuple[str, str]:
    return (embed.handle or "").casefold(), "".join((embed.text or "").split())


def _completed(embed: Embed, post: Embed) -> Embed:
    return replace(
        embed,
        start=post.start,
        end=post.end,
        text=embed.text or post.text,
        author_name=embed.author_name or post.author_name,
        date_line=embed.date_line or post.date_line,
        created=embed.created or post.created,
        created_exact=embed.created_exact or (embed.created is None and post.created_exact),
    )


def _embed_spans(embeds: Iterable[Embed]) -> Iterable[Span]:
    for embed in embeds:
        if embed.start is not None and embed.end is not None:
            yield Span(start=embed.start, end=embed.end, kind=SpanKind.EMBED)


def _hints(language: str | None) -> tuple[str, ...]:
    return () if language is None else (language,)
