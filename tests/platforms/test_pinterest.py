"""Pinterest: addresses of pins, and what their page is worth."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.model import Capture, Exchange, FetchRequest, PostRef
from archiver.platforms import pinterest
from archiver.platforms.pinterest import Pinterest

PINTEREST = Pinterest()
URL = "https://www.pinterest.com/pin/711000123456789012/"
REF = PostRef(platform="pinterest", id="711000123456789012", url=URL)

Receive = Callable[..., Capture]


def asked(*objects: Any) -> tuple[FetchRequest, bytes, int]:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in objects
    )
    return FetchRequest(url=URL, route="page"), scripts.encode(), 200


@given(st.integers(min_value=10**6, max_value=2**63 - 1))
def test_the_canonical_address_names_the_same_pin(number: int) -> None:
    ref = PINTEREST.ref_of_id(str(number))
    assert ref is not None
    assert PINTEREST.match(ref.url or "") == ref
    assert PINTEREST.created_from_id(ref) is None


@pytest.mark.parametrize("post_id", ["", "12", "0711000123456789012", str(2**63), "7110001x", "~a"])
def test_what_is_no_id(post_id: str) -> None:
    assert PINTEREST.ref_of_id(post_id) is None


def test_a_pin_of_another_address_is_not_taken(receive: Receive) -> None:
    other = {"@type": "SocialMediaPosting", "@id": URL.replace("12/", "13/"), "headline": "x"}
    with pytest.raises(ParseError, match="no pin"):
        PINTEREST.parse(receive(REF, asked(other)))


FRAME = '<iframe src="https://assets.pinterest.com/ext/embed.html?id={}" height="714"></iframe>'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        pytest.param(FRAME.format(REF.id), True, id="the pin"),
        pytest.param(FRAME.format("711000123456789013"), False, id="another"),
        pytest.param(FRAME.format(REF.id) + FRAME.format("999000123"), False, id="two"),
        pytest.param("<iframe></iframe>", False, id="a frame of nothing"),
        pytest.param(None, False, id="no frame"),
    ],
)
def test_the_embed_endpoint_speaks_of_the_pin_in_its_frame(
    receive: Receive, html: str | None, found: bool
) -> None:
    said = {"title": "Words", "author_name": "Mira", "html": html}
    request = FetchRequest(url="https://www.pinterest.com/oembed.json", route="oembed")
    capture = receive(REF, (request, json.dumps(said).encode(), 200))
    if found:
        assert [one.text for one in PINTEREST.parse(capture)] == ["Words"]
    else:
        with pytest.raises(ParseError, match="no pin 711000123456789012 in the frame"):
            PINTEREST.parse(capture)


@given(st.text(max_size=40), st.text(max_size=40))
def test_words_never_count_as_whole(headline: str, body: str) -> None:
    said = {"@type": "SocialMediaPosting", "@id": URL, "headline": headline, "articleBody": body}
    request, payload, status = asked(said)
    exchange = Exchange(
        request=request,
        warc_date=datetime(2026, 11, 24, tzinfo=UTC),
        target_uri=URL,
        status=status,
        payload=payload,
    )
    (posting,) = pinterest._read_page(exchange, REF).postings
    assert not posting.complete
    assert posting.author_name is None
