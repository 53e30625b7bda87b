from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from archiver.articles.metadata import Metadata, read_date, read_metadata
from archiver.articles.page import index
from archiver.articles.reader import read_structure
from archiver.platforms.x import X
from archiver.text.html import parse


def of(markup: str) -> Metadata:
    return read_metadata(index(parse(markup), markup))


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "From &amp; data",
    "datePublished": "2018-09-06T10:00:00Z",
    "author": {"@type": "Person", "name": "A Reporter"},
    "inLanguage": "en",
}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(ARTICLE, id="object"),
        pytest.param([{"@type": "WebSite"}, ARTICLE], id="list"),
        pytest.param({"@graph": [{"@type": "Organization"}, ARTICLE]}, id="graph"),
        pytest.param({"@type": "WebPage", "mainEntity": ARTICLE}, id="main-entity"),
        pytest.param({**ARTICLE, "@type": ["ReportageNewsArticle", "Thing"]}, id="types"),
        pytest.param({**ARTICLE, "author": [{"name": ["A Reporter"]}]}, id="nested-names"),
        pytest.param({**ARTICLE, "author": "A Reporter"}, id="bare-name"),
    ],
)
def test_json_ld(data: object) -> None:
    found = of(f"<html><head><title>T</title>{ld(data)}</head></html>")
    assert found == Metadata(
        title="From & data",
        published=datetime(2018, 9, 6, 10, tzinfo=UTC),
        authors=("A Reporter",),
        language="en",
    )


def test_broken_json_ld_is_passed_over() -> None:
    found = of(
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
        '<script type="application/ld+json"></script>'
        f'<meta property="og:title" content="T">{ld(ARTICLE)}'
    )
    assert found.title == "From & data"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        pytest.param('<meta property="article:published_time" content="2018-09-06">', 6, id="og"),
        pytest.param('<meta name="DC.date.issued" content="2018-09-07">', 7, id="dublin-core"),
        pytest.param('<meta itemprop="datePublished" content="2018-09-08">', 8, id="microdata"),
        pytest.param('<meta name="pubdate" content="September 9, 2018">', 9, id="words"),
        pytest.param('<time pubdate datetime="2018-09-10">x</time>', 10, id="pubdate"),
        pytest.param('<time datetime="2018-09-11">x</time>', 11, id="only-time"),
        pytest.param(
            '<time datetime="2018-01-01">x</time>'
            '<time itemprop="datePublished" datetime="2018-09-12">x</time>',
            12,
            id="said-to-be-published",
        ),
    ],
)
def test_dates_of_the_markup(head: str, day: int) -> None:
    assert of(f"<html>{head}<p>x</p></html>").published == date(2018, 9, day)


@pytest.mark.parametrize(
    ("stamp", "read"),
    [
        pytest.param("2018-09-06", date(2018, 9, 6), id="day"),
        pytest.param("2018-09-06T10:00:00Z", datetime(2018, 9, 6, 10, tzinfo=UTC), id="utc"),
        pytest.param(
            "2018-09-06T10:00:00+02:00",
            datetime(2018, 9, 6, 10, tzinfo=timezone(timedelta(hours=2))),
            id="zone",
        ),
        pytest.param("2018-09-06T10:00:00", date(2018, 9, 6), id="no-zone-is-a-day"),
        pytest.param("2018-09-06 about noon", date(2018, 9, 6), id="day-and-more"),
        pytest.param("6. September 2018", date(2018, 9, 6), id="words"),
        pytest.param("soon", None, id="no-date"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="nothing"),
        pytest.param(20180906, None, id="number"),
    ],
)
def test_read_date(stamp: object, read: date | datetime | None) -> None:
    assert read_date(stamp) == read
    assert type(read_date(stamp)) is type(read)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        pytest.param(
            '<meta property="og:title" content="A"><h1>B</h1><title>C</title>', "A", id="og"
        ),
        pytest.param("<title>C</title><h1>B  <b>x</b></h1>", "B x", id="h1"),
        pytest.param("<title>C\n c</title><p>x", "C c", id="title"),
        pytest.param("<p>x", None, id="none"),
    ],
)
def test_titles(markup: str, title: str | None) -> None:
    assert of(f"<html>{markup}</html>").title == title


