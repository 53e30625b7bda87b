"""Every platform's own snippets, found where articles put them, and what they say of the post.

The snippets stand with their platform (``fixtures/platforms/*/embeds.json``): what one platform
makes must never be taken for another's, so that all built-in platforms are asked at once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.articles.matcher import Matcher, folded
from archiver.articles.reader import read
from archiver.articles.witness import postings_of_embeds
from archiver.hookspecs import Platform
from archiver.model import Article, Embed
from archiver.plugins import build_manager, platforms

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
BEFORE = "This paragraph is long enough to count as running text of an article about a town."
AFTER = "A second paragraph stands behind it, and tells at some length of another thing again."


@cache
def built_in() -> tuple[Platform, ...]:
    return platforms(build_manager(load_entry_points=False))


def _items(kind: str) -> Iterator[Any]:
    names = {one.name for one in built_in()}
    for path in sorted(FOLDER.glob("*/embeds.json")):
        name = path.parent.name
        if name not in names:
            continue
        for item in json.loads(path.read_text(encoding="utf-8")).get(kind, []):
            if item["id"] is not None:
                yield pytest.param(name, item, id=f"{name}:{item['about']}")


def article(html: str, *, head: str = "") -> Article:
    page = (
        f'<!doctype html><html lang="en"><head><title>A title</title>{head}</head><body>'
        f"<article><h1>A title</h1><p>{BEFORE}</p>{html}<p>{AFTER}</p></article></body></html>"
    )
    return read(page.encode(), platforms=built_in(), content_type="text/html; charset=utf-8")


def key(name: str, item: dict[str, Any]) -> str:
    return f"{name}:{item['id']}"


def snippets() -> Iterator[Any]:
    """Those that are in their platform's own form: only the markup and what is read from it."""
    for param in _items("embeds"):
        if param.values[1]["copy"] is not None:
            yield pytest.param(param.values[1], id=param.id)


def keys(embeds: tuple[Embed, ...]) -> list[str]:
    return [embed.ref.key for embed in embeds]


# -- each snippet -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "item"), [*_items("embeds")])
def test_a_snippet_is_one_embed(name: str, item: dict[str, Any]) -> None:
    found = article(item["html"])
    assert keys(found.embeds) == [key(name, item)]
    assert found.notes == ()


@pytest.mark.parametrize("item", [*snippets()])
def test_the_copy_in_a_snippet_is_what_its_platform_reads(item: dict[str, Any]) -> None:
    copy = item["copy"]
    (embed,) = article(item["html"]).embeds
    assert embed.text == copy.get("text")
    assert embed.author_name == copy.get("author_name")
    assert (embed.handle or embed.ref.handle) == (copy.get("handle") or embed.ref.handle)
    assert embed.date_line == copy.get("date_line")
    assert embed.version_id == copy.get("version_id")
    assert embed.cut == copy.get("cut", False)
    if copy.get("language"):
        assert embed.language == copy["language"]
    assert embed.created_exact is (copy.get("created") is not None)
    if copy.get("created"):
        assert embed.created == datetime.fromisoformat(copy["created"])


@pytest.mark.parametrize("item", [*snippets()])
def test_a_snippets_words_are_no_words_of_the_article(item: dict[str, Any]) -> None:
    found = article(item["html"])
    (embed,) = found.embeds
    assert BEFORE in found.text
    assert AFTER in found.text
    assert found.quotations == ()
    if embed.text is None:
        place = found.text.index(BEFORE) + len(BEFORE)
        # Some frames stand in no body: data of a script has no place.
        assert (embed.start, embed.end) in {(place, place), (None, None)}
        assert found.text.count("\n") == 2, "nothing but the title and the two paragraphs"
    else:
        assert embed.start is not None
        assert found.text[embed.start : embed.end].startswith(embed.text)
        assert found.text[: embed.start].endswith(f"{BEFORE}\n")
    (posting,) = postings_of_embeds(found, built_in())
    assert posting.complete is (posting.incomplete_reason is None)
    if embed.text is None or embed.cut:
        assert not posting.complete


@pytest.mark.parametrize("item", [*snippets()])
def test_a_snippet_does_not_speak_against_itself(item: dict[str, Any]) -> None:
    """The handle in the address and the one that the copy prints are of one account."""
    (embed,) = article(item["html"]).embeds
    if embed.handle and embed.ref.handle and "poses" not in item["about"]:
        assert embed.handle.casefold() == embed.ref.handle.casefold()


