from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.hookspecs import Platform
from archiver.model import PostRef
from archiver.platforms.x import MARKERS, X, names, register_platforms

POST = "1289865845053652994"
ONION = "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion"


@pytest.mark.parametrize(
    ("url", "handle"),
    [
        pytest.param(f"https://twitter.com/janedoe/status/{POST}", "janedoe", id="twitter"),
        pytest.param(f"https://x.com/janedoe/status/{POST}", "janedoe", id="x"),
        pytest.param(f"http://www.twitter.com/janedoe/status/{POST}/", "janedoe", id="www"),
        pytest.param(f"https://mobile.twitter.com/janedoe/status/{POST}", "janedoe", id="mobile"),
        pytest.param(f"https://m.twitter.com/janedoe/status/{POST}", "janedoe", id="m"),
        pytest.param(f"https://mobile.x.com/janedoe/status/{POST}", "janedoe", id="mobile-x"),
        pytest.param(f"https://{ONION}/janedoe/status/{POST}", "janedoe", id="onion"),
        pytest.param(f"https://X.COM./JaneDoe/status/{POST}", "JaneDoe", id="upper-case-host"),
        pytest.param(f"https://x.com:443/janedoe/status/{POST}", "janedoe", id="port"),
        pytest.param(f"//twitter.com/janedoe/status/{POST}", "janedoe", id="no-scheme"),
        pytest.param(f"twitter.com/janedoe/status/{POST}", "janedoe", id="bare"),
        pytest.param(f"  https://x.com/janedoe/status/{POST}\n", "janedoe", id="blanks-around"),
        pytest.param(f"https://twitter.com/janedoe/statuses/{POST}", "janedoe", id="statuses"),
        pytest.param(f"https://twitter.com/statuses/{POST}", None, id="statuses-alone"),
        pytest.param(f"https://twitter.com/i/web/status/{POST}", None, id="i-web"),
        pytest.param(f"https://twitter.com/i/status/{POST}", None, id="i"),
        pytest.param(f"https://x.com/janedoe/article/{POST}", "janedoe", id="article"),
        pytest.param(f"https://twitter.com/#!/janedoe/status/{POST}", "janedoe", id="hashbang"),
        pytest.param(f"https://x.com/janedoe/status/{POST}/photo/1", "janedoe", id="photo"),
        pytest.param(f"https://x.com/janedoe/status/{POST}/video/1", "janedoe", id="video"),
        pytest.param(f"https://x.com/janedoe/status/{POST}/analytics", "janedoe", id="analytics"),
        pytest.param(f"https://x.com/janedoe/status/{POST}?s=20&t=ab-c", "janedoe", id="query"),
        pytest.param(f"https://x.com/janedoe/status/{POST}&ref_src=x", "janedoe", id="glued-query"),
        pytest.param(
            f"https://x.com/janedoe/status/{POST}%3Fs%3D20", "janedoe", id="escaped-query"
        ),
        pytest.param(f"https://fxtwitter.com/janedoe/status/{POST}", "janedoe", id="fxtwitter"),
        pytest.param(f"https://d.fxtwitter.com/janedoe/status/{POST}", "janedoe", id="d.fxtwitter"),
        pytest.param(f"https://fixupx.com/janedoe/status/{POST}", "janedoe", id="fixupx"),
        pytest.param(f"https://twittpr.com/janedoe/status/{POST}", "janedoe", id="twittpr"),
        pytest.param(f"https://vxtwitter.com/janedoe/status/{POST}", "janedoe", id="vxtwitter"),
        pytest.param(f"https://fixvx.com/janedoe/status/{POST}", "janedoe", id="fixvx"),
        pytest.param(f"https://nitter.net/janedoe/status/{POST}#m", "janedoe", id="nitter"),
        pytest.param(
            f"https://nitter.poast.example/janedoe/status/{POST}", "janedoe", id="instance"
        ),
        pytest.param(f"https://xcancel.com/janedoe/status/{POST}", "janedoe", id="xcancel"),
        pytest.param(
            f"https://web.archive.org/web/20180905id_/https://twitter.com/janedoe/status/{POST}",
            "janedoe",
            id="wayback",
        ),
        pytest.param(
            f"https://x.com/twenty_letters_long_/status/{POST}",
            "twenty_letters_long_",
            id="old-long-handle",
        ),
    ],
)
def test_addresses_of_posts(url: str, handle: str | None) -> None:
    ref = X().match(url)
    assert ref is not None
    assert (ref.platform, ref.id, ref.handle) == ("x", POST, handle)
    assert ref.url == f"https://x.com/{handle or 'i'}/status/{POST}"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"https://netflix.com/janedoe/status/{POST}", id="netflix"),
        pytest.param(f"https://notx.com/janedoe/status/{POST}", id="notx"),
        pytest.param(f"https://x.com.evil.example/janedoe/status/{POST}", id="suffix"),
        pytest.param(f"https://nitter.net.evil.example/janedoe/status/{POST}", id="like-nitter"),
        pytest.param(f"https://evil.example\\.x.com/janedoe/status/{POST}", id="backslash"),
        pytest.param(f"https://x.com@evil.example/janedoe/status/{POST}", id="userinfo"),
        pytest.param(f"https://user@x.com/janedoe/status/{POST}", id="userinfo-on-x"),
        pytest.param(f"https://evil.example/?u=https://x.com/janedoe/status/{POST}", id="in-query"),
        pytest.param(f"https://evil.example/#!/janedoe/status/{POST}", id="hashbang-elsewhere"),
        pytest.param(f"https://x.com:8080/janedoe/status/{POST}", id="other-port"),
        pytest.param(f"https://x.com:port/janedoe/status/{POST}", id="no-port"),
        pytest.param(f"ftp://x.com/janedoe/status/{POST}", id="ftp"),
        pytest.param(f"javascript:'https://x.com/janedoe/status/{POST}'", id="javascript"),
        pytest.param("https://[x.com/janedoe/status/20", id="broken-host"),
        pytest.param("https://x.com/janedoe/status/18446744073709551616", id="65-bits"),
        pytest.param("https://x.com/janedoe/status/0", id="zero"),
        pytest.param("https://x.com/janedoe/status/0020", id="leading-zeros"),
        pytest.param("https://x.com/janedoe/status/12a", id="letters-in-id"),
        pytest.param("https://x.com/janedoe/status/１２３", id="other-digits"),
        pytest.param("https://x.com/janedoe/status/", id="no-id"),
        pytest.param(f"https://x.com/jane.doe/status/{POST}", id="no-handle"),
        pytest.param(f"https://x.com/twenty_one_letters_xx/status/{POST}", id="handle-too-long"),
        pytest.param("https://x.com/janedoe", id="profile"),
        pytest.param(f"https://x.com/{POST}", id="number-as-profile"),
        pytest.param(f"https://x.com/intent/tweet?in_reply_to={POST}", id="intent"),
        pytest.param(f"https://x.com/intent/status/{POST}", id="intent-status"),
        pytest.param(f"https://x.com/share?url=https://x.com/a/status/{POST}", id="share"),
        pytest.param("https://x.com/i/lists/1289865845053652994", id="list"),
        pytest.param("https://x.com/i/spaces/1mnxeRnmYLPxX", id="space"),
        pytest.param("https://t.co/AAAAAAAAAA", id="t.co"),
        pytest.param("https://pic.twitter.com/AAAAAAAAA", id="pic-too-short"),
        pytest.param("https://pic.twitter.com/", id="pic-alone"),
        pytest.param(f"https://platform.twitter.com/janedoe/status/{POST}", id="other-subdomain"),
        pytest.param("", id="empty"),
        pytest.param("x.com", id="host-alone"),
    ],
)
def test_addresses_of_something_else(url: str) -> None:
    assert X().match(url) is None


