"""Private and loopback addresses are refused: by name, by address, after each redirect."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util.connection import create_connection

from archiver.errors import InputError
from archiver.fetch.guard import (
    Guard,
    Refused,
    literal_ip,
    refusal_of_ip,
    refusal_of_url,
    system_resolve,
)
from archiver.fetch.session import Session
from archiver.model import Exchange, FetchRequest

Handler = BaseHTTPRequestHandler
Serve = Callable[[Callable[[Handler], None]], Any]
OpenSession = Callable[..., Session]
Reply = Callable[..., None]

PUBLIC = "93.184.215.14"
DEAD = "2606:4700::1111"
"""Public, and refuses connections."""
METADATA = "http://169.254.169.254/latest/meta-data/"


def ask(session: Session, url: str) -> tuple[Exchange, ...]:
    return session.answer(FetchRequest(url=url))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("fd12:3456::1", "private"),
        ("100.64.0.1", "a carrier's shared"),
        ("100.127.255.255", "a carrier's shared"),
        ("169.254.169.254", "link-local"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("0.0.0.0", "unspecified"),  # noqa: S104 - an address to refuse
        ("0.1.2.3", "unspecified"),
        ("::", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("192.0.2.1", "reserved"),
        ("198.18.0.1", "reserved"),
        ("2001:db8::1", "reserved"),
        ("2001::1", "reserved"),
        ("fec0::1", "reserved"),
        ("4000::1", "reserved"),
        ("168.63.129.16", "a cloud's own"),
        ("fd00:ec2::254", "a cloud's own"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:169.254.169.254", "link-local"),
        ("::127.0.0.1", "loopback"),
        ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b::a9fe:a9fe", "link-local"),
        ("64:ff9b:1::1", "reserved"),
        ("2002:7f00:1::1", "loopback"),
        ("2002:a9fe:a9fe::", "link-local"),
    ],
)
def test_addresses_that_are_refused(address: str, kind: str) -> None:
    assert refusal_of_ip(address) == f"refused: {address} is {kind}"


@pytest.mark.parametrize(
    "address",
    [
        *(PUBLIC, "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"),
        *("169.253.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001:81b::200e"),
        *("::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
    ],
)
def test_addresses_that_are_not(address: str) -> None:
    assert refusal_of_ip(address) is None


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        *((each, True) for each in ("127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd12::1")),
        *((each, True) for each in ("100.64.0.1", "::ffff:127.0.0.1", PUBLIC)),
        *((each, False) for each in ("169.254.169.254", "fe80::1", "224.0.0.1", "240.0.0.1")),
        *((each, False) for each in ("0.0.0.0", "fd00:ec2::254", "100.100.100.200")),  # noqa: S104 - an address to refuse
    ],
)
def test_what_the_option_opens(address: str, allowed: bool) -> None:
    assert (refusal_of_ip(address, allow_private=True) is None) is allowed


@given(st.ip_addresses(v=4))
def test_every_form_of_an_address_is_judged_alike(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    forms = [f"::ffff:{ip}", f"64:ff9b::{ip}", f"2002:{number >> 16:x}:{number & 0xFFFF:x}::1"]
    verdicts = {refusal_of_ip(form) is None for form in (str(ip), *forms)}
    assert len(verdicts) == 1


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_asked(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        assert refusal_of_ip(str(ip)) is not None
    if refusal_of_ip(str(ip)) is None and ip.version == 4:
        assert ip.is_global


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1."),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "LOCALHOST", "localhost."),
        *("api.localhost", "user@127.0.0.1", "127.0.0.1:8080", "127。0。0。1", "①②⑦.0.0.1"),
    ],
)
@pytest.mark.parametrize("proxied", [False, True])
def test_this_machine_by_any_name(
    serve: Serve, open_session: OpenSession, reply: Reply, host: str, proxied: bool
) -> None:
    proxy = serve(reply)
    session = open_session(
        allow_private=False, proxies={"http": proxy.url} if proxied else None, resolve=_no_look_up
    )
    exchange = ask(session, f"http://{host}/")[-1]
    assert exchange.status == 0
    assert (exchange.error or "").startswith(("refused: ", "no address that can be"))
    assert proxy.seen == []


def _no_look_up(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host}:{port} is looked up")


@pytest.mark.parametrize(
    "target",
    [
        METADATA,
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "data:text/html,x",
        "http://[fe80::1]/",
    ],
)
def test_a_redirect_to_what_is_never_asked(
    serve: Serve, open_session: OpenSession, reply: Reply, target: str
) -> None:
    server = serve(lambda handler: reply(handler, status=302, headers=(("Location", target),)))
    exchanges = ask(open_session(), server.url)
    assert [exchange.status for exchange in exchanges] == [302, 0]
    assert (exchanges[-1].error or "").startswith("refused: ")
    assert exchanges[-1].target_uri == target


@pytest.fixture
def diverted(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Leads connections to public addresses to a port of this machine; gives those asked for."""

    def divert(port: int) -> list[str]:
        asked: list[str] = []

        def instead(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
            asked.append(address[0])
            if address[0] == DEAD:
                raise ConnectionRefusedError
            return create_connection(("127.0.0.1", port), *args, **kwargs)

        monkeypatch.setattr("archiver.fetch.wire.create_connection", instead)
        return asked

    return divert


def test_only_the_checked_address_is_asked(
    serve: Serve, open_session: OpenSession, reply: Reply, diverted: Callable[[int], list[str]]
) -> None:
    server = serve(lambda handler: reply(handler, b"page"))
    asked = diverted(server.server_address[1])
    looked_up: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        looked_up.append(host)
        return [PUBLIC] if len(looked_up) == 1 else ["127.0.0.1"]

    session = open_session(allow_private=False, resolve=rebinding)
    exchanges = [ask(session, "http://news.example/story")[-1] for _ in range(2)]
    assert [exchange.payload for exchange in exchanges] == [b"page", b"page"]
    assert (looked_up, asked) == (["news.example"], [PUBLIC])
    assert server.seen[0][1]["Host"] == "news.example"


def test_a_name_of_this_machine_is_refused_after_the_look_up(open_session: OpenSession) -> None:
    session = open_session(allow_private=False, resolve=lambda *_: ["127.0.0.1"])
    (exchange,) = ask(session, "http://news.example/")
    assert exchange.error == "refused: 127.0.0.1 is loopback, an address of news.example"
    assert (exchange.status, exchange.payload) == (0, b"")


def test_a_redirect_to_a_name_of_this_machine(
    serve: Serve, open_session: OpenSession, reply: Reply, diverted: Callable[[int], list[str]]
) -> None:
    server = serve(
        lambda handler: reply(handler, status=302, headers=(("Location", "http://in.example/"),))
    )
    asked = diverted(server.server_address[1])
    names = {"news.example": [PUBLIC], "in.example": ["10.0.0.5", "::1"]}
    session = open_session(allow_private=False, resolve=lambda host, _: names[host])
    exchanges = ask(session, "http://news.example/")
    assert [exchange.status for exchange in exchanges] == [302, 0]
    assert exchanges[-1].error == "refused: 10.0.0.5 is private, an address of in.example"
    assert asked == [PUBLIC]


def test_of_several_addresses_the_public_ones_are_asked(
    serve: Serve, open_session: OpenSession, reply: Reply, diverted: Callable[[int], list[str]]
) -> None:
    server = serve(reply)
    asked = diverted(server.server_address[1])
    found = ["127.0.0.1", "fd00::1", PUBLIC, "8.8.8.8"]
    session = open_session(allow_private=False, resolve=lambda *_: found)
    assert ask(session, "http://news.example/")[-1].status == 200
    assert asked == [PUBLIC]


def test_the_next_address_is_tried_where_one_does_not_answer(
    serve: Serve, open_session: OpenSession, reply: Reply, diverted: Callable[[int], list[str]]
) -> None:
    server = serve(lambda handler: reply(handler, b"page"))
    asked = diverted(server.server_address[1])
    session = open_session(allow_private=False, resolve=lambda *_: [DEAD, PUBLIC])
    assert ask(session, "http://news.example/")[-1].payload == b"page"
    assert asked == [DEAD, PUBLIC]


@pytest.mark.parametrize(
    ("resolve", "error"),
    [
        pytest.param(lambda *_: [], "the host's name can't be resolved", id="none"),
        pytest.param(system_resolve, "the host's name can't be resolved", id="no-such-name"),
    ],
)
def test_names_that_lead_nowhere(open_session: OpenSession, resolve: Any, error: str) -> None:
    (exchange,) = ask(open_session(resolve=resolve), "http://no-such-host.invalid/")
    assert (exchange.status, exchange.error) == (0, error)


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"connect_seconds": 0.1}, "timeout: the host's name isn't resolved"),
        ({"total_seconds": 0.1}, "timeout: not answered within 0.1 s"),
    ],
)
def test_a_resolver_that_hangs_is_left_behind(
    open_session: OpenSession, limits: dict[str, float], error: str
) -> None:
    done = threading.Event()
    look_ups: list[str] = []

    def hanging(host: str, _port: int) -> Sequence[str]:
        look_ups.append(host)
        done.wait(5)
        return []

    session = open_session(limits=limits, resolve=hanging)
    start = time.monotonic()
    errors = [ask(session, "http://news.example/")[-1].error for _ in range(2)]
    took = time.monotonic() - start
    done.set()
    assert errors == [error, error]
    assert took < 2
    assert look_ups == ["news.example"], "one look-up under way serves all"


