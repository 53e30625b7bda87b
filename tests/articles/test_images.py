"""Which images of a page are pictures of the article, and by which addresses they can be had."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from archiver.articles.images import data_in, name_of_data
from archiver.articles.reader import read
from archiver.model import ArticleImage

LONG = "The council met on Monday to talk about the bridge, and about the money for it."
BYTES = bytes(range(256)) * 8
INLINE = f"data:image/png;base64,{base64.b64encode(BYTES).decode()}"
DIGEST = base64.urlsafe_b64encode(hashlib.sha256(BYTES).digest()).decode().rstrip("=")
LAZY_DOT = '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="real.jpg">'
LAZY = '<img src="/img/placeholder.gif" data-original="real.jpg">'
LAZY_SET = '<img src="data:," data-srcset="a.jpg 300w, b.jpg 600w">'
NOSCRIPT = '<img class="lazy"><noscript><img src="real.jpg"></noscript>'


def images(inside: str, *, head: str = "", before: str = "") -> tuple[ArticleImage, ...]:
    body = f'<div itemprop="articleBody"><p>{LONG}</p>{inside}<p>{LONG} Again.</p></div>'
    page = f"<html><head>{head}</head><body><article>{before}{body}</article></body></html>"
    return read(page.encode(), platforms=()).images


def addresses(inside: str) -> list[tuple[str, ...]]:
    return [(image.url, *image.others) for image in images(inside)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param('<img src="a.jpg">', [("a.jpg",)], id="plain"),
        pytest.param(
            '<img src="s.jpg" srcset="m.jpg 400w, l.jpg 1200w, s.jpg 200w">',
            [("l.jpg", "m.jpg", "s.jpg")],
            id="srcset-widths",
        ),
        pytest.param(
            '<img src="s.jpg" srcset="s.jpg, b.jpg 2x">', [("b.jpg", "s.jpg")], id="srcset-density"
        ),
        pytest.param(
            '<img src="s.jpg" srcset="https://c.example/w_400,h_300/a.jpg 400w,'
            ' https://c.example/w_800,h_600/a.jpg 800w">',
            [
                (
                    "https://c.example/w_800,h_600/a.jpg",
                    "https://c.example/w_400,h_300/a.jpg",
                    "s.jpg",
                )
            ],
            id="commas-in-addresses",
        ),
        pytest.param(
            '<picture><source srcset="w.webp 900w" type="image/webp"><img src="a.jpg"></picture>',
            [("w.webp", "a.jpg")],
            id="picture",
        ),
        pytest.param(LAZY_DOT, [("real.jpg",)], id="lazy-behind-a-dot"),
        pytest.param(LAZY, [("real.jpg",)], id="lazy-behind-a-placeholder"),
        pytest.param(LAZY_SET, [("b.jpg", "a.jpg")], id="lazy-srcset"),
        pytest.param(NOSCRIPT, [("real.jpg",)], id="noscript"),
        pytest.param(
            '<amp-img src="a.jpg" width=600 height=400></amp-img>', [("a.jpg",)], id="amp"
        ),
        pytest.param(f'<img src="{INLINE}">', [(f"ni:///sha-256;{DIGEST}",)], id="inside-the-page"),
        pytest.param('<img src="a.jpg"><img src="a.jpg?w=90">', [("a.jpg",)], id="once"),
        pytest.param('<img src="a.jpg" width="1" height="1">', [], id="counter-by-size"),
        pytest.param('<img src="a.jpg" width="48" height="48">', [], id="small"),
        pytest.param('<img src="a.jpg" width="100%">', [("a.jpg",)], id="width-in-percent"),
        pytest.param('<img src="/static/site-logo.png">', [], id="logo"),
        pytest.param('<img class="author-avatar" src="jane.jpg">', [], id="portrait-of-the-author"),
        pytest.param(
            '<img src="https://b.scorecardresearch.com/p?c1=2">', [], id="counter-by-host"
        ),
        pytest.param('<img src="">', [], id="no-address"),
        pytest.param('<img src="http://[::1/a.jpg">', [], id="no-address-at-all"),
        pytest.param('<nav><img src="a.jpg"></nav>', [], id="navigation"),
        pytest.param('<img src="the-logographer.jpg">', [("the-logographer.jpg",)], id="no-logo"),
    ],
)
def test_addresses_of_a_picture(markup: str, expected: list[tuple[str, ...]]) -> None:
    assert addresses(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            '<figure><img src="a.jpg" alt="A sea"><figcaption> The  sea. </figcaption></figure>',
            id="figure",
        ),
        pytest.param(
            '<div class="wp-caption"><a href="/b"><img src="a.jpg" alt="A sea"></a>'
            '<p class="wp-caption-text">The sea.</p></div>',
            id="wordpress",
        ),
    ],
)
def test_alt_and_caption(markup: str) -> None:
    assert images(markup) == (ArticleImage(url="a.jpg", alt="A sea", caption="The sea."),)


def test_a_caption_is_that_of_its_own_picture() -> None:
    found = images('<p><img src="a.jpg"></p><figure><figcaption>Another.</figcaption></figure>')
    assert [image.caption for image in found] == [None]


def test_a_figure_above_the_text_comes_first() -> None:
    found = images(
        '<img src="b.jpg">',
        before='<figure><img src="a.jpg"></figure><a href="/x"><figure><img src="t.jpg"></a>',
    )
    assert [image.url for image in found] == ["a.jpg", "b.jpg"]


def test_an_announced_picture_comes_last_and_is_not_shown() -> None:
    head = (
        '<meta property="og:image" content="https://a.example/og.jpg">'
        '<meta property="og:image:alt" content="The sea">'
    )
    shown, announced = images('<img src="a.jpg">', head=head)
    assert (shown.url, shown.shown) == ("a.jpg", True)
    assert announced == ArticleImage(url="https://a.example/og.jpg", alt="The sea", shown=False)


def test_one_that_is_announced_and_shown_is_shown() -> None:
    head = '<meta property="og:image" content="https://a.example/a.jpg?w=1200">'
    (image,) = images('<img src="https://a.example/a.jpg">', head=head)
    assert image.shown


def test_relative_addresses_begin_where_the_page_says() -> None:
    (image,) = images('<img src="i/a.jpg">', head='<base href="https://a.example/b/">')
    assert image.url == "https://a.example/b/i/a.jpg"


def test_the_bytes_of_a_picture_inside_the_page_are_found_by_its_name() -> None:
    name = name_of_data(INLINE)
    assert name == f"ni:///sha-256;{DIGEST}"
    assert data_in(f"<p><img src='{INLINE}'>".encode()) == {name: BYTES}


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("data:image/png;base64," + "?" * 2_000, id="no-base64"),
        pytest.param("data:image/png;base64,QUJD", id="short"),
        pytest.param("data:text/html," + "a" * 2_000, id="no-picture"),
        pytest.param("https://a.example/" + "a" * 2_000, id="no-data"),
    ],
)
def test_what_is_no_picture_inside_the_page(address: str) -> None:
    assert name_of_data(address) is None


def test_a_srcset_is_read_in_linear_time(growth: object) -> None:
    assert callable(growth)
    factor = growth(lambda n: images(f'<img srcset="{"a.jpg 1w, b" * 20_000 * n}">'))
    assert factor < 9


def test_the_articles_of_this_repository_have_no_ornaments(fixtures: Path) -> None:
    page = fixtures / "articles" / "cnn-2018-09-06" / "page.html"
    assert read(page.read_bytes(), platforms=()).images == ()