@given(st.text(max_size=200))
def test_no_address_raises(url: str) -> None:
    for candidate in (url, f"https://x.com/{url}", f"https://{url}/a/status/20"):
        ref = X().match(candidate)
        assert ref is None or ref.alias or names.is_id(ref.id)


@given(st.integers(min_value=1, max_value=2**64 - 1))
def test_the_canonical_address_names_the_same_post(number: int) -> None:
    ref = X().ref_of_id(str(number))
    assert ref is not None
    assert X().match(ref.url or "") == ref


@pytest.mark.parametrize(
    "post_id",
    ["", "0", "007", "-1", "1.0", "1e5", "abc", "18446744073709551616", "²", "20\n", " 20"],
)
def test_what_is_no_id(post_id: str) -> None:
    assert X().ref_of_id(post_id) is None


@pytest.mark.parametrize(
    ("post_id", "token"),
    [
        ("20", "6dq1a2xwd93"),
        ("133640144317198338", "bnuce4yeefw"),
        ("507185938620219395", "189ddm8u5i"),
        ("1289865845053652994", "34k8e1s8kbl"),
        ("2040511285998313827", "4y2gevhhhm"),
    ],
)
def test_tokens(post_id: str, token: str) -> None:
    assert names.syndication_token(post_id) == token


