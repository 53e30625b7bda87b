"""What the options for the network come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from archiver.pipeline import Network

POST = "https://x.com/janedoe_test/status/1289870653641457665"


class StopHereError(Exception):
    """The network that a command would use is known; nothing more is wanted."""


@pytest.fixture
def used(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[Network, bool]]:
    """The network with which a command opens its desk, and whether it may be used."""
    seen: list[tuple[Network, bool]] = []

    def open_desk(*_: Any, network: Network, offline: bool = False, **_more: Any) -> None:
        seen.append((network, offline))
        raise StopHereError

    monkeypatch.setattr("archiver.pipeline.open_desk", open_desk)

    def call(*arguments: str) -> tuple[Network, bool]:
        run(*arguments)
        return seen[-1]

    return call


Used = Callable[..., tuple[Network, bool]]


@pytest.mark.parametrize("command", [["capture", POST], ["check", "page.html"]])
def test_without_options_little_is_allowed(
    used: Used, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ARCHIVER_X_TOKEN", "ARCHIVER_PROXY"):
        monkeypatch.delenv(name, raising=False)
    network, offline = used(*command)
    assert not offline
    assert (network.third_parties, network.allow_private) == (False, False)
    assert (network.proxy, network.timegates, network.credentials.known) == (None, (), ())
    assert network.limits.total_seconds == 60


@pytest.mark.parametrize(
    ("options", "facts"),
    [
        pytest.param(["--allow-third-party"], {"third_parties": True}, id="third-parties"),
        pytest.param(["--allow-private"], {"allow_private": True}, id="private"),
        pytest.param(["--jobs", "3"], {"jobs": 3}, id="jobs"),
        pytest.param(["--proxy", "http://p.example"], {"proxy": "http://p.example"}, id="proxy"),
        pytest.param(
            ["--timegate", "https://a.example/", "--timegate", "https://b.example/"],
            {"timegates": ("https://a.example/", "https://b.example/")},
            id="timegates",
        ),
    ],
)
@pytest.mark.parametrize("command", [["capture", POST], ["check", "page.html"]])
def test_an_option_reaches_the_network(
    used: Used, command: list[str], options: list[str], facts: dict[str, object]
) -> None:
    network, _ = used(*command, *options)
    assert {name: getattr(network, name) for name in facts} == facts


def test_a_timeout_holds_for_silence_and_for_all(used: Used) -> None:
    network, _ = used("capture", POST, "--timeout", "4")
    limits = network.limits
    assert (limits.total_seconds, limits.read_seconds, limits.connect_seconds) == (4, 4, 4)


def test_tokens_and_proxy_come_from_the_environment(
    used: Used, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_X_TOKEN", "made-up-token")
    monkeypatch.setenv("ARCHIVER_PROXY", "http://proxy.example:8080")
    network, _ = used("capture", POST)
    assert [one.name for one in network.credentials.known] == ["x"]
    assert network.proxy == "http://proxy.example:8080"
    assert "made-up-token" not in repr(network)


def test_a_broken_token_is_named_and_never_shown(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVER_X_TOKEN", "two words")
    ran = run("capture", POST)
    assert ran.code == 2
    assert "ARCHIVER_X_TOKEN" in ran.err
    assert "two words" not in ran.err


def test_offline_no_token_is_looked_at(used: Used, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_X_TOKEN", "two words")
    network, offline = used("check", "page.html", "--offline")
    assert offline
    assert network.credentials.known == ()
