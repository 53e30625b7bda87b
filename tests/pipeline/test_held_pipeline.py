"""What holds back a finding about pictures, and what keeps files outside a page's folder unread.

All posts, words and pictures are made up, but for the photographs of ``fixtures/media``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from archiver.articles.reader import read
from archiver.model import (
    ArticleImage,
    ArticlePicture,
    Availability,
    FindingKind,
    ImageObject,
    PictureClass,
    PostRef,
    SocialMediaPosting,
    Witness,
)
from archiver.pipeline import ArticleSource, article_pictures
from archiver.pipeline.article_pictures import distinct
from archiver.pipeline.picture_checks import PictureChecks, check_pictures
from tests.verify.stories import Story, writer

LONG = "The council met on Monday to talk about the bridge, and about the money for it."
WORDS = "We counted every lantern on the old bridge last night and nobody asked us to."

post = writer(WORDS, author_name="Mara Quill", handle="maraquill")


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def png(mark: str) -> bytes:
    return encoded(Image.effect_noise((8, 8), 90).convert("RGB"), "PNG") + mark.encode()


@pytest.fixture(scope="module")
def photo(fixtures: Path) -> Callable[[str], Image.Image]:
    def opened(name: str) -> Image.Image:
        with Image.open(fixtures / "media" / "pictures" / f"{name}.jpg") as image:
            return image.convert("RGB")

    return opened


# -- files beside a saved page ------------------------------------------------------------

Look = Callable[[str], ArticlePicture]


@pytest.fixture
def look(bench: Any, tmp_path: Path, fixed_clock: Callable[[], datetime]) -> Look:
    """What is had of the one picture of a page that was saved in a folder, offline."""
    folder = tmp_path / "saved"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.png").write_bytes(png("inside"))
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "a.png").write_bytes(png("outside"))

    def picture(address: str) -> ArticlePicture:
        saved = folder / "page.html"
        payload = f'<article><p>{LONG}</p><img src="{address}"></article>'.encode()
        saved.write_bytes(payload)
        source = ArticleSource(name=str(saved), payload=payload, received=fixed_clock())
        with bench.open(offline=True) as desk:
            kept = desk.archive.add_article_capture(
                payload, source=str(saved), url=None, captured_at=fixed_clock(), media_type=None
            )
            found = article_pictures.article_pictures(
                read(payload, platforms=(), source=str(saved)), source, desk, kept=kept
            )
        (one,) = found
        return one

    return picture


@pytest.mark.parametrize("name", ["a.png", "none.png"])
def test_a_page_does_not_learn_which_files_there_are_elsewhere(look: Look, name: str) -> None:
    found = look(f"../away/{name}")
    assert found.payload is None
    assert found.why_not == "it is not beside the page, and its address is not known"


def test_an_address_from_the_root_is_no_file_beside_the_page(look: Look, tmp_path: Path) -> None:
    found = look(str(tmp_path / "saved" / "sub" / "a.png"))
    assert found.payload is None


def test_a_file_that_is_too_large_is_not_read(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_pictures, "MAX_BYTES", 16)
    found = look("sub/a.png")
    assert found.payload is None
    assert "more than" in (found.why_not or "")


def test_a_pipe_is_told_from_a_file(look: Look, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "saved" / "pipe.png")
    assert look("pipe.png").why_not == "what is beside the page is no regular file"


@pytest.mark.parametrize(
    ("whole_folder", "put_back"),
    [
        pytest.param(False, False, id="the-file-by-a-link"),
        pytest.param(False, True, id="the-file-by-a-link-for-a-moment"),
        pytest.param(True, False, id="its-folder-by-a-link"),
    ],
)
def test_what_takes_a_file_s_place_before_it_is_opened_is_not_read(
    look: Look,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    whole_folder: bool,
    put_back: bool,
) -> None:
    mine = tmp_path / "saved" / "sub"
    mine = mine if whole_folder else mine / "a.png"
    theirs = tmp_path / "away"
    theirs = theirs if whole_folder else theirs / "a.png"
    real = os.open

    def swapped(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if not str(path).endswith("sub/a.png"):
            return real(path, flags, *more, **options)
        mine.rename(tmp_path / "kept")
        mine.symlink_to(theirs)
        try:
            return real(path, flags, *more, **options)
        finally:
            if put_back:
                mine.unlink()
                (tmp_path / "kept").rename(mine)

    monkeypatch.setattr(os, "open", swapped)
    found = look("sub/a.png")
    assert found.payload is None
    assert found.why_not


def test_a_picture_that_came_only_in_part_is_none(
    bench: Any, fixed_clock: Callable[[], datetime]
) -> None:
    class Cut:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def answer(self, request: Any) -> Any:
            return tuple(replace(one, truncated="length") for one in self.inner.answer(request))

    bench.web.on("a.example/1.png", "", png("cut"))
    payload = f'<article><p>{LONG}</p><img src="https://a.example/1.png"></article>'.encode()
    source = ArticleSource(name="-", payload=payload, received=fixed_clock())
    with bench.open(wrap=Cut) as desk:
        kept = desk.archive.add_article_capture(
            payload, source="-", url=None, captured_at=fixed_clock(), media_type=None
        )
        (one,) = article_pictures.article_pictures(
            read(payload, platforms=()), source, desk, kept=kept
        )
    assert one.payload is None
    assert "only in part" in (one.why_not or "")


def test_of_two_places_of_one_picture_the_one_that_readers_see_counts() -> None:
    announced = ArticlePicture(image=ArticleImage(url="a.png", shown=False), payload=b"x")
    shown = ArticlePicture(image=ArticleImage(url="b.png"), payload=b"x")
    assert distinct([announced, shown]) == (shown,)


# -- which picture of a post a picture is held against ------------------------------------


def card(rows: Sequence[str]) -> bytes:
    image = Image.new("RGB", (900, 40 + 44 * len(rows)), "white")
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        pen.text((30, 20 + 44 * number), row, font=ImageFont.load_default(26), fill="black")
    return encoded(image, "PNG")


Check = Callable[..., PictureChecks]


def _stored(image: Any, url: str, archive: Any) -> ImageObject:
    """A picture of a post by its bytes, the still of a video by a mapping, or as it is given."""
    if isinstance(image, bytes):
        return ImageObject(content_url=url, sha256=archive.add_blob(image, "image/jpeg"))
    if isinstance(image, Mapping):
        digest = archive.add_blob(image["payload"], "image/jpeg")
        return ImageObject(content_url=url, sha256=digest, thumbnail_of="video")
    told: ImageObject = image
    return told


@pytest.fixture
def checked(bench: Any) -> Check:
    """The checks of one picture; posts have theirs by the bytes."""

    def run(
        picture: bytes,
        posts: Sequence[tuple[SocialMediaPosting, Sequence[Any]]],
        *,
        of: PostRef | None = None,
        shown: Sequence[PostRef] | None = None,
    ) -> PictureChecks:
        with bench.open(offline=True) as desk:
            versions = []
            for number, (one, images) in enumerate(posts):
                stored = (
                    _stored(image, f"{number}.{at}", desk.archive)
                    for at, image in enumerate(images)
                )
                versions.append(replace(one, images=tuple(stored)))
            story = Story(named="Quill").says("Quill posted:", WORDS)
            story.shows(*(versions if shown is None else shown))
            given = ArticlePicture(image=ArticleImage(url="a.jpg"), payload=picture, ref=of)
            return check_pictures(story.article(), [given], versions, desk)

    return run


UNFETCHED = ImageObject(content_url="unfetched")
SHARED = PostRef(platform="x", id="77")
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "more", "told"),
    [
        pytest.param({}, (), True, id="the-platform-s-full-answer"),
        pytest.param({"witness": Witness.ARCHIVE}, (), False, id="an-archive-s-copy"),
        pytest.param({"witness": Witness.THIRD_PARTY}, (), False, id="a-third-party-s"),
        pytest.param({"availability": Availability.ERROR}, (), False, id="no-good-answer"),
        pytest.param({"superseded": NOON}, (), False, id="a-version-before-an-edit"),
        pytest.param({"shared_content": SHARED}, (), False, id="it-quotes-a-post"),
        pytest.param({}, (UNFETCHED,), False, id="one-of-its-pictures-is-not-at-hand"),
        pytest.param({}, ("video",), False, id="it-has-a-video"),
        pytest.param({}, ("same",), False, id="one-of-its-pictures-is-this"),
    ],
)
def test_a_picture_is_missing_from_a_post_only_where_all_of_its_own_are_known(
    checked: Check,
    photo: Callable[[str], Image.Image],
    facts: Mapping[str, Any],
    more: Sequence[Any],
    *,
    told: bool,
) -> None:
    inside = encoded(photo("landscape"), quality=80)
    made = post(**facts)
    still = {"payload": encoded(photo("street").resize((320, 240)))}
    copies = {"same": encoded(photo("landscape"), quality=92), "video": still}
    more = [copies.get(one, one) if isinstance(one, str) else one for one in more]
    found = checked(inside, [(made, (encoded(photo("street"), quality=92), *more))], of=made.ref)
    kinds = [one.kind for one in found.findings]
    assert kinds == ([FindingKind.MEDIA_MISSING] if told else [])


@pytest.mark.parametrize("side", [96, 240])
def test_a_portrait_in_an_embed_is_no_picture_of_the_post(
    checked: Check, photo: Callable[[str], Image.Image], side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from archiver.pipeline import picture_checks

    monkeypatch.setattr(picture_checks._Bench, "surely_unlike", lambda *_: True)
    inside = encoded(photo("landscape").resize((side, side)), quality=90)
    made = post()
    found = checked(inside, [(made, (encoded(photo("street"), quality=92),))], of=made.ref)
    assert bool(found.findings) is (side >= 200)


def test_a_page_of_writing_is_surely_missing_from_nothing(checked: Check) -> None:
    """Another page of writing in the same colours may be of the same text, farther down."""
    made = post()
    mine = card([f"{row} {row[::-1]}" for row in [WORDS[:24], LONG[:24], WORDS[24:50]] * 4])
    theirs = card([f"{row[::-1]} {row}" for row in [LONG[30:54], WORDS[40:64], LONG[8:30]] * 4])
    found = checked(mine, [(made, (theirs,))], of=made.ref)
    assert found == PictureChecks()


@pytest.mark.parametrize(
    ("witness", "shown", "video", "told"),
    [
        pytest.param(Witness.PLATFORM, True, False, True, id="the-platform-s"),
        pytest.param(Witness.EMBED, True, False, False, id="the-article-s-own-copy"),
        pytest.param(Witness.PLATFORM, False, False, False, id="a-post-that-it-does-not-show"),
        pytest.param(Witness.PLATFORM, True, True, False, id="the-still-of-a-video"),
    ],
)
def test_a_picture_is_held_against_pictures_that_others_have_of_posts_shown(
    checked: Check,
    photo: Callable[[str], Image.Image],
    witness: Witness,
    *,
    shown: bool,
    video: bool,
    told: bool,
) -> None:
    original = encoded(photo("street"), quality=92)
    made = post(witness=witness)
    other = post("Somebody else’s words altogether, about a boat.", 9)
    found = checked(
        encoded(photo("street").resize((560, 420)), quality=75),
        [(made, ({"payload": original} if video else original,)), (other, ())],
        shown=[made.ref if shown else other.ref],
    )
    assert [one.comparison.kind for one in found.checks] == [PictureClass.RESIZED] * told


def test_a_picture_inside_an_embed_is_held_against_its_own_post_s(
    checked: Check, photo: Callable[[str], Image.Image]
) -> None:
    street = photo("street")
    boxed = street.copy()
    ImageDraw.Draw(boxed).rectangle((100, 400, 380, 460), fill=(200, 10, 10))
    mine, other = post(), post("Other words of hers, about the very same street.", 2)
    found = checked(
        encoded(boxed, quality=80),
        [(mine, (encoded(street, quality=92),)), (other, (encoded(boxed, quality=92),))],
        of=mine.ref,
    )
    assert [(one.posting, one.accuses) for one in found.checks] == [("x:1", True)]
