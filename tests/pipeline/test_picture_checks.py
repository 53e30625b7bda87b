"""An article's pictures against those of its posts, from the page to the report."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageOps

from archiver.model import ArticleReport, FindingKind, PictureClass
from archiver.pipeline import ArticleSource, check, picture_checks
from archiver.report.html import render as page_of
from archiver.report.json import to_dict
from archiver.report.text import render as text_of

KIM = "1037470730156351681"
POST = "pbs.twimg.com/media/Example1"
WORDS = "It started with Ms. Alice"
LONG = "The council met on Monday to talk about the bridge, and about the money for it."


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@pytest.fixture(scope="module")
def original(fixtures: Path) -> Image.Image:
    with Image.open(fixtures / "media" / "pictures" / "street.jpg") as image:
        return image.convert("RGB")


@pytest.fixture(scope="module")
def another(fixtures: Path) -> Image.Image:
    with Image.open(fixtures / "media" / "pictures" / "landscape.jpg") as image:
        return image.convert("RGB")


def spliced(image: Image.Image, other: Image.Image) -> Image.Image:
    changed = image.copy()
    changed.paste(other.crop((300, 300, 420, 390)), (500, 200))
    return changed


def boxed(image: Image.Image) -> Image.Image:
    changed = image.copy()
    pen = ImageDraw.Draw(changed)
    pen.rectangle((100, 400, 380, 460), fill=(200, 10, 10))
    return changed


def framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(boxed(image), 60, "white")


def page(*tags: str) -> bytes:
    post = (
        f'<blockquote class="twitter-tweet"><p lang="en">{WORDS}</p>&mdash; Kim Kardashian West '
        f'(@KimKardashian) <a href="https://twitter.com/KimKardashian/status/{KIM}">September 5, '
        "2018</a></blockquote>"
    )
    return f"<article><p>{LONG}</p>{post}{''.join(tags)}<p>{LONG}</p></article>".encode()


Run = Callable[..., ArticleReport]


@pytest.fixture
def run(bench: Any, original: Image.Image, fixed_clock: Callable[[], Any]) -> Run:
    """The report on a page whose picture has these bytes, the post's being the original."""
    bench.web.on("cdn.syndication.twimg.com/tweet-result", KIM, bench.tweet(KIM))
    bench.web.on(POST, "name=orig", encoded(original, quality=92))

    def checked(payload: bytes, markup: bytes | None = None) -> ArticleReport:
        bench.web.on("news.example/a.jpg", "", payload)
        source = ArticleSource(
            name="https://news.example/1",
            url="https://news.example/1",
            payload=page('<img src="a.jpg" alt="A street">') if markup is None else markup,
            received=fixed_clock(),
        )
        with bench.open() as desk:
            done = check(source, desk)
            assert desk.archive.report(done.check_id) == done.report
            assert desk.archive.audit() == ()
        return done.report

    return checked


def findings(report: ArticleReport) -> list[FindingKind]:
    media = {FindingKind.MEDIA_CHANGED, FindingKind.MEDIA_MISSING}
    return [finding.kind for finding in report.findings if finding.kind in media]


def test_a_copy_in_another_size_is_told_and_no_finding(run: Run, original: Image.Image) -> None:
    report = run(encoded(original.resize((560, 420)), quality=70))
    (told,) = report.pictures
    assert told.comparison.kinds == (PictureClass.RESIZED,)
    assert (told.width, told.height, told.alt) == (560, 420, "A street")
    assert findings(report) == []


def test_a_changed_place_is_a_finding_with_its_box(
    run: Run, original: Image.Image, another: Image.Image
) -> None:
    report = run(encoded(spliced(original, another), quality=75))
    (told,) = report.pictures
    assert told.comparison.kind is PictureClass.LOCALLY_ALTERED
    (box,) = told.comparison.boxes
    assert abs(box.left - 500) < 12
    assert abs(box.bottom - 290) < 12
    assert findings(report) == [FindingKind.MEDIA_CHANGED]
    (finding,) = (f for f in report.findings if f.kind is FindingKind.MEDIA_CHANGED)
    assert finding.posting == f"x:{KIM}"
    assert "news.example/a.jpg" in finding.sides["article"] or "a.jpg" in finding.sides["article"]


