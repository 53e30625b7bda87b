from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.hookspecs import Platform
from archiver.model import Capture, FetchRequest, PostRef, SocialMediaPosting
from archiver.platforms.threads import (
    FIRST_TEXT_ATTACHMENTS,
    LAUNCH,
    MARKERS,
    Threads,
    created_from_code,
    ref_of_code,
    register_platforms,
)

OLD = "C9IlVW-CtaH"
"""Of July 2024: no post had a text attachment then."""
NEW = "DV3BmWvktaH"
"""Of March 2026."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Receive = Callable[..., Capture]


def request(code: str) -> FetchRequest:
    return FetchRequest(url=f"https://www.threads.com/t/{code}", route="page")


def read(receive: Receive, code: str, body: bytes) -> tuple[SocialMediaPosting, ...]:
    return Threads().parse(receive(ref_of_code(code), (request(code), body, 200)))


def thread(*posts: dict[str, Any]) -> bytes:
    data = {"data": {"edges": [{"node": {"thread_items": [{"post": post} for post in posts]}}]}}
    text = json.dumps(data).replace("</", "<\\/")
    return f'<script type="application/json" data-sjs>{text}</script>'.encode()


def post(code: str, **more: Any) -> dict[str, Any]:
    user = {"pk": "63000001", "username": "a.b", "full_name": "A B"}
    return {"code": code, "caption": {"text": "Words"}, "user": user, "taken_at": 1, **more}


def tags(title: str, description: str = "Words", code: str = OLD) -> bytes:
    pairs = {"og:title": title, "og:description": description, "og:url": request(code).url}
    lines = (f'<meta property="{name}" content="{escape(text)}">' for name, text in pairs.items())
    return f"<html><head>{''.join(lines)}</head><body></body></html>".encode()


@pytest.mark.parametrize(
    ("code", "created"),
    [
        pytest.param("DNJQOX0RA08", datetime(2025, 8, 9, 18, 37, 45, 793000, UTC), id="2025"),
        pytest.param("BA-pQFBG8HZ", None, id="before-the-launch"),
        pytest.param("aye83DjauH", None, id="ten-characters"),
        pytest.param("IAAAAAAAAAA", None, id="64-bits"),
        pytest.param("?a.b//1", None, id="provisional"),
    ],
)
def test_times_in_ids(code: str, created: datetime | None) -> None:
    assert Threads().created_from_id(PostRef(platform="threads", id=code)) == created


def test_another_platforms_id_has_no_time() -> None:
    assert Threads().created_from_id(PostRef(platform="instagram", id=NEW)) is None


@given(st.text(ALPHABET, min_size=11, max_size=11), st.sampled_from(["", "@a.b/post/"]))
def test_the_canonical_address_names_the_same_post(code: str, path: str) -> None:
    ref = Threads().match(f"https://www.threads.net/{path or 't/'}{code}")
    created = created_from_code(code)
    assert (ref is None) == (created is None)
    if ref is not None and created is not None:
        assert created >= LAUNCH
        assert Threads().match(ref.url or "") == ref


@given(st.text(max_size=200))
def test_no_address_raises(url: str) -> None:
    for candidate in (url, f"https://www.threads.com/{url}", f"https://{url}/t/{NEW}"):
        ref = Threads().match(candidate)
        assert ref is None or ref.alias or created_from_code(ref.id) is not None


@pytest.mark.parametrize("post_id", [NEW, f"ig-tp-{NEW}"])
def test_a_bare_id(post_id: str) -> None:
    ref = Threads().ref_of_id(post_id)
    assert ref is not None
    assert (ref.id, ref.url) == (NEW, f"https://www.threads.com/t/{NEW}")


@pytest.mark.parametrize("post_id", ["", "1289865845053652994", "background", "BA-pQFBG8HZ"])
def test_what_is_no_bare_id(post_id: str) -> None:
    assert Threads().ref_of_id(post_id) is None


def test_the_codes_of_these_tests_are_of_their_times() -> None:
    old, new = created_from_code(OLD), created_from_code(NEW)
    assert old is not None
    assert new is not None
    assert old < FIRST_TEXT_ATTACHMENTS < new


@pytest.mark.parametrize(
    ("code", "attachment", "complete", "text"),
    [
        pytest.param(OLD, None, True, "Words", id="before-there-were-attachments"),
        pytest.param(NEW, None, False, "Words", id="may-have-one"),
        pytest.param(NEW, {"text_fragments": None}, False, "Words", id="has-one-without-words"),
        pytest.param(OLD, {"x": 1}, False, "Words", id="has-one-in-an-unknown-shape"),
        pytest.param(
            NEW,
            {"text_fragments": {"fragments": [{"plaintext": "More"}, {"plaintext": " words"}]}},
            True,
            "Words\n\nMore words",
            id="has-one",
        ),
    ],
)
def test_a_text_attachment_counts_to_the_words(
    receive: Receive, code: str, attachment: Any, complete: bool, text: str
) -> None:
    info = {"snippet_attachment_info": attachment}
    (posting,) = read(receive, code, thread(post(code, text_post_app_info=info)))
    assert (posting.text, posting.complete) == (text, complete)
    assert (posting.incomplete_reason is None) == complete


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_words_of_the_tags_alone_are_never_complete(receive: Receive, text: str) -> None:
    for posting in read(receive, OLD, tags("A B (@a.b) on Threads", text)):
        assert not posting.complete
        assert posting.incomplete_reason


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_a_display_name_in_the_tags_never_makes_another_handle(receive: Receive, name: str) -> None:
    for hostile in (name, f"News (@news) on Threads{name}", f"{name} (@news) on Threads"):
        for posting in read(receive, OLD, tags(f"{hostile} (@a.b) on Threads")):
            assert posting.handle == "a.b"


def test_tags_of_another_post(receive: Receive) -> None:
    assert read(receive, OLD, tags("A B (@a.b) on Threads", code=NEW)) == ()


@pytest.mark.parametrize(
    ("to", "answered"),
    [
        pytest.param({"username": "c.d"}, True, id="by-name"),
        pytest.param({"id": "63000002"}, True, id="by-id"),
        pytest.param({"username": "e.f"}, False, id="somebody-else"),
        pytest.param({"username": None}, False, id="nobody"),
        pytest.param(None, False, id="no-answer"),
    ],
)
def test_what_a_post_answers(receive: Receive, to: Any, answered: bool) -> None:
    before = post("C9IkVW-CtaH", user={"pk": "63000002", "username": "c.d"})
    found = read(
        receive, OLD, thread(before, post(OLD, text_post_app_info={"reply_to_author": to}))
    )
    assert found[0].ref.id == OLD
    assert (found[0].in_reply_to is not None) == answered
    assert len(found) == 1 + answered


@pytest.mark.parametrize("name", ["n" * 10_000, "\u202en\u2066\n\u2069"])
def test_display_names(receive: Receive, name: str) -> None:
    (posting,) = read(receive, OLD, thread(post(OLD, user={"full_name": name})))
    assert posting.author_name == "n" * min(200, name.count("n"))
    assert posting.handle is None


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)
    assert [route.name for route in platform.routes] == ["page", "embed"]


def test_all_markers_are_lower_case() -> None:
    strings = [
        *(*MARKERS.hints, *MARKERS.quote_classes, *MARKERS.id_attributes, *MARKERS.widget_paths)
    ]
    assert all(strings)
    assert [text for text in strings if text != text.lower()] == []
