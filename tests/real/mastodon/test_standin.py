"""The stand-in answers as a real Mastodon 4.7.3 did, and Mastodon.py takes it for one.

No package registry has a Mastodon server. So the stand-in is held to what is known of one: the
keys and types of recorded answers, and a client that others wrote.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.real.mastodon.conftest import Standin

pytestmark = pytest.mark.real

MEMBER = "Status, to a member"
ANYONE = "Status, to anyone"
Shapes = Mapping[str, Any]
Fits = Callable[[Any, str], list[str]]


@pytest.fixture(scope="session")
def shapes(fixtures: Path) -> Shapes:
    path = fixtures / "platforms" / "mastodon" / "recorded-shape.json"
    found: Shapes = json.loads(path.read_text(encoding="utf-8"))["shapes"]
    return found


@pytest.fixture(scope="session")
def misfits(shapes: Shapes) -> Fits:
    return lambda value, name: list(differences(value, shapes[name], shapes, name))


def differences(value: Any, shape: Any, shapes: Shapes, at: str) -> Iterator[str]:
    """Where a value has a key or type that no recorded answer had, or lacks one of all had."""
    if isinstance(shape, str):
        options = shape.split("|")
        named = [one[1:] for one in options if one.startswith("@")]
        if named and isinstance(value, dict):
            yield from differences(value, shapes[named[0]], shapes, at)
        elif kind(value) not in options:
            yield f"{at}: {kind(value)} is none of {shape}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at}: {kind(value)} is no list"
        elif shape:
            for item in value:
                yield from differences(item, shape[0], shapes, f"{at}[]")
    elif not isinstance(value, dict):
        if kind(value) not in shape.get("|", "").split("|"):
            yield f"{at}: {kind(value)} is no object"
    else:
        yield from object_differences(value, shape, shapes, at)


def object_differences(
    value: Mapping[str, Any], shape: Mapping[str, Any], shapes: Shapes, at: str
) -> Iterator[str]:
    known = {key.removesuffix("?"): inner for key, inner in shape.items() if key != "|"}
    always = {key for key in shape if key != "|" and not key.endswith("?")}
    yield from (f"{at}.{key}: no recorded answer has it" for key in sorted(value.keys() - known))
    yield from (
        f"{at}.{key}: every recorded answer has it" for key in sorted(always - value.keys())
    )
    for key in sorted(value.keys() & known):
        yield from differences(value[key], known[key], shapes, f"{at}.{key}")


def kind(value: Any) -> str:
    names = {type(None): "null", bool: "boolean", str: "string", dict: "object", list: "array"}
    return names.get(type(value), "number")


def post(server: Standin, user: str = "jane", **fields: Any) -> Any:
    answer = server.ask("POST", "/api/v1/statuses", server.tokens[user], data=fields)
    assert answer.status_code == 200
    return answer.json()


def upload(server: Standin, photo: bytes) -> Any:
    answer = server.ask(
        "POST",
        "/api/v2/media",
        server.tokens["jane"],
        files={"file": ("a.png", photo, "image/png")},
        data={"description": "A red field"},
    )
    assert answer.status_code == 200
    return answer.json()


def of_every_kind(server: Standin, photo: bytes) -> Iterator[tuple[str, Any]]:
    plain = post(server, status="Plain @sam words #Test https://news.example/a/long/way/to/it?x=1")
    yield "plain", plain
    yield (
        "warned",
        post(server, status="x", spoiler_text="CW", sensitive="1", visibility="unlisted"),
    )
    yield "reply", post(server, "sam", status="No", in_reply_to_id=plain["id"])
    yield "quote", post(server, "sam", status="This", quoted_status_id=plain["id"])
    media = upload(server, photo)
    yield "picture", post(server, status="Look", **{"media_ids[]": media["id"]})
    options: dict[str, Any] = {"poll[options][]": ["a", "b"], "poll[expires_in]": "60"}
    yield "poll", post(server, status="Which?", **options)


# -- keys and types ---------------------------------------------------------------------


def test_a_misfit_is_found(shapes: Shapes) -> None:
    shape = {"a": "string", "b?": ["number"], "c": "@D|null"}
    all_shapes = {"D": {"|": "null", "x": "boolean"}}
    bad = {"a": 1, "b": ["x"], "c": {"x": None, "y": 1}, "z": 0}
    assert list(differences(bad, shape, all_shapes, "T")) == [
        "T.z: no recorded answer has it",
        "T.a: number is none of string",
        "T.b[]: string is none of number",
        "T.c.y: no recorded answer has it",
        "T.c.x: null is none of boolean",
    ]
    assert list(differences({"a": "", "c": None}, shape, all_shapes, "T")) == []
    assert list(differences({}, shapes["Account"], shapes, "A")) != []


def test_posts_as_a_member_sees_them(server: Standin, misfits: Fits, photo: bytes) -> None:
    for name, status in of_every_kind(server, photo):
        assert misfits(status, MEMBER) == [], name
        asked = server.ask("GET", f"/api/v1/statuses/{status['id']}", server.tokens["jane"])
        assert misfits(asked.json(), MEMBER) == [], name


def test_posts_as_anyone_sees_them(
    server: Standin, misfits: Fits, shapes: Shapes, photo: bytes
) -> None:
    for name, status in of_every_kind(server, photo):
        found = server.ask("GET", f"/api/v1/statuses/{status['id']}").json()
        assert {*found} == {key.removesuffix("?") for key in shapes[ANYONE]}, name
        wrong = [line for line in misfits(found, MEMBER) if not line.endswith("answer has it")]
        assert wrong == [], name


def test_versions(server: Standin, misfits: Fits) -> None:
    status = post(server, status="First words")
    path = f"/api/v1/statuses/{status['id']}"
    edited = server.ask("PUT", path, server.tokens["jane"], data={"status": "Second words"})
    assert misfits(edited.json(), MEMBER) == []
    versions = server.ask("GET", f"{path}/history").json()
    assert misfits(versions, "StatusEdit") == []
    assert [one["content"] for one in versions] == ["<p>First words</p>", "<p>Second words</p>"]
    assert versions[0]["created_at"] == status["created_at"]
    assert versions[1]["created_at"] == edited.json()["edited_at"]
    source = server.ask("GET", f"{path}/source", server.tokens["jane"]).json()
    assert misfits(source, "StatusSource") == []


def test_a_deleted_post(server: Standin, misfits: Fits) -> None:
    path = f"/api/v1/statuses/{post(server, status='To be deleted')['id']}"
    assert (
        misfits(server.ask("DELETE", path, server.tokens["jane"]).json(), "Status, deleted") == []
    )
    gone = server.ask("GET", path)
    assert (gone.status_code, misfits(gone.json(), "Error 404")) == (404, [])
    assert server.ask("DELETE", path, server.tokens["jane"]).status_code == 404


def test_other_entities(server: Standin, misfits: Fits, photo: bytes) -> None:
    media = upload(server, photo)
    assert misfits(media, "MediaAttachment") == []
    assert server.ask("GET", media["url"].removeprefix(server.address)).content == photo
    token = server.tokens["sam"]
    me = server.ask("GET", "/api/v1/accounts/verify_credentials", token).json()
    assert misfits(me, "CredentialAccount") == []
    looked_up = server.ask("GET", "/api/v1/accounts/lookup?acct=jane").json()
    assert misfits(looked_up, "Account") == []
    context = server.ask("GET", f"/api/v1/statuses/{post(server, status='x')['id']}/context")
    assert misfits(context.json(), "Context") == []


@pytest.mark.parametrize(
    ("method", "path", "token", "fields", "status", "shape"),
    [
        pytest.param(
            "POST", "/api/v1/statuses", "", {"status": "x"}, 401, "Error 401", id="no-token"
        ),
        pytest.param("GET", "/api/v1/statuses/1", "wrong", {}, 401, "Error 401", id="wrong-token"),
        pytest.param("GET", "/api/v1/statuses/1", "", {}, 404, "Error 404", id="no-post"),
        pytest.param(
            "POST",
            "/api/v1/statuses",
            "token-of-jane",
            {"status": ""},
            422,
            "Error 422",
            id="empty",
        ),
        pytest.param(
            "POST",
            "/api/v1/statuses",
            "token-of-jane",
            {"status": "x" * 501},
            422,
            "Error 422",
            id="too-long",
        ),
    ],
)
def test_refusals(
    server: Standin,
    misfits: Fits,
    method: str,
    path: str,
    token: str,
    fields: dict[str, str],
    status: int,
    shape: str,
) -> None:
    answer = server.ask(method, path, token, data=fields or None)
    assert (answer.status_code, misfits(answer.json(), shape)) == (status, [])


# -- a client that others wrote ---------------------------------------------------------


def test_mastodon_py_reads_and_writes(jane: Any, sam: Any, photo: bytes) -> None:
    media = jane.media_post(photo, mime_type="image/png", description="A red field")
    written = jane.status_post("Words\nand more", media_ids=media, spoiler_text="CW", language="en")
    read = sam.status(written.id)
    assert read.content == "<p>Words<br />and more</p>"
    assert (read.spoiler_text, read.language) == ("CW", "en")
    assert read.media_attachments[0].description == "A red field"
    assert read.created_at == written.created_at
    reply = sam.status_reply(read, "I see")
    assert reply.in_reply_to_id == written.id


def test_mastodon_py_edits_and_deletes(jane: Any, library: Any) -> None:
    written = jane.status_post("Before")
    assert jane.status_update(written.id, "After").edited_at is not None
    assert [one.content for one in jane.status_history(written.id)] == [
        "<p>Before</p>",
        "<p>After</p>",
    ]
    assert jane.status_source(written.id).text == "After"
    jane.status_delete(written.id)
    with pytest.raises(library.MastodonNotFoundError):
        jane.status(written.id)


def test_mastodon_py_asks_and_quotes(jane: Any, sam: Any, library: Any) -> None:
    asked = jane.status_post("Which?", poll=jane.make_poll(["a", "b"], 3600))
    assert [option.title for option in sam.status(asked.id).poll.options] == ["a", "b"]
    private = jane.status_post("For me", visibility="private")
    assert jane.status(private.id).visibility == "private"
    with pytest.raises(library.MastodonNotFoundError):
        sam.status(private.id)
