"""What was found out about pictures comes back as it was kept, and pictures are evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ArchiveError
from archiver.media.compare import RULES
from archiver.media.fingerprint import Fingerprint
from archiver.model import (
    ArticleReport,
    Box,
    Capture,
    Exchange,
    FetchRequest,
    PictureCheck,
    PictureClass,
    PictureComparison,
)
from archiver.store import PICTURE_ROUTE, Archive

Clock = Callable[[], datetime]
SIDES = st.integers(0, 2**31)
BOXES = st.builds(Box, left=SIDES, top=SIDES, right=SIDES, bottom=SIDES)
COMPARISONS = st.builds(
    PictureComparison,
    kind=st.none() | st.sampled_from(PictureClass),
    kinds=st.lists(st.sampled_from(PictureClass), max_size=3).map(tuple),
    boxes=st.lists(BOXES, max_size=3).map(tuple),
    cropped=st.none() | BOXES,
    framed=st.none() | BOXES,
    turned=st.sampled_from([0, 90, 180, 270]),
    agreeing=st.floats(0, 1),
    reason=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20),
)
FACTS = Fingerprint(
    media_type="image/png", width=3, height=2, sha256="a" * 64, phash="0" * 16, dhash="f" * 16
)


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("shelf") / "archive.db"
    with Archive.open(path, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as archive:
        yield archive


@given(found=COMPARISONS, number=st.integers(0, 2**64))
@settings(max_examples=60, deadline=None)
def test_a_comparison_comes_back_as_it_was_kept(
    shelved: Archive, found: PictureComparison, number: int
) -> None:
    copy = hashlib.sha256(str(number).encode()).hexdigest()
    known = shelved.pictures.comparison(copy, "b" * 64, RULES)
    shelved.pictures.keep_comparison(copy, "b" * 64, RULES, found)
    assert shelved.pictures.comparison(copy, "b" * 64, RULES) == (known or found)
    assert shelved.pictures.comparison(copy, "b" * 64, "pictures/0") is None
    assert shelved.pictures.comparison("b" * 64, copy, RULES) is None


def test_facts_come_back_as_they_were_kept(archive: Archive) -> None:
    assert archive.pictures.facts("a" * 64) is None
    archive.pictures.keep_facts("a" * 64, FACTS)
    archive.pictures.keep_facts("a" * 64, "no picture after all")
    archive.pictures.keep_facts("c" * 64, "cut")
    assert archive.pictures.facts("a" * 64) == FACTS
    assert archive.pictures.facts("c" * 64) == "cut"


def check(**changes: object) -> PictureCheck:
    plain = PictureCheck(
        url="https://news.example/a.jpg",
        sha256=hashlib.sha256(b"copy").hexdigest(),
        width=640,
        height=480,
        posting="x:1",
        post_url="https://img.example/1.jpg",
        post_sha256=hashlib.sha256(b"original").hexdigest(),
        comparison=PictureComparison(
            kind=PictureClass.OVERLAY_ADDED,
            kinds=(PictureClass.OVERLAY_ADDED, PictureClass.CROPPED),
            boxes=(Box(left=1, top=2, right=3, bottom=4),),
            cropped=Box(left=0, top=0, right=600, bottom=400),
            agreeing=0.97,
        ),
        alt="A bridge",
        shown=False,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_report_has_its_picture_checks_again(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    for payload in (b"copy", b"original"):
        archive.add_blob(payload, "image/jpeg")
    other = replace(check().comparison, agreeing=0.5, reason="judged by an older program")
    with_pictures = replace(report, pictures=(check(), check(alt=None, comparison=other)))
    first, second = store(with_pictures), store(with_pictures)
    assert archive.report(first) == archive.report(second) == with_pictures


def test_a_picture_check_without_its_bytes_is_refused(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    archive.add_blob(b"copy", "image/jpeg")
    with pytest.raises(ArchiveError, match="is not in the archive"):
        store(replace(report, pictures=(check(),)))
    assert archive.counts()["checks"] == 0


# -- evidence ---------------------------------------------------------------------------


def fetched(capture: Capture, payload: bytes = b"picture", route: str = PICTURE_ROUTE) -> Exchange:
    request = FetchRequest(url="https://news.example/a.jpg", route=route)
    return replace(
        capture.exchanges[0],
        request=request,
        payload=payload,
        payload_sha256=hashlib.sha256(payload).hexdigest(),
    )


@pytest.fixture
def article(archive: Archive, clock: Clock) -> int:
    return archive.add_article_capture(
        b"<p>", source="a.html", url=None, captured_at=clock(), media_type="text/html"
    )


def test_pictures_stand_behind_the_article_in_the_order_they_came(
    archive: Archive, article: int, capture: Capture
) -> None:
    first, second = fetched(capture), fetched(capture, b"another")
    archive.add_article_pictures(article, (first,))
    archive.add_article_pictures(article, (second,))
    archive.add_article_pictures(article, ())
    stored = archive.article_capture(article)
    assert stored is not None
    assert stored.exchanges == (first, second)
    assert archive.blob(first.payload_sha256) == b"picture"
    assert archive.audit() == ()


def test_only_pictures_are_added_to_an_article(
    archive: Archive, article: int, capture: Capture
) -> None:
    with pytest.raises(ArchiveError, match="only pictures"):
        archive.add_article_pictures(article, (fetched(capture, route="article"),))
    assert archive.counts()["exchanges"] == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            "UPDATE exchanges SET status = 404",
            "exchanges 1: is not as it was stored: status was 200, is 404",
            id="changed",
        ),
        pytest.param(
            "DELETE FROM exchanges", "exchanges 1: is gone: link 4 of the chain has it", id="taken"
        ),
        pytest.param(
            "INSERT INTO exchanges SELECT 9, capture_id, article_capture_id, 9, status, source, "
            "route, method, url, target_uri, warc_date, payload_sha256, error, truncated, "
            "memento_datetime, request_headers, headers, record_id FROM exchanges",
            "exchanges 9: is not in the chain: it was put in",
            id="slipped in",
        ),
    ],
)
def test_a_picture_changed_behind_the_archives_back_is_found(
    archive: Archive,
    article: int,
    capture: Capture,
    clock: Clock,
    tamper: Callable[..., None],
    change: str,
    says: str,
) -> None:
    archive.add_article_pictures(article, (fetched(capture),))
    archive.close()
    tamper(archive.path, change)
    with Archive.open(archive.path, clock=clock) as reopened:
        assert says in reopened.audit()
