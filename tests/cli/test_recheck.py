"""archiver recheck and archiver show: what they print, how they end, and what is kept.

The posts and the account are made up; the ids are of invented times.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest

from archiver.fetch.transport import unanswered
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef
from archiver.store import Archive

THEN = datetime(2026, 1, 5, 12, tzinfo=UTC)
ONE = "1289870653641457665"
TWO = "1477475755750326273"
URL = f"https://x.com/janedoe_test/status/{ONE}"
PAGE = "https://news.example/story"
HOSTILE = "<script>alert(1)</script> \x1b[31m \u202e"


def tweet(post_id: str, words: str) -> bytes:
    body = {
        "__typename": "Tweet",
        "id_str": post_id,
        "text": words,
        "user": {"id_str": "1", "name": f"Jane {HOSTILE}", "screen_name": "janedoe_test"},
        "created_at": "2020-08-02T10:28:23.000Z",
    }
    return json.dumps(body).encode()


def story(words: str) -> bytes:
    filler = "<p>What else was heard in the hall that day is told at some length below.</p>" * 3
    return (
        f"<html><head><title>A story</title></head><body><article><h1>A story</h1><p>Jane Doe "
        f'tweeted on Sunday: “{words}”.</p><p><a href="{URL}">The post</a></p>{filler}'
        "</article></body></html>"
    ).encode()


class Network:
    """A session that answers from a table: what an address holds, to status and body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes] | BaseException] = {}
        self.asked: list[str] = []

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
        self.asked.append(request.url)
        now = datetime.now(UTC)
        found = next((a for held, a in self.answers.items() if held in request.url), None)
        if found is None:
            return (unanswered(request, now, "connection refused"),)
        if isinstance(found, BaseException):
            raise found
        status, body = found
        return (
            Exchange(
                request=request,
                warc_date=now,
                target_uri=request.url,
                status=status,
                headers=(("Content-Type", "text/html; charset=utf-8"),),
                payload=body,
                payload_sha256=hashlib.sha256(body).hexdigest(),
            ),
        )


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr("archiver.pipeline.desk.Session", made)
    return made


@pytest.fixture
def old(db: Path) -> Callable[..., None]:
    """Makes visits of long ago."""

    def visited(post_id: str, words: str | None, *, day: int = 0) -> None:
        time = THEN + timedelta(days=day)
        body = b"" if words is None else tweet(post_id, words)
        url = f"https://cdn.syndication.twimg.com/tweet-result?id={post_id}"
        exchange = Exchange(
            request=FetchRequest(url=url, route="syndication"),
            warc_date=time,
            target_uri=url,
            status=200 if words else 403,
            payload=body,
            payload_sha256=hashlib.sha256(body).hexdigest(),
        )
        with Archive.open(db, clock=lambda: time) as archive:
            archive.add_capture(
                Capture(
                    ref=PostRef(platform="x", id=post_id, url=URL),
                    captured_at=time,
                    availability=Availability("available" if words else "blocked_for_us"),
                    reason="invented",
                    exchanges=(exchange,),
                )
            )

    return visited


