"""Articles out of a WARC file: the page as it was recorded, its posts, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archiver.articles.reader import read
from archiver.errors import InputError
from archiver.fetch.pages import ROUTE
from archiver.fetch.soft import nature
from archiver.model import Article, Exchange, FetchRequest
from archiver.model.exchange import UNASKED
from archiver.pipeline.article_pictures import article_pictures
from archiver.pipeline.desk import Desk
from archiver.pipeline.evidence import posts_of
from archiver.pipeline.import_posts import DATA, Posts, requests_of
from archiver.pipeline.naming import platform_of
from archiver.pipeline.recorded import Recording, Recordings, Span, spans
from archiver.pipeline.sources import MAX_BYTES, ArticleSource

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedArticle:
    """An article as the file has it."""

    article: Article
    exchanges: tuple[Exchange, ...]
    """Redirects first; the last one holds the page, whole."""
    span: Span

    @property
    def record_id(self) -> str:
        """Of the record that holds the page."""
        return self.exchanges[-1].record_id or ""


def articles_at(url: str, found: Recordings, desk: Desk) -> Iterator[RecordedArticle]:
    """The article at that address, each time that it was recorded, oldest first.

    Errors, logins, challenges and what is no page of text are passed over.
    """
    for span in spans(found.at(url)):
        request = FetchRequest(url=url, route=ROUTE)
        exchanges = Recording(found, span).answer(request)
        last = exchanges[-1]
        if last.status != _OK or last.error or last.truncated or len(last.payload) > MAX_BYTES:
            continue
        if nature(last) is not None or not _is_page(last):
            continue
        try:
            article = read(
                last.payload,
                platforms=desk.platforms,
                source=url,
                url=last.target_uri,
                content_type=last.header("content-type"),
            )
        except InputError:
            continue
        yield RecordedArticle(article=article, exchanges=exchanges, span=span)


def _is_page(answer: Exchange) -> bool:
    """Whether it may be a page of text: an endpoint's data are none, though they can be read."""
    kind = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    return "xhtml" in kind or not any(name in kind for name in DATA)


def embedded_posts(one: RecordedArticle, posts: Posts, found: Recordings, desk: Desk) -> None:
    """Posts of the article of which the file has an answer are among the posts."""
    for ref in posts_of(one.article):
        if ref in posts:
            if ref.handle:
                # The same post, by more than its id: see ``posts_in``.
                posts[ref] = posts.pop(ref)
            continue
        platform = platform_of(ref, desk.platforms)
        if platform.last_resort:
            continue
        entries = [
            entry for asked in requests_of(platform, ref) for entry in found.at(asked.url, ref)
        ]
        if entries:
            posts[ref] = list({entry.record_id: entry for entry in entries}.values())


def pictures_of(one: RecordedArticle, found: Recordings, desk: Desk) -> tuple[Exchange, ...]:
    """What the file has of the article's pictures."""
    last = one.exchanges[-1]
    source = ArticleSource(
        name=last.target_uri,
        payload=last.payload,
        received=last.warc_date,
        url=last.target_uri,
        content_type=last.header("content-type"),
    )
    inside = replace(desk, transport=Recording(found, one.span))
    pictures = article_pictures(one.article, source, inside, kept=None)
    every = (exchange for picture in pictures for exchange in picture.exchanges)
    return tuple(dict.fromkeys(one for one in every if not (one.error or "").startswith(UNASKED)))
