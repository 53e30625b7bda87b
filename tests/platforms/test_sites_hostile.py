"""Spoilt answers of Reddit, LinkedIn, VK, Tumblr, Pinterest and any page: all must end well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Availability, Capture, FetchRequest, SocialMediaPosting
from archiver.platforms.linkedin import LinkedIn
from archiver.platforms.pinterest import Pinterest
from archiver.platforms.reddit import Reddit
from archiver.platforms.tumblr import Tumblr
from archiver.platforms.vk import VK
from archiver.platforms.webpage import Webpage

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
PLATFORMS: dict[str, Platform] = {
    one.name: one for one in (LinkedIn(), Pinterest(), Reddit(), Tumblr(), VK(), Webpage())
}
STOPS = [b"null", b"[]", b"{}", b'"', b"<", b"</", b"&#0;", b"\xff\xfe", b"\xed\xa0\x80", b"1e999"]
POSER = "Somebody Else"
LONG_NAME = "\u202e" + "x" * 10_000 + "\n\u202cy"

every_platform = pytest.mark.parametrize("name", sorted(PLATFORMS))
bounded = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def cases(name: str) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in FOLDER.glob(f"{name}/*/exchanges.json")))


def parsed(platform: Platform, capture: Capture) -> tuple[SocialMediaPosting, ...]:
    try:
        return platform.parse(capture)
    except ParseError:
        return ()


def sound(posting: SocialMediaPosting) -> None:
    for value in (posting.text, posting.author_name, posting.handle, posting.incomplete_reason):
        (value or "").encode("utf-8")
    assert posting.complete is (posting.incomplete_reason is None)
    assert posting.created is None or posting.created.tzinfo is not None
    assert len(posting.author_name or "") <= 200
    assert posting.created is None or posting.created in [one.time for one in posting.times]


@every_platform
@bounded
@given(data=st.data())
def test_a_spoilt_answer_raises_nothing_and_says_nothing_of_the_post(
    name: str, data: st.DataObject, load_case: Callable[[Path], Any]
) -> None:
    platform = PLATFORMS[name]
    case = load_case(data.draw(st.sampled_from(cases(name))))
    ref = platform.match(case.url)
    assert ref is not None
    at = data.draw(st.integers(0, len(case.exchanges) - 1))
    body = case.exchanges[at].payload
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 60)))
    middle = data.draw(st.binary(max_size=20) | st.sampled_from(STOPS))
    body = body[:start] + middle + body[end:]
    spoilt = replace(
        case.exchanges[at], payload=body, payload_sha256=hashlib.sha256(body).hexdigest()
    )
    exchanges = (*case.exchanges[:at], spoilt, *case.exchanges[at + 1 :])
    capture = replace(case.capture(ref), exchanges=exchanges)
    again = visit(platform, ref, Replay(capture), lambda: NOW)
    assert "failed" not in again.reason
    if again.availability is Availability.NOT_FOUND:
        assert case.expected["availability"] == "not_found"
    for posting in parsed(platform, again):
        sound(posting)


@every_platform
@pytest.mark.parametrize("status", [0, 301, 403, 418, 429, 451, 500, 503, 999])
def test_a_refusal_is_never_a_statement_about_the_post(
    name: str, status: int, load_case: Callable[[Path], Any]
) -> None:
    platform = PLATFORMS[name]
    case = load_case(FOLDER / name / "simple")
    ref = platform.match(case.url)
    assert ref is not None
    refused = tuple(
        replace(one, status=status, payload=b"", error=None if status else "timeout")
        for one in case.exchanges
    )
    again = visit(platform, ref, Replay(replace(case.capture(ref), exchanges=refused)), lambda: NOW)
    assert again.availability in {Availability.BLOCKED_FOR_US, Availability.ERROR}
    assert parsed(platform, again) == ()


# -- wrong types everywhere ---------------------------------------------------------------

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.just(LONG_NAME),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *("@type", "@id", "url", "name", "author", "text", "articleBody", "image"),
                    *("data", "children", "title", "selftext", "posts", "type", "photos"),
                    *("contentUrl", "@graph", "@list", "datePublished", "headline", "caption"),
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
LINKED = {
    "linkedin": "https://www.linkedin.com/feed/update/urn:li:activity:7424368548752916485",
    "pinterest": "https://www.pinterest.com/pin/711000123456789012/",
    "tumblr": "https://bridge-testing.tumblr.com/post/741000123456789012",
    "webpage": "https://forum.example/t/trams-on-the-bridge/812",
}
LINKED_KEYS = (
    *("@type", "headline", "articleBody", "text", "description", "author", "datePublished"),
    *("dateModified", "image", "sharedContent", "thumbnailUrl", "inLanguage", "mainEntityOfPage"),
)


def page_of(url: str, *objects: Any) -> bytes:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in objects
    )
    return f'<html><head><link rel="canonical" href="{url}">{scripts}</head></html>'.encode()


@pytest.mark.parametrize("name", sorted(LINKED))
@bounded
@given(values=st.lists(VALUES, min_size=len(LINKED_KEYS), max_size=len(LINKED_KEYS)))
def test_linked_data_of_any_shape(
    name: str, values: list[Any], receive: Callable[..., Capture]
) -> None:
    platform, url = PLATFORMS[name], LINKED[name]
    ref = platform.match(url)
    assert ref is not None
    said = {
        "@type": "SocialMediaPosting",
        "url": url,
        "author": {"@type": "Person", "name": "Mira Testing"},
        **dict(zip(LINKED_KEYS, values, strict=True)),
    }
    for kind in ("SocialMediaPosting", said["@type"]):
        poser = {"@type": "SocialMediaPosting", "url": f"{url}9", "text": "x", "author": POSER}
        body = page_of(url, poser, {**said, "@type": kind})
        request = FetchRequest(url=url, route="page")
        for posting in parsed(platform, receive(ref, (request, body, 200))):
            sound(posting)
            assert posting.ref == ref
            assert posting.author_name != POSER


@bounded
@given(thing=st.dictionaries(st.text(max_size=5), VALUES, max_size=4), values=st.data())
def test_a_listing_of_any_shape(
    thing: dict[str, Any], values: st.DataObject, receive: Callable[..., Capture]
) -> None:
    keys = ("title", "selftext", "selftext_html", "author", "created_utc", "edited", "url")
    more = ("gallery_data", "media_metadata", "poll_data", "preview", "crosspost_parent_list")
    filled = {key: values.draw(VALUES) for key in (*keys, *more)}
    poser = {"name": "t3_zzz", "title": "x", "author": POSER}
    data = [thing, {"data": {"children": [{"data": poser}, {"data": {"name": "t3_1abc23"}}]}}]
    data[1]["data"]["children"][1]["data"].update(filled)
    ref = PLATFORMS["reddit"].match("https://www.reddit.com/comments/1abc23")
    assert ref is not None
    request = FetchRequest(url=f"{ref.url}/.json", route="json")
    received = receive(ref, (request, json.dumps(data).encode(), 200))
    for posting in parsed(PLATFORMS["reddit"], received):
        sound(posting)
        assert posting.author_name != POSER or posting.ref != ref


@bounded
@given(values=st.data())
def test_a_read_api_of_any_shape(values: st.DataObject, receive: Callable[..., Capture]) -> None:
    keys = ("type", "regular-title", "regular-body", "photos", "unix-timestamp", "photo-caption")
    more = ("reblogged-from-url", "reblogged-root-url", "link-url", "width")
    post = {key: values.draw(VALUES) for key in (*keys, *more)}
    post["type"] = values.draw(st.sampled_from(["regular", "photo", "quote", "x", None, []]))
    blog = values.draw(VALUES | st.fixed_dictionaries({"name": VALUES, "title": VALUES}))
    data = {"tumblelog": blog, "posts": [{"id": "7", **post}, {"id": "741000123456789012", **post}]}
    ref = PLATFORMS["tumblr"].match(LINKED["tumblr"])
    assert ref is not None
    body = f"var tumblr_api_read = {json.dumps(data)};".encode()
    request = FetchRequest(url="https://bridge-testing.tumblr.com/api", route="read_api")
    for posting in parsed(PLATFORMS["tumblr"], receive(ref, (request, body, 200))):
        sound(posting)


@every_platform
@given(text=st.text(max_size=80))
def test_no_address_and_no_id_raises(name: str, text: str) -> None:
    platform = PLATFORMS[name]
    hosts = ("www.reddit.com", "www.linkedin.com", "vk.com", "a.tumblr.com", "pin.it", text)
    for url in (text, *(f"https://{host}/{text}" for host in hosts)):
        ref = platform.match(url)
        assert ref is None or (ref.url is not None and platform.match(ref.url) == ref)
    ref = platform.ref_of_id(text)
    assert ref is None or platform.ref_of_id(ref.id) == ref


@every_platform
def test_deep_nesting_and_long_names_end(name: str, receive: Callable[..., Capture]) -> None:
    platform = PLATFORMS[name]
    case = json.loads((FOLDER / name / "simple" / "exchanges.json").read_text(encoding="utf-8"))
    ref = platform.match(case["url"])
    assert ref is not None
    for route in {one.name for one in platform.routes}:
        for body in (b"<div>" * 20_000, b'{"data":' * 20_000, b"[" * 100_000, b"\x00" * 1_000):
            request = FetchRequest(url=ref.url or "", route=route)
            assert parsed(platform, receive(ref, (request, body, 200))) == ()
