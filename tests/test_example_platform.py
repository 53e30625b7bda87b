"""The worked example of a platform installs, is found, and captures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SECONDS = 120
PROGRAM = """
import hashlib, json, sys
from datetime import UTC, datetime
from archiver.articles.reader import read
from archiver.fetch.drive import visit
from archiver.model import Exchange
from archiver.plugins import build_manager, platforms, resolve

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANSWERS = json.loads(sys.argv[1])

class Web:
    def answer(self, request):
        status, body = ANSWERS.get(request.url, (404, ""))
        payload = body.encode()
        digest = hashlib.sha256(payload).hexdigest()
        return (Exchange(request=request, warc_date=NOW, target_uri=request.url, status=status,
                         payload=payload, payload_sha256=digest),)

every = platforms(build_manager())
ref = resolve("https://noticeboard.example/notice/42", every)
platform = next(one for one in every if one.name == ref.platform)
capture = visit(platform, ref, Web(), lambda: NOW)
page = b'<p>Words.</p><div class="notice" data-notice="42"><p>Bring back the bench.</p>Ann</div>'
article = read(page, platforms=every, source="page.html")
json.dump({
    "platforms": [one.name for one in every],
    "availability": capture.availability,
    "reason": capture.reason,
    "postings": [[one.text, one.author_name, one.witness] for one in platform.parse(capture)],
    "embeds": [[one.ref.key, one.text] for one in article.embeds],
}, sys.stdout)
"""
NOTICE = {
    "number": 42,
    "words": "Bring back the bench.\n\nWe miss it.",
    "by": {"id": 7, "name": "Ann Example"},
    "pinned_at": "2025-03-01T10:00:00Z",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Path(__file__).resolve().parent.parent
    # A build writes beside the sources: it gets a copy of them.
    source = tmp_path_factory.mktemp("source") / "package"
    shutil.copytree(root / "docs" / "example-platform", source)
    target = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--no-index", "--target", target),
            source,
        ],
        check=True,
        timeout=SECONDS,
        cwd=target,
    )
    return target


def captured(installed: Path, answers: dict[str, tuple[int, str]]) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(answers)],
        check=True,
        capture_output=True,
        timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    return json.loads(done.stdout)


def test_the_installed_platform_is_found_and_captures(installed: Path) -> None:
    url = "https://noticeboard.example/notice/42.json"
    made = captured(installed, {url: (200, json.dumps(NOTICE))})
    assert "noticeboard" in made["platforms"]
    assert "x" in made["platforms"]
    assert made["availability"] == "available"
    assert made["reason"] == "json: 200, text in full"
    assert made["postings"] == [[NOTICE["words"], "Ann Example", "platform"]]
    assert made["embeds"] == [["noticeboard:42", "Bring back the bench."]]


def test_a_notice_that_is_gone_takes_two_signals(installed: Path) -> None:
    made = captured(installed, {"https://noticeboard.example/notice/42.json": (410, "")})
    assert made["availability"] == "not_found"
    assert made["postings"] == []


def test_one_signal_is_not_enough(installed: Path) -> None:
    made = captured(installed, {"https://noticeboard.example/notice/42": (200, "<p>A page.</p>")})
    assert made["availability"] == "available"
    assert made["reason"].startswith("json: 404; page: 200")
