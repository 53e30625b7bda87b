"""Pictures of posts, and of what are none, drawn here: all words, names and handles are made up."""

from __future__ import annotations

import io
import math
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from PIL import Image, ImageDraw, ImageFont

from archiver.media.ocr.engine import Ocr, installed
from tests.real.atproto import rig

_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
_WIDTH = 600
Color = tuple[int, int, int]
Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a picture of a post shows."""

    name: str
    handle: str
    text: str
    time: str = "7:45 PM · Sep 5, 2018"
    counts: str = "23 Reposts   4 Quotes   512 Likes"
    inline: bool = False
    """The handle and the time stand in the row of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    ground: Color
    ink: Color
    grey: Color


LIGHT = Theme(ground=(255, 255, 255), ink=(15, 20, 25), grey=(83, 100, 113))
DARK = Theme(ground=(0, 0, 0), ink=(231, 233, 234), grey=(113, 118, 123))
DIM = Theme(ground=(21, 32, 43), ink=(247, 249, 249), grey=(139, 152, 165))
THEMES = {"light": LIGHT, "dark": DARK, "dim": DIM}
Draw = Callable[..., Image.Image]
Encode = Callable[..., bytes]


def _font(size: float, *, bold: bool = False) -> Font:
    return ImageFont.truetype(
        str(_FOLDER / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")), round(size)
    )


def _wrapped(text: str, font: Font, width: float) -> Iterator[str]:
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                yield line
                line = word
            else:
                line = longer
        yield line


def _drawn(card: Card, theme: Theme, scale: float) -> Image.Image:
    def px(value: float) -> int:
        return round(value * scale)

    name_font, small, body = _font(15 * scale, bold=True), _font(15 * scale), _font(17 * scale)
    rows = list(_wrapped(card.text, body, px(_WIDTH - 32)))
    height = px(84 + 24 * len(rows) + 100)
    image = Image.new("RGB", (px(_WIDTH), height), theme.ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((px(16), px(16), px(56), px(56)), fill=(120, 90, 160))
    draw.ellipse((px(28), px(24), px(44), px(40)), fill=(230, 200, 180))
    x = px(68)
    draw.text((x, px(16)), card.name, font=name_font, fill=theme.ink)
    if card.inline:
        x += round(name_font.getlength(card.name)) + px(6)
        draw.text((x, px(16)), f"@{card.handle} · {card.time}", font=small, fill=theme.grey)
    else:
        draw.text((x, px(36)), f"@{card.handle}", font=small, fill=theme.grey)
    y = px(74)
    for row in rows:
        draw.text((px(16), y), row, font=body, fill=theme.ink)
        y += px(24)
    y += px(12)
    if not card.inline:
        draw.text((px(16), y), card.time, font=small, fill=theme.grey)
        y += px(30)
    draw.line((px(16), y, px(_WIDTH - 16), y), fill=theme.grey)
    draw.text((px(16), y + px(10)), card.counts, font=small, fill=theme.grey)
    return image


def _encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


@pytest.fixture(scope="session")
def lacking(repo_root: Path) -> Callable[[str], NoReturn]:
    """What ends a test for want of something: it is skipped, but fails in CI, which installs."""
    if "CI" in os.environ:
        rig.provide(repo_root / ".cache")
        return pytest.fail
    return pytest.skip


@pytest.fixture(scope="session")
def draw(lacking: Callable[[str], NoReturn]) -> Draw:
    """A card as a picture: ``draw(card, theme="dark", scale=2)``."""
    if not (_FOLDER / "DejaVuSans-Bold.ttf").is_file():
        lacking("the fonts of Debian's fonts-dejavu-core are not installed")

    def drawn(card: Card, theme: str = "light", scale: float = 1.0) -> Image.Image:
        return _drawn(card, THEMES[theme], scale)

    return drawn


@pytest.fixture(scope="session")
def encode() -> Encode:
    """The bytes of a picture: ``encode(image, "JPEG", quality=35)``."""
    return _encoded


@pytest.fixture(scope="session")
def reader(lacking: Callable[[str], NoReturn]) -> Ocr:
    """The reader of this machine."""
    found = installed()
    if found is None or "eng" not in found.languages:
        lacking("tesserocr or Tesseract's language data (tesseract-ocr) are not installed")
    return found


@pytest.fixture(scope="session")
def cards() -> tuple[Card, ...]:
    """Posts that nobody wrote."""
    return (
        Card(
            name="Mara Quillfeather",
            handle="maraquill",
            text="The old ferry at Pellwick leaves at dawn tomorrow and it won't be back "
            "until the harbour is dredged.",
        ),
        Card(
            name="Tobin Ashgrove",
            handle="tobin_ashgrove",
            text="We counted 1,482 lanterns on the bridge last night. Nobody asked us to.",
            time="11:02 · 14 Mar 2023 · 18.2K Views",
            counts="108 Retweets  12 Quote Tweets  1,204 Likes",
        ),
        Card(
            name="Dr. Ilse Vantongeren",
            handle="IlseVan",
            text="Three villages, one well, no permit. The council knew since January and "
            "said nothing.\nThat is the whole story.",
            time="2h",
            inline=True,
            counts="7        31        406        12K",
        ),
        Card(
            name="Coppermill News",
            handle="CoppermillNews",
            text="BREAKING: the clock tower will not be torn down, mayor Ostrander tells a "
            "packed town hall.",
            time="Sep 5",
            inline=True,
            counts="44 Replies   210 Reposts   1.9K Likes",
        ),
        Card(
            name="Pia Lorne",
            handle="pia@weir.example",
            text="Somebody keeps painting the swans blue and honestly I have stopped minding.",
            time="May 3, 2024, 08:12 · Web",
            counts="14 boosts · 52 favorites",
        ),
        Card(
            name="Jon Tarrow",
            handle="tarrow.bsky.example",
            text="Reading every parish ledger from 1790 so that you don't have to: they ate a "
            "great deal of eel.",
            time="June 9, 2025 at 4:30 PM",
            counts="9 reposts  2 quotes  77 likes",
        ),
        Card(
            name="Anneke Brandwijk",
            handle="abrandwijk",
            text="If the trains ran on the minister's excuses we would all be home by noon.",
            time="12:17 PM · Nov 30, 2022 · Twitter for iPhone",
            counts="Like    Comment    Share",
        ),
        Card(
            name="Rufus Okonjo-Bell",
            handle="rufusokb",
            text="My grandmother's recipe for plum dumplings starts with the words: first, "
            "forgive your neighbour.",
        ),
    )


def _photo() -> Image.Image:
    """Noise of many sizes, as a photograph has."""
    rng = random.Random(7)  # noqa: S311 - a picture, not a secret
    image = Image.new("RGB", (640, 480))
    for size in (8, 32, 128):
        layer = Image.new("RGB", (640 // size + 1, 480 // size + 1))
        layer.putdata(
            [tuple(rng.randrange(256) for _ in range(3)) for _ in range(math.prod(layer.size))]
        )
        image = Image.blend(image, layer.resize((640, 480), Image.Resampling.BICUBIC), 0.5)
    return image


def _chart() -> Image.Image:
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    draw.text((60, 20), "Eels landed per year, in tonnes", font=_font(26, bold=True), fill="black")
    for number, height in enumerate((120, 200, 340, 280, 390, 150)):
        draw.rectangle((100 + 110 * number, 520 - height, 170 + 110 * number, 520), fill="teal")
        draw.text((105 + 110 * number, 530), f"{2018 + number}", font=_font(18), fill="black")
    draw.text((60, 565), "Source: harbour office of Pellwick", font=_font(14), fill="grey")
    return image


def _meme() -> Image.Image:
    image = _photo()
    draw = ImageDraw.Draw(image)
    for y, row in ((20, "WHEN THE FERRY LEAVES"), (400, "AND YOU ARE THE FERRY")):
        draw.text(
            (60, y),
            row,
            font=_font(38, bold=True),
            fill="white",
            stroke_width=3,
            stroke_fill="black",
        )
    return image


def _text_card(rows: Sequence[str], *, ground: str = "white") -> Image.Image:
    image = Image.new("RGB", (700, 60 + 40 * len(rows)), ground)
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        draw.text((40, 30 + 40 * number), row, font=_font(24), fill="black")
    return image


@pytest.fixture(scope="session")
def no_posts(draw: Draw) -> dict[str, Image.Image]:
    """Pictures that are no screenshots of posts, by what they are."""
    del draw  # the same fonts
    return {
        "photo": _photo(),
        "chart": _chart(),
        "meme": _meme(),
        "plain": Image.new("RGB", (600, 400), "white"),
        "quote card": _text_card(
            [
                "“The river does not ask who owns",
                "the bank. It simply moves it.”",
                "",
                "Oda Fernhollow, poet",
            ]
        ),
        "quote card of a magazine": _text_card(
            [
                "“The river does not ask who owns",
                "the bank. It simply moves it.”",
                "Oda Fernhollow",
                "@pellwickreview",
            ]
        ),
        "letter": _text_card(
            [
                "Pellwick, 5 September 2018",
                "",
                "Dear Ms Quillfeather,",
                "we regret that the ferry is",
                "late and that your parcels",
                "were put ashore in Tarrow.",
                "Yours, the harbour office",
            ]
        ),
        "table": _text_card(
            [
                "Village        Lanterns   Swans",
                "Pellwick          1,482      12",
                "Tarrow              310      44",
                "Coppermill           28       9",
            ]
        ),
    }
