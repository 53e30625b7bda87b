"""TikTok: the time in an id, what statuses say, and answers that nobody ever sent."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, FetchRequest, PostRef
from archiver.platforms.tiktok import TikTok, names, oembed, page, player

ID = "7364699573435160199"
REF = PostRef(platform="tiktok", id=ID, url=f"https://www.tiktok.com/@mira.testova/video/{ID}")
OTHER = "7364699573435160200"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TIKTOK = TikTok()

Receive = Callable[..., Capture]
Answer = tuple[FetchRequest, bytes, int]

REFUSED: Answer = (oembed.request(REF), b'{"code":400,"message":"Something went wrong"}', 400)


def page_of(data: Any, script: str = "__UNIVERSAL_DATA_FOR_REHYDRATION__") -> bytes:
    body = json.dumps(data).replace("</", "<\\/")
    return f'<html><script id="{script}" type="application/json">{body}</script></html>'.encode()


def detail(status: int = 0, item: Any = None) -> bytes:
    shown = {"statusCode": status, "itemInfo": {"itemStruct": item}}
    return page_of({"__DEFAULT_SCOPE__": {"webapp.video-detail": shown}})


@pytest.mark.parametrize(
    ("post_id", "created"),
    [
        pytest.param("7206382937372134662", "2023-03-03T18:06:17+00:00", id="check value"),
        pytest.param(str(1472688000 << 32), "2016-09-01T00:00:00+00:00", id="first second"),
        pytest.param(str((1472688000 << 32) - 1), None, id="before the first"),
        pytest.param(str(2**63 - 1), "2038-01-19T03:14:07+00:00", id="63 bits"),
        pytest.param(str(2**63), None, id="past 63 bits"),
        pytest.param("1289865845053652994", None, id="an id of X"),
        pytest.param("07206382937372134662", None, id="leading zero"),
        pytest.param("~vm/ZMabc123", None, id="alias"),
        pytest.param("?mira//1", None, id="provisional"),
        pytest.param("", None, id="empty"),
    ],
)
def test_the_time_in_an_id(post_id: str, created: str | None) -> None:
    found = TIKTOK.created_from_id(PostRef(platform="tiktok", id=post_id))
    assert (found and found.isoformat()) == created


def test_the_check_value_is_within_the_tolerance_of_the_time_that_the_page_states() -> None:
    found = TIKTOK.created_from_id(PostRef(platform="tiktok", id="7206382937372134662"))
    assert found is not None
    assert 1677866781 - found.timestamp() == 4


def test_an_id_of_another_platform_has_no_time() -> None:
    assert TIKTOK.created_from_id(PostRef(platform="x", id="7206382937372134662")) is None


@pytest.mark.parametrize(
    ("post_id", "known"),
    [(ID, True), ("1289865845053652994", False), ("aB3_-xYz019", False), ("12", False)],
)
def test_a_bare_id_is_one_only_with_a_time_of_tiktok(post_id: str, *, known: bool) -> None:
    assert (TIKTOK.ref_of_id(post_id) is not None) is known


@given(st.integers(min_value=10**9, max_value=2**63 - 1))
def test_the_canonical_address_names_its_own_post(number: int) -> None:
    ref = names.ref_of_id(str(number))
    assert ref is not None
    assert ref.url is not None
    assert names.match(ref.url) == ref


@pytest.mark.parametrize(
    ("status", "availability"),
    [
        (10202, "error"),
        (10204, "error"),
        (10213, "withheld"),
        (10216, "protected"),
        (10221, "account_gone"),
        (10222, "protected"),
        (10231, "withheld"),
        (10240, "protected"),
        (10114, "blocked_for_us"),
        (99999, "error"),
    ],
)
def test_what_a_status_of_the_page_says_beside_refusals_of_oembed(
    receive: Receive, status: int, availability: str
) -> None:
    received = receive(REF, (page.request(REF), detail(status), 200), *[REFUSED] * 3)
    again = visit(TIKTOK, REF, Replay(received), lambda: NOW)
    assert again.availability == availability
    assert str(status) in again.reason


@pytest.mark.parametrize(
    ("answers", "availability"),
    [
        pytest.param([REFUSED] * 3, "error", id="one route alone"),
        pytest.param(
            [(player.request(REF), b"", 404), REFUSED, REFUSED], "error", id="two refusals"
        ),
        pytest.param([(player.request(REF), b"", 404), *[REFUSED] * 3], "not_found", id="three"),
        pytest.param(
            [(page.request(REF), detail(10241), 200), *[REFUSED] * 3], "not_found", id="deleted"
        ),
        pytest.param(
            [(page.request(REF), b'<p id="wci" class="_wafchallengeid">', 200), *[REFUSED] * 3],
            "blocked_for_us",
            id="a challenge",
        ),
        pytest.param(
            [(player.request(REF), b"", 404), *[(oembed.request(REF), b"<h1>Bad</h1>", 400)] * 3],
            "error",
            id="a 400 that is no answer of the endpoint",
        ),
    ],
)
def test_absence_takes_two_routes_and_oembed_three_attempts(
    receive: Receive, answers: list[Answer], availability: str
) -> None:
    again = visit(TIKTOK, REF, Replay(receive(REF, *answers)), lambda: NOW)
    assert again.availability == availability


def test_without_an_id_nothing_is_asked() -> None:
    with pytest.raises(StopIteration) as stop:
        next(TIKTOK.plan(PostRef(platform="tiktok", id="?mira.testova//1")))
    assert stop.value.value.availability is Availability.ERROR


def test_a_short_link_that_leads_home_names_no_post(receive: Receive) -> None:
    alias = names.match("https://vm.tiktok.com/ZMabc123/")
    assert alias is not None
    assert alias.url is not None
    request = FetchRequest(url=alias.url, route="alias")
    received = receive(alias, (request, b"<html></html>", 200))
    moved = replace(received.exchanges[0], target_uri="https://www.tiktok.com/")
    again = visit(TIKTOK, alias, Replay(replace(received, exchanges=(moved,))), lambda: NOW)
    assert again.availability is Availability.ERROR
    assert again.ref == alias


def test_a_page_of_another_post_gives_nothing(receive: Receive) -> None:
    item = {"id": OTHER, "desc": "Words", "author": {"uniqueId": "someone.else"}}
    received = receive(REF, (page.request(REF), detail(item=item), 200))
    with pytest.raises(ParseError, match="another post"):
        TIKTOK.parse(received)


def test_a_caption_counts_whatever_the_status_beside_it(receive: Receive) -> None:
    body = detail(99999, {"id": ID, "desc": "Words"})
    (post,) = TIKTOK.parse(receive(REF, (page.request(REF), body, 200)))
    assert (post.text, post.author_name, post.handle) == ("Words", None, None)


def test_an_oembed_answer_of_another_post_gives_nothing(receive: Receive) -> None:
    html = f'<blockquote class="tiktok-embed" data-video-id="{OTHER}"></blockquote>'
    body = json.dumps({"title": "Words", "author_unique_id": "someone", "html": html}).encode()
    with pytest.raises(ParseError, match="another post"):
        TIKTOK.parse(receive(REF, (oembed.request(REF), body, 200)))


@given(st.text(max_size=60), st.sampled_from(["", "…", "...", "… "]))
def test_a_caption_of_oembed_that_ends_in_an_ellipsis_is_never_complete(
    receive: Receive, words: str, end: str
) -> None:
    body = json.dumps({"title": words + end, "embed_product_id": ID}).encode()
    (post,) = TIKTOK.parse(receive(REF, (oembed.request(REF), body, 200)))
    assert post.complete is not post.text.rstrip().endswith(("…", "..."))


@pytest.mark.parametrize(
    ("line", "handle", "text"),
    [
        ("@mira.testova Words, @citytest! ♬ original sound", "mira.testova", "Words, @citytest!"),
        ("@mira.testova\nWords ♬ x", "mira.testova", "Words"),
        ("@mira.testova ♬ x", "mira.testova", None),
        ("mail me@mira.testova ♬ x", None, None),
        ("@mira.testova without a sound", None, None),
    ],
)
def test_the_flattened_form(line: str, handle: str | None, text: str | None) -> None:
    (form,) = TIKTOK.markers.flattened
    found = form.pattern.search(line)
    assert (found and found["handle"]) == handle
    assert (found and found["text"]) == text


def test_the_flattened_form_takes_linear_time(
    growth: Callable[[Callable[[int], object]], float],
) -> None:
    (form,) = TIKTOK.markers.flattened
    assert growth(lambda n: form.pattern.search("@a b " * 20_000 * n)) < 8


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("id", "desc", "createTime", "author", "uniqueId", "nickname", "imagePost"),
                    *("images", "imageURL", "urlList", "title", "video", "cover", "duetInfo"),
                    *("statusCode", "itemInfo", "itemStruct", "isContentClassified", "html"),
                    *("itemInfos", "authorInfos", "covers", "text", "author_unique_id"),
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(data=JSON, known=st.booleans())
def test_json_of_any_shape_gives_the_post_asked_for_or_nothing(
    receive: Receive, data: Any, *, known: bool
) -> None:
    item = {**data, "id": ID, "desc": "Words"} if known and isinstance(data, dict) else data
    scopes = {"__DEFAULT_SCOPE__": {"webapp.video-detail": {"itemInfo": {"itemStruct": item}}}}
    shown = {"source": {"data": {f"/embed/v2/{ID}": {"videoData": data}}}}
    titled = {**data, "title": "Words", "embed_product_id": ID} if isinstance(data, dict) else data
    answers = (
        (page.request(REF), page_of(scopes), 200),
        (page.request(REF), page_of(data), 200),
        (page.request(REF), page_of({"ItemModule": {ID: item}}, "SIGI_STATE"), 200),
        (page.request(REF), page_of({"props": {"pageProps": data}}, "__NEXT_DATA__"), 200),
        (player.request(REF), page_of(shown, "__FRONTITY_CONNECT_STATE__"), 200),
        (oembed.request(REF), json.dumps(titled).encode(), 200),
    )
    for answer in answers:
        received = receive(REF, answer)
        with contextlib.suppress(ParseError):
            for post in TIKTOK.parse(received):
                post.text.encode("utf-8")
                assert post.ref == REF
                assert post.handle is None or names.is_handle(post.handle)
        again = visit(TIKTOK, REF, Replay(received), lambda: NOW)
        assert again.availability is not Availability.NOT_FOUND
        assert "failed" not in again.reason


@settings(max_examples=200, deadline=None)
@example("http:")
@given(st.text(max_size=200))
def test_markup_of_any_shape_is_read_or_left(words: str) -> None:
    snippet = f'<blockquote class="tiktok-embed" data-video-id="{ID}"><section>{words}</section>'
    for html in (words, snippet):
        TIKTOK.embed_copy(html)