@pytest.mark.parametrize(
    ("content", "authors"),
    [
        pytest.param("By A Reporter and B Writer", ("A Reporter", "B Writer"), id="byline"),
        pytest.param("A Reporter, B Writer", ("A Reporter", "B Writer"), id="comma"),
        pytest.param("https://facebook.com/a", (), id="address"),
    ],
)
def test_authors_of_meta_tags(content: str, authors: tuple[str, ...]) -> None:
    assert of(f'<meta name="author" content="{content}"><p>x').authors == authors


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param('<a rel="author" href="/a">A Reporter</a>', id="rel"),
        pytest.param('<span itemprop="author"><b itemprop="name">A Reporter</b></span>', id="prop"),
        pytest.param('<p class="byline small">By <a href="/a">A Reporter</a></p>', id="class"),
        pytest.param('<p class="byline">BY: A Reporter</p>', id="capitals"),
        pytest.param('<p class="byline">The Paper | By A Reporter —</p>', id="with-the-paper"),
        pytest.param(
            '<p class="byline">2 hours ago</p><a rel=author>A Reporter</a>', id="no-name-in-it"
        ),
    ],
)
def test_authors_of_the_printed_byline(markup: str) -> None:
    assert of(f"<html><title>T</title>{markup}<p>x").authors == ("A Reporter",)


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        pytest.param('<html lang="de-AT"><p>x', "de-AT", id="html"),
        pytest.param('<html><meta property="og:locale" content="fr_FR"><p>x', "fr-FR", id="og"),
        pytest.param(f"<html>{ld(ARTICLE)}<p>x", "en", id="json-ld"),
        pytest.param("<html><p>x", None, id="none"),
    ],
)
def test_languages(markup: str, language: str | None) -> None:
    assert of(markup).language == language


def test_the_address_of_the_page() -> None:
    canonical = '<link rel="canonical" href="https://a.example/1">'
    og = '<meta property="og:url" content="https://a.example/2">'
    assert of(f"{og}{canonical}<p>x").url == "https://a.example/1"
    assert of(f"{og}<p>x").url == "https://a.example/2"
    assert of('<link rel="canonical" href="/1"><p>x').url is None


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>The plan runs since March 3, 2019.</p>", id="text"),
        pytest.param("<p>Published on 3 March 2019, it says.</p>", id="text-that-says-published"),
        pytest.param("<p>x</p><footer>© 2017 The Paper</footer>", id="footer"),
        pytest.param(
            '<time datetime="2018-02-03">x</time><time datetime="2019-02-03">y</time>', id="times"
        ),
        pytest.param(
            '<blockquote class="twitter-tweet"><p>Words.</p>&mdash; J (@j) <a href='
            '"https://twitter.com/j/status/1289865845053652994">August 2, 2020</a></blockquote>',
            id="post",
        ),
        pytest.param(
            '<link rel="canonical" href="https://a.example/2019-03-03-remembered">', id="slug"
        ),
        pytest.param('<link rel="canonical" href="https://a.example/2019/13/40/x">', id="no-day"),
    ],
)
def test_no_day_is_guessed(markup: str) -> None:
    page = f"<html><body><article><p>Some words.</p>{markup}</article></body></html>"
    assert read_structure(page.encode(), platforms=(X(),)).article.published is None


@pytest.mark.parametrize("path", ["/2021/05/06/a-story", "/news/2021/05/06/", "/a/2021-05-06"])
def test_the_day_in_the_address(path: str) -> None:
    page = f'<link rel="canonical" href="https://a.example{path}"><p>Since March 3, 2019.'
    assert of(page).published == date(2021, 5, 6)


@pytest.mark.parametrize(
    ("markup", "modified"),
    [
        pytest.param(
            ld({**ARTICLE, "dateModified": "2018-09-08T10:00:00Z"}),
            datetime(2018, 9, 8, 10, tzinfo=UTC),
            id="json-ld",
        ),
        pytest.param(
            '<meta property="article:modified_time" content="2018-09-08">',
            date(2018, 9, 8),
            id="meta",
        ),
        pytest.param(
            '<meta property="og:updated_time" content="soon">'
            '<meta name="last-modified" content="2018-09-09">',
            date(2018, 9, 9),
            id="the-first-that-is-a-date",
        ),
        pytest.param(ld(ARTICLE), None, id="none"),
    ],
)
def test_the_last_change(markup: str, modified: date | datetime | None) -> None:
    assert of(f"<html><head>{markup}</head></html>").modified == modified