def test_an_overlay_is_a_finding(run: Run, original: Image.Image) -> None:
    report = run(encoded(boxed(original), quality=80))
    assert report.pictures[0].comparison.kind is PictureClass.OVERLAY_ADDED
    assert findings(report) == [FindingKind.MEDIA_CHANGED]


def test_a_mirrored_picture_is_a_finding(run: Run, original: Image.Image) -> None:
    report = run(encoded(ImageOps.mirror(original), quality=80))
    assert report.pictures[0].comparison.kind is PictureClass.MIRRORED
    assert findings(report) == [FindingKind.MEDIA_CHANGED]


def test_a_crop_is_told_and_no_finding(run: Run, original: Image.Image) -> None:
    report = run(encoded(original.crop((100, 80, 700, 560)), quality=80))
    (told,) = report.pictures
    assert told.comparison.kind is PictureClass.CROPPED
    assert told.comparison.cropped is not None
    assert abs(told.comparison.cropped.left - 100) <= 2
    assert findings(report) == []


def test_marks_on_a_screenshot_are_no_finding(run: Run, original: Image.Image) -> None:
    report = run(encoded(framed(original), quality=80))
    assert PictureClass.FRAMED in report.pictures[0].comparison.kinds
    assert findings(report) == []


def test_a_picture_that_is_only_announced_is_no_finding(run: Run, original: Image.Image) -> None:
    head = b'<meta property="og:image" content="https://news.example/a.jpg">'
    report = run(encoded(boxed(original), quality=80), head + page())
    assert report.pictures[0].shown is False
    assert findings(report) == []


def test_an_articles_own_picture_is_nothing(run: Run, another: Image.Image) -> None:
    report = run(encoded(another, quality=80))
    assert report.pictures == ()
    assert findings(report) == []


def test_what_is_no_picture_is_nothing(run: Run) -> None:
    report = run(b"\xff\xd8\xff\xe0 cut off")
    assert report.pictures == ()


def test_the_second_check_decodes_nothing_again(
    run: Run, original: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(encoded(boxed(original), quality=80))
    monkeypatch.setattr(picture_checks, "prepared", lambda _: pytest.fail("it was decoded"))
    monkeypatch.setattr(picture_checks, "compared", lambda *_: pytest.fail("it was compared"))
    monkeypatch.setattr(picture_checks, "facts_of", lambda _: pytest.fail("it was looked at"))
    again = run(encoded(boxed(original), quality=80))
    assert again.pictures == first.pictures


def test_a_picture_inside_the_embed_that_the_post_has_not(
    run: Run, bench: Any, another: Image.Image
) -> None:
    bench.web.on("pbs.twimg.com/media/Other.jpg", "", encoded(another, quality=80))
    inside = '<img src="https://pbs.twimg.com/media/Other.jpg" alt="">'
    markup = page().replace(b"</p>&mdash;", f"{inside}</p>&mdash;".encode())
    report = run(b"", markup)
    assert findings(report) == [FindingKind.MEDIA_MISSING]


def test_a_picture_inside_the_embed_that_the_post_has(
    run: Run, bench: Any, original: Image.Image
) -> None:
    inside = f'<img src="https://{POST}?format=png&amp;name=small" alt="">'
    bench.web.on(POST, "name=small", encoded(original.resize((400, 300)), quality=80))
    markup = page().replace(b"</p>&mdash;", f"{inside}</p>&mdash;".encode())
    report = run(b"", markup)
    assert findings(report) == []


def test_every_report_shows_the_place(
    run: Run, original: Image.Image, another: Image.Image, fixed_clock: Callable[[], Any]
) -> None:
    payload = encoded(spliced(original, another), quality=75)
    report = run(payload)
    (told,) = report.pictures
    box = told.comparison.boxes[0]
    text = text_of(report, width=100, color=False)
    assert "differs in places" in text
    assert f"{box.left},{box.top} to {box.right},{box.bottom}" in " ".join(text.split())
    data = to_dict(report)["pictures"][0]
    assert data["class"] == "locally_altered"
    assert data["boxes"] == [[box.left, box.top, box.right, box.bottom]]
    images = {told.sha256: payload, told.post_sha256: encoded(original, quality=92)}
    html = page_of([report], images=images, generated=fixed_clock(), program="archiver 0")
    assert f'x="{box.left}" y="{box.top}"' in html
    assert html.count("data:image/jpeg;base64,") >= 2
    without = page_of([report], images={}, generated=fixed_clock(), program="archiver 0")
    assert "is not stored in the archive" in without