def test_a_guard_gives_addresses_in_the_resolvers_order() -> None:
    guard = Guard(lambda *_: ["8.8.8.8", "10.0.0.1", "2606:4700::1111"])
    assert list(guard.addresses("a.example", 443, 5)) == ["8.8.8.8", "2606:4700::1111"]
    with pytest.raises(Refused, match="private"):
        Guard(lambda *_: ["10.0.0.1"]).addresses("a.example", 443, 5)


@pytest.mark.parametrize(
    ("host", "ip"),
    [
        ("127.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
        ("::1", "::1"), ("fe80::1%lo", "fe80::1%lo"), ("news.example", None), ("1.2.3.4.5", None),
        ("", None), ("ü.example", None),
    ],
)  # fmt: skip
def test_literals(host: str, ip: str | None) -> None:
    assert literal_ip(host) == ip


@pytest.mark.parametrize("url", ["http://news.example/", "https://8.8.8.8/", "HTTP://x.example"])
def test_addresses_that_say_nothing_against_them(url: str) -> None:
    assert refusal_of_url(url) is None


def test_a_proxy_may_stand_anywhere(serve: Serve, open_session: OpenSession, reply: Reply) -> None:
    proxy = serve(lambda handler: reply(handler, b"by proxy"))
    session = open_session(allow_private=False, proxies={"http": proxy.url}, resolve=_no_look_up)
    assert ask(session, "http://news.example/")[-1].payload == b"by proxy"


@pytest.mark.parametrize(
    "proxy",
    ["socks5://127.0.0.1:1080", "127.0.0.1:8080", "file:///x", "http://", "http://127.0.0.1:99999"],
)
def test_what_is_no_proxy(proxy: str) -> None:
    with pytest.raises(InputError, match="a host and a port"):
        Session(proxies={"https": proxy})