def test_an_edit_is_shown_word_by_word(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(ONE, "We sail at nine")
    network.answers = {ONE: (200, tweet(ONE, "We sail at ten"))}
    ran = run("recheck", "--db", db)
    assert (ran.code, ran.err) == (0, "")
    assert f"words differ · x:{ONE}" in ran.text
    assert "that were last seen on 5 January 2026, 12:00:00 UTC" in ran.text
    assert "| We sail at [-nine-]{+ten+}" in ran.text
    assert ran.text.endswith("1 visit, 1 change\n")
    again = run("recheck", "--db", db)
    assert again.text == "1 visit, 0 changes\n"


def test_quiet_where_nothing_is_due(run: Callable[..., Any], network: Network, db: Path) -> None:
    network.answers = {ONE: (200, tweet(ONE, "We sail at nine"))}
    run("capture", URL)
    network.asked.clear()
    ran = run("recheck", "--due", "--db", db)
    assert (ran.code, ran.out, ran.err, network.asked) == (0, b"", "", [])
    made = run("recheck", "--due", "--format", "json", "--db", db)
    assert made.json == {"schema": "archiver.recheck/1", "results": [], "exit_code": 0}
    assert run("recheck", "--due", "--json-lines", "--db", db).out == b""


def test_due_dry_run_and_limit(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(ONE, "We sail at nine", day=3)
    old(TWO, "And back at six")
    ran = run("recheck", "--due", "--dry-run", "--db", db)
    assert ran.code == 0
    assert ran.text == (
        f"2026-01-06T12:00:00Z\tavailable\tx:{TWO}\n2026-01-09T12:00:00Z\tavailable\tx:{ONE}\n"
    )
    assert network.asked == []
    network.answers = {
        ONE: (200, tweet(ONE, "We sail at nine")),
        TWO: (200, tweet(TWO, "And back at six")),
    }
    assert run("recheck", "--due", "--limit", "1", "--db", db).text == "1 visit, 0 changes\n"
    assert all(TWO in url for url in network.asked)
    left = run("recheck", "--due", "--dry-run", "--json-lines", "--db", db)
    (line,) = left.text.splitlines()
    whole = json.loads(run("recheck", "--due", "--dry-run", "--format", "json", "--db", db).text)
    assert (whole["schema"], whole["exit_code"]) == ("archiver.recheck/1", 0)
    assert [json.loads(line)] == [{"schema": whole["schema"], **row} for row in whole["results"]]
    assert whole["results"] == [
        {
            "kind": "due",
            "due": "2026-01-09T12:00:00Z",
            "last": "2026-01-08T12:00:00Z",
            "availability": "available",
            "name": f"x:{ONE}",
        }
    ]


def test_no_network_is_exit_code_3_and_no_change(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(ONE, "We sail at nine")
    assert network.answers == {}
    ran = run("recheck", "--db", db)
    assert ran.code == 3
    assert ran.text == "1 visit, 1 that could not tell, 0 changes\n"
    assert ran.lines == ["archiver: nothing could be fetched; check the connection and try again"]


def test_a_blocked_visit_is_no_deletion(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(ONE, "We sail at nine")
    network.answers = {"web.archive.org": (200, b"[]"), ONE: (403, b"")}
    ran = run("recheck", "--db", db)
    assert ran.code == 0
    assert ran.text == "1 visit, 1 that could not tell, 0 changes\n"
    shown = run("show", f"x:{ONE}", "--db", db).text
    assert "1 visit after that could not tell: that says nothing about it." in shown
    assert not re.search(r"(?i)deleted|absent|not found any more", shown)


def test_a_quotation_that_accuses_now(run: Callable[..., Any], network: Network, db: Path) -> None:
    network.answers = {
        "news.example/story": (200, story("We sail with the ferry at nine every day")),
        "web.archive.org": (200, b"[]"),
        ONE: (403, b""),
    }
    assert run("check", PAGE).code == 0
    network.answers[ONE] = (200, tweet(ONE, "We sail with the ferry at ten every day"))
    ran = run("recheck", "--db", db, "--format", "json")
    assert ran.code == 1
    assert ran.json["exit_code"] == 1
    judged = [one for one in ran.json["results"] if one["kind"] == "check"]
    (change,) = judged[0]["changes"]
    assert change["kind"] == "verdict_changed"
    assert (change["before"]["value"], change["after"]["value"]) == (
        "unverifiable",
        "altered/meaning",
    )
    assert (change["basis"], change["before"]["by"]) == ("evidence", change["after"]["by"])
    assert run("recheck", "--db", db).code == 0


def test_html_has_every_change_and_runs_nothing(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None], tmp_path: Path
) -> None:
    old(ONE, f"We sail at nine {HOSTILE}")
    network.answers = {ONE: (200, tweet(ONE, f"We sail at ten {HOSTILE}"))}
    page = tmp_path / "changes.html"
    assert run("recheck", "--db", db, "--format", "html", "--output", page).code == 0
    made = page.read_text("utf-8")
    assert '<del title="was so before">nine</del><ins title="is so after">ten</ins>' in made
    assert "<script" not in made
    assert not set("\x1b\u202e") & set(made)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        pytest.param("text", "We sail at [-nine-]{+ten+}", id="text"),
        pytest.param("html", '<ins title="is so after">ten</ins>', id="html"),
        pytest.param("json", '"removed",', id="json"),
    ],
)
def test_show_a_post(
    run: Callable[..., Any],
    network: Network,
    db: Path,
    old: Callable[..., None],
    form: str,
    words: str,
) -> None:
    old(ONE, f"We sail at nine {HOSTILE}")
    network.answers = {ONE: (200, tweet(ONE, f"We sail at ten {HOSTILE}"))}
    run("recheck", "--db", db)
    asked = len(network.asked)
    for name in (f"x:{ONE}", URL):
        ran = run("show", name, "--db", db, "--format", form)
        assert (ran.code, ran.err) == (0, "")
        assert words in ran.text
        assert f"x:{ONE}" in ran.text
        assert "\x1b" not in ran.text
        if form != "json":
            assert "\u202e" not in ran.text
    assert len(network.asked) == asked


def test_show_as_json(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(ONE, "We sail at nine")
    old(ONE, None, day=1)
    network.answers = {ONE: (200, tweet(ONE, "We sail at ten"))}
    run("recheck", "--db", db)
    made = run("show", f"x:{ONE}", "--db", db, "--format", "json").json
    assert (made["schema"], made["kind"], made["ref"]) == ("archiver.history/1", "post", f"x:{ONE}")
    assert [one["availability"] for one in made["captures"]] == [
        "available",
        "blocked_for_us",
        "available",
    ]
    assert [one["text"] for one in made["versions"]] == ["We sail at nine", "We sail at ten"]
    assert made["versions"][0]["last_seen"] == "2026-01-05T12:00:00Z"
    (change,) = made["changes"]
    assert [change["before"]["at"], change["before"]["record"]] == [
        "2026-01-05T12:00:00Z",
        "captures/1",
    ]
    assert change["diff"] == [["same", "We sail at "], ["removed", "nine"], ["added", "ten"]]
    assert made["captures"][0]["program"].startswith("archiver ")


def test_show_an_article(run: Callable[..., Any], network: Network, db: Path) -> None:
    network.answers = {
        "news.example/story": (200, story("We sail at nine in the morning")),
        "web.archive.org": (200, b"[]"),
        ONE: (200, tweet(ONE, "We sail at nine in the morning")),
    }
    run("check", PAGE)
    network.answers["news.example/story"] = (404, b"gone")
    network.answers["news.example/"] = (200, b"<html>today</html>")
    ran = run("recheck", PAGE, "--db", db)
    assert "no longer at its address on" in ran.text.replace("\n  ", " ")
    for form in ("text", "json", "html"):
        shown = run("show", PAGE, "--db", db, "--format", form)
        assert (shown.code, shown.err) == (0, "")
        assert "article_captures/2" in shown.text
    made = run("show", PAGE, "--db", db, "--format", "json").json
    assert [one["availability"] for one in made["captures"]] == ["available", "not_found"]
    assert [one["kind"] for one in made["changes"]] == ["article_withdrawn"]
    assert len(made["checks"]) == 1
    post = run("show", f"x:{ONE}", "--db", db, "--format", "json").json
    assert [one["article"] for one in post["quoted_in"]] == [PAGE]
    assert post["quoted_in"][0]["quotations"][0]["verdict"] == "exact"


def test_show_knows_a_checked_file_by_its_bytes(
    run: Callable[..., Any], db: Path, tmp_path: Path
) -> None:
    kept, moved = tmp_path / "story.html", tmp_path / "moved.html"
    kept.write_bytes(story("We sail at nine in the morning"))
    run("check", kept, "--offline")
    kept.rename(moved)
    assert run("show", moved, "--db", db).code == 0
    moved.write_bytes(b"other bytes")
    assert run("show", moved, "--db", db).code == 2


def test_interrupted_keeps_what_was_done(
    run: Callable[..., Any], network: Network, db: Path, old: Callable[..., None]
) -> None:
    old(TWO, "And back at six")
    old(ONE, "We sail at nine", day=1)
    network.answers = {TWO: (200, tweet(TWO, "And back at seven")), ONE: KeyboardInterrupt()}
    ran = run("recheck", "--jobs", "1", "--due", "--db", db)
    assert ran.code == 130
    assert "[-six-]{+seven+}" in ran.text
    network.answers[ONE] = (200, tweet(ONE, "We sail at nine"))
    network.asked.clear()
    assert run("recheck", "--due", "--db", db).text == "1 visit, 0 changes\n"
    assert all(ONE in url for url in network.asked)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["recheck", "x:1"], "has nothing of x:1", id="unknown-name"),
        pytest.param(["recheck", "--limit", "0"], "0", id="no-visit-at-all"),
        pytest.param(["recheck", "--json-lines", "--format", "html"], "don't go", id="two-forms"),
        pytest.param(["recheck", "--dry-run", "--format", "html"], "don't go", id="no-page-of-it"),
        pytest.param(["show"], "Missing argument", id="nothing-to-show"),
        pytest.param(["show", "x:1"], "has nothing of x:1", id="nothing-of-it"),
    ],
)
def test_wrong_usage(
    run: Callable[..., Any],
    network: Network,
    db: Path,
    old: Callable[..., None],
    arguments: list[str],
    says: str,
) -> None:
    old(ONE, "We sail at nine")
    ran = run(*arguments, "--db", db)
    assert (ran.code, ran.out, len(ran.lines)) == (2, b"", 1)
    assert says in ran.err
    assert network.asked == []


@pytest.mark.parametrize("command", [["recheck"], ["show", "x:1"]], ids=["recheck", "show"])
def test_without_an_archive_none_is_made(
    run: Callable[..., Any], network: Network, db: Path, command: list[str]
) -> None:
    ran = run(*command, "--db", db)
    assert ran.code == 2
    assert "there is no archive at" in ran.err
    assert not db.exists()
    assert network.asked == []
