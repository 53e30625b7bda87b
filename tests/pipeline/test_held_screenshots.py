"""Screenshots of posts change no verdict, and prove no post.

All posts, words and pictures are made up.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from archiver.media.ocr.engine import Ocr
from archiver.model import (
    ArticleImage,
    ArticlePicture,
    ArticleReport,
    PostRef,
    ScreenshotStatus,
    SocialMediaPosting,
    Verdict,
)
from archiver.pipeline import ArticleSource, check
from archiver.pipeline.screenshots import with_screenshots
from tests.verify.stories import Story, writer

LONG = "The council met on Monday to talk about the bridge, and about the money for it."
WORDS = "We counted every lantern on the old bridge last night and nobody asked us to."

post = writer(WORDS, author_name="Mara Quill", handle="maraquill")


def card(rows: Sequence[str]) -> bytes:
    image = Image.new("RGB", (900, 40 + 44 * len(rows)), "white")
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        pen.text((30, 20 + 44 * number), row, font=ImageFont.load_default(26), fill="black")
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def rows_of(text: str, handle: str = "maraquill") -> list[str]:
    words = text.split()
    lines = [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    return [
        "Mara Quill",
        f"@{handle}",
        *lines,
        "7:45 PM · Sep 5, 2023",
        "23 Reposts 4 Quotes 512 Likes",
    ]


def ocr(rows: Sequence[str]) -> Ocr:
    """A reader that reads these rows from every picture."""
    told = []
    for number, row in enumerate(rows):
        left = 10
        for place, word in enumerate(row.split()):
            right = left + 10 * len(word)
            told.append([word, 95.0, left, 30 * number, right, 30 * number + 20, place == 0])
            left = right + 8
    return Ocr(
        folder=Path("/nowhere"),
        languages=frozenset({"eng"}),
        command=(sys.executable, "-c", f"print({json.dumps(json.dumps(told))})"),
    )


Shots = Callable[..., ArticleReport]


@pytest.fixture
def shots(bench: Any) -> Shots:
    """The report with what these rows, read from one picture of the article, say."""

    def run(report: ArticleReport, rows: Sequence[str], of: PostRef | None = None) -> ArticleReport:
        with bench.open(offline=True) as desk:
            picture = ArticlePicture(
                image=ArticleImage(url="a.png", alt="A post"), payload=card(rows), ref=of
            )
            return with_screenshots(report, [picture], replace(desk, ocr=ocr(rows)))

    return run


TURNED = WORDS.replace("nobody", "everybody").replace("every", "no", 1)


def quoting(words: str, *versions: SocialMediaPosting) -> ArticleReport:
    return Story(named="Quill").says("Quill posted:", words).shows(*versions).report(*versions)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        pytest.param(TURNED, Verdict.ALTERED, id="altered"),
        pytest.param(
            "I sell this harbour to the first of you who asks.", Verdict.NOT_FOUND, id="not-found"
        ),
    ],
)
def test_a_screenshot_takes_no_accusation_back(shots: Shots, words: str, verdict: Verdict) -> None:
    before = quoting(words, post())
    assert before.quotations[0].verdict is verdict
    after = shots(before, rows_of(words, "pskerry"))
    assert after.screenshots[0].quotations == (0,)
    assert after.quotations[0].verdict is verdict
    assert after.exit_code == before.exit_code == 1


def test_a_screenshot_of_the_post_itself_is_no_news(shots: Shots) -> None:
    """Few words are read misquoted too: what was found is the post that is judged already."""
    before = quoting(WORDS.replace("lantern", "candle"), post())
    assert before.quotations[0].verdict is Verdict.ALTERED
    after = shots(before, rows_of(WORDS))
    assert (after.screenshots[0].posting, after.screenshots[0].quotations) == ("x:1", (0,))
    assert after.quotations == before.quotations


def test_a_post_s_own_picture_is_no_screenshot(shots: Shots) -> None:
    before = quoting(WORDS, post())
    assert shots(before, rows_of(WORDS), of=post().ref).screenshots == ()
    assert len(shots(before, rows_of(WORDS)).screenshots) == 1


@pytest.mark.parametrize(
    ("words", "read", "told"),
    [
        pytest.param("lantern on the old", WORDS, True, id="four-words"),
        pytest.param("the old bridge", WORDS, False, id="three-words-stand-anywhere"),
        pytest.param(
            "橋の灯り", "昨日の夜、古い橋の灯りを数えました。", False, id="two-words-without-spaces"
        ),
    ],
)
def test_few_words_are_not_looked_for_in_a_picture(
    shots: Shots, words: str, read: str, *, told: bool
) -> None:
    after = shots(quoting(words), rows_of(read))
    assert after.screenshots[0].quotations == ((0,) if told else ())


@pytest.mark.parametrize(
    ("handle", "status"),
    [
        pytest.param("maraquill", ScreenshotStatus.POST_FOUND, id="the-author-s"),
        pytest.param("tobin_ashgrove", ScreenshotStatus.POST_EXISTENCE_UNPROVEN, id="another-s"),
    ],
)
def test_a_few_words_find_a_post_only_with_its_author(
    shots: Shots, handle: str, status: ScreenshotStatus
) -> None:
    few = post("Lanterns out tonight")
    after = shots(quoting("Something else altogether here", few), rows_of(few.text, handle))
    assert after.screenshots[0].status is status, after.screenshots[0]


def test_another_article_s_copy_is_no_captured_post(
    shots: Shots, bench: Any, fixed_clock: Callable[[], datetime]
) -> None:
    """What the archive has only from an article proves no post to another article."""
    copy = (
        f'<article><p>{LONG}</p><blockquote class="twitter-tweet"><p lang="en">{WORDS}</p>'
        "&mdash; Mara Quill (@maraquill) "
        '<a href="https://twitter.com/maraquill/status/1699000000000000000">September 5, 2023</a>'
        f"</blockquote><p>{LONG}</p></article>"
    ).encode()
    source = ArticleSource(name="b.html", payload=copy, received=fixed_clock())
    with bench.open(offline=True) as desk:
        check(source, desk)
        assert desk.archive.search_postings("lantern bridge", any_word=True, limit=5)
    after = shots(quoting_nothing(), rows_of(WORDS))
    assert after.screenshots[0].status is ScreenshotStatus.POST_EXISTENCE_UNPROVEN
    assert after.screenshots[0].candidates == ()


def quoting_nothing() -> ArticleReport:
    return Story(named=None).line(LONG).report()


def test_a_screenshot_without_a_handle_tells_no_author(shots: Shots) -> None:
    rows = ["Mara Quill", "3h ·", *rows_of(WORDS)[2:-2], "Like Comment Share"]
    (one,) = shots(quoting("Something else altogether here", post()), rows).screenshots
    assert (one.handle, one.name) == (None, "Mara Quill")
    assert one.status is ScreenshotStatus.POST_FOUND
    assert "look who wrote it" in one.reason