@pytest.mark.parametrize(
    "wrapped",
    [
        pytest.param(lambda html: f"<div data-embed-content='{escape(html)}'></div>", id="escaped"),
        pytest.param(lambda html: f'<iframe srcdoc="{escape(html)}"></iframe>', id="srcdoc"),
        pytest.param(
            lambda html: (
                f'<script type="text/template">{html}</script>'
                if "<script" not in html
                else f"<template>{html}</template>"
            ),
            id="template",
        ),
        pytest.param(
            lambda html: f'<script type="text/template">{_base64(html)}</script>', id="base64"
        ),
        pytest.param(lambda html: _state({"embed": {"html": html}}), id="page-state"),
        pytest.param(
            lambda html: f"<div data-props='{escape(json.dumps({'embedCode': html}))}'></div>",
            id="json-in-an-attribute",
        ),
        pytest.param(lambda html: f"<noscript>{html}</noscript>", id="noscript"),
    ],
)
@pytest.mark.parametrize(("name", "item"), [*_items("embeds")])
def test_a_snippet_in_hiding_is_found(
    name: str, item: dict[str, Any], wrapped: Callable[[str], str]
) -> None:
    if item["copy"] is None:
        pytest.skip("a link in a site's own block quote is a citation: it counts in the text alone")
    assert keys(article(wrapped(item["html"])).embeds) == [key(name, item)]


def _base64(html: str) -> str:
    return base64.b64encode(html.ljust(64).encode()).decode()


def _state(data: Any) -> str:
    text = json.dumps(data).replace("<", "\\u003c").replace("/", "\\u002F")
    return f'<script>window.__STATE__ = {text}; start("now");</script>'


def test_all_snippets_of_a_page_are_found() -> None:
    items = [param.values for param in _items("embeds")]
    wanted = list(dict.fromkeys(key(name, item) for name, item in items))
    assert keys(article("\n".join(item["html"] for _, item in items)).embeds) == wanted


SNIPPETS = tuple(html for param in _items("embeds") if (html := param.values[1]["html"]))


@given(st.sampled_from(SNIPPETS), st.integers(min_value=0), st.integers(min_value=0, max_value=60))
def test_a_damaged_snippet_never_stops_the_reader(html: str, at: int, lost: int) -> None:
    at %= len(html)
    found = article(html[:at] + html[at + lost :])
    for embed in found.embeds:
        assert embed.text is None or embed.text.strip()
        assert embed.start is None or not embed.text or found.text[embed.start : embed.end]


@pytest.mark.parametrize("host", ["pic.twitter.com", "pic.x.com"])
@pytest.mark.parametrize(
    ("template", "suffix"),
    [
        pytest.param(
            '<blockquote><p>Words. <a href="{url}">a picture</a></p>&mdash; Jane Doe (@janedoe) '
            '<a href="https://twitter.com/janedoe/status/{id}">September 5, 2018</a></blockquote>',
            "html",
            id="block-quote",
        ),
        pytest.param(
            "Seen at https://twitter.com/janedoe/status/{id} {url} today.", "txt", id="text"
        ),
    ],
)
def test_the_short_link_of_a_picture_cites_no_post(template: str, suffix: str, host: str) -> None:
    number = "1037468283928301568"
    body = template.format(url=f"https://{host}/AbCdEfGhIj", id=number)
    if suffix == "html":
        found = article(body)
    else:
        found = read(
            f"{BEFORE}\n\n{body}\n".encode(),
            platforms=built_in(),
            content_type="text/plain; charset=utf-8",
        )
    assert keys(found.embeds) == [f"x:{number}"]


# -- flattened --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "item"), [*_items("flattened")])
def test_a_flattened_snippet(name: str, item: dict[str, Any]) -> None:
    label = next(one.label for one in built_in() if one.name == name)
    text = (
        f"{BEFORE}\n\nIt was seen on {label} by many people of the town, and was shared often.\n\n"
    )
    found = read(
        f"{text}{item['text']}\n\n{AFTER}\n".encode(),
        platforms=built_in(),
        content_type="text/plain; charset=utf-8",
    )
    assert keys(found.embeds) == [key(name, item)]
    (embed,) = found.embeds
    wanted = item["expected"]
    got = {
        "text": embed.text,
        "author_name": embed.author_name,
        "handle": embed.handle,
        "date_line": embed.date_line,
        "created": None if embed.created is None else embed.created.isoformat(),
        "created_exact": embed.created_exact,
    }
    if wanted.get("created"):
        wanted = {**wanted, "created": datetime.fromisoformat(wanted["created"]).isoformat()}
    assert {field: got[field] for field in wanted} == wanted
    assert found.text[embed.end :].rstrip().endswith(AFTER)


# -- what is none -----------------------------------------------------------------------


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in built_in()])
def test_addresses_name_the_platform_alone(one: Platform) -> None:
    """Each address has a hint of its platform in it, and no other platform claims it."""
    path = FOLDER / one.name / "addresses.json"
    if not path.exists():
        pytest.skip("it has no list of addresses: it takes any page")
    matcher = Matcher(built_in())
    for item in json.loads(path.read_text(encoding="utf-8"))["claimed"]:
        ref = one.match(item["url"])
        assert ref is not None
        if "://" not in item["url"] or one.last_resort:
            continue
        assert any(hint in folded(item["url"]) for hint in one.markers.hints), item["url"]
        assert matcher.match(item["url"]) == ref, item["url"]


