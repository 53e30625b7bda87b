"""What the finder makes of any platform's markers, shown on platforms made up for it."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import pytest

from archiver.articles.finds import LINK
from archiver.articles.reader import read
from archiver.hookspecs import EmbedCopy, EmbedMarkers, Platform
from archiver.model import (
    Article,
    Capture,
    Exchange,
    FetchRequest,
    Outcome,
    PostRef,
    SocialMediaPosting,
)
from archiver.platforms.x import X

BEFORE = "This paragraph is long enough to count as running text of an article about a town."
AFTER = "A second paragraph stands behind it, and tells at some length of another thing again."


class Chirp(Platform):
    """Posts at chirp.example/p/NUMBER, short links at chirp.example/s/CODE."""

    label = "Chirp"
    routes = ()
    name = "chirp"
    host = "chirp.example"
    copy: EmbedCopy | None = None
    markers = EmbedMarkers(
        hints=("chirp",),
        quote_classes=("chirp-embed",),
        elements=("amp-chirp",),
        id_attributes=("data-chirp-post", "data-video-id", "data-src"),
        iframe_ids=(("frames.chirp.example/show", "post"),),
        script_calls=(re.compile(r"Chirp\.show\(\s*[\"'](?P<id>[^\"']{1,200})[\"']"),),
        widget_classes=("chirp-follow",),
        widget_paths=("chirp.example/share",),
        json_text_keys=("body",),
        json_id_keys=("chirp_id", "chirp_url"),
    )

    def match(self, url: str, /) -> PostRef | None:
        found = re.fullmatch(rf"(?:https?|chirp)://{self.host}/([ps])/(\w+)/?(?:[?#].*)?", url)
        if found is None:
            return None
        if found[1] == "s":
            return PostRef(platform=self.name, id=f"~{found[2]}", url=url)
        return self.ref_of_id(found[2])

    def ref_of_id(self, post_id: str, /) -> PostRef | None:
        if re.fullmatch(r"[0-9]{3,19}", post_id) is None:
            return None
        url = f"https://{self.host}/p/{post_id}"
        return PostRef(platform=self.name, id=post_id, url=url)

    def created_from_id(self, ref: PostRef, /) -> datetime | None:
        del ref
        return None

    def plan(self, ref: PostRef, /) -> Generator[FetchRequest, Exchange, Outcome]:
        raise NotImplementedError

    def parse(self, capture: Capture, /) -> tuple[SocialMediaPosting, ...]:
        raise NotImplementedError

    def embed_copy(self, markup: str, /) -> EmbedCopy | None:
        return self.copy if "chirp" in markup else None


class Echo(Chirp):
    """Claims what Chirp claims."""

    name = "echo"
    label = "Echo"


class Anything(Chirp):
    """Takes any page."""

    name = "anything"
    label = "Any page"
    last_resort = True
    markers = replace(Chirp.markers, hints=("http",))

    def match(self, url: str, /) -> PostRef | None:
        return PostRef(platform=self.name, id=url, url=url)


def article(html: str, *platforms: Platform) -> Article:
    page = (
        '<!doctype html><html lang="en"><head><title>A title</title></head><body><article>'
        f"<h1>A title</h1><p>{BEFORE}</p>{html}<p>{AFTER}</p></article></body></html>"
    )
    return read(page.encode(), platforms=platforms or (Chirp(), X()), content_type="text/html")


def keys(html: str, *platforms: Platform) -> list[str]:
    return [embed.ref.key for embed in article(html, *platforms).embeds]


POST = "https://chirp.example/p/12345"
ESCAPED = escape(f'<blockquote class="chirp-embed"><a href="{POST}">May 1, 2020</a></blockquote>')


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f'<div data-anything="{POST}"></div>', id="any-attribute"),
        pytest.param(f'<div data-any="chirp://{POST[8:]}"></div>', id="scheme-of-its-own"),
        pytest.param('<blockquote data-chirp-post="12345"></blockquote>', id="named-by-attribute"),
        pytest.param('<div class="chirp" data-video-id="12345"></div>', id="named-by-class"),
        pytest.param('<amp-chirp data-src="12345"></amp-chirp>', id="own-element"),
        pytest.param(f'<amp-chirp data-src="{POST}"></amp-chirp>', id="own-element-address"),
        pytest.param('<script async data-chirp-post="12345" src="w.js"></script>', id="script"),
        pytest.param("<script>Chirp.show('12345', {wide: true})</script>", id="call-with-id"),
        pytest.param(f'<script>Chirp.show("{POST}")</script>', id="call-with-address"),
        pytest.param(
            '<iframe src="//frames.chirp.example/show?x=1&post=12345"></iframe>', id="frame-id"
        ),
        pytest.param(
            '<iframe data-src="https://frames.chirp.example/show?post=https%3A%2F%2F'
            'chirp.example%2Fp%2F12345"></iframe>',
            id="frame-address",
        ),
        pytest.param(
            '<iframe src="https://cards.example/?url=https%3A%2F%2Fchirp.example%2Fp%2F12345">'
            "</iframe>",
            id="embed-service",
        ),
        pytest.param(f"<div data-embed='{ESCAPED}'></div>", id="markup-in-attribute"),
        pytest.param(f'<a href="{POST}" data-card-url="//c.example/1"></a>', id="filled-by-script"),
        pytest.param(
            f'<object><param name="movie" value="{POST}"><embed src="{POST}"></object>', id="object"
        ),
        pytest.param(
            f"<script>document.write('<iframe src=\"{POST}\"></iframe>')</script>", id="program"
        ),
        pytest.param(
            f'<div data-attrs=\'{{"chirp_url": "{POST}", "body": "W"}}\'></div>',
            id="json-in-attribute",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "ClaimReview", "itemReviewed": '
            f'{{"@type": "Claim", "url": "{POST}"}}}}</script>',
            id="claim-review",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "NewsArticle", "citation": '
            f'[{{"url": "{POST}"}}]}}</script>',
            id="citation",
        ),
        pytest.param(
            '<script>window.data = {"a": ["https:\\/\\/chirp.example\\/p\\/12345"]};</script>',
            id="page-state",
        ),
    ],
)
def test_where_posts_are_found(html: str) -> None:
    found = article(html)
    assert [embed.ref.key for embed in found.embeds] == ["chirp:12345"]
    assert found.embeds[0].marker != LINK


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<div class="player" data-video-id="12345"></div>', id="nobody-named"),
        pytest.param('<div data-src="12345" title="a b"></div><p>chirp</p>', id="named-elsewhere"),
        pytest.param(f'<img src="{POST}" alt="a bridge">', id="a-file"),
        pytest.param(f'<iframe src="//api.chirp.example/like?of={POST}"></iframe>', id="like"),
        pytest.param(f'<a class="icon" href="{POST}"></a>', id="a-link-that-shows-nothing"),
        pytest.param(f'<div class="chirp-follow" data-url="{POST}"></div>', id="widget-class"),
        pytest.param(f'<a href="https://chirp.example/share?u={POST}">Share</a>', id="widget-path"),
        pytest.param('<iframe src="//frames.chirp.example/show?post=no"></iframe>', id="no-id"),
        pytest.param("<script>Chirp.show('no id at all')</script>", id="call-without-id"),
        pytest.param('<blockquote class="chirp-embed"><p>Words</p></blockquote>', id="no-post"),
        pytest.param(f'<div data-any="https://notchirp.example/{POST[22:]}"></div>', id="host"),
    ],
)
def test_what_is_no_post(html: str) -> None:
    found = article(html)
    assert found.embeds == ()
    assert found.notes == ()


def test_a_bare_id_needs_its_platform_by_a_whole_name() -> None:
    inside = '<div data-embed-id="123456789" data-more="https://netflix.com/title"></div>'
    assert keys(inside) == []
    assert keys(inside.replace("https://netflix.com/title", "https://x.com/a")) == ["x:123456789"]


# -- who claims what --------------------------------------------------------------------


def test_what_two_platforms_claim_is_nobodys_and_is_told() -> None:
    found = article(f'<p><a href="{POST}">a post</a></p>', Chirp(), Echo())
    assert found.embeds == ()
    assert found.notes == (f"{POST} is claimed by chirp and echo, and was left out",)


def test_an_id_that_two_platforms_claim_is_nobodys() -> None:
    found = article('<div class="chirp" data-video-id="12345"></div>', Chirp(), Echo())
    assert found.embeds == ()
    assert found.notes == ("data-video-id=12345 is claimed by chirp and echo, and was left out",)


def test_two_claims_in_plain_text_are_told_too() -> None:
    found = read(f"Words.\n{POST}\n".encode(), platforms=(Chirp(), Echo()))
    assert found.embeds == ()
    assert len(found.notes) == 1


def test_the_last_resort_takes_no_part() -> None:
    html = f'<p><a href="https://a.example/1">a page</a></p><div data-any="{POST}"></div>'
    assert keys(html, Anything(), Chirp()) == ["chirp:12345"]


def test_a_post_of_another_platform_in_the_words_is_not_the_one() -> None:
    html = (
        '<blockquote class="twitter-tweet"><p>See <a href="https://t.co/AAAAAAAAAA">it</a></p>'
        '&mdash; J (@j) <a href="https://twitter.com/j/status/1289865845053652994">August 2, 2020'
        f'</a> <a href="{POST}">a copy</a></blockquote>'
    )
    assert keys(html) == ["x:1289865845053652994"]


@pytest.mark.parametrize(("first", "id_"), [(True, "111"), (False, "222")])
def test_which_link_of_a_block_is_the_post(first: bool, id_: str) -> None:
    class Linked(Chirp):
        markers = replace(Chirp.markers, first_link=first)

    html = (
        '<blockquote class="chirp-embed"><a href="https://chirp.example/p/111">One</a>'
        ' from <a href="https://chirp.example/p/222">Two</a></blockquote>'
    )
    assert keys(html, Linked()) == [f"chirp:{id_}"]


def test_an_alias_is_kept_and_counted_once() -> None:
    short = "https://chirp.example/s/abc"
    html = (
        f'<div data-a="{short}"></div><div data-a="{short}?x=1"></div><div data-a="{POST}"></div>'
    )
    assert keys(html) == ["chirp:~abc", "chirp:12345"]
    assert article(html).embeds[0].ref.alias


# -- copies -----------------------------------------------------------------------------

BLOCK = (
    '<blockquote class="chirp-embed"><p>View this on Chirp</p><p>Words of\n it.</p>'
    f'by Jane (@jane) on <a href="{POST}">May 1, 2020</a></blockquote>'
)


def test_the_platform_reads_its_own_markup() -> None:
    class Reads(Chirp):
        copy = EmbedCopy(
            text="Words of\nit.",
            author_name="Jane",
            handle="jane",
            date_line="May 1, 2020",
            created=datetime(2020, 5, 1, 12, 30, 15, tzinfo=UTC),
            language="en",
            version_id="v1",
            cut=True,
        )

    found = article(BLOCK, Reads())
    (embed,) = found.embeds
    assert (embed.text, embed.author_name, embed.handle) == ("Words of\nit.", "Jane", "jane")
    assert (embed.created, embed.created_exact) == (Reads.copy.created, True)
    assert (embed.version_id, embed.cut, embed.language) == ("v1", True, "en")
    assert found.text[embed.start : embed.end] == (
        "Words of\nit.\nby Jane (@jane) on May 1, 2020"
    ), "its words, and the line behind them as the page shows it"
    assert "View this" not in found.text


def test_a_copy_without_words_leaves_no_words() -> None:
    class Wordless(Chirp):
        copy = EmbedCopy(handle="jane")

    found = article(BLOCK, Wordless())
    (embed,) = found.embeds
    place = len(f"A title\n{BEFORE}")
    assert (embed.text, embed.start, embed.end, embed.handle) == (None, place, place, "jane")
    assert found.text == f"A title\n{BEFORE}\n{AFTER}"
    assert found.quotations == ()


def test_markup_that_the_platform_does_not_know_is_read_like_any() -> None:
    (embed,) = article(BLOCK).embeds
    assert (embed.author_name, embed.handle) == (None, None)
    assert embed.date_line == "May 1, 2020"
    assert embed.created is None, "the zone of the day is not known"
    assert embed.text is not None
    assert "Words of it." in embed.text


def test_the_fuller_copy_counts_and_names_the_version() -> None:
    class Cut(Chirp):
        def embed_copy(self, markup: str, /) -> EmbedCopy | None:
            cut = "…" in markup
            return EmbedCopy(text="Words of…" if cut else "Words of it.", cut=cut, version_id="v1")

    short = BLOCK.replace("Words of\n it.", "Words of…")
    (embed,) = article(short + BLOCK, Cut()).embeds
    assert (embed.text, embed.cut, embed.version_id) == ("Words of it.", False, "v1")