@given(st.integers(min_value=1, max_value=2**64 - 1))
def test_every_id_has_a_token_of_base_36_without_zeros(number: int) -> None:
    assert set(names.syndication_token(str(number))) <= set("123456789abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(
    ("post_id", "created"),
    [
        pytest.param(
            "133640144317198338", datetime(2011, 11, 7, 20, 21, 7, 976000, UTC), id="2011"
        ),
        pytest.param(
            "266031293945503744", datetime(2012, 11, 7, 4, 16, 17, 756000, UTC), id="2012"
        ),
        pytest.param(
            "665052190608723968", datetime(2015, 11, 13, 6, 22, 52, 970000, UTC), id="2015"
        ),
        pytest.param(
            "1281836879789404160", datetime(2020, 7, 11, 6, 25, 2, 176000, UTC), id="2020"
        ),
        pytest.param(
            "2001950365332455490", datetime(2025, 12, 19, 9, 38, 56, 191000, UTC), id="2025"
        ),
        pytest.param("300000000000000", datetime(2010, 11, 4, 21, 35, 0, 230000, UTC), id="first"),
        pytest.param("299999999999999", None, id="before-the-first"),
        pytest.param("20", None, id="20"),
        pytest.param("25521487360", None, id="counted-up"),
        pytest.param("29700859247", None, id="last-counted-up"),
        pytest.param("?janedoe/2018-09-05/1", None, id="provisional"),
    ],
)
def test_times_in_ids(post_id: str, created: datetime | None) -> None:
    assert X().created_from_id(PostRef(platform="x", id=post_id)) == created


def test_another_platforms_id_has_no_time() -> None:
    assert X().created_from_id(PostRef(platform="tiktok", id=POST)) is None


def test_the_projects_own_vectors(repo_root: Path) -> None:
    path = repo_root.parent / "shared" / "reference" / "vectors.json"
    if not path.exists():
        pytest.skip(f"no {path.name} beside the repository")
    vectors = json.loads(path.read_text(encoding="utf-8"))
    for post_id, token in vectors["syndication_token"].items():
        assert names.syndication_token(post_id) == token
    for item in vectors["snowflake"]:
        assert names.created_from_id(item["id"]) == datetime.fromisoformat(item["utc"])
    for item in vectors["snowflake_reject"]:
        assert names.created_from_id(item["id"]) is None


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    assert platform.markers is MARKERS


def test_all_markers_are_lower_case() -> None:
    strings = [
        *MARKERS.hints,
        *MARKERS.quote_classes,
        *MARKERS.elements,
        *MARKERS.id_attributes,
        *MARKERS.widget_classes,
        *MARKERS.widget_paths,
        *(start for start, _ in MARKERS.iframe_ids),
    ]
    assert all(strings)
    assert [text for text in strings if text != text.lower()] == []
