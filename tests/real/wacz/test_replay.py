"""Exported pages and posts, played back by pywb and by a player in a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from tests.real.wacz import tools
from tests.real.wacz.world import ARTICLE, COPY, GONE, SAVED_AT, WORDS, Answer

if TYPE_CHECKING:
    from tests.real.wacz.conftest import Exported

pytestmark = pytest.mark.real
Call = Callable[..., subprocess.CompletedProcess[str]]


class _Stay(urllib.request.HTTPRedirectHandler):
    """Answers as they come."""

    def redirect_request(self, *_: Any) -> None:
        return None


def ask(url: str) -> tuple[int, Any, bytes]:
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read()


def replayed(pywb: str, one: Answer) -> tuple[int, Any, bytes]:
    return ask(f"{pywb}/{one.when:%Y%m%d%H%M%S}id_/{one.url}")


def test_pywb_gives_back_what_was_received(pywb: str, exported: Exported) -> None:
    answers = exported.world.answers
    assert {one.status for one in answers} == {200, 301, 404}
    assert len({one.url for one in answers}) == len(answers) == 8
    for one in answers:
        status, headers, body = replayed(pywb, one)
        assert (one.url, status) == (one.url, one.status)
        assert body == one.body, one.url
        assert headers["Content-Type"] == one.content_type
        assert headers["Content-Encoding"] is None
        assert headers["Set-Cookie"] is None


def test_pywb_finds_nothing_that_nobody_answered(pywb: str) -> None:
    assert ask(f"{pywb}/20261120093000id_/https://silent.example/1")[0] == 404


def test_pywb_gives_the_payload_of_a_revisit(pywb: str, exported: Exported) -> None:
    (copy,) = (one for one in exported.world.answers if one.url == COPY)
    status, headers, body = replayed(pywb, copy)
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert body.startswith(b"\x89PNG")


def test_pywb_lists_its_captures_by_the_dates_of_ours(pywb: str, exported: Exported) -> None:
    query = urlencode({"url": GONE, "output": "json"})
    (line,) = ask(f"{pywb}/cdx?{query}")[2].decode().splitlines()
    (gone,) = (one for one in exported.world.answers if one.url == GONE)
    found = json.loads(line)
    assert found["timestamp"] == f"{gone.when:%Y%m%d%H%M%S}"
    assert found["status"] == "404"


PAGE = """<!doctype html><meta charset="utf-8"><title>player</title><script src="/ui.js"></script>
<replay-web-page source="/{name}" url="{url}" ts="{ts}" replayBase="/replay/" embed="replayonly"
 style="width:100vw;height:100vh"></replay-web-page>"""


def shown(
    cache: Path, site: tuple[Path, str], exported: Exported, call: Call, url: str, shot: Path
) -> dict[str, Any]:
    """What a reader sees of that address."""
    files = tools.player(cache)
    folder, address = site
    (folder / "replay").mkdir(exist_ok=True)
    shutil.copy(files / "ui.js", folder / "ui.js")
    shutil.copy(files / "sw.js", folder / "replay" / "sw.js")
    shutil.copy(exported.wacz, folder / exported.wacz.name)
    (one,) = (each for each in exported.world.answers if each.url == url)
    name = f"{shot.stem}.html"
    text = PAGE.format(name=exported.wacz.name, url=url, ts=f"{one.when:%Y%m%d%H%M%S}")
    (folder / name).write_text(text, "utf-8")
    python = tools.environment(cache, tools.BROWSING) / "python"
    script = Path(__file__).with_name("play.py")
    done = call(python, script, tools.chromium(), f"{address}/{name}", shot)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["outside"] == []
    return found


def test_the_player_shows_the_article(
    cache: Path, site: tuple[Path, str], exported: Exported, call: Call, tmp_path: Path
) -> None:
    shot = tmp_path / "article.png"
    found = shown(cache, site, exported, call, ARTICLE, shot)
    assert "Harbour opens" in found["text"], found
    assert WORDS in found["text"]
    assert found["picture"] == 32
    assert shot.stat().st_size > 1_000


def test_the_player_shows_that_a_post_was_gone(
    cache: Path, site: tuple[Path, str], exported: Exported, call: Call, tmp_path: Path
) -> None:
    found = shown(cache, site, exported, call, GONE, tmp_path / "gone.png")
    assert "This post is not there." in found["text"], found


def test_the_player_shows_an_article_that_was_read_from_a_file(
    cache: Path, site: tuple[Path, str], exported: Exported, call: Call, tmp_path: Path
) -> None:
    found = shown(cache, site, exported, call, SAVED_AT, tmp_path / "saved.png")
    assert "Harbour saved" in found["text"], found
