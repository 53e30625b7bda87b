"""Telegram: whose words a message has, what refusals say, and pages that nobody ever sent."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.model import Availability, Capture, PostRef
from archiver.platforms.telegram import Telegram, names
from archiver.platforms.telegram.routes import request_embed, request_preview

CLASS_LIST = f'"tgme_widget_message {"a " * 160_000}"'
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TELEGRAM = Telegram()

Receive = Callable[..., Capture]


def ref_of(post_id: str) -> PostRef:
    ref = names.ref_of_id(post_id)
    assert ref is not None
    return ref


REF = ref_of("test_channel/120")
MISSING = b'<div class="tgme_widget_message_error">Post not found</div>'


def message(post: str, inner: str, attributes: str = "") -> str:
    return (
        f'<div class="tgme_widget_message" data-post="{post}" {attributes}>'
        f'<div class="tgme_widget_message_bubble">{inner}</div></div>'
    )


def text(words: str) -> str:
    return f'<div class="tgme_widget_message_text js-message_text">{words}</div>'


def owner(name: str, href: str) -> str:
    return f'<a class="tgme_widget_message_owner_name" href="{href}"><span>{name}</span></a>'


@pytest.mark.parametrize(
    ("post_id", "key"),
    [
        ("Test_Channel/120", "test_channel/120"),
        ("test_channel/120?single", "test_channel/120"),
        ("test_channel/120?comment=4", "test_channel/120?comment=4"),
        ("test_group/5/120", "test_group/120"),
        ("c/1500000001/55", "c/1500000001/55"),
        ("test_channel", None),
        ("test_channel/", None),
        ("test_channel/0", None),
        ("test_channel/2147483647", "test_channel/2147483647"),
        ("test_channel/2147483648", None),
        ("1channel/12", None),
        ("photos/12.jpg", None),
        ("../test_channel/12", None),
        ("evil.example/test_channel/12", None),
    ],
)
def test_the_id_in_an_attribute(post_id: str, key: str | None) -> None:
    ref = TELEGRAM.ref_of_id(post_id)
    assert (ref and ref.id) == key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("tg://resolve?domain=test_channel&post=120", "test_channel/120"),
        ("tg:resolve?domain=test_channel&post=120", "test_channel/120"),
        ("tg://resolve?domain=test_channel&post=120&comment=7", "test_channel/120?comment=7"),
        ("tg://resolve?domain=test_channel", None),
        ("tg://resolve?domain=test channel&post=1", None),
        ("tg://resolve?post=120", None),
        ("tg://privatepost?channel=1500000001&post=55", "c/1500000001/55"),
        ("tg://privatepost?channel=x&post=55", None),
        ("tg://openmessage?chat_id=1&message_id=2", None),
    ],
)
def test_links_into_the_apps(url: str, key: str | None) -> None:
    ref = TELEGRAM.match(url)
    assert (ref and ref.id) == key


def test_the_case_of_letters_makes_no_other_post() -> None:
    assert names.match("https://t.me/TEST_Channel/120") == names.match(
        "https://t.me/test_channel/120"
    )


def test_an_id_has_no_time() -> None:
    assert TELEGRAM.created_from_id(REF) is None


@pytest.mark.parametrize("post_id", ["c/1500000001/55", "test_channel/120?comment=7"])
def test_where_no_page_is_known_nothing_is_asked(post_id: str) -> None:
    with pytest.raises(StopIteration) as stop:
        next(TELEGRAM.plan(ref_of(post_id)))
    assert stop.value.value.availability is Availability.ERROR
    assert "nothing was asked" in stop.value.value.reason


@pytest.mark.parametrize(
    ("words", "availability"),
    [
        ("Post not found", "error"),
        ("Channel with username @test_channel not found", "error"),
        ("This channel can't be displayed because it violated local laws.", "withheld"),
        ("Please try again", "error"),
        ("", "error"),
    ],
)
def test_the_words_of_a_refusal(receive: Receive, words: str, availability: str) -> None:
    body = f'<div class="tgme_widget_message_error">{words}</div>'.encode()
    received = receive(REF, (request_embed(REF), body, 200))
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert again.availability == availability


@pytest.mark.parametrize(
    ("posts", "availability"),
    [
        pytest.param(["test_channel/119", "test_channel/121"], "not_found", id="both neighbours"),
        pytest.param(["test_channel/118", "test_channel/119"], "error", id="older ones alone"),
        pytest.param(["test_channel/121"], "error", id="newer ones alone"),
        pytest.param(["other_chan/119", "other_chan/121"], "error", id="another channel's"),
        pytest.param([], "error", id="none"),
    ],
)
def test_a_post_is_missing_only_between_its_neighbours(
    receive: Receive, posts: list[str], availability: str
) -> None:
    preview = "".join(message(post, text("Words")) for post in posts).encode() or b"<p></p>"
    received = receive(
        REF, (request_embed(REF), MISSING, 200), (request_preview(REF), preview, 200)
    )
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert again.availability == availability


def test_a_preview_that_led_elsewhere_is_no_signal(receive: Receive) -> None:
    preview = (message("test_channel/119", "") + message("test_channel/121", "")).encode()
    received = receive(
        REF, (request_embed(REF), MISSING, 200), (request_preview(REF), preview, 200)
    )
    moved = replace(received.exchanges[1], target_uri="https://t.me/test_channel")
    received = replace(received, exchanges=(received.exchanges[0], moved))
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert again.availability is Availability.ERROR


@pytest.mark.parametrize(
    ("inner", "name", "handle", "author_id"),
    [
        pytest.param(
            owner("Test Channel", "https://t.me/Test_Channel"),
            *("Test Channel", "Test_Channel", "77"),
            id="a channel",
        ),
        pytest.param(
            '<a class="tgme_widget_message_author_name" href="https://t.me/pat_invented">Pat</a>'
            + owner("Test Channel", "https://t.me/test_channel"),
            *("Pat", "pat_invented", None),
            id="a sender in a group",
        ),
        pytest.param(
            '<a class="tgme_widget_message_reply" href="https://t.me/test_channel/9">'
            '<div><span class="tgme_widget_message_author_name">Other</span></div>'
            + text("Other words")
            + "</a>",
            *(None, None, None),
            id="only the author of an answered message",
        ),
        pytest.param(
            owner("Name", "https://evil.example/test_channel"),
            *("Name", None, None),
            id="an address of another site",
        ),
        pytest.param("", *(None, None, None), id="nobody named"),
    ],
)
def test_whose_post_it_is(
    receive: Receive, inner: str, name: str | None, handle: str | None, author_id: str | None
) -> None:
    body = message("test_channel/120", inner + text("Words"), 'data-peer="c77_-12"').encode()
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), body, 200)))
    assert (post.author_name, post.handle, post.author_id) == (name, handle, author_id)
    assert post.text == "Words"
    assert post.shared_content is None


def forwarded(origin: str) -> str:
    tag = origin.partition(" ")[0]
    name = f'<{origin} class="tgme_widget_message_forwarded_from_name">Other</{tag}>'
    poll = '<div class="tgme_widget_message_poll_question">Which one?</div>'
    return (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from '
        f"{name}</div>{owner('Test Channel', 'https://t.me/test_channel')}{text('Words')}{poll}"
    )


@pytest.mark.parametrize(
    ("origin", "origin_id"),
    [
        pytest.param('a href="https://t.me/other_chan/5"', "other_chan/5", id="linked"),
        pytest.param('a href="https://t.me/other_chan"', None, id="a-chat-alone"),
        pytest.param("span", None, id="a-hidden-person"),
        pytest.param('a href="https://t.me/test_channel/120"', None, id="itself"),
    ],
)
def test_the_words_of_a_forward_are_another_s(
    receive: Receive, origin: str, origin_id: str | None
) -> None:
    page = message("test_channel/120", forwarded(origin))
    received = receive(REF, (request_embed(REF), page.encode(), 200))
    post, *carried = TELEGRAM.parse(received)
    assert (post.ref, post.text, post.complete, post.poll) == (REF, "", False, None)
    assert (post.author_name, post.handle) == ("Test Channel", "test_channel")
    assert [(one.ref.id, one.text, one.author_name) for one in carried] == (
        [(origin_id, "Words", "Other")] if origin_id else []
    )
    copied = TELEGRAM.embed_copy(page)
    assert copied is not None
    assert (copied.text, copied.handle) == (None, "test_channel")
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert [one.request.route for one in again.exchanges] == ["embed"]


@pytest.mark.parametrize(
    "left",
    [
        pytest.param("half of the words", id="in-the-words"),
        pytest.param("tgme_widget_message_bubble", id="before-the-words"),
    ],
)
def test_a_page_that_ends_in_its_middle_has_not_all_words(receive: Receive, left: str) -> None:
    inner = text("This is half of the words, and this is the rest")
    whole = f"<html><body>{message('test_channel/120', inner)}</body></html>"
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), whole.encode(), 200)))
    assert post.complete
    cut = whole[: whole.index(left) + len(left)]
    received = receive(REF, (request_embed(REF), cut.encode(), 200))
    posts = TELEGRAM.parse(received)
    assert [one.complete for one in posts] == [False]
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert "text in full" not in again.reason


def test_a_long_list_of_classes_is_read_once(receive: Receive) -> None:
    link = '<a class="tgme_widget_message_photo_wrap" href="https://t.me/test_channel/121"></a>'
    inner = text("Words") + link * 4_000
    body = message("test_channel/120", inner).replace('"tgme_widget_message"', CLASS_LIST, 1)
    started = process_time()
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), body.encode(), 200)))
    assert post.text == "Words"
    assert process_time() - started < 5


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("one<br/>two<br><br>three", "one\ntwo\n\nthree"),
        ("a<blockquote>b<br/>c</blockquote>d", "a\nb\nc\nd"),
        ("a<br/><blockquote>b</blockquote><br/>c", "a\nb\nc"),
        ("<blockquote>a</blockquote><pre>b</pre>", "a\nb"),
        ('<tg-emoji emoji-id="1"><i class="emoji"><b>👍🏽</b></i></tg-emoji> yes', "👍🏽 yes"),
        ('<i class="emoji"><b>🇺🇦</b></i>', "🇺🇦"),
        ("<tg-spoiler>hidden</tg-spoiler>", "hidden"),
        ("a &amp;amp; b", "a &amp; b"),
        ("a  b", "a  b"),
    ],
)
def test_the_words_of_a_message(receive: Receive, words: str, expected: str) -> None:
    body = message("test_channel/120", text(words)).encode()
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), body, 200)))
    assert post.text == expected


def test_the_length_of_a_video_is_no_time_of_the_post(receive: Receive) -> None:
    inner = text("Words") + '<time datetime="2001-01-01T00:00:00+00:00">0:12</time>'
    body = message("test_channel/120", inner).encode()
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), body, 200)))
    assert post.created is None
    assert post.times == ()


@pytest.mark.parametrize(
    "carrier",
    [
        "tgme_widget_message_reply",
        "tgme_widget_message_link_preview",
        "tgme_widget_message_user",
    ],
)
def test_what_a_message_carries_is_not_the_message(receive: Receive, carrier: str) -> None:
    picture = (
        f'<div class="{carrier}"><a class="tgme_widget_message_photo_wrap" '
        "style=\"background-image:url('https://cdn.example/a.jpg')\" "
        'href="https://t.me/test_channel/120"></a></div>'
    )
    own = message("test_channel/120", picture + text("Words")).encode()
    (post,) = TELEGRAM.parse(receive(REF, (request_embed(REF), own, 200)))
    assert post.images == ()
    other = message("other_chan/9", picture + text("Other words")).encode()
    with pytest.raises(ParseError, match="another post"):
        TELEGRAM.parse(receive(REF, (request_embed(REF), other, 200)))


def test_a_post_that_quotes_a_challenge_page_is_no_challenge_page(receive: Receive) -> None:
    body = message("test_channel/120", text("verify you are human")).encode()
    received = receive(REF, (request_embed(REF), body, 200))
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert again.availability is Availability.AVAILABLE


CLASSES = st.sampled_from(
    [
        *("tgme_widget_message_text", "tgme_widget_message_reply", "tgme_widget_message_date"),
        *("tgme_widget_message_owner_name", "tgme_widget_message_author_name", "emoji"),
        *("tgme_widget_message_photo_wrap", "tgme_widget_message_poll_option_text"),
        *("tgme_widget_message_bubble", "message_media_not_supported_wrap"),
        *("tgme_widget_message_error", "tgme_widget_message_meta", "tgme_widget_message"),
    ]
)
VALUES = st.sampled_from(
    [
        *("test_channel/120", "https://t.me/test_channel/9", "javascript:x", "http://[", "\u202e"),
        *("background-image:url('//cdn.example/a.jpg')", "2026-03-04T10:11:12+00:00", "c9_"),
    ]
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Markup of the platform's classes in any order, open or closed."""
    parts = []
    for _ in range(draw(st.integers(0, 12))):
        tag = draw(st.sampled_from(["div", "a", "i", "b", "time", "blockquote", "span", "br"]))
        attribute = draw(st.sampled_from(["data-post", "href", "style", "datetime", "data-peer"]))
        opening = f'<{tag} class="{draw(CLASSES)}" {attribute}="{draw(VALUES)}">'
        parts += [opening, draw(st.text(max_size=5)), draw(st.sampled_from(["", f"</{tag}>"]))]
    return "".join(parts)


@settings(max_examples=300, deadline=None)
@given(inner=pages(), wrapped=st.booleans())
def test_a_page_of_any_shape_gives_the_post_asked_for_or_nothing(
    receive: Receive, inner: str, *, wrapped: bool
) -> None:
    html = message("test_channel/120", inner) if wrapped else inner
    body = html.encode("utf-8", "replace")
    for request in (request_embed(REF), request_preview(REF)):
        received = receive(REF, (request, body, 200))
        with contextlib.suppress(ParseError):
            for post in TELEGRAM.parse(received):
                post.text.encode("utf-8")
                assert post.ref == REF
        again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
        assert again.availability is not Availability.NOT_FOUND
        assert "failed" not in again.reason
    TELEGRAM.embed_copy(html)


def test_deeply_nested_markup_ends_well(receive: Receive) -> None:
    deep = "<blockquote>" * 5_000 + "Words"
    body = message("test_channel/120", text(deep)).encode()
    received = receive(REF, (request_embed(REF), body, 200))
    again = visit(TELEGRAM, REF, Replay(received), lambda: NOW)
    assert "failed" not in again.reason
