"""Which authorities the options and the environment come to. What they do is in tests/real/tsa."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archiver.pipeline import Network

POST = "https://x.com/janedoe_test/status/1289870653641457665"


class StopHereError(Exception):
    """The network that a command would use is known; nothing more is wanted."""


@pytest.fixture
def used(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Network]:
    """The network with which a command opens its desk."""
    seen: list[Network] = []
    for name in ("ARCHIVER_TIMESTAMP", "ARCHIVER_TIMESTAMP_CA"):
        monkeypatch.delenv(name, raising=False)

    def open_desk(*_: Any, network: Network, **_more: Any) -> None:
        seen.append(network)
        raise StopHereError

    monkeypatch.setattr("archiver.pipeline.open_desk", open_desk)

    def call(*arguments: str | Path) -> Network:
        run(*arguments)
        return seen[-1]

    return call


Used = Callable[..., Network]
COMMANDS = [["capture", POST], ["check", "page.html"]]


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_is_asked_unless_named(used: Used, command: list[str]) -> None:
    network = used(*command)
    assert (network.timestamps, network.timestamp_roots) == ((), None)


@pytest.mark.parametrize("command", COMMANDS)
def test_options_name_authorities(used: Used, command: list[str], tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(b"made up")
    words = ["--timestamp", "http://tsa.example/tsr", "--timestamp", "ots:https://c.example"]
    network = used(*command, *words, "--timestamp-ca", roots)
    assert [(one.url, one.calendar) for one in network.timestamps] == [
        ("http://tsa.example/tsr", False),
        ("https://c.example", True),
    ]
    assert network.timestamp_roots == b"made up"


def test_the_environment_names_several(used: Used, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_TIMESTAMP", "http://one.example freetsa")
    network = used("capture", POST)
    urls = [one.url for one in network.timestamps]
    assert urls == ["http://one.example", "https://freetsa.org/tsr"]


def test_an_option_replaces_the_environment(used: Used, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_TIMESTAMP", "http://one.example")
    network = used("capture", POST, "--timestamp", "http://two.example")
    assert [one.url for one in network.timestamps] == ["http://two.example"]


@pytest.mark.parametrize("command", COMMANDS)
def test_who_is_unknown_is_told_before_any_work(
    run: Callable[..., Any], db: Path, command: list[str]
) -> None:
    ran = run(*command, "--timestamp", "somebody")
    assert ran.code == 2
    (line,) = ran.lines
    assert line.startswith("archiver: 'somebody' is no time stamping authority; give an http")
    assert "digicert" in line
    assert "opentimestamps" in line
    assert not db.exists()


def test_roots_that_are_none_are_told_before_any_work(
    run: Callable[..., Any], tmp_path: Path, page: Path
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(b"made up")
    ran = run("check", page, "--offline", "--timestamp-ca", roots)
    assert ran.code == 2
    assert len(ran.lines) == 1
    assert "--timestamp-ca is of no use" in ran.err
    assert ran.out == b""
