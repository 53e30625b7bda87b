"""VK: addresses of walls, old charsets, and whose words are whose on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Capture, Exchange, FetchRequest, PostRef, Source
from archiver.platforms.vk import MARKERS, VK, page

PLATFORM = VK()
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REF = PostRef(platform="vk", id="wall-777001_4501", url="https://vk.com/wall-777001_4501")

Receive = Callable[..., Capture]


def read_page(body: bytes, *, kind: str = "text/html", target: str = REF.url or "") -> Any:
    exchange = Exchange(
        request=FetchRequest(url=REF.url or "", route="page"),
        warc_date=NOW,
        target_uri=target,
        status=200,
        headers=(("Content-Type", kind),),
        payload=body,
    )
    return page.read(exchange, REF)


def post(inner: str, owner: str = "-777001_4501") -> str:
    return f'<div class="post" data-post-id="{owner}">{inner}</div>'


@given(
    st.sampled_from(["wall", "video"]),
    st.integers(min_value=-(10**11), max_value=10**11).filter(bool),
    st.integers(min_value=1, max_value=10**11),
)
def test_the_canonical_address_names_the_same_post(kind: str, owner: int, number: int) -> None:
    ref = PLATFORM.ref_of_id(f"{kind}{owner}_{number}")
    assert ref is not None
    assert ref.url == f"https://vk.com/{kind}{owner}_{number}"
    assert PLATFORM.match(ref.url) == ref
    assert PLATFORM.created_from_id(ref) is None


@pytest.mark.parametrize(
    "post_id", ["-777001_4501", "vk_post_-777001_4501", "-777001, 4501", "wall-777001_4501"]
)
def test_the_forms_of_an_id(post_id: str) -> None:
    assert PLATFORM.ref_of_id(post_id) == REF


@pytest.mark.parametrize(
    "post_id", ["", "4501", "-777001_", "--777001_4501", "wall-777001_04501", "a_b", "1_2_3", "0_1"]
)
def test_what_is_no_id(post_id: str) -> None:
    assert PLATFORM.ref_of_id(post_id) is None


@pytest.mark.parametrize(
    "call",
    [
        """VK.Widgets.Post("vk_post_-777001_4501", -777001, 4501, 'hash')""",
        """!VK.Widgets.Post('box', -777001, 4501, "hash", {width: 500})""",
        "VK.Widgets.Post(\n  `box`,\n  -777001 ,\n  4501 ,\n  'hash')",
    ],
)
def test_a_widgets_call_names_the_post(call: str) -> None:
    (pattern,) = MARKERS.script_calls
    found = pattern.search(call)
    assert found is not None
    assert PLATFORM.ref_of_id(found["id"]) == REF


@pytest.mark.parametrize(
    "call",
    [
        'VK.Widgets.Group("vk_groups", {mode: 4}, 777001)',
        "VK.Widgets.Post(post.id, post.owner, post.post, post.hash)",
        'VK.Widgets.Post("box", "-777001", 4501)',
    ],
)
def test_other_calls_name_none(call: str) -> None:
    (pattern,) = MARKERS.script_calls
    assert pattern.search(call) is None


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        pytest.param("text/html; charset=windows-1251", "", id="header"),
        pytest.param("text/html", '<meta charset="windows-1251">', id="page"),
        pytest.param(
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
            id="older page",
        ),
    ],
)
def test_a_page_in_windows_1251(kind: str, head: str) -> None:
    source = head + post(
        '<a class="author" href="/mira">Мира</a><div class="wall_post_text">Мост открыт №1</div>'
    )
    (posting,) = read_page(source.encode("windows-1251"), kind=kind).postings
    assert (posting.text, posting.author_name) == ("Мост открыт №1", "Мира")


def test_the_post_is_found_by_its_id_and_never_as_the_first_on_the_page() -> None:
    other = post('<a class="author">X</a><div class="wall_post_text">Не ваше</div>', "-777001_45")
    with pytest.raises(ParseError, match="no post wall-777001_4501"):
        read_page(other.encode())


@pytest.mark.parametrize("box", ["copy_quote", "replies", "reply"])
def test_words_of_others_inside_are_not_the_posts(box: str) -> None:
    inner = '<a class="author" href="/otto">Otto</a><div class="wall_post_text">Чужое</div>'
    found = read_page(post(f'<div class="{box}">{inner}</div>').encode()).postings[0]
    assert (found.text, found.author_name, found.complete) == ("", None, False)


def test_words_on_a_page_that_lost_its_end_may_be_cut() -> None:
    whole = f"<!DOCTYPE html><html><body>{post('<div class=wall_post_text>Мост открыт</div>')}"
    assert read_page(f"{whole}</body></html>".encode()).postings[0].complete
    (posting,) = read_page(whole[: whole.index(" открыт")].encode()).postings
    assert (posting.text, posting.complete) == ("Мост", False)
    assert posting.incomplete_reason == "the page ends in its middle"


@pytest.mark.parametrize("post_id", ["wall-777001_4501_r9", "wall-777001_4501_r"])
def test_a_comment_is_not_the_post(post_id: str) -> None:
    assert PLATFORM.ref_of_id(post_id) is None
    assert PLATFORM.match(f"https://vk.com/{post_id}") is None
    assert PLATFORM.match(f"https://vk.com/feed?w={post_id}") is None


@pytest.mark.parametrize(
    ("shown", "created"),
    [
        ('<span class="rel_date" time="1772435709">x</span>', "2026-03-02T07:15:09+00:00"),
        ('<a data-ts="1772435709">x</a>', "2026-03-02T07:15:09+00:00"),
        ('<time datetime="2026-03-02T10:15:09+03:00">x</time>', "2026-03-02T07:15:09+00:00"),
        ('<time datetime="2026-03-02T10:15:09">no zone</time>', None),
        ('<span class="rel_date" time="soon">x</span>', None),
        ('<span class="rel_date">2 мар в 10:15</span>', None),
    ],
)
def test_only_an_exact_time_counts(shown: str, created: str | None) -> None:
    reading = read_page(post(f'{shown}<div class="wall_post_text">Мост</div>').encode())
    found = reading.postings[0].created
    assert (found and found.isoformat()) == created
    assert reading.lacking is (created is None)


@pytest.mark.parametrize(
    ("message", "availability"),
    [
        ("Запись не найдена", "error"),
        ("Это закрытое сообщество", "protected"),
        ("Материал заблокирован на территории РФ", "withheld"),
        ("Страница удалена либо ещё не создана", "account_gone"),
        ("Страница доступна только авторизованным пользователям", "blocked_for_us"),
        ("Что-то пошло не так", "error"),
    ],
)
def test_what_one_message_says(receive: Receive, message: str, availability: str) -> None:
    body = f'<div class="message_page_body">{message}</div>'.encode()
    answers = receive(REF, (page.request(REF), body, 200))
    assert visit(PLATFORM, REF, Replay(answers), lambda: NOW).availability == availability


def test_a_message_in_the_words_of_another_post_says_nothing() -> None:
    other = post('<div class="wall_post_text">Запись не найдена</div>', "-777001_45")
    with pytest.raises(ParseError, match="no post"):
        read_page(other.encode())


def test_an_archived_page_without_the_post_is_no_failure() -> None:
    request = FetchRequest(url=REF.url or "", route="page", source=Source.ARCHIVE)
    exchange = Exchange(
        request=request, warc_date=NOW, target_uri=REF.url or "", status=200, payload=b"<p>shell"
    )
    assert page.read(exchange, REF).finding is None
