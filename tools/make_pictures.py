"""Draw the pictures that the comparison of pictures is measured on.

Nothing in them is of anybody or anything: landscapes of noise, cartoon faces, cards of text,
charts, screens. What is drawn depends on its name and seed alone.

    python tools/make_pictures.py fixtures/media/pictures
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Floats = NDArray[np.float64]
Scene = Callable[[np.random.Generator], Image.Image]
_WORDS = (  # noqa: SIM905 - words read better than a list of them
    "the council will not close any clinics this year unless voters ask for it and no money is "
    "left for the bridge over river at dawn we counted twelve boats near harbour wall before rain"
).split()


def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow has no scalable font here")
    return font


def _colour(rng: np.random.Generator, low: int = 0, high: int = 256) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in rng.integers(low, high, 3))
    return red, green, blue


def _noise(rng: np.random.Generator, width: int, height: int, slope: float) -> Floats:
    """Noise whose amplitude falls with frequency to the power ``slope``, 0 to 1."""
    across = np.fft.fftfreq(width)[None, :]
    down = np.fft.fftfreq(height)[:, None]
    radius = np.maximum(np.hypot(across, down), 1 / max(width, height))
    phases = np.fft.fft2(rng.standard_normal((height, width)))
    field = np.real(np.fft.ifft2(phases / radius**slope))
    low, high = np.percentile(field, [0.5, 99.5])
    return np.clip((field - low) / (high - low), 0, 1)


def _coloured(field: Floats, *stops: tuple[float, tuple[int, int, int]]) -> Floats:
    places = [place for place, _ in stops]
    return np.stack(
        [
            np.interp(field, places, [colour[channel] for _, colour in stops])
            for channel in range(3)
        ],
        axis=-1,
    )


def _image(pixels: Floats, rng: np.random.Generator, grain: float = 3.0) -> Image.Image:
    """The pixels as a camera would give them: with grain."""
    noisy = pixels + rng.normal(0, grain, pixels.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8), "RGB")


def _words(rng: np.random.Generator, count: int) -> str:
    return " ".join(rng.choice(_WORDS, count))


def landscape(rng: np.random.Generator) -> Image.Image:
    """Hills under a sky with clouds."""
    width, height = 960, 640
    clouds = _noise(rng, width, height, 1.7)
    down = np.linspace(0, 1, height)[:, None, None]
    sky = (1 - down) * np.array([90, 140, 215]) + down * np.array([215, 225, 235])
    pixels = sky + (np.clip(clouds - 0.5, 0, 1)[:, :, None] * 220) * (1 - down)
    for layer in range(4):
        ridge = _noise(rng, width, 8, 1.6)[0] * 120
        top = height * (0.42 + 0.14 * layer) - ridge
        ground = _noise(rng, width, height, 1.2)
        shade = _coloured(ground, (0, (20, 40 + 12 * layer, 25)), (1, (110 - 15 * layer, 130, 70)))
        below = np.arange(height)[:, None] > top[None, :]
        pixels = np.where(below[:, :, None], shade, pixels)
    return _image(pixels, rng)


def sea(rng: np.random.Generator) -> Image.Image:
    """Water with waves and a low sun."""
    width, height = 1024, 683
    rows, columns = np.mgrid[0:height, 0:width]
    depth = np.clip((rows - height * 0.45) / height, 0.001, 1)
    waves = np.sin(rows / (0.4 + depth * 9) + _noise(rng, width, height, 1.4) * 18)
    pixels = _coloured(
        rows / height,
        (0, (250, 190, 120)),
        (0.45, (255, 225, 170)),
        (0.46, (40, 70, 95)),
        (1, (10, 30, 50)),
    )
    pixels += (waves * depth * 80)[:, :, None] * (rows > height * 0.45)[:, :, None]
    sun = np.exp(-((columns - width * 0.62) ** 2 + (rows - height * 0.36) ** 2) / 2200)
    return _image(pixels + sun[:, :, None] * np.array([120, 90, 40]), rng)


def night(rng: np.random.Generator) -> Image.Image:
    """A dark town with lit windows."""
    width, height = 900, 600
    image = _image(
        _coloured(_noise(rng, width, height, 1.8), (0, (6, 8, 18)), (1, (30, 32, 50))), rng, 2
    )
    pen = ImageDraw.Draw(image)
    for _ in range(16):
        left, top = int(rng.integers(0, width - 60)), int(rng.integers(180, 420))
        right = left + int(rng.integers(50, 130))
        pen.rectangle((left, top, right, height), fill=_colour(rng, 12, 42))
        for row in range(top + 12, height - 10, 22):
            for column in range(left + 8, right - 10, 18):
                if rng.random() < 0.45:
                    pen.rectangle(
                        (column, row, column + 8, row + 11),
                        fill=(235, 200, int(rng.integers(90, 160))),
                    )
    return image.filter(ImageFilter.GaussianBlur(0.8))


def street(rng: np.random.Generator) -> Image.Image:
    """Houses with many equal windows, a road, cars."""
    width, height = 960, 720
    image = _image(
        _coloured(_noise(rng, width, height, 1.5), (0, (170, 190, 215)), (1, (225, 232, 240))), rng
    )
    pen = ImageDraw.Draw(image)
    left = 0
    while left < width:
        right, top = left + int(rng.integers(90, 200)), int(rng.integers(120, 320))
        pen.rectangle((left, top, right, 560), fill=_colour(rng, 90, 200))
        for row in range(top + 20, 520, 46):
            for column in range(left + 14, right - 24, 34):
                pen.rectangle(
                    (column, row, column + 18, row + 28),
                    fill=(60, 70, 90),
                    outline=(230, 230, 225),
                    width=2,
                )
        left = right
    pen.rectangle((0, 560, width, height), fill=(85, 85, 88))
    for at in range(20, width, 90):
        pen.rectangle((at, 640, at + 45, 648), fill=(220, 220, 215))
    for _ in range(4):
        at, colour = int(rng.integers(20, width - 160)), _colour(rng, 40, 230)
        pen.rounded_rectangle((at, 580, at + 140, 625), 18, fill=colour)
        pen.ellipse((at + 18, 610, at + 46, 638), fill=(20, 20, 20))
        pen.ellipse((at + 95, 610, at + 123, 638), fill=(20, 20, 20))
    grain = rng.normal(0, 5, (height, width, 1))
    return _image(np.asarray(image, dtype=np.float64) + grain, rng).filter(
        ImageFilter.GaussianBlur(0.6)
    )


def _face(pen: ImageDraw.ImageDraw, rng: np.random.Generator, x: int, y: int, size: int) -> None:
    skin = (int(rng.integers(120, 240)), int(rng.integers(90, 190)), int(rng.integers(70, 160)))
    hair = _colour(rng, 10, 110)
    pen.rectangle((x - size, y + size, x + size, y + 3 * size), fill=_colour(rng))
    pen.ellipse((x - size, y - int(1.35 * size), x + size, y + int(1.2 * size)), fill=hair)
    pen.ellipse(
        (x - int(0.8 * size), y - size, x + int(0.8 * size), y + int(1.3 * size)), fill=skin
    )
    for side in (-1, 1):
        eye = x + side * size // 3
        pen.ellipse((eye - size // 7, y - size // 12, eye + size // 7, y + size // 7), fill="white")
        pen.ellipse(
            (eye - size // 14, y - size // 20, eye + size // 14, y + size // 9), fill=(30, 30, 30)
        )
        pen.line(
            (eye - size // 6, y - size // 4, eye + size // 6, y - size // 4),
            fill=hair,
            width=max(2, size // 14),
        )
    pen.polygon(
        [(x, y + size // 8), (x - size // 8, y + size // 2), (x + size // 8, y + size // 2)],
        outline=(90, 60, 50),
    )
    smile = int(rng.integers(0, 40))
    pen.arc(
        (x - size // 3, y + size // 3, x + size // 3, y + int(0.9 * size)),
        20 + smile,
        160 - smile,
        fill=(150, 40, 50),
        width=max(2, size // 16),
    )


def portrait(rng: np.random.Generator) -> Image.Image:
    """A cartoon face before a soft background."""
    width, height = 640, 800
    image = _image(
        _coloured(
            _noise(rng, width, height, 2.0), (0, _colour(rng, 30, 120)), (1, _colour(rng, 130, 240))
        ),
        rng,
        1,
    )
    _face(ImageDraw.Draw(image), rng, width // 2, 330, 180)
    return _image(np.asarray(image.filter(ImageFilter.GaussianBlur(1)), dtype=np.float64), rng, 4)


def crowd(rng: np.random.Generator) -> Image.Image:
    """Many cartoon faces."""
    width, height = 1080, 720
    image = Image.new("RGB", (width, height), _colour(rng, 120, 220))
    pen = ImageDraw.Draw(image)
    for row in range(5):
        size = 28 + 9 * row
        for column in range(12):
            at = int((column + 0.5 * (row % 2)) * width / 11 + rng.integers(-12, 12))
            _face(pen, rng, at, 130 + row * 120, size)
    return _image(np.asarray(image.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float64), rng)


def podium(rng: np.random.Generator) -> Image.Image:
    """Two people before a plain wall: large flat areas."""
    image = Image.new("RGB", (1200, 675), _colour(rng, 130, 210))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, 1200, 675), fill=_colour(rng, 30, 90))
    _face(pen, rng, 400, 290, 90)
    _face(pen, rng, 820, 300, 85)
    pen.rectangle((330, 440, 480, 600), fill=(95, 60, 35))
    return _image(
        np.asarray(image.filter(ImageFilter.GaussianBlur(0.9)), dtype=np.float64), rng, 2.5
    )


def _lines(
    pen: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    box: tuple[int, int, int, int],
    size: int,
    fill: tuple[int, int, int],
) -> None:
    left, top, right, bottom = box
    font = _font(size)
    y = top
    while y + size < bottom:
        line = _words(rng, 1)
        while pen.textlength(longer := f"{line} {_words(rng, 1)}", font=font) < right - left:
            line = longer
        pen.text((left, y), line, fill=fill, font=font)
        y += int(size * 1.5)


def card(rng: np.random.Generator) -> Image.Image:
    """A card with a few large words on a plain ground."""
    back = _colour(rng, 0, 110)
    image = Image.new("RGB", (1080, 1080), back)
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, 1020, 76), fill=_colour(rng, 150, 256))
    _lines(pen, rng, (90, 200, 990, 800), 64, (245, 245, 240))
    pen.text((90, 900), _words(rng, 3), fill=_colour(rng, 150, 256), font=_font(40))
    return image


def notice(rng: np.random.Generator) -> Image.Image:
    """A page of small black text on white."""
    image = Image.new("RGB", (850, 1100), "white")
    pen = ImageDraw.Draw(image)
    pen.text((80, 60), _words(rng, 3).upper(), fill=(0, 0, 0), font=_font(34))
    _lines(pen, rng, (80, 140, 770, 1040), 17, (15, 15, 15))
    return image


def scan(rng: np.random.Generator) -> Image.Image:
    """A page of text as a camera sees it: grey, uneven, grainy."""
    page = np.asarray(notice(rng), dtype=np.float64)
    light = 0.62 + 0.3 * _noise(rng, page.shape[1], page.shape[0], 2.2)
    return _image(page * light[:, :, None] + 12, rng, 6).filter(ImageFilter.GaussianBlur(0.7))


def screen(rng: np.random.Generator) -> Image.Image:
    """A screen of a phone with posts on it."""
    image = Image.new("RGB", (750, 1334), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 750, 90), fill=(29, 155, 240))
    y = 110
    while y < 1250:
        pen.ellipse((30, y, 110, y + 80), fill=_colour(rng, 60, 230))
        pen.text((135, y), _words(rng, 2).title(), fill=(15, 20, 25), font=_font(30))
        pen.text(
            (135, y + 38),
            f"@{_words(rng, 1)}_{rng.integers(10, 99)}",
            fill=(83, 100, 113),
            font=_font(24),
        )
        lines = int(rng.integers(2, 5))
        _lines(pen, rng, (135, y + 78, 710, y + 78 + lines * 45), 30, (15, 20, 25))
        y += 78 + lines * 45 + 40
        pen.line((0, y - 12, 750, y - 12), fill=(220, 228, 232), width=2)
    return image


def bars(rng: np.random.Generator) -> Image.Image:
    """A chart of bars on white."""
    image = Image.new("RGB", (900, 600), "white")
    pen = ImageDraw.Draw(image)
    pen.text((60, 20), _words(rng, 4).capitalize(), fill=(30, 30, 30), font=_font(28))
    for row in range(5):
        pen.line((80, 120 + row * 95, 860, 120 + row * 95), fill=(215, 215, 215), width=1)
        pen.text((30, 108 + row * 95), str(100 - row * 25), fill=(90, 90, 90), font=_font(18))
    fill = _colour(rng, 30, 200)
    for column in range(8):
        top = int(rng.integers(130, 450))
        pen.rectangle((100 + column * 95, top, 160 + column * 95, 500), fill=fill)
        pen.text((105 + column * 95, 512), str(2016 + column), fill=(60, 60, 60), font=_font(20))
    return image


def lines(rng: np.random.Generator) -> Image.Image:
    """A chart of lines on a pale ground."""
    image = Image.new("RGB", (1000, 620), (247, 247, 250))
    pen = ImageDraw.Draw(image)
    pen.text((50, 20), _words(rng, 5).capitalize(), fill=(20, 20, 40), font=_font(30))
    for _ in range(3):
        walk = 330 + np.cumsum(rng.normal(0, 16, 46))
        points = [(60 + 20 * at, float(np.clip(value, 90, 560))) for at, value in enumerate(walk)]
        pen.line(points, fill=_colour(rng, 10, 210), width=4)
    pen.line((60, 580, 960, 580), fill=(60, 60, 60), width=2)
    return image


def pie(rng: np.random.Generator) -> Image.Image:
    """A chart of shares, with a legend."""
    image = Image.new("RGB", (800, 640), "white")
    pen = ImageDraw.Draw(image)
    start = 0.0
    for at, share in enumerate(rng.dirichlet(np.full(5, 2.0))):
        colour = _colour(rng, 30, 230)
        pen.pieslice(
            (60, 90, 510, 540), start, start + share * 360, fill=colour, outline="white", width=3
        )
        pen.rectangle((560, 140 + at * 60, 590, 170 + at * 60), fill=colour)
        pen.text(
            (605, 142 + at * 60), f"{_words(rng, 1)} {share:.0%}", fill=(40, 40, 40), font=_font(24)
        )
        start += share * 360
    return image


def chart_map(rng: np.random.Generator) -> Image.Image:
    """A map of regions in a few colours."""
    width, height = 860, 700
    sites = rng.random((46, 2)) * [height, width]
    rows, columns = np.mgrid[0:height, 0:width]
    bend = _noise(rng, width, height, 1.6) * 60
    apart = [(rows + bend - y) ** 2 + (columns + bend - x) ** 2 for y, x in sites]
    nearest = np.argmin(apart, axis=0)
    palette = np.array([_colour(rng, 90, 240) for _ in range(6)])[rng.integers(0, 6, len(sites))]
    pixels = palette[nearest].astype(np.float64)
    edges = (nearest != np.roll(nearest, 1, 0)) | (nearest != np.roll(nearest, 1, 1))
    pixels[edges] = 70
    return Image.fromarray(pixels.astype(np.uint8), "RGB").filter(ImageFilter.GaussianBlur(0.6))


def table(rng: np.random.Generator) -> Image.Image:
    """A table of numbers."""
    image = Image.new("RGB", (940, 640), "white")
    pen = ImageDraw.Draw(image)
    for row in range(14):
        if row % 2:
            pen.rectangle((20, 20 + row * 43, 920, 63 + row * 43), fill=(238, 242, 246))
        pen.text((36, 30 + row * 43), _words(rng, 1), fill=(20, 20, 20), font=_font(20))
        for column in range(5):
            pen.text(
                (240 + column * 140, 30 + row * 43),
                f"{rng.integers(0, 99999):,}",
                fill=(20, 20, 20),
                font=_font(20),
            )
    return image


def leaves(rng: np.random.Generator) -> Image.Image:
    """Fine texture all over."""
    field = _noise(rng, 800, 800, 0.75)
    return _image(
        _coloured(field, (0, (15, 35, 10)), (0.5, (70, 110, 40)), (1, (190, 210, 120))), rng
    )


def cloth(rng: np.random.Generator) -> Image.Image:
    """A weave: the same again and again, with a little wear."""
    rows, columns = np.mgrid[0:640, 0:820]
    weave = (
        0.5
        + 0.25 * np.sin(rows / 2.6) * np.cos(columns / 2.6)
        + 0.25 * np.sin((rows + columns) / 14)
    )
    wear = _noise(rng, 820, 640, 1.6)
    return _image(_coloured(0.6 * weave + 0.4 * wear, (0, (40, 35, 70)), (1, (200, 190, 225))), rng)


def bokeh(rng: np.random.Generator) -> Image.Image:
    """Soft discs of light, nothing sharp but one thing."""
    image = Image.new("RGB", (900, 900), _colour(rng, 10, 50))
    pen = ImageDraw.Draw(image)
    for _ in range(70):
        x, y, radius = (int(value) for value in rng.integers(0, [900, 900, 60]))
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(rng, 40, 250))
    image = image.filter(ImageFilter.GaussianBlur(14))
    _face(ImageDraw.Draw(image), rng, 430, 420, 110)
    return _image(np.asarray(image.filter(ImageFilter.GaussianBlur(1)), dtype=np.float64), rng, 2)


def snow(rng: np.random.Generator) -> Image.Image:
    """Bright all over, with a few dark trees."""
    width, height = 920, 610
    pixels = _coloured(_noise(rng, width, height, 1.9), (0, (215, 220, 230)), (1, (255, 255, 255)))
    image = _image(pixels, rng, 2)
    pen = ImageDraw.Draw(image)
    for _ in range(14):
        x, y, tall = (
            int(rng.integers(30, 890)),
            int(rng.integers(250, 590)),
            int(rng.integers(60, 190)),
        )
        pen.line((x, y, x, y - tall), fill=(50, 42, 38), width=5)
        for at in range(4):
            reach = tall // 3 - at * tall // 14
            pen.line(
                (x - reach, y - tall // 3 - at * tall // 6, x, y - tall // 2 - at * tall // 8),
                fill=(48, 44, 40),
                width=3,
            )
            pen.line(
                (x + reach, y - tall // 3 - at * tall // 6, x, y - tall // 2 - at * tall // 8),
                fill=(48, 44, 40),
                width=3,
            )
    return image.filter(ImageFilter.GaussianBlur(0.7))


def flag(rng: np.random.Generator) -> Image.Image:
    """A banner in the wind: three plain stripes, shaded."""
    width, height = 960, 640
    rows, columns = np.mgrid[0:height, 0:width]
    colours = np.array([_colour(rng, 20, 250) for _ in range(3)], dtype=np.float64)
    wave = 22 * np.sin(columns / 80 + rows / 300)
    stripe = np.clip(((rows + wave) * 3 // height).astype(int), 0, 2)
    shade = 0.8 + 0.2 * np.sin(columns / 60 + rows / 200 + 1)
    return _image(colours[stripe] * shade[:, :, None], rng, 2.5)


def plate(rng: np.random.Generator) -> Image.Image:
    """Food on a plate, seen from above."""
    image = _image(
        _coloured(_noise(rng, 800, 800, 1.2), (0, (90, 60, 40)), (1, (150, 110, 75))), rng
    )
    pen = ImageDraw.Draw(image)
    pen.ellipse((90, 90, 710, 710), fill=(238, 236, 230), outline=(190, 188, 182), width=8)
    for _ in range(45):
        x, y = (int(value) for value in rng.normal(400, 110, 2))
        radius = int(rng.integers(14, 52))
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius * 3 // 4),
            fill=_colour(rng, 40, 220),
            outline=(60, 50, 40),
        )
    return _image(np.asarray(image.filter(ImageFilter.GaussianBlur(1.1)), dtype=np.float64), rng, 4)


def grey(rng: np.random.Generator) -> Image.Image:
    """An old photograph: no colour, coarse grain."""
    return _image(np.asarray(street(rng).convert("L").convert("RGB"), dtype=np.float64), rng, 9)


def poster(rng: np.random.Generator) -> Image.Image:
    """A face with large words under it."""
    image = Image.new("RGB", (720, 1000), _colour(rng, 150, 256))
    pen = ImageDraw.Draw(image)
    _face(pen, rng, 360, 330, 170)
    pen.rectangle((0, 720, 720, 1000), fill=_colour(rng, 10, 90))
    _lines(pen, rng, (50, 750, 670, 960), 58, (255, 255, 255))
    return image


def fade(rng: np.random.Generator) -> Image.Image:
    """A smooth run of colour with one sign on it."""
    rows, columns = np.mgrid[0:600, 0:800]
    run = (rows / 600 + columns / 800) / 2
    image = _image(_coloured(run, (0, _colour(rng)), (1, _colour(rng))), rng, 0.6)
    pen = ImageDraw.Draw(image)
    pen.regular_polygon((420, 300, 130), int(rng.integers(3, 8)), fill=_colour(rng))
    pen.text((300, 480), _words(rng, 3), fill="white", font=_font(44))
    return image


SCENES: tuple[Scene, ...] = (
    landscape, sea, night, street, portrait, crowd, podium, card, notice, scan, screen, bars, lines,
    pie, chart_map, table, leaves, cloth, bokeh, snow, flag, plate, grey, poster, fade,
)  # fmt: skip


def draw(scene: Scene, seed: int) -> Image.Image:
    """The scene with that seed."""
    name = int.from_bytes(scene.__name__.encode(), "big") % 2**31
    return scene(np.random.default_rng([name, seed]))


def main() -> None:
    """A JPEG of each scene, seed 1, is in the folder that the command line names."""
    folder = Path(sys.argv[1])
    for scene in SCENES:
        image = draw(scene, 1)
        image.thumbnail((800, 800))
        image.save(folder / f"{scene.__name__}.jpg", quality=90, optimize=True)


if __name__ == "__main__":
    main()
