"""Truth Social: addresses, the time in ids, and answers that lie."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ParseError
from archiver.fetch.drive import Replay, visit
from archiver.hookspecs import Platform
from archiver.model import Availability, Capture, FetchRequest, PostRef, SocialMediaPosting
from archiver.platforms.truthsocial import TruthSocial, register_platforms

ID = "112042320210235956"
SITE = "https://truthsocial.com"
REF = PostRef(platform="truthsocial", id=ID, url=f"{SITE}/@jane_doe/{ID}", handle="jane_doe")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
REQUESTS = {
    "status": FetchRequest(url=f"{SITE}/api/v1/statuses/{ID}", route="status"),
    "page": FetchRequest(url=f"{SITE}/@jane_doe/{ID}", route="page"),
    "embed": FetchRequest(url=f"{SITE}/@jane_doe/{ID}/embed", route="embed"),
}

Receive = Callable[..., Capture]


def status(**more: Any) -> dict[str, Any]:
    return {
        "id": ID,
        "created_at": "2024-03-05T09:15:30.161Z",
        "content": "<p>Words</p>",
        "account": {"id": "1", "username": "jane_doe", "acct": "jane_doe", "display_name": "Jane"},
        **more,
    }


def read(receive: Receive, **more: Any) -> SocialMediaPosting:
    body = json.dumps(status(**more)).encode()
    return TruthSocial().parse(receive(REF, (REQUESTS["status"], body, 200)))[0]


def test_it_is_a_platform() -> None:
    (platform,) = register_platforms()
    assert isinstance(platform, Platform)


@pytest.mark.parametrize(
    ("post_id", "created"),
    [
        pytest.param(
            "109598702184774628", datetime(2022, 12, 29, 19, 51, 18, 161000, UTC), id="2022"
        ),
        pytest.param(ID, datetime(2024, 3, 5, 9, 15, 30, 161000, UTC), id="2024"),
        pytest.param("103270115826048975", None, id="before-the-site"),
        pytest.param("4711", None, id="counted-up"),
        pytest.param("9223372036854775807", None, id="63-bits"),
        pytest.param("18446744073709551616", None, id="65-bits"),
        pytest.param("1" * 5_000, None, id="5000-digits"),
        pytest.param("?jane_doe/2024-01-01/1", None, id="provisional"),
        pytest.param("", None, id="empty"),
    ],
)
def test_times_in_ids(post_id: str, created: datetime | None) -> None:
    assert TruthSocial().created_from_id(PostRef(platform="truthsocial", id=post_id)) == created
    assert TruthSocial().created_from_id(PostRef(platform="x", id=post_id)) is None
    assert (TruthSocial().ref_of_id(post_id) is None) == (created is None)


@given(st.text(max_size=200))
def test_no_address_raises(text: str) -> None:
    for url in (text, f"{SITE}/{text}", f"{SITE}/@{text}/{ID}", f"https://{text}/posts/{ID}"):
        ref = TruthSocial().match(url)
        assert ref is None or TruthSocial().match(ref.url or "") == ref


def test_a_handle_is_the_answers_and_not_the_addresss(receive: Receive) -> None:
    account = {"id": "2", "acct": "samroe", "display_name": "jane_doe (@jane_doe)"}
    found = read(receive, account=account)
    assert (found.handle, found.author_id) == ("samroe", "2")


@pytest.mark.parametrize("acct", [None, 7, "", ["jane_doe"], "jane doe", "jane@bank.example"])
def test_no_handle_is_guessed(receive: Receive, acct: Any) -> None:
    assert read(receive, account={"id": "1", "acct": acct}).handle is None


@pytest.mark.parametrize(
    "more", [{"id": "112042320210235957"}, {"account": None}, {"content": 7}, {"id": None}]
)
def test_an_answer_that_is_not_this_post(receive: Receive, more: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        read(receive, **more)


def test_a_page_of_another_post_is_not_read(receive: Receive) -> None:
    page = (
        f'<meta property="og:url" content="{SITE}/@jane_doe/112042320210235957">'
        '<meta property="og:description" content="Other words">'
    )
    assert TruthSocial().parse(receive(REF, (REQUESTS["page"], page.encode(), 200))) == ()


def test_a_challenge_page_is_never_a_statement_about_the_post(receive: Receive) -> None:
    body = b"<title>Just a moment...</title>404 Record not found"
    for code in (200, 403, 404, 503):
        answers = [(request, body, code) for request in REQUESTS.values()][:1]
        capture = visit(TruthSocial(), REF, Replay(receive(REF, *answers)), lambda: NOW)
        assert capture.availability in {Availability.BLOCKED_FOR_US, Availability.ERROR}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([ID, REF.url, "image", "<p>x</p>", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "content", "account", "acct", "quote", "reblog", "poll"])
            | st.sampled_from(["created_at", "media_attachments", "in_reply_to_id", "language"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(sorted(REQUESTS)))
def test_json_of_any_shape_raises_nothing_but_parse_errors(
    receive: Receive, data: Any, route: str
) -> None:
    body = {**status(), **data} if isinstance(data, dict) else data
    capture = receive(REF, (REQUESTS[route], json.dumps(body).encode(), 200))
    with contextlib.suppress(ParseError):
        for found in TruthSocial().parse(capture):
            found.text.encode("utf-8")
            assert found.ref != REF or "account" in data or found.handle == "jane_doe"
    again = visit(TruthSocial(), REF, Replay(capture), lambda: NOW)
    assert again.availability is not Availability.NOT_FOUND
    assert "failed" not in again.reason
