from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.answers import metapages
from archiver.hookspecs import Platform
from archiver.model import Capture, FetchRequest, PostRef, Precision, SocialMediaPosting
from archiver.platforms.instagram import Instagram, register_platforms
from archiver.platforms.instagram.snippet import MARKERS

CODE = "DV3BmWvktaH"
REF = Instagram().match(f"https://www.instagram.com/p/{CODE}/")
PAGE = FetchRequest(url=f"https://www.instagram.com/p/{CODE}/", route="page")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Receive = Callable[..., Capture]


def tags(description: str, title: str = "", url: str = PAGE.url) -> bytes:
    pairs = {"og:description": description, "og:title": title, "og:url": url}
    lines = (f'<meta property="{name}" content="{escape(text)}">' for name, text in pairs.items())
    return f"<html><head>{''.join(lines)}</head><body></body></html>".encode()


def data(media: Any) -> bytes:
    found = {"xig_polaris_media": {"code": CODE, "if_not_gated_logged_out": media}}
    text = json.dumps(found).replace("</", "<\\/")
    return f'<script type="application/json" data-sjs>{text}</script>'.encode()


def read(receive: Receive, body: bytes) -> tuple[SocialMediaPosting, ...]:
    return Instagram().parse(receive(REF, (PAGE, body, 200)))


@pytest.mark.parametrize(
    ("code", "created"),
    [
        pytest.param("aye83DjauH", datetime(2013, 6, 20, 17, 15, 45, 376000, UTC), id="2013"),
        pytest.param("BA-pQFBG8HZ", datetime(2016, 1, 25, 22, 29, 37, 499000, UTC), id="2016"),
        pytest.param("BkfuX9UB-eK", datetime(2018, 6, 26, 17, 8, 7, 425000, UTC), id="2018"),
        pytest.param("DNJQOX0RA08", datetime(2025, 8, 9, 18, 37, 45, 793000, UTC), id="2025"),
        pytest.param("PVtst", None, id="counted-up"),
        pytest.param("_________", None, id="last-counted-up"),
        pytest.param("BAAAAAAAAA", datetime(2011, 9, 18, 17, 38, 25, 369000, UTC), id="first"),
        pytest.param("H__________", datetime(2046, 6, 27, 17, 0, 49, 496000, UTC), id="63-bits"),
        pytest.param("IAAAAAAAAAA", None, id="64-bits"),
        pytest.param("?name//1", None, id="provisional"),
        pytest.param("~share/p/BAJtestShare1", None, id="alias"),
        pytest.param("", None, id="empty"),
    ],
)
def test_times_in_ids(code: str, created: datetime | None) -> None:
    assert Instagram().created_from_id(PostRef(platform="instagram", id=code)) == created


def test_another_platforms_id_has_no_time() -> None:
    assert Instagram().created_from_id(PostRef(platform="threads", id=CODE)) is None


def test_the_projects_own_vectors(repo_root: Path) -> None:
    path = repo_root.parent / "shared" / "reference" / "vectors.json"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the repository")
    for item in json.loads(path.read_text(encoding="utf-8"))["instagram"]:
        assert str(metapages.number_of(item["shortcode"])) == item["pk"]
        created = metapages.created_of(item["shortcode"])
        assert created is not None
        assert abs(created - datetime.fromisoformat(item["utc"])) < timedelta(milliseconds=1)


@given(st.text(ALPHABET, min_size=1, max_size=11))
def test_the_canonical_address_names_the_same_post(code: str) -> None:
    ref = Instagram().match(f"https://www.instagram.com/reel/{code}/")
    if ref is not None:
        assert ref.id == code
        assert Instagram().match(ref.url or "") == ref


@given(st.text(max_size=200))
def test_no_address_raises(url: str) -> None:
    for candidate in (url, f"https://www.instagram.com/{url}", f"https://{url}/p/{CODE}/"):
        ref = Instagram().match(candidate)
        assert ref is None or ref.alias or metapages.code_of(ref.id) == ref.id


@pytest.mark.parametrize(
    "post_id",
    [
        pytest.param("1289865845053652994", id="number"),
        pytest.param("1234567890", id="short-number"),
        pytest.param("background", id="word"),
        pytest.param("PVtst", id="without-a-time"),
        pytest.param("", id="empty"),
        pytest.param("BA-pQFBG8HZ\n", id="line-feed"),
    ],
)
def test_what_is_no_bare_id(post_id: str) -> None:
    assert Instagram().ref_of_id(post_id) is None


def test_a_bare_id() -> None:
    assert Instagram().ref_of_id(CODE) == REF


@given(st.text(ALPHABET, min_size=28, max_size=28))
def test_the_end_of_a_private_code_is_no_part_of_the_id(end: str) -> None:
    assert Instagram().match(f"https://www.instagram.com/p/{CODE}{end}/") == REF


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_words_of_the_tags_alone_are_never_complete(receive: Receive, text: str) -> None:
    body = tags(f'3 likes, 1 comments - harbour.test on May 3, 2026: "{text}"')
    for posting in read(receive, body):
        assert not posting.complete
        assert posting.incomplete_reason
        assert posting.handle == "harbour.test"
        assert posting.created_precision is Precision.DAY


