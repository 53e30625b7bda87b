"""Every address of the recorded lists is claimed by exactly its platform, or by none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archiver.hookspecs import Platform
from archiver.plugins import build_manager, platforms, resolve

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"


@cache
def built_in() -> tuple[Platform, ...]:
    return platforms(build_manager(load_entry_points=False))


def _lists(key: str) -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*/addresses.json")):
        for item in json.loads(path.read_text(encoding="utf-8"))[key]:
            url = item["url"] if isinstance(item, dict) else item
            yield pytest.param(path.parent.name, item, id=f"{path.parent.name}:{url}")


@pytest.mark.parametrize(("name", "item"), [*_lists("claimed")])
def test_a_claimed_address(name: str, item: dict[str, str]) -> None:
    claims = [
        (one.name, ref.id)
        for one in built_in()
        if not one.last_resort and (ref := one.match(item["url"])) is not None
    ]
    assert claims == [(name, item["id"])]


@pytest.mark.parametrize(("name", "item"), [*_lists("claimed")])
def test_the_canonical_address_names_the_same_post(name: str, item: dict[str, str]) -> None:
    ref = resolve(item["url"], built_in())
    assert ref is not None
    assert ref.url is not None
    assert resolve(ref.url, built_in()) == ref
    assert ref.platform == name


@pytest.mark.parametrize(("name", "url"), [*_lists("not_claimed")])
def test_an_address_that_names_no_post(name: str, url: str) -> None:
    assert resolve(url, built_in()) is None, name


@pytest.mark.parametrize(
    ("url", "names"),
    [
        pytest.param("https://nitter.net/web/statuses/112042320216068660", ["x"], id="nitter"),
        pytest.param("https://nitter.net/jane/status/1289865845053652994", ["x"], id="a-tweet"),
        pytest.param("https://vxtwitter.com/notes/9s0k0l2m3n", [], id="vxtwitter"),
        pytest.param(
            "https://instagr.am/p/sam/512345678901234567", ["instagram"], id="a-photo-s-path"
        ),
    ],
)
def test_a_mirror_of_a_platform_is_no_server_of_another(url: str, names: list[str]) -> None:
    claimed = [one.name for one in built_in() if not one.last_resort and one.match(url)]
    assert "mastodon" not in claimed
    assert set(claimed) <= set(names)


@pytest.mark.parametrize(
    "url",
    [
        "https://netflix.com/user/status/1289865845053652994",
        "https://notx.com/user/status/1289865845053652994",
        "https://x.com.evil.example/user/status/1289865845053652994",
        "https://x.com@evil.example/user/status/1289865845053652994",
        "https://evil.example/x.com/user/status/1289865845053652994",
        "https://bsky.app.evil.example/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/3lbf3etdjxc24",
        "https://notbsky.app/profile/name.example/post/3lbf3etdjxc24",
        "https://instagram.com.evil.example/p/BA-pQFBG8HZ/",
        "https://notinstagram.com/p/BA-pQFBG8HZ/",
        "https://evil-facebook.com/page/posts/1234567890",
        "https://tiktok.com.evil.example/@user/video/7206382937372134662",
        "https://t.me.evil.example/channel/12",
        "https://reddit.com.evil.example/r/test/comments/abc123/title/",
        "https://notyoutube.com/watch?v=abcdefghijk",
        "https://linkedin.com.evil.example/feed/update/urn:li:activity:7151241570371948544",
        "https://vk.com.evil.example/wall-1_45616",
        "https://tumblr.com.evil.example/blog/123456789012/slug",
        "https://truthsocial.com.evil.example/posts/109598702184774628",
        "https://threads.com.evil.example/@user/post/DNJQOX0RA08",
        "javascript:alert('https://x.com/a/status/1289865845053652994')",
        "file:///x.com/a/status/1289865845053652994",
        "https://x.com:8443/user/status/1289865845053652994",
        "",
    ],
)
def test_a_look_alike_is_claimed_by_none(url: str) -> None:
    assert [one.name for one in built_in() if not one.last_resort and one.match(url)] == []
