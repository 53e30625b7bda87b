"""The pictures of an article, from the page, from beside it and from the network."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from archiver.articles.reader import read
from archiver.model import Article, ArticlePicture, Embed, PostRef
from archiver.pipeline import ArticleSource
from archiver.pipeline.article_pictures import MAX_PICTURES, article_pictures

LONG = "The council met on Monday to talk about the bridge, and about the money for it."


def png(colour: str = "navy", side: int = 8) -> bytes:
    target = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(target, "PNG")
    return target.getvalue() + colour.encode()


def markup(*addresses: str) -> bytes:
    tags = "".join(f'<img src="{address}">' for address in addresses)
    return f"<article><p>{LONG}</p>{tags}</article>".encode()


Look = Callable[..., tuple[ArticlePicture, ...]]


@pytest.fixture
def look(bench: Any, fixed_clock: Callable[[], datetime]) -> Look:
    """The pictures of a page that was saved at a path, or came from an address."""

    def pictures(
        payload: bytes,
        *,
        name: str = "page.html",
        url: str | None = None,
        offline: bool = True,
        with_article: Callable[[Article], Article] = lambda article: article,
    ) -> tuple[ArticlePicture, ...]:
        source = ArticleSource(name=name, payload=payload, received=fixed_clock(), url=url)
        with bench.open(offline=offline) as desk:
            kept = desk.archive.add_article_capture(
                payload, source=name, url=url, captured_at=fixed_clock(), media_type=None
            )
            article = with_article(read(payload, platforms=(), source=name, url=url))
            found = article_pictures(article, source, desk, kept=kept)
            assert desk.archive.audit() == ()
            stored = desk.archive.article_capture(kept)
            assert stored.exchanges == tuple(e for one in found for e in one.exchanges)
        return found

    return pictures


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A saved page's folder, with pictures in it and one outside."""
    folder = tmp_path / "saved"
    (folder / "page_files").mkdir(parents=True)
    (folder / "page_files" / "a.png").write_bytes(png("inside"))
    (folder / "page_files" / "a b.png").write_bytes(png("space"))
    (tmp_path / "secret.png").write_bytes(png("outside"))
    return folder


def test_a_file_beside_the_page(look: Look, saved: Path) -> None:
    page = saved / "page.html"
    page.write_bytes(markup("page_files/a.png", "./page_files/a%20b.png?x=1"))
    found = look(page.read_bytes(), name=str(page))
    assert [one.payload for one in found] == [
        (saved / "page_files" / "a.png").read_bytes(),
        (saved / "page_files" / "a b.png").read_bytes(),
    ]
    assert all(one.why_not is None and one.exchanges == () for one in found)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("../secret.png", id="up"),
        pytest.param("page_files/../../secret.png", id="down-and-up"),
        pytest.param("%2e%2e/secret.png", id="escaped"),
        pytest.param("{outside}", id="absolute"),
        pytest.param("file://{outside}", id="file-address"),
        pytest.param("link.png", id="symlink-to-a-file"),
        pytest.param("linked/secret.png", id="symlink-to-a-folder"),
        pytest.param("..\\secret.png", id="backslash"),
        pytest.param("page_files", id="folder"),
        pytest.param("pipe.png", id="pipe"),
        pytest.param("page_files/none.png", id="missing"),
        pytest.param("page_files/a.png%00.txt", id="null"),
        pytest.param("a" * 5_000 + ".png", id="endless"),
        pytest.param("page.html", id="the-page-itself"),
    ],
)
def test_nothing_outside_the_folder_of_the_page(look: Look, saved: Path, address: str) -> None:
    (saved / "link.png").symlink_to(saved.parent / "secret.png")
    (saved / "linked").symlink_to(saved.parent, target_is_directory=True)
    os.mkfifo(saved / "pipe.png")
    page = saved / "page.html"
    page.write_bytes(markup(address.format(outside=saved.parent / "secret.png")))
    (one,) = look(page.read_bytes(), name=str(page))
    assert one.payload is None
    assert one.why_not


def test_a_link_that_stays_inside_is_followed(look: Look, saved: Path) -> None:
    (saved / "link.png").symlink_to(saved / "page_files" / "a.png")
    page = saved / "page.html"
    page.write_bytes(markup("link.png"))
    (one,) = look(page.read_bytes(), name=str(page))
    assert one.payload == (saved / "page_files" / "a.png").read_bytes()