@pytest.mark.parametrize(
    ("description", "handle"),
    [
        pytest.param('12K likes, 1,204 comments - a.b on May 3, 2026: "x"', "a.b", id="counts"),
        pytest.param('3 comments - a.b on May 3, 2026: "x"', "a.b", id="comments"),
        pytest.param('a.b on May 3, 2026: "x"', "a.b", id="bare"),
        pytest.param(
            '3 likes, 1 comments - a.b on May 3, 2026: "see - evil on June 1, 2026: "x""',
            "a.b",
            id="another-author-in-the-caption",
        ),
    ],
)
def test_the_handle_in_the_tags(receive: Receive, description: str, handle: str) -> None:
    (posting,) = read(receive, tags(description))
    assert posting.handle == handle
    assert posting.created == datetime(2026, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "description",
    [
        pytest.param(
            "3 Likes, 1 Comments - News (@news) on Instagram: “x” (@evil) on Instagram: “y”",
            id="older-form-with-a-name",
        ),
        pytest.param("See Instagram photos and videos", id="of-the-site"),
        pytest.param('- a.b on Someday 3, 2026 "x"', id="no-colon"),
    ],
)
def test_tags_that_don_t_name_an_author_for_certain(receive: Receive, description: str) -> None:
    assert read(receive, tags(description)) == ()


def test_tags_of_another_post(receive: Receive) -> None:
    other = tags('a.b on May 3, 2026: "x"', url="https://www.instagram.com/p/BA-pQFBG8HZ/")
    assert read(receive, other) == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("n" * 10_000, "n" * 200, id="10000-characters"),
        pytest.param("\u202eevil\u2066\n (@news)\u2069", "evil (@news)", id="bidi"),
        pytest.param("\u200f", None, id="marks-alone"),
        pytest.param(["x"], None, id="list"),
    ],
)
def test_display_names(receive: Receive, name: object, shown: str | None) -> None:
    media = {
        "code": CODE,
        "caption": None,
        "taken_at": 1772000000,
        "user": {"full_name": name, "username": "a" * 31, "pk": True},
    }
    (posting,) = read(receive, data(media))
    assert (posting.author_name, posting.handle, posting.author_id) == (shown, None, None)
    assert posting.complete


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=400))
def test_a_caption_comes_through_unchanged(receive: Receive, text: str) -> None:
    media = {"code": CODE, "caption": {"text": text}, "user": {"username": "a.b"}}
    (posting,) = read(receive, data(media))
    assert posting.text == text
    assert posting.complete


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_the_fallback_line_is_never_the_posts_text(extra: str) -> None:
    link = f'<a href="https://www.instagram.com/p/{CODE}/">'
    for version in ("", ' data-instgrm-version="8"', ' data-instgrm-version="14"'):
        block = (
            f'<blockquote class="instagram-media"{version}><p>{link}View this post on Instagram'
            f"</a></p><p>{link}A post shared by {escape(extra)} (@a.b)</a></p></blockquote>"
        )
        copy = Instagram().embed_copy(block)
        assert copy is not None
        assert copy.text is None
        assert copy.handle == "a.b"


CAPTION = (
    '<!DOCTYPE html><html><body><a href="https://www.instagram.com/p/{code}/">View</a>'
    '<div class="Caption"><a class="CaptionUsername" href="/a.b/">a.b</a><br>{words}</div>'
    "</body></html>"
)


@pytest.mark.parametrize(
    ("words", "text", "complete"),
    [
        pytest.param("One line", "One line", True, id="whole"),
        pytest.param("One line… <a>more</a>", "One line…", False, id="ellipsis-and-more"),
        pytest.param('One line <a href="#">More</a>', "One line", False, id="more"),
        pytest.param('One line <a href="#">… see more</a>', "One line", False, id="see-more"),
        pytest.param(
            f'One line <a href="https://www.instagram.com/p/{CODE}/">mehr</a>',
            "One line",
            False,
            id="link-to-the-post",
        ),
        pytest.param(
            'One <a href="/explore/tags/more/">#more</a>', "One #more", True, id="a-hashtag"
        ),
        pytest.param("One line, more", "One line, more", True, id="the-word-alone"),
    ],
)
def test_a_caption_with_a_link_to_its_rest_is_cut(
    receive: Receive, words: str, text: str, complete: bool
) -> None:
    embed = FetchRequest(url=f"{PAGE.url}embed/captioned/", route="embed")
    body = CAPTION.format(code=CODE, words=words).encode()
    (posting,) = Instagram().parse(receive(REF, (embed, body, 200)))
    assert (posting.text, posting.complete, posting.handle) == (text, complete, "a.b")


def test_a_caption_on_a_page_that_lost_its_end_may_be_cut(receive: Receive) -> None:
    embed = FetchRequest(url=f"{PAGE.url}embed/captioned/", route="embed")
    body = CAPTION.format(code=CODE, words="One line").encode()
    (posting,) = Instagram().parse(receive(REF, (embed, body[: body.index(b" line")], 200)))
    assert (posting.text, posting.complete) == ("One", False)
    assert posting.incomplete_reason == "the page ends in its middle"


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    assert [route.name for route in platform.routes] == ["page", "embed"]


def test_all_markers_are_lower_case() -> None:
    strings = [
        *(*MARKERS.hints, *MARKERS.quote_classes, *MARKERS.elements, *MARKERS.id_attributes),
        *(*MARKERS.widget_classes, *MARKERS.widget_paths),
    ]
    assert all(strings)
    assert [text for text in strings if text != text.lower()] == []
