"""A report goes in as rows and comes back as it was; derived rows are shared, checks kept."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.errors import ArchiveError
from archiver.model import (
    Alignment,
    Article,
    ArticleImage,
    ArticleReport,
    Availability,
    Capture,
    Channel,
    Claimant,
    Coverage,
    Edit,
    EditKind,
    Embed,
    Finding,
    FindingKind,
    ImageObject,
    Link,
    Materiality,
    Poll,
    PostRef,
    Precision,
    Quotation,
    QuotationKind,
    QuotationReview,
    SocialMediaPosting,
    TextPositionSelector,
    TextQuoteSelector,
    TimeClaim,
    TimeKind,
    Verdict,
    Witness,
)
from archiver.store import Archive

NOON = datetime(2024, 5, 17, 12, tzinfo=UTC)
PAYLOAD = b"the article"
PICTURE = b"the picture"

TEXTS = st.text(max_size=10)
MAYBE = st.none() | TEXTS
MOMENTS = st.none() | st.datetimes(timezones=st.just(UTC))
POSITIONS = st.integers(0, 500)
SPANS = st.tuples(POSITIONS, POSITIONS).map(lambda ends: (min(ends), max(ends)))
SELECTORS = SPANS.map(lambda span: TextPositionSelector(start=span[0], end=span[1]))
PLATFORMS = ("x", "bluesky")
REFS = st.builds(
    PostRef, platform=st.sampled_from(PLATFORMS), id=st.sampled_from("12"), url=MAYBE, handle=MAYBE
)


T = TypeVar("T")


def _tuples(items: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, max_size=3).map(tuple)


EMBEDS = st.builds(
    Embed,
    ref=REFS,
    marker=TEXTS,
    start=st.none() | POSITIONS,
    end=st.none() | POSITIONS,
    text=MAYBE,
    author_name=MAYBE,
    handle=MAYBE,
    date_line=MAYBE,
    created=MOMENTS,
    created_exact=st.booleans(),
    language=MAYBE,
    version_id=MAYBE,
    cut=st.booleans(),
    images=_tuples(st.tuples(TEXTS, MAYBE)),
    alternatives=_tuples(TEXTS),
    repairs=_tuples(TEXTS),
)
QUOTATIONS = st.builds(
    Quotation,
    quote=st.builds(TextQuoteSelector, exact=TEXTS, prefix=TEXTS, suffix=TEXTS),
    position=SELECTORS,
    kind=st.sampled_from(QuotationKind),
    attribution=MAYBE,
    attributed_to=MAYBE,
    channel=st.sampled_from(Channel),
    cue=MAYBE,
    continues=st.none() | POSITIONS,
)
ARTICLES = st.builds(
    Article,
    text=TEXTS,
    sha256=st.just(hashlib.sha256(PAYLOAD).hexdigest()),
    reader=TEXTS,
    url=MAYBE,
    source=st.just("page.html"),
    title=MAYBE,
    published=MOMENTS | st.dates() | st.datetimes(),
    authors=_tuples(TEXTS),
    language=MAYBE,
    embeds=_tuples(EMBEDS),
    quotations=_tuples(QUOTATIONS),
    images=_tuples(st.builds(ArticleImage, url=TEXTS, alt=MAYBE)),
    notes=_tuples(TEXTS),
)
IMAGES = st.builds(
    ImageObject,
    content_url=TEXTS,
    caption=MAYBE,
    width=st.none() | POSITIONS,
    height=st.none() | POSITIONS,
    sha256=st.none() | st.just(hashlib.sha256(PICTURE).hexdigest()),
    phash=st.none() | st.just("0123456789abcdef"),
    dhash=st.none() | st.just("fedcba9876543210"),
    thumbnail_of=MAYBE,
    claimed_sha256=MAYBE,
)
POLLS = st.builds(Poll, question=MAYBE, options=_tuples(TEXTS), closes=MOMENTS)
CLAIMS = st.builds(
    TimeClaim,
    kind=st.sampled_from(TimeKind),
    time=st.datetimes(timezones=st.just(UTC)),
    precision=st.sampled_from(Precision),
    claimant=st.sampled_from(Claimant),
    field=TEXTS,
)
POSTINGS = st.builds(
    SocialMediaPosting,
    ref=REFS,
    witness=st.sampled_from(Witness),
    parser=TEXTS,
    text=TEXTS,
    complete=st.booleans(),
    incomplete_reason=MAYBE,
    author_name=MAYBE,
    handle=MAYBE,
    author_id=MAYBE,
    created=MOMENTS,
    created_precision=st.none() | st.sampled_from(Precision),
    edited=MOMENTS,
    was_edited=st.booleans(),
    superseded=MOMENTS,
    times=_tuples(CLAIMS),
    version_id=MAYBE,
    content_warning=MAYBE,
    poll=st.none() | POLLS,
    opt_outs=_tuples(TEXTS),
    language=MAYBE,
    images=_tuples(IMAGES),
    links=_tuples(st.builds(Link, text=TEXTS, url=TEXTS)),
    in_reply_to=st.none() | REFS,
    shared_content=st.none() | REFS,
    version_ids=_tuples(TEXTS),
    availability=st.sampled_from(Availability),
    witnessed_at=st.just(NOON),
    alternatives=_tuples(TEXTS),
    repairs=_tuples(TEXTS),
)
EDITS = st.builds(
    Edit,
    kind=st.sampled_from(EditKind),
    quotation=TEXTS,
    original=TEXTS,
    at=SPANS,
    original_at=SPANS,
)
ALIGNMENTS = st.builds(
    Alignment,
    target=SELECTORS,
    edits=_tuples(EDITS),
    coverage=st.sampled_from(Coverage),
    matched_words=POSITIONS,
    quotation_words=POSITIONS,
    before=TEXTS,
    after=TEXTS,
)
FINDINGS = st.builds(
    Finding,
    kind=st.sampled_from(FindingKind),
    message=TEXTS,
    posting=MAYBE,
    quotation=st.none() | POSITIONS,
    sides=st.dictionaries(TEXTS, TEXTS, max_size=3),
)


@st.composite
def reports(draw: st.DrawFn) -> ArticleReport:
    article = draw(ARTICLES)
    versions = draw(_tuples(POSTINGS))
    reviews = st.builds(
        QuotationReview,
        quotation=st.sampled_from(article.quotations) if article.quotations else QUOTATIONS,
        verdict=st.sampled_from(Verdict),
        materiality=st.none() | st.sampled_from(Materiality),
        coverage=st.none() | st.sampled_from(Coverage),
        posting=st.none() | (st.sampled_from(versions) if versions else st.none()) | POSTINGS,
        alignment=st.none() | ALIGNMENTS,
        reasons=_tuples(TEXTS),
    )
    return ArticleReport(
        article=article,
        postings=versions[:1],
        versions=versions,
        quotations=draw(_tuples(reviews)),
        findings=draw(_tuples(FINDINGS)),
        rules=draw(TEXTS),
    )


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("shared") / "archive.db"
    with Archive.open(path, clock=lambda: NOON) as archive:
        archive.add_blob(PICTURE, "image/png")
        for platform in PLATFORMS:
            for post_id in "12":
                archive.add_capture(
                    Capture(
                        ref=PostRef(platform=platform, id=post_id),
                        captured_at=NOON,
                        availability=Availability.AVAILABLE,
                        reason="",
                    )
                )
        archive.add_article_capture(
            PAYLOAD, source="page.html", url=None, captured_at=NOON, media_type=None
        )
        yield archive


@given(report=reports())
@settings(max_examples=100, deadline=None)
def test_a_report_comes_back_as_it_was_added(shared: Archive, report: ArticleReport) -> None:
    judged = [review.posting for review in report.quotations if review.posting]
    every = [*report.postings, *report.versions, *judged]
    ids = {ref.key: shared.captures_of(ref)[0][0] for ref in shared.captured_posts()}
    added = shared.add_report(
        report,
        article_capture=1,
        read_from={posting: ids[posting.ref.key] for posting in every},
        checked_at=NOON,
        program="archiver/test",
    )
    assert shared.report(added) == report


def test_what_the_properties_stored_passes_the_audit(shared: Archive) -> None:
    assert shared.audit() == ()


def test_a_second_check_shares_what_was_read_and_is_kept(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    first = store(report)
    before = archive.counts()
    second = store(report, at=NOON + timedelta(days=1))
    after = archive.counts()
    same = {name for name in after if after[name] == before[name]}
    pictures = {"pictures", "picture_comparisons", "picture_checks", "screenshots"}
    assert (
        same
        == {"aliases", "articles", "blobs", "embeds", "imports", "quotations", "timestamps"}
        | pictures
    )
    assert after["postings"] == 3, "the platform's answer twice, the article's copy once"
    assert archive.report(first) == archive.report(second) == report
    assert [check.id for check in archive.checks()] == [first, second]


def test_a_better_reader_adds_a_reading_and_keeps_the_old_one(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    better = replace(report, article=replace(report.article, reader="html/2", title="Better"))
    first, second = store(report), store(better)
    assert archive.report(first) == report
    assert archive.report(second) == better
    assert archive.counts()["articles"] == 2


def test_a_quotation_that_only_the_check_made_is_no_part_of_the_article(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    fewer = replace(report.article, quotations=report.article.quotations[:1])
    changed = replace(report, article=fewer)
    assert archive.report(store(changed)) == changed


def test_lone_surrogates_in_derived_text_do_not_stop_a_report(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    broken = replace(report.article, text=report.article.text + "\ud83d", authors=("\ud83d",))
    first = store(replace(report, article=broken))
    second = store(replace(report, article=broken))
    found = archive.report(second)
    assert found is not None
    assert found.article.text == report.article.text + "\ufffd"
    assert found.article.authors == ("\ud83d",)
    assert archive.counts()["articles"] == 1
    assert archive.report(first) == found


def test_sizes_that_no_column_holds_are_left_out(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    image = ImageObject(content_url="https://img.example/1", width=2**70, height=3)
    posting = replace(report.postings[0], images=(image,))
    found = archive.report(store(replace(report, postings=(posting,))))
    assert found is not None
    assert found.postings[0].images == (replace(image, width=None),)


def test_published_with_an_offset_is_kept_as_the_same_moment(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    there = datetime(2024, 5, 17, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    found = archive.report(store(replace(report, article=replace(report.article, published=there))))
    assert found is not None
    assert found.article.published == there
    assert str(found.article.published) == "2024-05-16 22:30:00+00:00"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"article_capture": 99}, "article capture 99", id="no such article capture"),
        pytest.param({"read_from": None}, "no capture of x:1001", id="no capture named"),
        pytest.param({"read_from": 99}, "FOREIGN KEY", id="no such capture"),
    ],
)
def test_a_report_without_its_evidence_is_refused_whole(
    archive: Archive,
    store: Callable[..., int],
    report: ArticleReport,
    change: dict[str, int | None],
    says: str,
) -> None:
    store(report)
    before = archive.counts()
    changed = replace(report, rules="rules/2", article=replace(report.article, reader="html/9"))
    posting = replace(report.postings[0], parser="x.other/1")
    capture = change.get("read_from", 1)
    every = (posting, *report.postings, *(r.posting for r in report.quotations if r.posting))
    with pytest.raises(ArchiveError, match=says):
        archive.add_report(
            replace(changed, versions=(posting,)),
            article_capture=change.get("article_capture") or 1,
            read_from={} if capture is None else dict.fromkeys(every, capture),
            checked_at=NOON,
            program="archiver/test",
        )
    assert archive.counts() == before


def test_a_report_on_other_bytes_is_refused(
    store: Callable[..., int], report: ArticleReport
) -> None:
    with pytest.raises(ArchiveError, match="does not hold the bytes"):
        store(report, of=b"other bytes")


def test_a_picture_that_is_not_stored_is_refused(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    image = replace(report.postings[0].images[0], sha256=sha256)
    pictured = replace(report, versions=(replace(report.postings[0], images=(image,)),))
    with pytest.raises(ArchiveError, match=r"1\.jpg is not in the archive"):
        store(pictured)
    archive.add_blob(PICTURE, "image/jpeg")
    assert archive.report(store(pictured)) == pictured


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("https://www.News.example/2024/05/cafe", id="url"),
        pytest.param("page.html", id="source"),
        pytest.param("{sha256}", id="digest"),
        pytest.param(None, id="all"),
    ],
)
def test_checks_are_found_by_what_names_the_article(
    archive: Archive, store: Callable[..., int], report: ArticleReport, name: str | None
) -> None:
    check_id = store(report)
    wanted = name and name.format(sha256=report.article.sha256)
    (found,) = archive.checks(wanted)
    assert (found.id, found.checked_at, found.exit_code) == (check_id, NOON, 1)
    assert (found.title, found.url) == (report.article.title, report.article.url)
    assert (found.source, found.sha256) == ("page.html", report.article.sha256)
    assert (found.rules, found.program) == ("rules/1", "archiver/test")
    assert archive.checks("https://other.example/") == ()


def test_a_check_that_is_not_there_has_no_report(archive: Archive) -> None:
    assert archive.report(1) is None


def test_a_value_that_no_archiver_writes_is_damage(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    check_id = store(report)
    archive._db.execute("UPDATE reviews SET verdict = 'fine'")
    with pytest.raises(ArchiveError, match="no archiver wrote"):
        archive.report(check_id)


def test_postings_of_a_post_are_all_readings_oldest_first(
    archive: Archive, store: Callable[..., int], report: ArticleReport
) -> None:
    store(report)
    assert archive.postings("x:1001") == ((1, report.versions[0]), (2, report.versions[1]))
    assert archive.postings("x:1002") == archive.postings("nonsense") == ()


def test_postings_of_a_capture_without_an_article_are_stored_once(
    archive: Archive, capture: Capture, report: ArticleReport
) -> None:
    capture_id = archive.add_capture(capture)
    posting = report.postings[0]
    assert archive.add_postings([posting], capture=capture_id) == (1,)
    assert archive.add_postings([posting, replace(posting, parser="y/2")], capture=capture_id) == (
        1,
        2,
    )
    assert archive.postings("x:1001")[0] == (1, posting)
    with pytest.raises(ArchiveError, match="FOREIGN KEY"):
        archive.add_postings([posting], capture=99)
