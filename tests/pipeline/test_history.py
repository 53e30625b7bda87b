"""What the archive holds of a post or an article, and where each record comes from.

The posts are made up; the ids are of invented times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from archiver.errors import InputError
from archiver.model import Availability, Capture, Exchange, FetchRequest, PostRef, Source
from archiver.model.history import ArticleHistory, ChangeKind, PostHistory, Provenance
from archiver.model.proofs import Proof, ProofCheck, ProofKind, Standing
from archiver.pipeline import check
from archiver.pipeline.history import _covering, history
from archiver.pipeline.recheck import listed
from archiver.pipeline.visits import INTERRUPTED, visit_posts
from archiver.store import Archive
from archiver.store.imports import Import

KIM = "1037470730156351681"
REF = PostRef(platform="x", id=KIM)
BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"


def exchange(body: bytes, at: datetime, **parts: Any) -> Exchange:
    url = f"https://{SYNDICATION}?id={KIM}"
    settled: dict[str, Any] = {"status": 200, "target_uri": url}
    return Exchange(
        request=FetchRequest(url=url, route="syndication"),
        warc_date=at,
        payload=body,
        payload_sha256=hashlib.sha256(body).hexdigest(),
        headers=(("Date", "Sun, 01 Nov 2026 12:00:05 GMT"),),
        **{**settled, **parts},
    )


def capture(body: bytes, at: datetime, *, found: str = "available", **parts: Any) -> Capture:
    return Capture(
        ref=REF,
        captured_at=at,
        availability=Availability(found),
        reason="invented",
        exchanges=(exchange(body, at),),
        **parts,
    )


def test_the_whole_history_of_a_post(bench: Any) -> None:
    later = BEGIN + timedelta(days=3)
    with Archive.open(bench.path, clock=lambda: BEGIN, agent="desk@ferry") as archive:
        archive.add_capture(capture(bench.tweet(KIM, text="We sail at nine"), BEGIN))
        archive.add_capture(capture(bench.tweet(KIM, text="We sail at ten"), later))
    with bench.open(offline=True) as desk:
        found = history(f"x:{KIM}", desk)
    assert isinstance(found, PostHistory)
    assert [(one.record, one.time) for one in found.sightings] == [(1, BEGIN), (2, later)]
    assert [(one.number, one.text) for one in found.versions] == [
        (1, "We sail at nine"),
        (2, "We sail at ten"),
    ]
    assert [one.kind for one in found.changes] == [ChangeKind.TEXT_EDITED]
    came = found.provenance[1]
    assert (came.agent, came.recorded_at, came.imported) == ("desk@ferry", BEGIN, None)
    assert came.server_date == datetime(2026, 11, 1, 12, 0, 5, tzinfo=UTC)
    assert came.program is not None
    assert came.program.startswith("archiver ")
    assert found.sightings[0].answers == (("platform", "syndication", 200),)


def test_an_imported_capture_says_so(bench: Any) -> None:
    with Archive.open(bench.path, clock=lambda: BEGIN) as archive:
        number = archive.imports.add(
            Import(
                source="crawl.warc.gz",
                form="warc",
                software="Wget/1.21",
                imported_at=BEGIN,
                bytes=12,
                sha256="a" * 64,
                details={},
            )
        )
        seen = capture(bench.tweet(KIM, text="We sail at nine"), BEGIN)
        archive.imports.add_capture(seen, (), number)
        archive.add_capture(capture(b"", BEGIN + timedelta(days=1), found="not_found"))
    with bench.open(offline=True) as desk:
        found = history(f"x:{KIM}", desk)
    assert isinstance(found, PostHistory)
    assert found.sightings[0].imported is not None
    assert "crawl.warc.gz" in (found.provenance[1].imported or "")
    assert "Wget/1.21" in (found.provenance[1].imported or "")
    assert found.versions[0].seen == (("import", BEGIN, BEGIN),)
    (gone,) = found.changes
    assert gone.before is not None
    assert (gone.kind, gone.before.source) == (ChangeKind.NOT_FOUND, "import")


def test_the_history_of_an_article_has_its_posts_and_checks(bench: Any) -> None:
    bench.web.on(SYNDICATION, KIM, bench.tweet(KIM, picture=None))
    with bench.open() as desk:
        check(bench.page, desk)
    with bench.open(offline=True) as desk:
        found = history("page.html", desk)
        assert isinstance(found, ArticleHistory)
        digest = history(found.sightings[0].sha256, desk)
        post = history(f"https://x.com/KimKardashian/status/{KIM}", desk)
    assert isinstance(digest, ArticleHistory)
    assert (digest.sightings, digest.checks) == (found.sightings, found.checks)
    assert [one.reason for one in found.sightings] == ["it was read from a file"]
    assert [one.id for one in found.checks] == [1]
    assert found.changes == ()
    assert isinstance(post, PostHistory)
    assert [one.article for one in post.quoted_in] == ["page.html"]
    assert [verdict for _, verdict, _ in post.quoted_in[0].verdicts] == ["conventional"]
    assert {kind for kind, _, _ in post.versions[0].seen} <= {"platform", "embed"}


def test_what_an_article_carries_does_not_stretch_how_long_a_post_had_its_words(
    bench: Any, fixed_clock: Callable[[], datetime]
) -> None:
    words = "The ferry sails at nine from the old quay"
    page = (
        f'<html><body><article><p>A story.</p><blockquote class="twitter-tweet"><p>{words}</p>'
        "&mdash; Kim Kardashian West (@KimKardashian) "
        f'<a href="https://twitter.com/KimKardashian/status/{KIM}">September 5, 2018</a>'
        "</blockquote></article></body></html>"
    )
    with Archive.open(bench.path, clock=lambda: BEGIN) as archive:
        archive.add_capture(capture(bench.tweet(KIM, text=words, picture=None), BEGIN))
    with bench.open(offline=True) as desk:
        check(replace(bench.page, payload=page.encode()), desk)
        found = history(f"x:{KIM}", desk)
    assert isinstance(found, PostHistory)
    (wording,) = found.versions
    spans = {kind: last for kind, _, last in wording.seen}
    assert spans == {"platform": BEGIN, "embed": fixed_clock()}
    assert wording.last_seen == BEGIN


def proof(number: int, link: int, *, valid: bool, authority: str = "https://tsa.example") -> Any:
    return ProofCheck(
        proof=Proof(
            kind=ProofKind.RFC3161,
            chain_id=link,
            imprint="0" * 64,
            authority=authority,
            requested_at=BEGIN,
            proof=b"",
            id=number,
        ),
        standing=Standing.VALID if valid else Standing.INVALID,
        time=BEGIN + timedelta(days=number) if valid else None,
    )


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        pytest.param([proof(1, 4, valid=True)], [], id="of-before-it"),
        pytest.param([proof(1, 5, valid=True)], [(5, "valid")], id="of-itself"),
        pytest.param(
            [proof(2, 9, valid=True), proof(1, 7, valid=True)], [(7, "valid")], id="first"
        ),
        pytest.param(
            [proof(1, 7, valid=False), proof(2, 9, valid=True)], [(9, "valid")], id="that-holds"
        ),
        pytest.param([proof(1, 7, valid=False)], [(7, "invalid")], id="none-that-holds"),
        pytest.param(
            [proof(1, 7, valid=True), proof(2, 8, valid=True, authority="https://b.example")],
            [(7, "valid"), (8, "valid")], id="of-each-authority",
        ),
    ],
)  # fmt: skip
def test_which_proofs_of_time_cover_a_record(
    checks: list[ProofCheck], expected: list[tuple[int, str]]
) -> None:
    covering = _covering(Provenance(link=5), checks)
    assert [(one.link, one.standing) for one in covering] == expected


def test_nothing_of_it(bench: Any) -> None:
    with bench.open(offline=True) as desk, pytest.raises(InputError, match="has nothing of"):
        history("x:1", desk)


# -- what is listed ---------------------------------------------------------------------


def test_another_name_of_a_post_is_no_post_of_its_own(
    bench: Any, fixed_clock: Callable[[], datetime]
) -> None:
    alias = PostRef(platform="x", id="~short")
    with Archive.open(bench.path, clock=fixed_clock) as archive:
        archive.add_capture(
            Capture(ref=alias, captured_at=BEGIN, availability=Availability.ERROR, reason="failed")
        )
        assert [one.ref.id for one in archive.visits.posts(INTERRUPTED)] == ["~short"]
        archive.add_capture(capture(b"{}", BEGIN, asked=alias))
    with bench.open(offline=True) as desk:
        assert [one.name for one in listed(desk)] == [f"x:{KIM}"]


def test_a_visit_that_was_broken_off_is_none(bench: Any) -> None:
    with bench.open() as desk:
        seen = capture(b"{}", desk.clock(), found="error")
        desk.archive.add_capture(
            Capture(
                ref=seen.ref,
                captured_at=seen.captured_at,
                availability=seen.availability,
                reason=INTERRUPTED,
                exchanges=seen.exchanges,
            )
        )
        (due,) = listed(desk, only_due=True)
        assert (due.last, due.availability) == (None, None)
        list(visit_posts([REF], desk, desk.transport))
        assert listed(desk, only_due=True) == ()


def test_mementos_are_told_with_their_own_time(bench: Any) -> None:
    long_ago = datetime(2018, 9, 6, tzinfo=UTC)
    with Archive.open(bench.path, clock=lambda: BEGIN) as archive:
        one = exchange(b"<html></html>", BEGIN, memento_datetime=long_ago)
        request = FetchRequest(url=one.request.url, source=Source.ARCHIVE, route="memento")
        archive.add_capture(
            Capture(
                ref=REF,
                captured_at=BEGIN,
                availability=Availability.NOT_FOUND,
                reason="invented",
                exchanges=(
                    Exchange(
                        request=request,
                        warc_date=BEGIN,
                        target_uri=one.target_uri,
                        status=200,
                        memento_datetime=long_ago,
                    ),
                ),
            )
        )
    with bench.open(offline=True) as desk:
        found = history(f"x:{KIM}", desk)
    assert isinstance(found, PostHistory)
    assert found.sightings[0].mementos == (long_ago,)
