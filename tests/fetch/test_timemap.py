"""TimeMaps, Link headers, what is one page, and pages that stand in for the page."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.fetch.soft import nature
from archiver.fetch.timemap import link_to, links, parse_timemap, same_page, uri_m_of
from archiver.model import Exchange, FetchRequest

BASE = "https://archive.example/all"
POST = "https://social.example/@min/1"
FIRST = f"{BASE}/20250301100000/{POST}"
LAST = f"{BASE}/20250302100000/{POST}"
LINK_FORMAT = f"""\
<{POST}>; rel="original",
<{BASE}/timemap/link/{POST}>; rel="self"; type="application/link-format"; from="Sat, 01 Mar 2025",
<{BASE}/{POST}>; rel="timegate",
<{LAST}>; rel="last memento"; datetime="Sun, 02 Mar 2025 10:00:00 GMT"; title="a, b; c",
<{FIRST}>;rel="first memento";datetime="Sat, 01 Mar 2025 10:00:00 GMT",
<https://other.example/m/7>; rel=memento; datetime="Mon, 03 Mar 2025 10:00:00 GMT",
<https://other.example/m/8>; rel="memento"; datetime="some day"
"""
MEMGATOR = {
    "original_uri": POST,
    "mementos": {
        "list": [
            {"datetime": "2025-03-02T10:00:00Z", "uri": LAST},
            {"datetime": "2025-03-01T10:00:00Z", "uri": FIRST},
            {"datetime": 7, "uri": "https://other.example/m/8"},
            {"datetime": "2025-03-03T10:00:00Z", "uri": "https://other.example/m/7"},
            "odd",
        ]
    },
}
CDX = [
    ["timestamp", "original", "mimetype", "statuscode", "digest"],
    ["20250302100000", POST, "text/html", "200", "X"],
    ["20250301100000", POST, "text/html", "302", "Y"],
]


@pytest.mark.parametrize(
    ("payload", "addresses"),
    [
        pytest.param(LINK_FORMAT, [FIRST, LAST, "https://other.example/m/7"], id="link-format"),
        pytest.param(
            json.dumps(MEMGATOR), [FIRST, LAST, "https://other.example/m/7"], id="memgator"
        ),
        pytest.param(
            json.dumps(CDX),
            [each.replace("0000/", "0000id_/") for each in (FIRST, LAST)],
            id="cdx-rows",
        ),
        pytest.param(f'<{POST}>; rel="original"', [], id="of-nothing"),
        pytest.param("", [], id="empty"),
        pytest.param("[]", [], id="no-rows"),
        pytest.param("<!DOCTYPE html><title>Busy</title>", None, id="html"),
        pytest.param("busy", None, id="words"),
        pytest.param('{"mementos": 7}', None, id="odd-object"),
        pytest.param('{"mementos": {"list": {}}}', None, id="odd-list"),
        pytest.param("[[[" * 50_000, None, id="deep"),
    ],
)
def test_mementos_of_a_timemap_oldest_first(payload: str, addresses: list[str] | None) -> None:
    found = parse_timemap(payload.encode(), BASE)
    assert (None if found is None else [memento.address for memento in found]) == addresses


def test_what_a_row_says_is_kept() -> None:
    found = parse_timemap(json.dumps(CDX).encode(), BASE)
    assert found is not None
    assert [memento.status for memento in found] == [302, 200]
    assert found[0].timestamp == datetime(2025, 3, 1, 10, tzinfo=UTC)
    assert found[0].original == POST


@pytest.mark.parametrize(
    ("address", "raw", "original"),
    [
        (FIRST, f"{BASE}/20250301100000id_/{POST}", POST),
        (f"{BASE}/20250301100000if_/{POST}", f"{BASE}/20250301100000id_/{POST}", POST),
        (f"{BASE}/20250301100000/http://a/20200101000000/b", None, "http://a/20200101000000/b"),
    ],
)
def test_the_raw_form(address: str, raw: str | None, original: str) -> None:
    memento = uri_m_of(address)
    assert memento is not None
    assert memento.original == original
    assert raw is None or memento.raw == raw


@pytest.mark.parametrize(
    "address", [f"{BASE}/2025/{POST}", f"{BASE}/20251301100000/{POST}", POST, "", "http://["]
)
def test_what_is_no_memento_s_address(address: str) -> None:
    assert uri_m_of(address) is None


def test_a_link_header() -> None:
    header = f'<{POST}>; rel="original", <{BASE}/tm>; rel="timemap"; type="a/b", <x>; rel=next'
    assert link_to("timemap", header) == f"{BASE}/tm"
    assert link_to("original", header) == POST
    assert link_to("memento", header) is None
    assert link_to("timemap", None) is None


@given(st.text(alphabet='<>;,="\\ rel\nmemento', max_size=200))
def test_no_link_header_breaks_it(text: str) -> None:
    assert all(isinstance(link.target, str) for link in links(text))


@pytest.mark.parametrize("unit", ["<", "<a>;", '<a>;r="', "<a>; a ;", "<a>" + " ;" * 9, ";a=b"])
def test_long_headers_are_read_in_time(unit: str) -> None:
    begin = time.process_time()
    list(links(unit * (200_000 // len(unit))))
    assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/x", "https://www.a.example/x/", True),
        ("https://a.example/Handle/status/1", "https://a.example/handle/status/1", True),
        ("https://a.example:443/x", "https://a.example/x", True),
        ("a.example/x", "https://a.example/x", True),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2", True),
        ("https://a.example/%C3%BC", "https://a.example/ü", True),
        ("https://a.example/p/AbC", "https://a.example/p/aBc", False),
        ("https://a.example/watch?v=AbC", "https://a.example/watch?v=aBc", False),
        ("https://a.example/x", "https://a.example/x?y", False),
        ("https://a.example/x", "https://b.example/x", False),
        ("https://a.example:8443/x", "https://a.example/x", False),
        ("https://a.example/a/status/1", "https://a.example/a/status/2", False),
        ("http://[", "http://[", True),
        ("http://[", "http://a", False),
    ],
)
def test_what_is_one_page(one: str, other: str, same: bool) -> None:
    assert same_page(one, other) is same
    assert same_page(other, one) is same


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Just a moment...", "a challenge page"),
        ("Attention Required! | Cloudflare", "a challenge page"),
        ("Access Denied", "a challenge page"),
        ("Log in", "a login page"),
        ("Log in to X / X", "a login page"),
        ("Login • Instagram", "a login page"),
        ("Facebook – log in", "a login page"),
        ("Sign in to your account", "a login page"),
        ("LinkedIn Login, Sign in | LinkedIn", None),
        ("404", "a not-found page"),
        ("Page not found | Tumblr", "a not-found page"),
        ("404 Not Found", "a not-found page"),
        ("Sorry, this page isn’t available.", "a not-found page"),
        ("Twitter / ?", "a not-found page"),
        ("Notes / ?", "a not-found page"),
        ("What is this / ?", None),
        ("404 Media on X: “We have moved”", None),
        ("Sign in the window says closed", None),
        ("Not found in any book: what Jane Doe said about it", None),
        ("Jane Doe on X: “Log in to your account now”", None),
        ("Access Denied: a film about the border, and who made it", None),
        ("", None),
    ],
)
def test_pages_that_stand_in_for_the_page(title: str, what: str | None) -> None:
    request = FetchRequest(url=POST)
    page = f"<html><head><TITLE lang=en>\n {title}\n</TITLE></head><body>words</body></html>"
    exchange = Exchange(
        request=request,
        warc_date=datetime(2026, 11, 24, tzinfo=UTC),
        target_uri=POST,
        status=200,
        payload=page.encode(),
    )
    assert nature(exchange) == what
