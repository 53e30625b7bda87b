"""Pictures of posts in an article: read, sought among the captured posts, and judging nothing.

The words of Kim Kardashian West are her public post of September 2018; all else is made up.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from archiver.media.ocr.engine import Ocr, installed
from archiver.model import ArticleReport, ScreenshotStatus, Verdict, Witness
from archiver.pipeline import capture, check
from archiver.pipeline.screenshots import MAX_READ
from archiver.report.html import render as page_of
from archiver.report.json import to_dict
from archiver.report.text import render as text_of

KIM = "1037470730156351681"
SYNDICATION = "cdn.syndication.twimg.com/tweet-result"
WORDS = (
    "It started with Ms. Alice, but looking at her and seeing the faces and learning the stories "
    "of the men and women I’ve met inside prisons I knew I couldn’t stop at just one."
)
LANTERNS = "We counted 1,482 lanterns on the bridge last night and nobody asked us to."
LONG = "The council met on Monday to talk about the bridge, and about the money for it."
LONG_IN = {
    "en": LONG,
    "ja": "町議会は月曜日に集まり、古い橋の修理とその費用について長い時間をかけて話し合いました。",
}


def card(rows: Sequence[str]) -> bytes:
    """The rows as a picture."""
    image = Image.new("RGB", (900, 40 + 44 * len(rows)), "white")
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        pen.text((30, 20 + 44 * number), row, font=ImageFont.load_default(26), fill="black")
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def post(name: str, handle: str, text: str, time: str = "7:45 PM · Sep 5, 2018") -> list[str]:
    """The rows of a post, its text in lines of some eight words."""
    words = text.split()
    lines = [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    return [name, f"@{handle}", *lines, time, "23 Reposts 4 Quotes 512 Likes"]


def ocr(rows: Sequence[str], *, sure: float = 95.0, languages: Sequence[str] = ("eng",)) -> Ocr:
    """A reader that reads these rows from every picture."""
    read = []
    for number, row in enumerate(rows):
        left = 10
        for place, word in enumerate(row.split()):
            right = left + 10 * len(word)
            read.append([word, sure, left, 30 * number, right, 30 * number + 20, place == 0])
            left = right + 8
    return Ocr(
        folder=Path("/nowhere"),
        languages=frozenset(languages),
        command=(sys.executable, "-c", f"print({json.dumps(json.dumps(read))})"),
    )


def article(*pictures: bytes, lead: str = "", language: str = "en") -> bytes:
    long = LONG_IN[language]
    tags = "".join(
        f'<p>{long}</p><img width="900" height="400" alt="A post" '
        f'src="data:image/png;base64,{base64.b64encode(one).decode()}">'
        for one in pictures
    )
    return (
        f'<!doctype html><html lang="{language}"><head><title>The bridge</title></head><body>'
        f"<article><h1>The bridge</h1><p>{long}</p><p>{lead}</p>{tags}</article></body></html>"
    ).encode()


Run = Callable[..., ArticleReport]


@pytest.fixture
def run(bench: Any) -> Run:
    """The report on a page, offline, with this reader; it comes back from the archive the same."""

    def checked(payload: bytes, reader: Ocr | None, *, captured: bool = False) -> ArticleReport:
        if captured:
            bench.web.on(SYNDICATION, KIM, bench.tweet(KIM, picture=None))
            with bench.open() as desk:
                capture(f"https://x.com/KimKardashian/status/{KIM}", desk)
        source = replace(bench.page, name="a.html", payload=payload)
        with bench.open(offline=True) as desk:
            made = check(source, replace(desk, ocr=reader))
            assert desk.archive.report(made.check_id) == made.report
            assert desk.archive.audit() == ()
            assert all(desk.archive.blob(one.sha256) for one in made.report.screenshots)
        report: ArticleReport = made.report
        return report

    return checked


@pytest.mark.parametrize(
    ("handle", "text", "captured", "status"),
    [
        pytest.param("KimKardashian", WORDS, True, "post_found", id="found"),
        pytest.param("KimKardash1an", WORDS, True, "post_found", id="a-letter-misread"),
        pytest.param(
            "KimKardashian",
            WORDS.replace("faces", "laces"),
            True,
            "post_found",
            id="a-word-misread",
        ),
        pytest.param("tobin_ashgrove", WORDS, True, "other_author", id="another-handle"),
        pytest.param("KimKardashian", WORDS, False, "post_existence_unproven", id="not-captured"),
        pytest.param("KimKardashian", LANTERNS, True, "post_existence_unproven", id="other-words"),
    ],
)
def test_a_screenshot_is_sought_in_the_archive(
    run: Run, handle: str, text: str, status: str, *, captured: bool
) -> None:
    rows = post("Kim Kardashian West", handle, text)
    (shot,) = run(article(card(rows)), ocr(rows), captured=captured).screenshots
    assert shot.status == status, shot.reason
    assert (shot.handle, shot.text, shot.time) == (handle, text, "7:45 PM · Sep 5, 2018")
    assert shot.posting == (f"x:{KIM}" if status in {"post_found", "other_author"} else None)
    assert shot.alt == "A post"
    if shot.candidates:
        assert shot.candidates[0].handle == "KimKardashian"
        assert shot.candidates[0].witness is Witness.PLATFORM
    assert bool(shot.reason) is (status != "post_found" or handle != "KimKardashian")


@pytest.mark.parametrize(
    ("lead", "verdict"),
    [
        pytest.param(f"Mara Quill tweeted: “{LANTERNS}”", Verdict.UNVERIFIABLE, id="tweeted"),
        pytest.param(
            f"“{LANTERNS}”, Mara Quill said on television.", Verdict.OUT_OF_SCOPE, id="said"
        ),
    ],
)
def test_a_screenshot_settles_no_quotation(run: Run, lead: str, verdict: Verdict) -> None:
    rows = post("Mara Quill", "maraquill", LANTERNS)
    page = article(card(rows), lead=lead)
    without = run(page, None)
    report = run(page, ocr(rows))
    (review,), (plain,) = report.quotations, without.quotations
    assert review.verdict is plain.verdict is verdict
    assert report.screenshots[0].quotations == (0,)
    told = [reason for reason in review.reasons if "screenshot alone proves no post" in reason]
    assert len(told) == (verdict is Verdict.UNVERIFIABLE)
    assert report.exit_code == without.exit_code == 0


def test_a_captured_post_is_not_accused_by_a_screenshot_that_says_no(run: Run) -> None:
    doctored = WORDS.replace("I knew I couldn’t stop", "I knew I could stop")
    rows = post("Kim Kardashian West", "KimKardashian", doctored)
    report = run(article(card(rows)), ocr(rows), captured=True)
    assert report.screenshots[0].status is ScreenshotStatus.POST_FOUND
    assert report.exit_code == 0
    assert report.findings == ()


@pytest.mark.parametrize(
    ("rows", "sure", "language", "languages", "told"),
    [
        pytest.param(
            post("Mara", "mara", LANTERNS), 40.0, "en", ["eng"], "another script", id="unsure"
        ),
        pytest.param(["xq zz yy"] * 4, 40.0, "ja", ["eng"], "jpn are not installed", id="no-data"),
        pytest.param(["xq zz yy"] * 4, 40.0, "en", ["eng"], None, id="rubbish"),
        pytest.param(
            ["Eels landed", "2018 2019", "Source: office"], 95.0, "en", ["eng"], None, id="chart"
        ),
        pytest.param(["Mara", "@mara", LANTERNS], 95.0, "en", ["eng"], None, id="any-text"),
        pytest.param([], 95.0, "en", ["eng"], None, id="no-words"),
        pytest.param(post("Mara", "mara", LANTERNS), 95.0, "en", ["deu"], "", id="other-data"),
    ],
)
def test_what_is_told_of_what_cannot_be_read(
    run: Run, rows: list[str], sure: float, language: str, languages: list[str], told: str | None
) -> None:
    payload = article(card(post("Mara", "mara", LANTERNS)), language=language)
    shots = run(payload, ocr(rows, sure=sure, languages=languages)).screenshots
    assert len(shots) == (told is not None)
    if told:
        assert shots[0].status is ScreenshotStatus.NOT_READ
        assert told in shots[0].reason
        assert shots[0].text == ""


def test_without_the_extra_pictures_are_not_read_and_it_says_so(run: Run) -> None:
    page = article(card(post("Mara", "mara", LANTERNS)), card(post("Tobin", "tobin", WORDS)))
    report = run(page, None)
    assert {one.status for one in report.screenshots} == {ScreenshotStatus.NOT_READ}
    said = " ".join(text_of(report, width=100, color=False).split())
    assert "2 pictures may each be a screenshot of a post and were not read" in said
    assert "archiver[ocr]" in said


def test_without_pictures_that_look_like_posts_nothing_is_said(run: Run) -> None:
    plain = BytesIO()
    Image.new("RGB", (900, 400), "teal").save(plain, "PNG")
    report = run(article(plain.getvalue()), None)
    assert report.screenshots == ()
    assert "creenshot" not in text_of(report, width=100, color=False)


def test_a_reader_that_breaks_down_stops_no_check(run: Run) -> None:
    broken = replace(ocr([]), command=(sys.executable, "-c", "import os; os.abort()"))
    (shot,) = run(article(card(post("Mara", "mara", LANTERNS))), broken).screenshots
    assert shot.status is ScreenshotStatus.NOT_READ
    assert "broke down" in shot.reason


def test_no_more_pictures_are_read_than_are_meant_to(run: Run) -> None:
    cards = [card(post("Mara", "mara", f"{LANTERNS} {number}")) for number in range(MAX_READ + 1)]
    shots = run(article(*cards), ocr(post("Mara", "mara", LANTERNS))).screenshots
    assert [one.status is ScreenshotStatus.NOT_READ for one in shots] == [*[False] * MAX_READ, True]


def test_no_picture_is_begun_when_the_time_is_up(bench: Any) -> None:
    payload = article(*(card(post("Mara", "mara", f"{LANTERNS} {n}")) for n in range(3)))
    source = replace(bench.page, name="a.html", payload=payload)
    with bench.open(offline=True) as desk:
        ticks = iter(range(10_000))
        begin = desk.clock()
        slow = replace(
            desk,
            ocr=ocr(post("Mara", "mara", LANTERNS)),
            clock=lambda: begin + timedelta(seconds=25 * next(ticks)),
        )
        shots = check(source, slow).report.screenshots
    assert [one.status is ScreenshotStatus.NOT_READ for one in shots] == [False, False, True]


def test_the_report_shows_hostile_words_as_words(run: Run, bench: Any) -> None:
    text = "<script>alert(1)</script> We counted \u202elanterns on the bridge last night"
    rows = post("Mara<b>", "mara", text)
    report = run(article(card(rows)), ocr(rows))
    assert report.screenshots[0].text == " ".join(text.split())
    page = page_of([report], images={}, generated=bench.page.received, program="archiver 0")
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "⟨RLO⟩" in page
    assert "\u202e" not in text_of(report, width=100, color=False)
    (shot,) = to_dict(report)["screenshots"]
    assert (shot["status"], shot["handle"]) == ("post_existence_unproven", "mara")


def test_the_report_names_the_post_that_was_found(run: Run, bench: Any) -> None:
    rows = post("Kim Kardashian West", "KimKardashian", WORDS)
    report = run(article(card(rows)), ocr(rows), captured=True)
    said = " ".join(text_of(report, width=100, color=False).split())
    page = page_of([report], images={}, generated=bench.page.received, program="archiver 0")
    for shown in (said, page):
        assert "what looks like a post by @KimKardashian" in shown
        assert f"x:{KIM}" in shown
        assert "no wording was judged by it" in shown
    (shot,) = to_dict(report)["screenshots"]
    assert shot["posting"] == f"x:{KIM}"
    assert shot["candidates"][0]["agreeing"] == shot["candidates"][0]["words"]


def test_a_picture_of_letters_is_read_and_its_post_found(run: Run) -> None:
    reader = installed()
    if reader is None or "eng" not in reader.languages:
        pytest.skip("tesserocr or Tesseract's language data (tesseract-ocr) are not installed")
    rows = post("Kim Kardashian West", "KimKardashian", WORDS)
    (shot,) = run(article(card(rows)), reader, captured=True).screenshots
    assert shot.status is ScreenshotStatus.POST_FOUND
    assert shot.posting == f"x:{KIM}"
