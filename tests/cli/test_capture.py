"""archiver capture: what it prints, how it ends, and what is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from archiver.fetch.transport import unanswered
from archiver.model import Availability, Exchange, FetchRequest
from archiver.store import Archive

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ONE = "1289870653641457665"
TWO = "1477475755750326273"
URLS = {post_id: f"https://x.com/janedoe_test/status/{post_id}" for post_id in (ONE, TWO)}


def tweet(post_id: str) -> bytes:
    body = {
        "__typename": "Tweet",
        "id_str": post_id,
        "text": f"Words of {post_id}\nin two lines \x1b[31m",
        "user": {"id_str": "1", "name": "Jane Doe", "screen_name": "janedoe_test"},
        "created_at": "2020-08-02T10:28:23.000Z",
    }
    return json.dumps(body).encode()


class Network:
    """A session that answers from a table: what an address holds, to status and body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes] | BaseException] = {}

    def __call__(self, **_: object) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def wait(self, _seconds: float) -> None:
        """Never."""

    def close(self) -> None:
        """Nothing is open."""

    def answer(self, request: FetchRequest, /) -> tuple[Exchange, ...]:
        found = next((a for held, a in self.answers.items() if held in request.url), None)
        if found is None:
            return (unanswered(request, NOW, "connection refused"),)
        if isinstance(found, BaseException):
            raise found
        status, body = found
        return (
            Exchange(
                request=request,
                warc_date=NOW,
                target_uri=request.url,
                status=status,
                payload=body,
                payload_sha256=hashlib.sha256(body).hexdigest(),
            ),
        )


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr("archiver.pipeline.desk.Session", made)
    return made


def stored(db: Path) -> list[tuple[str, Availability]]:
    with Archive.open(db, clock=lambda: NOW, read_only=True) as archive:
        assert archive.audit() == ()
        return [
            (ref.id, capture.availability)
            for ref in archive.captured_posts()
            for _, capture in archive.captures_of(ref)
        ]


def test_a_line_for_each_post(run: Callable[..., Any], network: Network, db: Path) -> None:
    network.answers = {ONE: (200, tweet(ONE)), TWO: (200, tweet(TWO))}
    ran = run("capture", *URLS.values())
    assert (ran.code, ran.err) == (0, "")
    assert ran.text == "".join(
        f"x:{post_id}\tavailable\tWords of {post_id} in two lines ␛[31m\n" for post_id in URLS
    )
    assert stored(db) == [(ONE, Availability.AVAILABLE), (TWO, Availability.AVAILABLE)]


def test_json_has_all_that_was_read(
    run: Callable[..., Any], network: Network, tmp_path: Path
) -> None:
    network.answers = {ONE: (200, tweet(ONE)), TWO: (404, b""), "cdx": (200, b"[]")}
    out = tmp_path / "captures.jsonl"
    ran = run("capture", *URLS.values(), "--json-lines", "--output", out)
    assert (ran.code, ran.out) == (0, b"")
    first, second = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert first["schema"] == second["schema"] == "archiver.capture/1"
    assert (first["ref"], first["availability"]) == (f"x:{ONE}", "available")
    assert first["postings"][0]["text"].startswith(f"Words of {ONE}")
    assert first["postings"][0]["witnesses"][0]["parser"] == "x.syndication/1"
    assert second["postings"] == []
    array = run("capture", *URLS.values(), "--format", "json").json
    assert [item["ref"] for item in array] == [f"x:{ONE}", f"x:{TWO}"]