def test_a_page_from_the_network_reads_no_file(look: Look, saved: Path) -> None:
    payload = markup("page_files/a.png")
    name = str(saved / "page.html")
    (saved / "page.html").write_bytes(payload)
    (one,) = look(payload, name=name, url="https://a.example/news/page.html")
    assert one.payload is None
    (one,) = look(payload, name="-")
    assert one.payload is None


def test_a_picture_inside_the_page(look: Look) -> None:
    data = png("inline", 40)
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    (one,) = look(markup(address))
    assert one.payload == data
    assert one.image.url.startswith("ni:///sha-256;")


def test_a_picture_from_the_network_is_recorded(look: Look, bench: Any) -> None:
    data = png()
    bench.web.on("a.example/news/i/a.png", "", data)
    (one,) = look(markup("i/a.png"), url="https://a.example/news/page.html", offline=False)
    assert one.payload == data
    (exchange,) = one.exchanges
    assert (exchange.request.url, exchange.status) == ("https://a.example/news/i/a.png", 200)


def test_the_next_address_is_asked_where_one_fails(look: Look, bench: Any) -> None:
    bench.web.on("a.example/s.png", "", png())
    page = b'<article><p>%s</p><img src="https://a.example/s.png" srcset="%s 900w"></article>' % (
        LONG.encode(),
        b"https://a.example/gone.png",
    )
    (one,) = look(page, offline=False)
    assert one.payload == png() or one.payload is not None
    assert [exchange.status for exchange in one.exchanges] == [404, 200]


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        pytest.param(b"gone", 404, "404", id="gone"),
        pytest.param(b"no", 403, "403", id="refused"),
        pytest.param(b"<html>log in</html>", 200, "a web page", id="a-page"),
        pytest.param(b"<svg/>", 200, "SVG", id="svg"),
        pytest.param(b"\0\0\0\x18ftypheic", 200, "HEIC", id="heic"),
    ],
)
def test_what_came_instead_is_said(
    look: Look, bench: Any, body: bytes, status: int, why: str
) -> None:
    bench.web.on("a.example/a.png", "", body, status)
    (one,) = look(markup("https://a.example/a.png"), offline=False)
    assert one.payload is None
    assert why in (one.why_not or "")


def test_offline_nothing_is_asked(look: Look, bench: Any) -> None:
    (one,) = look(markup("https://a.example/a.png"))
    assert one.payload is None
    assert "network" in (one.why_not or "")
    assert bench.web.seen == []


def test_one_address_is_asked_once_and_not_too_many(look: Look, bench: Any) -> None:
    several = [f"https://a.example/{n}.png" for n in range(MAX_PICTURES + 5)]
    found = look(markup(*several), offline=False)
    assert len(found) == MAX_PICTURES
    assert len(bench.web.seen) == MAX_PICTURES


def test_pictures_of_an_embed_name_their_post(look: Look, bench: Any) -> None:
    ref = PostRef(platform="x", id="1", url="https://x.com/a/status/1")
    embed = Embed(ref=ref, marker="m", images=(("https://p.example/1.png", "A cat"),))

    def with_embed(article: Article) -> Article:
        from dataclasses import replace

        return replace(article, embeds=(embed,))

    bench.web.on("p.example/1.png", "", png())
    (one,) = look(markup(), offline=False, with_article=with_embed)
    assert (one.ref, one.image.alt) == (ref, "A cat")
    assert one.payload is not None


def test_what_was_fetched_before_a_break_is_kept(
    bench: Any, fixed_clock: Callable[[], datetime]
) -> None:
    bench.web.on("a.example/1.png", "", png())
    payload = markup("https://a.example/1.png", "https://a.example/2.png")

    class Breaking:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def answer(self, request: Any) -> Any:
            if "2.png" in request.url:
                raise KeyboardInterrupt
            return self.inner.answer(request)

    source = ArticleSource(name="-", payload=payload, received=fixed_clock())
    with bench.open(wrap=Breaking) as desk:
        kept = desk.archive.add_article_capture(
            payload, source="-", url=None, captured_at=fixed_clock(), media_type=None
        )
        with pytest.raises(KeyboardInterrupt):
            article_pictures(read(payload, platforms=()), source, desk, kept=kept)
        stored = desk.archive.article_capture(kept)
        assert [exchange.status for exchange in stored.exchanges] == [200]
        assert desk.archive.audit() == ()