WIDGETS = [
    pytest.param(
        '<div class="fb-page" data-href="https://www.facebook.com/town.paper/">'
        '<blockquote cite="https://www.facebook.com/town.paper/" '
        'class="fb-xfbml-parse-ignore"><a href="https://www.facebook.com/town.paper/">'
        "Town Paper</a></blockquote></div>",
        id="facebook-page",
    ),
    pytest.param(
        '<iframe src="https://www.facebook.com/plugins/likebox.php?href='
        'https%3A%2F%2Fwww.facebook.com%2Ftown.paper&amp;width=300"></iframe>',
        id="facebook-like-box",
    ),
    pytest.param(
        '<iframe src="//www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook'
        '.com%2Ftown.paper%2Fposts%2F10158000000000000"></iframe>',
        id="facebook-like",
    ),
    pytest.param(
        '<div class="fb-like" data-href="https://www.facebook.com/town.paper/posts/'
        '10158000000000000"></div>',
        id="facebook-like-button",
    ),
    pytest.param(
        '<div class="fb-comments" data-href="https://www.facebook.com/town.paper/posts/'
        '10158000000000000"></div>',
        id="facebook-comments",
    ),
    pytest.param(
        '<a href="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fa.example'
        '%2F1">Share</a>',
        id="facebook-share",
    ),
    pytest.param(
        '<a class="twitter-timeline" href="https://twitter.com/town">Posts</a>', id="x-timeline"
    ),
    pytest.param(
        '<a href="https://x.com/intent/post?url=https%3A%2F%2Fa.example%2F1">Post</a>', id="x-share"
    ),
    pytest.param(
        '<a href="https://bsky.app/intent/compose?text=https%3A%2F%2Fa.example">Post</a>',
        id="bluesky-share",
    ),
    pytest.param(
        '<a href="https://bsky.app/profile/town.example">Follow us</a>', id="bluesky-profile"
    ),
    pytest.param('<a href="https://town.example/@paper">Follow us</a>', id="mastodon-profile"),
    pytest.param(
        '<a href="https://www.instagram.com/town.paper/">Follow us</a>', id="instagram-profile"
    ),
    pytest.param(
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.'
        'instagram.com/town.paper/"><a href="https://www.instagram.com/town.paper/">'
        "View this profile on Instagram</a></blockquote>",
        id="instagram-profile-card",
    ),
    pytest.param(
        '<a href="https://www.threads.net/intent/post?text=Read">Share</a>', id="threads-share"
    ),
    pytest.param(
        '<a href="https://www.threads.com/@town.paper">Follow us</a>', id="threads-profile"
    ),
    pytest.param(
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@town.paper" '
        'data-unique-id="town.paper" data-embed-type="creator"><section><a '
        'href="https://www.tiktok.com/@town.paper?refer=creator_embed">@town.paper</a>'
        "</section></blockquote>",
        id="tiktok-creator",
    ),
    pytest.param(
        '<script async src="https://telegram.org/js/telegram-widget.js?22" '
        'data-telegram-discussion="town_paper/12"></script>',
        id="telegram-discussion",
    ),
    pytest.param(
        '<script async src="https://telegram.org/js/telegram-widget.js?22" '
        'data-telegram-login="town_bot"></script>',
        id="telegram-login",
    ),
    pytest.param(
        '<a href="https://t.me/share/url?url=https%3A%2F%2Fa.example%2F1">Share</a>',
        id="telegram-share",
    ),
    pytest.param('<a href="https://t.me/town_paper">Follow us</a>', id="telegram-channel"),
    pytest.param(
        '<a href="https://www.reddit.com/submit?url=https%3A%2F%2Fa.example%2F1">Share</a>',
        id="reddit-share",
    ),
    pytest.param(
        '<a href="https://www.linkedin.com/shareArticle?mini=true&amp;url=https%3A%2F%2F'
        'a.example">Share</a>',
        id="linkedin-share",
    ),
    pytest.param(
        '<a href="https://www.tumblr.com/share/link?url=https%3A%2F%2Fa.example">Share</a>',
        id="tumblr-share",
    ),
    pytest.param(
        '<a href="https://vk.com/share.php?url=https%3A%2F%2Fa.example">Share</a>', id="vk-share"
    ),
    pytest.param(
        '<div class="g-ytsubscribe" data-channelid="UCabcdefghijklmnopqrstuv"></div>',
        id="youtube-subscribe",
    ),
    pytest.param(
        '<a href="https://www.youtube.com/@townpaper">Follow us</a>', id="youtube-channel"
    ),
    pytest.param(
        '<iframe src="https://www.youtube.com/embed/videoseries?list=PLabcdefghij"></iframe>',
        id="youtube-list",
    ),
    pytest.param('<div class="player" data-video-id="6123456789001"></div>', id="another-player"),
    pytest.param(
        '<img src="https://i.redd.it/abcdefghij123.jpg" alt="a bridge">', id="a-picture-file"
    ),
]


@pytest.mark.parametrize("html", WIDGETS)
def test_what_is_no_embed(html: str) -> None:
    found = article(html)
    assert found.embeds == ()
    assert found.notes == ()