@pytest.mark.parametrize(
    ("answers", "code", "availability", "lines"),
    [
        pytest.param({ONE: (404, b""), "cdx": (200, b"[]")}, 0, "not_found", 0, id="deleted"),
        pytest.param({ONE: (403, b"")}, 0, "blocked_for_us", 0, id="blocked"),
        pytest.param({}, 3, "error", 1, id="no-network"),
        pytest.param(
            {"tweet-result": (200, b'{"a": 1}'), "oembed": (200, b'{"b": 1}')},
            4,
            "error",
            1,
            id="unknown-shape",
        ),
    ],
)
def test_a_post_that_is_not_had(
    run: Callable[..., Any],
    network: Network,
    db: Path,
    answers: dict[str, tuple[int, bytes] | BaseException],
    code: int,
    availability: str,
    lines: int,
) -> None:
    network.answers = answers
    ran = run("capture", URLS[ONE])
    assert ran.code == code
    assert len(ran.lines) == lines
    assert ran.text.split("\t")[:2] == [f"x:{ONE}", availability]
    assert stored(db) == [(ONE, Availability(availability))]


def test_what_is_no_post_does_not_stop_the_others(
    run: Callable[..., Any], network: Network, tmp_path: Path
) -> None:
    network.answers = {ONE: (200, tweet(ONE))}
    out = tmp_path / "list.txt"
    ran = run("capture", "https://x.com/janedoe_test", URLS[ONE], "--output", out)
    assert ran.code == 2
    assert ran.out == b""
    assert len(ran.lines) == 1
    assert out.read_text("utf-8").startswith(f"x:{ONE}\tavailable\t")


def test_an_interruption_keeps_the_first(
    run: Callable[..., Any], network: Network, db: Path
) -> None:
    network.answers = {ONE: (200, tweet(ONE)), TWO: KeyboardInterrupt()}
    ran = run("capture", *URLS.values())
    assert ran.code == 130
    assert ran.lines == ["archiver: interrupted; what was captured is kept"]
    assert ran.text.startswith(f"x:{ONE}\tavailable\t")
    assert stored(db) == [(ONE, Availability.AVAILABLE)]
    network.answers[TWO] = (200, tweet(TWO))
    assert run("capture", *URLS.values()).code == 0
    assert [post_id for post_id, _ in stored(db)] == [ONE, ONE, TWO]


def test_output_must_not_be_the_archive(
    run: Callable[..., Any], network: Network, db: Path
) -> None:
    network.answers = {ONE: (200, tweet(ONE))}
    assert run("capture", URLS[ONE]).code == 0
    ran = run("capture", URLS[ONE], "--output", db)
    assert ran.code == 2
    assert "is the archive" in ran.err
    assert stored(db) == [(ONE, Availability.AVAILABLE)]


def test_a_check_shows_what_is_gone(run: Callable[..., Any], network: Network, page: Path) -> None:
    network.answers = {"tweet-result": (404, b""), "oembed": (404, b""), "cdx": (200, b"[]")}
    ran = run("check", page, "--format", "json")
    assert ran.code == 0
    assert {p["availability"] for p in ran.json["postings"]} == {"not_found"}


def test_a_check_without_a_network_says_so(
    run: Callable[..., Any], network: Network, page: Path
) -> None:
    assert network.answers == {}
    ran = run("check", page, "--format", "json")
    assert ran.code == 0
    assert len(ran.lines) == 1
    assert "none of the 2 posts could be fetched" in ran.err
    assert "connection refused" in ran.err
    assert {p["availability"] for p in ran.json["postings"]} == {"error"}


def test_all_addresses_of_one_post_are_told(run: Callable[..., Any], network: Network) -> None:
    network.answers = {ONE: (200, tweet(ONE)), TWO: (200, tweet(TWO))}
    other = f"https://nitter.net/janedoe_test/status/{ONE}"
    ran = run("capture", URLS[ONE], URLS[TWO], other, "--format", "json")
    assert [one["given"] for one in ran.json] == [[URLS[ONE], other], [URLS[TWO]]]
    (claim,) = [claim for claim in ran.json[0]["postings"][0]["times"] if claim["field"] == "id"]
    assert claim["claimant"] == "identifier"
    assert claim["time"].startswith("2020-08-02T10:28:23")
