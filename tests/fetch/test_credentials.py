"""Tokens go to their own hosts over TLS, and are never stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.errors import InputError
from archiver.fetch.credentials import Credential, Credentials, credentials_from
from archiver.fetch.session import Session
from archiver.model import FetchRequest
from archiver.model.exchange import UNASKED

Handler = BaseHTTPRequestHandler
Serve = Callable[[Callable[[Handler], None]], Any]
OpenSession = Callable[..., Session]
Reply = Callable[..., None]

SECRET = "s3cret+token/of=mine"  # noqa: S105 - invented


def token_for(*urls: str, name: str = "mastodon") -> Credentials:
    hosts = tuple(url.partition("://")[2] for url in urls)
    return Credentials(
        (Credential(name=name, header="Authorization", value=f"Bearer {SECRET}", hosts=hosts),)
    )


def ask(session: Session, url: str, credential: str | None = "mastodon") -> Any:
    return session.answer(FetchRequest(url=url, credential=credential))


def test_a_token_is_sent_and_not_recorded(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(lambda handler: reply(handler, b"{}"))
    (exchange,) = ask(open_session(credentials=token_for(server.url)), f"{server.url}/api")
    assert server.seen[0][1]["Authorization"] == f"Bearer {SECRET}"
    assert exchange.status == 200
    assert SECRET not in repr(exchange)


def test_a_request_that_wants_none_gets_none(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(reply)
    ask(open_session(credentials=token_for(server.url)), server.url, credential=None)
    assert "Authorization" not in server.seen[0][1]


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("x", "ARCHIVER_X_TOKEN"),
        ("youtube", "ARCHIVER_YOUTUBE_KEY"),
        ("mastodon", "ARCHIVER_MASTODON_TOKENS"),
        ("my-forum", "ARCHIVER_MY_FORUM_TOKEN"),
    ],
)
def test_a_request_without_its_token_is_not_sent(
    serve: Serve, open_session: OpenSession, reply: Reply, name: str, variable: str
) -> None:
    server = serve(reply)
    (exchange,) = ask(open_session(), server.url, credential=name)
    assert (exchange.status, exchange.error) == (0, f"{UNASKED} no token: set {variable}")
    assert server.seen == []


def test_a_token_for_another_host_is_not_sent(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    server = serve(reply)
    host = server.url.partition("://")[2]
    session = open_session(credentials=token_for("https://social.example"))
    (exchange,) = ask(session, server.url)
    said = f"{UNASKED} no token for {host}: set ARCHIVER_MASTODON_TOKENS"
    assert (exchange.status, exchange.error, server.seen) == (0, said, [])


@pytest.mark.parametrize(
    ("url", "allow_private"),
    [("http://social.example/api", True), ("http://127.0.0.1:9/", False)],
)
def test_a_token_is_never_sent_in_the_clear(
    open_session: OpenSession, url: str, allow_private: bool
) -> None:
    def no_look_up(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host}:{port} is asked")

    session = open_session(
        credentials=token_for("http://social.example", "http://127.0.0.1:9"),
        allow_private=allow_private,
        resolve=no_look_up,
    )
    (exchange,) = ask(session, url)
    assert (exchange.status, exchange.error) == (0, "refused: a token is sent over https alone")


def test_a_redirect_to_another_host_goes_without_the_token_for_good(
    serve: Serve, open_session: OpenSession, reply: Reply
) -> None:
    def first_answers(handler: Handler) -> None:
        moves = {"/a": "/b", "/b": f"{other.url}/c"}
        target = moves.get(handler.path)
        reply(handler, status=302 if target else 200, headers=(("Location", target or ""),))

    first = serve(first_answers)
    other = serve(
        lambda handler: reply(handler, status=302, headers=(("Location", f"{first.url}/d"),))
    )
    session = open_session(credentials=token_for(first.url, other.url))
    exchanges = ask(session, f"{first.url}/a")
    assert [exchange.status for exchange in exchanges] == [302, 302, 302, 200]
    sent = {path: "Authorization" in headers for path, headers in (*first.seen, *other.seen)}
    assert sent == {"/a": True, "/b": True, "/c": False, "/d": False}


@pytest.mark.parametrize(
    "echo",
    [SECRET, f"Bearer {SECRET}", "s3cret%2Btoken%2Fof%3Dmine"],
    ids=["bare", "all", "quoted"],
)
def test_an_echo_is_masked(
    serve: Serve, open_session: OpenSession, reply: Reply, echo: str
) -> None:
    other = serve(reply)

    def answer(handler: Handler) -> None:
        headers = (("X-Echo", f"you said {echo}!"), ("Location", f"{other.url}/?t={echo}"))
        reply(handler, status=302, headers=headers)

    server = serve(answer)
    exchanges = ask(open_session(credentials=token_for(server.url)), server.url)
    assert exchanges[0].header("x-echo") == "you said [token]!"
    assert not [hop for hop in exchanges if echo in repr(hop)]
    assert [path for path, _ in other.seen] == ["/?t=%5Btoken%5D"], "and not passed on"


@pytest.mark.parametrize(
    "echoed",
    [
        pytest.param(f"Bearer {SECRET}", id="header"),
        pytest.param(SECRET, id="bare"),
        pytest.param("s3cret%2Btoken%2Fof%3Dmine", id="in-an-address"),
        pytest.param("s3cret+token\\/of=mine", id="in-json"),
    ],
)
def test_a_body_that_holds_a_token_is_not_kept(
    serve: Serve, open_session: OpenSession, reply: Reply, echoed: str
) -> None:
    body = f'{{"error": "bad token {echoed}"}}'.encode()
    server = serve(lambda handler: reply(handler, body))
    (exchange,) = ask(open_session(credentials=token_for(server.url)), server.url)
    assert exchange.payload == b""
    assert exchange.payload_sha256 == sha256(b"").hexdigest()
    assert exchange.error == "the answer held the token and was not kept"
    assert "cret" not in repr(exchange)


def test_credentials_don_t_show_their_values() -> None:
    known = credentials_from({"ARCHIVER_X_TOKEN": SECRET})
    assert "x" in repr(known)
    assert SECRET not in repr(known)
    assert SECRET not in str(known)


def test_the_environment_names_the_tokens() -> None:
    known = credentials_from(
        {
            "ARCHIVER_X_TOKEN": " abc ",
            "ARCHIVER_YOUTUBE_KEY": "key",
            "ARCHIVER_MASTODON_TOKENS": "Social.Example = t1, local.example:3000=t2=",
            "HOME": "/",
        }
    ).known
    found = {(one.name, one.header, one.value, host) for one in known for host in one.hosts}
    assert found == {
        ("x", "Authorization", "Bearer abc", "api.x.com"),
        ("x", "Authorization", "Bearer abc", "api.twitter.com"),
        ("youtube", "X-Goog-Api-Key", "key", "www.googleapis.com"),
        ("youtube", "X-Goog-Api-Key", "key", "youtube.googleapis.com"),
        ("mastodon", "Authorization", "Bearer t1", "social.example"),
        ("mastodon", "Authorization", "Bearer t2=", "local.example:3000"),
    }


@pytest.mark.parametrize(
    "environ", [{}, {"ARCHIVER_X_TOKEN": ""}, {"ARCHIVER_MASTODON_TOKENS": "  "}]
)
def test_no_tokens(environ: dict[str, str]) -> None:
    assert credentials_from(environ) == Credentials()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        pytest.param("ARCHIVER_X_TOKEN", "hunter2 hunter2", id="space"),
        pytest.param("ARCHIVER_X_TOKEN", "hunter2\r\nX-Evil: 1", id="header"),
        pytest.param("ARCHIVER_X_TOKEN", "hunter2ü", id="no-ascii"),
        pytest.param("ARCHIVER_YOUTUBE_KEY", "hunter2\0", id="null"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "hunter2", id="no-host"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "https://a.example=hunter2", id="url"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "a.example=", id="no-token"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "a.example=hunter2,", id="comma"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "a.example=hunter2,A.example=x", id="twice"),
        pytest.param("ARCHIVER_MASTODON_TOKENS", "a b=hunter2", id="odd-host"),
    ],
)
def test_what_is_no_token(variable: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        credentials_from({variable: value})
    line = caught.value.diagnostics()
    assert variable in line
    assert "hunter2" not in line
    assert caught.value.exit_code == 2


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "ARCHIVER_X_TOKEN",
                "ARCHIVER_YOUTUBE_KEY",
                "ARCHIVER_MASTODON_TOKENS",
            ]
        ),
        st.text(alphabet=st.characters(codec="utf-8"), min_size=6),
    )
)
def test_no_error_tells_a_value(environ: dict[str, str]) -> None:  # fmt: skip
    try:
        known = credentials_from(environ).known
    except InputError as error:
        said = re.sub(r"ARCHIVER_[A-Z_]+", "", error.diagnostics())
        assert not [value for value in environ.values() if value.strip() and value in said]
    else:
        assert all(one.value.isascii() and one.value.isprintable() for one in known)
