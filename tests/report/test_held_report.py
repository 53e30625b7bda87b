"""What came from a picture or a page is shown as words, in every place of the report.

All names, handles and pictures are made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from archiver.model import (
    Box,
    PictureCheck,
    PictureClass,
    PictureComparison,
    Screenshot,
    ScreenshotCandidate,
    ScreenshotStatus,
    Witness,
)
from archiver.report import pictures, screenshots

STEERS = "Mara\u202e\x1b[31m\nQuill"
SHOWN = "Mara⟨RLO⟩␛[31m Quill"

SHOT = Screenshot(
    picture="a.png",
    sha256="a" * 64,
    width=640,
    height=480,
    status=ScreenshotStatus.POST_FOUND,
    text="We counted every lantern",
    confidence=0.9,
)
CANDIDATE = ScreenshotCandidate(
    posting="x:1", agreeing=4, words=4, witness=Witness.PLATFORM, handle="maraquill"
)


@pytest.mark.parametrize(
    ("facts", "candidate"),
    [
        pytest.param({"handle": STEERS}, {}, id="the-handle-read"),
        pytest.param({"name": STEERS}, {}, id="the-name-read"),
        pytest.param({}, {"handle": STEERS}, id="the-handle-of-a-post"),
        pytest.param({}, {"handle": None, "author_name": STEERS}, id="the-name-of-a-post"),
        pytest.param({}, {"posting": STEERS}, id="the-key-of-a-post"),
    ],
)
def test_what_was_read_steers_no_display(
    facts: Mapping[str, Any], candidate: Mapping[str, Any]
) -> None:
    shot = replace(SHOT, candidates=(replace(CANDIDATE, **candidate),), **facts)
    said = " ".join(screenshots.sentences_of(shot))
    assert SHOWN in said
    assert not {"\u202e", "\x1b", "\n"}.intersection(said)


def test_long_names_are_cut() -> None:
    shot = replace(SHOT, handle="m" * 500, candidates=(replace(CANDIDATE, handle="q" * 500),))
    assert all(len(one) < 250 for one in screenshots.sentences_of(shot))


@pytest.mark.parametrize(
    ("witness", "owner"),
    [
        pytest.param(Witness.EMBED, "The article itself has a copy of a post", id="embed"),
        pytest.param(Witness.PLATFORM, "The archive has a post", id="platform"),
    ],
)
def test_who_has_the_post_is_told(witness: Witness, owner: str) -> None:
    shot = replace(SHOT, candidates=(replace(CANDIDATE, witness=witness),))
    assert screenshots.sentences_of(shot)[1].startswith(owner)


@pytest.mark.parametrize(("reason", "told"), [("look at both", "look at both"), ("", None)])
def test_the_data_say_why(reason: str, told: str | None) -> None:
    assert screenshots.to_dict(replace(SHOT, reason=reason))["reason"] == told


# -- pictures -----------------------------------------------------------------------------


def jpeg() -> bytes:
    target = BytesIO()
    Image.new("RGB", (320, 240), "navy").save(target, "JPEG")
    return target.getvalue()


Pair = Callable[..., Any]


@pytest.fixture
def pair() -> Pair:
    """Both pictures side by side, of which the comparison says this."""

    def made(kinds: tuple[PictureClass, ...], alt: str = "A boat", **facts: Any) -> Any:
        check = PictureCheck(
            url="a.jpg",
            sha256="a" * 64,
            width=320,
            height=240,
            posting="x:1",
            post_url="b.jpg",
            post_sha256="b" * 64,
            comparison=PictureComparison(kind=kinds[0], kinds=kinds, agreeing=0.99, **facts),
            alt=alt,
            shown=True,
        )
        return pictures.pair(check, "one", None, {"a" * 64: jpeg(), "b" * 64: jpeg()})

    return made


def test_an_alt_text_steers_no_display(pair: Pair) -> None:
    told = pair((PictureClass.RESIZED,), STEERS)
    assert SHOWN in told.article.alt
    assert not {"\u202e", "\x1b", "\n"}.intersection(told.article.alt)


PART = Box(left=10, top=20, right=200, bottom=180)


@pytest.mark.parametrize(
    ("kind", "facts", "ours", "theirs", "tone"),
    [
        pytest.param(PictureClass.CROPPED, {"cropped": PART}, 0, 1, "exact", id="cropped"),
        pytest.param(PictureClass.FRAMED, {"framed": PART}, 1, 0, "marked", id="framed"),
        pytest.param(
            PictureClass.LOCALLY_ALTERED, {"boxes": (PART, PART)}, 2, 0, "altered", id="altered"
        ),
    ],
)
def test_each_place_is_marked_in_its_own_picture(
    pair: Pair, kind: PictureClass, facts: Mapping[str, Any], ours: int, theirs: int, tone: str
) -> None:
    told = pair((kind,), **facts)
    assert (len(told.article.marks), len(told.post.marks)) == (ours, theirs)
    assert told.tone == tone
    for mark in (*told.article.marks, *told.post.marks):
        assert (mark.left, mark.top, mark.width, mark.height) == (10, 20, 190, 160)
