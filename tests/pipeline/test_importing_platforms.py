"""Answers of every platform, put into a WARC file and read in: never more is said than live."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.model import Availability, Witness
from archiver.pipeline import Desk, open_desk
from archiver.pipeline.importing import Imported, import_file
from archiver.warc.write import HTTP_RESPONSE, Record, WarcWriter

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "platforms"
NOW = datetime(2026, 11, 25, tzinfo=UTC)
CASES = sorted(
    str(one.parent.relative_to(ROOT))
    for one in ROOT.glob("*/*/exchanges.json")
    if not one.is_relative_to(ROOT / "webpage")
)
SIMPLE = [
    # The page of a post names it; of these the one answer is of an endpoint that doesn't.
    *(one for one in CASES if one.endswith("/simple") and one != "tumblr/simple"),
    *("mastodon/edited", "bluesky/quote", "x/long"),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path / "a.db", offline=True, clock=lambda: NOW) as made:
        yield made


def body_of(answer: dict[str, Any]) -> bytes:
    if "json" in answer:
        return json.dumps(answer["json"]).encode()
    if "body_base64" in answer:
        return base64.b64decode(answer["body_base64"])
    return str(answer.get("body", "")).encode("utf-8", "surrogatepass")


def records(case: str) -> Iterator[Record]:
    """What the platform answered, each redirect a record of its own; what didn't answer isn't."""
    data = json.loads((ROOT / case / "exchanges.json").read_text(encoding="utf-8"))
    asked = datetime.fromisoformat(data["captured_at"])
    answers = [one for one in data["exchanges"] if one["source"] == "platform" and one["status"]]
    for number, answer in enumerate(answers):
        at = asked + timedelta(seconds=number)
        target = answer.get("target_uri") or answer["url"]
        if target != answer["url"]:
            moved = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\n\r\n".encode()
            yield record(answer["url"], at, moved, b"")
        kind = answer.get("content_type") or "text/html"
        head = f"HTTP/1.1 {answer['status']} Said\r\nContent-Type: {kind}\r\n\r\n".encode()
        yield record(target, at, head, body_of(answer), answer.get("truncated"))


def record(
    url: str, at: datetime, head: bytes, body: bytes, truncated: str | None = None
) -> Record:
    fields = (("WARC-Truncated", truncated),) if truncated else ()
    return Record(
        kind="response",
        date=at,
        content_type=HTTP_RESPONSE,
        target=url,
        head=head,
        payload=body,
        fields=fields,
        key=f"{at} {url}",
    )


def read_in(case: str, desk: Desk, folder: Path) -> Imported | None:
    made = list(records(case))
    if not made:
        return None
    path = folder / "x.warc.gz"
    with path.open("wb") as file:
        writer = WarcWriter(file)
        for one in made:
            writer.write(one)
    return import_file(str(path), desk)


@pytest.mark.parametrize("case", CASES)
def test_a_file_never_says_more_of_a_post_than_its_answers_did(
    case: str, desk: Desk, tmp_path: Path
) -> None:
    """Deleted, blocked and there are what the answers make them, or nothing is said."""
    expected = json.loads((ROOT / case / "expected.json").read_text(encoding="utf-8"))
    made = read_in(case, desk, tmp_path)
    if made is None:
        return
    silent = {Availability.ERROR.value, Availability.BLOCKED_FOR_US.value}
    assert {post.availability.value for post in made.posts} <= {expected["availability"], *silent}
    for post in made.posts:
        for _, posting in desk.archive.postings(post.ref.key):
            assert posting.witness is not Witness.PLATFORM
            assert posting.imported


@pytest.mark.parametrize("case", SIMPLE)
def test_the_words_are_those_of_the_answer(case: str, desk: Desk, tmp_path: Path) -> None:
    expected = json.loads((ROOT / case / "expected.json").read_text(encoding="utf-8"))
    made = read_in(case, desk, tmp_path)
    assert made is not None
    words = [
        (posting.text, posting.handle)
        for post in made.posts
        for _, posting in desk.archive.postings(post.ref.key)
    ]
    first = expected["postings"][0]
    assert (first["text"], first.get("handle")) in words
    assert Availability.AVAILABLE in {post.availability for post in made.posts}
