"""One AT Protocol network per test process, and the people on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from tests.real.atproto import rig, xrpc


@pytest.fixture(autouse=True)
def _loopback_by_both_names(_only_loopback: None) -> None:
    """The DID documents name ``localhost``, which can be ::1 first; nothing answers there."""
    socket_allow_hosts(["127.0.0.1", "::1"])


@pytest.fixture(scope="session")
def installed(repo_root: Path) -> Path:
    """The folder of the packages. Without Node.js the test is skipped, but fails in CI."""
    cache = repo_root / ".cache"
    if "CI" in os.environ:
        rig.provide(cache)
    try:
        return rig.install(cache)
    except rig.Unavailable as lacking:
        (pytest.fail if "CI" in os.environ else pytest.skip)(str(lacking))


@pytest.fixture(scope="session")
def network(installed: Path) -> Iterator[xrpc.Network]:
    """The running network."""
    with rig.running(installed) as ends:
        people = xrpc.Network(ends)
        yield people
        people.close()


@pytest.fixture
def appview(network: xrpc.Network) -> str:
    """Where the AppView answers. Without a database the test is skipped, but fails in CI."""
    if network.appview is None:
        (pytest.fail if "CI" in os.environ else pytest.skip)(f"{network.why_no_appview}")
    return network.appview
