"""What every test may use, and what none may do: talk to another machine."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

LOOPBACK = "127.0.0.1"


def pytest_configure() -> None:
    """Programs that tests start hear Ctrl-C, though a shell may have made the tests deaf to it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _only_loopback(request: pytest.FixtureRequest) -> None:
    """Connections to any other host raise SocketConnectBlockedError, but in live tests."""
    if request.node.get_closest_marker("live") is None:
        socket_allow_hosts([LOOPBACK])


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def fixtures(repo_root: Path) -> Path:
    """The folder of test data."""
    return repo_root / "fixtures"


@pytest.fixture
def fixed_clock() -> Callable[[], datetime]:
    """A clock that stands still at noon UTC on 24 November 2026."""
    return lambda: datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def growth() -> Callable[[Callable[[int], object]], float]:
    """How many times longer a piece of work takes on four quarters than on one.

    About 4 where the time is linear, 16 where it is quadratic. Processor time, the least of three;
    what looks worse than linear is measured again, as a busy machine shares its memory too.
    """

    def measure(work: Callable[[int], object]) -> float:
        found = 16.0
        for _ in range(3):
            found = min(found, _least(work, 4) / max(_least(work, 1), 0.01))
            if found < _NEARLY_LINEAR:
                break
        return found

    return measure


_NEARLY_LINEAR = 6.0


def _least(work: Callable[[int], object], quarters: int) -> float:
    times = []
    for _ in range(3):
        begin = time.process_time()
        work(quarters)
        times.append(time.process_time() - begin)
    return min(times)
